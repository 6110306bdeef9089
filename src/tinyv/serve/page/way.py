"""The way of one verdict as data for the page: what was found, how it was read, who said what, and how long it took."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from time import perf_counter_ns
from typing import Any, TypeVar

from tinyv.equiv.rules import decide
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Node, Op
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.expr.typeset import typeset, typeset_prose
from tinyv.extract import Extraction, clean, extract
from tinyv.guard import guard
from tinyv.judge.base import Judge, Opinion
from tinyv.types import Label, Query
from tinyv.verifier import Verifier

FIELDS = ("question", "reference", "response")
MAX_DRAWN = 300  # nodes of a tree that is drawn
MAX_SHOWN = 20_000  # characters of a question that are typeset, and of a tree in words
T = TypeVar("T")
Drawing = list[Any] | str | None  # [head, part, ...], a leaf, or None for a tree that is too large


def as_query(row: object) -> Query:
    """A query from the fields of a JSON object; a field that is missing is empty. ValueError says what is wrong."""
    if not isinstance(row, Mapping):
        raise ValueError(f"a JSON object with {', '.join(FIELDS)} is expected")
    texts = {name: row.get(name, "") for name in FIELDS}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise ValueError(f"{name}: must be a string")
    return Query(**texts)


def way(verifier: Verifier, query: Query) -> dict[str, Any]:
    """Everything the page shows of one verdict, ready for JSON. HTML in it (`math`, `html`) is our own typesetting.

    `microseconds` are those of a warm run of each step, but for the judge, who is asked once: its time is what the
    whole verdict took beyond the other steps.
    """
    question, response = query.question, query.response
    (found, wanted), extraction = _timed(lambda: (extract(response, question), clean(query.reference)))
    answer = found.answer or ""
    _, parsing = _timed(lambda: (_parsed(wanted), _parsed(answer)))
    _, rules = _timed(lambda: decide.__wrapped__(wanted, answer, question, verifier.policy))
    _, guarding = _timed(lambda: guard.__wrapped__(question, wanted, answer))
    start = perf_counter_ns()
    explanation = verifier.explain(question, query.reference, response)
    whole = (perf_counter_ns() - start) / 1000
    verdict = explanation.verdict
    opinion, settled = explanation.opinion, explanation.settled
    judging = max(0.0, whole - extraction - parsing - rules - guarding) if opinion else None
    return {
        "verdict": verdict,
        "extraction": {"where": found.where, "note": found.note, "pieces": pieces(response, found)},
        "question": {"html": typeset_prose(question[:MAX_SHOWN])},
        "reference": _side(wanted),
        "answer": _side(answer),
        "rules": explanation.steps,
        "guard": {
            "asked": bool(explanation.steps and (settled or opinion or verdict.label is not Label.WRONG)),
            "rule": settled.rule if settled else None,
            "reason": settled.reason if settled else None,
        },
        "judge": _judge(verifier.judge, opinion),
        "microseconds": {
            "extraction": extraction, "parsing": parsing, "rules": rules, "guard": guarding, "judge": judging,
        },
    }  # fmt: skip


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What work gives, and the microseconds of the best of three runs: by then patterns are compiled."""
    best = float("inf")
    for _ in range(3):
        start = perf_counter_ns()
        result = work()
        best = min(best, (perf_counter_ns() - start) / 1000)
    return result, best


def _parsed(text: str) -> Node | None:
    try:
        return parse.__wrapped__(text)  # not from its cache: the time is that of a new answer
    except OverBudget:
        return None


def _side(text: str) -> dict[str, Any]:
    try:
        tree = parse(text)
    except OverBudget as limit:
        return {"text": text, "math": typeset(text), "tree": None, "words": f"over budget: {limit}"}
    words = show(tree)
    return {"text": text, "math": typeset(text), "tree": drawing(tree), "words": words[:MAX_SHOWN]}


def drawing(tree: Node) -> Drawing:
    """A tree as nested lists; None beyond `MAX_DRAWN` nodes."""
    left = MAX_DRAWN

    def draw(node: Node) -> list[Any] | str:
        nonlocal left
        left -= 1
        if left < 0:
            raise OverBudget("drawing")
        return [node.head, *map(draw, node.args)] if isinstance(node, Op) else show(node)[:200]

    try:
        return draw(tree)
    except (OverBudget, RecursionError):
        return None


def _judge(judge: Judge | None, opinion: Opinion | None) -> dict[str, Any]:
    if judge is None:
        return {"asked": False}
    return {
        "asked": opinion is not None,
        "identity": judge.identity,
        "threshold": judge.threshold,
        "probability": opinion.probability if opinion else None,
        "failure": opinion.failure if opinion else None,
    }


_BOX = re.compile(r"\\(?:boxed|fbox)\s{0,3}\{")


def pieces(response: str, found: Extraction) -> list[tuple[str, bool]]:
    """A response in pieces, each with whether it is (a part of) the answer that was found there."""
    out: list[tuple[str, bool]] = []
    end = len(response)
    for part in reversed(_parts(found)):
        at = _last(response[:end], part, found.where == "boxed")
        if at is None:
            continue
        out += [(response[at[1] : end], False), (response[slice(*at)], True)]
        end = at[0]
    out.append((response[:end], False))
    return [piece for piece in reversed(out) if piece[0]]


def _parts(found: Extraction) -> list[str]:
    if not found.answer:
        return []
    return found.answer.split(", ") if found.note.endswith("joined") else [found.answer]


def _last(text: str, part: str, boxed: bool) -> tuple[int, int] | None:
    """Where a part of an answer stands last in a text, spaces aside; None where it was put into other words."""
    words = [re.escape(word) for word in part.split()]
    if not words or len(part) > MAX_SHOWN:
        return None
    begin = max((box.end() for box in _BOX.finditer(text)), default=0) if boxed else 0
    pattern = re.compile(r"\s+".join(words))
    spans = [hit.span() for hit in pattern.finditer(text, begin)] or [hit.span() for hit in pattern.finditer(text)]
    return (spans[0] if begin and spans and spans[0][0] >= begin else spans[-1]) if spans else None
