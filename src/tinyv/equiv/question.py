"""Facts of a question's text: each is found when a rule first asks for it."""

from __future__ import annotations

import re
from functools import cached_property

from tinyv.expr.units import UnitDef, is_letter_unit, lookup

MAX_QUESTION = 20_000  # characters that are read

_ANGLE = re.compile(r"angle|degree|\\circ|°|inclination|bearing|radian|\\theta|\\alpha|rotat|角|度", re.IGNORECASE)
_PERCENT = re.compile(
    r"what percent|percentage|(?:as|in|to|of|by) (?:a |the |what |how many )?percent|\b[a-z] ?(?:percent|\\?%)|how many percent|rate of|百分",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"respectively|分别|依次|in (?:that|this) order\?|\b(?:in|into) (?:\w+ )?(?:ascending|descending|increasing|decreasing|order)\b"
    r"|\bfrom (?:the )?(?:\w+est|least|most)\b|first (?:\w+ )?terms\b|how (?:many|much)\b[^.?]{1,80}\bhow (?:many|much)\b|从[大小]到[大小]",
    re.IGNORECASE,
)
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
_EXACT = re.compile(r"\bexact(?:ly)? (?:value|answer|form|length|area|expression)|in terms of (?:\$?\\?pi|π)|simplest radical|leave your answer in", re.IGNORECASE)
_ROUNDING = re.compile(r"\bround|nearest|approximat|decimal place|significant|\babout how|estimate|保留|精确到|约", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\[a-z]+")
_COUNTED = re.compile(r"(?:how many|how much|number of|多少)\s+((?:[a-z]+\s+){0,3}[a-z]+)", re.IGNORECASE)
# a unit in digits' company or in roman type: "5 m", "\mathrm{m/s}", "\text{ kg}"
_AFTER_NUMBER = re.compile(r"\d\$?(?:\\[,; !]|[\s~$]|\\(?:text|mathrm|mbox|rm|textrm)\s*\{)*\\?([A-Za-zµΩ°¢]{1,12}(?:\s?/\s?[A-Za-z]{1,6})?)")
_ROMAN = re.compile(r"\\(?:text|mathrm|mbox|textrm)\s*\{\s*([A-Za-zµΩ°/ ]{1,24}?)\s*\.?\}")
_ASKED = re.compile(r"(?:how many|how much time in|(?:answer|expressed?|measured|length|distance|speed|time|result)?\s?\bin(?: terms of)?(?: the unit of)?|number of)\s+(?:\$?\\(?:text|mathrm)\{)?([A-Za-z/]{1,20}(?: per [a-z]+)?)", re.IGNORECASE)


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
        return self._has(_ROUNDING)

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
    def units(self) -> tuple[UnitDef, ...]:
        """Every unit the question names: spelled, after a number, in roman type, a currency sign."""
        names = [w for w in _WORDS.findall(self.text) if len(w) > 2 or (len(w) == 2 and not is_letter_unit(w))]
        names += _AFTER_NUMBER.findall(self.text) + _ROMAN.findall(self.text)
        if re.search(r"\\\$|(?<!\$)\$\d+(?:\.\d\d)?(?![\d^_\\$])(?: |[.,?])", self.text):
            names.append("dollar")
        found = {u.name: u for u in map(lookup, dict.fromkeys(names)) if u}
        return tuple(found.values())

    @cached_property
    def asked_units(self) -> tuple[UnitDef, ...]:
        """Units that the answer should have: after "how many" and "in"."""
        found = (lookup(name.strip()) or lookup(name.split()[0]) for name in _ASKED.findall(self.text))
        return tuple({u.name: u for u in found if u and not (len(u.name) == 1 and u.name.islower() and u.name not in "mgsh")}.values())
