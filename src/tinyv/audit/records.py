"""Rollouts from files or from a data set that is streamed, each with its prompt, source and training step."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tinyv.rows import InputError, Row, fingerprint, read_rows, to_row
from tinyv.rows.columns import KNOWN, missing_columns

PROMPT = ("prompt_id", "problem_id", "question_id", "uid")
SOURCE = ("source", "data_source", "dataset")
STEP = ("step", "global_step", "training_step", "iteration")
EXTRA = frozenset((*PROMPT, *SOURCE, *STEP))
HUB = "hf:"  # `hf:NAME` or `hf:NAME:SPLIT`
SPLIT = "train"
CHUNK_CHARS = 1 << 23  # of questions, references and responses: what a chunk takes of memory, about
NO_SOURCE = "(none)"


class Rollout(NamedTuple):  # a named tuple goes to a worker process in a fraction of a dataclass's time
    """One response. file: its place among the inputs; number: its line there; prompt: the same for all rollouts of one
    prompt; step: of the training run, None if the input does not tell. problem: why it cannot be used, or ""."""

    file: int
    number: int
    id: str
    prompt: str
    source: str
    step: int | None
    question: str
    reference: str
    response: str
    problem: str = ""


def identity(inputs: Sequence[str]) -> str:
    """A text that stays the same while the inputs do; a streamed data set is known by its name alone."""
    return " ".join(name if name.startswith(HUB) else f"{name}={fingerprint(name)}" for name in inputs)


def read_rollouts(inputs: Sequence[str]) -> Iterator[Rollout]:
    """The rollouts of all inputs in their order, read as they come. InputError if one cannot be used at all."""
    for file, name in enumerate(inputs):
        rows = _streamed(name) if name.startswith(HUB) else _parquet(name) if _is_parquet(name) else read_rows(name)
        for row in rows:
            yield to_rollout(file, row)


def to_rollout(file: int, row: Row) -> Rollout:
    """A row with its prompt, source and step; rows without a prompt's name share one if they ask the same."""
    source = _first(row.record, SOURCE)
    if row.query is None:
        return Rollout(file, row.number, row.id, "", str(source or NO_SOURCE), None, "", "", "", row.problem)
    query = row.query
    prompt = _first(row.record, PROMPT)
    if prompt is None:
        asked = f"{query.question}\0{query.reference}".encode()
        prompt = hashlib.blake2b(asked, digest_size=8).hexdigest()
    name = NO_SOURCE if source is None or source == "" else str(source)[:80]
    step = _step(_first(row.record, STEP))
    # Prompts are numbered anew by every data set.
    return Rollout(
        file, row.number, row.id, f"{name}/{prompt}", name, step, query.question, query.reference, query.response
    )


def count_rows(inputs: Sequence[str]) -> int | None:
    """How many rows the inputs have, about; None where that cannot be known quickly (packed, streamed, standard input).
    Only progress depends on it."""
    total = 0
    for name in inputs:
        if (
            name.startswith(HUB)
            or not name.lower().endswith((".jsonl", ".csv", ".parquet"))
            or not os.path.isfile(name)
        ):
            return None
        if _is_parquet(name):
            total += _parquet_rows(name)
            continue
        with open(name, "rb") as file:
            while block := file.read(1 << 20):
                total += block.count(b"\n")
    return total


def _parquet_rows(path: str) -> int:
    try:
        import pyarrow.parquet as pq

        return int(pq.read_metadata(path).num_rows)
    except (ImportError, OSError, ValueError):
        return 0  # reading it will tell what is wrong


def chunks(rollouts: Iterable[Rollout], rows: int) -> Iterator[list[Rollout]]:
    """Rollouts in chunks of so many rows, fewer if they are long; cut at the same places in every run."""
    chunk: list[Rollout] = []
    chars = 0
    for rollout in rollouts:
        chunk.append(rollout)
        chars += len(rollout.question) + len(rollout.reference) + len(rollout.response)
        if len(chunk) == rows or chars >= CHUNK_CHARS:
            yield chunk
            chunk, chars = [], 0
    if chunk:
        yield chunk


def _first(record: Mapping[str, object], names: Sequence[str]) -> object:
    return next((record[name] for name in names if record.get(name) is not None), None)


def _step(value: object) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(str(value))
    except ValueError:
        return None


def _is_parquet(name: str) -> bool:
    return name.lower().endswith(".parquet")


def _parquet(path: str) -> Iterator[Row]:
    """Rows of Parquet with our columns besides those that every reader takes, a batch at a time."""
    next(read_rows(path), None)  # raises what is wrong with the file as a whole
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    try:
        with pq.ParquetFile(path) as table:
            columns = [name for name in table.schema_arrow.names if name in KNOWN | EXTRA]
            for batch in table.iter_batches(batch_size=256, columns=columns):
                for record in batch.to_pylist():
                    number += 1
                    yield to_row(number, record)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield to_row(number + 1, f"the file cannot be read from here on ({error}); fetch or write it anew")


def _streamed(name: str) -> Iterator[Row]:
    """Rows of a data set of the Hugging Face hub, or of a folder, as they are streamed."""
    try:
        from datasets import load_dataset
    except ImportError:
        raise InputError(f"{name}: a data set needs the package datasets; run: pip install 'tinyv[hub]'") from None
    path, _, split = name.removeprefix(HUB).partition(":")
    try:
        stream: Any = load_dataset(path, split=split or SPLIT, streaming=True)
        columns = stream.column_names
    except Exception as error:  # the package raises whatever its many readers raise
        raise InputError(f"{name}: cannot be loaded ({type(error).__name__}: {error})") from None
    if columns and (problem := missing_columns(columns)):
        raise InputError(f"{name}: {problem}")
    for number, record in enumerate(stream, 1):
        yield to_row(number, record)
