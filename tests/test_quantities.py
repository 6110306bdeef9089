"""Quantities: what a tree holds, which unit a question wants, and the words on pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyv.equiv.context import STRICT, Word
from tinyv.equiv.quantities import quantity
from tinyv.equiv.question import Question
from tinyv.equiv.rules import decide
from tinyv.equiv.wanted import wanted
from tinyv.expr.parser import parse
from tinyv.expr.units import UnitDef, lookup


def known(word: str) -> UnitDef:
    unit = lookup(word)
    assert unit is not None, word
    return unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [(r"5\text{ cm}", "cm"), ("80 km/h", "km/h"), (r"\$5", "USD"), ("5 feet 6 inches", "ft"), (r"30^\circ", "deg")],
)
def test_the_unit_of_a_tree(text: str, unit: str) -> None:
    found = quantity(parse(text))
    assert found is not None
    assert found[1].name == unit


@pytest.mark.parametrize(
    ("text", "unit"), [("5 m", "m"), ("5 m/s", "m/s"), (r"4.7 k\Omega", "kohm"), ("9.8 m/s^2", "m/s^2")]
)
def test_letters_may_be_units(text: str, unit: str) -> None:
    found = quantity(parse(text), letters=True)
    assert found is not None
    assert (found[1].dims, found[1].factor) == (known(unit).dims, known(unit).factor)


@pytest.mark.parametrize("text", ["5", "x", "5x", "5xy", "x m", r"\frac{1}{2}", "5 apples"])
def test_no_quantity(text: str) -> None:
    assert quantity(parse(text), letters=True) is None


NAMED = {
    "A train at 30 km / hr crosses a pole in 24 seconds.": {"km/h", "s"},
    r"The radius is $5 \mathrm{~cm}$.": {"cm"},
    "It costs $5 and weighs 3 pounds.": {"USD", "lb"},
    r"The force of $60 \mathrm{N}$ acts.": {"N"},
    "甲走了5千米": {"km"},
    "Let m and n be integers.": set(),
}
ASKED = {
    "How many hours does it take?": {"h"},
    "How many more square feet are needed?": {"ft^2"},
    "What is the speed in kilometers per hour?": {"km/h"},
    "Express this in m/s.": {"m/s"},
    "Find the area (in cm^2).": {"cm^2"},
    "The car travels ____ $m$ before it stops.": {"m"},
    "Give the height to the nearest meter.": {"m"},
    "一共需要多少千米?": {"km"},
    "The train ran 30 km in 2 hours. What is its speed?": set(),
    "How many apples are left?": set(),
    "In 5 minutes, how far does it go?": set(),
}


@pytest.mark.parametrize(("text", "names"), NAMED.items())
def test_units_of_a_question(text: str, names: set[str]) -> None:
    assert {unit.name for unit in Question(text).units} == names


@pytest.mark.parametrize(("text", "names"), ASKED.items())
def test_units_asked_for(text: str, names: set[str]) -> None:
    assert {unit.name for unit in Question(text).asked_units} == names


WANTED = [
    ("How many hours does it take?", "min", "h"),
    ("How many hours does it take?", "km", None),
    ("Find the area of the square.", "cm^2", "cm^2"),
    ("Find the area of the square.", "cm", None),
    ("The side is 5 cm. What is the area?", "m^2", "cm^2"),
    ("A 320 meter train passes in 6 seconds. What is its speed?", "km/h", None),
    ("The radius is 6.5 cm. What is the perimeter?", "cm^2", None),
    ("What is the price?", "USD", "USD"),
    ("It charges 40 cents an hour. How much did he pay?", "¢", None),
    ("What percent of the alloy is zinc, if 65 grams are?", "g", None),
    ("How many apples are there?", "kg", None),
    ("How much work is needed to stretch it to 20 cm?", "J", "J"),
    ("P is in fish and t in years. At what population is growth largest?", "year", None),
]


@pytest.mark.parametrize(("question", "unit", "target"), WANTED)
def test_the_wanted_unit(question: str, unit: str, target: str | None) -> None:
    found = wanted(known(unit), Question(question))
    assert (found and found.name) == (target and known(target).name)


WORDS = [
    ("", "1.5 km", "1500 m", Word.EQUAL),
    ("", "1.5 km", "150 m", Word.DIFFERENT),
    ("", r"5\text{ m}", r"5\text{ kg}", Word.DIFFERENT),
    ("", "5 pounds", "£5", Word.OPEN),
    ("", "90 min", "1 hour 30 minutes", Word.EQUAL),
    ("", "1 m^3", "1000 L", Word.EQUAL),
    ("", r"20^\circ C", "20 degrees Celsius", Word.EQUAL),
    ("", r"20^\circ C", r"68^\circ F", Word.EQUAL),
    ("", "80 km/h", "80 km", Word.OPEN),
    ("How many hours does it take?", "2", "120 minutes", Word.EQUAL),
    ("How many hours does it take?", "2", "2 h", Word.EQUAL),
    ("How many hours does it take?", "2", "2 km", Word.OPEN),
    ("How many meters of rope are left?", "5", "6 m", Word.DIFFERENT),
    ("What is the speed in kilometers per hour?", "80", "80 km", Word.OPEN),
    ("A sprinter runs at 10 m/s. Express this speed in km/h.", "36 km/h", "10 m/s", Word.OPEN),
    ("A 320 meter train passes a man in 6 seconds. What is its speed?", "53.33", "53.33 km/h", Word.OPEN),
    ("What is the balance, to the nearest cent?", "12.35", r"\$12.35", Word.EQUAL),
    ("At what time does the ferry arrive?", "9:05", "9/5", Word.OPEN),
    ("Find the ratio of $a$ to $b$.", "4:6", r"\frac{2}{3}", Word.EQUAL),
]


@pytest.mark.parametrize(("question", "reference", "answer", "word"), WORDS)
def test_words(question: str, reference: str, answer: str, word: Word) -> None:
    assert decide(reference, answer, question).word is word
    assert decide(answer, reference, question).word is word


def test_the_strict_policy_needs_the_unit() -> None:
    assert decide("2 hours", "2", "How many hours does it take?", STRICT).word is Word.OPEN


FACTORS = [("km", "m", 1000), ("h", "min", 60), ("kg", "g", 1000), ("yd", "ft", 3)]


@given(st.integers(1, 10**6), st.sampled_from(FACTORS))
def test_conversion(count: int, units: tuple[str, str, int]) -> None:
    large, small, factor = units
    there = rf"{count} \text{{ {large}}}"
    assert decide(there, rf"{count * factor} \text{{ {small}}}").word is Word.EQUAL
    assert decide(there, rf"{count * factor + 1} \text{{ {small}}}").word is not Word.EQUAL


@given(st.text(max_size=300))
def test_any_question_is_read(text: str) -> None:
    question = Question(text + " in 5 m ( cm ) how many hours $3")
    assert question.units is not None
    assert question.asked_units is not None
    assert question.kinds is not None
    assert question.place is None or question.place > 0
