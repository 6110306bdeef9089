"""The ASGI application of one worker: routes, and what they answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from tinyv import __version__
from tinyv.health import Health, prometheus_lines
from tinyv.health.status import BadStatus, add_up
from tinyv.health.status import read as read_status
from tinyv.rewards.grading import Grader
from tinyv.rewards.policy import RewardPolicy
from tinyv.serve.dialects import DIALECTS, Dialect
from tinyv.serve.gate import STREAM, App, Gate
from tinyv.serve.grading import Grading
from tinyv.serve.judging import Readiness
from tinyv.serve.limits import Limits
from tinyv.serve.metrics import Board
from tinyv.serve.page import routes as page
from tinyv.serve.stream import Stream
from tinyv.serve.wire import Refused, dumps, loads
from tinyv.verifier import Verifier

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Service:
    """What is served, picklable. token: what clients must show, "" for none. health: a folder in which workers leave
    the state of the run; None to keep it in memory."""

    verifier: Verifier
    policy: RewardPolicy = field(default_factory=RewardPolicy)
    limits: Limits = field(default_factory=Limits)
    token: str = field(default="", repr=False)
    health: Path | None = None


def build(service: Service, board: Board | None = None) -> App:
    """The application. board: the metrics that workers share; by default its own."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.routing import Route

    board = Board() if board is None else board
    grader = Grader(service.verifier, service.policy, Health(file=service.health))
    grading = Grading(grader, service.limits, board)
    readiness = Readiness(service.verifier.judge)
    info = dumps(_info(service))
    openapi = _openapi()
    routes = [
        *(Route(dialect.path, _endpoint(dialect, grading), methods=["POST"]) for dialect in DIALECTS),
        Route(STREAM, Stream(grading), methods=["POST"]),
        Route("/healthz", _said(b'{"status":"alive"}'), methods=["GET"]),
        Route("/readyz", partial(_ready, readiness), methods=["GET"]),
        Route("/metrics", partial(_metrics, board, grader, service.health), methods=["GET"]),
        Route("/v1/info", _said(info), methods=["GET"]),
        Route("/openapi.json", _said(openapi), methods=["GET"]),
        *page(service.verifier),
    ]
    handlers: Any = {Refused: _refused, HTTPException: _http}
    return Gate(Starlette(routes=routes, exception_handlers=handlers), service.limits, service.token, board)


def _endpoint(dialect: Dialect, grading: Grading) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            body = loads(await request.body())
        except ValueError as problem:
            raise Refused(400, f"the body is {problem}") from None
        if not isinstance(body, dict):
            raise Refused(400, "the body must be a JSON object")
        rows = dialect.read(body)
        if len(rows) > (most := grading.limits.batch_rows):
            raise Refused(413, f"{len(rows)} rows in one request, {most} are allowed; split it, or use {STREAM}")
        request.scope["tinyv.rows"] = len(rows)
        return _json(dumps(dialect.write(body, await grading.samples(rows))))

    return answer


def _said(body: bytes) -> Endpoint:
    async def answer(request: Request) -> Response:
        return _json(body)

    return answer


async def _ready(readiness: Readiness, request: Request) -> Response:
    if trouble := await readiness.trouble():
        return _json(dumps({"status": "not ready", "error": f"the judge does not answer: {trouble}"}), 503)
    return _json(b'{"status":"ready"}')


async def _metrics(board: Board, grader: Grader, folder: Path | None, request: Request) -> Response:
    from starlette.responses import Response

    text = board.text() + prometheus_lines(_health(grader, folder))
    return Response(text, media_type="text/plain; version=0.0.4")


def _health(grader: Grader, folder: Path | None) -> dict[str, float]:
    """The figures of the run: of all workers where they leave their state in a folder."""
    if folder is not None:
        found = []
        for path in folder.glob("*.json"):
            try:
                found.append(read_status(path.read_bytes(), path.name))
            except (OSError, BadStatus):
                continue
        if found:
            return add_up(found).numbers()
    assert grader.health is not None
    return grader.health.numbers()


def _info(service: Service) -> dict[str, Any]:
    verifier, judge = service.verifier, service.verifier.judge
    return {
        "version": __version__,
        "judge": None if judge is None else {"identity": judge.identity, "threshold": judge.threshold},
        "mode": verifier.mode,
        "equivalence": asdict(verifier.policy),
        "reward": asdict(service.policy),
        "limits": asdict(service.limits),
        "dialects": [dialect.path for dialect in DIALECTS],
    }


def _openapi() -> bytes:
    document = orjson.loads(files(__package__).joinpath("openapi.json").read_bytes())
    document["info"]["version"] = __version__
    return dumps(document)


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refused)
    return _json(dumps({"error": problem.message}), problem.status, problem.headers)


async def _http(request: Request, problem: Exception) -> Response:
    """What the router refuses: an unknown path, or another method."""
    from starlette.exceptions import HTTPException

    assert isinstance(problem, HTTPException)
    said = {404: "no such path; /openapi.json lists them", 405: "this path takes another method; see Allow"}
    return _json(dumps({"error": said.get(problem.status_code, problem.detail)}), problem.status_code, problem.headers)


def _json(body: bytes, status: int = 200, headers: Any = None) -> Response:
    from starlette.responses import Response

    kept = {"cache-control": "no-store", "x-content-type-options": "nosniff"} | dict(headers or {})
    return Response(body, status, kept, "application/json")
