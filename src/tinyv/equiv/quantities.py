"""Quantities with units: conversion, wrong dimensions, units that one side leaves out; ratios."""

from __future__ import annotations

from flint import fmpq

from tinyv.equiv.context import Context, Word
from tinyv.equiv.marks import mark
from tinyv.equiv.numeric import is_number, rational
from tinyv.equiv.statements import stated
from tinyv.equiv.wanted import wanted
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit
from tinyv.expr.temporal import read_duration
from tinyv.expr.units import UnitDef, is_letter_unit, lookup, product, readings
from tinyv.lazy import lazy

_TIME = (("time", 1),)
_PLAIN = (Num, Sym, Text)
_NO_QUOTIENT = ("list", "tuple", "set", "words", "=")
_GREEK = {"Omega": "Ω", "mu": "µ"}
_LETTER = lazy(r"[A-Za-zΩµ]+")
COUNTED = lazy(r"\d\s*[张个只辆棵件条块支匹次名位架台套双朵颗粒页]")  # 7 sheets are not 7 yuan
_CLOCK = lazy(r"\s*\d{1,2}:\d\d\s*")
Quantity = tuple[Node, UnitDef]


def quantity(node: Node, *, letters: bool = False) -> Quantity | None:
    """(value, unit) of a tree, or None. letters: `5 m` may be five metres."""
    if not isinstance(node, Op):
        return None
    if node.head == "quantity":
        unit = None if _holds_mark(node.args[0]) else _unit(node.args[1])
        return (node.args[0], unit) if unit else None
    if node.head == "degree":
        unit = lookup("deg")
        return (node.args[0], unit) if unit else None
    if node.head == "neg":
        found = quantity(node.args[0], letters=letters)
        return (Op("neg", (found[0],)), found[1]) if found else None
    if node.head == "+":
        return _sum(node)
    if node.head == "*" and len(node.args) == 2 and isinstance(node.args[0], Op) and node.args[0].head == "degree":
        scale = node.args[1]  # 20^\circ C
        unit = lookup(f"°{scale.name}") if isinstance(scale, Sym) and scale.name in ("C", "F") else None
        return (node.args[0].args[0], unit) if unit else None
    if letters and node.head in ("*", "/") and (pairs := _letter_pairs(node)):
        unit = product(tuple(pairs[1].items()))
        return (pairs[0], unit) if unit else None
    return None


def _holds_mark(node: Node) -> bool:
    """`(* (degree 64) 30)` is no number of minutes"""
    return isinstance(node, Op) and node.head == "*" and any(map(mark, node.args))


def _sum(node: Op) -> Quantity | None:
    """5 ft 6 in, 64 degrees 30 minutes: in the unit of the first term"""
    parts = [quantity(arg) for arg in node.args]
    first = parts[0]
    if first is None:
        return None
    values = [first[0]]
    for part in parts[1:]:
        part = _as_angle(part) if part and first[1].name == "deg" else part
        factor = _factor(part[1], first[1]) if part else None
        if part is None or factor is None:
            return None
        values.append(_scaled(part[0], factor))
    return Op("+", tuple(values)), first[1]


def _as_angle(part: Quantity) -> Quantity:
    """The minutes and seconds after degrees"""
    unit = lookup({"min": "arcmin", "s": "arcsec"}.get(part[1].name, part[1].name))
    return (part[0], unit or part[1])


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
    """`(* 5 m)`, `(/ (* 5 m) (^ s 2))`, `(* 4.7 k Omega)`: a number before letters that may be units"""
    if node.head == "/":
        upper, below = node.args
        top = _letter_pairs(upper) if isinstance(upper, Op) and upper.head == "*" else None
        letter = _letter((below,)) if top else None
        return (top[0], {**top[1], letter[0]: -letter[1]}) if top and letter and letter[0] not in top[1] else None
    numbers = [arg for arg in node.args if not _is_letter(arg)]
    letter = _letter(node.args[len(numbers) :])
    if letter is None or not numbers or not all(map(is_number, numbers)):
        return None
    return (numbers[0] if len(numbers) == 1 else Op("*", tuple(numbers))), {letter[0]: letter[1]}


def _is_letter(node: Node) -> bool:
    base = node.args[0] if isinstance(node, Op) and node.head == "^" else node
    return isinstance(base, Sym) and base.name not in ("pi", "e", "i")


def _letter(nodes: tuple[Node, ...]) -> tuple[str, int] | None:
    """`m`, `(^ s 2)`, `k Omega` as a unit and its power"""
    if not nodes or len(nodes) > 2 or not all(map(_is_letter, nodes)):
        return None
    last, power = nodes[-1], fmpq(1)
    if isinstance(last, Op):
        found = rational(last.args[1])
        last, power = last.args[0], found if found is not None else fmpq(0)
    word = "".join(_GREEK.get(part.name, part.name) for part in (*nodes[:-1], last) if isinstance(part, Sym))
    known = is_letter_unit(word) or ((len(nodes) > 1 or word == "Ω") and lookup(word) is not None)
    return (word, int(power.p)) if known and power.q == 1 and 0 < power <= 3 else None


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
    if isinstance(a, _PLAIN) and isinstance(b, _PLAIN):
        return None
    a, b = _summed(a), _summed(b)
    x, y = quantity(a), quantity(b)
    if x is None and y is None:
        return _letters(a, b, ctx)
    if x is None:
        x = quantity(a, letters=True) or _duration(0, ctx)
    if y is None:
        y = quantity(b, letters=True) or _duration(1, ctx)
    if x is not None and y is not None:
        return _both(x, y, ctx)
    found, other = (x, b) if x is not None else (y, a)
    if found is None:
        return None
    if not is_number(other):
        value = stated(other).value
        return ctx.compare(a if x is not None else value, value if x is not None else b) if value is not other else None
    return _bare(found, other, ctx, by_reference=x is not None)


def _summed(node: Node) -> Node:
    """12 dollars and 50 cents, 5 ft and 6 in: one quantity in two units, the larger first."""
    if not (isinstance(node, Op) and node.head == "and" and len(node.args) == 2):
        return node
    x, y = map(quantity, node.args)
    if x is None or y is None or x[1].dims != y[1].dims or not x[1].factor or not y[1].factor:
        return node
    return Op("+", node.args) if x[1].factor > y[1].factor else node


def _letters(a: Node, b: Node, ctx: Context) -> Word | None:
    """8/3 m against 2.667 m: whatever m is, the numbers before it decide. 5 m is 5 where metres are asked for."""
    x, y = _letter_quantity(a), _letter_quantity(b)
    if x is not None and y is not None:
        if x[1].name == y[1].name:
            return ctx.compare(x[0], y[0])
        return ctx.compare(x[0], _scaled(y[0], factor)) if (factor := _factor(y[1], x[1])) is not None else None
    found, other = (x, b) if x is not None else (y, a)
    if found is not None and found[1].dims == _TIME and (duration := _duration(1 if x is not None else 0, ctx)):
        return _both(found, duration, ctx)
    if found is None or not ctx.question.text or not _is_named(found[1], ctx):
        return None
    return _bare(found, other, ctx) if is_number(other) else None


def _is_named(unit: UnitDef, ctx: Context) -> bool:
    """Is it asked for, or are all its letters units of the question, and none of them a variable there?"""
    question = ctx.question
    if unit.name in {known.name for known in question.asked_units}:
        return True
    letters = set(_LETTER.findall(unit.name))
    return letters <= {known.name for known in question.units} and not letters & question.variables


def _letter_quantity(node: Node) -> Quantity | None:
    return quantity(node, letters=True) if isinstance(node, Op) and node.head in ("*", "/") else None


def _duration(side: int, ctx: Context) -> Quantity | None:
    """The whole answer as a duration in words: "1 hour and 30 min"."""
    if ctx.depth != 1:
        return None
    seconds = read_duration(ctx.texts[side])
    unit = lookup("s") if seconds is not None else None
    return (Num(seconds), unit) if seconds is not None and unit else None


def _both(x: Quantity, y: Quantity, ctx: Context) -> Word:
    if x[1].dims != y[1].dims:
        if not (is_number(x[0]) and is_number(y[0])):
            return Word.OPEN
        if not _comparable(x[1], y[1]) or _other_reading(x, y, ctx) or _extends(x, y, ctx):
            return Word.OPEN
        return Word.DIFFERENT
    factor = _factor(y[1], x[1])
    if factor is None:
        return _temperature(x, y, ctx)
    word = ctx.compare(x[0], _scaled(y[0], factor))
    if word is Word.EQUAL and x[1].name != y[1].name and _restated(x[1], y[1], ctx):
        return Word.OPEN
    if word is Word.DIFFERENT and (not (x[1].exact and y[1].exact) or _other_reading(x, y, ctx)):
        return Word.OPEN
    return word


def _extends(x: Quantity, y: Quantity, ctx: Context) -> bool:
    """6 L/100 km against 6 L: the same number of a unit that says more."""
    p, q = dict(x[1].dims), dict(y[1].dims)
    shared = p.items() & q.items()
    return bool(shared) and len(shared) == min(len(p), len(q)) and ctx.compare(x[0], y[0]) is Word.EQUAL


def _restated(x: UnitDef, y: UnitDef, ctx: Context) -> bool:
    """10 m/s where it was to be expressed in km/h: one side gives the question back."""
    question = ctx.question
    if not question.text or not question.conversion:
        return False
    asked, named = {unit.name for unit in question.asked_units}, {unit.name for unit in question.units}
    return (x.name in asked) != (y.name in asked) and {x.name, y.name} <= named


def _other_reading(x: Quantity, y: Quantity, ctx: Context) -> bool:
    """5 pounds may be 5 pounds sterling, 20 degrees 20 °C: would another reading of the words make them equal?"""
    for first in readings(x[1].name):
        for second in readings(y[1].name):
            p, q = lookup(first), lookup(second)
            if p is None or q is None or p.dims != q.dims or (p.name, q.name) == (x[1].name, y[1].name):
                continue
            factor = _factor(q, p)
            if factor is not None and ctx.compare(x[0], _scaled(y[0], factor)) is not Word.DIFFERENT:
                return True
    return False


def _comparable(x: UnitDef, y: UnitDef) -> bool:
    """Two physical dimensions are never the same; calendar years and days might be meant alike."""
    return all(dim != "calendar" for dim, _ in (*x.dims, *y.dims))


def _temperature(x: Quantity, y: Quantity, ctx: Context) -> Word:
    p, q = x[1], y[1]
    if p.factor is None or q.factor is None:
        return Word.OPEN
    first = Op("+", (Op("*", (x[0], Num(p.factor))), Num(p.offset)))
    second = Op("+", (Op("*", (y[0], Num(q.factor))), Num(q.offset)))
    return ctx.compare(first, second)


def _bare(found: Quantity, other: Node, ctx: Context, *, by_reference: bool = False) -> Word | None:
    """A quantity against a number: equal if the number counts the unit that the question wants."""
    value, unit = found
    if mark(other):
        return Word.OPEN  # 5 m against 5 %
    question = ctx.question
    if not unit.dims and unit.factor is not None:  # a dozen
        return ctx.compare(_scaled(value, Num(unit.factor)), other)
    if not ctx.policy.bare_units:
        return Word.OPEN
    if ctx.depth == 1 and sum(COUNTED.search(text) is not None for text in ctx.texts) == 1:
        return Word.OPEN
    if not question.text:
        return ctx.compare(value, other)
    target = wanted(unit, question, by_reference=by_reference)
    if target is None:
        return Word.OPEN
    factor = _factor(unit, target)
    if factor is None:
        return Word.OPEN
    word = ctx.compare(_scaled(value, factor), other)
    if word is Word.DIFFERENT and (not unit.exact or not _is_sure(value, unit, target, other, ctx)):
        return Word.OPEN
    return word


def _is_sure(value: Node, unit: UnitDef, target: UnitDef, other: Node, ctx: Context) -> bool:
    """Numbers that agree but for a power of ten, or before conversion, may mean another unit of the dimension."""
    if unit.name != target.name and ctx.compare(value, other) is not Word.DIFFERENT:
        return False
    p, q = rational(value), rational(other)
    if p is None or q is None or q == 0:
        return unit.name == target.name
    ratio = abs(p / q)
    return not (ratio.p == 1 or ratio.q == 1) or str(max(ratio.p, ratio.q)).strip("0") != "1"


def ratios(a: Node, b: Node, ctx: Context) -> Word | None:
    """a : b : c up to a common factor; two parts are also their quotient."""
    x, y = _parts(a), _parts(b)
    if x is None and y is None:
        return None
    if _may_be_time(ctx) or (
        any(" to " in text and ":" not in text for text in ctx.texts) and "ratio" not in ctx.question.words
    ):
        return Word.OPEN  # 6:15 and 18:45 may be times; 3 to 4 a range
    if x is not None and y is not None:
        if len(x) != len(y):
            return Word.DIFFERENT if all(map(is_number, (*x, *y))) else Word.OPEN
        words = {ctx.compare(Op("*", (x[0], q)), Op("*", (y[0], p))) for p, q in zip(x[1:], y[1:], strict=True)}
        if words == {Word.EQUAL}:
            return Word.EQUAL
        return Word.DIFFERENT if Word.DIFFERENT in words else Word.OPEN
    parts, other = (x, b) if x is not None else (y, a)
    assert parts is not None
    if len(parts) != 2 or isinstance(other, Text) or (isinstance(other, Op) and other.head in _NO_QUOTIENT):
        return None
    return ctx.compare(Op("/", parts), other)


def _may_be_time(ctx: Context) -> bool:
    first, second = (_CLOCK.fullmatch(text) is not None for text in ctx.texts)
    if not first and not second:
        return False
    return ctx.question.clock or (first and second and "ratio" not in ctx.question.words)


def _parts(node: Node) -> tuple[Node, ...] | None:
    return node.args if isinstance(node, Op) and node.head == "ratio" else None
