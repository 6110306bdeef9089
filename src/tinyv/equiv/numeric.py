"""Numbers: exact rationals, closed forms as Arb balls, and decimals as roundings.

`rational` gives an exact value; `ball` encloses one, and the radius is the proof. Both return None
(or raise NoValue) for what has no single finite value here: free symbols, ±, integrals, limits,
infinite sums, quantities.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import flint
from flint import acb, arb, fmpq, fmpz

from tinyv.expr.limits import MAX_BITS, MAX_FACTORIAL, MAX_TERMS, OverBudget
from tinyv.expr.literals import radix_digits
from tinyv.expr.nodes import Node, Num, Op, Sym, Text

LOW, HIGH = 80, 320  # bits: to refute, and to take overlapping balls for equal
_lock = threading.RLock()  # FLINT's precision is one variable of the process
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: globals().update(_lock=threading.RLock()))


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """FLINT at `bits` of working precision, for this thread alone while it lasts."""
    with _lock:
        before = flint.ctx.prec
        flint.ctx.prec = bits
        try:
            yield
        finally:
            flint.ctx.prec = before


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
    if base == 0 and exponent <= 0:
        raise NoValue
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
    return fmpq(fmpz.fac_ui(_integer(args[0], MAX_FACTORIAL)))


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
    return fmpq(_integer(args[0], 10**30) % max(1, _integer(args[1], 10**30)))


def _ratio(args: tuple[Node, ...]) -> fmpq:
    if len(args) != 2 or (below := _exact(args[1])) == 0:
        raise NoValue
    return _exact(args[0]) / below


def _exact_root_of(args: tuple[Node, ...]) -> fmpq:
    return _exact_root(_exact(args[0]), max(1, _integer(args[1], 64)))


_EXACT: dict[str, Callable[[tuple[Node, ...]], fmpq]] = {
    "!": _factorial, "!!": _double_factorial, "binom": _binomial, "radix": _radix, "gcd": _gcd, "lcm": _lcm, "ratio": _ratio,
    "mod": _modulo, "root": _exact_root_of, "percent": lambda a: _exact(a[0]) / 100, "abs": lambda a: abs(_exact(a[0])),
    "floor": lambda a: fmpq(_exact(a[0]).floor()), "ceil": lambda a: fmpq(_exact(a[0]).ceil()),
    "max": lambda a: max(map(_exact, a)), "min": lambda a: min(map(_exact, a)),
}  # fmt: skip


# closed forms

Values = Mapping[str, acb]
_NO_VALUES: Values = {}


def ball(node: Node, values: Values = _NO_VALUES) -> acb | None:
    """An enclosure of the value at the precision in force, symbols taken from `values`; None if there is none."""
    try:
        found = _ball(node, values, [MAX_TERMS])
    except (NoValue, OverflowError, ValueError, ZeroDivisionError, MemoryError):
        return None
    return found if found.is_finite() else None


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
    inner = [_ball(arg, values, budget) for arg in args]
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
    return int(x.real.unique_fmpz())


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
    return x.root(n) if not (x == 0) else x


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
    "percent": lambda x: x / 100, "degree": lambda x: x * acb(arb.pi()) / 180, "ratio": lambda *parts: _divide(*parts) if len(parts) == 2 else _refuse(),
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
    "arg": lambda x: acb(x.arg()), "Re": lambda x: acb(x.real), "Im": lambda x: acb(x.imag), "conj": lambda x: acb(x.real, -x.imag),
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


# decimals as roundings


@dataclass(frozen=True, slots=True)
class Shown:
    """A decimal as written: its value, the weight of its last digit, its count of significant digits."""

    value: fmpq
    unit: fmpq
    digits: int


def shown(node: Node, *, whole: bool = False) -> Shown | None:
    """The decimal that a tree writes (`3.14`, `-0.5`, `7.25 * 10^-11`, `92.2%`), or None.

    whole: take integers for decimals too, with a last digit of weight 1.
    """
    match node:
        case Num(value, decimals) if decimals or (whole and value.q == 1):
            unit = fmpq(1, fmpz(10) ** (decimals or 0))
            return Shown(value, unit, len(str((abs(value) / unit).floor())) if value != 0 else 0)
        case Op("neg", (inner,)):
            found = shown(inner, whole=whole)
            return found and Shown(-found.value, found.unit, found.digits)
        case Op("percent", (inner,)):
            found = shown(inner, whole=whole)
            return found and Shown(found.value / 100, found.unit / 100, found.digits)
        case Op("scaled", (inner, Num(factor, None))):  # made by a conversion of units
            found = shown(inner, whole=whole)
            return found and Shown(found.value * factor, found.unit * abs(factor), found.digits)
        case Op("*", (inner, Op("^", (Num(ten, None), _)) as scale)) if ten == 10:
            found, power = shown(inner, whole=True), rational(scale)
            if found is None or power is None:
                return None
            return Shown(found.value * power, found.unit * power, found.digits)
    return None


__all__ = ["HIGH", "LOW", "NoValue", "OverBudget", "Shown", "agree", "ball", "disjoint", "precision", "rational", "shown"]
