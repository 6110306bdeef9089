"""Streams: order, bad lines, clients that read late, and memory that does not grow with the stream."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from service_process import RIGHT, WRONG, Running, running

LINE = 100_000  # bytes of a line at most, here


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    with running("--body-bytes", str(LINE)) as service:
        yield service


def stream(service: Running, body: bytes | Iterator[bytes]) -> list[dict[str, object]]:
    reply = httpx.post(f"{service.url}/v1/verify/stream", content=body, timeout=120)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in reply.text.splitlines()]


def line_of(place: int) -> bytes:
    return json.dumps({**(RIGHT if place % 3 else WRONG), "id": str(place)}).encode() + b"\n"


@pytest.mark.parametrize("size", [1, 7, 1000, 1 << 20])
def test_verdicts_come_in_order_however_the_body_is_cut(service: Running, size: int) -> None:
    count = 10 if size == 1 else 700
    body = b"".join(map(line_of, range(count)))
    found = stream(service, (body[at : at + size] for at in range(0, len(body), size)))
    assert [one["id"] for one in found] == [str(place) for place in range(count)]
    assert [one["label"] for one in found] == ["correct" if place % 3 else "wrong" for place in range(count)]


def test_bad_lines_are_told_in_their_place(service: Running) -> None:
    long = json.dumps({**RIGHT, "response": "x" * LINE}).encode()
    lines = [line_of(1), b"{bad", b"", b"  ", b"3", b'"text"', long, b"\xff\xfe", long + b"}", line_of(1).strip()]
    found = stream(service, b"\n".join(lines))
    assert [one["failure"] for one in found] == [
        None, "bad-row", "bad-row", "bad-row", "too-long", "bad-row", "too-long", None,
    ]  # fmt: skip
    assert stream(service, b"") == stream(service, b"\n\n") == []


def test_each_verdict_comes_when_its_line_is_there(service: Running) -> None:
    """A client that waits for the verdict on one line before it writes the next is not kept waiting."""
    parts = urlsplit(service.url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=20) as line:
        line.sendall(b"POST /v1/verify/stream HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
        for place in range(5):
            row = line_of(place)
            line.sendall(b"%x\r\n%s\r\n" % (len(row), row))
            heard = b""
            while f'"id":"{place}"'.encode() not in heard:
                more = line.recv(1 << 16)
                assert more, heard
                heard += more


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_memory_does_not_grow_with_the_stream(service: Running) -> None:
    """The client sends all before it reads anything, as many do."""

    def peak() -> int:
        status = Path(f"/proc/{service.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0])

    row = json.dumps({"reference": "12", "response": "word " * 400 + "\\boxed{13}"}).encode() + b"\n"
    stream(service, row * 1000)
    before = peak()
    count = 15_000  # some 32 MB
    assert len(stream(service, (row * 500 for _ in range(count // 500)))) == count
    assert peak() - before < 20_000  # kB


def test_a_stream_that_stops_coming_is_told_so() -> None:
    with running("--read-deadline", "0.5") as service:
        parts = urlsplit(service.url)
        with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=20) as line:
            row = line_of(1)
            line.sendall(b"POST /v1/verify/stream HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
            line.sendall(b"%x\r\n%s\r\n" % (len(row), row))
            heard = b""
            while more := line.recv(1 << 16):
                heard += more
        assert b'"label":"correct"' in heard
        assert b'{"error":"the body did not come within 0.5 s"}' in heard
