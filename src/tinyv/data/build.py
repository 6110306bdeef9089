"""Groups from many files to one training set: merge -> decontaminate -> settle by rules -> balance -> split -> write.

The files appear in the output folder whole or not at all; what rules said is kept while the run lasts, so that an
interrupted one goes on. Not covered: paraphrased questions, which count as different ones.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import orjson

from tinyv import Label, Query, Verifier
from tinyv.data.chat import chat_lines, dataset_info
from tinyv.data.groups import Answer, Group, Report, group_line
from tinyv.data.journal import Journal
from tinyv.data.normal import Benchmark, normal_answer, normal_question
from tinyv.files import write_whole

GROUPS, STATISTICS, INFO = "groups.jsonl", "statistics.json", "dataset_info.json"
PARTS = {"train": "chat_train.jsonl", "held_out": "chat_held_out.jsonl"}
SHOWN = 50  # contradictions listed in the statistics


@dataclass(slots=True)
class Statistics:
    """What became of the rows. contradicted: answers that rules and label disagree about; they are kept."""

    bad_rows: int = 0
    read_groups: int = 0
    read_answers: int = 0
    duplicates: int = 0
    both_labels: int = 0
    contaminated: int = 0
    one_sided: int = 0
    balanced_away: int = 0
    too_long_for_chat: int = 0
    contradicted: int = 0
    contradictions: list[dict[str, object]] = field(default_factory=list)
    sources: dict[str, dict[str, int]] = field(default_factory=dict)


def merge(groups: Iterable[Group], found: Statistics) -> list[Group]:
    """One group a question and reference, in the order of their first appearance; equal answers once. An answer that
    is labelled both right and wrong is dropped."""
    merged: dict[tuple[str, str], tuple[Group, dict[str, Answer]]] = {}
    torn: set[tuple[str, str, str]] = set()
    names: Counter[str] = Counter()
    for group in groups:
        found.read_groups += 1
        key = (normal_question(group.question) or group.question, normal_answer(group.reference))
        if key not in merged:
            names[group.id] += 1
            unique = group.id if names[group.id] == 1 else f"{group.id}~{names[group.id]}"
            merged[key] = (replace(group, id=unique, answers=()), {})
        known = merged[key][1]
        for answer in group.answers:
            found.read_answers += 1
            name = normal_answer(answer.text) or answer.text
            if name not in known:
                known[name] = answer
            elif known[name].right == answer.right:
                found.duplicates += 1
            else:
                torn.add((*key, name))
    found.both_labels = len(torn)
    whole = []
    for key, (group, known) in merged.items():
        kept = tuple(answer for name, answer in known.items() if (*key, name) not in torn)
        if kept:
            whole.append(replace(group, answers=kept))
    return whole


def decontaminate(groups: list[Group], benchmark: Benchmark, found: Statistics) -> list[Group]:
    """The groups whose question is not in the benchmark."""
    clean = [group for group in groups if not benchmark.holds(group.question)]
    found.contaminated = len(groups) - len(clean)
    return clean


def settle(group: Group, verifier: Verifier) -> tuple[Group, list[dict[str, object]]]:
    """The group with `decided` set, and the answers about which rules contradict the label."""
    verdicts = verifier.verify_many([Query(group.question, group.reference, a.text) for a in group.answers])
    answers, against = [], []
    for answer, verdict in zip(group.answers, verdicts, strict=True):
        answers.append(replace(answer, decided=verdict.label is not Label.UNDECIDED))
        if verdict.label is (Label.WRONG if answer.right else Label.CORRECT):
            row = {"id": group.id, "answer": answer.text, "right": answer.right, "rule": verdict.decided_by}
            against.append(row | {"reference": group.reference})
    return replace(group, answers=tuple(answers)), against


def balance(groups: list[Group], found: Statistics) -> list[Group]:
    """As many right answers as wrong ones from every source. Surplus answers go: those that rules settle first, and
    of the larger groups first; which ones is the same in every run."""
    surplus: dict[str, int] = Counter()
    for group in groups:
        for answer in group.answers:
            surplus[group.source] += 1 if answer.right else -1
    drop: set[tuple[int, int]] = set()
    for source, more in surplus.items():
        candidates = [
            (not answer.decided, -len(group.answers), _dice(group.id + answer.text), (i, j))
            for i, group in enumerate(groups)
            if group.source == source
            for j, answer in enumerate(group.answers)
            if answer.right == (more > 0)
        ]
        drop |= {place for *_, place in sorted(candidates)[: abs(more)]}
    found.balanced_away = len(drop)
    kept = []
    for i, group in enumerate(groups):
        answers = tuple(answer for j, answer in enumerate(group.answers) if (i, j) not in drop)
        if answers:
            kept.append(replace(group, answers=answers))
    found.one_sided = sum(len({answer.right for answer in group.answers}) == 1 for group in kept)
    return kept


def _dice(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def build(
    groups: Iterable[Group],
    benchmark: Benchmark,
    held_out: Callable[[Group], bool],
    out: Path,
    identity: str,
    found: Statistics,
    progress: Callable[[int, int], None],
) -> None:
    """Writes groups.jsonl (for `tinyv train`, which splits by the same rule), the chats, dataset_info.json and
    statistics.json into the folder `out`. `progress` is told how many groups of how many are settled."""
    clean = decontaminate(merge(groups, found), benchmark, found)
    settled = list(_settled(clean, out, identity, found, progress))
    kept = balance(settled, found)
    parts = {part: [g for g in kept if held_out(g) == (part == "held_out")] for part in PARTS}
    named = {group.id: part for part, those in parts.items() for group in those}
    _count(kept, named, found)
    skipped: list[str] = []
    for part, those in parts.items():
        write_whole(out / PARTS[part], chat_lines(those, skipped))
    found.too_long_for_chat = len(skipped)
    write_whole(out / INFO, [dataset_info(PARTS)])
    statistics = orjson.dumps(asdict(found), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    write_whole(out / STATISTICS, [statistics])
    write_whole(out / GROUPS, (group_line(group, split=named[group.id]) for group in kept))
    for name in (f"{_LEDGER}.partial", f"{_LEDGER}.partial.json"):
        (out / name).unlink(missing_ok=True)


_LEDGER = "settled"  # what rules said, a line a group


def _settled(
    groups: list[Group], out: Path, identity: str, found: Statistics, progress: Callable[[int, int], None]
) -> Iterator[Group]:
    verifier = Verifier(None)
    with Journal(out / _LEDGER, identity) as ledger:
        known = {entry["of"]: entry for entry in ledger.records()}
        for number, group in enumerate(groups, 1):
            name = _name(group)
            if (entry := known.get(name)) is None:
                done, against = settle(group, verifier)
                entry = {"of": name, "decided": [answer.decided for answer in done.answers], "against": against}
                ledger.add(entry)
            found.contradicted += len(entry["against"])
            found.contradictions = [*found.contradictions, *entry["against"]][:SHOWN]
            answers = zip(group.answers, entry["decided"], strict=True)
            yield replace(group, answers=tuple(replace(a, decided=mark) for a, mark in answers))
            progress(number, len(groups))


def _name(group: Group) -> str:
    said = "\0".join([group.question, group.reference, *(f"{a.text}\0{a.right}" for a in group.answers)])
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _count(groups: list[Group], parts: dict[str, str], found: Statistics) -> None:
    for group in groups:
        entry = found.sources.setdefault(group.source, {})
        entry["groups"] = entry.get("groups", 0) + 1
        entry[parts[group.id]] = entry.get(parts[group.id], 0) + 1
        for answer in group.answers:
            for name in ("right" if answer.right else "wrong", *(["decided"] if answer.decided else [])):
                entry[name] = entry.get(name, 0) + 1


def report_to(found: Statistics, say: Report) -> Report:
    """A report that counts what it says."""

    def report(line: str) -> None:
        found.bad_rows += 1
        say(line)

    return report
