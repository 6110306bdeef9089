"""Sentences, conclusions, comparisons in words, remainders and named values: what is read, and what is refused."""

import time

import pytest

from tinyv import Verifier
from tinyv.equiv.congruences import classes
from tinyv.equiv.rewording import in_symbols
from tinyv.equiv.sentences import conclusions, said
from tinyv.expr.show import show
from tinyv.types import Label

RULES = Verifier(None)  # what a judge would say is not tested here


@pytest.mark.parametrize(
    ("text", "value", "before", "after"),
    [
        ("The price is 5 dollars.", "(quantity 5 [dollar])", "the price is", ""),
        ("12 apples", "12", "", "apples"),
        ("The answer is twenty-five.", "25", "the answer is", ""),
        ("the value of f(3) is 7", "7", "the value of f(3) is", ""),
        ("It weighs 4.5 kg in total", "(quantity 4.5 [kg])", "it weighs", "in total"),
    ],
)
def test_said(text: str, value: str, before: str, after: str) -> None:
    found = said(text)
    assert found is not None
    assert show(found.value) in (value, value.replace("dollar", "USD"))
    assert (found.before, found.after) == (before, after)


@pytest.mark.parametrize("text", ["5", "x + 1", "only (4)", "3 cats and 4 dogs", "no value here"])
def test_said_refuses(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cos C = 1/2, hence C = 60", ["C = 60"]),
        ("9, because 3 * 3 = 9", ["9"]),
        ("答案是3，因此x=3", ["x=3"]),
        ("x = 5", []),
    ],
)
def test_conclusions(text: str, parts: list[str]) -> None:
    assert conclusions(text) == parts


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("a is at most -2, or at least 7", "a ≤ -2 or a ≥ 7"),
        ("m must be negative", "m < 0"),
        ("p is any non-negative real number", "p ≥ 0"),
        ("r is greater than 5 but less than 8", "r > 5 and r < 8"),
        ("all m less than 6 except m = 3", "m < 6 and m ≠ 3"),
        ("all real numbers except 0 and 1", "x ≠ 0 and x ≠ 1"),
        ("a lies between -1/2 and 3/2, inclusive", r"-1/2 \le a \le 3/2"),
        ("不小于2且小于5", "x ≥ 2 and x < 5"),
        ("between 1 and 3", None),
        ("all positive integers", None),
        ("x is greater than 3 and y is less than 2", None),
        ("more apples than pears", None),
        ("a > 3", None),
    ],
)
def test_in_symbols(text: str, symbols: str | None) -> None:
    assert in_symbols(text) == symbols


@pytest.mark.parametrize(
    ("text", "modulus", "remainders"),
    [
        ("those congruent to 2 or 3 modulo 4", 4, {2, 3}),
        (r"n = 4k+2 \text{ or } n = 4k+3 \text{ where } k \in \mathbb{N}_0", 4, {2, 3}),
        (r"$n\equiv0$ or $2\pmod7$", 7, {0, 2}),
        (r"$p\equiv\pm1\pmod8$", 8, {1, 7}),
        (r"a \equiv 1 \pmod{5} \text{ and } a \equiv 2 \pmod{5}", 5, {1, 2}),
        (r"all $n\not\equiv 2 \pmod 4$", 4, {0, 1, 3}),
        ("all integers leaving remainder 2 or 4 when divided by 7", 7, {2, 4}),
        ("exactly for the multiples of three", 3, {0}),
        ("odd integers", 2, {1}),
        ("numbers of the form 4k+2", 4, {2}),
    ],
)
def test_classes(text: str, modulus: int, remainders: set[int]) -> None:
    assert classes(text) == (modulus, frozenset(remainders))


@pytest.mark.parametrize(
    "text", ["odd primes", "even n > 2", "all even numbers except 2", "n even or divisible by 3", "4k+5, k\\ge 0", "7"]
)
def test_classes_refuse(text: str) -> None:
    assert classes(text) is None


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("How many cats are there?", "12", "There are 12 cats in total."),
        ("How many legs do the animals have?", "48", "48 legs"),
        ("What is the mean number of goals?", "4.65", "The mean number is 4.65"),
        ("How long is the first train in meters?", "250", "The first train is approximately 250 meters long"),
        ("Find angle C.", r"\frac{\pi}{3}", "cos C = 1/2, hence C = 60°"),
        ("Find all pairs.", "(3,3)", "The only pair is (3, 3)"),
        ("Find the range of p.", "p \\ge -1", "The range of p is at least -1"),
        ("Find the rents.", "Each A room is 240 yuan, each B room 210 yuan", "240 yuan (A), 210 yuan (B)"),
        ("Find the extremes.", "smallest 15, largest 20", "max = 20, min = 15"),
        ("Find all positive integers n.", r"n \equiv 3 \pmod 4", "n = 4k + 3, k = 0, 1, 2, ..."),
        ("", r"\frac12", "二分之一"),
        ("哪些命题正确？", "①③", "③、①"),
    ],
)
def test_says_the_same(question: str, reference: str, answer: str) -> None:
    assert RULES.verify(question, reference, answer).label is Label.CORRECT
    assert RULES.verify(question, answer, reference).label is Label.CORRECT


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("How many legs do the animals have?", "48", "48 animals"),
        ("How many apples are there?", "12", "12 baskets of apples"),
        ("What percentage of the students passed?", r"40\%", "40 students"),
        ("How many are there?", "3", "at least 3"),
        ("Find the length.", r"\sqrt{5}", "the square root of the square root of 5"),
        ("Find the ratio of A to B.", "5:3", "B is five thirds of A"),
        ("Find the rents.", "240 yuan for A, 210 yuan for B", "240 yuan (B), 210 yuan (A)"),
        ("Find the extremes.", "smallest 15, largest 20", "max = 15, min = 20"),
        ("Find n.", r"n \equiv 2 \pmod 4", "n = 4k + 3"),
        ("Simplify.", "2x", "2t"),
        ("Find the statements.", "(1)(4)", "only (4)"),
        ("Which is it?", "(A)", "D, so D = A"),
        ("", "multiples of 3", "all positive multiples of 3"),
    ],
)
def test_does_not_say_the_same(question: str, reference: str, answer: str) -> None:
    assert RULES.verify(question, reference, answer).label is not Label.CORRECT
    assert RULES.verify(question, answer, reference).label is not Label.CORRECT


@pytest.mark.parametrize(
    "unit", ["1 and ", "the ", "or 1, ", "from a and ", "k, where ", "≡ 1 or ", "between a to ", "so ", "is "]
)
def test_hostile_phrases_stay_cheap(unit: str) -> None:
    started = time.perf_counter()
    for text in (unit * 50, "n ≡ " + unit * 40, "from " + unit * 30, "4k" + unit * 60):
        classes(text)
        in_symbols(text)
        said(text)
        conclusions(text)
    assert time.perf_counter() - started < 0.5
