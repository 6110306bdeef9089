"""Texts without their layout."""

from functools import lru_cache

from tinyv.lazy import lazy

_LAYOUT = lazy(
    r"\\(?:left|right|displaystyle|limits|,|;|!|:|quad|qquad| )|\\(?=[dt]frac)|(?<=\\)[dt](?=frac)|[\s${}]|\\[()\[\]]"
)


@lru_cache(maxsize=1024)
def bare(text: str) -> str:
    """A text without white space, dollar signs, braces and commands of layout."""
    return _LAYOUT.sub("", text).rstrip(".")
