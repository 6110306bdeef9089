"""Tokens -> tree: a Pratt parser over slices whose brackets were matched beforehand.

What is not mathematics becomes `Text` or `words`, item by item, so that a damaged item of a list
loses nothing else. `parse` is total: it returns a tree for every text, or raises OverBudget.
"""

from __future__ import annotations

from functools import lru_cache

from flint import fmpq

from tinyv.expr import tables as T
from tinyv.expr.language import absorb
from tinyv.expr.lexer import STOP, Token, lex
from tinyv.expr.limits import MAX_DEPTH, OverBudget
from tinyv.expr.literals import number, radix_digits, repeating
from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit

OPEN = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
CLOSE = {")": "([", "]": "([", "}": "{", "\\}": "\\{", "⟩": "⟨", "⌋": "⌊", "⌉": "⌈"}
RELATIONS = {
    "=": "=", "is": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~", "in": "in", "notin": "notin",
    "subset": "subset", "cong": "cong", "->": "->", "∥": "parallel", "⊥": "perp",
}  # fmt: skip
# binding powers: a larger one binds tighter
RATIO, SETS, SUM, UNIT, NEGATION, PRODUCT, POWER, POSTFIX = 10, 20, 30, 38, 35, 40, 60, 70
INFIX = {
    ":": RATIO, "to": RATIO, "∪": SETS, "∩": SETS, "\\": SETS, "+": SUM, "-": SUM, "±": SUM, "∓": SUM,
    "*": PRODUCT, "/": PRODUCT, "÷": PRODUCT, "mod": PRODUCT, "over": PRODUCT, "per": PRODUCT, "choose": PRODUCT, "∘": PRODUCT,
    "^": POWER, "!": POSTFIX, "!!": POSTFIX, "%": POSTFIX, "°": POSTFIX, "'": POSTFIX, "_": POSTFIX,
    "squared": POSTFIX, "cubed": POSTFIX,
}  # fmt: skip
INFIX_HEADS = {"∪": "union", "∩": "inter", "\\": "minus", "mod": "mod", "∘": "compose"}
PREFIX_OPERATORS = {"-", "+", "±", "∓"}
CURRENCIES = {"USD$": "dollar", "€": "euro", "£": "pound", "¥": "yuan", "₹": "rupee"}
OPERAND_KINDS = {"num", "sym", "fn", "frac", "binom", "sqrt", "big", "wrap", "bar", "begin"}
OPERAND_OPS = {"(", "[", "{", "\\{", "⟨", "⌊", "⌈", "∠", "△"}
CALLABLE = {"f", "g", "h", "F", "G", "H", "O", "Theta", "phi", "psi", "Phi", "Psi"}
NUMBER_SETS = {"RR", "ZZ", "NN", "QQ", "CC"}


class _Refused(Exception):
    """These tokens are not mathematics."""


@lru_cache(maxsize=8192)
def parse(text: str) -> Node:
    """The tree of one answer or reference (delimiters already stripped).

    Raises OverBudget for text beyond the limits of expr/limits.py; never anything else.
    """
    return Parser(absorb(lex(text)), text).top()


class Parser:
    def __init__(self, tokens: list[Token], source: str = "") -> None:
        self.source = source
        self.tokens, self.match = match_brackets(tokens)
        self.position = 0
        self.end = len(self.tokens)
        self.depth = 0

    def top(self) -> Node:
        return self.statement(0, self.end) if self.end else Text("")

    # statements: lists, alternatives, conditions, relations

    def statement(self, lo: int, hi: int) -> Node:
        """A slice as a statement; never refuses."""
        self.enter()
        try:
            while lo < hi and self.tokens[lo].text in (",", ".", ";", "=>", "and", "because", ":", "\\\\", "&"):
                lo += 1
            while lo < hi and self.tokens[hi - 1].text in (",", ".", ";", "=>", "and", ":", "or", "\\\\", "&"):
                hi -= 1
            for separators, head in _LEVELS:
                if head == "list":
                    if (node := self.listed(lo, hi)) is not None:
                        return node
                    continue
                parts = self.split(lo, hi, separators)
                if len(parts) > 1 and head in ("where", "implies"):
                    cut = parts[-1][0] if head == "implies" else parts[1][0]
                    said = self.statement(lo, cut - 1)
                    if not is_language(said):  # "the rent for each room is ..." states no condition
                        return Op(head, (said, self.statement(cut, hi)))
                elif len(parts) > 1:
                    return Op("seq" if head == "lines" else head, tuple(self.statement(a, b) for a, b in parts))
            return self.item(lo, hi)
        finally:
            self.depth -= 1

    def listed(self, lo: int, hi: int) -> Node | None:
        """Items between commas and "and"; "1, 2 and 3" is one list, "x=1 and y=2, x=3 and y=4" two."""
        both = self.split(lo, hi, {",", "and"})
        if len(both) < 2:
            return None
        commas = self.split(lo, hi, {","})
        ands = len(self.split(lo, hi, {"and"})) - 1
        if ands and len(commas) > 1 and len(self.split(*commas[-1], {"and"})) - 1 != ands and len(commas[-1]) == 2 and ands > 1:
            return Op("list", tuple(self.statement(a, b) for a, b in commas))
        return Op("and" if ands and len(commas) == 1 else "list", tuple(self.statement(a, b) for a, b in both))

    def split(self, lo: int, hi: int, separators: set[str]) -> list[tuple[int, int]]:
        """Non-empty slices between separators outside all brackets."""
        tokens, match, parts, start, i = self.tokens, self.match, [], lo, lo
        while i < hi:
            close = match.get(i)
            if close is not None:
                i = close + 1
                continue
            if tokens[i].kind in ("op", "word") and tokens[i].text in separators:
                if i > start:
                    parts.append((start, i))
                start = i + 1
            i += 1
        if hi > start:
            parts.append((start, hi))
        return parts

    def item(self, lo: int, hi: int) -> Node:
        if lo >= hi:
            return Text("")
        depth = self.depth
        try:
            return self.relation(lo, hi)
        except _Refused:
            self.depth = depth
            return self.words(lo, hi)

    def relation(self, lo: int, hi: int) -> Node:
        saved = self.position, self.end
        self.position, self.end = lo, hi
        try:
            if self.peek().text in ("=", "~") and hi - lo > 1:  # "= 5"
                self.position += 1
            sides, heads = [self.expression(RATIO)], list[str]()
            while self.position < self.end:
                token = self.peek()
                head = RELATIONS.get(token.text) if token.kind in ("op", "word") else None
                if head is None:
                    raise _Refused
                self.position += 1
                if self.position < self.end and head in ("<", ">") and self.peek().text == "=":
                    head, self.position = head + "=", self.position + 1
                heads.append(head)
                sides.append(self.expression(RATIO))
                if head == "cong" and len(heads) == 1:
                    self.modulus(sides)
                    if len(sides) == 3 and self.position >= self.end:
                        return Op("cong", tuple(sides))
            if not heads:
                return sides[0]
            links = tuple(Op(head, (a, b)) for head, a, b in zip(heads, sides, sides[1:], strict=False))
            return links[0] if len(links) == 1 else Op("chain", links)
        finally:
            self.position, self.end = saved

    def modulus(self, sides: list[Node]) -> None:
        if self.position >= self.end:
            return
        token = self.peek()
        if token.text in ("pmod", "mod"):
            self.position += 1
            sides.append(self.expression(PRODUCT))
        elif token.text == "(" and self.peek(1).text in ("mod", "pmod"):
            close = self.match[self.position]
            inner = self.slice_expression(self.position + 2, close)
            self.position = close + 1
            sides.append(inner)

    def slice_expression(self, lo: int, hi: int) -> Node:
        return self.relation(lo, hi)

    def words(self, lo: int, hi: int) -> Node:
        """Language with mathematics in it: Text and trees in the order written."""
        pieces: list[Node] = []
        i = lo
        while i < hi:
            j = i
            wordy = self.tokens[i].kind in ("word", "junk") or self.tokens[i].text in _GLUE
            while j < hi and (self.tokens[j].kind in ("word", "junk") or self.tokens[j].text in _GLUE) == wordy:
                j = j + 1 if wordy else min(self.match.get(j, j) + 1, hi)
            if wordy:
                pieces.append(Text(self.raw(i, j)))
            else:
                depth = self.depth
                try:
                    pieces.append(self.relation(i, j))
                except _Refused:
                    self.depth = depth
                    pieces.append(Text(self.raw(i, j)))
            i = j
        if len(pieces) == 1 and isinstance(pieces[0], Text):
            return pieces[0]
        if all(isinstance(piece, Text) for piece in pieces):
            return Text(self.raw(lo, hi))
        return Op("words", tuple(pieces))

    def raw(self, lo: int, hi: int) -> str:
        return "".join((" " if t.space and i else "") + (t.raw or t.text) for i, t in enumerate(self.tokens[lo:hi]))

    # expressions: Pratt

    def enter(self) -> None:
        self.depth += 1
        if self.depth > 2 * MAX_DEPTH:
            raise OverBudget("depth")

    def peek(self, ahead: int = 0) -> Token:
        at = self.position + ahead
        return self.tokens[at] if at < self.end else STOP

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def expression(self, power: int) -> Node:
        self.enter()
        left, own, turns = self.prefix(), "", 0
        while self.position < self.end:
            token = self.peek()
            turns += 1
            if token.kind == "unit":
                if power > UNIT:
                    break
                left = self.quantity(left)
            elif token.kind in ("op", "word"):
                text = token.text
                binding = INFIX.get(text, 0)
                if binding == 0 and text in OPERAND_OPS and not (text == "(" and self.peek(1).text in ("mod", "pmod")):
                    binding = PRODUCT
                    if binding < power:
                        break
                    left, own = self.times(left, own)
                    continue
                if binding == 0 or binding < power:
                    break
                left, own = self.infix(left, text, own)
            elif token.kind in OPERAND_KINDS:
                if power > PRODUCT:
                    break
                left, own = self.times(left, own)
            else:
                break
            if turns > 4 * MAX_DEPTH and own not in ("+", "*"):
                raise OverBudget("depth")
        self.depth -= 1
        return left

    def times(self, left: Node, own: str) -> tuple[Node, str]:
        """An implicit product; `2\\frac{1}{3}` is a mixed number."""
        token = self.peek()
        if token.kind == "num" and isinstance(left, Num):
            raise _Refused  # "2 3" is no product
        if token.kind == "frac" and isinstance(left, Num) and left.decimals is None and self.tokens[self.position - 1].kind == "num":
            start = self.position
            self.position += 1
            part = Op("/", (self.argument(True), self.argument(True)))
            if is_proper_fraction(part):
                return Op("mixed", (left, part)), ""
            self.position = start
        right = self.expression(PRODUCT + 1)
        if own == "*" and isinstance(left, Op):
            return Op("*", (*left.args, right)), "*"
        return Op("*", (left, right)), "*"

    def infix(self, left: Node, text: str, own: str) -> tuple[Node, str]:
        self.position += 1
        match text:
            case "+" | "-":
                if self.position >= self.end and text == "-":
                    raise _Refused
                right = self.expression(SUM + 1)
                term = right if text == "+" else Op("neg", (right,))
                return (Op("+", (*left.args, term)) if own == "+" and isinstance(left, Op) else Op("+", (left, term))), "+"
            case "±" | "∓":
                return Op("pm" if text == "±" else "mp", (left, self.expression(SUM + 1))), ""
            case "*":
                right = self.expression(PRODUCT + 1)
                return (Op("*", (*left.args, right)) if own == "*" and isinstance(left, Op) else Op("*", (left, right))), "*"
            case "/" | "÷" | "over" | "per":
                return Op("/", (left, self.expression(PRODUCT + 1))), ""
            case "choose":
                return Op("binom", (left, self.expression(PRODUCT + 1))), ""
            case ":" | "to":
                if self.position >= self.end:
                    raise _Refused
                right = self.expression(RATIO + 1)
                if own == "ratio" and isinstance(left, Op):
                    return Op("ratio", (*left.args, right)), "ratio"
                return Op("ratio", (left, right)), "ratio"
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
                raise _Refused
            case "_":
                return self.subscript(left), ""
        right = self.expression(INFIX[text] + 1)
        head = INFIX_HEADS[text]
        if own == head and head in ("union", "inter") and isinstance(left, Op):
            return Op(head, (*left.args, right)), head
        return Op(head, (left, right)), head

    def power(self, left: Node) -> Node:
        token = self.peek()
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
        exponent = self.expression(POWER) if token.text not in PREFIX_OPERATORS else self.signed(POWER)
        return Op("^", (left, exponent))

    def signed(self, power: int) -> Node:
        sign = self.take().text
        operand = self.expression(power)
        return Op("neg", (operand,)) if sign == "-" else operand

    def degrees(self, left: Node) -> Node:
        """x° with optional minutes and seconds, as one number of degrees."""
        total: list[Node] = [left]
        scale = 60
        while self.peek().kind == "num" and self.peek(1).text in ("'", "''", '"') and len(total) < 3:
            part = number(self.take().text)
            marks = 0
            while self.peek().text in ("'", '"'):
                marks += 2 if self.take().text == '"' else 1
            scale = 60 if marks == 1 else 3600
            total.append(Num(part.value / scale))
        return Op("degree", (total[0] if len(total) == 1 else Op("+", tuple(total)),))

    def subscript(self, left: Node) -> Node:
        inner = self.script()
        base = self.slice_expression(*inner)
        if isinstance(left, Num) and left.decimals is None and isinstance(base, Num):
            return Op("radix", (Text(str(left.value)), base))
        if isinstance(left, Op) and left.head in ("tuple", "call", "abs", "bar"):
            return Op("sub", (left, base))
        raise _Refused

    def script(self) -> tuple[int, int]:
        """The slice of a sub- or superscript after its mark; one token if there are no braces."""
        at = self.position
        if self.peek().text in ("{", "("):
            close = self.match[at]
            self.position = close + 1
            return at + 1, close
        if at >= self.end:
            raise _Refused
        self.position += 1
        return at, at + 1

    def quantity(self, left: Node) -> Node:
        """`left` with the unit tokens that follow it; `5 ft 6 in` is a sum of quantities."""
        unit = self.unit()
        node: Node = Op("quantity", (left, unit))
        if self.peek().kind == "num" and self.peek(1).kind == "unit":
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
                factor = factors[0] if len(factors) == 1 else Op("*", tuple(factors))
                if self.peek().text == "^" and self.peek(1).kind != "unit":
                    self.position += 1
                    factor = Op("^", (factor, self.expression(POWER) if self.peek().text != "-" else self.signed(POWER)))
                elif self.peek().text in ("squared", "cubed"):
                    factor = Op("^", (factor, Num(fmpq(2 if self.take().text == "squared" else 3))))
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

    # operands

    def prefix(self) -> Node:
        token = self.take()
        kind, text = token.kind, token.text
        if kind == "num":
            return self.num(text)
        if kind == "sym":
            return self.symbol(text)
        if kind == "op":
            return self.bracket(text)
        if kind == "frac":
            return Op("/", (self.argument(True), self.argument(True)))
        if kind == "fn":
            return self.function(text)
        if kind == "sqrt":
            return self.root(text)
        if kind == "binom":
            return Op("binom", (self.argument(True), self.argument(True)))
        if kind == "wrap":
            if text == "overset":
                self.argument(True)
            inner = self.argument(True)
            return Op("bar", (inner,)) if text in ("hat", "widehat", "bar", "tilde", "widetilde", "ddot") else self.after_symbol(inner)
        if kind == "bar":
            inner = self.argument(True)
            return inner if isinstance(inner, Num) else Op("bar", (inner,))
        if kind == "big":
            return self.big(text)
        if kind == "begin":
            return self.environment(text)
        if kind == "word" and len(text) == 1 and text.isalpha():
            return self.symbol(text)
        raise _Refused

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
            base = self.slice_expression(*self.script())
            if not isinstance(base, Num):
                raise _Refused
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
        below, above = self.slice_expression(lo, hi), self.slice_expression(*self.script())
        if name == "C":
            return Op("binom", (below, above))
        rest = Op("!", (Op("+", (below, Op("neg", (above,)))),))
        return Op("/", (Op("!", (below,)), rest))

    def argument(self, single: bool) -> Node:
        """A braced group, or (single) one digit, letter or command as TeX reads it."""
        token = self.peek()
        if token.text == "{":
            close = self.match[self.position]
            lo, self.position = self.position + 1, close + 1
            return self.group(lo, close)
        if single and token.kind == "num" and len(token.text) > 1 and token.text.isdigit():
            self.tokens[self.position] = Token("num", token.text[1:])
            return Num(fmpq(int(token.text[0])))
        return self.expression(POSTFIX + 1)

    def group(self, lo: int, hi: int) -> Node:
        if lo >= hi:
            raise _Refused
        node = self.statement(lo, hi)
        if is_language(node):
            raise _Refused
        return node

    def root(self, name: str) -> Node:
        degree: Node = Num(fmpq(3 if name == "cbrt" else 2))
        if self.peek().text == "[":
            close = self.match[self.position]
            degree = self.group(self.position + 1, close)
            self.position = close + 1
        inner = self.argument(False) if self.peek().text != "-" else self.signed(POWER)
        if isinstance(inner, Op) and inner.head in ("tuple", "list"):
            raise _Refused
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

    def bracket(self, text: str) -> Node:
        at = self.position - 1
        if text in ("-", "+"):
            operand = self.expression(NEGATION)
            return Op("neg", (operand,)) if text == "-" else operand
        if text in ("±", "∓"):
            return Op("pm" if text == "±" else "mp", (self.expression(NEGATION),))
        if text in CURRENCIES:
            return Op("quantity", (self.expression(PRODUCT), Unit(CURRENCIES[text])))
        if text in ("∠", "△"):
            return self.expression(PRODUCT + 1)
        if text in ("|", "‖"):
            close = next((i for i in range(at + 2, self.end) if self.tokens[i].text == text), -1)
            if close < 0:
                raise _Refused
            inner = self.group(at + 1, close)
            self.position = close + 1
            return Op("abs", (inner,))
        close = self.match.get(at, -1)
        if close < 0:
            raise _Refused
        lo, hi = at + 1, min(close, self.end)
        self.position = close + 1
        closer = self.tokens[close].text if close < len(self.tokens) else OPEN[text]
        if text in ("⌊", "⌈"):
            return Op("floor" if text == "⌊" else "ceil", (self.group(lo, hi),))
        if text == "⟨":
            inner = self.statement(lo, hi)
            return Op("tuple", inner.args if isinstance(inner, Op) and inner.head in ("list", "seq") else (inner,))
        if text in ("{", "\\{"):
            return self.braces(lo, hi, text == "\\{")
        if text == "[" and lo == hi:
            return Op("list", ())
        inner = self.group(lo, hi) if not self.split_commas(lo, hi) else self.statement(lo, hi)
        if isinstance(inner, Op) and inner.head in ("list", "seq", "and"):
            if len(inner.args) == 2 and (text, closer) != ("(", ")"):
                return Op(text + closer, inner.args)
            return Op("tuple" if text == "(" else "list", inner.args)
        return inner

    def split_commas(self, lo: int, hi: int) -> bool:
        return len(self.split(lo, hi, {",", ";"})) > 1

    def braces(self, lo: int, hi: int, escaped: bool) -> Node:
        bars = self.split(lo, hi, {"|", ":"}) if lo < hi else []
        if len(bars) >= 2 and (escaped or self.tokens[bars[0][1]].text == "|") and not self.split_commas(lo, bars[0][1]):
            cut = bars[0][1]
            return Op("builder", (self.statement(lo, cut), self.statement(cut + 1, hi)))
        if len(bars) >= 2 and any(t.text in RELATIONS for t in self.tokens[bars[0][1] : hi]):
            cut = bars[0][1]
            return Op("builder", (self.statement(lo, cut), self.statement(cut + 1, hi)))
        if lo >= hi:
            return Op("set", ())
        inner = self.statement(lo, hi)
        if isinstance(inner, Op) and inner.head in ("list", "seq", "and", "or"):
            return Op("set", inner.args)
        if escaped:
            return Op("set", (inner,))
        if is_language(inner):
            raise _Refused
        return inner

    def big(self, name: str) -> Node:
        lower: Node | None = None
        upper: Node | None = None
        while self.peek().text in ("^", "_"):
            if self.take().text == "_":
                lower = self.statement(*self.script())
            else:
                upper = self.group(*self.script())
        if name == "int":
            return self.integral(lower, upper)
        if not isinstance(lower, Op) or lower.head not in ("=", "->", "in", "<=", "chain") or not isinstance(lower.args[0], Sym | Op):
            raise _Refused
        body = self.expression(SUM + 1)
        if name == "lim":
            return Op("lim", (body, *lower.args))
        if lower.head != "=" or upper is None:
            return Op(name, (body, lower))
        return Op(name, (body, *lower.args, upper))

    def integral(self, lower: Node | None, upper: Node | None) -> Node:
        tokens, at = self.tokens, self.position
        while at < self.end:
            here, after = tokens[at], tokens[at + 1] if at + 1 < self.end else STOP
            if here.kind == "sym" and here.text == "d" and after.kind == "sym":
                break
            at = self.match.get(at, at) + 1
        else:
            raise _Refused
        body = self.group(self.position, at) if at > self.position else Num(fmpq(1))
        self.position = at + 2
        limits = (lower, upper) if lower is not None and upper is not None else ()
        return Op("int", (body, Sym(tokens[at + 1].text), *limits))

    def environment(self, name: str) -> Node:
        at = self.position - 1
        close = self.match.get(at, -1)
        if close < 0 or name not in T.ENVIRONMENTS:
            raise _Refused
        self.position = close + 1
        kind = T.ENVIRONMENTS[name]
        rows = self.split(at + 1, close, {"\\\\"})
        if kind == "lines":
            lines = tuple(self.statement(a, b) for a, b in rows)
            return lines[0] if len(lines) == 1 else Op("list", lines)
        cells = tuple(Op("row", tuple(self.statement(a, b) for a, b in self.split(lo, hi, {"&"}))) for lo, hi in rows)
        return Op("det", (Op("matrix", cells),)) if kind == "det" else Op(kind, cells)


_LEVELS: tuple[tuple[set[str], str], ...] = (
    ({"\\\\", ";"}, "lines"), ({"=>"}, "implies"), ({"where", "forall"}, "where"), ({"or"}, "or"), ({","}, "list"),
)  # fmt: skip
_GLUE = {"is", "to", "per", ".", ",", "over", "otherwise", "?", "@", "in", "and", "or", "where", ":", "not", "#"}


def match_brackets(tokens: list[Token]) -> tuple[list[Token], dict[int, int]]:
    """Tokens without closers that open nothing, and for each opener the index of its closer.

    An opener that is never closed reaches to the end: `(1, 2` is damaged and still clear.
    """
    kept: list[Token] = []
    stack: list[int] = []
    match: dict[int, int] = {}
    for token in tokens:
        at = len(kept)
        if token.kind == "begin" or (token.kind == "op" and token.text in OPEN):
            stack.append(at)
        elif token.kind == "end" or (token.kind == "op" and token.text in CLOSE):
            wanted = CLOSE.get(token.text) if token.kind == "op" else None
            depth = next((d for d in range(len(stack) - 1, max(-1, len(stack) - 6), -1) if _closes(kept[stack[d]], wanted)), -1)
            if depth < 0:
                continue
            for opener in stack[depth:]:
                match[opener] = at
            del stack[depth:]
        kept.append(token)
        if len(stack) > MAX_DEPTH:
            raise OverBudget("depth")
    for opener in stack:
        match[opener] = len(kept)
    return kept, match


def _closes(opener: Token, wanted: str | None) -> bool:
    return opener.kind == "begin" if wanted is None else opener.kind == "op" and opener.text in (wanted[0], wanted[-1], wanted)


def apply(name: str, inner: Node, base: Node | None) -> Node:
    """The function `name` of `inner` as a tree."""
    items = inner.args if isinstance(inner, Op) and inner.head in ("list", "tuple") else (inner,)
    if name in ("max", "min", "gcd", "lcm"):
        return Op(name, items)
    if len(items) != 1:
        if name == "log" and len(items) == 2 and base is None:
            return Op("log", items)
        raise _Refused
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


def is_language(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Op) and node.head == "words")


def is_proper_fraction(node: Node) -> bool:
    match node:
        case Op("/", (Num(above, None), Num(below, None))):
            return bool(0 < above < below)
    return False


__all__ = ["Parser", "parse", "radix_digits"]
