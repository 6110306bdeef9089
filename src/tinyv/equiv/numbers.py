"""Rules for two numbers: the same tree, exact values, roundings, closed forms."""

from __future__ import annotations

from flint import acb, arb, fmpq

from tinyv.equiv.context import Context, Word
from tinyv.equiv.decimals import Real, Shown, at_most, figure_place, gap, has_decimals, is_float, nearly, shown, slack
from tinyv.equiv.marks import form_differs, mark, same_digits
from tinyv.equiv.numeric import HIGH, LOW, agree, ball, disjoint, is_number, precision, rational
from tinyv.expr.limits import MAX_BITS
from tinyv.expr.nodes import Node, Num, Op, Sym

_HALF = fmpq(1, 2)
_SCALES = {10**3: "thousands", 10**6: "millions", 10**9: "billions"}
_LN_2 = 0.6931471805599453
_ROUND_DIGITS, _MOST_ROUND_DIGITS = 3, 6  # an integer of so many digits may round a value


def identical(a: Node, b: Node, ctx: Context) -> Word | None:
    return Word.EQUAL if a == b else None


def exact(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two rationals are equal or different; what may be a rounding is left to `rounding`."""
    if type(a) is Num and type(b) is Num and a.decimals is None and b.decimals is None and a.value.q == b.value.q == 1:
        if a.value == b.value:
            return Word.EQUAL
        if a.value.p % 10 != 0 and b.value.p % 10 != 0:
            return Word.DIFFERENT
        if _tens(a.value, b.value) or _tens(b.value, a.value):
            return None
        return Word.OPEN if _other_scale(a.value, b.value, ctx) else Word.DIFFERENT
    if mark(a) or mark(b):
        return None  # for `convention`
    x = rational(a)
    if x is None:
        return None
    y = rational(b)
    if y is None or _is_ratio(a) or _is_ratio(b):
        return None
    if x == y:
        return Word.OPEN if form_differs(a, b, ctx.question) or _restates(a, b, ctx) else Word.EQUAL
    if shown(a) or shown(b) or _may_round(a, x, y) or _may_round(b, y, x):
        return None
    if (word := same_digits(a, b, ctx.question)) is not None:
        return word
    if (has_decimals(a) or has_decimals(b)) and slack(x, y, 0):
        return Word.OPEN
    return Word.OPEN if _other_scale(x, y, ctx) else Word.DIFFERENT


def _restates(a: Node, b: Node, ctx: Context) -> bool:
    """Does one side copy an expression out of the question, where the other has its value?"""
    if ctx.depth != 1 or not ctx.question.text or isinstance(a, Num) == isinstance(b, Num):
        return False
    copied, node = (ctx.texts[1], b) if isinstance(a, Num) else (ctx.texts[0], a)
    return isinstance(node, Op) and node.head in ("+", "*", "^", "!", "binom") and ctx.question.states(copied)


def _is_ratio(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "ratio"


def _tens(x: fmpq, y: fmpq) -> bool:
    """Could the integer x round the integer y to tens, hundreds, ...?"""
    if x.p % 10 != 0:
        return False
    digits = str(x.p)
    return 2 * abs(x.p - y.p) <= 10 ** (len(digits) - len(digits.rstrip("0"))) and x != 0


def _may_round(node: Node, x: fmpq, y: fmpq) -> bool:
    """Could the integer that is written as x round y?"""
    return y.q != 1 and bool(abs(x - y) <= _HALF) and shown(node, whole=True) is not None


def _other_scale(x: fmpq, y: fmpq, ctx: Context) -> bool:
    """24 and 0.24 where the question speaks of percent, 52 and 52000000 where it speaks of millions"""
    text = ctx.question.text
    if not text or y == 0 or x == 0:
        return False
    ratio = x / y
    scale = ratio.p if ratio.q == 1 else ratio.q if ratio.p == 1 else 0
    if scale == 100:
        return ctx.question.percent or "%" in text
    return scale in _SCALES and _SCALES[int(scale)] in ctx.question.words


def rounding(a: Node, b: Node, ctx: Context) -> Word | None:
    """A decimal stands for a value that rounds to it, if it shows enough digits or those that are asked for."""
    x, y = shown(a, whole=True), shown(b, whole=True)
    if (x is None and y is None) or mark(a) or mark(b) or _is_ratio(a) or _is_ratio(b):
        return None
    if x is not None and y is not None:
        if x.value == y.value:
            return None
        coarse, fine = (x, y) if (x.unit, x.whole) >= (y.unit, y.whole) else (y, x)
        return _rounded(coarse, fine.value, fine, ctx, _is_converted(a) or _is_converted(b))
    decimal, other = (x, b) if x is not None else (y, a)
    assert decimal is not None
    value = rational(other)
    if value is not None:
        return _rounded(decimal, value, None, ctx, _is_converted(a) or _is_converted(b))
    with precision(HIGH):
        enclosure = ball(other)
        if enclosure is None or enclosure.imag != 0:
            return None
        word = _rounded(decimal, enclosure.real, None, ctx, _is_converted(a) or _is_converted(b))
    return Word.OPEN if word is Word.DIFFERENT and ambiguous_log(other) else word


def _is_converted(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "scaled"


def _rounded(decimal: Shown, value: Real, other: Shown | None, ctx: Context, converted: bool) -> Word | None:
    """decimal against a value that is known better; other: the value as written, if it is a decimal too."""
    question = ctx.question
    distance = gap(decimal.value, value)
    place = None if converted or ctx.policy.digits is None else _asked_place(decimal.value, ctx)
    if place is not None and (word := _at_place(decimal, value, place)) is not None:
        if word is Word.EQUAL and other:  # 3449 that was to be rounded is no answer
            if decimal.whole and other.whole:
                return Word.DIFFERENT if question.gives(decimal.value) or question.gives(other.value) else Word.OPEN
            return Word.OPEN if question.rounds_given else Word.EQUAL
        return word
    fits = at_most(distance, decimal.unit / 2) or is_float(decimal, distance)
    if decimal.whole:  # an integer is a rounding only where one is asked for, or by its length
        if isinstance(distance, arb) and distance.contains(0):
            return None
        if fits and (_is_long(decimal) or question.rounding):
            return Word.OPEN
        if other is None or other.whole:
            return None if isinstance(value, arb) else Word.DIFFERENT
        return _rounded(other, decimal.value, None, ctx, converted)
    if other is not None and 15 <= other.digits <= 18 and is_float(other, distance):
        return Word.EQUAL  # 0.30000000000000004 is 0.3
    if not fits:
        cut_off = other is None and decimal.digits >= _LONG and _cut(decimal, value)
        return Word.EQUAL if cut_off and ctx.policy.digits and not question.exact else _unlike(decimal, value, ctx)
    coarse = place is not None and decimal.unit > place
    if ctx.policy.digits is not None and decimal.digits >= ctx.policy.digits and not coarse and not question.exact:
        return Word.EQUAL
    close = decimal.digits > 1 or question.rounding or at_most(distance, abs(decimal.value) / 20)
    return Word.OPEN if close else Word.DIFFERENT


def _cut(decimal: Shown, value: Real) -> bool:
    """Is the decimal a value that is no integer, with its later digits dropped?"""
    if isinstance(value, fmpq):
        return value.q != 1 and bool(0 <= (abs(value) - abs(decimal.value)) < decimal.unit)
    rest = abs(value) - abs(arb(decimal.value))
    return bool(rest > 0) and bool(rest < arb(decimal.unit))


_LONG = 7  # digits at which a decimal that was cut off, not rounded, still can mean one value only


def _is_long(decimal: Shown) -> bool:
    return _ROUND_DIGITS <= decimal.digits <= _MOST_ROUND_DIGITS


def _unlike(decimal: Shown, value: Real, ctx: Context) -> Word:
    if nearly(decimal, value) or (isinstance(value, fmpq) and _other_scale(decimal.value, value, ctx)):
        return Word.OPEN
    return Word.DIFFERENT


def _asked_place(value: fmpq, ctx: Context) -> fmpq | None:
    question = ctx.question
    if not question.text or not question.rounding:
        return None
    if question.place is None and question.figures is not None:
        return figure_place(value, question.figures)
    return question.place


def _at_place(decimal: Shown, value: Real, place: fmpq) -> Word | None:
    """The word on two values where the question asks to round to a place; None if neither is so rounded."""
    first = (decimal.value / place).q == 1
    second = isinstance(value, fmpq) and (value / place).q == 1
    if not first and not second:
        return None
    distance = gap(decimal.value, value)
    if first and second:
        return Word.OPEN if slack(decimal.value, value, decimal.digits) else Word.DIFFERENT
    if at_most(distance, place / 2):
        return Word.EQUAL
    return Word.OPEN if at_most(distance, place) else Word.DIFFERENT


def closed_form(a: Node, b: Node, ctx: Context) -> Word | None:
    """Balls that do not meet prove a difference; narrow ones that still meet at 320 bits are taken for equal."""
    ctx.spend(20)
    with precision(LOW):
        x = ball(a)
        if x is None:
            return None
        y = ball(b)
        if y is None:
            return None
        if disjoint(x, y):
            return _different(a, b, x, y)
    for bits in (HIGH, HIGH + 2 * _size(x)):
        with precision(bits):
            x, y = ball(a), ball(b)
            if x is None or y is None:
                return Word.OPEN
            if disjoint(x, y):
                return _different(a, b, x, y)
            if not agree(x, y):
                return Word.OPEN
            if _size(x) < LOW:
                break
    return Word.EQUAL


def _size(x: acb) -> int:
    """Bits of the integral part, up to a bound: two huge numbers may differ by one."""
    bits = float(abs(x).log().upper()) / _LN_2 if abs(x) > 1 else 0.0
    return min(int(bits), MAX_BITS) if bits == bits else MAX_BITS


def infinity(a: Node, b: Node, ctx: Context) -> Word | None:
    """Infinity is not minus infinity, and no number."""
    p, q = _infinite(a), _infinite(b)
    if not p and not q:
        return None
    return Word.DIFFERENT if (p and q and p != q) or is_number(b if p else a) else None


def _infinite(node: Node) -> int:
    """1 for infinity, -1 for minus infinity, 0 for all else."""
    if isinstance(node, Op) and node.head == "neg":
        return -_infinite(node.args[0])
    return int(isinstance(node, Sym) and node.name == "oo")


def _different(a: Node, b: Node, x: acb, y: acb) -> Word:
    if ambiguous_log(a) != ambiguous_log(b) or mark(a) != mark(b):
        return Word.OPEN  # "log" may be ln; 120 may mean 120 degrees
    if abs(x - y) * 900 < abs(x) and (has_decimals(a) or has_decimals(b)):
        return Word.OPEN
    return Word.DIFFERENT


def ambiguous_log(node: Node) -> bool:
    if not isinstance(node, Op):
        return False
    return (node.head == "log" and len(node.args) == 1) or any(map(ambiguous_log, node.args))
