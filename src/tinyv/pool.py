"""Worker processes for long work on files."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread


def pool_of(workers: int, begin: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """Fresh processes rather than forks: the same on every system, and safe whatever threads the caller has.

    They leave Ctrl-C to their parent, and do not outlive a parent that is killed. begin: what each does first.
    """
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (begin,))


def _begin(begin: Callable[[], None] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_parent, daemon=True).start()
    if begin is not None:
        begin()


def _leave_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
