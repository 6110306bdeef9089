"""The cascade, one visible loop: extract -> rules -> guard -> deduplicate -> cache -> judge -> verdict."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from typing import Any

from tinyv.cache import Cache
from tinyv.equiv.context import DEFAULT, Policy, Word
from tinyv.equiv.rules import Decision, decide, explain
from tinyv.expr.limits import OverBudget
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.extract import Extraction, clean, extract
from tinyv.guard import Settled, clean_for_judge, guard
from tinyv.judge.asking import Desk
from tinyv.judge.base import Ask, Judge, Opinion
from tinyv.judge.bridge import wait_for
from tinyv.remember import remembered
from tinyv.types import Label, Query, Verdict

UNKNOWN = 0.5  # the score where nothing is known
_LABELS = {Word.EQUAL: Label.CORRECT, Word.DIFFERENT: Label.WRONG, Word.OPEN: Label.UNDECIDED}
_SCORES = {Word.EQUAL: 1.0, Word.DIFFERENT: 0.0, Word.OPEN: UNKNOWN}


@dataclass(frozen=True, slots=True)
class Draft:
    """A verdict without the judge, what the judge is to be asked (None where the verdict stands), the guard's word."""

    verdict: Verdict
    ask: Ask | None = None
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One rule's word: `equal`, `different`, `not shown`, or "" where the rule did not apply."""

    rule: str
    word: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a verdict came about. Trees are S-expressions; `settled` is None where the guard lets the answer pass or was
    not asked, `opinion` where the judge was not."""

    extraction: Extraction
    reference: str
    reference_tree: str
    answer_tree: str
    steps: tuple[Step, ...]
    settled: Settled | None
    opinion: Opinion | None
    verdict: Verdict


class Mode(StrEnum):
    """Who decides. ADDON asks the judge about what rules leave undecided; JUDGE_ONLY asks about everything;
    MIXED scores weight * judge + (1 - weight) * rules; RULES_ONLY never asks."""

    ADDON = "addon"
    JUDGE_ONLY = "judge_only"
    MIXED = "mixed"
    RULES_ONLY = "rules_only"


ALIASES = {"tinyv_only": Mode.JUDGE_ONLY}  # the original's name


class Verifier:
    """Grades responses against references.

    judge: by default the one in the package; None for rules only (what they cannot settle is UNDECIDED), or any object
        of the `tinyv.judge.base.Judge` protocol.
    policy: which conventions count as the same answer; `tinyv.DEFAULT` or `tinyv.STRICT`.
    mode: a `Mode` or its name. weight: of the judge in mode `mixed`, in [0, 1].
    ask_rejected: in mode `addon`, ask also about answers that rules refute, as the original did. Costs calls and, with
        a weak judge, precision.
    cache: a file that keeps the judge's opinions, or a `tinyv.cache.Cache`.

    Safe to share between threads, to pickle, and to use in forked and spawned workers. Verdicts of rules are the same
    on every machine and in every run; a judge's probability may differ in the third digit.
    """

    def __init__(
        self,
        judge: Judge | str | None = "embedded",
        *,
        policy: Policy = DEFAULT,
        mode: Mode | str = Mode.ADDON,
        weight: float = 0.5,
        ask_rejected: bool = False,
        cache: Cache | str | os.PathLike[str] | None = None,
    ) -> None:
        self.policy = policy
        self.mode = _mode(mode)
        if not 0 <= weight <= 1:
            raise ValueError(f"weight: {weight} is not in [0, 1]")
        self.weight, self.ask_rejected = weight, ask_rejected
        kept = Cache(cache) if isinstance(cache, str | os.PathLike) else cache
        found = None if self.mode is Mode.RULES_ONLY else _judge(judge)
        if found is None and self.mode in (Mode.JUDGE_ONLY, Mode.MIXED):
            raise ValueError(f"mode {self.mode.value!r} needs a judge; give one, or mode='rules_only'")
        self._desk = None if found is None else Desk(found, kept)

    def __reduce__(self) -> tuple[object, ...]:
        judge, cache = (None, None) if self._desk is None else (self._desk.judge, self._desk.cache)
        options: dict[str, Any] = {"policy": self.policy, "mode": self.mode, "weight": self.weight}
        options |= {"ask_rejected": self.ask_rejected, "cache": cache}
        return partial(Verifier, judge, **options), ()

    @property
    def judge(self) -> Judge | None:
        """Who is asked; None for rules only."""
        return None if self._desk is None else self._desk.judge

    @property
    def statistics(self) -> dict[str, int]:
        """What judging has cost and was spared so far (`tinyv.judge.asking.Statistics`); empty without a judge."""
        return {} if self._desk is None else self._desk.snapshot()

    def verify(self, question: str = "", reference: str = "", response: str = "") -> Verdict:
        """The verdict on one response. Never raises on any text. What concurrent calls in several threads ask of the
        judge reaches it as one batch."""
        draft = self._draft_of(Query(question, reference, response))
        if draft.ask is None or self._desk is None:
            return draft.verdict
        return self._heard(draft.verdict, wait_for(self._desk.ask_soon(draft.ask)))

    async def averify(self, question: str = "", reference: str = "", response: str = "") -> Verdict:
        """The same on a running event loop, for concurrent calls there."""
        draft = self._draft_of(Query(question, reference, response))
        if draft.ask is None or self._desk is None:
            return draft.verdict
        return self._heard(draft.verdict, await self._desk.ask_soon(draft.ask))

    def verify_many(self, queries: Iterable[Query]) -> list[Verdict]:
        """Verdicts in the order of the queries; the judge sees all that rules leave open as one batch."""
        return self._judged([self._draft_of(query) for query in queries])

    async def averify_many(self, queries: Iterable[Query]) -> list[Verdict]:
        """The same on a running event loop, yielding to it between queries and while the judge works."""
        import asyncio  # costs as much to import as the rest of this module

        drafts = []
        for query in queries:
            drafts.append(self._draft_of(query))
            await asyncio.sleep(0)
        asks = _asks(drafts)
        return self._settle(drafts, await self._desk.ask(asks) if asks and self._desk else [])

    def _draft_of(self, query: Query) -> Draft:
        return self._draft(query, *_texts(query))

    def _draft(self, query: Query, found: Extraction, wanted: str, decision: Decision | None = None) -> Draft:
        """What rules say of a query (or have said: `decision`), and what the judge is to be asked about it."""
        if (early := _unasked(found, wanted)) is not None:
            return Draft(early)
        answer = found.answer or ""
        if self.mode is Mode.JUDGE_ONLY:
            verdict = Verdict(Label.UNDECIDED, UNKNOWN, answer, "", "only the judge is asked")
        else:
            verdict = _verdict(answer, wanted, decision or decide(wanted, answer, query.question, self.policy))
        if verdict.label is not Label.WRONG and (settled := guard(query.question, wanted, answer)) is not None:
            return Draft(Verdict(Label.WRONG, 0.0, answer, f"guard:{settled.rule}", settled.reason), settled=settled)
        if self._desk is None:
            return Draft(verdict)
        if self.mode is Mode.ADDON and (verdict.label is Label.CORRECT or verdict.failure):
            return Draft(verdict)
        if self.mode is Mode.ADDON and verdict.label is Label.WRONG and not self.ask_rejected:
            self._desk.count(prevented=1)
            return Draft(verdict)
        fields = (query.question, wanted, answer)
        return Draft(verdict, Ask(*(clean_for_judge(field) for field in fields)))

    def _judged(self, drafts: Sequence[Draft]) -> list[Verdict]:
        asks = _asks(drafts)
        return self._settle(drafts, wait_for(self._desk.ask(asks)) if asks and self._desk else [])

    def _settle(self, drafts: Sequence[Draft], opinions: Sequence[Opinion]) -> list[Verdict]:
        heard = iter(opinions)
        return [draft.verdict if draft.ask is None else self._heard(draft.verdict, next(heard)) for draft in drafts]

    def _heard(self, verdict: Verdict, opinion: Opinion) -> Verdict:
        """The verdict once the judge has spoken. Only a probability from the threshold on accepts; from there down to
        a half nothing is decided, for a judge that doubts is no proof of a wrong answer."""
        judge = self.judge
        assert judge is not None
        chance = opinion.probability
        if chance is None:
            return replace(verdict, failure=opinion.failure) if verdict.label is Label.UNDECIDED else verdict
        by = f"judge:{judge.identity}"
        why = f"the judge gives it {chance:.1%} (accepts from {judge.threshold:.1%}, refuses below {_floor(judge):.1%})"
        label = (
            Label.CORRECT if chance >= judge.threshold else Label.WRONG if chance < _floor(judge) else Label.UNDECIDED
        )
        if self.mode is Mode.MIXED:
            rules = 1.0 if verdict.label is Label.CORRECT else 0.0
            score = self.weight * chance + (1 - self.weight) * rules
            if verdict.label is Label.UNDECIDED:
                return Verdict(label, score, verdict.answer, by, why)
            return replace(verdict, score=score)
        if verdict.label is Label.WRONG and label is not Label.CORRECT:
            return verdict  # the rule's word stands
        return Verdict(label, chance, verdict.answer, by, why)

    def explain(self, question: str = "", reference: str = "", response: str = "") -> Explanation:
        """The verdict with its whole way: extraction, both trees, every rule's word."""
        query = Query(question, reference, response)
        found, wanted = _texts(query)
        answer = found.answer or ""
        steps: tuple[Step, ...] = ()
        decision = None
        if _unasked(found, wanted) is None:
            decision, asked = explain(wanted, answer, question, self.policy)
            steps = tuple(Step(*step) for step in asked)
        draft = self._draft(query, found, wanted, decision)
        opinion = None if draft.ask is None or self._desk is None else wait_for(self._desk.ask_soon(draft.ask))
        verdict = draft.verdict if opinion is None else self._heard(draft.verdict, opinion)
        return Explanation(found, wanted, _tree(wanted), _tree(answer), steps, draft.settled, opinion, verdict)


@remembered(4096)  # the rollouts of one prompt share their reference
def _wanted(reference: str) -> str:
    """The reference without its markup; of a worked solution the answer that it boxes or puts after `####`."""
    worked = "\\boxed" in reference or "####" in reference
    return (extract(reference).answer if worked else None) or clean(reference)


def _texts(query: Query) -> tuple[Extraction, str]:
    """The answer of the response, and the reference without its markup."""
    return extract(query.response, query.question), _wanted(query.reference)


def _asks(drafts: Sequence[Draft]) -> list[Ask]:
    return [draft.ask for draft in drafts if draft.ask is not None]


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


def _mode(mode: Mode | str) -> Mode:
    if mode in ALIASES:
        return ALIASES[mode]
    try:
        return Mode(mode)
    except ValueError:
        raise ValueError(f"mode: {mode!r} is unknown; known: {', '.join([*Mode, *ALIASES])}") from None


@cache
def _embedded() -> Judge:
    """The judge in the package, one a process: verifiers share its memory."""
    from tinyv.judge.embedded import EmbeddedJudge

    return EmbeddedJudge()


def _judge(judge: Judge | str | None) -> Judge | None:
    if judge == "embedded":
        return _embedded()
    if judge is None or isinstance(judge, Judge):
        return judge
    raise TypeError(f"judge: {judge!r} is neither 'embedded', None nor a judge (see tinyv.judge.base.Judge)")


def _floor(judge: Judge) -> float:
    return min(0.5, judge.threshold)


@cache
def _default() -> Verifier:
    return Verifier()


def verify(question: str, reference: str, response: str) -> Verdict:
    """The verdict of the default verifier (rules, then the embedded judge) on one response."""
    return _default().verify(question, reference, response)
