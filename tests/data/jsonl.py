"""Files of rows for the tests of curation."""

from pathlib import Path
from typing import Any

import orjson


def write(path: Path, rows: list[Any]) -> Path:
    """Rows as JSONL; a text or bytes stand for themselves."""
    lines = [
        row.encode() if isinstance(row, str) else row if isinstance(row, bytes) else orjson.dumps(row) for row in rows
    ]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def read(path: Path) -> list[Any]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]
