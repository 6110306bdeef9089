"""Why a word that the trees give may not stand: what a text says beside its values. Each doubt opens the question."""

from __future__ import annotations

import re
from itertools import permutations

from tinyv.equiv.context import Context
from tinyv.expr.parser import parse
from tinyv.lazy import lazy

_SURE_OF_PROSE = ("language", "text")  # these rules have read the words
_HAN = lazy("[\u4e00-\u9fff]")
_PROSE = lazy(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_EXPLAINS = lazy(
    r"\b(?:so|namely|hence|thus|therefore|because|since|i\.e|that is|rounded|rounds?|which is)\b|即|所以|因此|故|因为",
    re.IGNORECASE,
)
_POWER_OF_CALL = lazy(r"\\?(?:ln|log|sin|cos|tan)\s*(?:\\left)?\([^()]*(?:\\right)?\)\s*\^")
_EXCEPT = lazy(r"\b(?:except|exclud\w+|but not|other than|without|apart from|unless)\b|除", re.IGNORECASE)
_LABELLED_RATIO = lazy(r"^\W*((?:\\?\w+\s*:\s*)+\\?\w+)\s*=")
_LAYOUT = str.maketrans("", "", "{}$\\ ")


def may_be_equal(reference: str, answer: str, ctx: Context) -> bool:
    """Values that differ are no proof where other answers are right, where they stand in prose or before "so",
    where `ln(x)^2` may be meant as `ln(x^2)`, or where "10!" may be glad."""
    return (
        (ctx.rule not in _SURE_OF_PROSE and (_is_prose(reference) or _is_prose(answer)))
        or ctx.question.open_ended
        or bool(_EXPLAINS.search(answer))
        or bool(_POWER_OF_CALL.search(answer) or _POWER_OF_CALL.search(reference))
        or _exclaims(reference, answer, ctx)
    )


def is_turned(reference: str, answer: str, ctx: Context) -> bool:
    """The answer gives its values in another order than they are asked for: "from the base to the apex", c : b : a."""
    if ctx.question.turned(answer) and not ctx.question.turned(reference):
        return True
    label = _LABELLED_RATIO.match(answer)
    if label is None or not ctx.question.text:
        return False
    names = label[1].translate(_LAYOUT).split(":")
    asked = ctx.question.text.translate(_LAYOUT)
    return ":".join(names) not in asked and any(":".join(other) in asked for other in permutations(names[:4]))


def excepts(answer: str) -> bool:
    """ "All reals up to 1, with 0 excluded": what is said after a value takes some of it back."""
    return bool(_EXCEPT.search(answer))


def _is_prose(text: str) -> bool:
    """Three words or more: what a sentence says may differ from what its numbers say."""
    return len(_PROSE.findall(text)) >= 3 or (not text.isascii() and len(_HAN.findall(text)) >= 6)


def _exclaims(reference: str, answer: str, ctx: Context) -> bool:
    """ "It is 10!" may be glad rather than a factorial."""
    if not answer.endswith("!") or "!" in reference:
        return False
    return ctx.same(parse(reference), parse(answer.rstrip("!")))
