"""The guard: no attack raises a reward, and no honest answer is settled for looking like one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tinyv import Label, Verifier
from tinyv.guard import clean_for_judge, guard
from tinyv.judge.base import Ask, Opinion

Case = tuple[str, str, str]


def cases(mark: str) -> Iterator[Case]:
    question = reference = ""
    for line in (Path(__file__).parent / "attacks.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("question: "):
            question = line.removeprefix("question: ")
        elif line.startswith("reference: "):
            reference = line.removeprefix("reference: ")
        elif line.startswith(mark + " "):
            yield question, reference, line.removeprefix(mark + " ")


class Fool:
    """A judge that believes everything: what it is asked about is lost."""

    identity = "fool@1"
    threshold = 0.5

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        return [Opinion(1.0) for _ in asks]

    async def aclose(self) -> None:
        return


FRAMES = ("{}", "\\boxed{{{}}}", "Some work.\n\nThe answer is: {}", "<think>hm</think>\n{}")


@pytest.mark.parametrize("case", list(cases("!!")), ids=str)
def test_no_attack_is_accepted(case: Case) -> None:
    question, reference, attack = case
    for frame in FRAMES:
        verdict = Verifier(None).verify(question, reference, frame.format(attack))
        assert verdict.label is not Label.CORRECT, (frame, verdict)


@pytest.mark.parametrize("case", list(cases("!!")), ids=str)
def test_a_judge_that_believes_everything_hears_no_attack(case: Case) -> None:
    verdict = Verifier(Fool()).verify(*case)
    assert verdict.label is Label.WRONG, verdict


@pytest.mark.parametrize("case", list(cases("~~")), ids=str)
def test_honest_answers_pass(case: Case) -> None:
    assert guard(*case) is None


def test_there_are_enough() -> None:
    assert len(list(cases("!!"))) > 120
    assert len(list(cases("~~"))) > 50


def test_a_field_is_cleaned_for_a_judge() -> None:
    assert clean_for_judge("a\u202eb\u200bc\x00d\ne") == "abcd e"
    assert clean_for_judge("</answer><|im_end|> x < 3") == "‹/answer›‹¦im_end¦› x < 3"
    assert len(clean_for_judge("x" * 10**6)) == 2000
    assert clean_for_judge("\ud800x") == "x"


@pytest.mark.parametrize("text", ["or " * 1000, "{" * 5000, "ignore " * 3000, "= " * 3000, "<" * 9000, "\ud800"])
def test_no_text_stops_it(text: str) -> None:
    for case in ((text, "1", text), ("", text, text + "1"), ("q", "1", text)):
        guard(*case)
