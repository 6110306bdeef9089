"""verl's reward manager; `tinyv.rewards.verl` says how to name it in a configuration."""

from __future__ import annotations

import asyncio
from typing import Any

from tinyv.rewards.grading import query_of
from tinyv.rewards.prompts import question_of
from tinyv.rewards.verl import grader_for, result

try:
    from verl.experimental.reward_loop.reward_manager.base import RewardManagerBase
except ImportError as problem:
    raise ImportError("tinyv.rewards.verl.RewardManager needs verl: pip install verl==0.9.1") from problem


class RewardManager(RewardManagerBase):  # type: ignore[misc]
    """Grades one rollout after another; concurrent ones reach the judge as a batch. verl makes one a reward worker.

    Raises ValueError for options that do not fit; a sample never raises.
    """

    def __init__(
        self,
        config: Any,
        tokenizer: Any,
        compute_score: Any = None,
        reward_router_address: str | None = None,
        reward_model_tokenizer: Any = None,
    ) -> None:
        super().__init__(config, tokenizer, compute_score)
        settings = config.reward.custom_reward_function.get("reward_kwargs") or {}
        self.grader = grader_for(settings, reward_router_address, getattr(reward_model_tokenizer, "name_or_path", ""))

    async def run_single(self, data: Any) -> dict[str, Any]:
        """The score of a rollout and its metrics. Of several sequences, the turns of one rollout, the last counts."""
        item = data[-1:][0]
        row = item.non_tensor_batch
        prompt, response = await asyncio.to_thread(self._texts, item.batch)
        question = question_of(row.get("extra_info"), row.get("raw_prompt", prompt))
        told = result(await self.grader.agrade_one(query_of(question, row.get("reward_model"), response)))
        return {"reward_score": told["score"], "reward_extra_info": told}

    def _texts(self, batch: Any) -> tuple[str, str]:
        """Prompt, with the marks of its template, and response, without any."""
        prompts, responses, mask = batch["prompts"], batch["responses"], batch["attention_mask"]
        length = responses.shape[-1]
        prompt = self.tokenizer.decode(prompts[mask[:-length].bool()], skip_special_tokens=False)
        return prompt, self.tokenizer.decode(responses[: mask[-length:].sum()], skip_special_tokens=True)
