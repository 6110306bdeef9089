"""How numbers, fractions and sums are written: LaTeX, plain, Unicode, words of some languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

ONES = (  # noqa: SIM905
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ORDINALS = ["", "", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
HAN = "零一二三四五六七八九"
RUSSIAN = ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"]
SPANISH = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"]
GERMAN = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"]


def english(n: int) -> str | None:
    """Number words from -99 to 999."""
    if n < 0:
        word = english(-n)
        return word and f"negative {word}"
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    if n < 1000:
        rest = english(n % 100) if n % 100 else ""
        return f"{ONES[n // 100]} hundred" + (f" {rest}" if rest else "")
    return None


def chinese(n: int) -> str | None:
    """Number words from -99 to 99."""
    if n < 0:
        word = chinese(-n)
        return word and f"负{word}"
    if n < 10:
        return HAN[n]
    if n < 100:
        return (HAN[n // 10] if n >= 20 else "") + "十" + (HAN[n % 10] if n % 10 else "")
    return None


def word_of(words: Sequence[str]) -> Callable[[int], str | None]:
    """Number words out of a list from 0."""
    return lambda n: words[n] if 0 <= n < len(words) else None


def spoken_fraction(x: Fraction) -> str | None:
    """Three quarters; None for what English says less plainly."""
    n, d = abs(x.numerator), x.denominator
    if not 1 < d < len(ORDINALS) or n > 19:
        return None
    part = ORDINALS[d] + ("" if n == 1 else "s")
    return ("negative " if x < 0 else "") + f"{ONES[n]} {part.replace('halfs', 'halves')}"


def han_fraction(x: Fraction) -> str | None:
    """四分之三"""
    over, under = chinese(abs(x.numerator)), chinese(x.denominator)
    if x.denominator == 1 or over is None or under is None:
        return None
    return ("负" if x < 0 else "") + f"{under}分之{over}"


def latex(x: Fraction) -> str:
    if x.denominator == 1:
        return str(x.numerator)
    return ("-" if x < 0 else "") + rf"\frac{{{abs(x.numerator)}}}{{{x.denominator}}}"


def plain(x: Fraction) -> str:
    return str(x)


def decimal(x: Fraction, digits: int = 4) -> str | None:
    """The exact decimal, or None if it has more digits."""
    for n in range(digits + 1):
        scaled = x * 10**n
        if scaled.denominator == 1:
            whole = str(abs(scaled.numerator)).rjust(n + 1, "0")
            return ("-" if x < 0 else "") + (f"{whole[:-n]}.{whole[-n:]}" if n else whole)
    return None


def real_decimal(x: Fraction) -> str | None:
    """A decimal with digits after the point."""
    text = decimal(x)
    return text if text and "." in text else None


def comma(x: Fraction) -> str | None:
    """A decimal with a comma, as most of Europe writes it."""
    text = real_decimal(x)
    return text and text.replace(".", ",")


def percent(x: Fraction) -> str | None:
    text = decimal(x * 100, 2)
    return text and f"{text}%"


def mixed(x: Fraction) -> str | None:
    whole, rest = divmod(abs(x), 1)
    if not whole or not rest:
        return None
    return ("-" if x < 0 else "") + rf"{whole}\frac{{{rest.numerator}}}{{{rest.denominator}}}"


def term(coefficient: Fraction | int, letters: str, show: Callable[[Fraction], str] = latex) -> str:
    """3x, -x, or 5 where there are no letters."""
    c = Fraction(coefficient)
    if letters and abs(c) == 1:
        return ("-" if c < 0 else "") + letters
    return show(c) + letters


def added(parts: Sequence[tuple[Fraction | int, str]], show: Callable[[Fraction], str] = latex) -> str:
    """A sum of coefficient and letters; zero terms are left out."""
    texts = [term(c, letters, show) for c, letters in parts if c]
    text = "".join(t if t.startswith("-") or not i else f"+{t}" for i, t in enumerate(texts))
    return text or "0"


def spaced(text: str) -> str:
    """A sum with room around its signs."""
    return text[:1] + text[1:].replace("+", " + ").replace("-", " - ").replace("=", " = ")


def minus(text: str) -> str:
    """With the true minus sign."""
    return text.replace("-", "−")


def shifted(letter: str, by: Fraction | int) -> str:
    """(x - 3), x where nothing is taken off."""
    return f"({added([(1, letter), (-Fraction(by), '')])})" if by else letter
