"""From a trained run to a judge in the embedded format: export, check against the source, calibrate, card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from tinyv.judge.base import Ask
from tinyv.judge.calibration import Calibration
from tinyv.judge.embedded import EmbeddedJudge
from tinyv.train import card
from tinyv.train.calibrate import calibrate, calibration_error, reliability
from tinyv.train.export import describe, export
from tinyv.train.items import Item
from tinyv.train.loop import scores_of
from tinyv.train.measure import curve
from tinyv.train.student import Base

DRIFT = 0.2  # mean change of a logit by 8-bit weights and activations that an export may show
NOT_YET = {"slope": 1.0, "offset": 0.0, "threshold": 0.5, "false_positive_rate": 0.0}


class DriftError(Exception):
    """The exported model does not say what its source says."""


def release(base: Base, held: Sequence[Item], folder: Path, facts: dict[str, Any], rate: float) -> dict[str, Any]:
    """Writes the judge with its card; returns the card's facts.

    held: items of held-out questions. Every other one calibrates, the rest is what the figures are of.
    facts: name, version, base, licence, data, answers, languages. rate: false positives to accept.
    Raises DriftError if the mean change of the logits against the source exceeds `DRIFT`.
    """
    source, _ = scores_of(base, held)
    export(base, folder, {**facts, "calibration": NOT_YET})
    judge = EmbeddedJudge(folder)
    answers = list(_answers(held))
    logits = np.array([_number(logit) for logit, _ in judge.logits([ask for ask, _, _ in answers])])
    covered = np.isfinite(logits)
    drift = float(np.abs(logits[covered] - np.array(source)).mean())
    if drift > DRIFT:
        raise DriftError(f"{folder}: exported logits differ by {drift:.2f} in the mean; {DRIFT} is allowed")
    truth = np.array([right for _, right, _ in answers])[covered]
    item_of = np.array([number for _, _, number in answers])[covered]
    values = logits[covered]
    fitted, tested = item_of % 2 == 0, item_of % 2 == 1
    calibration = calibrate(values[fitted].tolist(), truth[fitted].tolist(), rate)
    chances = [calibration.probability(value) for value in values[tested]]
    bins = reliability(chances, truth[tested].tolist())
    sources = np.array([held[number].source for number in item_of])
    shown = {
        **facts,
        **asdict(calibration),
        "rate": rate,
        "parameters": sum(p.numel() for p in base.student.parameters()),
        "layers": len(base.student.body.layers),
        "vocabulary": base.tokenizer.get_vocab_size(),
        "drift": drift,
        "error": calibration_error(bins),
        "figures": list(_figures(values[tested], truth[tested], sources[tested])),
        "at_threshold": at_threshold(calibration, values[tested], truth[tested]),
    }
    describe(base, folder, {**shown, "calibration": asdict(calibration)})
    card.write(folder, shown, bins)
    return shown


def at_threshold(calibration: Calibration, logits: Any, truth: Any) -> dict[str, float]:
    """Recall and false-positive rate of the stored threshold on answers it was not chosen on."""
    accepted = np.array([calibration.probability(value) >= calibration.threshold for value in logits])
    return {"recall": float(accepted[truth].mean()), "false_positives": float(accepted[~truth].mean())}


def _answers(held: Sequence[Item]) -> Iterator[tuple[Ask, bool, int]]:
    for number, item in enumerate(held):
        for answer in item.answers:
            yield Ask(item.question, item.reference, answer.text), answer.right, number


def _number(logit: float | None) -> float:
    return float("nan") if logit is None else logit


def _figures(values: Any, truth: Any, sources: Any) -> Iterator[dict[str, Any]]:
    parts = {"all": np.ones(len(values), bool)} | {name: sources == name for name in sorted(set(sources))}
    for name, here in parts.items():
        right = truth[here]
        if right.all() or not right.any():
            continue
        line = curve(values[here], right)
        recalls = {f"recall_{label}": line.recall_at(r) for label, r in (("05", 0.005), ("1", 0.01), ("2", 0.02))}
        counts = {"right": int(right.sum()), "wrong": int((~right).sum())}
        yield {"part": str(name), **counts, "auc": line.auc, **recalls}
