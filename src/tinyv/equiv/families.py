"""Families over the integers: "kπ, k ∈ Z" in other letters, shifted, split or joined; congruences.

A member is a point of one or more coordinates, an interval, or an excluded point; its coordinates
are affine in the parameter, on the even and on the odd numbers each ((-1)^k is allowed). Every
member of one side over a common period is looked for on the other side. Not covered: two
parameters at once, squares of the parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

from flint import acb

from tinyv.equiv.algebra import certain, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.members import MAX_MEMBERS, NATURALS, Family, may_be_family, read_family
from tinyv.equiv.numeric import HIGH, agree, ball, precision
from tinyv.expr.nodes import Node, Op, Sym

_PARAMETERS = frozenset(("k", "n", "m", "l", "t", "j", "p", "q", "s", "r", "K", "N"))
_WINDOW = 8
_MAX_RATIO, _MAX_PERIOD, _MAX_TRIALS = 60, 240, 5_000


@dataclass(frozen=True, slots=True)
class _Progression:
    kind: str
    start: tuple[acb, ...]
    step: tuple[acb, ...]
    axis: int  # of a coordinate whose step is not zero


def families(a: Node, b: Node, ctx: Context) -> Word | None:
    """Equal families, or certainly different ones if both say that their parameter is an integer."""
    if not (may_be_family(a) or may_be_family(b)):
        return None
    x, y = read_family(a), read_family(b)
    if x is None or y is None or not (x.domains or y.domains):
        return None
    ctx.spend(200)
    with precision(HIGH):
        naturals = {d for f in (x, y) for d in f.domains.values() if d in NATURALS}
        if naturals:
            return _over_naturals(x, y, ctx)
        first, second = _progressions(x), _progressions(y)
        if first is None or second is None:
            return Word.EQUAL if _shifted(x, y) and ctx.policy.sampled else None
        if {p.kind for p in first} != {p.kind for p in second} or len(first) + len(second) > MAX_MEMBERS:
            return Word.OPEN
        ctx.spend(20 * len(first) * len(second))
        found = _covers(first, second), _covers(second, first)
    if found == (True, True):
        return Word.EQUAL if ctx.policy.sampled else Word.OPEN
    sure = x.domains and y.domains and certain(a, b) and _in_turns(a) == _in_turns(b)
    return Word.DIFFERENT if sure and False in found else Word.OPEN


def _in_turns(node: Node) -> bool:
    """does π or a degree sign occur? One side in degrees without their sign is no proof"""
    if isinstance(node, Op):
        return node.head == "degree" or any(map(_in_turns, node.args))
    return node == Sym("pi")


def _parameter(ends: tuple[Node, ...], family: Family) -> str | None:
    names = frozenset().union(*map(symbols, ends))
    found = names & (family.domains.keys() or _PARAMETERS)
    return next(iter(found)) if len(found) == 1 == len(names) and not found & family.reals else None


def _progressions(family: Family) -> list[_Progression] | None:
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


def _columns(ends: tuple[Node, ...], family: Family, reach: range) -> list[list[acb]] | None:
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
        if period > _MAX_PERIOD or period * len(xs) * len(ys) > _MAX_TRIALS:
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


def _shifted(x: Family, y: Family) -> bool:
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


def _over_naturals(x: Family, y: Family, ctx: Context) -> Word | None:
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
