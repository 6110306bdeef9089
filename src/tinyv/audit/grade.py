"""One chunk of rollouts: every verdict as a line of a file, and all that figures need as small counts.

Counts of chunks add up to counts of the whole, and samples of chunks to a sample of the whole: each row has a number
that looks random and is the same in every run, and a sample is the rows with the smallest numbers ("bottom-k", Cohen
and Kaplan 2007). So nothing depends on the order of chunks, on the number of workers, or on where a run was killed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from tinyv.audit.baselines import BASELINES, boxed, exact, normal, prime_like
from tinyv.audit.damage import reference_problem
from tinyv.audit.kinds import kind_of
from tinyv.audit.records import Rollout
from tinyv.files import write_whole
from tinyv.rows import bad_row
from tinyv.types import Label, Query, Verdict
from tinyv.verifier import Verifier

# A verifier of others: whether it accepts each (question, reference, response); None where it failed.
Rival = Callable[[Sequence[tuple[str, str, str]]], list[bool | None]]

RECOVERED, CONTESTED, OPEN, REJECTED = "recovered", "contested", "undecided", "rejected"
REVIEW = 200  # recovered rows for people to look at, drawn from all
ASKED = 100  # of those that stay undecided, and of those rejected by both, for annotators
SHOWN = {RECOVERED: 12, CONTESTED: 40, OPEN: 40, REJECTED: 24}  # examples; of the recovered: of each kind
MAX_QUESTION, MAX_RESPONSE, MAX_TEXT = 1200, 900, 400  # characters of what is kept for the page
MAX_PROBLEMS = 20  # bad rows of a chunk that are told one by one
NO_STEP = -1


@dataclass(frozen=True)
class Plan:
    """How to grade. baseline: a name of `BASELINES`, or of a rival, which then is given. verifier: ours, asked for
    once a chunk, so best kept by who makes it. chunk_rows: graded at a time: what a kill may cost at most."""

    baseline: str
    verifier: Callable[[], Verifier]
    rival: Rival | None = None
    chunk_rows: int = 20_000


@dataclass(slots=True)
class Tally:
    """What one chunk adds. Keys of counters: cells (source, step, baseline accepts, label); rivals (exact, prime-like,
    baseline, label); kinds (source, kind); rules (decided by, kind). groups: (prompt, step) -> responses, accepted by
    the baseline, by it or TinyV, by TinyV, rejected, recovered. prompts: name, source, reference, question. answers:
    (prompt, normal form) -> times, text, of answers that TinyV does not accept. damage: prompt -> sign."""

    rows: int = 0
    bad: int = 0
    unboxed: int = 0
    rival_failed: int = 0
    problems: list[tuple[int, int, str]] = field(default_factory=list)
    cells: Counter[tuple[str, int, bool, str]] = field(default_factory=Counter)
    rivals: Counter[tuple[bool, bool, bool, str]] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    groups: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    prompts: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)
    answers: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    damage: dict[int, str] = field(default_factory=dict)
    samples: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)


def grade(chunk: Sequence[Rollout], plan: Plan, out: Path) -> Tally:
    """Grades a chunk and writes its verdicts to `out`, which appears whole or not at all."""
    verifier = plan.verifier()
    rules = verifier if verifier.judge is None else Verifier(None, policy=verifier.policy)
    usable = [rollout for rollout in chunk if not rollout.problem]
    verdicts = verifier.verify_many(Query(row.question, row.reference, row.response) for row in usable)
    answers = [_answer(row, verdict) for row, verdict in zip(usable, verdicts, strict=True)]
    heard = _heard(plan, usable, [answer for answer, _ in answers])
    tally, lines = Tally(), []
    graded = iter(zip(verdicts, answers, heard, strict=True))
    for rollout in chunk:
        if rollout.problem:
            tally.bad += 1
            if len(tally.problems) < MAX_PROBLEMS:
                tally.problems.append((rollout.file, rollout.number, rollout.problem))
            lines.append(_line(rollout, bad_row(rollout.problem), None, None, None, ""))
            continue
        verdict, (answer, in_box), accepted = next(graded)
        if (prompt := key_of(rollout.prompt)) not in tally.prompts:
            _meet(tally, prompt, rollout, rules)
        simple = exact(rollout.reference, answer)
        prime = simple or prime_like(rollout.reference, answer)
        tally.rival_failed += accepted is None
        base = simple if plan.baseline == "exact" else prime if plan.baseline == "prime-like" else bool(accepted)
        recovered = not base and verdict.label is Label.CORRECT
        kind = kind_of(rollout.reference, answer, verdict.decided_by) if recovered else ""
        _count(tally, prompt, rollout, verdict, (simple, prime, base), kind, answer)
        tally.unboxed += not in_box
        _keep(tally, rollout, verdict, base, kind, answer)
        lines.append(_line(rollout, verdict, base, simple, prime, kind))
    _trim(tally)
    write_whole(out, lines)
    return tally


def _answer(rollout: Rollout, verdict: Verdict) -> tuple[str, bool]:
    """What a baseline is given, and whether it stood in a box."""
    inner = boxed(rollout.response)
    if inner is not None:
        return inner, True
    return (rollout.response[-MAX_TEXT:] if verdict.answer is None else verdict.answer), False


def _heard(plan: Plan, rows: Sequence[Rollout], answers: Sequence[str]) -> Sequence[bool | None]:
    """What the rival says; the same answer to the same reference is asked about once."""
    if plan.rival is None:
        assert plan.baseline in BASELINES
        return [False] * len(rows)
    asked = [
        (row.question, row.reference, f"\\boxed{{{answer}}}" if boxed(row.response) is not None else row.response)
        for row, answer in zip(rows, answers, strict=True)
    ]
    distinct = list(dict.fromkeys(asked))
    said = dict(zip(distinct, plan.rival(distinct), strict=True))
    return [said[ask] for ask in asked]


def key_of(text: str) -> int:
    """A number from 0 to 2^63 that stands for a text; two of a million texts share one with a chance of 1e-7."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


def _meet(tally: Tally, prompt: int, rollout: Rollout, rules: Verifier) -> None:
    texts = (rollout.reference[:MAX_TEXT], rollout.question[:MAX_TEXT])
    tally.prompts[prompt] = (rollout.prompt, rollout.source, *texts)
    if problem := reference_problem(rollout.question, rollout.reference, rules):
        tally.damage[prompt] = problem


def _count(
    tally: Tally,
    prompt: int,
    rollout: Rollout,
    verdict: Verdict,
    accepted: tuple[bool, bool, bool],
    kind: str,
    answer: str,
) -> None:
    *_, base = accepted
    right = verdict.label is Label.CORRECT
    step = NO_STEP if rollout.step is None else rollout.step
    tally.rows += 1
    tally.cells[rollout.source, step, base, verdict.label] += 1
    tally.rivals[*accepted, verdict.label] += 1
    if kind:
        tally.kinds[rollout.source, kind] += 1
        tally.rules[verdict.decided_by, kind] += 1
    if verdict.failure:
        tally.failures[verdict.failure] += 1
    group = tally.groups.setdefault((prompt, step), [0, 0, 0, 0, 0, 0])
    for place, more in enumerate((True, base, base or right, right, not base, bool(kind))):
        group[place] += more
    if not right and verdict.answer:
        said = tally.answers.setdefault((prompt, normal(answer[:MAX_TEXT])), [0, answer[:MAX_TEXT]])
        said[0] += 1


def _keep(tally: Tally, rollout: Rollout, verdict: Verdict, base: bool, kind: str, answer: str) -> None:
    """A candidate for the samples, if the row is of any interest."""
    if verdict.label is Label.CORRECT:
        what = RECOVERED if kind else ""
    elif base:
        what = CONTESTED if verdict.label is Label.WRONG else ""
    else:
        what = OPEN if verdict.label is Label.UNDECIDED else REJECTED
    if not what:
        return
    rank = key_of(f"{rollout.file}/{rollout.number}")
    strata = ["review", f"{RECOVERED} {kind}"] if kind else [what] if what == CONTESTED else [what, f"asked {what}"]
    payload = b""
    for stratum in strata:
        kept = tally.samples.setdefault(stratum, [])
        size = size_of(stratum)
        if len(kept) >= 4 * size:
            _cut(kept, size)
        if len(kept) < size or rank < kept[size - 1][0] or len(kept) > size:
            payload = payload or _payload(rollout, verdict, what, kind, answer)
            kept.append((rank, payload))


def size_of(stratum: str) -> int:
    """How many rows of a sample are kept."""
    name = stratum.partition(" ")[0]
    return REVIEW if name == "review" else ASKED if name == "asked" else SHOWN[name]


def _cut(kept: list[tuple[int, bytes]], size: int) -> None:
    kept.sort(key=lambda item: item[0])
    del kept[size:]


def _trim(tally: Tally) -> None:
    for stratum, kept in tally.samples.items():
        _cut(kept, size_of(stratum))


def _payload(rollout: Rollout, verdict: Verdict, what: str, kind: str, answer: str) -> bytes:
    response = rollout.response
    return orjson.dumps(
        {
            "key": f"{rollout.file}:{rollout.number}",
            "id": rollout.id,
            "prompt": rollout.prompt,
            "source": rollout.source,
            "step": rollout.step,
            "what": what,
            "kind": kind,
            "question": _short(rollout.question, MAX_QUESTION),
            "reference": _short(rollout.reference, MAX_TEXT),
            "answer": _short(answer, MAX_TEXT),
            "tail": response if len(response) <= MAX_RESPONSE else f"…{response[-MAX_RESPONSE:]}",
            "label": verdict.label,
            "score": round(verdict.score, 4),
            "by": verdict.decided_by,
            "reason": _short(verdict.reason, MAX_TEXT),
        }
    )


def _short(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[:size]}…"


def _line(
    rollout: Rollout, verdict: Verdict, base: bool | None, simple: bool | None, prime: bool | None, kind: str
) -> bytes:
    """A row of the verdicts; `COLUMNS` in outputs.py names the same columns with their types."""
    return orjson.dumps(
        {
            "file": rollout.file,
            "row": rollout.number,
            "id": rollout.id,
            "prompt": rollout.prompt,
            "source": rollout.source,
            "step": rollout.step,
            "baseline": base,
            "exact": simple,
            "prime_like": prime,
            "label": verdict.label,
            "score": verdict.score,
            "answer": verdict.answer,
            "decided_by": verdict.decided_by,
            "reason": verdict.reason,
            "failure": verdict.failure,
            "kind": kind or None,
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
