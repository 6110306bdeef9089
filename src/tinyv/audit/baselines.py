"""Rule-based verifiers to compare with, described in a few lines each. Nothing of a model's text is ever evaluated.

A baseline sees the reference and the answer of the response: what its last box holds, or else the answer that TinyV
found, so that a baseline is never blamed for an answer that only stands outside of a box.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from tinyv.lazy import lazy
from tinyv.remember import remembered

Accepts = Callable[[str, str], bool]  # of reference and answer
MAX_DIGITS = 40  # of a number that is compared by its value
TOLERANCE = Fraction(1, 10**6)  # relative, of two numbers that the second baseline takes for one

_BOXES = ("\\boxed{", "\\fbox{")
_LEFT_OUT = lazy(
    r"\\(?:left|right|displaystyle|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]|\^\{?\\circ\}?|\\degree|°|\\?%|\\?\$|\s"
)
_FONT = lazy(r"\\(?:text|mbox|mathrm|textbf|mathbf)\{([^{}]*)\}")
_UNIT = lazy(r"(?<=[\d.)}])\\(?:text|mbox|mathrm)\{[^{}]*\}(?:\^\{?\d\}?)?$")
_WORDS = lazy(
    r"(?<=\d)(?:degrees?|cm|centimeters?|meters?|miles?|feet|foot|inches|inch|yards?|seconds?|minutes?|hours?|days?|"
    r"weeks?|months?|years?|dollars?|cents?|units?|points?|square|cubic|km|kg|grams?|mph|percent|pm|am|p\.m\.|a\.m\.)"
    r"(?:\^\{?\d\}?)?\.?$",
    re.IGNORECASE,
)
_NAME = lazy(r"^[A-Za-z](?:\([a-z]\))?=(?=[^=]+$)")
_SHORT_FRACTION = lazy(r"\\frac(\d)(\d)")
_SLASH = lazy(r"^(-?\d+)/(\d+)$")
_SHORT_ROOT = lazy(r"\\sqrt([A-Za-z0-9])")
_GROUPED = lazy(r"(?<=\d)(?:,|\{,\})(?=\d{3}(?:\D|$))")
_NUMBER = lazy(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_FRACTION = lazy(r"([-+]?)\\frac\{([-+]?\d+)\}\{(\d+)\}")


def exact(reference: str, answer: str) -> bool:
    """Equal as texts once boxes, dollars and spaces around are taken away."""
    return _unboxed(reference) == _unboxed(answer)


def prime_like(reference: str, answer: str) -> bool:
    """What the grader of Prime (the rule tier of the original TinyV) accepts, but for its computer algebra.

    Like it: the normalisation of the MATH benchmark (sizes, fonts, dollars, degrees, percent, units in text, `x =` in
    front, `\\frac12`, `a/b`, `.5`), equal texts, numbers of equal value, tuples and lists entry by entry in their order
    with the same brackets. Unlike it: no expression is handed to SymPy, which evaluates text as code, so that
    `2\\sqrt{2}` is no `\\sqrt{8}` here; letters' case and units in words are treated in our own way.
    """
    ours, theirs = normal(reference), normal(answer)
    if not ours or not theirs:
        return False
    if ours == theirs or _same_number(ours, theirs):
        return True
    brackets, parts = _entries(ours)
    other_brackets, other_parts = _entries(theirs)
    return (
        len(parts) > 1
        and brackets == other_brackets
        and len(parts) == len(other_parts)
        and all(a == b or _same_number(a, b) for a, b in zip(parts, other_parts, strict=True))
    )


BASELINES: dict[str, Accepts] = {"exact": exact, "prime-like": prime_like}


def boxed(text: str) -> str | None:
    """What the last closed box of a text holds; None if there is none."""
    if "box" not in text:
        return None
    start, opening = max((text.rfind(opening), opening) for opening in _BOXES)
    if start < 0:
        return None
    depth = 1
    for position in range(start + len(opening), len(text)):
        sign = text[position]
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return text[start + len(opening) : position]
    return None


@remembered(4096)  # the rollouts of one prompt share their reference, and most of their answers
def normal(text: str) -> str:
    """The text in the normal form of the second baseline."""
    text = _unboxed(text).replace("\\tfrac", "\\frac").replace("\\dfrac", "\\frac").rstrip(".")
    text = _LEFT_OUT.sub("", _FONT.sub(r"\1", _UNIT.sub("", text)))
    text = _GROUPED.sub("", _NAME.sub("", _WORDS.sub("", text)))
    text = _SHORT_ROOT.sub(r"\\sqrt{\1}", _SHORT_FRACTION.sub(r"\\frac{\1}{\2}", text))
    text = _SLASH.sub(r"\\frac{\1}{\2}", text).replace("\\{", "{").replace("\\}", "}")
    return text.lower()


def _unboxed(text: str) -> str:
    text = text.strip()
    inner = boxed(text)
    return (text if inner is None else inner).strip().strip("$").strip()


def _same_number(a: str, b: str) -> bool:
    x, y = _value(a), _value(b)
    return x is not None and y is not None and abs(x - y) <= TOLERANCE * max(abs(x), abs(y))


def _value(text: str) -> Fraction | None:
    """A decimal, or a fraction of whole numbers; None for all else."""
    if len(text) > MAX_DIGITS:
        return None
    if _NUMBER.fullmatch(text):
        return Fraction(text)
    if (found := _FRACTION.fullmatch(text)) and int(found[3]):
        value = Fraction(int(found[2]), int(found[3]))
        return -value if found[1] == "-" else value
    return None


def _entries(text: str) -> tuple[str, list[str]]:
    """The brackets around a text, and its entries between the commas that no bracket holds."""
    brackets = text[0] + text[-1] if text[0] in "([{" and text[-1] in ")]}" else ""
    inner = text[1:-1] if brackets else text
    parts, depth, start = [], 0, 0
    for position, sign in enumerate(inner):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            parts.append(inner[start:position])
            start = position + 1
    return brackets, [*parts, inner[start:]]
