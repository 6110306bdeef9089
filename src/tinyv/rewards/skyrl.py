"""SkyRL-gym 0.4: a single-turn environment.

    skyrl_gym.register(id="tinyv", entry_point="tinyv.rewards.skyrl:TinyVEnv")

SkyRL makes an environment a rollout, `TinyVEnv(env_config, extras)`: `extras` is the row of the data set with its
reference in `reward_spec.ground_truth` (or `reward_model.ground_truth`, or a column with a usual name), `env_config`
what the configuration has under `environment.skyrl_gym.tinyv`: options of `tinyv.rewards.options.OPTIONS`. Then
`init(prompt)`, and `step(action)` with the response; steps of a batch run in threads and reach the judge together.

| verdict | reward |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | `RewardPolicy.failed`: SkyRL cannot leave a sample out |

`get_metrics` has `failure` and the other flat keys, `metadata` the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.columns import REFERENCE, asked, question_column
from tinyv.rewards.grading import query_of

try:
    from skyrl_gym.envs.base_text_env import BaseTextEnv, BaseTextEnvStepOutput
except ImportError as problem:
    raise ImportError("tinyv.rewards.skyrl needs SkyRL-gym: pip install skyrl-gym") from problem

_SPECS = ("reward_spec", "reward_model")


class TinyVEnv(BaseTextEnv):  # type: ignore[misc]
    """One question, one response, graded. Raises ValueError for options that do not fit; a sample never raises."""

    def __init__(self, env_config: Any = None, extras: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.grader = options.grader(dict(env_config or {}))
        row = dict(extras or {})
        column = next((name for name in (*_SPECS, *REFERENCE) if name in row), None)
        self.reference = row.get(column) if column else None
        question = question_column(row)
        self.question = asked(row.get(question or "prompt"))
        self.metrics: dict[str, float] = {}

    def init(self, prompt: list[dict[str, str]]) -> tuple[list[dict[str, str]], dict[str, Any]]:
        """Takes the question from the prompt where the row did not give it."""
        self.question = self.question or asked(prompt)
        return prompt, {}

    def step(self, action: str) -> BaseTextEnvStepOutput:
        """Grades the response and ends the episode."""
        self.turns += 1
        sample = self.grader.grade_one(query_of(self.question, self.reference, action))
        verdict = sample.verdict
        self.metrics = sample.flat()
        told = {"answer": verdict.answer, "decided_by": verdict.decided_by, "reason": verdict.reason}
        return BaseTextEnvStepOutput(
            observations=[], reward=sample.number, done=True, metadata={**told, "failure": verdict.failure}
        )

    def get_metrics(self) -> dict[str, Any]:
        """The same numbers for every episode (`tinyv.rewards.grading.Sample.flat`)."""
        return self.metrics
