"""Drives the workers: one after the other, a pair at a time, and none of them may hang."""

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinyv.bench import worker
from tinyv.bench.pairs import Pair

TIMEOUT = 20.0  # seconds for one pair; a rival's own limits are 5 s for each of three steps
LOAD_TIMEOUT = 120.0  # seconds to import a rival on a cold disk


class ContenderError(Exception):
    """A verifier that cannot be measured here; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verifier made of one pair.

    score: its probability that the answer is right, if it gives one.
    accepted: None if it did not decide. ms: milliseconds. error: an exception or "timeout"; "" if there was none.
    """

    accepted: bool | None
    ms: float
    by: str = ""
    reason: str = ""
    error: str = ""
    score: float | None = None


@dataclass(slots=True)
class Run:
    """One verifier over all pairs. import_ms: the time its import took; peak_mib: the most memory it held."""

    name: str
    version: str = ""
    import_ms: float = 0.0
    peak_mib: float = 0.0
    outcomes: list[Outcome] = field(default_factory=list)


def measure(
    name: str, pairs: Sequence[Pair], progress: Callable[[int], None] = lambda _done: None, timeout: float = TIMEOUT
) -> Run:
    """Grades all pairs with one verifier in a fresh process on one core. `progress` hears how many are done.

    A worker that hangs or dies over a pair is replaced, and that pair counts as undecided with an error.
    ContenderError if the verifier cannot be loaded.
    """
    run = Run(name)
    child = _Child(name, run)
    try:
        for pair in pairs:
            start = time.perf_counter()
            try:
                outcome = Outcome(**child.ask([pair.question, pair.reference, pair.response], timeout))
            except (TimeoutError, EOFError) as error:
                outcome = Outcome(None, 1000 * (time.perf_counter() - start), error=str(error))
                child.close()
                child = _Child(name, run)
            run.outcomes.append(outcome)
            progress(len(run.outcomes))
        child.finish()
    finally:
        child.close()
    return run


class _Child:
    """A worker process, and a thread that reads its lines so that waiting for one can end."""

    def __init__(self, name: str, run: Run) -> None:
        self._run = run
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(Path(worker.__file__)), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._complaints: list[str] = []
        self._readers = [threading.Thread(target=work, daemon=True) for work in (self._read, self._listen)]
        for reader in self._readers:
            reader.start()
        try:
            hello = self._next(LOAD_TIMEOUT)
        except (TimeoutError, EOFError) as error:
            self.close()
            last = "".join(self._complaints).strip().rpartition("\n")[2]
            install = worker.CONTENDERS[name].install
            raise ContenderError(f"{name} cannot be loaded ({last or error}); run: {install}") from None
        run.version = hello["version"]
        run.import_ms = run.import_ms or hello["import_ms"]

    def ask(self, pair: list[str], timeout: float) -> dict[str, Any]:
        """The worker's outcome for a pair. TimeoutError if it hangs, EOFError if it has died."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # its output has ended too, and says so
            self._process.stdin.write(json.dumps(pair) + "\n")
            self._process.stdin.flush()
        return self._next(timeout)

    def finish(self) -> None:
        """Ends the input and takes the worker's last words."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        with contextlib.suppress(TimeoutError, EOFError):
            self._run.peak_mib = self._next(LOAD_TIMEOUT)["peak_mib"]

    def close(self) -> None:
        """Ends the process and its readers."""
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not written is of no use any more
                    stream.close()

    def _next(self, timeout: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"timeout after {timeout:g} s") from None
        if line is None:
            raise EOFError("the process died")
        facts: dict[str, Any] = json.loads(line)
        return facts

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _listen(self) -> None:
        """Rivals log a lot; it must be read, else they would block, and only the end of it is kept."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._complaints = [*self._complaints[-20:], line]
