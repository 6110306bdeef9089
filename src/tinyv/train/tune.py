"""What of a student is trained: everything, low-rank additions, or the last layers."""

from __future__ import annotations

from typing import Any

from tinyv.train.plan import Plan
from tinyv.train.student import Base, start
from tinyv.train.vocabulary import count, prune

TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def begin(plan: Plan, texts: list[str]) -> Base:
    """The student that a plan starts from; `texts` say which tokens a pruned vocabulary keeps."""
    vocabulary = None
    if plan.vocabulary is not None:
        from transformers import AutoTokenizer

        whole = AutoTokenizer.from_pretrained(plan.base).backend_tokenizer
        vocabulary = prune(whole, count(whole, texts), plan.vocabulary)
    base = start(plan.base, plan.layers, vocabulary)
    body: Any = base.student.body
    if plan.tune == "top":
        body.layers[: -plan.top].requires_grad_(False)
    if plan.tune == "lora":
        base.student.body = _with_lora(body, plan.rank)
    return base


def finish(base: Base) -> Base:
    """The same student with low-rank additions worked into its weights."""
    body: Any = base.student.body
    if hasattr(body, "merge_and_unload"):
        base.student.body = body.merge_and_unload()
    return base


def _with_lora(body: Any, rank: int) -> Any:
    try:
        from peft import LoraConfig, get_peft_model
    except ImportError as missing:
        raise ImportError("tune = 'lora' needs peft: pip install peft") from missing
    return get_peft_model(body, LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=TARGETS))
