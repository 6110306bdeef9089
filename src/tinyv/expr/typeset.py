"""The text of an answer -> presentation MathML, from its expression tree: an answer as TinyV understood it.

`x^2/2` shows a fraction because the tree holds one; what the parser took for words is shown as words. Browsers draw
MathML themselves (https://www.w3.org/TR/mathml-core/), so there is no library and no font to ship.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flint import fmpq

from tinyv.expr.limits import MAX_CHARS, OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.expr.tables import FUNCTIONS
from tinyv.expr.typeset_elements import (
    APPLY,
    BAR,
    NAMES,
    ROUND,
    THIN,
    element,
    escape,
    fenced,
    mi,
    mn,
    mo,
    mrow,
    mtext,
    over,
    stacked,
    table,
    upright,
)
from tinyv.expr.typeset_latex import typeset_prose

__all__ = ["typeset", "typeset_prose"]

MAX_NESTING = 120  # levels of a tree that are drawn
MAX_DIGITS = 80  # of a numeral; a longer one shows its ends
# How tightly markup holds together; what binds more loosely than its place asks for is put in brackets.
LOOSE, LIST, RELATION, RATIO, SETS, SUM, PRODUCT, APPLIED, POSTFIX, ATOM, BARE = range(11)
BRACES, BARS = ("{", "}"), ("|", "|")
TIMES, SPACE = mo("\u2062"), mtext(" ")


def typeset(text: str) -> str:
    """An answer or a reference as HTML: escaped words and `<math>` elements, safe to place in a page.

    Never raises. Beyond the parser's budgets the text itself is shown, cut to `MAX_CHARS`. Items of a list are `<math>`
    elements of their own, so that lines can break between them. Not covered: the exact spelling (`\\dfrac`, spaces).
    """
    try:
        return _flow(parse(text))
    except (OverBudget, RecursionError):
        return escape(text if len(text) <= MAX_CHARS else f"{text[:MAX_CHARS]}…")


_FLOWING = {"words": " ", "list": ", ", "seq": "; ", "and": " and ", "or": " or ", "implies": " ⇒ "}


def _flow(node: Node) -> str:
    """A tree as text that may break into lines wherever it holds words or a list."""
    match node:
        case Text(text):
            return escape(text)
        case Op(head, args) if head in _FLOWING and args:
            if not any(isinstance(arg, Op) and arg.head in _FLOWING for arg in args):
                return _FLOWING[head].join(map(_flow, args))
        case Op("where", (said, condition)) if isinstance(condition, Text):
            return f"{_flow(said)} ({_flow(condition)})"
    return f"<math>{_at(node, LOOSE, 0)}</math>"


def _at(node: Node, level: int, depth: int) -> str:
    """Markup that holds together at least as tightly as `level`."""
    markup, own = _markup(node, depth)
    return markup if own >= level else fenced(ROUND, markup)


def _markup(node: Node, depth: int) -> tuple[str, int]:
    """The markup of a node, and how tightly it holds together."""
    if depth > MAX_NESTING:
        raise OverBudget("depth")
    match node:
        case Num():
            return _number(node)
        case Sym(name):
            return _symbol(name), BARE
        case Unit(name):
            return upright(name), BARE
        case Text(text):
            return mtext(text), ATOM
        case Op(head, args):
            if head in _RELATIONS and len(args) == 2:
                return _infixed(_RELATIONS[head], args, RATIO, depth), RELATION
            if head in _INFIX:
                between, level = _INFIX[head]
                return _infixed(between, args, level + 1, depth), level
            if head in _BRACKETS:
                return fenced(_BRACKETS[head], _items(args, depth)), BARE
            if _is_function(node) and head not in _SHAPES and len(args) == 1:
                return _applied(mi(_FUNCTION_NAMES.get(head, head)), args[0], depth), APPLIED
            if head in _SHAPES:
                shape, level = _SHAPES[head]
                return shape(args, depth + 1), level
            return element("mrow", mtext(head), fenced(ROUND, _items(args, depth))), BARE


def _number(node: Num) -> tuple[str, int]:
    if node.decimals is None and node.value.q != 1:  # 0.333... is a third
        above, below = Num(fmpq(node.value.p)), Num(fmpq(node.value.q))
        return element("mfrac", _number(above)[0], _number(below)[0]), ATOM
    digits = show(node)
    if len(digits) > MAX_DIGITS:
        digits = f"{digits[:20]}…{digits[-20:]}"
    return (element("mrow", mo("−"), mn(digits[1:])), SUM) if digits[0] == "-" else (mn(digits), BARE)


def _symbol(name: str) -> str:
    """`x_1`, `f'`, `RR^+`: what follows the letter stands beside it."""
    rest, _, above = name.partition("^")
    primes = len(rest) - len(rest.rstrip("'"))
    letter, _, below = rest.rstrip("'").partition("_")
    base = _piece(letter or name)
    if not primes and not above:
        return element("msub", base, _piece(below)) if below else base
    raised = mrow(mo("′" * primes) if primes else "", _piece(above) if above else "")
    return element("msubsup", base, _piece(below), raised) if below else element("msup", base, raised)


def _piece(text: str) -> str:
    if text in NAMES:
        return mi(NAMES[text])
    return mn(text) if text.isdecimal() else mi(text.replace("-", "−"))


def _infixed(between: str, args: tuple[Node, ...], level: int, depth: int) -> str:
    return element("mrow", between.join(_at(arg, level, depth + 1) for arg in args))


def _items(args: Iterable[Node], depth: int) -> str:
    return mo(",").join(_at(arg, RELATION, depth + 1) for arg in args)


def _applied(name: str, inner: Node, depth: int) -> str:
    of = _at(inner, ATOM, depth + 1)
    return element("mrow", name, APPLY, "" if of.startswith(fenced(ROUND, "")[:12]) else THIN, of)


def _sum(args: tuple[Node, ...], depth: int) -> str:
    out = []
    for place, arg in enumerate(args):
        match arg:
            case Op("neg", (inner,)):
                out += [mo("−"), _at(inner, PRODUCT, depth)]
            case _:
                out += [mo("+")] * bool(place) + [_at(arg, PRODUCT, depth)]
    return element("mrow", *out)


def _product(args: tuple[Node, ...], depth: int) -> str:
    out: list[str] = []
    for place, arg in enumerate(args):
        before = args[place - 1] if place else None
        if before is not None:
            dotted = mo("⋅") if _is_function(before) else THIN if _is_function(arg) else TIMES
            out.append(mo("×") if _begins_with_digit(arg) else dotted)
        out.append(_at(arg, PRODUCT, depth))
    return element("mrow", *out)


def _is_function(node: Node) -> bool:
    """Whether a node is a function's name before its argument, as in `sin x`."""
    return isinstance(node, Op) and (
        _SHAPES[node.head][1] == APPLIED if node.head in _SHAPES else node.head in FUNCTIONS
    )


def _begins_with_digit(node: Node) -> bool:
    match node:
        case Num():
            return True
        case Op("/" | "^" | "mixed" | "quantity" | "!" | "percent" | "degree" | "*" | "radix", (first, *_)):
            return isinstance(first, Text) or _begins_with_digit(first)
    return False


def _power(args: tuple[Node, ...], depth: int) -> str:
    base, exponent = args
    raised = mrow(_at(exponent, LOOSE, depth))
    match base:  # sin² x
        case Op(head, (inner,)) if _is_function(base) and head not in _SHAPES and isinstance(exponent, Num):
            return _applied(element("msup", mi(_FUNCTION_NAMES.get(head, head)), raised), inner, depth)
    return element("msup", _at(base, BARE, depth), raised)


def _root(args: tuple[Node, ...], depth: int) -> str:
    inner, degree = _at(args[0], LOOSE, depth), args[1]
    if isinstance(degree, Num) and degree.value == 2:
        return element("msqrt", inner)
    return element("mroot", mrow(inner), mrow(_at(degree, LOOSE, depth)))


def _plus_minus(sign: str) -> Shape:
    def shape(args: tuple[Node, ...], depth: int) -> str:
        before = [_at(arg, SUM, depth) for arg in args[:-1]]
        return element("mrow", *before, mo(sign), _at(args[-1], PRODUCT, depth))

    return shape


def _quantity(args: tuple[Node, ...], depth: int) -> str:
    value, unit = _at(args[0], PRODUCT, depth), args[1]
    if isinstance(unit, Unit) and unit.name in _SIGNS:
        return element("mrow", upright(_SIGNS[unit.name]), value)
    return element("mrow", value, mtext("\u202f"), _unit(unit, depth))


def _unit(node: Node, depth: int) -> str:
    match node:
        case Op("/" | "*" as head, (left, right)):
            return element(
                "mrow", _unit(left, depth + 1), mtext("/") if head == "/" else mo("⋅"), _unit(right, depth + 1)
            )
    return _at(node, ATOM, depth + 1)


def _log(args: tuple[Node, ...], depth: int) -> str:
    name = mi("log") if len(args) == 1 else element("msub", mi("log"), mrow(_at(args[1], LOOSE, depth)))
    return _applied(name, args[0], depth)


def _call(args: tuple[Node, ...], depth: int) -> str:
    return element("mrow", _at(args[0], ATOM, depth), APPLY, fenced(ROUND, _items(args[1:], depth)))


def _of_items(name: str) -> Shape:
    return lambda args, depth: element("mrow", mi(name), APPLY, fenced(ROUND, _items(args, depth)))


def _big(sign: str) -> Shape:
    def shape(args: tuple[Node, ...], depth: int) -> str:
        body, *rest = args
        if len(rest) == 3:
            below = element("mrow", _at(rest[0], SUM, depth), mo("="), _at(rest[1], SUM, depth))
            head = element("munderover", mo(sign), below, mrow(_at(rest[2], LOOSE, depth)))
        else:
            head = element("munder", mo(sign), element("mrow", *(_at(part, LOOSE, depth) for part in rest)))
        return element("mrow", head, _at(body, PRODUCT, depth))

    return shape


def _integral(args: tuple[Node, ...], depth: int) -> str:
    body, variable, *limits = args
    sign = mo("∫")
    if limits:
        sign = element("msubsup", sign, *(mrow(_at(limit, LOOSE, depth)) for limit in limits))
    return element("mrow", sign, _at(body, PRODUCT, depth), mtext("\u2009"), mi("d"), _at(variable, ATOM, depth))


def _limit(args: tuple[Node, ...], depth: int) -> str:
    body, *towards = args
    below = element("mrow", mo("→").join(_at(part, SUM, depth) for part in towards))
    return element("mrow", element("munder", mo("lim"), below), _at(body, PRODUCT, depth))


def _congruence(args: tuple[Node, ...], depth: int) -> str:
    left, right, *modulus = (_at(arg, RATIO, depth) for arg in args)
    ring = SPACE + fenced(ROUND, mi("mod") + SPACE + modulus[0]) if modulus else ""
    return element("mrow", left, mo("≡"), right, ring)


def _chain(args: tuple[Node, ...], depth: int) -> str:
    out = []
    for place, link in enumerate(args):
        assert isinstance(link, Op)
        left, right = link.args[0], link.args[-1]
        out += [_at(left, RATIO, depth)] * (not place) + [_RELATIONS.get(link.head, mtext(link.head))]
        out.append(_at(right, RATIO, depth))
    return element("mrow", *out)


def _rows(args: tuple[Node, ...], depth: int) -> str:
    cells = (row.args if isinstance(row, Op) and row.head == "row" else (row,) for row in args)
    return table([[_at(cell, LOOSE, depth) for cell in row] for row in cells])


def _spaced(args: tuple[Node, ...], depth: int) -> str:
    return element("mrow", SPACE.join(_at(arg, LOOSE, depth) for arg in args))


def _where(args: tuple[Node, ...], depth: int) -> str:
    said, condition = args
    return element("mrow", _at(said, LIST, depth), mtext("  "), fenced(ROUND, _at(condition, LOOSE, depth)))


def _around(before: str, after: str, level: int) -> Shape:
    """One argument between markup."""
    return lambda args, depth: element("mrow", before, _at(args[0], level, depth), after)


_RELATIONS = {
    head: mo(sign)
    for head, sign in {
        "=": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "~": "≈", "in": "∈", "notin": "∉",
        "subset": "⊂", "maps": "↦", "cong": "≡", "->": "→", "parallel": "∥", "perp": "⊥",
    }.items()
}  # fmt: skip
_INFIX = {
    "list": (mo(",") + SPACE, LIST), "seq": (mo(";") + SPACE, LIST),
    "and": (mtext(" and "), LIST), "or": (mtext(" or "), LIST),
    "implies": (mo("⇒"), LIST), "ratio": (mo(":"), RATIO), "union": (mo("∪"), SETS), "inter": (mo("∩"), SETS),
    "minus": (mo("∖"), SETS), "mod": (mtext(" mod "), PRODUCT), "compose": (mo("∘"), PRODUCT),
    "scaled": (mo("×"), PRODUCT), "time": (mtext(":"), ATOM), "date": (mtext("-"), ATOM),
}  # fmt: skip
_BRACKETS = {
    "tuple": ROUND, "[]": ("[", "]"), "[)": ("[", ")"), "(]": ("(", "]"), "set": BRACES, "abs": BARS,
    "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉"),
}  # fmt: skip
_FUNCTION_NAMES = {name: f"arc{name[1:]}" for name in ("asin", "acos", "atan", "acot", "asec", "acsc")} | {
    "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "gamma": "Γ",
}  # fmt: skip
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "INR": "₹"}  # that stand before the number
Shape = Callable[[tuple[Node, ...], int], str]
_SHAPES: dict[str, tuple[Shape, int]] = {
    "+": (_sum, SUM),
    "*": (_product, PRODUCT),
    "/": (lambda args, depth: element("mfrac", *(mrow(_at(arg, LOOSE, depth)) for arg in args)), ATOM),
    "^": (_power, ATOM),
    "neg": (_around(mo("−"), "", PRODUCT), SUM),
    "pm": (_plus_minus("±"), SUM),
    "mp": (_plus_minus("∓"), SUM),
    "mixed": (lambda args, depth: element("mrow", *(_at(arg, ATOM, depth) for arg in args)), ATOM),
    "!": (_around("", mo("!"), BARE), ATOM),
    "!!": (_around("", mo("!!"), BARE), ATOM),
    "root": (_root, ATOM),
    "binom": (lambda args, depth: stacked(*(_at(arg, LOOSE, depth) for arg in args)), BARE),
    "log": (_log, APPLIED),
    "call": (_call, BARE),
    "bar": (lambda args, depth: over(_at(args[0], LOOSE, depth), BAR), BARE),
    "conj": (lambda args, depth: over(_at(args[0], LOOSE, depth), BAR), BARE),
    "sub": (lambda args, depth: element("msub", *(mrow(_at(arg, BARE, depth)) for arg in args)), ATOM),
    "max": (_of_items("max"), APPLIED),
    "min": (_of_items("min"), APPLIED),
    "gcd": (_of_items("gcd"), APPLIED),
    "lcm": (_of_items("lcm"), APPLIED),
    "sum": (_big("∑"), SUM),
    "prod": (_big("∏"), SUM),
    "int": (_integral, SUM),
    "lim": (_limit, SUM),
    "percent": (_around("", mtext("%"), ATOM), POSTFIX),
    "degree": (_around("", mtext("°"), ATOM), POSTFIX),
    "quantity": (_quantity, PRODUCT),
    "radix": (lambda args, depth: element("msub", *(_at(arg, ATOM, depth) for arg in args)), ATOM),
    "cong": (_congruence, RELATION),
    "chain": (_chain, RELATION),
    "matrix": (lambda args, depth: fenced(ROUND, _rows(args, depth)), BARE),
    "det": (lambda args, depth: fenced(BARS, _at(args[0], LOOSE, depth)), BARE),
    "row": (lambda args, depth: fenced(ROUND, _items(args, depth)), BARE),
    "cases": (lambda args, depth: fenced(("{", ""), _rows(args, depth)), BARE),
    "builder": (lambda args, depth: fenced(BRACES, mo("∣").join(_at(arg, LOOSE, depth) for arg in args)), BARE),
    "where": (_where, LIST),
    "label": (lambda args, depth: element("mrow", mtext(": ").join(_at(arg, LIST, depth) for arg in args)), LIST),
    "words": (_spaced, LIST),
}
