"""Families over the integers: "kπ, k ∈ Z" in other letters, shifted, split or joined; congruences.

A member is a point of one or more coordinates, an interval, or an excluded point; its coordinates
are affine in the parameter, on the even and on the odd numbers each ((-1)^k is allowed). Every
member of one side over a common period is looked for on the other side. Not covered: two
parameters at once, squares of the parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import lcm

from flint import acb, fmpq

from tinyv.equiv.algebra import certain, is_expression, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.gather import expand_signs
from tinyv.equiv.numeric import HIGH, agree, ball, precision, rational
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Num, Op, Sym, Text

_PARAMETERS = frozenset(("k", "n", "m", "l", "t", "j", "p", "q", "s", "r", "K", "N"))
_INTEGERS = ("ZZ", "Z")
_NATURALS = ("NN", "N", "NN^*", "NN_+", "NN^+", "ZZ^+", "ZZ_+", "ZZ_>0", "ZZ_>=0", "NN_0")
_HOLDERS = ("list", "seq", "and", "or", "union", "set")
_INTERVALS = ("[]", "[)", "(]")
_NAMED = re.compile(
    r"(?:the |all |any |every |set of |of )*(odd |even )?(?:integers?|(?<=odd )numbers?|(?<=even )numbers?)\.?"
)
_MULTIPLES = re.compile(r"(?:the |all |any |every |each |set of |of )*(?:whole |integer |integral )*multiples? of")
_REMAINDER = re.compile(r"(?:all |any |every |the )*integers? congruent to")
_STEP = {"odd ": (2, 1), "even ": (2, 0), None: (1, 0)}
_WINDOW = 8
_MAX_RATIO, _MAX_PERIOD, _MAX_MEMBERS = 60, 240, 24


class _NoFamily(Exception):
    """not a family with one integer parameter"""


@dataclass(slots=True)
class _Family:
    """What a tree says: members as (kind, coordinates), domains of its letters, its real letters, the labels."""

    members: list[tuple[str, tuple[Node, ...]]] = field(default_factory=list)
    domains: dict[str, str] = field(default_factory=dict)
    reals: set[str] = field(default_factory=set)
    labels: set[Node] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Progression:
    kind: str
    start: tuple[acb, ...]
    step: tuple[acb, ...]
    axis: int  # of a coordinate whose step is not zero


def families(a: Node, b: Node, ctx: Context) -> Word | None:
    """Equal families, or certainly different ones if both say that their parameter is an integer."""
    if not (_may_say(a) or _may_say(b)):
        return None
    x, y = _read(a), _read(b)
    if x is None or y is None or not (x.domains or y.domains):
        return None
    ctx.spend(200)
    with precision(HIGH):
        naturals = {d for f in (x, y) for d in f.domains.values() if d in _NATURALS}
        if naturals:
            return _over_naturals(x, y, ctx)
        first, second = _progressions(x), _progressions(y)
        if first is None or second is None:
            return Word.EQUAL if _shifted(x, y) and ctx.policy.sampled else None
        if {p.kind for p in first} != {p.kind for p in second} or len(first) + len(second) > _MAX_MEMBERS:
            return Word.OPEN
        ctx.spend(20 * len(first) * len(second))
        found = _covers(first, second), _covers(second, first)
    if found == (True, True):
        return Word.EQUAL if ctx.policy.sampled else Word.OPEN
    sure = x.domains and y.domains and certain(a, b) and _in_turns(a) == _in_turns(b)
    return Word.DIFFERENT if sure and False in found else Word.OPEN


def _may_say(node: Node) -> bool:
    """Could a domain be said here?"""
    if isinstance(node, Op):
        return node.head in ("where", "builder", "cong", "in", "words") or (
            node.head in _HOLDERS and any(map(_may_say, node.args[:_MAX_MEMBERS]))
        )
    return (
        isinstance(node, Text) and len(node.text) < 40 and bool(_NAMED.fullmatch(node.text.lower()))
    ) or node == Sym("ZZ")


def _in_turns(node: Node) -> bool:
    """does π or a degree sign occur? One side in degrees without their sign is no proof"""
    if isinstance(node, Op):
        return node.head == "degree" or any(map(_in_turns, node.args))
    return node == Sym("pi")


# reading


def _read(node: Node) -> _Family | None:
    family = _Family()
    try:
        _gather(node, family)
    except _NoFamily:
        return None
    if not family.members and len(family.domains) == 1:  # x in Z
        family.members.append(("", (Sym(next(iter(family.domains))),)))
    return family if 0 < len(family.members) <= _MAX_MEMBERS and len(family.labels) < 2 else None


def _domain(node: Node, family: _Family) -> bool:
    """Note "k in Z"; any other condition is none of a family's."""
    if not (
        isinstance(node, Op) and node.head == "in" and isinstance(node.args[0], Sym) and isinstance(node.args[1], Sym)
    ):
        return False
    name = node.args[1].name
    if name == "RR":
        family.reals.add(node.args[0].name)
        return True
    if name not in _INTEGERS and name not in _NATURALS:
        return False
    family.domains[node.args[0].name] = "ZZ" if name in _INTEGERS else name
    return True


def _gather(node: Node, family: _Family) -> None:
    if len(family.members) > _MAX_MEMBERS:
        raise _NoFamily
    if isinstance(node, Text):
        found = _NAMED.fullmatch(node.text.lower())
        if not found:
            raise _NoFamily
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
            raise _NoFamily
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


def _member(node: Op, family: _Family) -> None:
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


def _builder(node: Op, family: _Family) -> None:
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
        raise _NoFamily
    else:
        family.labels.clear()


def _phrase(node: Op, family: _Family) -> None:
    """ "all multiples of 3", "all integers congruent to 1 mod 3" """
    match node.args:
        case Text(text), value if _MULTIPLES.fullmatch(text.lower()):
            _progress(value, Num(fmpq(0)), family)
        case Text(text), Op("mod", (start, step)) if _REMAINDER.fullmatch(text.lower()):
            _progress(step, start, family)
        case _:
            raise _NoFamily


def _congruence(node: Op, family: _Family) -> None:
    """x = r (mod m)"""
    if len(node.args) != 3 or not rational(node.args[2]):
        raise _NoFamily
    family.labels.add(node.args[0])
    if symbols(node.args[1]) or len(symbols(node.args[0])) != 1 or not isinstance(node.args[0], Sym):
        raise _NoFamily
    _progress(node.args[2], node.args[1], family)


def _progress(step: Node, start: Node, family: _Family) -> None:
    _add("", (Op("+", (start, Op("*", (step, Sym("k'"))))),), family)
    family.domains["k'"] = "ZZ"


def _add(kind: str, ends: tuple[Node, ...], family: _Family) -> None:
    if not all(map(is_expression, ends)):
        raise _NoFamily
    family.members.append((kind, ends))


# comparing


def _parameter(ends: tuple[Node, ...], family: _Family) -> str | None:
    names = frozenset().union(*map(symbols, ends))
    found = names & (family.domains.keys() or _PARAMETERS)
    return next(iter(found)) if len(found) == 1 == len(names) and not found & family.reals else None


def _progressions(family: _Family) -> list[_Progression] | None:
    """The even and the odd half of each member."""
    out = []
    for kind, ends in family.members:
        columns = _columns(ends, family, range(6))
        if columns is None or not all(map(_steady, columns)):
            return None
        for start in (0, 1):
            step = tuple(column[start + 2] - column[start] for column in columns)
            axis = next((i for i, s in enumerate(step) if not s.contains(0)), -1)
            if axis < 0:
                return None
            out.append(_Progression(kind, tuple(column[start] for column in columns), step, axis))
    return out


def _columns(ends: tuple[Node, ...], family: _Family, reach: range) -> list[list[acb]] | None:
    name = _parameter(ends, family)
    if name is None:
        return None
    columns = []
    for end in ends:
        values = [ball(end, {name: acb(k)}) for k in reach]
        known = [v for v in values if v is not None]
        if len(known) < len(values):
            return None
        columns.append(known)
    return columns


def _steady(column: list[acb]) -> bool:
    """affine in k on the even and on the odd numbers"""
    return all((column[b] - column[a]).overlaps(column[c] - column[b]) for a, b, c in ((0, 2, 4), (1, 3, 5)))


def _covers(xs: list[_Progression], ys: list[_Progression]) -> bool | None:
    """Is every member of xs one of ys? False if one certainly is not, None if that is not known."""
    known: bool | None = True
    for x in xs:
        period = 1
        for y in ys:
            turns = _whole_ratio(x.step[x.axis] / y.step[x.axis]) if not y.step[x.axis].contains(0) else None
            if turns is None:
                return None
            period = lcm(period, turns)
        if period > _MAX_PERIOD:
            return None
        for k in range(period):
            member = tuple(start + step * k for start, step in zip(x.start, x.step, strict=True))
            found = [_is_member(member, y) if x.kind == y.kind and len(member) == len(y.start) else False for y in ys]
            if True in found:
                continue
            if None not in found:
                return False
            known = None
    return known


def _whole_ratio(ratio: acb) -> int | None:
    """The least number of steps of x that are whole steps of y."""
    if not ratio.imag.contains(0):
        return None
    return next((m for m in range(1, _MAX_RATIO + 1) if (ratio.real * m).contains_integer()), None)


def _is_member(member: tuple[acb, ...], family: _Progression) -> bool | None:
    turns = (member[family.axis] - family.start[family.axis]) / family.step[family.axis]
    if not turns.imag.contains(0) or not turns.real.contains_integer():
        return False
    k = (turns.real + 0.5).floor().unique_fmpz()
    if k is None:
        return None
    return all(
        (start + step * acb(int(k))).overlaps(end)
        for start, step, end in zip(family.start, family.step, member, strict=True)
    )


def _shifted(x: _Family, y: _Family) -> bool:
    """One member on each side, the same but for k in place of n + 1, -n, ..."""
    if not len(x.members) == len(y.members) == 1 or x.members[0][0] != y.members[0][0] or not (x.domains and y.domains):
        return False
    xs, ys = (_columns(f.members[0][1], f, range(-_WINDOW, _WINDOW + 1)) for f in (x, y))
    if xs is None or ys is None or len(xs) != len(ys):
        return False
    near = range(_WINDOW - 4, _WINDOW + 5)
    return any(
        all(agree(p[k], q[_WINDOW + sign * (k - _WINDOW) + shift]) for p, q in zip(xs, ys, strict=True) for k in near)
        for sign in (1, -1)
        for shift in range(-3, 4)
    )


def _over_naturals(x: _Family, y: _Family, ctx: Context) -> Word | None:
    """Families with a first member: term by term, over the same kind of natural numbers."""
    if set(x.domains.values()) != set(y.domains.values()) or len(x.members) != len(y.members) or not ctx.policy.sampled:
        return Word.OPEN
    rest = [(kind, _columns(ends, y, range(8))) for kind, ends in y.members]
    for kind, ends in x.members:
        column = _columns(ends, x, range(8))
        at = next((i for i, (other, c) in enumerate(rest) if kind == other and column and c and _equal(column, c)), -1)
        if at < 0:
            return Word.OPEN
        del rest[at]
    return Word.EQUAL


def _equal(xs: list[list[acb]], ys: list[list[acb]]) -> bool:
    return len(xs) == len(ys) and all(
        p.overlaps(q) for x, y in zip(xs, ys, strict=True) for p, q in zip(x, y, strict=True)
    )
