"""Where a row keeps its reference and its question: data sets name these columns in few ways."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from tinyv.rewards.grading import text

# The first that a row has is taken. `solution` and what follows are often more than the bare answer.
REFERENCE = (
    "ground_truth",
    "final_answer",
    "expected_answer",
    "answer",
    "reference_answer",
    "solution",
    "reference",
    "target",
    "gold",
    "label",
    "reward_model",
    "reward_spec",
)
QUESTION = ("question", "problem", "query")


def reference_column(names: Collection[str], chosen: str | None = None) -> str:
    """The column with the reference: `chosen`, else by its name. ValueError where there is none, with what there is."""
    found = _column(names, REFERENCE, chosen)
    if found is None:
        raise ValueError(f"no column holds a reference: {_list(names)}; name it by reference=..., or call it 'answer'")
    return found


def question_column(names: Collection[str], chosen: str | None = None) -> str | None:
    """The column with the bare question, if there is one. ValueError where the chosen one is missing."""
    return _column(names, QUESTION, chosen)


def asked(prompt: object) -> str:
    """What a prompt asks: its text, or what the user last said in a chat."""
    if isinstance(prompt, list | tuple):
        said = [turn for turn in prompt if isinstance(turn, Mapping) and turn.get("role") == "user"]
        return text(said[-1] if said else prompt)
    return text(prompt)


def _column(names: Collection[str], known: Collection[str], chosen: str | None) -> str | None:
    if chosen is None:
        return next((name for name in known if name in names), None)
    if chosen not in names:
        near = get_close_matches(chosen, names, 1)
        raise ValueError(f"no column {chosen!r}: {f'did you mean {near[0]!r}?' if near else _list(names)}")
    return chosen


def _list(names: Collection[str]) -> str:
    return f"there are {', '.join(sorted(names))}" if names else "there are no columns"
