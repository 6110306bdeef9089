"""Dots between terms: "1 + 2 + ... + n" is n(n + 1)/2, "(v - a_1)(v - a_2)...(v - a_n)" is its product.

The terms around the dots show what changes from one to the next. Both sides are written out for
several whole numbers in place of the letter at the end, and compared there: agreement is evidence.
Not covered: dots at the end (1, 2, 3, ...), alternating signs, terms without a visible pattern.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flint import fmpq

from tinyv.equiv.algebra import substitute, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import rational
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Num, Op, Sym
from tinyv.lazy import lazy

_SIGNS = ("..", "…", "⋯", "dots", "\\sum", "\\prod", "∑", "∏")
_DOTS = Sym("...")
_SERIES = {"sum": "+", "prod": "*"}
_ENUMERATIONS = ("list", "set", "seq", "tuple")
_INDEX = lazy(r"(\d*)([a-zA-Z]?)([+-]\d{1,4})?")
_SIZES = (5, 6, 7, 8)  # in place of the letter at the end
_ENDS = ("n", "N", "m", "k")
_MAX_WRITTEN, _MAX_POWERS = 300, 60  # terms


class _NoPattern(Exception):
    """the terms around the dots show no rule"""


@dataclass(slots=True)
class _Writing:
    """One writing out: counts are the terms that each pair of dots stands for."""

    ctx: Context
    counts: list[int] = field(default_factory=list)
    sure: bool = True


def dots(a: Node, b: Node, ctx: Context) -> Word | None:
    """Equal at every size; different if it differs at every size and each pattern is plain."""
    if ctx.depth > 1 or not any(sign in text for text in ctx.texts for sign in _SIGNS):
        return None
    x, y = stated(a), stated(b)
    if x.label is not None and y.label is not None and x.label != y.label:
        return None
    p, q = _indexed(x.value), _indexed(y.value)
    if not (_is_open(p) or _is_open(q)):
        return None
    letters = _letters(p) | _letters(q)
    if len(letters) > 1:
        return None
    sizes = _SIZES if letters else (0,)
    words, counts, sure = [], [], True
    try:
        for size in sizes:
            writing = _Writing(ctx)
            at: dict[str, Node] = {name: Num(fmpq(size)) for name in letters}
            u, v = (_named(_written(substitute(side, at), writing)) for side in (p, q))
            words.append(ctx.compare(u, v))
            counts.append(writing.counts)
            sure = sure and writing.sure
    except _NoPattern:
        return None
    if not all(_is_affine(column) for column in zip(*counts, strict=True)):
        return None
    if set(words) == {Word.EQUAL}:
        return Word.EQUAL if ctx.policy.sampled or not letters else Word.OPEN
    alike = _is_enumeration(x.value) == _is_enumeration(y.value)
    return Word.DIFFERENT if set(words) == {Word.DIFFERENT} and sure and alike else Word.OPEN


def _is_enumeration(node: Node) -> bool:
    return isinstance(node, Op) and node.head in _ENUMERATIONS


def _is_affine(counts: tuple[int, ...]) -> bool:
    """ "1 + 2 + ... + 2^n" would stand for 2^n - 2 terms, which is no plain reading"""
    return all(counts[i + 2] - counts[i + 1] == counts[i + 1] - counts[i] for i in range(len(counts) - 2))


def _indexed(node: Node) -> Node:
    """a_3 and a_{2n-1} with their subscripts as arguments."""
    if isinstance(node, Sym):
        name, _, index = node.name.partition("_")
        found = _INDEX.fullmatch(index) if index and len(index) < 12 else None
        if not found or not (found[1] or found[2]):
            return node
        factor, letter, shift = found.groups()
        value: Node = Sym(letter) if letter else Num(fmpq(int(factor)))
        if letter and factor:
            value = Op("*", (Num(fmpq(int(factor))), value))
        if shift:
            value = Op("+", (value, Num(fmpq(int(shift)))))
        return Op("_", (Sym(name), value))
    if isinstance(node, Op):
        return Op(node.head, tuple(map(_indexed, node.args)))
    return node


def _named(node: Node) -> Node:
    """The subscripts as names again."""
    if not isinstance(node, Op):
        return node
    if node.head == "_":
        name, index = node.args
        value = rational(index)
        assert isinstance(name, Sym)
        return Sym(
            f"{name.name}_{index.name if isinstance(index, Sym) else value if value is not None else repr(index)}"
        )
    return Op(node.head, tuple(map(_named, node.args)))


def _is_open(node: Node) -> bool:
    """Dots, or a sum up to a letter, or of indexed terms."""
    if not isinstance(node, Op):
        return node == _DOTS
    if node.head in _SERIES and len(node.args) == 4:
        return bool(symbols(node.args[3]) or symbols(node.args[2])) or any(map(_is_open, node.args))
    return any(map(_is_open, node.args))


def _letters(node: Node) -> frozenset[str]:
    """What stands for the number of terms."""
    if not isinstance(node, Op):
        return frozenset()
    found: frozenset[str] = frozenset().union(*map(_letters, node.args)) if node.args else frozenset()
    if node.head in _SERIES and len(node.args) == 4:
        return found | symbols(node.args[2]) | symbols(node.args[3])
    at = _place(node)
    if at:
        before, after = symbols(node.args[at - 1]), symbols(node.args[at + 1])
        found |= (before ^ after) or {name for name in _ENDS if name in before}
    return found


def _place(node: Op) -> int:
    """Where the dots stand, between two terms; 0 if nowhere."""
    if _DOTS not in node.args:
        return 0
    at = node.args.index(_DOTS)
    return at if 0 < at < len(node.args) - 1 else 0


def _written(node: Node, writing: _Writing) -> Node:
    """Sums, products and dots written out."""
    if node == _DOTS:
        raise _NoPattern
    if not isinstance(node, Op):
        return node
    if node.head in _SERIES and len(node.args) == 4:
        return _series(node, writing)
    at = _place(node)
    args = node.args if not at else _terms(node, at, writing)
    return Op(node.head, tuple(_written(arg, writing) for arg in args))


def _series(node: Op, writing: _Writing) -> Node:
    body, name, low, high = node.args
    lo, hi = rational(low), rational(high)
    if (
        lo is None
        or hi is None
        or lo.q != 1
        or hi.q != 1
        or not 0 <= hi - lo <= _MAX_WRITTEN
        or not isinstance(name, Sym)
    ):
        raise _NoPattern
    indices = range(int(lo.p), int(hi.p) + 1)
    writing.ctx.spend(len(indices) * _size(body))
    terms = tuple(_written(substitute(body, {name.name: Num(fmpq(k))}), writing) for k in indices)
    return Op(_SERIES[node.head], terms) if len(terms) > 1 else terms[0]


Terms = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """rows: the numbers at the holes of each term left out; fitting: how many terms before the dots have the form."""

    template: Node
    rows: tuple[tuple[fmpq, ...], ...]
    fitting: int


def _terms(node: Op, at: int, writing: _Writing) -> Terms:
    """The arguments with the dots filled in."""
    before, after = node.args[:at], node.args[at + 1 :]
    pattern = _from_neighbours(before, after[0]) or _from_ends(before, after[0], writing.ctx)
    if pattern is None:
        raise _NoPattern
    if pattern.fitting < len(before):
        if node.head in _ENUMERATIONS:
            raise _NoPattern
        writing.sure = False
    writing.ctx.spend(len(pattern.rows) * _size(pattern.template))
    writing.counts.append(len(pattern.rows))
    return *before, *(_put(pattern.template, row) for row in pattern.rows), *after


def _size(node: Node) -> int:
    return 1 + sum(map(_size, node.args)) if isinstance(node, Op) else 1


def _from_neighbours(before: Terms, last: Node) -> _Pattern | None:
    """What changes from the last but one to the last term before the dots goes on to the term after them."""
    holes: list[list[fmpq]] = []
    template = _general((*before[-2:], last), holes) if len(before) > 1 else None
    if template is None or not holes:
        return None
    shaped = [values for values in (_fit(template, term, len(holes)) for term in before[:-2][::-1]) if values]
    columns = [[values[i] for values in shaped] for i in range(len(holes))]  # of the terms further back
    found = [_between(hole, column) for hole, column in zip(holes, columns, strict=True)]
    known = [values for values in found if values is not None]
    if len(known) < len(holes) or len(set(map(len, known))) != 1:
        return None
    return _Pattern(template, tuple(zip(*known, strict=True)), 2 + len(shaped))


def _between(hole: list[fmpq], back: list[fmpq]) -> list[fmpq] | None:
    steps = _steps(hole, back)
    return steps if steps is not None else _powers(hole, back)


def _steps(hole: list[fmpq], back: list[fmpq]) -> list[fmpq] | None:
    """1, 3, 5, ..., 99: the values between the second and the last of `hole`; `back` are those before its first."""
    first, second, end = hole
    step = second - first
    if step == 0 or any(value != first - step * (i + 1) for i, value in enumerate(back)):
        return None
    count = (end - second) / step
    if count.q != 1 or not 1 <= count <= _MAX_WRITTEN:
        return None
    return [second + step * k for k in range(1, int(count.p))]


def _powers(hole: list[fmpq], back: list[fmpq]) -> list[fmpq] | None:
    """2, 4, 8, ..., 64: the same for three or more terms in proportion."""
    first, second, end = hole
    if first == 0 or not back or second / first in (0, 1, -1):
        return None
    ratio = second / first
    if any(value * ratio ** (i + 1) != first for i, value in enumerate(back)):
        return None
    out: list[fmpq] = []
    while (value := (out[-1] if out else second) * ratio) != end:
        if len(out) > _MAX_POWERS:
            return None
        out.append(value)
    return out


def _from_ends(before: Terms, last: Node, ctx: Context) -> _Pattern | None:
    """1 + x + x^2 + ... + x^n: what changes from the term before the dots to the one after them counts up by one."""
    holes: list[list[fmpq]] = []
    template = _general((before[-1], last), holes)
    if template is None or not holes:
        return None
    counts = {end - v for v, end in holes}
    (count,) = counts if len(counts) == 1 else (fmpq(0),)
    if count.q != 1 or not 1 <= count <= _MAX_WRITTEN:
        return None
    starts = [v for v, _ in holes]
    fitting = 1
    for term in before[-2::-1]:
        if not ctx.same(_named(term), _named(_put(template, [v - fitting for v in starts]))):
            break
        fitting += 1
    if fitting == 1 and not (isinstance(template, Op) and template.head == "_" and starts in ([fmpq(0)], [fmpq(1)])):
        return None
    return _Pattern(template, tuple(tuple(v + k for v in starts) for k in range(1, int(count.p))), fitting)


def _put(template: Node, values: list[fmpq] | tuple[fmpq, ...]) -> Node:
    return substitute(template, {f"?{i}": Num(value) for i, value in enumerate(values)})


def _fit(template: Node, term: Node, holes: int) -> list[fmpq] | None:
    """The values in a term that has the shape of the template."""
    probe = _put(template, [fmpq(-987654 - i, 7) for i in range(holes)])
    found: list[list[fmpq]] = []
    if _general((probe, term), found) is None or len(found) != holes:
        return None
    return [values[1] for values in found]


def _general(nodes: Terms, holes: list[list[fmpq]]) -> Node | None:
    """The least general form of several terms; their numbers at each hole ?0, ?1, ... are appended to `holes`."""
    first = nodes[0]
    if all(node == first for node in nodes[1:]):
        return first
    values = [value for value in map(rational, nodes) if value is not None]
    known = len(values) == len(nodes)
    ops = [node for node in nodes if isinstance(node, Op)]
    if (
        len(ops) == len(nodes)
        and len({(op.head, len(op.args)) for op in ops}) == 1
        and not (known and ops[0].head == "neg")
    ):
        mark = len(holes)
        parts = [_general(tuple(parts), holes) for parts in zip(*(op.args for op in ops), strict=True)]
        whole = [part for part in parts if part is not None]
        if len(whole) == len(parts):
            return Op(ops[0].head, tuple(whole))
        del holes[mark:]
    if not known:
        return None
    holes.append(values)
    return Sym(f"?{len(holes) - 1}")
