"""Rules for two collections: sets by pairing, tuples in order, records by their labels."""

from __future__ import annotations

from itertools import pairwise

from tinyv.equiv.algebra import symbols
from tinyv.equiv.canonical import canonical
from tinyv.equiv.context import Context, Word
from tinyv.equiv.gather import Gathered, as_tuple, gather, is_shared, unnumbered
from tinyv.equiv.numeric import LOW, ball, is_number, precision
from tinyv.equiv.statements import stated
from tinyv.expr.nodes import Node, Op, Sym, Text

_NESTS = ("tuple", "list", "and", "set")
_GREEDY = 40  # items up to which every pair may be compared


def collections(a: Node, b: Node, ctx: Context) -> Word | None:
    """Two collections, or a collection against a single value. Parameters may still have to be renamed."""
    word = _collections(a, b, ctx)
    return None if word is Word.OPEN and ctx.depth == 1 and symbols(a) != symbols(b) else word


def _collections(a: Node, b: Node, ctx: Context) -> Word | None:
    x, y = unnumbered(gather(a), ctx), unnumbered(gather(b), ctx)
    if x is None and y is None:
        return None
    if x is None or y is None:
        found, source, single = (x, a, b) if x else (y, b, a)
        assert found is not None
        if is_shared(source):
            return None  # S = T = 36 beside 36 is a value with its names
        if (
            isinstance(source, Op)
            and source.head == "="
            and isinstance(source.args[0], Op)
            and source.args[0].head == "abs"
        ):
            return None  # |z| = 8 beside a number says 8, beside a list 8 and -8
        return _against_single(found, single, ctx)
    if "mixed" in (x.kind, y.kind):
        return Word.OPEN
    if (x.kind == "or") != (y.kind == "or") and all(map(_is_name, (*x.items, *y.items))):
        return Word.OPEN  # "Alice or Bob" is not "Alice and Bob"
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
    if (
        ("list" in (x.kind, y.kind) or "seq" in (x.kind, y.kind))
        and all(map(_is_name, (*x.items, *y.items)))
        and ctx.question.arranging
    ):
        return Word.EQUAL if in_order(x.items, y.items, ctx) is Word.EQUAL else Word.OPEN
    lists = {x.kind, y.kind} <= {"list", "seq"}
    if (lists and (_ordered(x, ctx) or ("seq" in (x.kind, y.kind) and _scalars(x) and _scalars(y)))) or (
        {x.kind, y.kind} == {"list", "or"} and ctx.question.ordered  # "from the largest: 3, 2, 1"
    ):
        word = in_order(x.items, y.items, ctx)
        return Word.OPEN if word is Word.DIFFERENT and unordered(x.items, y.items, ctx) is Word.EQUAL else word
    word = unordered(_distinct(x), _distinct(y), ctx)
    return Word.OPEN if word is Word.DIFFERENT and _regrouped(x, y) else word


def _regrouped(x: Gathered, y: Gathered) -> bool:
    """One side groups as many values as the other lists: {1, 2}, {3, 4} beside 1, 2, 3, 4."""
    sizes = [sum(map(_size, found.items)) for found in (x, y)]
    return _scalars(x) != _scalars(y) and sizes[0] == sizes[1]


def _size(node: Node) -> int:
    return len(node.args) if isinstance(node, Op) and node.head in _NESTS else 1


def _ordered(found: Gathered, ctx: Context) -> bool:
    """Does the order of an unlabelled list matter? Not of a list of points."""
    if any(isinstance(item, Op) and item.head == "tuple" for item in found.items):
        return False
    question = ctx.question
    return (
        not ctx.policy.unordered
        or ctx.ordered
        or question.ordered
        or len(found.items) in (question.asked, question.blanks)
    )


def _is_name(node: Node) -> bool:
    """a word or a letter: lists of them are often rankings; Bob may be read as a product of letters"""
    if isinstance(node, Op) and node.head == "*":
        return all(isinstance(arg, Sym) and arg.name.isalpha() for arg in node.args)
    return isinstance(node, Text) or (isinstance(node, Sym) and node.name.isalpha())


def _scalars(found: Gathered) -> bool:
    return not any(isinstance(item, Op) and item.head in _NESTS for item in found.items)


def _distinct(found: Gathered) -> tuple[Node, ...]:
    """Sets and alternatives name a value once; lists as often as they say."""
    return tuple(dict.fromkeys(found.items)) if found.kind in ("set", "or") else found.items


def _against_single(found: Gathered, single: Node, ctx: Context) -> Word | None:
    items = _distinct(found)
    if len(items) == 1 and items[0] == Sym("empty"):
        return Word.OPEN
    if len(items) == 1:
        return ctx.compare(items[0], single)
    if found.kind == "tuple":
        return None  # may be an interval
    if found.kind == "or" and len(items) <= 4 and all(ctx.same(items[0], item) for item in items[1:]):
        return ctx.compare(items[0], single)  # 3/4 or 0.75: one value in two forms
    value = stated(single).value
    if isinstance(value, Op) and value.head == "tuple":
        return None
    if found.kind == "record":
        return Word.OPEN if is_number(value) else None  # "modulus 2, argument pi/4" may say one number
    if is_number(value) and all(map(is_number, items)) and not any(ctx.same(item, items[0]) for item in items[1:]):
        return Word.DIFFERENT
    return Word.OPEN if is_number(value) else None


def in_order(xs: tuple[Node, ...], ys: tuple[Node, ...], ctx: Context) -> Word:
    """Item by item."""
    if len(xs) != len(ys):
        plain = all(map(is_number, (*xs, *ys)))
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
            words.append(ctx.compare(x, y) if _is_set(x) == _is_set(y) else Word.OPEN)
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
    if certain or any(all(ctx.compare(x, y) is Word.DIFFERENT for x in xs) for y in rest):
        return Word.DIFFERENT
    return Word.OPEN


def _is_set(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "set"


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
        return Word.DIFFERENT if all(is_number(i) for i in x.items) else Word.OPEN
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
    if isinstance(label, Text):
        return " ".join(word for word in canonical(label.text) if word not in _FILLERS)
    return repr(label)


_FILLERS = frozenset(("the", "its", "is", "are", "at", "has", "with", "a", "an", "=", ":"))


def _record_word(record: Gathered, other: Gathered, ctx: Context) -> Word:
    """Labelled values against bare ones, in the order of the question, else of the alphabet."""
    if other.kind in ("or", "set") and len(other.items) > 1:
        nested = [item for item in other.items if isinstance(item, Op) and item.head == "tuple"]
        return Word.OPEN if not nested else Word.DIFFERENT
    if len(other.items) == 1:
        return ctx.compare(as_tuple(record), other.items[0])
    if len(record.items) != len(other.items):
        return Word.OPEN
    names = [_name(label) for label in record.labels]
    if any(isinstance(label, Text) for label in record.labels):
        order = _order_of_words(names, ctx.question.text)
        if order is None:
            return Word.OPEN
    else:
        order = _question_order(names, ctx, listed_only=other.kind == "tuple")
    if order is None:
        alphabetical = all(p <= q for p, q in pairwise(names))
        if not alphabetical:
            return Word.OPEN
        order = list(range(len(names)))
    word = in_order(tuple(record.items[i] for i in order), other.items, ctx)
    return Word.OPEN if word is Word.DIFFERENT and unordered(record.items, other.items, ctx) is Word.EQUAL else word


def _order_of_words(names: list[str], text: str) -> list[int] | None:
    """The order in which "find the centre and the radius" names what two labels name; None unless it does."""
    if len(names) != 2 or not all(name.isalpha() for name in names):
        return None
    words = [word for word in canonical(text[-400:]) if word not in _FILLERS]
    for at, word in enumerate(words[:-2]):
        if word in names and words[at + 1] == "and":
            other = names[1 - names.index(word)]
            if other in words[at + 2 : at + 4]:
                return [names.index(word), names.index(other)]
    return None


def _question_order(names: list[str], ctx: Context, *, listed_only: bool) -> list[int] | None:
    """Positions of the names as the question lists them, else (not for points) as it first mentions them."""
    listed = _listing(names, ctx.question.text)
    if listed is None and not listed_only:
        seen = [letter for letter in ctx.question.letters if letter in names]
        listed = seen if len(seen) == len(names) else None
    return [names.index(name) for name in listed] if listed is not None else None


def _listing(names: list[str], text: str) -> list[str] | None:
    """The names in the order of the last place of the question where they stand close together."""
    if not text or any(not name.isalnum() for name in names):
        return None
    best: list[str] | None = None
    flat = list(
        text.replace("$", " ")
        .replace("\\", " ")
        .replace("{", " ")
        .replace("}", " ")
        .replace("_", "")
        .replace("(", " ")
        .replace(")", " ")
        .replace(",", " ")
        .split()
    )
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
