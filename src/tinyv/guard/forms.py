"""Forms that a question asks for: equal in value is not enough where it says "factor completely".

An answer is held against the reference's own form, never against an ideal one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import gcd

from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym, holds
from tinyv.expr.parser import parse
from tinyv.guard.layout import in_words
from tinyv.lazy import lazy
from tinyv.remember import remembered

Measure = Callable[[Node], int]


def misses(question: str, reference: str, answer: str) -> bool:
    """Does an answer fall short of the form that is asked for and that the reference has?"""
    if in_words(answer):
        return False
    if not (asked := _asked(question)):
        return False
    try:
        tree, wanted = _final(parse(answer)), _final(parse(reference))
    except OverBudget:
        return False
    if not isinstance(tree, Op) or tree.head in _NO_VALUE or not isinstance(wanted, Op | Num):
        return False
    return any(measure(tree) < measure(wanted) for measure in asked)


@remembered(512)
def _asked(question: str) -> tuple[Measure, ...]:
    return tuple(measure for asked, measure in FORMS if asked.search(question))


def _final(node: Node) -> Node:
    while isinstance(node, Op) and node.head in ("=", "chain"):
        node = node.args[-1]
    return node


def factors(node: Node) -> int:
    """Factors that are no constants, with multiplicity."""
    if not isinstance(node, Op):
        return int(isinstance(node, Sym))
    if node.head == "*":
        return sum(map(factors, node.args))
    if node.head in ("neg", "/"):
        return factors(node.args[0])
    if node.head == "^" and isinstance(node.args[1], Num) and node.args[1].value.q == 1:
        power = int(node.args[1].value)
        return factors(node.args[0]) * power if 0 < power < 50 else 1
    return int(_has_symbol(node))


def summands(node: Node) -> int:
    """Terms with an unknown in the denominator."""
    if isinstance(node, Op) and node.head in ("+", "neg"):
        return sum(map(summands, node.args))
    if isinstance(node, Op) and node.head == "*":
        return int(any(map(summands, node.args)))
    if isinstance(node, Op) and node.head == "^":
        return int(_has_symbol(node.args[0]) and not isinstance(node.args[1], Sym))
    return int(isinstance(node, Op) and node.head == "/" and _has_symbol(node.args[1]))


def rationalised(node: Node) -> int:
    """0 with a root in some denominator, else 1."""
    if not isinstance(node, Op):
        return 1
    if node.head == "/" and holds(node.args[1], "root"):
        return 0
    return min(map(rationalised, node.args), default=1)


def expanded(node: Node) -> int:
    """0 with a product or a power of a sum, else 1."""
    if not isinstance(node, Op):
        return 1
    if node.head == "*" and sum(_is_sum(arg) for arg in node.args) and len(node.args) > 1:
        return 0
    if node.head == "^" and _is_sum(node.args[0]):
        return 0
    return min(map(expanded, node.args), default=1)


def lowest(node: Node) -> int:
    """0 for a fraction or a ratio of integers with a common factor, else 1."""
    if isinstance(node, Op) and node.head in ("/", "ratio"):
        parts = [int(a.value) for a in node.args if isinstance(a, Num) and a.value.q == 1]
        return int(len(parts) < len(node.args) or gcd(*parts) == 1)
    return 1


def undivided(node: Node) -> int:
    """0 for a rational function with an unknown in some denominator, else 1."""
    return int(not (_is_rational(node) and _divides(node)))


def _divides(node: Node) -> bool:
    return isinstance(node, Op) and ((node.head == "/" and _has_symbol(node.args[1])) or any(map(_divides, node.args)))


def _is_rational(node: Node) -> bool:
    if not isinstance(node, Op):
        return True
    if node.head == "^":
        return isinstance(node.args[1], Num) and _is_rational(node.args[0])
    return node.head in ("+", "*", "/", "neg") and all(map(_is_rational, node.args))


def _is_sum(node: Node) -> bool:
    return isinstance(node, Op) and (node.head == "+" and _has_symbol(node))


def _has_symbol(node: Node) -> bool:
    if isinstance(node, Sym):
        return node.name not in ("pi", "e", "i")
    return isinstance(node, Op) and any(map(_has_symbol, node.args))


_NO_VALUE = frozenset({"words", "list", "seq", "set", "or", "and", "where", "cases", "tuple", "label", "implies"})
# What a question says, and the measure in which an answer may not fall below the reference.
FORMS: tuple[tuple[re.Pattern[str], Measure], ...] = (
    (
        lazy(
            r"\bfactor(?:i[sz]e)?\b.{0,200}\b(?:completely|fully|over|linear)\b|\b(?:completely|fully) factor"
            r"|分解因式|因式分解|разложи\w* .{0,30}множител|factoriza",
            re.I,
        ),
        factors,
    ),
    (lazy(r"^\W*simplif|化简|упрост|vereinfach|simplifi(?:ca|e)", re.I), undivided),
    (lazy(r"partial fraction|部分分式", re.I), summands),
    (lazy(r"rationali[sz]e|分母有理化", re.I), rationalised),
    (lazy(r"^\W*(?:expand|multiply out)\b|\bexpanded form\b|展开", re.I), expanded),
    (
        lazy(r"(?:simplest|lowest|reduced|simplified) (?:form|terms|ratio|fraction)|最简|несократим|irreducible", re.I),
        lowest,
    ),
)
