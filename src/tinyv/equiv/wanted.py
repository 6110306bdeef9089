"""Which unit a bare number of an answer has, as far as the question tells."""

from __future__ import annotations

from tinyv.equiv.dimensions import is_currency, kind_of
from tinyv.equiv.question import Question
from tinyv.expr.units import UnitDef, lookup, product

_VAGUE = ("time", "calendar", "data", "unit")  # dimensions that a question mentions in passing


def wanted(unit: UnitDef, question: Question, *, by_reference: bool = False) -> UnitDef | None:
    """The unit that the question wants where one side has `unit`; None if it may want another dimension.

    by_reference: the reference has it and the answer is bare, so that km/h need not be guessed from what is given.

    The unit asked for decides; else the dimension that is asked for in words and the units of the given values.
    """
    asked = question.asked_units
    if asked:
        alike = [known for known in asked if known.dims == unit.dims]
        return alike[-1] if alike else None
    kind = kind_of(unit)
    if (question.kinds and kind not in question.kinds) or (question.percent and unit.dims):
        return None
    if kind == "currency" and "much" in question.words and any(known.dims == unit.dims for known in question.units):
        return _currency(unit, question.units)  # "how much change did he get?" where prices are in dollars
    if not question.kinds and (question.counted or unit.dims[0][0] in _VAGUE):
        return None
    given = question.units
    if kind == "currency":
        return _currency(unit, given)
    alike = [known for known in given if known.dims == unit.dims]
    if alike:
        return alike[0] if len(alike) == 1 else None
    if not given or (unit.factor == 1 and unit.name.isalpha() and len(unit.dims) > 1):  # a named unit: J, N, V
        return unit if question.kinds else None
    return _coherent(unit, given, by_reference)


def _currency(unit: UnitDef, given: tuple[UnitDef, ...]) -> UnitDef | None:
    """Dollars rather than cents; cents only where they are asked for."""
    named = {known.dims for known in given if is_currency(known)}
    if named - {unit.dims}:
        return None
    whole = any(known.dims == unit.dims and known.factor == 1 for known in given)
    return unit if unit.factor == 1 else lookup(unit.dims[0][0]) if whole else None


def _coherent(unit: UnitDef, given: tuple[UnitDef, ...], by_reference: bool) -> UnitDef | None:
    """cm^2 where lengths are in cm. A speed may be in km/h though metres and seconds are given."""
    parts = [part.partition("^")[0] for part in unit.name.replace("/", "·").split("·")]
    if len(parts) > 1:  # km/h where kilometres and hours are given, and nothing else of their dimensions
        return unit if by_reference and all(_only_one(lookup(part), given) for part in parts) else None
    if len(unit.dims) != 1:
        return None
    dim, power = unit.dims[0]
    known = [other for other in given if other.dims == ((dim, 1),)]
    return product(((known[0].name, power),)) if len(known) == 1 and power in (2, 3) else None


def _only_one(part: UnitDef | None, given: tuple[UnitDef, ...]) -> bool:
    return part is not None and [known.name for known in given if known.dims == part.dims] == [part.name]
