"""What is known so far, on disk: one SQLite file that is both the journal of chunks and their sums.

A chunk's counts and the mark that it is done are one transaction, so a kill at any moment loses at most the chunks at
work, whose parts are then written anew. Memory holds none of the prompts, however many there are.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tinyv.audit.damage import CONTRADICTED, MAJORITY, MIN_ROLLOUTS
from tinyv.audit.grade import Tally, size_of
from tinyv.rows import InputError

SCHEMA = """
create table if not exists about (identity text);
create table if not exists chunks (number integer primary key, counts blob) without rowid;
create table if not exists groups (
    prompt integer, step integer, n integer, base integer, after integer, ours integer, rejected integer,
    recovered integer, primary key (prompt, step)
) without rowid;
create table if not exists prompts (
    prompt integer primary key, name text, source text, reference text, question text, damage text
) without rowid;
create table if not exists answers (prompt integer, form text, n integer, answer text, primary key (prompt, form))
without rowid;
create table if not exists samples (stratum text, rank integer, row blob, primary key (stratum, rank)) without rowid;
"""
COUNTERS = ("cells", "rivals", "kinds", "rules", "failures")
NUMBERS = ("rows", "bad", "unboxed", "rival_failed")


class Store:
    """The state of an audit in a folder. foreign: True if there was one of other inputs or options, now dropped."""

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder, self.foreign = folder, False
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._open()
            found = self._known()
            if found not in (None, identity):
                self.foreign = True
                self.remove()
                folder.mkdir()
                self._open()
            if found != identity:
                with self._base:
                    self._base.execute("insert into about values (?)", (identity,))
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"{folder}: cannot be used ({error}); remove it or name another --out") from None

    def _open(self) -> None:
        self._base = sqlite3.connect(self.folder / "state.sqlite")
        self._base.execute("pragma journal_mode = wal")
        self._base.execute("pragma synchronous = normal")
        self._base.execute("pragma cache_size = -65536")
        self._base.executescript(SCHEMA)

    def _known(self) -> str | None:
        row = self._base.execute("select identity from about").fetchone()
        return None if row is None else str(row[0])

    def part(self, number: int) -> Path:
        """Where the verdicts of a chunk are."""
        return self.folder / f"part-{number:06}.jsonl"

    def done(self) -> set[int]:
        """The numbers of the chunks that are graded; one whose part is gone is graded again."""
        numbers = {int(row[0]) for row in self._base.execute("select number from chunks")}
        if any(not self.part(number).exists() for number in numbers):
            raise InputError(f"{self.folder}: a part is missing; remove this folder to start anew")
        return numbers

    def rows(self) -> int:
        """Rows of all chunks so far, unusable ones too."""
        return sum(int(counts["rows"]) + int(counts["bad"]) for counts in self._counts())

    def add(self, number: int, tally: Tally) -> None:
        """A chunk is done."""
        counts: dict[str, Any] = {name: list(getattr(tally, name).items()) for name in COUNTERS}
        counts |= {name: getattr(tally, name) for name in NUMBERS} | {"problems": tally.problems}
        with self._base as base:
            base.execute("insert into chunks values (?, ?)", (number, orjson.dumps(counts)))
            base.executemany(
                "insert into groups values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set n = n + excluded.n,"
                " base = base + excluded.base, after = after + excluded.after, ours = ours + excluded.ours,"
                " rejected = rejected + excluded.rejected, recovered = recovered + excluded.recovered",
                sorted((*key, *counted) for key, counted in tally.groups.items()),
            )
            base.executemany(
                "insert or ignore into prompts values (?, ?, ?, ?, ?, ?)",
                sorted((key, *texts, tally.damage.get(key)) for key, texts in tally.prompts.items()),
            )
            base.executemany(
                "insert into answers values (?, ?, ?, ?) on conflict do update set n = n + excluded.n",
                sorted((*key, *said) for key, said in tally.answers.items()),
            )
            for stratum, kept in tally.samples.items():
                base.executemany(
                    "insert or ignore into samples values (?, ?, ?)", ((stratum, rank, row) for rank, row in kept)
                )
                base.execute(
                    "delete from samples where stratum = ? and rank > (select rank from samples where stratum = ?"
                    " order by rank limit 1 offset ?)",
                    (stratum, stratum, size_of(stratum) - 1),
                )

    def _counts(self) -> Iterator[dict[str, Any]]:
        for (counts,) in self._base.execute("select counts from chunks order by number"):
            yield orjson.loads(counts)

    def sums(self) -> Tally:
        """Counters and numbers of all chunks together; groups, prompts, answers and samples stay on disk."""
        whole = Tally()
        for counts in self._counts():
            for name in NUMBERS:
                setattr(whole, name, getattr(whole, name) + counts[name])
            for name in COUNTERS:
                counter: Counter[Any] = getattr(whole, name)
                for key, count in counts[name]:
                    counter[tuple(key) if isinstance(key, list) else key] += count
            whole.problems.extend(map(tuple, counts["problems"]))
        return whole

    def prompt_cells(self) -> Iterator[tuple[str, int, int, int]]:
        """Source, rejected responses, recovered ones among them, and how many prompts have just these."""
        yield from self._base.execute(
            "select source, rejected, recovered, count(*) from (select p.source as source, sum(g.rejected) as rejected,"
            " sum(g.recovered) as recovered from groups g join prompts p using (prompt) group by g.prompt)"
            " group by source, rejected, recovered"
        )

    def group_cells(self) -> Iterator[tuple[str, int, int, int, int, int, int]]:
        """Source, step, responses of a group, accepted by the baseline, by it or TinyV, by TinyV, and how many groups
        (prompts within a step) have just these."""
        yield from self._base.execute(
            "select p.source, g.step, g.n, g.base, g.after, g.ours, count(*) from groups g join prompts p"
            " using (prompt) group by p.source, g.step, g.n, g.base, g.after, g.ours"
        )

    def damage(self, limit: int) -> tuple[Counter[str], list[dict[str, Any]]]:
        """Suspected references: how many prompts show each sign, and the first of each."""
        columns = "p.name, p.source, p.reference, p.question"
        contradicted = (
            f"select {columns}, a.answer, a.n, t.n from (select prompt, form, max(n) as n, answer from answers"
            " group by prompt) a join (select prompt, sum(n) as n from groups group by prompt) t using (prompt)"
            f" join prompts p using (prompt) where t.n >= {MIN_ROLLOUTS} and a.n >= {MAJORITY} * t.n"
        )
        counts: Counter[str] = Counter()
        for sign, count in self._base.execute("select damage, count(*) from prompts where damage <> '' group by 1"):
            counts[sign] = count
        shown = []
        each = max(1, limit // (len(counts) + 1))
        for sign in list(counts):
            found = self._base.execute(
                f"select {columns} from prompts p where damage = ? order by prompt limit ?", (sign, each)
            )
            shown += [_suspect(sign, row) for row in found]
        (count,) = self._base.execute(f"select count(*) from ({contradicted})").fetchone()
        if count:
            counts[CONTRADICTED] = count
            found = self._base.execute(
                f"{contradicted} order by 1.0 * a.n / t.n desc, t.n desc, prompt limit ?", (each,)
            )
            shown += [_suspect(CONTRADICTED, row[:4]) | {"answer": row[4], "votes": list(row[5:])} for row in found]
        return counts, shown

    def sample(self, stratum: str) -> Iterator[dict[str, Any]]:
        """The rows of the strata whose names begin so, those that were drawn first at the front."""
        for (row,) in self._base.execute(
            "select row from samples where stratum = ? or stratum glob ? order by stratum, rank",
            (stratum, f"{stratum} *"),
        ):
            yield orjson.loads(row)

    def close(self) -> None:
        self._base.close()

    def remove(self) -> None:
        """Deletes our own files and the folder."""
        self._base.close()
        for path in [*self.folder.glob("state.sqlite*"), *self.folder.glob("part-*.jsonl*")]:
            path.unlink(missing_ok=True)
        self.folder.rmdir()


def _suspect(sign: str, row: tuple[str, str, str, str]) -> dict[str, Any]:
    return dict(zip(("sign", "prompt", "source", "reference", "question"), (sign, *row), strict=True))
