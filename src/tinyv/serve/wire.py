"""Bytes to JSON and back, and what is said to a client whose request is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import orjson


class Refused(Exception):
    """A request that gets no verdict: its status, and a message that says what to do."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, dict(headers or {})


def loads(body: bytes) -> Any:
    """The JSON in a body. Raises ValueError that says where it breaks.

    Half of a surrogate pair, which Python's own json writes and a strict reader refuses, becomes U+FFFD: one such
    response must not sink a batch.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as problem:
        if b"\\ud" not in body and b"\\uD" not in body:
            raise ValueError(f"no JSON: {problem}") from None
    try:
        return _whole(json.loads(body, parse_constant=_no_number))
    except RecursionError:
        raise ValueError("no JSON: nested too deeply") from None
    except ValueError as problem:
        raise ValueError(f"no JSON: {problem}") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(one) for name, one in value.items()}
    return value


def dumps(value: Any, newline: bool = False) -> bytes:
    """JSON of a value."""
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE if newline else None)


def unknown(name: str, known: Iterable[str]) -> str:
    """What is said of a field that is none."""
    names = list(known)
    near = get_close_matches(name[:100], names, 1)
    return f"{_short(name)}: unknown field; " + (f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}")


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:37]}..."
