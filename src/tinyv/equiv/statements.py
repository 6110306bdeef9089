"""What stands around a value: labels, chains of equalities, conditions, implications."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from tinyv.equiv.algebra import substitute, symbols
from tinyv.equiv.context import Context, Word
from tinyv.equiv.decimals import shown
from tinyv.equiv.numeric import LOW, ball, disjoint, is_number, precision, rational
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, holds

_UNIVERSAL = ("all", "any", "every", "each", "arbitrary", "some", "∀")
_SETS = ("RR", "ZZ", "NN", "QQ", "CC")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with what was said around it. `rough` is a second value after an ≈ sign."""

    value: Node
    label: Node | None = None
    condition: Node | None = None
    rough: Node | None = None
    damaged: bool = False  # the equalities contradict one another


_SAYS_MORE = {"where", "implies", "list", "seq", "and", "chain", "~", "=", "*", "call"}


def stated(node: Node) -> Stated:
    """Peel labels, `where` clauses, implications and chains of equalities off a value."""
    condition: Node | None = None
    for _ in range(6):
        if not isinstance(node, Op) or node.head not in _SAYS_MORE:
            return Stated(node, None, condition)
        head, args = node.head, node.args
        if head == "where":
            node, condition = args[0], None if is_universal(args[1]) else args[1]
        elif head == "implies":
            node = args[1]
        elif head in ("list", "seq", "and") and len(args) == 2 and _is_domain(args[1]):
            node, condition = args
        else:
            return _value(node, condition)
    return Stated(node, None, condition)


def _value(node: Op, condition: Node | None) -> Stated:
    head, args = node.head, node.args
    if head == "chain":
        equal = all(isinstance(link, Op) and link.head in ("=", "~") for link in args)
        return _chain(node, condition) if equal else Stated(node, None, condition)
    if head == "=" or (head == "~" and is_label(args[0])):
        left, right = args
        if is_label(left):
            return Stated(right, left, condition)
        if isinstance(right, Sym) and symbols(right) and rational(left) is not None:
            return Stated(left, right, condition)
        if is_number(left) and is_number(right):
            return Stated(right, None, condition, None, _contradict(left, right))
    elif head == "~":
        return Stated(args[0], None, condition, args[1], not _close(*args))
    elif head == "*" and len(args) == 2 and _is_point(node):
        return Stated(args[1], args[0], condition)
    elif head == "call" and len(args) == 3 and isinstance(args[0], Sym):
        return Stated(Op("tuple", args[1:]), args[0], condition)  # F(1, 2), a point
    return Stated(node, None, condition)


def _chain(node: Op, condition: Node | None) -> Stated:
    links = [link for link in node.args if isinstance(link, Op)]
    sides = [links[0].args[0], *(link.args[1] for link in links)]
    label = sides[0] if is_label(sides[0]) else None
    rough = links[-1].head == "~"
    values = sides[1:] if label is not None else sides
    numbers = [v for v in values if is_number(v)]
    damaged = not rough and any(_contradict(x, numbers[-1]) for x in numbers[:-1])
    if rough:
        close = len(values) < 2 or _close(values[-2], values[-1])
        return Stated(values[-2] if len(values) > 1 else values[-1], label, condition, values[-1], not close)
    return Stated(values[-1], label, condition, None, damaged)


def _close(a: Node, b: Node) -> bool:
    """within 5 % of each other, as two sides of ≈ should be"""
    with precision(LOW):
        x, y = ball(a), ball(b)
        return x is None or y is None or not bool(abs(x - y) * 20 > abs(x))


def _contradict(a: Node, b: Node) -> bool:
    with precision(LOW):
        x, y = ball(a), ball(b)
    return x is not None and y is not None and disjoint(x, y)


def is_universal(condition: Node) -> bool:
    """ "for all x", "x in R": says of the answer nothing that it would not say alone."""
    if isinstance(condition, Text):
        return condition.text.lower().split()[:1] != [] and condition.text.lower().split()[0] in _UNIVERSAL
    if isinstance(condition, Op) and condition.head == "words" and isinstance(condition.args[0], Text):
        return is_universal(condition.args[0])
    match condition:
        case Op("in", (_, Sym(name))):
            return name.startswith("RR")
    return False


def _is_domain(node: Node) -> bool:
    if not (isinstance(node, Op) and node.head == "in" and isinstance(node.args[0], Sym | Op)):
        return False
    where = node.args[1]
    return isinstance(where, Sym) and where.name[:2] in _SETS


def is_label(node: Node) -> bool:
    """Something that names a value: x, a_n, f(x), AB, P(A), |AB|, (x, y), sin A, words."""
    if isinstance(node, Sym):
        return node.name not in ("pi", "e", "i", "oo", "empty", "...")
    if isinstance(node, Text):
        return True
    if not isinstance(node, Op):
        return False
    if node.head in ("call", "sub", "bar", "words"):
        return True
    if node.head == "+":  # m + n
        return all(isinstance(arg, Sym) and is_label(arg) for arg in node.args) and len(set(node.args)) == len(
            node.args
        )
    if node.head in ("max", "min", "lim", "sum", "prod", "int", "gcd", "lcm", "deg"):
        return True
    if node.head in ("abs", "sin", "cos", "tan", "det", "ln"):
        return is_label(node.args[0])
    if node.head in ("union", "inter", "minus"):
        return all(map(is_label, node.args))  # A ∩ B
    if node.head == "tuple":
        return all(isinstance(arg, Sym) and is_label(arg) for arg in node.args)
    if node.head == "*":
        return all(isinstance(arg, Sym) and arg.name[0].isupper() for arg in node.args) or node.args[0] == Sym("d")
    if node.head == "ratio" or (node.head == "/" and all(isinstance(arg, Sym) for arg in node.args)):
        return all(isinstance(arg, Sym) and is_label(arg) for arg in node.args)  # a : b
    if node.head == "/":  # dy/dx
        return all(isinstance(arg, Op) and arg.head == "*" and arg.args[0] in _DIFFERENTIALS for arg in node.args)
    return False


_DIFFERENTIALS = (Sym("d"), Sym("partial"))


def _is_point(node: Op) -> bool:
    match node.args:
        case (Sym(name), Op("tuple" | "set" | "[]", _)):
            return name[0].isupper() and name not in ("RR", "NN")
    return False


def left_side(a: Node, b: Node, ctx: Context) -> Word | None:
    """ "Re(z) + 1 = 5" is 5 where the question asks for Re(z) + 1 in these words."""
    if _is_equation(a) == _is_equation(b) or not ctx.question.text:
        return None
    at = 0 if _is_equation(a) else 1
    equation = a if at == 0 else b
    asked = "".join(ctx.texts[at].partition("=")[0].translate(_LAYOUT).split())
    if (
        len(asked) < 3
        or not isinstance(equation, Op)
        or asked not in "".join(ctx.question.text.translate(_LAYOUT).split())
    ):
        return None
    word = ctx.compare(equation.args[1], b if at == 0 else a)
    return word if word is Word.EQUAL else None


def _other_unknown(label: Node | None, ctx: Context) -> bool:
    """x = 2 where the question asks for y"""
    asked = ctx.question.unknown
    return (
        bool(asked)
        and isinstance(label, Sym)
        and len(label.name) == 1
        and label.name != asked
        and label.name in ctx.question.letters
    )


def _other_function(label: Node | None, ctx: Context) -> bool:
    """cos t = 1/2 where the question speaks of no cosine"""
    return (
        isinstance(label, Op)
        and label.head in _FUNCTIONS
        and bool(ctx.question.words)
        and label.head not in ctx.question.words
    )


_FUNCTIONS = ("sin", "cos", "tan", "ln")


def _other_sum(a: Node, b: Node) -> bool:
    """`2015 = 1551 + 464` against `454 + 1561`: a calculation was asked for, and its numbers are the answer."""
    if not any(
        _is_equation(node) and is_number(node.args[0]) and is_number(node.args[1])
        for node in (a, b)
        if isinstance(node, Op)
    ):
        return False
    first, second = _terms(a), _terms(b)
    return bool(first) and bool(second) and first != second


def _terms(node: Node) -> list[str]:
    """The numbers of the sides that calculate, sorted; none if no side does."""
    sides = node.args if isinstance(node, Op) and node.head == "=" else (node,)
    return sorted(number for side in sides if _calculates(side) for number in _numbers(side))


def _calculates(node: Node) -> bool:
    return isinstance(node, Op) and node.head in ("+", "*", "/") and len(_numbers(node)) > 1 and not _is_fraction(node)


def _is_fraction(node: Op) -> bool:
    return node.head == "/" and all(isinstance(arg, Num) for arg in node.args)


def _numbers(node: Node) -> list[str]:
    if isinstance(node, Num):
        return [str(node.value)]
    return [number for arg in node.args for number in _numbers(arg)] if isinstance(node, Op) else []


_LAYOUT = str.maketrans("", "", "{}$\\ ")


def _is_equation(node: Node) -> bool:
    return isinstance(node, Op) and node.head == "="


def statements(a: Node, b: Node, ctx: Context) -> Word | None:
    """Compare what two statements say, once labels and conditions are taken off."""
    if not (isinstance(a, Op) or isinstance(b, Op)):
        return None
    x, y = stated(a), stated(b)
    if x.value is a and y.value is b:
        return None
    if x.damaged or y.damaged:
        return Word.OPEN
    if x.label is not None and y.label is not None:
        renamed = _rename(x, y)
        if renamed is None:
            return None if _both_equations(a, b) else Word.OPEN
        y = renamed
    elif (x.label is None) != (y.label is None):
        labelled, bare = (x, y) if x.label is not None else (y, x)
        if _other_unknown(labelled.label, ctx) or _other_function(labelled.label, ctx):
            return Word.OPEN
        if isinstance(bare.value, Op) and bare.value.head == "=" and not isinstance(labelled.label, Text):
            return None
    word = _compare_values(x, y, ctx)
    if word is Word.EQUAL and (not _same_condition(x, y, ctx) or _other_sum(a, b)):
        return Word.OPEN
    if word is Word.DIFFERENT and (holds(a, "radix") or holds(b, "radix")):
        return Word.OPEN  # 11000_2 = 24_10: either may be what was asked for
    if word is Word.OPEN:
        return None
    if word is Word.DIFFERENT and (x.condition is not None or y.condition is not None):
        return Word.OPEN  # the condition may say in which case
    return word


def _both_equations(a: Node, b: Node) -> bool:
    return _is_equation(a) and _is_equation(b)


def _compare_values(x: Stated, y: Stated, ctx: Context) -> Word:
    words = [ctx.compare(x.value, y.value)]
    if words[0] is not Word.EQUAL and x.rough is not None:
        words.append(ctx.compare(x.rough, y.value))
    if words[0] is not Word.EQUAL and y.rough is not None:
        words.append(ctx.compare(x.value, y.rough))
    if x.rough is not None and y.rough is not None and Word.EQUAL not in words:
        words.append(ctx.compare(x.rough, y.rough))
    if words[0] is Word.EQUAL and any(p.rough is not None and shown(q.value) for p, q in ((x, y), (y, x))):
        rough = ctx.compare(x.rough or x.value, y.rough or y.value)
        return Word.EQUAL if rough is Word.EQUAL else Word.OPEN  # "log 7 = 2.81 or so" says 2.81, whatever log 7 is
    if words[0] is Word.EQUAL and ctx.question.rounding and _rounds_elsewhere(x, y, ctx):
        return Word.OPEN
    if Word.EQUAL in words:
        return Word.EQUAL
    return Word.DIFFERENT if all(word is Word.DIFFERENT for word in words) else Word.OPEN


def _rounds_elsewhere(x: Stated, y: Stated, ctx: Context) -> bool:
    """ "1984.5 g, so about 1990 g" where 1980 g is right: it ends at the wrong number."""
    return any(
        p.rough is not None and ctx.compare(p.rough, q.rough or q.value) is Word.DIFFERENT for p, q in ((x, y), (y, x))
    )


def _rename(x: Stated, y: Stated) -> Stated | None:
    """y in the variables of x: f(t) = t^2 becomes f(x) = x^2; None if the labels name different things."""
    if x.label == y.label:
        return y
    match x.label, y.label:
        case Op("call", (f, *xs)), Op("call", (g, *ys)) if f == g and len(xs) == len(ys):
            if all(isinstance(v, Sym) for v in (*xs, *ys)) and not (set(xs) - set(ys)) & set(
                map(Sym, symbols(y.value))
            ):
                names = {v.name: u for u, v in zip(xs, ys, strict=True) if isinstance(v, Sym)}
                return Stated(substitute(y.value, names), x.label, y.condition, y.rough)
        case Op("ratio" | "/", (p, q)), Op("ratio" | "/", (s, t)) if (p, q) == (t, s):
            return Stated(Op("/", (Num(fmpq(1)), y.value)), x.label, y.condition)  # b : a = 3 : 2
        case Op("ratio" | "/", (p, q)), Op("ratio" | "/", (s, t)) if (p, q) == (s, t):
            return y
        case Sym("r"), Sym("rho"):
            return y
        case Sym("rho"), Sym("r"):
            return y
        case Op("call", (f, *_)), Sym(_) as g if f == g or g == Sym("y"):
            return y
        case Sym(_) as f, Op("call", (g, *_)) if f == g or f == Sym("y"):
            return y
        case ((Text() | Op("words", _)), _):
            return None
        case Sym(f), Sym(g) if f.partition("_")[0] == g.partition("_")[0] and len(f.partition("_")[2]) == 1 == len(
            g.partition("_")[2]
        ):
            old, new = g[-1], f[-1]  # a_n = 2^n is a_k = 2^k
            if old.isalpha() and new.isalpha() and new not in symbols(y.value):
                return Stated(substitute(y.value, {old: Sym(new)}), x.label, y.condition, y.rough)
        case Sym(f), Sym(g) if f.replace("_", "") == g.replace("_", "") and len(f.replace("_", "")) > 1:
            return y  # x_1 and x1
    return None


def _same_condition(x: Stated, y: Stated, ctx: Context) -> bool:
    if x.condition is None or y.condition is None:
        condition = x.condition or y.condition
        return condition is None or _is_domain(condition)
    return ctx.same(x.condition, y.condition)
