"""EasyR1: a batch reward.

    file=$(python -c 'import tinyv.rewards.easyr1 as reward; print(reward.__file__)')
    ... worker.reward.reward_function=$file:compute_score

EasyR1 loads the file and calls `compute_score` with one dict a response, of which `response` and `ground_truth` are
read. Options are `worker.reward.reward_function_kwargs`, else of the environment. There is no field for the question:
it may stand in a `ground_truth` that is a dict, as `question` beside `answer`.

| verdict | `overall` |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | `RewardPolicy.failed`: EasyR1 cannot leave a sample out |

The other keys are `accuracy` and the flat metrics, with `failure` above 0 there. Nothing of EasyR1 is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.grading import Sample, query_of
from tinyv.rewards.prompts import question_of

REWARD_NAME, REWARD_TYPE = "tinyv", "batch"  # EasyR1 reads these


def compute_score(reward_inputs: Sequence[Mapping[str, Any]], **settings: Any) -> list[dict[str, float]]:
    """The scores of a batch. Raises ValueError for options that do not fit; a sample never raises."""
    queries = []
    for row in reward_inputs:
        reference = row.get("ground_truth")
        queries.append(query_of(question_of(reference), reference, row.get("response")))
    return [_score(sample) for sample in options.grader(settings).grade(queries)]


def _score(sample: Sample) -> dict[str, float]:
    metrics = sample.flat()
    return {"overall": metrics.pop("reward"), "accuracy": metrics["correct"], **metrics}
