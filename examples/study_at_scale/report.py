"""What the runs of the study learned: `report.md` with a table of scores, and `curves.svg`.

    python examples/study_at_scale/report.py results

Reads RESULTS/REWARD-SEED/STEP/{contests,exams}.json as evaluate.py leaves them, whatever is there.
"""

import argparse
import sys
from pathlib import Path
from statistics import fmean
from typing import Any

import orjson

from tinyv.files import write_whole
from tinyv.rl import figures
from tinyv.rl.chart import Curve, Panel, svg
from tinyv.rl.figures import Band, Runs

REWARDS = ("prime", "exact", "math-verify", "rules", "tinyv", "tinyv-1.5b")
RIVAL = "prime"  # whose peak the others are measured by, as in arXiv 2505.14625
ALL = {"all questions", "mean of benchmarks"}


def load(results: Path) -> Runs:
    """By reward and seed the rows of all steps: `sampled` is the mean over benchmarks of avg@n, `parts` each one's."""
    runs: Runs = {}
    for folder in sorted(results.glob("*-*/")):
        reward, _, seed = folder.name.rpartition("-")
        rows = []
        for step in sorted((each for each in folder.iterdir() if each.name.isdigit()), key=lambda each: int(each.name)):
            facts = [orjson.loads(path.read_bytes()) for path in sorted(step.glob("*.json"))]
            parts = {name: one for each in facts for name, one in each["results"].items() if name not in ALL}
            if parts:
                rows.append(row_of(int(step.name), seed, parts, facts))
        if rows:
            runs.setdefault(reward, []).append(rows)
    return {reward: runs[reward] for reward in sorted(runs, key=place)}


def row_of(step: int, seed: str, parts: dict[str, Any], facts: list[dict[str, Any]]) -> dict[str, Any]:
    seconds = [each["against"]["accepted"] for each in facts if "against" in each]
    average = {name: one["average"]["value"] for name, one in parts.items()}
    return {
        "step": step,
        "seed": seed,
        "parts": average,
        "sampled": fmean(average.values()),
        "second": fmean(seconds) if seconds else None,
    }


def place(reward: str) -> int:
    return REWARDS.index(reward) if reward in REWARDS else len(REWARDS)


def table(runs: Runs) -> list[str]:
    """A row a reward: scores at the last step of each seed, and the steps to the rival's peak."""
    names = sorted({name for arm in runs.values() for run in arm for name in run[-1]["parts"]})
    head = ["reward", "seeds", "step", *names, "mean", "second verifier", f"steps to {RIVAL}'s peak"]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for reward, arm in runs.items():
        last = [run[-1] for run in arm]
        steps = sorted({row["step"] for row in last})
        scores = [cell([row["parts"][name] for row in last if name in row["parts"]]) for name in names]
        seconds = [row["second"] for row in last if row["second"] is not None]
        sooner = figures.to_peak_of(runs, RIVAL, reward) if RIVAL in runs and reward != RIVAL else None
        span = f"{steps[0]} to {steps[-1]}" if len(steps) > 1 else str(steps[0])
        means = [cell([row["sampled"] for row in last]), cell(seconds)]
        lines.append(f"| {' | '.join([reward, str(len(arm)), span, *scores, *means, times(sooner)])} |")
    return lines


def cell(values: list[float]) -> str:
    if not values:
        return "-"
    low, high = min(values), max(values)
    return f"{100 * fmean(values):.1f}" + (f" [{100 * low:.1f}, {100 * high:.1f}]" if len(values) > 1 else "")


def times(band: Band | None) -> str:
    return "-" if band is None else f"{band.middle:.2f} [{band.low:.2f}, {band.high:.2f}]"


def curves(runs: Runs) -> str:
    """The mean of the benchmarks by step, with bands over seeds."""
    drawn = []
    for reward, arm in runs.items():
        steps = [row["step"] for row in min(arm, key=len)]
        points = [
            (float(step), each.middle, each.low, each.high)
            for step, each in zip(steps, figures.curve([run[: len(steps)] for run in arm]), strict=True)
        ]
        drawn.append(Curve(reward, points, place(reward)))
    return svg("Mean of benchmarks by reward", [Panel("Mean of benchmarks", "steps", "right answers", drawn)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    results = parser.parse_args().results
    runs = load(results)
    if not runs:
        sys.exit(f"report.py: {results}: holds no REWARD-SEED/STEP/*.json; evaluate.py writes them")
    write_whole(results / "curves.svg", [curves(runs).encode()])
    text = ["# GRPO by reward", "", "avg@n in %; brackets: the lowest and the highest seed.", "", *table(runs), ""]
    write_whole(results / "report.md", ["\n".join([*text, "![curves](curves.svg)", ""]).encode()])
    print("\n".join(table(runs)))


if __name__ == "__main__":
    main()
