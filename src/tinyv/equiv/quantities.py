"""Quantities with units: conversion, wrong dimensions, units that one side leaves out; ratios."""

from __future__ import annotations

import re

from flint import fmpq

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numbers import is_number
from tinyv.equiv.numeric import rational
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit
from tinyv.expr.units import UnitDef, is_letter_unit, lookup, product

_CLOCK = re.compile(r"\s*\d{1,2}:\d\d\s*")
Quantity = tuple[Node, UnitDef]


def quantity(node: Node, *, letters: bool = False) -> Quantity | None:
    """(value, unit) of a tree, or None. letters: `5 m` may be five metres."""
    if not isinstance(node, Op):
        return None
    if node.head == "quantity":
        unit = _unit(node.args[1])
        return (node.args[0], unit) if unit else None
    if node.head == "degree":
        unit = lookup("deg")
        return (node.args[0], unit) if unit else None
    if node.head == "neg":
        found = quantity(node.args[0], letters=letters)
        return (Op("neg", (found[0],)), found[1]) if found else None
    if node.head == "+":
        return _sum(node)
    if letters and node.head in ("*", "/") and (pairs := _letter_pairs(node)):
        unit = product(tuple(pairs[1].items()))
        return (pairs[0], unit) if unit else None
    return None


def _sum(node: Op) -> Quantity | None:
    """5 ft 6 in, 64 degrees 30 minutes: in the unit of the first term"""
    parts = [quantity(arg) for arg in node.args]
    first = parts[0]
    if first is None:
        return None
    values = [first[0]]
    for part in parts[1:]:
        factor = _factor(part[1], first[1]) if part else None
        if part is None or factor is None:
            return None
        values.append(_scaled(part[0], factor))
    return Op("+", tuple(values)), first[1]


def _unit(node: Node) -> UnitDef | None:
    pairs: list[tuple[str, int]] = []
    return product(tuple(pairs)) if _flatten(node, 1, pairs) else None


def _flatten(node: Node, power: int, pairs: list[tuple[str, int]]) -> bool:
    match node:
        case Unit(name):
            pairs.append((name, power))
            return True
        case Op("*", args):
            return all(_flatten(arg, power, pairs) for arg in args)
        case Op("/", (above, below)):
            return _flatten(above, power, pairs) and _flatten(below, -power, pairs)
        case Op("^", (base, exponent)):
            n = rational(exponent)
            return n is not None and n.q == 1 and abs(n) <= 9 and _flatten(base, power * int(n.p), pairs)
    return False


def _letter_pairs(node: Op) -> tuple[Node, dict[str, int]] | None:
    """`(* 5 m)`, `(/ (* 5 m) s)`: a number before letters that may be units"""
    if node.head == "/":
        upper, below = node.args
        top = _letter_pairs(upper) if isinstance(upper, Op) else None
        if top is None or not isinstance(below, Sym) or lookup(below.name) is None:
            return None
        return top[0], {**top[1], below.name: -1}
    letters = [arg for arg in node.args if isinstance(arg, Sym) or (isinstance(arg, Op) and arg.head == "^" and isinstance(arg.args[0], Sym))]
    numbers = [arg for arg in node.args if arg not in letters]
    if len(letters) != 1 or not numbers or not all(map(is_number, numbers)):
        return None
    letter, power = letters[0], fmpq(1)
    if isinstance(letter, Op):
        found = rational(letter.args[1])
        letter, power = letter.args[0], found if found is not None else fmpq(0)
    if not isinstance(letter, Sym) or not is_letter_unit(letter.name) or power.q != 1 or not 0 < power <= 3:
        return None
    return (numbers[0] if len(numbers) == 1 else Op("*", tuple(numbers))), {letter.name: int(power.p)}


def _factor(unit: UnitDef, target: UnitDef) -> Node | None:
    """How many `target` one `unit` is; None where no factor converts them."""
    if unit.name == target.name:
        return Num(fmpq(1))
    if unit.dims != target.dims or unit.factor is None or target.factor is None or unit.offset != target.offset:
        return None
    ratio = Num(unit.factor / target.factor)
    turns = unit.pi_power - target.pi_power
    return ratio if turns == 0 else Op("*", (ratio, Op("^", (Sym("pi"), Num(fmpq(turns))))))


def _scaled(value: Node, factor: Node) -> Node:
    if factor == Num(fmpq(1)):
        return value
    return Op("scaled" if isinstance(factor, Num) else "*", (value, factor))


def quantities(a: Node, b: Node, ctx: Context) -> Word | None:
    """Units on either side: convert, refuse other dimensions, or let a bare number stand."""
    x, y = quantity(a), quantity(b)
    if x is None and y is None:
        return _letters(a, b, ctx)
    if x is None:
        x = quantity(a, letters=True)
    if y is None:
        y = quantity(b, letters=True)
    if x is not None and y is not None:
        return _both(x, y, ctx)
    found, other = (x, b) if x is not None else (y, a)
    if found is None:
        return None
    if not is_number(other):
        value = stated(other).value
        return ctx.compare(a if x is not None else value, value if x is not None else b) if value is not other else None
    return _bare(found, other, ctx)


def _letters(a: Node, b: Node, ctx: Context) -> Word | None:
    """8/3 m against 2.667 m: whatever m is, the numbers before it decide."""
    if not (isinstance(a, Op) and isinstance(b, Op)) or a.head not in ("*", "/") or b.head not in ("*", "/"):
        return None
    x, y = _letter_pairs(a), _letter_pairs(b)
    return ctx.compare(x[0], y[0]) if x and y and x[1] == y[1] else None


def _both(x: Quantity, y: Quantity, ctx: Context) -> Word:
    if x[1].dims != y[1].dims:
        return Word.DIFFERENT if _comparable(x[1], y[1]) else Word.OPEN
    factor = _factor(y[1], x[1])
    if factor is None:
        return _temperature(x, y, ctx)
    word = ctx.compare(x[0], _scaled(y[0], factor))
    return Word.OPEN if word is Word.DIFFERENT and not (x[1].exact and y[1].exact) else word


def _comparable(x: UnitDef, y: UnitDef) -> bool:
    """Two physical dimensions are never the same; calendar years and days might be meant alike."""
    return all(dim != "calendar" for dim, _ in (*x.dims, *y.dims))


def _temperature(x: Quantity, y: Quantity, ctx: Context) -> Word:
    p, q = x[1], y[1]
    if p.factor is None or q.factor is None:
        return Word.OPEN
    kelvin = [Op("+", (Op("*", (value, Num(unit.factor))), Num(unit.offset))) for value, unit in (x, y) if unit.factor is not None]
    return ctx.compare(kelvin[0], kelvin[1])


def _bare(found: Quantity, other: Node, ctx: Context) -> Word | None:
    """A quantity against a number: equal if the number counts that unit as far as the question tells."""
    value, unit = found
    if unit.name == "deg":
        return None  # for `convention`
    if isinstance(other, Op) and other.head in ("percent", "degree"):
        return Word.OPEN
    question = ctx.question
    word = ctx.compare(value, other)
    if not ctx.policy.bare_units:
        return Word.OPEN
    if not question.text:
        return Word.OPEN if unit.dims == (("angle", 1),) and word is Word.EQUAL else word
    if question.counted and not any(u.dims == unit.dims for u in question.asked_units):
        return Word.OPEN  # "how many days": not 30 dollars
    alike = [u for u in question.asked_units if u.dims == unit.dims] or [u for u in question.units if u.dims == unit.dims]
    if not alike:
        derived = bool(unit.dims) and {dim for dim, _ in unit.dims} <= {dim for u in question.units for dim, _ in u.dims} and not question.asked_units
        return word if derived and len(unit.dims) + abs(unit.dims[0][1]) > 2 else Word.OPEN  # cm^2 where lengths are in cm
    if len(alike) == 1 or unit.name in {u.name for u in question.asked_units}:
        factor = _factor(unit, alike[0])
        if unit.name in {u.name for u in alike}:
            return word
        return ctx.compare(_scaled(value, factor), other) if factor is not None else Word.OPEN
    return Word.OPEN


def ratios(a: Node, b: Node, ctx: Context) -> Word | None:
    """a : b : c up to a common factor; two parts are also their quotient."""
    x, y = _parts(a), _parts(b)
    if x is None and y is None:
        return None
    if _CLOCK.fullmatch(ctx.texts[0]) and _CLOCK.fullmatch(ctx.texts[1]) and "ratio" not in ctx.question.words:
        return Word.OPEN  # 6:15 and 18:45 may be times
    if x is not None and y is not None:
        if len(x) != len(y):
            return Word.DIFFERENT if all(map(is_number, (*x, *y))) else Word.OPEN
        words = {ctx.compare(Op("*", (x[0], q)), Op("*", (y[0], p))) for p, q in zip(x[1:], y[1:], strict=True)}
        if words == {Word.EQUAL}:
            return Word.EQUAL
        return Word.DIFFERENT if Word.DIFFERENT in words else Word.OPEN
    parts, other = (x, b) if x is not None else (y, a)
    assert parts is not None
    if len(parts) != 2 or isinstance(other, Text) or (isinstance(other, Op) and other.head in ("list", "tuple", "set", "words", "=")):
        return None
    return ctx.compare(Op("/", parts), other)


def _parts(node: Node) -> tuple[Node, ...] | None:
    return node.args if isinstance(node, Op) and node.head == "ratio" else None


