"""What a noisy verifier leaves of a group's learning signal: closed forms for GRPO and Dr. GRPO.

The model. A prompt has a pass rate p, drawn from a `Beta` or measured. Each of the G rollouts of a group is right with
chance p, independently; the verifier errs on each with its own luck: rho0 of wrong answers are accepted (false
positives), rho1 of right ones are rejected (false negatives), J = 1 - rho0 - rho1 (Youden's index). All that a group
can show is then in three counts: k right, a of them accepted, and b of the wrong accepted; every figure here is a
finite sum over them, exact up to rounding.

Not covered: errors that depend on the prompt or the form of an answer (`noise_dynamics` has two such cases), rollouts
that influence one another, clipping, KL terms, length normalisation, and more than one step off the policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb, exp, inf, lgamma, log, sqrt

MAX_GROUP = 256  # the sums have up to G ** 3 / 6 terms: seconds there, and hardly a trainer samples more
NEGLIGIBLE = 1e-18  # chances that no sum of so many terms would show
MAX_CONCENTRATION = 1e6  # beyond it all prompts are alike, and the Beta function loses digits
LEAST_ALIKE, MOST_ALIKE = 1e-2, 1e4  # the concentrations that a fit gives


@dataclass(frozen=True, slots=True)
class Noise:
    """A verifier's error rates given the truth, both in [0, 1]; ValueError otherwise.

    false_positive_rate: rho0, wrong answers accepted. false_negative_rate: rho1, right answers rejected.
    """

    false_positive_rate: float = 0.0
    false_negative_rate: float = 0.0

    def __post_init__(self) -> None:
        share("false_positive_rate", self.false_positive_rate)
        share("false_negative_rate", self.false_negative_rate)

    @property
    def informedness(self) -> float:
        """J = TPR - FPR in [-1, 1]. The expected policy gradient is J times the true one before a group is
        standardised, so J > 0 learns, however slowly, J = 0 drifts and J < 0 unlearns (arXiv 2601.04411)."""
        return 1.0 - (self.false_positive_rate + self.false_negative_rate)

    def observed(self, pass_rate: float) -> float:
        """The share accepted, q = rho0 + J p, where a share p is right."""
        return self.false_positive_rate + self.informedness * pass_rate

    def precision(self, pass_rate: float) -> float:
        """The share of accepted answers that are right, p (1 - rho1) / q; 1 if nothing is accepted."""
        accepted = self.observed(pass_rate)
        return pass_rate * (1 - self.false_negative_rate) / accepted if accepted else 1.0

    def rejected_right(self, pass_rate: float) -> float:
        """The share of rejected answers that are right, p rho1 / (1 - q): what arXiv 2505.14625 calls 38.5 %, and
        not rho1 itself. 0 if nothing is rejected."""
        rejected = 1 - self.observed(pass_rate)
        return pass_rate * self.false_negative_rate / rejected if rejected else 0.0

    @classmethod
    def from_audit(cls, accepted: float, rejected_right: float, precision: float = 1.0) -> Noise:
        """The rates that an audit implies: by Bayes' rule, of the share of answers that were accepted, the share of
        the rejected that are right, and the share of the accepted that are (1 if accepted ones were not audited).

        All in [0, 1]. A rate whose kind of answer does not occur is 0.
        """
        for name, value in (("accepted", accepted), ("rejected_right", rejected_right), ("precision", precision)):
            share(name, value)
        lost, kept = (1 - accepted) * rejected_right, accepted * precision
        slipped, refused = accepted * (1 - precision), (1 - accepted) * (1 - rejected_right)
        return cls(
            slipped / (slipped + refused) if slipped else 0.0,
            lost / (lost + kept) if lost else 0.0,
        )

    def with_judge(self, recall: float, false_positive_rate: float) -> Noise:
        """The rates once a judge hears every rejected answer and accepts these shares of the right and of the wrong
        ones: rho1 (1 - recall), and rho0 + (1 - rho0) times its false-positive rate."""
        share("recall", recall)
        share("false_positive_rate", false_positive_rate)
        return Noise(
            self.false_positive_rate + (1 - self.false_positive_rate) * false_positive_rate,
            self.false_negative_rate * (1 - recall),
        )


def share(name: str, value: float) -> None:
    """ValueError unless the value is in [0, 1]."""
    if not 0 <= value <= 1:  # NaN is neither
        raise ValueError(f"{name}: {value} is not in [0, 1]")


def recovered_precision(rejected_right: float, recall: float, false_positive_rate: float) -> float:
    """The share of a judge's recoveries that are right, by Bayes' rule.

    rejected_right: the share of the answers it hears that are right; recall and false_positive_rate: the shares of
    the right and of the wrong ones that it accepts. With 0.385 and recall 0.9: 0.966 at a false-positive rate of
    0.02, 0.918 at 0.05, 0.849 at 0.10. 1 if it accepts nothing.
    """
    right, wrong = rejected_right * recall, (1 - rejected_right) * false_positive_rate
    return right / (right + wrong) if right + wrong else 1.0


@dataclass(frozen=True, slots=True)
class Beta:
    """Pass rates of prompts as a Beta distribution; ValueError unless its mean is in (0, 1) and its concentration
    a + b in (0, 1e6]. Below 2 both ends are crowded (prompts nearly always or nearly never solved), above it the
    middle is."""

    mean: float
    concentration: float

    def __post_init__(self) -> None:
        if not 0 < self.mean < 1:
            raise ValueError(f"mean: {self.mean} is not between 0 and 1")
        if not 0 < self.concentration <= MAX_CONCENTRATION:
            raise ValueError(f"concentration: {self.concentration} is not above 0 and at most {MAX_CONCENTRATION:g}")

    def right_counts(self, group: int) -> list[float]:
        """The chance of k right ones among `group` rollouts, for k = 0 ... group: the Beta-binomial."""
        a, b = self.mean * self.concentration, (1 - self.mean) * self.concentration
        whole = _log_beta(a, b)
        return [comb(group, k) * exp(_log_beta(a + k, b + group - k) - whole) for k in range(group + 1)]


@dataclass(frozen=True, slots=True)
class Measured:
    """Pass rates of prompts as they were measured, each in [0, 1] and of the same weight; ValueError otherwise.

    The rates are taken as true ones. Rates of few rollouts (0 of 4) spread more than the truth does, so that prompt
    efficiency comes out too low; `fit` makes a `Beta` of such counts.
    """

    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.rates:
            raise ValueError("no pass rates")
        for rate in self.rates:
            share("pass rate", rate)

    @property
    def mean(self) -> float:
        return sum(self.rates) / len(self.rates)

    def right_counts(self, group: int) -> list[float]:
        """The chance of k right ones among `group` rollouts, for k = 0 ... group."""
        counts = [0.0] * (group + 1)
        for rate in self.rates:
            for k, chance in enumerate(binomial(group, rate)):
                counts[k] += chance / len(self.rates)
        return counts


PassRates = Beta | Measured


def fit(counts: Sequence[tuple[int, int]], noise: Noise | None = None) -> Beta:
    """The Beta distribution of pass rates behind counts of (accepted, rollouts), one pair a prompt, by moments.

    The variance between prompts is what is left of the spread of the counts once binomial luck is taken off, with
    prompts weighted alike; prompts with fewer than two rollouts are left out. noise: of the verifier that accepted;
    its affine map q = rho0 + J p is undone on both moments. ValueError if that leaves no usable distribution.
    """
    noise = noise or Noise()
    usable = [(right, whole) for right, whole in counts if whole > 1]
    if len(usable) < 2 or noise.informedness <= 0:
        raise ValueError("a fit needs two prompts with two rollouts each, and a verifier with J > 0")
    mean = sum(right / whole for right, whole in usable) / len(usable)
    # Pairs of different rollouts of one prompt agree with chance E[q^2], whatever the number of rollouts.
    second = sum(right * (right - 1) / (whole * (whole - 1)) for right, whole in usable) / len(usable)
    true_mean = (mean - noise.false_positive_rate) / noise.informedness
    variance = (second - mean**2) / noise.informedness**2
    if not 0 < true_mean < 1:
        raise ValueError(f"a mean pass rate of {true_mean:.3f} is left; the rates of the noise do not fit these counts")
    most = true_mean * (1 - true_mean)
    # Nothing between prompts, or more than a Beta can have, are both limits of it.
    return Beta(true_mean, min(MOST_ALIKE, max(LEAST_ALIKE, most / variance - 1)) if variance > 0 else MOST_ALIKE)


def matching(mean: float, mixed: float, group: int) -> Beta:
    """The Beta distribution with this mean under which a share `mixed` of groups is neither all right nor all wrong,
    by bisection: the more alike prompts are, the more groups are mixed. At its limits where no concentration fits.
    ValueError for a mean outside (0, 1) or a group outside 2 to MAX_GROUP."""
    low, high = log(LEAST_ALIKE), log(MOST_ALIKE)
    for _ in range(60):
        middle = (low + high) / 2
        if efficiency(Noise(), Beta(mean, exp(middle)), group) < mixed:
            low = middle
        else:
            high = middle
    return Beta(mean, exp((low + high) / 2))


def binomial(n: int, p: float) -> list[float]:
    """The chances of 0 ... n successes."""
    return [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


@dataclass(frozen=True, slots=True)
class Signal:
    """What a kind of advantage carries, averaged over groups; r accepted, c right (0 or 1), A the advantage of r.

    squared_advantage: E[mean of A^2], the size of the gradient per rollout, be it signal or noise.
    gradient: E[mean of A (c - p)]: the expected gradient of the logit of a policy with two outcomes, whose score is
        c - p. Its direction is the true one where it is positive.
    correlation: of A with the advantage that true rewards would give, over all rollouts; 0 where either is constant.
    rollouts: how many times the rollouts are needed for a gradient as exact as without noise: the ratio of
        squared_advantage / gradient^2 with and without it, for a policy of many parameters, where the directions other
        than p's make nearly all the variance. For mean-centred advantages that is E[q(1-q)] / (J^2 E[p(1-p)]).
        inf where nothing or the contrary is learned.
    """

    squared_advantage: float
    gradient: float
    correlation: float
    rollouts: float


@dataclass(frozen=True, slots=True)
class Effects:
    """What a verifier makes of groups of G rollouts.

    pass_rate: the true mean. observed: the mean reward. informedness: J. precision: accepted that are right.
    rejected_right: rejected that are right. false_negatives: rollouts that are right and rejected; hit_prompts:
    groups with at least one of them.
    efficiency: groups neither all accepted nor all rejected (prompt efficiency, arXiv 2505.14625), the only ones with
        a gradient. misled: those of them whose answers are in truth all right or all wrong: gradient without meaning.
    lost: groups that are mixed in truth and not as seen. So efficiency = true efficiency - lost + misled: errors by
        chance make more groups mixed than there are, and the gradient in them is noise.
    efficiency_by_prompt: efficiency if false negatives strike whole prompts, a share rho1 of them, whose right answers
        are all rejected (a reference in an odd form); real verifiers stand between the two.
    standardised: GRPO, A = (r - mean) / standard deviation of the group (divided by G; frameworks that divide by
        G - 1 have (G - 1) / G of squared_advantage), 0 in groups that are not mixed.
    centred: Dr. GRPO, A = r - mean of the group.
    """

    pass_rate: float
    observed: float
    informedness: float
    precision: float
    rejected_right: float
    false_negatives: float
    hit_prompts: float
    efficiency: float
    misled: float
    lost: float
    efficiency_by_prompt: float
    standardised: Signal
    centred: Signal


def efficiency(noise: Noise, passes: PassRates, group: int) -> float:
    """Prompt efficiency: the share of groups neither all accepted nor all rejected.

    1 - E[q^G] - E[(1-q)^G]; given k right ones, all are accepted with chance (1-rho1)^k rho0^(G-k), and none with
    rho1^k (1-rho0)^(G-k). Without noise 1 - P(k=0) - P(k=G). ValueError for a group below 2 or above MAX_GROUP.
    """
    return sum(weight * _mixed(noise, k, group) for k, weight in enumerate(_right_counts(passes, group)))


def effects(noise: Noise, passes: PassRates, group: int) -> Effects:
    """All figures of one verifier; ValueError as in `efficiency`."""
    weights = _right_counts(passes, group)
    mixed = [_mixed(noise, k, group) for k in range(group + 1)]
    p, q = passes.mean, noise.observed(passes.mean)
    rho1 = noise.false_negative_rate
    standardised, centred = _signals(noise, weights, group)
    return Effects(
        pass_rate=p,
        observed=q,
        informedness=noise.informedness,
        precision=noise.precision(p),
        rejected_right=noise.rejected_right(p),
        false_negatives=p * rho1,
        hit_prompts=sum(weight * (1 - (1 - rho1) ** k) for k, weight in enumerate(weights)),
        efficiency=sum(weight * chance for weight, chance in zip(weights, mixed, strict=True)),
        misled=sum(weights[k] * mixed[k] for k in (0, group)),
        lost=sum(weights[k] * (1 - mixed[k]) for k in range(1, group)),
        efficiency_by_prompt=sum(
            part * efficiency(Noise(noise.false_positive_rate, rate), passes, group)
            for part, rate in ((1 - rho1, 0.0), (rho1, 1.0))
        ),
        standardised=standardised,
        centred=centred,
    )


def _right_counts(passes: PassRates, group: int) -> list[float]:
    if not 2 <= group <= MAX_GROUP:
        raise ValueError(f"group: {group} rollouts are none of 2 to {MAX_GROUP}")
    return passes.right_counts(group)


def _mixed(noise: Noise, k: int, group: int) -> float:
    """The chance that a group with k right ones is neither all accepted nor all rejected."""
    rho0, rho1 = noise.false_positive_rate, noise.false_negative_rate
    every, none = (1 - rho1) ** k * rho0 ** (group - k), rho1**k * (1 - rho0) ** (group - k)
    return 1 - every - none


def _signals(noise: Noise, weights: Sequence[float], group: int) -> tuple[Signal, Signal]:
    """Standardised and centred."""
    seen, true = _Sums(), _Sums()
    for k, weight in enumerate(weights):
        spread = deviation(k, group)
        true.add(weight, spread, spread, spread**2)
        for chance, a, b in _verdicts(noise, k, group):
            # mean of (r - mean r)(c - mean c), as the advantages of a group sum to zero
            covariance = (a - (a + b) * k / group) / group
            seen.add(weight * chance, deviation(a + b, group), spread, covariance)
    return seen.standardised(true), seen.centred(true)


def _verdicts(noise: Noise, k: int, group: int) -> Iterator[tuple[float, int, int]]:
    """Chance, right ones accepted, wrong ones accepted, of a group with k right ones."""
    wrong = binomial(group - k, noise.false_positive_rate)
    for a, chance in enumerate(binomial(k, 1 - noise.false_negative_rate)):
        if chance > NEGLIGIBLE:
            yield from ((chance * other, a, b) for b, other in enumerate(wrong) if other > NEGLIGIBLE)


def deviation(ones: int, group: int) -> float:
    """The standard deviation of a group with so many ones among zeros."""
    return sqrt(ones * (group - ones)) / group


class _Sums:
    """Sums over groups, for standardised advantages and for centred ones."""

    def __init__(self) -> None:
        self.efficiency = self.variance = 0.0  # mean squared advantages
        self.scaled = self.covariance = 0.0  # gradients
        self.agreement = 0.0  # of standardised advantages, seen with true

    def add(self, weight: float, seen: float, true: float, covariance: float) -> None:
        self.variance += weight * seen**2
        self.covariance += weight * covariance
        if seen:
            self.efficiency += weight
            self.scaled += weight * covariance / seen
            if true:
                self.agreement += weight * covariance / (seen * true)

    def standardised(self, true: _Sums) -> Signal:
        return _signal(self.efficiency, self.scaled, self.agreement, true.efficiency, true.scaled)

    def centred(self, true: _Sums) -> Signal:
        return _signal(self.variance, self.covariance, self.covariance, true.variance, true.covariance)


def _signal(squared: float, gradient: float, agreement: float, true_squared: float, true_gradient: float) -> Signal:
    both = sqrt(squared * true_squared)
    rollouts = inf
    if gradient > 0 and true_squared:
        rollouts = squared / gradient**2 / (true_squared / true_gradient**2)
    return Signal(squared, gradient, agreement / both if both else 0.0, rollouts)
