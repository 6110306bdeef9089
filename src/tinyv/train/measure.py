"""How well scores separate right answers from wrong ones: ROC figures, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A ROC curve: false- and true-positive rates at falling thresholds, ties taken together."""

    false_positive: Floats
    true_positive: Floats
    threshold: Floats

    @property
    def auc(self) -> float:
        """Area under the curve: the probability that a right answer scores higher than a wrong one."""
        return float(np.trapezoid(self.true_positive, self.false_positive))

    def recall_at(self, rate: float) -> float:
        """The largest true-positive rate whose false-positive rate is at most `rate`."""
        return float(self.true_positive[self.false_positive <= rate].max(initial=0.0))

    def threshold_at(self, rate: float) -> float:
        """The threshold of that point; accept scores at or above it."""
        allowed = np.flatnonzero(self.false_positive <= rate)
        return float(self.threshold[allowed[-1]])


def curve(scores: Sequence[float] | Floats, right: Sequence[bool] | NDArray[np.bool_]) -> Curve:
    """The ROC curve of some scores. Raises ValueError unless both labels are there."""
    values, truth = np.asarray(scores, float), np.asarray(right, bool)
    if truth.all() or not truth.any():
        raise ValueError("a ROC curve needs right answers and wrong ones")
    order = np.argsort(-values, kind="stable")
    values, truth = values[order], truth[order]
    last = np.append(np.flatnonzero(np.diff(values)), len(values) - 1)  # the last of each run of equal scores
    hits, misses = np.cumsum(truth)[last], np.cumsum(~truth)[last]
    return Curve(
        np.concatenate([[0.0], misses / (~truth).sum()]),
        np.concatenate([[0.0], hits / truth.sum()]),
        np.concatenate([[np.inf], values[last]]),
    )
