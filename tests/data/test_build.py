"""Building a training set: merged, clean, balanced, split by question, and written so that trainers read it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonl import read, write

from tinyv import cli
from tinyv.data import build as building
from tinyv.data.normal import GRAM, Benchmark, normal_answer, normal_question
from tinyv.train.items import is_held_out, load

Capture = pytest.CaptureFixture[str]


def pairs(name: str, question: str, correct: list[str], wrong: list[str], reference: str = "12") -> dict[str, Any]:
    return {
        "id": name,
        "question": question,
        "reference": reference,
        "correct": [{"answer": text, "category": "1.1"} for text in correct],
        "wrong": [{"answer": text, "why": "sign"} for text in wrong],
    }


def build(tmp_path: Path, rows: list[Any], *more: str) -> tuple[int, list[Any], dict[str, Any]]:
    source = write(tmp_path / "pairs.jsonl", rows)
    out = tmp_path / "out"
    status = cli.main(["data", "build", str(source), "--out", str(out), *more])
    return status, read(out / "groups.jsonl"), json.loads((out / "statistics.json").read_text())


def test_equal_questions_are_one_group_and_equal_answers_one(tmp_path: Path) -> None:
    rows = [
        pairs("a", "What is $3\\cdot 4$?", ["twelve", "12.0"], ["13"]),
        pairs("b", "what is 3\\cdot  4 ?", [" twelve.", "$12.0$"], ["14"], "$12$"),
    ]
    _, groups, found = build(tmp_path, rows)
    assert len(groups) == 1
    assert sorted(answer["answer"] for answer in groups[0]["answers"]) == ["12.0", "13", "14", "twelve"]
    assert found["duplicates"] == 2


def test_an_answer_with_both_labels_is_dropped(tmp_path: Path) -> None:
    _, groups, found = build(tmp_path, [pairs("a", "q?", ["twelve", "12.0"], ["twelve ", "13"])])
    assert sorted(answer["answer"] for answer in groups[0]["answers"]) == ["12.0", "13"]
    assert found["both_labels"] == 1


def test_rules_mark_what_they_settle_and_list_what_they_contradict(tmp_path: Path) -> None:
    row = pairs("a", "Which town?", ["the capital of France", "Paris"], ["13"], "Paris")
    row["wrong"].append({"answer": "\\text{Paris}", "why": "sign"})
    _, groups, found = build(tmp_path, [row])
    decided = {answer["answer"]: answer["decided"] for answer in groups[0]["answers"]}
    assert decided["the capital of France"] is False
    assert decided["Paris"] is True
    assert [row["answer"] for row in found["contradictions"]] == ["\\text{Paris}"]


def test_surplus_goes_and_what_rules_settle_goes_first(tmp_path: Path) -> None:
    row = pairs("a", "Which town?", ["the capital of France"], ["17", "the capital of Spain", "18"], "Paris")
    _, groups, found = build(tmp_path, [row, pairs("b", "q?", ["12.0", "twelve"], ["13", "14"])])
    answers = [answer for group in groups for answer in group["answers"]]
    assert sum(answer["right"] for answer in answers) * 2 == len(answers)
    assert found["balanced_away"] == 2
    assert "the capital of Spain" in {answer["answer"] for answer in answers}


def test_the_split_is_the_trainers_own_and_by_question(tmp_path: Path) -> None:
    rows = [pairs(str(n), f"What is {n} plus zero?", [f"{n}.0"], [f"{n + 1}"], str(n)) for n in range(120)]
    _, groups, _ = build(tmp_path, rows)
    split = {group["id"]: group["split"] == "held_out" for group in groups}
    items = load([tmp_path / "out" / "groups.jsonl"])
    assert split == {item.id: is_held_out(item, 0.1) for item in items}
    assert 2 <= sum(split.values()) <= 30
    held = "".join(line["messages"][0]["content"] for line in read(tmp_path / "out" / "chat_held_out.jsonl"))
    trained = "".join(line["messages"][0]["content"] for line in read(tmp_path / "out" / "chat_train.jsonl"))
    for group in groups:
        assert (group["question"] in held, group["question"] in trained) == (split[group["id"]], not split[group["id"]])


def test_chats_and_their_description(tmp_path: Path) -> None:
    build(tmp_path, [pairs("a", "What is 3*4?", ["twelve"], ["13"]), pairs("b", "2*6?", ["12.0"], ["{answer}"])])
    info = json.loads((tmp_path / "out" / "dataset_info.json").read_text())
    lines = []
    for entry in info.values():
        assert entry["formatting"] == "sharegpt"
        assert entry["columns"] == {"messages": "messages"}
        lines += read(tmp_path / "out" / entry["file_name"])
    assert sorted(line["messages"][1]["content"] for line in lines) == ["False", "False", "True", "True"]
    assert all([message["role"] for message in line["messages"]] == ["user", "assistant"] for line in lines)
    assert sum("{answer}" in line["messages"][0]["content"] for line in lines) == 1


QUESTION = "A train leaves the city at noon and travels north at ninety kilometres an hour. When does it arrive?"


def test_benchmark_questions_are_left_out(tmp_path: Path) -> None:
    bench = write(tmp_path / "bench.jsonl", [{"question": f"  {QUESTION.upper()}", "reference": "3 pm"}])
    rows = [pairs("seen", QUESTION, ["12.0"], ["13"]), pairs("new", "Something else?", ["12.0"], ["13"])]
    _, groups, found = build(tmp_path, rows, "--against", str(bench))
    assert [group["id"] for group in groups] == ["new"]
    assert found["contaminated"] == 1


def test_bad_rows_are_named_and_lose_nothing_else(tmp_path: Path, capsys: Capture) -> None:
    rows: list[Any] = [
        "{broken",
        pairs("a", "q?", ["12.0"], ["13"]),
        {"id": "n", "correct": []},
        pairs("x", "q", ["1"], ["2"]) | {"wrong": [{"answer": 5}]},
        {"question": "q", "reference": "r"},
        {"question": "q", "reference": "r", "answers": [{"answer": "z", "right": "yes"}]},
        {"question": "Which?", "reference": "left", "answer": "right", "right": False},
        {"question": "Which?", "reference": "left", "answer": "portside", "right": None},
    ]
    status, groups, found = build(tmp_path, rows)
    assert status == 1
    assert found["bad_rows"] == 5
    assert {answer["answer"] for group in groups for answer in group["answers"]} <= {"12.0", "13", "right"}
    err = capsys.readouterr().err
    for says in (
        "pairs.jsonl:1: not valid JSON",
        "pairs.jsonl:3: no question and reference, and no prompt of id 'n'",
        "pairs.jsonl:4: 'answer' is 5",
        "pairs.jsonl:5: no answers",
        "pairs.jsonl:6: 'right' is 'yes'",
    ):
        assert says in err


def test_answers_are_joined_with_their_prompts(tmp_path: Path) -> None:
    prompts = write(tmp_path / "prompts.jsonl", [{"id": "n", "question": "3*4?", "reference": "12"}])
    row = {"id": "n", "correct": [{"answer": "12.0", "category": "1.1"}], "wrong": [{"answer": "13", "why": "sign"}]}
    status, groups, _ = build(tmp_path, [row], "--prompts", str(prompts))
    assert status == 0
    assert (groups[0]["question"], groups[0]["reference"]) == ("3*4?", "12")


def test_an_interrupted_build_does_not_settle_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [pairs(str(n), f"What is {n}?", [f"{n}.0"], [f"{n + 1}"], str(n)) for n in range(6)]
    settle = building.settle
    settled: list[str] = []

    def stop(group: Any, verifier: Any) -> Any:
        if len(settled) == 4:
            raise KeyboardInterrupt
        settled.append(group.id)
        return settle(group, verifier)

    source = write(tmp_path / "pairs.jsonl", rows)
    argv = ["data", "build", str(source), "--out", str(tmp_path / "out")]
    monkeypatch.setattr(building, "settle", stop)
    assert cli.main(argv) == 130
    assert not (tmp_path / "out" / "groups.jsonl").exists()

    def go_on(group: Any, verifier: Any) -> Any:
        settled.append(group.id)
        return settle(group, verifier)

    monkeypatch.setattr(building, "settle", go_on)
    assert cli.main(argv) == 0
    assert settled == [str(n) for n in range(6)]
    assert not list((tmp_path / "out").glob("*.partial*"))


def test_normal_forms() -> None:
    assert normal_answer("1 1/4") != normal_answer("11/4")
    assert normal_answer("$x = 3$.") == normal_answer("x=3")
    assert normal_answer("-3") != normal_answer("3")
    assert normal_question("Find $x$!") == normal_question("find x")
    assert normal_question("求x的值") == normal_question("求 x 的值。")


def test_a_shared_phrase_is_no_contamination() -> None:
    words = [f"w{n}" for n in range(40)]
    bench = Benchmark([" ".join(words)])
    assert bench.holds(" ".join(words))
    assert bench.holds(" ".join([*words[:30], "and", "some", "more"]))
    assert not bench.holds(" ".join([*words[: GRAM + 2], *(f"v{n}" for n in range(30))]))
    assert Benchmark(["What is 3*4?"]).holds("what is 3 4")
    assert not Benchmark(["What is 3*4?"]).holds("what is 3*5?")
