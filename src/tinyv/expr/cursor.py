"""A place in a list of tokens whose brackets were matched beforehand, and what every part of the parser shares."""

from __future__ import annotations

from flint import fmpq

from tinyv.expr.brackets import match_brackets
from tinyv.expr.grammar import POSTFIX
from tinyv.expr.lexer import STOP, Token
from tinyv.expr.limits import MAX_DEPTH, OverBudget
from tinyv.expr.literals import number
from tinyv.expr.nodes import Node, Num, Op, Sym, Text


class Refused(Exception):
    """These tokens are not mathematics."""


_ATTEMPTS = 12  # a token; honest texts need under 6


class Cursor:
    """The tokens, where the parser stands in them, and where its slice ends."""

    def __init__(self, tokens: list[Token], source: str = "") -> None:
        self.source = source
        self.tokens, self.match = match_brackets(tokens)
        self.position = 0
        self.end = len(self.tokens)
        self.depth = 0
        self.attempts = _ATTEMPTS * (self.end + 20)  # readings that may still be begun
        self.halved: list[tuple[int, Token]] = []  # numbers of which \\frac12 took a digit, as they were

    def mark(self) -> tuple[int, int, int]:
        """Where the parser stands, to come back to."""
        return self.position, self.depth, len(self.halved)

    def rewind(self, mark: tuple[int, int, int]) -> None:
        """Back to a mark, with the tokens as they were there."""
        self.position, self.depth, halved = mark
        while len(self.halved) > halved:
            at, token = self.halved.pop()
            self.tokens[at] = token

    # what the layers above give: each calls the others

    def statement(self, lo: int, hi: int) -> Node:
        """A slice as a statement; never refuses."""
        raise NotImplementedError

    def relation(self, lo: int, hi: int) -> Node:
        """A slice as an expression or a chain of relations; refuses what is not mathematics."""
        raise NotImplementedError

    def chosen(self, mark: str) -> Node:
        """`^5C_2` and `_5C_2` from after their mark on."""
        raise NotImplementedError

    def expression(self, power: int) -> Node:
        """The longest expression from here on whose operators bind at least as tight as `power`."""
        raise NotImplementedError

    def enter(self) -> None:
        self.depth += 1
        self.attempts -= 1
        if self.depth > 2 * MAX_DEPTH:
            raise OverBudget("depth")
        if self.attempts < 0:  # damaged brackets are read as mathematics, then as words, at every level
            raise OverBudget("attempts")

    def peek(self, ahead: int = 0) -> Token:
        at = self.position + ahead
        return self.tokens[at] if at < self.end else STOP

    def token_at(self, at: int) -> Token:
        return self.tokens[at] if at < self.end else STOP

    def take(self) -> Token:
        at = self.position
        self.position = at + 1
        return self.tokens[at] if at < self.end else STOP

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

    def raw(self, lo: int, hi: int) -> str:
        return "".join((" " if t.space and i else "") + (t.raw or t.text) for i, t in enumerate(self.tokens[lo:hi]))

    def group(self, lo: int, hi: int) -> Node:
        if lo >= hi:
            raise Refused
        if hi - lo == 1 and (leaf := self.leaf(lo)):
            return leaf
        node = self.statement(lo, hi)
        if is_language(node):
            raise Refused
        return node

    def leaf(self, at: int) -> Node | None:
        """A slice of one token that is a number or a symbol."""
        kind, text = self.tokens[at][:2]
        return number(text) if kind == "num" else Sym(text) if kind == "sym" else None

    def argument(self, single: bool) -> Node:
        """A braced group, or (single) one digit, letter or command as TeX reads it."""
        token = self.peek()
        if token.text == "{":
            close = self.match[self.position]
            lo, self.position = self.position + 1, close + 1
            return self.group(lo, close)
        if single and token.kind == "num" and len(token.text) > 1 and token.text.isdecimal():
            self.halved.append((self.position, token))
            self.tokens[self.position] = Token("num", token.text[1:])
            return Num(fmpq(int(token.text[0])))
        return self.expression(POSTFIX + 1)

    def script(self) -> tuple[int, int]:
        """The slice of a sub- or superscript after its mark; one token if there are no braces."""
        at = self.position
        if self.peek().text in ("{", "("):
            close = self.match[at]
            self.position = close + 1
            return at + 1, close
        if at >= self.end:
            raise Refused
        self.position += 1
        return at, at + 1

    def signed(self, power: int) -> Node:
        sign = self.take().text
        operand = self.expression(power)
        return Op("neg", (operand,)) if sign == "-" else operand


def is_language(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Op) and node.head == "words")
