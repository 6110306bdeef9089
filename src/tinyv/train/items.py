"""Training items: a question, its reference, and answers known to be right or wrong.

Read from JSONL in two shapes. Pairs: `{"question", "reference", "correct": [{"answer", "category"}], "wrong":
[{"answer", "why"}]}`. Rows as `tinyv data build` writes them: `{"question", "reference", "answers": [{"answer",
"right", "kind", "decided"}]}`, where `decided` says that rules alone settle the answer.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

HELD_OUT = 0.1  # the share of questions that training does not see, unless a recipe says otherwise


@dataclass(frozen=True, slots=True)
class Labelled:
    """One answer with its truth. kind: its category or the slug of what is wrong; decided: rules settle it."""

    text: str
    right: bool
    kind: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """All labelled answers to one question."""

    id: str
    source: str
    question: str
    reference: str
    answers: tuple[Labelled, ...]


def load(paths: Sequence[Path]) -> list[Item]:
    """The items of some JSONL files. Raises ValueError with file and line for a row of no known shape."""
    return [item for path in paths for item in _rows(path)]


def _rows(path: Path) -> Iterator[Item]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                yield Item(
                    str(row.get("id") or f"{path.stem}-{number}"),
                    str(row.get("source") or path.stem),
                    row["question"],
                    row["reference"],
                    tuple(_answers(row)),
                )
            except (KeyError, TypeError, ValueError) as problem:
                raise ValueError(f"{path}, line {number}: not a training item ({problem!r})") from problem


def _answers(row: dict[str, list[dict[str, object]]]) -> Iterator[Labelled]:
    for entry in row.get("answers", ()):
        kind = str(entry.get("kind", ""))
        yield Labelled(str(entry["answer"]), bool(entry["right"]), kind, bool(entry.get("decided")))
    for entry in row.get("correct", ()):
        yield Labelled(str(entry["answer"]), True, str(entry.get("category", "")))
    for entry in row.get("wrong", ()):
        yield Labelled(str(entry["answer"]), False, str(entry.get("why", "")))


class Asked(Protocol):
    """Whatever has a question."""

    @property
    def question(self) -> str: ...


def undecided(items: Sequence[Item]) -> list[Item]:
    """The items with those of their answers that rules leave undecided; items without any are left out."""
    open_ = (replace(item, answers=tuple(a for a in item.answers if not a.decided)) for item in items)
    return [item for item in open_ if item.answers]


def is_held_out(item: Asked, share: float) -> bool:
    """Whether a question belongs to the held-out part: the same on every machine, whatever else is in the files."""
    digest = hashlib.blake2b(" ".join(item.question.split()).encode(), digest_size=8).digest()
    return int.from_bytes(digest) < share * 2**64


def vary(item: Item, chance: random.Random, swap: float, keep_decided: float) -> Item:
    """An item as one epoch sees it.

    With probability `swap` a right answer trades places with the reference: equality has no direction, and the judge
    shall not learn how references look. Answers that rules settle are kept with probability `keep_decided`.
    """
    answers = [a for a in item.answers if not a.decided or chance.random() < keep_decided]
    right = [i for i, a in enumerate(answers) if a.right and len(a.text) <= 120]
    reference = item.reference
    if right and chance.random() < swap:
        index = chance.choice(right)
        reference, answers[index] = answers[index].text, replace(answers[index], text=reference)
    chance.shuffle(answers)
    return replace(item, reference=reference, answers=tuple(answers))
