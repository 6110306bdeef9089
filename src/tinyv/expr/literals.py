"""Numerals: decimal, repeating, with a base. Exact values only."""

from flint import fmpq, fmpz

from tinyv.expr.limits import MAX_BITS, OverBudget
from tinyv.expr.nodes import Num

_MAX_DIGITS = MAX_BITS // 4
_MAX_EXPONENT = MAX_BITS // 4


def number(text: str) -> Num:
    """`12`, `3.50`, `6.02e23`, exact, with the digits it shows after the point."""
    if text.isdecimal():
        if len(text) > _MAX_DIGITS:
            raise OverBudget("digits")
        return Num(fmpq(int(text)) if len(text) < 4000 else fmpq(fmpz(text)))
    mantissa, _, exponent = text.replace("E", "e").partition("e")
    whole, _, fraction = mantissa.partition(".")
    power = int(exponent or 0)
    if len(whole) + len(fraction) > _MAX_DIGITS or abs(power) > _MAX_EXPONENT:
        raise OverBudget("digits")
    value = fmpq(fmpz((whole + fraction) or "0"), fmpz(10) ** len(fraction))
    if exponent:
        return Num(value * fmpq(10) ** power, max(0, len(fraction) - power) or None)
    return Num(value, len(fraction))


def repeating(text: str, digits: str = "") -> Num:
    """`0.1` with `6` repeated is 1/6; without digits the tail of `text` must show the period twice."""
    whole, _, fraction = text.partition(".")
    if not digits:
        period = next(
            (p for p in range(1, 7) if len(fraction) >= 3 * p > 0 and fraction.endswith(fraction[-p:] * 3)), 0
        )
        period = period or next(
            (p for p in range(2, 7) if len(fraction) >= 2 * p and fraction.endswith(fraction[-p:] * 2)), 0
        )
        if not period:
            return number(text)
        digits, fraction = fraction[-period:], fraction[:-period]
    if not digits.isdecimal() or len(digits) + len(fraction) > _MAX_DIGITS:
        raise OverBudget("digits")
    scale = fmpq(10) ** len(fraction)
    start = fmpq(fmpz((whole + fraction) or "0")) / scale
    return Num(start + fmpq(fmpz(digits), 10 ** len(digits) - 1) / scale)


def radix_digits(digits: str, base: int) -> fmpq | None:
    """The value of `digits` in `base` (2 to 36); None if a digit does not fit."""
    if not 2 <= base <= 36 or len(digits) > 200:
        return None
    try:
        return fmpq(int(digits, base))
    except ValueError:
        return None
