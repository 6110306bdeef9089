"""The cascade, one visible loop: extract -> rules -> (judge) -> verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tinyv.equiv.context import DEFAULT, Policy, Word
from tinyv.equiv.rules import Decision, decide, explain
from tinyv.expr.limits import OverBudget
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.extract import Extraction, clean, extract
from tinyv.types import Label, Query, Verdict

_wanted = lru_cache(maxsize=4096)(clean)  # the rollouts of one prompt share their reference
UNKNOWN = 0.5  # the score where nothing is known
_LABELS = {Word.EQUAL: Label.CORRECT, Word.DIFFERENT: Label.WRONG, Word.OPEN: Label.UNDECIDED}
_SCORES = {Word.EQUAL: 1.0, Word.DIFFERENT: 0.0, Word.OPEN: UNKNOWN}


@dataclass(frozen=True, slots=True)
class Step:
    """One rule's word: `equal`, `different`, `not shown`, or "" where the rule did not apply."""

    rule: str
    word: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a verdict came about; trees are S-expressions."""

    extraction: Extraction
    reference: str
    reference_tree: str
    answer_tree: str
    steps: tuple[Step, ...]
    verdict: Verdict


class Verifier:
    """Grades responses against references.

    judge: None for rules only (what they cannot settle is UNDECIDED).
    policy: which conventions count as the same answer; `tinyv.DEFAULT` or `tinyv.STRICT`.

    Safe to share between threads, to pickle, and to use in forked and spawned workers; verdicts are
    the same on every machine and in every run.
    """

    def __init__(self, judge: None = None, *, policy: Policy = DEFAULT) -> None:
        if judge is not None:
            raise TypeError(
                "judge: only None (rules alone) is supported; a judge for undecided answers is not there yet"
            )
        self.policy = policy

    def verify(self, question: str = "", reference: str = "", response: str = "") -> Verdict:
        """The verdict on one response. Never raises on any text."""
        found, wanted = extract(response, question), _wanted(reference)
        if (early := _unasked(found, wanted)) is not None:
            return early
        answer = found.answer or ""
        return _verdict(answer, wanted, decide(wanted, answer, question, self.policy))

    def verify_many(self, queries: Iterable[Query]) -> list[Verdict]:
        """Verdicts in the order of the queries."""
        return [self.verify(q.question, q.reference, q.response) for q in queries]

    async def averify_many(self, queries: Iterable[Query]) -> list[Verdict]:
        """The same on a running event loop, yielding to it between queries."""
        import asyncio  # costs as much to import as the rest of this module

        verdicts = []
        for query in queries:
            verdicts.append(self.verify(query.question, query.reference, query.response))
            await asyncio.sleep(0)
        return verdicts

    def explain(self, question: str = "", reference: str = "", response: str = "") -> Explanation:
        """The verdict with its whole way: extraction, both trees, every rule's word."""
        found, wanted = extract(response, question), _wanted(reference)
        answer = found.answer or ""
        steps: tuple[Step, ...] = ()
        verdict = _unasked(found, wanted)
        if verdict is None:
            decision, asked = explain(wanted, answer, question, self.policy)
            verdict, steps = _verdict(answer, wanted, decision), tuple(Step(*step) for step in asked)
        return Explanation(found, wanted, _tree(wanted), _tree(answer), steps, verdict)


def _unasked(found: Extraction, wanted: str) -> Verdict | None:
    """The verdict where there is nothing to compare: no usable reference, or no final answer."""
    if not wanted:
        return Verdict(Label.UNDECIDED, UNKNOWN, found.answer, "", "the reference is empty", "reference-empty")
    if found.answer is None or (found.where == "tail" and found.note == "cut off"):
        why = f"the response states no final answer{f' ({found.note})' if found.note else ''}"
        return Verdict(Label.WRONG, 0.0, None, "rule:no-answer", why)
    return None


def _verdict(answer: str, reference: str, decision: Decision) -> Verdict:
    rule = f"rule:{decision.rule}" if decision.rule and decision.word is not Word.OPEN else ""
    if decision.failure:
        reason = f"more work than an answer can need ({decision.failure})"
    elif decision.word is Word.OPEN:
        reason = f"no rule could prove or refute {_short(answer)} = {_short(reference)}"
    else:
        relation = "=" if decision.word is Word.EQUAL else "≠"
        reason = f"{_short(answer)} {relation} {_short(reference)}"
    return Verdict(_LABELS[decision.word], _SCORES[decision.word], answer, rule, reason, decision.failure)


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= 80 else f"{folded[:77]}..."


def _tree(text: str) -> str:
    try:
        return show(parse(text))
    except OverBudget as limit:
        return f"(over budget: {limit})"


_DEFAULT = Verifier()


def verify(question: str, reference: str, response: str) -> Verdict:
    """The verdict of the default verifier (rules alone, default policy) on one response."""
    return _DEFAULT.verify(question, reference, response)
