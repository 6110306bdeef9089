"""slime's remote reward: `{prompt, response, label}` -> the reward, which is the whole JSON answer.

`POST /slime` gives a number, `POST /slime/dict` the flat metrics (for `--reward-key reward`). Other fields of the
request are the data set's and are passed over; a `question` in `metadata` goes before the prompt, which is often a
template's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinyv.rewards.grading import Sample, query_of
from tinyv.rewards.prompts import question_of
from tinyv.serve.dialects.base import Body, Dialect, Row
from tinyv.serve.wire import Refused


def read(body: Body) -> Sequence[Row]:
    if "response" not in body:
        raise Refused(400, "response: is missing; slime sends prompt, response and label")
    return [query_of(question_of(body.get("metadata"), body.get("prompt")), body.get("label"), body["response"])]


def _number(body: Body, samples: Sequence[Sample]) -> Any:
    return samples[0].number


def _dict(body: Body, samples: Sequence[Sample]) -> Any:
    return samples[0].flat()


SLIME = Dialect("/slime", read, _number)
SLIME_DICT = Dialect("/slime/dict", read, _dict)
