"""Expressions with variables: exact for rational functions, sampled for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import comb

from flint import Ordering, acb, arb, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, LOW, agree, ball, disjoint, precision, rational
from tinyv.expr.limits import MAX_TERMS
from tinyv.expr.nodes import Node, Num, Op, Sym, holds

CONSTANTS = {"pi", "e", "i", "oo", "empty", "RR", "ZZ", "NN", "QQ", "CC", "..."}
_ARBITRARY = {"C", "K", "A", "B", "D", "c", "C_1", "C_2", "C_3", "c_1", "c_2", "c_3", "k_1", "k_2"}
_NOT_VALUES = CONSTANTS - {"pi", "e", "i"}
INTEGER_NAMES = {"n", "k", "m", "l", "j", "N", "K", "M", "t"}
# what a formula is built from; anything else (relations, collections, words) is not an expression
_EXPRESSION = {
    "+", "*", "/", "^", "neg", "mixed", "!", "!!", "root", "abs", "floor", "ceil", "binom", "log", "max", "min",
    "percent", "degree", "sum", "prod", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh",
    "coth", "sech", "csch", "asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "ln",
    "exp", "sgn", "gamma", "ratio", "Re", "Im", "arg",
}  # fmt: skip
_MAX_DEGREE, _MAX_PRODUCT, _MAX_SQUARE = 80, 100_000, 20_000


def symbols(node: Node) -> frozenset[str]:
    """Free variables of an expression; bound ones of sums and products do not count."""
    if isinstance(node, Sym):
        return frozenset() if node.name in CONSTANTS else frozenset((node.name,))
    if not isinstance(node, Op):
        return frozenset()
    found: frozenset[str] = frozenset().union(*map(symbols, node.args)) if node.args else frozenset()
    if node.head in ("sum", "prod", "int", "lim") and len(node.args) > 1 and isinstance(node.args[1], Sym):
        found -= {node.args[1].name}
    return found


def is_expression(node: Node) -> bool:
    if isinstance(node, Op):
        return node.head in _EXPRESSION and all(map(is_expression, node.args))
    return isinstance(node, Num) or (isinstance(node, Sym) and node.name not in _NOT_VALUES)


def substitute(node: Node, replace: dict[str, Node]) -> Node:
    """The tree with symbols replaced."""
    if isinstance(node, Sym):
        return replace.get(node.name, node)
    if isinstance(node, Op) and node.args:
        return Op(node.head, tuple(substitute(arg, replace) for arg in node.args))
    return node


# rational functions, exactly


class _NotRational(Exception):
    pass


Fraction = tuple[fmpq_mpoly, fmpq_mpoly]


def fraction(node: Node, names: Sequence[str]) -> Fraction | None:
    """Numerator and denominator over the rationals in the variables `names`, or None."""
    ring = fmpq_mpoly_ctx.get([f"x{i}" for i in range(len(names))], Ordering.lex)  # FLINT takes ASCII names only
    try:
        return _fraction(node, ring, dict(zip(names, ring.gens(), strict=True)))
    except (_NotRational, OverflowError):
        return None


def _times(p: fmpq_mpoly, q: fmpq_mpoly) -> fmpq_mpoly:
    if len(p) * len(q) > _MAX_PRODUCT:
        raise _NotRational
    product = p * q
    if len(product) > MAX_TERMS:
        raise _NotRational
    return product


def _power(p: fmpq_mpoly, n: int, width: int) -> fmpq_mpoly:
    if (
        n > _MAX_DEGREE
        or (n > 1 and len(p) ** 2 > _MAX_SQUARE)
        or (len(p) > 1 and comb(n + min(len(p), width + 1) - 1, n) > MAX_TERMS)
        or sum(p.degrees()) * n > 10 * _MAX_DEGREE
    ):
        raise _NotRational
    return p**n


def _fraction(node: Node, ring: fmpq_mpoly_ctx, gens: dict[str, fmpq_mpoly]) -> Fraction:
    if isinstance(node, Sym) and node.name in gens:
        return gens[node.name], ring.constant(1)
    if not isinstance(node, Op) or node.head not in ("+", "*", "/", "^", "neg"):
        value = rational(node)
        if value is None:
            raise _NotRational
        return ring.constant(value), ring.constant(1)
    head, args = node.head, node.args
    if head == "neg":
        above, below = _fraction(args[0], ring, gens)
        return -above, below
    if head == "^":
        exponent = rational(args[1])
        if exponent is None or exponent.q != 1:
            value = rational(node)
            if value is None:
                raise _NotRational
            return ring.constant(value), ring.constant(1)
        above, below = _fraction(args[0], ring, gens)
        n = int(exponent.p)
        if n < 0:
            above, below, n = below, above, -n
        if below.is_zero():
            raise _NotRational
        return _power(above, n, len(gens)), _power(below, n, len(gens))
    parts = [_fraction(arg, ring, gens) for arg in args]
    above, below = parts[0]
    for other, under in parts[1:]:
        if head == "+":
            above, below = (
                (above + other, below)
                if below == under
                else (_times(above, under) + _times(other, below), _times(below, under))
            )
        else:
            if head == "/":
                other, under = under, other
            above, below = _times(above, other), _times(below, under)
    if below.is_zero():
        raise _NotRational
    return above, below


def polynomial_identity(a: Node, b: Node, ctx: Context) -> Word | None:
    """Rational functions over Q are equal exactly when the cross products of their fractions are."""
    if not (_can_hold_symbols(a) or _can_hold_symbols(b)):
        return None
    names = sorted(symbols(a) | symbols(b))
    if not 0 < len(names) <= 12 or not (is_expression(a) and is_expression(b)):
        return None
    ctx.spend(30)
    p, q = fraction(a, names), fraction(b, names)
    if p is None or q is None:
        return None
    try:
        if _times(p[0], q[1]) == _times(q[0], p[1]):
            return Word.EQUAL
    except _NotRational:
        return None
    return Word.DIFFERENT if symbols(a) == symbols(b) and certain(a, b) and not _arbitrary(names, ctx) else Word.OPEN


def certain(a: Node, b: Node) -> bool:
    """Decimals may be rounded and a bare log may have any base: formulas with them are never proved different."""
    return not any(_vague(node) for node in (a, b))


def _vague(node: Node) -> bool:
    if isinstance(node, Num):
        return bool(node.decimals)
    return isinstance(node, Op) and ((node.head == "log" and len(node.args) == 1) or any(map(_vague, node.args)))


def _arbitrary(names: Sequence[str], ctx: Context) -> bool:
    """Constants of integration may be named in any way: A cos x + B sin x."""
    letters = ctx.question.letters
    if not letters:
        return any(name == "C" or name.startswith("C_") for name in names)
    return any(name in _ARBITRARY and name.partition("_")[0] not in letters for name in names)


def _can_hold_symbols(node: Node) -> bool:
    return isinstance(node, Sym | Op)


# sampled identities

_POINTS = (  # three positive samples in sixteenths, which are exact at any precision
    (23, 19, 33, 17, 27, 39, 21, 29),
    (7, 29, 5, 57, 11, 35, 3, 19),
    (151, 109, 127, 163, 149, 137, 131, 115),  # large, for half angles and the like
)
_SIGNS = ((-1, 1, -1, 1, 1, -1, 1, -1), (1, -1, -1, 1, -1, 1, 1, -1), (-1, -1, 1, -1, 1, 1, -1, 1))


def samples(
    names: Sequence[str], bounds: Mapping[str, tuple[float, float]] | None = None
) -> Iterable[tuple[bool, dict[str, acb]]]:
    """Sample points, each with whether all its coordinates are positive, or as the bounds want them."""
    for round_, signs in enumerate((None, None, None, *_SIGNS)):
        point = _POINTS[round_] if signs is None else _POINTS[0]
        values = {}
        for i, name in enumerate(names):
            sign = 1 if signs is None else signs[i % 8]
            if bounds and name in bounds:
                values[name] = _within(*bounds[name], (7 * round_ + 5 * i + 3) % 17 + 1)
            else:
                values[name] = acb(arb(sign * (point[i % 8] + 2 * (i // 8)))) / 16
        yield signs is None, values


def _within(low: float, high: float, part: int) -> acb:
    """The point at part/18 of the way, as a dyadic number."""
    return acb(arb(round((low + (high - low) * part / 18) * 4096))) / 4096


def sampled_identity(a: Node, b: Node, ctx: Context) -> Word | None:
    """Agreement of two formulas at sample points, to 96 digits: evidence, named as such."""
    names = sorted(symbols(a) | symbols(b))
    if not 0 < len(names) <= 12 or not (is_expression(a) and is_expression(b)):
        return None
    steps = holds(a, "floor", "ceil") or holds(b, "floor", "ceil")
    if steps and len(names) > 1:
        return Word.OPEN  # the edges of a step lie on curves that no sample meets
    bounds = ctx.question.bounds if ctx.question.text else {}
    good = bad = shadow = 0
    for positive, values in samples(names, bounds):
        ctx.spend(40)
        same = _agree_at(a, b, values)
        if same is None:
            continue
        if same:
            good += positive
        elif positive:
            bad += 1
            break
        else:
            shadow += 1  # differs only where a variable is negative: sqrt(x^2) and x
    alike = symbols(a) == symbols(b)
    if bad:
        if set(names) <= INTEGER_NAMES and _agree_on_integers(a, b, names, ctx):
            return Word.EQUAL if ctx.policy.sampled and ctx.question.integers else Word.OPEN
        if steps:
            return Word.OPEN
        return Word.DIFFERENT if alike and certain(a, b) and not _arbitrary(names, ctx) else Word.OPEN
    if good >= 3 and not shadow and ctx.policy.sampled:
        if steps:  # floor and ceiling differ at whole numbers only
            return Word.EQUAL if _agree_on_integers(a, b, names, ctx) else Word.OPEN
        return Word.EQUAL
    if good < 3 and not shadow and set(names) <= INTEGER_NAMES and _agree_on_integers(a, b, names, ctx):
        return Word.EQUAL if ctx.policy.sampled else Word.OPEN  # binomials, factorials: defined there alone
    return Word.OPEN


def _agree_at(a: Node, b: Node, values: dict[str, acb]) -> bool | None:
    with precision(LOW):
        x, y = ball(a, values), ball(b, values)
        if x is None or y is None:
            return None
        if disjoint(x, y):
            return None if _outside(values) and _only_positive(a, b, values) else False
    with precision(HIGH):
        x, y = ball(a, values), ball(b, values)
        if x is None or y is None:
            return None
        return False if disjoint(x, y) else (agree(x, y) or None)


def _outside(values: dict[str, acb]) -> bool:
    """a negative coordinate"""
    return any(bool(v.real < 0) for v in values.values())


def _only_positive(a: Node, b: Node, values: dict[str, acb]) -> bool:
    """Does a difference at a negative point say nothing? Not where both sides are real. With one variable the
    domain is part of a function, ln x^2 is not 2 ln x; letters of a formula in several are mostly lengths.
    """
    real = _real_at(a, values), _real_at(b, values)
    return not any(real) or (len(values) > 1 and not all(real))


def _real_at(node: Node, values: dict[str, acb]) -> bool:
    """Is the formula defined over the reals there? Only where both sides are must they agree."""
    if not isinstance(node, Op):
        return True
    if node.head in ("ln", "log") or (node.head == "root" and node.args[1] != _THREE):
        inner = ball(node.args[0], values)
        if inner is None or not bool(inner.real > 0):
            return False
    if node.head == "^" and rational(node.args[1]) is None:
        base = ball(node.args[0], values)
        if base is None or not bool(base.real > 0):
            return False
    return all(_real_at(arg, values) for arg in node.args)


_THREE = Num(fmpq(3))


def _agree_on_integers(a: Node, b: Node, names: Sequence[str], ctx: Context) -> bool:
    good = 0
    for start in range(1, 25):  # at some of them a floor may stand on its edge and have no certain value
        ctx.spend(20)
        order = names if start % 2 else names[::-1]  # min(m, n) is neither m nor n
        same = _agree_at(a, b, {name: acb(start + 2 * i) for i, name in enumerate(order)})
        if same is False:
            return False
        good += same is True
        if good == 8:
            break
    return good >= 6
