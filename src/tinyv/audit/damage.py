"""Signs that a reference is damaged: graded against itself, looked at, and contradicted by the rollouts.

Suspicions, not proofs: each row is for a person to look at. Not covered: a reference that is whole and wrong, where
rollouts do not agree on another answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Text
from tinyv.expr.parser import parse
from tinyv.extract import clean
from tinyv.lazy import lazy
from tinyv.types import Label
from tinyv.verifier import Verifier

MIN_ROLLOUTS = 4  # of a prompt, before what they agree on says anything of its reference
MAJORITY = 0.75  # of all its rollouts that give one and the same other answer

_BRACKETS = lazy(r"\\(?:left|right)\s*[.<>|]|\\[lr]angle")
_LISTED = lazy(r"(?:^|[\s,;])\(?[a-zA-Z0-9]{1,3}\)")  # a) first, b) second
_LOST = lazy(r"[\x07\x08\x0b\x0c\x1b]|\t(?=ext|imes|an|heta|o\b|frac)|\n(?=eq|u\b|abla)|\r(?=ight|ho|angle)")
_TORN = lazy(r"[^.]\.\.$|[^<>=](?:[=^_,({<]|\\(?:frac|sqrt|text|cdot|times)?)$|\ufffd|^[)}]")
_ELSEWHERE = lazy(
    r"https?://|\bsee (?:the )?(?:figure|solution|above|below)|\[asy\]|!\[|<img|\bproof\b|证明|略$", re.IGNORECASE
)
_MATHS = lazy(r"\\(?:frac|sqrt|d?frac|cdot)|\d\s*[=+*/^]\s*\d")


def _empty(reference: str) -> bool:
    return not clean(reference)


def _open(reference: str) -> bool:
    """Braces that do not match, brackets that are not as many on both sides, an odd number of dollars."""
    text = _BRACKETS.sub("", reference.replace("\\\\", " "))
    braces = text.replace("\\{", "").replace("\\}", "")
    if braces.count("{") != braces.count("}") or (text.replace("\\$", "").count("$") % 2 and text.count("$") > 1):
        return True
    opened, closed = (sum(map(text.count, signs)) for signs in ("([", ")]"))
    listed = bool(_LISTED.search(text)) or text[:1] == "]" or text[-1:] == "["
    return opened != closed and not listed


def _lost(reference: str) -> bool:
    r"""`\text` read as a tab and `ext`, `\frac` as a form feed and `rac`: written without care for escapes."""
    return _LOST.search(reference) is not None


def _torn(reference: str) -> bool:
    return _TORN.search(reference.strip().strip("$").strip()) is not None


def _elsewhere(reference: str) -> bool:
    return _ELSEWHERE.search(reference) is not None


def _unread(reference: str) -> bool:
    """Mathematics that the parser takes for words, or does not read to its end."""
    text = clean(reference)
    try:
        return isinstance(parse(text), Text) and _MATHS.search(text) is not None
    except OverBudget:
        return True


SIGNS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("empty", _empty),
    ("a backslash was lost", _lost),
    ("brackets do not match", _open),
    ("cut off or mistyped", _torn),
    ("answer is elsewhere", _elsewhere),
    ("the parser takes it for words", _unread),
)
REFUSED = "not accepted against itself"
CONTRADICTED = "rollouts agree on another answer"


def reference_problem(question: str, reference: str, verifier: Verifier) -> str:
    """The first sign of damage that a reference shows by itself; "" if it shows none. `verifier` should be rules alone:
    what a reference says of itself needs no judge."""
    if sign := next((name for name, test in SIGNS if test(reference)), ""):
        return sign
    verdict = verifier.verify(question, reference, f"\\boxed{{{reference}}}")
    return "" if verdict.label is Label.CORRECT else REFUSED
