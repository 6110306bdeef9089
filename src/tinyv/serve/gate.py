"""What every request passes, as ASGI around the application: token, limits, deadline, log, metrics."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from time import perf_counter
from typing import Any

from tinyv.serve.limits import HELD, Limits
from tinyv.serve.log import broke, say
from tinyv.serve.metrics import OTHER, PATHS, Board
from tinyv.serve.wire import Refused, dumps

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OPEN = ("/", "/healthz", "/readyz", "/openapi.json")  # asked without a token, as are the page's files
PAGE = "/page"
STREAM = "/v1/verify/stream"
GONE = 499  # the status in the log where the client went away before the reply
SLOW = 408  # the status of a body that does not come
DRAIN = 5.0  # seconds in which a refused client may finish sending, so that it can read why it was refused


class Gate:
    """The application behind its limits. token: what clients must show; "" for none."""

    def __init__(self, app: App, limits: Limits, token: str, board: Board) -> None:
        self.app, self.limits, self.board = app, limits, board
        self._token = token.encode()
        self.in_hand = 0
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Passage(self, scope, receive, send).go()

    def check(self, scope: Scope) -> None:
        """Raises Refused for a request that is not to be read at all."""
        path = scope["path"]
        if self._token and not (path in OPEN or path.startswith(f"{PAGE}/")):
            shown = _header(scope, b"authorization").split(None, 1)
            if len(shown) != 2 or shown[0].lower() != b"bearer" or not hmac.compare_digest(shown[1], self._token):
                message = "this service needs its token, in the header Authorization: Bearer TOKEN"
                raise Refused(401, message, {"www-authenticate": "Bearer"})
        if scope["method"] == "POST" and self.in_hand >= self.limits.concurrency:
            raise busy(f"{self.in_hand} requests are in hand")
        length = _header(scope, b"content-length")
        if path != STREAM and length.isdigit() and int(length) > self.limits.body_bytes:
            raise too_large(self.limits)

    def hold(self, size: int) -> None:
        """Notes bytes that were read or, if negative, let go."""
        self.held += size
        self.board.add("tinyv_held_bytes", amount=size)
        if size > 0 and self.held > HELD * self.limits.body_bytes:
            raise busy("the bodies in hand fill the memory that is set aside for them")


class _Passage:
    """One request on its way."""

    def __init__(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        self.gate, self.scope = gate, scope
        self._receive, self._send = receive, send
        self.start = perf_counter()
        path = scope["path"]
        self.path = path if path in PATHS else PAGE if path.startswith(f"{PAGE}/") else OTHER
        self.is_stream = path == STREAM
        self.status = 0  # until the reply has begun
        self.size = 0
        self.held = 0
        self.whole = False  # whether the body has been read to its end
        self.clock: asyncio.Timeout | None = None
        scope["tinyv.rows"] = 0

    async def go(self) -> None:
        """Answers the request, whatever happens."""
        working = self.scope["method"] == "POST"
        entered = False
        try:
            self.gate.check(self.scope)
            if working:
                self._enter(1)
                entered = True
            await self._work()
        except Refused as refused:
            await self._refuse(refused)
        except Exception as problem:
            if _is_gone(problem):
                self.status = GONE
            else:
                broke(problem, path=self.path)
                await self._refuse(Refused(500, "the service broke; its log says where"))
        finally:
            if entered:
                self._enter(-1)
            self.gate.hold(-self.held)
            self._note()

    async def _work(self) -> None:
        limits = self.gate.limits
        try:
            async with asyncio.timeout(None if self.is_stream else limits.read_deadline + limits.deadline) as clock:
                self.clock = clock
                await self.gate.app(self.scope, self.receive, self.send)
        except TimeoutError:
            if not clock.expired():
                raise
            message = f"no verdict within {limits.deadline:g} s; send fewer rows, or raise --deadline"
            raise Refused(504, message) from None

    async def receive(self) -> Message:
        """The next part of the body; raises Refused where it is too long or too slow."""
        if self.whole:
            return await self._receive()
        limits = self.gate.limits
        left = limits.read_deadline - (0.0 if self.is_stream else perf_counter() - self.start)
        try:
            async with asyncio.timeout(left):
                message = await self._receive()
        except TimeoutError:
            raise Refused(SLOW, f"the body did not come within {limits.read_deadline:g} s") from None
        part = len(message.get("body", b""))
        self.size += part
        self.whole = not message.get("more_body", False)
        if not self.is_stream:
            if self.size > limits.body_bytes:
                raise too_large(limits)
            self.held += part
            self.gate.hold(part)
            if self.whole and self.clock is not None:
                self.clock.reschedule(asyncio.get_running_loop().time() + limits.deadline)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] >= 400 and not self.whole:
                if message["status"] != SLOW:
                    await self._drain()
                if not self.whole:
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            self.status = message["status"]
        await self._send(message)

    async def _refuse(self, refused: Refused) -> None:
        if self.status:  # too late: the reply has begun, and its end will be missing
            return
        body = dumps({"error": refused.message})
        headers = {"content-type": "application/json", "content-length": str(len(body))} | refused.headers
        with suppress(OSError):
            await self.send(
                {
                    "type": "http.response.start",
                    "status": refused.status,
                    "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
                }
            )
            await self._send({"type": "http.response.body", "body": body})

    async def _drain(self) -> None:
        """Reads on without keeping anything, so that the client is not cut off amid its sentence."""
        if _header(self.scope, b"expect"):  # it waits to be told to send, and will hear why not
            return
        left = self.gate.limits.body_bytes
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                while left > 0 and not self.whole:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    self.whole = not message.get("more_body", False)

    def _enter(self, step: int) -> None:
        self.gate.in_hand += step
        self.gate.board.add("tinyv_requests_in_hand", amount=step)

    def _note(self) -> None:
        seconds = perf_counter() - self.start
        status = self.status or GONE
        self.gate.board.request(self.path, status, seconds)
        say(
            "request",
            method=self.scope["method"],
            path=self.path,
            status=status,
            ms=round(seconds * 1000, 3),
            rows=self.scope["tinyv.rows"],
            bytes=self.size,
        )


def _is_gone(problem: Exception) -> bool:
    from starlette.requests import ClientDisconnect

    return isinstance(problem, ClientDisconnect | ConnectionError)


def busy(why: str) -> Refused:
    """The refusal of a request that may be sent again in a moment."""
    return Refused(429, f"{why}; try again in a second", {"retry-after": "1"})


def too_large(limits: Limits) -> Refused:
    """The refusal of a body beyond the limit."""
    message = f"the body is larger than {limits.body_bytes} bytes; split it, or use {STREAM}, or raise --body-bytes"
    return Refused(413, message)


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")
