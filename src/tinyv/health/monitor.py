"""Health of a run: notes verdicts as they pass, and tells figures and alarms."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tinyv.health.alarm import Alarm, Board
from tinyv.health.audit import Audits
from tinyv.health.detectors import BLOCKS, acceptance_rise, longer_answers, outage, same_strings, share_rise
from tinyv.health.numbers import efficiency, numbers
from tinyv.health.sample import COUNTS, STRATA, Sample, sample_of
from tinyv.health.series import RECENT, Series, Tally
from tinyv.health.status import Snapshot, Writer
from tinyv.judge.base import Judge
from tinyv.types import Query, Verdict

LOG = logging.getLogger("tinyv.health")
FAMILIES = 32  # families that are watched one by one; those that come later are only part of the whole
ASKS = 512  # of the judge, that are looked at for an outage
_PLACES = {name: COUNTS.index(name) for name in (*STRATA, "judge_failed")}
_RISES = {"judge-acceptance": acceptance_rise, "judge-share": share_rise}


class Health:
    """Watches over one run in one process.

    window: samples that the figures are about. auditor: a stronger judge, which labels a random share `audit_rate` of
        the decided answers in the background; j, tpr and fpr come from its labels. file: where the state is written
        for `tinyv watch`, at most once a second. A path that ends in a suffix is one process's file (a second process
        that finds it taken writes beside it); any other is a folder in which each process has its own.

    Safe in threads. A copy in another process, forked or unpickled, has the same configuration and starts counting
    anew; the files of all are added up by `tinyv watch`. Raises ValueError for settings that make no sense.
    """

    def __init__(
        self,
        window: int = 2048,
        auditor: Judge | None = None,
        audit_rate: float = 0.0,
        file: Path | None = None,
    ) -> None:
        if window < 1:
            raise ValueError(f"window: {window} samples are none to look at; give 1 or more")
        if not 0 <= audit_rate <= 1:
            raise ValueError(f"audit_rate: {audit_rate} is not in [0, 1]")
        if audit_rate and auditor is None:
            raise ValueError(f"audit_rate: {audit_rate} needs an auditor, a stronger judge than the one that decides")
        self.window, self.auditor, self.audit_rate = window, auditor, audit_rate
        self.file = None if file is None else Path(file)
        self._start()

    def __reduce__(self) -> tuple[object, ...]:
        return partial(Health, self.window, self.auditor, self.audit_rate, self.file), ()

    def note(self, queries: Sequence[Query], verdicts: Sequence[Verdict]) -> None:
        """Takes down graded responses: of one prompt or several, all rollouts of a prompt at once or one by one. Costs
        about ten microseconds each, and never raises: what is no query with a verdict is passed over."""
        try:
            self._check_process()
            now = time.time()
            with self._lock:
                for query, verdict in zip(queries, verdicts, strict=False):
                    self._note(query, verdict, now)
                self._look_for_outage(now)
                if self._writer is not None:
                    self._writer.wake()
        except Exception:  # a fault in watching must not end what is watched
            LOG.debug("a batch was not noted", exc_info=True)

    def numbers(self) -> dict[str, float]:
        """The figures of the window under the names of `tinyv.health.MEANING`: always all of them, always finite.
        Takes about a millisecond: ask once a step, not once a sample."""
        snapshot = self.snapshot()
        return numbers(snapshot.counts, len(snapshot.alarms))

    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms that stand, oldest first."""
        self._check_process()
        with self._lock:
            return self._board.alarms

    def snapshot(self) -> Snapshot:
        """All that is to be known, as it is written to the file."""
        self._check_process()
        with self._lock:
            window = list(self._window)
            prompts = {key: (tally.rollouts, tally.exact, tally.right) for key, tally in self._prompts.items()}
            alarms, samples = self._board.alarms, self._samples
        counts = dict.fromkeys(COUNTS, 0) | {"samples": samples}
        columns = zip(*(sample.counts for sample in window), strict=True)
        counts |= {name: sum(column) for name, column in zip(COUNTS, columns, strict=False)}
        if self._audits is not None:
            counts |= self._audits.counts()
        return Snapshot(counts | efficiency(prompts.values()), prompts, alarms)

    def close(self) -> None:
        """Writes the last state to the file. Happens by itself when the interpreter ends."""
        if self._writer is not None:
            self._writer.close()

    def settle(self, timeout: float = 10.0) -> bool:
        """Waits for the audits that were drawn; False if that took longer than `timeout` seconds."""
        return self._audits is None or self._audits.settle(timeout)

    def _start(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._samples = 0
        self._window: deque[Sample] = deque(maxlen=self.window)
        self._prompts: OrderedDict[str, Tally] = OrderedDict()
        self._asks: deque[tuple[float, bool]] = deque(maxlen=ASKS)
        self._whole = Series()
        self._families: dict[str, Series] = {}
        self._board = Board()
        self._random = random.Random()
        self._audits = Audits(self.auditor) if self.auditor is not None and self.audit_rate else None
        self._writer = None if self.file is None else Writer(self.file, self.snapshot)

    def _check_process(self) -> None:
        if self._pid != os.getpid():  # a fork: its threads are gone, and a lock may be held for ever
            self._start()

    def _note(self, query: Query, verdict: Verdict, now: float) -> None:
        try:
            sample = sample_of(query, verdict, now)
        except (AttributeError, TypeError):
            return
        self._samples += 1
        self._window.append(sample)
        failed = bool(sample.counts[_PLACES["judge_failed"]])
        if sample.asked:
            self._asks.append((now, failed))
        if not failed and sample.prompt.wanted:
            self._tally(sample, now)
        if self._audits is not None and self._random.random() < self.audit_rate:
            stratum = next((name for name in STRATA if sample.counts[_PLACES[name]]), None)
            if stratum is not None:
                self._audits.draw(stratum, query.question, sample.prompt.wanted, verdict.answer)

    def _tally(self, sample: Sample, now: float) -> None:
        oldest = self._samples - self.window
        while self._prompts and next(iter(self._prompts.values())).born <= oldest:
            self._prompts.popitem(last=False)
        tally = self._prompts.get(sample.prompt.key)
        if tally is None:
            tally = self._prompts[sample.prompt.key] = Tally(self._samples)
            self._place(tally, sample.prompt.family, now)
        tally.add(sample)

    def _place(self, tally: Tally, family: str, now: float) -> None:
        """Gives a new prompt its blocks, and looks at those that it has closed."""
        watched = {"": self._whole}
        if family in self._families or len(self._families) < FAMILIES:
            watched[family] = self._families.setdefault(family, Series())
        for name, series in watched.items():
            if series.place():
                self._look(series, name, now)
            series.open.tallies.append(tally)
        tally.blocks = tuple(series.open for series in watched.values())

    def _look(self, series: Series, family: str, now: float) -> None:
        series.forget(suspect=any(self._board.stands(kind, family) for kind in _RISES))
        early, late = series.halves()
        found = []
        if len(series.recent) == RECENT:
            for kind, rise in _RISES.items():
                if (statistics := rise(series.before, early, late)) is not None:
                    found.append(_alarm(kind, now, family, statistics))
        self._board.look(found, tuple(_RISES), family)
        if not family:
            lengths = series.lengths()  # a sudden growth shows in the last ones, a slow one in all of them
            longer = longer_answers(lengths[-2 * BLOCKS :]) or longer_answers(lengths)
            self._board.look([_alarm("answer-length", now, "", longer)] if longer else [], ("answer-length",), "")
            same = [_alarm("same-string", now, r.form, r.numbers, r.example) for r in same_strings(self._window)]
            self._board.look(same, ("same-string",), None)

    def _look_for_outage(self, now: float) -> None:
        if self._asks and (self._asks[-1][1] or self._board.stands("judge-down", "")):
            down = outage(self._asks)
            self._board.look([_alarm("judge-down", now, "", down)] if down else [], ("judge-down",), "")


# What is said of each kind; `where` is empty or names a family.
_MESSAGES = {
    "judge-acceptance": "the judge accepts {now:.0%} of what it is asked{where}, {before:.0%} before, and rules do not "
    "prove more to match: the policy may have learned what pleases the judge",
    "judge-share": "{now:.0%} of what is called right{where} is so by the judge's word alone, {before:.0%} before: the "
    "policy may be moving to answers that rules cannot check",
    "answer-length": "answers that the judge accepts have grown from {before:.0f} to {now:.0f} characters",
    "same-string": "the judge accepted {example!r} for {references:.0f} different references ({answers:.0f} answers)",
    "judge-down": "the judge failed on {failed:.0%} of the last {asks:.0f} asks, for {seconds:.0f} s",
}


def _alarm(kind: str, since: float, subject: str, statistics: dict[str, float], example: str = "") -> Alarm:
    subject, example = (text.encode("utf-8", "replace").decode() for text in (subject, example))  # lone surrogates
    where = f" in the family {subject!r}" if subject else ""
    message = _MESSAGES[kind].format(where=where, example=example[:80], **statistics)
    return Alarm(kind, since, subject, statistics, message)
