"""What `tinyv eval` shows: the table of scores, a second verifier's word, and differences to another run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tinyv.bench import Outcome, Pair, measure
from tinyv.bench.run import ContenderError
from tinyv.cli.grading import Graded
from tinyv.cli.summary import Progress
from tinyv.cli.terminal import BOLD, DIM, Screen, shorten, table
from tinyv.evaluate import Difference, Estimate, Figures
from tinyv.rows import InputError, Row
from tinyv.types import Label, Verdict

US = "tinyv"
SHOWN = 8  # disagreements on the screen, each on another question; --disagreements has them all
SHOWN_PASSES = 2  # columns of pass@k: the smallest k and the largest ones; --json has them all


@dataclass(frozen=True, slots=True)
class Second:
    """A second verifier's word on the same responses, in the same order."""

    name: str
    version: str
    graded: Graded
    outcomes: list[Outcome]

    def counts(self) -> Counter[str]:
        """Responses by who accepts them: `both`, `neither`, `tinyv only`, `NAME only`; `undecided here` where rules
        left it open and the second did not accept."""
        return Counter(self._kind(verdict, outcome) for _, verdict, outcome in self._all())

    def accepted(self) -> float:
        """The share of the responses that the second verifier accepts."""
        return sum(outcome.accepted is True for outcome in self.outcomes) / len(self.outcomes)

    def disagreements(self) -> list[tuple[Row, Verdict, Outcome]]:
        """Where one accepts and the other does not."""
        return [each for each in self._all() if self._kind(*each[1:]).endswith("only")]

    def facts(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "name": self.name,
            "version": self.version,
            "responses": len(self.outcomes),
            "accepted": self.accepted(),
            "errors": sum(bool(outcome.error) for outcome in self.outcomes),
            "counts": self.counts(),
        }

    def lines(self) -> Iterator[bytes]:
        """The disagreements as JSONL."""
        for row, verdict, outcome in self.disagreements():
            assert row.query is not None
            facts = {
                "id": row.id,
                "question_id": row.record["question_id"],
                "source": row.record["source"],
                "accepted_by": self._kind(verdict, outcome).removesuffix(" only"),
                "reference": row.query.reference,
                "answer": verdict.answer,
                "label": verdict.label,
                "decided_by": verdict.decided_by,
                "reason": verdict.reason,
                "second": outcome.error or outcome.reason,
                "question": row.query.question,
                "response": row.query.response,
            }
            yield orjson.dumps(facts, option=orjson.OPT_APPEND_NEWLINE)

    def _all(self) -> Iterator[tuple[Row, Verdict, Outcome]]:
        for (row, verdict), outcome in zip(self.graded, self.outcomes, strict=True):
            yield row, verdict, outcome

    def _kind(self, verdict: Verdict, outcome: Outcome) -> str:
        ours, theirs = verdict.label is Label.CORRECT, outcome.accepted is True
        if ours and theirs:
            return "both"
        if ours or theirs:
            return f"{US if ours else self.name} only"
        return "undecided here" if verdict.label is Label.UNDECIDED else "neither"


def second_opinion(name: str, graded: Graded, screen: Screen) -> Second:
    """Grades the same responses with another verifier, in a process of its own. InputError if it is not installed."""
    pairs = [
        Pair(row.id, row.query.question, row.query.reference, row.query.response, verdict.label is Label.CORRECT)
        for row, verdict in graded
        if row.query is not None
    ]
    progress = Progress(screen)
    try:
        run = measure(name, pairs, lambda done: progress.show(done, f"{name}: "))
    except ContenderError as error:
        raise InputError(str(error)) from None
    finally:
        progress.clear()
    return Second(name, run.version, graded, run.outcomes)


def print_figures(results: dict[str, Figures], missing: dict[str, int], second: Second | None, screen: Screen) -> None:
    """The table, what lies behind it, and the second verifier's word."""
    ks = sorted({k for each in results.values() for k in each.passes})
    ks = ks if len(ks) <= SHOWN_PASSES else [ks[0], *ks[1 - SHOWN_PASSES :]]
    head = ["", "questions", "n", "avg@n", *(f"pass@{k}" for k in ks), "undecided", "no answer", "length"]
    rows = [head]
    for name, each in results.items():
        samples = str(each.fewest) if each.fewest == each.most else f"{each.fewest} to {each.most}"
        passes = [_estimate(each.passes[k]) if k in each.passes else "-" for k in ks]
        length = f"{each.characters:,.0f}" if each.tokens is None else f"{each.tokens:,.0f} tokens"
        shares = [_percent(each.undecided), _percent(each.no_answer)]
        rows.append([name, f"{each.questions:,}", samples, _estimate(each.average), *passes, *shares, length])
    for number, line in enumerate(table(rows, [False, *(True for _ in head[1:])])):
        screen.line(line if number else screen.paint(line, BOLD))
    for line in _notes(results, missing):
        screen.line(screen.paint(line, DIM))
    if second is not None:
        _print_second(second, screen)


def _notes(results: dict[str, Figures], missing: dict[str, int]) -> Iterator[str]:
    yield "95 % intervals: bootstrap over questions; undecided responses count as not right"
    yield "n: responses to a question; length: mean of a response, in characters unless tokens are known"
    for name, each in results.items():
        if each.undecided:
            yield f"{name}: avg@n is {_percent(each.if_undecided_right)} if all undecided responses are right"
        if each.failed:
            yield f"{name}: {_percent(each.failed)} of the responses could not be decided because something broke"
        if each.cut_off:
            yield f"{name}: {_percent(each.cut_off)} of the responses were cut off by the token limit"
        if each.fewest != each.most:
            yield f"{name}: questions have {each.fewest} to {each.most} responses; every question weighs the same"
    for source, number in missing.items():
        yield f"{source}: {number:,} questions have no response and are left out of every score"


def _print_second(second: Second, screen: Screen) -> None:
    screen.line()
    title = f"{second.name} {second.version}".strip()
    accepted = f"accepts {_percent(second.accepted())} of {len(second.outcomes):,} responses"
    screen.line(
        f"{screen.paint(title, BOLD)} {accepted}: " + ", ".join(f"{n:,} {k}" for k, n in second.counts().items())
    )
    found = second.disagreements()
    first_of = {str(row.record["question_id"]): (row, verdict, outcome) for row, verdict, outcome in reversed(found)}
    width = (screen.width - 50) // 3
    rows = [("accepted by", "id", "reference", "answer", "why")]
    for row, verdict, outcome in list(reversed(first_of.values()))[:SHOWN]:
        by = US if verdict.label is Label.CORRECT else second.name
        reference = row.query.reference if row.query else ""
        why = f"{verdict.decided_by or verdict.failure or verdict.label}: {outcome.error or outcome.reason}"
        cells = (shorten(row.id, 16), shorten(reference, width), shorten(verdict.answer or "", width))
        rows.append((by, *cells, shorten(why, width)))
    if found:
        for number, line in enumerate(table(rows, (False,) * 5)):
            screen.line("  " + (line if number else screen.paint(line, DIM)))
    if len(found) > min(SHOWN, len(first_of)):
        screen.line(f"  {len(found):,} on {len(first_of):,} questions; --disagreements FILE lists them all")


def print_differences(differences: dict[str, Difference], other: str, screen: Screen) -> None:
    """Mine less the other's."""
    screen.line()
    screen.line(screen.paint(f"less {other}", BOLD))
    ks = sorted({k for each in differences.values() for k in each.passes})
    ks = ks if len(ks) <= SHOWN_PASSES else [ks[0], *ks[1 - SHOWN_PASSES :]]
    rows = [["", "questions", "avg@n", *(f"pass@{k}" for k in ks)]]
    for name, each in differences.items():
        passes = [_signed(each.passes[k]) if k in each.passes else "-" for k in ks]
        rows.append([name or "all questions", f"{each.questions:,}", _signed(each.average), *passes])
    for line in table(rows, [False, *(True for _ in rows[0][1:])]):
        screen.line(line)
    screen.line(screen.paint("in points; paired bootstrap over questions; * where the interval leaves out 0", DIM))


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _estimate(each: Estimate) -> str:
    return f"{100 * each.value:.1f} ({100 * each.low:.1f} to {100 * each.high:.1f})"


def _signed(each: Estimate) -> str:
    clear = "*" if each.low > 0 or each.high < 0 else " "
    return f"{100 * each.value:+.1f} ({100 * each.low:+.1f} to {100 * each.high:+.1f}){clear}"
