"""Reading and writing of rows: every format, every kind of damage, and going on after an interruption."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tinyv.rows import InputError, ResumableOutput, Row, fingerprint, read, read_rows, to_row, verdict_line
from tinyv.types import Label, Query, Verdict

RIGHT = Verdict(Label.CORRECT, 1.0, "4", "rule:rational", "same number")


def rows(path: Path, content: bytes | str) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(str(path)))


def query(record: dict[str, Any]) -> Query:
    row = to_row(7, record)
    assert row.query is not None, row.problem
    return row.query


def problem(record: dict[str, Any] | str) -> str:
    row = to_row(7, record)
    assert row.query is None
    return row.problem


# Columns


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"reference": "4", "response": "5"}, ("", "4", "5")),
        ({"question": "2+2?", "ground_truth": "4", "completion": "5"}, ("2+2?", "4", "5")),
        ({"problem": "2+2?", "answer": "4", "output": "5"}, ("2+2?", "4", "5")),
        ({"prompt": "2+2?", "gold": "4", "answer": "5"}, ("2+2?", "4", "5")),
        ({"target": "4", "prediction": "5"}, ("", "4", "5")),
        ({"solution": "4", "generation": "5"}, ("", "4", "5")),
        ({"solution": "so 4", "answer": "4", "model_answer": "5"}, ("", "4", "5")),
        ({"label": "4", "response": "5"}, ("", "4", "5")),
        ({"label": True, "reference": "4", "response": "5"}, ("", "4", "5")),
        ({"label": False, "answer": "4", "response": "5"}, ("", "4", "5")),
        ({"label": "wrong", "answer": "4", "response": "5"}, ("", "4", "5")),
        ({"reference": None, "answer": "4", "response": "5"}, ("", "4", "5")),
        ({"reference": 4, "response": 5.5}, ("", "4", "5.5")),
        ({"reference": 1e22, "response": True}, ("", "10000000000000000000000", "True")),
        ({"reference": ["4"], "response": ""}, ("", "4", "")),
        (
            {
                "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "2+2?"}],
                "answer": "4",
                "completion": [{"role": "assistant", "content": [{"type": "text", "text": "5"}, {"type": "image"}]}],
            },
            ("2+2?", "4", "5"),
        ),
        (
            {"gold": "4", "response": [{"role": "assistant", "content": "6"}, {"role": "assistant", "content": "5"}]},
            ("", "4", "5"),
        ),
    ],
)
def test_columns(record: dict[str, Any], expected: tuple[str, str, str]) -> None:
    found = query(record)
    assert (found.question, found.reference, found.response) == expected


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"refrence": "4", "response": "5"}, "did you mean 'reference'"),
        ({"reference": "4", "respons": "5"}, "did you mean 'response'"),
        ({"a": 1}, "no reference column; name it one of reference, ground_truth"),
        ({}, "columns here: none"),
        ({"label": True, "response": "4"}, "no reference column"),
        ({"label": "correct", "response": "4"}, "no reference column"),
        ({"solution": "4", "answer": "4"}, "no response column"),
        ({"reference": None, "response": "4"}, "'reference' is null"),
        ({"reference": "4", "response": None}, "'response' is null"),
        ({"reference": {"x": 1}, "response": "4"}, "'reference' is an object"),
        ({"reference": [], "response": "4"}, "'reference' is an empty list"),
        ({"reference": ["1", "2"], "response": "4"}, "a list of 2"),
        ({"reference": float("nan"), "response": "4"}, "not a number"),
        ({"reference": "4", "response": [{"role": "user", "content": "x"}]}, "without a message of role 'assistant'"),
        ({"reference": "4", "response": [{"role": "assistant", "content": None}]}, "no text as its content"),
        ({"reference": "4", "response": "\ud800"}, "not valid UTF-8"),
        ("broken", "broken"),
    ],
)
def test_problems_say_what_to_do(record: dict[str, Any] | str, says: str) -> None:
    assert says in problem(record)


def test_ids() -> None:
    assert query({"id": "a-1", "reference": "4", "response": "5"}).id == "a-1"
    assert query({"id": 12, "reference": "4", "response": "5"}).id == "12"
    assert query({"id": None, "reference": "4", "response": "5"}).id == "7"
    assert query({"id": {"x": 1}, "reference": "4", "response": "5"}).id == "7"
    assert to_row(7, {"id": "kept", "reference": "4"}).id == "kept"


# Formats

GOOD = '{"reference": "4", "response": "5"}'


def test_jsonl_goes_on_after_every_kind_of_damage(tmp_path: Path) -> None:
    damaged = [b"{", b"\x00\x00", b'{"gold": "\xff"}', b"[1]", b'"text"', b"[" * 100_000, b'{"gold": "\\ud800"}']
    content = b"\n".join(line for bad in damaged for line in (bad, GOOD.encode()))
    found = rows(tmp_path / "x.jsonl", content)
    assert [row.query is None for row in found] == [True, False] * len(damaged)
    assert [row.number for row in found] == list(range(1, 2 * len(damaged) + 1))


def test_jsonl_lines(tmp_path: Path) -> None:
    found = rows(tmp_path / "x.jsonl", f"\ufeff{GOOD}\r\n\n  \n{GOOD}".encode())
    assert [(row.number, row.problem) for row in found] == [(1, ""), (4, "")]
    assert rows(tmp_path / "x.jsonl", "") == []


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    line = '{"reference": 12345678901234567890123, "response": 3.10, "id": 5, "label": 1}'
    (row,) = rows(tmp_path / "x.jsonl", line)
    assert row.query == Query("", "12345678901234567890123", "3.10", "5")
    assert row.record["label"] == 1


def test_nan_elsewhere_does_no_harm(tmp_path: Path) -> None:
    (row,) = rows(tmp_path / "x.jsonl", '{"reference": 4, "response": "5", "reward": NaN}')
    assert row.query == Query("", "4", "5", "1")


def test_overlong_lines_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_ROW", 100)
    monkeypatch.setattr(read, "CHUNK", 16)
    found = rows(tmp_path / "x.jsonl", f"{'x' * 1000}\n{GOOD}\n")
    assert [row.query is None for row in found] == [True, False]
    assert "longer than" in found[0].problem
    found = rows(tmp_path / "x.json", f'["{"x" * 1000}", {GOOD}, "{"y" * 1000}"]')
    assert [row.query is None for row in found] == [True, False, True]


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 1 << 20])
def test_json_arrays_of_any_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(read, "CHUNK", chunk)
    records = [
        {"reference": 'a"b', "response": "\\"},
        {"reference": "]},{[", "response": '\\\\\\"'},
        {"reference": "4", "response": "5", "more": [{"deep": [1, 2]}, []]},
    ]
    for indent in (None, 2):
        for lead in ("", "\ufeff", "\n \n"):
            found = rows(tmp_path / "x.json", lead + json.dumps(records, indent=indent))
            assert [row.record for row in found] == records
    assert rows(tmp_path / "x.json", " [ ] ") == []


def test_json_array_with_a_broken_element(tmp_path: Path) -> None:
    found = rows(tmp_path / "x.json", f"[{GOOD}, {{oops}}, {GOOD}, {GOOD[:20]}")
    assert [row.query is None for row in found] == [False, True, False, True]


@pytest.mark.parametrize("content", ["", "  ", "{}", "4"])
def test_json_that_is_no_array(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match="array"):
        rows(tmp_path / "x.json", content)


def test_csv(tmp_path: Path) -> None:
    content = 'id,reference,response\na,4,"x, \n5"\n\nb,4\nc,"1,2",\x00\n'
    found = rows(tmp_path / "x.csv", content)
    assert [(row.number, row.id) for row in found] == [(2, "a"), (5, "5"), (6, "c")]
    assert found[0].query == Query("", "4", "x, \n5", "a")
    assert "2 cells under 3 columns" in found[1].problem
    assert found[2].query == Query("", "1,2", "\x00", "c")


def test_csv_with_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    found = rows(tmp_path / "x.csv", b"\xef\xbb\xbfreference,response\n4,\xff\n4,5\n")
    assert [row.problem != "" for row in found] == [True, False]
    assert "UTF-8" in found[0].problem


def test_csv_with_a_quotation_mark_left_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_ROW", 50)
    found = rows(tmp_path / "x.csv", 'reference,response\n4,"' + "x\n" * 100 + "4,5\n")
    assert "quotation mark" in found[0].problem
    assert found[-1].query is not None


def test_a_header_without_the_columns_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.csv:1: .*did you mean 'reference'"):
        rows(tmp_path / "x.csv", "refrence,response\n4,5\n")


@pytest.mark.parametrize("name", ["x.jsonl.gz", "X.JSONL.GZ"])
def test_gzip(tmp_path: Path, name: str) -> None:
    (row,) = rows(tmp_path / name, gzip.compress(GOOD.encode()))
    assert row.query == Query("", "4", "5", "1")


def test_damaged_gzip_keeps_what_came_before(tmp_path: Path) -> None:
    lines = "".join(f'{{"reference": "{i}", "response": "{i * i}"}}\n' for i in range(5000))
    found = rows(tmp_path / "x.jsonl.gz", gzip.compress(lines.encode())[:-2000])
    assert len(found) > 10
    assert [row.query is None for row in found[-2:]] == [False, True]
    (none,) = rows(tmp_path / "y.jsonl.gz", b"no gzip at all")
    assert "cannot be read from here on" in none.problem
    (empty,) = rows(tmp_path / "y.csv.gz", b"no gzip at all")
    assert "cannot be read from here on" in empty.problem


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    chat = [{"role": "user", "content": "2+2?"}]
    table = pa.table({"prompt": [chat, chat], "answer": [4.0, None], "response": ["5", "6"], "logprobs": [[0.1], []]})
    path = tmp_path / "x.parquet"
    pq.write_table(table, path)
    first, second = read_rows(str(path))
    assert first.query == Query("2+2?", "4.0", "5", "1")
    assert "logprobs" not in first.record
    assert second.query is None
    pq.write_table(pa.table({"x": [1]}), path)
    with pytest.raises(InputError, match="no reference column"):
        list(read_rows(str(path)))
    with pytest.raises(InputError, match="not a readable Parquet file"):
        rows(path, "no parquet")


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pip install 'tinyv\[parquet\]'"):
        rows(tmp_path / "x.parquet", "")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert [row.query for row in read_rows("-")] == [Query("", "4", "5", "1")]
    assert fingerprint("-") is None


def test_unusable_files(tmp_path: Path) -> None:
    for path, says in [(tmp_path / "no.jsonl", "No such file"), (tmp_path / "x.jsnl", "did you mean '.jsonl'")]:
        with pytest.raises(InputError, match=says):
            list(read_rows(str(path)))
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        list(read_rows(str(tmp_path / "folder.jsonl")))


# Output


def test_output_appears_only_when_finished(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with ResumableOutput(out, "same") as output:
        assert list(output.done()) == []
        output.write(verdict_line("a", RIGHT))
        assert not out.exists()
        output.finish()
    assert json.loads(out.read_text()) == {
        "id": "a",
        "label": "correct",
        "score": 1.0,
        "answer": "4",
        "decided_by": "rule:rational",
        "reason": "same number",
        "failure": None,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.parametrize("torn", [b"", b'{"id":"c","lab', b"\x00" * 50 + b"\n", b"{}\n", b'{"id":1}\n{"id":2}\n'])
def test_going_on_cuts_a_torn_end_off(tmp_path: Path, torn: bytes) -> None:
    out = tmp_path / "out.jsonl"
    with ResumableOutput(out, "same") as output:
        list(output.done())
        output.write(verdict_line("a", RIGHT) + verdict_line("b", RIGHT) + torn)
    with ResumableOutput(out, "same") as output:
        assert list(output.done()) == [RIGHT, RIGHT]
        output.write(verdict_line("c", RIGHT))
        output.finish()
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["a", "b", "c"]


@pytest.mark.parametrize("identity", ["other", None])
def test_another_input_starts_anew(tmp_path: Path, identity: str | None) -> None:
    out = tmp_path / "out.jsonl"
    with ResumableOutput(out, "same") as output:
        output.write(verdict_line("a", RIGHT))
    with ResumableOutput(out, identity) as output:
        assert output.foreign
        assert list(output.done()) == []
    assert list(tmp_path.iterdir()) == []  # an empty partial file is not left behind


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no file"):
        ResumableOutput(tmp_path, "x")
    with pytest.raises(InputError, match="cannot be written"):
        ResumableOutput(tmp_path / "no" / "out.jsonl", "x")


def test_fingerprint_sees_both_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "HEAD", 4)
    path = tmp_path / "x.jsonl"
    prints = set()
    for content in (b"0123456789", b"x123456789", b"012345678x", b"0123456789a"):
        path.write_bytes(content)
        prints.add(fingerprint(str(path)))
    assert len(prints) == 4
