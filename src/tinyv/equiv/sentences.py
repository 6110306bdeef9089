"""Raw text as one value with words around it, and the part of an explanation that states its conclusion.

Works on characters, not on the tree: of a sentence the parser can only guess which letters are words.
Not covered: values with words inside ("2 to the power of 3"), several values in one sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tinyv.equiv.canonical import unwrap
from tinyv.equiv.statements import is_label
from tinyv.equiv.vocabulary import word_set
from tinyv.expr.nodes import Node, Op, Text
from tinyv.expr.parser import parse
from tinyv.expr.words import STARTERS, number_words
from tinyv.lazy import lazy
from tinyv.remember import remembered

MAX_SENTENCE = 400  # characters
_MAX_UNIT_WORDS = 4

_WORD = lazy(
    r"(?<![\\A-Za-z_^{\d])(?![A-Z]{2,4}\b)[^\W\d_]{2,}(?:[-'’][^\W\d_]+)*(?![\w_^{(])|\b[aA](?= [a-z]{2})|"
    r"[\u4e00-\u9fff]+"
)
_MATH_NAMES = word_set(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp sqrt pi theta alpha beta gamma "
    "lambda infinity max min gcd lcm mod inf"
)  # fmt: skip
_VALUE = lazy(r"[\d\\√π∞]")
_EDGE = " \t\r\n,;:.!。，；：、\"“”'’"
_OPEN_EDGE = lazy(r"^[\s,;:.!。，；：、\"“”'’)]+|[\s,;:!。，；：、\"“”'’(]+$")
_UNIT_END = lazy(r"\s{0,3}[^\s,;:.!?]+")
_PREPOSITION = lazy(r"\bin\Z")  # no inch: "360 in total"
_MARK = lazy(r"\s*[(（]?[\divxIVX①-⑳]{1,3}[)）]\s*")  # of a statement: "only (4)"
_BEFORE = lazy(r",? (?:because|since|due to)\b|[,;] as\b|，?因为")
_CONCLUDES = lazy(
    r"(?:(?:^|[,;.:]\s?|\band )\s?(?:so|thus|hence|therefore|consequently|which (?:gives|means|yields)|"
    r"giving|that gives)\b(?: that\b)?"
    r"|[,;]? ?\\(?:Rightarrow|implies|therefore|Longrightarrow)\b|⇒|⟹|∴"
    r"|[，；。]?(?:所以|因此|故|则|于是|从而))[\s,:，：]*",
    re.IGNORECASE,
)
_RESTATES = lazy(
    r"(?:[,;]|\() ?(?:i\. ?e\.|that is|in other words|namely|or equivalently|equivalently)[,:]? |，即", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """A value and the words around it, in small letters. `label` names the value: "the value of f(3) is 5"."""

    value: Node
    before: str
    after: str
    label: Node | None = None


@remembered(512)
def said(text: str) -> Said | None:
    """The one value of a phrase or a sentence; None where it has no words, no value, or several."""
    if len(text) > MAX_SENTENCE:
        return None
    text = unwrap(text)
    text = text.replace("$", "") if text.count("$") % 2 == 0 and "\\$" not in text else text
    words = _words(text)
    if not words:
        return None
    gaps = _gaps(text, words)
    values = [gap for gap in gaps if _VALUE.search(text, *gap)]
    if not values:
        return _number_phrase(text, words)
    last = values[-1]
    others = [gap for gap in gaps if gap < last and text[slice(*gap)].strip(_EDGE + "()")]
    if len(values) > 2 or len(others) > 1 or any(gap > last and text[slice(*gap)].strip(_EDGE + "()") for gap in gaps):
        return None
    label = parse(text[slice(*others[0])].strip(_EDGE)) if others else None
    if label is not None and not is_label(label):
        return None
    start, end = last
    found = _value(text, start, end)
    if found is None:
        return None
    value, end = found
    return Said(value, _tidy(text[:start]), _tidy(text[end:]), label)


def value_within(text: str) -> tuple[Node, str] | None:
    """The only value of a text (see `unwrap`) with its unit, and the rest of the text."""
    gaps = [gap for gap in _gaps(text, _words(text)) if _VALUE.search(text, *gap)]
    if len(gaps) != 1:
        return None
    start, end = gaps[0]
    found = _value(text, start, end)
    return (found[0], f"{text[:start]} {text[found[1] :]}") if found else None


def _words(text: str) -> list[re.Match[str]]:
    return [
        w
        for w in _WORD.finditer(text)
        if w[0] not in _MATH_NAMES or (w[0] in ("min", "max") and text[w.end() : w.end() + 2] in (" =", ": ", " :"))
    ]


def _gaps(text: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where no word is."""
    stops = [0, *(w.end() for w in words)]
    starts = [*(w.start() for w in words), len(text)]
    return [(a, b) for a, b in zip(stops, starts, strict=True) if a < b]


def _value(text: str, start: int, end: int) -> tuple[Node, int] | None:
    """The value between two places, with the unit that may follow it: the longest reading that is no language."""
    ends = [end]
    while len(ends) <= _MAX_UNIT_WORDS and (word := _UNIT_END.match(text, ends[-1])):
        ends.append(word.end())
    if _MARK.fullmatch(text, start, end):
        return None
    for stop in reversed(ends):
        if stop > end and _PREPOSITION.search(text, start, stop) and _UNIT_END.match(text, stop):
            continue
        node = parse(text[start:stop].strip(_EDGE))
        if not _wordy(node) and (stop == end or _is_quantity(node)):
            return node, stop
    return None


def _is_quantity(node: Node) -> bool:
    if not isinstance(node, Op):
        return False
    return node.head in ("quantity", "percent", "degree") or (
        node.head in ("=", "+", "neg") and _is_quantity(node.args[-1])
    )


def _wordy(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Op) and (node.head == "words" or any(map(_wordy, node.args))))


def _number_phrase(text: str, words: list[re.Match[str]]) -> Said | None:
    """ "the answer is twenty-five": the only number word"""
    spoken = [w[0].lower() for w in words]
    for i, word in enumerate(spoken):
        if word.partition("-")[0] not in STARTERS or word in ("a", "an"):
            continue
        found = number_words(spoken, i)
        if found is None or any(w.partition("-")[0] in STARTERS - {"a", "an"} for w in spoken[found[1] :]):
            return None
        start = words[i].start()
        read = _value(text, start, words[found[1] - 1].end())
        return Said(read[0], _tidy(text[:start]), _tidy(text[read[1] :])) if read else None
    return None


def _tidy(text: str) -> str:
    return _OPEN_EDGE.sub("", text).lower()


def restated(text: str) -> tuple[str, str] | None:
    """Both sides of "i.e."."""
    again = _RESTATES.search(text)
    return (
        (text[: again.start()], text[again.end() :].removesuffix(")").strip(_EDGE)) if again and again.start() else None
    )


def conclusions(text: str) -> list[str]:
    """Parts of an explanation that may be the whole answer: what stands before "because", after the last "so"."""
    found: list[str] = []
    if (reason := _BEFORE.search(text)) and reason.start():
        found.append(text[: reason.start()])
    drawn = list(_CONCLUDES.finditer(text))
    if drawn and drawn[-1].start():
        found.append(text[drawn[-1].end() :])
    return [part.strip(_EDGE) for part in found if part.strip(_EDGE)]
