"""TRL's own trainers, on a CPU: GRPO with a tiny model learns from these rewards, and no complaint comes back."""

import asyncio
import importlib
import multiprocessing
import pickle
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from complaints import ROWS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Verifier
from tinyv.rewards.grading import Grader
from tinyv.rewards.trl import AsyncTinyVReward, TinyVReward, tinyv_reward

EXAMPLE = Path(__file__).parents[2] / "examples" / "trl"
TINY_JUDGE = Path(__file__).parents[1] / "judge" / "tiny"
# What TRL and its own dependencies say of each other is theirs to mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*gradient_checkpointing.*:FutureWarning"),
]
KEYS = {"correct", "undecided", "by_rule", "by_judge", "judge_probability", "answer_length", "failure"}


def chat(row: Row) -> tuple[Any, Any]:
    return [{"role": "user", "content": row.question}], [{"role": "assistant", "content": row.response}]


def plain(row: Row) -> tuple[Any, Any]:
    return row.question, row.response


def call(reward: Any, rows: Sequence[Row], shape: Callable[[Row], tuple[Any, Any]] = plain) -> Any:
    """As a trainer calls: everything by keyword."""
    prompts, completions = zip(*map(shape, rows), strict=True)
    return reward(
        prompts=list(prompts),
        completions=list(completions),
        completion_ids=[[1]] * len(rows),
        answer=[row.reference for row in rows],
    )


@pytest.mark.parametrize("shape", [plain, chat])
def test_no_complaint_as_a_function_in_a_thread(shape: Callable[[Row], tuple[Any, Any]]) -> None:
    with ThreadPoolExecutor(1) as pool:
        check(pool.submit(call, TinyVReward(judge="none"), ROWS, shape).result())
    check(asyncio.run(call(AsyncTinyVReward(judge="none"), ROWS, shape)))


def test_a_worker_process_gets_the_reward_by_pickle() -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        check(pool.submit(call, TinyVReward(judge="none", name="right"), ROWS).result())
    assert pickle.loads(pickle.dumps(TinyVReward(judge="none", name="right"))).__name__ == "right"


def test_the_function_takes_its_options_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")
    monkeypatch.setenv("TINYV_FORMAT_BONUS", "0.5")
    assert call(tinyv_reward, [Row(0, "8", r"\boxed{8}", Want.ACCEPTED)]) == [1.5]


@pytest.mark.parametrize(
    ("columns", "rewards"),
    [
        ({"answer": ["8", "9"], "solution": ["1", "2"]}, [1.0, 0.0]),
        ({"solution": ["We add, which gives \\boxed{8}.", "x\n#### 9"]}, [1.0, 0.0]),
        ({"reward_model": [{"ground_truth": "8"}, {"ground_truth": 9.0}]}, [1.0, 0.0]),
        ({"ground_truth": ["8", None]}, [1.0, None]),
    ],
)
def test_references_are_found_by_name(columns: dict[str, list[Any]], rewards: list[float | None]) -> None:
    assert TinyVReward(judge="none")(prompts=["", ""], completions=["8", "8"], **columns) == rewards


def test_the_question_is_a_column_or_what_the_user_asked() -> None:
    turns = [{"role": "system", "content": "Think."}, {"role": "user", "content": "Which? (A) 7 (B) 8"}]
    reward = TinyVReward(judge="none")
    assert reward(prompts=[turns], completions=["B"], answer=["8"]) == [1.0]
    assert reward(prompts=["?"], completions=["B"], answer=["8"], problem=["Which? (A) 7 (B) 8"]) == [1.0]
    assert reward(prompts=["?"], completions=["B"], answer=["8"], problem=["Which? (A) 8 (B) 7"]) == [0.0]


def test_what_is_set_up_wrong_is_told() -> None:
    with pytest.raises(ValueError, match="did you mean 'scored'"):
        TinyVReward(judge="none", score=True)
    with pytest.raises(ValueError, match="not both"):
        TinyVReward(Grader(Verifier(None)), scored=True)
    with pytest.raises(ValueError, match="no column holds a reference: there are level"):
        TinyVReward(judge="none")(prompts=["?"], completions=["8"], level=[1])
    with pytest.raises(ValueError, match="no column 'anser': did you mean 'answer'"):
        TinyVReward(judge="none", reference="anser")(prompts=["?"], completions=["8"], answer=["8"])


def test_the_judge_sees_a_batch() -> None:
    judge = CountingJudge()
    rows = [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(64)]
    assert call(TinyVReward(Grader(Verifier(judge))), rows) == [1.0] * 64
    assert judge.batches == [64]


# From here on with TRL itself.


@pytest.fixture(scope="module")
def example() -> Any:
    pytest.importorskip("trl", reason="needs TRL (pip install torch==2.13.0 trl==1.16.0)")
    sys.path.insert(0, str(EXAMPLE))
    return importlib.import_module("grpo")


def trainer(example: Any, reward: Any, folder: Path, rows: list[dict[str, str]], **more: Any) -> Any:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    data = example.with_prompts(Dataset.from_list(rows), "")
    config = GRPOConfig(output_dir=str(folder), **{**example.SMOKE, "logging_steps": 1, **more})
    tiny = importlib.import_module("tiny")
    model, tokenizer = tiny.model(), tiny.tokenizer()
    return GRPOTrainer(model, reward_funcs=reward, args=config, train_dataset=data, processing_class=tokenizer)


def sums() -> list[dict[str, str]]:
    return list(importlib.import_module("tiny").problems())


def test_grpo_learns_with_the_embedded_judge(example: Any, tmp_path: Path) -> None:
    trained = example.main(["--smoke", "--judge", str(TINY_JUDGE), "--output", str(tmp_path)])
    logs = [row for row in trained.state.log_history if "reward" in row]
    assert logs[-1]["reward"] > logs[0]["reward"] + 0.1
    assert all({f"tinyv/{key}" for key in KEYS} <= row.keys() for row in logs)
    assert all(row["tinyv/failure"] == 0 for row in logs)


def test_the_recipe_for_gpus_is_one_trl_accepts(example: Any, tmp_path: Path) -> None:
    from trl import GRPOConfig

    on_cpu = {"bf16": False, "use_cpu": True}
    config = GRPOConfig(output_dir=str(tmp_path), **{**example.FULL, **on_cpu})
    assert config.steps_per_generation == 16


@pytest.mark.parametrize("kind", [TinyVReward, AsyncTinyVReward])
@pytest.mark.parametrize("shape", [plain, chat])
def test_no_complaint_in_the_trainer(example: Any, tmp_path: Path, kind: Any, shape: Any) -> None:
    made = trainer(example, kind(judge="none"), tmp_path, sums())
    prompts, completions = map(list, zip(*map(shape, ROWS), strict=True))
    inputs = [{"prompt": prompt, "answer": row.reference} for prompt, row in zip(prompts, ROWS, strict=True)]
    rewards = made._calculate_rewards(inputs, prompts, completions, [[1]] * len(ROWS))[:, 0].tolist()
    check([None if reward != reward else reward for reward in rewards])
    assert {f"tinyv/{key}" for key in KEYS} == set(made._pending_metrics)
    assert {len(values) for values in made._pending_extra_logs.values()} == {len(ROWS)}


def test_a_judge_killed_in_mid_run_neither_stops_nor_zeroes_it(example: Any, tmp_path: Path) -> None:
    from transformers import TrainerCallback

    with ServedJudge() as served:

        class Chaos(TrainerCallback):  # type: ignore[misc]
            def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
                if state.global_step == 2:
                    served.kill()
                if state.global_step == 4:
                    served.start()

        reward = TinyVReward(Grader(Verifier(served.ask())))
        made = trainer(example, reward, tmp_path, [{"problem": "1+2=", "answer": "an even number"}] * 8, max_steps=6)
        made.add_callback(Chaos())
        made.train()
    logs = [row for row in made.state.log_history if "reward" in row]
    assert [row["tinyv/failure"] > 0.5 for row in logs] == [False, False, True, True, False, False]
    assert [row["reward"] > 0.5 for row in logs if row["tinyv/failure"] < 0.5] == [True] * 4
    assert [row["grad_norm"] == 0 for row in logs[2:4]] == [True, True]  # nothing was learnt from the outage
    assert all(bool(weight.isfinite().all()) for weight in made.model.parameters())


def test_asynchronous_grpo_leaves_the_same_samples_out() -> None:
    worker = pytest.importorskip("trl.experimental.async_grpo.async_rollout_worker")
    reward = pickle.loads(pickle.dumps(AsyncTinyVReward(judge="none")))
    loop = object.__new__(worker._AsyncRolloutLoop)  # it would connect to vLLM
    loop.reward_funcs, loop.reward_func_names, loop._env_reward_types = [reward], ["tinyv"], []
    token = worker.TrainingSequence(input_ids=[1], completion_mask=[1], old_log_probs=[0.0], rollout_id=0)
    prompts, completions = map(list, zip(*map(chat, ROWS), strict=True))
    group = worker.RolloutGroup(
        prompts=prompts,
        reward_kwargs={"answer": [row.reference for row in ROWS]},
        completions=completions,
        completions_ids=[[1]] * len(ROWS),
        completions_sequences=[[token]] * len(ROWS),
        tool_call_counts=[0] * len(ROWS),
        tool_failure_counts=[0] * len(ROWS),
        model_version=0,
        group_id=0,
        env_rewards=[None] * len(ROWS),
        rollout_rewards=[None] * len(ROWS),
    )
    rewards = [sample.metrics["rewards/tinyv"] for sample in asyncio.run(loop._score_group(group))]
    check([None if reward != reward else reward for reward in rewards])
