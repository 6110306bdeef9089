"""Processes: ending without losing what was accepted, several workers, and one judge for all of them."""

import asyncio
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from service_process import RIGHT, Running, running

TINY = Path(__file__).parents[1] / "judge" / "tiny"
OPEN = {"question": "Who wins?", "reference": "Dima has a winning strategy", "response": "\\boxed{the second player}"}


async def keep_asking(url: str, stop: asyncio.Event, done: list[int], broken: list[Exception]) -> None:
    """Sends one batch after another until the service is no longer there."""
    body = {"queries": [{**RIGHT, "response": f"\\boxed{{1 + {place}}}"} for place in range(20)]}
    async with httpx.AsyncClient(base_url=url, timeout=30) as http:
        while not stop.is_set():
            try:
                reply = await http.post("/v1/verify", json=body)
                assert len(reply.json()["verdicts"]) == 20
                done.append(reply.status_code)
            except httpx.ConnectError:
                return
            except Exception as problem:
                broken.append(problem)
                return


@pytest.mark.parametrize(("workers", "number"), [("1", signal.SIGTERM), ("2", signal.SIGTERM), ("1", signal.SIGINT)])
def test_nothing_that_was_accepted_is_lost(workers: str, number: signal.Signals) -> None:
    async def main(service: Running) -> tuple[list[int], list[Exception]]:
        stop, done, broken = asyncio.Event(), list[int](), list[Exception]()
        clients = [asyncio.create_task(keep_asking(service.url, stop, done, broken)) for _ in range(8)]
        while len(done) < 40:
            await asyncio.sleep(0.02)
        service.process.send_signal(number)
        await asyncio.wait(clients, timeout=30)
        stop.set()
        return done, broken

    with running("--workers", workers) as service:
        done, broken = asyncio.run(main(service))
        assert service.process.wait(30) == 0
    assert broken == []
    assert set(done) == {200}
    assert sum(event["status"] == 200 for event in service.of("request")) == len(done)
    assert not service.of("error")
    assert not service.of("no JSON")


def test_a_request_on_its_way_is_still_answered() -> None:
    """Its body is half there when the service is told to end."""
    import socket
    from urllib.parse import urlsplit

    with running() as service:
        parts = urlsplit(service.url)
        with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=20) as line:
            line.sendall(b"POST /v1/verify HTTP/1.1\r\nhost: x\r\ncontent-length: 34\r\n\r\n" + b'{"reference":"2",')
            time.sleep(0.3)
            service.process.send_signal(signal.SIGTERM)
            time.sleep(0.7)
            assert service.process.poll() is None
            line.sendall(b'"response":"2"}  ')
            heard = b""
            while more := line.recv(1 << 16):
                heard += more
        assert b'"label":"correct"' in heard
        assert b"connection: close" in heard.lower()
        assert service.process.wait(30) == 0


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_dies_is_started_again() -> None:
    with running("--workers", "2") as service:
        victim = service.await_event(lambda event: event.get("process") == "worker-0")["pid"]
        assert httpx.post(f"{service.url}/v1/verify", json=RIGHT, timeout=30).status_code == 200
        os.kill(victim, signal.SIGKILL)
        service.await_event(lambda event: event.get("process") == "worker-0" and event["event"] == "started")
        for _ in range(20):
            assert httpx.post(f"{service.url}/v1/verify", json=RIGHT, timeout=30).status_code == 200
        assert service.stop() == 0
    assert not any(alive(event["pid"]) for event in service.of("started"))


def test_workers_end_with_a_parent_that_was_killed() -> None:
    pytest.importorskip("onnxruntime")
    with running("--workers", "2", judge=str(TINY)) as service:
        assert httpx.post(f"{service.url}/v1/verify", json=RIGHT, timeout=30).status_code == 200
        service.process.kill()
        service.process.wait(10)
        end = time.monotonic() + 20
        while any(alive(event["pid"]) for event in service.of("started")) and time.monotonic() < end:
            time.sleep(0.05)
    assert not any(alive(event["pid"]) for event in service.of("started"))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_workers_ask_one_judge_and_share_one_cache(workers: str, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    cache = tmp_path / "opinions.sqlite"
    with running("--workers", workers, "--cache", str(cache), judge=str(TINY)) as service:
        assert httpx.get(f"{service.url}/readyz", timeout=30).json() == {"status": "ready"}
        found = [httpx.post(f"{service.url}/v1/verify", json=OPEN, timeout=30).json() for _ in range(12)]
        metrics = httpx.get(f"{service.url}/metrics").text.splitlines()
        assert httpx.get(f"{service.url}/v1/info").json()["judge"]["identity"]
        assert service.stop() == 0
    assert {one["decided_by"].partition(":")[0] for one in found} == {"judge"}
    assert len({one["score"] for one in found}) == 1
    assert "tinyv_judge_asked_total 1" in metrics
    assert "tinyv_judge_cached_total 11" in metrics
    assert cache.exists()
    names = [event["process"] for event in service.of("started")]
    assert names == ([] if workers == "1" else ["judge", "worker-0", "worker-1"])


def test_a_judge_that_dies_is_started_again_and_nothing_is_wrong_meanwhile() -> None:
    pytest.importorskip("onnxruntime")
    with running("--workers", "2", judge=str(TINY)) as service, httpx.Client(base_url=service.url, timeout=30) as http:
        pid = service.await_event(lambda event: event.get("process") == "judge")["pid"]
        assert http.post("/v1/verify", json=OPEN).json()["decided_by"].startswith("judge:")
        os.kill(pid, signal.SIGKILL)
        seen = []
        end = time.monotonic() + 40
        while time.monotonic() < end:
            verdict = http.post("/v1/verify", json=OPEN).json()
            seen.append((verdict["label"], verdict["failure"], verdict["reward"]))
            assert http.post("/v1/verify", json=RIGHT).json()["label"] == "correct"
            if verdict["failure"] is None:
                break
            time.sleep(0.02)
        assert service.stop() == 0
    assert seen[-1][1] is None, seen[-1]
    assert set(seen[:-1]) == {("undecided", "judge-unreachable", None)}


def test_a_judge_that_does_not_answer_is_not_ready() -> None:
    """Nobody listens there: the service starts all the same where the judge is only down now."""
    from tinyv.judge.openai import OpenAIJudge
    from tinyv.serve.judging import Readiness

    async def trouble() -> str:
        judge = OpenAIJudge("http://127.0.0.1:9", "nobody", retries=0, deadline=5)
        try:
            return await Readiness(judge).trouble()
        finally:
            await judge.aclose()

    assert asyncio.run(trouble()) == "judge-unreachable"


def test_a_slow_judge_leaves_rows_undecided_and_the_rest_decided() -> None:
    from tinyv import Query, Verifier
    from tinyv.judge.base import Ask, Opinion
    from tinyv.serve.judging import BoundedJudge, with_judge

    class Slow:
        identity, threshold = "slow", 0.5

        async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
            await asyncio.sleep(30)
            raise AssertionError

        async def aclose(self) -> None:
            pass

    slow = Slow()
    verifier = with_judge(Verifier(slow), BoundedJudge(slow, 0.1))
    found = verifier.verify_many([Query(**OPEN), Query(**RIGHT)])
    assert [(one.label, one.failure) for one in found] == [("undecided", "judge-deadline"), ("correct", None)]
