"""What a dialect is: how a framework's request is read, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tinyv.rewards.grading import Sample
from tinyv.serve.wire import Refused, unknown
from tinyv.types import Label, Query, Verdict
from tinyv.verifier import UNKNOWN

BAD_ROW, TOO_LONG = "bad-row", "too-long"
Row = Query | Verdict  # a query, or what is said of a row that is none
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """read: a request's JSON object to rows; raises Refused where there is no row to speak of. write: the same object
    and one sample a row, in order, to the reply. Both are pure."""

    path: str
    read: Callable[[Body], Sequence[Row]]
    write: Callable[[Body, Sequence[Sample]], Any]


def bad_row(problem: str, failure: str = BAD_ROW) -> Verdict:
    """The verdict on a row that cannot be graded: undecided, never wrong."""
    return Verdict(Label.UNDECIDED, UNKNOWN, None, "", problem, failure)


def check_fields(body: Body, known: Sequence[str], required: Sequence[str] = ()) -> None:
    """Raises Refused for a field that is unknown or missing."""
    for name in body:
        if name not in known:
            raise Refused(400, unknown(name, known))
    for name in required:
        if name not in body:
            raise Refused(400, f"{name}: is missing")
