"""Rows to verdicts, in order, a batch at a time, in this process or in several."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

from tinyv import Query, Verdict
from tinyv.cli.setting import Setting, verifier
from tinyv.pool import pool_of
from tinyv.rows import InputError, Row, bad_row

BATCH_ROWS = 128
BATCH_CHARS = 1 << 22  # rollouts can be long; a batch of them must fit in memory several times
AHEAD = 3  # batches waiting for each worker

Graded = list[tuple[Row, Verdict]]


def grade(rows: Iterable[Row], workers: int, setting: Setting) -> Iterator[Graded]:
    """Batches of rows with their verdicts, in the order of the rows; unusable rows get theirs without a verifier."""
    batches = _batches(rows)
    if workers == 1:
        for batch in batches:
            yield _join(batch, _verify(_queries(batch), setting))
        return
    setting = replace(setting, threads=max(1, (os.cpu_count() or 1) // workers))  # each worker has a judge of its own
    pool = pool_of(workers)
    waiting: deque[tuple[list[Row], Future[list[Verdict]]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, pool.submit(_verify, _queries(batch), setting)))
            if len(waiting) >= AHEAD * workers:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    except BrokenProcessPool:
        raise InputError("a worker process was killed (out of memory?); try again with fewer --workers") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _next(waiting: deque[tuple[list[Row], Future[list[Verdict]]]]) -> Graded:
    batch, verdicts = waiting.popleft()
    return _join(batch, verdicts.result())


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    chars = 0
    for row in rows:
        batch.append(row)
        chars += len(row.query.response) if row.query else 0
        if len(batch) == BATCH_ROWS or chars >= BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _queries(batch: list[Row]) -> list[Query]:
    return [row.query for row in batch if row.query is not None]


def _join(batch: list[Row], verdicts: list[Verdict]) -> Graded:
    of_queries = iter(verdicts)
    return [(row, bad_row(row.problem) if row.query is None else next(of_queries)) for row in batch]


def _verify(queries: list[Query], setting: Setting) -> list[Verdict]:
    return verifier(setting).verify_many(queries)
