"""The theory against simulations: groups drawn, verified with errors, standardised, and averaged."""

from dataclasses import replace
from itertools import islice, pairwise
from math import exp, inf, isinf, isnan, log, nan, sqrt
from typing import Any

import numpy as np
import pytest

from tinyv.rl.noise import (
    Beta,
    Measured,
    Noise,
    PassRates,
    binomial,
    effects,
    efficiency,
    fit,
    matching,
    recovered_precision,
)
from tinyv.rl.noise_dynamics import (
    Learner,
    Mode,
    accepted_pattern,
    limit,
    pass_rates,
    peak,
    random_errors,
    rejected_form,
    steps_to,
    steps_until,
)

Array = np.ndarray[Any, np.dtype[np.float64]]
GROUPS = 60_000
SETTINGS = [
    (Noise(), Beta(0.4, 1.0), 8),
    (Noise(0.01, 0.385), Beta(0.4, 1.0), 8),
    (Noise(0.1, 0.2), Beta(0.7, 3.0), 4),
    (Noise(0.3, 0.1), Measured((0.0, 0.1, 0.5, 0.9, 1.0)), 6),
    (Noise(0.6, 0.7), Beta(0.3, 2.0), 5),  # J < 0
    (Noise(0.02, 0.3), Beta(0.05, 0.5), 16),
]


def drawn(passes: PassRates, size: int, luck: np.random.Generator) -> Array:
    """Pass rates of prompts, as a column."""
    if isinstance(passes, Measured):
        return luck.choice(np.array(passes.rates), size)[:, None]
    a = passes.mean * passes.concentration
    return luck.beta(a, passes.concentration - a, size)[:, None]


def groups(noise: Noise, passes: PassRates, group: int) -> tuple[Array, Array, Array]:
    """Pass rates, what is right, and what is accepted, of many groups."""
    luck = np.random.default_rng(7)
    p = drawn(passes, GROUPS, luck)
    right = luck.random((GROUPS, group)) < p
    accept = np.where(right, 1 - noise.false_negative_rate, noise.false_positive_rate)
    return p, right.astype(float), (luck.random((GROUPS, group)) < accept).astype(float)


def standardised(rewards: Array) -> Array:
    spread = rewards.std(axis=1, keepdims=True)
    found: Array = np.divide(centred(rewards), spread, out=np.zeros_like(rewards), where=spread > 0)
    return found


def centred(rewards: Array) -> Array:
    found: Array = rewards - rewards.mean(axis=1, keepdims=True)
    return found


def close(found: float, samples: Array) -> None:
    """Within five standard errors of a mean over groups."""
    error = 5 * float(samples.std()) / sqrt(len(samples))
    assert found == pytest.approx(float(samples.mean()), abs=error + 1e-9)


@pytest.mark.parametrize(("noise", "passes", "group"), SETTINGS)
def test_the_shares_of_groups(noise: Noise, passes: PassRates, group: int) -> None:
    _, right, seen = groups(noise, passes, group)
    found = effects(noise, passes, group)
    mixed = (seen.min(axis=1) != seen.max(axis=1)).astype(float)
    truly = (right.min(axis=1) != right.max(axis=1)).astype(float)
    close(found.pass_rate, right.mean(axis=1))
    close(found.observed, seen.mean(axis=1))
    close(found.efficiency, mixed)
    close(found.misled, mixed * (1 - truly))
    close(found.lost, truly * (1 - mixed))
    close(found.false_negatives, (right * (1 - seen)).mean(axis=1))
    close(found.hit_prompts, (right * (1 - seen)).max(axis=1))
    assert found.efficiency == efficiency(noise, passes, group)
    assert found.efficiency == pytest.approx(efficiency(Noise(), passes, group) - found.lost + found.misled)
    assert found.precision == pytest.approx(right[seen == 1].mean(), abs=0.01)
    assert found.rejected_right == pytest.approx(right[seen == 0].mean(), abs=0.01)


@pytest.mark.parametrize(("noise", "passes", "group"), SETTINGS)
@pytest.mark.parametrize("kind", ["standardised", "centred"])
def test_the_signal_of_advantages(noise: Noise, passes: PassRates, group: int, kind: str) -> None:
    advantages = standardised if kind == "standardised" else centred
    p, right, seen = groups(noise, passes, group)
    noisy, true = advantages(seen), advantages(right)
    found = getattr(effects(noise, passes, group), kind)
    clean = getattr(effects(Noise(), passes, group), kind)
    close(found.squared_advantage, (noisy**2).mean(axis=1))
    close(found.gradient, (noisy * (right - p)).mean(axis=1))
    close(clean.gradient, (true * (right - p)).mean(axis=1))
    correlation = np.corrcoef(noisy.ravel(), true.ravel())[0, 1]
    assert found.correlation == pytest.approx(correlation, abs=0.02)
    assert clean.correlation == pytest.approx(1.0)
    if found.gradient > 0:
        ratio = found.squared_advantage / clean.squared_advantage * (clean.gradient / found.gradient) ** 2
        assert found.rollouts == pytest.approx(ratio)
    else:
        assert found.rollouts == inf


def test_efficiency_without_noise_is_that_of_the_beta_binomial() -> None:
    """With a = b = 1 every count of right ones is equally likely."""
    assert efficiency(Noise(), Beta(0.5, 2.0), 8) == pytest.approx(7 / 9)
    assert sum(Beta(0.02, 0.3).right_counts(64)) == pytest.approx(1)
    assert Beta(0.3, 1e6).right_counts(8) == pytest.approx(binomial(8, 0.3), abs=1e-4)


def test_centred_signal_has_the_closed_form() -> None:
    noise, passes, group = Noise(0.1, 0.3), Beta(0.4, 1.5), 8
    spread = 0.4 * 0.6 * 1.5 / 2.5  # E[p (1 - p)]
    second = 0.4 - spread
    seen = 0.1 + 0.6 * 0.4 - (0.1**2 + 2 * 0.1 * 0.6 * 0.4 + 0.6**2 * second)  # E[q (1 - q)]
    found = effects(noise, passes, group).centred
    assert found.gradient == pytest.approx(7 / 8 * 0.6 * spread)
    assert found.squared_advantage == pytest.approx(7 / 8 * seen)
    assert found.correlation == pytest.approx(0.6 * sqrt(spread / seen))
    assert found.rollouts == pytest.approx(seen / (0.6**2 * spread))


def test_false_negatives_of_whole_prompts_cost_prompts() -> None:
    """Errors by chance mix groups that are not mixed; errors that strike prompts silence them."""
    found = effects(Noise(0.0, 0.4), Beta(0.4, 1.0), 8)
    clean = efficiency(Noise(), Beta(0.4, 1.0), 8)
    assert found.efficiency_by_prompt == pytest.approx(0.6 * clean)
    assert found.efficiency > clean


def test_a_policy_that_cannot_move_has_no_signal() -> None:
    found = effects(Noise(0.0, 0.3), Measured((0.0, 0.0)), 8)
    assert (found.efficiency, found.precision, found.standardised.correlation) == (0.0, 1.0, 0.0)
    assert found.standardised.rollouts == inf
    assert not isnan(effects(Noise(1.0, 0.0), Measured((1.0,)), 2).rejected_right)


def test_rates_from_an_audit_invert_the_shares_that_they_cause() -> None:
    noise, p = Noise(0.05, 0.3), 0.4
    back = Noise.from_audit(noise.observed(p), noise.rejected_right(p), noise.precision(p))
    assert (back.false_positive_rate, back.false_negative_rate) == pytest.approx((0.05, 0.3))
    assert Noise.from_audit(0.5, 0.0) == Noise(0.0, 0.0)
    assert Noise.from_audit(0.0, 1.0) == Noise(0.0, 1.0)


def test_recovered_positives_have_the_precision_of_the_table() -> None:
    found = [recovered_precision(0.385, 0.9, rate) for rate in (0.02, 0.05, 0.10)]
    assert [round(each, 3) for each in found] == [0.966, 0.918, 0.849]
    luck = np.random.default_rng(3)
    right = luck.random(400_000) < 0.385
    kept = luck.random(400_000) < np.where(right, 0.9, 0.05)
    assert recovered_precision(0.385, 0.9, 0.05) == pytest.approx(right[kept].mean(), abs=0.003)
    assert recovered_precision(0.4, 0.0, 0.0) == 1.0


def test_a_judge_on_what_is_rejected() -> None:
    found = Noise(0.02, 0.4).with_judge(0.9, 0.05)
    assert found.false_negative_rate == pytest.approx(0.04)
    luck = np.random.default_rng(4)
    accepted = luck.random(400_000) < 0.02
    accepted |= luck.random(400_000) < 0.05
    assert found.false_positive_rate == pytest.approx(accepted.mean(), abs=0.002)


@pytest.mark.parametrize("noise", [Noise(), Noise(0.05, 0.3)])
def test_a_fit_finds_the_distribution_behind_counts(noise: Noise) -> None:
    luck, wanted = np.random.default_rng(5), Beta(0.4, 1.5)
    q = noise.false_positive_rate + noise.informedness * drawn(wanted, 20_000, luck)[:, 0]
    sizes = luck.integers(1, 9, q.size)
    found = fit([(int(luck.binomial(size, rate)), int(size)) for size, rate in zip(sizes, q, strict=True)], noise)
    assert found.mean == pytest.approx(0.4, abs=0.015)
    assert found.concentration == pytest.approx(1.5, rel=0.1)


@pytest.mark.parametrize("wanted", [Beta(0.92, 0.5), Beta(0.4, 3.0), Beta(0.1, 40.0)])
def test_a_distribution_is_found_by_its_mixed_groups(wanted: Beta) -> None:
    found = matching(wanted.mean, efficiency(Noise(), wanted, 8), 8)
    assert found.concentration == pytest.approx(wanted.concentration, rel=1e-6)
    assert matching(0.4, 0.0, 8).concentration == pytest.approx(1e-2)
    assert matching(0.4, 1.0, 8).concentration == pytest.approx(1e4)


def test_a_fit_at_its_limits() -> None:
    assert fit([(4, 8)] * 5).concentration == 1e4  # nothing between prompts
    assert fit([(0, 8), (8, 8)] * 5).concentration == 1e-2  # nothing but
    with pytest.raises(ValueError, match="two prompts"):
        fit([(1, 1), (0, 1)])
    with pytest.raises(ValueError, match="do not fit"):
        fit([(0, 8), (1, 8)], Noise(0.5, 0.1))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Noise(-0.1), "false_positive_rate: -0.1"),
        (lambda: Noise(0.0, nan), "false_negative_rate: nan"),
        (lambda: Beta(1.0, 1.0), "mean: 1.0"),
        (lambda: Beta(0.5, 0.0), "concentration: 0.0"),
        (lambda: Beta(0.5, inf), "concentration: inf"),
        (lambda: Measured(()), "no pass rates"),
        (lambda: Measured((0.5, 1.5)), "pass rate: 1.5"),
        (lambda: effects(Noise(), Beta(0.5, 1.0), 1), "group: 1"),
        (lambda: efficiency(Noise(), Beta(0.5, 1.0), 257), "group: 257"),
        (lambda: Learner(group=1), "group: 1"),
        (lambda: Learner(rate=0.0), "rate: 0.0"),
        (lambda: random_errors(0.0, Noise()), "start"),
        (lambda: steps_to(0.2, 1.2, Noise(), Learner()), "target: 1.2"),
        (lambda: Noise.from_audit(0.5, 1.5), "rejected_right: 1.5"),
    ],
)
def test_unusable_numbers(make: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()


# Dynamics


@pytest.mark.parametrize("q", [0.01, 0.3, 0.95])
@pytest.mark.parametrize("learner", [Learner(8), Learner(3), Learner(8, centred=True)])
def test_strength_is_the_gap_between_expected_advantages(q: float, learner: Learner) -> None:
    luck = np.random.default_rng(6)
    rewards = (luck.random((400_000, learner.group)) < q).astype(float)
    found = centred(rewards) if learner.centred else standardised(rewards)
    gap = found[rewards == 1].mean() - found[rewards == 0].mean()
    assert learner.strength(q) == pytest.approx(gap, rel=0.02)


@pytest.mark.parametrize("learner", [Learner(8), Learner(5, centred=True)])
def test_a_mode_is_pushed_by_its_lead_in_acceptance(learner: Learner) -> None:
    """Rollouts drawn among four modes, verified and compared: the mean advantage of each mode."""
    luck = np.random.default_rng(9)
    shares, accepted = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.9, 0.0, 1.0, 0.1])
    mode = luck.choice(4, (200_000, learner.group), p=shares)
    rewards = (luck.random(mode.shape) < accepted[mode]).astype(float)
    found = centred(rewards) if learner.centred else standardised(rewards)
    q = float(shares @ accepted)
    for number in range(4):
        lead = (accepted[number] - q) * learner.strength(q)
        assert found[mode == number].mean() == pytest.approx(lead, abs=0.01)


def test_strength_has_its_limits() -> None:
    assert Learner(8).strength(0.0) == pytest.approx(sqrt(7))
    assert Learner(8).strength(1.0) == pytest.approx(sqrt(7))
    assert Learner(256).strength(0.3) == pytest.approx(1 / sqrt(0.3 * 0.7), rel=0.01)


@pytest.mark.parametrize("learner", [Learner(8, rate=0.01), Learner(4, centred=True, rate=0.01)])
@pytest.mark.parametrize("noise", [Noise(), Noise(0.1, 0.3), Noise(0.0, 0.8)])
def test_steps_by_the_integral_are_those_of_the_modes(noise: Noise, learner: Learner) -> None:
    walked = steps_until(random_errors(0.2, noise), 0.8, learner)
    assert steps_to(0.2, 0.8, noise, learner) == pytest.approx(walked, rel=0.01)


def test_steps_of_centred_groups_are_one_over_informedness() -> None:
    learner, way = Learner(8, centred=True), 2 * log(4)
    found = steps_to(0.2, 0.8, Noise(0.1, 0.4), learner)
    assert found == pytest.approx(way / (learner.rate * 0.5 * 7 / 8))


@pytest.mark.parametrize("noise", [Noise(), Noise(0.1, 0.3)])
@pytest.mark.parametrize("is_centred", [True, False])
def test_a_sampled_policy_learns_at_the_pace_of_the_model(noise: Noise, is_centred: bool) -> None:
    """Natural policy gradient on one logit, with rollouts drawn, verified and compared in groups of 8."""
    luck, learner = np.random.default_rng(8), Learner(8, centred=is_centred)
    logit, steps = log(0.2 / 0.8), 0
    while (p := 1 / (1 + exp(-logit))) < 0.8:
        right = luck.random((4000, 8)) < p
        accept = np.where(right, 1 - noise.false_negative_rate, noise.false_positive_rate)
        rewards = (luck.random(right.shape) < accept).astype(float)
        advantages = centred(rewards) if is_centred else standardised(rewards)
        logit += learner.rate * float((advantages * (right - p)).mean()) / (p * (1 - p))
        steps += 1
    assert steps == pytest.approx(steps_to(0.2, 0.8, noise, learner), rel=0.05)


def test_without_information_the_target_is_never_reached() -> None:
    learner = Learner()
    for noise in (Noise(0.5, 0.5), Noise(0.7, 0.6)):
        assert steps_to(0.4, 0.8, noise, learner) == inf
        assert steps_until(random_errors(0.4, noise), 0.8, learner) == inf
    falling = list(islice(pass_rates(random_errors(0.4, Noise(0.7, 0.6)), learner), 50))
    assert all(after < before for before, after in pairwise(falling))
    assert steps_to(0.8, 0.4, Noise(), learner) == 0.0
    assert steps_to(0.4, 1.0, Noise(), learner) == inf


def test_a_rejected_form_starts_like_chance_and_is_left() -> None:
    noise, learner = Noise(0.0, 0.4), Learner(rate=0.001)
    chance, form = random_errors(0.3, noise), rejected_form(0.3, noise)
    first, second = (list(islice(pass_rates(modes, learner), 2)) for modes in (chance, form))
    assert second[1] - second[0] == pytest.approx(first[1] - first[0], rel=1e-3)
    assert limit(form) == 1.0
    clean = steps_to(0.3, 0.9, Noise(), learner)
    assert clean < steps_until(form, 0.9, learner) < steps_until(chance, 0.9, learner)


def test_an_accepted_pattern_is_a_plateau_or_a_collapse() -> None:
    learner = Learner()
    plateau = accepted_pattern(0.4, Noise(0.2, 0.0))
    assert limit(plateau) == pytest.approx(0.4 / 0.52)
    assert steps_until(plateau, 0.8, learner) == inf
    assert next(islice(pass_rates(plateau, learner), 3000, None)) == pytest.approx(limit(plateau), abs=1e-6)
    collapse = accepted_pattern(0.4, Noise(0.02, 0.2))
    assert limit(collapse) == 0.0
    best, at = peak(collapse, learner)
    assert 0.4 < best < 1
    assert next(islice(pass_rates(collapse, learner), 40 * at, None)) < 0.01
    assert limit(accepted_pattern(0.4, Noise(0.0, 0.2))) == 1.0  # no hack, no harm


def test_shares_of_modes_stay_shares() -> None:
    modes = (Mode(0.1, 0.9, True), Mode(0.2, 0.0, True), Mode(0.3, 1.0, False), Mode(0.4, 0.1, False))
    wrong = [replace(mode, right=not mode.right) for mode in modes]
    learner = Learner()
    for one, other in zip(islice(pass_rates(modes, learner), 200), pass_rates(wrong, learner), strict=False):
        assert one + other == pytest.approx(1)
    assert isinf(steps_until(modes, 0.9, learner))
