"""Trees as collections: lists, sets, alternatives, tuples, records of labelled values, ± choices."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tinyv.equiv.context import Context
from tinyv.equiv.numeric import is_number
from tinyv.equiv.statements import Stated, stated
from tinyv.expr.limits import MAX_ITEMS, OverBudget
from tinyv.expr.nodes import Node, Op, Sym, Text, holds
from tinyv.lazy import lazy

_GATHERED = ("list", "seq", "and", "or", "set")
_EXCLUDES = lazy(r"\b(?:not|no|never|except|other|than|or|if|when|unless|without|least|most|any)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Items of a collection. kind: list, set, or, record (labelled) or tuple."""

    kind: str
    items: tuple[Node, ...]
    labels: tuple[Node | None, ...] = ()


def expand_signs(node: Node) -> tuple[Node, ...]:
    """The values that ± and ∓ stand for; their signs are chosen together. Empty if there is none."""
    if not holds(node, "pm", "mp"):
        return ()
    return _with_sign(node, True), _with_sign(node, False)


def _count_signs(node: Node) -> int:
    return (node.head in ("pm", "mp")) + sum(map(_count_signs, node.args)) if isinstance(node, Op) else 0


def _with_sign(node: Node, plus: bool) -> Node:
    if not isinstance(node, Op):
        return node
    args = tuple(_with_sign(arg, plus) for arg in node.args)
    if node.head not in ("pm", "mp"):
        return Op(node.head, args)
    last = args[-1] if plus == (node.head == "pm") else Op("neg", (args[-1],))
    return last if len(args) == 1 else Op("+", (args[0], last))


def _mixed_signs(node: Node) -> bool:
    """several ± whose signs may or may not go together"""
    return _count_signs(node) > 1 and not holds(node, "mp")


def gather(node: Node) -> Gathered | None:
    """A tree as a collection, or None if it is a single value."""
    node = _unchained(node)
    if not isinstance(node, Op):
        return None
    if node.head == "tuple":
        if holds(node, "pm", "mp"):
            return None if _mixed_signs(node) else Gathered("or", expand_signs(node))
        return Gathered("tuple", node.args)
    if node.head in _GATHERED:
        return _gather_items(node)
    if node.head == "cases" and all(isinstance(row, Op) and len(row.args) == 1 for row in node.args):
        return _gather_items(Op("list", tuple(row.args[0] for row in node.args if isinstance(row, Op))))  # a system
    if node.head == "=":
        whole = stated(node)
        if (
            isinstance(whole.label, Op)
            and whole.label.head == "abs"
            and _is_unknown(whole.label.args[0])
            and is_number(whole.value)
        ):
            return Gathered("or", (whole.value, Op("neg", (whole.value,))), whole.label.args * 2)  # |x| = 1
        inner = gather(whole.value) if whole.label is not None else None
        if inner is None or whole.label is None:
            return None
        if isinstance(whole.label, Op) and whole.label.head == "tuple" and inner.kind == "tuple":
            return Gathered("record", inner.items, whole.label.args)
        return Gathered(inner.kind, inner.items, (whole.label,) * len(inner.items)) if inner.kind != "record" else None
    if node.head == "in" and isinstance(node.args[1], Op) and node.args[1].head == "set":
        return gather(node.args[1])
    if holds(node, "pm", "mp") and not _mixed_signs(node):
        return Gathered("or", expand_signs(node))
    return None


def is_shared(node: Node) -> bool:
    """x = y = 2: several letters with one value."""
    if not (isinstance(node, Op) and node.head == "chain" and all(_is_equation(link) for link in node.args)):
        return False
    names = [link.args[0] for link in node.args if isinstance(link, Op)]
    last = node.args[-1].args[1] if isinstance(node.args[-1], Op) else names[0]
    return is_number(last) and len(set(names)) == len(names) and all(map(_is_letter, names))


def _is_equation(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "="


def _is_letter(node: Node) -> bool:
    return isinstance(node, Sym) and len(node.name.partition("_")[0]) == 1 and not is_number(node)


def _unchained(node: Node) -> Node:
    """x = y = 2 as x = 2, y = 2."""
    if not is_shared(node) or not isinstance(node, Op):
        return node
    links = [link for link in node.args if isinstance(link, Op)]
    return Op("list", tuple(Op("=", (link.args[0], links[-1].args[1])) for link in links))


def _is_unknown(node: Node) -> bool:
    return isinstance(node, Sym) and node.name.islower()


def _gather_items(node: Op) -> Gathered | None:
    items: list[Node] = []
    labels: list[Node | None] = []
    kind = node.head if node.head in ("set", "or", "seq") else "list"
    for arg in _flatten(node):
        part = _noun(arg) or stated(arg)
        if part.condition is not None or part.damaged:
            return None
        value: Node = part.value
        if (
            part.label is None
            and isinstance(arg, Op)
            and arg.head in ("<", "<=", ">", ">=", "!=", "in", "notin", "chain", "where", "cong")
        ):
            return None
        signs = () if _mixed_signs(value) else expand_signs(value)
        for item in signs or (value,):
            items.append(item)
            labels.append(part.label)
        if len(items) > MAX_ITEMS:
            raise OverBudget("items")
    if len(items) < 2 and kind != "set":
        return None
    return _records(kind, items, labels)


def _noun(node: Node) -> Stated | None:
    """ "7 red foxes", "length 24 cm", "Sofia is 12": one value with the words it counts or names, as a label."""
    if not (isinstance(node, Op) and node.head == "words"):
        return None
    values = [piece for piece in node.args if not isinstance(piece, Text)]
    label = " ".join(piece.text for piece in node.args if isinstance(piece, Text))
    if len(values) != 1 or not (is_number(values[0]) or isinstance(values[0], Op)) or _EXCLUDES.search(label):
        return None
    return Stated(values[0], Text(label))


def _flatten(node: Op) -> list[Node]:
    """Nested lists and alternatives of single values as one list; groups of labelled values stay groups."""
    out: list[Node] = []
    lists = [arg for arg in node.args if isinstance(arg, Op) and arg.head in ("list", "and")]
    several = node.head == "or" and len(lists) > 1  # "3, 6, 12 or 12, 6, 3": each list is an alternative
    for arg in map(_unchained, node.args):
        if (
            isinstance(arg, Op)
            and arg.head in ("list", "and", "or")
            and not (node.head != arg.head and (_is_group(arg) or several))
        ):
            out.extend(_flatten(arg))
        elif several and isinstance(arg, Op) and arg.head in ("list", "and") and not _is_group(arg):
            out.append(Op("tuple", arg.args))
        else:
            out.append(arg)
    return out


def _is_group(node: Op) -> bool:
    labels = [stated(arg).label for arg in node.args]
    return len(labels) > 1 and all(label is not None for label in labels) and len(set(map(repr, labels))) > 1


def _records(kind: str, items: list[Node], labels: list[Node | None]) -> Gathered:
    if any(isinstance(item, Op) and item.head in ("list", "and") and _is_group(item) for item in items):
        nested = [
            _records("list", *_labelled(item)) if isinstance(item, Op) and item.head in ("list", "and") else None
            for item in items
        ]
        return Gathered(kind, tuple(as_tuple(n) if n else item for n, item in zip(nested, items, strict=True)))
    if all(label is not None for label in labels):
        names = [repr(label) for label in labels]
        distinct = len(set(names))
        if distinct == len(names) and kind == "or":
            return Gathered("mixed", tuple(items), tuple(labels))  # x = 1 or y = 2
        if distinct == len(names):
            return Gathered("record", tuple(items), tuple(labels))
        if distinct > 1 and len(names) % distinct == 0 and names == names[:distinct] * (len(names) // distinct):
            rows = [Op("tuple", tuple(items[i : i + distinct])) for i in range(0, len(items), distinct)]
            return Gathered("or", tuple(rows))
        if distinct == 1:
            return Gathered("or", tuple(items), tuple(labels))
    if labels[0] is not None and all(label is None for label in labels[1:]):
        return Gathered("or", tuple(items), (labels[0],) * len(items))  # x = 1, -1
    if any(label is not None for label in labels):
        return Gathered("mixed", tuple(items), tuple(labels))
    return Gathered(kind, tuple(items))


def _labelled(node: Op) -> tuple[list[Node], list[Node | None]]:
    parts: list[Stated] = [stated(arg) for arg in node.args]
    return [p.value for p in parts], [p.label for p in parts]


def as_tuple(found: Gathered) -> Node:
    """A record as a tuple in alphabetical order of its labels."""
    if found.kind == "record":
        order = sorted(range(len(found.items)), key=lambda i: repr(found.labels[i]))
        return Op("tuple", tuple(found.items[i] for i in order))
    return Op("tuple", found.items)


def _are_roots(labels: tuple[Node | None, ...]) -> bool:
    """x_1, x_2, ...: values of one unknown that the answer numbered itself"""
    names = [label.name.partition("_") for label in labels if isinstance(label, Sym)]
    return len(names) == len(labels) and len({n[0] for n in names}) == 1 and all(n[2].isdigit() for n in names)


def unnumbered(found: Gathered | None, ctx: Context) -> Gathered | None:
    """Roots x_1, x_2 that the question does not number are alternatives."""
    if found is None or found.kind != "record" or not _are_roots(found.labels):
        return found
    text = ctx.question.text.replace("{", "").replace("}", "")
    return (
        found
        if any(label.name in text for label in found.labels if isinstance(label, Sym))
        else Gathered("or", found.items)
    )
