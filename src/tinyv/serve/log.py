"""One JSON line an event, to stderr. Never a text of a request, and never a token."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from tinyv.serve.wire import dumps


def say(event: str, **fields: Any) -> None:
    """Writes an event: seconds of the Unix epoch, its name, and what is to be said."""
    sys.stderr.buffer.write(dumps({"time": round(time.time(), 3), "event": event, **fields}, newline=True))
    sys.stderr.buffer.flush()


def broke(problem: BaseException, **fields: Any) -> None:
    """An exception: its type and its place. Its message may hold what a client sent, and is left out."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
    say("error", type=type(problem).__name__, place=place, **fields)


class Handler(logging.Handler):
    """Takes the warnings of the server and of libraries into the same log."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            broke(record.exc_info[1], logger=record.name)
        else:
            say("warning", logger=record.name, message=str(record.msg)[:200])


def take_over() -> None:
    """Makes this log the only one of the process."""
    root = logging.getLogger()
    root.handlers[:] = [Handler(logging.WARNING)]
