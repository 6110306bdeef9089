"""How scores rank, and figures by part: taxonomy group, source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinyv.audit.taxonomy import GROUPS
from tinyv.bench.pairs import Pair
from tinyv.bench.run import Run
from tinyv.types import kind


@dataclass(frozen=True, slots=True)
class Ranking:
    """auc: the chance that a right answer scores above a wrong one. recall_*: at 0.5, 1, 2 % false positives.

    judged: pairs that the judge decided; judged_recall, judged_false: accepted among the right and the wrong of them.
    """

    auc: float
    recall_05: float
    recall_1: float
    recall_2: float
    judged: int
    judged_recall: float
    judged_false: float


def ranking(pairs: Sequence[Pair], run: Run) -> Ranking | None:
    """The ranking of a run's scores; None where a label or the scores are missing."""
    from tinyv.train.measure import curve  # numpy, which rules alone do without

    both = [(pair, o, o.score) for pair, o in zip(pairs, run.outcomes, strict=True) if o.score is not None]
    right = [pair.right for pair, _, _ in both]
    if not any(right) or all(right):
        return None
    line = curve([score for _, _, score in both], right)
    judged = [(pair.right, o.accepted is True) for pair, o, _ in both if kind(o.by) == "judge"]
    return Ranking(
        line.auc,
        line.recall_at(0.005),
        line.recall_at(0.01),
        line.recall_at(0.02),
        len(judged),
        _mean([accepted for truth, accepted in judged if truth]),
        _mean([accepted for truth, accepted in judged if not truth]),
    )


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def parts(pairs: Sequence[Pair], runs: dict[str, Run]) -> dict[str, list[list[str]]]:
    """Tables by title: a row a part, a column a run."""
    return {
        "recall by kind": _table(pairs, runs, lambda p: GROUPS.get(p.category[:1], "") if p.right else ""),
        "recall by source": _table(pairs, runs, lambda p: p.source if p.right else ""),
        "false positives by source": _table(pairs, runs, lambda p: "" if p.right else p.source),
    }


def _table(pairs: Sequence[Pair], runs: dict[str, Run], part_of: Callable[[Pair], str]) -> list[list[str]]:
    names = sorted({part_of(pair) for pair in pairs} - {""})
    rows = []
    for name in names:
        here = [index for index, pair in enumerate(pairs) if part_of(pair) == name]
        accepted = [sum(run.outcomes[index].accepted is True for index in here) for run in runs.values()]
        rows.append([f"{name} ({len(here):,})", *(f"{100 * each / len(here):.1f} %" for each in accepted)])
    return rows
