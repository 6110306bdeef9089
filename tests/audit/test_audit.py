"""Audits of small files, through the real engine: what is counted, what survives a kill, what the page holds."""

import base64
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from tinyv import Verifier
from tinyv.audit import Plan, audit
from tinyv.audit.damage import CONTRADICTED
from tinyv.audit.labels import add_labels
from tinyv.audit.outputs import COLUMNS
from tinyv.audit.records import chunks, read_rollouts
from tinyv.audit.report import page
from tinyv.cli import main
from tinyv.rows import InputError

CHROMIUM = shutil.which("chromium")
ABOUT = {"baseline": "exact", "judge": "none", "version": "test", "setting": "rules"}
RULES = partial(Verifier, None)
Row = dict[str, Any]


def row(reference: str, answer: str, prompt: int = 0, **more: Any) -> Row:
    question = f"Question {prompt}?"
    response = f"So it is \\boxed{{{answer}}}."
    return {"prompt_id": prompt, "question": question, "reference": reference, "response": response} | more


# Of 8 rows the exact matcher accepts 2, rejects 4 right ones, and 2 wrong ones.
ROWS = [
    row("1/2", "1/2", 0, source="a", step=0),
    row("1/2", "0.5", 0, source="a", step=0),
    row("1/2", "1/3", 0, source="a", step=0),
    row("1/2", "\\frac{1}{2}", 0, source="a", step=1),
    row("x>2", "(2,\\infty)", 1, source="b", step=1),
    row("x>2", "x > 3", 1, source="b", step=1),
    row("12", "12", 2, source="b", step=1),
    row("12", "x=12", 2, source="b", step=0),
]


def write(path: Path, rows: list[Row]) -> str:
    path.write_bytes(b"".join(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in rows))
    return str(path)


def run(tmp_path: Path, rows: list[Row], **plan: Any) -> dict[str, Any]:
    file = write(tmp_path / "rollouts.jsonl", rows)
    return audit([file], Plan("exact", RULES, **plan), tmp_path / "out", about=ABOUT)


def verdicts(out: Path) -> list[Row]:
    if (out / "verdicts.parquet").exists():
        pq = pytest.importorskip("pyarrow.parquet")
        return list(pq.read_table(out / "verdicts.parquet").to_pylist())
    return [orjson.loads(line) for line in (out / "verdicts.jsonl").read_bytes().splitlines()]


def embedded(out: Path) -> dict[str, Any]:
    text = (out / "report.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_counts_of_a_small_file(tmp_path: Path) -> None:
    found = run(tmp_path, ROWS)
    assert found["rows"] == 8
    assert found["counts"]["accepted"] == {"correct": 2, "wrong": 0, "undecided": 0}
    assert found["counts"]["rejected"] == {"correct": 4, "wrong": 2, "undecided": 0}
    assert (found["false_negatives"]["part"], found["false_negatives"]["whole"]) == (4, 6)
    assert {row["source"]: row["false_negatives"]["value"] for row in found["sources"]} == {"a": 2 / 3, "b": 2 / 3}
    assert found["prompts"]["hit"]["value"] == 1
    assert found["noise"]["false_negative_rate"]["value"] == 4 / 6
    assert [point["step"] for point in found["steps"]] == [0, 1]
    assert [(point["false_negatives"]["part"], point["false_negatives"]["whole"]) for point in found["steps"]] == [
        (2, 3),
        (2, 3),
    ]
    assert sum(group["share"]["part"] for group in found["taxonomy"]) == 4
    rivals = {row["name"]: row["accepts"] for row in found["rivals"]}
    assert rivals == {"exact": 2, "prime-like": 5, "baseline": 2, "tinyv": 6}
    assert found["headline"]["text"] == "66.7\u00a0% of the responses that exact match rejects are right."


def test_prompt_efficiency_counts_groups_within_a_step(tmp_path: Path) -> None:
    rows = [row("5", answer, 0, step=step) for step in (0, 1) for answer in ("5.0", "6", "7")]
    found = run(tmp_path, [*rows, row("5", "5", 1, step=0), row("5", "x=5", 1, step=0)])
    efficiency = found["efficiency"]
    assert efficiency["groups"] == 3  # prompt 0 in two steps, prompt 1 in one
    assert efficiency["share"]["before"]["part"] == 1  # prompt 1: one of two accepted
    assert efficiency["share"]["after"]["part"] == 2  # prompt 0 twice: one of three; prompt 1: all


def test_every_row_has_a_verdict_and_a_bad_one_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "rollouts.jsonl"
    lines = [orjson.dumps(one) for one in ROWS]
    file.write_bytes(b"\n".join([*lines[:4], b"{broken", *lines[4:], b'{"response": "5"}']) + b"\n")
    found = audit([str(file)], Plan("exact", RULES), tmp_path / "out", about=ABOUT)
    assert (found["rows"], found["bad_rows"]) == (8, 2)
    assert [problem[1] for problem in found["problems"]] == [5, 10]
    written = verdicts(tmp_path / "out")
    assert [row["row"] for row in written] == list(range(1, 11))
    assert list(written[0]) == list(COLUMNS)
    assert written[4]["failure"] == "bad-row"
    assert [row["kind"] is not None for row in written] == [
        False,
        True,
        False,
        True,
        False,
        True,
        False,
        False,
        True,
        False,
    ]


def test_small_chunks_and_several_workers_give_the_same(tmp_path: Path) -> None:
    rows = [{**one, "id": f"{number}"} for number, one in enumerate(ROWS * 5)]
    file = write(tmp_path / "rollouts.jsonl", rows)
    found = [
        audit([file], Plan("exact", RULES, chunk_rows=size), tmp_path / f"out{size}", about=ABOUT, workers=workers)
        for size, workers in ((1000, 1), (3, 2))
    ]
    assert found[0] == found[1]
    assert verdicts(tmp_path / "out1000") == verdicts(tmp_path / "out3")
    assert embedded(tmp_path / "out1000") == embedded(tmp_path / "out3")


def test_a_killed_audit_goes_on_without_loss_or_duplicates(tmp_path: Path) -> None:
    rows = [row(str(number % 7), f"{number % 9}.0", number // 4, id=str(number)) for number in range(6_000)]
    file = write(tmp_path / "rollouts.jsonl", rows)
    program = (
        "import sys; from pathlib import Path; from functools import partial; from tinyv import Verifier;"
        "from tinyv.audit import Plan, audit\n"
        f"if __name__ == '__main__': audit([{file!r}], Plan('exact', partial(Verifier, None), chunk_rows=200),"
        f" Path({str(tmp_path / 'out')!r}), about={ABOUT!r})"
    )
    script = tmp_path / "killed.py"
    script.write_text(program)
    child = subprocess.Popen([sys.executable, str(script)], start_new_session=True)
    state = tmp_path / "out" / "unfinished"
    deadline = time.monotonic() + 60
    while len(list(state.glob("part-*.jsonl"))) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    done = len(list(state.glob("part-*.jsonl")))
    assert 5 <= done < 30, "killed in the middle"
    said: list[str] = []
    found = audit([file], Plan("exact", RULES, chunk_rows=200), tmp_path / "out", about=ABOUT, say=said.append)
    assert said
    assert said[0].startswith("going on after")
    whole = audit([file], Plan("exact", RULES, chunk_rows=200), tmp_path / "whole", about=ABOUT)
    assert found == whole
    assert [row["row"] for row in verdicts(tmp_path / "out")] == list(range(1, 6_001))
    assert not state.exists()


def test_other_options_start_anew(tmp_path: Path) -> None:
    state = tmp_path / "out" / "unfinished"
    with pytest.raises(InputError):
        audit([str(tmp_path / "missing.jsonl")], Plan("exact", RULES), tmp_path / "out", about=ABOUT)
    file = write(tmp_path / "rollouts.jsonl", ROWS)
    from tinyv.audit.store import Store

    Store(state, "of something else").close()
    said: list[str] = []
    audit([file], Plan("exact", RULES), tmp_path / "out", about=ABOUT, say=said.append)
    assert any("other inputs or options" in line for line in said)


def test_a_rival_is_asked_once_for_equal_answers_and_may_fail(tmp_path: Path) -> None:
    asked: list[tuple[str, str, str]] = []

    def rival(rows: Any) -> list[bool | None]:
        asked.extend(rows)
        return [None if "0.5" in response else "12" in response for _, _, response in rows]

    from tinyv.audit.grade import grade

    file = write(tmp_path / "rollouts.jsonl", ROWS * 3)
    (chunk,) = chunks(read_rollouts([file]), 1000)
    tally = grade(chunk, Plan("math-verify", RULES, rival), tmp_path / "part.jsonl")
    assert len(asked) == len(set(asked)) == 8
    assert tally.rival_failed == 3
    assert sum(count for (*_, base, _label), count in tally.rivals.items() if base) == 6


def test_math_verify_in_its_own_process(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("math_verify")
    file = write(tmp_path / "rollouts.jsonl", ROWS)
    out = str(tmp_path / "out")
    assert main(["audit", file, "--baseline", "math-verify", "--judge", "none", "--out", out, "--workers", "1"]) == 0
    found = orjson.loads((tmp_path / "out" / "summary.json").read_bytes())
    accepts = {row["name"]: row["accepts"] for row in found["rivals"]}
    assert accepts["baseline"] > accepts["prime-like"] > accepts["exact"]
    assert "Math-Verify" in capsys.readouterr().err


@pytest.mark.parametrize("write_rows", ["csv", "json", "parquet"])
def test_formats(tmp_path: Path, write_rows: str) -> None:
    file = tmp_path / f"rollouts.{write_rows}"
    if write_rows == "csv":
        names = list(ROWS[0])
        lines = [",".join(names), *(",".join(f'"{one[name]}"' for name in names) for one in ROWS)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif write_rows == "json":
        file.write_bytes(orjson.dumps(ROWS))
    else:
        pa = pytest.importorskip("pyarrow")
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(ROWS), file)
    found = audit([str(file)], Plan("exact", RULES), tmp_path / "out", about=ABOUT)
    assert found["false_negatives"]["part"] == 4
    assert {row["source"] for row in found["sources"]} == {"a", "b"}
    assert len(found["steps"]) == 2


def test_two_files_are_one_audit(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.jsonl", ROWS[start::2]) for start, name in enumerate(("one", "two"))]
    found = audit(files, Plan("exact", RULES), tmp_path / "out", about=ABOUT)
    assert found["false_negatives"]["part"] == 4
    assert found["about"]["inputs"] == ["one.jsonl", "two.jsonl"]
    assert found["efficiency"]["size"] == 3 or found["prompts"]["hit"]["whole"] == 3


def test_a_streamed_data_set(tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    (tmp_path / "set").mkdir()
    write(tmp_path / "set" / "train.jsonl", ROWS)
    found = audit([f"hf:{tmp_path / 'set'}"], Plan("exact", RULES), tmp_path / "out", about=ABOUT)
    assert found["false_negatives"]["part"] == 4


HOSTILE = "</script><script>alert(1)</script><!--<script> <img src=x onerror=alert(2)> \u2028 $x^{</math><b>}$"


def test_hostile_text_never_leaves_the_data(tmp_path: Path) -> None:
    rows = [row("5", "5.0", 0, source=HOSTILE, id=HOSTILE) | {"question": HOSTILE}, row(HOSTILE, "7", 1)]
    rows[0]["response"] = HOSTILE + " \\boxed{5.0}"
    run(tmp_path, rows)
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert text.count("<script") == 2
    assert text.count("</script>") == 2
    assert "<img" not in text
    assert embedded(tmp_path / "out")["examples"][0]["question"] == HOSTILE


def test_the_page_runs_its_own_script_alone(tmp_path: Path) -> None:
    run(tmp_path, ROWS)
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    for tag in ("script", "style"):
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_draws_it_and_runs_nothing_hostile(tmp_path: Path) -> None:
    rows = [row("1/2", "0.5", 0, source=HOSTILE, id=HOSTILE) | {"question": HOSTILE}, *ROWS]
    rows[0]["response"] = HOSTILE + " \\boxed{0.5}"
    run(tmp_path, rows)
    assert CHROMIUM
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    page_at = (tmp_path / "out" / "report.html").as_uri()
    drawn = subprocess.run(
        [*command, "--dump-dom", page_at], capture_output=True, timeout=120, check=True
    ).stdout.decode()
    assert "71.4&nbsp;%" in drawn  # 5 of 7
    assert drawn.count("<article") == 7  # recovered, and rejected by both
    assert "<mfrac>" in drawn
    assert "<img" not in drawn
    assert "alert(2)" in drawn, "shown as text"


def test_labels_come_back_as_a_measured_precision(tmp_path: Path) -> None:
    run(tmp_path, ROWS)
    out = tmp_path / "out"
    keys = [one["key"] for one in embedded(out)["review"]]
    assert len(keys) == 4
    given = tmp_path / "labels.json"
    given.write_text(json.dumps({"labels": {keys[0]: "y", keys[1]: "y", keys[2]: "n", keys[3]: "u", "0:999": "y"}}))
    found = add_labels(out, given)
    assert (found["right"], found["wrong"], found["unclear"], found["foreign"]) == (2, 1, 1, 1)
    assert found["precision"]["value"] == 2 / 3
    assert embedded(out)["summary"]["review"]["precision"]["value"] == 2 / 3
    assert orjson.loads((out / "summary.json").read_bytes())["review"]["right"] == 2
    given.write_text('{"labels": {"0:1": "maybe"}}')
    with pytest.raises(InputError, match="is not what the page writes"):
        add_labels(out, given)


def test_the_sample_is_drawn_from_all_rows_alike(tmp_path: Path) -> None:
    """Bottom-k over chunks is the bottom-k of the whole, and early rows are not preferred."""
    rows = [row("5", "5.0", number, id=str(number)) for number in range(3000)]
    run(tmp_path, rows, chunk_rows=170)
    drawn = [int(one["key"].partition(":")[2]) for one in embedded(tmp_path / "out")["review"]]
    assert len(drawn) == len(set(drawn)) == 200
    assert 1300 < sum(drawn) / 200 < 1700


def test_a_reference_that_rollouts_contradict(tmp_path: Path) -> None:
    rows = [row("5", answer, 0) for answer in ("6", "6", "6.0", "7")] + [
        row("5", answer, 1) for answer in ("5", "6", "6", "8")
    ]
    found = run(tmp_path, rows)
    assert found["damage"]["signs"] == [] or found["damage"]["signs"][0][0] == CONTRADICTED
    rows[2] = row("5", "6", 0)
    found = run(tmp_path, rows)
    ((sign, share),) = found["damage"]["signs"]
    assert (sign, share["part"], share["whole"]) == (CONTRADICTED, 1, 2)
    assert found["damage"]["shown"][0]["votes"] == [3, 4]


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = write(tmp_path / "rollouts.jsonl", ROWS), str(tmp_path / "out")
    assert main(["audit", file, "--judge", "none", "--out", out, "--workers", "1"]) == 0
    said = capsys.readouterr().err
    assert "of the responses that exact match rejects are right" in said
    assert "report:" in said
    assert main(["audit", "--judge", "none", "--out", out]) == 2
    assert main(["audit", file, "--baseline", "exct", "--out", out]) == 2
    assert "did you mean 'exact'" in capsys.readouterr().err
    (tmp_path / "empty.jsonl").write_text("")
    assert main(["audit", str(tmp_path / "empty.jsonl"), "--judge", "none", "--out", out]) == 2
    assert "no usable rollout" in capsys.readouterr().err
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(Path(file).read_bytes() + b"{\n")
    assert main(["audit", str(broken), "--judge", "none", "--out", out, "--workers", "1"]) == 1


@pytest.mark.shared
def test_real_rollouts(tmp_path: Path, shared: Path) -> None:
    """The headline figures of 800 real rollouts, in a small page."""
    found = audit([str(shared / "rollouts_math.jsonl")], Plan("exact", RULES), tmp_path / "out", about=ABOUT)
    assert found["rows"] == 800
    assert found["prompts"]["hit"]["whole"] == 100
    assert 40 <= found["false_negatives"]["part"] <= 70
    assert found["damage"]["shown"][0]["reference"] == "4:30p.."
    assert (tmp_path / "out" / "report.html").stat().st_size < 5_000_000


def test_page_needs_nothing_but_its_data(tmp_path: Path) -> None:
    run(tmp_path, ROWS)
    data = orjson.loads((tmp_path / "out" / "report.json").read_bytes())
    assert page(data) == (tmp_path / "out" / "report.html").read_bytes()
