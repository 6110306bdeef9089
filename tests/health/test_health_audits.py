"""Audits: J with honest intervals, whatever is dropped; an auditor that fails, blocks or lies hurts nobody."""

import asyncio
import random
import threading
import time
from collections.abc import Sequence

import pytest

from tinyv.health import Health, estimate
from tinyv.health.audit import KEPT, WAITING, Estimate
from tinyv.judge.base import Ask, Opinion
from tinyv.types import Label, Query, Verdict

RIGHT = Verdict(Label.CORRECT, 1.0, "good", "rule:rational", "")
TRICKED = Verdict(Label.CORRECT, 0.9, "bad", "judge:small@1", "")
MISSED = Verdict(Label.WRONG, 0.1, "good", "judge:small@1", "")
WRONG = Verdict(Label.WRONG, 0.0, "bad", "rule:rational", "")
OPEN = Verdict(Label.UNDECIDED, 0.5, "good", "", "")
SILENT = Verdict(Label.WRONG, 0.0, None, "rule:no-answer", "")
QUERY = Query("q", "8", "r", "a:1")


class Auditor:
    """Knows that "good" is right; remembers what it was asked."""

    identity, threshold = "auditor@1", 0.5

    def __init__(self) -> None:
        self.asked: list[Ask] = []

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        self.asked += asks
        return [Opinion(float(ask.answer == "good")) for ask in asks]

    async def aclose(self) -> None:
        return None


class Broken(Auditor):
    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        raise RuntimeError("out of memory")


class Mute(Auditor):
    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        return [Opinion(None, "judge-unreachable")] * len(asks)


class Short(Auditor):
    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        return []


class Blocking(Auditor):
    """Holds its thread and its loop."""

    def __init__(self) -> None:
        super().__init__()
        self.free = threading.Event()

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        self.free.wait(20)
        return await super().judge(asks)


def test_j_of_a_known_mix() -> None:
    auditor = Auditor()
    health = Health(auditor=auditor, audit_rate=1.0)
    health.note(
        [QUERY] * 100, [RIGHT] * 30 + [TRICKED] * 10 + [MISSED] * 10 + [WRONG] * 20 + [SILENT] * 20 + [OPEN] * 10
    )
    assert health.settle()
    numbers = health.numbers()
    assert numbers["audits"] == 90
    assert numbers["tpr"] == pytest.approx(30 / 40)
    assert numbers["fpr"] == pytest.approx(10 / 50)
    assert numbers["j"] == pytest.approx(0.55)
    assert 0 < numbers["j_error"] < 0.15
    assert len(auditor.asked) == 70, "an answer that is not there needs no auditor"
    assert auditor.asked[0] == Ask("q", "8", "good")


@pytest.mark.parametrize(("few", "most"), [(200, 0.975), (20, 1.0)])
def test_the_interval_covers_j(few: int, most: float) -> None:
    """With unequal strata, of which one may have lost most of its audits, nineteen in twenty intervals hold the truth;
    more of them where labels are few, for those without an error must not claim certainty."""
    sizes = {"right_by_rules": 900, "right_by_judge": 300, "wrong_by_rules": 600, "wrong_by_judge": 248}
    chances = {"right_by_rules": 0.97, "right_by_judge": 0.8, "wrong_by_rules": 0.05, "wrong_by_judge": 0.3}
    labelled = {"right_by_rules": few, "right_by_judge": 120, "wrong_by_rules": 200, "wrong_by_judge": 60}
    tp = sum(sizes[name] * chances[name] for name in sizes if name.startswith("right"))
    true = sum(sizes[name] * chances[name] for name in sizes)
    j = tp / true - (1200 - tp) / (2048 - true)
    chance, covered, runs, total = random.Random(1), 0, 1000, 0.0
    for _ in range(runs):
        strata = {
            name: (sizes[name], n, sum(chance.random() < chances[name] for _ in range(n)))
            for name, n in labelled.items()
        }
        found = estimate(strata)
        low, high = found.interval
        covered += low <= j <= high
        total += found.j
    assert total / runs == pytest.approx(j, abs=0.01)
    assert 0.93 <= covered / runs <= most


def test_dropped_audits_do_not_bend_j() -> None:
    full = estimate(
        {"right_by_rules": (800, 200, 190), "right_by_judge": (200, 200, 100), "wrong_by_rules": (500, 200, 20)}
    )
    thin = estimate(
        {"right_by_rules": (800, 20, 19), "right_by_judge": (200, 200, 100), "wrong_by_rules": (500, 200, 20)}
    )
    assert thin.j == pytest.approx(full.j)
    assert thin.error > full.error


def test_strata_without_labels_are_joined_and_a_side_without_is_unknown() -> None:
    joined = estimate({"right_by_rules": (80, 40, 40), "right_by_judge": (20, 0, 0), "wrong_by_rules": (50, 10, 0)})
    assert (joined.tpr, joined.fpr, joined.j) == (1.0, 0.0, 1.0)
    assert joined.error > 0, "fifty labels without an error do not make certain"
    assert estimate({"right_by_rules": (80, 40, 40), "wrong_by_rules": (50, 0, 0)}) == Estimate()
    assert estimate({"right_by_rules": (80, 40, 40), "wrong_by_rules": (50, 9, 9)}) == Estimate(), "nothing is wrong"
    assert estimate({}) == Estimate()


@pytest.mark.parametrize("auditor", [Broken(), Mute(), Short()])
def test_an_auditor_that_fails_leaves_j_unknown(auditor: Auditor) -> None:
    health = Health(auditor=auditor, audit_rate=1.0)
    for _ in range(3):
        health.note([QUERY, QUERY], [RIGHT, WRONG])
        assert health.settle()
    numbers = health.numbers()
    assert (numbers["audits"], numbers["j"], numbers["j_error"]) == (0, 0, 0)
    assert numbers["samples"] == 6


def test_an_auditor_that_blocks_holds_nobody_up() -> None:
    auditor = Blocking()
    health = Health(auditor=auditor, audit_rate=1.0)
    start = time.monotonic()
    health.note([QUERY] * 3000, [RIGHT, WRONG] * 1500)
    asyncio.run(asyncio.sleep(0))
    assert time.monotonic() - start < 2
    assert not health.settle(0.05)
    auditor.free.set()
    assert health.settle()
    assert WAITING <= len(auditor.asked) < 2 * WAITING, "what found the queue full was dropped"
    assert health.numbers()["j"] == 1.0


def test_the_rate_is_kept_and_old_labels_go() -> None:
    health = Health(auditor=Auditor(), audit_rate=0.1)
    for _ in range(40):
        health.note([QUERY] * 50, [RIGHT, WRONG] * 25)
        assert health.settle()
    assert 140 <= health.numbers()["audits"] <= 260
    full = Health(auditor=Auditor(), audit_rate=1.0)
    for _ in range(20):
        full.note([QUERY] * 50, [RIGHT, WRONG] * 25)
        assert full.settle()
    assert full.numbers()["audits"] == 2 * KEPT


def test_settings_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="needs an auditor"):
        Health(audit_rate=0.1)
    with pytest.raises(ValueError, match=r"not in \[0, 1\]"):
        Health(auditor=Auditor(), audit_rate=2.0)
    with pytest.raises(ValueError, match="window"):
        Health(window=0)
