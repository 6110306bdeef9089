"""`tinyv eval` as a user meets it, with a real server on the loopback and a real second verifier."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest

pytest.importorskip("httpx", reason="needs httpx (pip install 'tinyv[openai]')")

from tinyv import cli
from tinyv.data import server

Capture = pytest.CaptureFixture[str]
BENCHMARK = [
    {"id": "a", "source": "AIME", "question": "What is 1/2 as a decimal?", "reference": "0.5"},
    {"id": "b", "source": "AIME", "question": "What is 2+2?", "reference": "4"},
    {"id": "c", "source": "AMC", "question": "Solve 2x > 4.", "reference": "(2, \\infty)"},
]
RIGHT = {"1/2": "\\boxed{\\frac{1}{2}}", "2+2": "It is \\boxed{4}.", "2x": "\\boxed{x > 2}"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries without a wait."""
    monkeypatch.setattr(server, "FIRST_WAIT", 0.001)


def jsonl(path: Path, rows: list[Any]) -> str:
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return str(path)


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def evaluate(*argv: object) -> int:
    return cli.main(["eval", *map(str, argv), "--judge", "none"])


@contextmanager
def policy(answer: Callable[[str, int], str | int]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A served model. `answer` gives the reply, or a status, for a prompt and the number of the request."""
    bodies: list[dict[str, Any]] = []
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                bodies.append(body)
                number = len(bodies)
            said = answer(body["messages"][0]["content"], number)
            status = said if isinstance(said, int) else 200
            finish = "length" if said == "cut" else "stop"
            choice = {"message": {"role": "assistant", "content": said}, "finish_reason": finish}
            reply = json.dumps({"choices": [choice], "usage": {"completion_tokens": 12}}).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/v1", bodies
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def right(prompt: str, _number: int) -> str:
    return next(answer for mark, answer in RIGHT.items() if mark in prompt)


def responses(*wrong: str) -> list[dict[str, Any]]:
    """Two responses to each question; those to the questions named are wrong in one of the two."""
    found = []
    for item in BENCHMARK:
        for sample in range(2):
            bad = item["id"] in wrong and sample == 1
            text = "\\boxed{77}" if bad else right(item["question"], 0)
            found.append({"id": f"{item['id']}-{sample}", "question": item["question"], "response": text})
    return found


# Stored responses


def test_stored_responses_become_a_table_json_and_csv(tmp_path: Path, capsys: Capture) -> None:
    bench = jsonl(tmp_path / "bench.jsonl", [*BENCHMARK, {"id": "d", "question": "Open?", "reference": "1"}])
    given = jsonl(tmp_path / "r.jsonl", responses("b"))
    out, table = tmp_path / "out.json", tmp_path / "out.csv"
    assert evaluate(given, "--benchmark", bench, "--json", out, "--csv", table) == 0
    said = capsys.readouterr().out
    assert "AIME" in said
    assert "75.0" in said
    assert "mean of benchmarks" in said
    assert "87.5" in said
    assert "bench: 1 questions have no response" in said
    facts = json.loads(out.read_text())
    assert facts["results"]["AIME"]["average"]["value"] == 0.75
    assert facts["results"]["all questions"]["average"]["value"] == pytest.approx(5 / 6)
    assert facts["results"]["AIME"]["passes"]["2"]["value"] == 1.0
    assert facts["verifier"].startswith("strict=False judge=none")
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["source"], row["id"], row["correct"]) for row in rows] == [
        ("AIME", "a", "2"),
        ("AIME", "b", "1"),
        ("AMC", "c", "2"),
    ]
    assert not list(tmp_path.glob("*.partial*"))


def test_rows_may_hold_their_own_references(tmp_path: Path, capsys: Capture) -> None:
    rows = [{**item, "response": right(item["question"], 0)} for item in BENCHMARK]
    assert evaluate(jsonl(tmp_path / "r.jsonl", rows)) == 0
    assert capsys.readouterr().out.count("100.0 (") == 4


def test_a_bad_row_costs_itself_alone(tmp_path: Path, capsys: Capture) -> None:
    bench = jsonl(tmp_path / "bench.jsonl", BENCHMARK)
    rows = [*responses(), "{broken", {"id": "zz", "response": "1"}]
    assert evaluate(jsonl(tmp_path / "r.jsonl", rows), "--benchmark", bench, "--json", tmp_path / "o.json") == 1
    assert "r.jsonl:7: not valid JSON" in (err := capsys.readouterr().err)
    assert "r.jsonl:8: it has no question" in err
    facts = json.loads((tmp_path / "o.json").read_text())
    assert (facts["bad_rows"], facts["results"]["all questions"]["samples"]) == (2, 6)


def test_undecided_responses_are_said_and_bounded(tmp_path: Path, capsys: Capture) -> None:
    rows = [
        {"question": "Who wins?", "reference": "Dima has a winning strategy", "response": "\\boxed{the second player}"},
        {"question": "1+1?", "reference": "2", "response": "\\boxed{2}"},
        {"question": "1+2?", "reference": "", "response": "\\boxed{2}"},
    ]
    assert evaluate(jsonl(tmp_path / "r.jsonl", rows)) == 0
    said = capsys.readouterr().out
    assert "33.3 (" in said
    assert "avg@n is 100.0 % if all undecided responses are right" in said
    assert "33.3 % of the responses could not be decided because something broke" in said


def test_two_runs_are_compared_question_by_question(tmp_path: Path, capsys: Capture) -> None:
    bench, old = jsonl(tmp_path / "bench.jsonl", BENCHMARK), tmp_path / "old.json"
    assert evaluate(jsonl(tmp_path / "1.jsonl", responses("a", "b", "c")), "--benchmark", bench, "--json", old) == 0
    capsys.readouterr()
    new = tmp_path / "new.json"
    given = jsonl(tmp_path / "2.jsonl", responses())
    assert evaluate(given, "--benchmark", bench, "--compare", old, "--json", new) == 0
    assert "+50.0 (+50.0 to +50.0)*" in capsys.readouterr().out
    differences = json.loads(new.read_text())["compared"]["differences"]
    assert differences["all questions"]["average"]["value"] == 0.5
    assert evaluate(given, "--benchmark", bench, "--compare", old, "--strict") == 0
    assert "was graded with other settings" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["exact", "math-verify"])
def test_a_second_verifier_is_heard_and_disagreements_are_listed(name: str, tmp_path: Path, capsys: Capture) -> None:
    if name == "math-verify":
        pytest.importorskip("math_verify", reason="needs the bench extra")
    bench, out = jsonl(tmp_path / "bench.jsonl", BENCHMARK), tmp_path / "d.jsonl"
    rows = [*responses("b"), {"question": "What is 2+2?", "response": "\\boxed{5}"}]
    given = jsonl(tmp_path / "r.jsonl", rows)
    facts = tmp_path / "o.json"
    argv = (given, "--benchmark", bench, "--against", name, "--disagreements", out, "--json", facts)
    assert evaluate(*argv) == 0
    second = json.loads(facts.read_text())["against"]
    assert second["responses"] == 7
    assert second["errors"] == 0
    assert second["counts"]["neither"] == 2
    lines = rows_of(out)
    assert len(lines) == second["counts"].get("tinyv only", 0) > 0
    assert {line["accepted_by"] for line in lines} == {"tinyv"}
    assert name in (said := capsys.readouterr().out)
    assert "tinyv only" in said
    if name == "exact":
        assert {line["question_id"] for line in lines} == {"a", "c"}


# Generated responses


def test_generated_responses_are_written_and_graded(tmp_path: Path, capsys: Capture) -> None:
    bench, out = jsonl(tmp_path / "bench.jsonl", BENCHMARK), tmp_path / "r.jsonl"
    argv = (out, "--benchmark", bench, "--model", "m", "-n", 3, "--temperature", 0.6, "--max-tokens", 99, "--seed", 1)
    with policy(lambda prompt, n: "cut" if "2x" in prompt else right(prompt, n)) as (url, bodies):
        assert evaluate(*argv, "--generate", url) == 0
        assert len(bodies) == 9
        assert {body["seed"] for body in bodies} == {1, 2, 3}
        assert all((body["temperature"], body["max_tokens"], body["model"]) == (0.6, 99, "m") for body in bodies)
        said = capsys.readouterr().out
        assert "12 tokens" in said
        assert "100.0 % of the responses were cut off" in said
        assert sorted({row["id"] for row in rows_of(out)}) == ["a", "b", "c"]
        assert evaluate(*argv, "--generate", url) == 2
        assert len(bodies) == 9
    assert "exists already; leave out --generate" in capsys.readouterr().err
    assert evaluate(out, "--benchmark", bench) == 0
    assert capsys.readouterr().out == said


def test_generation_goes_on_where_it_stopped(tmp_path: Path, capsys: Capture) -> None:
    bench, out = jsonl(tmp_path / "bench.jsonl", BENCHMARK), tmp_path / "r.jsonl"
    argv = (out, "--benchmark", bench, "--model", "m", "-n", 2)
    with policy(lambda prompt, n: 400 if "2+2" in prompt else right(prompt, n)) as (url, _):
        assert evaluate(*argv, "--generate", url) == 1
    said = capsys.readouterr()
    assert "2 requests: HTTP 400" in said.err
    assert "not whole yet, and not graded" in said.err
    assert said.out == ""
    assert not out.exists()
    with policy(lambda prompt, n: 503 if n == 1 else right(prompt, n)) as (url, bodies):
        assert evaluate(*argv, "--generate", url, "--concurrency", 1) == 0
    assert len(bodies) == 3
    assert len(rows_of(out)) == 6
    assert not list(tmp_path.glob("*.partial*"))


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["r.jsonl", "--model", "m"], "--model goes with --generate URL"),
        (["r.jsonl", "-n", "3"], "--samples goes with --generate URL"),
        (["r.jsonl", "--generate", "http://127.0.0.1:9/v1"], "--generate needs --model NAME and --benchmark FILE"),
        (["-", "--generate", "http://127.0.0.1:9/v1", "--model", "m", "--benchmark", "b"], "name the file *.jsonl"),
        (["r.jsonl", "--against", "mathverify"], "did you mean 'math-verify'?"),
        (["r.jsonl", "--disagreements", "x"], "--disagreements goes with --against NAME"),
        (["r.jsonl", "--jsn", "x"], "did you mean '--json'?"),
        (["r.jsonl", "--json", "none/x"], "the folder none does not exist"),
        (["r.jsonl", "--json", "r.jsonl"], "is an input; name another file"),
        (["r.jsonl", "--compare", "none.json"], "none.json: cannot be read"),
        (["r.jsonl", "--compare", "r.jsonl"], "is not what `tinyv eval --json` writes"),
        (["none.jsonl"], "none.jsonl: cannot be read"),
        (["empty.jsonl"], "no response that could be graded"),
        (["r.jsonl", "--benchmark", "empty.jsonl"], "no questions with references in empty.jsonl"),
    ],
)
def test_unusable_arguments(
    argv: list[str], says: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    jsonl(Path("r.jsonl"), [{"reference": "1", "response": "1"}])
    Path("empty.jsonl").write_bytes(b"")
    assert evaluate(*argv) == 2
    assert says in capsys.readouterr().err
