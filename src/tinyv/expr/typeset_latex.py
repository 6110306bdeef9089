"""Problem text -> HTML with its formulas as MathML, as they were written: `$..$`, `\\(..\\)`, `\\[..\\]`, `$$..$$`.

A question must show what stands in it, also where no expression tree could (`\\angle ABC`, a table of values), so its
formulas go from LaTeX to MathML without one. Not covered: TikZ, macros, colours; such a formula is shown as its source.
"""

from __future__ import annotations

from tinyv.expr import tables as T
from tinyv.expr.limits import MAX_DEPTH
from tinyv.expr.typeset_elements import (
    APPLY,
    BAR,
    BLACKBOARD,
    GLYPHS,
    ROUND,
    THIN,
    element,
    escape,
    fenced,
    mi,
    mn,
    mo,
    mrow,
    mtext,
    over,
    stacked,
    table,
)
from tinyv.extract.text import formulas
from tinyv.lazy import lazy

_TOKEN = lazy(r"\\(?:[a-zA-Z]+\*?|.)|\d+(?:[.,]\d+)*|\s+|.", 16)  # 16: the dot also takes line ends
_DISPLAY = ("$$", "\\[", "\\b")
_ACCENTS = {
    "overline": BAR, "bar": "¯", "hat": "^", "widehat": "^", "vec": "→", "overrightarrow": "→", "overleftarrow": "←",
    "tilde": "~", "widetilde": "~", "dot": "˙", "ddot": "¨", "overbrace": "⏞", "wideparen": "⏜", "overarc": "⏜",
}  # fmt: skip
_BELOW = {"underline": "_", "underbrace": "⏟"}
_STACKED = {"overset": "mover", "stackrel": "mover", "underset": "munder"}
_SPACES = {
    ",": "0.17em", ":": "0.22em", ";": "0.28em", " ": "0.25em", "enspace": "0.5em", "quad": "1em", "qquad": "2em",
}  # fmt: skip
_LIMITS = {"sum", "prod", "lim", "limsup", "liminf", "max", "min", "sup", "inf", "bigcup", "bigcap", "coprod", "gcd"}
_NAMED = {name for name in T.FUNCTION_NAMES if name not in GLYPHS} | _LIMITS - GLYPHS.keys() | {"Pr", "hom"}
_NAMES = {"infty", "emptyset", "varnothing", "partial", "triangle", "angle", "measuredangle", "square", "nabla"}
_DELIMITED = {
    "pmatrix": ROUND, "psmallmatrix": ROUND, "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "dcases": ("{", ""), "rcases": ("", "}"),
}  # fmt: skip
_ALIGNED = ("array", "tabular", "alignedat")  # take an argument first


class _Unknown(Exception):
    """A formula that is beyond this small reader."""


def typeset_prose(text: str) -> str:
    """A question or a response as HTML: escaped text with its formulas as `<math>`, safe to place in a page.

    Line ends stay as they are: show the text with `white-space: pre-wrap`. A formula that cannot be read stays its
    source in `<code>`. Never raises; linear in the length of the text.
    """
    out, at = [], 0
    for start, end in formulas(text):
        out += [_plain(text[at:start]), _formula(text[start:end])]
        at = end
    return "".join([*out, _plain(text[at:])])


def _plain(text: str) -> str:
    return escape(text.replace("\\$", "$"))


def _formula(source: str) -> str:
    begun = source.startswith("\\begin")
    width = 1 if source[0] == "$" and source[1] != "$" else 2
    inner = source if begun else source[width:-width]
    try:
        markup = _Reader(inner).whole()
    except _Unknown:
        return f"<code>{escape(source)}</code>"
    return f'<math display="block">{markup}</math>' if source[:2] in _DISPLAY else f"<math>{markup}</math>"


class _Reader:
    """Reads tokens from left to right; each method returns markup and leaves the position past what it read."""

    def __init__(self, source: str) -> None:
        self.tokens = [token[0] for token in _TOKEN.finditer(source)]
        self.position, self.depth = 0, 0

    def whole(self) -> str:
        rows = self.rows("")
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else table(rows)

    def peek(self) -> str:
        while self.position < len(self.tokens) and self.tokens[self.position].isspace():
            self.position += 1
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise _Unknown
        self.position += 1
        return token

    def row(self, ends: tuple[str, ...]) -> str:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Unknown
        parts: list[str] = []
        while (token := self.peek()) and token not in ends:
            if token in ("}", "&", "\\\\", "\\right", "\\end"):
                raise _Unknown
            if token in ("\\over", "\\choose"):
                self.take()
                above, below = "".join(parts), self.row(ends)
                parts = [element("mfrac", mrow(above), mrow(below)) if token == "\\over" else stacked(above, below)]
                break
            parts.append(self.applied() if token[1:] in _NAMED else self.scripted())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else "".join(parts)

    def rows(self, end: str) -> list[list[str]]:
        """Cells between `&` and `\\\\` up to and with a token, or up to the end of the formula for ""."""
        rows: list[list[str]] = [[]]
        while True:
            rows[-1].append(self.row(("&", "\\\\", end)))
            if self.peek() == end:
                self.position += 1
                break
            if self.take() == "\\\\":
                rows.append([])
        if len(rows) > 1 and rows[-1] == [""]:
            rows.pop()
        return rows

    def group(self, *ends: str) -> str:
        markup = self.row(ends)
        self.take()
        return mrow(markup)

    def argument(self) -> str:
        token = self.peek()
        if len(token) > 1 and token[0].isdecimal():  # \frac12
            self.tokens[self.position : self.position + 1] = list(token)
        return mrow(self.atom())

    def raw(self) -> str:
        """The characters of a group in braces, which may hold braces of its own."""
        if self.take() != "{":
            self.position -= 1
            return self.take()
        start, open_ = self.position, 1
        while open_:
            if self.position >= len(self.tokens):
                raise _Unknown
            open_ += {"{": 1, "}": -1}.get(self.tokens[self.position], 0)
            self.position += 1
        return "".join(self.tokens[start : self.position - 1])

    def applied(self) -> str:
        """A function's name with its scripts, set off from its neighbours."""
        before = self.tokens[self.position - 1] if self.position else ""
        name = self.scripted()
        after = self.peek()
        left = THIN if before[-1:].isalnum() or before in (")", "}") else ""
        right = (
            THIN if after[:1].isalnum() or (after[:1] == "\\" and after[1:] not in ("left", "right", "}", "|")) else ""
        )
        return f"{left}{name}{APPLY}{right}"

    def scripted(self) -> str:
        token = self.peek()
        base = "<mrow></mrow>" if token in ("^", "_") else self.atom()
        below = raised = primes = ""
        while (mark := self.peek()) in ("^", "_", "'", "\\limits", "\\nolimits"):
            self.take()
            if mark == "'":
                primes += "′"
            elif (below if mark == "_" else raised) and mark in "^_":
                raise _Unknown
            elif mark == "_":
                below = self.argument()
            elif mark == "^":
                raised = self.argument()
        if not below and not raised and not primes:
            return base
        across = token[1:] in _LIMITS or token[1:] in ("underbrace", "overbrace")
        names = ("munder", "mover", "munderover") if across else ("msub", "msup", "msubsup")
        above = mrow(mo(primes) if primes else "", raised)
        if not raised and not primes:
            return element(names[0], mrow(base), mrow(below))
        return element(names[2], mrow(base), mrow(below), above) if below else element(names[1], mrow(base), above)

    def atom(self) -> str:
        token = self.take()
        if token[0] == "\\" and len(token) > 1:
            return self.command(token[1:])
        if token == "{":
            return self.group("}")
        if token in ("}", "&", "^", "_", "#", "\\"):
            raise _Unknown
        if token[0].isdecimal():
            return mn(token)
        if token == "~":
            return _space(" ")
        return mi(token) if token.isalpha() else mo({"-": "−", "*": "∗", "'": "′"}.get(token, token))

    def command(self, name: str) -> str:
        if name in T.FRACTIONS:
            return element("mfrac", self.argument(), self.argument())
        if name in T.BINOMIALS:
            return stacked(self.argument(), self.argument())
        if name == "sqrt":
            return self.root()
        if name in _ACCENTS:
            return over(self.argument(), _ACCENTS[name])
        if name in _BELOW:
            return element("munder", self.argument(), mo(_BELOW[name]))
        if name in _STACKED:
            script, base = self.argument(), self.argument()
            return element(_STACKED[name], base, script)
        if name in ("mathbb", "Bbb"):
            return mi("".join(BLACKBOARD.get(letter, letter) for letter in self.raw()))
        if name in T.TEXT_COMMANDS:
            return self.words()
        if name == "begin":
            return self.environment(self.raw())
        if name == "left":
            return self.stretched()
        if name in _SPACES:
            return _space(name)
        if name in T.DROP_WITH_ARGUMENT:
            self.raw()
            return ""
        if name in ("pmod", "mod", "bmod"):
            word = mi("mod") + mtext(" ")
            return mtext(" ") + (fenced(ROUND, word + self.argument()) if name == "pmod" else word)
        if name == "not":
            return mo(_text_of(self.atom()) + "\u0338")
        if name in _NAMED:
            return mi(name)
        if name in GLYPHS:
            glyph = GLYPHS[name]
            return mi(glyph) if glyph.isalpha() or name in _NAMES else mo(glyph)
        if name in T.BLACKBOARD:
            return mi(BLACKBOARD[name])
        if name in T.WRAPPERS:
            return self.argument()
        if name in T.INVISIBLE or name == "!":
            return ""
        if not name.isalnum():
            return mo({"|": "‖"}.get(name, name))
        raise _Unknown

    def words(self) -> str:
        start = self.position
        text = self.raw().replace("\\$", "＄").replace("\\%", "%").replace("~", " ")
        if not {"$", "\\", "^", "_"}.isdisjoint(text):  # \mathrm{H_2O} holds mathematics
            self.position = start
            return self.argument()
        return mtext(text.replace("＄", "$"))

    def root(self) -> str:
        if self.peek() != "[":
            return element("msqrt", self.argument())
        self.take()
        degree = self.group("]")
        return element("mroot", self.argument(), degree)

    def stretched(self) -> str:
        opening = self.bracket()
        inner = self.row(("\\right",))
        self.take()
        return fenced((opening, self.bracket()), inner)

    def bracket(self) -> str:
        token = self.take()
        if len(token) == 1:
            return "" if token == "." else token
        glyph = GLYPHS.get(token[1:], token[1:])
        if len(glyph) > 1:
            raise _Unknown
        return "‖" if glyph == "|" and token == "\\|" else glyph

    def environment(self, name: str) -> str:
        if name not in T.ENVIRONMENTS:
            raise _Unknown
        if name in _ALIGNED:
            self.raw()
        rows = self.rows("\\end")
        if self.raw() != name:
            raise _Unknown
        return fenced(_DELIMITED.get(name, ("", "")), table(rows))


def _text_of(markup: str) -> str:
    if not markup.startswith("<mo>") or len(markup) != len("<mo>=</mo>"):
        raise _Unknown
    return markup[4]


def _space(name: str) -> str:
    return f'<mspace width="{_SPACES[name]}"></mspace>'
