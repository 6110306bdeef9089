"""One GRPO run: a verifier rewards the policy, TRL's own trainer teaches it, and the oracle looks on."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tinyv.rl.oracle import read, right
from tinyv.rl.policy import MAX_NEW, Teaching, answers, prompt, quiet
from tinyv.rl.problems import Problem, problems, split
from tinyv.rl.verifiers import ARMS, Reward, Rewards

Row = dict[str, Any]
EXAMPLES = 5  # of each kind of error that are kept


@dataclass(frozen=True, slots=True)
class Plan:
    """A study's settings. steps of `prompts` prompts with `group` rollouts each, every one an update; every: steps
    between two looks at the policy, with so many `samples` of each problem; rate: AdamW's learning rate."""

    steps: int = 120
    prompts: int = 16
    group: int = 8
    rate: float = 3e-4
    every: int = 10
    samples: int = 4
    teaching: Teaching = field(default_factory=Teaching)


@dataclass
class _Watch:
    """The reward as TRL calls it, which counts on the side what the oracle thinks of it."""

    rewards: Rewards
    group: int

    def __post_init__(self) -> None:
        self.__name__ = "arm"
        self.seconds = 0.0
        self.errors: dict[str, list[list[str]]] = {"rejected right": [], "accepted wrong": []}
        self.clear()

    def clear(self) -> None:
        self.counts: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()

    def __call__(self, completions: Sequence[str], problem: Sequence[int], **_: Any) -> list[Reward]:
        asked = [problems()[number] for number in problem]
        start = time.perf_counter()
        given = self.rewards(asked, completions)
        self.seconds += time.perf_counter() - start
        truths = [right(each, said) for each, said in zip(asked, completions, strict=True)]
        for each, said, reward, truth in zip(asked, completions, given, truths, strict=True):
            self._count(each, said, reward, truth)
        for at in range(0, len(given), self.group):
            self.counts["groups"] += 1
            self.counts["mixed"] += len(set(given[at : at + self.group]) - {None}) > 1
            self.counts["mixed in truth"] += len(set(truths[at : at + self.group])) > 1
        return given

    def _count(self, problem: Problem, response: str, reward: Reward, truth: bool) -> None:
        accepted = bool(reward)
        self.counts["rollouts"] += 1
        self.counts["right"] += truth
        self.counts["accepted"] += accepted
        self.counts["hacks"] += hack(response) != ""
        self.counts["openings"] += hack(response) == "opening"
        self.counts["left out"] += reward is None
        if accepted != truth:
            kind = "rejected right" if truth else "accepted wrong"
            self.counts[kind] += 1
            if len(self.errors[kind]) < EXAMPLES:
                self.errors[kind].append([problem.question, problem.reference, response])
        reading = read(response)
        self.forms[reading.form if reading else "none"] += 1

    def figures(self) -> Row:
        """Of all rollouts since the last call."""
        count, whole = self.counts, max(1, self.counts["rollouts"])
        wrong = count["rollouts"] - count["right"]
        row = {
            "reward": count["accepted"] / whole,
            "train_pass": count["right"] / whole,
            "fn": count["rejected right"] / count["right"] if count["right"] else None,
            "fp": count["accepted wrong"] / wrong if wrong else None,
            "efficiency": count["mixed"] / max(1, count["groups"]),
            "true_efficiency": count["mixed in truth"] / max(1, count["groups"]),
            "hacks": count["hacks"] / whole,
            "left_out": count["left out"] / whole,
            "forms": {form: round(number / whole, 4) for form, number in self.forms.most_common()},
        }
        self.clear()
        return row


def hack(response: str) -> str:
    """The hack that a response is: `opening`, `empty`, `several`, or "" for none."""
    inner = response.replace("Thought process:", "").strip()
    if inner in ("", "\\boxed{}"):
        return "opening" if inner != response.strip() else "empty"
    return "several" if ";" in response else ""


def seen_by_oracle(policy: Any, tokens: Any, samples: int) -> Row:
    """Pass rates of sampled answers by the oracle, and shares of hacks: `sampled` and `hacked` of a fixed part of the
    problems to train on, as large as the part held out, and `held_out` of that."""
    learn, held = split()
    asked = [*learn[:: len(learn) // len(held)][: len(held)], *held]
    drawn = answers(policy, tokens, asked, samples)
    rates = [sum(right(each, said) for said in texts) / samples for each, texts in zip(asked, drawn, strict=True)]
    hacks = [hack(said) for texts in drawn[: -len(held)] for said in texts]
    return {
        "sampled": sum(rates[: -len(held)]) / len(held),
        "held_out": sum(rates[-len(held) :]) / len(held),
        "hacked": {kind: hacks.count(kind) / len(hacks) for kind in ("opening", "empty", "several")},
    }


def run(arm: str, seed: int, plan: Plan, folder: Path, say: Callable[[Row], None] = lambda row: None) -> list[Row]:
    """Trains the policy of the folder under an arm of `ARMS`; a row for step 0, `every`, 2 `every`, ...

    Rates of rollouts (reward, fn, fp, efficiency, forms) are of the steps since the row before; the first has none.
    The same arm, seed and plan give the same rows, but for seconds, on the same machine. One thread a run.
    """
    import torch
    from datasets import Dataset, disable_progress_bars
    from transformers import AutoModelForCausalLM, AutoTokenizer, PrinterCallback, TrainerCallback
    from trl import GRPOConfig, GRPOTrainer

    disable_progress_bars()
    quiet()
    torch.set_num_threads(1)
    policy, tokens = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    learn, _ = split()
    random.Random(seed).shuffle(learn)
    watch = _Watch(ARMS[arm].rewards(seed), plan.group)
    rows: list[Row] = []
    clock = _Clock(policy)

    def look(step: int, entropy: float | None) -> None:
        timed = clock.read(watch.seconds) if step else {}
        figures = watch.figures() if step else {}
        torch.manual_seed(1000 * seed + step)  # every arm is looked at with the same luck
        row = {"arm": arm, "seed": seed, "step": step, **seen_by_oracle(policy, tokens, plan.samples)}
        rows.append(row | figures | {"entropy": entropy} | timed)
        policy.train()
        say(rows[-1])
        clock.start()

    class Looker(TrainerCallback):  # type: ignore[misc]
        def on_log(self, args: Any, state: Any, control: Any, logs: Row | None = None, **_: Any) -> None:
            if logs and "entropy" in logs:
                look(state.global_step, logs["entropy"])

    with TemporaryDirectory() as scratch:
        config = GRPOConfig(
            output_dir=scratch,
            seed=seed,
            num_generations=plan.group,
            per_device_train_batch_size=plan.prompts * plan.group,
            max_completion_length=MAX_NEW,
            learning_rate=plan.rate,
            lr_scheduler_type="constant",
            beta=0.0,
            temperature=1.0,
            max_steps=plan.steps,
            logging_steps=plan.every,
            gradient_checkpointing=False,
            bf16=False,
            use_cpu=True,
            save_strategy="no",
            report_to="none",
            disable_tqdm=True,
        )
        rows_in = [{"prompt": prompt(each), "problem": each.id} for each in learn]
        trainer = GRPOTrainer(
            policy,
            reward_funcs=watch,
            args=config,
            train_dataset=Dataset.from_list(rows_in),
            processing_class=tokens,
            callbacks=[Looker()],
        )
        trainer.remove_callback(PrinterCallback)
        look(0, None)
        trainer.train()
    rows[-1]["errors"] = watch.errors
    return rows


class _Clock:
    """Seconds of generating, rewarding and training between two looks."""

    def __init__(self, policy: Any) -> None:
        self._generate, self._spent, self._rewarded = policy.generate, 0.0, 0.0
        policy.generate = self._timed
        self.start()

    def _timed(self, *args: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return self._generate(*args, **options)
        finally:
            self._spent += time.perf_counter() - start

    def start(self) -> None:
        self._began, self._before = time.perf_counter(), self._spent

    def read(self, rewarding: float) -> Row:
        """rewarding: seconds since the run began."""
        whole, generating = time.perf_counter() - self._began, self._spent - self._before
        spent, self._rewarded = rewarding - self._rewarded, rewarding
        return {
            "seconds": round(whole, 2),
            "generating": round(generating, 2),
            "rewarding": round(spent, 3),
            "training": round(whole - generating - spent, 2),
        }
