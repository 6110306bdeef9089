"""From a verdict logit to a probability, and the probability from which an answer is accepted.

Platt scaling (Platt 1999): probability = sigmoid(slope * logit + offset), fitted on held-out pairs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """Stored with a judge. threshold: accept from this probability on; chosen for `false_positive_rate`."""

    slope: float
    offset: float
    threshold: float
    false_positive_rate: float

    def probability(self, logit: float) -> float:
        """In (0, 1); never raises for a finite logit."""
        x = self.slope * logit + self.offset
        return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
