"""Verdicts become rewards: one policy, the same keys always, batches equal to single calls, failures told apart."""

import asyncio
import math
import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tinyv import Label, Query, Verdict, Verifier
from tinyv.judge.base import Ask, Opinion
from tinyv.rewards.grading import Grader, query_of
from tinyv.rewards.options import grader
from tinyv.rewards.policy import RewardPolicy, excused, failure_number
from tinyv.rewards.trl import TinyVReward

RIGHT = Verdict(Label.CORRECT, 1.0, "8", "rule:rational", "8 = 8")
JUDGED = Verdict(Label.CORRECT, 0.9, "8 apples", "judge:small@1", "the judge gives it 90 %")
WRONG = Verdict(Label.WRONG, 0.0, "7", "rule:rational", "7 ≠ 8")
OPEN = Verdict(Label.UNDECIDED, 0.5, "seven-ish", "", "no rule could prove or refute it")
DOWN = Verdict(Label.UNDECIDED, 0.5, "seven-ish", "", "", "judge-unreachable")
HUGE = Verdict(Label.UNDECIDED, 0.5, "9^9^9", "", "", "over-budget: digits")


class Believer:
    """A judge that gives every answer 90 %, and remembers how many came at a time."""

    identity, threshold = "believer@1", 0.5

    def __init__(self) -> None:
        self.batches: list[int] = []

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        self.batches.append(len(asks))
        await asyncio.sleep(0.001)
        return [Opinion(0.9, None, 3) for _ in asks]

    async def aclose(self) -> None:
        return None


@pytest.mark.parametrize(
    ("verdict", "policy", "reward"),
    [
        (RIGHT, RewardPolicy(), 1.0),
        (WRONG, RewardPolicy(), 0.0),
        (OPEN, RewardPolicy(), 0.0),
        (OPEN, RewardPolicy(undecided=0.25), 0.25),
        (DOWN, RewardPolicy(), None),
        (DOWN, RewardPolicy(scored=True), None),
        (HUGE, RewardPolicy(), 0.0),
        (JUDGED, RewardPolicy(judge_weight=0.8), 0.8),
        (RIGHT, RewardPolicy(judge_weight=0.8), 1.0),
        (JUDGED, RewardPolicy(scored=True), 0.9),
        (JUDGED, RewardPolicy(scored=True, judge_weight=0.5), 0.45),
        (OPEN, RewardPolicy(scored=True), 0.5),
    ],
)
def test_the_policy(verdict: Verdict, policy: RewardPolicy, reward: float | None) -> None:
    assert policy.reward(verdict) == (None if reward is None else pytest.approx(reward))


def test_a_format_bonus_is_for_a_boxed_answer() -> None:
    judge = Grader(Verifier(None), RewardPolicy(format_bonus=0.1))
    rewards = [
        sample.reward
        for sample in judge.grade([Query("", "8", r"\boxed{7}"), Query("", "8", "7"), Query("", "8", r"\boxed{}")])
    ]
    assert rewards == [pytest.approx(0.1), 0.0, 0.0]


def test_numbers_must_be_finite() -> None:
    with pytest.raises(ValueError, match="undecided: nan"):
        RewardPolicy(undecided=math.nan)


def test_what_a_response_can_bring_about_is_not_excused() -> None:
    assert excused("judge-error: Boom")
    assert excused("reference-empty")
    assert excused("something new")
    assert not excused("over-budget: digits")
    assert not excused("too-long")
    assert not excused(None)
    assert [failure_number(name) for name in (None, "over-budget: digits", "something new")] == [0, 9, 99]


def test_every_sample_has_the_same_finite_keys() -> None:
    samples = Grader(Verifier(None)).grade(
        [
            Query("", "8", "8"),
            Query("", "", "8"),
            Query("", "8", ""),
            Query("", "9" * 70_000, "1"),
            Query("", "a fox", "a vixen"),
        ]
    )
    keys = {tuple(sample.flat()) for sample in samples}
    assert len(keys) == 1
    assert all(math.isfinite(value) for sample in samples for value in sample.flat().values())
    assert [sample.flat()["failure"] for sample in samples] == [0, 1, 0, 9, 0]


def test_a_fault_of_our_own_is_a_failure_and_takes_nobody_along() -> None:
    broken = Query("", "8", 8)  # type: ignore[arg-type]
    first, second = Grader(Verifier(None)).grade([broken, Query("", "8", "8")])
    assert first.reward is None
    assert first.verdict.failure is not None
    assert first.verdict.failure.startswith("internal")
    assert second.reward == 1.0
    first, second = asyncio.run(Grader(Verifier(None)).agrade([broken, Query("", "8", "8")]))
    assert first.reward is None
    assert second.reward == 1.0


def test_concurrent_single_calls_are_one_batch_with_the_same_verdicts() -> None:
    queries = [Query("Which animal?", f"a fox {n % 100}", f"a vixen of {n}") for n in range(10_000)]
    judge = Believer()
    single = Grader(Verifier(judge))

    async def all_at_once() -> list[Verdict]:
        return [sample.verdict for sample in await asyncio.gather(*map(single.agrade_one, queries))]

    assert asyncio.run(all_at_once()) == [sample.verdict for sample in Grader(Verifier(Believer())).grade(queries)]
    assert sum(judge.batches) > 9_000
    assert len(judge.batches) < 200


def test_threads_share_a_batch_too() -> None:
    judge = Believer()
    shared = Grader(Verifier(judge))
    queries = [Query("Which animal?", "a fox", f"a vixen of {n}") for n in range(64)]
    with ThreadPoolExecutor(32) as pool:
        samples = list(pool.map(shared.grade_one, queries))
    assert all(sample.verdict.decided_by == "judge:believer@1" for sample in samples)
    assert len(judge.batches) < 32


def test_who_is_cancelled_leaves_the_others_their_verdict() -> None:
    async def run() -> Verdict:
        graders = Grader(Verifier(Believer()))
        first = asyncio.create_task(graders.agrade_one(Query("", "a fox", "a vixen")))
        second = asyncio.create_task(graders.agrade_one(Query("", "a fox", "a red one")))
        await asyncio.sleep(0)
        first.cancel()
        return (await second).verdict

    assert asyncio.run(run()).label is Label.CORRECT


def test_options_make_a_grader_once() -> None:
    first = grader({"judge": "none", "undecided": "0.5"})
    assert first is grader({"undecided": 0.5, "judge": "none"})
    assert first.verifier.judge is None
    assert first.policy.undecided == 0.5
    assert pickle.loads(pickle.dumps(first)).policy == first.policy


def test_options_come_from_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")
    monkeypatch.setenv("TINYV_UNDECIDED", "0.125")
    assert grader().policy.undecided == 0.125
    assert grader({"undecided": 0.25}).policy.undecided == 0.25


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"undecide": 0.5}, "did you mean 'undecided'"),
        ({"undecided": "half"}, "option undecided: 'half'"),
        ({"strict": "perhaps"}, "neither true nor false"),
        ({"judge": "/no/such/folder"}, "holds no judge"),
    ],
)
def test_a_wrong_option_is_told_at_once(options: dict[str, object], message: str) -> None:
    with pytest.raises((ValueError, FileNotFoundError), match=message):
        grader(options)


@pytest.mark.parametrize(
    ("reference", "response", "label"),
    [
        (8, r"\boxed{8}", Label.CORRECT),
        (0.5, "1/2", Label.CORRECT),
        ("8", [{"role": "assistant", "content": "It is 8."}], Label.CORRECT),
        ("8", [{"role": "assistant", "content": [{"type": "text", "text": "It is 8."}]}], Label.CORRECT),
        ({"ground_truth": "8", "style": "rule"}, "8", Label.CORRECT),
        (["8"], "8", Label.CORRECT),
        (b"8", "8", Label.CORRECT),
        (None, "8", Label.UNDECIDED),
        (math.nan, "8", Label.UNDECIDED),
        (["8", "9"], "8", Label.UNDECIDED),
        ("8", None, Label.WRONG),
    ],
)
def test_whatever_a_data_set_holds(reference: object, response: object, label: Label) -> None:
    (sample,) = Grader(Verifier(None)).grade([query_of(None, reference, response)])
    assert sample.verdict.label is label


def test_the_health_of_a_run_comes_with_a_grader(tmp_path: Path) -> None:
    watched = grader({"judge": "none", "health": str(tmp_path / "health")})
    assert watched.health is not None
    watched.grade([Query("", "8", "8"), Query("", "8", "7")])
    assert watched.health.numbers()["samples"] == 2
    reward = TinyVReward(watched)
    logged: dict[str, float] = {}
    reward(prompts=["?"], completions=["8"], answer=["8"], log_metric=logged.__setitem__)
    assert logged["tinyv/health/samples"] == 3
    watched.health.close()
