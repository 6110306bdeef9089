"""The reading of a study: claims with their evidence, tables, and charts, from whatever runs there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from math import isinf, log2
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from tinyv.files import write_whole
from tinyv.rl import figures
from tinyv.rl.chart import Curve, Panel, svg
from tinyv.rl.figures import Band, Figure, Prediction, Row, Runs
from tinyv.rl.study import load
from tinyv.rl.verifiers import ARMS

Theory = dict[str, Prediction]
REAL = ("oracle", "exact", "math-verify", "tinyv", "tinyv-judge")
REJECTING = ("oracle", "fn-0.2", "fn-0.4", "fn-0.6", "fn-0.8", "fn-form")
ACCEPTING = ("oracle", "fp-0.2", "fp-0.4", "fp-0.6", "hack", "hack-fn")
HACKABLE = ("tinyv", "oracle", "mention", "hack", "hack-fn")
PATTERNS = ("hack", "hack-fn")
KINDS = {
    "oracle": ("oracle",),
    "right rejected by chance": ("fn-0.2", "fn-0.4", "fn-0.6", "fn-0.8"),
    "forms rejected": ("fn-form",),
    "wrong accepted by chance": ("fp-0.2", "fp-0.4", "fp-0.6"),
    "a pattern accepted": PATTERNS,
}
DRAWN = ("oracle", "fn-0.4", "fn-0.8", "fn-form", "hack", "hack-fn")  # with what the theory says of them


class Claim(NamedTuple):
    """held: None where the runs that it needs are not there, or only of one seed, which has no band."""

    text: str
    held: bool | None
    evidence: str


def report(folder: Path) -> Path:
    """Writes report.md, summary.json, runs.csv and the charts into a study's folder; returns the reading's path."""
    runs = load(folder)
    plan = orjson.loads((folder / "plan.json").read_bytes())
    theory = figures.predictions(runs, plan["group"])
    adaptive = figures.predictions(runs, plan["group"], figures.Adaptive)
    claims = _claims(runs, theory)
    for name, picture in charts(runs, theory).items():
        write_whole(folder / f"{name}.svg", [picture.encode()])
    write_whole(folder / "runs.csv", _rows(runs))
    write_whole(folder / "summary.json", [_summary(runs, theory, claims, plan)])
    write_whole(folder / "report.md", [_markdown(runs, theory, adaptive, claims, plan).encode()])
    return folder / "report.md"


def _claims(runs: Runs, theory: Theory) -> list[Claim]:
    found = [
        _faster(runs, "tinyv"),
        _faster(runs, "tinyv-judge"),
        _apart(runs, "TinyV's rules learn more in the whole run than exact match", "exact", "tinyv"),
        _apart(runs, "TinyV's rules learn more in the whole run than Math-Verify", "math-verify", "tinyv"),
    ]
    for rate in ("0.2", "0.4", "0.6", "0.8"):
        found.append(_apart(runs, f"rejecting a share {rate} of right answers slows learning", f"fn-{rate}", "oracle"))
    for rate in ("0.2", "0.4", "0.6"):
        found.append(_apart(runs, f"accepting a share {rate} of wrong answers hurts learning", f"fp-{rate}", "oracle"))
    for arm in ("hack", "hack-fn", "mention"):
        found.append(_apart(runs, f"a hackable reward ({ARMS[arm].title}) ends below the oracle", arm, "oracle", True))
        found.append(_hacked(runs, arm))
    return found + _theory_claims(runs, theory)


def _faster(runs: Runs, arm: str) -> Claim:
    text = f"{ARMS[arm].title}: the exact-match run's peak in under half of its steps"
    if not {"exact", arm} <= runs.keys():
        return Claim(text, None, "")
    share = figures.to_peak_of(runs, "exact", arm)
    peak = figures.band(best for best, _ in figures.peaks(runs["exact"]))
    return Claim(
        text,
        _banded(runs, "exact", arm, share.high < 0.5),
        f"peak {_share(peak)}, reached in {_number(share)} of the steps",
    )


def _apart(runs: Runs, text: str, lower: str, higher: str, end: bool = False) -> Claim:
    if not {lower, higher} <= runs.keys():
        return Claim(text, None, "")
    measure = figures.at_end if end else figures.mean_pass
    low, high = measure(runs[lower]), measure(runs[higher])
    where = "in the end" if end else "mean of the run"
    return Claim(
        text, _banded(runs, lower, higher, low.below(high)), f"pass rate, {where}: {_share(low)} against {_share(high)}"
    )


def _banded(runs: Runs, one: str, other: str, held: bool) -> bool | None:
    return held if min(len(runs[one]), len(runs[other])) > 1 else None


def _hacked(runs: Runs, arm: str) -> Claim:
    text = f"the policy finds the hack of this reward ({ARMS[arm].title}), and does not under TinyV's rules"
    if not {arm, "tinyv"} <= runs.keys():
        return Claim(text, None, "")
    hacked, safe = (figures.at_end(runs[name], _hacks) for name in (arm, "tinyv"))
    first = figures.curve(runs["tinyv"], _hacks)[0]
    held = safe.below(hacked) and first.middle < hacked.low and safe.middle <= first.middle
    return Claim(
        text,
        _banded(runs, arm, "tinyv", held),
        f"hacks: {_share(first)} at the start; {_share(hacked)} against {_share(safe)} in the end",
    )


def _theory_claims(runs: Runs, theory: Theory) -> list[Claim]:
    others = [arm for arm in theory if arm != "oracle"]
    chance = [arm for arm in others if arm not in PATTERNS]
    found = []
    if len(chance) > 1:
        said = [sum(theory[arm].curve) / len(theory[arm].curve) for arm in chance]
        rank = figures.rank_correlation(said, [figures.mean_pass(runs[arm]).middle for arm in chance])
        evidence = f"rank correlation of mean pass rates {rank:.2f}, {len(chance)} arms"
        found.append(Claim("theory orders the arms that err by chance or by form", rank > 0.8, evidence))
    for text, arms in (("by chance or by form", chance), ("by a pattern", [arm for arm in others if arm in PATTERNS])):
        if arms:
            text = f"theory is within 0.1 of the pass rates of arms that err {text}"
            found.append(Claim(text, max(theory[arm].error for arm in arms) < 0.1, _size(theory, arms)))
    return found


def _size(theory: Theory, arms: Sequence[str]) -> str:
    errors = [theory[arm].error for arm in arms]
    logs = [abs(each) for arm in arms if (each := _log_ratio(theory[arm])) is not None]
    steps = f"; steps to the target are off by a factor of {2 ** (sum(logs) / len(logs)):.2f}" if logs else ""
    return f"root mean square error {sum(errors) / len(errors):.3f} on average, {max(errors):.3f} at worst{steps}"


def _log_ratio(one: Prediction) -> float | None:
    both = one.steps, one.measured_steps.middle
    return None if any(map(isinf, both)) or not all(both) else log2(one.steps / one.measured_steps.middle)


def _hacks(row: Row) -> float:
    return float(sum(row["hacked"].values()))


COLUMNS: dict[str, Figure] = {
    "FN rate": lambda row: row.get("fn"),
    "FP rate": lambda row: row.get("fp"),
    "prompt efficiency": lambda row: row.get("efficiency"),
    "of it true": lambda row: row.get("true_efficiency"),
    "hacks": _hacks,
}


def _markdown(runs: Runs, theory: Theory, adaptive: Theory, claims: Sequence[Claim], plan: Row) -> str:
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
        *(f"| {text} | {_word(held)} | {evidence} |" for text, held, evidence in claims),
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
            *_table(_theory_table(theory, adaptive)),
            "",
            "Steps: to the pass rate halfway, in logits, from the start to the oracle's end, over the oracle's own; "
            "error: root mean square over the run; at the end: theory less measured.",
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
                _share(figures.mean_pass(arm)),
                _share(figures.at_end(arm)),
                _share(figures.at_end(arm, lambda row: row["held_out"])),
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


def _theory_table(theory: Theory, adaptive: Theory) -> list[list[str]]:
    rows = [
        [
            "arm",
            "steps, measured",
            "steps, theory",
            "with Adam's",
            "pass rate, error",
            "at the end",
            "with Adam's",
            "at the end",
        ]
    ]
    for name, one in theory.items():
        said = ["never" if isinf(each.steps) else f"{each.steps:.2f}" for each in (one, adaptive[name])]
        errors = [text for each in (one, adaptive[name]) for text in (f"{each.error:.3f}", f"{each.end:+.3f}")]
        rows.append([ARMS[name].title, _number(one.measured_steps), *said, *errors])
    return rows


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]


def charts(runs: Runs, theory: Theory) -> dict[str, str]:
    """The study's four pictures, by name."""
    steps = figures.looks(runs)
    end = float(steps[-1])

    def passing(names: Sequence[str]) -> list[Curve]:
        there = [name for name in names if name in runs]
        return [_curve(ARMS[name].title, steps, figures.curve(runs[name]), names.index(name)) for name in there]

    def following(names: Sequence[str], figure: Callable[[Row], Any]) -> list[Curve]:
        there = [name for name in names if name in runs]
        curves = [(name, figures.curve(runs[name], figure)) for name in there]
        return [
            _curve(ARMS[name].title, steps[-len(bands) :], bands, names.index(name)) for name, bands in curves if bands
        ]

    pictures = {
        "real": [
            Panel("Pass rate", "steps", "right answers", passing(REAL), end),
            Panel("False negatives", "steps", "of right rollouts", following(REAL, lambda row: row.get("fn")), end),
            Panel("Prompt efficiency", "steps", "groups", following(REAL, lambda row: row.get("efficiency")), end),
        ],
        "rejecting": [
            Panel("Pass rate, right answers rejected", "steps", "right answers", passing(REJECTING), end),
            Panel("Entropy", "steps", "nats a token", following(REJECTING, lambda row: row["entropy"]), end),
        ],
        "accepting": [
            Panel("Pass rate, wrong answers accepted", "steps", "right answers", passing(ACCEPTING), end),
            Panel("Hacks", "steps", "of sampled answers", following(HACKABLE, _hacks), end),
        ],
    }
    if theory:
        pictures["theory"] = _theory_panels(runs, theory, steps)
    return {name: svg(f"GRPO under different verifiers: {name}", panels) for name, panels in pictures.items()}


def _theory_panels(runs: Runs, theory: Theory, steps: Sequence[int]) -> list[Panel]:
    lines, dots = [], []
    for colour, name in enumerate(name for name in DRAWN if name in theory):
        title, said = ARMS[name].title, theory[name].curve
        lines.append(_curve(title, steps, figures.curve(runs[name]), colour))
        lines.append(_curve(f"{title}, theory", steps, [Band(*[rate] * 3) for rate in said], colour, dashed=True))
    for colour, (title, names) in enumerate(KINDS.items()):
        means = [(theory[name].curve, figures.mean_pass(runs[name])) for name in names if name in theory]
        points = [(sum(said) / len(said), seen.middle, seen.low, seen.high) for said, seen in means]
        dots.append(Curve(title, points, colour, dots=True))
    return [
        Panel("Measured, and by theory", "steps", "pass rate", lines, float(steps[-1])),
        Panel("Mean pass rate of a run", "theory", "measured", dots, 1.0, diagonal=True),
    ]


def _curve(name: str, steps: Sequence[int], bands: Sequence[Band], colour: int, dashed: bool = False) -> Curve:
    points = [(float(step), each.middle, each.low, each.high) for step, each in zip(steps, bands, strict=False)]
    return Curve(name, points, colour, dashed)


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


def _summary(runs: Runs, theory: Theory, claims: Sequence[Claim], plan: Row) -> bytes:
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
        "claims": [claim._asdict() for claim in claims],
        "arms": arms,
        "theory": {name: asdict(one) for name, one in theory.items()},  # infinite numbers become null: never
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _share(one: Band) -> str:
    return f"{one.middle:.3f} [{one.low:.3f}, {one.high:.3f}]"


def _number(one: Band) -> str:
    words = ["never" if isinf(each) else f"{each:.2f}" for each in (one.middle, one.low, one.high)]
    return words[0] if len(set(words)) == 1 else f"{words[0]} [{words[1]}, {words[2]}]"


def _word(held: bool | None) -> str:
    return "not shown" if held is None else "yes" if held else "no"
