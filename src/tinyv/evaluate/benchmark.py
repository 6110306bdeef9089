"""A benchmark's questions, and which of them a response answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tinyv.rows import InputError, Row, read_rows, to_row

# A row's word for the question it answers; the first one that the benchmark knows is taken.
NAMES = ("question_id", "prompt_id", "benchmark_id", "id")
SOURCES = ("source", "data_source", "benchmark", "dataset")  # a row's word for the benchmark it is part of


@dataclass(frozen=True, slots=True)
class Item:
    """One question. number: its line in its file."""

    number: int
    id: str
    source: str
    question: str
    reference: str


@dataclass(slots=True)
class Benchmark:
    """Questions by id and by text; blanks do not tell texts apart."""

    items: list[Item] = field(default_factory=list)
    _by_id: dict[str, Item] = field(default_factory=dict)
    _by_text: dict[str, Item] = field(default_factory=dict)

    def add(self, item: Item) -> None:
        """ValueError if question or reference is empty, or if the id or the question is there already: which one a
        response meant would be a guess."""
        text = folded(item.question)
        if not text or not item.reference.strip():
            raise ValueError(f"the {'reference' if text else 'question'} is empty")
        for known, key, what in ((self._by_id, item.id, "id"), (self._by_text, text, "question")):
            if key in known:
                raise ValueError(f"the same {what} as {known[key].id!r}, line {known[key].number}; give it once")
        self._by_id[item.id] = item
        self._by_text[text] = item
        self.items.append(item)

    def join(self, row: Row) -> Row:
        """The row with the question and the reference of its item, and `question_id` and `source` in its record; or
        with a problem, if it answers none of the questions. What the row itself says of a reference is not used.

        A row is known by the text of its question, else by an id (NAMES), unless it has a question that does not hold
        the item's one: prompts with an instruction around the question are known by their id.
        """
        # A reference is needed for a row to be read, and comes from the benchmark.
        probe = to_row(row.number, {**row.record, "reference": "?"}) if row.record else row
        if probe.query is None:
            return probe
        text, record = folded(probe.query.question), row.record
        named = next((self._by_id[str(record[name])] for name in NAMES if str(record.get(name)) in self._by_id), None)
        item = self._by_text.get(text)
        if item is None and named is not None and (not text or folded(named.question) in text):
            item = named
        if item is None:
            return Row(row.number, row.id, None, _unknown(text, named), record)
        told = {"question": item.question, "reference": item.reference}
        return to_row(row.number, {**record, **told, "question_id": item.id, "source": item.source})


@dataclass(slots=True)
class Unlisted:
    """Stands in for a benchmark where rows hold their own references: rows of one question belong together."""

    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def join(self, row: Row) -> Row:
        """The row with `question_id` and `source` in its record: its own `question_id` or `prompt_id`, else the id of
        the first row with the same source and question."""
        if row.query is None:
            return row
        record, source = row.record, source_of(row)
        named = next((str(record[name]) for name in NAMES[:-1] if record.get(name) is not None), None)
        if named is None:
            text = folded(row.query.question)
            named = self._names.setdefault((source, text), row.id) if text else row.id
        return to_row(row.number, {**record, "question_id": named, "source": source})


def read_benchmark(paths: Sequence[str], report: Callable[[str], None]) -> Benchmark:
    """The questions of files, in any format `tinyv verify` reads, with columns question, reference, and perhaps id and
    source (else the file's name). An unusable or repeated question is reported as `file:line: what` and left out;
    InputError if none is left."""
    benchmark = Benchmark()
    for path in paths:
        for row in read_rows(path):
            asked = to_row(row.number, {**row.record, "response": ""}) if row.record else row
            try:
                if asked.query is None:
                    raise ValueError(asked.problem)
                source = source_of(row, path)
                benchmark.add(Item(row.number, row.id, source, asked.query.question, asked.query.reference))
            except ValueError as problem:
                report(f"{path}:{row.number}: {problem}")
    if not benchmark.items:
        raise InputError(f"no questions with references in {', '.join(paths)}")
    return benchmark


def source_of(row: Row, path: str = "") -> str:
    """The row's word for where it comes from, else the file's name."""
    named = next((row.record[name] for name in SOURCES if row.record.get(name) not in (None, "")), None)
    return path.rpartition("/")[2].partition(".")[0] if named is None else str(named)


def folded(text: str) -> str:
    """The text with every run of blanks as one."""
    return " ".join(text.split())


def _unknown(text: str, named: Item | None) -> str:
    if named is not None:
        return f"its id is {named.id!r} of the benchmark, but its question is another one; is it the right file?"
    what = "its question is not in the benchmark, nor is its id" if text else "it has no question, and no known id"
    return f"{what} ({', '.join(NAMES)}); is it the right file?"
