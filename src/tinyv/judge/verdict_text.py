"""From what a language model wrote to a verdict: strictly, for a word found somewhere in a reply is no verdict."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from tinyv.lazy import lazy

LEAST_MASS = 0.1  # of True and False together; below it the model was about to say something else
_MARKS = " \t\r\n\u0120\u2581\u010a"  # white space, and how vocabularies write it: Ġ, ▁, Ċ
_WORDS = {"true": True, "false": False}

# The whole of a reply or of a line: True, "True.", **True**, \boxed{True}, \boxed{\text{True}}, Answer: True
_VERDICT = lazy(
    r"""[\s*_`"']* (?:(?:final\s+)?answer\s*:[\s*_`"']*)?
    (?:\$?\\boxed\{\s*(?:\\text\{\s*)?(?P<boxed>true|false)\s*\}{1,2}\$?|(?P<bare>true|false))
    [\s*_`"']*\.?[\s*_`"']*""",
    re.IGNORECASE | re.VERBOSE,
)
_ANSWER = lazy(r"^[ \t*_`#]*(?:final[ \t]+)?answer[ \t]*:", re.IGNORECASE | re.MULTILINE)
_WORD = lazy(r"\b(?:true|false)\b", re.IGNORECASE)


def word(token: str) -> bool | None:
    """The verdict a token stands for, in any case and with or without a space; None for other tokens."""
    return _WORDS.get(token.strip(_MARKS).casefold())


def chance(tops: Iterable[tuple[str, float]], least_mass: float = LEAST_MASS) -> float | None:
    """p(True) / (p(True) + p(False)) from the likeliest tokens at one place and their natural log-probabilities.

    A side that is not among them counts as its bound, the least likely token shown, where that lowers the result.
    None where both together have less than `least_mass`.
    """
    mass = {True: 0.0, False: 0.0}
    least = 1.0
    for token, logprob in tops:
        if not logprob <= 0.01:  # rounding may lift it over 0; nan is nothing
            continue
        probability = math.exp(min(logprob, 0.0))
        least = min(least, probability)
        if (said := word(token)) is not None:
            mass[said] += probability
    total = mass[True] + mass[False]
    if total <= 0 or total < least_mass:
        return None
    wrong = mass[False] or min(least, max(0.0, 1 - mass[True]))
    return mass[True] / (mass[True] + wrong) if mass[True] else 0.0


def verdict(reply: str, reasons: bool = False) -> bool | None:
    """The verdict of a whole reply, None where it states none plainly.

    Thinking up to the last `</think>` is passed over; thinking that never ends leaves no verdict. Of a model that
    reasons the last `Answer:` line counts as well, if nothing behind it says True or False once more.
    """
    _, closed, rest = reply.rpartition("</think>")
    if "<think>" in rest:
        return None
    if (said := _whole(rest)) is not None or not (reasons or closed):
        return said
    lines = list(_ANSWER.finditer(rest))
    if not lines:
        return None
    head, _, tail = rest[lines[-1].end() :].lstrip(" \t*_`").lstrip("\n").partition("\n")
    return None if _WORD.search(tail) else _whole(head)


def _whole(text: str) -> bool | None:
    match = _VERDICT.fullmatch(text)
    return None if match is None else _WORDS[(match["boxed"] or match["bare"]).casefold()]
