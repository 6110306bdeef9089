"""Closed forms as Arb balls: an enclosure whose radius is the proof.

`ball` is None for what has no single finite value: free symbols, ±, integrals, limits, infinite sums,
quantities.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping

import flint
from flint import acb, arb

from tinyv.equiv.rationals import NoValue, rational
from tinyv.expr.limits import MAX_TERMS
from tinyv.expr.nodes import Node, Num, Op, Sym

LOW, HIGH = 80, 320  # bits: to refute, and to take overlapping balls for equal
_lock = threading.RLock()  # FLINT's precision is one variable of the process
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: globals().update(_lock=threading.RLock()))


class precision:
    """FLINT at `bits` of working precision, for this thread alone while it lasts."""

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        _lock.acquire()
        self.before = flint.ctx.prec
        flint.ctx.prec = self.bits

    def __exit__(self, *raised: object) -> None:
        flint.ctx.prec = self.before
        _lock.release()


Values = Mapping[str, acb]
_NO_VALUES: Values = {}


def ball(node: Node, values: Values = _NO_VALUES) -> acb | None:
    """An enclosure of the value at the precision in force, symbols taken from `values`; None if there is none."""
    try:
        found = _ball(node, values, [MAX_TERMS])
    except (NoValue, OverflowError, ValueError, ZeroDivisionError, MemoryError):
        return None
    return found if found.is_finite() else None


def is_number(node: Node) -> bool:
    """A closed number: a tree with one finite value and no free letter."""
    if isinstance(node, Num) or rational(node) is not None:
        return True
    with precision(LOW):
        return ball(node) is not None


def _ball(node: Node, values: Values, budget: list[int]) -> acb:
    budget[0] -= 1
    if budget[0] < 0:
        raise NoValue
    if isinstance(node, Num):
        return acb(arb(node.value))
    if isinstance(node, Sym):
        name = node.name
        if name in values:
            return values[name]
        if name == "pi":
            return acb(arb.pi())
        if name == "e":
            return acb(arb(1).exp())
        if name == "i":
            return acb(0, 1)
        raise NoValue
    if not isinstance(node, Op):
        raise NoValue
    head, args = node.head, node.args
    if head in ("sum", "prod"):
        return _series(head, args, values, budget)
    if head in ("+", "mixed"):
        total = acb(0)
        for term in args:
            total += _ball(term, values, budget)
        return total
    if head in ("*", "scaled"):
        product = acb(1)
        for factor in args:
            product *= _ball(factor, values, budget)
        return product
    if head in _SPECIAL:
        exact = rational(node)
        if exact is not None:
            return acb(arb(exact))
    if head == "abs" and isinstance(args[0], Op) and args[0].head == "tuple":
        squares = acb(0)
        for entry in args[0].args:
            squares += _ball(entry, values, budget) ** 2
        return squares.sqrt()
    inner = [_ball(arg, values, budget) for arg in args]
    if head == "^" and _is_real(inner[0]) and inner[0].real < 0:
        exponent = rational(args[1])
        if exponent is not None and 1 < exponent.q < 64 and exponent.q % 2:  # the real cube root, as for root signs
            root = (-inner[0]) ** inner[1]
            return root if exponent.p % 2 == 0 else -root
    operation = _BALL.get(head)
    if operation is None:
        raise NoValue
    result = operation(*inner)
    if not result.is_finite():
        raise NoValue
    return result


def _series(head: str, args: tuple[Node, ...], values: Values, budget: list[int]) -> acb:
    if len(args) != 4 or not isinstance(args[1], Sym):
        raise NoValue
    lo, hi = rational(args[2]), rational(args[3])
    if lo is None or hi is None or lo.q != 1 or hi.q != 1 or hi - lo > budget[0]:
        raise NoValue
    total = acb(0 if head == "sum" else 1)
    for k in range(int(lo.p), int(hi.p) + 1):
        term = _ball(args[0], {**values, args[1].name: acb(k)}, budget)
        total = total + term if head == "sum" else total * term
    return total


def _divide(a: acb, b: acb) -> acb:
    if b.contains(0):
        raise NoValue
    return a / b


def _is_real(x: acb) -> bool:
    return bool(x.imag == 0)


def _whole(x: acb) -> int | None:
    """The integer that the ball is, when it is exactly one."""
    if not _is_real(x) or not x.real.is_exact() or abs(x.real) > 1e9 or not x.real.is_integer():
        return None
    whole = x.real.unique_fmpz()
    return None if whole is None else int(whole)


def _ball_power(base: acb, exponent: acb) -> acb:
    n = _whole(exponent)
    if n is not None:
        if base.contains(0) and n <= 0:
            raise NoValue
        return base**n
    if base.contains(0):
        raise NoValue
    if abs(exponent).upper() > 1e12:
        raise NoValue
    return base**exponent


def _ball_root(x: acb, degree: acb) -> acb:
    n = _whole(degree)
    if n is None:
        return _ball_power(x, 1 / degree)
    if n < 1:
        raise NoValue
    if n == 2:
        if _is_real(x) and x.real.contains(0) and not x.real.is_exact():
            raise NoValue
        return x.sqrt()
    if _is_real(x) and n % 2 and x.real < 0:
        return -((-x).root(n))
    return x if x == 0 else x.root(n)


def _logarithm(x: acb, base: acb | None = None) -> acb:
    if x.contains(0):
        raise NoValue
    below = acb(10).log() if base is None else base.log()
    return _divide(x.log(), below)


def _ln(x: acb) -> acb:
    if x.contains(0):
        raise NoValue
    return x.log()


def _gamma_factorial(x: acb) -> acb:
    if not _is_real(x) or x.real < 0 or x.real > 1e15:
        raise NoValue
    return (x + 1).gamma()


def _ball_binomial(n: acb, k: acb) -> acb:
    size = _whole(k)
    if size is None or not 0 <= size <= 40:
        raise NoValue
    product = acb(1)
    for j in range(size):
        product = product * (n - j) / (j + 1)
    return product


def _real_part(function: Callable[[arb], arb]) -> Callable[[acb], acb]:
    def apply(x: acb) -> acb:
        if not _is_real(x):
            raise NoValue
        return acb(function(x.real))

    return apply


def _sign(x: arb) -> arb:
    if x.contains(0):
        raise NoValue
    return arb(1) if x > 0 else arb(-1)


def _extreme(pick: Callable[[arb, arb], arb]) -> Callable[..., acb]:
    def apply(*items: acb) -> acb:
        if not all(map(_is_real, items)):
            raise NoValue
        best = items[0].real
        for item in items[1:]:
            best = pick(best, item.real)
        return acb(best)

    return apply


def _inverse(function: Callable[[acb], acb]) -> Callable[[acb], acb]:
    return lambda x: function(_divide(acb(1), x))


_SPECIAL = {"!", "!!", "binom", "radix", "gcd", "lcm", "mod", "^"}
_BALL: dict[str, Callable[..., acb]] = {
    "neg": lambda x: -x, "/": _divide, "^": _ball_power, "root": _ball_root, "abs": lambda x: acb(abs(x)),
    "percent": lambda x: x / 100, "degree": lambda x: x * acb(arb.pi()) / 180,
    "ratio": lambda *parts: _divide(*parts) if len(parts) == 2 else _refuse(),
    "log": _logarithm, "ln": _ln, "exp": lambda x: x.exp() if abs(x).upper() < 1e12 else _refuse(),
    "sin": lambda x: x.sin(), "cos": lambda x: x.cos(), "tan": lambda x: x.tan(), "cot": lambda x: x.cot(),
    "sec": lambda x: x.sec(), "csc": lambda x: x.csc(), "sinh": lambda x: x.sinh(), "cosh": lambda x: x.cosh(),
    "tanh": lambda x: x.tanh(), "coth": lambda x: x.coth(), "sech": lambda x: x.sech(), "csch": lambda x: x.csch(),
    "asin": lambda x: x.asin(), "acos": lambda x: x.acos(), "atan": lambda x: x.atan(),
    "asec": _inverse(lambda x: x.acos()), "acsc": _inverse(lambda x: x.asin()),
    "acot": lambda x: acb(arb.pi()) / 2 - x.atan(),
    "asinh": lambda x: x.asinh(), "acosh": lambda x: x.acosh(), "atanh": lambda x: x.atanh(),
    "!": _gamma_factorial, "gamma": lambda x: x.gamma(), "binom": _ball_binomial, "Gamma": lambda x: x.gamma(),
    "floor": _real_part(lambda x: x.floor()), "ceil": _real_part(lambda x: x.ceil()), "sgn": _real_part(_sign),
    "arg": lambda x: acb(x.arg()), "Re": lambda x: acb(x.real), "Im": lambda x: acb(x.imag),
    "conj": lambda x: acb(x.real, -x.imag),
    "max": _extreme(lambda a, b: a.max(b)), "min": _extreme(lambda a, b: a.min(b)),
}  # fmt: skip


def _refuse() -> acb:
    raise NoValue


def disjoint(a: acb, b: acb) -> bool:
    """A proof that the enclosed values differ."""
    return not a.overlaps(b)


def agree(a: acb, b: acb) -> bool:
    """Two balls overlap and both are narrow: less than 2^-120 of their size."""
    if not a.overlaps(b):
        return False
    size = max(float(abs(a).upper()), float(abs(b).upper()), 1e-30) if abs(a) < 1e300 and abs(b) < 1e300 else None
    if size is None:
        return bool(a.rel_accuracy_bits() > 120 and b.rel_accuracy_bits() > 120)
    width = max(float(a.real.rad()), float(a.imag.rad()), float(b.real.rad()), float(b.imag.rad()))
    return width < size * 2.0**-120
