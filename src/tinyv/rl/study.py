"""The study: every arm with every seed, two runs at a time, each one a file that appears when the run is whole.

    DIR/plan.json       the settings; a folder is gone on with under the same ones only
    DIR/policy/         the policy that all runs begin with
    DIR/kernel.json     what theory is told of it (`tinyv.rl.kernel`)
    DIR/runs/ARM-SEED.jsonl   rows of `tinyv.rl.run.run`

Seeds are the outer loop, so that a study cut short has all arms with fewer seeds.
"""

from __future__ import annotations

import signal
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import as_completed
from dataclasses import asdict
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import orjson

from tinyv.files import write_whole
from tinyv.pool import pool_of
from tinyv.rl import kernel
from tinyv.rl.policy import Teaching, teach
from tinyv.rl.run import Plan, Row, run
from tinyv.rl.verifiers import ARMS
from tinyv.rows import InputError

FULL, FULL_SEEDS = Plan(), 3
# A few arms and larger steps: enough to see the main effects once, without bands, in minutes.
QUICK, QUICK_SEEDS = Plan(steps=40, rate=6e-4, samples=2, teaching=Teaching(steps=800)), 1
QUICK_ARMS = ("oracle", "exact", "tinyv", "fn-0.8", "hack")
WORKERS = 2  # runs at a time; so small a model is no faster on several threads

Say = Callable[[str], None]


def study(out: Path, plan: Plan, arms: Sequence[str], seeds: int, say: Say) -> list[str]:
    """Runs what is not there yet, and returns what failed, a line each. InputError for a folder of another plan."""
    begin(out, plan, say)
    todo = [(arm, seed) for seed, arm in product(range(1, seeds + 1), arms) if not place(out, arm, seed).exists()]
    missing = {arm: ARMS[arm].extra for arm in arms if ARMS[arm].extra and find_spec(ARMS[arm].extra) is None}
    for arm, extra in missing.items():
        say(f"{arm} is left out: it needs {extra} (pip install 'tinyv[bench]')")
    todo = [(arm, seed) for arm, seed in todo if arm not in missing]
    started, failures = time.monotonic(), []
    with pool_of(WORKERS, _begin_worker) as pool:
        going = {pool.submit(one, out, arm, seed, plan): f"{arm}, seed {seed}" for arm, seed in todo}
        try:
            for done, future in enumerate(as_completed(going), start=1):
                name = going[future]
                left = (time.monotonic() - started) / done * (len(todo) - done) / 60
                if problem := future.exception():
                    failures.append(f"{name}: {type(problem).__name__}: {problem}")
                told = f"failed: {problem}" if problem else f"pass rate {future.result()['sampled']:.3f}"
                say(f"{done} of {len(todo)}: {name}: {told}; {left:.0f} min left")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return failures


def _begin_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run takes minutes: Ctrl-C ends it
    warnings.simplefilter("ignore", FutureWarning)  # what TRL and its own dependencies say of each other


def begin(out: Path, plan: Plan, say: Say) -> None:
    """Makes the folder, the policy and what theory needs of it, unless they are there."""
    settings = orjson.dumps(asdict(plan), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    kept = out / "plan.json"
    if kept.exists() and kept.read_bytes() != settings:
        raise InputError(f"{out}: holds a study of other settings (plan.json); name another --out or remove it")
    (out / "runs").mkdir(parents=True, exist_ok=True)
    write_whole(kept, [settings])
    if not (out / "policy").exists():
        teach(out / "policy", plan.teaching, say)
    if not (out / kernel.KERNEL).exists():
        say("looking at the policy's gradients")
        kernel.keep(out, kernel.measure(out / "policy", plan.samples, plan.teaching.seed))


def one(out: Path, arm: str, seed: int, plan: Plan) -> Row:
    """One run, kept whole or not at all; returns its last row."""
    rows = run(arm, seed, plan, out / "policy")
    write_whole(place(out, arm, seed), [orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows])
    return rows[-1]


def place(out: Path, arm: str, seed: int) -> Path:
    """Where a run is kept."""
    return out / "runs" / f"{arm}-{seed}.jsonl"


def load(out: Path) -> dict[str, list[list[Row]]]:
    """The runs of each arm, in the order of `ARMS` and of their seeds; InputError if there are none."""
    found: dict[str, list[list[Row]]] = {}
    for arm in ARMS:
        runs = [path for path in sorted((out / "runs").glob(f"{arm}-*.jsonl")) if path.stem.rpartition("-")[0] == arm]
        if runs:
            found[arm] = [[orjson.loads(line) for line in path.read_bytes().splitlines()] for path in runs]
    if not found:
        raise InputError(f"{out}: holds no runs (runs/ARM-SEED.jsonl); give the folder of `tinyv rl study`")
    return found
