"""Guards a connection against clients that send a head slowly or without end, or do not read what they are sent.

uvicorn bounds the idle time between requests and nothing else; bodies are the gate's business.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tinyv.serve.limits import Limits

HEAD_BYTES = 1 << 16  # of a request's line and headers
LEAVE = 0.25  # seconds in which an idle connection may still bring a request when the service is ending


def guarded(limits: Limits) -> type[asyncio.Protocol]:
    """uvicorn's protocol with the guard of these limits."""
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol  # h11's parser is the slower by far

    base: Any = HttpToolsProtocol

    class Guarded(base):  # type: ignore[misc]
        """`cycle` is uvicorn's name for a request in hand; it changes when a head is complete."""

        _head: asyncio.TimerHandle | None = None
        _write: asyncio.TimerHandle | None = None
        _head_bytes = 0
        _heard = False
        _leaving = False

        def connection_made(self, transport: asyncio.Transport) -> None:
            super().connection_made(transport)
            self._await_head()

        def data_received(self, data: bytes) -> None:
            before = self.cycle
            self._heard = True
            if self._is_idle():
                self._await_head()
                self._head_bytes += len(data)
            super().data_received(data)
            if self.cycle is not before:
                self._head_is_there()
            elif self._head_bytes > HEAD_BYTES:
                self.transport.abort()

        def connection_lost(self, problem: Exception | None) -> None:
            self._head_is_there()
            self.resume_writing()
            super().connection_lost(problem)

        def on_response_complete(self) -> None:
            super().on_response_complete()
            if self.cycle.more_body:  # what is still to come of the body is no request
                self.transport.close()

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._write is None:
                self._await_reader()

        def resume_writing(self) -> None:
            if self._write is not None:
                self._write.cancel()
                self._write = None
            super().resume_writing()

        def shutdown(self) -> None:
            """A request that is on its way in the socket's buffer was accepted too: it gets a moment to be read."""
            if self._is_idle() and not self._leaving:
                self._leaving = True
                self._later(LEAVE, self.shutdown)
            else:
                super().shutdown()

        def _is_idle(self) -> bool:
            return self.cycle is None or bool(self.cycle.response_complete)

        def _await_head(self) -> None:
            if self._head is None:
                self._head = self._later(limits.read_deadline, self._close_if_idle)

        def _head_is_there(self) -> None:
            self._head_bytes = 0
            if self._head is not None:
                self._head.cancel()
                self._head = None
            if self._leaving and not self._is_idle():
                self.cycle.keep_alive = False

        def _close_if_idle(self) -> None:
            self._head = None
            if self._is_idle():
                self.transport.abort()

        def _await_reader(self) -> None:
            self._heard = False
            self._write = self._later(limits.read_deadline, self._close_unless_sending)

        def _close_unless_sending(self) -> None:
            """Many a client sends all of a stream before it reads its verdicts; we may be the slow side then."""
            if self.cycle.more_body and (self._heard or self.flow.read_paused):
                self._await_reader()
            else:
                self.transport.abort()

        def _later(self, seconds: float, call: Any) -> asyncio.TimerHandle:
            return asyncio.get_running_loop().call_later(seconds, call)

    return Guarded
