"""ms-swift's contract: made with its arguments, called with a batch; and its own scoring where it is."""

from types import SimpleNamespace
from typing import Any

import pytest
from complaints import ROWS, CountingJudge, Row, Want, check

from tinyv import Verifier
from tinyv.rewards.grading import Grader
from tinyv.rewards.ms_swift import TinyV


def columns(rows: Any) -> dict[str, Any]:
    said = [[{"role": "user", "content": row.question}, {"role": "assistant", "content": row.response}] for row in rows]
    return {"solution": [row.reference for row in rows], "messages": said, "trainer_state": None}


@pytest.fixture(autouse=True)
def rules_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")


def test_no_complaint() -> None:
    check(TinyV(args=object())([row.response for row in ROWS], **columns(ROWS)))


def test_what_failed_may_have_a_reward(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_FAILED", "0.5")
    assert TinyV()(["8", "8"], solution=["", "8"]) == [0.5, 1.0]


def test_the_question_is_what_the_user_said() -> None:
    turns = [{"role": "user", "content": "Which? (A) 7 (B) 8"}, {"role": "assistant", "content": "B"}]
    assert TinyV()(["B"], solution=["8"], messages=[turns]) == [1.0]


def test_one_batch_for_the_judge() -> None:
    judge, reward = CountingJudge(), TinyV()
    reward.inner.grader = Grader(Verifier(judge))
    assert reward([f"a vixen of {n}" for n in range(8)], solution=["a fox"] * 8) == [1.0] * 8
    assert judge.batches == [8]


def test_its_own_scoring() -> None:
    algorithm = pytest.importorskip(
        "swift.rl_core.grpo_algorithm", reason="needs ms-swift (pip install ms-swift==4.6.0)"
    )
    rows = [Row(0, "8", "8", Want.ACCEPTED), Row(0, "8", "9", Want.REFUSED), Row(9, "", "8", Want.LEFT_OUT)]
    samples = [
        SimpleNamespace(
            messages=said, to_reward_row=lambda said=said, row=row: {"messages": said, "solution": row.reference}
        )
        for row, said in zip(rows, columns(rows)["messages"], strict=True)
    ]
    rewards = algorithm.compute_rewards_per_func(samples, [TinyV()], [None], "cpu")[:, 0].tolist()
    check([None if reward != reward else reward for reward in rewards], rows)
