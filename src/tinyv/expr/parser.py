"""Tokens -> tree: a Pratt parser over slices whose brackets were matched beforehand.

What is not mathematics becomes `Text` or `words`, item by item, so that a damaged item of a list
loses nothing else. `parse` is total: it returns a tree for every text, or raises OverBudget.
"""

from __future__ import annotations

import re

from tinyv.expr.cursor import Refused, is_language
from tinyv.expr.expressions import Expressions
from tinyv.expr.grammar import INFIX, PRODUCT, RATIO, RELATIONS
from tinyv.expr.language import absorb
from tinyv.expr.lexer import lex
from tinyv.expr.limits import MAX_CHARS
from tinyv.expr.literals import number
from tinyv.expr.nodes import Node, Op, Sym, Text
from tinyv.lazy import lazy
from tinyv.remember import remembered

_LEVELS: tuple[tuple[set[str], str], ...] = (
    ({"\\\\", ";"}, "lines"), ({"=>"}, "implies"), ({"where", "forall"}, "where"), ({"or"}, "or"),
    ({",", "and"}, "list"),
)  # fmt: skip
_SEPARATORS = {",", "and"}.union(*(separators for separators, _ in _LEVELS))
_LEADING = {",", ".", ";", "=>", "and", "because", ":", "\\\\", "&"}
_TRAILING = {",", ".", ";", "=>", "and", ":", "or", "\\\\", "&"}
QUOTES = ("'", '"')
ORDERS = {"<", ">", "<=", ">=", "!="}
_GLUE = {"is", "to", "per", ".", ",", "over", "otherwise", "?", "@", "in", "and", "or", "where", ":", "not", "#", "..."}


_NUMERAL = lazy(r"(-?)(\d+(?:\.\d+)?)", re.ASCII)


@remembered(2048)
def parse(text: str) -> Node:
    """The tree of one answer or reference (delimiters already stripped).

    Raises OverBudget for text beyond the limits of expr/limits.py; never anything else.
    """
    if len(text) <= MAX_CHARS and (numeral := _NUMERAL.fullmatch(text)):
        value = number(numeral[2])
        return Op("neg", (value,)) if numeral[1] else value
    return Parser(absorb(lex(text)), text).top()


def symbols(node: Node) -> set[Sym]:
    found: set[Sym] = set()
    waiting = [node]
    while waiting:
        match waiting.pop():
            case Sym() as name:
                found.add(name)
            case Op(_, args):
                waiting += args
    return found


def parts_of(node: Node) -> tuple[Node, ...]:
    return node.args if isinstance(node, Op) and node.head in ("list", "and", "or") else (node,)


def mapping(left: Node, right: Node) -> Node:
    """`f: x -> y` and the nameless `x -> y` in the way functions are mostly written: f(x) = y."""
    match left:
        case Op("ratio", (Sym() as name, variable)):
            return Op("=", (Op("call", (name, variable)), right))
        case Sym():
            return Op("=", (Op("call", (Sym("f"), left)), right))
    return Op("maps", (left, right))


class Parser(Expressions):
    def top(self) -> Node:
        """The whole text as one statement."""
        if not self.end:
            return Text("")
        match self.statement(0, self.end):
            case Op("->", (left, right)) if left in symbols(right):  # x -> x^2
                return mapping(left, right)
            case node:
                return node

    def statement(self, lo: int, hi: int) -> Node:
        """A slice as a statement; never refuses."""
        if hi - lo == 1 and (leaf := self.leaf(lo)):
            return leaf
        self.enter()
        try:
            if lo < hi and self.tokens[lo].text in QUOTES and self.is_quoted(lo, hi):
                lo, hi = lo + 1, hi - 1
            while lo < hi and self.tokens[lo].text in _LEADING:
                lo += 1
            while lo < hi and self.tokens[hi - 1].text in _TRAILING:
                hi -= 1
            present = self.separators(lo, hi)
            for separators, head in _LEVELS if present else ():
                if present.isdisjoint(separators):
                    continue
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
            if hi - lo > 3 and self.tokens[hi - 1].text == ")" and (opener := self.condition(lo, hi)):
                condition = self.statement(opener + 1, hi - 1)
                if not any(is_language(part) for part in parts_of(condition)):
                    return Op("where", (self.statement(lo, opener), condition))
            return self.item(lo, hi)
        finally:
            self.depth -= 1

    def separators(self, lo: int, hi: int) -> set[str]:
        """The separators that stand in a slice outside all brackets."""
        tokens, match, found, i = self.tokens, self.match, set[str](), lo
        while i < hi:
            if i in match:
                i = match[i]
            elif tokens[i].text in _SEPARATORS:
                found.add(tokens[i].text)
            i += 1
        return found

    def is_quoted(self, lo: int, hi: int) -> bool:
        """Whether a slice that begins with a quotation mark is one quotation of more than bare letters."""
        mark, inner = self.tokens[lo].text, self.tokens[lo + 1 : hi - 1]
        if self.tokens[hi - 1].text != mark or any(t.text == mark for t in inner):
            return False
        return any(t.kind != "sym" for t in inner)

    def condition(self, lo: int, hi: int) -> int:
        """Where the bracketed condition at the end of a slice opens (`k\\pi (k \\in \\mathbb{Z})`); 0 if none does."""
        opener = next((i for i in range(hi - 2, lo, -1) if self.match.get(i) == hi - 1), 0)
        before = self.tokens[opener - 1]
        if opener <= lo or before.text in INFIX or before.text in RELATIONS or before.kind in ("fn", "sqrt", "big"):
            return 0
        inner = {t.text for t in self.tokens[opener + 1 : hi - 1] if t.kind in ("op", "word")}
        if "in" in inner or (inner & ORDERS and (opener - lo > 1 or self.tokens[opener].space)):
            return opener
        return 0

    def listed(self, lo: int, hi: int) -> Node | None:
        """Items between commas and "and"; "1, 2 and 3" is one list, "x=1 and y=2, x=3 and y=4" two."""
        both = self.split(lo, hi, {",", "and"})
        if len(both) < 2:
            return None
        commas = self.split(lo, hi, {","})
        ands = len(self.split(lo, hi, {"and"})) - 1
        if (
            ands
            and len(commas) > 1
            and len(self.split(*commas[-1], {"and"})) - 1 != ands
            and len(commas[-1]) == 2
            and ands > 1
        ):
            return Op("list", tuple(self.statement(a, b) for a, b in commas))
        return Op("and" if ands and len(commas) == 1 else "list", tuple(self.statement(a, b) for a, b in both))

    def item(self, lo: int, hi: int) -> Node:
        if lo >= hi:
            return Text("")
        start = self.mark()
        try:
            return self.relation(lo, hi)
        except Refused:
            self.rewind(start)
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
                    raise Refused
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
            if heads == ["maps"]:
                return mapping(*sides)
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
            inner = self.relation(self.position + 2, close)
            self.position = close + 1
            sides.append(inner)

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
                start = self.mark()
                try:
                    pieces.append(self.relation(i, j))
                except Refused:
                    self.rewind(start)
                    pieces.append(Text(self.raw(i, j)))
            i = j
        if len(pieces) == 1 and isinstance(pieces[0], Text):
            return pieces[0]
        if all(isinstance(piece, Text) for piece in pieces):
            return Text(self.raw(lo, hi))
        return Op("words", tuple(pieces))
