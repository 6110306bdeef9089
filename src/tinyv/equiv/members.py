"""Trees as families over the integers: their members, and what was said of the letters in them."""

from __future__ import annotations

from dataclasses import dataclass, field

from flint import fmpq

from tinyv.equiv.algebra import is_expression, symbols
from tinyv.equiv.gather import expand_signs
from tinyv.equiv.numeric import rational
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Num, Op, Sym, Text
from tinyv.lazy import lazy

_INTEGERS = ("ZZ", "Z")
NATURALS = ("NN", "N", "NN^*", "NN_+", "NN^+", "ZZ^+", "ZZ_+", "ZZ_>0", "ZZ_>=0", "NN_0")
_HOLDERS = ("list", "seq", "and", "or", "union", "set")
_INTERVALS = ("[]", "[)", "(]")
_NAMED = lazy(
    r"(?:the |all |any |every |set of |of )*(odd |even )?(?:integers?|(?<=odd )numbers?|(?<=even )numbers?)\.?"
)
_MULTIPLES = lazy(r"(?:the |all |any |every |each |set of |of )*(?:whole |integer |integral )*multiples? of")
_REMAINDER = lazy(r"(?:all |any |every |the )*integers? congruent to")
_COUNTED = lazy(r"multiples? of|congruent to")
_STEP = {"odd ": (2, 1), "even ": (2, 0), None: (1, 0)}
MAX_MEMBERS = 24


class _Unreadable(Exception):
    """not a family with one integer parameter"""


@dataclass(slots=True)
class Family:
    """What a tree says: members as (kind, coordinates), domains of its letters, its real letters, the labels."""

    members: list[tuple[str, tuple[Node, ...]]] = field(default_factory=list)
    domains: dict[str, str] = field(default_factory=dict)
    reals: set[str] = field(default_factory=set)
    labels: set[Node] = field(default_factory=set)


def may_be_family(node: Node) -> bool:
    """Could a domain be said here?"""
    if not isinstance(node, Op):
        return node == Sym("ZZ") or (
            isinstance(node, Text) and len(node.text) < 40 and bool(_NAMED.fullmatch(node.text.lower()))
        )
    if node.head == "words":
        return len(node.args) == 2 and isinstance(node.args[0], Text) and bool(_COUNTED.search(node.args[0].text))
    if node.head in _HOLDERS:
        return any(map(may_be_family, node.args[:MAX_MEMBERS]))
    return node.head in ("where", "builder", "cong", "in")


def read_family(node: Node) -> Family | None:
    family = Family()
    try:
        _gather(node, family)
    except _Unreadable:
        return None
    if not family.members and len(family.domains) == 1:  # x in Z
        family.members.append(("", (Sym(next(iter(family.domains))),)))
    return family if 0 < len(family.members) <= MAX_MEMBERS and len(family.labels) < 2 else None


def _domain(node: Node, family: Family) -> bool:
    """Note "k in Z"; any other condition is none of a family's."""
    if not (
        isinstance(node, Op) and node.head == "in" and isinstance(node.args[0], Sym) and isinstance(node.args[1], Sym)
    ):
        return False
    name = node.args[1].name
    if name == "RR":
        family.reals.add(node.args[0].name)
        return True
    if name not in _INTEGERS and name not in NATURALS:
        return False
    family.domains[node.args[0].name] = "ZZ" if name in _INTEGERS else name
    return True


def _gather(node: Node, family: Family) -> None:
    if len(family.members) > MAX_MEMBERS:
        raise _Unreadable
    if isinstance(node, Text):
        found = _NAMED.fullmatch(node.text.lower())
        if not found:
            raise _Unreadable
        step, start = _STEP[found[1]]
        _progress(Num(fmpq(step)), Num(fmpq(start)), family)
    elif not isinstance(node, Op):
        _add("", (Sym("k") if node == Sym("ZZ") else node,), family)
        if node == Sym("ZZ"):
            family.domains["k"] = "ZZ"
    elif _domain(node, family):
        pass
    elif node.head == "where":
        if not _domain(node.args[1], family):
            raise _Unreadable
        _gather(node.args[0], family)
    elif node.head == "builder":
        _builder(node, family)
    elif node.head in _HOLDERS:
        for arg in node.args:
            _gather(arg, family)
    elif node.head == "cong":
        _congruence(node, family)
    elif node.head == "words":
        _phrase(node, family)
    elif node.head == "in":
        family.labels.add(node.args[0])
        _gather(node.args[1], family)
    else:
        _member(node, family)


def _member(node: Op, family: Family) -> None:
    if node.head == "!=":
        family.labels.add(node.args[0])
        _add("!=", node.args[1:], family)
    elif (
        node.head == "chain"
        and len(node.args) == 2
        and all(isinstance(arg, Op) and arg.head in ("<", "<=") for arg in node.args)
    ):
        low, high = (arg for arg in node.args if isinstance(arg, Op))
        family.labels.add(low.args[1])
        _add(
            ("[" if low.head == "<=" else "(") + ("]" if high.head == "<=" else ")"),
            (low.args[0], high.args[1]),
            family,
        )
    elif node.head in _INTERVALS:
        _add(node.head, node.args, family)
    elif node.head == "tuple":
        _add("()" if len(node.args) == 2 else "tuple", node.args, family)
    else:
        found = stated(node)
        if found.label is not None:
            family.labels.add(found.label)
        if found.value is not node:
            _gather(found.value, family)
            return
        for value in expand_signs(node) or (node,):
            _add("", (value,), family)


def _builder(node: Op, family: Family) -> None:
    element, condition = node.args
    _domain(element, family)
    name = element.args[0] if isinstance(element, Op) and element.head == "in" else element
    conditions = condition.args if isinstance(condition, Op) and condition.head in ("list", "and") else (condition,)
    rest = [part for part in conditions if not _domain(part, family)]
    if isinstance(condition, Op) and condition.head == "where":
        rest = [condition]
    for part in rest:
        _gather(part, family)
    if not rest:
        _gather(name, family)
    elif family.labels != {name}:
        raise _Unreadable
    else:
        family.labels.clear()


def _phrase(node: Op, family: Family) -> None:
    """ "all multiples of 3", "all integers congruent to 1 mod 3" """
    match node.args:
        case Text(text), value if _MULTIPLES.fullmatch(text.lower()):
            _progress(value, Num(fmpq(0)), family)
        case Text(text), Op("mod", (start, step)) if _REMAINDER.fullmatch(text.lower()):
            _progress(step, start, family)
        case _:
            raise _Unreadable


def _congruence(node: Op, family: Family) -> None:
    """x = r (mod m)"""
    if len(node.args) != 3 or not rational(node.args[2]):
        raise _Unreadable
    family.labels.add(node.args[0])
    if symbols(node.args[1]) or len(symbols(node.args[0])) != 1 or not isinstance(node.args[0], Sym):
        raise _Unreadable
    _progress(node.args[2], node.args[1], family)


def _progress(step: Node, start: Node, family: Family) -> None:
    _add("", (Op("+", (start, Op("*", (step, Sym("k'"))))),), family)
    family.domains["k'"] = "ZZ"


def _add(kind: str, ends: tuple[Node, ...], family: Family) -> None:
    if not all(map(is_expression, ends)):
        raise _Unreadable
    family.members.append((kind, ends))
