"""verl's own reward loop on Ray, its managers and its metrics; and the recipe, composed by verl's configuration."""

import asyncio
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from complaints import ROWS, SECONDS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Query, Verifier
from tinyv.rewards import options
from tinyv.rewards.grading import Grader
from tinyv.rewards.verl import LONGEST, compute_score

ROOT = Path(__file__).parents[2]
RECIPE = ROOT / "examples" / "verl"
FLAT = ["correct", "undecided", "by_rule", "by_judge", "judge_probability", "answer_length", "failure"]
KEYS = ["score", "acc", "pred", *FLAT]
FOXES = [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED, "Which animal is it?") for n in range(64)]
# What verl and its own dependencies say of each other is theirs to mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


async def scores(rows: Sequence[Row], **settings: Any) -> list[dict[str, Any]]:
    """As verl calls: one sample at a time, by keyword, all at once."""
    calls = [
        compute_score(
            data_source="math",
            solution_str=row.response,
            ground_truth=row.reference,
            extra_info={"question": row.question, "num_turns": None},
            **settings,
        )
        for row in rows
    ]
    return list(await asyncio.gather(*calls))


def test_no_complaint_and_no_ragged_dict() -> None:
    start = time.perf_counter()
    told = asyncio.run(scores(ROWS, judge="none"))
    assert time.perf_counter() - start < SECONDS
    check([one["score"] for one in told], left_out=0.0)
    assert [one["failure"] == 1 for one in told] == [row.want is Want.LEFT_OUT for row in ROWS]
    assert all(list(one) == KEYS for one in told)


@pytest.mark.parametrize(
    ("extra", "reference", "score"),
    [
        (None, "8", 0.0),
        ({}, "8", 0.0),
        ({"question": "Which? (A) 7 (B) 8"}, "8", 1.0),
        ({"problem": "Which? (A) 7 (B) 8", "prompt": "Which? (A) 8 (B) 7"}, "8", 1.0),
        ({"prompt": [{"role": "user", "content": "Which? (A) 7 (B) 8"}]}, "8", 1.0),
        ({"prompt": "<|im_start|>user\nWhich? (A) 7 (B) 8<|im_end|>\n<|im_start|>assistant\n"}, "8", 1.0),
        ({"question": None}, "B", 1.0),
        ({}, None, 0.0),
    ],
)
def test_the_question_is_in_extra_info(extra: Any, reference: Any, score: float) -> None:
    told = asyncio.run(compute_score("math", "B", reference, extra, judge="none"))
    assert told["score"] == score


def test_ten_thousand_calls_get_the_verdicts_of_one_batch_and_the_judge_sees_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Row(7, str(n % 90), f"\\boxed{{{n % 91}}}", Want.ACCEPTED) for n in range(9_500)]
    rows += [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(500)]
    judge = CountingJudge()
    shared = Grader(Verifier(judge))
    monkeypatch.setattr(options, "grader", lambda given: shared)
    told = asyncio.run(scores(rows))
    batch = Grader(Verifier(CountingJudge())).grade([Query(row.question, row.reference, row.response) for row in rows])
    assert [one["score"] for one in told] == [sample.reward for sample in batch]
    assert sum(judge.batches) == 500
    assert len(judge.batches) < 50


def test_a_killed_judge_raises_nothing_zeroes_nothing_silently_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    with ServedJudge() as served:
        shared = Grader(Verifier(served.ask()))
        monkeypatch.setattr(options, "grader", lambda given: shared)
        before = asyncio.run(scores(FOXES[:4]))
        served.kill()
        down = asyncio.run(scores(FOXES[:4]))
        served.start()
        again = asyncio.run(scores(FOXES[:4]))
    assert [one["score"] for one in before + again] == [1.0] * 8
    assert [(one["score"], one["failure"]) for one in down] == [(0.0, 2.0)] * 4


def test_the_model_that_verl_serves_is_the_judge() -> None:
    class Tokenizer:
        name_or_path = "zhangchenxu/TinyV-1.5B"

    with ServedJudge() as served:
        router = {"reward_router_address": served.url.removeprefix("http://").removesuffix("/v1")}
        told = asyncio.run(scores(FOXES[:2], **router, reward_model_tokenizer=Tokenizer()))
        refused = asyncio.run(scores(FOXES[:2], **router, reward_model_tokenizer=Tokenizer(), judge="none"))
    assert [(one["score"], one["by_judge"]) for one in told] == [(1.0, 1.0)] * 2
    assert [(one["score"], one["by_judge"]) for one in refused] == [(0.0, 0.0)] * 2


def test_wrong_options_are_told() -> None:
    with pytest.raises(ValueError, match="did you mean 'judge_weight'"):
        asyncio.run(scores(ROWS[:1], judge_wieght=1.0))


def test_a_long_answer_is_cut_in_metrics_only() -> None:
    (told,) = asyncio.run(scores([Row(7, "8", f"\\boxed{{{'8' * 1_000}}}", Want.REFUSED)], judge="none"))
    assert (len(told["pred"]), told["answer_length"]) == (LONGEST, 1_000.0)


# From here on with verl itself.


@pytest.fixture(scope="module")
def verl() -> Any:
    return pytest.importorskip("verl.protocol", reason="needs verl (see `make frameworks`)")


@pytest.fixture(scope="module")
def tokenizer(verl: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One token a byte, so that it can write everything."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    bytewise = Tokenizer(models.BPE({letter: number for number, letter in enumerate(letters)}, []))
    bytewise.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    bytewise.decoder = decoders.ByteLevel()
    marks = ["<|im_start|>", "<|im_end|>"]
    made = PreTrainedTokenizerFast(
        tokenizer_object=bytewise, pad_token="<pad>", eos_token="<|im_end|>", additional_special_tokens=marks
    )
    folder = tmp_path_factory.mktemp("tokenizer")
    made.save_pretrained(folder)
    return AutoTokenizer.from_pretrained(folder)


def config(tokenizer: Any, *overrides: str) -> Any:
    """verl's own default configuration with some overrides, as `main_ppo` composes it."""
    hydra = importlib.import_module("hydra")
    with hydra.initialize_config_module("verl.trainer.config", version_base=None):
        path = f"actor_rollout_ref.model.path={tokenizer.name_or_path}"
        return hydra.compose("ppo_trainer", [path, *overrides])


FUNCTION = (
    "reward.num_workers=2",
    "reward.custom_reward_function.path=pkg://tinyv.rewards.verl",
    "+reward.custom_reward_function.reward_kwargs.judge=none",
)
CLASS = (
    "reward.num_workers=1",
    "reward.reward_manager.source=importlib",
    "reward.reward_manager.name=RewardManager",
    "reward.reward_manager.module.path=pkg://tinyv.rewards.verl",
    "+reward.custom_reward_function.reward_kwargs.judge=none",
)


def batch_of(verl: Any, tokenizer: Any, rows: Sequence[Row], *, told: bool = True) -> Any:
    """A batch as a rollout leaves it: prompts padded on the left, responses on the right. told: whether `extra_info`
    has the question."""
    import numpy as np
    import torch

    template = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"
    prompts = [tokenizer(template.format(row.question))["input_ids"] for row in rows]
    responses = [tokenizer(row.response + "<|im_end|>")["input_ids"] for row in rows]
    wide, long = max(map(len, prompts)), max(map(len, responses))
    tensors = {
        "prompts": torch.tensor([[tokenizer.pad_token_id] * (wide - len(ids)) + ids for ids in prompts]),
        "responses": torch.tensor([ids + [tokenizer.pad_token_id] * (long - len(ids)) for ids in responses]),
    }
    masks = [
        [0] * (wide - len(asked)) + [1] * (len(asked) + len(said)) + [0] * (long - len(said))
        for asked, said in zip(prompts, responses, strict=True)
    ]
    columns: dict[str, list[Any]] = {
        "data_source": ["math"] * len(rows),
        "reward_model": [{"style": "rule", "ground_truth": row.reference} for row in rows],
        "extra_info": [{"question": row.question} if told else {} for row in rows],
    }
    columns = {name: np.array(values, dtype=object) for name, values in columns.items()}  # type: ignore[misc]
    tensors["attention_mask"] = torch.tensor(masks)
    return verl.DataProto.from_dict(tensors=tensors, non_tensors=columns)


@pytest.fixture(scope="module")
def ray(verl: Any) -> Iterator[Any]:
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()


@pytest.mark.parametrize("chosen", [FUNCTION, CLASS], ids=["function", "manager"])
def test_no_complaint_in_the_reward_loop_on_ray(ray: Any, verl: Any, tokenizer: Any, chosen: Sequence[str]) -> None:
    from verl.experimental.reward_loop import RewardLoopManager

    loop = RewardLoopManager(config(tokenizer, *chosen))
    try:
        found = loop.compute_rm_score(batch_of(verl, tokenizer, ROWS))
    finally:
        for worker in loop.reward_loop_workers:
            ray.kill(worker)
    check(found.batch["rm_scores"].sum(dim=1).tolist(), left_out=0.0)
    assert found.meta_info["reward_extra_keys"] == KEYS
    failures = found.non_tensor_batch["failure"]
    assert [failure == 1 for failure in failures] == [row.want is Want.LEFT_OUT for row in ROWS]


def graded(verl: Any, tokenizer: Any, manager: Any, rows: Sequence[Row], **more: Any) -> list[dict[str, Any]]:
    """What a manager says of rows, all at once, as a reward worker asks it."""
    batch = batch_of(verl, tokenizer, rows, **more)

    async def run() -> list[dict[str, Any]]:
        return list(await asyncio.gather(*(manager.run_single(batch[n : n + 1]) for n in range(len(rows)))))

    return [one["reward_extra_info"] for one in asyncio.run(run())]


def manager_of(tokenizer: Any, *chosen: str, **more: Any) -> Any:
    from verl.trainer.ppo.reward import load_reward_manager

    loop = asyncio.new_event_loop()  # the managers want one when they are made
    asyncio.set_event_loop(loop)
    try:
        return load_reward_manager(config(tokenizer, *chosen), tokenizer, **more)
    finally:
        loop.close()


def test_the_manager_reads_the_question_in_the_prompt(verl: Any, tokenizer: Any) -> None:
    manager = manager_of(tokenizer, *CLASS)
    rows = [
        Row(0, "8", "B", Want.ACCEPTED, "Which? (A) 7 (B) 8"),
        Row(0, "8", "B", Want.REFUSED, "Which? (A) 8 (B) 7"),
    ]
    check([one["score"] for one in graded(verl, tokenizer, manager, rows, told=False)], rows)


def test_the_manager_gives_the_judge_batches_and_survives_its_death(verl: Any, tokenizer: Any) -> None:
    manager, judge = manager_of(tokenizer, *CLASS), CountingJudge()
    manager.grader = Grader(Verifier(judge))
    assert [one["score"] for one in graded(verl, tokenizer, manager, FOXES)] == [1.0] * 64
    assert len(judge.batches) <= 16
    with ServedJudge() as served:
        manager.grader = Grader(Verifier(served.ask()))
        served.kill()
        down = graded(verl, tokenizer, manager, FOXES[:4])
        served.start()
        again = graded(verl, tokenizer, manager, FOXES[:4])
    assert [(one["score"], one["failure"]) for one in down] == [(0.0, 2.0)] * 4
    assert [one["score"] for one in again] == [1.0] * 4


def test_wrong_options_are_told_when_a_worker_starts(verl: Any, tokenizer: Any) -> None:
    with pytest.raises(ValueError, match="did you mean 'judge_weight'"):
        manager_of(tokenizer, *CLASS, "+reward.custom_reward_function.reward_kwargs.judge_wieght=1")


def test_validation_reads_accuracy_and_majority(verl: Any) -> None:
    from verl.trainer.ppo.metric_utils import process_validation_metrics

    rows = [Row(0, "8", answer, Want.ACCEPTED) for answer in ("8", "8", "7", "")]
    told = asyncio.run(scores(rows, judge="none"))
    columns = {"reward": [one["score"] for one in told], **{key: [one[key] for one in told] for key in KEYS}}
    found = process_validation_metrics(["math"] * 4, ["one prompt"] * 4, columns)
    assert found["math"]["acc"]["mean@4"] == 0.5
    assert 0.5 < found["math"]["acc"]["maj@4/mean"] <= 1.0


ON_GPUS = (
    "reward.reward_model.enable=True",
    "reward.reward_model.model_path=zhangchenxu/TinyV-1.5B",
    "reward.reward_model.rollout.name=vllm",
    "reward.reward_model.rollout.tensor_model_parallel_size=1",
)


def test_the_recipe_is_one_that_verl_composes(verl: Any) -> None:
    assert all(part in (RECIPE / "train.sh").read_text() for part in ON_GPUS)
    told = subprocess.run(
        ["bash", str(RECIPE / "train.sh"), *ON_GPUS, "--cfg", "job"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHON": sys.executable},
    )
    assert told.returncode == 0, told.stderr
    made = importlib.import_module("omegaconf").OmegaConf.create(told.stdout)
    assert made.reward.custom_reward_function == {"path": "pkg://tinyv.rewards.verl", "name": "compute_score"}
    assert made.reward.reward_model.model_path == "zhangchenxu/TinyV-1.5B"
    assert (made.data.train_batch_size, made.actor_rollout_ref.rollout.n) == (128, 8)
