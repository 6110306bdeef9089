"""Benchmarks of policies: stored or generated responses, joined to their questions, graded and summed up."""

from tinyv.evaluate.benchmark import Benchmark, read_benchmark
from tinyv.evaluate.compare import Difference, compare
from tinyv.evaluate.figures import Estimate, Figures, figures, pass_at_k
from tinyv.evaluate.tally import Question, Tally

__all__ = [
    "Benchmark",
    "Difference",
    "Estimate",
    "Figures",
    "Question",
    "Tally",
    "compare",
    "figures",
    "pass_at_k",
    "read_benchmark",
]
