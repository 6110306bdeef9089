"""What a verdict is worth: the one mapping from verdicts to rewards that all adapters share."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from tinyv.types import Label, Verdict, kind

if TYPE_CHECKING:
    from tinyv.rewards.correction import Correction

# The first word of a failure -> its number in metrics, and whether the sample says nothing about the model. A failure
# that a response can bring about by itself is no reason to excuse it: a policy would learn to bring it about.
FAILURES = {
    "reference-empty": (1, True),
    "judge-unreachable": (2, True),
    "judge-deadline": (3, True),
    "judge-refused": (4, True),
    "judge-unparseable": (5, True),
    "judge-error": (6, True),
    "service-unreachable": (7, True),
    "internal": (8, True),
    "over-budget": (9, False),
    "too-long": (10, False),
    "service-refused": (11, True),
    "bad-row": (12, True),
}
OTHER = (99, True)


def failure_number(failure: str | None) -> int:
    """A failure as a metric: 0 for none, else its row in FAILURES, 99 for one that is not there."""
    return _row(failure)[0] if failure else 0


def excused(failure: str | None) -> bool:
    """Whether a failure says nothing about the model, so that its sample is better left out."""
    return bool(failure) and _row(failure or "")[1]


def _row(failure: str) -> tuple[int, bool]:
    return FAILURES.get(kind(failure), OTHER)


@dataclass(frozen=True, slots=True)
class RewardPolicy:
    """How verdicts become rewards.

    | verdict | reward |
    |---|---|
    | CORRECT, by a rule | 1 |
    | CORRECT, by the judge | `judge_weight` |
    | WRONG | 0 |
    | UNDECIDED | `undecided` |
    | UNDECIDED, by a failure not the model's (`FAILURES`) | None: leave it out; `failed` where a number must be |

    scored: the verdict's probability in place of 1, `undecided` and 0 (a judge's word is weighted still).
    format_bonus: added where the response boxes its final answer, whatever the verdict.
    correction: for known error rates of the verifier (`tinyv.rewards.correction`), applied before the bonus.

    All numbers are finite; ValueError otherwise.
    """

    scored: bool = False
    judge_weight: float = 1.0
    undecided: float = 0.0
    failed: float = 0.0
    format_bonus: float = 0.0
    correction: Correction | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float | int) and not math.isfinite(value):
                raise ValueError(f"{field.name}: {value} is no finite number")

    def reward(self, verdict: Verdict, *, boxed: bool = False) -> float | None:
        """The reward of a response; None where it should be left out. boxed: whether its final answer is boxed."""
        if verdict.label is Label.UNDECIDED and excused(verdict.failure):
            return None
        value = self._worth(verdict)
        if self.correction is not None:
            value = self.correction.apply(value)
        return value + self.format_bonus * boxed

    def _worth(self, verdict: Verdict) -> float:
        weight = self.judge_weight if by_judge(verdict) else 1.0
        if self.scored:
            return weight * verdict.score
        if verdict.label is Label.UNDECIDED:
            return self.undecided
        return weight if verdict.label is Label.CORRECT else 0.0


def by_judge(verdict: Verdict) -> bool:
    """Whether the judge's word decided, or stands beside an undecided verdict."""
    return kind(verdict.decided_by) == "judge"


def by_rule(verdict: Verdict) -> bool:
    """Whether a rule or the guard decided."""
    return kind(verdict.decided_by) in ("rule", "guard")
