"""Lists, sets, alternatives, tuples, records of labelled values, matrices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import LOW, ball, precision, rational
from tinyv.equiv.statements import Stated, stated
from tinyv.equiv.text import canonical
from tinyv.expr.limits import MAX_ITEMS, MAX_SIGN_CHOICES, OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym, Text

_GATHERED = ("list", "seq", "and", "or", "set")
_EXCLUDES = re.compile(r"\b(?:not|no|never|except|other|than|or|if|when|unless|without|least|most|any)\b", re.IGNORECASE)
_GREEDY = 40  # items up to which every pair may be compared


@dataclass(frozen=True, slots=True)
class Gathered:
    """Items of a collection. kind: list, set, or, record (labelled) or tuple."""

    kind: str
    items: tuple[Node, ...]
    labels: tuple[Node | None, ...] = ()


def expand_signs(node: Node) -> tuple[Node, ...]:
    """The values that ± and ∓ stand for; their signs are chosen together. Empty if there is none."""
    if not _has_sign(node):
        return ()
    return _with_sign(node, True), _with_sign(node, False)


def _has_sign(node: Node) -> bool:
    return isinstance(node, Op) and (node.head in ("pm", "mp") or any(map(_has_sign, node.args)))


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
    return _count_signs(node) > 1 and not _has_mp(node)


def _has_mp(node: Node) -> bool:
    return isinstance(node, Op) and (node.head == "mp" or any(map(_has_mp, node.args)))


def gather(node: Node) -> Gathered | None:
    """A tree as a collection, or None if it is a single value."""
    if not isinstance(node, Op):
        return None
    if node.head == "tuple":
        if _has_sign(node):
            return None if _mixed_signs(node) else Gathered("or", expand_signs(node))
        return Gathered("tuple", node.args)
    if node.head in _GATHERED:
        return _gather_items(node)
    if node.head == "=":
        whole = stated(node)
        inner = gather(whole.value) if whole.label is not None else None
        if inner is None or whole.label is None:
            return None
        if isinstance(whole.label, Op) and whole.label.head == "tuple" and inner.kind == "tuple":
            return Gathered("record", inner.items, whole.label.args)
        return Gathered(inner.kind, inner.items, (whole.label,) * len(inner.items)) if inner.kind != "record" else None
    if node.head == "in" and isinstance(node.args[1], Op) and node.args[1].head == "set":
        return gather(node.args[1])
    if _has_sign(node) and not _mixed_signs(node):
        return Gathered("or", expand_signs(node))
    return None


def _gather_items(node: Op) -> Gathered | None:
    items: list[Node] = []
    labels: list[Node | None] = []
    kind = node.head if node.head in ("set", "or", "seq") else "list"
    for arg in _flatten(node):
        part = _noun(arg) or stated(arg)
        if part.condition is not None or part.damaged:
            return None
        value: Node = part.value
        if part.label is None and isinstance(arg, Op) and arg.head in ("<", "<=", ">", ">=", "!=", "in", "notin", "chain", "where", "cong"):
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
    if len(values) != 1 or not (_is_plain(values[0]) or isinstance(values[0], Op)) or _EXCLUDES.search(label):
        return None
    return Stated(values[0], Text(label))


def _flatten(node: Op) -> list[Node]:
    """Nested lists and alternatives of single values as one list; groups of labelled values stay groups."""
    out: list[Node] = []
    lists = [arg for arg in node.args if isinstance(arg, Op) and arg.head in ("list", "and")]
    several = node.head == "or" and len(lists) > 1  # "3, 6, 12 or 12, 6, 3": each list is an alternative
    for arg in node.args:
        if isinstance(arg, Op) and arg.head in ("list", "and", "or") and not (node.head != arg.head and (_is_group(arg) or several)):
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
        nested = [_records("list", *_labelled(item)) if isinstance(item, Op) and item.head in ("list", "and") else None for item in items]
        return Gathered(kind, tuple(_as_tuple(n) if n else item for n, item in zip(nested, items, strict=True)))
    if all(label is not None for label in labels):
        names = [repr(label) for label in labels]
        distinct = len(set(names))
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


def _as_tuple(found: Gathered) -> Node:
    """A record as a tuple in alphabetical order of its labels."""
    if found.kind == "record":
        order = sorted(range(len(found.items)), key=lambda i: repr(found.labels[i]))
        return Op("tuple", tuple(found.items[i] for i in order))
    return Op("tuple", found.items)


def _are_roots(labels: tuple[Node | None, ...]) -> bool:
    """x_1, x_2, ...: values of one unknown that the answer numbered itself"""
    names = [label.name.partition("_") for label in labels if isinstance(label, Sym)]
    return len(names) == len(labels) and len({n[0] for n in names}) == 1 and all(n[2].isdigit() for n in names)


def _unnumbered(found: Gathered | None, ctx: Context) -> Gathered | None:
    """Roots x_1, x_2 that the question does not number are alternatives."""
    if found is None or found.kind != "record" or not _are_roots(found.labels):
        return found
    text = ctx.question.text.replace("{", "").replace("}", "")
    return found if any(label.name in text for label in found.labels if isinstance(label, Sym)) else Gathered("or", found.items)


def collections(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two collections, or a collection against a single value."""
    x, y = _unnumbered(gather(a), ctx), _unnumbered(gather(b), ctx)
    if x is None and y is None:
        return None
    if x is None or y is None:
        found, single = (x, b) if x else (y, a)
        assert found is not None
        return _against_single(found, single, ctx)
    if "mixed" in (x.kind, y.kind):
        return Word.OPEN
    if x.labels and y.labels and x.kind != "record" and y.kind != "record" and x.labels[0] != y.labels[0]:
        return Word.OPEN  # x = 1 or 2 against y = 1 or 2
    if x.kind == "record" and y.kind == "record":
        return _records_word(x, y, ctx)
    if x.kind == "record" or y.kind == "record":
        return _record_word(x, y, ctx) if x.kind == "record" else _record_word(y, x, ctx)
    if x.kind == "tuple" and y.kind == "tuple":
        return in_order(x.items, y.items, ctx)
    if "tuple" in (x.kind, y.kind):
        return _tuple_word(x, y, ctx) if x.kind == "tuple" else _tuple_word(y, x, ctx)
    if ("list" in (x.kind, y.kind) or "seq" in (x.kind, y.kind)) and all(map(_is_name, (*x.items, *y.items))) and ctx.question.arranging:
        return Word.EQUAL if in_order(x.items, y.items, ctx) is Word.EQUAL else Word.OPEN
    if x.kind in ("list", "seq") and y.kind in ("list", "seq") and (_ordered(x, ctx) or "seq" in (x.kind, y.kind) and _scalars(x) and _scalars(y)):
        word = in_order(x.items, y.items, ctx)
        return Word.OPEN if word is Word.DIFFERENT and unordered(x.items, y.items, ctx) is Word.EQUAL else word
    return unordered(_distinct(x), _distinct(y), ctx)


def _ordered(found: Gathered, ctx: Context) -> bool:
    """Does the order of an unlabelled list matter? Not of a list of points."""
    if any(isinstance(item, Op) and item.head == "tuple" for item in found.items):
        return False
    return not ctx.policy.unordered or ctx.ordered or ctx.question.ordered or ctx.question.asked == len(found.items)


def _is_name(node: Node) -> bool:
    """a word or a letter: lists of them are often rankings"""
    return isinstance(node, Text) or (isinstance(node, Sym) and node.name.isalpha())


def _scalars(found: Gathered) -> bool:
    return not any(isinstance(item, Op) and item.head in ("tuple", "list", "and") for item in found.items)


def _distinct(found: Gathered) -> tuple[Node, ...]:
    """Sets and alternatives name a value once; lists as often as they say."""
    return tuple(dict.fromkeys(found.items)) if found.kind in ("set", "or") else found.items


def _against_single(found: Gathered, single: Node, ctx: Context) -> Word | None:
    items = _distinct(found)
    if len(items) == 1:
        return ctx.compare(items[0], single)
    if found.kind == "tuple":
        return None  # may be an interval
    value = stated(single).value
    if isinstance(value, Op) and value.head == "tuple":
        return None
    if _is_plain(value) and all(map(_is_plain, items)) and not any(ctx.same(item, items[0]) for item in items[1:]):
        return Word.DIFFERENT
    return Word.OPEN if _is_plain(value) else None


def _is_plain(node: Node) -> bool:
    if isinstance(node, Num) or rational(node) is not None:
        return True
    with precision(LOW):
        return ball(node) is not None


def in_order(xs: tuple[Node, ...], ys: tuple[Node, ...], ctx: Context) -> Word:
    """Item by item."""
    if len(xs) != len(ys):
        plain = all(map(_is_plain, (*xs, *ys)))
        return Word.DIFFERENT if plain else Word.OPEN
    words = []
    for x, y in zip(xs, ys, strict=True):
        words.append(ctx.compare(x, y))
        if words[-1] is Word.DIFFERENT:
            return Word.OPEN if ctx.question.direction else Word.DIFFERENT
    return Word.EQUAL if all(word is Word.EQUAL for word in words) else Word.OPEN


def unordered(xs: tuple[Node, ...], ys: tuple[Node, ...], ctx: Context) -> Word:
    """Every item finds its own partner."""
    if max(len(xs), len(ys)) > _GREEDY:
        return _sorted_word(xs, ys, ctx)
    rest = list(ys)
    missing = False
    certain = False
    for x in xs:
        words = []
        for i, y in enumerate(rest):
            words.append(ctx.compare(x, y))
            if words[-1] is Word.EQUAL:
                del rest[i]
                break
        else:
            missing = True
            others = words if len(rest) == len(ys) else [ctx.compare(x, y) for y in ys]
            if all(word is Word.DIFFERENT for word in others):
                certain = True
                break
    if not missing and not rest:
        return Word.EQUAL
    if certain or (rest and not missing and all(all(ctx.compare(x, y) is Word.DIFFERENT for x in xs) for y in rest)):
        return Word.DIFFERENT
    return Word.OPEN


def _sorted_word(xs: tuple[Node, ...], ys: tuple[Node, ...], ctx: Context) -> Word:
    if len(xs) != len(ys):
        return Word.OPEN
    with precision(LOW):
        keyed = [_keys(items) for items in (xs, ys)]
    if keyed[0] is None or keyed[1] is None:
        return Word.EQUAL if xs == ys else Word.OPEN
    words = {ctx.compare(p, q) for (_, p), (_, q) in zip(*keyed, strict=True)}
    return Word.EQUAL if words == {Word.EQUAL} else Word.DIFFERENT if Word.DIFFERENT in words else Word.OPEN


def _keys(items: tuple[Node, ...]) -> list[tuple[tuple[float, float], Node]] | None:
    out = []
    for item in items:
        found = ball(item)
        if found is None:
            return None
        out.append(((float(found.real.mid()), float(found.imag.mid())), item))
    return sorted(out, key=lambda pair: pair[0])


def _tuple_word(x: Gathered, y: Gathered, ctx: Context) -> Word | None:
    """(1, 2, 3) against the list 1, 2, 3: in order; against a set of one tuple: that tuple."""
    if len(y.items) == 1:
        return ctx.compare(Op("tuple", x.items), y.items[0])
    if any(isinstance(item, Op) and item.head == "tuple" for item in y.items):
        return Word.DIFFERENT if all(_is_plain(i) for i in x.items) else Word.OPEN
    if y.kind not in ("list", "seq"):
        return Word.OPEN
    word = in_order(x.items, y.items, ctx)
    return Word.OPEN if word is Word.DIFFERENT and unordered(x.items, y.items, ctx) is Word.EQUAL else word


def _records_word(x: Gathered, y: Gathered, ctx: Context) -> Word:
    first = dict(zip(map(_name, x.labels), x.items, strict=True))
    second = dict(zip(map(_name, y.labels), y.items, strict=True))
    if first.keys() != second.keys():
        return Word.OPEN
    keys = list(first)
    return in_order(tuple(first[k] for k in keys), tuple(second[k] for k in keys), ctx)


def _name(label: Node | None) -> str:
    if isinstance(label, Sym):
        return label.name.replace("_", "")
    return " ".join(canonical(label.text)) if isinstance(label, Text) else repr(label)


def _record_word(record: Gathered, other: Gathered, ctx: Context) -> Word:
    """Labelled values against bare ones, in the order of the question, else of the alphabet."""
    if other.kind in ("or", "set") and len(other.items) > 1:
        nested = [item for item in other.items if isinstance(item, Op) and item.head == "tuple"]
        return Word.OPEN if not nested else Word.DIFFERENT
    if len(other.items) == 1:
        return ctx.compare(_as_tuple(record), other.items[0])
    if len(record.items) != len(other.items) or any(isinstance(label, Text) for label in record.labels):
        return Word.OPEN
    names = [_name(label) for label in record.labels]
    order = _question_order(names, ctx)
    if order is None:
        alphabetical = all(p <= q for p, q in pairwise(names))
        if not alphabetical:
            return Word.OPEN
        order = list(range(len(names)))
    word = in_order(tuple(record.items[i] for i in order), other.items, ctx)
    return Word.OPEN if word is Word.DIFFERENT and unordered(record.items, other.items, ctx) is Word.EQUAL else word


def _question_order(names: list[str], ctx: Context) -> list[int] | None:
    """Positions of the names as the question lists them, if it does."""
    listed = _listing(names, ctx.question.text)
    return [names.index(name) for name in listed] if listed is not None else None


def _listing(names: list[str], text: str) -> list[str] | None:
    """The names in the order of the last place of the question where they stand close together."""
    if not text or any(not name.isalnum() for name in names):
        return None
    best: list[str] | None = None
    flat = [c for c in text.replace("$", " ").replace("\\", " ").replace("{", " ").replace("}", " ").replace("_", "").replace("(", " ").replace(")", " ").replace(",", " ").split()]
    flat = [w.strip(".;:?!") for w in flat]
    wanted = set(names)
    for start, word in enumerate(flat):
        if word not in wanted:
            continue
        seen: list[str] = []
        for other in flat[start : start + 2 * len(names) + 1]:
            if other in wanted:
                if other in seen:
                    break
                seen.append(other)
            elif other not in ("and", "or", "", "the", "of"):
                break
        if len(seen) == len(names):
            best = seen
    return best


def matrices(a: Node, b: Node, ctx: Context) -> Word | None:
    """Matrices entry by entry; a single row or column is a vector and equals its tuple."""
    x, y = _rows(a), _rows(b)
    if x is None and y is None:
        return None
    if x is not None and y is not None:
        if len(x) != len(y) or any(len(p) != len(q) for p, q in zip(x, y, strict=True)):
            flat_x, flat_y = _vector(x), _vector(y)
            if flat_x is None or flat_y is None or len(flat_x) != len(flat_y):
                return Word.DIFFERENT if flat_x is None and flat_y is None else Word.OPEN
            return in_order(flat_x, flat_y, ctx)
        return in_order(tuple(e for row in x for e in row), tuple(e for row in y for e in row), ctx)
    rows, other = (x, b) if x is not None else (y, a)
    flat = _vector(rows or ())
    found = gather(other)
    if flat is None or found is None or found.kind not in ("tuple", "list"):
        return None
    return in_order(flat, found.items, ctx)


def _rows(node: Node) -> tuple[tuple[Node, ...], ...] | None:
    node = stated(node).value
    if isinstance(node, Op) and node.head == "matrix":
        return tuple(row.args for row in node.args if isinstance(row, Op))
    return None


def _vector(rows: tuple[tuple[Node, ...], ...]) -> tuple[Node, ...] | None:
    if len(rows) == 1:
        return rows[0]
    return tuple(row[0] for row in rows) if all(len(row) == 1 for row in rows) else None


__all__ = ["MAX_SIGN_CHOICES", "Gathered", "collections", "expand_signs", "gather", "in_order", "matrices", "unordered"]
