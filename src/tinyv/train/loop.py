"""The training loop: shared-prefix packs, loss on the verdict alone, held-out figures as it goes, resumable."""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from tinyv.judge.prompt import Prompt
from tinyv.judge.trees import Pack, Tree, fill, pack
from tinyv.train.items import HELD_OUT, Item, is_held_out, undecided, vary
from tinyv.train.measure import curve
from tinyv.train.student import Base, save


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. budget: tokens a pack; packs: packs a step; minutes: wall-clock limit (0: none).

    swap, keep_decided: see `items.vary`; smoothing: of the labels; ranking: weight of the loss that a right answer
    should score above the wrong ones to the same question; held_out: share of questions kept for the figures.
    evaluate_every, keep_every: steps between two looks at the held-out part, and between two saved states.
    lr rises over `warmup` of the steps and falls along a cosine to `floor` of itself at the end.
    """

    epochs: float = 3
    lr: float = 1e-4
    warmup: float = 0.03
    floor: float = 0.05
    weight_decay: float = 0.01
    budget: int = 448
    packs: int = 4
    swap: float = 0.25
    keep_decided: float = 0.4
    smoothing: float = 0.02
    ranking: float = 0.5
    held_out: float = HELD_OUT
    seed: int = 42
    minutes: float = 0
    evaluate_every: int = 150
    keep_every: int = 25
    bf16: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Held-out figures on answers that rules leave undecided."""

    step: int
    answers: int
    minutes: float
    loss: float
    auc: float
    recall: float  # at 1 % false positives


Log = Callable[[Score], None]


def trees_of(items: Sequence[Item], prompt: Prompt) -> tuple[list[Tree], list[bool]]:
    """One tree an item, keys counting all answers; and the truth by key. Items too long for the prompt are left out."""
    trees: list[Tree] = []
    truth: list[bool] = []
    for item in items:
        tree = prompt.tree(item.question, item.reference, [answer.text for answer in item.answers])
        if tree.branches:
            right = [item.answers[place].right for place in tree.keys]
            trees.append(replace(tree, keys=tuple(range(len(truth), len(truth) + len(right)))))
            truth += right
    return trees, truth


def scores_of(base: Base, items: Sequence[Item], budget: int = 448) -> tuple[list[float], list[bool]]:
    """Verdict logits and truth of all answers of some items."""
    trees, truth = trees_of(items, Prompt(base.tokenizer))
    logits = [0.0] * len(truth)
    base.student.eval()
    with torch.inference_mode():
        for held in fill(trees, budget):
            packed = pack(held)
            for key, logit in zip(packed.keys, base.student([packed]).tolist(), strict=True):
                logits[key] = logit
    return logits, truth


@dataclass(frozen=True, slots=True)
class Batch:
    """The trees of one step, pack by pack; for each of their branches whether it is right, and which question it
    answers."""

    trees: list[list[Tree]]
    right: list[bool]
    question: list[int]

    def packs(self) -> list[Pack]:
        """What the student reads. Made when asked for: a run is counted, and gone on with, without it."""
        return [pack(held) for held in self.trees]


def batches(items: Sequence[Item], prompt: Prompt, recipe: Recipe, epoch: int) -> Iterator[Batch]:
    """The steps of one epoch: the same for the same seed, so that a resumed run goes on where it stopped."""
    chance = random.Random(recipe.seed * 1000 + epoch)
    seen = [vary(item, chance, recipe.swap, recipe.keep_decided) for item in items]
    chance.shuffle(seen)
    room = recipe.budget * recipe.packs
    trees, truth = trees_of(seen, prompt)
    question = {key: number for number, tree in enumerate(trees) for key in tree.keys}
    some: list[Tree] = []
    for number, tree in enumerate(trees, 1):
        some.append(tree)
        if sum(map(len, some)) < 8 * room and number < len(trees):
            continue  # packing a few steps at a time wastes little and keeps the order random
        filled = fill(some, recipe.budget)
        chance.shuffle(filled)
        for first in range(0, len(filled), recipe.packs):
            chosen = filled[first : first + recipe.packs]
            keys = [key for held in chosen for tree in held for key in tree.keys]
            yield Batch(chosen, [truth[key] for key in keys], [question[key] for key in keys])
        some = []


def loss_of(logits: torch.Tensor, batch: Batch, recipe: Recipe) -> torch.Tensor:
    """Cross-entropy of the verdicts, and of the order of right above wrong within each question."""
    right = torch.tensor(batch.right, device=logits.device)
    truth = right.float() * (1 - 2 * recipe.smoothing) + recipe.smoothing
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth)
    question = torch.tensor(batch.question, device=logits.device)
    rivals = (question[:, None] == question[None, :]) & right[:, None] & ~right[None, :]
    if recipe.ranking and rivals.any():
        gaps = (logits[:, None] - logits[None, :])[rivals]
        loss = loss + recipe.ranking * torch.nn.functional.softplus(-gaps).mean()
    return loss


def rate_at(part: float, recipe: Recipe) -> float:
    """The learning rate when a part in [0, 1] of the run is done."""
    rise = min(1.0, part / recipe.warmup) if recipe.warmup else 1.0
    return recipe.lr * rise * (recipe.floor + (1 - recipe.floor) * 0.5 * (1 + math.cos(math.pi * part)))


def _step(base: Base, optimiser: torch.optim.Optimizer, batch: Batch, recipe: Recipe) -> float:
    """One step of the optimiser; the loss before it."""
    base.student.train()
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bf16):
        logits = base.student(batch.packs())
    loss = loss_of(logits, batch, recipe)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(optimiser.param_groups[0]["params"], 1.0)
    optimiser.step()
    return float(loss.item())


def train(
    base: Base, items: Sequence[Item], recipe: Recipe, folder: Path, log: Log = lambda score: None
) -> list[Score]:
    """Trains until the recipe's epochs or minutes are over; writes the student, its log and the state to go on from.

    A folder with an unfinished run of the same recipe is continued. The best student by held-out AUC is kept in
    `folder/best`.
    """
    torch.manual_seed(recipe.seed)
    prompt = Prompt(base.tokenizer)
    learnt = [item for item in items if not is_held_out(item, recipe.held_out)]
    held = undecided([item for item in items if is_held_out(item, recipe.held_out)])
    weights = [p for p in base.student.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(weights, recipe.lr, betas=(0.9, 0.99), weight_decay=recipe.weight_decay)
    progress = {"epoch": 0, "step": 0, "in_epoch": 0, "answers": 0, "seconds": 0.0}
    scores: list[Score] = []
    if (state := folder / "state.pt").exists():
        kept = torch.load(state, weights_only=True)
        base.student.load_state_dict(kept["weights"])
        optimiser.load_state_dict(kept["optimiser"])
        progress, scores = kept["progress"], [Score(**row) for row in kept["scores"]]
    per_epoch = max(1, sum(1 for _ in batches(learnt, prompt, recipe, 0)))
    total = math.ceil(per_epoch * recipe.epochs)
    started, losses = time.monotonic() - progress["seconds"], [0.0]

    def part_done() -> float:
        by_time = (time.monotonic() - started) / 60 / recipe.minutes if recipe.minutes else 0.0
        return max(progress["step"] / total, by_time)

    def keep() -> None:
        progress["seconds"] = time.monotonic() - started
        _keep(
            folder,
            {
                "weights": base.student.state_dict(),
                "optimiser": optimiser.state_dict(),
                "progress": progress,
                "scores": [asdict(s) for s in scores],
            },
        )

    def look() -> None:
        logits, truth = scores_of(base, held, recipe.budget)
        line = curve(logits, truth)
        minutes = (time.monotonic() - started) / 60
        mean = sum(losses) / max(1, len(losses))
        score = Score(int(progress["step"]), int(progress["answers"]), minutes, mean, line.auc, line.recall_at(0.01))
        losses.clear()
        if not scores or score.auc > max(s.auc for s in scores):
            save(base, folder / "best")
        scores.append(score)
        keep()
        log(score)

    while part_done() < 1:
        for index, batch in enumerate(batches(learnt, prompt, recipe, int(progress["epoch"]))):
            if index < progress["in_epoch"]:
                continue
            if (part := part_done()) >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = rate_at(part, recipe)
            losses.append(_step(base, optimiser, batch, recipe))
            progress["step"] += 1
            progress["in_epoch"] = index + 1
            progress["answers"] += len(batch.right)
            if progress["step"] % recipe.evaluate_every == 0:
                look()
            elif progress["step"] % recipe.keep_every == 0:
                keep()
        else:
            progress["epoch"] += 1
            progress["in_epoch"] = 0
    look()
    save(base, folder)
    return scores


def _keep(folder: Path, state: dict[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(state, folder / "state.pt.part")
    (folder / "state.pt.part").replace(folder / "state.pt")
    with (folder / "log.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in state["scores"])  # type: ignore[attr-defined]
