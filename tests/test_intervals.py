"""Sets of real numbers in many notations, inequalities in several unknowns."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyv.equiv.context import STRICT, Word
from tinyv.equiv.rules import decide

End = tuple[Fraction, bool]  # where an interval ends, and whether it holds that point
Interval = tuple[End, End]
LESS, MORE = ("<", r"\le"), (">", r"\ge")


@st.composite
def unions(draw: st.DrawFn) -> list[Interval]:
    """One to three intervals with gaps between them, from left to right."""
    count = draw(st.integers(1, 3))
    fractions = st.fractions(-20, 20, max_denominator=6)
    ends = sorted(draw(st.lists(fractions, min_size=2 * count, max_size=2 * count, unique=True)))
    closed = draw(st.lists(st.booleans(), min_size=2 * count, max_size=2 * count))
    return [((ends[2 * i], closed[2 * i]), (ends[2 * i + 1], closed[2 * i + 1])) for i in range(count)]


def number(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    above, below = abs(value.numerator), value.denominator
    return f"{sign}{above}" if below == 1 else rf"{sign}\frac{{{above}}}{{{below}}}"


def brackets(union: list[Interval]) -> str:
    parts = []
    for (lo, low), (hi, high) in union:
        parts.append(f"{'[' if low else '('}{number(lo)}, {number(hi)}{']' if high else ')'}")
    return r" \cup ".join(parts)


def chains(union: list[Interval]) -> str:
    parts = []
    for (lo, low), (hi, high) in union:
        parts.append(f"{number(lo)} {LESS[low]} x {LESS[high]} {number(hi)}")
    return r" \text{ or } ".join(parts)


def builder(union: list[Interval]) -> str:
    return rf"\{{x \mid {chains(union)}\}}"


def from_the_right(union: list[Interval]) -> str:
    parts = []
    for (lo, low), (hi, high) in reversed(union):
        parts.append(f"{number(hi)} {MORE[high]} x {MORE[low]} {number(lo)}")
    return r" \text{ or } ".join(parts)


NOTATIONS = (brackets, chains, builder, from_the_right)


@given(unions(), st.sampled_from(NOTATIONS), st.sampled_from(NOTATIONS))
def test_a_union_is_equal_in_any_notation(union: list[Interval], first: object, second: object) -> None:
    assert callable(first)
    assert callable(second)
    assert decide(first(union), second(union)).word is Word.EQUAL


@given(unions(), st.data(), st.sampled_from(NOTATIONS), st.sampled_from(NOTATIONS))
def test_another_end_is_another_set(union: list[Interval], data: st.DataObject, first: object, second: object) -> None:
    at, side = data.draw(st.integers(0, len(union) - 1)), data.draw(st.integers(0, 1))
    ends = list(union[at])
    value, closed = ends[side]
    (lo, _), (hi, _) = union[at]
    ends[side] = (value, not closed) if data.draw(st.booleans()) else ((lo + hi) / 2, closed)
    other = [*union[:at], (ends[0], ends[1]), *union[at + 1 :]]
    assert callable(first)
    assert callable(second)
    assert decide(first(union), second(other)).word is Word.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"[2,2]", r"\{2\}"),
        (r"\mathbb{R} - \{1\}", r"(-\infty,1)\cup(1,\infty)"),
        (r"\mathbb{R}^+", r"(0,\infty)"),
        (r"\mathbb{R}_{\ge 0}", r"[0,\infty)"),
        (r"(-\infty,\infty)", "all real numbers"),
        (r"\emptyset", "no solution"),
        (r"\{x \mid x>2\}", r"\{t \mid t>2\}"),
        (r"\{x \in \mathbb{Z} \mid 1 \le x \le 3\}", r"\{1,2,3\}"),
        (r"\{x \in \mathbb{Z} \mid x>2\}", r"\{n \in \mathbb{Z} \mid n \ge 3\}"),
        (r"a<x<2a", "(a,2a)"),
        (r"x<a \text{ or } x>2a", r"(2a,\infty)\cup(-\infty,a)"),
        (r"|x-2| \le 3", "[-1,5]"),
        (r"(-\infty,-1),(3,\infty)", r"(-\infty,-1)\cup(3,\infty)"),
        (r"x + y \le -1 \text{ or } x+y \ge 1", r"(-\infty,-1]\cup[1,\infty)"),
        ("all positive real numbers except 1", r"(0,1)\cup(1,\infty)"),
        ("x is between -1 and 2 (exclusive), or x exceeds 6", r"(-1,2)\cup(6,\infty)"),
        ("k is at most 3, but k is not 1", r"k \le 3 \text{ and } k \ne 1"),
        ("a must be 4 or larger", r"[4,\infty)"),
        ("x + y < 3", "2y < 6 - 2x"),
        ("a < b", "b > a"),
        ("x < y < z", "z > y > x"),
        (r"\sin 3 < \sin 1 < \sin 2", r"\sin 2 > \sin 1 > \sin 3"),
    ],
)
def test_equal(first: str, second: str) -> None:
    assert decide(first, second).word is Word.EQUAL
    assert decide(second, first).word is Word.EQUAL
    assert decide(first, second, policy=STRICT).word is Word.EQUAL


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"(2,\infty)", "(2,100)"),
        (r"\{x \mid x>2\}", r"\{t \mid t<2\}"),
        (r"\{x \in \mathbb{Z} \mid 1 \le x \le 3\}", r"\{1,2\}"),
        ("x + y < 3", "x + y > 3"),
        (r"x \ge 3", "x is more than 3"),
    ],
)
def test_different(first: str, second: str) -> None:
    assert decide(first, second).word is Word.DIFFERENT
    assert decide(second, first).word is Word.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second", "question"),
    [
        (r"\{x \in \mathbb{N} \mid x \le 3\}", r"\{1,2,3\}", ""),  # 0 may be natural
        (r"\{x \in \mathbb{Z} \mid 1 \le x \le 3\}", "[1,3]", ""),
        ("[0,1]", "(0,1), [0,1]", ""),  # two answers
        ("x > 2", "y > 2", ""),
        ("[-2,2]", "[2,-2]", ""),
        (r"x < -1 \text{ and } x > 3", r"(-\infty,-1)\cup(3,\infty)", ""),  # "and" may be loose language
        (r"[1,\infty)", r"(1,\infty)", "On which interval is f increasing?"),  # its end is free
        (r"n \ne 2", r"n = 1 \text{ or } n \ge 3", "For which positive integers?"),
        (r"[1,2]", r"1 \le |\vec{c}| \le 2", "Find the range of the length of c."),
        ("(1,3)", "between 1 and 3", ""),
        (r"\emptyset, \{0\}, \{1\}", r"\{0\}, \{1\}", "List the subsets."),
        ("x + y < 3", r"x + y \le 3", ""),
    ],
)
def test_open(first: str, second: str, question: str) -> None:
    assert decide(first, second, question).word is Word.OPEN
    assert decide(second, first, question).word is Word.OPEN
