"""The truth about any text that the policy can write: a small grammar of its own, which shares nothing with TinyV.

A response is right if it is one answer, bare or in one `\\boxed{...}` (with nothing but the words of `LEADS` before
it), that the grammar reads as the problem's value. Anything else is wrong: no answer, several, a broken box.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tinyv.rl.forms import ONES, PARTS, TENS, UNIT_WORDS, Number, Range, Ratio, Several, Truth
from tinyv.rl.problems import Problem

LEADS = ("Thought process:",)  # an opening that says nothing

_NUMBER = r"-?\d+(?:\.\d+|/\d+)?|-?\\frac\{\d+\}\{\d+\}"
_WHOLE = r"-?\d+"
_UNITS = {**{unit: unit for unit in UNIT_WORDS}, **{word: unit for unit, word in UNIT_WORDS.items()}}
_PERCENT = ("\\%", "%", " percent")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, and the form it says it in. unit: as written; "" if none is."""

    form: str
    truth: Truth
    unit: str = ""


def right(problem: Problem, response: str) -> bool:
    """Whether the response answers the problem rightly; the same answer twice, with `;` between, is one answer."""
    readings = [read(part) for part in (answer(response) or "").split(";")]
    return all(reading is not None and _agrees(problem.truth, reading) for reading in readings)


def answer(response: str) -> str | None:
    """The one answer of a response; None if it has none, or several boxes, or text around its box."""
    text = response.strip()
    for lead in LEADS:
        text = text.removeprefix(lead).strip()
    if "\\boxed" in text:
        found = re.fullmatch(r"\\boxed\{(.*)\}", text)
        text = found[1].strip() if found else ""
    return None if not text or "\\boxed" in text or text.count("{") != text.count("}") else text


def read(response: str) -> Reading | None:
    """The value that a response states; None where the grammar reads none."""
    text = answer(response)
    if text is None:
        return None
    for reader in (_number, _ratio, _several, _range):
        if (found := reader(text)) is not None:
            return found
    return None


def _agrees(truth: Truth, reading: Reading) -> bool:
    said = reading.truth
    if isinstance(truth, Ratio):
        if isinstance(said, Number):
            said = Ratio(said.value.numerator, said.value.denominator) if not reading.unit else said
        return said == truth
    if isinstance(truth, Number) and isinstance(said, Number):
        if truth.unit == "%":  # 25 %, 25 or 0.25
            return (said.value == truth.value and reading.unit in ("", "%")) or said.value == truth.value / 100
        value = said.value / 100 if reading.unit == "%" else said.value
        return value == truth.value and reading.unit in ("", "%" if not truth.unit else truth.unit)
    return said == truth


def _value(text: str) -> Fraction | None:
    """A number's value; None for a division by nought."""
    if found := re.fullmatch(r"(-?)\\frac\{(\d+)\}\{(\d+)\}", text):
        text = f"{found[1]}{found[2]}/{found[3]}"
    try:
        return Fraction(text)
    except ZeroDivisionError:
        return None


def _number(text: str) -> Reading | None:
    label = re.fullmatch(rf"x = ({_NUMBER})", text)
    bare = label[1] if label else text
    unit, form = "", "labelled" if label else ""
    for sign in _PERCENT:
        if bare.endswith(sign):
            bare, unit, form = bare.removesuffix(sign), "%", "percent word" if sign == " percent" else "percent"
    if found := re.fullmatch(rf"({_NUMBER})(?: |\\text\{{ ?)(\w+)\}}?", bare):
        if (unit := _UNITS.get(found[2], "")) == "":
            return None
        bare = found[1]
        form = "unit in text" if "\\text" in text else "unit" if found[2] == unit else "unit word"
    if re.fullmatch(_NUMBER, bare):
        value = _value(bare)
        plain = "frac" if "frac" in bare else "slash" if "/" in bare else "decimal" if "." in bare else "integer"
        return None if value is None else Reading(form or plain, Number(value), unit)
    value = None if label or unit else _spoken(bare)
    return None if value is None else Reading("words", Number(value))


def _spoken(text: str) -> Fraction | None:
    """`seven`, `forty-two`, `three quarters`."""
    count, _, part = text.partition(" ")
    tens, _, ones = count.partition("-")
    if count in ONES:
        whole = ONES.index(count)
    elif tens in TENS and ((not ones and "-" not in count) or ones in ONES[1:10]):
        whole = 10 * (TENS.index(tens) + 2) + (ONES.index(ones) if ones else 0)
    else:
        return None
    if not part:
        return Fraction(whole)
    return next(
        (Fraction(whole, by) for by, (one, more) in PARTS.items() if part == (more if whole > 1 else one)), None
    )


def _ratio(text: str) -> Reading | None:
    found = re.fullmatch(r"(\d+)(:| to )(\d+)", text)
    if not found or not int(found[1]) or not int(found[3]):
        return None
    return Reading("colon" if found[2] == ":" else "to", Ratio(int(found[1]), int(found[3])))


_SEVERAL = {
    "braces": rf"\\\{{({_WHOLE}), ({_WHOLE})\\\}}",
    "or": rf"x = ({_WHOLE}) or x = ({_WHOLE})",
    "and": rf"({_WHOLE}) and ({_WHOLE})",
    "listed": rf"({_WHOLE}), ({_WHOLE})",
}


def _several(text: str) -> Reading | None:
    for form, pattern in _SEVERAL.items():
        if found := re.fullmatch(pattern, text):
            first, second = int(found[1]), int(found[2])
            form = "reversed" if form == "listed" and first > second else form
            return Reading(form, Several(tuple(sorted({first, second}))))
    return None


# pattern, and which of its groups are the lower and the upper end; 0 is infinite
_RANGES = (
    ("inequality", rf"x > ({_WHOLE})", 1, 0),
    ("inequality", rf"x < ({_WHOLE})", 0, 1),
    ("inequality", rf"({_WHOLE}) < x < ({_WHOLE})", 1, 2),
    ("turned", rf"({_WHOLE}) < x", 1, 0),
    ("turned", rf"({_WHOLE}) > x", 0, 1),
    ("turned", rf"({_WHOLE}) > x > ({_WHOLE})", 2, 1),
    ("interval", rf"\(({_WHOLE}), \\infty\)", 1, 0),
    ("interval", rf"\(-\\infty, ({_WHOLE})\)", 0, 1),
    ("interval", rf"\(({_WHOLE}), ({_WHOLE})\)", 1, 2),
    ("said", rf"x is greater than ({_WHOLE})", 1, 0),
    ("said", rf"x is less than ({_WHOLE})", 0, 1),
    ("said", rf"x is between ({_WHOLE}) and ({_WHOLE})", 1, 2),
)


def _range(text: str) -> Reading | None:
    inner = text.removeprefix("x \\in ")
    for form, pattern, low, high in _RANGES:
        if found := re.fullmatch(pattern, inner):
            if inner != text and form != "interval":
                return None
            ends = Range(int(found[low]) if low else None, int(found[high]) if high else None)
            return Reading("in" if inner != text else form, ends)
    return None
