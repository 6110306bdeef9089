"""Connections to a server that is asked much: how many there are, whose event loop they live on, when to try again."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

KEY_VARIABLE = "TINYV_API_KEY"  # not OPENAI_API_KEY: that one must not go to whatever server is named
CONNECT = 10.0  # seconds for a connection
IDLE = 4.0  # seconds before an unused connection is dropped; common servers drop it after 5, amid a request


@dataclass(frozen=True, slots=True)
class Line:
    """A loop's connections, the slots that bound them, and what closes them when the loop ends."""

    client: httpx.AsyncClient
    slots: asyncio.Semaphore
    keeper: AsyncGenerator[None]


class Lines:
    """The line of each event loop to the server at `url`, opened when it is first needed. deadline: seconds for one
    reply; width: connections at most on one loop."""

    def __init__(self, url: str, key: str, deadline: float, width: int) -> None:
        self._url, self._key, self._deadline, self._width = url, key, deadline, width
        self._lines: dict[asyncio.AbstractEventLoop, Line] = {}

    async def here(self) -> Line:
        """The running loop's line; those of closed loops are forgotten."""
        loop = asyncio.get_running_loop()
        for other in [one for one in list(self._lines) if one.is_closed()]:
            self._lines.pop(other, None)
        if (line := self._lines.get(loop)) is None:
            client = open_client(self._url, self._key, self._deadline, self._width)
            line = self._lines[loop] = Line(client, asyncio.Semaphore(self._width), _keep(client))
            await anext(line.keeper)
        return line

    async def aclose(self) -> None:
        """Closes the connections of every event loop; the next call of `here` opens new ones."""
        here = asyncio.get_running_loop()
        for loop in list(self._lines):
            line = self._lines.pop(loop)
            if loop is here:
                await line.keeper.aclose()
            elif loop.is_running():
                await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(line.keeper.aclose(), loop))


async def _keep(client: httpx.AsyncClient) -> AsyncGenerator[None]:
    """Closes a client with its event loop: a loop that ends (`asyncio.run`) ends its asynchronous generators first."""
    try:
        yield
    finally:
        await client.aclose()


def open_client(url: str, key: str, deadline: float, width: int) -> httpx.AsyncClient:
    """A client of the server at `url`. deadline: seconds for one reply; width: connections at most."""
    import httpx

    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=httpx.Timeout(deadline, connect=min(CONNECT, deadline)),
        limits=httpx.Limits(max_connections=width, max_keepalive_connections=width, keepalive_expiry=IDLE),
        trust_env=not _is_loopback(url),  # a cluster's proxy cannot reach this machine's server
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_address(url: str) -> bool:
    """Whether a URL names a server: http or https, and a host."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def secret(given: str | None, variable: str, name: str) -> str:
    """What is given under `name`, else what the environment holds. ValueError for what no header can carry."""
    key = (os.environ.get(variable, "") if given is None else given).strip()
    if not (key.isascii() and key.isprintable()):
        raise ValueError(f"{name}: holds characters that no header can carry")
    return key


def backoff(attempt: int, first: float, longest: float) -> float:
    """Seconds before another try, after `attempt` earlier ones: doubled each time, with jitter."""
    return min(longest, first * 2.0 ** min(attempt, 32)) * random.uniform(0.5, 1.0)


def retry_after(header: str) -> float:
    """Seconds of a Retry-After header, a number or a date; 0 for anything else."""
    try:
        return max(0.0, _until(header) if header.endswith("GMT") else float(header))
    except ValueError:
        return 0.0


def _until(date: str) -> float:
    return parsedate_to_datetime(date).timestamp() - time.time()
