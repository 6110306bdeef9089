"""The open data set: each line of each file has the format that its card states."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "data"
PAIRS = sorted((DATA / "pairs").glob("*.jsonl"))
ANSWERS = DATA / "bigmath_answers.jsonl"
CATEGORY = re.compile(r"[1-7]\.[1-6]")
SLUG = re.compile(r"[a-z0-9][a-z0-9/.-]*")


def rows(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def faults(row: dict[str, Any], texts: tuple[str, ...]) -> list[str]:
    """What is wrong with a row, in words."""
    found = []
    if set(row) != {*texts, "correct", "wrong"}:
        found.append(f"members {sorted(row)}")
    found += [name for name in texts if not (isinstance(row.get(name), str) and row[name].strip())]
    for side, mark, form in (("correct", "category", CATEGORY), ("wrong", "why", SLUG)):
        for entry in row.get(side, []):
            if set(entry) != {"answer", mark} or not form.fullmatch(entry[mark]):
                found.append(f"{side}: {entry}")
    if any(not entry["answer"].strip() for entry in row["correct"]):
        found.append("an empty answer cannot be right")
    answers = [entry["answer"] for side in ("correct", "wrong") for entry in row[side]]
    if len(set(answers)) != len(answers):
        found.append("an answer twice")
    return found


@pytest.mark.parametrize("path", [*PAIRS, ANSWERS], ids=lambda path: path.stem)
def test_every_line_has_the_stated_format(path: Path) -> None:
    texts = ("id",) if path == ANSWERS else ("id", "style", "topic", "question", "reference")
    wrong = {
        f"{path.name}:{number}": found for number, row in enumerate(rows(path), 1) if (found := faults(row, texts))
    }
    assert wrong == {}


def test_ids_are_unique() -> None:
    ids = [row["id"] for path in [*PAIRS, ANSWERS] for row in rows(path)]
    assert len(set(ids)) == len(ids)


def test_the_card_counts_what_is_there() -> None:
    card = (DATA / "README.md").read_text(encoding="utf-8")
    total = [0, 0, 0]
    for path in [*PAIRS, ANSWERS]:
        found = rows(path)
        counts = [len(found), sum(len(row["correct"]) for row in found), sum(len(row["wrong"]) for row in found)]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        assert f"| `{path.relative_to(DATA)}` | {' | '.join(f'{n:,}' for n in counts)} |" in card
    assert f"| together | {' | '.join(f'{n:,}' for n in total)} |" in card


def test_a_broken_row_would_be_seen() -> None:
    good = {"id": "x", "correct": [{"answer": "1", "category": "1.1"}], "wrong": [{"answer": "2", "why": "sign"}]}
    assert faults(good, ("id",)) == []
    assert faults(good | {"wrong": [{"answer": "1", "why": "sign"}]}, ("id",)) == ["an answer twice"]
    assert faults(good | {"correct": [{"answer": " ", "category": "9"}]}, ("id",)) != []
