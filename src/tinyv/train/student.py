"""The model that is trained: any causal LM, cut to its first layers if asked, read at the verdict's place.

A verdict is one number: logit(" True") - logit(" False") behind the prompt. Only that difference of two rows of the
output matrix is trained and kept (the head), the vocabulary product is never computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from tinyv.judge.trees import Pack

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TRUE, FALSE = " True", " False"


class Student(torch.nn.Module):  # type: ignore[misc]
    """A causal LM's body with a verdict head."""

    def __init__(self, body: torch.nn.Module, head: torch.Tensor) -> None:
        super().__init__()
        self.body = body
        self.head = torch.nn.Parameter(head.clone())
        self.bias = torch.nn.Parameter(torch.zeros(()))

    def forward(self, packs: list[Pack]) -> torch.Tensor:
        """The verdict logits of all branches of all packs, in their order."""
        longest = max(len(pack.ids) for pack in packs)
        ids = torch.zeros(len(packs), longest, dtype=torch.long)
        positions = torch.zeros_like(ids)
        visible = torch.eye(longest, dtype=torch.bool).repeat(len(packs), 1, 1)  # padding sees itself: no row is empty
        for row, pack in enumerate(packs):
            n = len(pack.ids)
            ids[row, :n] = torch.from_numpy(pack.ids)
            positions[row, :n] = torch.from_numpy(pack.positions)
            visible[row, :n, :n] = torch.from_numpy(pack.mask)
        device = self.head.device
        mask = torch.zeros(visible.shape).masked_fill(~visible, torch.finfo(torch.float32).min)
        hidden = self.body(
            input_ids=ids.to(device),
            position_ids=positions.to(device),
            attention_mask=mask[:, None].to(device, next(self.body.parameters()).dtype),
            use_cache=False,
        ).last_hidden_state
        ends = torch.cat([hidden[row, torch.from_numpy(pack.ends)] for row, pack in enumerate(packs)])
        return ends.float() @ self.head.float() + self.bias


@dataclass(frozen=True, slots=True)
class Base:
    """A model to start from, with its tokenizer."""

    student: Student
    tokenizer: Tokenizer


def start(
    model: str,
    layers: int | None = None,
    vocabulary: tuple[Tokenizer, list[int]] | None = None,
) -> Base:
    """A student from a hub name or a folder.

    layers: keep the first so many; vocabulary: a pruned tokenizer with the old id of each new one. Embeddings are
    never trained, which keeps rare tokens where pre-training put them.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    whole: Any = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32, attn_implementation="sdpa")
    tokenizer = AutoTokenizer.from_pretrained(model).backend_tokenizer
    rows = whole.get_output_embeddings().weight.detach()
    head = rows[_only(tokenizer, TRUE)] - rows[_only(tokenizer, FALSE)]
    body = whole.model
    if layers is not None:
        body.layers = body.layers[:layers]
        body.config.num_hidden_layers = layers
    if vocabulary is not None:
        tokenizer, old = vocabulary
        kept = body.get_input_embeddings().weight.detach()[torch.tensor(old)].clone()
        body.set_input_embeddings(torch.nn.Embedding.from_pretrained(kept))
        body.config.vocab_size = len(old)
    body.get_input_embeddings().weight.requires_grad_(False)
    return Base(Student(body, head), tokenizer)


def _only(tokenizer: Tokenizer, text: str) -> int:
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    if len(ids) != 1:
        raise ValueError(f"{text!r} is {len(ids)} tokens in this vocabulary; a verdict must be one")
    return int(ids[0])


def save(base: Base, folder: Path) -> None:
    """Weights, configuration and tokenizer, written beside the old ones and then put in their place."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "student.pt.part"
    config = base.student.body.config.to_dict()
    torch.save({"config": config, "weights": base.student.state_dict()}, part)
    base.tokenizer.save(str(folder / "tokenizer.json"))
    part.replace(folder / "student.pt")


def restore(folder: Path) -> Base:
    """What `save` wrote."""
    from tokenizers import Tokenizer as Built
    from transformers import AutoConfig, AutoModel

    held = torch.load(folder / "student.pt", weights_only=True)
    config = AutoConfig.for_model(**held["config"])
    config._attn_implementation = "sdpa"
    body: Any = AutoModel.from_config(config)
    student = Student(body, torch.zeros(config.hidden_size))
    student.load_state_dict(held["weights"])
    body.get_input_embeddings().weight.requires_grad_(False)
    return Base(student, Built.from_file(str(folder / "tokenizer.json")))
