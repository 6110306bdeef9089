"""Finds right answers that a rule-based verifier rejects, and writes a report of them.

    tinyv audit rollouts.jsonl --out audit                      open audit/report.html
    tinyv audit run/*.parquet --baseline math-verify --out audit
    tinyv audit hf:NAME:SPLIT --judge none --out audit          a data set, streamed
    tinyv audit --labels labels.json --out audit                labels from the report's review page
    tinyv audit --annotators http://a:8000/v1,http://b:8000/v1#NAME --out audit    opinions of language models

A row has a reference, a response and perhaps a question, as for `tinyv verify`; besides, prompt_id (or problem_id,
question_id, uid), source (or data_source, dataset) and step (or global_step, training_step, iteration) are used.
An interrupted audit goes on where it stopped when the same command is given again. Annotators are OpenAI-compatible
servers (key: TINYV_API_KEY); each judges random samples of what the baseline rejects, the same in every audit of these
rollouts, and no question that it has answered is put to it twice.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinyv import __version__
from tinyv.audit import Plan, audit
from tinyv.audit.baselines import BASELINES
from tinyv.audit.labels import add_labels
from tinyv.audit.outputs import REPORT
from tinyv.audit.records import count_rows
from tinyv.audit.report import percent
from tinyv.bench.pairs import Pair
from tinyv.bench.run import ContenderError, measure
from tinyv.cli import setting as settings
from tinyv.cli.arguments import Parser, UsageError, count
from tinyv.cli.summary import REDRAW, Progress
from tinyv.cli.terminal import BOLD, DIM, Screen, shorten, table
from tinyv.rows import InputError

if TYPE_CHECKING:
    from tinyv.data.server import Endpoint

MATH_VERIFY = "math-verify"
TOP = 6  # lines of a table
CHUNK = 2_000  # rows at a time where a rival or a judge makes them slow


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("rollouts", metavar="ROLLOUTS", nargs="*", help="files, or hf:NAME[:SPLIT]")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where the report goes")
    parser.add_argument(
        "--baseline",
        choices=(*BASELINES, MATH_VERIFY),
        default="exact",
        help="whose rejections are looked at: exact (default), prime-like or math-verify",
    )
    settings.add_arguments(parser)
    parser.add_argument("--workers", metavar="N", type=count, default=os.cpu_count() or 1, help="processes to use")
    parser.add_argument("--labels", metavar="FILE", type=Path, help="add people's labels to the finished audit in DIR")
    parser.add_argument(
        "--annotators",
        metavar="URL[#MODEL],...",
        help="ask these language models about random samples of this audit, or of the finished one in DIR",
    )
    parser.add_argument(
        "--annotate-kinds", action="store_true", help="let the first annotator also name each recovered row's kind"
    )


def run(options: argparse.Namespace) -> int:
    """Exit status 1 if some rows were unusable or some annotators did not answer."""
    screen = Screen(sys.stderr)
    if options.labels is not None:
        return _label(options, screen)
    if options.annotate_kinds and options.annotators is None:
        raise UsageError("--annotate-kinds needs --annotators")
    if not options.rollouts and options.annotators is None:
        raise UsageError("name the rollouts to audit (or --labels FILE, or --annotators, with the --out of an audit)")
    annotators = [] if options.annotators is None else _annotators(options.annotators)
    whole = _audit(options, screen) if options.rollouts else True
    if annotators:
        whole &= _annotate(options, annotators, screen)
    screen.line(f"report: {options.out / REPORT}")
    return 0 if whole else 1


def _audit(options: argparse.Namespace, screen: Screen) -> bool:
    """Whether all rows were usable."""
    setting = settings.setting(options)
    settings.verifier(setting)  # what is wrong with the judge is said before any work
    threads = max(1, (os.cpu_count() or 1) // options.workers)  # each worker has a judge of its own
    rival = None
    if options.baseline == MATH_VERIFY:
        rival = math_verify
        _see_rival()
    slow = rival is not None or setting.judge != settings.NONE
    plan = Plan(
        options.baseline,
        partial(settings.verifier, replace(setting, threads=threads)),
        rival,
        CHUNK if slow else Plan.chunk_rows,
    )
    about = {"baseline": options.baseline, "setting": str(setting), "judge": _judge(setting), "version": __version__}
    progress = _Progress(screen, count_rows(options.rollouts))
    try:
        summary = audit(
            options.rollouts,
            plan,
            options.out,
            about=about,
            workers=options.workers,
            show=progress.show,
            say=progress.say,
        )
    except KeyboardInterrupt:
        progress.clear()
        screen.line("interrupted; give the same command again to go on")
        raise
    finally:
        progress.clear()
    _print(summary, options, screen, progress.seconds)
    return not summary["bad_rows"]


def math_verify(rows: Sequence[tuple[str, str, str]]) -> list[bool | None]:
    """Math-Verify's word on each (question, reference, response), in a process that may be killed; None if it was."""
    if hasattr(os, "sched_setaffinity"):  # the measuring process pins itself to the first core it may use
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})
    pairs = [Pair(str(number), *row, right=True) for number, row in enumerate(rows)]
    return [outcome.accepted for outcome in measure(MATH_VERIFY, pairs).outcomes]


def _see_rival() -> None:
    try:
        measure(MATH_VERIFY, [])
    except ContenderError as problem:
        raise InputError(str(problem)) from None


def _judge(setting: settings.Setting) -> str:
    return "none" if setting.judge == settings.NONE else f"{setting.judge} {setting.model}".strip()


class _Progress:
    """A line of progress on terminals: rows, speed, and the time left where the number of rows is known."""

    def __init__(self, screen: Screen, total: int | None) -> None:
        self._screen, self._total = screen, total
        self._start = self._drawn = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

    def show(self, rows: int, before: int) -> None:
        now = time.perf_counter()
        if not self._screen.is_terminal or now - self._drawn < REDRAW:
            return
        self._drawn = now
        speed = (rows - before) / self.seconds
        line = f"{rows:,} rows, {speed:,.0f} a second"
        if self._total and speed:
            line = f"{rows / self._total:.0%} of {self._total:,} rows, {speed:,.0f} a second"
            line += f", {_time(max(0, self._total - rows) / speed)} left"
        self._screen.stream.write(f"\r\x1b[K{line}")
        self._screen.stream.flush()

    def say(self, line: str) -> None:
        self.clear()
        self._screen.line(line)

    def clear(self) -> None:
        if self._screen.is_terminal:
            self._screen.stream.write("\r\x1b[K")


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"


def _label(options: argparse.Namespace, screen: Screen) -> int:
    if options.rollouts or options.annotators:
        raise UsageError("--labels goes with the --out of a finished audit alone, no rollouts or annotators")
    found = add_labels(options.out, options.labels)
    precision = found["precision"]
    screen.line(
        f"measured precision {percent(precision['value'])} (95 % interval {percent(precision['low'])} to "
        f"{percent(precision['high'])}): {found['right']:,} right, {found['wrong']:,} wrong, {found['unclear']:,} "
        f"unclear of {found['sampled']:,} drawn"
    )
    if found["foreign"]:
        screen.line(f"{found['foreign']:,} labels are of no row that this audit drew; they are left out")
    screen.line(f"report: {options.out / REPORT}")
    return 0


def _annotators(given: str) -> "list[Endpoint]":
    """`URL[#MODEL],...`; a server that has one model need not have it named."""
    from tinyv.data.server import Endpoint, check, only_model

    named = [one.strip().partition("#") for one in given.split(",") if one.strip()]
    for url, *_ in named:
        check(url)
    found = [Endpoint(url, model or asyncio.run(only_model(url))) for url, _, model in named]
    if not found:
        raise UsageError("--annotators names no server; write it as http://localhost:8000/v1#MODEL")
    if len(set(found)) < len(found):
        raise UsageError("--annotators names one model twice; it cannot disagree with itself")
    return found


def _annotate(options: argparse.Namespace, annotators: "Sequence[Endpoint]", screen: Screen) -> bool:
    """Whether every question was answered."""
    from tinyv.audit.annotators import annotate

    progress = Progress(screen)
    try:
        found, failures = asyncio.run(
            annotate(
                options.out,
                annotators,
                options.annotate_kinds,
                lambda done, all: progress.show(done, f"of {all:,} opinions: "),
            )
        )
    except KeyboardInterrupt:
        progress.clear()
        again = f"tinyv audit --annotators {options.annotators} --out {options.out}"
        screen.line(f"interrupted; what was answered is kept: {again} goes on")
        raise
    progress.clear()
    screen.line()
    screen.line(screen.paint(f"opinions of {', '.join(found['models'])}", BOLD))
    for line in found["text"]:
        screen.line(f"  {line}")
    for reason, number in sorted(failures.items(), key=lambda item: -item[1])[:TOP]:
        screen.line(f"{number:,} opinions are missing: {reason}")
    return not failures


def _print(summary: dict[str, Any], options: argparse.Namespace, screen: Screen, seconds: float) -> None:
    """The result in words, the largest sources and kinds, and what looks wrong with references."""
    screen.line(screen.paint(summary["headline"]["text"], BOLD))
    for line in summary["headline"]["more"]:
        screen.line(line)
    kinds = sorted((kind for group in summary["taxonomy"] for kind in group["kinds"]), key=_part)[:TOP]
    _shares(screen, "by kind of difference", [(f"{kind['kind']} {kind['name']}", kind["share"]) for kind in kinds])
    sources = sorted(summary["sources"], key=lambda row: -row["rows"])[:TOP]
    if len(sources) > 1:
        rows = [(row["source"], row["false_negatives"]) for row in sources]
        _shares(screen, "false negatives by source", rows)
    _shares(screen, "suspected references, of all prompts", [tuple(row) for row in summary["damage"]["signs"][:TOP]])
    screen.line()
    if summary["bad_rows"]:
        file, number, problem = summary["problems"][0]
        screen.line(f"{summary['bad_rows']:,} bad rows; {options.rollouts[file]}:{number}: {problem}")
    done = summary["rows"] + summary["bad_rows"]
    screen.line(screen.paint(f"{done:,} rows in {seconds:.1f} s", DIM))


def _part(kind: dict[str, Any]) -> int:
    return -int(kind["share"]["part"])


def _shares(screen: Screen, title: str, rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
    shown = [
        (shorten(name, 44), f"{share['part']:,}", percent(share["value"])) for name, share in rows if share["part"]
    ]
    if shown:
        screen.line()
        screen.line(screen.paint(title, BOLD))
        for line in table(shown, (False, True, True)):
            screen.line(f"  {line}")
