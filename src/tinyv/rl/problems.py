"""Small problems with exact answers, typical wrong answers, and several forms to answer in.

Ten families, a few dozen problems each. A family is a row of `FAMILIES`; all its problems are listed, shuffled with a
fixed seed, and split into those to train on and those held out. The reference of a problem is written in any of the
family's forms, as in data sets of many authors: that is what makes exact match reject right answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import gcd

from tinyv.rl.forms import FORMS, Number, Range, Ratio, Several, Truth

SEED = 20
A_FAMILY = 40  # problems at most
HELD_OUT = 4  # one of so many
EASIEST, HARDEST = 0.75, 0.1  # pass rates that the policy is taught, spread evenly between prompts

Made = tuple[str, Truth, tuple[Truth, ...]]  # question, truth, typical wrong answers


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of problem. forms: those to answer in, each as often as the others; a value need not have them all."""

    make: Callable[[], Iterator[Made]]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """id: its place in `problems()`. reference: the truth as text. ease: the pass rate that the policy is taught."""

    id: int
    family: str
    question: str
    truth: Truth
    wrong: tuple[Truth, ...]
    reference: str
    ease: float


def _sums() -> Iterator[Made]:
    for b, d in product((2, 3, 4, 5, 6, 8), repeat=2):
        for a, c in product(range(1, b), range(1, d)):
            value = Fraction(a, b) + Fraction(c, d)
            if b <= d and value.denominator in (2, 3, 4, 5, 6, 8, 10, 12) and gcd(a, b) == gcd(c, d) == 1:
                wrong = Fraction(a + c, b + d), Fraction(a * c, b * d)
                yield f"Compute {a}/{b} + {c}/{d}.", Number(value), tuple(map(Number, wrong))


def _shares() -> Iterator[Made]:
    for percent, whole in product((10, 20, 25, 30, 40, 50, 60, 75, 80, 90), range(4, 81, 4)):
        value = Fraction(percent * whole, 100)
        if value.denominator == 1:
            yield f"Compute {percent}% of {whole}.", Number(value), (Number(whole - value), Number(value + 1))


def _products() -> Iterator[Made]:
    for tenths, factor in product((2, 3, 4, 5, 6, 7, 8, 12, 15), range(2, 10)):
        value = Fraction(tenths * factor, 10)
        if value.denominator != 1:
            wrong = Number(value + factor), Number(Fraction(tenths, 10) + factor)
            yield f"Compute {tenths / 10:g} * {factor}.", Number(value), wrong


def _conversions() -> Iterator[Made]:
    for (unit, into, factor), halves in product(
        (("m", "cm", 100), ("kg", "g", 1000), ("h", "min", 60), ("min", "s", 60)), range(2, 19)
    ):
        value = Fraction(factor * halves, 2)
        wrong = (Number(value / 10 if factor > 60 else value * Fraction(5, 3), into), Number(value + factor, into))
        yield f"Convert {halves / 2:g} {unit} to {into}.", Number(value, into), wrong


def _percents() -> Iterator[Made]:
    for whole, part in product((4, 5, 8, 10, 16, 20, 25, 40, 50), range(1, 40)):
        value = Fraction(100 * part, whole)
        if part < whole and value.denominator == 1:
            wrong = Number(100 - value, "%"), Number(Fraction(part), "%")
            yield f"What percent of {whole} is {part}?", Number(value, "%"), wrong


def _ratios() -> Iterator[Made]:
    for left, right, factor in product(range(1, 8), range(2, 10), (2, 3, 4, 5)):
        if gcd(left, right) == 1 and left < right:
            wrong = (
                Ratio(right, left),
                Ratio(left, right + 1) if gcd(left, right + 1) == 1 else Ratio(left, left + right),
            )
            yield f"Simplify the ratio {left * factor} to {right * factor}.", Ratio(left, right), wrong


def _lines() -> Iterator[Made]:
    for a, x, b in product(range(2, 7), range(1, 13), range(1, 10)):
        wrong = Number(Fraction(a * x + 2 * b, a)), Number(Fraction(x + 1))
        yield f"Solve {a}x + {b} = {a * x + b}.", Number(Fraction(x)), wrong


def _roots() -> Iterator[Made]:
    for p, q in product(range(1, 13), repeat=2):
        if p < q:
            wrong = Several((-q, -p)), Several((p, q + 1))
            yield f"Solve (x - {p})(x - {q}) = 0.", Several((p, q)), wrong


def _halves() -> Iterator[Made]:
    for sign, a, end in product("<>", range(1, 10), range(1, 16)):
        right, turned, off = (
            Range(None, at) if below else Range(at, None)
            for at, below in ((end, sign == "<"), (end, sign == ">"), (end + 2 * a, sign == "<"))
        )
        yield f"Solve x + {a} {sign} {end + a}.", right, (turned, off)


def _between() -> Iterator[Made]:
    for low, width, a in product(range(1, 10), range(1, 7), range(1, 6)):
        wrong = Range(low - 2 * a, low + width - 2 * a), Range(low, low + width + a)
        yield f"Solve {low - a} < x - {a} < {low + width - a}.", Range(low, low + width), wrong


FAMILIES: dict[str, Family] = {
    "sum": Family(_sums, ("slash", "frac", "decimal", "words", "percent", "labelled")),
    "share": Family(_shares, ("integer", "decimal", "words", "labelled")),
    "product": Family(_products, ("decimal", "slash", "frac", "percent", "labelled")),
    "conversion": Family(_conversions, ("bare", "unit", "unit in text", "unit word")),
    "percent": Family(_percents, ("unit", "bare", "unit word", "unit in text")),
    "ratio": Family(_ratios, ("colon", "over", "to", "ratio frac")),
    "line": Family(_lines, ("integer", "labelled", "words", "decimal")),
    "roots": Family(_roots, ("listed", "or", "braces", "reversed", "and")),
    "half-line": Family(_halves, ("inequality", "interval", "turned", "in", "said")),
    "between": Family(_between, ("inequality", "interval", "turned", "in", "said")),
}


@cache
def problems() -> tuple[Problem, ...]:
    """All problems, always the same ones in the same order."""
    chance = random.Random(SEED)
    found: list[Problem] = []
    for name, family in FAMILIES.items():
        made = list(family.make())
        for question, truth, wrong in chance.sample(made, min(A_FAMILY, len(made))):
            others = tuple(each for each in wrong if each != truth)
            ease = HARDEST + (EASIEST - HARDEST) * chance.random()
            found.append(
                Problem(len(found), name, question, truth, others, written(truth, name, chance), round(ease, 3))
            )
    return tuple(found)


def split() -> tuple[list[Problem], list[Problem]]:
    """To train on, and held out; problems of a family stand in random order."""
    whole = problems()
    return [each for each in whole if each.id % HELD_OUT], [each for each in whole if not each.id % HELD_OUT]


def written(truth: Truth, family: str, chance: random.Random) -> str:
    """The value in one of the family's forms that it has."""
    return chance.choice(writings(truth, family))


def writings(truth: Truth, family: str) -> list[str]:
    """The value in all forms of the family that it has, in their order."""
    return [text for form in FAMILIES[family].forms if (text := FORMS[form](truth)) is not None]
