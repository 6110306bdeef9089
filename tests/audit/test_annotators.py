"""Opinions of language models on a finished audit: real servers on the loopback, whose votes the test knows."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tinyv.audit.opinions import kappa
from tinyv.cli import main

pytest.importorskip("httpx", reason="needs httpx (pip install 'tinyv[openai]')")

from loopback import MODEL, serving

Vote = Callable[[str], bool]

# By exact match 6 are rejected; TinyV recovers 3 of them, leaves 1 open and refutes 2.
ANSWERS = {
    "recovered": [("1/2", "0.5"), ("1/2", "\\frac{2}{4}"), ("3", "x=3")],
    "undecided": [("a dog that barks at the moon all night", "a noisy dog")],
    "rejected": [("12", "13"), ("7", "8")],
    "": [("5", "5")],
}


def audited(folder: Path, copies: int = 1) -> str:
    rows = [pair for pairs in ANSWERS.values() for pair in pairs] * copies
    lines = [
        json.dumps(
            {"prompt_id": n, "question": f"What is it, {n}?", "reference": right, "response": f"\\boxed{{{said}}}"}
        )
        for n, (right, said) in enumerate(rows)
    ]
    (folder / "rollouts.jsonl").write_text("\n".join(lines))
    assert main(["audit", str(folder / "rollouts.jsonl"), "--out", str(folder / "out"), "--judge", "none"]) == 0
    return str(folder / "out")


def answer(body: dict[str, Any]) -> str:
    found = re.findall(r"<answer>\n(.*)\n</answer>", body["messages"][0]["content"])
    assert len(found) == 1
    return str(found[0])


def votes(accept: Vote, kind: str = "Kind: 5.1") -> Callable[[dict[str, Any]], str]:
    def reply(body: dict[str, Any]) -> str:
        if "Which one kind" in body["messages"][0]["content"]:
            return f"I thought of 1.1 first.\n{kind}"
        return f"They look alike.\nAnswer: {accept(answer(body))}"

    return reply


def summary(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(out, "summary.json").read_bytes())
    return found


def test_what_two_annotators_say_becomes_figures_and_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = audited(tmp_path)
    counts = summary(out)["counts"]["rejected"]
    assert counts == {"correct": 3, "undecided": 1, "wrong": 2}
    with serving(votes(lambda said: said != "x=3")) as first, serving(votes(lambda said: said != "8")) as second:
        assert main(["audit", "--out", out, "--annotators", f"{first.url},{second.url}#other"]) == 0
    found = summary(out)["opinions"]
    assert found["models"] == [MODEL, "other"]
    right = {what: (share["right"]["part"], share["right"]["whole"]) for what, share in found["strata"].items()}
    # Both accept 0.5, 2/4, the dog, 13; x=3 only the second, 8 only the first.
    assert right == {"recovered": (2, 3), "undecided": (1, 1), "rejected": (1, 2)}
    perhaps = [share["perhaps"]["part"] for share in found["strata"].values()]
    assert perhaps == [3, 1, 2]
    assert found["rate"]["value"] == pytest.approx(4 / 6)
    assert found["rate"]["low"] == found["rate"]["high"] == found["rate"]["value"]  # the samples are all there is
    assert found["agreement"]["share"]["part"] == 4
    assert found["agreement"]["kappa"] == pytest.approx((4 / 6 - 26 / 36) / (1 - 26 / 36))
    assert [one["votes"] for one in found["look"]] == [[True, True], [False, True], [True, False]]
    said = capsys.readouterr().err
    assert "both annotators accept 2 of 3" in said
    assert "Cohen's kappa -0.20" in said


def test_each_question_is_asked_once_and_the_key_of_no_verdict_counts(tmp_path: Path) -> None:
    out = audited(tmp_path)
    with serving(lambda body: "True or false? Hard to say." if answer(body) == "13" else "Answer: True") as seen:
        for _ in range(2):
            assert main(["audit", "--out", out, "--annotators", seen.url]) == 0
        assert len(seen.bodies) == 6
        # The same audit anew asks nothing new: its samples are the same.
        audited(tmp_path)
        assert main(["audit", "--out", out, "--annotators", seen.url]) == 0
        assert len(seen.bodies) == 6
        assert all(body["temperature"] == 0 for body in seen.bodies)
    found = summary(out)["opinions"]
    assert found["answered"] == 5
    assert found["agreement"] is None
    assert found["strata"]["rejected"]["right"] == found["strata"]["rejected"]["perhaps"]
    assert found["strata"]["rejected"]["right"]["whole"] == 1


def test_annotators_in_the_audit_itself_name_kinds(tmp_path: Path) -> None:
    audited(tmp_path)
    out, rollouts = str(tmp_path / "new"), str(tmp_path / "rollouts.jsonl")
    with serving(votes(lambda _said: True)) as seen:
        assert (
            main(["audit", rollouts, "--out", out, "--judge", "none", "--annotators", seen.url, "--annotate-kinds"])
            == 0
        )
    kinds = summary(out)["opinions"]["kinds"]
    assert kinds["kind"]["whole"] == 3
    rules = [row["kind"] for row in json.loads(Path(out, "report.json").read_bytes())["review"]]
    assert kinds["kind"]["part"] == rules.count("5.1")
    assert sum(count for *_, count in kinds["table"]) == 3
    assert all(theirs == "5" for _, theirs, _ in kinds["table"])


def test_a_server_that_fails_is_told_and_loses_nothing_of_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = audited(tmp_path)
    with serving(votes(lambda _said: True)) as good:
        with serving(lambda _body: 400) as bad:
            assert main(["audit", "--out", out, "--annotators", f"{good.url},{bad.url}#second"]) == 1
        assert "6 opinions are missing: HTTP 400" in capsys.readouterr().err
        assert summary(out)["opinions"]["answered"] == 0
        # Another server of the same model goes on; what the first has said is kept.
        with serving(votes(lambda _said: True)) as mended:
            assert main(["audit", "--out", out, "--annotators", f"{good.url},{mended.url}#second"]) == 0
            assert len(mended.bodies) == 6
        assert len(good.bodies) == 6
    assert summary(out)["opinions"]["answered"] == 6


def test_a_killed_run_goes_on_behind_what_was_answered(tmp_path: Path) -> None:
    out = audited(tmp_path, copies=12)
    kept = Path(out, "annotations.jsonl")

    def slowly(body: dict[str, Any]) -> str:
        time.sleep(0.2)
        return "Answer: True"

    with serving(slowly) as seen:
        command = [sys.executable, "-m", "tinyv", "audit", "--out", out, "--annotators", f"{seen.url}#m"]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while not kept.exists() or kept.read_bytes().count(b"\n") < 10:
            time.sleep(0.01)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        with kept.open("ab") as file:
            file.write(b'{"name": "torn')
        answered = kept.read_bytes().count(b'"reply"')
        before = len(seen.bodies)
        assert 0 < answered < 72
        assert main(command[3:]) == 0
        assert len(seen.bodies) - before == 72 - answered
    assert summary(out)["opinions"]["answered"] == 72


def test_the_page_shows_opinions_and_the_rows_to_look_at(tmp_path: Path) -> None:
    out = audited(tmp_path)
    with serving(votes(lambda said: said != "x=3")) as seen:
        assert main(["audit", "--out", out, "--annotators", seen.url]) == 0
    found = re.search(r'<script[^>]*id="data"[^>]*>(.*?)</script>', Path(out, "report.html").read_text(), re.DOTALL)
    assert found
    shown = json.loads(found[1])
    # It contradicts TinyV on x=3, and on what TinyV refutes; in each case in the order of the draw.
    looked = [(row["answer"], row["votes"]) for row in shown["looked"]]
    assert looked[0] == ("x=3", [False])
    assert sorted(looked[1:]) == [("13", [True]), ("8", [True])]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--annotators", "nowhere#a"], "is no URL"),
        (["--annotators", " , "], "names no server"),
        (["--annotators", "http://127.0.0.1:9/v1"], "does not say which model"),
        (["--annotators", "http://127.0.0.1:9/v1#a,http://127.0.0.1:9/v1#a"], "twice"),
        (["--annotators", "http://127.0.0.1:9/v1#a", "--labels", "x"], "--labels"),
        (["--annotate-kinds"], "needs --annotators"),
    ],
)
def test_what_cannot_be_asked_is_said_before_any_work(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "--out", str(tmp_path / "none"), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_without_httpx_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)  # as if it were not installed
    monkeypatch.setattr("tinyv.data.server.find_spec", lambda _name: None)
    for annotators in ("http://127.0.0.1:9/v1", "http://127.0.0.1:9/v1#a"):
        assert main(["audit", "--out", str(tmp_path), "--annotators", annotators]) == 2
        assert "tinyv[openai]" in capsys.readouterr().err


def test_an_audit_without_samples_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = audited(tmp_path)
    path = Path(out, "report.json")
    data = json.loads(path.read_bytes())
    del data["asked"]
    path.write_text(json.dumps(data))
    assert main(["audit", "--out", out, "--annotators", "http://127.0.0.1:9/v1#a"]) == 2
    assert "audit again" in capsys.readouterr().err


def test_kappa() -> None:
    # Cohen's measure for 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: agreement 0.7, by chance 0.5.
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([(1, 1)] * 3) == 1.0
    assert kappa([(1, 0)] * 3) == 0.0
