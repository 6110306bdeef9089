"""Which rounding, and which number base, a question's text names: English and Chinese."""

from __future__ import annotations

import re

from flint import fmpq

from tinyv.expr.units import lookup
from tinyv.expr.words import number_words
from tinyv.lazy import lazy

_SMALL = {"ten": 1, "hundred": 2, "thousand": 3, "million": 6, "billion": 9}
_WHOLE = r"whole|integer|unit|one|natural|percent|degree|dollar|euro|yuan|year|整数|个位"
_COUNT = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9} | {
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_NUMBER = "|".join(_COUNT)
_PLACE = lazy(
    rf"nearest\s+(?:\$?(?P<decimal>0?\.0*1)\$?|(?P<round>10+|1,000)\b|(?P<scale>ten|hundred|thousand|million|billion)"
    rf"(?P<below>ths?)?\b|(?P<thousandth>ten[ -]thousandth)|(?P<cent>cent|penny)\b|(?P<word>[a-z]+))"
    rf"|\b(?P<places>\d|{_NUMBER})\s*(?:decimals\b|decimal\s+(?:place|digit|point)|d\.?p\b|places\s+after|digits\s+after)"
    rf"|保留\s*(?P<han>\d|{_NUMBER})\s*位小数|精确到\s*\$?(?P<han_decimal>0\.0*1|个位|整数)",
    re.IGNORECASE,
)
_FIGURES = lazy(rf"\b(\d|{_NUMBER})\s+(?:significant|sig\.?\s+fig)|(\d|{_NUMBER})\s*(?:位|个)有效数字", re.IGNORECASE)


def place(text: str) -> fmpq | None:
    """The weight of the last place of the last rounding that the text names."""
    matches = list(_PLACE.finditer(text))
    if not matches:
        return None
    group = matches[-1].groupdict()
    if digits := group["places"] or group["han"]:
        return fmpq(1, 10 ** _count(digits))
    if decimal := group["decimal"] or group["han_decimal"]:
        return fmpq(1, 10 ** len(decimal.partition(".")[2]))
    if group["round"]:
        return fmpq(int(group["round"].replace(",", "")))
    if group["thousandth"]:
        return fmpq(1, 10_000)
    if group["cent"]:
        return fmpq(1, 100)
    if group["scale"]:
        size = fmpq(10 ** _SMALL[group["scale"].lower()])
        return 1 / size if group["below"] else size
    word = (group["word"] or "").lower()
    if word in ("tenth", "tenths"):
        return fmpq(1, 10)
    return fmpq(1) if re.match(_WHOLE, word) or lookup(word) else None


def figures(text: str) -> int | None:
    found = _FIGURES.findall(text)
    return _count(found[-1][0] or found[-1][1]) if found else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNT[word.lower()]


_NAMED_BASES = {"binary": 2, "ternary": 3, "quaternary": 4, "octal": 8, "hexadecimal": 16}


def base(digits: str, word: str) -> int:
    """The base of `base 5`, `base five`, `binary`; 0 for none."""
    if digits:
        return int(digits)
    read = number_words([word.lower()])
    return _NAMED_BASES.get(word.lower(), int(read[0].p) if read else 0)
