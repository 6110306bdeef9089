"""Rows to samples within a worker: what is no query is put aside, the rest is graded, and all of it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from tinyv.rewards.grading import Grader, Sample, priced
from tinyv.serve.dialects.base import TOO_LONG, Row, bad_row
from tinyv.serve.limits import Limits
from tinyv.serve.metrics import Board
from tinyv.types import Query

_TEXTS = [field.name for field in fields(Query) if field.name != "id"]


class Grading:
    """A grader with its limits and its metrics."""

    def __init__(self, grader: Grader, limits: Limits, board: Board) -> None:
        self.grader, self.limits, self.board = grader, limits, board

    async def samples(self, rows: Sequence[Row]) -> list[Sample]:
        """A sample for every row, in order."""
        checked = [self._check(row) for row in rows]
        queries = [row for row in checked if isinstance(row, Query)]
        graded = iter(await self._grade(queries))
        samples = [next(graded) if isinstance(row, Query) else priced(row, self.grader.policy) for row in checked]
        for sample in samples:
            verdict = sample.verdict
            self.board.verdict(verdict.label, verdict.decided_by, verdict.failure)
        self.board.judging(self.grader.verifier.statistics)
        return samples

    async def _grade(self, queries: Sequence[Query]) -> list[Sample]:
        if len(queries) == 1:  # concurrent single requests reach the judge as one batch
            return [await self.grader.agrade_one(queries[0])]
        return await self.grader.agrade(queries) if queries else []

    def _check(self, row: Row) -> Row:
        if isinstance(row, Query):
            for name in _TEXTS:
                if (size := len(getattr(row, name))) > self.limits.field_chars:
                    most = f"{name}: has {size} characters, more than the {self.limits.field_chars} that are read"
                    return bad_row(most, TOO_LONG)
        return row
