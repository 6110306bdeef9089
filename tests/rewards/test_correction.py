"""Corrections: unbiased in a simulation of a noisy verifier, and refused where there is nothing to correct."""

import math
import random
from dataclasses import replace
from statistics import fmean, pstdev

import pytest

from tinyv.rewards.correction import Correction
from tinyv.rewards.policy import RewardPolicy
from tinyv.types import Label, Verdict

RATES = [(0.0, 0.0), (0.1, 0.3), (0.02, 0.385), (0.4, 0.5)]


def observed(right: bool, rho0: float, rho1: float, luck: random.Random) -> float:
    """The verdict of a verifier with these error rates, as a reward."""
    return float(luck.random() >= rho1 if right else luck.random() < rho0)


@pytest.mark.parametrize(("rho0", "rho1"), RATES)
@pytest.mark.parametrize("right", [True, False])
def test_backward_is_unbiased(rho0: float, rho1: float, right: bool) -> None:
    luck, correction = random.Random(1), Correction("backward", rho0, rho1)
    found = [correction.apply(observed(right, rho0, rho1, luck)) for _ in range(40_000)]
    assert fmean(found) == pytest.approx(float(right), abs=4 * pstdev(found) / math.sqrt(len(found)) + 1e-12)


@pytest.mark.parametrize(("rho0", "rho1"), RATES)
@pytest.mark.parametrize("right", [True, False])
def test_forward_is_the_true_reward_shrunk_and_shifted(rho0: float, rho1: float, right: bool) -> None:
    luck, correction = random.Random(2), Correction("forward", false_negative_rate=rho1)
    found = [correction.apply(observed(right, rho0, rho1, luck)) for _ in range(40_000)]
    wanted = (1 - rho0 - rho1) * (right - 1)
    assert fmean(found) == pytest.approx(wanted, abs=4 * pstdev(found) / math.sqrt(len(found)) + 1e-12)


@pytest.mark.parametrize("kind", ["backward", "forward"])
def test_the_policy_gradient_points_the_true_way(kind: str) -> None:
    """A one-logit policy without any baseline: the mean of reward times score is the true gradient p (1 - p), or J
    times that for the forward kind."""
    p, rho0, rho1, luck = 0.3, 0.1, 0.4, random.Random(3)
    correction = Correction(kind, rho0, rho1)
    terms = []
    for _ in range(60_000):
        right = luck.random() < p
        terms.append(correction.apply(observed(right, rho0, rho1, luck)) * (right - p))
    wanted = p * (1 - p) * (1.0 if kind == "backward" else 1 - rho0 - rho1)
    assert fmean(terms) == pytest.approx(wanted, abs=4 * pstdev(terms) / math.sqrt(len(terms)))


def test_the_table_of_the_docstring() -> None:
    backward, forward = Correction("backward", 0.1, 0.4), Correction("forward", 0.1, 0.4)
    assert [backward.apply(r) for r in (0.0, 0.5, 1.0)] == pytest.approx([-0.2, 0.8, 1.8])
    assert [forward.apply(r) for r in (0.0, 0.5, 1.0)] == pytest.approx([-0.6, -0.1, 0.4])
    assert Correction("backward").apply(0.7) == 0.7


@pytest.mark.parametrize("kind", ["backward", "forward"])
def test_a_z_score_cancels_it_and_a_mean_keeps_the_scale_of_backward(kind: str) -> None:
    correction, rewards = Correction(kind, 0.1, 0.4), [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.3, 0.0]
    corrected = [correction.apply(reward) for reward in rewards]

    def centred(values: list[float]) -> list[float]:
        return [value - fmean(values) for value in values]

    assert [a / pstdev(corrected) for a in centred(corrected)] == pytest.approx(
        [a / pstdev(rewards) for a in centred(rewards)]
    )
    scale = 2.0 if kind == "backward" else 1.0
    assert centred(corrected) == pytest.approx([scale * a for a in centred(rewards)])


def test_a_reward_policy_uses_it_before_the_bonus() -> None:
    policy = RewardPolicy(correction=Correction("backward", 0.1, 0.4), format_bonus=0.5)
    right = Verdict(Label.CORRECT, 1.0, "4", "rule:rational", "4 = 4")
    assert policy.reward(right, boxed=True) == pytest.approx(1.8 + 0.5)
    assert policy.reward(replace(right, label=Label.WRONG, score=0.0)) == pytest.approx(-0.2)


@pytest.mark.parametrize(
    ("kind", "rho0", "rho1", "says"),
    [
        ("backwards", 0.0, 0.1, "did you mean 'backward'"),
        ("none", 0.0, 0.1, "known: backward, forward"),
        ("backward", -0.1, 0.1, "false_positive_rate: -0.1 is not in"),
        ("backward", 0.1, 1.1, "false_negative_rate: 1.1 is not in"),
        ("forward", math.nan, 0.1, "false_positive_rate: nan"),
        ("backward", 0.5, 0.5, "not below 1"),
        ("forward", 0.7, 0.6, "not below 1"),
        ("forward", 0.0, 1.0, "not below 1"),
    ],
)
def test_what_cannot_be_corrected(kind: str, rho0: float, rho1: float, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Correction(kind, rho0, rho1)
