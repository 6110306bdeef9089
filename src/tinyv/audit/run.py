"""The audit, one visible loop: chunks of rollouts -> worker processes -> parts and counts on disk -> figures -> report.

Killed at any moment, it goes on at the chunks that are not done when it is called again with the same inputs and
options. Memory holds the chunks at work and nothing that grows with the input.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from tinyv.audit import outputs
from tinyv.audit.figures import examples, figures
from tinyv.audit.grade import Plan, Tally, grade
from tinyv.audit.records import Rollout, chunks, identity, read_rollouts
from tinyv.audit.store import Store
from tinyv.pool import pool_of
from tinyv.rows import InputError

STATE = "unfinished"  # the folder in --out that a killed audit goes on from

Show = Callable[[int, int], None]  # rows done, rows that an earlier run had done
Say = Callable[[str], None]


def audit(
    inputs: Sequence[str],
    plan: Plan,
    out: Path,
    *,
    about: dict[str, Any],
    workers: int = 1,
    show: Show = lambda _done, _before: None,
    say: Say = lambda _line: None,
) -> dict[str, Any]:
    """Audits rollouts and writes the report; returns the summary.

    inputs: files, or `hf:NAME[:SPLIT]`. out: a folder, made if it is not there. about: what the report says of the
    setting (baseline, judge, version, ...); with the inputs it tells whether an unfinished audit is this one.
    InputError if an input or the folder cannot be used.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--out {out}: cannot be used: {error.strerror or error}") from None
    store = Store(out / STATE, f"{identity(inputs)} {about} chunk={plan.chunk_rows}")
    try:
        if store.foreign:
            say(f"{store.folder} was of other inputs or options; starting anew")
        _grade_all(inputs, plan, store, workers, show, say)
        found = figures(store)
        if not found["rows"]:
            raise InputError(f"no usable rollout in {', '.join(inputs)}{_first_problem(found)}")
        summary = {"about": about | {"inputs": [_name(name) for name in inputs]}} | found
        samples = {
            "examples": examples(store),
            "review": list(store.sample("review")),
            "asked": list(store.sample("asked")),
        }
        outputs.write_all(out, store, summary, samples, say)
        store.remove()
    finally:
        store.close()
    return summary


def _grade_all(inputs: Sequence[str], plan: Plan, store: Store, workers: int, show: Show, say: Say) -> None:
    done = store.done()
    before = rows = store.rows()
    if done:
        say(f"going on after {before:,} rows of an earlier run")
    numbered = enumerate(chunks(read_rollouts(inputs), plan.chunk_rows))
    todo = ((number, chunk, store.part(number)) for number, chunk in numbered if number not in done)
    for number, tally in _graded(todo, plan, workers):
        store.add(number, tally)
        rows += tally.rows + tally.bad
        show(rows, before)


def _graded(todo: Iterable[tuple[int, list[Rollout], Path]], plan: Plan, workers: int) -> Iterator[tuple[int, Tally]]:
    """Chunks as they are graded, in this process or in several."""
    if workers == 1:
        for number, chunk, part in todo:
            yield number, grade(chunk, plan, part)
        return
    waiting: deque[tuple[int, Future[Tally]]] = deque()
    pool = pool_of(workers)
    try:
        for number, chunk, part in todo:
            waiting.append((number, pool.submit(grade, chunk, plan, part)))
            if len(waiting) > workers:
                number, future = waiting.popleft()
                yield number, future.result()
        for number, future in waiting:
            yield number, future.result()
    except BrokenProcessPool:
        raise InputError("a worker process was killed (out of memory?); give the same command again to go on") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _name(name: str) -> str:
    return name if name.startswith("hf:") else os.path.basename(name)


def _first_problem(found: dict[str, Any]) -> str:
    return f"; line {found['problems'][0][1]}: {found['problems'][0][2]}" if found["problems"] else ""
