"""OpenRLHF 0.11: a local reward function. The remote one is `tinyv serve`, with `--reward.remote_url` its /get_reward.

    --reward.remote_url $(python -c 'import tinyv.rewards.openrlhf as reward; print(reward.__file__)')

OpenRLHF loads the file and calls `reward_func(queries, prompts, labels)` in threads, with lists of one: `queries` are
prompt and response together, special tokens and all. Options come from the environment (TINYV_JUDGE, ...). The question
is what the prompt asks, or `question` in a label that is a dict with the reference as its `answer`.

| verdict | reward and score |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | `RewardPolicy.failed`: OpenRLHF cannot leave a sample out |

`extra_logs` has the flat metrics, with `failure` above 0 there. Nothing of OpenRLHF is imported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.grading import Sample, query_of, text
from tinyv.rewards.prompts import after, question_of
from tinyv.types import Query


def reward_func(queries: Sequence[Any], prompts: Sequence[Any], labels: Sequence[Any]) -> dict[str, Any]:
    """The rewards of some rollouts. Raises ValueError for options that do not fit; a sample never raises."""
    grader = options.grader()
    asked = [to_query(*fields) for fields in zip(queries, prompts, labels, strict=True)]
    return answer([grader.grade_one(asked[0])] if len(asked) == 1 else grader.grade(asked))


def to_query(query: Any, prompt: Any, label: Any) -> Query:
    """What to grade."""
    return query_of(question_of(label, prompt), label, after(text(prompt), text(query)))


def answer(samples: Sequence[Sample]) -> dict[str, Any]:
    """Graded samples as OpenRLHF takes them: numbers for one, lists for several."""
    logs = [sample.flat() for sample in samples]
    columns = {name: [log[name] for log in logs] for name in logs[0]} if logs else {}
    rewards = [sample.number for sample in samples]
    if len(samples) == 1:
        return {"rewards": rewards[0], "scores": rewards[0], "extra_logs": logs[0]}
    return {"rewards": rewards, "scores": rewards, "extra_logs": columns}
