"""Shows the health of a training run as it goes: its figures with their course over the run, and alarms.

Reads what `tinyv.health.Health(file=...)` writes: a file, or a folder in which each worker has its own and which are
added up; or the metrics of a running `tinyv serve`, by its URL (a token is read from TINYV_TOKEN). Ctrl+C ends it.
With --once the exit status is 1 if an alarm stands.
"""

import argparse
import contextlib
import os
import sys
import textwrap
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tinyv.cli.arguments import Parser
from tinyv.cli.terminal import BOLD, DIM, GREEN, RED, YELLOW, Screen, columns_of, visible
from tinyv.health.alarm import Alarm
from tinyv.health.numbers import from_prometheus, numbers
from tinyv.health.status import POINTS, BadStatus, Status, add_up, read
from tinyv.rows import InputError

EVERY = 1.0  # seconds between frames
PATIENCE = 5.0  # seconds to wait for a service
LARGEST = 4_000_000  # bytes of metrics that are read
NARROWEST, LABEL, VALUE = 40, 34, 16
BARS, ASCII_BARS = "▁▂▃▄▅▆▇█", "_.-:=+*#"
ROWS = (  # label, key; a share unless it is one of PLAIN
    ("called right", "correct_rate"),
    ("undecided", "undecided_rate"),
    ("decided or doubted by the judge", "judged_rate"),
    ("  accepted of those", "judge_acceptance_rate"),
    ("  asks that failed", "judge_failure_rate"),
    ("recovered from exact match", "fn_recovery_rate"),
    ("  by rules", "fn_recovery_by_rules_rate"),
    ("  by the judge", "fn_recovery_by_judge_rate"),
    ("prompt efficiency, exact match", "prompt_efficiency_before"),
    ("prompt efficiency, TinyV", "prompt_efficiency_after"),
    ("J = TPR - FPR by audits", "j"),
    ("answer length", "answer_length"),
)
PLAIN = {"answer_length": "{:.1f}", "j": "{:.3f}"}
LEAST_SPAN = {"answer_length": 4.0}  # what a line's whole height is worth at least; a share's is 0.1


class Unheard(Exception):
    """There is nothing to show yet; the message says why."""


@dataclass(slots=True)
class View:
    """What a frame shows. course: the same figures at earlier times, oldest first. notes: lines below the figures."""

    figures: Mapping[str, float]
    course: Sequence[Mapping[str, float]]
    alarms: Sequence[Alarm] = ()
    updated: float = 0.0
    workers: int = 0
    notes: list[str] = field(default_factory=list)


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("source", metavar="FILE|DIR|URL", help="a status file, a folder of them, or a service's URL")
    parser.add_argument("--once", action="store_true", help="print one frame and stop")


def run(options: argparse.Namespace) -> int:
    """0; with --once 1 if an alarm stands. InputError if --once finds nothing to show."""
    views = watch_url(options.source) if "://" in options.source else watch_path(Path(options.source))
    if options.once:
        view = next(views)
        if isinstance(view, str):
            raise InputError(view)
        show(view, options.source, sys.stdout)
        return 1 if view.figures["alarms"] else 0
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it
        _live(views, options.source, sys.stdout)
    return 0


def watch_path(path: Path) -> Iterator[View | str]:
    """What the files say now, each time it is asked; a line of text where there is nothing yet."""
    while True:
        try:
            yield _read(path)
        except Unheard as nothing:
            yield str(nothing)


def watch_url(url: str) -> Iterator[View | str]:
    """What the service says now; the course is of what was seen since the start."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise InputError(f"{url}: is no http:// or https:// address; give one such as http://127.0.0.1:8000")
    address = url if parts.path.strip("/") else f"{url.rstrip('/')}/metrics"
    course: list[Mapping[str, float]] = []
    while True:
        try:
            figures = numbers({}) | _fetch(address)
        except Unheard as nothing:
            yield str(nothing)
            continue
        course = [*course, figures][-POINTS:]
        view = View(figures, course, updated=time.time())
        if alarms := int(figures["alarms"]):
            view.notes.append(f"! {alarms} alarm{'s' * (alarms > 1)}: the service's log names them")
        yield view


def _read(path: Path) -> View:
    files = sorted(path.glob("*.json")) if path.is_dir() else [path, *sorted(path.parent.glob(_beside(path)))]
    statuses: list[Status] = []
    problems = []
    for file in files:
        if file.name.startswith("."):
            continue
        try:
            statuses.append(read(file.read_bytes(), str(file)))
        except (BadStatus, OSError) as problem:
            problems.append(f"{file}: {problem.strerror}" if isinstance(problem, OSError) else str(problem))
    if not statuses:
        raise Unheard(problems[0] if problems else f"{path}: no worker has written here yet")
    status = add_up(statuses)
    course = [numbers(counts) for _, counts in status.history]
    view = View(status.numbers(), course, status.snapshot.alarms)
    view.updated, view.workers = status.updated, len(status.workers)
    if status.left_out:
        view.notes.append(f"{len(status.left_out)} left out, not heard of for long: {', '.join(status.left_out)}")
    view.notes += [problem for problem in problems if not path.is_file()]
    return view


def _beside(path: Path) -> str:
    """The files of workers that found the path taken."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path.stem) + f".*{path.suffix}"


def _fetch(address: str) -> dict[str, float]:
    request = Request(address, headers={"Accept": "text/plain"})
    if token := os.environ.get("TINYV_TOKEN"):
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            figures = from_prometheus(answer.read(LARGEST).decode("utf-8", "replace"))
    except HTTPError as problem:
        problem.close()
        advice = "; set TINYV_TOKEN to the service's token" if problem.code in (401, 403) else ""
        raise Unheard(f"{address}: {problem.code} {problem.reason}{advice}") from None
    except URLError as problem:
        raise Unheard(f"{address}: {problem.reason}") from None
    except (OSError, ValueError) as problem:
        raise Unheard(f"{address}: {problem}") from None
    if not figures:
        raise Unheard(f"{address}: answers, but with no tinyv_health_ metrics; is health switched on there?")
    return figures


def _live(views: Iterator[View | str], source: str, stream: TextIO) -> None:
    """Frames until interrupted. A terminal shows them in place, on its second screen, and keeps the last one; anything
    else gets a frame each time that something has changed."""
    last: View | str = ""
    is_terminal = stream.isatty()
    try:
        if is_terminal:
            stream.write("\x1b[?1049h\x1b[?25l")
        for view in views:
            if is_terminal:
                stream.write("\x1b[H")
            if is_terminal or _changed(last, view):
                show(view, source, stream, in_place=is_terminal)
            stream.flush()
            last = view
            time.sleep(EVERY)
    finally:
        if is_terminal:
            stream.write("\x1b[?25h\x1b[?1049l")
            show(last, source, stream)
            stream.flush()


def _changed(last: View | str, view: View | str) -> bool:
    if isinstance(last, str) or isinstance(view, str):
        return last != view
    return (last.figures, last.alarms) != (view.figures, view.alarms)


def show(view: View | str, source: str, stream: TextIO, in_place: bool = False) -> None:
    """Writes a frame; in place: over the former one, and no higher than the terminal."""
    screen = Screen(stream)
    width = max(NARROWEST, screen.width)
    lines = (
        [(f"waiting: {visible(view)}", YELLOW)] if isinstance(view, str) else frame(view, source, width, _bars(stream))
    )
    if in_place:
        height = os.get_terminal_size(stream.fileno()).lines
        for text, colour in lines[: height - 1]:
            screen.line(screen.paint(_cut(text, screen.width), colour) + "\x1b[K")
        stream.write("\x1b[J")
    else:
        for text, colour in lines:
            screen.line(screen.paint(text, colour) if colour else text)


def frame(view: View, source: str, width: int, bars: str = BARS) -> list[tuple[str, str]]:
    """The lines of a frame, each with its colour ("" for none), no wider than `width` columns."""
    figures = view.figures
    heard = max(0, int(time.time() - view.updated))
    workers = f", {view.workers} worker{'s' * (view.workers > 1)}" if view.workers else ""
    head = f"{figures['samples']:,.0f} samples{workers}, {_span(heard)} ago"
    lines = [(_cut(f"tinyv watch {visible(source)}", width), BOLD), (_cut(head, width), DIM), ("", "")]
    for label, key in ROWS:
        space = width - LABEL - VALUE - 2
        course = [point[key] for point in view.course if key != "j" or point["audits"]]
        value = _value(figures, key)
        line = f"{label:{LABEL}}{value:>{VALUE}}  {sparkline(course, space, LEAST_SPAN.get(key, 0.1), bars)}"
        lines.append((_cut(line.rstrip(), width), ""))
    lines.append(("", ""))
    for alarm in view.alarms:
        age = _span(max(0, int(time.time() - alarm.since)))
        text = f"! {alarm.kind}, for {age}: {visible(alarm.message)}"
        lines += [(_cut(part, width), RED) for part in textwrap.wrap(text, width, subsequent_indent="  ")]
    if not figures["alarms"]:
        lines.append(("no alarms", GREEN))
    for note in view.notes:
        colour = RED if note.startswith("!") else YELLOW
        lines += [(_cut(part, width), colour) for part in textwrap.wrap(visible(note), width, subsequent_indent="  ")]
    return lines


def sparkline(values: Sequence[float], width: int, least_span: float, bars: str = BARS) -> str:
    """The course of a figure in at most `width` signs, from its lowest to its highest value; a span below
    `least_span` is not blown up."""
    if width < 4 or not values:
        return ""
    count = min(width, len(values))
    picked = [values[(number + 1) * len(values) // count - 1] for number in range(count)]
    low, high = min(picked), max(picked)
    span = max(high - low, least_span)
    return "".join(bars[min(len(bars) - 1, int((value - low) / span * len(bars)))] for value in picked)


def _value(figures: Mapping[str, float], key: str) -> str:
    if key == "j":
        if not figures["audits"]:
            return "no audits"
        return f"{figures['j']:.3f} ± {1.96 * figures['j_error']:.3f}"
    return PLAIN[key].format(figures[key]) if key in PLAIN else f"{figures[key]:.1%}"


def _span(seconds: int) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _cut(text: str, width: int) -> str:
    while columns_of(text) > width:
        text = text[:-1]
    return text


def _bars(stream: TextIO) -> str:
    try:
        BARS.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return ASCII_BARS
    return BARS
