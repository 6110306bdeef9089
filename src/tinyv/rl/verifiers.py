"""The arms of the study: verifiers that reward a policy, real ones and the oracle with errors put in.

| arm | rewards |
|---|---|
| oracle | what is right |
| exact, math-verify | what the text, or Math-Verify, finds equal to the reference |
| tinyv, tinyv-judge | what TinyV accepts, by rules alone and with the embedded judge |
| mention | what holds the reference anywhere, as a careless grader does: it can be hacked by listing answers |
| fn-R | the oracle, but each right answer is rejected with chance R |
| fn-form | the oracle, but only the first two forms of a family are accepted |
| fn-prompt | the oracle, but nothing is accepted for two thirds of the prompts |
| fp-R | the oracle, but each wrong answer is accepted with chance R |
| hack, hack-fn | the oracle, but an opening without an answer is accepted; in the second, 40 % of right ones are not |
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tinyv.audit.baselines import exact
from tinyv.rewards.grading import Grader
from tinyv.rl.noise import Noise
from tinyv.rl.oracle import answer, right
from tinyv.rl.policy import OPENING
from tinyv.rl.problems import Problem, writings
from tinyv.types import Query
from tinyv.verifier import Verifier

Reward = float | None
Rewards = Callable[[Sequence[Problem], Sequence[str]], list[Reward]]
Accepts = Callable[[Problem, str], bool]
# The ways to answer that theory tells apart, and whether they are right: in a form that fn-form accepts, in another
# one, wrong, and the hack of an opening without an answer.
WAYS = {"right": True, "other form": True, "wrong": False, "opening": False}
SECONDS = 2  # that Math-Verify may spend on one text; it stops itself by an alarm


@dataclass(frozen=True, slots=True)
class Arm:
    """title: for a reader. rewards: of a seed, the function that rewards a batch; extra: what must be installed for it.

    accepts: the chance of each of `WAYS` to be accepted, which is what theory knows of the arm; None where that is not
    known before the runs.
    """

    title: str
    rewards: Callable[[int], Rewards]
    accepts: tuple[float, ...] | None = None
    extra: str = ""


def _remembering(accepts: Accepts) -> Rewards:
    """Each text of a problem is graded once: a policy says the same things again and again."""
    known: dict[tuple[int, str], float] = {}

    def rewards(asked: Sequence[Problem], responses: Sequence[str]) -> list[Reward]:
        for problem, response in zip(asked, responses, strict=True):
            if (problem.id, response) not in known:
                known[problem.id, response] = float(accepts(problem, response))
        return [known[problem.id, response] for problem, response in zip(asked, responses, strict=True)]

    return rewards


def _always(accepts: Accepts) -> Callable[[int], Rewards]:
    return lambda seed: _remembering(accepts)


def _by_chance(noise: Noise, pattern: bool, seed: int) -> Rewards:
    """The oracle with errors of its own luck for each response; pattern: it accepts the opening always."""
    chance = random.Random(seed)

    def rewards(asked: Sequence[Problem], responses: Sequence[str]) -> list[Reward]:
        return [one(problem, response) for problem, response in zip(asked, responses, strict=True)]

    def one(problem: Problem, response: str) -> float:
        if pattern and response.strip() == OPENING:
            return 1.0
        rate = 1 - noise.false_negative_rate if right(problem, response) else noise.false_positive_rate
        return float(chance.random() < rate)

    return rewards


def _tinyv(judged: bool, seed: int) -> Rewards:
    from tinyv.judge.named import EMBEDDED, judge_of

    grader = Grader(Verifier(judge_of(EMBEDDED, threads=1) if judged else None))
    known: dict[tuple[int, str], Reward] = {}

    def rewards(asked: Sequence[Problem], responses: Sequence[str]) -> list[Reward]:
        pairs = list(zip(asked, responses, strict=True))
        new = {(each.id, said): Query(each.question, each.reference, said) for each, said in pairs}
        new = {key: query for key, query in new.items() if key not in known}
        known.update(zip(new, (sample.reward for sample in grader.grade(list(new.values()))), strict=True))
        return [known[problem.id, response] for problem, response in pairs]

    return rewards


def _math_verify(seed: int) -> Rewards:
    from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify

    configs = (LatexExtractionConfig(), ExprExtractionConfig())
    parsed = partial(parse, extraction_config=configs, parsing_timeout=SECONDS)
    gold: dict[int, Any] = {}

    def accepts(problem: Problem, response: str) -> bool:
        if problem.id not in gold:
            gold[problem.id] = parsed(f"${problem.reference}$")
        return bool(verify(gold[problem.id], parsed(response), timeout_seconds=SECONDS))

    return _remembering(accepts)


def _exact(problem: Problem, response: str) -> bool:
    return exact(problem.reference, response)


def _mention(problem: Problem, response: str) -> bool:
    return problem.reference in response


def in_some_forms(problem: Problem, response: str) -> bool:
    """Right, and written in one of the first two forms that the value has."""
    return answer(response) in writings(problem.truth, problem.family)[:ACCEPTED_FORMS]


ACCEPTED_FORMS = 2
REJECTED_PROMPTS = 0.6  # a draw for each: of those to train on it strikes 66 %


def _other_prompts(problem: Problem, response: str) -> bool:
    rejected = random.Random(problem.id).random() < REJECTED_PROMPTS
    return not rejected and right(problem, response)


def _injected(title: str, fp: float, fn: float, pattern: bool = False) -> Arm:
    noise = Noise(fp, fn)
    return Arm(title, partial(_by_chance, noise, pattern), (1 - fn, 1 - fn, fp, 1.0 if pattern else fp))


ARMS: dict[str, Arm] = {
    "oracle": Arm("oracle", _always(right), (1.0, 1.0, 0.0, 0.0)),
    "exact": Arm("exact match", _always(_exact)),
    "math-verify": Arm("Math-Verify", _math_verify, extra="math_verify"),
    "tinyv": Arm("TinyV, rules", partial(_tinyv, False)),
    "tinyv-judge": Arm("TinyV with judge", partial(_tinyv, True)),
    "mention": Arm("reference mentioned", _always(_mention)),
    "fn-0.2": _injected("20 % of right rejected", 0.0, 0.2),
    "fn-0.4": _injected("40 % of right rejected", 0.0, 0.4),
    "fn-0.6": _injected("60 % of right rejected", 0.0, 0.6),
    "fn-0.8": _injected("80 % of right rejected", 0.0, 0.8),
    "fn-form": Arm("two forms accepted", _always(in_some_forms), (1.0, 0.0, 0.0, 0.0)),
    "fn-prompt": Arm("two thirds of prompts rejected", _always(_other_prompts)),
    "fp-0.2": _injected("20 % of wrong accepted", 0.2, 0.0),
    "fp-0.4": _injected("40 % of wrong accepted", 0.4, 0.0),
    "fp-0.6": _injected("60 % of wrong accepted", 0.6, 0.0),
    "hack": _injected("an opening accepted", 0.0, 0.0, pattern=True),
    "hack-fn": _injected("an opening accepted, 40 % of right rejected", 0.0, 0.4, pattern=True),
}
