"""SkyRL-gym's registry makes the environment, and its threads step it."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from complaints import ROWS, SECONDS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Query, Verifier
from tinyv.rewards.grading import Grader

gym = pytest.importorskip("skyrl_gym", reason="needs SkyRL-gym (pip install skyrl-gym==0.4.0)")

from tinyv.rewards.skyrl import TinyVEnv  # noqa: E402


@pytest.fixture(autouse=True, scope="module")
def registered() -> None:
    gym.register(id="tinyv", entry_point="tinyv.rewards.skyrl:TinyVEnv")


def step(row: Row, grader: Grader | None = None) -> tuple[Any, Any]:
    env = gym.make("tinyv", env_config={"judge": "none"}, extras={"reward_spec": {"ground_truth": row.reference}})
    if grader is not None:
        env.grader = grader
    prompt, _ = env.init([{"role": "user", "content": row.question}])
    assert prompt[0]["content"] == row.question == env.question
    return env, env.step(row.response)


async def rollouts(rows: Sequence[Row], grader: Grader | None = None) -> list[tuple[Any, Any]]:
    """As SkyRL's generator does: every step in a thread of a pool."""
    with ThreadPoolExecutor(32) as pool:
        loop = asyncio.get_running_loop()
        return list(await asyncio.gather(*(loop.run_in_executor(pool, step, row, grader) for row in rows)))


def test_no_complaint() -> None:
    start = time.perf_counter()
    done = asyncio.run(rollouts(ROWS))
    assert time.perf_counter() - start < SECONDS
    check([output["reward"] for _, output in done], left_out=0.0)
    metrics = [env.get_metrics() for env, _ in done]
    assert len({tuple(one) for one in metrics}) == 1
    assert [one["failure"] == 1 for one in metrics] == [row.want is Want.LEFT_OUT for row in ROWS]
    assert TinyVEnv.aggregate_metrics(metrics)["correct"] == sum(row.want is Want.ACCEPTED for row in ROWS) / len(ROWS)
    assert all(output["done"] and output["observations"] == [] for _, output in done)


def test_ten_thousand_steps_in_threads_get_the_verdicts_of_one_batch() -> None:
    rows = [Row(7, str(n % 90), f"\\boxed{{{n % 91}}}", Want.ACCEPTED) for n in range(9_800)]
    rows += [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(200)]
    judge = CountingJudge()
    done = asyncio.run(rollouts(rows, Grader(Verifier(judge))))
    batch = Grader(Verifier(CountingJudge())).grade([Query(row.question, row.reference, row.response) for row in rows])
    assert [output["reward"] for _, output in done] == [sample.number for sample in batch]
    assert len(judge.batches) < 100


def test_a_killed_judge_shows_and_recovers() -> None:
    fox = Row(6, "a fox", "a vixen", Want.ACCEPTED)
    with ServedJudge() as served:
        grader = Grader(Verifier(served.ask()))
        steps = [step(fox, grader)]
        served.kill()
        steps.append(step(fox, grader))
        served.start()
        steps.append(step(fox, grader))
    assert [(output["reward"], env.get_metrics()["failure"]) for env, output in steps] == [(1, 0), (0, 2), (1, 0)]
    assert steps[1][1]["metadata"]["failure"] == "judge-unreachable"


@pytest.mark.parametrize(
    "extras",
    [
        {"reward_spec": {"ground_truth": "8"}},
        {"reward_model": {"ground_truth": 8, "style": "rule"}},
        {"answer": "8", "question": "What is 6 + 2?"},
    ],
)
def test_where_the_reference_may_stand(extras: dict[str, Any]) -> None:
    assert TinyVEnv({"judge": "none"}, extras).step("8")["reward"] == 1.0


def test_a_wrong_option_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="did you mean 'judge'"):
        TinyVEnv({"jugde": "none"}, {})
