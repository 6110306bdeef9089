"""Questions with their answers, as verl reads them: `train.parquet` and `test.parquet`.

    python examples/verl/prepare.py --data SynthLabsAI/Big-Math-RL-Verified --out data
    python examples/verl/prepare.py --data prompts.jsonl --against benchmarks.jsonl --solve-rate 0.1 0.9 --out data

`extra_info.question` is for TinyV: verl gives a reward function no other way to know what was asked. Left out, and
counted by reason, is what nothing could grade or learn from: rows without a question or an answer, questions that are
there already, questions of a benchmark (half of their runs of eight words; `tinyv.data.normal`), and questions that a
model of reference solves too rarely or too often.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet

from tinyv.data.normal import Benchmark, normal_question
from tinyv.rows import InputError, Row, read_rows
from tinyv.rows.columns import to_row

ASK = "\nPlease reason step by step, and put your final answer within \\boxed{}."
RATES = ("solve_rate", "llama8b_solve_rate")  # of Big-Math, and of sets made from it
SOURCES = ("source", "data_source", "dataset")
SEED = 42


def rows_of(data: str) -> Iterator[Row]:
    """The rows of a file that `tinyv verify` reads, or of a data set of the Hub or a folder like one."""
    if Path(data).is_file():
        found = ((row.number, dict(row.record) or row.problem) for row in read_rows(data))
    else:
        from datasets import load_dataset

        found = ((number, dict(record)) for number, record in enumerate(load_dataset(data, split="train"), 1))
    for number, record in found:  # a prompt has no response yet, and a row for TinyV has one
        yield to_row(number, record if isinstance(record, str) else {**record, "response": ""})


def first(row: Row, names: tuple[str, ...]) -> Any:
    return next((row.record[name] for name in names if row.record.get(name) not in (None, "")), None)


def reason_to_leave(row: Row, seen: set[str], benchmark: Benchmark, band: tuple[float, float] | None) -> str:
    """Why a row is not for training; "" if it is."""
    if row.query is None or not row.query.question.strip() or not row.query.reference.strip():
        return "no question or answer"
    if band is not None:
        try:
            rate = float(first(row, RATES))
        except (TypeError, ValueError):
            return "no solve rate"
        if not band[0] <= rate <= band[1]:
            return "solved too rarely or too often"
    if benchmark.holds(row.query.question):
        return "in a benchmark"
    text = normal_question(row.query.question)
    if text in seen:
        return "asked already"
    seen.add(text)
    return ""


def trained_on(row: Row, source: str) -> dict[str, Any]:
    """A usable row as verl has it; rows have ids of the data set, or their numbers."""
    assert row.query is not None
    return {
        "data_source": str(first(row, SOURCES) or source),
        "prompt": [{"role": "user", "content": row.query.question + ASK}],
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": row.query.reference},
        "extra_info": {"question": row.query.question, "id": row.id},
    }


def prepare(given: argparse.Namespace) -> dict[str, int]:
    """Writes both files and returns how many rows went where."""
    asked = (row.query.question for path in given.against for row in rows_of(path) if row.query is not None)
    benchmark, seen, counts, kept = Benchmark(asked), set[str](), Counter[str](), []
    for row in rows_of(given.data):
        reason = reason_to_leave(row, seen, benchmark, given.solve_rate)
        if reason == "no question or answer":
            print(f"{given.data}:{row.number}: {row.problem or reason}", file=sys.stderr)
        if reason:
            counts[reason] += 1
        else:
            kept.append(trained_on(row, Path(given.data).stem))
    if len(kept) <= given.held_out:
        raise InputError(f"{given.data}: {len(kept)} usable rows are too few for {given.held_out} held out")
    random.Random(SEED).shuffle(kept)
    given.out.mkdir(parents=True, exist_ok=True)
    parts = {"test": kept[: given.held_out], "train": kept[given.held_out :][: given.limit]}
    for name, part in parts.items():
        making = given.out / f"{name}.parquet.part"
        parquet.write_table(pa.Table.from_pylist(part), making)
        making.replace(given.out / f"{name}.parquet")
        counts[name] = len(part)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="SynthLabsAI/Big-Math-RL-Verified", help="a data set or a file")
    parser.add_argument("--out", type=Path, default=Path("data"))
    parser.add_argument("--held-out", type=int, default=500, metavar="N", help="rows for validation")
    parser.add_argument("--limit", type=int, metavar="N", help="rows to train on at most")
    parser.add_argument("--against", nargs="*", default=[], metavar="FILE", help="benchmarks to keep out")
    parser.add_argument("--solve-rate", nargs=2, type=float, metavar=("LOW", "HIGH"), help=f"of {', '.join(RATES)}")
    try:
        print(json.dumps(prepare(parser.parse_args())))
    except InputError as problem:
        sys.exit(f"prepare.py: {problem}")


if __name__ == "__main__":
    main()
