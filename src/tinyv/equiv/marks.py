"""How a number is written: with a percent or degree sign, in a base, in the form that a question asks for."""

from __future__ import annotations

from flint import fmpq

from tinyv.equiv.context import Word
from tinyv.equiv.question import Question
from tinyv.equiv.rationals import rational
from tinyv.expr.nodes import Node, Num, Op, Text, Unit

_SIGNS = {"percent": "percent", "degree": "degree"}
_UNITS = {"%": "percent", "deg": "degree", "rad": "radian"}
_TEN = Num(fmpq(10))


def mark(node: Node) -> str:
    """The convention that a number is written in: percent, degree, radian, or "" for none."""
    if not isinstance(node, Op):
        return ""
    head = node.head
    if head in _SIGNS:
        return _SIGNS[head]
    if head == "quantity":
        unit = node.args[1]
        return _UNITS.get(unit.name, "") if isinstance(unit, Unit) else ""
    if head == "neg":
        return mark(node.args[0])
    if head == "+":
        first = mark(node.args[0])
        return first if first and all(mark(term) == first for term in node.args[1:]) else ""
    return ""


def unmarked(node: Node) -> Node:
    """The number before the sign."""
    assert isinstance(node, Op)
    if node.head in ("neg", "+"):
        return Op(node.head, tuple(map(unmarked, node.args)))
    return node.args[0]


def same_digits(a: Node, b: Node, question: Question) -> Word | None:
    """1011_2 against 1011: equal where the question asks for base two, else not shown; None for all else."""
    x, y = _radix(a), _radix(b)
    literal, plain = (x, b) if x is not None else (y, a)
    if literal is None or (x is not None and y is not None):
        return None
    digits, base = literal
    if not isinstance(plain, Num) or plain.decimals is not None or str(plain.value) != digits:
        return None
    return Word.EQUAL if base in question.bases else Word.OPEN


def form_differs(a: Node, b: Node, question: Question) -> bool:
    """Are two equal numbers written in forms that may matter: other bases, or not as the question asks?"""
    x, y = _radix(a), _radix(b)
    if x is not None or y is not None:
        bases = {x[1] if x else 10, y[1] if y else 10}
        if len(bases) == 2:
            return bool(question.bases & bases) or (x is not None and y is not None and x[0] == y[0])
    if not question.text or (type(a) is Num and type(b) is Num):
        return False
    if question.scientific and _is_scientific(a) != _is_scientific(b):
        return True
    if question.reduced and _is_reduced(a) != _is_reduced(b):
        return True
    if question.mixed and _is_mixed(a) != _is_mixed(b):
        return True
    return question.primes and _is_prime_product(a) != _is_prime_product(b)


def _radix(node: Node) -> tuple[str, int] | None:
    match node:
        case Op("radix", (Text(digits), base)):
            value = rational(base)
            return (digits, int(value.p)) if value is not None and value.q == 1 else None
    return None


def _is_scientific(node: Node) -> bool:
    """a × 10^n with 1 <= |a| < 10"""
    match node:
        case Op("neg", (inner,)):
            return _is_scientific(inner)
        case Op("*", (Num(value), Op("^", (ten, _)))):
            return ten == _TEN and 1 <= abs(value) < 10
        case Op("^", (ten, _)):
            return ten == _TEN
    return False


def _is_reduced(node: Node) -> bool:
    """A fraction in lowest terms, a mixed number of one, or anything that is no fraction of integers"""
    match node:
        case Op("neg", (inner,)):
            return _is_reduced(inner)
        case Op("mixed", (_, fraction)):
            return _is_reduced(fraction)
        case Op("/", (Num(above), Num(below))):
            return above.q == 1 and below.q == 1 and above.p.gcd(below.p) == 1
    return True


def _is_mixed(node: Node) -> bool:
    return isinstance(node, Op) and (node.head == "mixed" or (node.head == "neg" and _is_mixed(node.args[0])))


def _is_prime_product(node: Node) -> bool:
    """Primes, their powers, and products of them"""
    match node:
        case Num(value):
            return bool(value.q == 1 and value.p.is_prime())
        case Op("^", (base, Num())):
            return _is_prime_product(base)
        case Op("*", factors):
            return all(map(_is_prime_product, factors))
    return False
