"""Asynchronous judges for synchronous callers: one event loop in a thread of its own, made when first needed.

It works inside a running event loop, in threads, and in forked workers (a fork gets a loop of its own).
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")
_lock = threading.Lock()
_running: tuple[int, asyncio.AbstractEventLoop] | None = None


def wait_for(work: Coroutine[object, object, T]) -> T:
    """The result of a coroutine that runs on the bridge's loop; an interrupt cancels it there."""
    future = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


def _loop() -> asyncio.AbstractEventLoop:
    global _running
    with _lock:
        if _running is None or _running[0] != os.getpid():
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="tinyv-judge", daemon=True).start()
            _running = (os.getpid(), loop)
        return _running[1]


def _unlock_in_child() -> None:
    global _lock
    _lock = threading.Lock()  # the fork may have caught it held


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_unlock_in_child)
