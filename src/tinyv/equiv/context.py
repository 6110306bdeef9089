"""What a rule may ask besides the two trees: the policy, the question, and the engine itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tinyv.equiv.question import Question
from tinyv.expr.limits import MAX_STEPS, OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym, Text
from tinyv.expr.parser import parse


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
# name, rule, marks of which a side must hold one (None: none needed), marks of which neither may hold any
Table = tuple[tuple[str, Rule, frozenset[str] | None, frozenset[str]], ...]
_BINDERS = {"sum", "prod", "int", "abs", "det"}  # what is inside need not be seen outside
_CONSTANTS = {"pi", "e", "i"}


def gather_marks(node: Node, found: set[str]) -> None:
    """What a tree is built from: its heads, and `symbol`, `constant`, `text`, `unit`, `...` for leaves."""
    if isinstance(node, Op):
        found.add(node.head)
        if node.head == "radix":
            return  # its digits are a text and still a number
        for arg in node.args:
            gather_marks(arg, found)
    elif isinstance(node, Sym):
        found.add("..." if node.name == "..." else "constant" if node.name in _CONSTANTS else "symbol")
    elif not isinstance(node, Num):
        found.add("text" if isinstance(node, Text) else "unit")


class Context:
    """One comparison: asks the table again for parts, and counts the work."""

    def __init__(self, table: Table, policy: Policy, question: Question) -> None:
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
        marks: set[str] = set()
        gather_marks(a, marks)
        gather_marks(b, marks)
        free = marks.isdisjoint(_BINDERS)
        try:
            for name, rule, needs, bars in self.table:
                skip = (needs is not None and needs.isdisjoint(marks)) or (free and not bars.isdisjoint(marks))
                word = None if skip else rule(a, b, self)
                if self.trace is not None and self.depth == 1:
                    self.trace.append((name, word or ""))
                if word is not None:
                    if self.depth == 1:
                        self.rule = name
                    return word
            return Word.OPEN
        finally:
            self.depth -= 1

    def compare_texts(self, a: str, b: str) -> Word:
        """The same of texts that stand for the given ones: rules that read the texts see what is compared."""
        texts, self.texts = self.texts, (a, b)
        try:
            return self.compare(parse(a), parse(b))
        finally:
            self.texts = texts

    def same(self, a: Node, b: Node) -> bool:
        return self.compare(a, b) is Word.EQUAL
