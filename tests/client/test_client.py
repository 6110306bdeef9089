"""The client against a real service, and against a server whose replies a test chooses."""

import asyncio
import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import orjson
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "serve"))
from service_process import Running, running

from tinyv import Label, Query, Verifier
from tinyv.client import ROWS, Client, ServiceUnavailable
from tinyv.rewards.grading import Grader

TOKEN = "t0ken"
QUERIES = [Query("What is 1 + 1?", "2", f"It is \\boxed{{{place % 5}}}.", str(place)) for place in range(600)]
Reply = Callable[[int, bytes], tuple[int, bytes, dict[str, str]]]


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running("--batch-rows", "100", "--body-bytes", "100000", token=TOKEN) as service:
        yield service


@pytest.fixture
def client(service: Running) -> Iterator[Client]:
    with Client(service.url, token=TOKEN, deadline=60) as client:
        yield client


@contextmanager
def answering(reply: Reply) -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers request number n with what `reply(n, body)` gives: status, body, headers."""
    seen: list[bytes] = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                seen.append(body)
                number = len(seen)
            status, content, headers = reply(number, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def good(body: bytes) -> bytes:
    verdict = {"label": "correct", "score": 1.0, "answer": "2", "decided_by": "rule:x", "reason": "", "failure": None}
    return orjson.dumps({"verdicts": [verdict] * len(orjson.loads(body)["queries"]), "errors": []})


def test_verdicts_are_those_of_a_verifier(client: Client) -> None:
    """Also where batches are larger than the service takes, and have to be halved."""
    assert ROWS > 100
    assert client.verify_many(QUERIES) == Verifier(None).verify_many(QUERIES)
    assert client.statistics["verdicts"] == len(QUERIES)
    assert client.verify_many([]) == []


def test_single_calls_of_threads_travel_together(client: Client) -> None:
    with ThreadPoolExecutor(64) as pool:
        found = list(pool.map(lambda q: client.verify(q.question, q.reference, q.response), QUERIES[:64]))
    assert found == Verifier(None).verify_many(QUERIES[:64])
    assert client.statistics["requests"] < 64


def test_it_works_on_one_event_loop_after_another(client: Client) -> None:
    async def main() -> list[Label]:
        many, one = await asyncio.gather(client.averify_many(QUERIES[:10]), client.averify("", "2", "2"))
        assert client.verify("", "2", "2").label is Label.CORRECT  # the synchronous call inside a running loop
        return [verdict.label for verdict in (*many, one)]

    wanted = [verdict.label for verdict in Verifier(None).verify_many(QUERIES[:10])] + [Label.CORRECT]
    assert [asyncio.run(main()) for _ in range(2)] == [wanted, wanted]


def test_a_grader_takes_it_for_a_verifier(client: Client) -> None:
    samples = Grader(client).grade(QUERIES[:5])  # type: ignore[arg-type]
    assert [sample.reward for sample in samples] == [0.0, 0.0, 1.0, 0.0, 0.0]


def test_texts_that_json_cannot_carry_are_mended(client: Client) -> None:
    found = client.verify_many([Query("", "2", "\ud83d \\boxed{2}"), Query("", "2", "2")])
    assert [verdict.label for verdict in found] == ["correct", "correct"]


def test_what_is_too_long_for_the_service_is_the_models_doing(client: Client) -> None:
    found = client.verify_many([Query("", "2", "x" * 200_000), Query("", "2", "2")])
    assert [(verdict.label, verdict.failure) for verdict in found] == [("undecided", "too-long"), ("correct", None)]


def _in_child(client: Client) -> list[str]:
    with client:
        return [verdict.label for verdict in client.verify_many(QUERIES[:3])]


@pytest.mark.parametrize("method", ["spawn", "fork"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_it_goes_along_to_other_processes(client: Client, method: str) -> None:
    client.verify("", "2", "2")  # connections and a thread that a fork must not use
    copy = pickle.loads(pickle.dumps(client))
    with get_context(method).Pool(1) as pool:
        assert pool.apply_async(_in_child, (copy,)).get(60) == ["wrong", "wrong", "correct"]
        assert client.verify("", "2", "2").label is Label.CORRECT


def test_health_says_what_serves_and_raises_where_nothing_does(client: Client, service: Running) -> None:
    assert client.health()["judge"] is None
    with Client(service.url, token="wrong") as other, pytest.raises(ServiceUnavailable, match="give the right token"):
        other.health()
    with Client("http://127.0.0.1:9") as other, pytest.raises(ServiceUnavailable, match="start the service"):
        other.health()


def test_a_wrong_token_is_refused_and_never_shown(service: Running) -> None:
    with Client(service.url, token="wr0ng") as client:
        verdict = client.verify("", "2", "2")
    assert (verdict.label, verdict.failure) == ("undecided", "service-refused")
    assert "HTTP 401" in str(client.trouble)
    assert "wr0ng" not in f"{client!r} {client.trouble} {verdict}"


def test_an_outage_is_undecided_and_no_exception() -> None:
    begun = time.monotonic()
    with Client("http://127.0.0.1:9", deadline=1.0) as client:
        found = client.verify_many(QUERIES)
        assert [sample.reward for sample in Grader(client).grade(QUERIES[:1])] == [None]  # type: ignore[arg-type]
    assert time.monotonic() - begun < 8
    assert {(verdict.label, verdict.failure, verdict.score) for verdict in found} == {
        ("undecided", "service-unreachable", 0.5)
    }
    assert client.statistics["failed"] == len(QUERIES) + 1
    assert client.statistics["retries"] > 0


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    def reply(number: int, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        return (200, good(body), {}) if number > 2 else (status, b"busy", {})

    with answering(reply) as (url, seen), Client(url, token="", deadline=30) as client:
        assert client.verify("", "2", "2").label is Label.CORRECT
    assert (len(seen), client.statistics["retries"]) == (3, 2)


def test_retry_after_is_honoured() -> None:
    def reply(number: int, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        return (200, good(body), {}) if number > 1 else (429, b"{}", {"retry-after": "1"})

    with answering(reply) as (url, _), Client(url, token="") as client:
        begun = time.monotonic()
        assert client.verify("", "2", "2").label is Label.CORRECT
        assert time.monotonic() - begun >= 1.0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "no JSON"),
        (b"[]", "holds no verdicts"),
        (b'{"verdicts": [{}]}', "holds no verdicts"),
        (b'{"verdicts": []}', "0 verdicts came for 1"),
    ],
)
def test_a_reply_that_is_none_is_refused_at_once(content: bytes, said: str) -> None:
    with answering(lambda number, body: (200, content, {})) as (url, seen), Client(url, token="") as client:
        assert client.verify("", "2", "2").failure == "service-refused"
    assert said in str(client.trouble)
    assert len(seen) == 1


def test_one_try_ends_with_the_deadline() -> None:
    def reply(number: int, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        time.sleep(3)
        return 200, good(body), {}

    with answering(reply) as (url, _), Client(url, token="", deadline=0.5) as client:
        begun = time.monotonic()
        assert client.verify("", "2", "2").failure == "service-unreachable"
        assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize("url", ["localhost:8400", "ftp://x", "http://", "http://u:p@x"])
def test_what_is_no_url_is_said(url: str) -> None:
    with pytest.raises(ValueError, match="url: is no URL"):
        Client(url)
    with pytest.raises(ValueError, match="deadline"):
        Client("http://x", deadline=0)
    with pytest.raises(ValueError, match="token"):
        Client("http://x", token="a\nb")


def test_it_goes_on_when_the_service_has_been_started_again() -> None:
    with running() as service:
        port = service.url.rpartition(":")[2]
        client = Client(service.url, token="", deadline=60)
        assert client.verify("", "2", "2").label is Label.CORRECT
        service.stop()
        waiting = ThreadPoolExecutor(1)
        verdict = waiting.submit(client.verify, "", "2", "2")
        time.sleep(0.5)
        with running("--port", port):
            assert verdict.result(60).label is Label.CORRECT
        waiting.shutdown()
        client.close()
    assert client.statistics["retries"] > 0
