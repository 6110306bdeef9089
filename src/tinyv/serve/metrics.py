"""Prometheus metrics of all workers, from a table of numbers that they share.

Each worker adds to a row of its own in a file mapped into memory, so nothing is locked, whoever is asked sums the rows,
and what a worker counted outlives it.
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tinyv.rewards.policy import FAILURES
from tinyv.types import Label, kind

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)  # seconds
STATUSES = ("200", "304", "400", "401", "404", "405", "408", "413", "429", "499", "500", "504")
OTHER = "other"
PATHS = (
    "/v1/verify", "/v1/verify/stream", "/v1/explain", "/get_reward", "/slime", "/slime/dict", "/verify",
    "/healthz", "/readyz", "/metrics", "/v1/info", "/openapi.json", "/", "/page", OTHER,
)  # fmt: skip
DECIDERS = ("rule", "guard", "judge", "none")
JUDGING = {
    "asked": "asks that reached the judge",
    "deduplicated": "asks equal to another of the same batch",
    "cached": "asks answered from the cache",
    "prevented": "answers that rules refuted, so that the judge was not asked",
    "failed": "asks without an opinion",
    "tokens": "tokens that the judge read",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """labels: name -> the values it may take. A histogram has the label `le` and a cell for its sum."""

    name: str
    kind: str
    help: str
    labels: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def cells(self) -> list[tuple[str, ...]]:
        return list(product(*(values for _, values in self.labels)))


_LE = (*(f"{bound:g}" for bound in BUCKETS), "+Inf")
_FAILURES = (*FAILURES, OTHER)
METRICS = (
    Metric("tinyv_requests_total", "counter", "requests by path and status; 499: the client went away",
           (("path", PATHS), ("status", (*STATUSES, OTHER)))),
    Metric("tinyv_request_seconds", "histogram", "seconds from a request's head to the end of its reply",
           (("path", PATHS), ("le", (*_LE, "sum")))),
    Metric("tinyv_verdicts_total", "counter", "verdicts by label and by who decided",
           (("label", tuple(Label)), ("by", DECIDERS))),
    Metric("tinyv_failures_total", "counter", "undecided verdicts by what broke", (("failure", _FAILURES),)),
    *(Metric(f"tinyv_judge_{name}_total", "counter", help) for name, help in JUDGING.items()),
    Metric("tinyv_requests_in_hand", "gauge", "requests that are being worked on"),
    Metric("tinyv_held_bytes", "gauge", "bytes of bodies in memory"),
    Metric("tinyv_starts_total", "counter", "starts of workers; more than there are workers: some have died"),
)  # fmt: skip
_INDEX = {key: place for place, key in enumerate((metric.name, *cell) for metric in METRICS for cell in metric.cells())}
_GAUGES = [metric.name for metric in METRICS if metric.kind == "gauge"]


class Board:
    """The numbers. path: the file that workers share; None for one worker alone. row: of this worker, from 0."""

    def __init__(self, path: Path | None = None, row: int = 0, rows: int = 1) -> None:
        size = len(_INDEX) * 8
        if path is None:
            self._map = mmap.mmap(-1, size * rows)
        else:
            with path.open("r+b") as file:
                self._map = mmap.mmap(file.fileno(), size * rows)
        cells = memoryview(self._map).cast("d")
        width = len(_INDEX)
        self._rows = [cells[width * place : width * (place + 1)] for place in range(rows)]
        self._mine = self._rows[row]
        for gauge in _GAUGES:  # what a worker left behind that was here before
            self._mine[_INDEX[(gauge,)]] = 0.0
        self._judging = {name: self._mine[_INDEX[(f"tinyv_judge_{name}_total",)]] for name in JUDGING}
        self.add("tinyv_starts_total")

    @staticmethod
    def make(path: Path, rows: int) -> None:
        """The file for so many workers."""
        path.write_bytes(bytes(len(_INDEX) * 8 * rows))

    def add(self, *key: str, amount: float = 1.0) -> None:
        """To a counter or a gauge: its name and the values of its labels."""
        self._mine[_INDEX[key]] += amount

    def request(self, path: str, status: int, seconds: float) -> None:
        """A request that has been answered."""
        known = str(status) if str(status) in STATUSES else OTHER
        self.add("tinyv_requests_total", path, known)
        self.add("tinyv_request_seconds", path, _LE[bisect_left(BUCKETS, seconds)])
        self.add("tinyv_request_seconds", path, "sum", amount=seconds)

    def verdict(self, label: Label, decided_by: str, failure: str | None) -> None:
        """A verdict that was given."""
        by = kind(decided_by)
        self.add("tinyv_verdicts_total", label, by if by in DECIDERS else "none")
        if failure is not None:
            name = kind(failure)
            self.add("tinyv_failures_total", name if name in _FAILURES else OTHER)

    def judging(self, statistics: dict[str, int]) -> None:
        """What judging has cost this worker since its start (`Verifier.statistics`)."""
        for name in JUDGING:
            self._mine[_INDEX[(f"tinyv_judge_{name}_total",)]] = self._judging[name] + statistics.get(name, 0)

    def total(self, *key: str) -> float:
        """A number summed over the workers."""
        place = _INDEX[key]
        return sum(row[place] for row in self._rows)

    def text(self) -> str:
        """All metrics in the text format of Prometheus. Paths and statuses that were never met are left out."""
        lines: list[str] = []
        for metric in METRICS:
            lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
            lines += self._histogram(metric) if metric.kind == "histogram" else self._numbers(metric)
        return "".join(f"{line}\n" for line in lines)

    def _numbers(self, metric: Metric) -> list[str]:
        names = [name for name, _ in metric.labels]
        found = [(cell, self.total(metric.name, *cell)) for cell in metric.cells()]
        sparse = metric.name == "tinyv_requests_total"
        return [f"{metric.name}{_labels(names, cell)} {value:.15g}" for cell, value in found if value or not sparse]

    def _histogram(self, metric: Metric) -> list[str]:
        lines = []
        for path in metric.labels[0][1]:
            counts = [self.total(metric.name, path, bound) for bound in _LE]
            if not sum(counts):
                continue
            so_far = 0.0
            for bound, number in zip(_LE, counts, strict=True):
                so_far += number
                lines.append(f"{metric.name}_bucket{_labels(['path', 'le'], (path, bound))} {so_far:.15g}")
            lines.append(f"{metric.name}_sum{_labels(['path'], (path,))} {self.total(metric.name, path, 'sum'):.9g}")
            lines.append(f"{metric.name}_count{_labels(['path'], (path,))} {so_far:.15g}")
        return lines


def _labels(names: list[str], values: tuple[str, ...]) -> str:
    pairs = ",".join(f'{name}="{value}"' for name, value in zip(names, values, strict=True))
    return f"{{{pairs}}}" if pairs else ""
