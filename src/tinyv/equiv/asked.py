"""What the last sentence of a question asks."""

from __future__ import annotations

from tinyv.equiv.canonical import canonical
from tinyv.equiv.vocabulary import CONTRAST
from tinyv.lazy import lazy
from tinyv.remember import remembered

MAX_ASK = 400  # characters of the question's last sentence
_NAMES = lazy(r"(?<!^)\b[A-Z]\w+")


def last_sentence(question: str) -> str:
    """What the question asks: its last sentence with a question mark, or its last sentence."""
    tail = question[-4 * MAX_ASK :].rstrip()
    mark = max(tail.rfind("?"), tail.rfind("？"))
    tail = tail[: mark if mark >= 0 else max(len(tail) - 1, 0)]
    start = max(tail.rfind(stop) for stop in (". ", "? ", "! ", "。", "？", "\n", ".\\"))
    return tail[start + 1 :].strip()[-MAX_ASK:]


@remembered(256)
def ask_words(sentence: str) -> frozenset[str]:
    """The question's words that an answer may repeat without saying more: no names, no alternatives."""
    if not sentence:
        return frozenset()
    names = {word.lower() for word in _NAMES.findall(sentence)}
    words = canonical(sentence)
    near: set[str] = set()
    for at, word in enumerate(words):
        if word in ("or", "and", "/"):
            near.update(words[max(at - 3, 0) : at + 4])
    return frozenset(
        w for w in words if len(w) > 1 and w.isalpha() and w not in CONTRAST and w not in names and w not in near
    )
