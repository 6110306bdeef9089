"""Operands that begin with a number, a name or a command: numerals, symbols, functions, roots."""

from __future__ import annotations

from flint import fmpq

from tinyv.expr import tables as T
from tinyv.expr.cursor import Cursor, Refused
from tinyv.expr.grammar import CALLABLE, NUMBER_SETS, POWER, PREFIX_OPERATORS
from tinyv.expr.literals import number, repeating
from tinyv.expr.nodes import Node, Num, Op, Sym, Text


class Operands(Cursor):
    def num(self, text: str) -> Node:
        node: Node = number(text)
        after = self.peek()
        if after.text == "." and not after.space and (self.peek(1).kind == "bar" or self.peek(1).text == "("):
            self.position += 1
            after, text = self.peek(), text + "."
        if "." in text and not after.space and (digits := self.period()):
            return repeating(text, digits)
        if "." in text and after.text == "...":
            self.position += 1
            return repeating(text)
        if text.isdigit() and after.space and after.kind == "num" and after.text.isdigit() and self.peek(1).text == "/":
            below = self.peek(2)
            if below.kind == "num" and below.text.isdigit() and int(after.text) < int(below.text):  # 3 1/2
                self.position += 3
                return Op("mixed", (node, Op("/", (number(after.text), number(below.text)))))
        if after.text == "_" and not after.space and text.isdigit():
            self.position += 1
            base = self.relation(*self.script())
            if not isinstance(base, Num):
                raise Refused
            return Op("radix", (Text(text), base))
        return node

    def period(self) -> str:
        """The repeating digits that stand next: under a bar or dots, or in brackets."""
        digits, start = "", self.position
        while self.peek().kind == "bar" or self.peek().text == "(":
            at = self.position if self.peek().text == "(" else self.position + 1
            inner = self.tokens[at + 1 : self.match.get(at, at)]
            if len(inner) != 1 or not inner[0].text.isdigit():
                self.position = start
                return ""
            digits += inner[0].text
            self.position = self.match[at] + 1
        return digits

    def symbol(self, name: str) -> Node:
        return self.after_symbol(Sym(name))

    def after_symbol(self, node: Node) -> Node:
        """Subscripts, primes and function calls that belong to a symbol."""
        if not isinstance(node, Sym):
            return node
        name = node.name
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
            name += "_" + "".join(t.text for t in self.tokens[lo:hi] if t.text not in "{}")
        while self.peek().text == "'":
            self.position += 1
            name += "'"
        if name[0] in "fgh" and self.peek().text == "^" and [t.text for t in self.tokens[self.position + 1 : self.position + 6]] == ["{", "-", "1", "}", "("]:
            self.position += 5
            name += "^-1"
        if self.peek().text == "(" and self.is_call(name):
            close = self.match[self.position]
            inner = self.statement(self.position + 1, close)
            self.position = close + 1
            return Op("call", (Sym(name), *(inner.args if isinstance(inner, Op) and inner.head in ("list", "seq") else (inner,))))
        return Sym(name)

    def is_call(self, name: str) -> bool:
        if self.peek(1).text in ("mod", "pmod"):
            return False
        if name.split("_")[0].rstrip("'^-1") in CALLABLE:
            return True
        close = self.match.get(self.position, -1)
        after = self.tokens[close + 1].text if 0 <= close + 1 < self.end else ""
        return after in ("=", "<", ">", "<=", ">=", "~") and (name[0].isupper() or close == self.position + 2) and name != "pi"

    def choose(self, name: str, lo: int, hi: int) -> Node:
        self.position += 1
        below, above = self.relation(lo, hi), self.relation(*self.script())
        if name == "C":
            return Op("binom", (below, above))
        rest = Op("!", (Op("+", (below, Op("neg", (above,)))),))
        return Op("/", (Op("!", (below,)), rest))

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
            inner = self.group(self.position + 1, close)
            self.position = close + 1
        else:
            inner = self.expression(POWER)
            while self.peek().kind in ("sym", "frac", "sqrt") or (self.peek().kind == "op" and self.peek().text == "(" and isinstance(inner, Num)):
                inner = Op("*", (inner, self.expression(POWER)))
        node = apply(name, inner, base)
        return node if exponent is None else Op("^", (node, exponent))


def apply(name: str, inner: Node, base: Node | None) -> Node:
    """The function `name` of `inner` as a tree."""
    items = inner.args if isinstance(inner, Op) and inner.head in ("list", "tuple") else (inner,)
    if name in ("max", "min", "gcd", "lcm"):
        return Op(name, items)
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
