"""The state of a run on disk: one JSON file a worker, written atomically; read back and added up for `tinyv watch`."""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from tinyv.files import write_whole
from tinyv.health.alarm import Alarm
from tinyv.health.numbers import efficiency, numbers

LOG = logging.getLogger("tinyv.health")
FORMAT = 1
EVERY = 1.0  # seconds between writes
POINTS = 120  # of the history; when there are more, every second one goes
SILENT = 900.0  # seconds after which a worker is left out, if others are heard
REPLACED = 60.0  # the same for one that was last heard before another one started: a run that was started again


@dataclass(frozen=True, slots=True)
class Snapshot:
    """counts: see `numbers`; they can be added over workers. prompts: key -> (rollouts, exact matches, right)."""

    counts: Mapping[str, int]
    prompts: Mapping[str, tuple[int, int, int]]
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A snapshot with its past, of one worker or of several.

    history: (seconds of the Unix epoch, counts), oldest first, over the whole run. workers: names of those in it;
    left_out: of those that were not heard of for long.
    """

    snapshot: Snapshot
    started: float
    updated: float
    history: tuple[tuple[float, Mapping[str, int]], ...] = ()
    workers: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def numbers(self) -> dict[str, float]:
        return numbers(self.snapshot.counts, len(self.snapshot.alarms))


class BadStatus(ValueError):
    """A file that is no status, or of a format that is not known; the message says which."""


class Writer:
    """Writes what `snapshot` gives to a path, at most once a second, in a thread of its own: the run never waits for a
    disk. A write that fails is said once and tried again."""

    def __init__(self, path: Path, snapshot: Callable[[], Snapshot]) -> None:
        self.host = socket.gethostname()
        self._pid = os.getpid()
        self.worker = f"{self.host}-{self._pid}-{secrets.token_hex(2)}"
        self.started = time.time()
        folder = path.is_dir() or not path.suffix
        self.path = path / f"{self.worker}.json" if folder else path
        self._snapshot = snapshot
        self._history: list[tuple[float, Mapping[str, int]]] = []
        self._step = EVERY
        self._complained = False
        self._due = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There is something new. Not for several threads at once."""
        if not self._due.is_set():
            self._due.set()
        if self._thread is None and not self._closed.is_set():
            self._thread = threading.Thread(target=self._run, name="tinyv-health", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def close(self) -> None:
        """Writes a last time and stops."""
        if self._closed.is_set() or self._thread is None or self._pid != os.getpid():
            return  # a fork has inherited what happens at exit, but not the thread
        self._closed.set()
        self._due.set()
        self._thread.join(timeout=5)
        atexit.unregister(self.close)

    def _run(self) -> None:
        while not self._closed.is_set():
            self._due.wait()
            self._due.clear()
            self.write()
            self._closed.wait(EVERY)
        self.write()

    def write(self) -> None:
        """One write, now."""
        try:
            snapshot, now = self._snapshot(), time.time()
            self._remember(now, snapshot.counts)
            self._own_path(now)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, [self._document(snapshot, now)], sync=False)
            self._complained = False
        except Exception as problem:
            if not self._complained:
                LOG.warning("the state of the run cannot be written to %s: %s", self.path, problem)
            self._complained = True

    def _remember(self, now: float, counts: Mapping[str, int]) -> None:
        if not self._history or now - self._history[-1][0] >= self._step:
            self._history.append((now, counts))
        if len(self._history) > POINTS:
            self._history = self._history[::2]
            self._step *= 2

    def _own_path(self, now: float) -> None:
        """Moves beside a file that another worker is writing."""
        try:
            other = orjson.loads(self.path.read_bytes())
            taken = other["worker"] != self.worker and now - other["updated"] < SILENT
            taken = taken and not (other["host"] == self.host and _ended(other["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return
        if taken:
            self.path = self.path.with_name(f"{self.path.stem}.{self.worker}{self.path.suffix}")

    def _document(self, snapshot: Snapshot, now: float) -> bytes:
        history = [*self._history, (now, snapshot.counts)]
        fields = sorted({name for _, counts in history for name in counts})
        return orjson.dumps(
            {
                "tinyv_health": FORMAT,
                "worker": self.worker,
                "host": self.host,
                "pid": self._pid,
                "started": self.started,
                "updated": now,
                "numbers": numbers(snapshot.counts, len(snapshot.alarms)),
                "alarms": [asdict(alarm) for alarm in snapshot.alarms],
                "counts": snapshot.counts,
                "prompts": snapshot.prompts,
                "history": {
                    "fields": fields,
                    "points": [[when, *(counts.get(name, 0) for name in fields)] for when, counts in history],
                },
            }
        )


def read(content: bytes, name: str) -> Status:
    """The status in a file's content. BadStatus, naming the file, if there is none."""
    try:
        document = orjson.loads(content)
        if document["tinyv_health"] != FORMAT:
            raise BadStatus(f"{name}: its format is {document['tinyv_health']!r}, known is {FORMAT}; update tinyv")
        return _status(document)
    except BadStatus:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadStatus(f"{name}: is no status of tinyv.health ({type(problem).__name__}: {problem})") from None


def _status(document: Mapping[str, Any]) -> Status:
    fields = document["history"]["fields"]
    points = document["history"]["points"]
    return Status(
        Snapshot(
            {name: int(value) for name, value in document["counts"].items()},
            {key: (int(n), int(exact), int(right)) for key, (n, exact, right) in document["prompts"].items()},
            tuple(Alarm(**alarm) for alarm in document["alarms"]),
        ),
        float(document["started"]),
        float(document["updated"]),
        tuple((float(when), dict(zip(fields, values, strict=True))) for when, *values in points),
        (str(document["worker"]),),
    )


def add_up(statuses: Sequence[Status]) -> Status:
    """One status of several workers: counts are summed, the rollouts of a prompt that several workers met are put
    together, an alarm that several raise is told once. Workers that ended (see SILENT, REPLACED) are left out."""
    newest, latest_start = max(s.updated for s in statuses), max(s.started for s in statuses)
    heard = [s for s in statuses if newest - s.updated <= (SILENT if s.updated >= latest_start else REPLACED)]
    counts: Counter[str] = Counter()
    prompts: dict[str, tuple[int, int, int]] = {}
    alarms: dict[tuple[str, str], Alarm] = {}
    for status in heard:
        counts.update(status.snapshot.counts)
        for key, (n, exact, right) in status.snapshot.prompts.items():
            known = prompts.get(key, (0, 0, 0))
            prompts[key] = (known[0] + n, known[1] + exact, known[2] + right)
        for alarm in status.snapshot.alarms:
            alarms.setdefault((alarm.kind, alarm.subject), alarm)
    names = {status.workers for status in heard}
    return Status(
        Snapshot(dict(counts) | efficiency(prompts.values()), prompts, tuple(alarms.values())),
        min(s.started for s in heard),
        newest,
        _history([status.history for status in heard]),
        tuple(sorted(name for workers in names for name in workers)),
        tuple(sorted(name for s in statuses if s.workers not in names for name in s.workers)),
    )


def _history(
    histories: Iterable[Sequence[tuple[float, Mapping[str, int]]]],
) -> tuple[tuple[float, Mapping[str, int]], ...]:
    """Histories with points at different times as one: at each time the last point of every worker."""
    known = [list(history) for history in histories if history]
    times = sorted({point[0] for history in known for point in history})
    stride = max(1, len(times) // POINTS)
    places = [0] * len(known)
    merged = []
    for when in times[::-1][::stride][::-1]:
        counts: Counter[str] = Counter()
        for number, history in enumerate(known):
            while places[number] < len(history) and history[places[number]][0] <= when:
                places[number] += 1
            if places[number]:
                counts.update(history[places[number] - 1][1])
        merged.append((when, dict(counts)))
    return tuple(merged)


def _ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
