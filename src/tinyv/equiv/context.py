"""What a rule may ask besides the two trees: the policy, the question, and the engine itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from tinyv.expr.limits import MAX_STEPS, OverBudget
from tinyv.expr.nodes import Node
from tinyv.expr.units import lookup


class Word(StrEnum):
    """What a rule says. A rule that has nothing to say returns None, and the next one is asked."""

    EQUAL = "equal"
    DIFFERENT = "different"
    OPEN = "not shown"  # and no later rule may decide it either


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts as the same answer where convention, not mathematics, decides.

    digits: significant digits that a decimal needs to stand for the exact value it rounds
        (0.333 for 1/3 has 3); None: decimals equal only what they are exactly.
    bare_units: a number without its unit, or with one where the reference has none, is accepted
        unless the question names another unit of that dimension.
    bare_percent: 28 is accepted for 28 % where the question speaks of percent.
    sampled: identities of functions and families that hold at every sample point, to 96 digits, are
        accepted. That is strong evidence and no proof; polynomials and rational functions are proved.
    unordered: lists without labels are compared without order, unless the question gives one.
    """

    name: str = "default"
    digits: int | None = 3
    bare_units: bool = True
    bare_percent: bool = True
    sampled: bool = True
    unordered: bool = True


DEFAULT = Policy()
STRICT = Policy("strict", digits=None, bare_units=False, bare_percent=False, sampled=False, unordered=False)

Rule = Callable[[Node, Node, "Context"], Word | None]

_ANGLE = re.compile(r"angle|degree|\\circ|°|inclination|bearing|radian|\\theta|\\alpha|rotat|角|度", re.IGNORECASE)
_PERCENT = re.compile(r"what percent|percentage|(?:as|in|to|of|by) (?:a |the |what |how many )?percent|[a-z] ?(?:percent|\\?%)|how many percent|rate of|百分", re.IGNORECASE)
_ORDERED = re.compile(
    r"respectively|分别|依次|in (?:that|this) order\?|\b(?:arrange|list|write|rank|sort|order)\b[^.?]{0,80}\b(?:order|from (?:least|small|larg|great))"
    r"|how (?:many|much)\b[^.?]{1,80}\bhow (?:many|much)\b|从[大小]到[大小]",
    re.IGNORECASE,
)
_VALUES_OF = re.compile(r"(?:values? of|find|determine|compute|calculate|求)((?:[\s$,]|and|和|、)*(?:[a-zA-Z](?:_\{?\w\}?)?(?:[\s$,]|and|和|、)+){2,8})", re.IGNORECASE)
_DIRECTION = re.compile(r"direction vector|normal vector|eigenvector|direction ratio|parallel to|basis|方向向量|法向量", re.IGNORECASE)
_INTEGRAL = re.compile(r"\\int|∫|integral|antiderivative|integrate|积分|原函数|differential equation|primitive", re.IGNORECASE)
_INTEGERS = re.compile(r"integer|natural number|positive whole|sequence|nth|n-th|n\^\{?th|term|induction|整数|自然数|数列", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
_LETTERS = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\[a-z]+")


class Question:
    """Facts of the question's text, each found when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text[:20_000]

    @cached_property
    def angle(self) -> bool:
        return bool(_ANGLE.search(self.text))

    @cached_property
    def percent(self) -> bool:
        return bool(_PERCENT.search(self.text))

    @cached_property
    def ordered(self) -> bool:
        """The order of the values asked for is given: "respectively", "how many ... and how many ..."."""
        return bool(_ORDERED.search(self.text))

    @cached_property
    def asked(self) -> int:
        """How many variables "find the values of a, b and c" names; 0 if it names none."""
        found = _VALUES_OF.findall(self.text)
        return len(re.findall(r"(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])", found[-1])) if found else 0

    @cached_property
    def direction(self) -> bool:
        """Any multiple of a vector may do."""
        return bool(_DIRECTION.search(self.text))

    @cached_property
    def integral(self) -> bool:
        return bool(_INTEGRAL.search(self.text))

    @cached_property
    def integers(self) -> bool:
        return bool(_INTEGERS.search(self.text))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(w.lower() for w in _WORDS.findall(self.text))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """Single letters and commands in the order they first appear: the variables, among others."""
        return tuple(dict.fromkeys(m.lstrip("\\") for m in _LETTERS.findall(self.text)))

    @cached_property
    def units(self) -> frozenset[str]:
        """Canonical names of the units that the question spells in words of two letters or more."""
        found = (lookup(w) for w in dict.fromkeys(_WORDS.findall(self.text)) if len(w) > 1)
        return frozenset(u.name for u in found if u)


class Context:
    """One comparison: asks the table again for parts, and counts the work."""

    def __init__(self, table: tuple[tuple[str, Rule], ...], policy: Policy, question: Question) -> None:
        self.table, self.policy, self.question = table, policy, question
        self.steps = 0
        self.trace: list[tuple[str, str]] | None = None  # filled by `explain`
        self.depth = 0
        self.rule = ""
        self.texts = ("", "")
        self.ordered = False  # one side says "respectively"

    def spend(self, steps: int) -> None:
        """Count work; raises OverBudget past the budget of one comparison."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise OverBudget("steps")

    def compare(self, a: Node, b: Node) -> Word:
        """The first word that a rule of the table has on a and b."""
        self.spend(1)
        if self.depth > 24:
            raise OverBudget("depth")
        self.depth += 1
        try:
            for name, rule in self.table:
                word = rule(a, b, self)
                if self.trace is not None and self.depth == 1:
                    self.trace.append((name, word or ""))
                if word is not None:
                    if self.depth == 1:
                        self.rule = name
                    return word
            return Word.OPEN
        finally:
            self.depth -= 1

    def same(self, a: Node, b: Node) -> bool:
        return self.compare(a, b) is Word.EQUAL
