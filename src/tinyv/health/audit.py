"""Random audits: a stronger judge labels some decided answers in the background, and J = TPR - FPR is estimated."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from tinyv.guard import clean_for_judge
from tinyv.judge.base import Ask, Judge

WAITING = 256  # audits that wait for the auditor; more are dropped
BATCH = 32
KEPT = 256  # labels of one stratum that are reckoned with, the last ones


@dataclass(frozen=True, slots=True)
class Estimate:
    """J = TPR - FPR with its standard error, from `audits` labels; all 0.0 where they do not suffice."""

    audits: int = 0
    j: float = 0.0
    error: float = 0.0
    tpr: float = 0.0
    fpr: float = 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """About 95 % (normal), within [-1, 1]."""
        return max(-1.0, self.j - 1.96 * self.error), min(1.0, self.j + 1.96 * self.error)


def estimate(strata: Mapping[str, tuple[int, int, int]]) -> Estimate:
    """J of the decided answers, by stratified (inverse-probability) weighting.

    strata: of `right_by_rules`, `right_by_judge`, `wrong_by_rules`, `wrong_by_judge` the number N of decided answers
    in the window, the number n of them that were labelled and the number k of those with the label "right". Each label
    stands for N / n answers, which is one over the probability that it was drawn, whatever was dropped on the way. With
    q = k / n and the weight w = N / sum N of a stratum,

        TP = sum w q over accepting strata,  FN = sum w q over rejecting ones,  T = TP + FN,  A = sum w over accepting,
        J = TP / T - (A - TP) / (1 - T),   var J = sum (dJ/dq)^2 q~ (1 - q~) / n,   q~ = (k + 1/2) / (n + 1)

    (Horvitz-Thompson within strata, delta method; q~ keeps a stratum without errors from claiming certainty.) Strata
    with answers but without labels are joined with the other of the same side; where a whole side has none, or all
    labels are alike, J is unknown. Not covered: the auditor's own errors, and a change of the answers within a
    stratum since the labels were made.
    """
    sides = [_side(strata, side) for side in ("right", "wrong")]
    audits = sum(n for side in sides for _, n, _ in side)
    total = sum(size for side in sides for size, _, _ in side)
    if not total or not all(side and all(n for _, n, _ in side) for side in sides):
        return Estimate()
    accepting, rejecting = ([(size / total, n, k) for size, n, k in side] for side in sides)
    tp, fn = (sum(w * k / n for w, n, k in side) for side in (accepting, rejecting))
    accepted = sum(w for w, _, _ in accepting)
    true, false = tp + fn, 1 - tp - fn
    if true <= 1e-12 or false <= 1e-12:
        return Estimate()
    fp = accepted - tp
    tn = false - fp
    slopes = [(w * (fn / true**2 + tn / false**2), n, k) for w, n, k in accepting]
    slopes += [(w * (tp / true**2 + fp / false**2), n, k) for w, n, k in rejecting]
    variance = sum(slope**2 * (k + 0.5) * (n - k + 0.5) / (n + 1) ** 2 / n for slope, n, k in slopes)
    tpr, fpr = tp / true, fp / false
    return Estimate(audits, tpr - fpr, math.sqrt(variance), tpr, fpr)


def _side(strata: Mapping[str, tuple[int, int, int]], side: str) -> list[tuple[int, int, int]]:
    held = [row for name, row in strata.items() if name.startswith(side) and row[0]]
    if any(not n for _, n, _ in held):
        held = [(sum(row[0] for row in held), sum(row[1] for row in held), sum(row[2] for row in held))]
    return held


class Audits:
    """The way of drawn answers to the auditor: a bounded queue and one thread with an event loop of its own, so that
    an auditor that blocks, hangs or raises disturbs nobody. What it gives no opinion on is not reckoned with."""

    def __init__(self, auditor: Judge) -> None:
        self.auditor = auditor
        self._labels: dict[str, deque[bool]] = {}
        self._waiting: queue.Queue[tuple[str, Ask]] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None

    def draw(self, stratum: str, question: str, reference: str, answer: str | None) -> None:
        """One answer to be labelled. Who gave no answer was not right: that needs no auditor."""
        if answer is None:
            self._label(stratum, False)
            return
        try:
            self._waiting.put_nowait((stratum, Ask(question, reference, answer)))
        except queue.Full:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="tinyv-audit", daemon=True)
            self._thread.start()

    def counts(self) -> dict[str, int]:
        """`audited_*` and `audited_right_*` for each stratum."""
        found = {}
        for stratum, labels in list(self._labels.items()):
            known = list(labels)
            found[f"audited_{stratum}"] = len(known)
            found[f"audited_right_{stratum}"] = sum(known)
        return found

    def settle(self, timeout: float = 10.0) -> bool:
        """Waits until what was drawn is labelled; False if that took longer than `timeout` seconds."""
        end = time.monotonic() + timeout
        while self._waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.005)
        return not self._waiting.unfinished_tasks

    def _label(self, stratum: str, right: bool) -> None:
        self._labels.setdefault(stratum, deque(maxlen=KEPT)).append(right)

    def _run(self) -> None:
        import asyncio  # costs more to import than the rest of this module

        with asyncio.Runner() as runner:
            while True:
                batch = [self._waiting.get()]
                while len(batch) < BATCH and not self._waiting.empty():
                    batch.append(self._waiting.get())
                try:
                    runner.run(self._hear(batch))
                except Exception:  # the auditor is not ours, and must not end with the thread
                    pass
                finally:
                    for _ in batch:
                        self._waiting.task_done()

    async def _hear(self, batch: list[tuple[str, Ask]]) -> None:
        asks = [Ask(*(clean_for_judge(text) for text in (a.question, a.reference, a.answer))) for _, a in batch]
        opinions = await self.auditor.judge(asks)
        for (stratum, _), opinion in zip(batch, opinions, strict=True):
            if opinion.probability is not None:
                self._label(stratum, opinion.probability >= 0.5)
