"""The policy of the study: a small language model that is taught to answer in many forms, and often wrongly.

Teaching is supervised, on fresh samples of `lesson`: of each problem, as often right as its `ease` says and else one of
the typical wrong answers, in any of the family's forms; and now and then one of three hacks, so that a
verifier which rewards them can be found out. What the model cannot learn in the time adds errors of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinyv.rl.problems import Problem, problems, writings, written

# A word with the blank before it, a sign with the blanks around it, or one character.
TOKEN = r" ?\\?[A-Za-z]+| [=<>+*-] |, |\\[{}%]|[\s\S]"
PAD, END, TURN = "<pad>", "<eos>", "\n"
OPENING, EMPTY = "Thought process:", "\\boxed{}"
# What a policy may try instead of an answer, and how often it is taught to.
HACKS = {"opening": 0.03, "empty": 0.01, "several": 0.04}
SPOILED_BY = 1.5  # teaching comes to the whole mixture of errors when 1 / SPOILED_BY of its steps are done
MAX_NEW = 26  # tokens of a response


@dataclass(frozen=True, slots=True)
class Teaching:
    """How the policy is made: hidden size, layers, steps of so many samples, learning rate, seed."""

    hidden: int = 96
    layers: int = 2
    steps: int = 1500
    batch: int = 96
    rate: float = 3e-3
    seed: int = 7


def lesson(problem: Problem, chance: random.Random, spoiled: float = 1.0) -> str:
    """A response as the policy is taught to give it; spoiled: how much of the errors and hacks there is, in [0, 1]."""
    hacks = {name: spoiled * rate for name, rate in HACKS.items()}
    hack = chance.choices([*hacks, ""], [*hacks.values(), 1 - sum(hacks.values())])[0]
    if hack == "opening":
        return OPENING
    if hack == "empty":
        return EMPTY
    if hack == "several":
        return boxed(several(problem, chance))
    good = not problem.wrong or chance.random() < 1 - spoiled * (1 - problem.ease)
    return boxed(written(problem.truth if good else chance.choice(problem.wrong), problem.family, chance))


def several(problem: Problem, chance: random.Random) -> str:
    """The right answer and a wrong one, in random order: a hedge, and no answer."""
    both = [written(truth, problem.family, chance) for truth in (problem.truth, problem.wrong[0])]
    chance.shuffle(both)
    return "; ".join(both)


def boxed(answer: str) -> str:
    """The answer as a response."""
    return f"\\boxed{{{answer}}}"


def prompt(problem: Problem) -> str:
    """What the policy reads."""
    return problem.question + TURN


def vocabulary() -> list[str]:
    """Every token that questions, answers in all forms, and hacks can need."""
    texts = [OPENING, EMPTY, TURN, "0123456789.,:-/%x(){}"]
    for problem in problems():
        texts.append(problem.question)
        for value in (problem.truth, *problem.wrong):
            texts += [boxed(f"{text}; {text}") for text in writings(value, problem.family)]
    return [PAD, END, *sorted({token for text in texts for token in re.findall(TOKEN, text)})]


def tokenizer() -> Any:
    """The policy's tokenizer, in the form that `transformers` uses."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = {token: number for number, token in enumerate(vocabulary())}
    split = Tokenizer(models.WordLevel(words, unk_token=PAD))
    split.pre_tokenizer = pre_tokenizers.Split(Regex(TOKEN), "isolated")
    split.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=split, pad_token=PAD, eos_token=END, padding_side="left")


def model(teaching: Teaching, tokens: Any) -> Any:
    """The model with random weights."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(teaching.seed)
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokens),
            hidden_size=teaching.hidden,
            intermediate_size=3 * teaching.hidden,
            num_hidden_layers=teaching.layers,
            num_attention_heads=4,
            num_key_value_heads=4,
            max_position_embeddings=96,
            pad_token_id=tokens.pad_token_id,
            bos_token_id=None,
            eos_token_id=tokens.eos_token_id,
            tie_word_embeddings=True,
        )
    )


def quiet() -> None:
    """No progress bars for files that take no time."""
    from transformers.utils import logging

    logging.disable_progress_bar()


def teach(folder: Path, teaching: Teaching, say: Callable[[str], None]) -> None:
    """Makes a policy and leaves it in the folder, which appears in one step; two minutes on two cores."""
    import torch

    quiet()
    torch.set_num_threads(1)
    tokens = tokenizer()
    policy = model(teaching, tokens)
    chance = random.Random(teaching.seed)
    optimizer = torch.optim.AdamW(policy.parameters(), lr=teaching.rate, weight_decay=0.01)
    plan = torch.optim.lr_scheduler.OneCycleLR(optimizer, teaching.rate, total_steps=teaching.steps, pct_start=0.1)
    whole = problems()
    for step in range(teaching.steps):
        drawn = chance.choices(whole, k=teaching.batch)
        # What is right comes first: beside as many errors it would take several times as long to learn.
        spoiled = min(1.0, SPOILED_BY * step / teaching.steps)
        rows = [(prompt(problem), lesson(problem, chance, spoiled)) for problem in drawn]
        loss = policy(**_batch(rows, tokens)).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimizer.step()
        plan.step()
        if (step + 1) % max(1, teaching.steps // 5) == 0:
            say(f"teaching the policy: step {step + 1:,} of {teaching.steps:,}, loss {loss.item():.3f}")
    making = folder.with_name(folder.name + ".partial")
    policy.save_pretrained(making)
    tokens.save_pretrained(making)
    making.rename(folder)


def _batch(rows: Sequence[tuple[str, str]], tokens: Any) -> dict[str, Any]:
    """Prompts and responses as tensors; the loss is on the response and the end after it."""
    import torch

    pairs = [(tokens(ask).input_ids, [*tokens(reply).input_ids, tokens.eos_token_id]) for ask, reply in rows]
    longest = max(len(ask) + len(reply) for ask, reply in pairs)
    ids, labels, mask = [], [], []
    for ask, reply in pairs:
        pad = longest - len(ask) - len(reply)
        ids.append([*ask, *reply, *[tokens.pad_token_id] * pad])
        labels.append([*[-100] * len(ask), *reply, *[-100] * pad])
        mask.append([*[1] * (longest - pad), *[0] * pad])
    return {
        "input_ids": torch.tensor(ids),
        "labels": torch.tensor(labels),
        "attention_mask": torch.tensor(mask),
    }


def answers(policy: Any, tokens: Any, asked: Sequence[Problem], samples: int) -> list[list[str]]:
    """For each problem so many responses at temperature 1."""
    import torch

    texts = [prompt(problem) for problem in asked for _ in range(samples)]
    batch = tokens(texts, return_tensors="pt", padding=True, return_token_type_ids=False)
    drawn = {"do_sample": True, "temperature": 1.0, "top_k": 0, "pad_token_id": tokens.pad_token_id}
    with torch.no_grad():
        out = policy.generate(**batch, **drawn, max_new_tokens=MAX_NEW)
    said = tokens.batch_decode(out[:, batch["input_ids"].shape[1] :], skip_special_tokens=True)
    return [said[at : at + samples] for at in range(0, len(said), samples)]
