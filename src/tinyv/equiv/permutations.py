"""Tuples "and their permutations", written out."""

from __future__ import annotations

import re
from itertools import permutations

from tinyv.equiv.canonical import unwrap
from tinyv.equiv.context import Context, Word
from tinyv.expr.nodes import Node, Op
from tinyv.expr.parser import parse
from tinyv.lazy import lazy

MAX_TEXT = 400  # characters
MAX_TUPLES = 60  # written out
_SAYS = lazy(r"permut|cyclic|排列|轮换", re.IGNORECASE)
_ALL_OF = lazy(
    r"^(?:(?:all|any|every|the) )*(?P<cyclic>cyclic )?permutations? of (?:the (?:triples?|pairs?|tuples?) )?",
    re.IGNORECASE,
)
_OF_THEM = r"thereof|of (?:it|them|these|those|this|each|the above|(?:the|these|this) (?:triple|pair|tuple)s?)"
_AND_THEIRS = lazy(
    r"[\s,;]*\(?\s*(?:(?:and|or|together with|along with|as well as|plus|with|including|及其|以及|及|的)\s*)*"
    r"(?:(?:all|any|every|the|of|its|their|these|those|other|其|所有)\s*)*"
    rf"(?P<cyclic>cyclic |轮换)?(?:permutations?|排列|轮换)(?: (?:{_OF_THEM}))?\s*\)?\s*\.?$",
    re.IGNORECASE,
)


def permuted(reference: str, answer: str, ctx: Context) -> Word | None:
    """The same tuples once "and permutations" is written out. Never a proof of difference."""
    if max(len(reference), len(answer)) > MAX_TEXT or not (_SAYS.search(reference) or _SAYS.search(answer)):
        return None
    sides = [_written_out(text) for text in (reference, answer)]
    if sides[0] is None or sides[1] is None:
        return None
    return (
        Word.EQUAL
        if len(sides[0]) == len(sides[1]) and ctx.same(*(Op("set", side) for side in sides if side))
        else None
    )


def _written_out(text: str) -> tuple[Node, ...] | None:
    """All tuples that a text stands for; None if it is anything else."""
    text = " ".join(unwrap(text).replace("$", " ").split())
    found = _ALL_OF.match(text) or _AND_THEIRS.search(text)
    if found is None:
        return None if _SAYS.search(text) else _tuples(text)
    given = _tuples(text[: found.start()] + text[found.end() :])
    if given is None:
        return None
    out: dict[Node, None] = {}
    for one in given:
        assert isinstance(one, Op)
        size = len(one.args)
        if size > 5:
            return None
        ways = [one.args[at:] + one.args[:at] for at in range(size)] if found["cyclic"] else permutations(one.args)
        out |= {Op("tuple", tuple(way)): None for way in ways}
        if len(out) > MAX_TUPLES:
            return None
    return tuple(out)


def _tuples(text: str) -> tuple[Node, ...] | None:
    node = parse(text)
    if isinstance(node, Op) and node.head == "=" and isinstance(node.args[0], Op) and node.args[0].head == "tuple":
        node = node.args[1]  # (x, y, z) = (1, 2, 3)
    found = _flat(node)
    return tuple(dict.fromkeys(found)) if found and all(_is_tuple(one) for one in found) else None


def _flat(node: Node) -> list[Node]:
    if isinstance(node, Op) and node.head in ("list", "seq", "and", "or", "set"):
        return [one for arg in node.args for one in _flat(arg)]
    return [node]


def _is_tuple(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "tuple"
