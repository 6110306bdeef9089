"""The rivals' rewards as verl calls them, one response at a time: 1 for what they accept, else 0.

    reward.custom_reward_function.path=examples/study_at_scale/rewards.py reward.custom_reward_function.name=prime

`prime` is the rule tier of arXiv 2505.14625; it hands a model's text to SymPy, which evaluates it, so run it where that
may do no harm. A rival that raises says 0, as it does in the trainers that use it.
"""

import contextlib
from collections.abc import Callable
from typing import Any

Reward = Callable[..., dict[str, float]]


def _reward(accepts: Callable[[str, str], bool]) -> Reward:
    def reward(
        data_source: str, solution_str: str, ground_truth: Any, extra_info: Any = None, **_: Any
    ) -> dict[str, float]:
        accepted = False
        with contextlib.suppress(Exception):
            accepted = accepts(str(ground_truth), solution_str)
        return {"score": float(accepted), "acc": float(accepted)}

    return reward


def _exact(reference: str, response: str) -> bool:
    from tinyv.audit.baselines import boxed
    from tinyv.audit.baselines import exact as same

    answer = boxed(response)
    return answer is not None and same(reference, answer)


def _math_verify(reference: str, response: str) -> bool:
    from verl.utils.reward_score.math_verify import compute_score

    return compute_score(response, reference) > 0


def _prime(reference: str, response: str) -> bool:
    from verl.utils.reward_score.prime_math import compute_score

    return bool(compute_score(response, reference)[0])


exact, math_verify, prime = map(_reward, (_exact, _math_verify, _prime))
