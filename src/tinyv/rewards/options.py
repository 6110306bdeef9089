"""A grader by options, for trainers that configure by keyword, YAML or environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinyv.equiv.context import DEFAULT, STRICT
from tinyv.near import nearest
from tinyv.rewards.grading import Grader
from tinyv.rewards.policy import RewardPolicy
from tinyv.verifier import Verifier

if TYPE_CHECKING:
    from tinyv.health import Health
    from tinyv.judge.base import Judge

PREFIX = "TINYV_"


def _flag(value: object) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise ValueError("is neither true nor false") from None


# What may be set -> how it is read. Every option may also come from the environment: TINYV_JUDGE, TINYV_UNDECIDED, ...
OPTIONS: dict[str, Callable[[Any], Any]] = {
    "judge": str,  # none, embedded, a folder, the URL of an OpenAI-compatible server, hf:NAME
    "judge_model": str,  # the model to ask for at that URL
    "mode": str,
    "weight": float,
    "ask_rejected": _flag,
    "cache": str,  # a file
    "strict": _flag,
    "scored": _flag,
    "judge_weight": float,
    "undecided": float,
    "failed": float,
    "format_bonus": float,
    "correction": str,  # backward or forward
    "false_positive_rate": float,
    "false_negative_rate": float,
    "health": str,  # a file or folder that `tinyv watch` reads
    "auditor": str,  # a stronger judge, named like `judge`, that labels a random share of the answers: audit_rate
    "auditor_model": str,
    "audit_rate": float,
}
_VERIFIER = ("mode", "weight", "ask_rejected", "cache")
_POLICY = ("scored", "judge_weight", "undecided", "failed", "format_bonus")
_CORRECTION = ("false_positive_rate", "false_negative_rate")


def grader(options: Mapping[str, Any] | None = None) -> Grader:
    """The grader of some options; those of the environment hold where an option is not given. Equal options share one
    grader in a process, and so its judge and its micro-batches.

    Raises ValueError for an unknown option, naming the nearest one, and for a value that does not fit: once, at the
    first sample, which is where a trainer's configuration is first used.
    """
    given = dict(options or {})
    for name in OPTIONS:
        if (value := os.environ.get(PREFIX + name.upper())) is not None:
            given.setdefault(name, value)
    return _grader(tuple(sorted((name, _read(name, value)) for name, value in given.items())))


def either(given: Grader | None, options: Mapping[str, Any]) -> Grader:
    """The grader that is given, else that of the options. ValueError where both are there."""
    if given is not None and options:
        raise ValueError(f"give a grader or options of one ({', '.join(options)}), not both")
    return grader(options) if given is None else given


def _read(name: str, value: object) -> Any:
    if name not in OPTIONS:
        near = nearest(name, OPTIONS) or f"; known: {', '.join(OPTIONS)}"
        raise ValueError(f"option {name!r} is unknown{near}")
    try:
        return OPTIONS[name](value)
    except (TypeError, ValueError) as problem:
        raise ValueError(f"option {name}: {value!r}: {problem}") from None


@lru_cache(maxsize=64)
def _grader(options: tuple[tuple[str, Any], ...]) -> Grader:
    given = dict(options)
    chosen: dict[str, Any] = {name: given[name] for name in _VERIFIER if name in given}
    if "judge" in given:
        chosen["judge"] = _judge(given["judge"], given.get("judge_model", ""))
    policy = {name: given[name] for name in _POLICY if name in given}
    if "correction" in given:
        from tinyv.rewards.correction import Correction

        policy["correction"] = Correction(given["correction"], **{name: given.get(name, 0.0) for name in _CORRECTION})
    health = _health(given) if "health" in given or "auditor" in given else None
    verifier = Verifier(policy=STRICT if given.get("strict") else DEFAULT, **chosen)
    return Grader(verifier, RewardPolicy(**policy), health)


def _judge(name: str, model: str) -> Judge | None:
    from tinyv.judge.named import judge_of

    return None if name == "none" else judge_of(name, model)


def _health(given: Mapping[str, Any]) -> Health:
    from tinyv.health import Health

    auditor = _judge(given["auditor"], given.get("auditor_model", "")) if "auditor" in given else None
    file = Path(given["health"]) if "health" in given else None
    return Health(auditor=auditor, audit_rate=given.get("audit_rate", 0.01 if auditor else 0.0), file=file)
