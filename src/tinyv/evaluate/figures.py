"""Scores of a policy over questions, with 95 % intervals from a bootstrap over the questions.

Every question weighs the same, however many responses it has. Questions are what a benchmark samples, so they are what
is drawn anew, within each benchmark, for its composition is chosen and not drawn; the luck of the responses to a
question is in its mean. RESAMPLES draws with a fixed seed: the same counts give the same intervals.

Not covered: a verifier's errors (see `tinyv noise`), and questions without any response.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

from tinyv.evaluate.tally import Question

RESAMPLES = 2000
SEED = 0
TAIL = 0.025  # of a two-sided 95 % interval

Measure = Callable[[Question], float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The scores of one benchmark, or of several.

    questions, samples: how many questions and responses; fewest and most: responses to one question.
    average: avg@n, the mean share of right responses, undecided ones counted as not right; it estimates pass@1.
    if_undecided_right: the same with undecided ones counted as right: the truth lies between the two if all that was
        decided is right.
    passes: pass@k for k = 2, 4, 8, ... up to `fewest`.
    undecided, failed, no_answer, cut_off: shares of the responses (see `Question`). characters, tokens: mean length of
        a response; tokens is None where rows do not say.
    """

    questions: int
    samples: int
    fewest: int
    most: int
    average: Estimate
    if_undecided_right: float
    passes: dict[int, Estimate]
    undecided: float
    failed: float
    no_answer: float
    cut_off: float
    characters: float
    tokens: float | None


def pass_at_k(samples: int, correct: int, k: int) -> float:
    """The chance that at least one of k responses drawn from these is right: 1 - C(n - c, k) / C(n, k), which is
    unbiased (arXiv 2107.03374). ValueError unless 1 <= k <= samples and 0 <= correct <= samples."""
    if not 1 <= k <= samples or not 0 <= correct <= samples:
        raise ValueError(f"pass@{k} of {correct} right responses among {samples} is not defined")
    return 1 - comb(samples - correct, k) / comb(samples, k)


def figures(questions: Sequence[Question], each_benchmark_alike: bool = False) -> Figures:
    """The figures over questions of one benchmark or more. each_benchmark_alike: the mean of the benchmarks' means,
    instead of the mean over all questions. ValueError if there are none."""
    if not questions:
        raise ValueError("no questions")
    parts = by_source(questions)
    shares = [1 / len(parts) if each_benchmark_alike else len(part) / len(questions) for part in parts.values()]
    samples, fewest = sum(q.samples for q in questions), min(q.samples for q in questions)
    ks = powers(fewest)
    measures: list[Measure] = [average, *map(at, ks)]
    estimates = estimate(list(parts.values()), shares, measures)
    token_rows = sum(q.token_rows for q in questions)

    def share(count: Callable[[Question], int]) -> float:
        """Of the responses, or the mean of that share over benchmarks."""
        rows = list(zip(shares, parts.values(), strict=True)) if each_benchmark_alike else [(1.0, questions)]
        return sum(weight * sum(map(count, part)) / sum(q.samples for q in part) for weight, part in rows)

    return Figures(
        questions=len(questions),
        samples=samples,
        fewest=fewest,
        most=max(q.samples for q in questions),
        average=estimates[0],
        if_undecided_right=sum(
            weight * _mean([(q.correct + q.undecided) / q.samples for q in part])
            for weight, part in zip(shares, parts.values(), strict=True)
        ),
        passes=dict(zip(ks, estimates[1:], strict=True)),
        undecided=share(lambda q: q.undecided),
        failed=share(lambda q: q.failed),
        no_answer=share(lambda q: q.no_answer),
        cut_off=share(lambda q: q.cut_off),
        characters=share(lambda q: q.characters),
        tokens=sum(q.tokens for q in questions) / token_rows if token_rows else None,
    )


def by_source(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions of each benchmark, in the order of their first one."""
    parts: dict[str, list[Question]] = {}
    for question in questions:
        parts.setdefault(question.source, []).append(question)
    return parts


def average(question: Question) -> float:
    """The share of right responses."""
    return question.correct / question.samples


def at(k: int) -> Measure:
    """pass@k as a measure of a question."""
    return lambda question: pass_at_k(question.samples, question.correct, k)


def powers(most: int) -> list[int]:
    """2, 4, 8, ... up to `most`."""
    return [2**power for power in range(1, most.bit_length()) if 2**power <= most]


def estimate(
    parts: Sequence[Sequence[Question]], shares: Sequence[float], measures: Sequence[Measure]
) -> list[Estimate]:
    """The weighted mean over parts of each measure's mean over a part's questions. shares: the parts' weights.

    Where every question says 0, or every one 1, a bootstrap can draw nothing else, and the interval is as wide as that
    of Clopper and Pearson for so many questions.
    """
    values = [[[measure(question) for measure in measures] for question in part] for part in parts]
    found = intervals(values, shares)
    reach = 1 - TAIL ** (1 / sum(map(len, values)))
    for place, each in enumerate(found):
        said = {question[place] for part in values for question in part}
        if said == {0.0}:
            found[place] = Estimate(each.value, 0.0, reach)
        elif said == {1.0}:
            found[place] = Estimate(each.value, 1 - reach, 1.0)
    return found


def intervals(values: Sequence[Sequence[Sequence[float]]], shares: Sequence[float]) -> list[Estimate]:
    """One estimate a measure, of values by part, question and measure, by the percentiles of a bootstrap in each
    part."""
    import numpy as np

    luck = np.random.default_rng(SEED)
    width = len(values[0][0])
    mean, drawn = np.zeros(width), np.zeros((RESAMPLES, width))
    for share, part in zip(shares, values, strict=True):
        table = np.array(part)
        counts = luck.multinomial(len(part), np.full(len(part), 1 / len(part)), RESAMPLES)
        drawn += share * (counts @ table) / len(part)
        mean += share * table.mean(axis=0)
    low, high = np.quantile(drawn, [TAIL, 1 - TAIL], axis=0)
    return [Estimate(*map(float, each)) for each in zip(mean, low, high, strict=True)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
