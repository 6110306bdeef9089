"""A plan: which base, cut and tuned how, with which recipe. Plans are TOML files; some come with the package."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tinyv.train.loop import Recipe

FOLDER = Path(__file__).parent / "recipes"
TUNINGS = ("full", "lora", "top")


@dataclass(frozen=True, slots=True)
class Plan:
    """base: hub name or folder; layers: keep the first so many (None: all); vocabulary: prune to so many tokens (None:
    all); tune: `full`, `lora` (rank `rank`, extra `peft`) or `top` (the last `top` layers)."""

    base: str = ""
    layers: int | None = None
    vocabulary: int | None = None
    tune: str = "full"
    rank: int = 16
    top: int = 6
    recipe: Recipe = field(default_factory=Recipe)


def read(name: str) -> Plan:
    """The plan of a file, or of a name among those in the package. Raises ValueError that says what is wrong."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in FOLDER.glob("*.toml")))
        raise ValueError(f"no plan {name!r}: give a .toml file or one of {known}")
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    recipe = _checked(facts.pop("recipe", {}), Recipe, f"{path}, [recipe]")
    plan = Plan(**_checked(facts, Plan, str(path)), recipe=Recipe(**recipe))
    if plan.tune not in TUNINGS:
        raise ValueError(f"{path}: tune = {plan.tune!r}; known: {', '.join(TUNINGS)}")
    return plan


def _checked(facts: dict[str, Any], kind: type, where: str) -> dict[str, Any]:
    known = {each.name for each in fields(kind)}
    if unknown := sorted(set(facts) - known):
        raise ValueError(f"{where}: unknown {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    return facts
