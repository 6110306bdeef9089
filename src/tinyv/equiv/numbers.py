"""Rules for two numbers: exact, rounded, by convention, closed form."""

from __future__ import annotations

from flint import acb, arb, fmpq

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, LOW, Shown, agree, ball, disjoint, precision, rational, shown
from tinyv.expr.nodes import Node, Num, Op

_CONVENTIONS = ("percent", "degree")
_DECIMAL_HEADS = ("neg", "percent", "*")


def identical(a: Node, b: Node, ctx: Context) -> Word | None:
    return Word.EQUAL if a == b else None


def exact(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two rationals are equal or different; a decimal near the other number is left to `rounding`."""
    if _convention(a) != _convention(b):
        return None
    x = rational(a)
    if x is None:
        return None
    y = rational(b)
    if y is None:
        return None
    if x == y:
        return Word.EQUAL
    if (shown(a) or shown(b)) and _near(x, y):
        return None
    return Word.DIFFERENT


def _near(x: fmpq, y: fmpq) -> bool:
    """within 1 % of each other"""
    return bool(abs(x - y) * 100 <= max(abs(x), abs(y)))


def rounding(a: Node, b: Node, ctx: Context) -> Word | None:
    """A decimal stands for a value that rounds to it, if it shows enough digits."""
    if _convention(a) != _convention(b):
        return None
    x, y = shown(a), shown(b)
    if x is None and y is None:
        return None
    if x and y:
        coarse, fine = (x, y) if x.unit >= y.unit else (y, x)
        return _rounded(coarse, fine.value, ctx)
    decimal, other = (x, b) if x else (y, a)
    assert decimal is not None
    value = rational(other)
    if value is not None:
        return _rounded(decimal, value, ctx)
    with precision(HIGH):
        enclosure = ball(other)
        if enclosure is None or enclosure.imag != 0:
            return None
        distance = abs(enclosure.real - arb(decimal.value))
        if distance < arb(decimal.unit / 2):
            return _enough(decimal, ctx)
        near = distance * 100 < abs(enclosure.real)
    return Word.OPEN if near else Word.DIFFERENT


def _rounded(decimal: Shown, value: fmpq, ctx: Context) -> Word:
    if abs(decimal.value - value) * 2 <= decimal.unit:
        return _enough(decimal, ctx)
    return Word.OPEN if _near(decimal.value, value) else Word.DIFFERENT


def _enough(decimal: Shown, ctx: Context) -> Word:
    wanted = ctx.policy.digits
    return Word.EQUAL if wanted is not None and decimal.digits >= wanted else Word.OPEN


def _convention(node: Node) -> str:
    if isinstance(node, Op):
        if node.head in _CONVENTIONS:
            return node.head
        if node.head == "neg":
            return _convention(node.args[0])
        if node.head == "+":
            signs = set(map(_convention, node.args))
            return signs.pop() if len(signs) == 1 else ""
    return ""


def _bare(node: Node) -> Node:
    if isinstance(node, Op) and node.head in _CONVENTIONS:
        return node.args[0]
    if isinstance(node, Op) and node.head in ("neg", "+"):
        return Op(node.head, tuple(map(_bare, node.args)))
    return node


def convention(a: Node, b: Node, ctx: Context) -> Word | None:
    """Percent and degree signs on one side only: 28 % is 0.28, and 28 if the question asks for percent."""
    first, second = _convention(a), _convention(b)
    if first == second:
        return ctx.compare(_bare(a), _bare(b)) if first else None
    marked, other, sign = (a, b, first) if first else (b, a, second)
    if first and second:
        return None
    bare = _bare(marked)
    if not is_number(other):
        return None
    worth = Op("/", (bare, Num(fmpq(100)))) if sign == "percent" else None
    literal = ctx.compare(bare, other)
    if sign == "percent":
        assert worth is not None
        if rational(worth) is not None and rational(worth) == rational(other):
            return Word.EQUAL
        decimal = shown(marked)
        if decimal is not None and (value := rational(other)) is not None and _rounded(decimal, value, ctx) is Word.EQUAL:
            return Word.EQUAL
        if (fraction := shown(other)) is not None and (value := rational(worth)) is not None and _rounded(fraction, value, ctx) is Word.EQUAL:
            return Word.EQUAL
        if literal is Word.EQUAL:
            allowed = ctx.policy.bare_percent and (ctx.question.percent or not ctx.question.text)
            return Word.EQUAL if allowed else Word.OPEN
        return literal if literal is Word.OPEN else None
    if literal is Word.EQUAL:
        return Word.EQUAL if ctx.policy.bare_units and ctx.question.angle and rational(bare) is not None else Word.OPEN
    return None


def is_number(node: Node) -> bool:
    if rational(node) is not None:
        return True
    with precision(LOW):
        return ball(node) is not None


def closed_form(a: Node, b: Node, ctx: Context) -> Word | None:
    """Balls that do not meet prove a difference; narrow ones that still meet at 320 bits are taken for equal."""
    ctx.spend(20)
    with precision(LOW):
        x = ball(a)
        if x is None:
            return None
        y = ball(b)
        if y is None:
            return None
        if disjoint(x, y):
            return _different(a, b, x, y)
    with precision(HIGH):
        x, y = ball(a), ball(b)
        if x is None or y is None:
            return Word.OPEN
        if disjoint(x, y):
            return _different(a, b, x, y)
        return Word.EQUAL if agree(x, y) else Word.OPEN


def _different(a: Node, b: Node, x: acb, y: acb) -> Word:
    if _ambiguous_log(a) != _ambiguous_log(b) or _convention(a) != _convention(b):
        return Word.OPEN  # "log" may be ln; 120 may mean 120 degrees
    return Word.DIFFERENT


def _ambiguous_log(node: Node) -> bool:
    if not isinstance(node, Op):
        return False
    return (node.head == "log" and len(node.args) == 1) or any(map(_ambiguous_log, node.args))
