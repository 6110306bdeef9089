"""Rollouts from a served model: n responses to each prompt, as JSONL that `tinyv verify` and `annotate` read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tinyv.data.journal import Journal
from tinyv.data.server import Endpoint, Reply, connect, each

INSTRUCTION = "Please reason step by step, and put your final answer within \\boxed{}."


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to ask. number: its line in the input, which names it even where ids are missing or not unique."""

    number: int
    id: str
    question: str
    reference: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to sample. max_tokens: of a response. seed: of the first sample, the next ones count on; None for none."""

    samples: int = 4
    temperature: float = 1.0
    top_p: float = 1.0
    max_tokens: int = 4096
    seed: int | None = None
    instruction: str = INSTRUCTION


Piece = tuple[Prompt, int]


async def collect(
    prompts: Sequence[Prompt],
    sampling: Sampling,
    endpoint: Endpoint,
    journal: Journal,
    progress: Callable[[int, int], None],
) -> dict[str, int]:
    """Writes what is still missing to the journal; returns how many requests failed of each reason. The journal is
    finished only if none did: the same command then tries the rest again."""
    have = {(record["row"], record["sample"]) for record in journal.records()}
    total = len(prompts) * sampling.samples
    done = len(have)

    def missing() -> Iterator[Piece]:
        for prompt in prompts:
            for sample in range(sampling.samples):
                if (prompt.number, sample) not in have:
                    yield prompt, sample

    def keep(piece: Piece, reply: Reply) -> None:
        nonlocal done
        prompt, sample = piece
        journal.add(
            {
                "id": prompt.id,
                "row": prompt.number,
                "sample": sample,
                "question": prompt.question,
                "reference": prompt.reference,
                "response": reply.text,
                "model": endpoint.model,
                "finish": reply.finish,
                "tokens": reply.tokens,
            }
        )
        done += 1
        progress(done, total)

    progress(done, total)
    async with connect(endpoint) as server:

        async def ask(piece: Piece) -> Reply:
            prompt, sample = piece
            content = f"{prompt.question}\n\n{sampling.instruction}" if sampling.instruction else prompt.question
            seed = {} if sampling.seed is None else {"seed": sampling.seed + sample}
            return await server.ask(
                [{"role": "user", "content": content}],
                temperature=sampling.temperature,
                top_p=sampling.top_p,
                max_tokens=sampling.max_tokens,
                **seed,
            )

        failures = await each(missing(), ask, keep, endpoint.concurrency)
    if not failures:
        journal.finish()
    return failures
