"""The cascade: who is asked about what, and what a judge's word makes of a verdict."""

import asyncio
import multiprocessing
import pickle
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tinyv import Label, Query, Verifier
from tinyv.cli import main
from tinyv.judge.base import Ask, Opinion

OPEN = Query("Who wins the game?", "the first player", "the one who moves at the start")  # no rule settles it
RIGHT = Query("What is 1/2 as a decimal?", "0.5", "\\boxed{0.5}")
WRONG = Query("What is 3+4?", "7", "\\boxed{8}")


@dataclass
class Oracle:
    """A judge that says what it is told, and remembers what it was asked."""

    says: float | None = 0.9
    failure: str | None = None
    identity: str = "oracle@1"
    threshold: float = 0.8
    asked: list[Ask] = field(default_factory=list)

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        await asyncio.sleep(0)
        self.asked += asks
        return [Opinion(self.says, self.failure, 7) for _ in asks]

    async def aclose(self) -> None:
        return


class Broken(Oracle):
    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        raise ConnectionError("gone")


class Short(Oracle):
    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        return []


def test_only_the_undecided_are_asked() -> None:
    judge = Oracle()
    verifier = Verifier(judge)
    verdicts = verifier.verify_many([RIGHT, WRONG, OPEN, OPEN])
    assert [v.label for v in verdicts] == [Label.CORRECT, Label.WRONG, Label.CORRECT, Label.CORRECT]
    assert len(judge.asked) == 1
    assert verdicts[2].decided_by == "judge:oracle@1"
    assert verdicts[2].score == 0.9
    assert verifier.statistics == {
        "asked": 1, "deduplicated": 1, "cached": 0, "prevented": 1, "failed": 0, "tokens": 7
    }  # fmt: skip


@pytest.mark.parametrize(
    ("says", "label"),
    [(0.8, Label.CORRECT), (0.79, Label.UNDECIDED), (0.5, Label.UNDECIDED), (0.49, Label.WRONG)],
)
def test_doubt_is_no_verdict(says: float, label: Label) -> None:
    verdict = Verifier(Oracle(says)).verify_many([OPEN])[0]
    assert (verdict.label, verdict.score) == (label, says)


@pytest.mark.parametrize("judge", [Oracle(None, "judge-unreachable"), Broken(), Short()])
def test_a_judge_that_fails_is_no_wrong_answer(judge: Oracle) -> None:
    verdicts = Verifier(judge).verify_many([RIGHT, OPEN])
    assert verdicts[0].label is Label.CORRECT
    assert verdicts[1].label is Label.UNDECIDED
    assert (verdicts[1].failure or "").startswith("judge-")


def test_the_original_asks_about_every_rejected_answer() -> None:
    judge = Oracle()
    verdicts = Verifier(judge, ask_rejected=True).verify_many([RIGHT, WRONG, OPEN])
    assert [v.label for v in verdicts] == [Label.CORRECT] * 3
    assert len(judge.asked) == 2
    assert Verifier(Oracle(0.1), ask_rejected=True).verify_many([WRONG])[0].decided_by.startswith("rule:")


@pytest.mark.parametrize("mode", ["judge_only", "tinyv_only"])
def test_the_judge_alone(mode: str) -> None:
    judge = Oracle(0.1)
    verdicts = Verifier(judge, mode=mode).verify_many([RIGHT, WRONG, OPEN])
    assert [v.label for v in verdicts] == [Label.WRONG] * 3
    assert len(judge.asked) == 3


def test_mixed_scores_are_weighted() -> None:
    verdicts = Verifier(Oracle(0.6), mode="mixed", weight=0.25).verify_many([RIGHT, WRONG])
    assert [v.score for v in verdicts] == pytest.approx([0.25 * 0.6 + 0.75, 0.25 * 0.6])
    assert [v.label for v in verdicts] == [Label.CORRECT, Label.WRONG]


def test_rules_only_asks_nobody() -> None:
    for verifier in (Verifier(None), Verifier(Oracle(), mode="rules_only")):
        assert verifier.verify_many([OPEN])[0].label is Label.UNDECIDED
        assert verifier.statistics == {}


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(ValueError, match="addon"):
        Verifier(None, mode="adon")
    with pytest.raises(ValueError, match="needs a judge"):
        Verifier(None, mode="judge_only")
    with pytest.raises(ValueError, match="weight"):
        Verifier(None, weight=2)
    with pytest.raises(TypeError, match="Judge"):
        Verifier("gpt")


def test_opinions_are_kept_between_processes(tmp_path: Path) -> None:
    first, second, other = Oracle(), Oracle(), Oracle(identity="oracle@2")
    assert Verifier(first, cache=tmp_path / "c").verify_many([OPEN])[0].score == 0.9
    verifier = Verifier(second, cache=tmp_path / "c")
    assert verifier.verify_many([OPEN])[0].score == 0.9
    assert (len(first.asked), len(second.asked), verifier.statistics["cached"]) == (1, 0, 1)
    Verifier(other, cache=tmp_path / "c").verify_many([OPEN])
    assert len(other.asked) == 1  # another judge's word is not this one's


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    Verifier(Oracle(None, "judge-unreachable"), cache=tmp_path / "c").verify_many([OPEN])
    assert Verifier(Oracle(), cache=tmp_path / "c").verify_many([OPEN])[0].label is Label.CORRECT


def in_child(verifier: Verifier, out: "multiprocessing.SimpleQueue[str]") -> None:
    out.put(verifier.verify_many([OPEN])[0].label)


def test_it_works_wherever_it_is_called(tmp_path: Path) -> None:
    verifier = Verifier(Oracle())
    labels: list[Label] = []

    async def inside_a_loop() -> None:
        labels.append(verifier.verify_many([OPEN])[0].label)
        labels.append((await verifier.averify_many([OPEN]))[0].label)

    asyncio.run(inside_a_loop())
    threads = [threading.Thread(target=lambda: labels.append(verifier.verify_many([OPEN])[0].label)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    labels.append(pickle.loads(pickle.dumps(verifier)).verify_many([OPEN])[0].label)
    context = multiprocessing.get_context("spawn")
    out = context.SimpleQueue()
    worker = context.Process(target=in_child, args=(verifier, out))
    worker.start()
    labels.append(Label(out.get()))
    worker.join()
    assert labels == [Label.CORRECT] * 12


def test_a_served_judge_that_is_not_there_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"reference": "1", "response": "1"}\n')
    argv = ["verify", str(rows), "--out", str(tmp_path / "out.jsonl"), "--judge"]
    assert main([*argv, "http://127.0.0.1:9", "--judge-model", "m"]) == 2
    assert "127.0.0.1:9" in capsys.readouterr().err
    assert main([*argv, str(tmp_path)]) == 2
    assert "judge.json" in capsys.readouterr().err
