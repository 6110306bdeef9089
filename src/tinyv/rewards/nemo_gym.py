"""NeMo-Gym: from a `/verify` request to a query, and from a graded sample to the response.

A request holds `responses_create_params` (what the policy was asked), `response` (what it gave, as the Responses API
does) and the columns of the row, of which `question` and `expected_answer` are read. The response is the request's
fields with

| key | meaning |
|---|---|
| `reward` | the number; `RewardPolicy.failed` where the verifier, not the model, failed |
| `mask_sample` | true there: the trainer should leave the sample out of the gradient |
| `failure_kind`, `failure_reason` | what broke, and in words; null if nothing did |
| `extracted_answer`, `decided_by` | the evidence |
| `tinyv_correct`, `tinyv_undecided`, ... | the flat metrics, which NeMo-Gym averages |

Two pure functions; nothing of NeMo-Gym is imported. `tinyv serve` answers `/verify` with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinyv.rewards.columns import REFERENCE, asked, question_column
from tinyv.rewards.grading import Sample, query_of, text
from tinyv.types import Query, kind


def to_query(request: Mapping[str, Any]) -> Query:
    """What to grade; a missing reference is empty and fails as `reference-empty`, a missing response is wrong."""
    reference = next((request[name] for name in REFERENCE if name in request), None)
    question = question_column(request)
    asking = request.get("responses_create_params")
    prompt = asking.get("input") if isinstance(asking, Mapping) else None
    return query_of(request[question] if question else asked(prompt), reference, said(request.get("response")))


def to_response(request: Mapping[str, Any], sample: Sample) -> dict[str, Any]:
    """The answer to a request whose query was graded; all of the request's own fields are kept."""
    verdict = sample.verdict
    return {
        **request,
        "reward": sample.number,
        "mask_sample": sample.reward is None,
        "failure_kind": kind(verdict.failure) if verdict.failure else None,
        "failure_reason": f"{verdict.failure}: {verdict.reason}" if verdict.failure else None,
        "extracted_answer": verdict.answer,
        "decided_by": verdict.decided_by,
        **{f"tinyv_{key}": value for key, value in sample.flat().items() if key != "reward"},
    }


def said(response: Any) -> str:
    """The text of the last message in a response of the Responses API; of plain text, all of it."""
    output = response.get("output") if isinstance(response, Mapping) else None
    if not isinstance(output, list | tuple):
        return text(response)
    messages = [item for item in output if isinstance(item, Mapping) and item.get("type", "message") == "message"]
    return text(messages[-1].get("content")) if messages else ""
