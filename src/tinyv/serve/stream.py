"""`POST /v1/verify/stream`: queries as JSON lines in, verdicts as JSON lines out, in order, in bounded memory.

Verdicts that the client does not read yet (many clients send all of their body first) wait in a temporary file.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Any

from tinyv.rewards.grading import Sample
from tinyv.serve.dialects.base import TOO_LONG, bad_row
from tinyv.serve.dialects.native import query_of, verdict_of
from tinyv.serve.gate import Receive, Scope, Send
from tinyv.serve.grading import Grading
from tinyv.serve.wire import Refused, dumps, loads
from tinyv.types import Verdict

ROWS = 256  # of a batch
CHARS = 1 << 20  # of a batch's lines
AHEAD = 4  # batches in hand: rules read the next while the judge is at the last
WINDOW = 0.01  # seconds that an incomplete batch waits for further rows
SPOOLED = 1 << 20  # bytes of unread verdicts in memory, beyond which they go to a file
UNREAD = 1 << 30  # bytes of unread verdicts at which the stream ends
PIECE = 1 << 16  # bytes of a send


class Stream:
    """The endpoint, as an ASGI application."""

    def __init__(self, grading: Grading) -> None:
        self.grading = grading

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/x-ndjson"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        batches: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue(AHEAD)
        spool = _Spool()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(scope, receive, batches, group))
                group.create_task(self._collect(batches, spool))
                group.create_task(_send(spool, send))
        except ExceptionGroup as group:
            raise _cause(group) from None
        finally:
            spool.close()

    async def _read(
        self, scope: Scope, receive: Receive, batches: asyncio.Queue[Any], group: asyncio.TaskGroup
    ) -> None:
        lines = _lines(receive, self.grading.limits.body_bytes)
        problem = ""
        try:
            async for batch in _batched(lines):
                scope["tinyv.rows"] += len(batch)
                await batches.put(group.create_task(self._verdicts(batch)))
        except Refused as refused:
            problem = refused.message
        if problem:
            await batches.put(group.create_task(_error(problem)))
        await batches.put(None)

    async def _verdicts(self, lines: list[bytes | Verdict]) -> bytes:
        bodies = [_parsed(line) for line in lines]
        rows = [body if isinstance(body, Verdict) else query_of(body) for body in bodies]
        samples: list[Sample] = await self.grading.samples(rows)
        return b"".join(
            dumps(verdict_of(body, sample), newline=True) for body, sample in zip(bodies, samples, strict=True)
        )

    async def _collect(self, batches: asyncio.Queue[asyncio.Task[bytes] | None], spool: _Spool) -> None:
        while (task := await batches.get()) is not None:
            spool.write(await task)
        spool.end()


def _cause(group: ExceptionGroup) -> Exception:
    """What is to be told of several tasks' troubles: a client that went away is no fault."""
    from starlette.requests import ClientDisconnect

    first = group.exceptions[0]
    return ClientDisconnect() if isinstance(first, ConnectionError) else first


async def _error(problem: str) -> bytes:
    return dumps({"error": problem}, newline=True)


async def _send(spool: _Spool, send: Send) -> None:
    while piece := await spool.read():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _parsed(line: bytes | Verdict) -> Any:
    """The JSON of a line, or the verdict on one that has none."""
    if isinstance(line, Verdict):
        return line
    try:
        return loads(line)
    except ValueError as problem:
        return bad_row(str(problem))


async def _batched(parts: AsyncIterator[list[bytes | Verdict]]) -> AsyncIterator[list[bytes | Verdict]]:
    """Lines in batches; one that is not full goes when nothing more comes for a moment."""
    batch: list[bytes | Verdict] = []
    chars = 0
    coming: asyncio.Future[list[bytes | Verdict]] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(parts))
            await asyncio.wait({coming}, timeout=WINDOW if batch else None)
            if not coming.done():
                yield batch
                batch, chars = [], 0
                continue
            done, coming = coming, None
            try:
                lines = done.result()
            except StopAsyncIteration:
                break
            for line in lines:
                batch.append(line)
                chars += len(line) if isinstance(line, bytes) else 0
                if len(batch) == ROWS or chars > CHARS:
                    yield batch
                    batch, chars = [], 0
    finally:
        if coming is not None:
            coming.cancel()
    if batch:
        yield batch


async def _lines(receive: Receive, longest: int) -> AsyncIterator[list[bytes | Verdict]]:
    """The lines that each part of a body completes, without blank ones; in place of one that is too long, what is to
    be said of it."""
    open_line = bytearray()
    skipping = False
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError("the client went away")
        more = message.get("more_body", False)
        *ends, rest = message.get("body", b"").split(b"\n")
        found: list[bytes | Verdict] = []
        for end in [*ends, b""] if not more and not rest else ends if more else [*ends, rest]:
            line = bytes(open_line) + end
            open_line.clear()
            if skipping or len(line) > longest:
                found.append(bad_row(f"the line is longer than {longest} bytes", TOO_LONG))
            elif line.strip():
                found.append(line)
            skipping = False
        if more:
            open_line += rest
        if len(open_line) > longest:
            skipping = True
            open_line.clear()
        if found:
            yield found


class _Spool:
    """Bytes that are written at one end and read at the other, in memory while they are few."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115
        self._read = self._written = 0
        self._news = asyncio.Event()
        self._ended = False

    def write(self, piece: bytes) -> None:
        if self._written - self._read > UNREAD:
            raise ConnectionAbortedError("the client does not read its verdicts")
        self._file.seek(self._written)
        self._file.write(piece)
        self._written += len(piece)
        self._news.set()

    def end(self) -> None:
        self._ended = True
        self._news.set()

    async def read(self) -> bytes:
        """Some bytes; none at the end."""
        while self._read == self._written:
            if self._ended:
                return b""
            self._news.clear()
            await self._news.wait()
        self._file.seek(self._read)
        piece = self._file.read(PIECE)
        self._read += len(piece)
        if self._read == self._written:
            self._read = self._written = 0
            self._file.seek(0)
            self._file.truncate()
        return piece

    def close(self) -> None:
        self._file.close()
