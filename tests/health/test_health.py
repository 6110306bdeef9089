"""Health itself: figures that can be checked by hand, in threads, in other processes, at little cost, never raising."""

import math
import multiprocessing
import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tinyv import Verifier
from tinyv.health import MEANING, Alarm, Health, prometheus_lines
from tinyv.health.numbers import from_prometheus
from tinyv.health.sample import family_of, normal_form, prompt_of
from tinyv.types import Label, Query, Verdict

EXACT = Verdict(Label.CORRECT, 1.0, "8", "rule:rational", "")
PROVED = Verdict(Label.CORRECT, 1.0, "16/2", "rule:rational", "")
ACCEPTED = Verdict(Label.CORRECT, 0.9, "eight apples", "judge:small@1", "")
REFUSED = Verdict(Label.WRONG, 0.1, "many apples", "judge:small@1", "")
DOUBTED = Verdict(Label.UNDECIDED, 0.6, "8 or so", "judge:small@1", "")
REFUTED = Verdict(Label.WRONG, 0.0, "7", "rule:rational", "")
OPEN = Verdict(Label.UNDECIDED, 0.5, "?", "", "")
DOWN = Verdict(Label.UNDECIDED, 0.5, "eight", "", "", "judge-unreachable")
EMPTY = Verdict(Label.UNDECIDED, 0.5, "8", "", "", "reference-empty")
QUERY = Query("How many apples?", "\\boxed{8}", "r")


def test_the_figures() -> None:
    health = Health()
    verdicts = [EXACT, PROVED, ACCEPTED, REFUSED, DOUBTED, REFUTED, OPEN, DOWN]
    health.note([QUERY] * 8, verdicts)
    numbers = health.numbers()
    assert numbers["samples"] == 8
    assert numbers["correct_rate"] == 3 / 8
    assert numbers["undecided_rate"] == 3 / 8
    assert numbers["judged_rate"] == 3 / 8
    assert numbers["judge_acceptance_rate"] == pytest.approx(1 / 3)
    assert numbers["judge_failure_rate"] == 1 / 4
    assert numbers["fn_recovery_rate"] == pytest.approx(2 / 7)
    assert numbers["fn_recovery_by_rules_rate"] == numbers["fn_recovery_by_judge_rate"] == pytest.approx(1 / 7)
    assert numbers["answer_length"] == sum(len(v.answer or "") for v in verdicts) / 8


def test_the_names_are_always_the_same_and_finite() -> None:
    health = Health()
    assert list(health.numbers()) == list(MEANING)
    assert set(health.numbers().values()) == {0.0}
    health.note([QUERY, QUERY], [DOWN, EMPTY])
    assert list(health.numbers()) == list(MEANING)
    assert all(math.isfinite(value) and isinstance(value, float) for value in health.numbers().values())


def test_real_verdicts() -> None:
    """What exact match rejects and rules prove is recovered; the box is no difference."""
    health, verifier = Health(), Verifier(None)
    queries = [Query("q", "1/2", response) for response in ("\\boxed{1/2}", "\\boxed{0.5}", "\\boxed{2}", "I am lost")]
    health.note(queries, verifier.verify_many(queries))
    numbers = health.numbers()
    assert numbers["correct_rate"] == 1 / 2
    assert numbers["fn_recovery_by_rules_rate"] == pytest.approx(1 / 3)
    assert numbers["prompt_efficiency_before"] == numbers["prompt_efficiency_after"] == 1.0


def test_rollouts_of_a_prompt_meet_however_they_come() -> None:
    first, second, third = Query("1", "8", ""), Query("2", "8", ""), Query("3", "8", "")
    rows = [(first, PROVED), (second, EXACT), (third, REFUTED), (first, REFUTED), (second, PROVED), (third, REFUTED)]
    together, single = Health(), Health()
    together.note(*zip(*rows, strict=True))
    for query, verdict in rows:
        single.note([query], [verdict])
    assert together.numbers() == single.numbers()
    assert single.numbers()["prompts"] == 3
    assert single.numbers()["prompt_efficiency_before"] == pytest.approx(1 / 3)  # the second
    assert single.numbers()["prompt_efficiency_after"] == pytest.approx(1 / 3)  # the first


def test_a_failure_is_no_rollout_and_one_rollout_no_group() -> None:
    health = Health()
    health.note([QUERY, QUERY, Query("other", "8", "")], [EXACT, DOWN, REFUTED])
    assert health.numbers()["prompts"] == 0


def test_prompts_without_a_question_are_told_apart_by_their_id() -> None:
    assert prompt_of(Query("", "8", "a", "p1")).key == prompt_of(Query("", "8", "b", "p1")).key
    assert prompt_of(Query("", "8", "", "p1")).key != prompt_of(Query("", "8", "", "p2")).key
    assert prompt_of(Query("q", "8", "", "row1")).key == prompt_of(Query("q", "8", "", "row2")).key
    assert prompt_of(Query("q", "8", "")).key != prompt_of(Query("q", "9", "")).key


def test_the_window_forgets() -> None:
    health = Health(window=10)
    health.note([QUERY] * 10, [EXACT] * 10)
    health.note([Query("later", "8", "")] * 10, [REFUTED] * 10)
    numbers = health.numbers()
    assert (numbers["samples"], numbers["correct_rate"], numbers["prompts"]) == (20, 0, 1)


def test_nothing_raises() -> None:
    health = Health()
    odd: Any = [None, 1, "text", object()]
    health.note(odd, odd)
    health.note([QUERY, odd[0], QUERY], [EXACT, EXACT, odd[1]])
    health.note(odd[0], odd[0])
    health.note([QUERY] * 2, [EXACT])
    health.note(
        [Query("\ud800", "\ud800 x", "\ud800", "\ud800:1")], [Verdict(Label.CORRECT, 1, "\ud800", "judge:a", "")]
    )
    assert health.numbers()["samples"] == 3


def test_threads_lose_nothing() -> None:
    health = Health(window=100_000)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda n: health.note([Query(str(n % 50), "8", "")] * 5, [EXACT, REFUTED] * 2 + [OPEN]), range(2000)
            )
        )
    numbers = health.numbers()
    assert (numbers["samples"], numbers["correct_rate"], numbers["prompts"]) == (10_000, 0.4, 50)


def test_a_copy_starts_anew(tmp_path: Path) -> None:
    health = Health(window=7, file=tmp_path / "run")
    health.note([QUERY], [EXACT])
    copy: Health = pickle.loads(pickle.dumps(health))
    assert (copy.window, copy.file, copy.audit_rate) == (7, tmp_path / "run", 0.0)
    assert copy.numbers()["samples"] == 0
    health.close()


def _note_in_child(health: Health, pipe: Any) -> None:
    health.note([QUERY] * 3, [EXACT] * 3)
    pipe.send((os.getpid(), health.numbers()["samples"]))
    health.close()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_each_process_counts_for_itself(method: str, tmp_path: Path) -> None:
    health = Health(file=tmp_path)
    health.note([QUERY], [EXACT])
    health.close()
    context: Any = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    child = context.Process(target=_note_in_child, args=(health, theirs))
    child.start()
    assert ours.recv() == (child.pid, 3)
    child.join(10)
    assert child.exitcode == 0
    assert health.numbers()["samples"] == 1
    assert len(list(tmp_path.glob("*.json"))) == 2


def test_a_sample_costs_little() -> None:
    health = Health()
    queries = [Query(f"question {n // 8}", f"{n // 8} apples", "", "apples:1") for n in range(8192)]
    verdicts = [(ACCEPTED, PROVED, REFUTED, OPEN)[n % 4] for n in range(8192)]
    start = time.process_time()
    for place in range(0, 8192, 64):
        health.note(queries[place : place + 64], verdicts[place : place + 64])
    assert (time.process_time() - start) / 8192 < 60e-6, "ten microseconds when nothing else runs"


def test_an_outage_is_an_alarm_and_ends(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "time", lambda: clock[0])
    health = Health()
    for _ in range(30):
        clock[0] += 4
        health.note([QUERY], [DOWN])
    (alarm,) = health.alarms()
    assert isinstance(alarm, Alarm)
    assert (alarm.kind, alarm.subject, alarm.since) == ("judge-down", "", 1064.0)
    assert alarm.numbers["failed"] == 1.0
    assert "100%" in alarm.message
    assert [record.message for record in caplog.records] != []
    assert len(caplog.records) == 1, "said once"
    assert health.numbers()["alarms"] == 1
    for _ in range(20):
        clock[0] += 4
        health.note([QUERY], [ACCEPTED])
    assert health.alarms() == ()


def test_families() -> None:
    kinds = {"8": "number", "-3.5": "number", "1,200": "number", "(B)": "choice", "C": "choice", "x^2+1": "expression"}
    kinds |= {"\\frac{1}{2}": "expression", "\\text{no solution}": "words", "Boris wins": "words", "鸡兔同笼": "words"}
    for reference, family in kinds.items():
        assert family_of(reference) == family, reference
    assert prompt_of(Query("q", "8", "", "gsm8k:17")).family == "gsm8k"
    assert prompt_of(Query("q", "8", "", "olympiads/a/3")).family == "olympiads"
    for plain in (None, "17", "17:3", "0a8f-22"):
        assert prompt_of(Query("q", "8", "", plain)).family == "number"


def test_normal_forms() -> None:
    assert normal_form("The  Answer, as above.") == normal_form("the answer as above")
    assert normal_form("\\text{no solution}") == normal_form("No solution!")
    assert normal_form("x = 2") != normal_form("x = 3")
    assert normal_form("-2") != normal_form("2")
    assert normal_form("...") == "..."


def test_prometheus_and_back() -> None:
    health = Health()
    health.note([QUERY] * 3, [EXACT, ACCEPTED, REFUTED])
    text = prometheus_lines(health.numbers())
    assert "# TYPE tinyv_health_samples counter\ntinyv_health_samples 3\n" in text
    assert text.count("# HELP") == len(MEANING)
    assert from_prometheus(f"# other\nup 1\nbroken\n{text}") == pytest.approx(health.numbers())
