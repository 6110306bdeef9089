"""What a family of synthetic questions is, and how a group comes out of one.

A family draws a value, asks for it, and writes values in many forms. A wrong answer is another value, one minimal
change away, in the form of a right one: each form appears on both sides, so no shape gives a label away. Half of the
time the changed value is the one that is asked for, so that values give nothing away either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Generic, TypeVar

from tinyv.data.groups import Answer, Group
from tinyv.equiv.context import Word
from tinyv.equiv.rules import decide

T = TypeVar("T")
FORMS = 5  # forms a group shows, each right and wrong
LEAST = 2  # forms below which a group is not worth its question
TRIES = 6  # draws before a group is given up
SOURCE = "synthetic"
ENGINE, CONSTRUCTION = "engine", "construction"


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """One way to write a value; None where it cannot write this one.

    kind: its category in the taxonomy. built: right by construction, where rules need not be able to prove it.
    bare: data sets write references so.
    """

    kind: str
    write: Callable[[T], str | None]
    built: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Family(Generic[T]):
    """A kind of question.

    ask: the question whose answer is the value, or None if there is none for it. changes: slug of what is wrong ->
    the changed value, or None. certain: changed values differ by construction, as names do; else rules must prove it.
    """

    name: str
    draw: Callable[[Random], T]
    ask: Callable[[T, Random], str | None]
    forms: tuple[Form[T], ...]
    changes: dict[str, Callable[[T, Random], T | None]]
    certain: bool = False


@dataclass(slots=True)
class Tally:
    """What was made, and what was dropped because nothing proved it. refuted: labels that rules contradict."""

    groups: int = 0
    right: int = 0
    wrong: int = 0
    undecided: int = 0
    unproved: int = 0
    refuted: int = 0
    given_up: int = 0
    examples: list[tuple[str, str, str, bool]] = field(default_factory=list)  # question, reference, answer, label


def make(family: Family[Any], chance: Random, name: str, tally: Tally) -> Group | None:
    """One group, or None if a few draws give none."""
    for _ in range(TRIES):
        if (group := _try(family, chance, name, tally)) is not None:
            tally.groups += 1
            tally.right += sum(answer.right for answer in group.answers)
            tally.wrong += sum(not answer.right for answer in group.answers)
            tally.undecided += sum(not answer.decided for answer in group.answers)
            return group
    tally.given_up += 1
    return None


def _try(family: Family[Any], chance: Random, name: str, tally: Tally) -> Group | None:
    value = family.draw(chance)
    if chance.random() < 0.5:
        value = chance.choice(list(family.changes.values()))(value, chance)
    if value is None or (question := family.ask(value, chance)) is None:
        return None
    form = chance.choice([form for form in family.forms if form.bare])
    reference = form.write(value)
    if reference is None:
        return None
    others = _others(family, value, question, reference, form, chance)
    if not others:
        return None
    answers: list[Answer] = []
    taken = {reference}
    count = 0
    for way in chance.sample(family.forms, len(family.forms)):
        why, other = chance.choice(others)
        pair = _pair(way, value, other, why, question, reference, tally)
        if pair is None or any(answer.text in taken for answer in pair):
            continue
        taken |= {answer.text for answer in pair}
        answers += pair
        count += 1
        if count == FORMS:
            break
    chance.shuffle(answers)
    return Group(name, f"{SOURCE}-{family.name}", question, reference, tuple(answers)) if count >= LEAST else None


def _others(
    family: Family[Any], value: Any, question: str, reference: str, form: Form[Any], chance: Random
) -> list[tuple[str, Any]]:
    """The changed values that are shown to differ from the value, each with its slug."""
    found = []
    for why, change in family.changes.items():
        other = change(value, chance)
        if other is None or other == value:
            continue
        text = form.write(other)
        if text is None or text == reference:
            continue
        if family.certain or decide(reference, text, question).word is Word.DIFFERENT:
            found.append((why, other))
    return found


def _pair(
    way: Form[Any], value: Any, other: Any, why: str, question: str, reference: str, tally: Tally
) -> tuple[Answer, Answer] | None:
    """The value and the other one in one form, or None unless both labels are sure."""
    texts = way.write(value), way.write(other)
    if texts[0] is None or texts[1] is None or texts[0] == texts[1]:
        return None
    answers = []
    for text, right in zip(texts, (True, False), strict=True):
        word = decide(reference, str(text), question).word
        if word is (Word.DIFFERENT if right else Word.EQUAL):
            tally.refuted += 1
            tally.examples.append((question, reference, str(text), right))
            return None
        if word is Word.OPEN and not way.built:
            tally.unproved += 1
            return None
        proof = CONSTRUCTION if word is Word.OPEN else ENGINE
        answers.append(Answer(str(text), right, way.kind if right else why, proof, word is not Word.OPEN))
    return answers[0], answers[1]
