"""The service as a process of its own, as people run it, and an HTTP client for it."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

for needed in ("starlette", "uvicorn", "httpx"):
    pytest.importorskip(needed, reason="needs the extras serve and client")

RIGHT = {"question": "What is 1 + 1?", "reference": "2", "response": "It is \\boxed{2}."}
WRONG = {"question": "What is 1 + 1?", "reference": "2", "response": "It is \\boxed{3}."}


@dataclass
class Running:
    """url: of the service. events: its log so far, one dict a line."""

    process: subprocess.Popen[bytes]
    url: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    news: "queue.Queue[dict[str, Any]]" = field(default_factory=queue.Queue)

    def of(self, event: str) -> list[dict[str, Any]]:
        return [one for one in list(self.events) if one["event"] == event]

    def await_event(self, fits: Callable[[dict[str, Any]], bool], seconds: float = 30.0) -> dict[str, Any]:
        """The next event that fits, of those nobody has waited for yet."""
        while not fits(event := self.news.get(timeout=seconds)):
            pass
        return event

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def running(*options: str, judge: str = "none", token: str = "") -> Iterator[Running]:
    """A service on a free port; it is ended with the block, if it still runs."""
    command = [sys.executable, "-m", "tinyv", "serve", "--port", "0", "--judge", judge, *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TINYV_")}
    if token:
        environment["TINYV_TOKEN"] = token
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment)
    service = Running(process)

    def read() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            service.lines.append(line)
            try:
                event = json.loads(line)
            except ValueError:
                event = {"event": "no JSON", "line": line}
            service.events.append(event)
            service.news.put(event)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        service.url = service.await_event(lambda event: event["event"] == "listening")["url"]
        yield service
    finally:
        if process.poll() is None:
            service.stop()
        reader.join(10)
        assert process.stderr is not None
        process.stderr.close()
