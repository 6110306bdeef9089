"""Language around a value: "the price is 5 dollars", "12 apples"; and equal operations on equal parts."""

from __future__ import annotations

import re

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numbers import is_number
from tinyv.equiv.quantities import quantity
from tinyv.expr.nodes import Node, Op, Text

_STRUCTURAL = {
    "call", "sum", "prod", "int", "lim", "cong", "mod", "subset", "cases", "row", "bar", "sub", "~", "->", "parallel", "perp", "in", "=",
    "where", "det", "+", "*", "/", "^", "neg", "root", "minus", "union", "inter", "builder", "compose", "words", "[)", "(]", "[]",
    "<", "<=", ">", ">=", "chain", "abs", "binom", "!", "quantity", "!=",
}  # fmt: skip
_COMMUTE = {"+", "*", "union", "inter"}
# a word that changes what a number beside it says
_CHANGES = re.compile(
    r"\b(?:not|no|never|less|more|fewer|than|least|most|over|under|above|below|about|almost|nearly|except|without|times|hundred|thousand|"
    r"million|billion|dozen|pairs?|half|double|twice|percent|per|squared|cubed|or|between|from|to|either|neither|nor|another|"
    r"if|unless|maybe|perhaps|might|could|greater|smaller|larger|before|after|ago|extra|additional|remaining|negative|minus|plus|up|down)\b"
)
_COPULA = re.compile(r"(?:\b(?:is|are|was|were|equals?|be|becomes?|gives?|get|costs?|has|have|had|takes?|makes?|needs?|contains?|there (?:is|are)|=|total(?:s|ed)?)\b|[:：是为=])\s*$")
_FILLER = frozenset(
    "the a an is are was of in on at for and total answer value number so thus therefore hence final result we it its this that there have has get"
    " exactly equal to be all with by he she they her his their them you your minimum maximum sum area length".split()
)


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
    word = ctx.compare(x if x is not None else a, y if y is not None else b)
    if word is Word.EQUAL or (word is Word.DIFFERENT and is_number(x if x is not None else a) and is_number(y if y is not None else b)):
        return word
    return Word.OPEN


def _said(node: Node, ctx: Context) -> Node | None:
    """The one value of a phrase whose words change nothing about it, or None."""
    if not isinstance(node, Op) or node.head != "words":
        return None
    values = [piece for piece in node.args if not isinstance(piece, Text)]
    if len(values) != 1 or not (is_number(values[0]) or quantity(values[0]) or _is_statement(values[0])):
        return None
    at = node.args.index(values[0])
    before = " ".join(piece.text for piece in node.args[:at] if isinstance(piece, Text)).lower()
    after = " ".join(piece.text for piece in node.args[at + 1 :] if isinstance(piece, Text)).lower()
    if _CHANGES.search(before) or _CHANGES.search(after) or "?" in before + after or len(before) > 120 or len(after) > 60:
        return None
    if before and not _COPULA.search(before) and not _known(before, ctx):
        return None
    if after and not _known(after, ctx):
        return None
    return values[0]


def _is_statement(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "="


def _known(text: str, ctx: Context) -> bool:
    """Every word is filler or the question's; without a question one short noun may follow."""
    words = re.findall(r"[^\W\d_]+", text)
    if not ctx.question.text:
        return len(words) <= 2
    return all(w in _FILLER or w in ctx.question.words or w.rstrip("s") in ctx.question.words or w + "s" in ctx.question.words for w in words)
