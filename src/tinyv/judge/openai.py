"""A judge behind any OpenAI-compatible server: vLLM, SGLang, llama-server and their like. Needs `tinyv[openai]`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tinyv.judge.base import DEADLINE, TOO_LONG, UNREACHABLE, Ask, Opinion, TooLong
from tinyv.judge.connection import KEY_VARIABLE, Line, Lines, backoff, is_address, retry_after, secret
from tinyv.judge.reply import Reply, read, request
from tinyv.judge.served import VERSION, Template, template_for
from tinyv.judge.verdict_text import chance, verdict

WIDTHS = (20, 5, 0)  # likeliest tokens to ask for; servers cap them at 20, at 5, or give none
FIRST_WAIT, LONGEST_WAIT = 0.25, 8.0  # seconds before a retry, doubled each time
HOPELESS = 8  # failures in a row, with nothing but failures for a whole deadline, after which a batch gives up
_NO_JSON = (401, 403, 404)
_TRY_NARROWER = (400, 422)  # how servers refuse a number of logprobs, or logprobs at all

UNPARSEABLE, REFUSED = "judge-unparseable", "judge-refused"


class JudgeUnavailable(RuntimeError):
    """A judge cannot be asked. The message says which URL, what happened and what to do."""


class _Failed(Exception):
    """One ask came to nothing: the failure's name, what happened, and the HTTP status if there was one."""

    def __init__(self, name: str, what: str, status: int = 0) -> None:
        super().__init__(what)
        self.name, self.what, self.status = name, what, status


class _Passing(_Failed):
    """May pass: worth another try after `wait` seconds at least."""

    def __init__(self, wait: float, what: str, status: int = 0) -> None:
        super().__init__(UNREACHABLE, what, status)
        self.wait = wait


@dataclass(slots=True)
class _Progress:
    """Of one batch: when something last succeeded, and how many asks failed since."""

    since: float
    failed: int = 0


class OpenAIJudge:
    """Asks a served model for one word and reads its probability; a strict reading of the text where none is given.

    base_url: of the server, `http://localhost:8000` or with its path (`/v1` is added to a bare host).
    model: as the server names it. prompt: `verdict`, `think`, `plain`, a `served.Template`, or None for the prompt of
        a released judge, else `verdict`.
    concurrency: requests in flight at most, over all callers on one event loop.
    deadline: seconds for one ask with its retries, from its first request on. A batch that hears nothing but failures
        for that long fails as a whole, so an outage costs about one deadline whatever the batch's size.
    retries: further tries after connection errors and the statuses 429 and 5xx; `Retry-After` is honoured.
    api_key: None for the environment's TINYV_API_KEY. In no identity, repr or message.
    max_tokens: of a reply, where the prompt's own limit is too small for the model's thinking.

    Every failure is an opinion without a probability: `judge-unreachable`, `judge-deadline`, `judge-refused` (the
    server says the request is wrong), `judge-unparseable`, `too-long`; `trouble` holds the last one in words. Raises
    ImportError without httpx and ValueError for a wrong setting. Safe on several event loops, in threads and after a
    fork. Not covered: streaming, and a common bound over event loops that run at the same time.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        prompt: Template | str | None = None,
        threshold: float = 0.5,
        concurrency: int = 64,
        deadline: float = 60.0,
        retries: int = 3,
        api_key: str | None = None,
        max_tokens: int | None = None,
    ) -> None:
        if find_spec("httpx") is None:
            raise ImportError("a served judge needs httpx: pip install 'tinyv[openai]'")
        _check(model, threshold, concurrency, deadline, retries, max_tokens)
        self.base_url, self.model, self.threshold = _url(base_url), model, threshold
        self.concurrency, self.deadline, self.retries = concurrency, deadline, retries
        self.template = template_for(model, prompt)
        self.max_tokens = max_tokens or self.template.max_tokens
        self.identity = f"{model}@{self.template.digest}.{self.max_tokens}.{VERSION}"
        self.trouble: str | None = None
        self._key = secret(api_key, KEY_VARIABLE, "api_key")
        self._url = _without_login(self.base_url)
        self._width: int | None = 0 if self.template.reasons else None  # None until the server has shown what it gives
        self._lines = Lines(self.base_url, self._key, deadline, concurrency)

    def __repr__(self) -> str:
        return f"OpenAIJudge({self._url!r}, {self.model!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        options = ("threshold", "concurrency", "deadline", "retries", "max_tokens")
        chosen: dict[str, Any] = {name: getattr(self, name) for name in options}
        chosen |= {"prompt": self.template, "api_key": self._key}
        return partial(OpenAIJudge, self.base_url, self.model, **chosen), ()

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        """One opinion for each ask, in order. Cancelling it cancels its requests."""
        line, progress = await self._lines.here(), _Progress(time.monotonic())
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._opinion(ask, line, progress)) for ask in asks]
        return [task.result() for task in tasks]

    async def aclose(self) -> None:
        """Closes the connections of every event loop; the next ask opens new ones."""
        await self._lines.aclose()

    async def health(self) -> None:
        """Raises JudgeUnavailable unless the server serves the model and gives a verdict on a plain ask."""
        url = f"{self._url}/models"
        try:
            async with asyncio.timeout(min(self.deadline, 30.0)):
                listed = await self._send(await self._lines.here(), "/models", None)
        except TimeoutError:
            raise JudgeUnavailable(f"{url}: no reply in time; see whether the server has finished loading") from None
        except _Failed as failed:
            raise JudgeUnavailable(f"{url}: {failed.what}; {_advice(failed)}") from None
        names = [str(one.get("id")) for one in _rows(listed.get("data"))]
        if names and self.model not in names:
            raise JudgeUnavailable(
                f"{url}: serves {', '.join(names[:10])}, not {self.model}; name one of these or serve {self.model}"
            )
        opinion = (await self.judge([Ask("What is 1 + 1?", "2", "2")]))[0]
        if opinion.failure is not None:
            raise JudgeUnavailable(
                f"{self._url}: {self.model} is served but gave no verdict ({opinion.failure}: {self.trouble}); "
                "see whether its prompt and chat template fit"
            )

    async def _opinion(self, ask: Ask, line: Line, progress: _Progress) -> Opinion:
        async with line.slots:
            started = time.monotonic()
            if progress.failed >= HOPELESS and started - progress.since >= self.deadline:
                return Opinion(None, UNREACHABLE)
            try:
                prompt = self.template.fill(ask)
                async with asyncio.timeout(self.deadline):
                    opinion = await self._ask(prompt, line, started + self.deadline)
            except TooLong as long:
                return self._failure(TOO_LONG, str(long))
            except TimeoutError:
                progress.failed += 1
                return self._failure(DEADLINE, f"no verdict within {self.deadline:g} s")
            except _Failed as failed:
                progress.failed += failed.name in (UNREACHABLE, DEADLINE)
                return self._failure(failed.name, failed.what)
        progress.since, progress.failed = time.monotonic(), 0
        return opinion

    def _failure(self, name: str, what: str) -> Opinion:
        self.trouble = what
        return Opinion(None, name)

    async def _ask(self, prompt: str, line: Line, end: float) -> Opinion:
        """One token with its rivals where the server shows them, else the text."""
        tokens = 0
        for width in (w for w in WIDTHS if w and (self._width is None or w == self._width)):
            try:
                reply = await self._reply(prompt, 1, width, line, end)
            except _Failed as failed:
                if failed.status in _TRY_NARROWER and self._width is None:
                    continue
                raise
            tokens += reply.tokens
            if reply.tops is None:
                break
            self._width = width
            if (found := chance(reply.tops)) is not None:
                return Opinion(found, None, tokens)
            break
        reply = await self._reply(prompt, self.max_tokens, 0, line, end)
        if self._width is None:
            self._width = 0
        tokens += reply.tokens
        said = None if reply.cut else verdict(reply.text, self.template.reasons)
        if said is None:
            start = " ".join(reply.text.split())[:80]
            raise _Failed(UNPARSEABLE, f"no verdict in {'the cut reply' if reply.cut else 'the reply'} {start!r}")
        return Opinion(float(said), None, tokens)

    async def _reply(self, prompt: str, length: int, width: int, line: Line, end: float) -> Reply:
        path, body = request(self.template, self.model, prompt, length, width)
        for attempt in range(self.retries + 1):
            try:
                return read(await self._send(line, path, body))
            except ValueError as problem:
                raise _Failed(UNPARSEABLE, str(problem)) from None
            except _Passing as passing:
                if attempt == self.retries:
                    raise
                wait = passing.wait + backoff(attempt, FIRST_WAIT, LONGEST_WAIT)
                if time.monotonic() + wait >= end:
                    raise _Failed(DEADLINE, f"{passing.what}, and no time is left to try again") from None
            await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    async def _send(self, line: Line, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """The JSON of one reply. Raises _Passing for what may pass, _Failed for what will not."""
        import httpx

        try:
            response = await (line.client.get(path) if body is None else line.client.post(path, json=body))
        except (httpx.HTTPError, OSError) as problem:
            raise _Passing(0.0, self._scrub(f"no connection ({type(problem).__name__}: {problem})")) from None
        except RuntimeError as problem:  # closed meanwhile
            raise _Failed(UNREACHABLE, str(problem)) from None
        status = response.status_code
        if status == 429 or status >= 500:
            raise _Passing(retry_after(response.headers.get("retry-after", "")), f"HTTP {status}", status)
        if status != 200:
            said = "" if status in _NO_JSON else ": " + " ".join(response.text.split())[:200]
            raise _Failed(REFUSED, self._scrub(f"HTTP {status}{said}"), status)
        try:
            found = response.json()
        except (ValueError, RecursionError):
            raise _Failed(UNPARSEABLE, "the reply is no JSON") from None
        if not isinstance(found, dict):
            raise _Failed(UNPARSEABLE, "the reply is no JSON object")
        return found

    def _scrub(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


def _check(
    model: str, threshold: float, concurrency: int, deadline: float, retries: int, max_tokens: int | None
) -> None:
    wrong = {
        "model: give the name the server lists it under": not model,
        f"threshold: {threshold} is not in [0, 1]": not 0 <= threshold <= 1,
        f"concurrency: {concurrency}; give 1 or more": concurrency < 1,
        f"deadline: {deadline} s; give more than 0": not deadline > 0,
        f"retries: {retries}; give 0 or more": retries < 0,
        f"max_tokens: {max_tokens}; give 1 or more": max_tokens is not None and max_tokens < 1,
    }
    if found := [what for what, is_wrong in wrong.items() if is_wrong]:
        raise ValueError("; ".join(found))


def _url(text: str) -> str:
    if not is_address(text.strip()):
        raise ValueError(f"base_url: {_without_login(text)!r} is no URL of a server; give http://HOST:PORT/v1")
    parts = urlsplit(text.strip())
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") or "/v1", "", ""))


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _advice(failed: _Failed) -> str:
    if failed.status in (401, 403):
        return f"give the right api_key, or set {KEY_VARIABLE}"
    if failed.status == 404:
        return "correct the URL: it should end where /chat/completions begins, usually in /v1"
    if failed.status:
        return "see the server's log"
    return "start the server or correct the URL"


def _rows(data: Any) -> list[dict[str, Any]]:
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
