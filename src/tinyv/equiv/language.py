"""Language around a value: "the price is 5 dollars", "12 apples"; and equal operations on equal parts."""

from __future__ import annotations

import re

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numbers import is_number
from tinyv.equiv.quantities import quantity
from tinyv.equiv.canonical import canonical
from tinyv.equiv.wording import COPULA, FILLER, MEASURE_WORDS, changes
from tinyv.expr.nodes import Node, Op, Text

_STRUCTURAL = {
    "call", "sum", "prod", "int", "lim", "cong", "mod", "subset", "cases", "row", "bar", "sub", "~", "->", "parallel", "perp", "in", "=",
    "where", "det", "+", "*", "/", "^", "neg", "root", "minus", "union", "inter", "builder", "compose", "words", "[)", "(]", "[]",
    "<", "<=", ">", ">=", "chain", "abs", "binom", "!", "quantity", "!=",
}  # fmt: skip
_COMMUTE = {"+", "*", "union", "inter"}
_WORD = re.compile(r"[^\W\d_]+")


def structure(a: Node, b: Node, ctx: Context) -> Word | None:
    """The same operation on equal parts; commutative ones in any order. Never a proof of difference."""
    if not (isinstance(a, Op) and isinstance(b, Op)) or a.head != b.head or a.head not in _STRUCTURAL or len(a.args) != len(b.args):
        return None
    if a.head in _COMMUTE:
        rest = list(b.args)
        for x in a.args:
            at = next((i for i, y in enumerate(rest) if ctx.same(x, y)), -1)
            if at < 0:
                return None
            del rest[at]
        return Word.EQUAL
    return Word.EQUAL if all(ctx.same(x, y) for x, y in zip(a.args, b.args, strict=True)) else None


def language(a: Node, b: Node, ctx: Context) -> Word | None:
    """A sentence that says one value against that value."""
    x, y = _said(a, ctx), _said(b, ctx)
    if x is None and y is None:
        return None
    p, q = (x[0] if x else a), (y[0] if y else b)
    word = ctx.compare(p, q)
    if word is Word.EQUAL and x and y and x[1] and y[1] and x[1] != y[1]:
        return Word.OPEN  # 12 zebras, 12 giraffes
    if word is Word.EQUAL or (word is Word.DIFFERENT and _is_value(p) and _is_value(q)):
        return word
    return Word.OPEN


def _is_value(node: Node) -> bool:
    return is_number(node) or quantity(node) is not None


def _said(node: Node, ctx: Context) -> tuple[Node, frozenset[str]] | None:
    """The one value of a phrase whose words change nothing about it, and its words that are no filler."""
    if not isinstance(node, Op) or node.head != "words":
        return None
    values = [piece for piece in node.args if not isinstance(piece, Text)]
    if len(values) != 1 or not (_is_value(values[0]) or (isinstance(values[0], Op) and values[0].head in ("=", "ratio"))):
        return None
    at = node.args.index(values[0])
    before = " ".join(piece.text for piece in node.args[:at] if isinstance(piece, Text)).lower()
    after = " ".join(piece.text for piece in node.args[at + 1 :] if isinstance(piece, Text)).lower()
    if changes(before) or changes(after) or "?" in before + after or len(before) > 120 or len(after) > 60:
        return None
    if before and not COPULA.search(before) and not _known(before, ctx):
        return None
    if after and not (_counts(after, ctx) if quantity(values[0]) is None else _known(after, ctx)):
        return None
    return values[0], frozenset(canonical(before + " " + after)) - FILLER


def _counts(after: str, ctx: Context) -> bool:
    """Do the words after a number name what the question counts?"""
    counted = ctx.question.counted
    words = _WORD.findall(after)
    if counted and words:
        noun = words[0] if len(words) == 1 else words[-1]
        return all(_in(w, ctx.question.words) for w in words if w not in FILLER) and (_in(noun, counted) or any(_in(w, counted) for w in words))
    return _known(after, ctx)


def _in(word: str, words: frozenset[str]) -> bool:
    return word in words or word + "s" in words or word.rstrip("s") in words or (word.endswith("ies") and word[:-3] + "y" in words)


def _known(text: str, ctx: Context) -> bool:
    """Every word is filler or the question's; without a question one short noun may follow."""
    words = _WORD.findall(text)
    if not ctx.question.text:
        return len(words) <= 2
    return all(w in FILLER or w in MEASURE_WORDS or _in(w, ctx.question.words) for w in words)
