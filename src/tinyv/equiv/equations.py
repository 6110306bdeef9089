"""Equations: up to scale and rearrangement; an expression that solves one; antiderivatives."""

from __future__ import annotations

from flint import acb, fmpq

from tinyv.equiv.algebra import certain, fraction, is_expression, samples, substitute, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, agree, ball, precision
from tinyv.expr.nodes import Node, Num, Op, Sym


def difference(equation: Op) -> Node:
    """lhs - rhs"""
    return Op("+", (equation.args[0], Op("neg", (equation.args[1],))))


_LINE = frozenset(
    ("line", "equation", "asymptote", "asymptotes", "axis", "directrix", "plane", "locus", "tangent", "lines")
)


def _is_equation(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "=" and is_expression(node.args[0]) and is_expression(node.args[1])


def equations(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two equations with the same solutions because one is a multiple of the other."""
    if not (_is_equation(a) and _is_equation(b)):
        return None
    assert isinstance(a, Op)
    assert isinstance(b, Op)
    f, g = difference(a), difference(b)
    names = sorted(symbols(f) | symbols(g))
    if not 0 < len(names) <= 12 or symbols(f) != symbols(g):
        return Word.OPEN if names else None
    if len(names) == 1 and _is_solved(a) != _is_solved(b) and ctx.question.text and not _LINE & ctx.question.words:
        return Word.OPEN  # 4x = 2.8 is on the way to x = 0.7
    p, q = fraction(f, names), fraction(g, names)
    if p is not None and q is not None:
        top, other = p[0], q[0]
        if top.is_zero() or other.is_zero():
            return Word.OPEN
        if top * other.leading_coefficient() == other * top.leading_coefficient():
            return Word.EQUAL
        small = top.total_degree() <= 2 and other.total_degree() <= 2 and certain(a, b)
        return Word.DIFFERENT if small else Word.OPEN
    return Word.EQUAL if ctx.policy.sampled and _proportional(f, g, names, ctx) else Word.OPEN


def _is_solved(equation: Op) -> bool:
    return any(isinstance(side, Sym) and not symbols(other) for side, other in (equation.args, equation.args[::-1]))


def _proportional(f: Node, g: Node, names: list[str], ctx: Context) -> bool:
    """f = c g with one constant c at every sample point"""
    constant: acb | None = None
    count = 0
    with precision(HIGH):
        for _, values in samples(names):
            ctx.spend(40)
            x, y = ball(f, values), ball(g, values)
            if x is None or y is None or x.contains(0) or y.contains(0):
                continue
            ratio = x / y
            if constant is not None and not agree(constant, ratio):
                return False
            constant = ratio
            count += 1
    return count >= 3


def solved(a: Node, b: Node, ctx: Context) -> Word | None:
    """`6/x` against `xy = 6`: the expression solves the equation for its one further variable."""
    if _is_equation(a) == _is_equation(b):
        return None
    equation, expression = (a, b) if _is_equation(a) else (b, a)
    assert isinstance(equation, Op)
    if not is_expression(expression) or not symbols(expression) or not ctx.policy.sampled:
        return None
    free = symbols(equation) - symbols(expression)
    if len(free) != 1:
        return None
    (name,) = free
    if isinstance(equation.args[0], Sym):  # y = ... against a bare right-hand side is for `labelled`
        return None
    gap = difference(equation)
    names = sorted(symbols(equation))
    count = 0
    for positive, values in samples(names):
        if not positive:
            continue
        ctx.spend(80)
        with precision(HIGH):
            at = ball(expression, values)
            if at is None:
                continue
            points = [acb(2), acb(3), acb(5), at]
            found = [ball(gap, {**values, name: x}) for x in points]
            if any(v is None for v in found):
                continue
            two, three, five, here = (v for v in found if v is not None)
            linear = agree((three - two) * 2, five - three) and not (three - two).contains(0)
            if not linear or (not agree(here, acb(0)) and not _small(here, two)):
                return Word.OPEN
        count += 1
    return Word.EQUAL if count >= 2 else Word.OPEN


def _small(x: acb, scale: acb) -> bool:
    return bool(x.contains(0)) and float(abs(x).upper()) < 2.0**-120 * max(1.0, float(abs(scale).upper()))


_CONSTANT_NAMES = ("C", "c", "K", "k", "C_1", "c_1", "D", "A", "const", "k_1")


def antiderivative(a: Node, b: Node, ctx: Context) -> Word | None:
    """Equal up to the constant of integration, when the question integrates and both name one."""
    if (ctx.question.text and not ctx.question.integral) or not (is_expression(a) and is_expression(b)):
        return None
    first, second = _constant_of(a), _constant_of(b)
    if second is None or (first is None and not ctx.question.text):
        return None  # an answer may add the constant that its reference leaves out, never the reverse
    zero = Num(fmpq(0))
    if not ctx.question.text:  # no integral is asked for: the constant may only have another name
        return (
            ctx.compare(substitute(a, {str(first): zero}), substitute(b, {second: zero})) if first != second else None
        )
    f = Op("+", (substitute(a, {first: zero}) if first else a, Op("neg", (substitute(b, {second: zero}),))))
    names = sorted(symbols(f))
    if not names or not ctx.policy.sampled:
        return None
    constant: acb | None = None
    count = 0
    with precision(HIGH):
        for positive, values in samples(names):
            ctx.spend(40)
            gap = ball(f, values) if positive else None
            if gap is None:
                continue
            if constant is not None and not (agree(constant, gap) or _small(constant - gap, acb(1))):
                return Word.OPEN
            constant = gap
            count += 1
    return Word.EQUAL if count >= 2 else Word.OPEN


def _constant_of(node: Node) -> str | None:
    """The name of a constant that stands alone in a sum."""
    if isinstance(node, Op) and node.head == "+":
        return next((t.name for t in node.args if isinstance(t, Sym) and t.name in _CONSTANT_NAMES), None)
    return None
