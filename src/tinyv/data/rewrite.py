"""Equal forms and hard wrong answers written by a language model. Rules check each: what they contradict is dropped,
what they prove is marked `engine`, and the rest is marked `llm` and wants `tinyv data annotate` before use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from tinyv.data.collect import Prompt
from tinyv.data.groups import Answer, Group, group_line
from tinyv.data.journal import Journal
from tinyv.data.normal import normal_answer
from tinyv.data.server import Endpoint, Reply, RequestFailed, connect, each
from tinyv.equiv.context import Word
from tinyv.equiv.rules import decide
from tinyv.lazy import lazy

PROMPT = Path(__file__).parent / "prompts" / "synthesise.txt"
MAX_TOKENS = 2048
_PLACE = lazy(r"\{(question|reference|count)\}")
_PROOFS = {True: Word.EQUAL, False: Word.DIFFERENT}


@dataclass(slots=True)
class Counts:
    """contradicted: answers whose label rules disprove. repeated: equal to the reference or to each other."""

    groups: int = 0
    right: int = 0
    wrong: int = 0
    proved: int = 0
    contradicted: int = 0
    repeated: int = 0
    failures: dict[str, int] = field(default_factory=dict)


def fill(template: str, **fields: object) -> str:
    """The prompt; a field's text stays in its place whatever it says."""
    return _PLACE.sub(lambda match: str(fields[match[1]]), template)


def read_reply(text: str) -> list[tuple[str, bool, str]]:
    """Answers with label and slug out of a reply. RequestFailed if it has no such JSON object."""
    body = text.rpartition("</think>")[2]
    start, end = body.find("{"), body.rfind("}")
    try:
        found: Any = orjson.loads(body[start : end + 1])
        said = [(answer, True, "llm") for answer in found["right"]]
        said += [(entry["answer"], False, str(entry.get("why") or "llm")) for entry in found["wrong"]]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise RequestFailed("the reply has no JSON object with `right` and `wrong`") from None
    return [row for row in said if isinstance(row[0], str) and row[0].strip()]


def checked(prompt: Prompt, said: list[tuple[str, bool, str]], counts: Counts) -> Group:
    """The group of one prompt, without what rules contradict and what is there already."""
    seen = {normal_answer(prompt.reference)}
    answers = []
    for text, right, kind in said:
        if normal_answer(text) in seen:
            counts.repeated += 1
            continue
        seen.add(normal_answer(text))
        word = decide(prompt.reference, text, prompt.question).word
        if word is _PROOFS[not right]:
            counts.contradicted += 1
            continue
        proved = word is _PROOFS[right]
        counts.proved += proved
        counts.right += right
        counts.wrong += not right
        answers.append(Answer(text, right, kind, "engine" if proved else "llm", word is not Word.OPEN))
    counts.groups += 1
    return Group(prompt.id, "llm", prompt.question, prompt.reference, tuple(answers))


async def rewrite(
    prompts: Sequence[Prompt],
    endpoint: Endpoint,
    template: str,
    count: int,
    journal: Journal,
    progress: Callable[[int, int], None],
) -> Counts:
    """Asks for `count` right and wrong answers a prompt; writes groups. Finishes the journal if all went well."""
    counts = Counts()
    have = {record["row"] for record in journal.records()}
    done = len(have)
    progress(done, len(prompts))

    def keep(prompt: Prompt, said: list[tuple[str, bool, str]]) -> None:
        nonlocal done
        journal.write(group_line(checked(prompt, said, counts), row=prompt.number, model=endpoint.model))
        done += 1
        progress(done, len(prompts))

    async with connect(endpoint) as server:

        async def ask(prompt: Prompt) -> list[tuple[str, bool, str]]:
            text = fill(template, question=prompt.question, reference=prompt.reference, count=count)
            reply: Reply = await server.ask([{"role": "user", "content": text}], temperature=0.8, max_tokens=MAX_TOKENS)
            return read_reply(reply.text)

        rest = [prompt for prompt in prompts if prompt.number not in have]
        counts.failures = await each(rest, ask, keep, endpoint.concurrency)
    if not counts.failures:
        journal.finish()
    return counts
