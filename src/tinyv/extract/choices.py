"""Letters of multiple-choice options, alone or with the option's text."""

import re

from tinyv.lazy import lazy

_LETTER = lazy(
    r"(?:(?:the )?(?:option|choice|answer|选项|选|選)s?\s{0,2}[:：]?\s{0,2})?"
    r"(?:\\(?:text|textbf|mathrm|mathbf|textrm)\{\s?)?([(（\[]?)\s?([A-H])(?![A-Za-z])\s?([)）\]]?)\s?([.:：、．,]?)\s?\}?"
    r"(?:\\?[ ,~]|\\quad)?\s{0,3}([.:：、．)]?)\s{0,3}",
    re.IGNORECASE,
)
_FIRST = frozenset("ABCDEFGHabcdefgh(（[\\oOtT选選")
_OPTIONS = lazy(r"(?:^|[\s(（*{$])B\s?[).:：、．）]")
_MARKS = tuple(".:：、．)")
_LISTED = lazy(r"\([A-Ha-h]\)")


def as_choice(answer: str, question: str, following: str) -> str | None:
    """An option's letter as `B`, with the option's text as `(B) text`; None if the answer is no choice.

    following: what comes after the answer, for "The answer is B. the cat" (used if the question has that text).
    A letter with a point and text ("B. the cat") is a choice only where the question has options.
    """
    if answer[:1] not in _FIRST:
        return None
    hit = _LETTER.match(answer)
    if hit is None:
        return None
    opening, letter, closing, mark, late = hit.groups()
    text = answer[hit.end() :].strip()
    if not text:
        if not (letter.isupper() or (opening and closing)):
            return None
        option = following[2:].strip(" *") if following[:2] == ". " else ""
        known = option and option.casefold() in question.casefold()
        return f"({letter}) {option}" if known else letter
    if not letter.isupper() or mark == ",":
        return None
    if opening and closing:  # "(B) 5", but not "(B), because ..." or "(A)(B)"
        fits = (text[0].isalnum() or text[0] in "$\\-−√(") and not _LISTED.match(text)
    else:
        fits = (bool(closing) or mark in _MARKS or late in _MARKS) and _OPTIONS.search(question) is not None
    return f"({letter}) {text}" if fits else None
