"""Synthesis without a model: labels are sure, and the form of an answer tells nothing."""

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonl import read

from tinyv import cli
from tinyv.data.synth import FAMILIES, invent
from tinyv.data.synth.family import Family, Form, Tally, make
from tinyv.data.synth.text import added, chinese, decimal, english, han_fraction, mixed, spoken_fraction
from tinyv.equiv.context import Word
from tinyv.equiv.rules import decide
from tinyv.train.items import load


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_gives_balanced_groups_whose_labels_the_rules_do_not_contradict(family: Family[Any]) -> None:
    groups = [make(family, Random(f"{family.name}{i}"), str(i), Tally()) for i in range(6)]
    assert sum(group is not None for group in groups) >= 5
    for group in groups:
        if group is None:
            continue
        rights = [answer.right for answer in group.answers]
        assert rights.count(True) == rights.count(False) >= 2
        assert len({answer.text for answer in group.answers} | {group.reference}) == len(rights) + 1
        for answer in group.answers:
            word = decide(group.reference, answer.text, group.question).word
            assert word is not (Word.DIFFERENT if answer.right else Word.EQUAL)
            assert answer.decided == (word is not Word.OPEN)
            assert answer.proof == ("engine" if answer.decided else "construction")


def test_a_form_that_writes_something_else_is_not_believed() -> None:
    liar: Family[int] = Family(
        "liar",
        lambda chance: chance.randint(10, 99),
        lambda n, chance: "How many?",
        (Form("1.1", str, bare=True), Form("1.1", lambda n: f"{n}.0"), Form("1.1", lambda n: str(n + 1), built=True)),
        {"off": lambda n, chance: n + 5},
    )
    tally = Tally()
    group = make(liar, Random(1), "x", tally)
    assert tally.refuted > 0
    assert group is None


def test_a_change_that_changes_nothing_gives_no_wrong_answer() -> None:
    same: Family[Fraction] = Family(
        "same",
        lambda chance: Fraction(chance.randint(10, 99)),
        lambda x, chance: "How many?",
        (Form("1.1", str, bare=True), Form("1.1", lambda x: f"{x}.0"), Form("1.1", lambda x: f"+{x}")),
        {"none": lambda x, chance: x},
    )
    assert make(same, Random(1), "x", Tally()) is None


def test_runs_repeat_and_grow() -> None:
    short, long = (list(invent(count, 3, Tally())) for count in (12, 25))
    assert long[: len(short)] == short
    assert short != list(invent(12, 4, Tally()))


def test_no_form_is_seen_on_one_side_only() -> None:
    """Answers without their digits and words of value: each skeleton is about as often right as wrong."""
    sides: dict[str, Counter[bool]] = {}
    for group in invent(200, 1, Tally()):
        for answer in group.answers:
            skeleton = re.sub(r"[-−+]?[0-9]+(?:[./,][0-9]+)?", "0", answer.text)
            sides.setdefault(skeleton, Counter())[answer.right] += 1
    common = [count for count in sides.values() if count.total() >= 12]
    assert len(common) >= 5
    assert all(0.2 <= count[True] / count.total() <= 0.8 for count in common)


def test_the_command_writes_what_training_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "synth.jsonl"
    assert cli.main(["data", "synthesise", "--count", "20", "--out", str(out)]) == 0
    items = load([out])
    assert len(items) == len(read(out)) >= 18
    assert {answer.right for item in items for answer in item.answers} == {True, False}
    assert "groups" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (english(342), "three hundred forty-two"),
        (english(-7), "negative seven"),
        (english(1000), None),
        (chinese(47), "四十七"),
        (chinese(10), "十"),
        (spoken_fraction(Fraction(3, 2)), "three halves"),
        (spoken_fraction(Fraction(-1, 4)), "negative one quarter"),
        (han_fraction(Fraction(-3, 4)), "负四分之三"),
        (decimal(Fraction(-1, 8)), "-0.125"),
        (decimal(Fraction(1, 3)), None),
        (decimal(Fraction(30)), "30"),
        (mixed(Fraction(-7, 3)), r"-2\frac{1}{3}"),
        (added([(1, "x^2"), (-1, "x"), (0, "y"), (-6, "")]), "x^2-x-6"),
        (added([(0, "x")]), "0"),
    ],
)
def test_writing(said: str | None, expected: str | None) -> None:
    assert said == expected
