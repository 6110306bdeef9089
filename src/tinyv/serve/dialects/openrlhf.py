"""OpenRLHF's remote reward, `POST /get_reward` (`--reward.remote_url`).

`{query: [prompt + response], prompts: [...], labels: [...]}` -> `{rewards, scores, extra_logs}`: numbers for one query,
which is what the framework sends, and lists for several. The prompt is the question and what follows it in the query
the response; a query that does not begin with its prompt is taken whole. `extra_logs` has the flat metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from tinyv.rewards.grading import Sample, query_of, text
from tinyv.serve.dialects.base import Body, Dialect, Row, check_fields
from tinyv.serve.wire import Refused

FIELDS = ("query", "prompts", "labels")


def read(body: Body) -> Sequence[Row]:
    check_fields(body, FIELDS, ("query",))
    queries, prompts, labels = (_listed(body.get(name)) for name in FIELDS)
    for name, values in (("prompts", prompts), ("labels", labels)):
        if len(values) > len(queries):
            raise Refused(400, f"{name}: there are {len(values)} for {len(queries)} queries")
    return [
        query_of(prompt, label, text(query).removeprefix(text(prompt)))
        for query, prompt, label in zip_longest(queries, prompts, labels)
    ]


def write(body: Body, samples: Sequence[Sample]) -> Any:
    numbers = [sample.number for sample in samples]
    logs = [sample.flat() for sample in samples]
    if len(samples) == 1:
        return {"rewards": numbers[0], "scores": numbers[0], "extra_logs": logs[0]}
    columns = {name: [log[name] for log in logs] for name in logs[0]} if logs else {}
    return {"rewards": numbers, "scores": numbers, "extra_logs": columns}


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


OPENRLHF = Dialect("/get_reward", read, write)
