"""What kind of text a question, a reference or an answer is: a number, a value, the mark of an option, a choice."""

from __future__ import annotations

import re

from tinyv.guard.layout import without_commands
from tinyv.lazy import lazy
from tinyv.remember import remembered

_FRACTION = r"\\[dt]?frac\s*\{?[-\d]+\}?\s*\{?\d+\}?|\d+/\d+|\d*\\sqrt\{?\d+\}?|\d*\\pi|\\[dt]?frac\{\d*\\pi\}\{?\d+\}?"
NUMBER = lazy(
    rf"[-+−$\s\\]*(?:\d+(?:,\d{{3}})*(?:\.\d+)?|{_FRACTION})"
    r"(?:\^?\{?\\circ\}?|\\%)?[\s\\,!.°%$]{0,6}(?:\\text\{[^{}]*\}|(?<=\s)[a-z]{1,8})?[\s$.]*"
)
_VALUE = lazy(
    r"[-+−]?(?:[A-Za-z]\s*=\s*)?[-+−]?(?:\d[\d.,\\!{}]*|\\[dt]?frac\s*\{?[\d\s\\pi]+\}?\{?\d+\}?"
    r"|\d*\\sqrt\{?\d+\}?|\d*\\pi)(?:[\s\\,~]*(?:%|\\%|°|\^\\circ|[a-z]{1,9}|\\text\{[^{}]{1,20}\}|/\d+))?"
)
_NUMERIC = lazy(
    r"(?=.*\d)(?:[\d\s.,;:()\[\]{}$°%/+*^|−-]|\\(?:[dt]?frac|sqrt|pi|left|right|cdot|times|pm|[,;!%\\{}]))+"
)
_FIGURE = lazy(r"\d+")
MARK = lazy(r"(?:\\text|\W)*(?:[A-K]|[iv]{1,3}|\d)\W*")
_MARKED = lazy(r"(?:^|[\s(（])([\divxA-K]{1,4})[.)）:、]")
_CHOOSES = lazy(
    r"\b(?:which|who|whose|larger|greater|smaller|or|name|called|compare|describe|state|definition|term|element)\b"
    r"|哪|谁|أيهما",
    2,
)
_WORD = lazy(r"[^\W\d_]{2,}|\d+")
_DRESS = lazy(r"\\(?:text|mathrm|textbf|boxed|left|right|mathbf|operatorname)\b")
EDGES = " \t\n.,:;!?*_#`\"'。，：；！？、…—-–=()[]{}✓✔✅💯$"


@remembered(8192)
def holds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a question or a reference, which many answers share, holds a pattern."""
    return pattern.search(text) is not None


@remembered(1024)
def is_number(text: str) -> bool:
    """One number, with or without a unit."""
    return NUMBER.fullmatch(text) is not None


@remembered(1024)
def is_value(text: str) -> bool:
    """A number, a named number with a unit, or several numbers: text without a word or an unknown."""
    said = text.strip(" .$")
    return _VALUE.fullmatch(said) is not None or (
        _NUMERIC.fullmatch(said) is not None and len(_FIGURE.findall(said)) <= 3
    )


def is_single(text: str) -> bool:
    """One value: no tuple or list."""
    return _VALUE.fullmatch(text.strip(" .$")) is not None


@remembered(1024)
def marks(question: str) -> frozenset[str]:
    """The marks of a question's options."""
    return frozenset(_MARKED.findall(question))


def is_option(text: str, question: str) -> bool:
    """A letter, or a figure with which the question marks an option."""
    if MARK.fullmatch(text) is None:
        return False
    mark = text.replace("\\text", "").strip(EDGES + "\\")
    return mark.isalpha() or mark in marks(question)


@remembered(512)
def chooses(question: str) -> bool:
    """Whether a question offers or seeks names ("which", "larger or smaller")."""
    return _CHOOSES.search(question) is not None


@remembered(1024)
def words(text: str) -> frozenset[str]:
    """Words and numbers of a text, lower case, without the smallest."""
    return frozenset(_WORD.findall(_DRESS.sub(" ", text).lower())) - _SMALL


def undressed(text: str) -> str:
    """A text without the commands that only set type."""
    return _DRESS.sub(" ", text)


def is_spelled(text: str) -> bool:
    """Whether letters make a word of a text: "several" and "cm", not "x", "B" or "ABC"."""
    return any(not word.isupper() for word in _SPELLED.findall(without_commands(text)))


_SPELLED = lazy(r"[^\W\d_]{2,}|[^\x00-\u024f]{2}")
_SMALL = frozenset(
    [
        *("the", "an", "of", "is", "are", "in", "to", "and", "that", "it", "for", "by", "with", "its"),
        *("question", "problem", "frac", "left", "right", "cdot", "text"),
    ]
)
