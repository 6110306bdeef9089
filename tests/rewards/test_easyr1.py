"""EasyR1's contract: a module loaded from its file, a batch in, dicts of numbers out."""

import importlib.util
import math
from typing import Any

import pytest
from complaints import ROWS, CountingJudge, Row, ServedJudge, Want, check, undecided

from tinyv import Verifier
from tinyv.rewards import easyr1, options
from tinyv.rewards.easyr1 import compute_score
from tinyv.rewards.grading import Grader

CHOICE = {"question": "Which? (A) 7 (B) 8", "answer": "8"}


def inputs_of(rows: Any) -> list[dict[str, Any]]:
    return [{"response": row.response, "response_length": 9, "ground_truth": row.reference} for row in rows]


def test_no_complaint_as_a_file() -> None:
    spec = importlib.util.spec_from_file_location("custom_reward_fn", str(easyr1.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = module.compute_score(inputs_of(ROWS), judge="none")
    check([one["overall"] for one in told], left_out=0.0)
    assert (module.REWARD_NAME, module.REWARD_TYPE) == ("tinyv", "batch")
    assert len({tuple(one) for one in told}) == 1
    assert all(math.isfinite(value) for one in told for value in one.values())
    assert [one["failure"] == 1 for one in told] == [row.want is Want.LEFT_OUT for row in ROWS]


def test_a_question_may_be_packed_with_the_reference() -> None:
    (told,) = compute_score([{"response": "B", "ground_truth": CHOICE}], judge="none")
    assert (told["overall"], told["accuracy"]) == (1.0, 1.0)


def test_the_judge_sees_one_batch_and_its_death_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row(7, query.reference, query.response, Want.ACCEPTED) for query in undecided(64)]
    judge = CountingJudge()
    monkeypatch.setattr(options, "grader", lambda given: Grader(Verifier(judge)))
    assert [one["overall"] for one in compute_score(inputs_of(rows))] == [1.0] * 64
    assert judge.batches == [64]
    with ServedJudge() as served:
        shared = Grader(Verifier(served.ask()))
        monkeypatch.setattr(options, "grader", lambda given: shared)
        served.kill()
        down = compute_score(inputs_of(rows[:4]))
        served.start()
        again = compute_score(inputs_of(rows[:4]))
    assert [(one["overall"], one["failure"]) for one in down] == [(0.0, 2.0)] * 4
    assert [one["overall"] for one in again] == [1.0] * 4


def test_wrong_options_are_told() -> None:
    with pytest.raises(ValueError, match="did you mean 'scored'"):
        compute_score(inputs_of(ROWS), score=True)
