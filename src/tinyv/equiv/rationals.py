"""Exact values: trees built from rationals, evaluated within budgets.

Not covered here: whatever needs an irrational, free symbols, quantities; see balls.py.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import fmpq, fmpq_mat, fmpz

from tinyv.expr.limits import MAX_BITS, MAX_FACTORIAL
from tinyv.expr.literals import radix_digits
from tinyv.expr.nodes import Node, Num, Op, Text


class NoValue(Exception):
    """The tree has no single finite value."""


def rational(node: Node) -> fmpq | None:
    """The exact value of a tree built from rationals, or None."""
    try:
        return _exact(node)
    except NoValue:
        return None


def _fits(value: fmpq) -> fmpq:
    if value.p.bit_length() > MAX_BITS or value.q.bit_length() > MAX_BITS:
        raise NoValue
    return value


def _exact(node: Node) -> fmpq:
    if isinstance(node, Num):
        return node.value
    if not isinstance(node, Op):
        raise NoValue
    head, args = node.head, node.args
    if head == "neg":
        return -_exact(args[0])
    if head == "/":
        below = _exact(args[1])
        if below == 0:
            raise NoValue
        return _fits(_exact(args[0]) / below)
    if head in ("+", "mixed"):
        total = _exact(args[0])
        for term in args[1:]:
            total = _fits(total + _exact(term))
        return total
    if head in ("*", "scaled"):
        product = _exact(args[0])
        for factor in args[1:]:
            product = _fits(product * _exact(factor))
        return product
    if head == "^":
        return _power(_exact(args[0]), _exact(args[1]))
    if head in _EXACT:
        return _fits(_EXACT[head](args))
    raise NoValue


def _power(base: fmpq, exponent: fmpq) -> fmpq:
    if exponent.q != 1:
        degree = int(exponent.q) if exponent.q < 64 else 0
        if not degree:
            raise NoValue
        return _power(_exact_root(base, degree), fmpq(exponent.p))
    size = max(base.p.bit_length(), base.q.bit_length())
    if size > 1 and abs(exponent.p) * size > MAX_BITS:
        raise NoValue
    if base == 0:
        if exponent <= 0:
            raise NoValue
        return base
    if size <= 1:  # 1 or -1
        return fmpq(1) if base > 0 or exponent.p % 2 == 0 else base
    return base ** int(exponent.p)


def _exact_root(value: fmpq, degree: int) -> fmpq:
    if value < 0:
        if degree % 2 == 0:
            raise NoValue
        return -_exact_root(-value, degree)
    above, below = value.p.root(degree), value.q.root(degree)
    if above**degree != value.p or below**degree != value.q:
        raise NoValue
    return fmpq(above, below)


def _integer(node: Node, most: int) -> int:
    value = _exact(node)
    if value.q != 1 or not 0 <= value <= most:
        raise NoValue
    return int(value.p)


def _factorial(args: tuple[Node, ...]) -> fmpq:
    return fmpq(fmpz.fac_ui(fmpz(_integer(args[0], MAX_FACTORIAL))))


def _double_factorial(args: tuple[Node, ...]) -> fmpq:
    product = fmpz(1)
    for k in range(_integer(args[0], MAX_FACTORIAL), 1, -2):
        product *= k
    return fmpq(product)


def _binomial(args: tuple[Node, ...]) -> fmpq:
    n, k = _integer(args[0], 10_000), _integer(args[1], 10_000)
    return fmpq(fmpz.bin_uiui(n, k))


def _radix(args: tuple[Node, ...]) -> fmpq:
    digits, base = args
    value = radix_digits(digits.text, _integer(base, 36)) if isinstance(digits, Text) else None
    if value is None:
        raise NoValue
    return value


def _gcd(args: tuple[Node, ...]) -> fmpq:
    total = fmpz(0)
    for item in args:
        total = total.gcd(fmpz(_integer(item, 10**30)))
    return fmpq(total)


def _lcm(args: tuple[Node, ...]) -> fmpq:
    total = fmpz(1)
    for item in args:
        total = total.lcm(fmpz(_integer(item, 10**30)))
    return fmpq(total)


def _modulo(args: tuple[Node, ...]) -> fmpq:
    modulus = _integer(args[1], 10**30)
    if modulus == 0:
        raise NoValue
    return fmpq(_integer(args[0], 10**30) % modulus)


def _ratio(args: tuple[Node, ...]) -> fmpq:
    if len(args) != 2 or (below := _exact(args[1])) == 0:
        raise NoValue
    return _exact(args[0]) / below


def _exact_root_of(args: tuple[Node, ...]) -> fmpq:
    degree = _integer(args[1], 64)
    if degree == 0:
        raise NoValue
    return _exact_root(_exact(args[0]), degree)


def _norm(node: Node) -> fmpq:
    """|x| of a number, the length of a tuple"""
    if isinstance(node, Op) and node.head == "tuple":
        return _exact_root(sum((_exact(x) ** 2 for x in node.args), fmpq(0)), 2)
    return abs(_exact(node))


def _determinant(node: Node) -> fmpq:
    rows = (
        [row.args for row in node.args if isinstance(row, Op)] if isinstance(node, Op) and node.head == "matrix" else []
    )
    if not rows or len(rows) > _MAX_ROWS or any(len(row) != len(rows) for row in rows):
        raise NoValue
    return fmpq_mat([[_exact(entry) for entry in row] for row in rows]).det()


_MAX_ROWS = 8
_EXACT: dict[str, Callable[[tuple[Node, ...]], fmpq]] = {
    "!": _factorial, "!!": _double_factorial, "binom": _binomial, "radix": _radix, "gcd": _gcd, "lcm": _lcm,
    "ratio": _ratio, "mod": _modulo, "root": _exact_root_of, "percent": lambda a: _exact(a[0]) / 100,
    "abs": lambda a: _norm(a[0]), "det": lambda a: _determinant(a[0]),
    "floor": lambda a: fmpq(_exact(a[0]).floor()), "ceil": lambda a: fmpq(_exact(a[0]).ceil()),
    "max": lambda a: max(map(_exact, a)), "min": lambda a: min(map(_exact, a)),
}  # fmt: skip
