"""`tinyv watch`: files, folders and a real service's metrics, as one frame, in a pipe and in a real terminal."""

import fcntl
import io
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tinyv.cli import watch
from tinyv.cli.arguments import Parser
from tinyv.cli.terminal import columns_of
from tinyv.health import Alarm, Health, prometheus_lines
from tinyv.health.numbers import numbers
from tinyv.rows import InputError
from tinyv.types import Label, Query, Verdict

RIGHT = Verdict(Label.CORRECT, 1.0, "16/2", "rule:rational", "")
WRONG = Verdict(Label.WRONG, 0.0, "7", "rule:rational", "")
TRICK = Verdict(Label.CORRECT, 0.9, "\x1b[31mas \u202eshown above", "judge:small@1", "")
COMMAND = [
    sys.executable,
    "-c",
    "import sys; from tinyv.cli import watch; from tinyv.cli.arguments import Parser; p = Parser(prog='tinyv watch'); "
    "watch.add_arguments(p); sys.exit(watch.run(p.parse_args(sys.argv[1:])))",
]


def call(*arguments: str) -> int:
    parser = Parser(prog="tinyv watch")
    watch.add_arguments(parser)
    return watch.run(parser.parse_args(arguments))


def healthy(target: Path, samples: int = 40) -> None:
    health = Health(file=target)
    health.note([Query(str(n // 4), "8", "") for n in range(samples)], [RIGHT, WRONG, RIGHT, WRONG] * (samples // 4))
    health.close()


def hacked(target: Path) -> None:
    health = Health(file=target)
    health.note([Query(str(n), f"{n} apples", "") for n in range(2048)], [TRICK] * 2048)
    health.close()


@pytest.fixture
def service() -> Iterator[tuple[str, list[tuple[int, str]], list[str | None]]]:
    """Its address, its next answers (the last one stays), and the tokens it was shown."""
    answers, tokens = [(200, prometheus_lines(numbers({"samples": 70, "window": 70, "correct": 35})))], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tokens.append(self.headers["Authorization"])
            status, text = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status if self.path == "/metrics" else 404)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", answers, tokens
    server.shutdown()
    server.server_close()
    thread.join()


def test_one_frame_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    healthy(tmp_path / "health.json")
    assert call(str(tmp_path / "health.json"), "--once") == 0
    shown = capsys.readouterr().out
    assert "40 samples, 1 worker, " in shown
    assert "called right                                 50.0%" in shown
    assert "J = TPR - FPR by audits                  no audits" in shown
    assert shown.endswith("no alarms\n")
    assert "\x1b" not in shown


def test_a_folder_of_workers_is_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        healthy(tmp_path)
    (tmp_path / "notes.json").write_text("{}")
    (tmp_path / ".half.json").write_text("{")
    assert call(str(tmp_path), "--once") == 0
    shown = capsys.readouterr().out
    assert "120 samples, 3 workers" in shown
    assert "notes.json: is no status" in "".join(shown.split("\n")).replace("  ", " ")
    assert ".half" not in shown


def test_workers_beside_a_file_are_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "run[1].json"
    first, second = Health(file=target), Health(file=target)
    for health in (first, second):
        health.note([Query("q", "8", "")], [RIGHT])
        health.close()
    assert call(str(target), "--once") == 0
    assert "2 samples, 2 workers" in capsys.readouterr().out


def test_an_alarm_is_told_harmlessly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hacked(tmp_path)
    assert call(str(tmp_path), "--once") == 1
    shown = capsys.readouterr().out
    assert "! same-string, for " in shown
    assert "shown above" in " ".join(shown.split())
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no worker has written here yet"):
        call(str(tmp_path), "--once")
    with pytest.raises(InputError, match="No such file"):
        call(str(tmp_path / "none.json"), "--once")
    (tmp_path / "odd.json").write_text("[]")
    with pytest.raises(InputError, match=r"odd\.json: is no status"):
        call(str(tmp_path / "odd.json"), "--once")
    with pytest.raises(InputError, match=r"http://127\.0\.0\.1:8000"):
        call("ftp://somewhere", "--once")


def test_a_service_is_watched(
    service: tuple[str, list[tuple[int, str]], list[str | None]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, answers, tokens = service
    monkeypatch.setenv("TINYV_TOKEN", "secret")
    assert call(address, "--once") == 0
    assert call(f"{address}/metrics", "--once") == 0
    shown = capsys.readouterr().out
    assert "70 samples, " in shown
    assert "50.0%" in shown
    assert tokens == ["Bearer secret"] * 2
    answers[:] = [(200, prometheus_lines(numbers({}, alarms=2)))]
    assert call(address, "--once") == 1
    assert "! 2 alarms" in capsys.readouterr().out
    for status, text, said in ((500, "", "500"), (200, "up 1\n", "is health switched on"), (401, "", "TINYV_TOKEN")):
        answers[:] = [(status, text)]
        with pytest.raises(InputError, match=said):
            call(address, "--once")


def test_a_service_that_comes_back_keeps_its_course(
    service: tuple[str, list[tuple[int, str]], list[str | None]],
) -> None:
    address, answers, _ = service
    good = answers[0]
    answers[:] = [good, (503, ""), good]
    views = watch.watch_url(address)
    first, gone, back = next(views), next(views), next(views)
    assert isinstance(first, watch.View)
    assert isinstance(gone, str)
    assert isinstance(back, watch.View)
    assert len(back.course) == 2


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_a_frame_fits_its_width(width: int) -> None:
    figures = numbers({"samples": 10**9, "window": 9, "correct": 5, "right_by_rules": 5, "wrong_by_rules": 4})
    alarm = Alarm(
        "same-string", time.time() - 4000, "x", {}, "the judge accepted '" + "証明終 " * 30 + "' for 20 references"
    )
    view = watch.View(figures | {"alarms": 1.0}, [figures] * 300, [alarm], time.time(), 64, ["a note " * 30])
    lines = watch.frame(view, "/a/path/" * 30, width)
    assert max(columns_of(text) for text, _ in lines) <= width
    assert any("for 1 h" in text for text, _ in lines)


def test_sparklines() -> None:
    assert watch.sparkline([0.0, 0.5, 1.0], 10, 0.1) == "▁▅█"
    assert watch.sparkline([0.5] * 5, 10, 0.1) == "▁▁▁▁▁"
    assert watch.sparkline([0.50, 0.51], 10, 0.1) == "▁▁", "a small change is not blown up"
    assert len(watch.sparkline([n / 1000 for n in range(1000)], 20, 0.1)) == 20
    assert watch.sparkline([n / 1000 for n in range(1000)], 20, 0.1)[-1] == "█"
    assert watch.sparkline([], 20, 0.1) == watch.sparkline([1.0], 3, 0.1) == ""


def test_a_poor_terminal_gets_plain_signs(tmp_path: Path) -> None:
    healthy(tmp_path)
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    view = next(watch.watch_path(tmp_path))
    watch.show(view, str(tmp_path), stream)
    stream.flush()
    shown = raw.getvalue().decode("ascii")
    assert "\\u" not in shown
    assert "__" in shown


def test_a_pipe_gets_a_frame_when_something_changes(tmp_path: Path) -> None:
    process = subprocess.Popen([*COMMAND, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "waiting: " in process.stdout.readline()
    healthy(tmp_path)
    text = ""
    while "no alarms" not in text:
        text += process.stdout.readline()
    assert "40 samples" in text
    time.sleep(2 * watch.EVERY)
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    process.stdout.close()
    assert process.wait(10) == 0
    assert rest == "", "nothing had changed since"


def _read_until(terminal: int, wanted: str, seconds: float = 15) -> str:
    shown, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:  # the other side has gone
                break
            if wanted in shown.decode("utf-8", "ignore"):
                return shown.decode("utf-8", "ignore")
    raise AssertionError(f"{wanted!r} never came; there was {shown[-2000:]!r}")


def test_a_terminal_is_drawn_in_place_follows_its_size_and_is_left_as_it_was(tmp_path: Path) -> None:
    hacked(tmp_path)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
    process = subprocess.Popen([*COMMAND, str(tmp_path)], stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    first = _read_until(ours, "\x1b[J")
    assert first.startswith("\x1b[?1049h\x1b[?25l\x1b[H")
    assert "\x1b[31m! same-string" in first, "alarms are red"
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 8, 60, 0, 0))
    _read_until(ours, "\x1b[J")
    second = _read_until(ours, "\x1b[J").rpartition("\x1b[H")[2]
    assert second.count("\n") <= 7
    process.send_signal(signal.SIGINT)
    last = _read_until(ours, "same-string")
    assert "\x1b[?25h\x1b[?1049l" in last
    assert process.wait(10) == 0
    os.close(ours)
