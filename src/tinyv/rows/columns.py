"""Which column is what. Data sets name the same three things in many ways; the tables below are the ways we know."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache

from tinyv.types import Label, Query, Verdict

# In order of preference: the first one that a row has, and not as null, is taken.
QUESTION = ("question", "problem", "prompt")
REFERENCE = ("reference", "ground_truth", "gold", "target")
RESPONSE = ("response", "completion", "output", "prediction", "model_answer", "generation")
# These mean the reference only where nothing of REFERENCE is there ...
REFERENCE_AT_LAST = ("answer", "solution")
# ... and this one the response, where the reference has a clear name and nothing of RESPONSE is there.
RESPONSE_AT_LAST = "answer"
# A text here may be the reference; a boolean or a 0/1 is a mark of right or wrong, and so is our own label.
LABEL = "label"
TRUTH = ("label", "correct", "truth")
MARKS = frozenset(Label)

NUMERIC = (*REFERENCE, *RESPONSE, *REFERENCE_AT_LAST)  # where a number is read digit by digit, as the file has it
KNOWN = frozenset((*QUESTION, *NUMERIC, *TRUTH, "wrong", "id"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an input file.

    number: its line in JSONL and CSV, its place from 1 in the other formats.
    id: the row's own `id`, else its number, as text.
    query: None if the row is unusable; `problem` then says why and what to do.
    record: every column as read; empty if nothing could be read.
    """

    number: int
    id: str
    query: Query | None
    problem: str = ""
    record: Mapping[str, object] = field(default_factory=dict)


def to_row(number: int, record: Mapping[str, object] | str) -> Row:
    """The row for a record; a record that is a text is the reader's word for what is wrong with it."""
    if isinstance(record, str):
        return Row(number, str(number), None, record)
    name = str(number)
    try:
        name = _name(record, number)
        reference, response = find_columns(record)
        question = next((column for column in QUESTION if record.get(column) is not None), None)
        query = Query(
            question="" if question is None else _text(question, record[question], "user"),
            reference=_text(reference, record[reference], "assistant"),
            response=_text(response, record[response], "assistant"),
            id=name,
        )
    except ValueError as problem:
        return Row(number, name, None, str(problem), record)
    return Row(number, name, query, "", record)


def bad_row(problem: str) -> Verdict:
    """The verdict on a row that could not be read: undecided, never wrong."""
    return Verdict(Label.UNDECIDED, 0.5, None, "", problem, "bad-row")


def find_columns(record: Mapping[str, object]) -> tuple[str, str]:
    """The names of the reference and the response column. ValueError says which one is missing."""
    present = tuple(column for column, value in record.items() if value is not None)
    reference, response = _chosen(present, _is_reference_label(record.get(LABEL)))
    if reference is None:
        raise ValueError(_missing("reference", (*REFERENCE, *REFERENCE_AT_LAST), record))
    if response is None:
        raise ValueError(_missing("response", RESPONSE, record))
    return reference, response


@lru_cache(maxsize=64)  # the rows of a file have the same columns
def _chosen(present: tuple[str, ...], label_refers: bool) -> tuple[str | None, str | None]:
    clear = next((column for column in REFERENCE if column in present), None)
    if clear is None and label_refers:
        clear = LABEL
    response = next((column for column in RESPONSE if column in present), None)
    if response is None and clear is not None and RESPONSE_AT_LAST in present:
        response = RESPONSE_AT_LAST
    return clear or next((column for column in REFERENCE_AT_LAST if column in present), None), response


def missing_columns(columns: Iterable[str]) -> str:
    """What a header lacks, or "" if rows under it can be read."""
    try:
        find_columns(dict.fromkeys(columns, "?"))
    except ValueError as problem:
        return str(problem)
    return ""


def _is_reference_label(value: object) -> bool:
    return isinstance(value, str) and value not in MARKS


def _missing(role: str, names: tuple[str, ...], record: Mapping[str, object]) -> str:
    nulls = [column for column in names if column in record]
    if nulls:
        return f"{role} column {nulls[0]!r} is null; give a text"
    for column in record:
        if column not in KNOWN and (near := get_close_matches(column, names, n=1, cutoff=0.75)):
            return f"no {role} column, but {column!r}; did you mean {near[0]!r}?"
    has = ", ".join(map(repr, list(record)[:8])) or "none"
    return f"no {role} column; name it one of {', '.join(names)} (columns here: {has})"


def _name(record: Mapping[str, object], number: int) -> str:
    value = record.get("id")
    if value is None or isinstance(value, bool | float | list | dict):
        return str(number)
    return _sound("id", str(value))


def _text(column: str, value: object, role: str) -> str:
    """A column's value as text: numbers as written, of a chat the last message of `role`. ValueError if it is none."""
    if isinstance(value, str):
        return _sound(column, value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{column!r} is not a number (NaN or infinity); give a text")
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float | Decimal):
        return format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    if isinstance(value, list) and value:
        if all(isinstance(message, dict) for message in value):
            return _last_message(column, value, role)
        if len(value) == 1:
            return _text(column, value[0], role)
    what = "an empty list" if value == [] else f"a list of {len(value)}" if isinstance(value, list) else _kind(value)
    raise ValueError(f"{column!r} is {what}; give a text, a number or a chat (a list of role and content)")


def _kind(value: object) -> str:
    return {dict: "an object", bytes: "bytes", type(None): "null"}.get(type(value), f"of type {type(value).__name__}")


def _last_message(column: str, chat: list[dict[str, object]], role: str) -> str:
    for message in reversed(chat):
        if message.get("role") == role:
            content = message.get("content")
            if isinstance(content, list):  # parts of a multi-modal message; only their texts are read
                parts = [part.get("text") for part in content if isinstance(part, dict)]
                content = "\n".join(part for part in parts if isinstance(part, str))
            if isinstance(content, str):
                return _sound(column, content)
            raise ValueError(f"{column!r}: the last message of role {role!r} has no text as its content")
    raise ValueError(f"{column!r} is a chat without a message of role {role!r}")


def _sound(column: str, text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{column!r} is not valid UTF-8; write the file as UTF-8") from None
    return text
