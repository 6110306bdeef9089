"""Verdicts into a JSONL file that appears whole or not at all, and that an interrupted run goes on with.

While a run lasts its rows are in `OUT.partial`; `OUT.partial.json` says of which input and options they are.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar

import orjson

from tinyv.rows.read import InputError
from tinyv.types import Verdict, from_record, to_record

T = TypeVar("T")


def verdict_line(name: str, verdict: Verdict) -> bytes:
    """A row of the output: id, label, score, answer, decided_by, reason, failure."""
    return orjson.dumps({"id": name, **to_record(verdict)}, option=orjson.OPT_APPEND_NEWLINE)


def _parse_line(line: bytes) -> Verdict:
    return from_record(orjson.loads(line))


class ResumableOutput:
    """An output file in the making. `finish` makes it appear; leaving without it keeps the partial file.

    identity: a text for the input and the options; a partial file of another identity is started anew.
        None says that the input cannot be read twice, so that nothing can be resumed.
    foreign: True if there was a partial file of another identity, which is overwritten.
    """

    def __init__(self, out: Path, identity: str | None) -> None:
        if out.exists() and not out.is_file():
            raise InputError(f"{out}: exists and is no file; name another --out")
        self.out = out
        self.partial = out.with_name(out.name + ".partial")
        self.sidecar = out.with_name(out.name + ".partial.json")
        self._identity = identity
        try:
            resumes = identity is not None and self._recorded() == identity
            self.foreign = self.partial.exists() and not resumes
            if not resumes:  # empty before the sidecar vouches for it
                self.partial.write_bytes(b"")
                self.sidecar.write_bytes(orjson.dumps({"identity": identity}))
            self._file: BinaryIO = open(self.partial, "r+b")  # noqa: SIM115
        except OSError as error:
            raise InputError(f"{out}: cannot be written: {error.strerror or error}") from None

    def done(self) -> Iterator[Verdict]:
        """The verdicts of the earlier run, in order; see `kept`."""
        return self.kept(_parse_line)

    def kept(self, parse: Callable[[bytes], T]) -> Iterator[T]:
        """The lines of the earlier run, parsed, in order; a torn or damaged line and all after it are cut off.

        Damaged is what `parse` raises ValueError, TypeError or KeyError for. It must be read to its end before
        anything is written.
        """
        whole = 0
        while line := self._file.readline():
            try:
                found = parse(line)
            except (ValueError, TypeError, KeyError):
                break
            if not line.endswith(b"\n"):
                break
            yield found
            whole += len(line)
        self._file.seek(whole)
        self._file.truncate()

    def write(self, lines: bytes) -> None:
        """Whole lines, handed to the system at once, so that a kill loses nothing of them."""
        self._file.write(lines)
        self._file.flush()

    def finish(self) -> None:
        """The partial file becomes the output, in one step."""
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self.partial, self.out)
        self.sidecar.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        if self.partial.exists() and not self.partial.stat().st_size:  # nothing worth going on with
            self.partial.unlink()
            self.sidecar.unlink(missing_ok=True)

    def _recorded(self) -> str | None:
        try:
            record = orjson.loads(self.sidecar.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return None
        identity = record.get("identity") if isinstance(record, dict) and self.partial.exists() else None
        return identity if isinstance(identity, str) else None
