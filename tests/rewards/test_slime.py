"""slime's contract: one sample on the loop, or a group's list; a number or a dict; what is left out is marked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from complaints import ROWS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Query, Verifier
from tinyv.rewards import options
from tinyv.rewards.grading import Grader
from tinyv.rewards.slime import custom_rm

NUMBER, KEYED = SimpleNamespace(reward_key=None), SimpleNamespace(reward_key="reward")
FOXES = [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED, "Which animal is it?") for n in range(64)]


@dataclass
class Sample:
    """The fields of slime's own that a reward meets."""

    prompt: Any
    response: str
    label: Any
    metadata: dict[str, Any] = field(default_factory=dict)
    remove_sample: bool = False


def sample_of(row: Row) -> Sample:
    return Sample(f"<|im_start|>user\n{row.question}<|im_end|>\n<|im_start|>assistant\n", row.response, row.reference)


async def each(samples: Sequence[Sample], args: Any = NUMBER) -> list[Any]:
    return list(await asyncio.gather(*(custom_rm(args, sample) for sample in samples)))


def rewards_of(samples: Sequence[Sample], numbers: Sequence[float]) -> list[float | None]:
    return [None if sample.remove_sample else number for sample, number in zip(samples, numbers, strict=True)]


@pytest.fixture(autouse=True)
def _rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")


def test_no_complaint_alone_and_in_groups() -> None:
    alone, group = [sample_of(row) for row in ROWS], [sample_of(row) for row in ROWS]
    check(rewards_of(alone, asyncio.run(each(alone))))
    told: Any = asyncio.run(custom_rm(NUMBER, group, evaluation=False))
    check(rewards_of(group, told))


def test_a_reward_key_asks_for_the_metrics() -> None:
    told = asyncio.run(each([sample_of(row) for row in ROWS], KEYED))
    assert len({tuple(one) for one in told}) == 1
    assert [one["failure"] == 1 for one in told] == [row.want is Want.LEFT_OUT for row in ROWS]


def test_a_question_in_the_metadata_goes_before_the_prompt() -> None:
    asked = {"question": "Which? (A) 7 (B) 8"}
    assert asyncio.run(custom_rm(NUMBER, Sample("Which? (A) 8 (B) 7", "B", "8", asked))) == 1.0
    chat = [{"role": "user", "content": asked["question"]}]
    assert asyncio.run(custom_rm(NUMBER, Sample(chat, "B", "8"))) == 1.0


def test_ten_thousand_calls_get_the_verdicts_of_one_batch_and_the_judge_sees_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Row(7, str(n % 90), f"\\boxed{{{n % 91}}}", Want.ACCEPTED) for n in range(9_500)]
    rows += [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(500)]
    judge = CountingJudge()
    shared = Grader(Verifier(judge))
    monkeypatch.setattr(options, "grader", lambda: shared)
    batch = Grader(Verifier(CountingJudge())).grade([Query(row.question, row.reference, row.response) for row in rows])
    assert asyncio.run(each([sample_of(row) for row in rows])) == [sample.reward for sample in batch]
    assert sum(judge.batches) == 500
    assert len(judge.batches) < 50


def test_a_killed_judge_marks_its_samples_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    with ServedJudge() as served:
        shared = Grader(Verifier(served.ask()))
        monkeypatch.setattr(options, "grader", lambda: shared)
        served.kill()
        down = [sample_of(row) for row in FOXES[:4]]
        assert rewards_of(down, asyncio.run(each(down))) == [None] * 4
        served.start()
        again = [sample_of(row) for row in FOXES[:4]]
        assert rewards_of(again, asyncio.run(each(again))) == [1.0] * 4
