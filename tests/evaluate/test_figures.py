"""Scores of a policy: the estimator against its definition, the intervals against repeated sampling."""

from itertools import combinations
from statistics import fmean

import numpy as np
import pytest

from tinyv.evaluate import Question, compare, figures, pass_at_k
from tinyv.evaluate.figures import powers


def questions(counts: list[tuple[int, int]], source: str = "b") -> list[Question]:
    """Questions with these (correct, samples)."""
    return [Question(str(n), source, samples, right) for n, (right, samples) in enumerate(counts)]


@pytest.mark.parametrize("correct", range(6))
@pytest.mark.parametrize("k", range(1, 6))
def test_pass_at_k_is_the_mean_over_all_draws(correct: int, k: int) -> None:
    right = [place < correct for place in range(5)]
    assert pass_at_k(5, correct, k) == pytest.approx(fmean(any(draw) for draw in combinations(right, k)))


def test_pass_at_k_is_unbiased() -> None:
    luck, p, n, k = np.random.default_rng(1), 0.15, 10, 4
    found = [pass_at_k(n, int(c), k) for c in luck.binomial(n, p, 40_000)]
    assert fmean(found) == pytest.approx(1 - (1 - p) ** k, abs=0.006)


@pytest.mark.parametrize(("samples", "correct", "k"), [(4, 2, 5), (4, 2, 0), (4, 5, 2), (4, -1, 2)])
def test_pass_at_k_of_nonsense(samples: int, correct: int, k: int) -> None:
    with pytest.raises(ValueError, match="not defined"):
        pass_at_k(samples, correct, k)


def test_every_question_weighs_the_same() -> None:
    found = figures(questions([(8, 8), (0, 2), (1, 2)]))
    assert found.average.value == pytest.approx(0.5)
    assert (found.fewest, found.most, found.samples) == (2, 8, 12)
    assert list(found.passes) == [2] == powers(3)
    assert found.passes[2].value == pytest.approx(2 / 3)


def test_benchmarks_weigh_by_size_or_alike() -> None:
    both = questions([(2, 2)] * 3, "a") + questions([(0, 2)], "b")
    both[3].characters = 100
    assert figures(both).average.value == pytest.approx(0.75)
    alike = figures(both, each_benchmark_alike=True)
    assert alike.average.value == pytest.approx(0.5)
    assert (figures(both).characters, alike.characters) == pytest.approx((12.5, 25.0))


def test_undecided_responses_bound_the_score() -> None:
    some = questions([(1, 4), (3, 4)])
    some[0].undecided, some[0].failed, some[1].no_answer, some[1].cut_off = 2, 1, 1, 1
    some[1].tokens, some[1].token_rows = 90, 3
    found = figures(some)
    assert (found.average.value, found.if_undecided_right) == pytest.approx((0.5, 0.75))
    assert (found.undecided, found.failed, found.no_answer, found.cut_off) == (0.25, 0.125, 0.125, 0.125)
    assert found.tokens == 30


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """200 benchmarks of 60 questions from one population; a sound 95 % interval misses about 10 of them."""
    luck, truth = np.random.default_rng(2), 1 / 3
    hits = 0
    for _ in range(200):
        rates = luck.beta(0.5, 1.0, 60)
        found = figures(questions([(int(luck.binomial(4, rate)), 4) for rate in rates])).average
        hits += found.low <= truth <= found.high
    assert 180 <= hits <= 199


def test_intervals_are_the_same_every_time_and_no_narrower_than_the_data_allow() -> None:
    some = questions([(1, 4), (3, 4), (0, 4)])
    assert figures(some) == figures(some)
    none, every = figures(questions([(0, 4)] * 30)).average, figures(questions([(4, 4)] * 30)).average
    assert (none.low, none.high) == pytest.approx((0.0, 1 - 0.025 ** (1 / 30)))
    assert (every.low, every.high) == pytest.approx((0.025 ** (1 / 30), 1.0))


def test_no_questions_are_no_score() -> None:
    with pytest.raises(ValueError, match="no questions"):
        figures([])


def test_a_paired_comparison_sees_what_intervals_apart_do_not() -> None:
    luck = np.random.default_rng(3)
    hard = luck.choice([1, 2, 13, 14], 80)
    one = questions([(int(c) + 2, 16) for c in hard])
    other = questions([(int(c) + int(luck.integers(0, 3)), 16) for c in hard])
    apart, found = (figures(one).average, figures(other).average), compare(one, other)
    assert apart[0].low < apart[1].high
    assert found["b"].questions == 80
    assert 0 < found["b"].average.low < found["b"].average.value < 0.125
    assert found["b"].average.value == pytest.approx(apart[0].value - apart[1].value)
    assert compare(other, one)["b"].average.high < 0


def test_a_comparison_is_over_what_both_have() -> None:
    one = questions([(1, 2), (2, 2)], "a") + questions([(0, 8)], "b")
    found = compare(one, questions([(1, 2), (2, 2), (2, 2)], "a") + questions([(4, 4)], "b"))
    assert {name: each.questions for name, each in found.items()} == {"a": 2, "b": 1, "": 3}
    assert (found["a"].average.low, found["a"].average.high) == (0.0, 0.0)
    assert list(found["b"].passes) == [2, 4]
    assert found[""].average.value == pytest.approx(-1 / 3)
    assert compare(one, questions([(1, 1)], "c")) == {}
