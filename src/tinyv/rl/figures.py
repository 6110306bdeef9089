"""What the runs of a study say: curves with bands over seeds, and steps to a pass rate.

A band reaches from the lowest to the highest seed. Pass rates are the oracle's, of sampled answers to problems that are
trained on (what is held out has a figure of its own), smoothed over three looks (two at the ends) before anything is
read off them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import Any

Row = dict[str, Any]
Runs = dict[str, list[list[Row]]]
Figure = Callable[[Row], float | None]
LOOKS = 3  # at the end, of which a figure "in the end" is the mean


@dataclass(frozen=True, slots=True)
class Band:
    """Over seeds; infinite where a seed never got there."""

    middle: float
    low: float
    high: float

    def below(self, other: Band) -> bool:
        """Wholly, without overlap."""
        return self.high < other.low


def band(values: Iterable[float]) -> Band:
    """Of one value a seed."""
    known = sorted(values)
    return Band(sum(known) / len(known), known[0], known[-1])


def looks(runs: Runs) -> list[int]:
    """The steps of the rows, of the arm with the fewest."""
    return min(([row["step"] for row in run] for arm in runs.values() for run in arm), key=len)


def sampled(run: Sequence[Row]) -> list[float]:
    """The run's pass rate at its looks, smoothed."""
    return smooth([row["sampled"] for row in run])


def curve(arm: Sequence[Sequence[Row]], figure: Figure | None = None) -> list[Band]:
    """The band at each look, of the smoothed pass rate or of a figure; looks where no seed has it are left out."""
    if figure is None:
        return [band(values) for values in zip(*map(sampled, arm), strict=True)]
    found = [[value for row in rows if (value := figure(row)) is not None] for rows in zip(*arm, strict=True)]
    return [band(values) for values in found if values]


def at_end(arm: Sequence[Sequence[Row]], figure: Figure = lambda row: row["sampled"]) -> Band:
    """The band of a figure's mean over the last looks."""
    tails = [[value for row in run[-LOOKS:] if (value := figure(row)) is not None] for run in arm]
    return band(sum(tail) / len(tail) if tail else 0.0 for tail in tails)


def mean_pass(arm: Sequence[Sequence[Row]]) -> Band:
    """The band of the mean pass rate over the whole run: how much was learned, and how soon."""
    return band(sum(rates) / len(rates) for rates in map(sampled, arm))


def peaks(arm: Sequence[Sequence[Row]]) -> list[tuple[float, float]]:
    """Of each seed the highest pass rate, and its step."""
    found = []
    for run in arm:
        rates = sampled(run)
        best = max(rates)
        found.append((best, float(run[rates.index(best)]["step"])))
    return found


def steps_to(steps: Sequence[int], rates: Sequence[float], target: float) -> float:
    """Where a curve first reaches a target, interpolated; inf if it does not."""
    if rates[0] >= target:
        return float(steps[0])
    for at in range(1, len(rates)):
        if rates[at] >= target:
            whole = rates[at] - rates[at - 1]
            return steps[at - 1] + (steps[at] - steps[at - 1]) * (target - rates[at - 1]) / whole
    return inf


def steps_of(arm: Sequence[Sequence[Row]], target: float) -> Band:
    """The band of steps to a target."""
    return band(steps_to([row["step"] for row in run], sampled(run), target) for run in arm)


def to_peak_of(runs: Runs, rival: str, arm: str) -> Band:
    """The band, over the seeds that both have, of an arm's steps to the rival's peak over those of the rival."""
    theirs = {run[0]["seed"]: peak for run, peak in zip(runs[rival], peaks(runs[rival]), strict=True)}
    shares = []
    for run in runs[arm]:
        if run[0]["seed"] in theirs:
            best, at = theirs[run[0]["seed"]]
            shares.append(steps_to([row["step"] for row in run], sampled(run), best) / at if at else inf)
    return band(shares or [inf])


def start(runs: Runs) -> tuple[float, float]:
    """The pass rate at step 0 and the share of opening hacks there, over all runs: they begin with one policy."""
    first = [run[0] for arm in runs.values() for run in arm]
    hacks = sum(row["hacked"]["opening"] for row in first) / len(first)
    return sum(row["sampled"] for row in first) / len(first), hacks


def halfway(runs: Runs) -> float:
    """The pass rate halfway, in logits, from the start to where the oracle's runs end."""
    first, last = start(runs)[0], at_end(runs["oracle"]).middle
    middle = (_logit(first) + _logit(last)) / 2
    return 1 / (1 + exp(-middle))


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's, without ties; 0 for fewer than two."""
    size = len(first)
    if size < 2:
        return 0.0
    ours, theirs = ([sorted(values).index(value) for value in values] for values in (first, second))
    apart = sum((a - b) * (a - b) for a, b in zip(ours, theirs, strict=True))
    return 1 - 6 * apart / (size * (size * size - 1))


def smooth(rates: Sequence[float]) -> list[float]:
    """The mean of each look and its two neighbours, one at the ends."""
    around = [rates[max(0, at - 1) : at + 2] for at in range(len(rates))]
    return [sum(near) / len(near) for near in around]


def _logit(rate: float) -> float:
    rate = min(0.999, max(0.001, rate))
    return log(rate / (1 - rate))
