"""The files of a finished audit: report.html, summary.json, tables as CSV, and every verdict as Parquet or JSONL."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from tinyv.audit.report import headline, page
from tinyv.audit.store import Store
from tinyv.files import write_whole
from tinyv.rows import InputError

REPORT, SUMMARY, DATA = "report.html", "summary.json", "report.json"
VERDICTS, VERDICT_LINES = "verdicts.parquet", "verdicts.jsonl"
COLUMNS = {  # of the verdicts; names as in Parquet's types
    "file": "int32",
    "row": "int64",
    "id": "string",
    "prompt": "string",
    "source": "string",
    "step": "int64",
    "baseline": "bool_",
    "exact": "bool_",
    "prime_like": "bool_",
    "label": "string",
    "score": "float32",
    "answer": "string",
    "decided_by": "string",
    "reason": "string",
    "failure": "string",
    "kind": "string",
}
BATCH = 16_384  # rows turned into columns at a time

Data = dict[str, Any]


def write_all(
    out: Path, store: Store, summary: Data, samples: dict[str, list[Data]], say: Callable[[str], None]
) -> None:
    """Writes everything; each file appears whole or not at all. samples: `examples` and `review` of the page, and
    `asked` for annotators."""
    _write_verdicts(out, [store.part(number) for number in sorted(store.done())], say)
    write_report(out, {"summary": summary} | samples)
    for name, rows in tables(summary).items():
        write_whole(out / f"{name}.csv", [_csv(rows)])


def write_report(out: Path, data: Data) -> None:
    """The page, the summary, and what the page was made from, so that labels can be added to it later."""
    data["summary"]["headline"] = headline(data["summary"])
    write_whole(out / DATA, [orjson.dumps(data)])
    write_whole(out / SUMMARY, [orjson.dumps(data["summary"], option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])
    write_whole(out / REPORT, [page(data)])


def read_data(path: Path, what: str) -> Data:
    """A JSON object that an earlier step wrote; InputError, beginning with `what`, if there is none."""
    try:
        data = orjson.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{what}: {path} cannot be read: {error.strerror or error}") from None
    except orjson.JSONDecodeError as error:
        raise InputError(f"{what}: {path} is not JSON ({error})") from None
    if not isinstance(data, dict):
        raise InputError(f"{what}: {path} is not a JSON object")
    return data


def tables(summary: Data) -> dict[str, list[Data]]:
    """The figures as flat rows, by the name of the file."""
    return {
        "by_source": [_flat(row) for row in summary["sources"]],
        "by_kind": [_flat({"group": group["name"]} | kind) for group in summary["taxonomy"] for kind in group["kinds"]],
        "by_step": [_flat(row) for row in summary["steps"]],
        "baselines": [_flat(row) for row in summary["rivals"]],
        "references": [_flat(row | {"votes": _votes(row)}) for row in summary["damage"]["shown"]],
    }


def _votes(row: Data) -> str:
    return " of ".join(map(str, row["votes"])) if "votes" in row else ""


def _flat(row: Data) -> Data:
    """Nested shares as columns of their own: false_negatives_value, false_negatives_low, ..."""
    flat: Data = {}
    for name, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{name}_{inner}": part for inner, part in value.items()}
        else:
            flat[name] = value
    return flat


def _csv(rows: Sequence[Data]) -> bytes:
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode()


def _harmless(value: object) -> object:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _write_verdicts(out: Path, parts: Sequence[Path], say: Callable[[str], None]) -> None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        say("pyarrow is not there, so the verdicts are JSONL; for Parquet: pip install 'tinyv[parquet]'")
        write_whole(out / VERDICT_LINES, _lines(parts))
        return
    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in COLUMNS.items()])
    partial = out / f"{VERDICTS}.partial"
    with pq.ParquetWriter(partial, schema, compression="zstd") as writer:
        for batch in _batches(parts):
            writer.write_batch(pa.RecordBatch.from_pylist(batch, schema=schema))
    os.replace(partial, out / VERDICTS)


def _lines(parts: Sequence[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as lines:
            yield from lines


def _batches(parts: Sequence[Path]) -> Iterator[list[Data]]:
    batch: list[Data] = []
    for line in _lines(parts):
        batch.append(orjson.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
