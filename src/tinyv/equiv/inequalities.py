"""Relations in two or more unknowns: "a < b" is "b > a", "x + y < 3" is "2x < 6 - 2y"."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq_mpoly

from tinyv.equiv.algebra import certain, fraction, is_expression, symbols
from tinyv.equiv.context import Context, Word
from tinyv.expr.nodes import Node, Op

_ORDERS = ("<", "<=", ">", ">=")
_HELD = ("chain", "list", "seq", "and")
_MAX_RELATIONS, _MAX_NAMES = 12, 12


@dataclass(frozen=True, slots=True)
class _Relation:
    """gap > 0, >= 0, = 0 or != 0; poly is the gap up to a positive factor, where it is a polynomial."""

    head: str
    left: Node
    right: Node
    poly: fmpq_mpoly | None


def inequalities(a: Node, b: Node, ctx: Context) -> Word | None:
    """The same relations in any order; a single linear one is refuted by its reverse."""
    if (
        not (isinstance(a, Op) and isinstance(b, Op))
        or a.head not in (*_ORDERS, *_HELD)
        or b.head not in (*_ORDERS, *_HELD)
    ):
        return None
    xs, ys = _relations(a), _relations(b)
    if not (xs and ys and _is_ordered(xs) and _is_ordered(ys)):
        return None
    names = sorted(frozenset().union(*map(symbols, xs)))
    if len(names) == 1 or len(names) > _MAX_NAMES or names != sorted(frozenset().union(*map(symbols, ys))):
        return None
    ctx.spend(30 * (len(xs) + len(ys)))
    first, second = ([_normal(relation, names) for relation in side] for side in (xs, ys))
    if len(first) == len(second) and _all_in(first, second, ctx) and _all_in(second, first, ctx):
        return Word.EQUAL
    if len(first) == len(second) == 1 and certain(a, b) and _reversed(first[0], second[0]):
        return Word.DIFFERENT
    return None


def _relations(node: Op) -> list[Op]:
    """The single relations of a chain or a list; none if something else stands among them."""
    if node.head not in _HELD:
        return [node]
    out: list[Op] = []
    for arg in node.args[: _MAX_RELATIONS + 1]:
        if not isinstance(arg, Op) or arg.head not in (*_ORDERS, "=", "!=", "chain"):
            return []
        out.extend(_relations(arg) if arg.head == "chain" else [arg])
    return out if len(out) <= _MAX_RELATIONS else []


def _is_ordered(relations: list[Op]) -> bool:
    return any(r.head in _ORDERS for r in relations) and all(is_expression(side) for r in relations for side in r.args)


def _normal(relation: Op, names: list[str]) -> _Relation:
    head, (left, right) = relation.head, relation.args
    if head in ("<", "<="):
        head, left, right = {"<": ">", "<=": ">="}[head], right, left
    found = fraction(Op("+", (left, Op("neg", (right,)))), names) if names else None
    if found is None or not found[1].is_constant() or found[0].is_zero():
        return _Relation(head, left, right, None)
    gap, scale = (
        found[0] / found[1].leading_coefficient(),
        found[0].leading_coefficient() / found[1].leading_coefficient(),
    )
    return _Relation(head, left, right, gap / (abs(scale) if head in (">", ">=") else scale))


def _all_in(xs: list[_Relation], ys: list[_Relation], ctx: Context) -> bool:
    return all(any(_same(x, y, ctx) for y in ys) for x in xs)


def _same(x: _Relation, y: _Relation, ctx: Context) -> bool:
    if x.head != y.head:
        return False
    if x.poly is not None and y.poly is not None:
        return bool(x.poly == y.poly)
    if ctx.same(x.left, y.left) and ctx.same(x.right, y.right):
        return True
    return x.head in ("=", "!=") and ctx.same(x.left, y.right) and ctx.same(x.right, y.left)


def _reversed(x: _Relation, y: _Relation) -> bool:
    """x + y < 3 against x + y > 3"""
    return x.poly is not None and y.poly is not None and x.poly.total_degree() == 1 and x.poly == -y.poly
