"""Vectors and matrices: entry by entry, with scalar factors, unit vectors and transposes."""

from __future__ import annotations

from flint import fmpq

from tinyv.equiv.collections import in_order
from tinyv.equiv.context import Context, Word
from tinyv.equiv.gather import gather
from tinyv.equiv.numeric import is_number
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Num, Op, Sym


def matrices(a: Node, b: Node, ctx: Context) -> Word | None:
    """Matrices entry by entry; a single row or column is a vector and equals its tuple."""
    x, y = _rows(a), _rows(b)
    if x is None and y is None:
        x, y = _beside_tuple(a, b), _beside_tuple(b, a)
        if x is None and y is None:
            return None
    if x is not None and y is not None:
        if len(x) != len(y) or any(len(p) != len(q) for p, q in zip(x, y, strict=True)):
            flat_x, flat_y = _vector(x), _vector(y)
            if flat_x is None or flat_y is None or len(flat_x) != len(flat_y):
                return Word.DIFFERENT if flat_x is None and flat_y is None else Word.OPEN
            return in_order(flat_x, flat_y, ctx)
        return in_order(tuple(e for row in x for e in row), tuple(e for row in y for e in row), ctx)
    rows, source, other = (x, a, b) if x is not None else (y, b, a)
    flat = _vector(_beside_tuple(source, other) or rows or ())
    found = gather(other)
    if flat is None or found is None or found.kind not in ("tuple", "list"):
        return None
    return in_order(flat, found.items, ctx)


Rows = tuple[tuple[Node, ...], ...]


def _rows(node: Node) -> Rows | None:
    """The entries of a matrix, of its multiple, negative or transpose, or of a sum of unit vectors."""
    if not isinstance(node, Op):
        return None
    if node.head == "matrix":
        return tuple(row.args for row in node.args if isinstance(row, Op))
    if node.head == "neg":
        return _scaled(_rows(node.args[0]) or _tuple(node.args[0]), Num(fmpq(-1)))
    if node.head in ("*", "/"):
        return _multiple(node)
    if node.head == "^" and node.args[1] in (Sym("T"), Sym("top"), Op("'", ())):
        return _transposed(_rows(node.args[0]) or _tuple(node.args[0]))
    if node.head == "+":
        rows = _unit_vectors(node)
        return rows if rows is not None and len(node.args) > 1 else None
    if node.head == "=":
        whole = stated(node)
        return _rows(whole.value) if whole.label is not None else None
    return None


def _tuple(node: Node) -> Rows | None:
    return (node.args,) if isinstance(node, Op) and node.head == "tuple" else None


def _multiple(node: Op) -> Rows | None:
    """a closed factor times a matrix, or a matrix over a closed number"""
    inner = [
        (i, rows)
        for i, arg in enumerate(node.args)
        if (rows := _rows(arg) if isinstance(arg, Op) and arg.head in ("matrix", "^") else None)
    ]
    if not inner and node.head == "*":
        inner = [(i, rows) for i, arg in enumerate(node.args) if (rows := _tuple(arg))]
    if len(inner) != 1 or (node.head == "/" and inner[0][0] == 1):
        return None
    at, rows = inner[0]
    factors = [arg for i, arg in enumerate(node.args) if i != at]
    if not all(map(is_number, factors)):
        return None
    if node.head == "/":
        return _scaled(rows, Op("/", (Num(fmpq(1)), factors[0])))
    return _scaled(rows, factors[0] if len(factors) == 1 else Op("*", tuple(factors)))


def _scaled(rows: Rows | None, factor: Node) -> Rows | None:
    return rows and tuple(tuple(Op("*", (factor, entry)) for entry in row) for row in rows)


def _transposed(rows: Rows | None) -> Rows | None:
    if rows is None or any(len(row) != len(rows[0]) for row in rows):
        return None
    return tuple(zip(*rows, strict=True))


_UNITS = ("i", "j", "k")
_SPELLED = {"i": "i", "j": "j", "k": "k", "imath": "i", "jmath": "j"}


def _beside_tuple(node: Node, other: Node) -> Rows | None:
    """One unit vector or two are only told from numbers beside a tuple: -j is (0, -1, 0)."""
    if not (isinstance(other, Op) and other.head == "tuple" and len(other.args) in (2, 3)):
        return None
    rows = _unit_vectors(node if isinstance(node, Op) and node.head == "+" else Op("+", (node,)))
    if rows is None or len(rows[0]) > len(other.args):
        return None
    zero: Node = Num(fmpq(0))
    return (rows[0] + (zero,) * (len(other.args) - len(rows[0])),)


def _unit_name(node: Node) -> str:
    inner = node.args[0] if isinstance(node, Op) and node.head == "bar" else node
    return _SPELLED.get(inner.name, "") if isinstance(inner, Sym) else ""


def _unit_vectors(node: Op) -> Rows | None:
    """2i - 3j + k as (2, -3, 1)"""
    entries: dict[str, Node] = {}
    for term in node.args:
        sign, body = (-1, term.args[0]) if isinstance(term, Op) and term.head == "neg" else (1, term)
        factors = body.args if isinstance(body, Op) and body.head == "*" else (body,)
        names = [_unit_name(f) for f in factors if _unit_name(f)]
        rest = [f for f in factors if not _unit_name(f)]
        if len(names) != 1 or names[0] in entries or not all(map(is_number, rest)):
            return None
        entries[names[0]] = Op("*", (Num(fmpq(sign)), *rest))
    if not entries or set(entries) == {"i"}:  # a complex number
        return None
    zero: Node = Num(fmpq(0))
    size = 3 if "k" in entries else 2
    return (tuple(entries.get(name, zero) for name in _UNITS[:size]),)


def _vector(rows: Rows) -> tuple[Node, ...] | None:
    if len(rows) == 1:
        return rows[0]
    return tuple(row[0] for row in rows) if all(len(row) == 1 for row in rows) else None
