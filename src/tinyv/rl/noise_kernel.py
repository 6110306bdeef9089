"""How a pass rate moves under a noisy verifier, for a policy whose gradients were looked at before training.

`noise_dynamics` lets every way to answer learn at one speed. A network does not: a hack is the same text whatever the
prompt, so each group teaches it, while what is right differs from prompt to prompt. And Adam divides a gradient by its
root mean square, so what brings noise slows everything. Two numbers of each way say both (`tinyv.rl.kernel` measures
them), with g = grad log pi(answer | prompt), the score of an answer:

    norm   n_j = E |g|^2 over answers of the way: the noise that one of them brings
    reach  k_j: how far a step along the way's own gradient moves the way's logit, at another prompt as drawn

One step of group-relative policy gradient under Adam then moves a way's logit by

    z_j += rate * k_j * p_j * E[A | j] / sqrt(sum_i p_i * n_i * E[A^2 | i])

where p_j = softmax(z)_j is its share and A the standardised advantage in a group of G; E[A | j] and E[A^2 | j] are
exact sums over binomial groups. The numerator is the softmax policy gradient (Williams 1992) seen through the neural
tangent kernel (arXiv 1806.07572), its mean over pairs of prompts; the denominator is Adam's (arXiv 1412.6980) where
noise makes nearly all of a gradient.

Not covered: kernels change while a network learns, and here they stay as they were at the start; where one way makes
up most of a gradient, Adam's steps are smaller than said, so a collapse comes sooner here than in runs; prompts of
different difficulty; clipping, KL. `rate` is a unit, to be fitted to a run without noise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, exp, sqrt
from typing import NamedTuple

from tinyv.rl.noise import deviation

LEAST = 1e-6  # acceptance, where no group is mixed


@dataclass(frozen=True, slots=True)
class Way:
    """A way to answer. share: of the rollouts at the start; norm, reach: see above, each in a unit of its own; right:
    in truth."""

    share: float
    norm: float
    reach: float
    right: bool


class Advantages(NamedTuple):
    """Expected advantage of an accepted and of a rejected rollout, and the expected squares."""

    up: float
    down: float
    up_square: float
    down_square: float


def advantages(accepted: float, group: int) -> Advantages:
    """Of standardised groups of `group` where others are accepted with that chance; groups of one mind count 0."""
    sums, q = [0.0] * 4, accepted
    if not LEAST < q < 1 - LEAST:
        return Advantages(*sums)
    for weight_up, weight_down, up, down, ones in _terms(group):
        chance_up = weight_up * q ** (ones - 1) * (1 - q) ** (group - ones)
        chance_down = weight_down * q**ones * (1 - q) ** (group - 1 - ones)
        for place, term in enumerate((chance_up * up, chance_down * down, chance_up * up**2, chance_down * down**2)):
            sums[place] += term
    return Advantages(*sums)


@cache
def _terms(group: int) -> list[tuple[int, int, float, float, int]]:
    """For k = 1 ... G - 1 accepted: in how many ways among the others, and both advantages."""
    return [
        (
            comb(group - 1, ones - 1),
            comb(group - 1, ones),
            (1 - ones / group) / deviation(ones, group),
            -ones / group / deviation(ones, group),
            ones,
        )
        for ones in range(1, group)
    ]


def pass_rates(ways: Sequence[Way], accepted: Sequence[float], group: int, rate: float) -> Iterator[float]:
    """The share of right answers at step 0, 1, 2, ... without end; accepted: the chance of each way to be."""
    shares = [way.share / sum(each.share for each in ways) for way in ways]
    while True:
        yield sum(share for way, share in zip(ways, shares, strict=True) if way.right)
        chances = list(zip(ways, shares, accepted, strict=True))
        each = advantages(sum(share * chance for _, share, chance in chances), group)
        noise = sum(
            share * way.norm * (chance * each.up_square + (1 - chance) * each.down_square)
            for way, share, chance in chances
        )
        step = rate / sqrt(noise) if noise else 0.0
        pushes = [
            step * way.reach * share * (chance * each.up + (1 - chance) * each.down) for way, share, chance in chances
        ]
        most = max(pushes)
        grown = [share * exp(push - most) for share, push in zip(shares, pushes, strict=True)]
        whole = sum(grown)
        shares = [share / whole for share in grown]
