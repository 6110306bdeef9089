"""Verdicts counted by question, in memory that grows with the questions and not with the responses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tinyv.rows import Row
from tinyv.types import Label, Verdict

NO_ANSWER = "rule:no-answer"
CUT_OFF = "length"  # what servers say of a response that used up its tokens


@dataclass(slots=True)
class Question:
    """Counts over the responses to one question.

    undecided: neither proved nor judged; failed: those of them where something broke (`Verdict.failure`). no_answer:
    responses that state no final answer. cut_off: their row says `finish: length`. characters: of all responses;
    tokens: of those whose row says so, which `token_rows` counts.
    """

    id: str
    source: str
    samples: int = 0
    correct: int = 0
    undecided: int = 0
    failed: int = 0
    no_answer: int = 0
    cut_off: int = 0
    characters: int = 0
    tokens: int = 0
    token_rows: int = 0

    def add(self, row: Row, verdict: Verdict) -> None:
        """One more response."""
        self.samples += 1
        self.correct += verdict.label is Label.CORRECT
        self.undecided += verdict.label is Label.UNDECIDED
        self.failed += verdict.label is Label.UNDECIDED and verdict.failure is not None
        self.no_answer += verdict.decided_by == NO_ANSWER
        self.cut_off += row.record.get("finish") == CUT_OFF
        self.characters += len(row.query.response) if row.query else 0
        tokens = row.record.get("tokens")
        if isinstance(tokens, int) and tokens > 0:
            self.tokens += tokens
            self.token_rows += 1


@dataclass(slots=True)
class Tally:
    """All questions that have a response, in the order of the first one. bad: rows that could not be used."""

    bad: int = 0
    _questions: dict[tuple[str, str], Question] = field(default_factory=dict)

    @property
    def questions(self) -> list[Question]:
        return list(self._questions.values())

    def add_all(self, graded: Iterable[tuple[Row, Verdict]]) -> None:
        """Rows as `Benchmark.join` gives them, with their verdicts."""
        for row, verdict in graded:
            if row.query is None:
                self.bad += 1
                continue
            key = (str(row.record["source"]), str(row.record["question_id"]))
            if key not in self._questions:
                self._questions[key] = Question(key[1], key[0])
            self._questions[key].add(row, verdict)
