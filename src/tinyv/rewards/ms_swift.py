"""ms-swift 4: a reward for its GRPO, registered by a plugin of three lines (`--external_plugins plugin.py`):

    from swift.rewards import orms
    from tinyv.rewards.ms_swift import TinyV
    orms["tinyv"] = TinyV

and asked for by `--reward_funcs tinyv`. ms-swift makes one with its training arguments and calls it with a batch:
`completions` (strings), every column of the data set (`solution`, `messages`, ...) and `trainer_state`.

| verdict | reward |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | None, or `RewardPolicy.failed` if that is not 0 |

ms-swift shows None as missing in its logs and warns of it, but adds it up as 0: it cannot leave a sample out. Options
come from the environment. Nothing of ms-swift is imported here; its `ORM` is a base without behaviour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinyv.rewards.trl import TinyVReward


class TinyV:
    """`tinyv.rewards.trl.TinyVReward` as ms-swift makes and calls it."""

    def __init__(self, args: Any = None, **_: Any) -> None:
        self.args, self.inner = args, TinyVReward()

    def __call__(self, completions: Sequence[Any], **columns: Any) -> list[float | None]:
        """One reward a completion."""
        rewards = self.inner(None, completions, **columns)
        return [self.inner.grader.policy.failed or None if reward is None else reward for reward in rewards]
