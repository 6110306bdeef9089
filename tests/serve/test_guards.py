"""What keeps the service up: tokens, limits, slow and silent clients, hostile sizes."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from service_process import RIGHT, WRONG, Running, running

TOKEN = "s3cret-of-the-test"
SLOW = 1.0  # seconds of --read-deadline here


def connect(service: Running) -> socket.socket:
    parts = urlsplit(service.url)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=15)


def seconds_until_closed(line: socket.socket, begun: float) -> float:
    """Since `begun`, until the other side has closed; what it says before is read."""
    try:
        while line.recv(1 << 16):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - begun


def test_a_token_guards_all_but_probes_and_the_page(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    with running("--token-file", str(file)) as service, httpx.Client(base_url=service.url) as http:
        for path in ("/", "/page/style.css", "/healthz", "/readyz", "/openapi.json"):
            assert http.get(path).status_code == 200, path
        for wrong in ({}, {"authorization": TOKEN}, {"authorization": f"Bearer {TOKEN}x"}, {"authorization": "Bearer"}):
            for path in ("/metrics", "/v1/info", "/nowhere"):
                assert http.get(path, headers=wrong).status_code == 401, path
            for path in ("/v1/verify", "/v1/verify/stream", "/v1/explain", "/get_reward", "/slime", "/verify"):
                reply = http.post(path, json=RIGHT, headers=wrong)
                assert reply.status_code == 401, path
                assert reply.headers["www-authenticate"] == "Bearer"
                assert reply.json()["error"]
        shown = {"authorization": f"bearer {TOKEN}"}
        assert http.post("/v1/verify", json=RIGHT, headers=shown).json()["label"] == "correct"
        assert http.get("/metrics", headers=shown).status_code == 200
    assert TOKEN.encode() not in b"".join(service.lines)


def test_the_token_may_come_from_the_environment() -> None:
    with running(token=TOKEN) as service:
        assert httpx.get(f"{service.url}/v1/info").status_code == 401
        assert httpx.get(f"{service.url}/v1/info", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_the_log_has_a_line_of_json_for_each_request_and_no_texts() -> None:
    secret = "a-text-of-a-rollout"
    with running() as service, httpx.Client(base_url=service.url) as http:
        http.post("/v1/verify", json={"queries": [{**RIGHT, "response": secret}, WRONG]})
        http.post("/v1/verify", content=secret)
        http.get(f"/{secret}?{secret}")
        assert service.stop() == 0
    requests = service.of("request")
    assert [(r["path"], r["status"], r["rows"]) for r in requests] == [
        ("/v1/verify", 200, 2),
        ("/v1/verify", 400, 0),
        ("other", 404, 0),
    ]
    assert all(r["ms"] > 0 for r in requests)
    assert not service.of("no JSON")
    assert secret.encode() not in b"".join(service.lines)


@pytest.fixture(scope="module")
def slow() -> object:
    with running("--read-deadline", str(SLOW), "--body-bytes", "20000000") as service:
        yield service


def test_a_connection_that_says_nothing_is_closed(slow: Running) -> None:
    with connect(slow) as line:
        assert SLOW * 0.8 < seconds_until_closed(line, time.monotonic()) < SLOW + 3


def drip(line: socket.socket, text: bytes, most: float) -> float:
    """Sends a byte every 50 ms until the other side closes; the seconds that took."""
    begun = time.monotonic()
    line.settimeout(0.05)
    for place in range(len(text)):
        try:
            line.sendall(text[place : place + 1])
            if not line.recv(1 << 16):
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
        if time.monotonic() - begun > most:
            break
    return time.monotonic() - begun


@pytest.mark.parametrize("first", [False, True], ids=["first request", "second request"])
def test_a_head_that_drips_is_cut_off(slow: Running, first: bool) -> None:
    with connect(slow) as line:
        if first:
            line.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b"200" in line.recv(1 << 16)
        head = b"GET /healthz HTTP/1.1\r\nhost: x\r\n" + b"x-more: 1\r\n" * 100
        assert drip(line, head, 10) < SLOW + 3


def test_a_body_that_drips_is_refused(slow: Running) -> None:
    with connect(slow) as line:
        line.sendall(b"POST /v1/verify HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n\r\n")
        begun = time.monotonic()
        line.settimeout(0.05)
        heard = b""
        while b"\r\n\r\n" not in heard and time.monotonic() - begun < 15:
            try:
                line.sendall(b"x")
                heard += line.recv(1 << 16)
            except TimeoutError:
                continue
            except ConnectionError:
                break
        assert heard.startswith(b"HTTP/1.1 408"), heard
        assert time.monotonic() - begun < SLOW + 3


def test_a_head_without_end_is_cut_off(slow: Running) -> None:
    with connect(slow) as line:
        begun = time.monotonic()
        try:
            line.sendall(b"GET / HTTP/1.1\r\n")
            for _ in range(1000):
                line.sendall(b"x-more: " + b"y" * 1000 + b"\r\n")
        except ConnectionError:
            pass
        assert seconds_until_closed(line, begun) < SLOW + 3


def test_a_client_that_reads_nothing_is_cut_off(slow: Running) -> None:
    """Its verdicts fill the sockets' buffers; the worker must not keep them for ever."""
    row = json.dumps({"reference": "1", "response": "\\boxed{" + "7" * 2000 + "}"}).encode() + b"\n"
    piece = row * 1000
    with connect(slow) as line:
        line.sendall(b"POST /v1/verify/stream HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        for _ in range(20):
            line.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        line.sendall(b"0\r\n\r\n")
        slow.await_event(lambda event: event.get("path") == "/v1/verify/stream", 60)
        verdicts = 0
        try:
            while part := line.recv(1 << 16):
                verdicts += part.count(b'"label"')
        except ConnectionError:
            pass
    assert verdicts < 20_000


def test_a_client_may_send_all_before_it_reads(slow: Running) -> None:
    """For longer than the read deadline, and more verdicts than sockets hold."""
    row = json.dumps({"reference": "1", "response": "\\boxed{" + "7" * 2000 + "}"}).encode() + b"\n"

    def pieces() -> Iterator[bytes]:
        for _ in range(15):
            yield row * 400
            time.sleep(SLOW / 5)

    reply = httpx.post(f"{slow.url}/v1/verify/stream", content=pieces(), timeout=60)
    assert len(reply.content.splitlines()) == 15 * 400


def test_noise_gets_no_further(slow: Running) -> None:
    for noise in (b"\x16\x03\x01\x02\x00\x01", b"\r\n" * 5000, b"GET\r\n\r\n", b"POST /v1/verify HTTP/9.9\r\n\r\n"):
        with connect(slow) as line:
            begun = time.monotonic()
            line.sendall(noise)
            assert seconds_until_closed(line, begun) < SLOW + 3
    assert httpx.post(f"{slow.url}/v1/verify", json=RIGHT).json()["label"] == "correct"


def test_beyond_its_concurrency_the_service_says_when_to_come_back() -> None:
    async def main(url: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=url, timeout=60) as http:
            body = {"queries": [{**RIGHT, "response": f"\\boxed{{2 + {place}^x}}"} for place in range(300)]}
            return await asyncio.gather(*(http.post("/v1/verify", json=body) for _ in range(12)))

    with running("--concurrency", "2") as service:
        replies = asyncio.run(main(service.url))
        assert httpx.post(f"{service.url}/v1/verify", json=RIGHT).status_code == 200
        metrics = httpx.get(f"{service.url}/metrics").text
    assert {reply.status_code for reply in replies} == {200, 429}
    assert all(len(r.json()["verdicts"]) == 300 for r in replies if r.status_code == 200)
    assert all(r.headers["retry-after"] == "1" for r in replies if r.status_code == 429)
    assert "tinyv_requests_in_hand 0" in metrics
    assert "tinyv_held_bytes 0" in metrics


def test_rules_beyond_the_deadline_are_a_clear_refusal() -> None:
    rows = [{**RIGHT, "response": f"\\boxed{{{place} + x^{place}}}"} for place in range(4000)]
    with running("--deadline", "0.05") as service:
        reply = httpx.post(f"{service.url}/v1/verify", json={"queries": rows}, timeout=30)
        assert reply.status_code == 504
        assert "send fewer rows" in reply.json()["error"]
        assert httpx.post(f"{service.url}/v1/verify", json=RIGHT, timeout=30).status_code == 200


def test_a_public_address_needs_a_token() -> None:
    from tinyv.serve.app import Service
    from tinyv.serve.run import is_loopback, serve
    from tinyv.verifier import Verifier

    with pytest.raises(ValueError, match="there is no token"):
        serve(Service(Verifier(None)), "0.0.0.0", 0)
    assert [is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost")] == [True] * 4
    assert [is_loopback(host) for host in ("0.0.0.0", "::", "10.0.0.1", "example.org", "localhost.example")] == [
        False
    ] * 5
