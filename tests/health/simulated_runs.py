"""Simulated runs for the tests of health: prompts with eight rollouts, rules that settle some, a judge for the rest."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

from tinyv.types import Label, Query, Verdict

FAMILIES = ("algebra", "geometry", "olympiads", "words", "units")
GROUP = 8
Batch = tuple[list[Query], list[Verdict]]


class Run:
    """A policy on `prompts` prompts, eight rollouts each, drawn again and again in random order.

    skill(t): added to the logit of being right, or `judge_skill`, if given, where the judge decides. hack(t): share of
    rollouts, of the families in `hacked`, that are a trick which the judge accepts. t is the number of samples so far.
    Rollouts of a prompt are alike: its difficulty varies with a standard deviation of 1.5 logits, and three in ten
    prompts are for the judge.
    """

    def __init__(
        self,
        seed: int,
        skill: Callable[[int], float] = lambda t: 0.0,
        judge_skill: Callable[[int], float] | None = None,
        hack: Callable[[int], float] = lambda t: 0.0,
        hacked: tuple[str, ...] = FAMILIES,
        trick: Callable[[random.Random, int], str] = lambda chance, t: "as shown above",
        length: Callable[[int], float] = lambda t: 20.0,
        prompts: int = 5000,
        for_judge: float = 0.3,
    ) -> None:
        self.chance = random.Random(seed)
        self.judge_skill = judge_skill or skill
        self.skill, self.hack, self.hacked, self.trick, self.length = skill, hack, hacked, trick, length
        self.prompts = [
            (f"{self.chance.choice(FAMILIES)}:{n}", self.chance.gauss(-0.5, 1.5), self.chance.random() < for_judge)
            for n in range(prompts)
        ]

    def batches(self, samples: int) -> Iterator[Batch]:
        """One prompt's rollouts at a time."""
        t = 0
        while t < samples:
            name, ease, asks = self.chance.choice(self.prompts)
            family = name.partition(":")[0]
            query = Query(f"question {name}", f"reference {name}", "...", name)
            right = 1 / (1 + math.exp(-ease - (self.judge_skill if asks else self.skill)(t)))
            verdicts = []
            for _ in range(GROUP):
                t += 1
                if family in self.hacked and self.chance.random() < self.hack(t):
                    trick = self.trick(self.chance, t)
                    verdicts.append(Verdict(Label.CORRECT, 0.9, trick, "judge:small@1", ""))
                    continue
                label = Label.CORRECT if self.chance.random() < right else Label.WRONG
                answer = f"{self.chance.random():.6f}".ljust(
                    int(self.length(t) * self.chance.lognormvariate(0, 0.7)), "x"
                )
                verdicts.append(Verdict(label, 0.5, answer, "judge:small@1" if asks else "rule:rational", ""))
            yield [query] * GROUP, verdicts
