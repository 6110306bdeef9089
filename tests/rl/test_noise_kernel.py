"""The dynamics that know the gradients of a policy, against groups that are sampled from one."""

import random
from itertools import islice
from math import exp
from statistics import fmean, pstdev

import pytest

from tinyv.rl.noise_dynamics import Learner
from tinyv.rl.noise_kernel import Way, advantages, pass_rates

GROUP = 8
WAYS = (Way(0.4, 1.0, 1.0, True), Way(0.55, 1.0, 1.0, False), Way(0.05, 1.0, 20.0, False))


def groups(ways: tuple[Way, ...], accepted: tuple[float, ...], count: int) -> list[list[tuple[int, float]]]:
    """Sampled groups: the way and the standardised advantage of each rollout; groups of one mind have none."""
    chance, found = random.Random(4), []
    for _ in range(count):
        drawn = chance.choices(range(len(ways)), [way.share for way in ways], k=GROUP)
        rewards = [float(chance.random() < accepted[way]) for way in drawn]
        spread = pstdev(rewards)
        middle = fmean(rewards)
        found.append(
            [(way, (one - middle) / spread if spread else 0.0) for way, one in zip(drawn, rewards, strict=True)]
        )
    return found


@pytest.mark.parametrize("accepted", [(1.0, 0.0, 0.0), (0.6, 0.3, 1.0), (0.2, 0.05, 0.05)])
def test_advantages_are_those_of_sampled_groups(accepted: tuple[float, ...]) -> None:
    seen = [one for group in groups(WAYS, accepted, 40_000) for one in group]
    each = advantages(sum(way.share * chance for way, chance in zip(WAYS, accepted, strict=True)), GROUP)
    for way, chance in enumerate(accepted):
        sizes = [size for name, size in seen if name == way]
        assert fmean(sizes) == pytest.approx(chance * each.up + (1 - chance) * each.down, abs=0.02)
        squares = chance * each.up_square + (1 - chance) * each.down_square
        assert fmean(size * size for size in sizes) == pytest.approx(squares, rel=0.05)


def test_a_step_is_the_softmax_policy_gradient_over_its_noise() -> None:
    accepted, rate = (0.7, 0.2, 1.0), 0.5
    seen = [one for group in groups(WAYS, accepted, 40_000) for one in group]
    shares = [way.share for way in WAYS]
    noise = fmean(WAYS[way].norm * size * size for way, size in seen) ** 0.5
    steps = [
        way.reach * fmean(size * ((name == at) - way.share) for name, size in seen) * rate / noise
        for at, way in enumerate(WAYS)
    ]
    grown = [share * exp(step) for share, step in zip(shares, steps, strict=True)]
    first, second = islice(pass_rates(WAYS, accepted, GROUP, rate), 2)
    assert first == pytest.approx(0.4)
    assert second == pytest.approx(grown[0] / sum(grown), abs=0.002)
    assert second != pytest.approx(first, abs=0.02)


def test_a_hack_that_reaches_further_ends_a_run() -> None:
    far, near = (
        tuple(islice(pass_rates((*WAYS[:2], way), (1.0, 0.0, 1.0), GROUP, 0.1), 2000))
        for way in (WAYS[2], Way(0.05, 1.0, 1.0, False))
    )
    assert far[-1] < 0.05 < 0.7 < near[-1]


def test_extremes_stay_shares() -> None:
    assert list(islice(pass_rates(WAYS, (0.0, 0.0, 0.0), GROUP, 1.0), 3)) == pytest.approx([0.4] * 3)
    for accepted in ((1.0, 1.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 1.0)):
        assert all(0 <= rate <= 1 for rate in islice(pass_rates(WAYS, accepted, GROUP, 1e3), 50))
    silent = (Way(1.0, 1.0, 1.0, True), Way(0.0, 1.0, 1.0, False))
    assert list(islice(pass_rates(silent, (1.0, 0.0), GROUP, 1.0), 3)) == pytest.approx([1.0] * 3)


def test_gaps_of_advantages_are_those_of_the_replicator() -> None:
    for accepted in (0.05, 0.3, 0.5, 0.9):
        each = advantages(accepted, GROUP)
        assert each.up - each.down == pytest.approx(Learner(GROUP).strength(accepted), rel=1e-6)
