"""Two evaluations of the same questions, question by question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinyv.evaluate.figures import Estimate, Measure, at, average, by_source, intervals, powers
from tinyv.evaluate.tally import Question


@dataclass(frozen=True, slots=True)
class Difference:
    """Mine less the other's, over the questions that both have. average: of avg@n; passes: of pass@k.

    The interval is that of a bootstrap over pairs, so that what makes a question hard for both cancels: a difference
    is clear where it does not hold 0. Not covered: the choice of a best among many comparisons.
    """

    questions: int
    average: Estimate
    passes: dict[int, Estimate]


def compare(mine: Sequence[Question], other: Sequence[Question]) -> dict[str, Difference]:
    """The difference in each benchmark, and over all questions under "" if there are several; empty if no question is
    in both."""
    theirs = {(question.source, question.id): question for question in other}
    shared = [question for question in mine if (question.source, question.id) in theirs]
    found = {}
    parts = by_source(shared)
    for source, part in ({**parts, "": shared} if len(parts) > 1 else parts).items():
        pairs = [(question, theirs[question.source, question.id]) for question in part]
        found[source] = _difference(pairs)
    return found


def _difference(pairs: Sequence[tuple[Question, Question]]) -> Difference:
    ks = powers(min(question.samples for pair in pairs for question in pair))
    measures: list[Measure] = [average, *map(at, ks)]
    values: dict[str, list[list[float]]] = {}
    for one, other in pairs:
        values.setdefault(one.source, []).append([measure(one) - measure(other) for measure in measures])
    shares = [len(part) / len(pairs) for part in values.values()]
    found = intervals(list(values.values()), shares)
    return Difference(len(pairs), found[0], dict(zip(ks, found[1:], strict=True)))
