"""An output that grows line by line, survives being killed, and appears under its name only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tinyv.rows import InputError, ResumableOutput


class Journal(ResumableOutput):
    """A `ResumableOutput` of records instead of verdicts, in any order.

    An output that is already whole is not begun again, for it may have cost money: InputError says so.
    """

    def __init__(self, out: Path, identity: str) -> None:
        if out.exists():
            raise InputError(f"{out}: exists already; remove it or name another --out")
        if not out.parent.is_dir():
            raise InputError(f"{out}: the folder {out.parent} does not exist; make it first")
        super().__init__(out, identity)

    def records(self) -> Iterator[dict[str, Any]]:
        """What an earlier run has written; a torn or damaged line and all after it are cut off. To be read to its end
        before anything is written."""
        return self.kept(_record)

    def add(self, record: dict[str, Any]) -> None:
        """One record, handed to the system at once."""
        self.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _record(line: bytes) -> dict[str, Any]:
    record = orjson.loads(line)
    if not isinstance(record, dict):
        raise ValueError("no object")
    return record
