"""Rules on the raw texts: the same characters, choices, times, dates, yes and no, words."""

from __future__ import annotations

from tinyv.equiv.choice import compare_choice
from tinyv.equiv.context import Context, Word
from tinyv.equiv.text import compare_text, truth
from tinyv.expr import temporal
from tinyv.expr.nodes import Node, Op, Text
from tinyv.expr.parser import parse

_WORDS = {True: Word.EQUAL, False: Word.DIFFERENT}


def same_text(a: str, b: str, ctx: Context) -> Word | None:
    return Word.EQUAL if a and (a == b or a.split() == b.split()) and any(map(str.isalnum, a)) else None


def choice(a: str, b: str, ctx: Context) -> Word | None:
    def equal(x: str, y: str) -> bool | None:
        word = ctx.compare(parse(x), parse(y))
        return None if word is Word.OPEN else word is Word.EQUAL

    verdict = compare_choice(a, b, ctx.question.text, equal)
    return None if verdict is None else _WORDS[verdict]


def time(a: str, b: str, ctx: Context) -> Word | None:
    x = temporal.read_time(a)
    y = temporal.read_time(b) if x else None
    if x is None or y is None:
        return None
    same = temporal.same_time(x, y)
    return None if same is None else _WORDS[same]


def date(a: str, b: str, ctx: Context) -> Word | None:
    x = temporal.read_date(a)
    y = temporal.read_date(b) if x else None
    if x is None or y is None:
        return None
    same = temporal.same_date(x, y)
    return None if same is None else _WORDS[same]


def yes_no(a: str, b: str, ctx: Context) -> Word | None:
    x = truth(a)
    y = truth(b) if x is not None else None
    if x is None or y is None:
        return None
    return Word.EQUAL if x == y else Word.DIFFERENT


def text(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two texts, or a text inside a collection."""
    x, y = _plain(a), _plain(b)
    if not x or not y:
        return None
    verdict = compare_text(x, y, ctx.question.text)
    return None if verdict is None else _WORDS[verdict]


def _plain(node: Node) -> str:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Op) and node.head in ("words", "list", "and", "or", "where"):
        return " ".join(_plain(arg) for arg in node.args) if all(_plain(arg) for arg in node.args) else ""
    return ""
