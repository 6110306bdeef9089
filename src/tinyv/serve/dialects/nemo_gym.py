"""NeMo-Gym's `POST /verify`; the mapping is `tinyv.rewards.nemo_gym`, which serves its resource servers too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinyv.rewards.grading import Sample
from tinyv.rewards.nemo_gym import to_query, to_response
from tinyv.serve.dialects.base import Body, Dialect, Row
from tinyv.serve.wire import Refused


def read(body: Body) -> Sequence[Row]:
    if "response" not in body:
        raise Refused(400, "response: is missing; NeMo-Gym sends what the policy gave there")
    return [to_query(body)]


def write(body: Body, samples: Sequence[Sample]) -> Any:
    return to_response(body, samples[0])


NEMO_GYM = Dialect("/verify", read, write)
