"""Texts without their layout; whether they are in words."""

from tinyv.lazy import lazy
from tinyv.remember import remembered

_LAYOUT = lazy(
    r"\\(?:left|right|displaystyle|limits|,|;|!|:|quad|qquad| )|\\(?=[dt]frac)|(?<=\\)[dt](?=frac)|[\s${}]|\\[()\[\]]"
)
_WORDS = lazy(r"[^\W\d_]{3}")
_COMMAND = lazy(r"\\[a-zA-Z]+")


@remembered(4096)
def without_commands(text: str) -> str:
    """A text without the names of LaTeX commands."""
    return _COMMAND.sub("", text)


@remembered(4096)
def in_words(text: str) -> bool:
    """Whether a text holds a word, or any three letters in a row, that is no command."""
    return _WORDS.search(without_commands(text)) is not None


@remembered(1024)
def bare(text: str) -> str:
    """A text without white space, dollar signs, braces and commands of layout."""
    return _LAYOUT.sub("", text).rstrip(".")
