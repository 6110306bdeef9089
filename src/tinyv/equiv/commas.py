"""Commas between digits: `153,370,371` is one number, or three where the other side lists three apart."""

from tinyv.equiv.context import Context, Word
from tinyv.lazy import lazy

_GROUPS = lazy(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.]|,\d)")
_APART = lazy(r"\d\W{0,3}?(?:[,;、，；]\s|[;、，；]|,\\|\band\b|\bor\b)\W{0,3}?[-\d]")
_BLANKS = str.maketrans("", "", " \t\n~")


def reread(reference: str, answer: str, ctx: Context) -> Word:
    """The word on two sides that differ as numbers, where one side's commas may stand between entries.

    Whole groups of three digits are entries if the other side lists numbers apart; with a shorter first group nothing
    is sure where the texts are the same but for blanks.
    """
    grouped = [_GROUPS.findall(side) for side in (reference, answer)]
    if bool(grouped[0]) == bool(grouped[1]) or _APART.search(answer if grouped[0] else reference) is None:
        return Word.DIFFERENT
    if any(found.index(",") < 3 for found in grouped[0] or grouped[1]):
        same = reference.translate(_BLANKS) == answer.translate(_BLANKS)
        return Word.OPEN if same else Word.DIFFERENT
    return ctx.compare_texts(_spaced(reference), _spaced(answer))


def _spaced(text: str) -> str:
    return _GROUPS.sub(lambda found: found[0].replace(",", ", "), text)
