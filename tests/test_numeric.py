"""Exact values, balls, decimals as written, and what a question says of rounding."""

from __future__ import annotations

import threading

import flint
import pytest
from flint import acb, arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from tinyv.equiv import roundings
from tinyv.equiv.context import STRICT, Word
from tinyv.equiv.decimals import figure_place, nearly, shown
from tinyv.equiv.numeric import HIGH, LOW, agree, ball, disjoint, precision, rational
from tinyv.equiv.question import Question
from tinyv.equiv.rules import decide
from tinyv.expr.parser import parse

EXACT = {
    "7": "7",
    "-0.5": "-1/2",
    r"\frac{1}{3}+\frac{1}{6}": "1/2",
    r"2\frac{1}{3}": "7/3",
    "0^2": "0",
    "2^{10}": "1024",
    "4^{1/2}": "2",
    r"\left(\frac{8}{27}\right)^{-2/3}": "9/4",
    r"\sqrt{144}": "12",
    r"\sqrt[3]{-8}": "-2",
    "5!": "120",
    "7!!": "105",
    r"\binom{10}{3}": "120",
    "1011_2": "11",
    r"|-3|": "3",
    r"\lfloor -1.5 \rfloor": "-2",
    r"\lceil 1.2 \rceil": "2",
    r"\gcd(12, 18)": "6",
    r"25\%": "1/4",
    r"1.5 \times 10^{-3}": "3/2000",
}
NO_VALUE = ["x", r"\sqrt{2}", r"\pi", "1/0", r"0^0", r"\sqrt[0]{42}", r"2^{99999999}", "99999!", r"\infty", r"\pm 1"]


@pytest.mark.parametrize(("text", "value"), EXACT.items())
def test_exact_values(text: str, value: str) -> None:
    above, _, below = value.partition("/")
    assert rational(parse(text)) == fmpq(int(above), int(below or 1))


@pytest.mark.parametrize("text", NO_VALUE)
def test_no_exact_value(text: str) -> None:
    assert rational(parse(text)) is None


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9), st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_sums_of_fractions(a: int, b: int, c: int, d: int) -> None:
    assert rational(parse(rf"\frac{{{a}}}{{{b}}}+\left(\frac{{{c}}}{{{d}}}\right)")) == fmpq(a, b) + fmpq(c, d)


CLOSED = {
    r"\sqrt{2}": 2**0.5,
    r"\pi": 3.141592653589793,
    r"\ln 2": 0.6931471805599453,
    r"\sin\frac{\pi}{6}": 0.5,
    r"\arctan 1": 0.7853981633974483,
    r"90^\circ": 1.5707963267948966,
    r"\sqrt[3]{-27}": -3.0,
    r"\sum_{k=1}^{10} k^2": 385.0,
    r"\prod_{k=1}^{5} k": 120.0,
}


@pytest.mark.parametrize(("text", "value"), CLOSED.items())
def test_balls_enclose(text: str, value: float) -> None:
    with precision(LOW):
        found = ball(parse(text))
        assert found is not None
        assert abs(found - acb(value)) < arb(1e-12)


@pytest.mark.parametrize(
    "text", ["x", r"\frac{1}{0}", r"\ln 0", r"\sqrt[0]{42}", r"\int_0^1 x\,dx", r"\infty", r"\frac{1}{\sqrt{4}-2}"]
)
def test_no_ball(text: str) -> None:
    with precision(LOW):
        assert ball(parse(text)) is None


def test_precision_is_restored_and_belongs_to_one_thread() -> None:
    before = flint.ctx.prec
    seen: list[int] = []
    with precision(HIGH):
        assert flint.ctx.prec == HIGH
        with precision(LOW):
            assert flint.ctx.prec == LOW
        assert flint.ctx.prec == HIGH
        other = threading.Thread(target=lambda: seen.append(_precision_of_another()))
        other.start()
    other.join()
    assert seen == [LOW]
    assert flint.ctx.prec == before
    with pytest.raises(ValueError, match="stop"), precision(HIGH):
        raise ValueError("stop")
    assert flint.ctx.prec == before


def _precision_of_another() -> int:
    with precision(LOW):
        return int(flint.ctx.prec)


def test_disjoint_and_agree() -> None:
    with precision(HIGH):
        one, other = ball(parse(r"\sqrt{2}\sqrt{3}")), ball(parse(r"\sqrt{6}"))
        assert one is not None
        assert other is not None
        assert agree(one, other)
        assert not disjoint(one, other)
        assert disjoint(one, one + 1)


# decimals


@pytest.mark.parametrize(
    ("text", "unit", "digits"),
    [("3.14", "1/100", 3), ("-0.050", "1/1000", 2), ("92.2%", "1/1000", 3), (r"7.25 \times 10^{-3}", "1/100000", 3)],
)
def test_shown(text: str, unit: str, digits: int) -> None:
    found = shown(parse(text))
    assert found is not None
    above, below = map(int, unit.split("/"))
    assert (found.unit, found.digits) == (fmpq(above, below), digits)


def test_integers_are_shown_on_demand() -> None:
    assert shown(parse("42")) is None
    whole = shown(parse("42"), whole=True)
    assert whole is not None
    assert whole.whole


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 8))
def test_the_place_of_a_significant_figure(above: int, below: int, figures: int) -> None:
    value = fmpq(above, below)
    count = value / figure_place(value, figures)
    assert fmpq(10) ** (figures - 1) <= count < fmpq(10) ** figures


@pytest.mark.parametrize(
    ("first", "second", "close"),
    [("2.33", "2.34", True), ("54.87", "54.78", False), ("12345.67", "12345.76", False), ("153.86", "153.94", True),
     ("2.3", "2.4", False), ("0.66", "0.6667", True), ("1.5", "2.5", False)],
)  # fmt: skip
def test_nearly(first: str, second: str, close: bool) -> None:
    coarse, fine = shown(parse(first)), shown(parse(second))
    assert coarse is not None
    assert fine is not None
    assert nearly(coarse, fine.value) is close


PLACES = {
    "Round to the nearest tenth.": fmpq(1, 10),
    "to the nearest hundredth": fmpq(1, 100),
    "to the nearest hundred": fmpq(100),
    "to the nearest whole number": fmpq(1),
    "to the nearest integer": fmpq(1),
    "to the nearest cent": fmpq(1, 100),
    "to the nearest dollar": fmpq(1),
    "to the nearest $0.01$": fmpq(1, 100),
    "to the nearest mile": fmpq(1),
    "correct to two decimal places": fmpq(1, 100),
    "correct to 3 d.p.": fmpq(1, 1000),
    "结果保留两位小数": fmpq(1, 100),
    "精确到0.1": fmpq(1, 10),
    "Round 2.7 to the nearest tenth, then the sum to the nearest ten.": fmpq(10),
    "the nearest neighbour": None,
    "Find the sum.": None,
}


@pytest.mark.parametrize(("text", "place"), PLACES.items())
def test_places(text: str, place: fmpq | None) -> None:
    assert roundings.place(text) == place


def test_figures_and_bases() -> None:
    assert roundings.figures("Give 3 significant figures.") == 3
    assert roundings.figures("to four significant digits") == 4
    assert roundings.figures("a significant change") is None
    assert Question("Write 33 in base five and in binary.").bases == {5, 2}
    assert Question("the base of the triangle").bases == frozenset()


# the words of the rules

WORDS = [
    ("", r"\frac{1}{3}", "0.333", Word.EQUAL),
    ("", r"\frac{1}{3}", "0.33", Word.OPEN),
    ("Give the exact value.", r"\sqrt{2}", "1.414", Word.OPEN),
    ("Round to the nearest whole number.", r"10\pi", "31", Word.EQUAL),
    ("Round to the nearest whole number.", "7.48", "7", Word.EQUAL),
    ("Round to the nearest whole number.", "7.48", "8", Word.OPEN),
    ("Round to two decimal places.", "2.33", "2.34", Word.DIFFERENT),
    ("Round to two decimal places.", "2.33", "2.3", Word.DIFFERENT),
    ("Round $0.0067482$ to three significant figures.", "0.00675", "0.006748", Word.OPEN),
    ("Rounded to the nearest cm, it is 36 cm. Find the least possible length.", "35.5", "35", Word.DIFFERENT),
    ("", "18.444444444444443", r"\frac{166}{9}", Word.EQUAL),
    ("", r"\infty", r"-\infty", Word.DIFFERENT),
    ("", r"\infty", "7", Word.DIFFERENT),
    ("", r"\sqrt{4^{2012}+1}", r"\sqrt{4^{2012}}", Word.DIFFERENT),
    ("", r"\frac{81^{504}-80}{8}", r"\frac{81^{504}-81}{8}", Word.DIFFERENT),
    ("", "1_3", "1_2", Word.OPEN),
    ("", "377_8", "255_{10}", Word.EQUAL),
    ("Find the sum in base five.", "12_5", "12", Word.EQUAL),
    ("Convert 33 to base 4.", "201_4", "113_5", Word.OPEN),
    ("Write it in scientific notation.", r"3.76 \times 10^4", r"37.6 \times 10^3", Word.OPEN),
    ("Reduce to lowest terms.", r"\frac{3}{4}", r"\frac{6}{8}", Word.OPEN),
    ("Write 84 as a product of primes.", r"2^2 \cdot 3 \cdot 7", r"4 \cdot 3 \cdot 7", Word.OPEN),
    ("Compute $123 \\times 9 + 7$.", "1114", r"123 \times 9 + 7", Word.OPEN),
    ("", "100", "200", Word.DIFFERENT),
    ("", "57000", "56800", Word.DIFFERENT),
    ("", r"1+i\pi", "1+3.1416i", Word.OPEN),
    ("", r"28\%", "0.28", Word.EQUAL),
    ("", r"28\%", "28", Word.EQUAL),
    ("", r"0.5\%", "0.5", Word.OPEN),
    ("What percent is that?", r"28\%", "28", Word.EQUAL),
    ("", r"28\%", "2.8", Word.DIFFERENT),
    ("What percent is that?", "28", r"0.28\%", Word.DIFFERENT),
    ("What percent is that?", "12", r"\frac{3}{25}", Word.OPEN),
    ("", r"120^\circ", r"\frac{2\pi}{3}", Word.EQUAL),
    ("", r"120^\circ", r"\frac{\pi}{3}", Word.DIFFERENT),
    ("Find the angle.", r"120^\circ", "120", Word.EQUAL),
    ("Find the angle in radians.", r"120^\circ", "120", Word.OPEN),
    ("Find the angle.", "45", r"135^\circ", Word.DIFFERENT),
]


@pytest.mark.parametrize(("question", "reference", "answer", "word"), WORDS)
def test_words(question: str, reference: str, answer: str, word: Word) -> None:
    assert decide(reference, answer, question).word is word
    assert decide(answer, reference, question).word is word


def test_the_strict_policy_takes_no_rounding_and_no_bare_percent() -> None:
    assert decide(r"\frac{1}{3}", "0.333", "", STRICT).word is Word.OPEN
    assert decide("7.48", "7", "Round to the nearest whole number.", STRICT).word is not Word.EQUAL
    assert decide(r"28\%", "28", "What percent is that?", STRICT).word is Word.OPEN
