"""The processes of a service: one worker, or several that share a port, with one judge beside them."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address
from multiprocessing import connection, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinyv.serve.app import Service, build
from tinyv.serve.connection import guarded
from tinyv.serve.judging import BoundedJudge, SharedJudge, serve_judge, with_judge
from tinyv.serve.limits import JUDGE_SHARE
from tinyv.serve.log import say, take_over
from tinyv.serve.metrics import Board

BACKLOG = 2048  # connections that wait to be accepted
KEEP_ALIVE = 30  # seconds between the requests of a connection
STARTING = 120.0  # seconds for the judge to load
YOUNG = 5.0  # a process that ends before so many seconds is started again only after PAUSE
PAUSE = 1.0
GRACE = 10.0  # seconds to finish beyond what limits allow a request


def serve(service: Service, host: str = "127.0.0.1", port: int = 8400, workers: int = 1) -> int:
    """Serves until SIGTERM or SIGINT, finishes what was accepted, and returns the exit status.

    port: 0 for a free one; the log's first line has the URL. Raises ValueError for a public host without a token and
    OSError where the address cannot be had.
    """
    if not service.token and not is_loopback(host):
        raise ValueError(
            f"{host}: others can reach this address, and there is no token; give --token-file FILE or set TINYV_TOKEN, "
            "or serve on 127.0.0.1"
        )
    signals = _Signals()  # from here on, for what waits in the backlog was accepted too
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    take_over()
    say("listening", url=f"http://{shown}:{listener.getsockname()[1]}", workers=workers, pid=os.getpid())
    if workers == 1:
        return _work(service, listener, signals)
    return _Supervisor(service, listener, workers, signals).run()


class _Signals:
    """Whether the process has been told to end."""

    def __init__(self) -> None:
        self.came = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        self.came = True


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host's address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def _work(service: Service, listener: socket.socket, signals: _Signals, board: Callable[[], Board] = Board) -> int:
    """One worker, until it is told to end."""
    import asyncio

    import uvicorn

    if (judge := service.verifier.judge) is not None:
        seconds = service.limits.deadline * JUDGE_SHARE
        service = replace(service, verifier=with_judge(service.verifier, BoundedJudge(judge, seconds)))

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            self.should_exit |= signals.came  # before uvicorn listened to signals
            if (parent := parent_process()) is not None:  # nobody would end a worker whose parent was killed
                asyncio.get_running_loop().add_reader(parent.sentinel, self.handle_exit, signal.SIGTERM, None)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            if (parent := parent_process()) is not None:
                asyncio.get_running_loop().remove_reader(parent.sentinel)
            await asyncio.sleep(0.05)  # the loop accepts what waits in the backlog, which closing would drop
            await super().shutdown(sockets)

    config = uvicorn.Config(
        build(service, board()),
        http=guarded(service.limits),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=int(_longest(service)),
    )
    Server(config).run(sockets=[listener])  # raises the signal again when it is done, which `signals` takes
    return 0


def _longest(service: Service) -> float:
    """Seconds in which whatever was accepted is finished."""
    return service.limits.read_deadline + service.limits.deadline + GRACE


def _worker(service: Service, listener: socket.socket, board: Path, row: int, rows: int) -> None:
    signals = _Signals()
    take_over()
    sys.exit(_work(service, listener, signals, lambda: Board(board, row, rows)))


class _Child:
    """A process that is started again when it ends."""

    def __init__(self, name: str, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self.name, self._target, self._arguments = name, target, arguments
        self.due = 0.0
        self.process: BaseProcess | None = None

    def start(self) -> BaseProcess:
        # a fresh process rather than a fork: the same on every system, and safe whatever threads there are
        self.process = get_context("spawn").Process(target=self._target, args=self._arguments, name=self.name)
        self.process.start()
        self.started = time.monotonic()
        say("started", process=self.name, pid=self.process.pid)
        return self.process

    def watch(self) -> None:
        """Sees to it that the process runs, or will soon."""
        now = time.monotonic()
        if self.process is not None and not self.process.is_alive():
            say("ended", process=self.name, pid=self.process.pid, exitcode=self.process.exitcode)
            self.due = now + (PAUSE if now - self.started < YOUNG else 0.0)
            self.process = None
        if self.process is None and now >= self.due:
            self.start()


class _Supervisor:
    """Starts workers and the judge, starts them again when they die, and ends them in order."""

    def __init__(self, service: Service, listener: socket.socket, workers: int, signals: _Signals) -> None:
        self._service, self._listener, self._count, self._signals = service, listener, workers, signals

    def run(self) -> int:
        with TemporaryDirectory(prefix="tinyv-") as folder:
            return self._run(Path(folder))

    def _run(self, folder: Path) -> int:
        service, judge, judging = self._service, self._service.verifier.judge, None
        if judge is not None:
            socket_path = folder / "judge"
            judging = _Child("judge", serve_judge, (judge, socket_path))
            judging.start()
            self._await_judge(judging, socket_path)
            shared = SharedJudge(socket_path, judge.identity, judge.threshold)
            service = replace(service, verifier=with_judge(service.verifier, shared))
        service = replace(service, health=service.health or folder / "health")
        board = folder / "metrics"
        Board.make(board, self._count)
        workers = [
            _Child(f"worker-{row}", _worker, (service, self._listener, board, row, self._count))
            for row in range(self._count)
        ]
        children = workers if judging is None else [judging, *workers]
        while not self._signals.came:
            for child in children:
                child.watch()
            connection.wait([child.process.sentinel for child in children if child.process], timeout=0.2)
        return self._finish(workers, judging)

    def _await_judge(self, judging: _Child, path: Path) -> None:
        """Workers start when the judge is there: their first asks are not to fail. One that does not come is no reason
        to refuse what rules can decide."""
        end = time.monotonic() + STARTING
        while not path.exists() and time.monotonic() < end and not self._signals.came:
            if judging.process is None or not judging.process.is_alive():
                break
            time.sleep(0.02)

    def _finish(self, workers: list[_Child], judging: _Child | None) -> int:
        self._listener.close()
        running = [child.process for child in workers if child.process is not None]
        for process in running:
            process.terminate()
        end = time.monotonic() + _longest(self._service) + GRACE
        for process in running:
            process.join(max(0.0, end - time.monotonic()))
            if process.is_alive():
                process.kill()
                process.join()
        if judging is not None and judging.process is not None:
            judging.process.kill()  # it ignores signals, and holds nothing
            judging.process.join()
        codes = [process.exitcode for process in running]
        say("stopped", exitcodes=codes)
        return 0 if set(codes) <= {0, -signal.SIGTERM} else 1  # by the signal: before it served anything
