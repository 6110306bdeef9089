"""Generates and grades one checkpoint of a run on all benchmarks, with verifiers that it was not trained with.

    python examples/study_at_scale/evaluate.py --run runs/tinyv-1 --step 400 \\
        --grader http://grader:8001/v1 --grader-model Qwen/Qwen2.5-72B-Instruct

Grades come from a large model alone (`tinyv eval --mode judge_only`), the same one for all runs; a second verifier,
Math-Verify or, for a run that was rewarded by it, exact match, grades the same responses and lists where they differ.
The checkpoint is merged and served by vLLM on this machine's GPUs, unless --policy names one that has it. A stopped
evaluation goes on when the same command is given again. Results: OUT/RUN/STEP/{contests,exams}.json.
"""

import argparse
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Few questions are asked often, so that all parts have intervals of like size: file -> responses to each question.
SAMPLES = {"contests": 32, "exams": 4}
LONGEST = 4096  # tokens, as in training
PORT, PATIENCE = 8000, 1800  # seconds in which a server must be there


def second_of(reward: str) -> str:
    """The second verifier for a policy that was trained with a reward."""
    return "exact" if reward == "math-verify" else "math-verify"


def check(reward: str, grader_model: str) -> None:
    """SystemExit where the grader had a part in training."""
    if "tinyv" in grader_model.lower():
        sys.exit(
            f"evaluate.py: {grader_model} is a judge of rewards, and the policy trained with {reward} may have learned "
            "what pleases it; grade with another large model"
        )


@contextmanager
def served(checkpoint: Path, gpus: int) -> Iterator[tuple[str, str]]:
    """The address and the name of a checkpoint of verl, merged and served by vLLM."""
    merged = checkpoint / "merged"
    if not (merged / "config.json").exists():
        shards = ["--local_dir", str(checkpoint / "actor"), "--target_dir", str(merged)]
        run([sys.executable, "-m", "verl.model_merger", "merge", "--backend", "fsdp", *shards])
    command = ["vllm", "serve", str(merged), "--served-model-name", "policy", "--port", str(PORT)]
    server = subprocess.Popen([*command, "--data-parallel-size", str(gpus)])
    try:
        wait_for(f"http://127.0.0.1:{PORT}/v1/models", server)
        yield f"http://127.0.0.1:{PORT}/v1", "policy"
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """SystemExit if the server ends or is not there in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit(f"evaluate.py: vLLM ended with status {server.returncode}; see its output above")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(2)
    sys.exit(f"evaluate.py: {url} did not answer within {PATIENCE} seconds")


def run(command: list[str]) -> None:
    print("+", " ".join(command), file=sys.stderr, flush=True)
    if status := subprocess.run(command, check=False).returncode:
        sys.exit(status)


def evaluate(given: argparse.Namespace, policy: str, model: str, out: Path, second: str) -> None:
    """Generates what is not there yet, and grades."""
    tinyv = [sys.executable, "-m", "tinyv", "eval"]
    grader = ["--judge", given.grader, "--judge-model", given.grader_model, "--mode", "judge_only"]
    for part, samples in SAMPLES.items():
        responses, bench = out / f"{part}.jsonl", ["--benchmark", str(given.benchmarks / f"{part}.jsonl")]
        kept = ["--cache", str(out / "opinions.sqlite"), "--json", str(out / f"{part}.json")]
        differ = ["--against", second, "--disagreements", str(out / f"{part}-differ.jsonl")]
        made = ["--generate", policy, "--model", model, "-n", str(samples), "--max-tokens", str(LONGEST)]
        fresh = [] if responses.exists() else [*made, "--temperature", "0.6", "--top-p", "0.95"]
        run([*tinyv, str(responses), *bench, *fresh, *grader, *kept, *differ])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, metavar="DIR", help="the run's folder, REWARD-SEED")
    parser.add_argument("--step", type=int, required=True)
    parser.add_argument("--grader", required=True, metavar="URL", help="an OpenAI-compatible server")
    parser.add_argument("--grader-model", required=True, metavar="NAME")
    parser.add_argument("--policy", metavar="URL", help="where the checkpoint is served already")
    parser.add_argument("--model", default="policy", metavar="NAME", help="its name there")
    parser.add_argument("--gpus", type=int, default=8, metavar="N")
    parser.add_argument("--benchmarks", type=Path, default=Path("benchmarks"), metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path("results"), metavar="DIR")
    given = parser.parse_args()
    reward = given.run.name.rpartition("-")[0]
    if not reward:
        sys.exit(f"evaluate.py: --run {given.run}: is not named REWARD-SEED, so what it was trained with is unknown")
    check(reward, given.grader_model)
    out = given.out / given.run.name / str(given.step)
    out.mkdir(parents=True, exist_ok=True)
    if given.policy:
        evaluate(given, given.policy, given.model, out, second_of(reward))
        return
    with served(given.run / f"global_step_{given.step}", given.gpus) as (policy, model):
        evaluate(given, policy, model, out, second_of(reward))


if __name__ == "__main__":
    main()
