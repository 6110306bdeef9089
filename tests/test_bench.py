"""The bench: its arithmetic, its pairs, and workers that hang, die or raise."""

import json
import sys
import textwrap
from pathlib import Path

import pytest

from tinyv.bench import (
    Outcome,
    Pair,
    Run,
    figures,
    measure,
    parts,
    percentile,
    ranking,
    read_pairs,
    wilson,
    worker,
)
from tinyv.bench.run import ContenderError
from tinyv.cli import main
from tinyv.rows import Row

PAIRS = [
    Pair("a", "", "4", "\\boxed{4}", True),
    Pair("b", "", "4", "\\boxed{5}", False),
    Pair("c", "", "\\frac12", "0.5", True),
]


def test_wilson() -> None:
    # Newcombe (1998), table I: 81 of 263 gives 0.2553 to 0.3662.
    share = wilson(81, 263)
    assert share.low == pytest.approx(0.2553, abs=1e-4)
    assert share.high == pytest.approx(0.3662, abs=1e-4)
    assert (wilson(0, 10).low, wilson(10, 10).high) == pytest.approx((0.0, 1.0))
    assert wilson(0, 0).value is None


def test_percentile() -> None:
    assert [percentile(range(1, 101), p) for p in (0, 1, 50, 95, 99, 100)] == [1, 1, 50, 95, 99, 100]
    assert percentile([7.0], 50) == 7
    assert percentile([], 50) == 0


def test_figures_count_undecided_as_not_accepted() -> None:
    pairs = [Pair(str(i), "", "", "", right) for i, right in enumerate([True, True, True, True, False, False])]
    words = [True, True, None, False, True, False]
    result = figures(pairs, Run("x", outcomes=[Outcome(word, ms) for ms, word in enumerate(words, 1)]))
    assert (result.recall.part, result.recall.whole) == (2, 4)
    assert (result.false_positive_rate.part, result.false_positive_rate.whole) == (1, 2)
    assert (result.precision.part, result.precision.whole) == (2, 3)
    assert (result.accuracy.part, result.accuracy.whole) == (3, 6)
    assert (result.undecided.part, result.refuted.part) == (1, 1)
    assert result.f1 == pytest.approx(2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2))
    assert (result.p50_ms, result.max_ms, result.mean_ms) == (3, 6, 3.5)
    with pytest.raises(ValueError, match="zip"):
        figures(pairs[1:], Run("x", outcomes=[Outcome(True, 1.0)]))


def test_labelled_answers_and_answer_keys(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    lines = [
        {"id": "a", "question": "q", "reference": "4", "response": "4", "label": True},
        {"reference": "4", "answer": "5", "correct": 0},
        {"reference": "4", "response": "5"},
        {"reference": "4", "response": "5", "label": "maybe"},
        {"id": "k", "reference": "4", "correct": ["4.0", {"answer": "four", "category": "5.3"}], "wrong": [{}]},
        {"id": "n", "correct": ["4"]},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{\n")
    found = list(read_pairs(str(path)))
    assert [each for each in found if isinstance(each, Pair)] == [
        Pair("a", "q", "4", "4", True, "", "x"),
        Pair("2", "", "4", "5", False, "", "x"),
        Pair("k/correct/1", "", "4", "4.0", True, "", "x"),
        Pair("k/correct/2", "", "4", "four", True, "5.3", "x"),
    ]
    assert [each.number for each in found if isinstance(each, Row)] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("\\boxed{4}", "4"),
        ("\\boxed{1} then \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}"),
        ("no box", "no box"),
        ("\\boxed{4", "\\boxed{4"),
    ],
)
def test_exact_reads_the_last_box(text: str, box: str) -> None:
    assert worker.last_box(text) == box


def test_every_verifier_in_a_process_of_its_own() -> None:
    heard: list[int] = []
    done = measure("exact", PAIRS, heard.append)
    assert [outcome.accepted for outcome in done.outcomes] == [True, False, False]
    assert heard == [1, 2, 3]
    assert done.peak_mib > 0 or sys.platform == "win32"


def test_the_worker_of_a_rival_imports_nothing_of_ours() -> None:
    source = Path(worker.__file__).read_text()
    top = [line for line in source.splitlines() if line.startswith(("import ", "from "))]
    assert not any("tinyv" in line for line in top)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker with a rival that misbehaves as the response tells it to."""
    source = """
        import os, sys, time
        sys.path.insert(0, {folder!r})
        import worker
        def load():
            def grade(question, reference, response):
                print("noise on standard output")
                if response == "hang": time.sleep(60)
                if response == "die": os._exit(3)
                if response == "raise": raise ValueError("no")
                return worker.Said(reference == response)
            return grade
        worker.CONTENDERS["fake"] = worker.Contender(load, "", "")
        worker.main()
    """
    path = tmp_path / "fake_worker.py"
    path.write_text(textwrap.dedent(source).format(folder=str(Path(worker.__file__).parent)))
    monkeypatch.setattr(worker, "__file__", str(path))


@pytest.mark.usefixtures("fake")
def test_a_rival_that_hangs_dies_or_raises_costs_one_pair() -> None:
    responses = ["4", "hang", "4", "die", "4", "raise", "4"]
    done = measure("fake", [Pair(str(i), "", "4", text, True) for i, text in enumerate(responses)], timeout=1.0)
    assert [outcome.accepted for outcome in done.outcomes] == [True, None, True, None, True, None, True]
    assert [outcome.error for outcome in done.outcomes if outcome.error] == [
        "timeout after 1 s",
        "the process died",
        "ValueError: no",
    ]


def test_a_rival_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "w.py"
    path.write_text("import nothing_of_this_name")
    monkeypatch.setattr(worker, "__file__", str(path))
    with pytest.raises(ContenderError, match=r"nothing_of_this_name.*pip install 'tinyv\[bench\]'"):
        measure("math-verify", PAIRS)


def test_math_verify_as_a_rival() -> None:
    pytest.importorskip("math_verify", reason="needs the extra `bench`")
    done = measure("math-verify", PAIRS)
    assert [outcome.accepted for outcome in done.outcomes] == [True, False, True]


def test_ours() -> None:
    done = measure("tinyv", PAIRS)
    assert [outcome.accepted for outcome in done.outcomes] == [True, False, True]
    assert all(outcome.by.startswith("rule:") for outcome in done.outcomes)


def test_scores_are_ranked_and_figures_come_by_part() -> None:
    pairs = [
        Pair("1", "", "", "", True, "1.2", "a"),
        Pair("2", "", "", "", True, "5.1", "a"),
        Pair("3", "", "", "", False, "sign", "a"),
        Pair("4", "", "", "", False, "sign", "b"),
    ]
    outcomes = [
        Outcome(True, 1.0, "rule:x", score=1.0),
        Outcome(True, 1.0, "judge:j", score=0.7),
        Outcome(None, 1.0, "judge:j", score=0.8),
        Outcome(False, 1.0, "rule:x", score=0.0),
    ]
    run = Run("x", outcomes=outcomes)
    found = ranking(pairs, run)
    assert found is not None
    assert found.auc == 0.75
    assert (found.recall_1, found.judged, found.judged_recall, found.judged_false) == (0.5, 2, 1.0, 0.0)
    assert ranking(pairs[:2], Run("x", outcomes=outcomes[:2])) is None
    tables = parts(pairs, {"x": run})
    assert tables["recall by kind"] == [["formatting (1)", "100.0 %"], ["language (1)", "100.0 %"]]
    assert tables["false positives by source"] == [["a (1)", "0.0 %"], ["b (1)", "0.0 %"]]


def test_a_judge_is_measured_alone_and_in_the_cascade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "key.jsonl"
    row = {"question": "Who wins?", "reference": "the first player", "correct": ["the one who starts"], "wrong": ["2"]}
    key.write_text(json.dumps(row))
    tiny = Path(__file__).parent / "judge" / "tiny"
    assert main(["bench", str(key), "--judge", str(tiny), "--json", str(tmp_path / "out.json")]) == 0
    assert "tinyv+judge: AUC" in capsys.readouterr().out
    facts = json.loads((tmp_path / "out.json").read_text())
    assert facts["rankings"]["judge"]["judged"] == 2
