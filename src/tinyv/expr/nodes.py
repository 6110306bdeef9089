"""The expression tree: five kinds of nodes, frozen, compared by structure.

`Op.head` names what a node is; `HEADS` lists every head the parser can make and what its
arguments are. The tree records what was written (`5 %`, `1 : 2`, `(0, 1)`); what that may mean is
decided in `tinyv.equiv` alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq


@dataclass(frozen=True, slots=True)
class Num:
    """An exact rational. `decimals` counts the digits shown after the point (`0.50` has 2)."""

    value: fmpq
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Sym:
    """A variable, a named constant (`pi`, `e`, `i`, `oo`, `empty`, `RR`, ...) or a mark (`...`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement or currency by its canonical name (`cm`, `USD`); see expr/units.py."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words that are not mathematics, as written, white space folded."""

    text: str


@dataclass(frozen=True, slots=True)
class Op:
    """An operation: a head and its arguments."""

    head: str
    args: tuple[Node, ...]


Node = Num | Sym | Unit | Text | Op


def holds(node: Node, *heads: str) -> bool:
    """Whether an operation with one of these heads is anywhere in the tree."""
    left = [node]
    while left:
        node = left.pop()
        if isinstance(node, Op):
            if node.head in heads:
                return True
            left += node.args
    return False


HEADS: dict[str, str] = {
    # arithmetic
    "+": "terms", "*": "factors", "/": "numerator, denominator", "^": "base, exponent",
    "neg": "x", "pm": "x, or a and b for a ± b", "mp": "the same for ∓", "mixed": "whole, fraction",
    "!": "n", "!!": "n", "root": "x, degree", "abs": "x", "floor": "x", "ceil": "x", "binom": "n, k",
    "log": "x, base", "mod": "a, b", "scaled": "x, exact factor (a unit was converted)",
    "call": "function symbol, arguments ...", "compose": "f, g",
    "bar": "x under a bar, hat or tilde", "sub": "x, index",
    # sin, cos, ln, ... : each function of expr/tables.py is a head of its own, with one argument
    "max": "items", "min": "items", "gcd": "items", "lcm": "items",
    "sum": "body, variable, from, to", "prod": "body, variable, from, to",
    "int": "body, variable[, from, to]", "lim": "body, variable, to",
    # literals that carry a convention
    "percent": "x", "degree": "x", "quantity": "value, unit", "ratio": "parts",
    "radix": "digits as Text, base", "time": "hour, minute, second as Num", "date": "year, month, day (0: not given)",
    # relations; several in a row make a chain of two-sided ones
    "=": "a, b", "!=": "a, b", "<": "a, b", "<=": "a, b", ">": "a, b", ">=": "a, b", "~": "a, b",
    "in": "element, set", "notin": "element, set", "subset": "a, b", "maps": "variable, image",
    "cong": "a, b[, modulus]", "->": "from, to", "parallel": "a, b", "perp": "a, b",
    "chain": "relations that share their inner sides",
    # collections
    "tuple": "items in round brackets", "list": "items with commas", "seq": "items with semicolons or on lines",
    "set": "items in braces",
    "or": "alternatives", "and": "items", "matrix": "rows", "row": "entries", "cases": "rows",
    "[]": "lo, hi", "[)": "lo, hi", "(]": "lo, hi",  # (lo, hi) is a tuple until a rule reads it as an interval
    "union": "sets", "inter": "sets", "minus": "a, b", "builder": "element, condition",
    # language
    "implies": "premise, conclusion",
    "where": "statement, condition (k ∈ Z, x > 0, for all n, ...)", "label": "Text, value",
    "words": "Text and mathematics in the order written",
}  # fmt: skip
