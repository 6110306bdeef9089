"""Letters that an answer chose for itself: the parameter of a line, the constants of a general solution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

from flint import acb

from tinyv.equiv.algebra import is_expression, samples, substitute, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, ball, precision
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Op, Sym
from tinyv.lazy import lazy

_MAX_LETTERS = 3  # that are renamed at once
_CONSTANT = lazy(r"(?:[A-EKabcdk]|alpha|beta|lambda|C'|c')(?:_?\d)?")
_PARAMETER = lazy(r"[k-np-vKT]|alpha|beta|lambda|mu|theta")
_MANY = lazy(
    r"\blines?\b|\bplane|parametri|infinitely many|system|general|null ?space|kernel|直线|方程组"
    r"|all (?:\w+ ){0,3}(?:pairs|triples|solutions|points|vectors)",
    re.IGNORECASE,
)
_NAME = lazy(r"(?:[a-zA-EKT]|[a-z]{2,7}|C'|c')(?:_?\d)?")  # S and N are south and north, or sums and counts
_RESTRICTED = lazy(
    r"positive|negative|non-?zero|integer|natural|rational|distinct|[<>≤≥≠]|\\(?:leq?|geq?|neq?|lt|gt)(?![a-z])"
)
_GENERAL = lazy(
    r"general (?:solution|form|term|integral)|differential equation|recurren"
    r"|all (?:\w+,? ){0,3}(?:functions?|polynomials?|solutions?)|antiderivative|\\int|通解|微分方程",
    re.IGNORECASE,
)
_FORMULAS = ("tuple", "=", "list", "and")


def renamed(a: Node, b: Node, ctx: Context) -> Word | None:
    """The same formula in letters that each side named for itself: (1 + 2t, t) and (1 + 2s, s)."""
    if ctx.depth > 1 or not (isinstance(a, Op) and isinstance(b, Op)) or symbols(a) == symbols(b):
        return None
    x, y = stated(a), stated(b)
    restricted = bool(_RESTRICTED.search(ctx.texts[0])) != bool(_RESTRICTED.search(ctx.texts[1]))
    if restricted and not (ctx.question.integers and (_over_integers(x.condition) or _over_integers(y.condition))):
        return None  # "for a positive constant a"; that a parameter is an integer goes without saying among integers
    first, second = symbols(x.value) - symbols(y.value), symbols(y.value) - symbols(x.value)
    if x.label is not None and y.label is not None and x.label != y.label:
        own = _arguments(x.label, y.label)
        if own is None:
            return None
        y_value = substitute(y.value, own)
        first, second = symbols(x.value) - symbols(y_value), symbols(y_value) - symbols(x.value)
    else:
        y_value = y.value
    if not 0 < len(first) == len(second) <= _MAX_LETTERS or not (_is_formula(x.value) and _is_formula(y_value)):
        return None
    if isinstance(x.value, Sym) or isinstance(y_value, Sym) or not _same_domain(x.condition, y.condition):
        return None
    bound = _names(x.condition) | _names(y.condition)
    point = isinstance(x.value, Op) and x.value.head in _FORMULAS
    if not all(name in bound or _is_own(name, point, ctx) for name in first | second):
        return None
    olds, news = sorted(second), sorted(first)
    for order in permutations(news):
        if any(_look_alike(old, new, ctx) for old, new in zip(olds, order, strict=True)):
            continue
        if ctx.same(x.value, substitute(y_value, {old: Sym(new) for old, new in zip(olds, order, strict=True)})):
            return Word.EQUAL
    return None


def _over_integers(condition: Node | None) -> bool:
    return isinstance(condition, Op) and condition.head == "in" and condition.args[1] == Sym("ZZ")


def _arguments(label: Node, other: Node) -> dict[str, Node] | None:
    """f(x) and f(t): x for t"""
    match label, other:
        case Op("call", (f, *xs)), Op("call", (g, *ys)) if f == g and len(xs) == len(ys):
            if all(isinstance(v, Sym) for v in (*xs, *ys)):
                return {v.name: u for u, v in zip(xs, ys, strict=True) if isinstance(v, Sym)}
    return None


def _is_formula(node: Node) -> bool:
    if isinstance(node, Op) and node.head in _FORMULAS:
        if node.head in ("list", "and") and all(isinstance(arg, Sym) for arg in node.args):
            return False  # A, B, D are points
        return all(map(_is_formula, node.args))
    return is_expression(node)


def _is_own(name: str, point: bool, ctx: Context) -> bool:
    """a letter that the question does not use; if it uses none, only what constants and parameters are called"""
    letters = ctx.question.letters
    if name.partition("_")[0] in letters or not _NAME.fullmatch(name):
        return False
    return bool(letters) or bool(ctx.question.text and (_PARAMETER if point else _CONSTANT).fullmatch(name))


def _look_alike(old: str, new: str, ctx: Context) -> bool:
    """r and R, a_1 and a_2 are rather two quantities than two names of one, but for constants of a general solution"""
    alike = old.lower() == new.lower() or old.partition("_")[0] == new.partition("_")[0]
    return alike and not (_CONSTANT.fullmatch(old) and _CONSTANT.fullmatch(new) and _GENERAL.search(ctx.question.text))


def _same_domain(x: Node | None, y: Node | None) -> bool:
    """Both say "in R", or one says nothing."""
    if x is None and y is None:
        return True
    p, q = x or y, y or x
    return isinstance(p, Op) and isinstance(q, Op) and p.head == q.head == "in" and p.args[1] == q.args[1]


def _names(condition: Node | None) -> frozenset[str]:
    return symbols(condition.args[0]) if isinstance(condition, Op) and condition.head == "in" else frozenset()


def spanned(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two general solutions, or points with real parameters, that are affine in their constants describe one space."""
    if ctx.depth > 1 or not ctx.policy.sampled or not (isinstance(a, Op) and isinstance(b, Op)):
        return None
    x, y = stated(a), stated(b)
    first, second = _coordinates(x.value), _coordinates(y.value)
    if len(first) != len(second) or (len(first) == 1 and not _GENERAL.search(ctx.question.text)):
        return None
    if not (_is_real(x.condition) and _is_real(y.condition)) or (x.label and y.label and x.label != y.label):
        return None
    if len(first) > 1 and not (x.condition or y.condition or _MANY.search(ctx.question.text)):
        return None
    return Word.EQUAL if _same_space(first, second, len(first) > 1, ctx) else None


def _coordinates(node: Node) -> tuple[Node, ...]:
    return node.args if isinstance(node, Op) and node.head == "tuple" else (node,)


def _is_real(condition: Node | None) -> bool:
    return condition is None or (
        isinstance(condition, Op) and condition.head == "in" and condition.args[1] == Sym("RR")
    )


def _same_space(first: tuple[Node, ...], second: tuple[Node, ...], points: bool, ctx: Context) -> bool:
    """f0 + c1 f1 + ... with the same span of f1, ..., which the difference of the f0 lies in."""
    if not all(map(is_expression, (*first, *second))) or (points and ctx.question.integers):
        return False
    names = frozenset().union(*map(symbols, (*first, *second)))
    pattern = _PARAMETER if points else _CONSTANT
    constants = {name for name in names if pattern.fullmatch(name) and _is_constant(name, ctx)}
    mine, theirs = (sorted(constants & frozenset().union(*map(symbols, side))) for side in (first, second))
    others = sorted(names - constants)
    if (
        not (0 < len(mine) <= _MAX_LETTERS and 0 < len(theirs) <= _MAX_LETTERS)
        or not (points or len(others) > 0)
        or len(others) > 3
    ):
        return False
    ctx.spend(300 * len(first))
    with precision(HIGH):
        sampled = [values for positive, values in samples(others) if positive] + _more(others) if others else [{}]
        p, q = _space(first, mine, sampled), _space(second, theirs, sampled)
        if p is None or q is None:
            return False
        offset = [u - v for u, v in zip(p[0], q[0], strict=True)]
        sizes = [_rank(columns) for columns in (p[1:], q[1:], [*p[1:], *q[1:], offset])]
    full = points and not others and sizes[0] == len(first)  # the whole plane says nothing
    return sizes[0] is not None and sizes[0] == sizes[1] == sizes[2] and not full


def _is_constant(name: str, ctx: Context) -> bool:
    """The question may speak of f(a) and of "constant C", so one that it uses is not arbitrary."""
    return name.partition("_")[0] not in ctx.question.letters


def _more(names: Sequence[str]) -> list[dict[str, acb]]:
    """further sample points, in sixteenths"""
    return [{name: acb(5 + 7 * i + 4 * j) / 16 for j, name in enumerate(names)} for i in range(1, 7)]


def _space(nodes: tuple[Node, ...], constants: list[str], points: list[dict[str, acb]]) -> list[list[acb]] | None:
    """Values of f0, f1, ... at the points, where a node is f0 + c1 f1 + ...; None if one is not affine in them."""
    zero = {name: acb(0) for name in constants}
    trials = [
        zero,
        *({**zero, name: acb(1)} for name in constants),
        {name: acb(3 + 2 * i) for i, name in enumerate(constants)},
    ]
    columns: list[list[acb]] = []
    for constant in trials:
        values = [ball(node, {**point, **constant}) for node in nodes for point in points]
        known = [v for v in values if v is not None]
        if len(known) < len(values):
            return None
        columns.append(known)
    origin, *units, test = columns
    parts = [[v - u for u, v in zip(origin, unit, strict=True)] for unit in units]
    for row, value in enumerate(test):
        expected = origin[row]
        for i, part in enumerate(parts):
            expected += part[row] * (3 + 2 * i)
        if not (expected.overlaps(value)):
            return None
    return [origin, *parts]


def _rank(columns: list[list[acb]]) -> int | None:
    """Rank of a matrix of balls; None if a pivot can be told neither from zero nor to be zero."""
    rows = [list(row) for row in zip(*columns, strict=True)]
    rank = 0
    for column in range(len(columns)):
        pivot = next((i for i in range(rank, len(rows)) if not rows[i][column].contains(0)), None)
        if pivot is None:
            if any(not _is_tiny(row[column]) for row in rows[rank:]):
                return None
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        top = rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / top[column]
            rows[i] = [u - factor * v for u, v in zip(rows[i], top, strict=True)]
        rank += 1
    return rank


def _is_tiny(x: acb) -> bool:
    return bool(abs(x).upper() < 1e-40)
