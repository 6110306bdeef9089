"""Which question a response answers."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tinyv.evaluate import Tally, read_benchmark
from tinyv.evaluate.benchmark import Benchmark, Item, Unlisted
from tinyv.rows import InputError, to_row
from tinyv.types import Label, Verdict

ITEMS = [Item(1, "a", "AIME", "What is\n $1+1$?", "2"), Item(2, "b", "AMC", "What is 2+2?", "4")]


def benchmark() -> Benchmark:
    made = Benchmark()
    for item in ITEMS:
        made.add(item)
    return made


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        ({"question": "What is $1+1$?", "response": "2"}, "a"),
        ({"problem": "What is 2+2?", "completion": "4", "reference": "5", "id": "a"}, "b"),  # the text goes first
        ({"id": "b", "response": "4"}, "b"),
        ({"id": "b-3", "prompt_id": "b", "response": "4"}, "b"),
        ({"id": "b", "prompt": "What is 2+2? Put it in a box.", "output": "4"}, "b"),
        ({"id": "b", "prompt": [{"role": "user", "content": "What is  2+2? Think."}], "output": "4"}, "b"),
        ({"id": "b", "question": "What is 3+3?", "response": "4"}, "its id is 'b' of the benchmark, but"),
        ({"id": "c", "question": "What is 3+3?", "response": "4"}, "not in the benchmark, nor is its id"),
        ({"id": "c", "response": "4"}, "it has no question, and no known id"),
        ({"id": "a"}, "no response column"),
        ({"id": "a", "response": None}, "response column 'response' is null"),
    ],
)
def test_a_response_finds_its_question(record: dict[str, Any], wanted: str) -> None:
    row = benchmark().join(to_row(7, record))
    if row.query is None:
        assert wanted in row.problem
    else:
        item = next(item for item in ITEMS if item.id == wanted)
        assert (row.record["question_id"], row.record["source"]) == (wanted, item.source)
        assert (row.query.question, row.query.reference) == (item.question, item.reference)
    assert row.number == 7


def test_a_row_that_could_not_be_read_stays_as_it_is() -> None:
    row = to_row(3, "not valid JSON")
    assert benchmark().join(row) == row == Unlisted().join(row)


def test_without_a_benchmark_rows_of_one_question_belong_together() -> None:
    unlisted = Unlisted()
    rows: list[dict[str, Any]] = [
        {"id": "0-0", "question": "A", "reference": "1", "response": "1"},
        {"id": "0-1", "question": " A ", "reference": "1", "response": "2"},
        {"id": "1-0", "question": "A", "source": "other", "reference": "1", "response": "2"},
        {"id": "x", "prompt_id": 4, "question": "B", "reference": "1", "response": "2"},
        {"id": "y", "reference": "1", "response": "2"},
    ]
    joined = [unlisted.join(to_row(number, row)) for number, row in enumerate(rows)]
    assert [row.record["question_id"] for row in joined] == ["0-0", "0-0", "1-0", "4", "y"]


def test_benchmarks_are_read_and_what_is_unusable_in_them_is_named(tmp_path: Path) -> None:
    lines: list[Any] = [
        {"id": "a", "source": "AIME", "question": "Q1", "reference": "025"},
        {"problem": "Q2", "answer": 3.10},
        {"id": "a", "question": "Q3", "reference": "1"},
        {"id": "c", "question": "Q 1", "reference": "1"},
        {"id": "d", "question": "Q1", "reference": "1"},
        {"id": "e", "question": "Q4", "reference": " "},
        {"id": "f", "reference": "1"},
        {"id": "g", "question": "Q5"},
    ]
    path, said = tmp_path / "mine.jsonl", list[str]()
    path.write_bytes(b"\n".join([*map(orjson.dumps, lines), b"{broken"]))
    found = read_benchmark([str(path)], said.append)
    assert [(item.id, item.source, item.reference) for item in found.items] == [
        ("a", "AIME", "025"),
        ("2", "mine", "3.1"),
        ("c", "mine", "1"),
    ]
    assert [line.removeprefix(f"{path}:")[:45] for line in said] == [
        "3: the same id as 'a', line 1; give it once",
        "5: the same question as 'a', line 1; give it ",
        "6: the reference is empty",
        "7: the question is empty",
        "8: no reference column; name it one of refere",
        "9: not valid JSON (unexpected character, expe",
    ]
    path.write_bytes(b"{}\n")
    with pytest.raises(InputError, match="no questions with references"):
        read_benchmark([str(path)], said.append)


def test_verdicts_are_counted_by_question() -> None:
    tally = Tally()
    made = {"id": "a", "question": "What is $1+1$?", "finish": "length", "tokens": 9}
    rows = [benchmark().join(to_row(n, {**made, "response": "four"})) for n in range(4)]
    rows.append(benchmark().join(to_row(5, {"id": "zz", "response": ""})))
    open_ = Verdict(Label.UNDECIDED, 0.5, "x", "", "")
    verdicts = [
        Verdict(Label.CORRECT, 1.0, "2", "rule:rational", ""),
        Verdict(Label.WRONG, 0.0, None, "rule:no-answer", ""),
        open_,
        Verdict(Label.UNDECIDED, 0.5, "x", "", "", "judge-unreachable"),
        open_,
    ]
    tally.add_all(zip(rows, verdicts, strict=True))
    (found,) = tally.questions
    assert (found.samples, found.correct, found.undecided, found.failed, found.no_answer) == (4, 1, 2, 1, 1)
    assert (found.cut_off, found.characters, found.tokens, found.token_rows, tally.bad) == (4, 16, 36, 4, 1)


@pytest.mark.shared
def test_the_real_benchmarks_read_whole(shared: Path) -> None:
    said: list[str] = []
    found = read_benchmark([str(shared / "math_benchmarks.jsonl")], said.append)
    assert (len(found.items), said) == (1560, [])
    for item in found.items:
        row = found.join(to_row(1, {"question": item.question + " ", "response": "1"}))
        assert row.record["question_id"] == item.id
