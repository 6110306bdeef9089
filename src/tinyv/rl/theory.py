"""What theory says of a study's runs, and how far it is off.

Two theories: `noise_kernel`, which knows the policy's gradients at the start, and `noise_dynamics`, the replicator,
which does not. Each has one unknown, how far a step moves a logit, fitted to the oracle's own runs and to nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import exp, inf, sqrt

from tinyv.rl import noise_kernel
from tinyv.rl.figures import Band, Runs, at_end, curve, halfway, looks, smooth, start, steps_of
from tinyv.rl.noise_dynamics import Learner, Mode, first_at
from tinyv.rl.noise_dynamics import pass_rates as replicated
from tinyv.rl.noise_kernel import Way
from tinyv.rl.verifiers import ARMS

RATES = (-9.0, 2.0)  # logs of the rates among which the fit looks
MOST_STEPS = 20  # times as long as the runs, in which a target may still be reached

Ways = Mapping[str, Way]
Theory = Callable[[Sequence[Way], Sequence[float], float], Iterator[float]]  # ways, their acceptance, rate: pass rates


@dataclass(frozen=True, slots=True)
class Prediction:
    """Of one arm. curve: pass rates at the looks. steps: to the target, over the oracle's. error: root mean square of
    predicted less measured pass rates; end: the same at the last look, with its sign."""

    curve: tuple[float, ...]
    steps: float
    measured_steps: Band
    error: float
    end: float


def by_kernel(group: int) -> Theory:
    """The theory that knows the gradients."""
    return lambda ways, accepted, rate: noise_kernel.pass_rates(ways, accepted, group, rate)


def by_shares(group: int) -> Theory:
    """The replicator, which knows the shares of the ways alone."""

    def rates(ways: Sequence[Way], accepted: Sequence[float], rate: float) -> Iterator[float]:
        modes = [Mode(way.share, chance, way.right) for way, chance in zip(ways, accepted, strict=True)]
        return replicated(modes, Learner(group, rate=rate))

    return rates


def begun(ways: Ways, runs: Runs) -> list[Way]:
    """The ways with the shares that right answers and openings have at the runs' first look, which saw more."""
    passing, openings = start(runs)
    wanted = {True: passing, False: 1 - passing - openings}
    whole = {
        kind: sum(way.share for name, way in ways.items() if name != "opening" and way.right is kind) for kind in wanted
    }
    return [
        replace(way, share=openings if name == "opening" else wanted[way.right] * way.share / (whole[way.right] or 1.0))
        for name, way in ways.items()
    ]


def fitted(runs: Runs, ways: Sequence[Way], theory: Theory) -> float:
    """The rate under which the theory is nearest to the oracle's runs, by golden sections."""
    seen, accepted = [each.middle for each in curve(runs["oracle"])], ARMS["oracle"].accepts or ()

    def distance(power: float) -> float:
        return _distance(_at_looks(theory(ways, accepted, exp(power)), looks(runs)), seen)

    low, high = RATES
    for _ in range(40):
        third = (high - low) * (3 - sqrt(5)) / 2
        if distance(low + third) < distance(high - third):
            high -= third
        else:
            low += third
    return exp((low + high) / 2)


def predictions(runs: Runs, ways: Ways, theory: Theory) -> dict[str, Prediction]:
    """Of each arm that theory speaks of; of none where the oracle has no runs or they learned nothing."""
    if "oracle" not in runs or not 0 < start(runs)[0] < at_end(runs["oracle"]).middle:
        return {}
    at_first, target, steps = begun(ways, runs), halfway(runs), looks(runs)
    rate = fitted(runs, at_first, theory)
    clean_seen = steps_of(runs["oracle"], target).middle

    def reached(accepted: Sequence[float]) -> float:
        return first_at(islice(theory(at_first, accepted, rate), MOST_STEPS * steps[-1]), target)

    clean = reached(ARMS["oracle"].accepts or ())
    if not (0 < clean < inf and 0 < clean_seen < inf):
        return {}
    found = {}
    for name, arm in runs.items():
        accepted = ARMS[name].accepts
        if accepted is None:
            continue
        said = _at_looks(theory(at_first, accepted, rate), steps)
        seen, measured = [each.middle for each in curve(arm)], steps_of(arm, target)
        found[name] = Prediction(
            tuple(said),
            reached(accepted) / clean,
            Band(*(each / clean_seen for each in (measured.middle, measured.low, measured.high))),
            _distance(said, seen),
            said[-1] - seen[-1],
        )
    return found


def _at_looks(rates: Iterator[float], steps: Sequence[int]) -> list[float]:
    """A theory's pass rates at the looks, smoothed as measured ones are."""
    path = list(islice(rates, steps[-1] + 1))
    return smooth([path[step] for step in steps])


def _distance(first: Sequence[float], second: Sequence[float]) -> float:
    return sqrt(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / len(first))
