"""The service's front page: one answer with the way of its verdict, or a table of many (through `POST /v1/verify`).

Needs the extra `serve` (starlette). The page is four files, no build step and no network beyond its own origin. Limits
of size and rate, and tokens, are the business of the application that mounts these routes: all but `/v1/explain` are
public files.
"""

from __future__ import annotations

import hashlib
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tinyv.serve.page.way import as_query, way
from tinyv.serve.wire import dumps, loads
from tinyv.verifier import Verifier

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

ASSETS = {  # path: file, content type
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page/style.css": ("style.css", "text/css; charset=utf-8"),
    **{f"/page/{name}.js": (f"{name}.js", "text/javascript; charset=utf-8") for name in ("app", "kit", "table", "way")},
    "/page/examples.json": ("examples.json", "application/json"),
    "/page/icon.svg": ("icon.svg", "image/svg+xml"),
}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types tinyv"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def routes(verifier: Verifier) -> list[Route]:
    """The page, its files, and `POST /v1/explain`, as starlette routes."""
    try:
        from starlette.routing import Route
    except ImportError:
        raise ImportError("the page needs starlette; run: pip install 'tinyv[serve]'") from None
    pages = [Route(path, partial(_asset, *_load(*asset)), methods=["GET"]) for path, asset in ASSETS.items()]
    return [*pages, Route("/v1/explain", partial(_explain, verifier), methods=["POST"])]


def _load(name: str, kind: str) -> tuple[bytes, dict[str, str]]:
    """A file of the page, and the headers it is sent with: a browser asks again each time, and mostly hears 304."""
    content = files(__name__).joinpath(name).read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    return content, HEADERS | {"content-type": kind, "cache-control": "no-cache", "etag": tag}


async def _asset(content: bytes, headers: dict[str, str], request: Request) -> Response:
    from starlette.responses import Response

    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers)


async def _explain(verifier: Verifier, request: Request) -> Response:
    """`{question, reference, response}` -> the way of its verdict."""
    from starlette.concurrency import run_in_threadpool

    try:
        query = as_query(loads(await request.body()))
    except ValueError as problem:
        return _reply({"error": str(problem)}, 400)
    return _reply(await run_in_threadpool(way, verifier, query))


def _reply(content: Any, status: int = 200) -> Response:
    from starlette.responses import Response

    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
    return Response(dumps(content), status, headers, "application/json")
