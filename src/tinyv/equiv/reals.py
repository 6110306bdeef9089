"""Trees as sets of real numbers: intervals, relations in one variable, set-builders, words."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from tinyv.equiv.algebra import fraction, is_expression, symbols
from tinyv.equiv.existence import existence
from tinyv.equiv.numeric import is_number
from tinyv.equiv.phrases import flatten, read_phrase
from tinyv.expr.nodes import Node, Num, Op, Sym, Text
from tinyv.expr.show import show

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_HALVES = {
    "^+": ">",
    "_+": ">",
    "_>0": ">",
    "_>=0": ">=",
    "^-": "<",
    "_-": "<",
    "_<0": "<",
    "_<=0": "<=",
    "_!=0": "!=",
    "^*": "!=",
}
_WHOLE = {
    "ZZ": None,
    "NN": 0,
    "NN_0": 0,
    "NN^*": 1,
    "NN_+": 1,
    "NN^+": 1,
    "ZZ^+": 1,
    "ZZ_+": 1,
    "ZZ_>0": 1,
    "ZZ_>=0": 0,
}


@dataclass(frozen=True, slots=True)
class Span:
    """An interval; None stands for an infinite end."""

    lo: Node | None
    hi: Node | None
    lo_closed: bool = False
    hi_closed: bool = False


@dataclass(frozen=True, slots=True)
class Mix:
    """or, and, not of sets; list: and, unless nothing were left; apart: or, of sets that must not meet."""

    op: str
    parts: tuple[Term, ...]


Term = Span | Mix
EVERYTHING = Span(None, None)
NOTHING = Mix("or", ())


class Unreadable(Exception):
    """no set of real numbers in one variable"""


@dataclass(frozen=True, slots=True)
class RealSet:
    """A set with what its tree said of it.

    variable: the unknown that the relations speak of, as `show` writes it; "" for bare intervals.
    bound: the variable belongs to a set-builder, where any name would do.
    whole: only the integers of the set are meant.
    from_naturals: they are natural numbers, whose first may be 0 or 1.
    composed: the relations were on x + y, or on |x|, which may have been the length of a vector.
    """

    term: Term
    variable: str
    bound: bool
    whole: bool
    from_naturals: bool
    composed: bool


def read_set(node: Node) -> RealSet | None:
    """A tree as a set of real numbers, or None if it is none."""
    reader = _Reader()
    try:
        term = reader.read(node)
    except Unreadable:
        return None
    return RealSet(term, reader.variable, reader.bound, reader.whole, reader.naturals, reader.composed)


class _Reader:
    """Reads one tree; remembers the variable that its relations speak of."""

    def __init__(self) -> None:
        self.variable = ""
        self.bound = self.whole = self.naturals = self.composed = False

    def speak_of(self, node: Node) -> None:
        name = show(node)
        if self.variable and self.variable != name:
            raise Unreadable
        self.variable = name

    def read(self, node: Node) -> Term:
        if isinstance(node, Sym):
            return named(node.name)
        if isinstance(node, Text):
            return self.phrase((node,))
        if not isinstance(node, Op):
            raise Unreadable
        head, args = node.head, node.args
        if head in ("[]", "[)", "(]") or (head == "tuple" and len(args) == 2):
            return Span(finite(args[0]), finite(args[1]), head.startswith("["), head.endswith("]"))
        if head in _NESTED and (
            head == "words"
            or any(isinstance(arg, Text) or (isinstance(arg, Op) and arg.head == "words") for arg in args)
        ):
            return self.phrase(flatten(node))
        read = _READ.get(head)
        if read is None:
            raise Unreadable
        return read(self, node)

    def values(self, node: Op) -> Term:
        return Mix("or", tuple(map(point, node.args)))

    def any_of(self, node: Op) -> Term:
        inner = "list" if node.head == "or" else ""
        flat = [
            part for arg in node.args for part in (arg.args if isinstance(arg, Op) and arg.head == inner else (arg,))
        ]
        if all(map(is_end, flat)):
            return Mix("or", tuple(map(point, flat)))
        return Mix("or", tuple(map(self.read, flat)))

    def all_of(self, node: Op) -> Term:
        middle = node.args[0].args[-1] if node.head == "chain" and isinstance(node.args[0], Op) else None
        if isinstance(middle, Sym) and not is_end(middle):
            self.speak_of(middle)  # a < x < 2a
        return Mix("and", tuple(map(self.read, node.args)))

    def listed(self, node: Op) -> Term:
        """ "x > 0, x != 1" restricts; "1, 2, 3" are values, "(0, 1), (2, 3)" are parts"""
        args = [arg for arg in node.args if not self.is_domain(arg)]
        if any(arg == Sym("empty") or (isinstance(arg, Op) and arg.head == "set") for arg in args):
            raise Unreadable  # a list of sets
        if args and all(map(is_end, args)):
            return Mix("or", tuple(map(point, args)))
        bare = any(isinstance(arg, Op) and arg.head in _BARE for arg in args)
        return Mix("and" if node.head == "and" else "apart" if bare else "list", tuple(map(self.read, args)))

    def is_domain(self, node: Node) -> bool:
        """ "x in R", and "x in Z", which is remembered"""
        if not (isinstance(node, Op) and node.head == "in" and isinstance(node.args[1], Sym)):
            return False
        return node.args[1] == Sym("RR")

    def where(self, node: Op) -> Term:
        statement, condition = node.args
        return (
            self.read(statement)
            if self.is_domain(condition)
            else Mix("and", (self.read(statement), self.read(condition)))
        )

    def without(self, node: Op) -> Term:
        return Mix("and", (self.read(node.args[0]), Mix("not", (self.read(node.args[1]),))))

    def added(self, node: Op) -> Term:
        """R - {1}"""
        match node.args:
            case (Sym(_) | Op(_, _)) as whole, Op("neg", (Op("set", _) as removed,)):
                return self.without(Op("minus", (whole, removed)))
        raise Unreadable

    def builder(self, node: Op) -> Term:
        element, condition = node.args
        name = element.args[0] if isinstance(element, Op) and element.head == "in" else element
        if not isinstance(name, Sym):
            raise Unreadable
        term = Mix("and", (self.read(element) if isinstance(element, Op) else EVERYTHING, self.read(condition)))
        if self.variable not in ("", name.name):
            raise Unreadable
        self.bound = True
        return term

    def member(self, node: Op) -> Term:
        self.speak_of(node.args[0])
        domain = node.args[1]
        if isinstance(domain, Sym) and domain.name in _WHOLE and node.head == "in":
            first = _WHOLE[domain.name]
            self.whole = True
            self.naturals |= domain.name == "NN"
            return EVERYTHING if first is None else Span(Num(fmpq(first)), None, True, False)
        inner = self.read(domain)
        return inner if node.head == "in" else Mix("not", (inner,))

    def phrase(self, pieces: tuple[Node, ...]) -> Term:
        if len(pieces) == 1 and isinstance(pieces[0], Text) and existence(pieces[0].text) == "none":
            return NOTHING
        found = read_phrase(pieces)
        if found is None:
            raise Unreadable
        variable, clauses = found
        if variable is not None:
            self.speak_of(variable)
            self.composed = not isinstance(variable, Sym)
        return Mix(
            "or", tuple(Mix("and", tuple(half_line(head, value) for head, value in clause)) for clause in clauses)
        )

    def relation(self, node: Op) -> Term:
        head, (left, right) = node.head, node.args
        if is_end(right) and not is_end(left):
            return self.of(left, head, right)
        if is_end(left) and not is_end(right):
            return self.of(right, FLIPPED[head], left)
        if isinstance(left, Sym) and self.variable != show(right) and left.name not in symbols(right):
            self.speak_of(left)
            return half_line(head, right)
        if isinstance(right, Sym) and right.name not in symbols(left):
            self.speak_of(right)
            return half_line(FLIPPED[head], left)
        return self.solve(head, Op("+", (left, Op("neg", (right,)))))

    def of(self, expression: Node, head: str, end: Node) -> Term:
        if isinstance(expression, Sym) or (isinstance(expression, Op) and expression.head == "call"):
            self.speak_of(expression)
            return half_line(head, end)
        if isinstance(expression, Op) and expression.head == "abs" and head in ("<", "<=", ">", ">="):
            inner = expression.args[0]
            self.composed = True
            first, second = self.of(inner, head, end), self.of(inner, FLIPPED[head], Op("neg", (end,)))
            return Mix("and" if head[0] == "<" else "or", (first, second))
        if isinstance(expression, Op) and is_expression(expression) and len(symbols(expression)) > 1:
            self.speak_of(expression)
            self.composed = True
            return half_line(head, end)
        if isinstance(expression, Op) and is_expression(expression) and len(symbols(expression)) == 1:
            return self.solve(head, Op("+", (expression, Op("neg", (end,)))))
        raise Unreadable

    def solve(self, head: str, gap: Node) -> Term:
        """gap < 0 for a gap that is linear or quadratic in its one variable"""
        names = sorted(symbols(gap))
        found = fraction(gap, names) if len(names) == 1 else None
        if found is None or not found[1].is_constant():
            raise Unreadable
        self.speak_of(Sym(names[0]))
        poly = found[0] / found[1].leading_coefficient()
        c = [fmpq(poly[(k,)]) for k in range(3)]
        if poly.total_degree() == 1:
            return half_line(head if c[1] > 0 else FLIPPED[head], Num(-c[0] / c[1]))
        if poly.total_degree() != 2:
            raise Unreadable
        if c[2] < 0:
            head, c = FLIPPED[head], [-x for x in c]
        under = c[1] * c[1] - 4 * c[0] * c[2]
        if under < 0:
            return EVERYTHING if head in (">", ">=", "!=") else NOTHING
        root = Op("root", (Num(under), Num(fmpq(2))))
        ends = [Op("/", (Op("+", (Num(-c[1]), r)), Num(2 * c[2]))) for r in (Op("neg", (root,)), root)]
        closed = head in ("<=", ">=")
        if head in ("<", "<="):
            return Span(ends[0], ends[1], closed, closed)
        if head in (">", ">="):
            return Mix("or", (Span(None, ends[0], False, closed), Span(ends[1], None, closed, False)))
        points = Mix("or", (point(ends[0]), point(ends[1])))
        return points if head == "=" else Mix("not", (points,))


_NESTED = ("words", "or", "and", "list")
_BARE = ("[]", "[)", "(]", "tuple", "union")
_READ = {
    "set": _Reader.values,
    "union": _Reader.any_of,
    "or": _Reader.any_of,
    "inter": _Reader.all_of,
    "chain": _Reader.all_of,
    "list": _Reader.listed,
    "seq": _Reader.listed,
    "and": _Reader.listed,
    "where": _Reader.where,
    "minus": _Reader.without,
    "+": _Reader.added,
    "builder": _Reader.builder,
    "in": _Reader.member,
    "notin": _Reader.member,
    **dict.fromkeys(FLIPPED, _Reader.relation),
}


def named(name: str) -> Term:
    """R, its positive and its negative half, the empty set."""
    if name == "empty":
        return NOTHING
    if name == "RR":
        return EVERYTHING
    if name[:2] != "RR" or name[2:] not in _HALVES:
        raise Unreadable
    return half_line(_HALVES[name[2:]], Num(fmpq(0)))


def is_infinite(node: Node) -> bool:
    return node == Sym("oo") or (isinstance(node, Op) and node.head in ("neg", "+") and node.args[-1] == Sym("oo"))


def finite(node: Node) -> Node | None:
    """An endpoint; None for either infinity."""
    if is_infinite(node):
        return None
    if isinstance(node, Op | Text) and not is_expression(node):
        raise Unreadable
    return node


def point(node: Node) -> Span:
    if finite(node) is None:
        raise Unreadable
    return Span(node, node, True, True)


def half_line(head: str, end: Node) -> Term:
    if finite(end) is None:
        return EVERYTHING
    match head:
        case "<" | "<=":
            return Span(None, end, False, head == "<=")
        case ">" | ">=":
            return Span(end, None, head == ">=", False)
        case "=":
            return point(end)
    return Mix("not", (point(end),))


def is_end(node: Node) -> bool:
    """a closed number or an infinity"""
    return is_infinite(node) or is_number(node)
