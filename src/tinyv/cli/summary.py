"""What `tinyv verify` says on standard error: progress while it runs, and a table at the end."""

import time
from collections import Counter
from collections.abc import Iterable

from tinyv.cli.terminal import BOLD, DIM, LABEL_COLOURS, Screen, shorten, table
from tinyv.rows import Row
from tinyv.types import Label, Query, Verdict

TOP = 8  # rules and failures shown
EXAMPLES = 6  # recovered answers shown, each of another rule
AROUND = " \t\r\n$"
REDRAW = 0.1  # seconds between two updates of the progress line


class Progress:
    """A line of progress, on terminals only, and the time that has passed.

    skipped: rows that an earlier run has done; they count as done, but not as fast.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._start = self._drawn = time.perf_counter()
        self.skipped = 0

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

    def show(self, rows: int, title: str = "") -> None:
        now = time.perf_counter()
        if self._screen.is_terminal and now - self._drawn >= REDRAW:
            self._drawn = now
            speed = (rows - self.skipped) / self.seconds
            self._screen.stream.write(f"\r\x1b[K{title}{rows:,} rows, {speed:,.0f} a second")
            self._screen.stream.flush()

    def clear(self) -> None:
        if self._screen.is_terminal:
            self._screen.stream.write("\r\x1b[K")


class Tally:
    """Counts over verdicts, in memory that does not grow with the file.

    recovered: right answers that an exact matcher would have thrown away: the answer that was found in the response
        is not the reference, blanks and dollars around both left out. That matcher is given our extraction, so the
        count is a modest one.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.labels: Counter[Label] = Counter()
        self.rules: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()
        self.recovered = 0
        self.examples: dict[str, tuple[Query, Verdict]] = {}

    def add_all(self, graded: Iterable[tuple[Row, Verdict]]) -> None:
        for row, verdict in graded:
            self.rows += 1
            self.labels[verdict.label] += 1
            if verdict.decided_by:
                self.rules[verdict.decided_by] += 1
            if verdict.failure:
                self.failures[verdict.failure] += 1
            if verdict.label is Label.CORRECT and row.query and not _exact(row.query, verdict):
                self.recovered += 1
                self.examples.setdefault(verdict.decided_by, (row.query, verdict))


def _exact(query: Query, verdict: Verdict) -> bool:
    return verdict.answer is not None and verdict.answer.strip(AROUND) == query.reference.strip(AROUND)


def print_summary(tally: Tally, title: str, progress: Progress, screen: Screen) -> None:
    """The table at the end."""
    fresh = tally.rows - progress.skipped
    seconds = progress.seconds
    speed = f"{fresh:,} in {seconds:.2f} s, {fresh / seconds:,.0f} a second"
    screen.line(f"{screen.paint(title, BOLD)}  {tally.rows:,} rows  {screen.paint(speed, DIM)}")
    if not tally.rows:
        return
    screen.line()
    counts = table(
        [(label, f"{tally.labels[label]:,}", _share(tally.labels[label], tally.rows)) for label in Label],
        (False, True, True),
    )
    for label, line in zip(Label, counts, strict=True):
        screen.line("  " + screen.paint(line, LABEL_COLOURS[label]))
    if tally.recovered:
        share = _share(tally.recovered, tally.labels[Label.CORRECT])
        screen.line(f"  recovered: {tally.recovered:,} of the correct ({share}), which an exact matcher throws away")
    _print_counter("decided by", tally.rules, tally.rows, screen)
    _print_counter("failures", tally.failures, tally.rows, screen)
    if tally.examples:
        _print_examples(tally, screen)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _print_counter(title: str, counter: Counter[str], whole: int, screen: Screen) -> None:
    if counter:
        screen.line()
        screen.line(screen.paint(title, BOLD))
        rows = [(shorten(name, 40), f"{n:,}", _share(n, whole)) for name, n in counter.most_common(TOP)]
        for line in table(rows, (False, True, True)):
            screen.line("  " + line)
        if len(counter) > TOP:
            screen.line(f"  and {len(counter) - TOP} more")


def _print_examples(tally: Tally, screen: Screen) -> None:
    screen.line()
    screen.line(screen.paint("recovered, for example", BOLD))
    ranked = sorted(tally.examples, key=lambda rule: -tally.rules[rule])[:EXAMPLES]
    width = (screen.width - 30) // 2
    rows = [("reference", "answer", "why")]
    for rule in ranked:
        query, verdict = tally.examples[rule]
        rows.append((shorten(query.reference, width), shorten(verdict.answer or "", width), shorten(rule, 24)))
    for number, line in enumerate(table(rows, (False, False, False))):
        screen.line("  " + (line if number else screen.paint(line, DIM)))


SHOWN_PROBLEMS = 20  # a file of the wrong kind should not fill the screen


class Problems:
    """Says what is wrong with rows, the first ones at length."""

    def __init__(self, screen: Screen) -> None:
        self._screen, self.count = screen, 0

    def __call__(self, line: str) -> None:
        self.count += 1
        if self.count <= SHOWN_PROBLEMS:
            self._screen.line(line)

    def close(self, before: str = "", after: str = "") -> None:
        """Says how many were not shown, between two texts."""
        if self.count > SHOWN_PROBLEMS:
            self._screen.line(f"{before}{self.count - SHOWN_PROBLEMS:,} more bad rows{after}")
