"""Facts of a question's text: each is found when a rule first asks for it."""

from __future__ import annotations

import re
from functools import cached_property

from flint import fmpq

from tinyv.equiv import dimensions, domains, roundings
from tinyv.equiv import question_table as table
from tinyv.expr.units import UnitDef
from tinyv.remember import remembered

MAX_QUESTION = 20_000  # characters that are read


class Question:
    """What a rule may ask about the question."""

    def __init__(self, text: str) -> None:
        self.text = text[:MAX_QUESTION]

    def _has(self, pattern: re.Pattern[str]) -> bool:
        return bool(self.text) and bool(pattern.search(self.text))

    @cached_property
    def angle(self) -> bool:
        return self._has(table.ANGLE)

    @cached_property
    def percent(self) -> bool:
        return self._has(table.PERCENT)

    @cached_property
    def ordered(self) -> bool:
        """The order of the values asked for is given: "respectively", "how many ... and how many ..."."""
        return self._has(table.ORDERED) and not self._has(table.ALL_VALUES)

    @cached_property
    def unknown(self) -> str:
        """The one variable whose value is asked for: "what is $y$?"; "" if none is."""
        found = set(table.UNKNOWN.findall(self.text)) | set(table.BLANK_OF.findall(self.text))
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def open_ended(self) -> bool:
        """Other answers than the reference may be right: nothing is refuted by differing from it."""
        return self._has(table.OPEN_ENDED)

    @cached_property
    def blanks(self) -> int:
        """How many blanks are to be filled in."""
        return len(table.BLANK.findall(self.text))

    @cached_property
    def bounds(self) -> domains.Bounds:
        """Between which numbers its variables lie."""
        return domains.bounds(self.text)

    def turned(self, text: str) -> bool:
        """Does a text go the other way than the question: "from the base to the apex"?"""
        said = {pair for found in table.WAY.findall(text.lower()) for pair in _pairs(found)}
        asked = {pair for found in table.WAY.findall(self.text.lower()) for pair in _pairs(found)} if said else set()
        return any((end, start) in asked for start, end in said)

    @cached_property
    def arranging(self) -> bool:
        """Names are asked for in an order; nothing is known without a question."""
        return not self.text or self.ordered or self._has(table.ARRANGING)

    @cached_property
    def asked(self) -> int:
        """How many variables "find the values of a, b and c" names; 0 if it names none."""
        found = table.VALUES_OF.findall(self.text)
        return len(table.SINGLE.findall(found[-1])) if found else 0

    @cached_property
    def direction(self) -> bool:
        """Any multiple of a vector may do."""
        return self._has(table.DIRECTION)

    @cached_property
    def integral(self) -> bool:
        return self._has(table.INTEGRAL)

    @cached_property
    def integers(self) -> bool:
        return self._has(table.INTEGERS)

    @cached_property
    def scientific(self) -> bool:
        return self._has(table.SCIENTIFIC)

    @cached_property
    def exact(self) -> bool:
        """A rounded decimal is no answer."""
        return not self.rounding and (self._has(table.EXACT) or self._has(table.ROUNDING))

    @cached_property
    def rounding(self) -> bool:
        """A rounded value is asked for, so an exact one, or another rounding, may be meant."""
        return self._has(table.ROUNDING) and not self._has(table.BOUNDS)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(w.lower() for w in table.WORDS.findall(self.text))

    @cached_property
    def counted(self) -> frozenset[str]:
        """Words after "how many", "number of": what is counted."""
        return frozenset(w.lower() for phrase in table.COUNTED.findall(self.text) for w in phrase.split())

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """Single letters and commands in the order they first appear: the variables, among others."""
        return tuple(dict.fromkeys(m.lstrip("\\") for m in table.LETTERS.findall(self.text)))

    @cached_property
    def place(self) -> fmpq | None:
        """The weight of the last place that a rounding keeps: 1/10 for the nearest tenth; None if it names none."""
        return roundings.place(self.text) if self.rounding else None

    def gives(self, value: fmpq) -> bool:
        """Does the text state this integer?"""
        return str(value) in self._digits

    def states(self, text: str) -> bool:
        """Does the question hold this piece of text, white space and dollar signs aside?"""
        piece = table.SPACE.sub("", text)
        return 3 <= len(piece) <= 80 and piece in self._squeezed

    @cached_property
    def _squeezed(self) -> str:
        return table.SPACE.sub("", self.text)

    @cached_property
    def rounds_given(self) -> bool:
        """A given number is to be rounded, so that number itself, or another rounding, is no answer."""
        return self._has(table.ROUNDS_GIVEN)

    @cached_property
    def mixed(self) -> bool:
        """A mixed number, or an improper fraction in its place, is asked for."""
        return self._has(table.MIXED)

    @cached_property
    def primes(self) -> bool:
        return self._has(table.PRIMES)

    @cached_property
    def _digits(self) -> frozenset[str]:
        return frozenset(table.DIGITS.findall(table.SEPARATOR.sub("", self.text)))

    @cached_property
    def figures(self) -> int | None:
        """How many significant figures are asked for."""
        return roundings.figures(self.text) if self.rounding else None

    @cached_property
    def degrees(self) -> bool:
        return self._has(table.DEGREES)

    @cached_property
    def radians(self) -> bool:
        """An angle is asked for in radians, or may be: nothing speaks of degrees and it is a sector's."""
        return self._has(table.RADIANS) or (self._has(table.SECTOR) and not self.degrees)

    @cached_property
    def coterminal(self) -> bool:
        return self._has(table.COTERMINAL)

    @cached_property
    def change(self) -> bool:
        """A change or a loss, whose sign may go without saying."""
        return self._has(table.CHANGE)

    @cached_property
    def clock(self) -> bool:
        return self._has(table.CLOCK)

    @cached_property
    def reduced(self) -> bool:
        """A fraction has to be in lowest terms."""
        return self._has(table.REDUCED)

    @cached_property
    def conversion(self) -> bool:
        """The value is given and asked for again in another unit."""
        return self._has(table.CONVERSION)

    @cached_property
    def bases(self) -> frozenset[int]:
        """Number bases that the question names."""
        named = table.BASE.findall(self.text)
        return frozenset(roundings.base(digits, word or name) for digits, word, name in named) - {0}

    @cached_property
    def variables(self) -> frozenset[str]:
        """Letters that stand alone in mathematics or before a relation sign."""
        return frozenset(a or b for a, b in table.VARIABLE.findall(self.text))

    @cached_property
    def units(self) -> tuple[UnitDef, ...]:
        """Every unit the question names: after a number, spelled, compound, a currency sign."""
        return dimensions.units(self.text)

    @cached_property
    def asked_units(self) -> tuple[UnitDef, ...]:
        """Units that the answer should have: "how many hours", "in km/h", "(in cm)", a blank before a unit."""
        return dimensions.asked_units(self.text)

    @cached_property
    def kinds(self) -> frozenset[dimensions.Kind]:
        """Dimensions that the question asks for in words: a speed, an area, a price."""
        return dimensions.kinds(self.text)


def _pairs(found: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(found[i], found[i + 1]) for i in range(0, len(found), 2) if found[i]]


@remembered(512)
def read(text: str) -> Question:
    """The question, shared between the rollouts of one prompt: its facts are found once."""
    return Question(text)
