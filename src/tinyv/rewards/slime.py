"""slime: a custom reward, `--custom-rm-path tinyv.rewards.slime.custom_rm`. The remote one is `tinyv serve`, /slime.

slime awaits `custom_rm(args, sample)` for every rollout at the same time, or with `--group-rm` once a group with its
list. Of a sample, `response`, `label` and `prompt` are read; a `question` in `metadata` goes before the prompt. Options
come from the environment (TINYV_JUDGE, ...).

| verdict | reward |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | `RewardPolicy.failed`, and `sample.remove_sample` is set |

`remove_sample` is slime's mark for no loss on a sample; its number still counts in the group's mean. The reward is a
number, or the flat metrics where `--reward-key` names one of them (`reward`). Nothing of slime is imported here.
"""

from __future__ import annotations

from typing import Any

from tinyv.rewards import options
from tinyv.rewards.grading import Sample, query_of
from tinyv.rewards.prompts import question_of
from tinyv.types import Query

Reward = float | dict[str, float]


async def custom_rm(args: Any, sample: Any, **_: Any) -> Reward | list[Reward]:
    """The reward of a sample, or those of a list. Raises ValueError for options that do not fit; a sample never
    raises."""
    grader = options.grader()
    if isinstance(sample, list | tuple):
        graded = await grader.agrade([_query(one) for one in sample])
        return [_reward(args, *pair) for pair in zip(sample, graded, strict=True)]
    return _reward(args, sample, await grader.agrade_one(_query(sample)))


def _query(sample: Any) -> Query:
    question = question_of(getattr(sample, "metadata", None), getattr(sample, "prompt", None))
    return query_of(question, getattr(sample, "label", None), getattr(sample, "response", None))


def _reward(args: Any, sample: Any, graded: Sample) -> Reward:
    if graded.reward is None:
        sample.remove_sample = True
    return graded.flat() if getattr(args, "reward_key", None) else graded.number
