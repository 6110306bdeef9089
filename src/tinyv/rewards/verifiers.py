"""verifiers 0.4 and prime-rl: a reward and metrics for tasks; functions for rubrics of verifiers 0.3.

By configuration, with options from the environment (TINYV_JUDGE, ...):

    [env.taskset.task.rewards.tinyv]
    fn = "tinyv.rewards.verifiers:reward"

In a task of your own, with options in code:

    tinyv = Scorer(judge="embedded")

    class MathTask(vf.Task[MathData]):
        @vf.reward(weight=1.0)
        async def tinyv(self, task, trace) -> float:
            return await tinyv.reward(task, trace)

verifiers calls rewards and metrics by the names of their arguments: `task`, the task's data, and `trace`, the rollout.
What is asked and the reference are fields of the task (found by name), the response is the trace's last reply.

| verdict | reward |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | raises `Ungraded` |

An exception is how a verifiers reward says that it could not score: the framework catches it, keeps it on that trace
(`trace.errors`, reward None) and may retry; other rollouts are untouched. Every key of a returned dict would be summed
into the reward, so the diagnostics are recorded as metrics (`tinyv_correct`, ...), and the evidence in
`trace.info["tinyv"]`. Nothing of verifiers is imported here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.columns import asked, question_column, reference_column
from tinyv.rewards.grading import Grader, Sample, query_of
from tinyv.types import Query, to_record


class Ungraded(RuntimeError):
    """The verifier, not the model, failed on this rollout; the message says how."""


class Scorer:
    """Rewards and metrics of one grader, which is made of the `options` if not given (`tinyv.rewards.options.OPTIONS`).

    reference, question: fields of the task's data; found by their names if not given, and the question in the prompt
        where no field has it.
    name: what metrics and evidence stand under.

    Concurrent rollouts reach the judge in batches. Raises ValueError for options that do not fit, and, at the first
    rollout, where a task has no such field.
    """

    def __init__(
        self,
        grader: Grader | None = None,
        *,
        reference: str | None = None,
        question: str | None = None,
        name: str = "tinyv",
        **settings: Any,
    ) -> None:
        self.grader = options.either(grader, settings)
        self.reference, self.question, self.name = reference, question, name

    async def reward(self, task: Any, trace: Any) -> float:
        """The reward of a rollout; its metrics and evidence are put on the trace. Raises `Ungraded`."""
        sample = await self.grader.agrade_one(self._query(task, trace))
        trace.record_metrics(self._metrics(sample))
        trace.info[self.name] = to_record(sample.verdict)
        if sample.reward is None:
            raise Ungraded(f"{sample.verdict.failure}: {sample.verdict.reason}")
        return sample.reward

    async def metrics(self, task: Any, trace: Any) -> dict[str, float]:
        """The metrics alone, for tasks that are rewarded by something else."""
        return self._metrics(await self.grader.agrade_one(self._query(task, trace)))

    def _query(self, task: Any, trace: Any) -> Query:
        fields = dict(task)  # as pydantic's models give them: of the class, then the extra ones
        question = question_column(fields, self.question)
        prompt = task.prompt_text if question is None else fields[question]
        return query_of(
            prompt, fields[reference_column(fields, self.reference)], trace.last_reply, getattr(task, "id", None)
        )

    def _metrics(self, sample: Sample) -> dict[str, float]:
        return {f"{self.name}_{key}": value for key, value in sample.flat().items()}


async def reward(task: Any, trace: Any) -> float:
    """`Scorer.reward` with options from the environment."""
    return await Scorer().reward(task, trace)


async def metrics(task: Any, trace: Any) -> dict[str, float]:
    """`Scorer.metrics` with options from the environment."""
    return await Scorer().metrics(task, trace)


async def tinyv(prompt: Any, completion: Any, answer: Any, state: Any = None, info: Any = None) -> float:
    """The reward for a rubric of verifiers 0.3, with options from the environment.

        vf.Rubric(funcs=[tinyv, *METRICS], weights=[1.0, *[0.0] * len(METRICS)])

    Such a rubric turns exceptions into 0 and cannot leave a rollout out: a failure gives the policy's `failed`, and
    shows as `tinyv_failure`. The question is `info["question"]`, else what the prompt asks.
    """
    question = info.get("question") if isinstance(info, Mapping) else None
    sample = await options.grader().agrade_one(query_of(question or asked(_dicts(prompt)), answer, _dicts(completion)))
    if state is not None:
        state["tinyv"] = {**to_record(sample.verdict), "metrics": sample.flat()}
    return sample.number


def _dicts(messages: Any) -> Any:
    """Chat messages as dicts; verifiers 0.3 has models for them."""
    if not isinstance(messages, list | tuple):
        return messages
    return [message.model_dump() if hasattr(message, "model_dump") else message for message in messages]


def _metric(key: str) -> Callable[..., Awaitable[float]]:
    async def metric(state: Any) -> float:
        found = state.get("tinyv") or {"metrics": {}}
        return float(found["metrics"].get(key, 0.0))

    metric.__name__ = f"tinyv_{key}"
    return metric


METRICS = tuple(
    map(_metric, ("correct", "undecided", "by_rule", "by_judge", "judge_probability", "answer_length", "failure"))
)
"""What a rubric of verifiers 0.3 may log beside `tinyv`, each at weight 0."""
