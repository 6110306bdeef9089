"""TinyV's own dialect, `POST /v1/verify`: one query, or a batch of them.

`{question, reference, response, id}` -> a verdict; `{queries: [...]}` -> `{verdicts: [...], errors: [...]}`, a verdict
for every row, in order. A row that is no query is undecided with the failure `bad-row`, and in errors with its index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinyv.rewards.grading import Sample
from tinyv.serve.dialects.base import BAD_ROW, Body, Dialect, Row, bad_row, check_fields
from tinyv.serve.wire import Refused, unknown
from tinyv.types import Query, Verdict, to_record

# Field -> its value where it is missing; None for a field that must be there.
FIELDS: dict[str, str | None] = {"question": "", "reference": None, "response": None, "id": ""}


def query_of(row: Any) -> Row:
    """A query of a JSON value, or the verdict `bad-row`."""
    if not isinstance(row, dict):
        return bad_row(f"a JSON object with {', '.join(FIELDS)} is expected")
    found: dict[str, Any] = {}
    for name, default in FIELDS.items():
        value = row.get(name, default)
        if not isinstance(value, str):
            if name == "id" and value is None:
                continue
            return bad_row(f"{name}: is missing" if name not in row else f"{name}: must be a string")
        found[name] = value
    if not row.keys() <= FIELDS.keys():
        return bad_row(unknown(next(name for name in row if name not in FIELDS), FIELDS))
    return Query(found["question"], found["reference"], found["response"], row.get("id"))


def verdict_of(row: Any, sample: Sample) -> dict[str, Any]:
    """A sample for JSON. reward: null where the verifier, not the model, failed."""
    return {
        **to_record(sample.verdict),
        "id": name if isinstance(row, dict) and isinstance(name := row.get("id"), str) else None,
        "reward": sample.reward,
    }


def read(body: Body) -> Sequence[Row]:
    if "queries" not in body:
        row = query_of(body)
        if isinstance(row, Verdict):
            raise Refused(400, f"{row.reason} (for a batch, send {{queries: [...]}})")
        return [row]
    check_fields(body, ("queries",))
    rows = body["queries"]
    if not isinstance(rows, list):
        raise Refused(400, "queries: must be a list")
    return [query_of(row) for row in rows]


def write(body: Body, samples: Sequence[Sample]) -> Any:
    if "queries" not in body:
        return verdict_of(body, samples[0])
    verdicts = [verdict_of(row, sample) for row, sample in zip(body["queries"], samples, strict=True)]
    errors = [
        {"index": place, "error": sample.verdict.reason}
        for place, sample in enumerate(samples)
        if sample.verdict.failure == BAD_ROW
    ]
    return {"verdicts": verdicts, "errors": errors}


NATIVE = Dialect("/v1/verify", read, write)
