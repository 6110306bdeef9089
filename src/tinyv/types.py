"""The contract: what goes in, what comes out. Frozen data, and how it is written as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Label(StrEnum):
    """What a verdict says of an answer."""

    CORRECT = "correct"
    WRONG = "wrong"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Query:
    """One response to grade against one reference.

    question: the problem's text; may be empty, but context that it alone gives (options of a
        multiple choice, "in degrees", the order of labelled values) is then missing.
    reference: the right answer, as the data set writes it.
    response: what the model wrote, a full rollout or only a short answer.
    id: the caller's name for the row; carried along, never read.
    """

    question: str
    reference: str
    response: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with its evidence.

    label: CORRECT and WRONG are proved or judged; UNDECIDED says that neither was possible.
    score: the probability in [0, 1] that the answer is right; 0.5 where nothing is known.
    answer: the final answer found in the response; None if there is none.
    decided_by: the rule (`rule:rational`) or the judge (`judge:...`) that decided; "" if none did.
    reason: one line of evidence for a reader.
    failure: what broke when nothing could be decided (`reference-empty`, `over-budget`,
        `judge-unreachable`, ...); None if nothing broke. A failure is never WRONG.
    """

    label: Label
    score: float
    answer: str | None
    decided_by: str
    reason: str
    failure: str | None = None


def kind(name: str) -> str:
    """Of a `decided_by` or `failure` the part before the colon: `rule`, `guard`, `judge`; `over-budget`, ..."""
    return name.partition(":")[0]


def to_record(verdict: Verdict) -> dict[str, Any]:
    """A verdict for JSON: label, score, answer, decided_by, reason, failure."""
    return {
        "label": verdict.label.value,
        "score": verdict.score,
        "answer": verdict.answer,
        "decided_by": verdict.decided_by,
        "reason": verdict.reason,
        "failure": verdict.failure,
    }


def from_record(record: Mapping[str, Any]) -> Verdict:
    """The verdict of such a record, whatever else is in it. KeyError, TypeError or ValueError for what is none."""
    return Verdict(
        Label(record["label"]),
        record["score"],
        record["answer"],
        record["decided_by"],
        record["reason"],
        record["failure"],
    )
