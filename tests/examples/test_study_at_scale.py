"""The study for GPUs, as far as it runs without one: data, settings composed by verl, rewards, evaluation, report."""

import asyncio
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from loopback import serving
from tinyv.rewards.verl import compute_score

ROOT = Path(__file__).parents[2]
STUDY, PREPARE = ROOT / "examples" / "study_at_scale", ROOT / "examples" / "verl" / "prepare.py"
REWARDS = ("exact", "prime", "math-verify", "rules", "tinyv", "tinyv-1.5b")
# What verl and its own dependencies say of each other is theirs to mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def told(script: Path, *argv: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    program = ["bash"] if script.suffix == ".sh" else [sys.executable]
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "PYTHONPATH": path, "PYTHON": sys.executable, **environment}
    command = [*program, str(script), *map(str, argv)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=variables)


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


# Data


def parts(folder: Path) -> tuple[list[Any], list[Any]]:
    parquet = pytest.importorskip("pyarrow.parquet")
    train, test = (parquet.read_table(folder / f"{name}.parquet").to_pylist() for name in ("train", "test"))
    return train, test


def test_what_nobody_can_learn_from_is_left_out_and_counted(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    asked = [{"id": n, "problem": f"What is {n} + {n}?", "answer": str(2 * n), "solve_rate": "0.5"} for n in range(20)]
    odd: list[dict[str, Any]] = [
        {"problem": "What is 3 +  3?", "answer": "6", "solve_rate": 0.5},
        {"problem": "Nobody knows?", "answer": "", "solve_rate": 0.5},
        {"problem": "A riddle?", "answer": "7", "solve_rate": 0.0},
        {"problem": "Unrated?", "answer": "7", "solve_rate": "often"},
        {"problem": "The sum of all primes below ten is which number?", "answer": "17", "solve_rate": 0.5},
    ]
    data = written(tmp_path / "prompts.jsonl", [*asked, *odd])
    bench = written(
        tmp_path / "b.jsonl", [{"question": "The sum of all primes below ten is which number?", "reference": "17"}]
    )
    done = told(
        PREPARE, "--data", data, "--out", tmp_path, "--held-out", 4, "--against", bench, "--solve-rate", 0.1, 0.9
    )
    assert done.returncode == 0, done.stderr
    assert f"{data}:22: " in done.stderr
    counts = json.loads(done.stdout)
    assert counts == {
        "asked already": 1,
        "no question or answer": 1,
        "solved too rarely or too often": 1,
        "no solve rate": 1,
        "in a benchmark": 1,
        "test": 4,
        "train": 16,
    }
    train, test = parts(tmp_path)
    assert {row["extra_info"]["id"] for row in train + test} == {str(n) for n in range(20)}
    row = train[0]
    assert row["prompt"][0]["content"].startswith(row["extra_info"]["question"] + "\n")
    assert int(row["reward_model"]["ground_truth"]) == 2 * int(row["extra_info"]["id"])
    wanted = row["reward_model"]["ground_truth"]
    score = compute_score(row["data_source"], f"It is {wanted}.", wanted, row["extra_info"], judge="none")
    assert asyncio.run(score)["score"] == 1.0
    few = told(PREPARE, "--data", data, "--out", tmp_path, "--held-out", 400)
    assert few.returncode == 1
    assert "too few for 400 held out" in few.stderr
    assert len(parts(tmp_path)[0]) == 16  # what was there stays


@pytest.mark.shared
def test_real_prompts_are_prepared_without_the_benchmarks(shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    bench = shared / "math_benchmarks.jsonl"
    done = told(PREPARE, "--data", shared / "bigmath_prompts.jsonl", "--out", tmp_path, "--against", bench)
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert sum(counts.values()) == 5000
    assert counts["test"] == 500
    assert counts["train"] > 4400
    assert 0 < counts["in a benchmark"] < 20
    train, test = parts(tmp_path)
    asked = [row["extra_info"]["question"] for row in train + test]
    assert len(set(asked)) == len(asked)
    assert {"cn_k12", "orca_math"} <= {row["data_source"] for row in train}


def test_benchmarks_come_from_a_mirror_of_the_hub(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    hub = tmp_path / "hub"
    written(
        hub / "HuggingFaceH4/MATH-500/test.jsonl",
        [{"problem": "1+1?", "answer": "2"}] * 2 + [{"problem": "", "answer": "2"}],
    )
    written(hub / "AI-MO/aimo-validation-aime/train.jsonl", [{"problem": "What?", "answer": 204.0}])
    written(hub / "math-ai/olympiadbench/test.jsonl", [{"question": "Both roots?", "final_answer": ["1", "-1"]}])
    written(hub / "math-ai/minervamath/test.jsonl", [{"question": "?", "solution": "3"}])
    done = told(STUDY / "benchmarks.py", "--hub", hub, "--out", tmp_path / "b", HF_HOME=str(tmp_path / "hf"))
    assert done.returncode == 1  # three are not there
    assert "Minerva (math-ai/minervamath): no column 'answer'; there are question, solution" in done.stderr
    contests, exams = ((tmp_path / "b" / f"{name}.jsonl").read_text().splitlines() for name in ("contests", "exams"))
    assert [json.loads(line)["reference"] for line in contests] == ["204"]
    assert [json.loads(line)["reference"] for line in exams] == ["2", "1, -1"]
    assert json.loads(exams[0]) == {"id": "math-500-0", "source": "MATH-500", "question": "1+1?", "reference": "2"}


# Training


def test_an_unknown_reward_is_told() -> None:
    done = told(STUDY / "train.sh", REWARD="tiny")
    assert done.returncode == 2
    assert "REWARD=tiny is unknown; there are exact, prime" in done.stderr
    assert "name the reward" in told(STUDY / "train.sh", REWARD="").stderr


@pytest.mark.parametrize("reward", REWARDS)
def test_every_run_is_one_that_verl_composes(reward: str, tmp_path: Path) -> None:
    pytest.importorskip("verl", reason="needs verl (see `make frameworks`)")
    done = told(STUDY / "train.sh", "--cfg", "job", REWARD=reward, SEED="3", RUNS=str(tmp_path))
    assert done.returncode == 0, done.stderr
    made = importlib.import_module("omegaconf").OmegaConf.create(done.stdout)
    assert made.trainer.experiment_name == f"{reward}-3"
    assert made.trainer.default_local_dir == str(tmp_path / f"{reward}-3")
    assert (made.data.seed, made.actor_rollout_ref.rollout.seed, made.trainer.resume_mode) == (3, 3, "auto")
    assert made.reward.reward_model.enable == (reward == "tinyv-1.5b")
    assert made.reward.custom_reward_function.get("reward_kwargs", {}) == (
        {"judge": "none"} if reward == "rules" else {}
    )
    # verl's own loader finds the function, and it pays what it should and no more.
    from verl.trainer.ppo.reward import get_custom_reward_fn

    function = get_custom_reward_fn(made)
    half = {"exact": 0.0, "prime": 1.0}.get(reward, 1.0)
    for said, wanted in (("\\boxed{0.5}", 1.0), ("\\boxed{\\frac{1}{2}}", half), ("\\boxed{7}", 0.0), ("", 0.0)):
        if reward == "math-verify" and importlib.util.find_spec("math_verify") is None:
            break
        if reward == "prime" and importlib.util.find_spec("pylatexenc") is None:
            break
        found = function(data_source="m", solution_str=said, ground_truth="0.5", extra_info={"question": "Half of 1?"})
        score = asyncio.run(found) if asyncio.iscoroutine(found) else found
        assert (score["score"], score["acc"]) == (wanted, wanted), said


# Evaluation

BENCHMARKS = {
    "contests": [{"id": "a", "source": "AIME", "question": "What is 1/2 as a decimal?", "reference": "0.5"}],
    "exams": [
        {"id": "b", "source": "MATH-500", "question": "What is 2+2?", "reference": "4"},
        {"id": "c", "source": "Minerva", "question": "What is 3+3?", "reference": "6"},
    ],
}


def policy(body: dict[str, Any]) -> str:
    """Right at the first two, wrong at the last."""
    return "\\boxed{1/2}" if "1/2" in body["messages"][0]["content"] else "\\boxed{4}"


def grader(body: dict[str, Any]) -> str:
    """A large model that knows what is right."""
    text = " ".join(str(message["content"]) for message in body["messages"])
    return str("1/2 as" in text or ("2+2" in text and "<answer>\n4\n</answer>" in text))


def evaluated(
    folder: Path, run: str, step: int, *argv: object, model: str = "large"
) -> "subprocess.CompletedProcess[str]":
    for name, rows in BENCHMARKS.items():
        written(folder / "benchmarks" / f"{name}.jsonl", rows)
    with serving(policy) as served, serving(grader) as judge:
        return told(
            STUDY / "evaluate.py",
            *("--run", folder / "runs" / run, "--step", step, "--policy", served.url, "--model", "policy"),
            *("--grader", judge.url, "--grader-model", model),
            *("--benchmarks", folder / "benchmarks", "--out", folder / "results", *argv),
        )


def test_a_checkpoint_is_asked_graded_by_others_and_reported(tmp_path: Path) -> None:
    pytest.importorskip("httpx", reason="needs httpx (pip install 'tinyv[openai]')")
    pytest.importorskip("math_verify", reason="needs Math-Verify (pip install 'tinyv[bench]')")
    for run, step in (("tinyv-1", 10), ("prime-1", 10), ("math-verify-2", 10)):
        done = evaluated(tmp_path, run, step)
        assert done.returncode == 0, done.stderr
    facts = json.loads((tmp_path / "results/tinyv-1/10/contests.json").read_text())
    assert facts["results"]["AIME"]["average"]["value"] == 1.0
    assert facts["questions"][0]["samples"] == 32
    assert facts["against"]["name"] == "math-verify"
    exams = json.loads((tmp_path / "results/math-verify-2/10/exams.json").read_text())
    assert exams["against"]["name"] == "exact"  # never the one that it was trained with
    assert exams["results"]["MATH-500"]["average"]["value"] == 1.0
    assert exams["results"]["Minerva"]["average"]["value"] == 0.0
    again = evaluated(tmp_path, "tinyv-1", 10)
    assert again.returncode == 0
    assert "--generate" not in again.stderr  # what was generated is graded, not asked again

    made = told(STUDY / "report.py", tmp_path / "results")
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "results" / "report.md").read_text()
    rows = {line.split(" | ")[0].strip("| "): line for line in text.splitlines() if line.startswith("| ")}
    assert "| 100.0 | 100.0 | 0.0 | 66.7 |" in rows["tinyv"]
    assert list(rows)[1:] == ["prime", "math-verify", "tinyv"]
    assert "tinyv" in {each.text for each in ElementTree.parse(tmp_path / "results/curves.svg").iter()}


def test_a_grader_that_trained_the_policy_is_refused(tmp_path: Path) -> None:
    done = evaluated(tmp_path, "tinyv-1.5b-1", 10, model="zhangchenxu/TinyV-1.5B")
    assert done.returncode == 1
    assert "the policy trained with tinyv-1.5b may have learned what pleases it" in done.stderr
    assert "is not named REWARD-SEED" in evaluated(tmp_path, "unnamed", 10).stderr
    assert "holds no REWARD-SEED/STEP" in told(STUDY / "report.py", tmp_path).stderr
