"""Labelled pairs: an answer, its reference, and whether it is right.

Two shapes of rows are read. A labelled answer has `reference`, `response` and a boolean `label` (or `correct` or
`truth`). An answer key has `reference` and the lists `correct` and `wrong`, of texts or of objects with an `answer`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tinyv.rows import Row, read_rows
from tinyv.rows.columns import QUESTION, REFERENCE, TRUTH

TRUTHS = {True: True, False: False, "true": True, "false": False, "True": True, "False": False, "1": True, "0": False}
NO_TRUTH = f"no boolean column {' or '.join(map(repr, TRUTH))}; write true for a right answer, else false"


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled answer; `right` is what the label says. category: an answer key's own word for it, or "";
    source: the row's own word for where it comes from, or the file's name."""

    id: str
    question: str
    reference: str
    response: str
    right: bool
    category: str = ""
    source: str = ""


def read_pairs(path: str) -> Iterator[Pair | Row]:
    """The pairs of a file; a row that is none comes back as it is, with its problem."""
    for row in read_rows(path):
        source = str(row.record.get("source") or Path(path).name.split(".")[0])
        if isinstance(row.record.get("correct"), list) or isinstance(row.record.get("wrong"), list):
            yield from _of_key(row, source)
        elif row.query is None:
            yield row
        else:
            mark = next((row.record[name] for name in TRUTH if name in row.record), None)
            right = TRUTHS.get(mark) if isinstance(mark, bool | int | str) else None
            if right is None:
                yield Row(row.number, row.id, None, NO_TRUTH)
            else:
                query = row.query
                yield Pair(row.id, query.question, query.reference, query.response, right, "", source)


def _of_key(row: Row, source: str) -> Iterator[Pair | Row]:
    record = row.record
    reference = next((record[name] for name in REFERENCE if isinstance(record.get(name), str)), None)
    question = next((record[name] for name in QUESTION if isinstance(record.get(name), str)), "")
    name = str(record.get("id", row.number))
    if not isinstance(reference, str) or not isinstance(question, str):
        yield Row(row.number, name, None, "no text in column 'reference', which an answer key needs")
        return
    for side, right in (("correct", True), ("wrong", False)):
        answers = record.get(side, [])
        for number, entry in enumerate(answers if isinstance(answers, list) else [answers], 1):
            answer = entry.get("answer") if isinstance(entry, dict) else entry
            if isinstance(answer, str):
                category = str(entry.get("category", entry.get("why", ""))) if isinstance(entry, dict) else ""
                yield Pair(f"{name}/{side}/{number}", question, reference, answer, right, category, source)
            else:
                yield Row(row.number, name, None, f"entry {number} of {side!r} has no text; give texts or answers")
