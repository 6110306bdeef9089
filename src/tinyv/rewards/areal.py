"""AReaL 1.0: a reward function, by dotted path or as it is: `RLVRWorkflow(reward_fn="tinyv.rewards.areal.reward_fn")`.

AReaL calls it in worker processes, once a sample, with `prompt` (templated text), `completions` (the response), their
token ids and, by keyword, the other columns of the row, where reference and question are found by their names. Options
come from the environment (TINYV_JUDGE, ...). A worker has one call at a time: a served judge, which all of them share,
serves better there than an embedded one in each.

| verdict | reward |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | `RewardPolicy.failed`: there is no mark for a sample to be left out |

AReaL keeps no metrics of a reward; `TINYV_HEALTH` and `tinyv watch` show failures. It gives a call 15 seconds. Nothing
of AReaL is imported here.
"""

from __future__ import annotations

from typing import Any

from tinyv.rewards import options
from tinyv.rewards.columns import reference_column
from tinyv.rewards.grading import query_of
from tinyv.rewards.prompts import question_of


def reward_fn(prompt: Any, completions: Any, prompt_ids: Any = None, completion_ids: Any = None, **row: Any) -> float:
    """The reward of one response. Raises ValueError for options that do not fit and for a row without a reference; a
    sample never raises."""
    reference = row[reference_column(row)]
    return options.grader().grade_one(query_of(question_of(row, prompt), reference, completions)).number
