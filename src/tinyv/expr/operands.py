"""Operands that begin with a number, a name or a command: numerals, symbols, functions, roots."""

from __future__ import annotations

from flint import fmpq

from tinyv.expr import tables as T
from tinyv.expr.cursor import Cursor, Refused
from tinyv.expr.grammar import CALLABLE, INFIX, NUMBER_SETS, POWER, PREFIX_OPERATORS
from tinyv.expr.lexer import STOP
from tinyv.expr.literals import number, radix_digits, repeating
from tinyv.expr.nodes import Node, Num, Op, Sym, Text

ITEMS = ("max", "min", "gcd", "lcm")
SYMBOL_TAILS = ("_", "'", "^", "(")
REPEATERS = ("overline", "dot", "bar")


class Operands(Cursor):
    def num(self, text: str) -> Node:
        node: Node = number(text)
        after = self.peek()
        if after is STOP or (after.text in INFIX and after.text != "_"):
            return node
        if not text.replace(".", "", 1).isdecimal():  # 1.5e3
            return node
        if (
            after.text == "."
            and "." not in text
            and not after.space
            and (self.peek(1).text in REPEATERS or self.peek(1).text == "(")
        ):
            self.position += 1
            after, text = self.peek(), text + "."
        if "." in text and not after.space and (digits := self.period()):
            return repeating(text, digits)
        if "." in text and after.text == "...":
            self.position += 1
            return repeating(text)
        if after.kind == "sym" and not after.space and after.text in ("C", "P") and text.isdecimal():
            below = self.peek(1)
            if below.kind == "num" and not below.space and below.text.isdecimal():  # 10C3
                self.position += 2
                return combinations(after.text, node, number(below.text))
        if (
            text.isdecimal()
            and after.space
            and after.kind == "num"
            and after.text.isdecimal()
            and self.peek(1).text == "/"
        ):
            below = self.peek(2)
            part = Op("/", (number(after.text), number(below.text))) if below.kind == "num" else node
            if is_proper_fraction(part):  # 3 1/2
                self.position += 3
                return Op("mixed", (node, part))
        if after.text == "_" and not after.space and text.isdecimal():
            self.position += 1
            base = self.relation(*self.script())
            if not isinstance(base, Num):
                raise Refused
            return Op("radix", (Text(text), base))
        return node

    def period(self) -> str:
        """The repeating digits that stand next: under a bar or dots, or in brackets."""
        digits, start = "", self.position
        while (mark := self.peek().text) in REPEATERS or mark == "(":
            at = self.position if mark == "(" else self.position + 1
            lo, hi = (at + 1, self.match[at]) if at in self.match else (at, at + 1)
            if hi - lo != 1 or lo >= self.end or not self.tokens[lo].text.isdecimal():
                self.position = start
                return ""
            digits += self.tokens[lo].text
            self.position = lo + 1 if lo == at else hi + 1
            between, after = self.peek(), self.peek(1)
            if mark == "dot" and between.kind == "num" and after.text == "dot":  # 0.\dot{1}2\dot{3}
                digits += between.text
                self.position += 1
        return digits

    def symbol(self, name: str) -> Node:
        return self.after_symbol(Sym(name))

    def after_symbol(self, node: Node) -> Node:
        """Subscripts, primes and function calls that belong to a symbol."""
        if not isinstance(node, Sym):
            return node
        name = node.name
        if self.peek().text not in SYMBOL_TAILS:
            return node
        if name in NUMBER_SETS:
            while self.peek().text in ("^", "_"):
                mark = self.take().text
                lo, hi = self.script()
                name += mark + "".join(t.text for t in self.tokens[lo:hi])
            return Sym(name)
        if self.peek().text == "_":
            self.position += 1
            lo, hi = self.script()
            if name in ("C", "A", "P") and self.peek().text == "^":
                return self.choose(name, lo, hi)
            script = "".join(t.text for t in self.tokens[lo:hi] if t.text not in "{}")
            if is_radix(name, script):
                return Op("radix", (Text(name), number(script)))
            name += "_" + script
        while self.peek().text == "'":
            self.position += 1
            name += "'"
        if (
            name[0] in "fgh"
            and self.peek().text == "^"
            and [t.text for t in self.tokens[self.position + 1 : self.position + 6]] == ["{", "-", "1", "}", "("]
        ):
            self.position += 5
            name += "^-1"
        if self.peek().text == "(" and self.is_call(name):
            close = self.match[self.position]
            inner = self.statement(self.position + 1, close)
            self.position = close + 1
            return Op(
                "call",
                (Sym(name), *(inner.args if isinstance(inner, Op) and inner.head in ("list", "seq") else (inner,))),
            )
        return Sym(name)

    def is_call(self, name: str) -> bool:
        if self.peek(1).text in ("mod", "pmod"):
            return False
        if name.split("_")[0].rstrip("'^-1") in CALLABLE:
            return True
        close = self.match.get(self.position, -1)
        after = self.tokens[close + 1].text if 0 <= close + 1 < self.end else ""
        return (
            after in ("=", "<", ">", "<=", ">=", "~")
            and (name[0].isupper() or close == self.position + 2)
            and name != "pi"
        )

    def choose(self, name: str, lo: int, hi: int) -> Node:
        self.position += 1
        return combinations(name, self.relation(lo, hi), self.relation(*self.script()))

    def chosen(self, mark: str) -> Node:
        above = self.relation(*self.script())
        name = self.take().text
        if name not in ("C", "P", "A") or self.take().text != "_":
            raise Refused
        return combinations(name, above, self.relation(*self.script()))

    def root(self, name: str) -> Node:
        degree: Node = Num(fmpq(3 if name == "cbrt" else 2))
        if self.peek().text == "[":
            close = self.match[self.position]
            degree = self.group(self.position + 1, close)
            self.position = close + 1
        inner = self.argument(False) if self.peek().text != "-" else self.signed(POWER)
        if isinstance(inner, Op) and inner.head in ("tuple", "list"):
            raise Refused
        return Op("root", (inner, degree))

    def function(self, name: str) -> Node:
        exponent: Node | None = None
        base: Node | None = None
        while self.peek().text in ("^", "_"):
            if self.take().text == "^":
                exponent = self.expression(POWER) if self.peek().text not in PREFIX_OPERATORS else self.signed(POWER)
            else:
                base = self.group(*self.script())
        if exponent == Op("neg", (Num(fmpq(1)),)) and name not in T.NOT_INVERSE:
            name, exponent = "a" + name, None
        opener = self.peek().text
        if opener in ("(", "[", "{"):
            close = self.match[self.position]
            if name in ("sqrt", "cbrt") and opener == "[" and self.token_at(close + 1).text in ("{", "("):
                return self.root(name)
            inner = self.group(self.position + 1, close)
            self.position = close + 1
        else:
            inner = self.expression(POWER)
            while self.peek().kind in ("sym", "frac", "sqrt") or (
                self.peek().kind == "op" and self.peek().text == "(" and isinstance(inner, Num)
            ):
                inner = Op("*", (inner, self.expression(POWER)))
        node = apply(name, inner, base)
        return node if exponent is None else Op("^", (node, exponent))


def combinations(name: str, whole: Node, part: Node) -> Node:
    """C (combinations) or P, A (permutations) of `whole` things, `part` at a time."""
    if name == "C":
        return Op("binom", (whole, part))
    rest = Op("!", (Op("+", (whole, Op("neg", (part,)))),))
    return Op("/", (Op("!", (whole,)), rest))


def is_proper_fraction(node: Node) -> bool:
    match node:
        case Op("/", (Num(above, None), Num(below, None))):
            return bool(0 < above < below)
    return False


def is_radix(digits: str, base: str) -> bool:
    """`FF` with 16, not `AB` with 1: every letter is a digit of the base."""
    if not (base.isdecimal() and len(base) < 3 and int(base) > 10 and len(digits) > 1):
        return False
    return radix_digits(digits, int(base)) is not None and digits == digits.upper()


def apply(name: str, inner: Node, base: Node | None) -> Node:
    """The function `name` of `inner` as a tree."""
    items = inner.args if isinstance(inner, Op) and inner.head in ("list", "tuple") else (inner,)
    if name in ITEMS:
        return Op(name, inner.args if isinstance(inner, Op) and inner.head == "set" else items)
    if name in ("nCr", "nPr") and len(items) == 2:
        return combinations(name[1], *items)
    if len(items) != 1:
        if name == "log" and len(items) == 2 and base is None:
            return Op("log", items)
        raise Refused
    match name:
        case "log":
            return Op("log", (inner,) if base is None else (inner, base))
        case "lg":
            return Op("log", (inner, Num(fmpq(10))))
        case "lb":
            return Op("log", (inner, Num(fmpq(2))))
        case "sqrt" | "cbrt":
            return Op("root", (inner, Num(fmpq(2 if name == "sqrt" else 3))))
        case "factorial":
            return Op("!", (inner,))
    return Op(name, (inner,))
