"""How a pass rate moves under a noisy verifier: a policy as a handful of modes that compete for its rollouts.

The model (replicator dynamics, as in arXiv 2601.04411). A policy is a softmax over modes, ways to answer, each right
or wrong, each accepted with its own chance. With q the mean acceptance, one step of group-relative policy gradient
moves a mode's logit by its expected advantage:

    z_j += rate * (accepted_j - q) * strength(q),    share_j = softmax(z)_j

`strength` is what the kind of advantage makes of a reward's lead: (G - 1) / G for mean-centred groups, and
E[s(k)] / (q (1 - q)) for standardised ones, with k accepted of G and s(k) the group's deviation; it holds the dead
groups too. Two modes, right and wrong, with the noise's rates, give dp/dt = rate * J * strength(q) * p (1 - p).

Systematic errors are modes of their own: a form of right answers that is always rejected, a pattern of wrong ones that
is always accepted. arXiv 2605.02909 finds in runs that the first behave like random noise and the second end in a
plateau or a collapse; both come out of this model.

Not covered: prompts of different difficulty (one pass rate stands for all, so tails learn slower than said), modes
that are not there at the start, sampling noise, clipping, KL to a reference (which holds a collapse back) and how much
a real step moves a logit: `rate` is a unit, to be fitted to a run without noise; ratios of steps do not depend on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from math import comb, exp, inf, log

from tinyv.rl.noise import MAX_GROUP, Noise, deviation, share

RATE = 0.05  # logits a step; only a unit
PIECES = 400  # of Simpson's rule, even
MOST_STEPS = 200_000
STILL = 1e-12  # a pass rate that moves less in a step has arrived


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to answer. share: of the rollouts at the start; accepted: its chance to be; right: in truth."""

    share: float
    accepted: float
    right: bool


@dataclass(frozen=True, slots=True)
class Learner:
    """How advantages are made: group size G; centred: mean-centred (Dr. GRPO), else standardised (GRPO); rate: logits
    a step. ValueError for a group outside 2 to MAX_GROUP or a rate that is not positive."""

    group: int = 8
    centred: bool = False
    rate: float = RATE

    def __post_init__(self) -> None:
        if not 2 <= self.group <= MAX_GROUP:
            raise ValueError(f"group: {self.group} rollouts are none of 2 to {MAX_GROUP}")
        if not self.rate > 0:
            raise ValueError(f"rate: {self.rate} is not positive")

    def strength(self, accepted: float) -> float:
        """The gap between the expected advantages of an accepted and of a rejected rollout, where a share q is
        accepted. For standardised groups it tends to sqrt(G - 1) at both ends, and to 1 / sqrt(q (1 - q)), as
        arXiv 2601.04411 writes it, for large G."""
        size = self.group
        if self.centred:
            return (size - 1) / size
        q = min(1.0, max(0.0, accepted))
        return sum(
            factor * q ** (k - 1) * (1 - q) ** (size - k - 1) for k, factor in enumerate(_factors(size), start=1)
        )


@cache
def _factors(group: int) -> list[float]:
    """C(G, k) s(k) for k = 1 ... G - 1."""
    return [comb(group, k) * deviation(k, group) for k in range(1, group)]


def random_errors(start: float, noise: Noise) -> tuple[Mode, ...]:
    """Errors that strike any answer alike; start: the pass rate."""
    _starts(start)
    return (
        Mode(start, 1 - noise.false_negative_rate, True),
        Mode(1 - start, noise.false_positive_rate, False),
    )


def rejected_form(start: float, noise: Noise) -> tuple[Mode, ...]:
    """Systematic false negatives: a share rho1 of the right answers has a form that is never accepted; the others
    always are. The policy can change its form, so the pass rate still goes to 1 while any other form is alive."""
    _starts(start)
    lost = start * noise.false_negative_rate
    return (
        Mode(start - lost, 1.0, True),
        Mode(lost, 0.0, True),
        Mode(1 - start, noise.false_positive_rate, False),
    )


def accepted_pattern(start: float, noise: Noise) -> tuple[Mode, ...]:
    """Systematic false positives: a share rho0 of the wrong answers has a pattern (a hack) that is always accepted;
    the others never are. Right ones are rejected at random at the rate rho1."""
    _starts(start)
    hack = (1 - start) * noise.false_positive_rate
    return (
        Mode(start, 1 - noise.false_negative_rate, True),
        Mode(hack, 1.0, False),
        Mode(1 - start - hack, 0.0, False),
    )


def _starts(start: float) -> None:
    if not 0 < start < 1:
        raise ValueError(f"start: a pass rate of {start} is not between 0 and 1, where alone it can move")


def pass_rates(modes: Sequence[Mode], learner: Learner) -> Iterator[float]:
    """The share of right answers at step 0, 1, 2, ... without end."""
    shares = [mode.share for mode in modes]
    while True:
        yield sum(each for mode, each in zip(modes, shares, strict=True) if mode.right)
        q = sum(mode.accepted * each for mode, each in zip(modes, shares, strict=True))
        push = learner.rate * learner.strength(q)
        grown = [each * exp(push * (mode.accepted - q)) for mode, each in zip(modes, shares, strict=True)]
        whole = sum(grown)
        shares = [each / whole for each in grown]


def limit(modes: Sequence[Mode]) -> float:
    """The pass rate in the end: only the modes with the highest acceptance survive, in their first proportion.

    Of right answers at acceptance TPR beside a pattern that is always accepted: p / (p + h) if TPR = 1 (a plateau),
    0 if it is less (a collapse).
    """
    alive = [mode for mode in modes if mode.share > 0]
    best = max(mode.accepted for mode in alive)
    fittest = [mode for mode in alive if mode.accepted == best]
    return sum(mode.share for mode in fittest if mode.right) / sum(mode.share for mode in fittest)


def steps_until(modes: Sequence[Mode], target: float, learner: Learner) -> float:
    """Steps until the pass rate first reaches the target, interpolated in the last one; inf if it comes to rest below
    or has not arrived after MOST_STEPS."""
    return first_at(islice(pass_rates(modes, learner), MOST_STEPS + 1), target)


def first_at(rates: Iterable[float], target: float) -> float:
    """The step at which pass rates first reach a target, interpolated; inf if they come to rest below, or end."""
    before = 0.0
    for step, now in enumerate(rates):
        if now >= target:
            return step - (now - target) / (now - before) if step else 0.0
        if step and abs(now - before) < STILL:
            break
        before = now
    return inf


def peak(modes: Sequence[Mode], learner: Learner) -> tuple[float, int]:
    """The highest pass rate on the way, and the step at which it is reached; the last step looked at where it only
    creeps towards its limit. A collapse has its peak well before."""
    best, at, before = 0.0, 0, -1.0
    for step, now in enumerate(pass_rates(modes, learner)):
        if now > best:
            best, at = now, step
        if abs(now - before) < STILL or step >= MOST_STEPS:
            break
        before = now
    return best, at


def steps_to(start: float, target: float, noise: Noise, learner: Learner) -> float:
    """Steps from one pass rate to another under random errors, by the differential equation (the limit of small
    rates): the integral of dz / (rate * J * strength(q)) over the logit z of p, by Simpson's rule.

    For mean-centred groups that is (logit(target) - logit(start)) * G / ((G - 1) * rate * J). 0 if the target is not
    above the start, inf where J <= 0: never. ValueError for pass rates outside (0, 1).
    """
    _starts(start)
    share("target", target)
    if target <= start:
        return 0.0
    if noise.informedness <= 0 or target == 1:
        return inf
    low, high = log(start / (1 - start)), log(target / (1 - target))
    width = (high - low) / PIECES

    def slowness(piece: int) -> float:
        pass_rate = 1 / (1 + exp(-(low + piece * width)))
        return 1 / learner.strength(noise.observed(pass_rate))

    inner = sum((4 if piece % 2 else 2) * slowness(piece) for piece in range(1, PIECES))
    whole = width / 3 * (slowness(0) + inner + slowness(PIECES))
    return whole / (learner.rate * noise.informedness)
