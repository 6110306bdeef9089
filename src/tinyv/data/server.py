"""An OpenAI-compatible server as curation needs it: whole replies, bounded concurrency, patience."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from tinyv.judge.connection import KEY_VARIABLE, backoff, is_address, open_client
from tinyv.rows import InputError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
R = TypeVar("R")
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before a retry, doubled each time
RETRIES = 5
HOPELESS = 16  # failures in a row, with no success between, after which the rest is left for another run


class RequestFailed(Exception):
    """A request that no retry could save; the message says why."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served. url: with its path, as `http://localhost:8000/v1`. deadline: seconds for one reply."""

    url: str
    model: str
    concurrency: int = 32
    deadline: float = 600.0
    retries: int = RETRIES


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote. finish: `stop`, or `length` where it was cut off. tokens: of the completion, 0 if unsaid."""

    text: str
    finish: str
    tokens: int


class Server:
    """Asks one endpoint; made by `connect`."""

    def __init__(self, endpoint: Endpoint, client: httpx.AsyncClient) -> None:
        self.endpoint = endpoint
        self.client = client
        self._slots = asyncio.Semaphore(endpoint.concurrency)

    async def ask(self, messages: list[dict[str, str]], **options: Any) -> Reply:
        """One reply. Raises RequestFailed. Connection trouble, 429 and 5xx are tried again."""
        body = {"model": self.endpoint.model, "messages": messages, **options}
        async with self._slots:
            for attempt in range(self.endpoint.retries + 1):
                status, found = await self._post(body)
                if status == 200:
                    return _reply(found)
                if status and status != 429 and status < 500:
                    raise RequestFailed(f"HTTP {status}: {found}")
                if attempt < self.endpoint.retries:
                    await asyncio.sleep(backoff(attempt, FIRST_WAIT, LONGEST_WAIT))
        raise RequestFailed(f"HTTP {status}" if status else str(found))

    async def _post(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and JSON, or what the server said instead; status 0 if it said nothing."""
        import httpx

        try:
            response = await self.client.post("chat/completions", json=body)
            if response.status_code != 200:
                return response.status_code, " ".join(response.text.split())[:200]
            return 200, response.json()
        except (httpx.HTTPError, OSError) as problem:
            return 0, f"no reply from {self.endpoint.url} ({type(problem).__name__}: {problem})"
        except ValueError:
            raise RequestFailed("the reply is no JSON") from None


def _reply(found: Any) -> Reply:
    try:
        choice = found["choices"][0]
        text = choice["message"]["content"]
        tokens = (found.get("usage") or {}).get("completion_tokens", 0)
    except (KeyError, IndexError, TypeError):
        raise RequestFailed("the reply has no choices[0].message.content") from None
    if not isinstance(text, str):
        raise RequestFailed("the reply's content is no text (did reasoning use up max_tokens?)")
    return Reply(text, str(choice.get("finish_reason")), tokens if isinstance(tokens, int) else 0)


def check(url: str) -> None:
    """InputError if httpx is missing or the URL is none."""
    if find_spec("httpx") is None:
        raise InputError("asking a server needs httpx: pip install 'tinyv[openai]'")
    if not is_address(url):
        raise InputError(f"{url!r} is no URL of a server; write it as http://localhost:8000/v1")


@asynccontextmanager
async def connect(endpoint: Endpoint) -> AsyncIterator[Server]:
    """A server to ask, closed at the end. InputError as of `check`."""
    check(endpoint.url)
    client = open_client(endpoint.url, os.environ.get(KEY_VARIABLE, ""), endpoint.deadline, endpoint.concurrency)
    async with client:
        yield Server(endpoint, client)


async def only_model(url: str) -> str:
    """The name of the one model that a server has. InputError if it cannot be asked, or has several."""
    check(url)
    import httpx

    async with connect(Endpoint(url, "", deadline=30.0)) as server:
        try:
            response = await server.client.get("models")
            names = [model["id"] for model in response.raise_for_status().json()["data"]]
        except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError) as problem:
            raise InputError(f"{url} does not say which model it has ({type(problem).__name__}: {problem})") from None
    if len(names) != 1:
        raise InputError(f"{url} has {len(names)} models ({', '.join(names[:5])}); name one as {url}#MODEL")
    return str(names[0])


async def each(
    work: Iterable[T], do: Callable[[T], Awaitable[R]], done: Callable[[T, R], None], width: int
) -> dict[str, int]:
    """Does all the work, `width` pieces at a time, and returns how many failed of each reason. `done` is called on
    the loop, in the order of arrival. Gives up after HOPELESS failures in a row; the rest then counts as `not tried`.
    """
    failures: dict[str, int] = {}
    pieces = iter(work)
    in_a_row = 0

    async def worker() -> None:
        nonlocal in_a_row
        for piece in pieces:
            if in_a_row >= HOPELESS:
                failures["not tried"] = failures.get("not tried", 0) + 1
                continue
            try:
                result = await do(piece)
            except RequestFailed as problem:
                in_a_row += 1
                failures[str(problem)] = failures.get(str(problem), 0) + 1
            else:
                in_a_row = 0
                done(piece, result)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(width):
            tasks.create_task(worker())
    return failures
