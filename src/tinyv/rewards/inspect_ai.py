"""inspect-ai: a scorer.

    Task(dataset=..., solver=generate(), scorer=tinyv(judge="embedded"))

inspect-ai calls `score(state, target)` concurrently, a sample at a time; what they ask reaches the judge in batches. A
target of several strings means any of them.

| verdict | score |
|---|---|
| CORRECT | `C` |
| WRONG, and UNDECIDED without a failure | `I` |
| UNDECIDED by a failure that is not the model's (an unusable target, a judge that is down) | `Score.unscored` |

Unscored samples are left out of metrics and reducers. `metadata` has the flat keys of `Sample.flat`, who decided, and
the failure. Not covered: the trio backend.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.columns import asked
from tinyv.rewards.grading import Sample, query_of
from tinyv.types import Label

try:
    from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer, stderr
    from inspect_ai.solver import TaskState
except ImportError as problem:
    raise ImportError("tinyv.rewards.inspect_ai needs Inspect: pip install inspect-ai") from problem


@scorer(metrics=[accuracy(), stderr()])  # type: ignore[untyped-decorator]
def tinyv(**settings: Any) -> Scorer:
    """Rules, and a judge for what they leave open; options as in `tinyv.rewards.options.OPTIONS`."""
    grader = options.grader(settings)

    async def score(state: TaskState, target: Target) -> Score:
        response = state.output.completion
        queries = [query_of(asked(state.input_text), wanted, response) for wanted in target]
        return _score(_best(await asyncio.gather(*map(grader.agrade_one, queries))))

    return score


def _best(samples: list[Sample]) -> Sample:
    """The sample of the target that fits best: right, then open, then wrong."""
    order = (Label.CORRECT, Label.UNDECIDED, Label.WRONG)
    return min(samples, key=lambda sample: (order.index(sample.verdict.label), sample.reward is None))


def _score(sample: Sample) -> Score:
    verdict = sample.verdict
    told = {**sample.flat(), "decided_by": verdict.decided_by, "failure_name": verdict.failure}
    if sample.reward is None:
        reason = "grader_failed" if (verdict.failure or "").startswith("judge") else "scoring_failed"
        why = f"{verdict.failure}: {verdict.reason}"
        return Score.unscored(reason=reason, answer=verdict.answer, explanation=why, metadata=told)
    value = CORRECT if verdict.label is Label.CORRECT else INCORRECT
    return Score(value=value, answer=verdict.answer, explanation=verdict.reason, metadata=told)
