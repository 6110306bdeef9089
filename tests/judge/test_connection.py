"""Connections to a server: bounded, reused, on one event loop after another; waiting and keys."""

import asyncio
import time
from email.utils import formatdate
from typing import Any

import pytest
from judge_server import ASKS, RIGHT, WRONG, Say, asked, failures, is_right, judge_of, serving, vllm

from tinyv.judge.base import Opinion
from tinyv.judge.bridge import wait_for
from tinyv.judge.connection import backoff, retry_after, secret
from tinyv.judge.openai import OpenAIJudge

pytest.importorskip("httpx", reason="needs httpx (pip install 'tinyv[openai]')")


def test_a_thousand_asks_are_bounded_and_reuse_connections() -> None:
    def slow(request: dict[str, Any]) -> Say:
        say = vllm(request)
        say.after = 0.005
        return say

    asks = [RIGHT, WRONG] * 500

    async def callers(judge: OpenAIJudge) -> list[Opinion]:
        groups = await asyncio.gather(*(judge.judge(asks[first : first + 100]) for first in range(0, 1000, 100)))
        return [opinion for group in groups for opinion in group]

    with serving(slow) as server:
        judge = judge_of(server, concurrency=16, deadline=30.0)
        opinions = asyncio.run(callers(judge))
    assert set(failures(opinions)) == {None}, judge.trouble
    assert [round(opinion.probability or 0, 2) for opinion in opinions] == [0.89, 0.1] * 500
    assert 8 <= server.most_in_flight <= 16
    assert server.connections <= 100  # a busy machine lets some go idle, and those are opened anew


def test_event_loops_one_after_another_and_closing() -> None:
    with serving(vllm) as server:
        judge = judge_of(server)
        for _ in range(3):
            assert failures(asked(judge, ASKS)) == [None, None]
        assert failures(wait_for(judge.judge(ASKS))) == [None, None]

        async def close_and_ask() -> list[Opinion]:
            await judge.judge(ASKS)
            await judge.aclose()
            return await judge.judge(ASKS)

        assert failures(asyncio.run(close_and_ask())) == [None, None]
        wait_for(judge.aclose())


def test_cancelling_cancels_the_requests() -> None:
    async def run(judge: OpenAIJudge) -> list[Opinion]:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await judge.judge([WRONG] * 20)
        return await judge.judge([RIGHT])

    with serving(lambda request: vllm(request) if is_right(request) else Say({}, after=1.0)) as server:
        assert failures(asyncio.run(run(judge_of(server, concurrency=2)))) == [None]
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("header", "seconds"), [("3", 3), ("0.5", 0.5), ("-1", 0), ("nan", 0), ("", 0), ("soon", 0), ("x GMT", 0)]
)
def test_a_wait_that_the_server_asks_for(header: str, seconds: float) -> None:
    assert retry_after(header) == seconds


def test_a_wait_until_a_date() -> None:
    assert 50 < retry_after(formatdate(time.time() + 60, usegmt=True)) <= 60
    assert retry_after(formatdate(time.time() - 60, usegmt=True)) == 0


def test_waits_double_up_to_the_longest_of_any_number_of_tries() -> None:
    for attempt, wait in ((0, 1), (1, 2), (2, 4), (5, 8), (1_000_000, 8)):
        assert wait / 2 <= backoff(attempt, 1.0, 8.0) <= wait


def test_a_key_is_given_or_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_KEY", " from-outside\n")
    assert secret(None, "A_KEY", "key") == "from-outside"
    assert secret("given", "A_KEY", "key") == "given"
    assert secret("", "A_KEY", "key") == ""
    with pytest.raises(ValueError, match="key: holds characters"):
        secret("a\nb", "A_KEY", "key")
