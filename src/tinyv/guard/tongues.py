"""Tables of words in many languages, of which a text in ASCII meets only those that ASCII can write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from tinyv.lazy import lazy

_TOKEN = lazy(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!])|[()|]|.", re.DOTALL)
_KEPT = ("(?!", "(?<=", "(?<!")  # pruned, these would hold where they did not


def in_ascii(pattern: str) -> str:
    """A pattern without the alternatives, at any depth, that only text outside of ASCII can match."""
    tokens = _TOKEN.findall(pattern)
    pruned, _ = _pruned(tokens, 0)
    return pruned


def _pruned(tokens: list[str], at: int) -> tuple[str, int]:
    """The alternatives from a token on that ASCII can match, and where their group ends."""
    kept: list[str] = []
    said, possible = "", True
    while at < len(tokens) and tokens[at] != ")":
        token = tokens[at]
        if token == "|":
            kept += [said] * possible
            said, possible = "", True
        elif token[0] == "(":
            inner, end = _pruned(tokens, at + 1)
            said += token + ("".join(tokens[at + 1 : end]) if token in _KEPT else inner) + ")"
            at = end
        else:
            said += token
            optional = at + 1 < len(tokens) and tokens[at + 1] in ("?", "*", "{")
            possible = possible and (token.isascii() or optional or token[0] == "[")
        at += 1
    kept += [said] * possible
    return "|".join(kept) if kept else "(?!)", at


_LETTER = lazy(r"(\\.)|([A-Z]+)", re.DOTALL)


def lowered(pattern: str) -> str:
    """A pattern for text in lower case: its letters lowered, its escapes as they are."""
    return _LETTER.sub(lambda found: found[1] or found[2].lower(), pattern)


class _Tongues:
    """A pattern behind a quick one that fails where it would: on text in lower case, which `re` searches many times
    faster than it ignores case, and without what ASCII cannot hold."""

    def __init__(self, pattern: str, flags: int, before: str) -> None:
        quick = lowered(pattern) if flags & re.IGNORECASE else pattern
        rest = flags & ~re.IGNORECASE
        self._full = lazy(f"{before}(?:{pattern})", flags)
        self._quick = lazy(f"{before}(?:{quick})", rest)
        self._ascii = lazy(f"{before}(?:{in_ascii(quick)})", rest)

    def _fails(self, method: str, text: str) -> bool:
        return getattr(self._ascii if text.isascii() else self._quick, method)(text.lower()) is None

    def search(self, text: str) -> re.Match[str] | None:
        return None if self._fails("search", text) else self._full.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        return None if self._fails("match", text) else self._full.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return None if self._fails("fullmatch", text) else self._full.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return iter(()) if self._fails("search", text) else self._full.finditer(text)

    def sub(self, new: Callable[[re.Match[str]], str], text: str) -> str:
        return text if self._fails("search", text) else self._full.sub(new, text)

    def split(self, text: str) -> list[str]:
        return [text] if self._fails("search", text) else self._full.split(text)


def tongues(pattern: str, flags: int = 0, *, before: str = "") -> re.Pattern[str]:
    """`lazy` for a table of words; before: what stands before every alternative."""
    return cast("re.Pattern[str]", _Tongues(pattern, flags, before))
