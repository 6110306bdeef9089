"""Opinions of judges that outlive a process: SQLite in WAL mode, shared by processes, bounded, safe against crashes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

VERSION = 1  # of the table; another version's file is not read
LIMIT = 2_000_000  # opinions; some 200 bytes each
BUSY = 2.0  # seconds to wait for another process's write before going on without
_CHUNK = 500  # keys a query; SQLite allows 999 variables in old builds


def key_of(*parts: str) -> bytes:
    """16 bytes that name some texts; no two different lists of texts share them by accident."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8) + text)
    return digest.digest()


class Cache:
    """Probabilities by key.

    path: a file on a local disk (SQLite's locks do not hold on network file systems). limit: how many opinions are
    kept; beyond it the oldest tenth goes. A file that is damaged is put aside as `*.damaged` and begun anew. Trouble
    with the file (full disk, long lock) is a miss, never an error: `troubles` counts it.
    """

    def __init__(self, path: str | os.PathLike[str], limit: int = LIMIT) -> None:
        if limit < 1:
            raise ValueError(f"limit: {limit} opinions cannot be kept; give 1 or more")
        self.path, self.limit, self.troubles = Path(path), limit, 0
        self._lock = threading.Lock()
        self._open: tuple[int, sqlite3.Connection] | None = None
        self._connection()  # a folder that does not exist is said at once

    def __reduce__(self) -> tuple[object, ...]:
        return Cache, (self.path, self.limit)

    def get(self, keys: Iterable[bytes]) -> dict[bytes, float]:
        """The known ones among some keys."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, float] = {}
        with self._lock:
            for first in range(0, len(wanted), _CHUNK):
                part = wanted[first : first + _CHUNK]
                marks = ",".join("?" * len(part))
                try:
                    rows = self._connection().execute(f"SELECT key, p FROM opinion WHERE key IN ({marks})", part)
                    found.update(rows.fetchall())
                except sqlite3.Error as error:
                    self._recover(error)
        return found

    def put(self, opinions: Mapping[bytes, float]) -> None:
        """Keeps some opinions, all or none."""
        if not opinions:
            return
        with self._lock:
            try:
                connection = self._connection()
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO opinion (key, p) VALUES (?, ?)", opinions.items())
                    self._bound(connection)
            except sqlite3.Error as error:
                self._recover(error)

    def __len__(self) -> int:
        with self._lock:
            return int(self._connection().execute("SELECT COUNT(*) FROM opinion").fetchone()[0])

    def close(self) -> None:
        """Closes the file; it is opened again when next used."""
        with self._lock:
            if self._open is not None and self._open[0] == os.getpid():
                self._open[1].close()
            self._open = None

    def _bound(self, connection: sqlite3.Connection) -> None:
        # rowids grow with time and are dense enough: their span bounds the count without counting
        low, high = connection.execute("SELECT MIN(rowid), MAX(rowid) FROM opinion").fetchone()
        if high - low >= self.limit:
            connection.execute("DELETE FROM opinion WHERE rowid <= ?", (high - self.limit + self.limit // 10,))

    def _connection(self) -> sqlite3.Connection:
        if self._open is None or self._open[0] != os.getpid():  # a connection must not cross a fork
            self._open = (os.getpid(), self._begin())
        return self._open[1]

    def _begin(self) -> sqlite3.Connection:
        try:
            return _opened(self.path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, no folder, no right to write
                raise
            self._put_aside()
            return _opened(self.path)

    def _recover(self, error: sqlite3.Error) -> None:
        self.troubles += 1
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._put_aside()

    def _put_aside(self) -> None:
        if self._open is not None:
            with suppress(sqlite3.Error):
                self._open[1].close()
            self._open = None
        with suppress(OSError):
            self.path.replace(self.path.with_name(self.path.name + ".damaged"))
        for end in ("-wal", "-shm"):
            with suppress(OSError):
                self.path.with_name(self.path.name + end).unlink()


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")  # a crash may lose the last opinions, never the file
        if connection.execute("PRAGMA user_version").fetchone()[0] not in (0, VERSION):
            raise sqlite3.DatabaseError("another version's table")
        with connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS opinion (rowid INTEGER PRIMARY KEY, key BLOB UNIQUE, p REAL NOT NULL)"
            )
            connection.execute(f"PRAGMA user_version={VERSION}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
