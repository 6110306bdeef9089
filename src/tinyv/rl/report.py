"""The reading of a study: claims with their evidence, tables, and charts, from whatever runs there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isinf
from pathlib import Path
from typing import Any

import orjson

from tinyv.files import write_whole
from tinyv.rl import figures
from tinyv.rl.claims import Claim, Theory, claims, hacks, span, times
from tinyv.rl.figures import Figure, Row, Runs
from tinyv.rl.kernel import kept
from tinyv.rl.pictures import charts
from tinyv.rl.study import load
from tinyv.rl.theory import by_kernel, by_shares, predictions
from tinyv.rl.verifiers import ARMS


def report(folder: Path) -> Path:
    """Writes report.md, summary.json, runs.csv and the charts into a study's folder; returns the reading's path."""
    runs = load(folder)
    plan = orjson.loads((folder / "plan.json").read_bytes())
    ways = kept(folder) or {}
    theory = predictions(runs, ways, by_kernel(plan["group"])) if ways else {}
    plain = predictions(runs, ways, by_shares(plan["group"])) if ways else {}
    found = claims(runs, theory)
    for name, picture in charts(runs, theory).items():
        write_whole(folder / f"{name}.svg", [picture.encode()])
    write_whole(folder / "runs.csv", _rows(runs))
    write_whole(folder / "summary.json", [_summary(runs, theory, found, plan)])
    write_whole(folder / "report.md", [_markdown(runs, theory, plain, found, plan).encode()])
    return folder / "report.md"


COLUMNS: dict[str, Figure] = {
    "FN rate": lambda row: row.get("fn"),
    "FP rate": lambda row: row.get("fp"),
    "prompt efficiency": lambda row: row.get("efficiency"),
    "of it true": lambda row: row.get("true_efficiency"),
    "hacks": hacks,
}


def _markdown(runs: Runs, theory: Theory, plain: Theory, found: Sequence[Claim], plan: Row) -> str:
    seeds = sorted({len(arm) for arm in runs.values()})
    size = f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else str(seeds[0])
    first = figures.start(runs)[0]
    lines = [
        "# GRPO under different verifiers",
        "",
        f"{len(runs)} arms, {size} seeds, {figures.looks(runs)[-1]} steps of {plan['prompts']} prompts × "
        f"{plan['group']} rollouts. The policy begins at a pass rate of {first:.3f}. Pass rates are the oracle's, of "
        "sampled answers to problems that are trained on, or held out where it says so; brackets hold the lowest and "
        "the highest seed.",
        "",
        "| claim | holds | evidence |",
        "|---|---|---|",
        *(f"| {text} | {_word(held)} | {evidence} |" for text, held, evidence in found),
        "",
        "![real verifiers](real.svg)",
        "![false negatives](rejecting.svg)",
        "![false positives](accepting.svg)",
        *(["![theory](theory.svg)"] if theory else []),
        "",
        *_table(_arms_table(runs)),
        "",
        "Error rates and prompt efficiency: of the rollouts of the first looks -> of the last ones.",
        "",
    ]
    if theory:
        lines += [
            *_table(_theory_table(theory, plain)),
            "",
            "Steps: to the pass rate halfway, in logits, from the start to the oracle's end, over the oracle's own; "
            "error: root mean square over the run; end: theory less measured, there. Theory knows the gradients of the "
            "policy at the start (kernel.json), the replicator only the shares of its ways to answer.",
            "",
        ]
    return "\n".join(lines)


def _arms_table(runs: Runs) -> list[list[str]]:
    rows = [
        ["arm", "seeds", "mean pass rate", "in the end", "held out, end", *COLUMNS, "entropy", "rewarding", "s a step"]
    ]
    for name, arm in runs.items():
        changes = [_change(arm, figure) for figure in COLUMNS.values()]
        spent = [[row[key] for run in arm for row in run if key in row] for key in ("rewarding", "seconds")]
        rewarding, whole = map(sum, spent)
        rows.append(
            [
                ARMS[name].title,
                str(len(arm)),
                span(figures.mean_pass(arm)),
                span(figures.at_end(arm)),
                span(figures.at_end(arm, lambda row: row["held_out"])),
                *changes,
                _change(arm, lambda row: row["entropy"]),
                f"{rewarding / whole:.1%}" if whole else "",
                f"{whole / max(1, sum(run[-1]['step'] for run in arm)):.2f}",
            ]
        )
    return rows


def _change(arm: Sequence[Sequence[Row]], figure: Figure) -> str:
    bands = figures.curve(arm, figure)
    return f"{bands[0].middle:.2f} -> {figures.at_end(arm, figure).middle:.2f}" if bands else ""


def _theory_table(theory: Theory, plain: Theory) -> list[list[str]]:
    rows = [["arm", "steps, measured", "theory", "replicator", "pass rate, error", "end", "replicator's", "end"]]
    for name, one in theory.items():
        said = ["never" if isinf(each.steps) else f"{each.steps:.2f}" for each in (one, plain[name])]
        errors = [text for each in (one, plain[name]) for text in (f"{each.error:.3f}", f"{each.end:+.3f}")]
        rows.append([ARMS[name].title, times(one.measured_steps), *said, *errors])
    return rows


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


# Of runs.csv, in this order; `tinyv.rl.run` says what they are.
KEPT = (
    *("arm", "seed", "step", "sampled", "held_out", "reward", "train_pass", "fn", "fp", "efficiency"),
    *("true_efficiency", "hacks", "entropy", "seconds", "generating", "rewarding", "training"),
)


def _rows(runs: Runs) -> Iterator[bytes]:
    yield (",".join(KEPT) + "\n").encode()
    for row in (row for arm in runs.values() for run in arm for row in run):
        cells = (row.get(key) for key in KEPT)
        yield (",".join(_cell(cell) for cell in cells) + "\n").encode()


def _cell(value: Any) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def _summary(runs: Runs, theory: Theory, found: Sequence[Claim], plan: Row) -> bytes:
    arms = {
        name: {
            "seeds": [run[0]["seed"] for run in arm],
            "steps": [row["step"] for row in arm[0]],
            "pass_rate": [asdict(each) for each in figures.curve(arm)],
            "mean_pass": asdict(figures.mean_pass(arm)),
            "end": asdict(figures.at_end(arm)),
            "errors": arm[0][-1].get("errors"),
        }
        for name, arm in runs.items()
    }
    facts = {
        "plan": plan,
        "claims": [claim._asdict() for claim in found],
        "arms": arms,
        "theory": {name: asdict(one) for name, one in theory.items()},  # infinite numbers become null: never
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _word(held: bool | None) -> str:
    return "not shown" if held is None else "yes" if held else "no"
