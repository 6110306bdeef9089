"""An OpenAI-compatible server on the loopback whose replies a test chooses."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

MODEL = "large"  # the only one there
Behaviour = Callable[[dict[str, Any]], str | int]  # the reply's text, or a status without one


@dataclass
class Seen:
    """url: of the server. bodies: requests that came, in order. headers: their Authorization."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    now: int = 0
    most: int = 0


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Seen]:
    seen, lock = Seen(), Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                seen.bodies.append(body)
                seen.headers.append(self.headers.get("authorization", ""))
                seen.now += 1
                seen.most = max(seen.most, seen.now)
            said = behaviour(body) if self.path == "/v1/chat/completions" else 404
            with lock:
                seen.now -= 1
            choice = {"message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
            self.write(said if isinstance(said, int) else 200, {"choices": [choice], "usage": {"completion_tokens": 7}})

        def do_GET(self) -> None:
            self.write(200 if self.path == "/v1/models" else 404, {"data": [{"id": MODEL}]})

        def write(self, status: int, facts: dict[str, Any]) -> None:
            reply = json.dumps(facts).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    seen.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
