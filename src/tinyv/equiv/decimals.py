"""Decimals as they were written: a value, the place of its last digit, and when two of them may mean the same."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb, fmpq, fmpz

from tinyv.equiv.rationals import rational
from tinyv.expr.nodes import Node, Num, Op

Real = fmpq | arb
_TEN = fmpq(10)
_DECIMAL_HEADS = ("neg", "percent", "scaled", "*")
# What 3.14 for pi or 9.8 for 9.81 shifts a result by, and up to how many digits that is no slip of digits.
_SLACK, _SLACK_DIGITS = fmpq(11, 10_000), 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A decimal as written: its value, the weight of its last digit, its count of significant digits.

    whole: it is an integer written without a point, so it says nothing of being rounded.
    """

    value: fmpq
    unit: fmpq
    digits: int
    whole: bool = False


def shown(node: Node, *, whole: bool = False) -> Shown | None:
    """The decimal that a tree writes (`3.14`, `-0.5`, `7.25 * 10^-11`, `92.2%`), or None.

    whole: take integers for decimals too, with a last digit of weight 1.
    """
    if not (isinstance(node, Num) or (isinstance(node, Op) and node.head in _DECIMAL_HEADS)):
        return None
    match node:
        case Num(value, decimals) if decimals or (whole and value.q == 1):
            unit = fmpq(1, fmpz(10) ** (decimals or 0))
            return Shown(value, unit, len(str((abs(value) / unit).floor())) if value != 0 else 0, not decimals)
        case Op("neg", (inner,)):
            found = shown(inner, whole=whole)
            return found and Shown(-found.value, found.unit, found.digits, found.whole)
        case Op("percent", (inner,)):
            found = shown(inner, whole=whole)
            return found and Shown(found.value / 100, found.unit / 100, found.digits, found.whole)
        case Op("scaled", (inner, Num(factor, None))):  # made by a conversion of units
            found = shown(inner, whole=whole)
            return found and Shown(found.value * factor, found.unit * abs(factor), found.digits, found.whole)
        case Op("*", (inner, Op("^", (Num(ten, None), _)) as scale)) if ten == 10:
            found, power = shown(inner, whole=True), rational(scale)
            if found is None or power is None:
                return None
            return Shown(found.value * power, found.unit * power, found.digits)
    return None


def has_decimals(node: Node) -> bool:
    """Is some number of the tree written with three decimal digits or more? Then its value may be rounded."""
    if isinstance(node, Num):
        return bool(node.decimals) and (found := shown(node)) is not None and found.digits >= 3
    return isinstance(node, Op) and any(map(has_decimals, node.args))


def gap(first: fmpq, second: Real) -> Real:
    """The distance of two reals, exact or as a ball."""
    return abs(first - second) if isinstance(second, fmpq) else abs(arb(first) - second)


def at_most(distance: Real, bound: fmpq) -> bool:
    """Certainly no greater than the bound."""
    return bool(distance <= (bound if isinstance(distance, fmpq) else arb(bound)))


def is_float(decimal: Shown, distance: Real) -> bool:
    """A double printed in full: its last digits may be off."""
    return 15 <= decimal.digits <= 17 and at_most(distance, abs(decimal.value) / 2**49)


def figure_place(value: fmpq, figures: int) -> fmpq:
    """The weight of the last of so many significant figures: 1/10 for 3 figures of 66.67."""
    size = abs(value)
    if size == 0:
        return fmpq(1)
    exponent = len(str(size.floor())) - 1 if size >= 1 else -len(str((1 / size).floor()))
    if size < 1 and size * _TEN**-exponent >= 10:  # 1/10, 1/100, ...
        exponent += 1
    return _TEN ** (exponent + 1 - figures)


def slack(first: fmpq, second: Real, digits: int) -> bool:
    """As close as two results that began with roundings of a constant."""
    return digits <= _SLACK_DIGITS and at_most(gap(first, second), abs(first) * _SLACK)


def nearly(decimal: Shown, value: Real) -> bool:
    """A slip in the last digit, or the digits of the value cut off: neither equal nor surely wrong."""
    distance = gap(decimal.value, value)
    if at_most(distance, min(decimal.unit, abs(decimal.value) / 100)):
        return True
    if at_most(distance, min(decimal.unit, abs(decimal.value) / 20)) and not _longer(decimal, value):
        return True
    return slack(decimal.value, value, decimal.digits)


def _longer(decimal: Shown, value: Real) -> bool:
    """Is the decimal the greater in size, or written as coarsely as the value?"""
    if isinstance(value, fmpq) and (value / decimal.unit).q == 1:
        return True
    return not bool(abs(value) > arb(abs(decimal.value)) if isinstance(value, arb) else abs(value) > abs(decimal.value))
