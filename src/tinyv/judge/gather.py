"""Concurrent single calls become batches: what arrives within a few milliseconds goes to the judge together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

Item = TypeVar("Item")
Result = TypeVar("Result")

WINDOW = 0.004  # seconds: little beside a judge's pass, long enough for the rollouts of a step to meet
LARGEST = 512  # items that no longer wait for others


class Gatherer(Generic[Item, Result]):
    """Calls `work` with the items of all who asked within `window` seconds, and gives each its own result.

    One waiting list an event loop, so that callers in several loops may share a gatherer. Who is cancelled leaves the
    others their results; an exception of `work` reaches all of its batch.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        window: float = WINDOW,
        largest: int = LARGEST,
    ) -> None:
        self._work, self._window, self._largest = work, window, largest
        self._waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, list[tuple[Item, asyncio.Future[Result]]]] = (
            WeakKeyDictionary()
        )
        self._running: set[asyncio.Task[None]] = set()  # a loop holds its tasks but weakly

    async def __call__(self, item: Item) -> Result:
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, [])
        future: asyncio.Future[Result] = loop.create_future()
        waiting.append((item, future))
        if len(waiting) >= self._largest:
            self._send(loop)
        elif len(waiting) == 1:
            loop.call_later(self._window, self._send, loop)
        return await future

    def _send(self, loop: asyncio.AbstractEventLoop) -> None:
        if batch := self._waiting.pop(loop, []):
            task = loop.create_task(self._deliver(batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _deliver(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as problem:
            for _, future in batch:
                if not future.done():
                    future.set_exception(problem)
            return
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)
