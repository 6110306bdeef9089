"""OpenRLHF's own executor with a local function, and over HTTP with the real service; its parser on the recipe."""

import asyncio
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from complaints import ROWS, SECONDS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Query, Verifier
from tinyv.rewards import openrlhf, options
from tinyv.rewards.grading import Grader
from tinyv.rewards.openrlhf import reward_func
from tinyv.rewards.prompts import bare

RECIPE = Path(__file__).parents[2] / "examples" / "openrlhf"
KEYS = {"reward", "correct", "undecided", "by_rule", "by_judge", "judge_probability", "answer_length", "failure"}
FOXES = [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED, "Which animal is it?") for n in range(32)]
# What OpenRLHF and its own dependencies say of each other is theirs to mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def prompt_of(row: Row) -> str:
    return f"<|im_start|>user\n{row.question}<|im_end|>\n<|im_start|>assistant\n"


def call(row: Row) -> dict[str, Any]:
    """As the framework calls: lists of one, the special token at the end left on."""
    prompt = prompt_of(row)
    return reward_func([f"{prompt}{row.response}<|im_end|>"], [prompt], [row.reference])


@pytest.fixture(autouse=True)
def _rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")


def test_no_complaint_in_threads() -> None:
    start = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(call, ROWS))
    assert time.perf_counter() - start < SECONDS
    check([one["rewards"] for one in told], left_out=0.0)
    assert all(one["scores"] == one["rewards"] and one["extra_logs"].keys() == KEYS for one in told)
    assert [one["extra_logs"]["failure"] == 1 for one in told] == [row.want is Want.LEFT_OUT for row in ROWS]


def test_several_at_a_time_get_lists() -> None:
    told = reward_func(["1+1? 2", "1+1? 3"], ["1+1?", "1+1?"], ["2", "2"])
    assert (told["rewards"], told["scores"]) == ([1.0, 0.0], [1.0, 0.0])
    assert told["extra_logs"]["correct"] == [1.0, 0.0]
    assert reward_func([], [], []) == {"rewards": [], "scores": [], "extra_logs": {}}


def test_the_question_is_in_the_prompt_or_the_label() -> None:
    assert call(Row(0, "8", "B", Want.ACCEPTED, "Which? (A) 7 (B) 8"))["rewards"] == 1.0
    assert call(Row(0, "8", "B", Want.REFUSED, "Which? (A) 8 (B) 7"))["rewards"] == 0.0
    packed = {"question": "Which? (A) 7 (B) 8", "answer": "8"}
    assert reward_func(["Solve: B"], ["Solve:"], [packed])["rewards"] == 1.0


def test_ten_thousand_calls_get_the_verdicts_of_one_batch_and_the_judge_sees_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Row(7, str(n % 90), f"\\boxed{{{n % 91}}}", Want.ACCEPTED) for n in range(9_500)]
    rows += [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(500)]
    judge = CountingJudge()
    shared = Grader(Verifier(judge))
    monkeypatch.setattr(options, "grader", lambda: shared)
    with ThreadPoolExecutor(64) as pool:
        told = list(pool.map(call, rows))
    batch = Grader(Verifier(CountingJudge())).grade([Query(row.question, row.reference, row.response) for row in rows])
    assert [one["rewards"] for one in told] == [sample.reward for sample in batch]
    assert sum(judge.batches) == 500
    assert len(judge.batches) < 100


def test_wrong_options_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_UNDECIDED", "half")
    with pytest.raises(ValueError, match="option undecided: 'half'"):
        call(ROWS[0])


# From here on with OpenRLHF itself: its executor asks a played engine for tokens and the reward for its number.


@pytest.fixture(scope="module")
def agent() -> Any:
    pytest.importorskip("openrlhf", reason="needs OpenRLHF (see `make frameworks`)")
    return importlib.import_module("openrlhf.utils.agent")


class Bytes:
    """A tokenizer with one token a byte."""

    def __call__(self, text: str, **_: Any) -> dict[str, Any]:
        import torch

        return {"input_ids": torch.tensor([list(text.encode())])}

    def decode(self, ids: Sequence[int], **_: Any) -> str:
        return bytes(ids).decode()


class Engine:
    """Says what it was made for."""

    def __init__(self, response: str) -> None:
        self.tokens = list(response.encode())

    async def generate(self, *_: Any, **__: Any) -> Any:
        return SimpleNamespace(
            outputs=[SimpleNamespace(token_ids=self.tokens, finish_reason="stop", logprobs=None, text="")]
        )


def rollouts(agent: Any, rows: Sequence[Row], *urls: str) -> list[dict[str, Any]]:
    """What the executor makes of rows, all at once."""
    executor = agent.SingleTurnAgentExecutor(list(urls))
    sampling = SimpleNamespace(max_tokens=None, logprobs=None)

    async def run() -> list[Any]:
        return await asyncio.gather(
            *(
                executor.execute(prompt_of(row), row.reference, sampling, 100_000, Bytes(), Engine(row.response))
                for row in rows
            )
        )

    return asyncio.run(run())


def test_no_complaint_as_a_local_file(agent: Any) -> None:
    told = rollouts(agent, ROWS, str(openrlhf.__file__))
    check([one["reward"] for one in told], left_out=0.0)
    assert all(one["extra_logs"].keys() == KEYS for one in told)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Any]:
    """`tinyv serve` in processes of their own, stopped at the end."""
    for needed in ("starlette", "uvicorn"):
        pytest.importorskip(needed, reason="needs tinyv[serve]")
    running: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> str:
        log = tmp_path / f"{len(running)}.log"
        command = [sys.executable, "-m", "tinyv", "serve", "--port", "0", *arguments]
        with log.open("wb") as stderr:  # a pipe would have to be read all the time
            running.append(subprocess.Popen(command, stderr=stderr))
        end = time.monotonic() + 60
        while not log.read_bytes().endswith(b"\n"):
            assert time.monotonic() < end
            assert running[-1].poll() is None, log.read_text()
            time.sleep(0.05)
        return f"{json.loads(log.read_text().splitlines()[0])['url']}/get_reward"

    yield start
    for process in running:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_no_complaint_over_http(agent: Any, service: Any) -> None:
    told = rollouts(agent, ROWS, service("--judge", "none"))
    check([one["reward"] for one in told], left_out=0.0)
    assert all(one["extra_logs"].keys() == KEYS for one in told)


def test_several_services_share_the_work(agent: Any, service: Any) -> None:
    rows = [row for row in ROWS if row.complaint == 0] * 2
    urls = service("--judge", "none"), service("--judge", "none")
    check([one["reward"] for one in rollouts(agent, rows, *urls)], rows)


def test_a_killed_judge_is_a_number_with_a_failure_and_recovers(agent: Any, service: Any) -> None:
    with ServedJudge() as served:
        url = service("--judge", served.url, "--judge-model", "judge", "--deadline", "3")
        before = rollouts(agent, FOXES, url)
        served.kill()
        down = rollouts(agent, FOXES[:4], url)
        served.start()
        again = rollouts(agent, [Row(0, "a dog", "a hound", Want.ACCEPTED)], url)
    assert [one["reward"] for one in before + again] == [1.0] * 33
    assert [one["reward"] for one in down] == [0.0] * 4
    assert all(one["extra_logs"]["failure"] in (2, 3) for one in down)  # unreachable, or not within the deadline


def test_all_rollouts_of_a_step_may_ask_at_once(agent: Any, service: Any) -> None:
    rows = [Row(7, str(n), f"\\boxed{{{n}}}", Want.ACCEPTED) for n in range(1_024)]
    check([one["reward"] for one in rollouts(agent, rows, service("--judge", "none", "--concurrency", "4096"))], rows)


# Runs what the recipe runs, but for the trainer's own work, which wants GPUs: its parser and its checks are real.
PLAYER = """#!{python}
import json, os, runpy, sys
from unittest.mock import MagicMock
if sys.argv[2] == "tinyv":
    os.execv("{python}", ["{python}", *sys.argv[1:]])
import ray
def shown():
    from inspect import currentframe
    args = currentframe().f_back.f_locals["args"]
    told = [args.reward.remote_url, args.rollout.batch_size, args.rollout.n_samples_per_prompt]
    told += [args.train.batch_size, args.algo.advantage.estimator, args.data.input_template.format("1+1?")]
    print(json.dumps(told))
    sys.exit(0)
ray.is_initialized = shown
for name in ("", ".launcher", ".ppo_actor", ".ppo_critic"):
    sys.modules["openrlhf.trainer.ray" + name] = MagicMock()
sys.argv = sys.argv[2:]
runpy.run_module("openrlhf.cli.train_ppo_ray", run_name="__main__")
"""


def test_the_recipe_is_one_that_openrlhf_parses(agent: Any, tmp_path: Path) -> None:
    player = tmp_path / "python"
    player.write_text(PLAYER.format(python=sys.executable))
    player.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    told = subprocess.run(
        ["bash", str(RECIPE / "train.sh")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=tmp_path,
        env={**os.environ, "PYTHON": str(player), "PORT": str(port), "JUDGE": "none"},
    )
    assert told.returncode == 0, told.stderr
    url, prompts, samples, update, estimator, prompt = json.loads(told.stdout.splitlines()[-1])
    assert url == [f"http://127.0.0.1:{port}/get_reward"]
    assert (prompts, samples, update, estimator) == (128, 8, 512, "group_norm")
    assert bare(prompt) == "1+1?\nPlease reason step by step, and put your final answer within \\boxed{}."
