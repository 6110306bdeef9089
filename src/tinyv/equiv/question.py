"""Facts of a question's text: each is found when a rule first asks for it."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from flint import fmpq

from tinyv.equiv import dimensions, roundings
from tinyv.expr.units import UnitDef

MAX_QUESTION = 20_000  # characters that are read

_ANGLE = re.compile(r"angle|degree|\\circ|°|inclination|bearing|radian|\\theta|\\alpha|rotat|角|度", re.IGNORECASE)
_PERCENT = re.compile(
    r"what percent|percentage|(?:as|in|to|of|by) (?:a |the |what |how many )?percent|\b[a-z] ?(?:percent|\\?%)|how (?:many|much) percent|rate of|百分",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"respectively|分别|依次|in (?:that|this) order\?|\b(?:in|into) (?:\w+ )?(?:ascending|descending|increasing|decreasing|order)\b"
    r"|\b(?:find|determine|calculate|compute|give|state|what (?:is|are)) (?:both )?the \w+ (?:\$?\\?\w+\$? )?and (?:the )?\$?\w+"
    r"|\bfrom (?:the )?(?:\w+est|least|most)\b|first (?:\w+ )?terms\b|how (?:many|much)\b[^.?]{1,80}\bhow (?:many|much)\b|从[大小]到[大小]",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(r"\b(?:what is|find|determine|value of|solve for|compute|calculate) \$?\\?\(?([a-z])\$?\\?\)?(?=[.?,]|$| (?:if|when|in|such|given|so)\b)")
_ALL_VALUES = re.compile(r"\b(?:all|any|every|possible) (?:\w+ ){0,3}(?:values?|solutions?|roots?|numbers?|integers?|pairs?)\b|(?:find|determine) all|所有", re.IGNORECASE)
_ARRANGING = re.compile(r"\b(?:order|arrange|rank|sort|sequence|path|route|finish|queue|permut|spell|code)|排列|顺序", re.IGNORECASE)
_VALUES_OF = re.compile(
    r"(?:values? of|find|determine|compute|calculate|solve for|求)((?:[\s$,]|and|和|、)*(?:[a-zA-Z](?:_\{?\w\}?)?(?:[\s$,]|and|和|、)+){2,8})", re.IGNORECASE
)
_SINGLE = re.compile(r"(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])")
_DIRECTION = re.compile(r"direction vector|normal vector|eigenvector|direction ratio|parallel to|basis|方向向量|法向量", re.IGNORECASE)
_INTEGRAL = re.compile(r"\\int|∫|integral|antiderivative|integrate|积分|原函数|differential equation|primitive", re.IGNORECASE)
_INTEGERS = re.compile(r"integer|natural number|positive whole|sequence|nth|n-th|n\^\{?th|term|induction|整数|自然数|数列", re.IGNORECASE)
_FACTORING = re.compile(r"\bfactor(?!ial|s of| of)(?:i[sz]e|ed|i[sz]ation)?\b|因式分解|分解质因数", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"scientific notation|standard form|科学记数法|科学计数法", re.IGNORECASE)
_EXACT = re.compile(r"\bexact(?:ly)? (?:\w+ )?(?:value|answer|form|length|area|expression|solution)|in terms of (?:\$?\\?pi|π)|simplest (?:radical|surd)|single (?:term|radical|surd)|leave your answer in", re.IGNORECASE)
_ROUNDING = re.compile(
    r"\bround(?:ed|ing)?\b(?! (?:trip|table))|nearest|approximat|decimal place|decimals\b|significant|\babout how|estimate|places after|保留|精确到|约",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\[a-z]+")
_COUNTED = re.compile(r"(?:how many|how much|number of|多少)\s+((?:[a-z]+\s+){0,3}[a-z]+)", re.IGNORECASE)
_RADIANS = re.compile(r"radian|弧度", re.IGNORECASE)
_DEGREES = re.compile(r"degree|\\circ|°|度", re.IGNORECASE)
_SECTOR = re.compile(r"\b(?:sector|arc)\b|扇形|弧", re.IGNORECASE)
_COTERMINAL = re.compile(r"terminal side|coterminal|终边", re.IGNORECASE)
_CHANGE = re.compile(r"chang|decreas|reduc|drop|loss|lost|fall|fell|less|discount|减少|下降", re.IGNORECASE)
_CLOCK = re.compile(r"\b(?:what|which) time\b|\bo'clock\b|\b(?:a\.?m|p\.?m)\b|几点", re.IGNORECASE)
_BASE = re.compile(r"\bbase[\s$-]{0,3}(?:\{?(\d{1,2})\b|([a-z]+))|\b(binary|ternary|quaternary|octal|hexadecimal)\b", re.IGNORECASE)
_DIGITS, _SEPARATOR = re.compile(r"\d+"), re.compile(r"(?<=\d)(?:[ ,]|\\,|\{,\})(?=\d{3}(?!\d))")
_SPACE = re.compile(r"\s+|\$|\\[,;!:]|\{,\}")
_ROUNDS_GIVEN = re.compile(r"\bround (?:off )?(?:the number )?\$?\d", re.IGNORECASE)
_MIXED = re.compile(r"\b(?:as|to|into|in) an? (?:\w+ )?(?:mixed number|improper fraction)", re.IGNORECASE)
_PRIMES = re.compile(r"product of (?:\w+ )?primes?\b|prime factori[sz]ation|分解质因数", re.IGNORECASE)
_BOUNDS = re.compile(r"(?:smallest|least|lowest|greatest|largest|maximum|minimum) possible|(?:upper|lower) bound", re.IGNORECASE)
_REDUCED = re.compile(r"lowest terms|simplest form|irreducible|simplif|reduced? (?:the )?fraction|最简|约分", re.IGNORECASE)
_CONVERSION = re.compile(r"\b(?:express|convert|change|write|rewrite)\b|化为|换算", re.IGNORECASE)


class Question:
    """What a rule may ask about the question."""

    def __init__(self, text: str) -> None:
        self.text = text[:MAX_QUESTION]

    def _has(self, pattern: re.Pattern[str]) -> bool:
        return bool(self.text) and bool(pattern.search(self.text))

    @cached_property
    def angle(self) -> bool:
        return self._has(_ANGLE)

    @cached_property
    def percent(self) -> bool:
        return self._has(_PERCENT)

    @cached_property
    def ordered(self) -> bool:
        """The order of the values asked for is given: "respectively", "how many ... and how many ..."."""
        return self._has(_ORDERED) and not self._has(_ALL_VALUES)

    @cached_property
    def unknown(self) -> str:
        """The one variable whose value is asked for: "what is $y$?"; "" if none is."""
        found = set(_UNKNOWN.findall(self.text))
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def arranging(self) -> bool:
        """Names are asked for in an order; nothing is known without a question."""
        return not self.text or self.ordered or self._has(_ARRANGING)

    @cached_property
    def asked(self) -> int:
        """How many variables "find the values of a, b and c" names; 0 if it names none."""
        found = _VALUES_OF.findall(self.text)
        return len(_SINGLE.findall(found[-1])) if found else 0

    @cached_property
    def direction(self) -> bool:
        """Any multiple of a vector may do."""
        return self._has(_DIRECTION)

    @cached_property
    def integral(self) -> bool:
        return self._has(_INTEGRAL)

    @cached_property
    def integers(self) -> bool:
        return self._has(_INTEGERS)

    @cached_property
    def factoring(self) -> bool:
        return self._has(_FACTORING)

    @cached_property
    def scientific(self) -> bool:
        return self._has(_SCIENTIFIC)

    @cached_property
    def exact(self) -> bool:
        """A rounded decimal is no answer."""
        return self._has(_EXACT) and not self.rounding

    @cached_property
    def rounding(self) -> bool:
        """A rounded value is asked for, so an exact one, or another rounding, may be meant."""
        return self._has(_ROUNDING) and not self._has(_BOUNDS)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(w.lower() for w in _WORDS.findall(self.text))

    @cached_property
    def counted(self) -> frozenset[str]:
        """Words after "how many", "number of": what is counted."""
        return frozenset(w.lower() for phrase in _COUNTED.findall(self.text) for w in phrase.split())

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """Single letters and commands in the order they first appear: the variables, among others."""
        return tuple(dict.fromkeys(m.lstrip("\\") for m in _LETTERS.findall(self.text)))

    @cached_property
    def place(self) -> fmpq | None:
        """The weight of the last place that a rounding keeps: 1/10 for the nearest tenth; None if it names none."""
        return roundings.place(self.text) if self.rounding else None

    def gives(self, value: fmpq) -> bool:
        """Does the text state this integer?"""
        return str(value) in self._digits

    def states(self, text: str) -> bool:
        """Does the question hold this piece of text, white space and dollar signs aside?"""
        piece = _SPACE.sub("", text)
        return 3 <= len(piece) <= 80 and piece in self._squeezed

    @cached_property
    def _squeezed(self) -> str:
        return _SPACE.sub("", self.text)

    @cached_property
    def rounds_given(self) -> bool:
        """A given number is to be rounded, so that number itself, or another rounding, is no answer."""
        return self._has(_ROUNDS_GIVEN)

    @cached_property
    def mixed(self) -> bool:
        """A mixed number, or an improper fraction in its place, is asked for."""
        return self._has(_MIXED)

    @cached_property
    def primes(self) -> bool:
        return self._has(_PRIMES)

    @cached_property
    def _digits(self) -> frozenset[str]:
        return frozenset(_DIGITS.findall(_SEPARATOR.sub("", self.text)))

    @cached_property
    def figures(self) -> int | None:
        """How many significant figures are asked for."""
        return roundings.figures(self.text) if self.rounding else None

    @cached_property
    def degrees(self) -> bool:
        return self._has(_DEGREES)

    @cached_property
    def radians(self) -> bool:
        """An angle is asked for in radians, or may be: nothing speaks of degrees and it is a sector's."""
        return self._has(_RADIANS) or (self._has(_SECTOR) and not self.degrees)

    @cached_property
    def coterminal(self) -> bool:
        return self._has(_COTERMINAL)

    @cached_property
    def change(self) -> bool:
        """A change or a loss, whose sign may go without saying."""
        return self._has(_CHANGE)

    @cached_property
    def clock(self) -> bool:
        return self._has(_CLOCK)

    @cached_property
    def reduced(self) -> bool:
        """A fraction has to be in lowest terms."""
        return self._has(_REDUCED)

    @cached_property
    def conversion(self) -> bool:
        """The value is given and asked for again in another unit."""
        return self._has(_CONVERSION)

    @cached_property
    def bases(self) -> frozenset[int]:
        """Number bases that the question names."""
        return frozenset(roundings.base(digits, word or name) for digits, word, name in _BASE.findall(self.text)) - {0}

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


@lru_cache(maxsize=512)
def read(text: str) -> Question:
    """The question, shared between the rollouts of one prompt: its facts are found once."""
    return Question(text)
