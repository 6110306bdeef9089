"""Grades a file of rollouts: JSONL, JSON (an array), CSV or Parquet by its suffix (.gz too for JSONL and CSV), or
JSONL on standard input for `-`. A row has a reference (or ground_truth, gold, target, answer, solution), a response
(or completion, output, prediction, model_answer, generation) and perhaps a question (or problem, prompt) and an id.

Verdicts go to --out, else to standard output if that is no terminal, as JSONL; the summary goes to standard error.
With --out an interrupted run goes on where it stopped when the same command is given again.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from tinyv import __version__
from tinyv.cli import setting as settings
from tinyv.cli.arguments import Parser, UsageError, count
from tinyv.cli.grading import grade
from tinyv.cli.summary import Problems, Progress, Tally, print_summary
from tinyv.cli.terminal import Screen
from tinyv.rows import InputError, ResumableOutput, Row, fingerprint, read_rows, verdict_line
from tinyv.rows.read import STDIN


class Sink(Protocol):
    """Where the output's lines go."""

    def write(self, lines: bytes, /) -> object: ...


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("file", metavar="FILE", help="rollouts; `-` for JSONL on standard input")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write the verdicts there, as JSONL")
    settings.add_arguments(parser)
    parser.add_argument("--workers", metavar="N", type=count, default=1, help="processes to use (default 1)")


def run(options: argparse.Namespace) -> int:
    """Exit status 1 if some rows were unusable; they are in the output, undecided, with failure `bad-row`."""
    screen = Screen(sys.stderr)
    tally, progress = Tally(), Progress(screen)
    rows = _reported(read_rows(options.file), options.file, screen)
    if options.out is None:
        _grade_all(rows, options, None if sys.stdout.isatty() else sys.stdout.buffer, tally, progress)
    else:
        identity = _identity(options)
        _check_out(options)
        with ResumableOutput(options.out, identity) as output:
            try:
                _resume(rows, output, tally, screen)
                progress.skipped = tally.rows
                _grade_all(rows, options, output, tally, progress)
            except KeyboardInterrupt:
                progress.clear()
                _say_resumable(options, tally.rows, output, screen)
                raise
            output.finish()
    progress.clear()
    print_summary(tally, options.file, progress, screen)
    if options.out is not None:
        screen.line(f"verdicts: {options.out}")
    return 1 if tally.failures["bad-row"] else 0


def _grade_all(
    rows: Iterator[Row], options: argparse.Namespace, sink: Sink | None, tally: Tally, progress: Progress
) -> None:
    for graded in grade(rows, options.workers, settings.setting(options)):
        if sink is not None:
            sink.write(b"".join(verdict_line(row.id, verdict) for row, verdict in graded))
        tally.add_all(graded)
        progress.show(tally.rows)


def _reported(rows: Iterable[Row], path: str, screen: Screen) -> Iterator[Row]:
    """The same rows; what is wrong with a bad one is said as it passes."""
    problems = Problems(screen)
    for row in rows:
        if row.query is None:
            problems(f"{path}:{row.number}: {row.problem}")
        yield row
    problems.close(f"{path}: ", "; the output names each (failure bad-row)")


def _resume(rows: Iterator[Row], output: ResumableOutput, tally: Tally, screen: Screen) -> None:
    """Passes over the rows that an earlier run has graded."""
    if output.foreign:
        screen.line(f"{output.partial} was of another input or other options; starting anew")
    # The verdicts come first in zip: at their end no row has been taken yet.
    for verdict, row in zip(output.done(), rows, strict=False):
        tally.add_all([(row, verdict)])
    if tally.rows:
        screen.line(f"going on after {tally.rows:,} rows of an earlier run")


def _check_out(options: argparse.Namespace) -> None:
    out: Path = options.out
    if out.name.lower().endswith((".csv", ".parquet", ".json", ".gz")):
        raise UsageError(f"--out {out}: verdicts are written as JSONL; name the file *.jsonl")
    if not out.parent.is_dir():
        raise InputError(f"--out {out}: the folder {out.parent} does not exist; make it first")
    if options.file != STDIN and out.exists() and out.samefile(options.file):
        raise UsageError(f"--out {out}: is the input; name another file")


def _identity(options: argparse.Namespace) -> str | None:
    """What must be the same for a partial output to be gone on with."""
    known = fingerprint(options.file)
    return known and f"{known} {settings.setting(options)} tinyv={__version__}"


def _say_resumable(options: argparse.Namespace, done: int, output: ResumableOutput, screen: Screen) -> None:
    if options.file == STDIN:
        screen.line(f"interrupted after {done:,} rows; they are in {output.partial} (standard input cannot be resumed)")
    else:
        screen.line(f"interrupted after {done:,} rows; give the same command again to go on from {output.partial}")
