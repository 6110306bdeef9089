"""Exact values, and the many ways to write one: what the policy of the study is taught to answer in.

A form is a named function from a value to text, None where the value has no such form. `tinyv.rl.oracle` reads the
texts back, with a grammar of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """unit: the one that was asked for, "%" among them; "" if none was."""

    value: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Ratio:
    """left : right, in lowest terms."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Several:
    """All solutions, as whole numbers in rising order."""

    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """All x between low and high, open at both ends; None is infinite. At least one end is finite."""

    low: int | None
    high: int | None


Truth = Number | Ratio | Several | Range
Write = Callable[[Truth], str | None]

UNIT_WORDS = {"cm": "centimeters", "g": "grams", "min": "minutes", "s": "seconds"}
# fmt: off
ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
PARTS = {  # denominator -> its word, for one and for several
    2: ("half", "halves"),
    3: ("third", "thirds"),
    4: ("quarter", "quarters"),
    5: ("fifth", "fifths"),
    6: ("sixth", "sixths"),
    8: ("eighth", "eighths"),
    10: ("tenth", "tenths"),
    12: ("twelfth", "twelfths"),
}
PLACES = 3  # of a decimal that is written out


def spell(number: int) -> str:
    """A whole number from 0 to 99 in words."""
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")


def decimal(value: Fraction) -> str | None:
    """At least one place; None if it does not end within PLACES."""
    scaled = value * 10**PLACES
    if scaled.denominator != 1:
        return None
    sign, digits = "-" if value < 0 else "", f"{abs(scaled.numerator):0{PLACES + 1}d}"
    return f"{sign}{digits[:-PLACES]}.{digits[-PLACES:].rstrip('0') or '0'}"


def _number(write: Callable[[Fraction], str | None]) -> Write:
    return lambda truth: write(truth.value) if isinstance(truth, Number) else None


def _measured(write: Callable[[Number], str]) -> Write:
    return lambda truth: write(truth) if isinstance(truth, Number) and truth.unit else None


def _ratio(write: Callable[[Ratio], str]) -> Write:
    return lambda truth: write(truth) if isinstance(truth, Ratio) else None


def _several(write: Callable[[list[str]], str]) -> Write:
    return lambda truth: write([str(member) for member in truth.members]) if isinstance(truth, Several) else None


def _range(half: Callable[[str, str], str], both: Callable[[str, str], str]) -> Write:
    """half: of a sign and the finite end; both: of two finite ends."""

    def write(truth: Truth) -> str | None:
        if not isinstance(truth, Range):
            return None
        if truth.low is not None and truth.high is not None:
            return both(str(truth.low), str(truth.high))
        return half("<", str(truth.high)) if truth.low is None else half(">", str(truth.low))

    return write


def _words(value: Fraction) -> str | None:
    if not 0 <= value.numerator <= 99:
        return None
    if value.denominator == 1:
        return spell(value.numerator)
    parts = PARTS.get(value.denominator)
    return f"{spell(value.numerator)} {parts[value.numerator > 1]}" if parts else None


def _percent(value: Fraction) -> str | None:
    return str((100 * value).numerator) if (100 * value).denominator == 1 else None


def _interval(sign: str, end: str) -> str:
    return f"(-\\infty, {end})" if sign == "<" else f"({end}, \\infty)"


TURNED = {"<": ">", ">": "<"}
COMPARED = {"<": "less", ">": "greater"}

FORMS: dict[str, Write] = {
    "integer": _number(lambda value: str(value) if value.denominator == 1 else None),
    "slash": _number(lambda value: None if value.denominator == 1 else str(value)),
    "frac": _number(lambda v: None if v.denominator == 1 else f"\\frac{{{v.numerator}}}{{{v.denominator}}}"),
    "decimal": _number(decimal),
    "percent": _number(lambda value: None if (found := _percent(value)) is None else f"{found}%"),
    "percent word": _number(lambda value: None if (found := _percent(value)) is None else f"{found} percent"),
    "words": _number(_words),
    "labelled": _number(lambda value: f"x = {value}"),
    "bare": _measured(lambda truth: str(truth.value)),
    "unit": _measured(lambda truth: f"{truth.value} {truth.unit}" if truth.unit != "%" else f"{truth.value}%"),
    "unit in text": _measured(
        lambda truth: f"{truth.value}\\%" if truth.unit == "%" else f"{truth.value}\\text{{ {truth.unit}}}"
    ),
    "unit word": _measured(lambda truth: f"{truth.value} {UNIT_WORDS.get(truth.unit, 'percent')}"),
    "colon": _ratio(lambda truth: f"{truth.left}:{truth.right}"),
    "to": _ratio(lambda truth: f"{truth.left} to {truth.right}"),
    "over": _ratio(lambda truth: f"{truth.left}/{truth.right}"),
    "ratio frac": _ratio(lambda truth: f"\\frac{{{truth.left}}}{{{truth.right}}}"),
    "listed": _several(lambda members: ", ".join(members)),
    "reversed": _several(lambda members: ", ".join(reversed(members))),
    "braces": _several(lambda members: f"\\{{{', '.join(members)}\\}}"),
    "or": _several(lambda members: " or ".join(f"x = {member}" for member in members)),
    "and": _several(lambda members: " and ".join(members)),
    "inequality": _range(lambda sign, end: f"x {sign} {end}", lambda low, high: f"{low} < x < {high}"),
    "turned": _range(lambda sign, end: f"{end} {TURNED[sign]} x", lambda low, high: f"{high} > x > {low}"),
    "interval": _range(_interval, lambda low, high: f"({low}, {high})"),
    "in": _range(lambda sign, end: f"x \\in {_interval(sign, end)}", lambda low, high: f"x \\in ({low}, {high})"),
    "said": _range(
        lambda sign, end: f"x is {COMPARED[sign]} than {end}", lambda low, high: f"x is between {low} and {high}"
    ),
}
