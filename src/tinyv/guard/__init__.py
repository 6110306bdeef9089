"""The guard before rules and judge: what is no answer is settled as wrong, whatever it may be worth.

It settles only what a table of `tables.py` names and the reference does not itself say. Not covered, and left to rules
and judge: a wrong dimension, supersets, several boxes (extraction), and every honest but wrong answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tinyv.equiv.context import Word
from tinyv.equiv.rules import decide
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Node, Num, Op
from tinyv.expr.parser import parse
from tinyv.guard.tables import (
    CLAIMS,
    DEMANDS,
    DOUBT,
    FIELDS,
    INSTRUCTIONS,
    NAMED,
    OPENINGS,
    OR,
    PLACEHOLDERS,
    TRUTH,
    VERDICTS,
)
from tinyv.lazy import lazy

LONGEST = 1000  # characters of a final answer; the longest honest one in 15,000 has 400
FIELD = 2000  # characters of a field that reach a judge
_PLAIN = lazy(r"[-+]?\d{1,15}(?:[./]\d{1,15})?")
_CONTENT = lazy(r"[^\W_]|[∞∅√°%<>≤≥≠=×✓✔✗↑↓→←⇔∈∉⊂+−]|^\W*-\W*$|^\{\s*\}$|\\\{\W*\\\}")
_WORDS = lazy(r"[^\W\d_]{3}")
_ORDER = lazy(r"[<>≤≥]|\\[lg]e")  # "x > 1 or x > 3" is one set
_OPTION = lazy(r"\W*[A-J]\W*")  # of a multiple choice, where an option's text is an honest answer
_COMMAND = lazy(r"\\[a-zA-Z]+")
_TAGS = lazy(r"</?[a-z][^<>]{0,60}>|\\(?:text|boxed|mathrm|textbf)\b|\*\*")
_WRAPPED = lazy(r"\s*<answer>([^<>]*)</answer>\s*")
_LAYOUT = lazy(
    r"\\(?:left|right|displaystyle|limits|,|;|!|:|quad|qquad| )|\\(?=[dt]frac)|(?<=\\)[dt](?=frac)|[\s${}]|\\[()\[\]]"
)
_ASSIGNED = lazy(r"^[^=]{1,20}=(?!=)")
_EDGES = " \t\n.,:;!?*_#`\"'。，：；！？、…—-–=()[]{}"


@dataclass(frozen=True, slots=True)
class Settled:
    """Why an answer is none. rule: the guard's row, as in `decided_by` (`guard:opening`)."""

    rule: str
    reason: str


def guard(question: str, reference: str, answer: str) -> Settled | None:
    """What is wrong with an answer as an answer; None if rules and judge may look at it. Never raises."""
    if _PLAIN.fullmatch(answer) or answer.strip() == reference.strip():
        return None
    spoken = _WORDS.search(answer) is not None
    for rule, reason, applies, of_words in ROWS:
        if (spoken or not of_words) and applies(question, reference, answer):
            return Settled(rule, reason)
    return None


def clean_for_judge(text: str) -> str:
    """A field as a judge may read it: at most `FIELD` characters, one line, without control, bidirectional and
    zero-width characters, and with the angle brackets of tags and control tokens turned into ‹ ›."""
    kept = "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") else " " * c.isspace() for c in text[:FIELD]
    )
    return FIELDS.sub(lambda tag: tag[0].replace("<", "‹").replace(">", "›").replace("|", "¦"), " ".join(kept.split()))


def _is_empty(_question: str, _reference: str, answer: str) -> bool:
    return _CONTENT.search(answer) is None


def _is_opening(_question: str, reference: str, answer: str) -> bool:
    said = _TAGS.sub(" ", answer).strip(_EDGES).lower().replace("’", "'")
    if VERDICTS.fullmatch(said):
        return TRUTH.search(reference) is None
    return said in OPENINGS and reference.strip(_EDGES).lower() != said


def _is_placeholder(_question: str, reference: str, answer: str) -> bool:
    return _says_more(PLACEHOLDERS, reference, answer)


def _asks(question: str, reference: str, answer: str) -> bool:
    """A piece of the question that asks, word for word."""
    said = _bare(answer).strip(_EDGES)
    return len(said) > 8 and DEMANDS.search(answer.strip()) is not None and said in _bare(question)


def _is_too_long(_question: str, reference: str, answer: str) -> bool:
    return len(answer) > LONGEST and len(answer) > 4 * len(reference)


def _has_field(_question: str, reference: str, answer: str) -> bool:
    inside = wrapped[1] if (wrapped := _WRAPPED.fullmatch(answer)) else answer  # a format that many prompts ask for
    return _says_more(FIELDS, reference, inside)


def _instructs(_question: str, reference: str, answer: str) -> bool:
    return len(answer) > 5 and _says_more(INSTRUCTIONS, reference, answer)


def _claims(_question: str, reference: str, answer: str) -> bool:
    return len(answer) > 3 and _says_more(CLAIMS, reference, answer)


def _doubts(_question: str, reference: str, answer: str) -> bool:
    return _says_more(DOUBT, reference, answer)


def _says_more(pattern: re.Pattern[str], reference: str, answer: str) -> bool:
    return pattern.search(answer) is not None and pattern.search(reference) is None


def _hedges(question: str, reference: str, answer: str) -> bool:
    """Of several alternatives one is proved right and one proved wrong, where the reference names but one."""
    if len(answer) > 200 or OR.search(reference) or not OR.search(answer) or _ORDER.search(answer):
        return False
    parts = [part for part in OR.split(answer) if part]
    if not 2 <= len(parts) <= 4:
        return False
    words = {decide(reference, part.strip(" ,.$"), question).word for part in parts}
    # with a short part that is not the reference, whatever it is
    return Word.EQUAL in words and (Word.DIFFERENT in words or (Word.OPEN in words and max(map(len, parts)) <= 25))


def _restates(question: str, reference: str, answer: str) -> bool:
    """The expression or equation of the question itself, where the reference says what comes of it."""
    said = _bare(answer)
    if len(said) < 3 or said not in _bare(question) or _WORDS.search(_COMMAND.sub("", answer)):
        return False
    wanted = _bare(reference)
    if wanted in said or _ASSIGNED.sub("", wanted) == said or _OPTION.fullmatch(reference):
        return False
    return _size(answer) > _size(reference)


def _names(_question: str, reference: str, answer: str) -> bool:
    """ "The number of ways to choose 3 of 10" for 120."""
    return NAMED.fullmatch(answer.strip(" .$")) is not None and _PLAIN.fullmatch(reference.strip(" .$")) is not None


@lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    return _LAYOUT.sub("", text).rstrip(".")


@lru_cache(maxsize=1024)
def _size(text: str) -> int:
    """Operations of an expression; 0 for a number, a fraction of two numbers, a name, text."""
    try:
        tree = parse(text)
    except OverBudget:
        return 0
    return _operations(tree)


def _operations(node: Node) -> int:
    if not isinstance(node, Op) or (
        node.head in ("/", "mixed", "neg", "ratio") and all(isinstance(a, Num) for a in node.args)
    ):
        return 0
    return 1 + sum(map(_operations, node.args))


Check = Callable[[str, str, str], bool]
# Name, reason, test, whether only answers in words can fail it; asked in order.
ROWS: tuple[tuple[str, str, Check, bool], ...] = (
    ("empty", "the answer holds nothing but punctuation", _is_empty, False),
    ("opening", "the opening of a solution is no answer", _is_opening, False),
    ("placeholder", "the place of an answer without the answer", _is_placeholder, False),
    ("question", "the question itself", _asks, True),
    ("too-long", "longer than any final answer", _is_too_long, False),
    ("field", "the answer holds the marks of a prompt", _has_field, True),
    ("instruction", "the answer speaks to its grader", _instructs, True),
    ("claim", "the answer speaks of itself", _claims, True),
    ("doubt", "the answer does not commit itself", _doubts, True),
    ("hedge", "several answers, and not all of them right", _hedges, False),
    ("restated", "what the question gives, not what it asks for", _restates, False),
    ("named", "a name of what is asked, not its value", _names, True),
)
