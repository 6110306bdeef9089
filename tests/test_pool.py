"""Worker processes end with their parent, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import os, sys, time
from tinyv.pool import pool_of

if __name__ == "__main__":
    pool = pool_of(2)
    workers = set()
    while len(workers) < 2:
        workers |= set(pool.map(work, range(8)))
    print(*workers, flush=True)
    time.sleep(600)
"""
WORK = """
def work(_number):
    import os, time
    time.sleep(0.05)
    return os.getpid()
"""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_workers_leave_when_their_parent_is_killed(ending: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(WORK + SCRIPT)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(process) for process in parent.stdout.readline().split()]
        assert len(workers) == 2
        parent.send_signal(ending)
        parent.wait()
    until = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, workers))
