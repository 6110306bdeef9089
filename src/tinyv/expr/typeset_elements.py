"""Elements of presentation MathML as text, and the glyphs of both ways to typeset. Every leaf is escaped here.

Elements and attributes are constants of this package; nothing of an input can become one of either.
"""

from __future__ import annotations

import html

from tinyv.expr.tables import GREEK, SYMBOLS, UNICODE

ROUND = ("(", ")")
# What a reader cannot see, or what turns the text after it around, is shown as a replacement character.
_HIDDEN = [*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
_VISIBLE = dict.fromkeys((*_HIDDEN, *range(55296, 57344)), "�") | {9: "\t", 10: "\n", 13: "\n", 12: " "}


def escape(text: str) -> str:
    """Text that is safe in an element and in an attribute, and says nothing that is not seen."""
    return html.escape(text.replace("\r\n", "\n").translate(_VISIBLE))


class One(str):
    """The markup of exactly one element."""


def element(name: str, *children: str, attributes: str = "") -> One:
    """An element around markup; `attributes` is a constant such as ` accent="true"`."""
    return One(f"<{name}{attributes}>{''.join(children)}</{name}>")


def mi(text: str) -> One:
    """A name: one letter is set italic, more are set upright."""
    return element("mi", escape(text))


def upright(text: str) -> One:
    """A name that stays upright also when it has one letter, as units do."""
    return element("mi", escape(text), attributes=' mathvariant="normal"')


def mn(text: str) -> One:
    """A number."""
    return element("mn", escape(text))


def mo(text: str) -> One:
    """An operator, a bracket or a separator."""
    return element("mo", escape(text))


def mtext(text: str) -> One:
    """Words; their spaces are kept."""
    return element("mtext", escape(text).replace(" ", "\u00a0"))


def mrow(*children: str) -> One:
    """Markup as one argument; empty children do not count."""
    first, *more = [child for child in children if child] or [""]
    return first if isinstance(first, One) and not more else element("mrow", first, *more)


def fenced(brackets: tuple[str, str], inner: str) -> One:
    """Markup between two brackets that grow with it; an empty bracket is left out."""
    opening, closing = brackets
    return element("mrow", *(mo(opening),) * bool(opening), inner, *(mo(closing),) * bool(closing))


def table(rows: list[list[str]]) -> One:
    """Rows of cells."""
    return element("mtable", *(element("mtr", *(element("mtd", cell) for cell in row)) for row in rows))


def over(inner: str, mark: str) -> One:
    """Markup under a bar, a hat or an arrow."""
    return element("mover", mrow(inner), mo(mark), attributes=' accent="true"')


def stacked(above: str, below: str) -> One:
    """A binomial coefficient."""
    return fenced(ROUND, element("mfrac", mrow(above), mrow(below), attributes=' linethickness="0"'))


APPLY, THIN = mo("\u2061"), mtext("\u2009")  # a function and what it is applied to
BAR = "‾"  # grows with what is under it

# Commands that stand for one character, from the characters the lexer knows; what it does not know, or where it
# knows several for one command, is given below.
GLYPHS = {command[1:].strip(): char for char, command in reversed(UNICODE.items()) if command[:1] == "\\"}
GLYPHS = {name: char for name, char in GLYPHS.items() if name.isalpha() and name not in ("frac", "sqrt", "cbrt")} | {
    "Delta": "Δ", "varepsilon": "ε", "epsilon": "ϵ", "vartheta": "ϑ", "varphi": "φ", "phi": "ϕ", "varrho": "ϱ",
    "varsigma": "ς", "varkappa": "ϰ", "omicron": "ο", "hbar": "ℏ", "nabla": "∇", "aleph": "ℵ", "imath": "ı",
    "jmath": "ȷ", "partial": "∂", "wp": "℘", "varnothing": "∅", "emptyset": "∅", "prime": "′", "top": "⊤",
    "square": "□", "blacksquare": "■", "star": "⋆", "bullet": "•", "diamond": "⋄", "checkmark": "✓", "dagger": "†",
    "heartsuit": "♡", "spadesuit": "♠", "clubsuit": "♣", "diamondsuit": "♢", "dots": "…", "dotsc": "…", "dotsb": "⋯",
    "dotsm": "⋯", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "cdot": "⋅", "cdotp": "⋅", "ast": "∗",
    "times": "×", "div": "÷", "pm": "±", "mp": "∓", "setminus": "∖", "smallsetminus": "∖", "backslash": "\\",
    "bigcup": "⋃", "bigcap": "⋂", "wedge": "∧", "vee": "∨", "le": "≤", "leqslant": "⩽", "leqq": "≦", "ge": "≥",
    "geqslant": "⩾", "geqq": "≧", "lt": "<", "gt": ">", "ne": "≠", "ll": "≪", "gg": "≫", "sim": "∼", "simeq": "≃",
    "cong": "≅", "equiv": "≡", "doteq": "≐", "propto": "∝", "ni": "∋", "supset": "⊃", "supseteq": "⊇",
    "subsetneq": "⊊", "mid": "∣", "nmid": "∤", "vert": "|", "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖",
    "rVert": "‖", "perp": "⊥", "rightarrow": "→", "to": "→", "gets": "←", "leftarrow": "←", "longrightarrow": "⟶",
    "leftrightarrow": "↔", "longmapsto": "⟼", "Rightarrow": "⇒", "Leftarrow": "⇐", "Longrightarrow": "⟹",
    "implies": "⟹", "iff": "⟺", "Leftrightarrow": "⇔", "because": "∵", "circ": "∘", "degree": "°", "colon": ":",
    "neg": "¬", "lnot": "¬", "oplus": "⊕", "otimes": "⊗", "langle": "⟨", "rangle": "⟩", "lbrace": "{", "rbrace": "}",
    "lbrack": "[", "rbrack": "]", "nexists": "∄", "uparrow": "↑", "downarrow": "↓", "hookrightarrow": "↪",
    "measuredangle": "∡", "complement": "∁", "iint": "∬", "oint": "∮", "coprod": "∐", "euro": "€", "pounds": "£",
    "infty": "∞", "varpi": "ϖ", "Re": "ℜ", "Im": "ℑ", "approxeq": "≊", "coloneqq": "≔", "prec": "≺", "succ": "≻",
    "AA": "Å", "odot": "⊙", "rightleftharpoons": "⇌",
}  # fmt: skip
BLACKBOARD = {"R": "ℝ", "Z": "ℤ", "N": "ℕ", "Q": "ℚ", "C": "ℂ", "P": "ℙ", "F": "𝔽", "E": "𝔼", "H": "ℍ", "1": "𝟙"}
# the tree's own names
NAMES = {name: GLYPHS[name] for name in (GREEK | {"pi", *SYMBOLS.values()}) & GLYPHS.keys()} | {
    "oo": "∞", "empty": "∅", "...": "…", "heart": "♡", "spade": "♠", "epsilon": "ε", "phi": "φ",
    **{letter + letter: glyph for letter, glyph in BLACKBOARD.items()},
}  # fmt: skip
