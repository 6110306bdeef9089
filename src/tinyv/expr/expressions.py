"""The Pratt loop: operators and their binding powers."""

from __future__ import annotations

from flint import fmpq

from tinyv.expr.cursor import Refused
from tinyv.expr.grammar import (
    CURRENCIES,
    INFIX,
    INFIX_HEADS,
    OPERAND_KINDS,
    OPERAND_OPS,
    POWER,
    PREFIX_OPERATORS,
    PRODUCT,
    RATIO,
    SUM,
    UNIT,
)
from tinyv.expr.groups import Groups
from tinyv.expr.limits import MAX_DEPTH, MAX_TERMS, OverBudget
from tinyv.expr.literals import number
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit
from tinyv.expr.operands import Operands, is_proper_fraction, is_radix

AFTER_EXPONENT = {"", "+", "-", "*", "=", ")", "}", ","}
ARC_PARTS = {"'": 60, "min": 60, "arcmin": 60, "''": 3600, '"': 3600, "s": 3600, "arcsec": 3600}
ARC_MARKS = {*ARC_PARTS, "^", "{", "}"}
AFTER_TEMPERATURE = ("", ",", ".", ";", "or", "and", "to", "=", "~", ")", "<", ">", "<=", ">=", "-", "+")
ELLIPSIS = Sym("...")
VECTORS = ("tuple", "list", "[]", "matrix")


def longer(head: str, left: Node, own: str, right: Node) -> tuple[Node, str]:
    """`left` with one part more if it is an unbracketed `head` itself (`own`), and what it is now."""
    if own != head or not isinstance(left, Op):
        return Op(head, (left, right)), head
    if len(left.args) >= MAX_TERMS:
        raise OverBudget("terms")
    return Op(head, (*left.args, right)), head


# units that are two written as one where a negative power follows
GLUED = {"ms": ("m", "s"), "kmh": ("km", "h")}


class Expressions(Operands, Groups):
    def expression(self, power: int) -> Node:
        self.enter()
        left, own, turns, tokens = self.prefix(), "", 0, self.tokens
        while self.position < self.end:
            kind, text = tokens[self.position][:2]
            turns += 1
            if kind == "unit":
                if power > UNIT:
                    break
                left = self.quantity(left)
            elif kind == "op" or kind == "word":
                binding = INFIX.get(text, 0)
                if binding == 0 and self.opens_factor(text):
                    binding = PRODUCT
                    if binding < power:
                        break
                    left, own = self.times(left, own)
                    continue
                if binding == 0 or binding < power:
                    break
                left, own = self.infix(left, text, own)
            elif kind in OPERAND_KINDS:
                if power > PRODUCT:
                    break
                left, own = self.times(left, own)
            else:
                break
            if turns > 4 * MAX_DEPTH and own not in ("+", "*"):
                raise OverBudget("depth")
        self.depth -= 1
        return left

    def opens_factor(self, text: str) -> bool:
        """Whether a bracket that may multiply what stands before it opens here."""
        if text in ("|", "‖"):
            return self.match.get(self.position, self.end) < self.end
        return text in OPERAND_OPS and not (text == "(" and self.peek(1).text in ("mod", "pmod"))

    def prefix(self) -> Node:
        token = self.take()
        kind, text = token.kind, token.text
        if kind == "num":
            return self.num(text)
        if kind == "sym":
            return self.symbol(text)
        if kind == "op":
            return self.chosen(text) if text in ("^", "_") else self.bracket(text)
        if kind == "frac":
            return Op("/", (self.argument(True), self.argument(True)))
        if kind == "fn":
            return self.function(text)
        if kind == "sqrt":
            return self.root(text)
        if kind == "binom" and self.peek().text == "(":
            pair = self.expression(POWER)
            if isinstance(pair, Op) and pair.head == "tuple" and len(pair.args) == 2:
                return Op("binom", pair.args)
            raise Refused
        if kind == "binom":
            return Op("binom", (self.argument(True), self.argument(True)))
        if kind == "wrap":
            if text == "overset":
                self.argument(True)
            inner = self.argument(True)
            return (
                Op("bar", (inner,))
                if text in ("hat", "widehat", "bar", "tilde", "widetilde", "ddot")
                else self.after_symbol(inner)
            )
        if kind == "bar":
            at = self.position
            inner = self.argument(True)
            conjugate = isinstance(inner, Op) and any(
                t.text == "i" and t.kind == "sym" for t in self.tokens[at : self.position]
            )
            if isinstance(inner, Sym) and len(inner.name) == 2 and inner.name.isupper():
                return inner  # a segment
            return inner if isinstance(inner, Num) else Op("conj" if conjugate else "bar", (inner,))
        if kind == "big":
            return self.big(text)
        if kind == "begin":
            return self.environment(text)
        if kind == "word" and len(text) == 1 and text.isascii():
            return self.symbol(text)
        raise Refused

    def times(self, left: Node, own: str) -> tuple[Node, str]:
        """An implicit product; `2\\frac{1}{3}` is a mixed number."""
        token = self.peek()
        if token.kind == "num" and (isinstance(left, Num) or left == ELLIPSIS):
            raise Refused  # "2 3" is no product, nor is "...09"
        if (
            token.kind == "frac"
            and isinstance(left, Num)
            and left.decimals is None
            and self.tokens[self.position - 1].kind == "num"
        ):
            start = self.mark()
            self.position += 1
            part = Op("/", (self.argument(True), self.argument(True)))
            if is_proper_fraction(part):
                return Op("mixed", (left, part)), ""
            self.rewind(start)
        right = self.expression(PRODUCT + 1)
        if token.text == "{" and isinstance(left, Num) and isinstance(right, Num):
            raise Refused  # {2}{3}: what stood before them is lost
        return longer("*", left, own, right)

    def infix(self, left: Node, text: str, own: str) -> tuple[Node, str]:
        self.position += 1
        match text:
            case "+" | "-":
                if self.position >= self.end and text == "-":
                    raise Refused
                right = self.expression(SUM + 1)
                if text == "-" and isinstance(right, Op) and right.head == "set":
                    return Op("minus", (left, right)), ""
                term = right if text == "+" else Op("neg", (right,))
                return longer("+", left, own, term)
            case "±" | "∓":
                return Op("pm" if text == "±" else "mp", (left, self.expression(SUM + 1))), ""
            case "*":
                return longer("*", left, own, self.expression(PRODUCT + 1))
            case "/" | "÷" | "over" | "per":
                return Op("/", (left, self.expression(PRODUCT + 1))), ""
            case "choose":
                return Op("binom", (left, self.expression(PRODUCT + 1))), ""
            case ":" | "to":
                if self.position >= self.end:
                    raise Refused
                right = self.expression(RATIO + 1)
                return longer("ratio", left, own, right)
            case "^":
                return self.power(left), ""
            case "!" | "!!":
                return Op(text, (left,)), ""
            case "%":
                return Op("percent", (left,)), ""
            case "°":
                return self.degrees(left), ""
            case "squared" | "cubed":
                return Op("^", (left, Num(fmpq(2 if text == "squared" else 3)))), ""
            case "'":
                raise Refused
            case "USD$" | "€" | "£" | "¥" | "₹":
                if self.peek().kind == "num":
                    raise Refused
                return Op("quantity", (left, Unit(CURRENCIES[text]))), ""
            case "_":
                return self.subscript(left), ""
        right = self.expression(INFIX[text] + 1)
        head = INFIX_HEADS[text]
        return longer(head, left, own if head in ("union", "inter") else "", right)

    def power(self, left: Node) -> Node:
        token = self.peek()
        if token.kind == "num" and self.peek(1).text in AFTER_EXPONENT:
            self.position += 1
            return Op("^", (left, number(token.text)))
        if token.text == "{":
            close = self.match[self.position]
            inner = self.tokens[self.position + 1 : close]
            if len(inner) == 1 and inner[0].text in ("∘", "°"):
                self.position = close + 1
                return self.degrees(left)
            if inner and all(t.text == "'" for t in inner):
                self.position = close + 1
                return Sym(f"{left.name}{chr(39) * len(inner)}") if isinstance(left, Sym) else left
            if not inner:
                self.position = close + 1
                return left
        elif token.text in ("∘", "°"):
            self.position += 1
            return self.degrees(left)
        elif token.text in ("*", "+") and isinstance(left, Sym):
            self.position += 1
            return Sym(f"{left.name}^{token.text}")
        if isinstance(left, Op) and left.head in VECTORS and (turned := self.transposed(left)):
            return turned
        if isinstance(left, Sym) and (swapped := self.index_after_power(left)):
            return swapped
        exponent = self.expression(POWER) if token.text not in PREFIX_OPERATORS else self.signed(POWER)
        return Op("^", (left, exponent))

    def transposed(self, left: Op) -> Node | None:
        """`(1, 2)^T`; None if the exponent is no T."""
        at = self.position + (self.peek().text == "{")
        if self.token_at(at).text != "T" or (at > self.position and self.match[self.position] != at + 1):
            return None
        rows = tuple(row.args for row in left.args if isinstance(row, Op)) if left.head == "matrix" else (left.args,)
        if len({len(row) for row in rows}) > 1:
            return None
        self.position = at + 1 + (at > self.position)
        return Op("matrix", tuple(Op("row", column) for column in zip(*rows, strict=True)))

    def index_after_power(self, left: Sym) -> Node | None:
        """`a^{2}_{1}` is the square of a_1."""
        start = self.position
        lo, hi = self.script()
        if self.peek().text != "_" or "_" in left.name or lo >= hi:
            self.position = start
            return None
        self.position += 1
        first, last = self.script()
        name = left.name + "_" + "".join(t.text for t in self.tokens[first:last])
        return Op("^", (Sym(name), self.relation(lo, hi)))

    def degrees(self, left: Node) -> Node:
        """x° with optional minutes and seconds, as one number of degrees."""
        total: list[Node] = [left]
        while self.peek().kind == "num" and len(total) < 3 and (mark := self.arc_mark()):
            used, parts = mark
            total.append(Num(number(self.take().text).value / parts))
            self.position += used
        scale_letter, after = self.peek(), self.peek(1)
        if scale_letter.text.rstrip("^1") in ("C", "F") and after.text in AFTER_TEMPERATURE:
            self.position += 1
            return Op("quantity", (left, Unit("°" + scale_letter.text[0])))
        return Op("degree", (total[0] if len(total) == 1 else Op("+", tuple(total)),))

    def arc_mark(self) -> tuple[int, int] | None:
        """Minutes or seconds of arc after the number that stands next: how many tokens mark them, parts of a degree."""
        used, marks = 0, ""
        while (token := self.peek(1 + used)).text in ARC_MARKS and used < 5:
            marks += token.text
            used += 1
            if token.text.isalpha():
                break
        marks = marks.strip("^{}")
        return (used, ARC_PARTS[marks]) if marks in ARC_PARTS else None

    def subscript(self, left: Node) -> Node:
        inner = self.script()
        base = self.relation(*inner)
        if isinstance(left, Num) and left.decimals is None and isinstance(base, Num):
            return Op("radix", (Text(str(left.value)), base))
        if isinstance(left, Sym) and isinstance(base, Num) and is_radix(left.name, str(base.value)):
            return Op("radix", (Text(left.name), base))
        if isinstance(left, Op) and left.head in ("tuple", "call", "abs", "bar"):
            return Op("sub", (left, base))
        raise Refused

    def quantity(self, left: Node) -> Node:
        """`left` with the unit tokens that follow it; `5 ft 6 in` is a sum of quantities."""
        unit = self.unit()
        node: Node = Op("quantity", (left, unit))
        if self.peek().kind == "num" and self.peek(1).kind == "unit":
            if unit == Unit(self.peek(1).text):  # 5 ft 6 ft
                raise Refused
            rest = self.expression(UNIT)
            return Op("+", (node, rest))
        return node

    def unit(self) -> Node:
        """unit tokens with powers, products and quotients, as a tree over Unit leaves"""
        node: Node | None = None
        inverse = False
        while True:
            token = self.peek()
            if token.kind == "unit":
                self.position += 1
                factors: list[Node] = []
                for piece in token.text.split(";"):
                    name, _, exponent = piece.partition("^")
                    leaf: Node = Unit(name)
                    factors.append(leaf if exponent in ("", "1") else Op("^", (leaf, Num(fmpq(int(exponent))))))
                if self.peek().text == "^" and self.peek(1).kind != "unit":
                    self.position += 1
                    power = self.expression(POWER) if self.peek().text != "-" else self.signed(POWER)
                    if isinstance(power, Op) and power.head == "neg" and token.text in GLUED and len(factors) == 1:
                        factors = [Unit(name) for name in GLUED[token.text]]  # 5 ms^{-1}
                    factors[-1] = Op("^", (factors[-1], power))  # kg m^-3: of the last one alone
                elif self.peek().text in ("squared", "cubed"):
                    factors[-1] = Op("^", (factors[-1], Num(fmpq(2 if self.take().text == "squared" else 3))))
                factor = factors[0] if len(factors) == 1 else Op("*", tuple(factors))
                node = factor if node is None else Op("/" if inverse else "*", (node, factor))
                inverse = False
            elif token.text in ("/", "per") and self.peek(1).kind == "unit":
                self.position += 1
                inverse = True
            elif token.text == "*" and self.peek(1).kind == "unit":
                self.position += 1
            else:
                assert node is not None
                return node
