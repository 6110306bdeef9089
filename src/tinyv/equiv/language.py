"""Language around a value: "the price is 5 dollars", "12 apples"; and equal operations on equal parts."""

from __future__ import annotations

import re

from tinyv.equiv.canonical import canonical
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numbers import is_number
from tinyv.equiv.numeric import shown
from tinyv.equiv.quantities import quantity
from tinyv.equiv.sentences import Said, conclusions, said
from tinyv.equiv.wording import ABOUT, COPULA, FILLER, MEASURE_WORDS, MEASURES, SOLE, changing
from tinyv.expr.nodes import Node, Op, Text
from tinyv.expr.parser import parse

MAX_EXPLANATION = 600  # characters of a text in which a conclusion is sought

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
    """Parts of a collection with words around their values. Whole answers are read as `sentence` reads them."""
    if ctx.depth == 1:
        return None
    x, y = _harmless(_pieces(a), ctx), _harmless(_pieces(b), ctx)
    return None if x is None and y is None else _compare(x, y, a, b, ctx)


def sentence(a: str, b: str, ctx: Context) -> Word | None:
    """A sentence that says one value against that value."""
    x, y = _harmless(said(a), ctx), _harmless(said(b), ctx)
    return None if x is None and y is None else _compare(x, y, parse(a), parse(b), ctx)


def conclusion(a: str, b: str, ctx: Context) -> Word | None:
    """ "cos C = 1/2, hence C = 60 degrees": the conclusion is the answer. Never a proof of difference."""
    for text, other in ((a, b), (b, a)):
        for part in conclusions(text) if len(text) <= MAX_EXPLANATION else ():
            ctx.texts = (part, other) if text is a else (other, part)
            if ctx.same(*map(parse, ctx.texts)) or sentence(*ctx.texts, ctx) is Word.EQUAL:
                return Word.EQUAL
    return None


def _compare(x: Said | None, y: Said | None, a: Node, b: Node, ctx: Context) -> Word:
    if (x is None and _wordy(a)) or (y is None and _wordy(b)):
        return Word.OPEN
    p, q = (x.value if x else a), (y.value if y else b)
    word = ctx.compare(p, q)
    if word is Word.EQUAL and x and y and _nouns(x) and _nouns(y) and _nouns(x) != _nouns(y):
        return Word.OPEN  # 12 zebras, 12 giraffes
    if word is Word.EQUAL or (word is Word.DIFFERENT and _is_value(p) and _is_value(q)):
        return word
    return Word.OPEN


def _is_value(node: Node) -> bool:
    return is_number(node) or quantity(node) is not None


def _wordy(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Op) and node.head == "words")


def _nouns(said: Said) -> frozenset[str]:
    return frozenset(canonical(f"{said.before} {said.after}")) - FILLER


def _harmless(found: Said | None, ctx: Context) -> Said | None:
    """A phrase whose words change nothing about its value."""
    if found is None or len(found.before) > 120 or len(found.after) > 80 or "?" in found.before + found.after:
        return None
    asked = ctx.question.words
    before, after = found.before, found.after
    if (about := ABOUT.search(before)) is not None:
        if not (ctx.question.rounding or shown(_number(found.value))):
            return None
        before = before[: about.start()].rstrip()
    if changing(before, asked) or changing(after, asked):
        return None
    if found.label is not None and not COPULA.search(before):
        return None
    measured = quantity(found.value) is not None
    if not _is_value(found.value) and not (isinstance(found.value, Op) and found.value.head in ("=", "ratio")):
        return found if all(w in SOLE for w in _WORD.findall(f"{before} {after}")) else None
    if before and not COPULA.search(before) and not _known(before, ctx):
        return None
    if after and not (_known(after, ctx) if measured else _counts(after, ctx)):
        return None
    return found


def _number(node: Node) -> Node:
    while isinstance(node, Op) and node.head in ("quantity", "percent", "degree", "="):
        node = node.args[-1] if node.head == "=" else node.args[0]
    return node


def _pieces(node: Node) -> Said | None:
    """The one value of a part of a collection, which has no text of its own."""
    if not isinstance(node, Op) or node.head != "words":
        return None
    values = [piece for piece in node.args if not isinstance(piece, Text)]
    if len(values) != 1:
        return None
    at = node.args.index(values[0])
    before = " ".join(piece.text for piece in node.args[:at] if isinstance(piece, Text)).lower()
    after = " ".join(piece.text for piece in node.args[at + 1 :] if isinstance(piece, Text)).lower()
    return Said(values[0], before, after)


def _counts(after: str, ctx: Context) -> bool:
    """Do the words after a number name what the question counts?"""
    counted = ctx.question.counted
    words = _WORD.findall(after)
    if not counted or not words or all(w in SOLE or w in MEASURES for w in words):
        return _known(after, ctx)
    known = all(_in(w, ctx.question.words) or w in MEASURES for w in words if w not in FILLER)
    return known and (_in(words[0], counted) or _in(words[-1], counted) or any(_in(w, counted) for w in words))


def _in(word: str, words: frozenset[str]) -> bool:
    return word in words or word + "s" in words or word.rstrip("s") in words or (word.endswith("ies") and word[:-3] + "y" in words)


def _known(text: str, ctx: Context) -> bool:
    """Every word is filler or the question's; without a question one short noun may follow."""
    words = _WORD.findall(text)
    if not ctx.question.text:
        return len(words) <= 2
    return all(w in SOLE or w in MEASURES or w in MEASURE_WORDS or _in(w, ctx.question.words) for w in words)
