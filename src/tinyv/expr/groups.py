"""Operands with an inside: brackets, sets, sums and integrals, environments."""

from __future__ import annotations

from flint import fmpq

from tinyv.expr import tables as T
from tinyv.expr.cursor import Cursor, Refused, is_language
from tinyv.expr.grammar import CURRENCIES, NEGATION, OPEN, PRODUCT, RELATIONS, SUM
from tinyv.expr.lexer import STOP
from tinyv.expr.nodes import Node, Num, Op, Sym, Unit


def _rows(items: tuple[Node, ...]) -> tuple[Op, ...]:
    """[1, 2], [3, 4] as the rows of a matrix; empty if they are not."""
    rows = tuple(Op("row", item.args) for item in items if isinstance(item, Op) and item.head in ("[]", "list"))
    return rows if len({len(row.args) for row in rows}) == 1 and rows[0].args else ()


class Groups(Cursor):
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
            close = self.match.get(at, -1)
            if not 0 <= close < self.end:
                raise Refused
            inner = self.group(at + 1, close)
            self.position = close + 1
            return Op("abs", (inner,))
        close = self.match.get(at, -1)
        if close < 0:
            raise Refused
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
        inner = self.group(lo, hi)
        if isinstance(inner, Op) and inner.head in ("list", "seq", "and"):
            if text == "[" and len(rows := _rows(inner.args)) == len(inner.args):
                return Op("matrix", rows)
            if len(inner.args) == 2 and (text, closer) != ("(", ")"):
                return Op(text + closer, inner.args)
            return Op("tuple" if text == "(" else "list", inner.args)
        return inner

    def split_commas(self, lo: int, hi: int) -> bool:
        return len(self.split(lo, hi, {",", ";"})) > 1

    def braces(self, lo: int, hi: int, escaped: bool) -> Node:
        bars = self.split(lo, hi, {"|", ":"}) if lo < hi else []
        if (
            len(bars) >= 2
            and (escaped or self.tokens[bars[0][1]].text == "|")
            and not self.split_commas(lo, bars[0][1])
        ):
            cut = bars[0][1]
            return Op("builder", (self.statement(lo, cut), self.statement(cut + 1, hi)))
        if len(bars) >= 2 and any(t.text in RELATIONS for t in self.tokens[bars[0][1] : hi]):
            cut = bars[0][1]
            return Op("builder", (self.statement(lo, cut), self.statement(cut + 1, hi)))
        if lo >= hi:
            if not escaped and self.peek().text in ("^", "_"):  # {}_5C_2
                self.position += 1
                return self.chosen(self.tokens[self.position - 1].text)
            return Op("set", ())
        inner = self.statement(lo, hi)
        if isinstance(inner, Op) and inner.head in ("list", "seq", "and", "or"):
            return Op("set", inner.args)
        if escaped:
            return Op("set", (inner,))
        if is_language(inner):
            raise Refused
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
        if (
            not isinstance(lower, Op)
            or lower.head not in ("=", "->", "in", "<=", "chain")
            or not isinstance(lower.args[0], Sym | Op)
        ):
            raise Refused
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
            raise Refused
        body = self.group(self.position, at) if at > self.position else Num(fmpq(1))
        self.position = at + 2
        limits = (lower, upper) if lower is not None and upper is not None else ()
        return Op("int", (body, Sym(tokens[at + 1].text), *limits))

    def environment(self, name: str) -> Node:
        at = self.position - 1
        close = self.match.get(at, -1)
        if close < 0 or name not in T.ENVIRONMENTS:
            raise Refused
        self.position = close + 1
        kind = T.ENVIRONMENTS[name]
        rows = self.split(at + 1, close, {"\\\\"})
        if kind == "lines":
            lines = tuple(self.statement(a, b) for a, b in rows)
            return lines[0] if len(lines) == 1 else Op("list", lines)
        cells = tuple(Op("row", tuple(self.statement(a, b) for a, b in self.split(lo, hi, {"&"}))) for lo, hi in rows)
        return Op("det", (Op("matrix", cells),)) if kind == "det" else Op(kind, cells)
