"""Decimals as they were written: a value and the place of its last digit."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq, fmpz

from tinyv.equiv.rationals import rational
from tinyv.expr.nodes import Node, Num, Op


@dataclass(frozen=True, slots=True)
class Shown:
    """A decimal as written: its value, the weight of its last digit, its count of significant digits."""

    value: fmpq
    unit: fmpq
    digits: int


def shown(node: Node, *, whole: bool = False) -> Shown | None:
    """The decimal that a tree writes (`3.14`, `-0.5`, `7.25 * 10^-11`, `92.2%`), or None.

    whole: take integers for decimals too, with a last digit of weight 1.
    """
    match node:
        case Num(value, decimals) if decimals or (whole and value.q == 1):
            unit = fmpq(1, fmpz(10) ** (decimals or 0))
            return Shown(value, unit, len(str((abs(value) / unit).floor())) if value != 0 else 0)
        case Op("neg", (inner,)):
            found = shown(inner, whole=whole)
            return found and Shown(-found.value, found.unit, found.digits)
        case Op("percent", (inner,)):
            found = shown(inner, whole=whole)
            return found and Shown(found.value / 100, found.unit / 100, found.digits)
        case Op("scaled", (inner, Num(factor, None))):  # made by a conversion of units
            found = shown(inner, whole=whole)
            return found and Shown(found.value * factor, found.unit * abs(factor), found.digits)
        case Op("*", (inner, Op("^", (Num(ten, None), _)) as scale)) if ten == 10:
            found, power = shown(inner, whole=True), rational(scale)
            if found is None or power is None:
                return None
            return Shown(found.value * power, found.unit * power, found.digits)
    return None
