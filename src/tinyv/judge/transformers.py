"""A judge in this process: any causal language model of a folder or of the hub. Needs `tinyv[transformers]`."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import os
import threading
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tinyv.judge.base import TOO_LONG, Ask, Opinion, TooLong
from tinyv.judge.served import VERSION, Template, template_for
from tinyv.judge.verdict_text import word


class TransformersJudge:
    """Scores the one token after the prompt: p(True) / (p(True) + p(False)) over all spellings in the vocabulary.

    model: a folder or a name on the hub. batch_size: prompts in one pass. device: `cpu`, `cuda:0`, `mps`...; None for
        the best there is.
    prompt: as in `OpenAIJudge`; a model whose tokenizer has no chat template reads the same text without one.

    Loads at the first ask. Works in a thread of its own, one batch after another; a cancelled ask ends after the batch
    that runs. Safe in threads and picklable. Raises ImportError without torch or transformers, and ValueError for a
    wrong setting or for a prompt that makes the model reason (a server does that faster). Failures of an ask:
    `too-long` for the model's context, `judge-error: ...` for what the model raises on a batch (out of memory...).
    Not covered: several devices, quantised loading, use after a fork once the model is on a GPU, code from the hub.
    """

    def __init__(
        self,
        model: str | os.PathLike[str],
        *,
        prompt: Template | str | None = None,
        threshold: float = 0.5,
        batch_size: int = 16,
        device: str | None = None,
    ) -> None:
        if missing := [name for name in ("torch", "transformers") if find_spec(name) is None]:
            raise ImportError(f"this judge needs {' and '.join(missing)}: pip install 'tinyv[transformers]'")
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold: {threshold} is not in [0, 1]")
        if batch_size < 1:
            raise ValueError(f"batch_size: {batch_size}; give 1 or more")
        self.model, self.threshold, self.batch_size, self.device = os.fspath(model), threshold, batch_size, device
        self.template = template_for(self.model, prompt)
        if self.template.reasons:
            raise ValueError("prompt: this judge reads one token and cannot let a model reason; serve it (OpenAIJudge)")
        self.identity = f"{_name(self.model)}@{self.template.digest}.{VERSION}"
        self._loaded: tuple[int, _Scorer] | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"TransformersJudge({self.model!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        options = ("threshold", "batch_size", "device")
        chosen = {name: getattr(self, name) for name in options}
        return partial(TransformersJudge, self.model, prompt=self.template, **chosen), ()

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        """One opinion for each ask, in order; the event loop stays free meanwhile."""
        stop = threading.Event()
        try:
            return await asyncio.to_thread(self.opinions, asks, stop)
        except asyncio.CancelledError:
            stop.set()
            raise

    def opinions(self, asks: Sequence[Ask], stop: threading.Event | None = None) -> list[Opinion]:
        """The same for callers without an event loop; `stop` ends it between batches."""
        with self._lock:
            scorer = self._scorer()
            found = [Opinion(None, TOO_LONG)] * len(asks)
            prompts: list[tuple[int, list[int]]] = []
            for place, ask in enumerate(asks):
                try:
                    prompts.append((place, scorer.encode(self.template, ask)))
                except TooLong:
                    continue
            prompts.sort(key=lambda one: len(one[1]))  # neighbours of one length waste no padding
            for first in range(0, len(prompts), self.batch_size):
                if stop is not None and stop.is_set():
                    break
                batch = prompts[first : first + self.batch_size]
                for (place, ids), opinion in zip(batch, scorer.opinions([ids for _, ids in batch]), strict=True):
                    found[place] = Opinion(*opinion, len(ids))
            return found

    async def aclose(self) -> None:
        """Frees the model; the next ask loads it again."""
        await asyncio.to_thread(self._free)

    def _free(self) -> None:
        with self._lock:
            self._loaded = None

    def _scorer(self) -> _Scorer:
        if self._loaded is None or self._loaded[0] != os.getpid():
            self._loaded = (os.getpid(), _Scorer(self.model, self.device))
        return self._loaded[1]


class _Scorer:
    """A loaded model with its tokenizer and the ids of its verdict tokens."""

    def __init__(self, name: str, device: str | None) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.device = device or _best_device(torch)
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        model = AutoModelForCausalLM.from_pretrained(name, dtype="auto")
        if self.device == "cpu" and model.dtype == torch.float16:
            model = model.float()  # half precision on a CPU is slow where it works at all
        self.model = model.to(self.device).eval()
        self.limit = int(getattr(model.config, "max_position_embeddings", None) or 1 << 30)
        self.takes = frozenset(inspect.signature(model.forward).parameters)
        self.right, self.wrong = _verdict_ids(self.tokenizer, name)
        self.special = tuple(text for text in self.tokenizer.all_special_tokens if len(text) > 1)

    def encode(self, template: Template, ask: Ask) -> list[int]:
        """The ids of a prompt. Raises TooLong."""
        fields = (self._plain(field) for field in (ask.question, ask.reference, ask.answer))
        text = template.fill(Ask(*fields))
        has_template = template.chat and self.tokenizer.chat_template
        if has_template:
            messages = [{"role": "user", "content": text}]
            text = self.tokenizer.apply_chat_template(
                messages, add_generation_prompt=True, tokenize=False, enable_thinking=False
            )
        ids: list[int] = self.tokenizer(text, add_special_tokens=not has_template)["input_ids"]
        if len(ids) > self.limit:
            raise TooLong(f"the prompt has {len(ids)} tokens; the model reads {self.limit}")
        return ids

    def opinions(self, prompts: list[list[int]]) -> list[tuple[float | None, str | None]]:
        """Probability or failure of each prompt of a batch."""
        try:
            return [(chance, None) for chance in self._chances(prompts)]
        except (RuntimeError, IndexError) as problem:  # out of memory, an id beyond the embedding
            return [(None, f"judge-error: {type(problem).__name__}")] * len(prompts)

    def _chances(self, prompts: list[list[int]]) -> list[float]:
        import torch

        width = max(map(len, prompts))
        filler = self.tokenizer.pad_token_id or 0
        ids = torch.tensor([[filler] * (width - len(one)) + one for one in prompts], device=self.device)
        seen = torch.tensor([[0] * (width - len(one)) + [1] * len(one) for one in prompts], device=self.device)
        optional = {"position_ids": (seen.cumsum(1) - 1).clamp(min=0), "logits_to_keep": 1, "use_cache": False}
        taken = {name: value for name, value in optional.items() if name in self.takes}
        with torch.inference_mode():
            last = self.model(input_ids=ids, attention_mask=seen, **taken).logits[:, -1].float()
            right, wrong = (last[:, side].logsumexp(1) for side in (self.right, self.wrong))
            found: list[float] = torch.sigmoid(right - wrong).tolist()
        return found

    def _plain(self, text: str) -> str:
        """A field in which no text is one of this tokenizer's special tokens."""
        for special in self.special:
            text = text.replace(special, f"{special[0]} {special[1:]}")
        return text


def _verdict_ids(tokenizer: Any, name: str) -> tuple[list[int], list[int]]:
    """The ids that say True and those that say False; the first pieces of the words where no token is a whole one."""
    sides: dict[bool, list[int]] = {True: [], False: []}
    for token, number in tokenizer.get_vocab().items():
        if (said := word(token)) is not None:
            sides[said].append(number)
    right, wrong = sides[True], sides[False]
    if not (right and wrong):
        right, wrong = ([tokenizer(text, add_special_tokens=False)["input_ids"][0]] for text in ("True", "False"))
    if right == wrong:
        raise ValueError(f"{name}: its vocabulary cannot tell True from False by one token; take another model")
    return sorted(right), sorted(wrong)


def _best_device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _name(model: str) -> str:
    """A hub name as it is; of a folder its name and a hash of what tells its files' versions apart."""
    folder = Path(model)
    if not folder.is_dir():
        return model
    digest = hashlib.blake2b(digest_size=4)
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return f"{folder.resolve().name}-{digest.hexdigest()}"
