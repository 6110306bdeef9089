"""The guard before rules and judge: what is no answer is settled as wrong, whatever it may be worth.

It settles only what a row of `ROWS` names and neither question nor reference say themselves. Not covered, and left to
rules and judge: most supersets in words, several boxes (extraction), every honest but wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tinyv.guard import forms, speech, values, worth
from tinyv.guard.clean import clean_for_judge
from tinyv.lazy import lazy
from tinyv.remember import remembered

__all__ = ["ROWS", "Settled", "clean_for_judge", "guard"]

QUESTION = 4000  # characters of a question that are searched for what an answer repeats
_PLAIN = lazy(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_COMMAND = lazy(r"\\(?!text)[a-zA-Z]+")
_WORDS = lazy(r"[^\W\d_]{3}|[^\x00-\u024f]{2}")


@dataclass(frozen=True, slots=True)
class Settled:
    """Why an answer is none. word: always "wrong". rule: the guard's row, as in `decided_by` (`guard:opening`)."""

    rule: str
    reason: str
    word: str = "wrong"


@remembered(1024)  # rollouts of one prompt often say the same
def guard(question: str, reference: str, answer: str) -> Settled | None:
    """What is wrong with an answer as an answer; None if rules and judge may look at it. Never raises.

    question may be empty; reference and answer are texts as `tinyv.extract` leaves them."""
    if answer.strip() == reference.strip() or _PLAIN.fullmatch(answer):
        return None
    if speech.is_too_long(reference, answer):
        return Settled("too-long", "longer than any final answer")
    question, reference, answer = question[:QUESTION], reference[:QUESTION], answer[: speech.LONGEST]
    spoken = _WORDS.search(_COMMAND.sub("", answer)) is not None
    for rule, reason, applies, of_words in ROWS:
        if (spoken or not of_words) and applies(question, reference, answer):
            return Settled(rule, reason)
    return None


Check = Callable[[str, str, str], bool]
# Name, reason, test, whether only answers in words can fail it; asked in order.
ROWS: tuple[tuple[str, str, Check, bool], ...] = (
    ("empty", "the answer holds nothing but punctuation", speech.is_empty, False),
    ("valueless", "words without a value where one is asked for", worth.valueless, False),
    ("opening", "the opening of a solution is no answer", speech.is_opening, False),
    ("placeholder", "the place of an answer without the answer", speech.is_placeholder, False),
    ("field", "the answer holds the marks of a prompt", speech.has_field, False),
    ("grader", "the answer speaks to or of its grader", speech.speaks, True),
    ("doubt", "the answer does not commit itself", speech.doubts, True),
    ("evasion", "the answer says that there is none to give", speech.evades, True),
    ("denial", "the answer denies what the reference has", speech.denies, False),
    ("question", "the question itself", speech.asks, True),
    ("plan", "the start of a solution without its end", speech.plans, True),
    ("named", "a name of what is asked, not its value", speech.names, True),
    ("echo", "words of the question alone", speech.echoes, True),
    ("variable", "a name of what is asked, not its value", values.is_name, False),
    ("look-alike", "a letter that looks like a digit", values.looks_alike, False),
    ("hedge", "several answers, and not all of them right", worth.hedges, False),
    ("withdrawn", "the right value taken back", worth.withdraws, False),
    ("restated", "what the question gives, not what it asks for", values.restates, False),
    ("spelled", "the operations of the question, in words", values.spells, False),
    ("code", "a program, not what it prints", values.is_code, False),
    ("undone", "an operation that is still to be done", values.undone, False),
    ("superset", "many values where one is asked for", worth.is_wide, False),
    ("dimension", "the right number in a unit of another kind", values.misses_dimension, False),
    ("circular", "the unknown in terms of itself", values.circles, False),
    ("unsolved", "an equation where its solution is asked for", values.unsolved, False),
    ("form", "not in the form that is asked for", forms.misses, False),
)
