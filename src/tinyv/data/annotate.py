"""Labels for answers that rules reject: two annotators must agree. Every vote is kept, and every disagreement."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tinyv import Label, Query, Verifier
from tinyv.data.journal import Journal
from tinyv.data.normal import normal_answer, normal_question
from tinyv.data.server import Endpoint, Reply, connect, each
from tinyv.judge.base import Ask, TooLong
from tinyv.judge.served import Template
from tinyv.judge.verdict_text import verdict

PROMPT = Path(__file__).parent / "prompts" / "annotate.txt"
MAX_TOKENS = 1024  # of an annotator's thoughts and verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that rules do not accept. rules: their label, `undecided` or `wrong`; rule: which one said so."""

    id: str
    source: str
    question: str
    reference: str
    answer: str
    rules: str
    rule: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What two equal candidates share."""
        return normal_question(self.question), normal_answer(self.reference), normal_answer(self.answer)


@dataclass(slots=True)
class Counts:
    """accepted: by rules, and so not asked about. no_answer: responses without a final answer."""

    rows: int = 0
    accepted: int = 0
    no_answer: int = 0
    repeated: int = 0
    right: int = 0
    wrong: int = 0
    disagreed: int = 0
    unparseable: int = 0
    too_long: int = 0
    failures: dict[str, int] = field(default_factory=dict)


def candidates(queries: Iterable[Query], source: str, undecided_only: bool, counts: Counts) -> Iterator[Candidate]:
    """The answers to annotate, each once: those that rules reject, or with `undecided_only` those they leave open."""
    verifier = Verifier(None)
    seen: set[tuple[str, str, str]] = set()
    for query in queries:
        counts.rows += 1
        found = verifier.verify_many([query])[0]
        if found.answer is None:
            counts.no_answer += 1
            continue
        if found.label is Label.CORRECT or (undecided_only and found.label is Label.WRONG):
            counts.accepted += found.label is Label.CORRECT
            continue
        candidate = Candidate(
            query.id or str(counts.rows),
            source,
            query.question,
            query.reference,
            found.answer,
            found.label.value,
            found.decided_by,
        )
        if candidate.key in seen:
            counts.repeated += 1
            continue
        seen.add(candidate.key)
        yield candidate


async def annotate(
    asked: list[Candidate],
    endpoints: tuple[Endpoint, Endpoint],
    template: Template,
    journal: Journal,
    counts: Counts,
    progress: Callable[[int, int], None],
) -> None:
    """Writes a record a candidate: `{"id", "source", "question", "reference", "answer", "rules", "rule", "votes",
    "right"}`, where `right` is null unless both annotators say the same. Finishes the journal if nothing failed."""
    have = set()
    for record in journal.records():
        have.add((record["question"], record["reference"], record["answer"]))
        _count(record["right"], [vote["right"] for vote in record["votes"]], counts)
    done = len(have)
    rest = [one for one in asked if (one.question, one.reference, one.answer) not in have]
    progress(done, len(asked))
    prompts: dict[Candidate, str] = {}
    for one in rest:
        try:
            prompts[one] = template.fill(Ask(one.question, one.reference, one.answer))
        except TooLong:
            counts.too_long += 1

    def keep(one: Candidate, replies: list[Reply]) -> None:
        nonlocal done
        said = [verdict(reply.text, reasons=True) for reply in replies]
        right = said[0] if said[0] == said[1] else None
        _count(right, said, counts)
        votes = [
            {"model": endpoint.model, "right": vote, "reply": reply.text}
            for endpoint, vote, reply in zip(endpoints, said, replies, strict=True)
        ]
        journal.add(
            {
                "id": one.id,
                "source": one.source,
                "question": one.question,
                "reference": one.reference,
                "answer": one.answer,
                "rules": one.rules,
                "rule": one.rule,
                "votes": votes,
                "right": right,
            }
        )
        done += 1
        progress(done, len(asked))

    async with connect(endpoints[0]) as first, connect(endpoints[1]) as second:

        async def ask(one: Candidate) -> list[Reply]:
            messages = [{"role": "user", "content": prompts[one]}]
            both = [server.ask(messages, temperature=0.0, max_tokens=MAX_TOKENS) for server in (first, second)]
            replies = await asyncio.gather(*both, return_exceptions=True)
            for reply in replies:
                if isinstance(reply, BaseException):
                    raise reply
            return [reply for reply in replies if isinstance(reply, Reply)]

        counts.failures = await each(prompts, ask, keep, max(endpoint.concurrency for endpoint in endpoints))
    if not counts.failures:
        journal.finish()


def template_of(path: Path = PROMPT) -> Template:
    """The annotators' prompt from a file. ValueError if it lacks a place."""
    return Template(path.read_text(encoding="utf-8").rstrip("\n"), reasons=True)


def _count(right: bool | None, said: list[bool | None], counts: Counts) -> None:
    if right is not None:
        counts.right += right
        counts.wrong += not right
    elif None in said:
        counts.unparseable += 1
    else:
        counts.disagreed += 1
