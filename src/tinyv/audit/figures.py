"""What an audit found, as plain data: the same that summary.json and the page show.

A false-negative rate here is the share of the responses which the baseline *rejects* that TinyV proves or judges right
(the figure of arXiv 2505.14625, 38.5 % there). The share of *right* responses that are rejected is given besides, for
theory (docs/noise.md) counts in those. Both are lower bounds as long as rows are undecided.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from tinyv.audit.grade import CONTESTED, NO_STEP, OPEN, RECOVERED, REJECTED, Tally
from tinyv.audit.intervals import Share, clustered, wilson
from tinyv.audit.store import Store
from tinyv.audit.taxonomy import GROUPS, KINDS, group
from tinyv.types import Label

Data = dict[str, Any]
SHOWN_SOURCES = 40
SHOWN_STEPS = 200  # points of a curve; neighbouring steps are put together beyond that
SHOWN_DAMAGE = 120


def figures(store: Store) -> Data:
    """All figures of a finished store."""
    tally = store.sums()
    overall, effect = clustered(_cells(store))
    return {
        "rows": tally.rows,
        "bad_rows": tally.bad,
        "problems": tally.problems[:20],
        "unboxed": tally.unboxed,
        "baseline_failed": tally.rival_failed,
        "counts": _counts(tally),
        "false_negatives": asdict(overall),
        "design_effect": effect,
        "undecided": asdict(wilson(*_of_rejected(tally, Label.UNDECIDED), effect)),
        "ceiling": asdict(_ceiling(tally, effect)),
        "noise": _noise(tally),
        "sources": _sources(store, tally),
        "prompts": _prompts(store),
        "efficiency": _efficiency(store),
        "taxonomy": _taxonomy(tally, effect),
        "kinds_by_source": _kinds_by_source(tally),
        "rules": [[by, kind, count] for (by, kind), count in tally.rules.most_common(60)],
        "steps": _steps(store, tally, effect),
        "rivals": _rivals(tally),
        "damage": _damage(store),
        "failures": dict(tally.failures.most_common(20)),
    }


def _cells(store: Store, source: str | None = None) -> list[tuple[int, int, int]]:
    return [cell[1:] for cell in store.prompt_cells() if source is None or cell[0] == source]


def _of_rejected(tally: Tally, *labels: Label) -> tuple[int, int]:
    rejected = _by_label(tally, base=False)
    return sum(rejected[label] for label in labels), sum(rejected.values())


def _by_label(tally: Tally, base: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_source, _step, accepted, label), count in tally.cells.items():
        if accepted is base:
            found[label] += count
    return found


def _counts(tally: Tally) -> Data:
    """Rows by what the baseline and TinyV say."""
    return {
        ("accepted" if base else "rejected"): {label.value: _by_label(tally, base)[label] for label in Label}
        for base in (True, False)
    }


def _ceiling(tally: Tally, effect: float) -> Share:
    """The share if every undecided row were right."""
    return wilson(*_of_rejected(tally, Label.CORRECT, Label.UNDECIDED), effect)


def _noise(tally: Tally) -> Data:
    """The baseline's error rates as theory counts them, with TinyV's verdicts for the truth; undecided left out."""
    accepted, rejected = _by_label(tally, True), _by_label(tally, False)
    missed, hit = rejected[Label.CORRECT], accepted[Label.CORRECT]
    wrong = accepted[Label.WRONG] + rejected[Label.WRONG]
    return {
        "false_negative_rate": asdict(wilson(missed, missed + hit)),
        "false_positive_rate": asdict(wilson(accepted[Label.WRONG], wrong)),
    }


def _sources(store: Store, tally: Tally) -> list[Data]:
    cells: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for source, *cell in store.prompt_cells():
        cells[source].append((cell[0], cell[1], cell[2]))
    rows: Counter[str] = Counter()
    for (source, *_), count in tally.cells.items():
        rows[source] += count
    return [
        {
            "source": source,
            "rows": rows[source],
            "prompts": sum(cell[2] for cell in cells[source]),
            "false_negatives": asdict(clustered(cells[source])[0]),
            "prompts_hit": asdict(_hit(cells[source])),
        }
        for source, _ in rows.most_common(SHOWN_SOURCES)
    ]


def _hit(cells: Iterable[tuple[int, int, int]]) -> Share:
    cells = list(cells)
    return wilson(sum(cell[2] for cell in cells if cell[1]), sum(cell[2] for cell in cells))


def _prompts(store: Store) -> Data:
    """Prompts with at least one false negative, and how many have 0, 1, 2, ... of them."""
    cells = _cells(store)
    counts: Counter[int] = Counter()
    for _rejected, recovered, many in cells:
        counts[min(recovered, 16)] += many
    rejecting = [cell for cell in cells if cell[0]]
    return {
        "hit": asdict(_hit(cells)),
        "hit_of_rejecting": asdict(_hit(rejecting)),
        "recovered": [counts[number] for number in range(max(counts, default=0) + 1)],
    }


def _efficiency(store: Store) -> Data:
    """Groups whose responses are neither all accepted nor all rejected: only they carry gradient in GRPO.

    before: by the baseline. after: accepted by it or by TinyV, as in mode `addon`. ours: by TinyV alone.
    """
    names = ("before", "after", "ours")
    groups, mixed = 0, dict.fromkeys(names, 0)
    pass_rate, responses = dict.fromkeys(names, 0), 0
    sizes: Counter[int] = Counter()
    for _source, _step, size, *accepted, many in store.group_cells():
        if size < 2:
            continue
        groups += many
        sizes[size] += many
        responses += size * many
        for name, right in zip(names, accepted, strict=True):
            mixed[name] += many * (0 < right < size)
            pass_rate[name] += many * right
    return {
        "groups": groups,
        "size": sizes.most_common(1)[0][0] if sizes else 0,
        "share": {name: asdict(wilson(mixed[name], groups)) for name in names},
        "pass_rate": {name: pass_rate[name] / responses if responses else None for name in names},
    }


def _taxonomy(tally: Tally, effect: float) -> list[Data]:
    kinds: Counter[str] = Counter()
    for (_source, kind), count in tally.kinds.items():
        kinds[kind] += count
    whole = sum(kinds.values())
    return [
        {
            "group": number,
            "name": name,
            "share": asdict(wilson(sum(n for kind, n in kinds.items() if group(kind) == number), whole, effect)),
            "kinds": [
                {"kind": kind, "name": title, "share": asdict(wilson(kinds[kind], whole, effect))}
                for kind, title in KINDS.items()
                if group(kind) == number
            ],
        }
        for number, name in GROUPS.items()
    ]


def _kinds_by_source(tally: Tally) -> Data:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for (source, kind), count in tally.kinds.items():
        found[source][group(kind)] += count
    order = sorted(found, key=lambda source: -found[source].total())[:SHOWN_SOURCES]
    return {source: dict(found[source]) for source in order}


def _steps(store: Store, tally: Tally, effect: float) -> list[Data]:
    """The curve over training, if a step is given: neighbouring steps together beyond `SHOWN_STEPS` points."""
    rows: dict[int, Counter[tuple[bool, str]]] = defaultdict(Counter)
    for (_source, step, base, label), count in tally.cells.items():
        if step != NO_STEP:
            rows[step][base, label] += count
    groups: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _source, step, size, first, second, _ours, many in store.group_cells():  # accepted before and after
        if size > 1:
            for place, more in enumerate((1, int(0 < first < size), int(0 < second < size))):
                groups[step][place] += many * more
    ordered = sorted(rows)
    width = -(-len(ordered) // SHOWN_STEPS) or 1
    curve = []
    for start in range(0, len(ordered), width):
        steps = ordered[start : start + width]
        counts: Counter[tuple[bool, str]] = Counter()
        for step in steps:
            counts.update(rows[step])
        total, before, after = (sum(groups[step][place] for step in steps) for place in range(3))
        rejected = sum(counts[False, label] for label in Label)
        curve.append(
            {
                "step": steps[0] if width == 1 else sum(steps) / len(steps),
                "rows": counts.total(),
                "false_negatives": asdict(wilson(counts[False, Label.CORRECT], rejected, effect)),
                "accepted": sum(counts[True, label] for label in Label) / counts.total(),
                "efficiency_before": asdict(wilson(before, total)),
                "efficiency_after": asdict(wilson(after, total)),
            }
        )
    return curve


def _rivals(tally: Tally) -> list[Data]:
    """Side by side: what each baseline accepts, and how TinyV sees what it accepts and rejects."""
    names = ("exact", "prime-like", "baseline")
    found = []
    for place, name in enumerate(names):
        counts: Counter[tuple[bool, str]] = Counter()
        for key, count in tally.rivals.items():
            counts[bool(key[place]), str(key[3])] += count
        found.append({"name": name} | _rival(counts))
    ours: Counter[tuple[bool, str]] = Counter()
    for key, count in tally.rivals.items():
        ours[key[3] == Label.CORRECT, str(key[3])] += count
    return [*found, {"name": "tinyv"} | _rival(ours)]


def _rival(counts: Counter[tuple[bool, str]]) -> Data:
    accepted, rejected = ({label: counts[base, label] for label in Label} for base in (True, False))
    return {
        "accepts": sum(accepted.values()),
        "rejects": sum(rejected.values()),
        "rejects_right": rejected[Label.CORRECT],
        "rejects_undecided": rejected[Label.UNDECIDED],
        "accepts_wrong": accepted[Label.WRONG],
        "accepts_undecided": accepted[Label.UNDECIDED],
        "false_negatives": asdict(wilson(rejected[Label.CORRECT], sum(rejected.values()))),
    }


def _damage(store: Store) -> Data:
    counts, shown = store.damage(SHOWN_DAMAGE)
    prompts = sum(cell[2] for cell in _cells(store))
    return {
        "prompts": prompts,
        "signs": [[sign, asdict(wilson(count, prompts))] for sign, count in counts.most_common()],
        "shown": shown,
    }


def examples(store: Store) -> list[Data]:
    """The rows the page shows: the recovered first, kinds taking turns, the commonest kind first; then other cases."""
    by_kind: dict[str, list[Data]] = defaultdict(list)
    for row in store.sample(RECOVERED):
        by_kind[row["kind"]].append(row)
    often: Counter[str] = Counter()
    for (_source, kind), count in store.sums().kinds.items():
        often[kind] += count
    turns = zip_longest(*(by_kind[kind] for kind, _ in often.most_common()))
    recovered = [row for turn in turns for row in turn if row is not None]
    return [*recovered, *(row for stratum in (CONTESTED, OPEN, REJECTED) for row in store.sample(stratum))]
