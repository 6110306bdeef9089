"""AReaL's contract, and its own wrapper, which calls a reward in worker processes."""

import asyncio
import importlib
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest
from complaints import ROWS, SECONDS, Row, ServedJudge, Want, check

from tinyv import Verifier
from tinyv.rewards import options
from tinyv.rewards.areal import reward_fn
from tinyv.rewards.grading import Grader

# What AReaL and its own dependencies say of each other is theirs to mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def given(row: Row) -> tuple[Any, ...]:
    prompt = f"<|im_start|>user\n{row.question}<|im_end|>\n<|im_start|>assistant\n"
    return prompt, f"{row.response}<|im_end|>", [1], [2]


@pytest.fixture(autouse=True)
def _rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")


def test_no_complaint_in_a_worker_process() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        calls = [pool.submit(partial(reward_fn, *given(row), answer=row.reference, messages=[])) for row in ROWS]
        check([one.result() for one in calls], left_out=0.0)


def test_reference_and_question_are_found_by_name() -> None:
    assert reward_fn("Solve.", "B", None, None, question="Which? (A) 7 (B) 8", solution="8") == 1.0
    assert reward_fn("Which? (A) 8 (B) 7", "B", None, None, answer="8") == 0.0
    with pytest.raises(ValueError, match="no column holds a reference: there are level"):
        reward_fn("?", "8", level=1)


def test_a_killed_judge_is_a_number_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    with ServedJudge() as served:
        shared = Grader(Verifier(served.ask()))
        monkeypatch.setattr(options, "grader", lambda: shared)
        served.kill()
        assert reward_fn("Which animal is it?", "a vixen", answer="a fox") == 0.0
        served.start()
        assert reward_fn("Which animal is it?", "a vixen", answer="a fox") == 1.0


def test_no_complaint_in_areal_s_own_wrapper() -> None:
    pytest.importorskip("areal", reason="needs AReaL (see `make frameworks`)")
    wrapper = importlib.import_module("areal.api.reward_api").AsyncRewardWrapper

    async def run(rows: Sequence[Row]) -> list[float]:
        reward = wrapper(reward_fn, timeout_seconds=30, max_workers=1)
        return list(await asyncio.gather(*(reward(*given(row), answer=row.reference) for row in rows)))

    start = time.perf_counter()
    check(asyncio.run(run(ROWS)), left_out=0.0)
    assert time.perf_counter() - start < 2 * SECONDS
    rows = [Row(7, str(n % 9), f"\\boxed{{{n % 10}}}", Want.ACCEPTED) for n in range(500)]
    assert asyncio.run(run(rows)) == [float(n % 9 == n % 10) for n in range(500)]
    wrapper._atexit_shutdown_all()


def test_areal_finds_the_function_by_its_path() -> None:
    pytest.importorskip("areal", reason="needs AReaL (see `make frameworks`)")
    found = importlib.import_module("areal.utils.dynamic_import").import_from_string("tinyv.rewards.areal.reward_fn")
    assert found is reward_fn
