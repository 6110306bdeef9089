"""Families over the integers, letters of an answer's own, terms between dots."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyv.equiv.context import STRICT, Word
from tinyv.equiv.rules import decide

ASKED = "Find the general solution."


def family(step: int, start: int, letter: str) -> str:
    return rf"{step}{letter}{start:+d}, {letter} \in \mathbb{{Z}}"


@given(st.integers(2, 12), st.integers(-9, 9), st.integers(-3, 3), st.sampled_from("knm"))
def test_a_progression_may_start_anywhere(step: int, start: int, shift: int, letter: str) -> None:
    other = family(step, start + step * shift, letter)
    assert decide(family(step, start, "k"), other).word is Word.EQUAL
    assert decide(family(step, start, "k"), rf"x \equiv {start} \pmod {{{step}}}").word is Word.EQUAL


@given(st.integers(2, 12), st.integers(-9, 9), st.integers(2, 12), st.integers(-9, 9))
def test_progressions_are_equal_exactly_as_sets(step: int, start: int, other_step: int, other_start: int) -> None:
    same = step == other_step and (start - other_start) % step == 0
    word = decide(family(step, start, "k"), family(other_step, other_start, "n")).word
    assert word is (Word.EQUAL if same else Word.DIFFERENT)


@given(st.integers(2, 6), st.integers(-5, 5), st.integers(2, 4))
def test_a_family_may_be_split(step: int, start: int, parts: int) -> None:
    split = r" \text{ or } ".join(f"x = {step * parts}k{start + step * i:+d}" for i in range(parts))
    assert decide(family(step, start, "n"), rf"{split}, k \in \mathbb{{Z}}").word is Word.EQUAL
    short = split.partition(r" \text{ or } ")[2]
    assert decide(family(step, start, "n"), rf"{short}, k \in \mathbb{{Z}}").word is not Word.EQUAL


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"x = k\pi, k \in \mathbb{Z}", r"k\pi (k \in \mathbb{Z})"),
        (r"n\pi+(-1)^n\frac{\pi}{6}, n\in\mathbb{Z}", r"\frac{\pi}{6}+2k\pi, \frac{5\pi}{6}+2k\pi, k\in\mathbb{Z}"),
        (r"k\cdot 360^\circ+150^\circ, k\in\mathbb{Z}", r"\frac{5\pi}{6} + 2n\pi, n\in\mathbb{Z}"),
        (r"(\frac{k\pi}{2}-\frac{\pi}{12}, 0), k\in\mathbb{Z}", r"(\frac{n\pi}{2}+\frac{5\pi}{12}, 0), n\in\mathbb{Z}"),
        (r"(2k\pi, 2k\pi+\pi), k\in\mathbb{Z}", r"2k\pi<x<2k\pi+\pi, k\in\mathbb{Z}"),
        (r"\{x \mid x \ne k\pi+\frac{\pi}{2}, k\in\mathbb{Z}\}", r"x\neq \frac{\pi}{2}+n\pi, n\in\mathbb{Z}"),
        (r"2k+1, k\in\mathbb{Z}", "all odd integers"),
        (r"x = 2\pi n, n\in\mathbb{Z}", r"every integer multiple of 2\pi"),
        (r"e^{-\pi/2-2k\pi}, k\in\mathbb{Z}", r"e^{-(4n+1)\pi/2}, n\in\mathbb{Z}"),
        (r"2k, k\in\mathbb{N}", r"2n, n\in\mathbb{N}"),
        (r"C_1 e^x + C_2 e^{-x}", r"A e^x + B e^{-x}"),
        (r"y = C_1 e^x + C_2 e^{-x}", r"y = A\cosh x + B\sinh x"),
        (r"(3-2t, t), t\in\mathbb{R}", r"(s, \frac{3-s}{2}), s\in\mathbb{R}"),
        (r"f(x)=cx", "f(t)=at"),
    ],
)
def test_equal_by_samples(first: str, second: str) -> None:
    assert decide(first, second, ASKED).word is Word.EQUAL
    assert decide(second, first, ASKED).word is Word.EQUAL


def test_samples_are_a_policy() -> None:
    first, second = r"k\pi+\pi, k\in\mathbb{Z}", r"n\pi, n\in\mathbb{Z}"
    assert decide(first, second).word is Word.EQUAL
    assert decide(first, second, policy=STRICT).word is Word.OPEN


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"k\pi, k\in\mathbb{Z}", r"\frac{k\pi}{2}, k\in\mathbb{Z}"),
        (r"x \equiv 1 \pmod 3", r"x \equiv 1 \pmod 6"),
        (r"[2k\pi, 2k\pi+\pi], k\in\mathbb{Z}", r"[2k\pi, 2k\pi+\frac{\pi}{2}], k\in\mathbb{Z}"),
    ],
)
def test_different(first: str, second: str) -> None:
    assert decide(first, second).word is Word.DIFFERENT
    assert decide(second, first).word is Word.DIFFERENT


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"x = k\pi, k\in\mathbb{Z}", r"x = k\pi, k\in\mathbb{R}"),
        (r"30^\circ+360^\circ k, k\in\mathbb{Z}", r"30+360k, k\in\mathbb{Z}"),  # the sign may be left off
        (r"[2k\pi, 2k\pi+\pi], k\in\mathbb{Z}", r"(2k\pi, 2k\pi+\pi), k\in\mathbb{Z}"),
        (r"(t, 2t), t\in\mathbb{R}", r"(2s, s), s\in\mathbb{R}"),
        (r"(t, 2t), t\in\mathbb{R}", r"(s, 2s), s\in\mathbb{Z}"),
        (r"C_1 e^x + C_2 e^{-x}", r"C_1 e^x + C_2 e^x"),
        (r"f(x)=cx^2", r"f(t)=at^2 \text{ for an arbitrary positive constant } a"),
        (r"(S, W)", r"(N, W)"),
    ],
)
def test_not_equal(first: str, second: str) -> None:
    assert decide(first, second, ASKED).word is not Word.EQUAL
    assert decide(second, first, ASKED).word is not Word.EQUAL


def test_a_letter_of_the_question_keeps_its_name() -> None:
    assert decide("4s", "4a", "A square has side s. Find its perimeter.").word is not Word.EQUAL
    assert decide("(a, 2a)", "(b, 2b)", "Solve for a and b.").word is not Word.EQUAL


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (r"1+2+\cdots+n", r"\frac{n(n+1)}{2}"),
        (r"\sum_{k=1}^n k", r"\sum_{j=1}^n j"),
        (r"\sum_{k=1}^n k", r"\frac{n^2+n}{2}"),
        (r"1^2+2^2+\cdots+n^2", r"\frac{n(n+1)(2n+1)}{6}"),
        (r"1+x+x^2+\cdots+x^{n-1}", r"\frac{1-x^n}{1-x}"),
        (r"2+4+8+\cdots+2^n", r"2^{n+1}-2"),
        (r"1\cdot 2+2\cdot 3+\cdots+n(n+1)", r"\frac{n(n+1)(n+2)}{3}"),
        (r"n+(n-1)+\cdots+1", r"\sum_{k=1}^n k"),
        (r"a_1+a_2+\cdots+a_{10}", r"\sum_{i=1}^{10} a_i"),
        (r"a_1 a_2\cdots a_n", r"\prod_{i=1}^n a_i"),
        (
            r"b_n = \frac{(v-a_1)(v-a_2)\cdots(v-a_n)}{v^{n-1}}",
            r"v(1-\frac{a_1}{v})(1-\frac{a_2}{v})\cdots(1-\frac{a_n}{v})",
        ),
        (r"1, 3, 5, \ldots, 2n-1", r"1, 3, \dots, 2n-1"),
        (r"\{1, 2, \ldots, 5\}", r"\{1,2,3,4,5\}"),
        (r"\binom{n}{0}+\binom{n}{1}+\cdots+\binom{n}{n}", "2^n"),
    ],
)
def test_dots_written_out(first: str, second: str) -> None:
    assert decide(first, second).word is Word.EQUAL
    assert decide(second, first).word is Word.EQUAL


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (r"1, 2, \ldots, n", r"1, 3, 5, \ldots, 2n-1", Word.DIFFERENT),
        (r"1+2+\cdots+100", "5051", Word.DIFFERENT),
        (r"\sum_{k=1}^n k", r"\frac{n(n-1)}{2}", Word.DIFFERENT),
        (r"2+4+\cdots+2^n", r"2^{n+1}-2", Word.OPEN),  # two terms show no pattern that ends at 2^n
        (r"4, 12, 20, \ldots, 8n-4", "a_n = 8n-4", Word.OPEN),
        (r"1+2+\cdots+10^9", "10^9", Word.OPEN),
    ],
)
def test_dots_not_equal(first: str, second: str, word: Word) -> None:
    assert decide(first, second).word is word
    assert decide(second, first).word is word
