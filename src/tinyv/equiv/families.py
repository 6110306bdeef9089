"""Families with an integer parameter: "kπ, k ∈ Z" in other letters, shifted, split or joined."""

from __future__ import annotations

from flint import acb

from tinyv.equiv.algebra import is_expression, substitute, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import HIGH, ball, precision
from tinyv.equiv.statements import stated
from tinyv.equiv.gather import expand_signs
from tinyv.expr.nodes import Node, Op, Sym

_PARAMETERS = ("k", "n", "m", "l", "t", "j", "p", "q", "s", "r", "K", "N")
_REACH = 24


def families(a: Node, b: Node, ctx: Context) -> Word | None:
    """Sets of values, or of intervals, over all integers k."""
    x, y = _family(a), _family(b)
    if x is None or y is None or not (x[2] or y[2]):
        return None
    if not ctx.policy.sampled:
        return None
    ctx.spend(400)
    with precision(HIGH):
        first, second = _spans(x), _spans(y)
        if first is None or second is None or {len(s[0]) for s in first} != {len(s[0]) for s in second}:
            return None
        return Word.EQUAL if _covers(first, second) and _covers(second, first) else Word.OPEN


Family = tuple[str, tuple[Node, ...], bool]
Progression = tuple[tuple[acb, ...], acb]  # offsets (one, or both ends of an interval), common step


def _family(node: Node) -> Family | None:
    """parameter, members, whether the domain was said"""
    outer = stated(node)
    said = outer.condition is not None and _is_integers(outer.condition)
    if outer.condition is not None and not said:
        return None
    members: list[Node] = []
    labels = set()
    parts = outer.value.args if isinstance(outer.value, Op) and outer.value.head in ("or", "list", "and", "union", "set") else (outer.value,)
    for part in parts:
        if _is_integers(part):
            said = True
            continue
        inner = stated(part)
        said = said or (inner.condition is not None and _is_integers(inner.condition))
        value = inner.value
        labels.add(inner.label)
        if isinstance(value, Op) and value.head == "in":
            value = value.args[1]
        if isinstance(value, Op) and value.head == "builder":
            condition = value.args[1]
            said = said or _is_integers(condition)
            value = stated(condition).value if not _is_integers(condition) else stated(value.args[0]).value
        members.extend(expand_signs(value) or (value,))
    if len(labels - {None}) > 1:
        return None  # x = 2 + 3t, y = 1 - 2t is one family of points
    names = frozenset().union(*(symbols(_ends(m)) for m in members)) if members else frozenset()
    names = names & frozenset(_PARAMETERS)
    if len(names) != 1:
        return None
    return next(iter(names)), tuple(map(_ends, members)), said


def _is_integers(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "in" and isinstance(node.args[1], Sym) and node.args[1].name == "ZZ"


def _ends(member: Node) -> Node:
    """lo < x < hi as the interval (lo, hi) with its kind of ends"""
    if isinstance(member, Op) and member.head == "chain" and len(member.args) == 2:
        low, high = member.args
        if isinstance(low, Op) and isinstance(high, Op) and low.head[0] == high.head[0] == "<":
            return Op(("[" if low.head == "<=" else "(") + ("]" if high.head == "<=" else ")"), (low.args[0], high.args[1]))
    if isinstance(member, Op) and member.head == "tuple" and len(member.args) == 2:
        return Op("()", member.args)
    return member


def _spans(family: Family) -> list[tuple[tuple[acb, ...], acb, str]] | None:
    """Arithmetic progressions: offsets at k = 0 and the step, after splitting (-1)^k into even and odd."""
    name, members, _ = family
    out: list[tuple[tuple[acb, ...], acb, str]] = []
    for member in members:
        kind = member.head if isinstance(member, Op) and member.head in ("()", "[]", "[)", "(]") else ""
        ends = member.args if kind and isinstance(member, Op) else (member,)
        if not all(is_expression(end) and symbols(end) <= {name} for end in ends):
            return None
        columns = []
        for end in ends:
            values = [ball(end, {name: acb(k)}) for k in range(6)]
            if any(v is None for v in values):
                return None
            columns.append([v for v in values if v is not None])
        if any(not _steady(column) for column in columns):
            return None
        for start in (0, 1):
            steps = [column[start + 2] - column[start] for column in columns]
            if len(steps) == 2 and not steps[0].overlaps(steps[1]):
                return None
            out.append((tuple(column[start] for column in columns), steps[0], kind))
    return out


def _steady(column: list[acb]) -> bool:
    """affine in k on the even and on the odd numbers, with a step that is not zero"""
    pairs = ((0, 2, 4), (1, 3, 5))
    return all((column[b] - column[a]).overlaps(column[c] - column[b]) and not (column[b] - column[a]).contains(0) for a, b, c in pairs)


def _covers(xs: list[tuple[tuple[acb, ...], acb, str]], ys: list[tuple[tuple[acb, ...], acb, str]]) -> bool:
    """every member of xs near the origin is a member of ys"""
    for offsets, step, kind in xs:
        for k in range(-_REACH // 2, _REACH // 2):
            member = tuple(offset + step * k for offset in offsets)
            if not any(kind == other_kind and _is_member(member, others, other_step) for others, other_step, other_kind in ys):
                return False
    return True


def _is_member(member: tuple[acb, ...], offsets: tuple[acb, ...], step: acb) -> bool:
    turns = (member[0] - offsets[0]) / step
    if not turns.imag.contains(0):
        return False
    k = turns.real.mid().floor() if (turns.real - turns.real.mid().floor()) < 0.5 else turns.real.mid().floor() + 1
    return all((offset + step * acb(k)).overlaps(end) for offset, end in zip(offsets, member, strict=True))


def renamed(a: Node, b: Node, ctx: Context) -> Word | None:
    """The same formula in a parameter that each side named for itself: (1 + 2t, t) and (1 + 2s, s)."""
    if ctx.depth > 1:
        return None
    p, q = a, b
    bound = _binds(p) or _binds(q)
    x, y = stated(p).value, stated(q).value
    first, second = symbols(x) - symbols(y), symbols(y) - symbols(x)
    if len(first) != 1 or len(second) != 1 or isinstance(x, Sym) or isinstance(y, Sym):
        return None
    (old,), (new,) = second, first
    if not (_is_formula(x) and _is_formula(y)):
        return None
    letters = ctx.question.letters
    if not bound and (not letters or old.partition("_")[0] in letters or new.partition("_")[0] in letters):
        return None
    if old.lower() == new.lower() or old.partition("_")[0] == new.partition("_")[0]:
        return None
    return Word.EQUAL if ctx.compare(x, substitute(y, {old: Sym(new)})) is Word.EQUAL else None


def _is_formula(node: Node) -> bool:
    return all(map(is_expression, node.args)) if isinstance(node, Op) and node.head in ("tuple", "=", "list") else is_expression(node)


def _binds(node: Node) -> bool:
    """the parameter's domain was said: "k in Z", "for some integer t" """
    if not isinstance(node, Op):
        return False
    if node.head == "where":
        return True
    return node.head in ("list", "and") and any(isinstance(arg, Op) and arg.head == "in" for arg in node.args)


