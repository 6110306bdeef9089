"""From what a trainer holds to rewards: never raises on a sample, and always gives the same flat keys."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tinyv.rewards.policy import RewardPolicy, by_judge, by_rule, failure_number
from tinyv.types import Label, Query, Verdict
from tinyv.verifier import UNKNOWN, Verifier

if TYPE_CHECKING:
    from tinyv.health import Health

Result = TypeVar("Result")
GOLD = ("ground_truth", "target", "answer", "reference")  # where data sets keep a reference inside a dict


@dataclass(frozen=True, slots=True)
class Sample:
    """A graded response. reward: None where the verifier, not the model, failed; `number` is for frameworks that
    cannot leave a sample out."""

    reward: float | None
    number: float
    verdict: Verdict

    def flat(self) -> dict[str, float]:
        """The same finite numbers for every sample, whatever happened.

        reward; correct, undecided, by_rule, by_judge: 0 or 1; judge_probability: 0 where the judge did not speak, so
        that its mean over a batch, divided by that of by_judge, is the judge's mean; answer_length: characters;
        failure: 0, or a number of `tinyv.rewards.policy.FAILURES`.
        """
        verdict = self.verdict
        judged = by_judge(verdict)
        return {
            "reward": self.number,
            "correct": float(verdict.label is Label.CORRECT),
            "undecided": float(verdict.label is Label.UNDECIDED),
            "by_rule": float(by_rule(verdict)),
            "by_judge": float(judged),
            "judge_probability": verdict.score if judged else 0.0,
            "answer_length": float(len(verdict.answer or "")),
            "failure": float(failure_number(verdict.failure)),
        }


def priced(verdict: Verdict, policy: RewardPolicy, *, boxed: bool = False) -> Sample:
    """A verdict with what a policy gives for it. boxed: see `RewardPolicy.reward`."""
    reward = policy.reward(verdict, boxed=boxed)
    return Sample(reward, policy.failed if reward is None else reward, verdict)


class Grader:
    """A verifier with a reward policy, as adapters use it: for batches, and for concurrent single calls.

    health: watches over the run (`tinyv.health`). Picklable, safe in threads and workers. No method raises on any
    sample; a fault of TinyV's own is a verdict with the failure `internal`.
    """

    def __init__(
        self, verifier: Verifier | None = None, policy: RewardPolicy | None = None, health: Health | None = None
    ) -> None:
        self.verifier = Verifier() if verifier is None else verifier
        self.policy = RewardPolicy() if policy is None else policy
        self.health = health

    def grade(self, queries: Sequence[Query]) -> list[Sample]:
        """Samples in the order of the queries."""
        try:
            verdicts = self.verifier.verify_many(queries)
        except Exception:  # one of them is at fault, and must not take the others along
            verdicts = [_guarded(self.verifier.verify, query) for query in queries]
        return self._samples(queries, verdicts)

    async def agrade(self, queries: Sequence[Query]) -> list[Sample]:
        """The same on a running event loop."""
        try:
            verdicts = await self.verifier.averify_many(queries)
        except Exception:
            verdicts = [_guarded(self.verifier.verify, query) for query in queries]
        return self._samples(queries, verdicts)

    def grade_one(self, query: Query) -> Sample:
        """One sample; concurrent calls in threads reach the judge as one batch."""
        return self._samples([query], [_guarded(self.verifier.verify, query)])[0]

    async def agrade_one(self, query: Query) -> Sample:
        """One sample; concurrent calls on the loop reach the judge as one batch."""
        try:
            verdict = await self.verifier.averify(query.question, query.reference, query.response)
        except Exception as problem:
            verdict = _internal(problem)
        return self._samples([query], [verdict])[0]

    def _samples(self, queries: Sequence[Query], verdicts: Sequence[Verdict]) -> list[Sample]:
        if self.health is not None:
            self.health.note(queries, verdicts)
        return [self._sample(query, verdict) for query, verdict in zip(queries, verdicts, strict=True)]

    def _sample(self, query: Query, verdict: Verdict) -> Sample:
        boxed = bool(self.policy.format_bonus) and verdict.answer is not None and "\\boxed" in query.response
        return priced(verdict, self.policy, boxed=boxed)


def query_of(question: object, reference: object, response: object, id: object = None) -> Query:
    """A query of whatever a data set holds: None and NaN are empty, numbers their text, a dict or a list of one its
    entry, chat messages the last one's content. A list of several references has no single answer and is empty, which
    fails as `reference-empty`."""
    return Query(text(question), text(_gold(reference)), text(response), None if id is None else text(id))


def text(value: object) -> str:
    """What a field of a data set says, as text."""
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):  # NaN is pandas' mark for nothing
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return text(value.get("content", ""))
    if isinstance(value, list | tuple):  # chat messages, or the parts of one; reasoning stands before the end
        return text(value[-1]) if value and isinstance(value[-1], Mapping) and "role" in value[-1] else _parts(value)
    return str(value)


def _parts(parts: Sequence[object]) -> str:
    return "".join(text(part.get("text", "")) if isinstance(part, Mapping) else text(part) for part in parts)


def _gold(reference: object) -> object:
    if isinstance(reference, Mapping):
        return _gold(next((reference[key] for key in GOLD if key in reference), None))
    if hasattr(reference, "tolist"):  # numpy's scalars and arrays
        reference = reference.tolist()
    if isinstance(reference, list | tuple):
        return _gold(reference[0]) if len(reference) == 1 else None
    return reference


def _guarded(verify: Callable[[str, str, str], Verdict], query: Query) -> Verdict:
    try:
        return verify(query.question, query.reference, query.response)
    except Exception as problem:
        return _internal(problem)


def _internal(problem: Exception) -> Verdict:
    name = type(problem).__name__
    return Verdict(Label.UNDECIDED, UNKNOWN, None, "", f"TinyV broke ({name}); please report it", f"internal:{name}")
