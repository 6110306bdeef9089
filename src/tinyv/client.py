"""A client of `tinyv serve` with the methods of `tinyv.Verifier`. Needs the extra `client` (httpx)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable, Sequence
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import orjson

from tinyv.judge.bridge import wait_for
from tinyv.judge.connection import Lines, backoff, is_address, retry_after, secret
from tinyv.judge.gather import Gatherer
from tinyv.types import Label, Query, Verdict, from_record

if TYPE_CHECKING:
    import httpx

TOKEN_VARIABLE = "TINYV_TOKEN"
ROWS, CHARS = 256, 2_000_000  # of a request; a larger batch is sent as several
WIDTH = 8  # requests in flight at most, on one event loop
FIRST_WAIT, LONGEST_WAIT = 0.2, 8.0  # seconds before another try, doubled each time
PASSING = (408, 429, 502, 503, 504)  # statuses that may pass
TOO_LARGE = 413
UNREACHABLE, REFUSED, TOO_LONG = "service-unreachable", "service-refused", "too-long"
UNKNOWN = 0.5


class ServiceUnavailable(RuntimeError):
    """The service gives no verdicts. The message says which URL, what happened and what to do."""


class _Failed(Exception):
    """A request that came to nothing: the failure's name, what happened, and the status if there was one."""

    def __init__(self, name: str, what: str, status: int = 0) -> None:
        super().__init__(what)
        self.name, self.what, self.status = name, what, status


class Client:
    """Verdicts from a service. url: `http://host:8400`. token: None for the environment's TINYV_TOKEN. deadline:
    seconds for one request with all its tries.

    Connection errors and the statuses 408, 429 (`Retry-After` is honoured), 502, 503 and 504 are tried again until the
    deadline. No method raises on any text or outage: what got no verdict is UNDECIDED with the failure
    `service-unreachable`, or `service-refused` where the service says that the request is wrong (a token, say; see
    `trouble`), or `too-long` for a response beyond the service's limits. `health()` raises, for the start of a run.

    Safe in threads and on several event loops, picklable (with its token), and usable after a fork. Raises ImportError
    without httpx and ValueError for a wrong setting.
    """

    def __init__(self, url: str, *, token: str | None = None, deadline: float = 120.0) -> None:
        if find_spec("httpx") is None:
            raise ImportError("the client needs httpx: pip install 'tinyv[client]'")
        if not is_address(url.strip()) or urlsplit(url.strip()).username:
            raise ValueError("url: is no URL of a service; give http://HOST:PORT, and a token as token=...")
        if not deadline > 0:
            raise ValueError(f"deadline: {deadline} s; give more than 0")
        self.url, self.deadline = url.strip().rstrip("/"), deadline
        self._token = secret(token, TOKEN_VARIABLE, "token")
        self.trouble: str | None = None
        """The last failure in words."""
        self._counts = dict.fromkeys(("requests", "retries", "verdicts", "failed"), 0)
        self._lines = Lines(self.url, self._token, deadline, WIDTH)
        self._lock = threading.Lock()
        self._soon = Gatherer(self._batch, largest=ROWS)

    def __repr__(self) -> str:
        return f"Client({self.url!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return partial(Client, self.url, token=self._token, deadline=self.deadline), ()

    @property
    def statistics(self) -> dict[str, int]:
        """requests that were answered, retries, verdicts, and failed: those that the service did not give."""
        with self._lock:
            return dict(self._counts)

    def verify(self, question: str = "", reference: str = "", response: str = "") -> Verdict:
        """The verdict on one response; concurrent calls in threads travel as one request."""
        return wait_for(self.averify(question, reference, response))

    async def averify(self, question: str = "", reference: str = "", response: str = "") -> Verdict:
        """The same on a running event loop, for concurrent calls there."""
        return await self._soon(Query(question, reference, response))

    def verify_many(self, queries: Iterable[Query]) -> list[Verdict]:
        """Verdicts in the order of the queries."""
        return wait_for(self.averify_many(queries))

    async def averify_many(self, queries: Iterable[Query]) -> list[Verdict]:
        """The same on a running event loop."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._batch(batch)) for batch in _batches(queries)]
        return [verdict for task in tasks for verdict in task.result()]

    def health(self) -> dict[str, Any]:
        """What the service says of itself (`/v1/info`). Raises ServiceUnavailable unless it and its judge answer."""
        return wait_for(self._health())

    async def aclose(self) -> None:
        """Closes the connections of every event loop; they are opened again when needed."""
        await self._lines.aclose()

    def close(self) -> None:
        """The same for callers without an event loop; also at the end of `with Client(...) as client`."""
        wait_for(self.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def _health(self) -> dict[str, Any]:
        try:
            await self._ask("GET", "/readyz", None, patient=False)
            found: dict[str, Any] = await self._ask("GET", "/v1/info", None, patient=False)
        except _Failed as failed:
            advice = "give the right token" if failed.status == 401 else "start the service or correct the URL"
            raise ServiceUnavailable(f"{self.url}: {failed.what}; {advice}") from None
        return found

    async def _batch(self, queries: Sequence[Query]) -> list[Verdict]:
        """One request; where the service finds it too large, two."""
        try:
            async with (await self._lines.here()).slots:
                reply = await self._ask("POST", "/v1/verify", _body(queries))
            verdicts = _verdicts(reply, len(queries))
        except _Failed as failed:
            if failed.status == TOO_LARGE and len(queries) > 1:
                half = len(queries) // 2
                return [*await self._batch(queries[:half]), *await self._batch(queries[half:])]
            self.trouble = failed.what
            self._count(failed=len(queries))
            name = TOO_LONG if failed.status == TOO_LARGE else failed.name
            return [Verdict(Label.UNDECIDED, UNKNOWN, None, "", failed.what, name)] * len(queries)
        self._count(verdicts=len(verdicts))
        return verdicts

    async def _ask(self, method: str, path: str, body: bytes | None, patient: bool = True) -> Any:
        """The JSON of a reply, after as many tries as the deadline allows."""
        import httpx

        end = time.monotonic() + self.deadline
        attempt = 0
        while True:
            after = 0.0
            try:
                async with asyncio.timeout(max(0.0, end - time.monotonic())):
                    client = (await self._lines.here()).client
                    response = await client.request(method, path, content=body)
                if response.status_code not in PASSING:
                    self._count(requests=1)
                    return _read(response)
                what, status = f"HTTP {response.status_code}{_said(response)}", response.status_code
                after = min(LONGEST_WAIT, retry_after(response.headers.get("retry-after", "")))
            except TimeoutError:
                raise _Failed(UNREACHABLE, f"no reply within {self.deadline:g} s") from None
            except (httpx.HTTPError, OSError, RuntimeError) as problem:  # RuntimeError: closed meanwhile
                what, status = f"no connection ({type(problem).__name__}: {problem})", 0
            pause = max(after, backoff(attempt, FIRST_WAIT, LONGEST_WAIT))
            if not patient or time.monotonic() + pause >= end:
                raise _Failed(UNREACHABLE, what, status)
            self._count(retries=1)
            await asyncio.sleep(pause)
            attempt += 1

    def _count(self, **more: int) -> None:
        with self._lock:
            for name, number in more.items():
                self._counts[name] += number


def _batches(queries: Iterable[Query]) -> Iterable[list[Query]]:
    batch: list[Query] = []
    chars = 0
    for query in queries:
        size = len(query.question) + len(query.reference) + len(query.response)
        if batch and (len(batch) == ROWS or chars + size > CHARS):
            yield batch
            batch, chars = [], 0
        batch.append(query)
        chars += size
    if batch:
        yield batch


def _body(queries: Sequence[Query]) -> bytes:
    rows = [{"question": q.question, "reference": q.reference, "response": q.response} for q in queries]
    try:
        return orjson.dumps({"queries": rows})
    except TypeError:  # half of a surrogate pair, which UTF-8 cannot carry
        whole = [{name: text.encode("utf-8", "replace").decode() for name, text in row.items()} for row in rows]
        return orjson.dumps({"queries": whole})


def _read(response: httpx.Response) -> Any:
    if response.status_code != 200:
        raise _Failed(REFUSED, f"HTTP {response.status_code}{_said(response)}", response.status_code)
    try:
        return orjson.loads(response.content)
    except ValueError:
        raise _Failed(REFUSED, "the reply is no JSON; is this the URL of `tinyv serve`?") from None


def _verdicts(reply: Any, count: int) -> list[Verdict]:
    try:
        found = [from_record(record) for record in reply["verdicts"]]
    except (KeyError, TypeError, ValueError):
        raise _Failed(REFUSED, "the reply holds no verdicts; is this the URL of `tinyv serve`?") from None
    if len(found) != count:
        raise _Failed(REFUSED, f"{len(found)} verdicts came for {count} queries")
    return found


def _said(response: httpx.Response) -> str:
    """What a service says of its refusal."""
    try:
        return f": {orjson.loads(response.content)['error']}"[:300]
    except (ValueError, KeyError, TypeError):
        return ""
