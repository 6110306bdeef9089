"""Sets of real numbers: intervals, inequalities, set-builders, words, their unions and complements.

Every endpoint of both sides is enclosed and sorted; between and at them lie finitely many cells, and
a set is the bit mask of the cells it holds. Two sets are equal exactly when their masks are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cmp_to_key

from flint import arb, fmpq

from tinyv.equiv.algebra import fraction, is_expression, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, LOW, ball, precision
from tinyv.equiv.phrases import read_phrase
from tinyv.expr.nodes import Node, Num, Op, Sym, Text
from tinyv.expr.show import show

_MAX_ENDPOINTS = 120
_ORDER = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SET_HEADS = {
    "[]", "[)", "(]", "union", "inter", "minus", "builder", "<", "<=", ">", ">=", "!=", "in", "notin", "chain", "words", "where", "and", "or", "list", "seq",
}  # fmt: skip
_NAMED = {"RR": (None, None), "RR^+": (0, None), "RR_+": (0, None), "RR_>0": (0, None), "RR^-": (None, 0), "RR_-": (None, 0), "RR_<0": (None, 0)}


@dataclass(frozen=True, slots=True)
class Span:
    """An interval; None stands for an infinite end."""

    lo: Node | None
    hi: Node | None
    lo_closed: bool = False
    hi_closed: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """or, and, not of sets; list: and, unless nothing were left."""

    op: str
    parts: tuple[Term, ...]


Term = Span | Mix
EVERYTHING = Span(None, None)
NOTHING = Mix("or", ())


class _Unreadable(Exception):
    """no set of real numbers in one variable"""


class _Reader:
    """A tree as a set; remembers the variable that its relations speak of."""

    def __init__(self, pairs: bool) -> None:
        self.pairs = pairs  # (a, b) may be an open interval
        self.variable = ""

    def speak_of(self, node: Node) -> None:
        name = show(node)
        if self.variable and self.variable != name:
            raise _Unreadable
        self.variable = name

    def read(self, node: Node) -> Term:
        if isinstance(node, Sym):
            return self.named(node.name)
        if isinstance(node, Text):
            return self.phrase((node,))
        if not isinstance(node, Op):
            raise _Unreadable
        head, args = node.head, node.args
        if head in ("[]", "[)", "(]") or (head == "tuple" and self.pairs and len(args) == 2):
            return Span(finite(args[0]), finite(args[1]), head.startswith("["), head.endswith("]"))
        if head == "set":
            return Mix("or", tuple(point(arg) for arg in args))
        if head in ("union", "or"):
            flat = [part for arg in args for part in (arg.args if isinstance(arg, Op) and arg.head == "list" and head == "or" else (arg,))]
            return Mix("or", tuple(map(self.read, flat)))
        if head in ("inter", "chain"):
            return Mix("and", tuple(map(self.read, args)))
        if head in ("list", "seq", "and"):
            return Mix("and" if head == "and" else "list", tuple(self.read(arg) for arg in args if not self.is_real(arg)))
        if head == "where":
            return Mix("and", (self.read(node.args[0]), self.read(node.args[1])))
        if head == "minus":
            return Mix("and", (self.read(args[0]), Mix("not", (self.read(args[1]),))))
        if head == "builder":
            if not isinstance(args[0], Sym) and not (isinstance(args[0], Op) and args[0].head == "in"):
                raise _Unreadable
            return Mix("and", (self.read(args[0]) if isinstance(args[0], Op) else EVERYTHING, self.read(args[1])))
        if head in ("in", "notin"):
            self.speak_of(args[0])
            inner = self.read(args[1]) if not (isinstance(args[1], Op) and args[1].head == "tuple") else _Reader(True).read(args[1])
            return inner if head == "in" else Mix("not", (inner,))
        if head in _ORDER:
            return self.relation(head, args[0], args[1])
        if head == "words":
            return self.phrase(args)
        raise _Unreadable

    def is_real(self, node: Node) -> bool:
        return isinstance(node, Op) and node.head == "in" and node.args[1] == Sym("RR")

    def named(self, name: str) -> Term:
        if name == "empty":
            return NOTHING
        if name not in _NAMED:
            raise _Unreadable
        lo, hi = _NAMED[name]
        return Span(None if lo is None else Num(fmpq(lo)), None if hi is None else Num(fmpq(hi)))

    def phrase(self, pieces: tuple[Node, ...]) -> Term:
        found = read_phrase(pieces)
        if found is None:
            raise _Unreadable
        variable, relations, joined = found
        if variable is not None:
            self.speak_of(variable)
        parts = tuple(half_line(head, value) for head, value in relations)
        return Mix(joined, parts) if parts else EVERYTHING

    def relation(self, head: str, left: Node, right: Node) -> Term:
        if is_end(right) and not is_end(left):
            return self.of(left, head, right)
        if is_end(left) and not is_end(right):
            return self.of(right, _ORDER[head], left)
        if isinstance(left, Sym) and isinstance(right, Sym | Op) and left.name not in symbols(right):
            self.speak_of(left)
            return half_line(head, right)
        if isinstance(right, Sym) and isinstance(left, Sym | Op) and right.name not in symbols(left):
            self.speak_of(right)
            return half_line(_ORDER[head], left)
        return self.solve(head, Op("+", (left, Op("neg", (right,)))))

    def of(self, expression: Node, head: str, end: Node) -> Term:
        if isinstance(expression, Sym) or (isinstance(expression, Op) and expression.head == "call"):
            self.speak_of(expression)
            return half_line(head, end)
        if isinstance(expression, Op) and expression.head == "abs" and head in ("<", "<=", ">", ">="):
            inner = expression.args[0]
            first, second = self.of(inner, head, end), self.of(inner, _ORDER[head], Op("neg", (end,)))
            return Mix("and" if head[0] == "<" else "or", (first, second))
        if isinstance(expression, Op) and is_expression(expression) and len(symbols(expression)) == 1:
            return self.solve(head, Op("+", (expression, Op("neg", (end,)))))
        raise _Unreadable

    def solve(self, head: str, gap: Node) -> Term:
        """gap < 0 for a gap that is linear or quadratic in its one variable"""
        names = sorted(symbols(gap))
        found = fraction(gap, names) if len(names) == 1 else None
        if found is None or not found[1].is_constant():
            raise _Unreadable
        self.speak_of(Sym(names[0]))
        poly = found[0] / found[1].leading_coefficient()
        c = [fmpq(poly[(k,)]) for k in range(3)]
        if poly.total_degree() == 1:
            return half_line(head if c[1] > 0 else _ORDER[head], Num(-c[0] / c[1]))
        if poly.total_degree() != 2:
            raise _Unreadable
        if c[2] < 0:
            head, c = _ORDER[head], [-x for x in c]
        under = c[1] * c[1] - 4 * c[0] * c[2]
        if under < 0:
            return EVERYTHING if head in (">", ">=", "!=") else NOTHING
        root = Op("root", (Num(under), Num(fmpq(2))))
        ends = [Op("/", (Op("+", (Num(-c[1]), r)), Num(2 * c[2]))) for r in (Op("neg", (root,)), root)]
        closed = head in ("<=", ">=")
        if head in ("<", "<="):
            return Span(ends[0], ends[1], closed, closed)
        if head in (">", ">="):
            return Mix("or", (Span(None, ends[0], False, closed), Span(ends[1], None, closed, False)))
        points = Mix("or", (point(ends[0]), point(ends[1])))
        return points if head == "=" else Mix("not", (points,))


def finite(node: Node) -> Node | None:
    """An endpoint; None for either infinity."""
    if node == Sym("oo") or (isinstance(node, Op) and node.head in ("neg", "+") and node.args[-1] == Sym("oo")):
        return None
    if isinstance(node, Op) and not is_expression(node):
        raise _Unreadable
    return node


def point(node: Node) -> Span:
    if finite(node) is None:
        raise _Unreadable
    return Span(node, node, True, True)


def half_line(head: str, end: Node) -> Term:
    if finite(end) is None:
        return EVERYTHING
    match head:
        case "<" | "<=":
            return Span(None, end, False, head == "<=")
        case ">" | ">=":
            return Span(end, None, head == ">=", False)
        case "=":
            return point(end)
    return Mix("not", (point(end),))


def is_end(node: Node) -> bool:
    if node == Sym("oo") or (isinstance(node, Op) and node.head == "neg" and node.args[0] == Sym("oo")):
        return True
    with precision(LOW):
        return ball(node) is not None


def intervals(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two sets of real numbers, in whatever notation."""
    if not (_is_set(a) or _is_set(b)):
        return None
    first, second = _Reader(True), _Reader(True)
    try:
        x, y = first.read(a), second.read(b)
    except _Unreadable:
        return None
    if first.variable and second.variable and first.variable != second.variable and not _may_rename(first.variable, second.variable):
        return Word.OPEN
    ctx.spend(60)
    ends: list[Node] = []
    _collect(x, ends)
    _collect(y, ends)
    if len(ends) > _MAX_ENDPOINTS:
        return Word.OPEN
    with precision(HIGH):
        ranks = _ranks(ends)
        if ranks is None:
            return Word.EQUAL if _same_shape(x, y, ctx) else Word.OPEN
        cells = 2 * (max(ranks.values(), default=-1) + 1) + 1
        p, q = _mask(x, ranks, cells), _mask(y, ranks, cells)
    if p == q:
        return Word.EQUAL
    discrete = _discrete(p) != _discrete(q)
    return Word.OPEN if discrete else Word.DIFFERENT


def _is_set(node: Node) -> bool:
    if isinstance(node, Op):
        return node.head in _SET_HEADS
    return isinstance(node, Sym) and (node.name.startswith("RR") or node.name == "empty")


def _may_rename(a: str, b: str) -> bool:
    """f(x) >= 3 against y >= 3"""
    return (a.startswith("(call") and b == "y") or (b.startswith("(call") and a == "y")


def _collect(term: Term, ends: list[Node]) -> None:
    if isinstance(term, Span):
        ends.extend(end for end in (term.lo, term.hi) if end is not None)
    else:
        for part in term.parts:
            _collect(part, ends)


def _ranks(ends: list[Node]) -> dict[Node, int] | None:
    """Each endpoint's place on the line, equal ones sharing theirs; None if some are no numbers."""
    values: list[tuple[arb, Node]] = []
    for end in dict.fromkeys(ends):
        found = ball(end)
        if found is None or found.imag != 0:
            return None
        values.append((found.real, end))

    def order(p: tuple[arb, Node], q: tuple[arb, Node]) -> int:
        if p[0] < q[0]:
            return -1
        if p[0] > q[0]:
            return 1
        return 0  # narrow balls that meet are taken for one point, as in closed_form

    values.sort(key=cmp_to_key(order))
    ranks: dict[Node, int] = {}
    rank = -1
    for i, (value, end) in enumerate(values):
        if i == 0 or not value.overlaps(values[i - 1][0]):
            rank += 1
        ranks[end] = rank
    return ranks


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
        joined, common = joined | mask, common & mask
    if term.op == "list":  # "x > 0, x != 1" restricts; "x < 1, x > 4" can only join
        return common or joined
    return joined if term.op == "or" else common


def _discrete(mask: int) -> bool:
    """points only, no gap between them"""
    return mask != 0 and mask & int("01" * (mask.bit_length() // 2 + 1), 2) == 0


def _same_shape(x: Term, y: Term, ctx: Context) -> bool:
    """Endpoints with parameters: the same build, end by end."""
    if isinstance(x, Span) and isinstance(y, Span):
        if (x.lo is None, x.hi is None, x.lo_closed, x.hi_closed) != (y.lo is None, y.hi is None, y.lo_closed, y.hi_closed):
            return False
        return all(p is None or q is None or ctx.same(p, q) for p, q in ((x.lo, y.lo), (x.hi, y.hi)))
    x, y = _single(x), _single(y)
    if isinstance(x, Span) and isinstance(y, Span):
        return _same_shape(x, y, ctx)
    if isinstance(x, Mix) and isinstance(y, Mix) and x.op == y.op and len(x.parts) == len(y.parts):
        return all(_same_shape(p, q, ctx) for p, q in zip(x.parts, y.parts, strict=True))
    return False


def _single(term: Term) -> Term:
    """An intersection of two half-lines as one span."""
    if isinstance(term, Mix) and term.op != "not" and len(term.parts) == 1:
        return _single(term.parts[0])
    if isinstance(term, Mix) and term.op in ("and", "list"):
        parts = [_single(part) for part in term.parts if part != EVERYTHING]
        if len(parts) == 1:
            return parts[0]
        if len(parts) == 2 and isinstance(parts[0], Span) and isinstance(parts[1], Span):
            p, q = parts if parts[0].hi is None else parts[::-1]
            if isinstance(p, Span) and isinstance(q, Span) and p.hi is None and q.lo is None:
                return Span(p.lo, q.hi, p.lo_closed, q.hi_closed)
    return term
