"""OpenRLHF's remote reward, `POST /get_reward` (`--reward.remote_url`); the mapping is `tinyv.rewards.openrlhf`.

`{query: [prompt + response], prompts: [...], labels: [...]}` -> `{rewards, scores, extra_logs}`: numbers for one query,
which is what the framework sends, and lists for several.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from tinyv.rewards.grading import Sample
from tinyv.rewards.openrlhf import answer, to_query
from tinyv.serve.dialects.base import Body, Dialect, Row, check_fields
from tinyv.serve.wire import Refused

FIELDS = ("query", "prompts", "labels")


def read(body: Body) -> Sequence[Row]:
    check_fields(body, FIELDS, ("query",))
    queries, prompts, labels = (_listed(body.get(name)) for name in FIELDS)
    for name, values in (("prompts", prompts), ("labels", labels)):
        if len(values) > len(queries):
            raise Refused(400, f"{name}: there are {len(values)} for {len(queries)} queries")
    return [to_query(*fields) for fields in zip_longest(queries, prompts, labels)]


def write(body: Body, samples: Sequence[Sample]) -> Any:
    return answer(samples)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


OPENRLHF = Dialect("/get_reward", read, write)
