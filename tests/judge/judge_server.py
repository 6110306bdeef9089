"""A server on the loopback that plays vLLM, llama-server and trouble, and a judge that asks it."""

import asyncio
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from tinyv.judge.base import Ask, Opinion
from tinyv.judge.openai import OpenAIJudge

MODEL = "zhangchenxu/TinyV-1.5B"


RIGHT, WRONG = Ask("What is 1/2?", "0.5", "1/2"), Ask("What is 1/2?", "0.5", "2")


ASKS = [RIGHT, WRONG]


@dataclass
class Say:
    """One reply: a status with a JSON body or raw bytes, after some seconds; `drop` closes the connection instead."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    drop: bool = False

    def encoded(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        lines = [f"HTTP/1.1 {self.status} x", f"content-length: {len(body)}", "content-type: application/json"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


Behaviour = Callable[[dict[str, Any]], Say]


@dataclass
class Server:
    """A server in a thread of its own, and what it saw."""

    behaviour: Behaviour
    models: tuple[str, ...] = (MODEL,)
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    connections: int = 0
    in_flight: int = 0
    most_in_flight: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        sizes = [int(row[15:]) for row in head.splitlines() if row.lower().startswith("content-length:")]
        body = await reader.readexactly(sum(sizes))
        self.headers.append(head)
        path = head.split()[1]
        if path.endswith("/models"):
            say = Say({"data": [{"id": name} for name in self.models]})
        else:
            self.requests.append({**json.loads(body), "path": path})
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            say = self.behaviour(self.requests[-1])
            await asyncio.sleep(say.after)
            self.in_flight -= 1
        if not say.drop:
            writer.write(say.encoded())
            await writer.drain()
        return not say.drop


@contextmanager
def serving(behaviour: Behaviour, models: tuple[str, ...] = (MODEL,)) -> Iterator[Server]:
    server, ready, stop = Server(behaviour, models), Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, backlog=1024)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        ready.set()
        await stop.wait()
        listening.close()

    thread = Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(5)
    try:
        yield server
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join()


def text_of(request: dict[str, Any]) -> str:
    return str(request["messages"][0]["content"] if "messages" in request else request["prompt"])


def is_right(request: dict[str, Any]) -> bool:
    """Whether the request asks about RIGHT; what the servers believe."""
    return "<answer>\n1/2\n" in text_of(request) or "Answer: 1/2\nSame:" in text_of(request)[-30:]


def spoken(text: str, **more: Any) -> Say:
    usage = {"prompt_tokens": 100, "completion_tokens": 2}
    return Say({"choices": [{"message": {"content": text}, "finish_reason": "stop", **more}], "usage": usage})


def vllm(request: dict[str, Any]) -> Say:
    """Gives log-probabilities in the chat's or the completion's form."""
    chances = (
        {"True": 0.6, " True": 0.2, "The": 0.1, "False": 0.1} if is_right(request) else {"False": 0.9, "True": 0.1}
    )
    logs = {token: math.log(value) for token, value in chances.items()}
    if "prompt" in request:
        return Say({"choices": [{"text": "True", "finish_reason": "length", "logprobs": {"top_logprobs": [logs]}}]})
    assert request["logprobs"]
    tops = [{"token": token, "logprob": value} for token, value in logs.items()][: request["top_logprobs"]]
    return spoken("x", finish_reason="length", logprobs={"content": [{**tops[0], "top_logprobs": tops}]})


def llama_server(request: dict[str, Any]) -> Say:
    """Gives text alone, cut at the limit."""
    return spoken(
        "True" if is_right(request) else "False.", finish_reason="length" if request["max_tokens"] < 2 else "stop"
    )


def asked(judge: OpenAIJudge, asks: list[Ask]) -> list[Opinion]:
    return asyncio.run(judge.judge(asks))


def judge_of(server: Server, **options: Any) -> OpenAIJudge:
    return OpenAIJudge(server.url, options.pop("model", MODEL), **{"deadline": 5.0, **options})


def failures(opinions: list[Opinion]) -> list[str | None]:
    assert all((opinion.probability is None) == (opinion.failure is not None) for opinion in opinions)
    return [opinion.failure for opinion in opinions]
