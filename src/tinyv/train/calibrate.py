"""Held-out logits to a calibration: Platt scaling, an accept threshold for a false-positive rate, reliability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyv.judge.calibration import Calibration
from tinyv.train.measure import curve

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose probability lies in one tenth: their mean probability, the share that is right, how many."""

    mean: float
    right: float
    count: int


def platt(logits: NDArray[np.float64], truth: NDArray[np.bool_], steps: int = 50) -> tuple[float, float]:
    """Slope and offset of sigmoid(slope * logit + offset) by Newton's method, with Platt's targets against overfit."""
    hits, misses = int(truth.sum()), int((~truth).sum())
    target = np.where(truth, (hits + 1) / (hits + 2), 1 / (misses + 2))
    design = np.stack([logits, np.ones_like(logits)], 1)
    found = np.array([1.0, 0.0])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (p - target)
        bend = design.T @ (design * (p * (1 - p))[:, None]) + 1e-6 * np.eye(2)
        move = np.linalg.solve(bend, slope)
        found = found - move
        if np.abs(move).max() < 1e-8:
            break
    return float(found[0]), float(found[1])


def calibrate(logits: Sequence[float], right: Sequence[bool], rate: float) -> Calibration:
    """The calibration of some held-out logits, accepting at most `rate` of the wrong answers among them.

    Raises ValueError unless both labels are there, or if the logits rank no better than chance.
    """
    values, truth = np.asarray(logits, float), np.asarray(right, bool)
    line = curve(values, truth)
    slope, offset = platt(values, truth)
    if slope <= 0:
        raise ValueError(f"the judge ranks no better than chance on these answers (AUC {line.auc:.3f})")
    plain = Calibration(slope, offset, 1.0, rate)
    lowest = line.threshold_at(rate)
    # an answer's own logit must pass, whatever the last digit of a sum says
    return Calibration(slope, offset, plain.probability(lowest) - 1e-9 if np.isfinite(lowest) else 1.0, rate)


def reliability(probabilities: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The bins that are not empty, from low to high."""
    p, truth = np.asarray(probabilities), np.asarray(right, bool)
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    return [
        Bin(float(p[here].mean()), float(truth[here].mean()), int(here.sum()))
        for here in (place == index for index in range(BINS))
        if here.any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: the mean gap between probability and share, weighted by count."""
    whole = sum(each.count for each in bins)
    return sum(abs(each.mean - each.right) * each.count for each in bins) / whole
