"""The command line as a user meets it: what it prints, where, and with which exit status."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tinyv import cli
from tinyv.cli import grading, summary
from tinyv.cli.setting import Setting, verifier
from tinyv.cli.terminal import columns_of, shorten, table, visible
from tinyv.types import Query, Verdict

Capture = pytest.CaptureFixture[str]
ROWS = [
    {"id": "same", "reference": "4", "response": "So \\boxed{4}."},
    {"id": "form", "reference": "\\frac{1}{2}", "response": "\\boxed{0.5}"},
    {"id": "off", "reference": "7", "response": "\\boxed{8}"},
]


def write(path: Path, rows: list[Any]) -> str:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


def output(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# Arguments


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["verfy"], "unknown command 'verfy'; did you mean 'verify'?"),
        (["verify", "x.jsonl", "--wrokers", "2"], "unknown option --wrokers; did you mean '--workers'?"),
        (["verify", "x.jsonl", "--work", "2"], "unknown option --work; did you mean '--workers'?"),
        (["verify", "x.jsonl", "--workers", "0"], "'0' is not a whole number from 1"),
        (["verify", "x.jsonl", "--judge", "http://127.0.0.1:1/v1"], "--judge URL needs --judge-model NAME"),
        (["verify", "x.jsonl", "--judge", "none", "--mode", "mixed"], "need a --judge"),
        (["verify", "x.jsonl", "y.jsonl"], "too many arguments: y.jsonl"),
        (["verify"], "FILE"),
        (["verify", "none.jsonl"], "none.jsonl: cannot be read: No such file or directory"),
        (["verify", "x.jsnl"], "did you mean '.jsonl'?"),
        (["bench", "none.jsonl", "--against", "mathverify"], "unknown rival 'mathverify'; did you mean 'math-verify'?"),
        (["explain", "--reference", "4"], "--response"),
    ],
)
def test_unusable_arguments(argv: list[str], says: str, capsys: Capture) -> None:
    assert cli.main(argv) == 2
    out, err = capsys.readouterr()
    assert says in err
    assert out == ""


@pytest.mark.parametrize("argv", [["--help"], *([name, "--help"] for name in cli.COMMANDS)])
def test_help(argv: list[str], capsys: Capture) -> None:
    assert cli.main(argv) == 0
    assert "usage: tinyv" in capsys.readouterr().out


def test_without_a_command_there_is_help(capsys: Capture) -> None:
    assert cli.main([]) == 2
    assert "verify" in capsys.readouterr().out


def test_version(capsys: Capture) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("tinyv 0.")


def test_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "tinyv", "--help"], capture_output=True, text=True, check=True)
    assert "usage: tinyv" in done.stdout


# verify


def test_verdicts_to_standard_output(tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["verify", write(tmp_path / "x.jsonl", ROWS)]) == 0
    out, err = capsys.readouterr()
    found = output(out)
    assert [(row["id"], row["label"]) for row in found] == [("same", "correct"), ("form", "correct"), ("off", "wrong")]
    assert list(found[0]) == ["id", "label", "score", "answer", "decided_by", "reason", "failure"]
    assert "3 rows" in err
    assert "recovered: 1 of the correct" in err
    assert "\\frac{1}{2}" in err


def test_bad_rows_are_named_kept_and_passed(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path / "x.jsonl", [ROWS[0], "{broken", {"id": "no", "reference": "4"}, ROWS[1]])
    assert cli.main(["verify", path]) == 1
    out, err = capsys.readouterr()
    assert [row["failure"] for row in output(out)] == [None, "bad-row", "bad-row", None]
    assert [row["id"] for row in output(out)] == ["same", "2", "no", "form"]
    assert {row["label"] for row in output(out)[1:3]} == {"undecided"}
    assert f"{path}:2: not valid JSON" in err
    assert f"{path}:3: no response column" in err


def test_a_flood_of_bad_rows_is_counted(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path / "x.jsonl", ["{"] * (summary.SHOWN_PROBLEMS + 5))
    assert cli.main(["verify", path]) == 1
    err = capsys.readouterr().err
    assert err.count("not valid JSON") == summary.SHOWN_PROBLEMS
    assert "5 more bad rows" in err


def test_an_empty_file(tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["verify", write(tmp_path / "x.jsonl", [])]) == 0
    assert "0 rows" in capsys.readouterr().err


def test_out_and_workers_give_the_same(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path / "x.jsonl", [{**ROWS[i % 3], "id": str(i)} for i in range(700)] + ["{"])
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    assert cli.main(["verify", path, "--out", str(one)]) == 1
    assert cli.main(["verify", path, "--out", str(two), "--workers", "2"]) == 1
    assert one.read_bytes() == two.read_bytes()
    assert len(output(one.read_text())) == 701
    assert capsys.readouterr().out == ""


class Stopping:
    """A verifier that is interrupted at its n-th batch."""

    def __init__(self, batches: int) -> None:
        self.left = batches

    def __call__(self, queries: list[Query], setting: Setting) -> list[Verdict]:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return verifier(setting).verify_many(queries)


def test_an_interrupted_run_goes_on(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.jsonl", [{**ROWS[i % 3], "id": str(i)} for i in range(700)])
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    assert cli.main(["verify", path, "--out", str(whole)]) == 0
    summary = capsys.readouterr().err.partition("\n")[2].partition("verdicts:")[0]
    with monkeypatch.context() as patch:
        patch.setattr(grading, "_verify", Stopping(3))
        assert cli.main(["verify", path, "--out", str(out)]) == 130
    assert f"interrupted after {2 * grading.BATCH_ROWS} rows; give the same command again" in capsys.readouterr().err
    assert not out.exists()
    partial = tmp_path / "out.jsonl.partial"
    partial.write_bytes(partial.read_bytes()[:-10])  # and the machine went down
    assert cli.main(["verify", path, "--out", str(out)]) == 0
    err = capsys.readouterr().err
    assert f"going on after {2 * grading.BATCH_ROWS - 1} rows" in err
    assert summary in err
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.jsonl", "whole.jsonl", "x.jsonl"]


def test_other_options_start_anew(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.jsonl", [ROWS[0]] * 300)
    argv = ["verify", path, "--out", str(tmp_path / "out.jsonl")]
    with monkeypatch.context() as patch:
        patch.setattr(grading, "_verify", Stopping(2))
        assert cli.main(argv) == 130
    assert cli.main([*argv, "--strict"]) == 0
    assert "starting anew" in capsys.readouterr().err
    assert len(output((tmp_path / "out.jsonl").read_text())) == 300


@pytest.mark.parametrize("out", ["x.jsonl", "out.csv", "no/out.jsonl", "."])
def test_unusable_outputs(tmp_path: Path, out: str, capsys: Capture) -> None:
    path = write(tmp_path / "x.jsonl", ROWS)
    assert cli.main(["verify", path, "--out", str(tmp_path / out)]) == 2
    assert capsys.readouterr().err.startswith("tinyv verify: ")
    assert [each.name for each in tmp_path.iterdir()] == ["x.jsonl"]


def test_an_unusable_input_leaves_nothing_behind(tmp_path: Path) -> None:
    assert cli.main(["verify", write(tmp_path / "x.csv", ["a,b", "1,2"]), "--out", str(tmp_path / "out.jsonl")]) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", ROWS * 3000)
    command = subprocess.Popen(
        [sys.executable, "-m", "tinyv", "verify", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    command.stdout.readline()
    command.stdout.close()
    assert command.stderr is not None
    assert "Traceback" not in command.stderr.read()
    command.stderr.close()
    assert command.wait() == 141


def test_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tinyv", "verify", "-"],
        input="".join(json.dumps(row) + "\n" for row in ROWS),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [row["label"] for row in output(done.stdout)] == ["correct", "correct", "wrong"]


# explain


def test_explain(capsys: Capture) -> None:
    assert cli.main(["explain", "--reference", "\\frac12", "--response", "It is \\boxed{0.5}\x1b[31m"]) == 0
    out = capsys.readouterr().out
    assert "CORRECT by rule:" in out
    assert "0.5" in out
    assert "\x1b" not in out


def test_explain_as_json(capsys: Capture) -> None:
    assert cli.main(["explain", "--reference", "7", "--response", "8", "--question", "Which?", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"]["label"] == "wrong"
    assert {step["word"] for step in found["steps"]} <= {"", "equal", "different", "not shown"}


def test_explain_when_there_is_nothing_to_explain(capsys: Capture) -> None:
    assert cli.main(["explain", "--reference", "", "--response", ""]) == 0
    assert "UNDECIDED" in capsys.readouterr().out


# bench


def test_bench(tmp_path: Path, capsys: Capture) -> None:
    rows = [{**row, "label": row["id"] != "off"} for row in ROWS]
    path = write(tmp_path / "x.jsonl", [*rows, {**ROWS[0], "id": "trap", "label": False}, {"reference": "4"}])
    figures, errors = tmp_path / "figures.json", tmp_path / "errors.jsonl"
    argv = ["bench", path, "--against", "exact", "--json", str(figures), "--errors", str(errors)]
    assert cli.main(argv) == 1
    out, err = capsys.readouterr()
    assert f"{path}:5: " in err
    assert "4 pairs: 2 right answers, 2 wrong ones" in out
    assert "tinyv: 1 false positive" in out
    verifiers = json.loads(figures.read_text())["verifiers"]
    assert [verifiers[name]["recall"]["part"] for name in ("tinyv", "exact")] == [2, 1]
    assert [(row["verifier"], row["kind"], row["id"]) for row in output(errors.read_text())] == [
        ("tinyv", "false positive", "trap"),
        ("exact", "false negative", "form"),
        ("exact", "false positive", "trap"),
    ]


# The terminal


def test_visible_text_cannot_move_the_cursor() -> None:
    assert visible("a\x1b[2Jb\u202e\ud800") == "a\\x1b[2Jb\\u202e\\ud800"
    assert visible("π ≤ 4") == "π ≤ 4"


def test_tables_count_columns_not_signs() -> None:
    assert columns_of("相交") == 4
    assert table([("相交", "1"), ("x", "10")], (False, True)) == ["相交   1", "x     10"]
    assert shorten("相交相交", 5) == "相交…"
    assert shorten("a\n  b", 10) == "a b"
