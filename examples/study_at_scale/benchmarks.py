"""Fetches the benchmarks of policies: `contests.jsonl`, few questions to be asked often, and `exams.jsonl`, many.

    python examples/study_at_scale/benchmarks.py --out benchmarks

Rows are those that `tinyv eval` reads: id, source, question, reference. Names and columns are those of the Hugging Face
Hub as last known; where a data set has moved, its line in BENCHMARKS is what to change. A folder that mirrors the Hub
(`HUB/HuggingFaceH4/MATH-500/...`) does as well: --hub HUB.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple


class Source(NamedTuple):
    """file: where it goes; dataset, split, question, reference: where it comes from and its columns."""

    name: str
    file: str
    dataset: str
    split: str
    question: str
    reference: str


BENCHMARKS = (
    Source("AIME", "contests", "AI-MO/aimo-validation-aime", "train", "problem", "answer"),
    Source("AMC", "contests", "AI-MO/aimo-validation-amc", "train", "problem", "answer"),
    Source("MATH-500", "exams", "HuggingFaceH4/MATH-500", "test", "problem", "answer"),
    Source("Minerva", "exams", "math-ai/minervamath", "test", "question", "answer"),
    Source("OlympiadBench", "exams", "math-ai/olympiadbench", "test", "question", "final_answer"),
    Source("HardVerify-Math", "exams", "zhangchenxu/HardVerify-Math", "train", "question", "ground_truth"),
)


def fetch(source: Source, hub: str) -> list[dict[str, str]]:
    """The questions of a benchmark, each once. ValueError names a column that is not there."""
    from datasets import load_dataset

    rows = load_dataset(f"{hub}/{source.dataset}" if hub else source.dataset, split=source.split)
    for column in (source.question, source.reference):
        if column not in rows.column_names:
            raise ValueError(f"no column {column!r}; there are {', '.join(rows.column_names)}")
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(" ".join(str(row[source.question]).split()), text_of(row[source.reference]))
    name = source.name.lower()
    return [
        {"id": f"{name}-{number}", "source": source.name, "question": question, "reference": reference}
        for number, (question, reference) in enumerate(found.items())
        if question and reference
    ]


def text_of(value: Any) -> str:
    """A reference as text; of several (OlympiadBench has lists) all of them, for a right answer states them all."""
    if isinstance(value, list):
        return ", ".join(map(text_of, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value or "" if value != 0 else 0).strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("benchmarks"))
    parser.add_argument("--hub", default="", metavar="DIR", help="a folder that mirrors the Hub")
    given = parser.parse_args()
    lines: dict[str, list[str]] = {}
    failed = 0
    for source in BENCHMARKS:
        try:
            rows = fetch(source, given.hub)
        except Exception as problem:  # the others are of use without it
            print(f"{source.name} ({source.dataset}): {problem}", file=sys.stderr)
            failed += 1
            continue
        print(f"{source.name}: {len(rows)} questions")
        lines.setdefault(source.file, []).extend(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    given.out.mkdir(parents=True, exist_ok=True)
    for file, texts in lines.items():
        making = given.out / f"{file}.jsonl.part"
        making.write_text("".join(texts), encoding="utf-8")
        making.replace(given.out / f"{file}.jsonl")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
