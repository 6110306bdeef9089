"""The contract's names and its written form."""

from typing import Any

import pytest

from tinyv.types import Label, Verdict, from_record, kind, to_record

WRITTEN = {
    "label": "wrong", "score": 0.0, "answer": None, "decided_by": "rule:no-answer", "reason": "none", "failure": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [("rule:rational", "rule"), ("judge:a/b:c@1", "judge"), ("over-budget: steps", "over-budget"), ("", "")],
)
def test_kind(name: str, said: str) -> None:
    assert kind(name) == said


def test_a_verdict_is_written_and_read() -> None:
    verdict = from_record(WRITTEN)
    assert verdict == Verdict(Label.WRONG, 0.0, None, "rule:no-answer", "none")
    assert verdict.label is Label.WRONG
    assert to_record(verdict) == WRITTEN
    assert list(to_record(verdict)) == list(WRITTEN)
    assert type(to_record(verdict)["label"]) is str


@pytest.mark.parametrize("record", [{}, {**WRITTEN, "label": "maybe"}, [], None, "wrong"])
def test_what_is_no_verdict(record: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_record(record)
