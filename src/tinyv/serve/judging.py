"""One judge for several workers: a process of its own, asked over a Unix socket. And what bounds and probes a judge.

A message is its length in 8 bytes and JSON: asks as [question, reference, answer] one way, opinions as [probability,
failure, tokens] the other. A connection carries one batch, so a client that is cancelled, forked or pickled leaves
nothing behind.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from tinyv.judge.asking import Desk
from tinyv.judge.base import DEADLINE, UNREACHABLE, Ask, Judge, Opinion
from tinyv.verifier import Verifier

PROBE = Ask("What is 1 + 1?", "2", "two")
FRESH = 5.0  # seconds for which a probe's result holds
LARGEST = 1 << 30  # bytes of a message


class SharedJudge:
    """A judge in another process. path: of its socket. Picklable."""

    def __init__(self, path: Path, identity: str, threshold: float) -> None:
        self.path, self.identity, self.threshold = path, identity, threshold

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        """One opinion for each ask; all fail as `judge-unreachable` while the process is away."""
        try:
            reader, writer = await asyncio.open_unix_connection(self.path)
        except OSError:
            return [Opinion(None, UNREACHABLE)] * len(asks)
        try:
            await _write(writer, [[ask.question, ask.reference, ask.answer] for ask in asks])
            return [Opinion(*opinion) for opinion in await _read(reader)]
        except (OSError, EOFError):
            return [Opinion(None, UNREACHABLE)] * len(asks)
        finally:
            writer.close()

    async def aclose(self) -> None:
        """Nothing is kept open."""


class BoundedJudge:
    """A judge with a deadline in seconds: what it does not answer in time fails as `judge-deadline`."""

    def __init__(self, judge: Judge, seconds: float) -> None:
        self.inner, self.seconds = judge, seconds
        self.identity, self.threshold = judge.identity, judge.threshold

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        try:
            async with asyncio.timeout(self.seconds):
                return await self.inner.judge(asks)
        except TimeoutError:
            return [Opinion(None, DEADLINE)] * len(asks)

    async def aclose(self) -> None:
        await self.inner.aclose()


class Readiness:
    """Whether a judge answers; asked at most every few seconds, whoever wants to know."""

    def __init__(self, judge: Judge | None) -> None:
        self._judge = judge
        self._asking = asyncio.Lock()
        self._known: tuple[float, str] | None = None

    async def trouble(self) -> str:
        """What is wrong with it; "" if nothing is."""
        if self._judge is None:
            return ""
        loop = asyncio.get_running_loop()
        async with self._asking:
            if self._known is None or loop.time() - self._known[0] > FRESH:
                (opinion,) = await Desk(self._judge).ask([PROBE])
                self._known = (loop.time(), opinion.failure or "")
            return self._known[1]


def with_judge(verifier: Verifier, judge: Judge) -> Verifier:
    """The same verifier with another judge in place of its own."""
    rebuild: Any = verifier.__reduce__()[0]
    return Verifier(judge, **rebuild.keywords)


def serve_judge(judge: Judge, path: Path) -> None:
    """The judge's process: answers until its parent ends it, or has ended itself."""
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group; workers need the judge to finish
        signal.signal(number, signal.SIG_IGN)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(judge, path))


async def _serve(judge: Judge, path: Path) -> None:
    from multiprocessing import parent_process

    desk = Desk(judge)
    await desk.ask([PROBE])  # loads the model before anybody waits for it

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, asyncio.CancelledError):
            asks = [Ask(*ask) for ask in await _read(reader)]
            opinions = await _unless_gone(reader, asyncio.gather(*map(desk.ask_soon, asks)))
            await _write(writer, [[one.probability, one.failure, one.tokens] for one in opinions])
        writer.close()

    with suppress(FileNotFoundError):
        path.unlink()
    server = await asyncio.start_unix_server(answer, path)
    path.chmod(0o600)
    parent = parent_process()
    ended = asyncio.Event()
    if parent is not None:
        asyncio.get_running_loop().add_reader(parent.sentinel, ended.set)
    async with server:
        await ended.wait()
    os._exit(0)  # whatever a model's threads are at


async def _unless_gone(reader: asyncio.StreamReader, work: asyncio.Future[Any]) -> Any:
    """What work gives; cancels it where the other side closes first."""
    gone = asyncio.ensure_future(reader.read(1))
    await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
    gone.cancel()
    if not work.done():
        work.cancel()
        raise EOFError
    return work.result()


async def _write(writer: asyncio.StreamWriter, value: Any) -> None:
    body = orjson.dumps(value)
    writer.write(len(body).to_bytes(8) + body)
    await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Any:
    size = int.from_bytes(await reader.readexactly(8))
    if size > LARGEST:
        raise EOFError
    return orjson.loads(await reader.readexactly(size))
