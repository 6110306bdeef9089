"""Detectors on simulated runs: silent while the policy gets better, soon there when it hacks."""

import math
import random

import pytest
from simulated_runs import Run

from tinyv.health import Health
from tinyv.health.detectors import acceptance_rise, longer_answers, outage, same_strings, share_rise
from tinyv.health.ratio import Ratio
from tinyv.health.sample import Sample, sample_of
from tinyv.health.series import Shares
from tinyv.types import Label, Query, Verdict

STEP = 8 * 128  # samples of a training step with eight rollouts of 128 prompts


def first_alarms(run: Run, samples: int) -> dict[tuple[str, str], int]:
    """(kind, subject) -> number of samples after which it was first raised."""
    health, seen, count = Health(), dict[tuple[str, str], int](), 0
    for queries, verdicts in run.batches(samples):
        health.note(queries, verdicts)
        count += len(queries)
        for alarm in health.alarms():
            seen.setdefault((alarm.kind, alarm.subject), count)
    return seen


@pytest.mark.parametrize("seed", range(4))
def test_a_stationary_run_sets_nothing_off(seed: int) -> None:
    assert first_alarms(Run(seed), 10 * STEP) == {}


def test_rare_shares_and_single_rollouts_set_nothing_off() -> None:
    assert first_alarms(Run(7, for_judge=0.02), 8 * STEP) == {}
    health = Health()
    for queries, verdicts in Run(8).batches(40 * STEP):
        health.note(queries[:1], verdicts[:1])
    assert health.alarms() == ()


def test_rollouts_that_arrive_scattered_set_nothing_off() -> None:
    health, chance = Health(), random.Random(9)
    rows = [row for batch in Run(9).batches(10 * STEP) for row in zip(*batch, strict=True)]
    for start in range(0, len(rows), STEP):
        step = rows[start : start + STEP]
        chance.shuffle(step)
        for query, verdict in step:
            health.note([query], [verdict])
    assert health.alarms() == ()
    assert health.numbers()["prompts"] > 100


@pytest.mark.parametrize("seed", range(2))
def test_a_policy_that_gets_better_sets_nothing_off(seed: int) -> None:
    def better(t: int) -> float:
        return min(2.5, t / (5 * STEP))

    assert first_alarms(Run(seed, skill=better), 15 * STEP) == {}
    assert first_alarms(Run(seed, skill=better, judge_skill=lambda t: 0.0), 15 * STEP) == {}


@pytest.mark.parametrize("seed", range(3))
def test_one_string_that_the_judge_accepts_everywhere_alarms_within_a_step(seed: int) -> None:
    seen = first_alarms(Run(seed, hack=lambda t: 0.0 if t < 5 * STEP else (t - 5 * STEP) / (10 * STEP)), 12 * STEP)
    assert min(seen, key=lambda name: seen[name]) == ("same-string", "asshownabove")
    assert 5 * STEP < seen["same-string", "asshownabove"] <= 6 * STEP
    assert ("judge-share", "") in seen
    assert ("judge-acceptance", "") in seen


@pytest.mark.parametrize("seed", range(3))
def test_tricks_each_in_words_of_their_own_alarm_within_four_steps(seed: int) -> None:
    def ramp(t: int) -> float:
        return 0.0 if t < 6 * STEP else min(0.9, (t - 6 * STEP) / (5 * STEP))

    seen = first_alarms(Run(seed, hack=ramp, trick=lambda chance, t: f"shown by {chance.random()}"), 11 * STEP)
    for kind in ("judge-share", "judge-acceptance"):
        assert 6 * STEP < seen[kind, ""] <= 10 * STEP
    assert not any(kind == "same-string" for kind, _ in seen)


def test_a_hack_of_one_family_is_told_by_its_name() -> None:
    def ramp(t: int) -> float:
        return 0.0 if t < 10 * STEP else min(0.9, (t - 10 * STEP) / (5 * STEP))

    run = Run(3, hack=ramp, hacked=("units",), trick=lambda chance, t: f"shown by {chance.random()}")
    seen = first_alarms(run, 20 * STEP)
    assert {subject for _, subject in seen} == {"units"}


def test_a_slow_hack_does_not_become_what_is_usual() -> None:
    def ramp(t: int) -> float:
        return 0.0 if t < 10 * STEP else min(0.9, (t - 10 * STEP) / (40 * STEP))

    seen = first_alarms(Run(4, hack=ramp, trick=lambda chance, t: f"shown by {chance.random()}"), 30 * STEP)
    assert seen["judge-share", ""] <= 27 * STEP


def test_an_alarm_stands_as_long_as_the_hack() -> None:
    health = Health()
    run = Run(5, hack=lambda t: 0.0 if t < 5 * STEP else 0.8, trick=lambda chance, t: f"shown by {chance.random()}")
    raised: dict[tuple[str, str], float] = {}
    for queries, verdicts in run.batches(25 * STEP):
        health.note(queries, verdicts)
        raised |= {(alarm.kind, alarm.subject): alarm.since for alarm in health.alarms()}
    standing = {(alarm.kind, alarm.subject): alarm.since for alarm in health.alarms()}
    assert standing == raised
    assert ("judge-share", "") in standing


def test_an_alarm_goes_when_the_hack_is_over() -> None:
    health = Health()
    run = Run(6, hack=lambda t: 0.8 if 6 * STEP < t < 12 * STEP else 0.0)
    kinds: list[int] = []
    for queries, verdicts in run.batches(20 * STEP):
        health.note(queries, verdicts)
        kinds.append(len(health.alarms()))
    assert max(kinds) > 2
    assert kinds[-1] == 0


def test_answers_that_grow_alarm_before_they_have_doubled() -> None:
    seen = first_alarms(Run(1, length=lambda t: 20 * (1 + t / (8 * STEP))), 10 * STEP)
    assert 2 * STEP < seen["answer-length", ""] <= 8 * STEP


def test_growth_needs_size_and_direction() -> None:
    assert longer_answers([3.0 + 0.05 * n for n in range(16)]) is not None
    assert longer_answers([3.0 + 0.02 * n for n in range(16)]) is None  # a third longer is not half longer
    assert longer_answers([3.0 + 0.05 * n for n in range(15)]) is None
    assert longer_answers([4.0 - 0.05 * n for n in range(32)]) is None


def test_the_variance_of_a_share_is_that_of_its_prompts() -> None:
    """Eight rollouts that always agree are worth one: the spread of many simulated logits says so."""
    chance = random.Random(1)
    logits, claimed, naive = [], [], []
    for _ in range(400):
        ratio = Ratio()
        for _ in range(100):
            ratio.add(8 * (chance.random() < 0.3), 8)
        logits.append(ratio.logit)
        claimed.append(ratio.logit_variance)
        naive.append(1 / (ratio.m * ratio.share * (1 - ratio.share)))
    mean = sum(logits) / len(logits)
    true = sum((logit - mean) ** 2 for logit in logits) / (len(logits) - 1)
    assert sum(claimed) / len(claimed) == pytest.approx(true, rel=0.2)
    assert sum(naive) / len(naive) < true / 6


def shares(acceptance: float, rules: float, for_judge: int = 4, prompts: int = 200) -> Shares:
    """Of prompts that all behave alike, eight rollouts each."""
    found, chance = Shares(), random.Random(0)
    for _ in range(prompts):
        accepted = sum(chance.random() < acceptance for _ in range(for_judge))
        proved = sum(chance.random() < rules for _ in range(8 - for_judge))
        found.acceptance.add(accepted, for_judge)
        found.credit.add(accepted, accepted + proved)
        found.rules.add(proved, 8 - for_judge)
    return found


def test_a_rise_is_excused_by_the_rules_rise() -> None:
    before, now, better = shares(0.3, 0.3), shares(0.7, 0.3), shares(0.7, 0.7)
    assert acceptance_rise(before, now, now) is not None
    assert acceptance_rise(before, better, better) is None
    assert share_rise(before, now, now) is None  # seven to three is less than three times one to one
    assert share_rise(before, better, better) is None
    assert acceptance_rise(before, before, now) is None  # half of the time is not sustained
    assert acceptance_rise(now, before, before) is None


def test_without_rules_a_rise_must_be_larger() -> None:
    before, now, most = shares(0.3, 0, 8), shares(0.55, 0, 8), shares(0.8, 0, 8)
    assert acceptance_rise(before, now, now) is None
    assert acceptance_rise(before, most, most) is not None
    assert acceptance_rise(Shares(), most, most) is None
    assert acceptance_rise(before, shares(1.0, 0, 8), shares(1.0, 0, 8)) is not None


def accepted(answer: str, reference: str) -> Sample:
    return sample_of(Query("q", reference, ""), Verdict(Label.CORRECT, 0.9, answer, "judge:small@1", ""), 0.0)


def test_one_string_for_many_references() -> None:
    tricks = [accepted(("As shown above.", "as shown  above")[n % 2], f"{n} apples") for n in range(20)]
    (found,) = same_strings([*tricks, accepted("no solution", "none")])
    assert found.form == "asshownabove"
    assert found.example in ("As shown above.", "as shown  above")
    assert found.numbers == {"references": 20.0, "answers": 20.0, "share": pytest.approx(20 / 21)}
    assert same_strings([accepted("no solution", "There is no solution.")] * 500) == []
    assert same_strings([accepted(f"x = {n}", f"{n} apples") for n in range(500)]) == []
    assert [found.form for found in same_strings([accepted(":", f"{n}") for n in range(20)])] == [":"]


def test_outages_are_long_and_whole() -> None:
    def asks(*failed: bool, gap: float = 5.0) -> list[tuple[float, bool]]:
        return [(gap * number, broke) for number, broke in enumerate(failed)]

    down = outage(asks(*[False] * 30, *[True] * 20))
    assert down == {"failed": 1.0, "asks": 16.0, "seconds": 75.0}
    assert outage(asks(*[True] * 15)) is None  # too few
    assert outage(asks(*[True] * 200, gap=0.1)) is None  # too short
    assert outage(asks(*[True] * 20, False)) is None  # it is back
    assert outage(asks(*[True, False] * 20)) is None  # flaky is not down
    assert outage([]) is None
    chance = random.Random(2)
    flaky = [(float(n), chance.random() < 0.3) for n in range(20_000)]
    assert not any(outage(flaky[max(0, n - 512) : n]) for n in range(1, 20_000, 7))
    assert math.comb(16, 15) * 0.3**15 * 0.7 + 0.3**16 < 6e-6
