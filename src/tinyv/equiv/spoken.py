"""Rules on the raw texts: the same characters, choices, times, dates, yes and no, numerals, words."""

from __future__ import annotations

import re

from tinyv.equiv.canonical import canonical, plain_words
from tinyv.equiv.choice import compare_choice
from tinyv.equiv.context import Context, Word
from tinyv.equiv.text import compare_text
from tinyv.equiv.truth import truth
from tinyv.equiv.vocabulary import word_set
from tinyv.expr import temporal
from tinyv.expr.nodes import Node, Num, Op, Text
from tinyv.expr.parser import parse
from tinyv.expr.words import chinese_number
from tinyv.lazy import lazy

_WORDS = {True: Word.EQUAL, False: Word.DIFFERENT}


def same_text(a: str, b: str, ctx: Context) -> Word | None:
    """The same characters, layout aside: white space that separates nothing, \\left, \\, and \\dfrac."""
    if not a or not any(map(str.isalnum, a)):
        return None
    alike = a == b or ((a[0] == b[0] or "\\" in a or "\\" in b) and _laid_out(a) == _laid_out(b))
    return Word.EQUAL if alike else None


# a space between two digits (3 1/2), two letters, a letter and a digit (x 2) separates, and so may one in 1, 234
_LAYOUT = lazy(
    r"\\(?:left|right)(?![A-Za-z])|\\[,;!:]|\s+(?![0-9A-Za-z,])|(?<![0-9A-Za-z,])\s+|(?<=,)\s+(?!\d{3}(?!\d))"
    r"|(?<=[0-9])\s+(?=[A-Za-z])|(?<=\\)[dt](?=frac)"
)


def _laid_out(text: str) -> str:
    return _LAYOUT.sub("", text)


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
    if _NUMERIC_DATE.fullmatch(a) and _NUMERIC_DATE.fullmatch(b):
        return None
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
    if x != y:
        return Word.DIFFERENT
    return Word.EQUAL if _is_bare(a) or (not _is_bare(b) and canonical(a) == canonical(b)) else Word.OPEN


def _is_bare(reference: str) -> bool:
    """The reference says yes or no and nothing that an answer could miss: "Yes, it can." """
    return all(word in _ANSWER_WORDS for word in re.findall(r"[^\W_]+", plain_words(reference).lower()))


_ANSWER_WORDS = word_set(
    "yes no true false correct incorrect right wrong it he she they is are can could does do did will would "
    "was not cannot t possible impossible so that this there the statement text "
    "是 否 对 错 能 不能 可以 不可以 正确 错误"
)


_COMMA = lazy(r"(?<![\d,.])(\d+),(\d{1,2}|\d{4,})(?![\d,.])|(?<![\d,.])(0),(\d{3})(?![\d,.])")
_NUMERIC_DATE = lazy(r"\s*\d+\s*[/.]\s*\d+\s*")


def decimal_comma(a: str, b: str, ctx: Context) -> Word | None:
    """12,5 is 12.5 where the other side is that one number, and 0,5; 1,25 is 0.5; 1.25."""
    x, y = _pointed(a), _pointed(b)
    if (x == a) == (y == b):
        return None
    return Word.EQUAL if ctx.compare_texts(x, y) is Word.EQUAL else None


def _pointed(text: str) -> str:
    """Decimal commas as points, where all commas of the text may be such and what they part is told apart."""
    count = text.count(",")
    if not count or any(bracket in text for bracket in "([{"):
        return text
    found = len(_COMMA.findall(text))
    return _COMMA.sub(r"\1\3.\2\4", text) if found == count and (count == 1 or ";" in text) else text


def text(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two texts: the whole answers where either holds words, or items of collections."""
    if ctx.depth == 1 and (has_words(a) or has_words(b)):
        x, y = ctx.texts
    elif isinstance(a, Text) and isinstance(b, Text):
        x, y = a.text, b.text
    else:
        return None
    verdict = compare_text(x, y, ctx.question.text)
    return None if verdict is None else _WORDS[verdict]


def has_words(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Op) and any(map(has_words, node.args)))


_PART = lazy(r"[(（]\s?([1-9])\s?[)）]\s*")
_POINTS = lazy(r"(?:[(（]\s?\d{1,2}\s?[)）][\s、，,;；$]*){2,}")
_POINT = lazy(r"\d{1,2}")
_POINTED_AT = lazy(
    r"(?:\b(?:only|and|are|is|the|both|statements?|propositions?|items?|true|false|correct|incorrect|numbers?)\b"
    r"|[和与及、，,;；()（）$\s]|正确|错误|命题|\d{1,2})+",
    re.I,
)


def numbered(a: str, b: str, ctx: Context) -> Word | None:
    """(2)(4) is "4 and 2": numbers of statements. And "(1) x; (2) y" is "x and y": numbers of parts."""
    if _POINTS.fullmatch(a) or _POINTS.fullmatch(b):
        listing, other = (a, b) if _POINTS.fullmatch(a) else (b, a)
        if not _POINTED_AT.fullmatch(other):
            return None
        first, second = (sorted(_POINT.findall(text)) for text in (listing, other))
        return Word.EQUAL if first == second else Word.DIFFERENT if len(second) > 1 else None
    x, y = _unparted(a), _unparted(b)
    if (x == a) == (y == b):
        return None
    word = ctx.compare_texts(x, y)
    return Word.EQUAL if word is Word.EQUAL else Word.OPEN if word is Word.DIFFERENT else None


def _unparted(text: str) -> str:
    """The text without (1), (2), ... before its parts, if it has them all in order."""
    found = _PART.findall(text)
    at_start = _PART.match(text.lstrip("$ ")) is not None
    return (
        _PART.sub("", text)
        if at_start and len(found) > 1 and found == [str(n + 1) for n in range(len(found))]
        else text
    )


_CIRCLED = lazy(r"[①-⑳][\s、，,和与及;；$①-⑳]*")
_CIRCLE = lazy(r"[①-⑳]")


def numeral(a: str, b: str, ctx: Context) -> Word | None:
    """Chinese numerals (二分之一 is 1/2) and marks of statements in any order (①③ is ③①)."""
    if a.isascii() and b.isascii():
        return None
    if _CIRCLED.fullmatch(a) and _CIRCLED.fullmatch(b):
        return Word.EQUAL if sorted(_CIRCLE.findall(a)) == sorted(_CIRCLE.findall(b)) else None
    x, y = chinese_number(a), chinese_number(b)
    if (x is None) == (y is None):
        return None if x is None or x != y else Word.EQUAL
    return ctx.compare(parse(a) if x is None else Num(x), parse(b) if y is None else Num(y))
