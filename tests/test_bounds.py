"""The worst input costs milliseconds: every pair of adversarial.py, in both directions."""

from __future__ import annotations

import os
import random
import time
import tracemalloc
from collections.abc import Callable

import pytest

import test_cases
from adversarial import ATTACKS, TWINS, Pair
from tinyv import Verifier
from tinyv.types import Label

RULES = Verifier(None)  # what a judge would say is not tested here

SECONDS = 0.3 if "CI" in os.environ else 0.1  # of processor time, so that a busy machine does not count
MEGABYTES = 50


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Caches and lazy imports are filled before anything is timed."""
    for reference, response in [
        ("1", "2"),
        ("x+1", "1+x"),
        (r"\sqrt{8}", r"2\sqrt{2}"),
        ("yes", "no"),
        (r"\{1,2\}", r"\{2,1\}"),
    ]:
        RULES.verify("", reference, response)


def seconds(question: str, reference: str, response: str) -> tuple[float, Label]:
    """The processor time of one verdict, and its label."""
    start = time.thread_time()
    label = RULES.verify(question, reference, response).label
    return time.thread_time() - start, label


@pytest.mark.parametrize("build", [pytest.param(build, id=name) for name, build in (ATTACKS | TWINS).items()])
def test_time(build: Callable[[], Pair]) -> None:
    first, second = build()
    for reference, response in [(first, second), (second, first)]:
        spent = min(seconds("", reference, response)[0] for _ in range(3))
        assert spent < SECONDS, f"{spent * 1000:.0f} ms"


@pytest.mark.parametrize("build", [pytest.param(build, id=name) for name, build in ATTACKS.items()])
def test_never_correct(build: Callable[[], Pair]) -> None:
    first, second = build()
    for reference, response in [(first, second), (second, first)]:
        verdict = RULES.verify("", reference, response)
        assert verdict.label is not Label.CORRECT, f"by {verdict.decided_by!r}: {verdict.reason}"


@pytest.mark.parametrize("build", [pytest.param(build, id=name) for name, build in ATTACKS.items()])
def test_memory(build: Callable[[], Pair]) -> None:
    first, second = build()
    tracemalloc.start()
    try:
        for reference, response in [(first, second), (second, first)]:
            RULES.verify("", reference, response)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 1_000_000, f"{peak / 1e6:.0f} MB"


@pytest.mark.parametrize("name", ["value: tower of powers", "megabyte: 'a'", "megabyte: '{'", "pair: sets of 400 sums"])
def test_a_hostile_question_is_no_different(name: str) -> None:
    question, response = ATTACKS[name]()[1], ATTACKS[name]()[1]
    for asked, reference, answered in [(question, "42", "43"), (question, "42", response)]:
        spent, label = min(seconds(asked, reference, answered) for _ in range(3))
        assert spent < SECONDS, f"{spent * 1000:.0f} ms"
        assert label is not Label.CORRECT


@pytest.mark.parametrize("text", ["", " ", "\n", "\0", "\ud800", "{", "}", "$", "\\", "\\frac", "\\boxed{"])
def test_nothing_is_never_correct(text: str) -> None:
    assert RULES.verify(text, "42", text).label is not Label.CORRECT
    assert RULES.verify(text, text, "42").label is not Label.CORRECT
    RULES.verify(text, text, text)


def test_the_same_input_gets_the_same_verdict() -> None:
    for name in list(ATTACKS)[::7]:
        reference, response = ATTACKS[name]()
        assert RULES.verify("", reference, response) == RULES.verify("", reference, response), name


def test_spliced_cases_never_raise() -> None:
    sides = sorted({side for case in test_cases.all_cases() for side in (case.reference, case.response)})
    chance = random.Random(20250522)
    for _ in range(1500):
        first, second, whole = chance.choice(sides), chance.choice(sides), chance.choice(sides)
        spliced = first[: chance.randrange(len(first) + 1)] + second[chance.randrange(len(second) + 1) :]
        for reference, response in [(whole, spliced), (spliced, whole), (spliced, spliced)]:
            RULES.verify("", reference, response)
