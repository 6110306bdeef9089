"""Normal forms of texts: which two questions or answers are one, and which questions a benchmark has in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from tinyv.lazy import lazy

GRAM = 8  # words in a row; shorter runs are the common speech of mathematics
OVERLAP = 0.5  # of a question's runs; below it two questions share phrases and no more

_LAYOUT = lazy(r"\\[,;:!\s]|\\(?:left|right|displaystyle|quad|qquad)(?![A-Za-z])|\$|\*\*|\s+")
_ROOM = lazy(r"(?<!\w)\s+|\s+(?!\w)")
_WORD = lazy(r"[^\W\d_]+|\d+|[^\w\s]")
_HAN = lazy("([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")


def normal_answer(text: str) -> str:
    """An answer without its layout: two answers that agree here teach a judge the same."""
    plain = _LAYOUT.sub(" ", unicodedata.normalize("NFKC", text))
    return " ".join(_ROOM.sub("", plain).split()).rstrip(".。")  # 1 1/4 is not 11/4


def normal_question(text: str) -> str:
    """A question's words, lower case, without punctuation or markup."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Words and numbers in order; each Chinese, Japanese and Korean sign is a word, for these have no spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    found = _WORD.findall(_HAN.sub(r" \1 ", _LAYOUT.sub(" ", folded)))
    return [word for word in found if word.isalnum() or word in "+-=<>/^"]


class Benchmark:
    """The questions that training must not see, as runs of `GRAM` words; short ones as a whole."""

    def __init__(self, questions: Iterable[str]) -> None:
        self._grams: set[tuple[str, ...]] = set()
        self._short: set[tuple[str, ...]] = set()
        self.size = 0
        for question in questions:
            self.size += 1
            grams = _grams(question)
            (self._grams if len(grams[0]) == GRAM else self._short).update(grams)

    def holds(self, question: str) -> bool:
        """Whether the question, or half of its runs of words, is in the benchmark. Paraphrases are not found."""
        grams = _grams(question)
        if len(grams[0]) < GRAM:
            return grams[0] in self._short
        return sum(gram in self._grams for gram in grams) >= OVERLAP * len(grams)


def _grams(question: str) -> list[tuple[str, ...]]:
    found = words(question)
    return [tuple(found[i : i + GRAM]) for i in range(max(1, len(found) - GRAM + 1))]
