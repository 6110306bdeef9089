"""Rows out of JSONL, JSON, CSV and Parquet, by suffix, one at a time: memory is bounded by the largest row.

What cannot be read becomes a row with a problem, and reading goes on at the next one. Not covered: other encodings
than UTF-8, CSV with another delimiter than the comma, and JSON that is one object instead of an array of them.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from tinyv.near import nearest
from tinyv.rows.columns import KNOWN, NUMERIC, Row, missing_columns, to_row

MAX_ROW = 16 << 20  # bytes; a longer one is no rollout but a damaged file, and would fill the memory
CHUNK = 1 << 20
HEAD = 1 << 20  # bytes hashed at either end of a file to know it again
SUFFIXES = (".jsonl", ".jsonl.gz", ".json", ".csv", ".csv.gz", ".parquet")
STDIN = "-"

Record = dict[str, object]
Numbered = Iterator[tuple[int, Record | str]]


class InputError(Exception):
    """A file that cannot be used at all; the message says what to do."""


def read_rows(path: str) -> Iterator[Row]:
    """The rows of a file, or of JSONL on standard input for `-`. InputError if there is nothing to read."""
    for number, record in _records(path):
        yield to_row(number, record)


def fingerprint(path: str) -> str | None:
    """A text that stays the same while a file does (size, first and last MiB); None for standard input."""
    if path == STDIN:
        return None
    with _open(path) as file:
        digest = hashlib.sha256(file.read(HEAD))
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - HEAD))
        digest.update(file.read(HEAD))
    return f"{size}:{digest.hexdigest()}"


def _records(path: str) -> Numbered:
    if path == STDIN:
        yield from _jsonl(sys.stdin.buffer)
        return
    name = Path(path).name.lower()
    suffix = next((known for known in SUFFIXES if name.endswith(known)), None)
    if suffix is None:
        near = nearest("".join(Path(name).suffixes), SUFFIXES)
        raise InputError(f"{path}: the suffix tells the format; known are {', '.join(SUFFIXES)}{near}")
    with _open(path) as raw:
        file: BinaryIO = gzip.GzipFile(fileobj=raw) if suffix.endswith(".gz") else raw  # type: ignore[assignment]
        match suffix.removesuffix(".gz"):
            case ".jsonl":
                yield from _jsonl(file)
            case ".json":
                yield from _array(path, file)
            case ".csv":
                yield from _csv(path, file)
            case _:
                yield from _parquet(path, file)


def _open(path: str) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None


def _jsonl(file: BinaryIO) -> Numbered:
    number = 0
    try:
        while line := file.readline(MAX_ROW):
            number += 1
            if len(line) == MAX_ROW and not line.endswith(b"\n"):
                while (rest := file.readline(CHUNK)) and not rest.endswith(b"\n"):
                    pass
                yield number, f"longer than {MAX_ROW >> 20} MiB; is the file whole?"
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.isspace():
                yield number, _loads(line)
    except (EOFError, OSError, zlib.error) as error:
        yield number + 1, _torn(error)


def _loads(text: bytes) -> Record | str:
    """A JSON object, or the problem. Numbers in the columns of NUMERIC come as their text: 3.10 stays 3.10."""
    try:
        record = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        record = _loads_loosely(text)
        if record is None:
            return f"not valid JSON ({error}); one JSON object a line is expected"
    if not isinstance(record, dict):
        return 'not a JSON object; rows are objects such as {"reference": ..., "response": ...}'
    numbers = [name for name, value in record.items() if type(value) in (int, float) and name in NUMERIC]
    if numbers and (exact := _loads_loosely(text, parse_int=str, parse_float=str)):
        record |= {name: exact[name] for name in numbers}
    return record


def _loads_loosely(text: bytes, **options: Any) -> Any:
    """JSON as Python itself writes it, with NaN and Infinity, which the standard does not know; None if it is none."""
    try:
        return json.loads(text, **options)
    except (ValueError, RecursionError):
        return None


_MARK = re.compile(rb'["\\{}\[\],]')


def _array(path: str, file: BinaryIO) -> Numbered:
    """The elements of a JSON array, found by their brackets alone, so that a broken one costs only itself."""
    first = file.read(3).removeprefix(b"\xef\xbb\xbf")
    while first.isspace() or not first:
        more = file.read(1)
        if not more:
            raise InputError(f"{path}: is empty; an array of objects is expected")
        first = more
    first = first.lstrip()
    if not first.startswith(b"["):
        raise InputError(f"{path}: is not a JSON array; one object a line is JSONL, name such a file *.jsonl")
    number = 0
    for element in _elements(first[1:] + file.read(CHUNK), file):
        if element is None or not element.isspace():
            number += 1
            yield number, f"longer than {MAX_ROW >> 20} MiB" if element is None else _loads(element)


def _elements(buffer: bytes, file: BinaryIO) -> Iterator[bytes | None]:
    """The bytes between the commas of an array whose `[` is read already; None for an element that is too long."""
    parts: list[bytes] = []  # of the element at hand, as far as it was read
    size, depth, inside, escaped = 0, 0, False, False
    while buffer:
        start = position = 0
        if escaped:  # a backslash ended the last chunk
            position, escaped = 1, False
        while mark := _MARK.search(buffer, position):
            position, sign = mark.end(), mark.group()
            if inside:
                if sign == b"\\":
                    escaped = position >= len(buffer)
                    position += 1
                elif sign == b'"':
                    inside = False
            elif sign == b'"':
                inside = True
            elif sign in b"{[":
                depth += 1
            elif sign in b"}]" and depth:
                depth -= 1
            elif not depth and sign in b",]":
                size += mark.start() - start
                yield b"".join([*parts, buffer[start : mark.start()], b" "]) if size <= MAX_ROW else None
                parts, size, start = [], 0, position
                if sign == b"]":
                    return
        size += len(buffer) - start
        parts = [*parts, buffer[start:]] if size <= MAX_ROW else []
        buffer = file.read(CHUNK)
    yield b"".join([*parts, b" "]) if size <= MAX_ROW else None


def _csv(path: str, file: BinaryIO) -> Numbered:
    csv.field_size_limit(MAX_ROW)
    # An invalid byte becomes a lone surrogate, which the row's own check then names.
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        header: list[str] | None = None
        for line, cells in _cells(text):
            if isinstance(cells, str):
                yield line, cells
            elif header is None:
                header = [name.strip() for name in cells]
                if problem := missing_columns(header):
                    raise InputError(f"{path}:{line}: {problem}")
            elif len(cells) == len(header):
                yield line, dict(zip(header, cells, strict=True))
            elif cells:
                yield line, f"{len(cells)} cells under {len(header)} columns; quote cells that hold commas or line ends"


def _cells(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str] | str]]:
    """The records of a CSV file, each with the line it begins at, or the problem."""
    reader = csv.reader(text)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not valid CSV ({error}); is a quotation mark left open?"
        except (EOFError, OSError, zlib.error) as error:
            yield line, _torn(error)
            return


def _parquet(path: str, file: BinaryIO) -> Numbered:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError(f"{path}: Parquet needs pyarrow; run: pip install 'tinyv[parquet]'") from None
    try:
        table = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path}: is not a readable Parquet file ({error})") from None
    columns = [name for name in table.schema_arrow.names if name in KNOWN]
    if problem := missing_columns(table.schema_arrow.names):
        raise InputError(f"{path}: {problem}")
    number = 0
    try:
        for batch in table.iter_batches(batch_size=256, columns=columns):
            for record in batch.to_pylist():
                number += 1
                yield number, record
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        yield number + 1, _torn(error)


def _torn(error: Exception) -> str:
    return f"the file cannot be read from here on ({error or type(error).__name__}); fetch or write it anew"
