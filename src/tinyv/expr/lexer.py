"""Text -> tokens. One pass, linear time; the tables say what a name means."""

import re
from collections.abc import Callable
from typing import NamedTuple

from tinyv.expr import tables as T
from tinyv.expr.limits import MAX_CHARS, MAX_DEPTH, MAX_TOKENS, OverBudget
from tinyv.expr.typography import plain


class Token(NamedTuple):
    """kind: num, sym, fn, frac, binom, sqrt, big, wrap, bar, op, word, begin, end, stop.

    text is canonical (`<=`, `pi`, `pmatrix`), raw what a reader wrote where that differs; space tells
    whether white space stood before it.
    """

    kind: str
    text: str
    space: bool = False
    raw: str = ""


STOP = Token("stop", "")
_NUMBER = (
    r"(?<![_^])[0-9]{1,3}(?:(?:\{,\}|,\\!|\\,|\\ |\\!,\\!|,\\,)[0-9]{3})+(?![0-9])(?:\.[0-9]+)?"  # 1{,}000
    r"|(?<![_^])[0-9]{1,3}(?: [0-9]{3})+(?![0-9.,/]|\s*\\[dt]?frac)"  # 1 000 000
    r"|[0-9]+\{,\}[0-9]+"  # 3{,}5: a decimal comma
    r"|[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]{1,9}(?![\w]))?|\.[0-9]+(?:[eE][+-]?[0-9]{1,9}(?![\w]))?|[0-9]+(?:[eE][+-]?[0-9]{1,9}(?![\w]))?"
)
_GROUPED = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9]|,[0-9])(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{2})+,[0-9]{3}(?![0-9]|,[0-9])(?:\.[0-9]+)?"
)  # 1,234,567 and 12,34,567
_TOKEN = re.compile(
    rf"(?P<space>\s+|~)|(?P<num>{_NUMBER})|(?P<letters>[A-Za-z]+)|(?P<command>\\[A-Za-z]+\*?)"
    r"|(?P<escape>\\.|\\$)|(?P<op>\.\.\.+|<=|>=|=>|->|!=|==|\+-|\+/-|\*\*|!!|&&|\|\||:="
    r"|[-+*/^_=<>!%(){}\[\],;:.|&'\"$#@?~€£¥₹`])"
    r"|(?P<word>[^\W\d_a-zA-Z]+)|(?P<junk>.)",
    re.DOTALL,
)
_PLAIN_OPS = frozenset("+-*/^_=<>!}|,;:.&'%")
_OPS = {"**": "^", "+-": "±", "+/-": "±", "==": "=", "&&": "and", "||": "‖", ":=": "="}
_ESCAPES = {
    "\\{": "\\{",
    "\\}": "\\}",
    "\\%": "%",
    "\\$": "USD$",
    "\\|": "‖",
    "\\&": "and",
    "\\_": "_",
    "\\#": "#",
    "\\\\": "\\\\",
}
_WORDLIKE = re.compile(r" [A-Za-z]{3,}")
_TIMES_TEN = re.compile(r"\s*10\s*\^")  # 1.5 x 10^3
_INDEX = re.compile(r"[0-9]{1,2}(?![0-9]|\.[0-9]|\^\{?[a-z(\\])")  # a1
_HEXADECIMAL = re.compile(r"([0-9A-F]*)_\{?16\b")  # 2A_{16}
_LOG_BASE = re.compile(r"([0-9]+)\(")  # log2(8)
_COMMAND_NAME = re.compile(r"[A-Za-z]{2,}")
_LONE_BAR = re.compile(r"(?<![|\\])\|(?!\|)")


def lex(text: str) -> list[Token]:
    """All tokens of `text`, without a stop mark.

    Raises OverBudget for more characters, tokens or nested groups than an answer can need.
    """
    if len(text) > MAX_CHARS:
        raise OverBudget("characters")
    return _Lexer(plain(text)).run()


class _Lexer:
    def __init__(self, text: str, *, words: bool = False) -> None:
        self.text = text
        self.words = words  # inside \text{...}: letters make words, not products
        self.tokens: list[Token] = []
        self.depth = 0
        self.space = False
        self.lone_bar: bool | None = None

    def add(self, kind: str, text: str) -> None:
        self.tokens.append(Token(kind, text, self.space))
        self.space = False

    def run(self) -> list[Token]:
        text, position, match, tokens = self.text, 0, _TOKEN.match, self.tokens
        while found := match(text, position):
            kind = found.lastgroup or ""
            if kind == "op" and found[0] in _PLAIN_OPS:
                tokens.append(Token("op", found[0], self.space))
                self.space = False
                position = found.end()
            else:
                position = _ACTIONS[kind](self, found)
            if len(tokens) > MAX_TOKENS:
                raise OverBudget("tokens")
        return tokens

    def on_space(self, m: re.Match[str]) -> int:
        self.space = True
        return m.end()

    def on_num(self, m: re.Match[str]) -> int:
        if (
            self.depth == 0
            and self.text[m.end() : m.end() + 1] == ","
            and (grouped := _GROUPED.match(self.text, m.start()))
            and grouped.end() > m.end()
        ):
            if m[0] == "0" and grouped[0].count(",") == 1 and "." not in grouped[0]:
                self.add("num", grouped[0].replace(",", "."))  # 0,084: no group of thousands begins with 0
                return grouped.end()
            m = grouped
        text = m[0]
        if not (text.isascii() and text.isdecimal()):
            decimal_comma = "{,}" in text and len(text) - text.rfind("}") - 1 != 3
            if decimal_comma:
                text = text.replace("{,}", ".", 1)
            elif not text.replace(".", "", 1).isdecimal() and "e" not in text and "E" not in text:
                text = "".join(c for c in text if c.isdecimal() or c == ".")
        self.add("num", text)
        return m.end()

    def on_letters(self, m: re.Match[str]) -> int:
        run, end = m[0], m.end()
        if self.words:
            self.add("word", run)
        elif len(run) == 1:
            return self.letter(run, m.start(), end)
        elif "_" in self.text and (digits := _HEXADECIMAL.match(self.text, end)) and set(run) <= _HEX_LETTERS:
            return self.hexadecimal(run + digits[1], digits.end(1))
        elif run in T.BRACED_COMMANDS and (after := self.text[end : end + 1]) and after in T.BRACED_COMMANDS[run]:
            return self.named(run, end)  # text{yes}, left(: the backslash was eaten
        elif run == "log" and (base := _LOG_BASE.match(self.text, end)):
            self.add("fn", "log")
            self.add("op", "_")
            self.add("num", base[1])
            return base.end(1)
        else:
            self.letters(run, end)
        return end

    def letter(self, run: str, start: int, end: int) -> int:
        text, before = self.text, self.tokens[-1] if self.tokens else STOP
        after = text[end : end + 1]
        if run not in "aAIxXZNRQ" and not after.isdecimal() and after != "_":
            self.add("sym", run)
        elif run in "aAI" and after == " " and _WORDLIKE.match(text, end):
            self.add("word", run)
        elif run in "xX" and before.kind == "num" and _TIMES_TEN.match(text, end):
            self.add("op", "*")
        elif run in "ZNRQ" and before.kind == "op" and before.text in ("in", "notin"):
            self.add("sym", T.BLACKBOARD[run])
        elif (
            after.isdecimal() and run not in "ei" and self.may_have_index(start) and (index := _INDEX.match(text, end))
        ):
            self.tokens.append(Token("sym", f"{run}_{index[0]}", self.space, run + index[0]))
            self.space = False
            return index.end()
        elif after == "_" and run in _HEX_LETTERS and before.kind == "num" and _HEXADECIMAL.match(text, end):
            return self.hexadecimal(run, end)
        else:
            self.add("sym", run)
        return end

    def may_have_index(self, start: int) -> bool:
        """Whether the letter at `start` begins a name: `x1`, `x1x2`, not `3x2`, `\\frac x2` or `a^x2`."""
        before = self.tokens[-1] if self.tokens else STOP
        if before.kind in ("frac", "binom") or before.text in ("^", "_"):
            return False
        return not self.text[start - 1 : start].isalnum() or (before.kind == "sym" and before.raw != "")

    def hexadecimal(self, digits: str, end: int) -> int:
        if self.tokens and self.tokens[-1].kind == "num" and not self.space and self.tokens[-1].text.isdecimal():
            before = self.tokens.pop()
            digits, self.space = before.text + digits, before.space
        self.add("sym", digits)
        return end

    def letters(self, run: str, end: int) -> None:
        lower = run.lower()
        if run in T.SHORT_PRODUCTS and self.in_formula(run, end):  # v=u+at, 2as
            for letter in run:
                self.add("sym", letter)
        elif run in T.FUNCTION_NAMES and run not in T.LATEX_ONLY_FUNCTIONS:
            self.add("fn", T.FUNCTION_NAMES[run])
        elif lower in T.WORD_OPERATORS:
            self.add("word", run)
        elif run in T.BARE_COMMANDS:
            self.command("pi" if run == "Pi" else run)
        elif lower in T.SHORT_WORDS or run in T.SHORT_WORDS or lower in T.NOT_FUNCTIONS:
            self.add("word", run)
        elif (name := next((f for f in _PREFIXES if run.startswith(f)), "")) and len(run) - len(name) <= 2:
            kind = "sym" if name == "pi" else "sqrt" if name == "sqrt" else "fn"
            self.add(kind, T.FUNCTION_NAMES.get(name, name))
            for letter in run[len(name) :]:
                self.add("sym", letter)
        elif len(run) == 3 and run.istitle():
            self.add("word", run)  # Ann, Bob
        elif len(run) <= 3 or (len(run) == 4 and run.isupper()):
            self.add("letters", run)  # a product of variables, or a unit: the parser sees which
        else:
            self.add("word", run)

    def in_formula(self, run: str, end: int) -> bool:
        """Whether a short word stands where letters of a formula do: after an operator or a digit, before no word."""
        before = self.tokens[-1] if self.tokens else STOP
        after = self.text[end : end + 2].strip()
        if after and after[0] not in "+-*/^=_)}]<>,.;$":
            return False
        if before.kind == "num" and not self.space:
            return run != "st"  # 1st
        return before.text in ("+", "-", "*", "/", "=", "(", "{")

    def on_word(self, m: re.Match[str]) -> int:
        self.add("word", m[0])
        return m.end()

    def on_junk(self, m: re.Match[str]) -> int:
        self.add("junk", m[0])
        return m.end()

    def on_op(self, m: re.Match[str]) -> int:
        text = _OPS.get(m[0], m[0])
        if text in "([{":
            self.deepen()
            if text == "(" or text == "[":
                self.depth += 1
        elif text in ")]" and self.depth:
            self.depth -= 1
        if text == "‖" and self.has_lone_bar():  # |a||b|, ||x|-1|
            self.add("op", "|")
            self.add("op", "|")
        elif text.startswith("..."):
            self.add("sym", "...")
        elif text not in ("`", "@", "?"):
            self.add("op", text)
        return m.end()

    def has_lone_bar(self) -> bool:
        if self.lone_bar is None:
            self.lone_bar = _LONE_BAR.search(self.text) is not None
        return self.lone_bar

    def deepen(self) -> None:
        tokens = self.tokens  # 10^4 open brackets in a row need no parser to be refused
        if len(tokens) > MAX_DEPTH and all(t.text in "([{" for t in tokens[-MAX_DEPTH:]):
            raise OverBudget("depth")

    def on_escape(self, m: re.Match[str]) -> int:
        known = "]" if m[0] == "\\]" and self.depth and "\\[" not in self.text else _ESCAPES.get(m[0])
        if known is None:
            self.space = True  # \, \; \! and a backslash before a space
            return m.end()
        if known == "\\{":
            self.depth += 1
        elif known in ("\\}", "]") and self.depth:
            self.depth -= 1
        elif known == "\\\\" and (name := _COMMAND_NAME.match(self.text, m.end())) and name[0] in T.COMMANDS:
            return m.end() - 1  # "\\frac": a doubled backslash
        self.add("op", known)
        return m.end()

    def on_command(self, m: re.Match[str]) -> int:
        return self.named(m[0][1:], m.end())

    def named(self, name: str, end: int) -> int:
        """The command `name`, which ends at `end`."""
        if name in T.TEXT_COMMANDS:
            return self.text_argument(name, end)
        if name in T.DROP_WITH_ARGUMENT:
            return self.argument(end)[1]
        if name in ("begin", "end"):
            inner, end = self.argument(end)
            self.add(name, inner.strip())
            if name == "begin" and inner.startswith(("array", "tabular", "alignedat")):
                end = self.argument(end)[1]  # the column layout
            return end
        if name == "mathbb" or name == "Bbb":
            inner, end = self.argument(end)
            if not inner and (letter := re.match(r"\s*[A-Z]", self.text[end : end + 3])):
                inner, end = letter[0], end + letter.end()
            if letters := inner.strip():
                self.add("sym", T.BLACKBOARD.get(letters, letters))
            return end
        if name == "not":
            return self.negated(end)
        self.command(name.rstrip("*"))
        return end

    def command(self, name: str) -> None:
        if name in T.INVISIBLE:
            self.space = True
        elif name in T.FRACTIONS:
            self.add("frac", name)
        elif name in T.OPERATORS:
            self.add("op", T.OPERATORS[name])
            if name == "mid" or name == "divides":
                self.tokens[-1] = self.tokens[-1]._replace(raw="|")
        elif name in T.SYMBOLS:
            self.add("sym", T.SYMBOLS[name])
        elif name == "sqrt" or name == "cbrt":
            self.add("sqrt", name)
        elif name in T.FUNCTION_NAMES:
            self.add("fn", T.FUNCTION_NAMES[name])
        elif name in T.WRAPPERS:
            self.add("wrap", name)
        elif name in T.BINOMIALS:
            self.add("binom", name)
        elif name in T.BIG:
            self.add("big", T.BIG[name])
        elif name in ("overline", "dot"):
            self.add("bar", name)
        else:
            self.split_command(name)

    def split_command(self, name: str) -> None:
        # \cdotx, \pir, \timesy: a command glued to the letters after it
        for size in range(len(name) - 1, 1, -1):
            head = name[:size]
            if head in T.OPERATORS or head in T.SYMBOLS or head in T.INVISIBLE or head in T.FUNCTION_NAMES:
                if len(name) - size > 2:
                    break
                self.command(head)
                for letter in name[size:]:
                    self.add("sym", letter)
                return
        self.add("word", name)

    def argument(self, position: int) -> tuple[str, int]:
        """The braced argument at `position`, without its braces, and where it ends."""
        text = self.text
        while position < len(text) and text[position].isspace():
            position += 1
        if position >= len(text) or text[position] != "{":
            return "", position
        depth = 0
        for end in range(position, len(text)):
            char = text[end]
            if char == "{" and text[end - 1] != "\\":
                depth += 1
            elif char == "}" and text[end - 1] != "\\":
                depth -= 1
                if depth == 0:
                    return text[position + 1 : end], end + 1
        return text[position + 1 :], len(text)

    def text_argument(self, name: str, position: int) -> int:
        inner, end = self.argument(position)
        if end == position:
            return end
        roman = name in ("mathrm", "operatorname", "operatorname*", "rm", "mathsf")
        stripped = inner.strip()
        applied = inner and self.text.startswith(("(", "\\left(", "{"), end)  # \text{gcd}(4, 6)
        if (roman or applied) and stripped in T.FUNCTION_NAMES and stripped != "th":
            self.add("fn", T.FUNCTION_NAMES[stripped])
        elif roman and stripped in ("e", "i", "d", "π"):
            self.add("sym", stripped)
        elif "\\text" in inner and inner.count("\\text") > 4:
            raise OverBudget("depth")
        else:
            spaced = self.space or inner[:1].isspace()
            inside = _Lexer(inner, words=True)
            found = inside.run()
            if found:
                self.tokens.append(found[0]._replace(space=spaced))
                self.tokens.extend(found[1:])
            self.space = inner[-1:].isspace()
        return end

    def negated(self, position: int) -> int:
        found = _TOKEN.match(self.text, position)
        while found and found.lastgroup == "space":
            found = _TOKEN.match(self.text, found.end())
        target = found[0] if found else ""
        if target in T.NEGATIONS and found:
            self.add("op", T.NEGATIONS[target])
            return found.end()
        self.add("op", "not")
        return position


_HEX_LETTERS = frozenset("ABCDEF")
_PREFIXES = ("arcsin", "arccos", "arctan", "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "log", "ln", "pi")
_ACTIONS: dict[str, Callable[[_Lexer, re.Match[str]], int]] = {
    "space": _Lexer.on_space, "num": _Lexer.on_num, "letters": _Lexer.on_letters, "command": _Lexer.on_command,
    "escape": _Lexer.on_escape, "op": _Lexer.on_op, "word": _Lexer.on_word, "junk": _Lexer.on_junk,
}  # fmt: skip
