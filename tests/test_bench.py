"""The bench: its arithmetic, its pairs, and workers that hang, die or raise."""

import json
import sys
import textwrap
from pathlib import Path

import pytest

from tinyv.bench import Outcome, Pair, Run, figures, measure, percentile, read_pairs, wilson, worker
from tinyv.bench.run import ContenderError
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
        Pair("a", "q", "4", "4", True),
        Pair("2", "", "4", "5", False),
        Pair("k/correct/1", "", "4", "4.0", True),
        Pair("k/correct/2", "", "4", "four", True, "5.3"),
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
                return reference == response, "", ""
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
