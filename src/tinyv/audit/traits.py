"""What can be seen of a reference and an answer side by side: their texts without markup, words, trees and leaves."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from flint import fmpq

from tinyv.equiv.context import gather_marks
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit
from tinyv.expr.parser import parse
from tinyv.extract import clean
from tinyv.lazy import lazy
from tinyv.remember import remembered

MAX_READ = 2000  # characters of a side that are looked at
_MARKUP = lazy(
    r"\\(?:boxed|fbox|text(?:bf|it|rm|tt|sf)?|math(?:rm|bf|it|bb|tt|sf|normal)?|operatorname\*?|displaystyle|left|right"
    r"|[bB]igg?[lr]?|limits|nolimits)(?![A-Za-z])|\\[,;:!()\[\]]|\\quad|[$`]|\*\*|~"
)
_STYLES = (("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\cfrac", "\\frac"), ("\\ ", " "), ("−", "-"))
_SIGNS = {  # one spelling for signs that TeX, Unicode and keyboards write differently
    "\\cdot": "*", "\\times": "*", "·": "*", "×": "*", "∙": "*", "⋅": "*", "\\div": "/", "÷": "/",
    "\\leqslant": "<=", "\\leq": "<=", "\\le": "<=", "≤": "<=", "⩽": "<=",
    "\\geqslant": ">=", "\\geq": ">=", "\\ge": ">=", "≥": ">=", "⩾": ">=", "\\neq": "!=", "\\ne": "!=", "≠": "!=",
    "\\lt": "<", "\\gt": ">", "\\infty": "oo", "∞": "oo", "+oo": "oo", "\\pi": "pi", "π": "pi",
    "\\circ": "°", "^{°}": "°", "^°": "°", "\\degree": "°", "degrees": "°", "degree": "°", "\\prime": "'", "′": "'",
    "\\cup": "∪", "\\cap": "∩", "\\in": "∈", "\\mid": "|", "\\{": "{", "\\}": "}", "\\pm": "±", "+-": "±",
    "\\mathbb{R}": "ℝ", "\\sqrt": "√", "\\%": "%", "\\$": "", "–": "-", "：": ":", "，": ",", "（": "(",
    "）": ")", "；": ";", "\\approx": "≈", "\\angle": "∠", "\\triangle": "△", "\\theta": "θ", "\\alpha": "α",
    "\\equiv": "≡", "\\to": "→", "\\rightarrow": "→", "\\ldots": "...", "\\dots": "...", "\\cdots": "...", "…": "...",
    "\\parallel": "∥", "\\perp": "⊥", "\\neg": "¬", "\\land": "∧", "\\lor": "∨", "\\frac": "", "_": "", "^": "",
}  # fmt: skip
_SIGN = lazy("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_WORD = lazy(r"(?<![\\A-Za-z])[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_ENVIRONMENT = lazy(r"\\(?:begin|end)\{[a-z*]+\}")
_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "BENGALI")


@dataclass(frozen=True, slots=True)
class Side:
    """One text. text: as written; plain: without markup; bare: one spelling for signs, no spaces, brackets of TeX or
    case; words: lower case, without commands; scripts: other than Latin and Greek; marks: heads and leaves of the tree;
    numbers, symbols, units: the leaves in order."""

    text: str
    plain: str
    bare: str
    words: tuple[str, ...]
    scripts: frozenset[str]
    tree: Node
    marks: frozenset[str]
    numbers: tuple[fmpq, ...]
    decimals: tuple[int, ...]
    symbols: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """A reference, an answer, and what decided that they agree (`rule:...` or `judge:...`)."""

    reference: Side
    answer: Side
    decided_by: str

    @property
    def rule(self) -> str:
        """The rule's own name; "" if a judge decided."""
        return self.decided_by.removeprefix("rule:") if self.decided_by.startswith("rule:") else ""

    @property
    def added(self) -> list[str]:
        """Words that one side alone has."""
        ours, theirs = self.reference.words, self.answer.words
        return [word for word in theirs if word not in ours] + [word for word in ours if word not in theirs]

    def either(self, *marks: str) -> bool:
        """Whether a side's tree has one of these marks."""
        return any(mark in self.reference.marks or mark in self.answer.marks for mark in marks)

    def one(self, *marks: str) -> bool:
        """Whether one side's tree has one of these marks, and the other none of them."""
        return self.reference.marks.isdisjoint(marks) != self.answer.marks.isdisjoint(marks)


def traits(reference: str, answer: str, decided_by: str) -> Traits:
    """What can be seen of a pair. Never raises on any text."""
    return Traits(side(reference), side(answer), decided_by)


@remembered(4096)  # the rollouts of one prompt share their reference
def side(text: str) -> Side:
    """What can be seen of one text."""
    text = text[:MAX_READ]
    plain = without_markup(text)
    tree = _tree(text)
    marks: set[str] = set()
    gather_marks(tree, marks)
    leaves = list(_leaves(tree))
    numbers = [leaf for leaf in leaves if isinstance(leaf, Num)]
    return Side(
        text,
        plain,
        bare(plain),
        tuple(word.lower() for word in _WORD.findall(_ENVIRONMENT.sub(" ", plain)) if not word[-1].isnumeric()),
        frozenset(_scripts(text)),
        tree,
        frozenset(marks),
        tuple(leaf.value for leaf in numbers),
        tuple(leaf.decimals or 0 for leaf in numbers),
        tuple(leaf.name for leaf in leaves if isinstance(leaf, Sym)),
        tuple(leaf.name for leaf in leaves if isinstance(leaf, Unit)),
    )


def without_markup(text: str) -> str:
    """The text without boxes, dollars, fonts, sizes and thin spaces."""
    for styled, simple in _STYLES:
        text = text.replace(styled, simple)
    return _MARKUP.sub("", text).strip()


def bare(plain: str) -> str:
    """The text in one spelling of signs, in lower case, without spaces and TeX's own braces."""
    text = unicodedata.normalize("NFKC", plain.replace("\\{", "⦃").replace("\\}", "⦄"))
    text = _SIGN.sub(lambda sign: _SIGNS[sign.group()], text)
    text = "".join(text.split()).lower().rstrip(".")
    return text.replace("{", "").replace("}", "").replace("⦃", "{").replace("⦄", "}")


def _tree(text: str) -> Node:
    try:
        return parse(clean(text))
    except OverBudget:
        return Text(text)


def _leaves(node: Node) -> list[Node]:
    """The leaves of a tree from left to right."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Op):
            waiting.extend(reversed(node.args))
        else:
            found.append(node)
    return found


def _scripts(text: str) -> set[str]:
    if text.isascii():
        return set()
    names = (unicodedata.name(sign, "") for sign in set(text) if not sign.isascii() and sign.isalpha())
    return {script for name in names for script in _SCRIPTS if name.startswith(script)}
