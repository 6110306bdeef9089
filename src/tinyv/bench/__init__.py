"""Accuracy and speed of verifiers on the same labelled pairs, each in a process of its own on one core."""

from tinyv.audit.intervals import wilson
from tinyv.bench.figures import Figures, figures, percentile
from tinyv.bench.pairs import Pair, read_pairs
from tinyv.bench.ranking import Ranking, parts, ranking
from tinyv.bench.run import Outcome, Run, measure
from tinyv.bench.worker import CONTENDERS

__all__ = [
    "CONTENDERS",
    "Figures",
    "Outcome",
    "Pair",
    "Ranking",
    "Run",
    "figures",
    "measure",
    "parts",
    "percentile",
    "ranking",
    "read_pairs",
    "wilson",
]
