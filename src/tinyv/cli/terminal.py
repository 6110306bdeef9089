"""Plain tables and colours for terminals. What a model wrote is made harmless before it is shown."""

import os
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO

BOLD, DIM, RED, GREEN, YELLOW = "1", "2", "31", "32", "33"
LABEL_COLOURS = {"correct": GREEN, "wrong": RED, "undecided": YELLOW}


class Screen:
    """Where text goes: its width in columns, and colour if it is a terminal and NO_COLOR is not set."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        self._colours = self.is_terminal and not os.environ.get("NO_COLOR")
        self.width = min(shutil.get_terminal_size((100, 24)).columns, 140)

    def paint(self, text: str, colour: str) -> str:
        """The text in an ANSI colour; unchanged where there are none."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colours else text

    def line(self, text: str = "") -> None:
        """One line; signs that the stream's encoding lacks are shown as escapes."""
        encoding = self.stream.encoding or "utf-8"
        self.stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def visible(text: str) -> str:
    """The text with every control and unprintable sign as an escape: a rollout cannot move the cursor."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese, Japanese and Korean signs take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def shorten(text: str, width: int) -> str:
    """The text made visible on one line, cut with an ellipsis to at most `width` columns."""
    text = visible(" ".join(text[: 8 * width].split()))
    if columns_of(text) <= width:
        return text
    while columns_of(text) > width - 1:
        text = text[:-1]
    return text + "…"


def table(rows: Iterable[Sequence[str]], right: Sequence[bool], gap: int = 2) -> list[str]:
    """Lines with the cells under one another; `right` says which columns are set flush right."""
    cells = [list(row) for row in rows]
    widths = [max(map(columns_of, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        pads = [" " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True)]
        parts = [pad + cell if flush else cell + pad for cell, pad, flush in zip(row, pads, right, strict=True)]
        lines.append((" " * gap).join(parts).rstrip())
    return lines
