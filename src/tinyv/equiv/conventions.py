"""The rule on percent and degree signs that one side leaves out.

28 % is 0.28, and 28 where the question asks for a percentage; 45 degrees are pi/4, and 45 where it asks for an
angle that need not be in radians. A sign that no reading reconciles with the other side is a difference.
"""

from __future__ import annotations

from flint import fmpq

from tinyv.equiv.context import Context, Word
from tinyv.equiv.decimals import shown
from tinyv.equiv.marks import mark, unmarked
from tinyv.equiv.numeric import is_number
from tinyv.equiv.question import Question
from tinyv.equiv.rationals import rational
from tinyv.expr.nodes import Node, Num, Op, Sym

_HUNDRED, _PI = Num(fmpq(100)), Sym("pi")


def convention(a: Node, b: Node, ctx: Context) -> Word | None:
    """A sign on both sides says nothing; one on a single side has to fit by some reading."""
    first, second = mark(a), mark(b)
    if not first and not second:
        return None
    if first == second:
        word = ctx.compare(unmarked(a), unmarked(b))
        if word is Word.OPEN and first == "percent" and _hundredfold(unmarked(a), unmarked(b)):
            return Word.DIFFERENT
        return Word.OPEN if word is Word.DIFFERENT and _other_name(a, b, first, ctx.question) else word
    if first and second:
        return None  # for `quantity`: degrees and radians; a percentage is no angle
    marked, other, sign = (a, b, first) if first else (b, a, second)
    if not is_number(other):
        return None
    if _holds_sign(other):  # "π/4 degrees"
        return Word.OPEN
    value = unmarked(marked)
    return _READINGS[sign](value, other, ctx)


def _holds_sign(node: Node) -> bool:
    return bool(mark(node)) or (isinstance(node, Op) and any(map(_holds_sign, node.args)))


def _hundredfold(a: Node, b: Node) -> bool:
    x, y = rational(a), rational(b)
    return x is not None and y is not None and x != y and (x == y * 100 or y == x * 100)


def _percent(value: Node, other: Node, ctx: Context) -> Word:
    whole = ctx.compare(value, Op("scaled" if shown(other) else "*", (other, _HUNDRED)))
    if whole is Word.EQUAL:
        return whole
    bare = ctx.compare(value, other)
    if bare is Word.EQUAL:
        asked = ctx.question.percent or (not ctx.question.text and _at_least_one(value))
        return Word.EQUAL if ctx.policy.bare_percent and asked else Word.OPEN
    if _hundredfold(value, other):  # the sign leaves nothing open
        return Word.DIFFERENT
    return Word.OPEN if Word.OPEN in (whole, bare) else Word.DIFFERENT


def _at_least_one(value: Node) -> bool:
    """Without a question 28 may be 28 %, while 0.5 may be a half or 0.5 %."""
    found = rational(value)
    return found is not None and bool(abs(found) >= 1)


def _degree(value: Node, other: Node, ctx: Context) -> Word:
    turned = ctx.compare(Op("/", (Op("*", (value, _PI)), Num(fmpq(180)))), other)
    if turned is Word.EQUAL:
        return turned
    bare = ctx.compare(value, other)
    if bare is Word.EQUAL:
        question = ctx.question
        angle = question.angle or any("\\angle" in text or "∠" in text for text in ctx.texts)
        plain = rational(value) is not None and rational(other) is not None  # arccos(1/3) is in radians
        counted = ctx.policy.bare_units and angle and not question.radians and plain
        return Word.EQUAL if counted else Word.OPEN
    return Word.OPEN if Word.OPEN in (turned, bare) else Word.DIFFERENT


def _radian(value: Node, other: Node, ctx: Context) -> Word:
    word = ctx.compare(value, other)
    return Word.OPEN if word is Word.EQUAL and (ctx.question.degrees or not ctx.policy.bare_units) else word


def _other_name(a: Node, b: Node, sign: str, question: Question) -> bool:
    """Two answers that a question may take for one: a loss of 2 % and -2 %, 30 and 390 degrees for a direction."""
    if not question.text:
        return False
    x, y = rational(unmarked(a)), rational(unmarked(b))
    if x is None or y is None:
        return False
    if sign == "percent":
        return x == -y and question.change
    return sign == "degree" and ((x - y) / 360).q == 1 and question.coterminal


_READINGS = {"percent": _percent, "degree": _degree, "radian": _radian}
