"""Figures of a verifier over labelled pairs, each share with its 95 % Wilson interval.

An undecided pair counts as not accepted: a verifier does not gain precision points by recall it has not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from tinyv.audit.intervals import Share, wilson
from tinyv.bench.pairs import Pair
from tinyv.bench.run import Outcome, Run


@dataclass(frozen=True, slots=True)
class Figures:
    """One verifier's figures.

    recall: right answers accepted. false_positive_rate: wrong answers accepted. precision: accepted that are right.
    accuracy: right accepted and wrong not accepted. undecided: neither accepted nor called wrong, of all.
    refuted: right answers called wrong, which no judge would ever see. errors: exceptions and timeouts.
    Times are milliseconds a pair; import_ms is one import in a fresh process; peak_mib is the process's peak memory.
    """

    recall: Share
    false_positive_rate: Share
    precision: Share
    accuracy: Share
    undecided: Share
    refuted: Share
    f1: float | None
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    mean_ms: float
    import_ms: float
    peak_mib: float
    version: str


def figures(pairs: Sequence[Pair], run: Run) -> Figures:
    """The figures of one run over the pairs it graded, in the same order; ValueError if they are not as many."""
    both = list(zip(pairs, run.outcomes, strict=True))
    right = [outcome for pair, outcome in both if pair.right]
    wrong = [outcome for pair, outcome in both if not pair.right]
    hits, false_alarms = _accepted(right), _accepted(wrong)
    misses = len(right) - hits
    times = sorted(outcome.ms for outcome in run.outcomes)
    whole = 2 * hits + false_alarms + misses
    return Figures(
        recall=wilson(hits, len(right)),
        false_positive_rate=wilson(false_alarms, len(wrong)),
        precision=wilson(hits, hits + false_alarms),
        accuracy=wilson(hits + len(wrong) - false_alarms, len(both)),
        undecided=wilson(sum(outcome.accepted is None for outcome in run.outcomes), len(both)),
        refuted=wilson(sum(outcome.accepted is False for outcome in right), len(right)),
        f1=2 * hits / whole if whole else None,
        errors=sum(bool(outcome.error) for outcome in run.outcomes),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        p99_ms=percentile(times, 99),
        max_ms=percentile(times, 100),
        mean_ms=sum(times) / len(times) if times else 0.0,
        import_ms=run.import_ms,
        peak_mib=run.peak_mib,
        version=run.version,
    )


def _accepted(outcomes: Sequence[Outcome]) -> int:
    return sum(outcome.accepted is True for outcome in outcomes)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` % of the ordered values do not pass; 0 if there are none."""
    return ordered[max(0, ceil(percent / 100 * len(ordered)) - 1)] if ordered else 0.0
