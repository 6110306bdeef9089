"""verl 0.9: a reward function, and a reward manager.

    reward.custom_reward_function.path=pkg://tinyv.rewards.verl

verl calls `compute_score` once a sample, by keyword and on the event loop of a reward worker; what is awaited there at
the same time reaches the judge as one batch. Options (`tinyv.rewards.options.OPTIONS`) are set by
`+reward.custom_reward_function.reward_kwargs.NAME=...`, else by the environment. The question is read from `extra_info`
(`question`, `problem`, `query` or `prompt`): put it there when you prepare the data. A reward model that verl itself
serves (`reward.reward_model.enable=True`) becomes the judge, unless `judge` names another.

| verdict | score |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | `RewardPolicy.failed`: verl cannot leave a sample out |

`failure` is above 0 there; during an outage whole groups score the same, which carries no gradient in GRPO. The other
keys of the dict are the flat metrics, `acc`, from which verl takes its validation score, and `pred`, the answer, from
which it takes a majority's. There is no key `reward`: verl adds its own.

With the manager the question comes from the prompt where `extra_info` has none, and wrong options are told when the
workers start. Its options are the same, and where verl serves a reward model the function must be named as well:

    reward.reward_manager.source=importlib reward.reward_manager.name=RewardManager \\
    reward.reward_manager.module.path=pkg://tinyv.rewards.verl

verl is imported for the manager only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.grading import Grader, Sample, query_of
from tinyv.rewards.prompts import question_of

LONGEST = 200  # characters of `pred`: verl keeps a column as wide as its widest entry


async def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: Any,
    extra_info: Mapping[str, Any] | None = None,
    reward_router_address: str | None = None,
    reward_model_tokenizer: Any = None,
    **settings: Any,
) -> dict[str, float | str]:
    """The score of one response with its metrics. Raises ValueError for options that do not fit; a sample never
    raises."""
    model = getattr(reward_model_tokenizer, "name_or_path", "")
    grader = grader_for(settings, reward_router_address, model)
    question = question_of(extra_info, (extra_info or {}).get("prompt"))
    return result(await grader.agrade_one(query_of(question, ground_truth, solution_str)))


def grader_for(settings: Mapping[str, Any], router: str | None, model: str) -> Grader:
    """The grader of some options, with the model that verl serves behind a router as the judge if they name none."""
    served = {"judge": f"http://{router}", "judge_model": model} if router and "judge" not in settings else {}
    return options.grader({**served, **settings})


def result(sample: Sample) -> dict[str, float | str]:
    """A graded sample as verl takes it."""
    metrics = sample.flat()
    score = metrics.pop("reward")
    return {"score": score, "acc": metrics["correct"], "pred": (sample.verdict.answer or "")[:LONGEST], **metrics}


def __getattr__(name: str) -> Any:
    if name == "RewardManager":
        from tinyv.rewards.verl_manager import RewardManager

        return RewardManager
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
