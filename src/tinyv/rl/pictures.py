"""The study's charts: what was measured, and what theory says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tinyv.rl import figures
from tinyv.rl.chart import Curve, Panel, svg
from tinyv.rl.claims import PATTERNS, Theory, hacks
from tinyv.rl.figures import Band, Row, Runs
from tinyv.rl.verifiers import ARMS

REAL = ("oracle", "exact", "math-verify", "tinyv", "tinyv-judge")
REJECTING = ("oracle", "fn-0.2", "fn-0.4", "fn-0.6", "fn-0.8", "fn-form")
ACCEPTING = ("oracle", "fp-0.2", "fp-0.4", "fp-0.6", "hack", "hack-fn")
HACKABLE = ("tinyv", "oracle", "mention", "hack", "hack-fn")
KINDS = {
    "oracle": ("oracle",),
    "right rejected by chance": ("fn-0.2", "fn-0.4", "fn-0.6", "fn-0.8"),
    "forms rejected": ("fn-form",),
    "wrong accepted by chance": ("fp-0.2", "fp-0.4", "fp-0.6"),
    "a pattern accepted": PATTERNS,
}
DRAWN = ("oracle", "fn-0.4", "fn-0.8", "fn-form", "hack", "hack-fn")  # with what the theory says of them


def charts(runs: Runs, theory: Theory) -> dict[str, str]:
    """The study's four pictures, by name."""
    steps = figures.looks(runs)

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
            Panel("Pass rate", "steps", "right answers", passing(REAL)),
            Panel("False negatives", "steps", "of right rollouts", following(REAL, lambda row: row.get("fn"))),
            Panel("Prompt efficiency", "steps", "groups", following(REAL, lambda row: row.get("efficiency"))),
        ],
        "rejecting": [
            Panel("Pass rate, right answers rejected", "steps", "right answers", passing(REJECTING)),
            Panel("Entropy", "steps", "nats a token", following(REJECTING, lambda row: row["entropy"])),
        ],
        "accepting": [
            Panel("Pass rate, wrong answers accepted", "steps", "right answers", passing(ACCEPTING)),
            Panel("Hacks", "steps", "of sampled answers", following(HACKABLE, hacks)),
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
        Panel("Measured, and by theory", "steps", "pass rate", lines),
        Panel("Mean pass rate of a run", "theory", "measured", dots, diagonal=True),
    ]


def _curve(name: str, steps: Sequence[int], bands: Sequence[Band], colour: int, dashed: bool = False) -> Curve:
    points = [(float(step), each.middle, each.low, each.high) for step, each in zip(steps, bands, strict=False)]
    return Curve(name, points, colour, dashed)
