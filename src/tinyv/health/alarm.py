"""What detectors say, and how long it stands."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

LOG = logging.getLogger("tinyv.health")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that looks wrong with a run.

    kind: `judge-acceptance`, `judge-share`, `answer-length`, `same-string` or `judge-down`; docs/health.md says what
        each means and what to do.
    since: when it was first raised, in seconds of the Unix epoch.
    subject: the prompt family or the string it is about; "" for the whole run.
    numbers: the statistics behind it. message: one line for a person; a response's words in it are not escaped.
    """

    kind: str
    since: float
    subject: str
    numbers: Mapping[str, float] = field(hash=False)
    message: str


class Board:
    """The alarms that stand. One is raised once, kept up to date, and taken down when its detector was silent for
    `patience` looks, so that it does not flicker."""

    def __init__(self, patience: int = 8) -> None:
        self.patience = patience
        self._standing: dict[tuple[str, str], tuple[Alarm, int]] = {}

    def look(self, found: Iterable[Alarm], kinds: Collection[str], subject: str | None) -> None:
        """One round of detectors: what they found, and for which kinds they looked, of one subject or (None) of all."""
        fresh = {(alarm.kind, alarm.subject): alarm for alarm in found}
        for name in list(self._standing):
            if name[0] not in kinds or (subject is not None and name[1] != subject):
                continue
            if name not in fresh:
                alarm, left = self._standing[name]
                if left:
                    self._standing[name] = (alarm, left - 1)
                else:
                    del self._standing[name]
        for name, alarm in fresh.items():
            if name in self._standing:
                alarm = replace(alarm, since=self._standing[name][0].since)
            else:
                LOG.warning("%s", alarm.message)
            self._standing[name] = (alarm, self.patience)

    def stands(self, kind: str, subject: str) -> bool:
        return (kind, subject) in self._standing

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Oldest first."""
        return tuple(sorted((alarm for alarm, _ in self._standing.values()), key=lambda alarm: alarm.since))
