"""Two sets of real numbers, in whatever notation.

Every endpoint of both sides is enclosed and sorted; between and at them lie finitely many cells, and
a set is the bit mask of the cells it holds. Two sets are equal exactly when their masks are.
"""

from __future__ import annotations

import re
from functools import cmp_to_key

from flint import arb

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, ball, precision
from tinyv.equiv.reals import EVERYTHING, NOTHING, Mix, RealSet, Span, Term, Unreadable, is_infinite, read_set
from tinyv.expr.nodes import Node, Num, Op, Sym
from tinyv.lazy import lazy

_MAX_ENDPOINTS = 120
_MAX_INTEGERS = 100  # that a set of integers may span
_SETS = {"[]", "[)", "(]", "union", "inter", "minus", "builder", "<", "<=", ">", ">=", "!=", "in", "notin", "chain"}
_HOLDERS = {"and", "or", "list", "seq", "where"}  # sets if one of their parts is
_COUNTERS = ("n", "i", "j", "N")
_ENDS_FREE = lazy(r"monoton|increasing|decreasing|单调|增区间|减区间", re.IGNORECASE)
_MAX_PARTS = 12  # of a union whose endpoints have parameters


def intervals(a: Node, b: Node, ctx: Context) -> Word | None:
    """Equal, or different beyond doubt; sets of points alone are left to other rules."""
    if not (_is_set(a) or _is_set(b) or (_is_pair(a) and _is_phrase(b)) or (_is_pair(b) and _is_phrase(a))):
        return None
    x = read_set(a)
    y = read_set(b) if x else None
    if x is None or y is None:
        return None
    if not _same_variable(x, y):
        return Word.OPEN
    ctx.spend(60)
    ends: list[Node] = []
    _collect(x.term, ends)
    _collect(y.term, ends)
    if len(ends) > _MAX_ENDPOINTS:
        return Word.OPEN
    with precision(HIGH):
        places = _places(ends)
        if places is None:
            if x.whole or y.whole:
                return None
            return Word.EQUAL if _same_shape(x.term, y.term, ctx) else None
        if x.whole or y.whole:
            return _integers(x, y, places)
        ranks = {end: rank for end, (rank, _) in places.items()}
        cells = 2 * (max(ranks.values(), default=-1) + 1) + 1
        try:
            p, q = _mask(x.term, ranks, cells), _mask(y.term, ranks, cells)
        except Unreadable:
            return Word.OPEN
    if p == q or (any(map(_is_decimal, ends)) and _same_shape(x.term, y.term, ctx)):
        return Word.EQUAL  # ends that are rounded decimals compare as numbers do
    if _discrete(p) and _discrete(q):
        return None
    if _discrete(p) != _discrete(q) or _slip(x.term, p) or _slip(y.term, q):
        return Word.OPEN
    if (x.composed and not y.variable) or (y.composed and not x.variable) or x.variable.startswith(("(+", "(*", "(/")):
        return Word.OPEN  # what is known of x and y besides may close the gap
    if _ENDS_FREE.search(ctx.question.text) and _mask(_opened(x.term), ranks, cells) == _mask(
        _opened(y.term), ranks, cells
    ):
        return Word.OPEN
    if (ctx.question.integers or x.variable in _COUNTERS or y.variable in _COUNTERS) and _same_counts(
        x.term, y.term, places
    ):
        return Word.OPEN
    return Word.DIFFERENT


def _opened(term: Term) -> Term:
    """Without the endpoints."""
    if isinstance(term, Span):
        return Span(term.lo, term.hi)
    return Mix(term.op, tuple(map(_opened, term.parts)))


def _is_set(node: Node) -> bool:
    if not isinstance(node, Op):
        return isinstance(node, Sym) and (node.name.startswith("RR") or node.name == "empty")
    if node.head == "tuple":
        return _is_pair(node) and any(map(is_infinite, node.args))
    if node.head in _HOLDERS:
        return any(map(_is_set, node.args[:_MAX_PARTS]))
    return node.head in _SETS or _is_difference(node)


def _is_pair(node: Node) -> bool:
    """a point of the plane, or an open interval"""
    return isinstance(node, Op) and node.head == "tuple" and len(node.args) == 2


def _is_phrase(node: Node) -> bool:
    return isinstance(node, Op) and (
        node.head == "words" or (node.head in _HOLDERS and any(map(_is_phrase, node.args[:_MAX_PARTS])))
    )


def _is_difference(node: Op) -> bool:
    """R - {1}"""
    last = node.args[-1] if node.head == "+" else None
    return isinstance(last, Op) and last.head == "neg" and _head(last.args[0]) == "set"


def _head(node: Node) -> str:
    return node.head if isinstance(node, Op) else ""


def _same_variable(x: RealSet, y: RealSet) -> bool:
    """A bare interval speaks of any variable, f(x) >= 3 of y, a set-builder binds its own."""
    a, b = x.variable, y.variable
    if not a or not b or a == b or (x.bound and y.bound):
        return True
    return (a.startswith("(call") and b == "y") or (b.startswith("(call") and a == "y")


def _slip(term: Term, mask: int) -> bool:
    """nothing, though not said in words: "x < 1 and x > 2", "[2, -2]" """
    return mask == 0 and term != NOTHING


def _collect(term: Term, ends: list[Node]) -> None:
    if isinstance(term, Span):
        ends.extend(end for end in (term.lo, term.hi) if end is not None)
    else:
        for part in term.parts:
            _collect(part, ends)


Places = dict[Node, tuple[int, arb]]


def _is_decimal(end: Node) -> bool:
    return isinstance(end, Num) and bool(end.decimals)


def _places(ends: list[Node]) -> Places | None:
    """Each endpoint's rank on the line, equal ones sharing theirs, and its value; None if some are no numbers."""
    values: list[tuple[arb, Node]] = []
    for end in dict.fromkeys(ends):
        found = ball(end)
        if found is None or found.imag != 0:
            return None
        values.append((found.real, end))

    def order(p: tuple[arb, Node], q: tuple[arb, Node]) -> int:
        if p[0] < q[0]:
            return -1
        return 1 if p[0] > q[0] else 0  # narrow balls that meet are taken for one point, as in closed_form

    values.sort(key=cmp_to_key(order))
    places: Places = {}
    rank = -1
    for i, (value, end) in enumerate(values):
        if i == 0 or not value.overlaps(values[i - 1][0]):
            rank += 1
        places[end] = rank, value
    return places


def _mask(term: Term, ranks: dict[Node, int], cells: int) -> int:
    """Bit 2r + 1 is the endpoint of rank r, the even bits are the gaps around them."""
    full = (1 << cells) - 1
    if isinstance(term, Span):
        lo = 0 if term.lo is None else 2 * ranks[term.lo] + (1 if term.lo_closed else 2)
        hi = cells - 1 if term.hi is None else 2 * ranks[term.hi] + (1 if term.hi_closed else 0)
        return full >> lo << lo & ((1 << hi + 1) - 1) if lo <= hi else 0
    masks = [_mask(part, ranks, cells) for part in term.parts]
    if term.op == "not":
        return full & ~masks[0]
    joined, common = 0, full
    for mask in masks:
        if term.op == "apart" and joined & mask:
            raise Unreadable  # "(0, 1), [0, 1]" is two answers
        joined, common = joined | mask, common & mask
    if term.op == "list" and any(p != q and p & q == p and q != full for p in masks for q in masks):
        raise Unreadable  # "x > 15, x > 2" is two answers
    if term.op == "list":  # "x > 0, x != 1" restricts; "x < 1, x > 4" can only join
        return common or joined
    return joined if term.op in ("or", "apart") else common


def _discrete(mask: int) -> bool:
    """points only, no gap between them"""
    return mask != 0 and mask & int("01" * (mask.bit_length() // 2 + 1), 2) == 0


# sets of integers


def _integers(x: RealSet, y: RealSet, places: Places) -> Word | None:
    """{x in Z | 1 <= x <= 3} against {1, 2, 3}: both hold the same integers, and the second no other numbers."""
    found = _spots(places)
    if found is None:
        return None
    range_, spots = found
    p, q = ([_holds(side.term, n, spots) for n in range_] for side in (x, y))
    if not (x.whole and y.whole):
        points = x if y.whole else y
        held = sum(q if y is points else p)
        ranks = {end: rank for end, (rank, _) in places.items()}
        mask = _mask(points.term, ranks, 2 * len(places) + 1)
        if not _discrete(mask) or mask.bit_count() != held:
            return Word.OPEN
    if p == q:
        return Word.EQUAL
    if (x.from_naturals or y.from_naturals) and all(u == v for u, v, n in zip(p, q, range_, strict=True) if n):
        return Word.OPEN
    return Word.DIFFERENT if any(p) and any(q) else Word.OPEN


def _same_counts(x: Term, y: Term, places: Places) -> bool:
    """n != 2 is n = 1 or n >= 3 where n counts"""
    found = _spots(places)
    return found is not None and all(_holds(x, n, found[1]) == _holds(y, n, found[1]) for n in found[0] if n > 0)


Spots = dict[Node, tuple[int, bool]]


def _spots(places: Places) -> tuple[range, Spots] | None:
    """The integers around all endpoints; each endpoint as the integer below it, and whether it is that integer."""
    values = [value for _, value in places.values()]
    if not values or any(not abs(value) < 10**9 for value in values):
        return None
    first = int(min(float(v.mid()) for v in values)) - 2
    last = int(max(float(v.mid()) for v in values)) + 2
    if last - first > _MAX_INTEGERS + 4:
        return None
    spots: Spots = {}
    for end, (_, value) in places.items():
        below = value.floor().unique_fmpz()
        if below is None:
            return None
        spots[end] = int(below), bool(value == below)
    return range(first, last + 1), spots


def _holds(term: Term, n: int, spots: Spots) -> bool:
    if isinstance(term, Span):
        if term.lo is not None:
            below, exact = spots[term.lo]
            if n < below or (n == below and not (exact and term.lo_closed)):
                return False
        if term.hi is not None:
            below, exact = spots[term.hi]
            if n > below or (n == below and exact and not term.hi_closed):
                return False
        return True
    if term.op == "not":
        return not _holds(term.parts[0], n, spots)
    held = [_holds(part, n, spots) for part in term.parts]
    return any(held) if term.op in ("or", "apart") else all(held)


# endpoints with parameters


def _same_shape(x: Term, y: Term, ctx: Context) -> bool:
    """The same build, end by end; parts in any order."""
    x, y = _single(x), _single(y)
    if isinstance(x, Span) and isinstance(y, Span):
        if (x.lo is None, x.hi is None, x.lo_closed, x.hi_closed) != (
            y.lo is None,
            y.hi is None,
            y.lo_closed,
            y.hi_closed,
        ):
            return False
        return all(p is None or q is None or ctx.same(p, q) for p, q in ((x.lo, y.lo), (x.hi, y.hi)))
    if not (isinstance(x, Mix) and isinstance(y, Mix) and x.op == y.op and len(x.parts) == len(y.parts) <= _MAX_PARTS):
        return False
    rest = list(y.parts)
    for part in x.parts:
        at = next((i for i, other in enumerate(rest) if _same_shape(part, other, ctx)), -1)
        if at < 0:
            return False
        del rest[at]
    return True


def _single(term: Term) -> Term:
    """An intersection of two half-lines as one span."""
    if isinstance(term, Span) or term.op == "not":
        return term
    parts = [_single(part) for part in term.parts if part != EVERYTHING or term.op in ("or", "apart")]
    if len(parts) == 1:
        return parts[0]
    if term.op in ("and", "list") and len(parts) == 2:
        p, q = parts if isinstance(parts[0], Span) and parts[0].hi is None else parts[::-1]
        if isinstance(p, Span) and isinstance(q, Span) and p.hi is None and q.lo is None:
            return Span(p.lo, q.hi, p.lo_closed, q.hi_closed)
    return Mix({"list": "and", "apart": "or"}.get(term.op, term.op), tuple(parts))
