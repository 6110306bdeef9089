"""Groups: a question, its reference, and answers known to be right or wrong. What curation reads and writes.

Three shapes of rows are read. Pairs: `{"question", "reference", "correct": [{"answer", "category"}], "wrong":
[{"answer", "why"}]}`. Groups: `{"question", "reference", "answers": [{"answer", "right", "kind"}]}`. Annotations, one
answer a row: `{"question", "reference", "answer", "right"}`, where `right` is null if the annotators disagreed. Rows
that lack question and reference take them from the prompts, by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tinyv.rows import Row, read_rows

Report = Callable[[str], None]
Texts = tuple[str, str]  # question, reference


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its truth.

    kind: a category of the taxonomy, or the slug of what is wrong. proof: who vouches for the label: `engine`,
    `construction`, `annotators`, `llm`, or "" for an author. decided: rules alone settle the answer.
    """

    text: str
    right: bool
    kind: str = ""
    proof: str = ""
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """All labelled answers to one question."""

    id: str
    source: str
    question: str
    reference: str
    answers: tuple[Answer, ...]


def read_groups(path: Path, prompts: Mapping[str, Texts], report: Report) -> Iterator[Group]:
    """The groups of a file. A row of no known shape is reported as `file:line: what` and left out."""
    for row in read_rows(str(path)):
        if not row.record:
            report(f"{path}:{row.number}: {row.problem}")
            continue
        try:
            yield _group(row, path, prompts)
        except ValueError as problem:
            report(f"{path}:{row.number}: {problem}")


def read_prompts(paths: Sequence[Path], report: Report) -> dict[str, Texts]:
    """Question and reference by id. Rows that lack one of them are reported and left out."""
    found: dict[str, Texts] = {}
    for path in paths:
        for row in read_rows(str(path)):
            try:
                found[row.id] = prompt_of(row)
            except ValueError as problem:
                report(f"{path}:{row.number}: {problem}")
    return found


def prompt_of(row: Row) -> Texts:
    """Question and reference of a row that need not have a response. ValueError says what is missing."""
    if row.query is not None:
        return row.query.question, row.query.reference
    if not row.record:
        raise ValueError(row.problem)
    return _first(row.record, ("question", "problem", "prompt")), _first(
        row.record, ("reference", "ground_truth", "gold", "target", "answer", "solution")
    )


def _first(record: Mapping[str, object], names: tuple[str, ...]) -> str:
    value = next((record[name] for name in names if record.get(name) is not None), None)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"no text in {' or '.join(map(repr, names))}")
    return value


def _group(row: Row, path: Path, prompts: Mapping[str, Texts]) -> Group:
    record: Any = row.record
    name = str(record.get("id") or f"{path.stem}-{row.number}")
    question, reference = record.get("question"), record.get("reference")
    if question is None and reference is None:
        if name not in prompts:
            raise ValueError(f"no question and reference, and no prompt of id {name!r} (give its file as --prompts)")
        question, reference = prompts[name]
    for column, value in (("question", question), ("reference", reference)):
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{column!r} is no text")
    source = record.get("source") or path.stem
    return Group(name, str(source), str(question), str(reference), tuple(_answers(record)))


def _answers(record: Any) -> Iterator[Answer]:
    if "answers" in record:
        for entry in _entries(record, "answers"):
            right = _truth(entry.get("right"), "right")
            if right is not None:
                kind, proof = str(entry.get("kind", "")), str(entry.get("proof", ""))
                yield Answer(_text(entry), right, kind, proof)
    elif "correct" in record or "wrong" in record:
        for entry in _entries(record, "correct"):
            yield Answer(_text(entry), True, str(entry.get("category", "")))
        for entry in _entries(record, "wrong"):
            yield Answer(_text(entry), False, str(entry.get("why", "")))
    elif "answer" in record and "right" in record:
        right = _truth(record["right"], "right")
        if right is not None:
            yield Answer(_text(record), right, str(record.get("kind", "annotated")), "annotators")
    else:
        raise ValueError("no answers; expected 'answers', 'correct' and 'wrong', or 'answer' and 'right'")


def _entries(record: Any, column: str) -> list[dict[str, Any]]:
    entries = record.get(column, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"{column!r} is no list of objects")
    return entries


def _text(entry: Mapping[str, object]) -> str:
    text = entry.get("answer")  # may be empty: saying nothing is a way to be wrong
    if not isinstance(text, str):
        raise ValueError(f"'answer' is {text!r}, which is no text")
    return text


def _truth(value: object, column: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise ValueError(f"{column!r} is {value!r}; expected true, false or null")


def group_line(group: Group, **more: object) -> bytes:
    """A group as a line of JSONL, as `tinyv train` reads it."""
    answers = []
    for a in group.answers:
        entry = {"answer": a.text, "right": a.right, "kind": a.kind, "decided": a.decided}
        answers.append(entry | ({"proof": a.proof} if a.proof else {}))
    row = {"id": group.id, "source": group.source, "question": group.question, "reference": group.reference}
    return orjson.dumps(row | more | {"answers": answers}, option=orjson.OPT_APPEND_NEWLINE)
