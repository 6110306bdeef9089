"""What one request, and all of them together, may cost."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

JUDGE_SHARE = 0.8  # of the deadline: the rest is for reading, rules and the reply
HELD = 4  # bodies of the largest size that a worker holds in memory at once


def _limit(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a service; each is an option of `tinyv serve`. Raises ValueError for one that is not above 0."""

    body_bytes: int = _limit(16 << 20, "bytes of a request's body; 413 beyond. A line of a stream is held to it too")
    batch_rows: int = _limit(4096, "rows of a request; 413 beyond. A stream has any number")
    field_chars: int = _limit(1_000_000, "characters of a question, reference or response; the row is bad beyond")
    concurrency: int = _limit(256, "requests that a worker has in hand; 429 with Retry-After beyond")
    deadline: float = _limit(60.0, "seconds for a verdict; a judge that takes longer leaves rows undecided")
    read_deadline: float = _limit(15.0, "seconds for a client to send a request's head, and again its body")

    def __post_init__(self) -> None:
        for one in fields(self):
            if not getattr(self, one.name) > 0:
                raise ValueError(f"{one.name}: {getattr(self, one.name)} allows nothing; give more than 0")
