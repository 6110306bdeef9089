"""Characters before the lexer sees them: typographic ones in LaTeX form, eaten backslashes put back."""

import re

from tinyv.expr import tables as T
from tinyv.lazy import lazy

_SUPER = lazy(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ]+")
_SUB = lazy(r"[₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙₖₘᵢⱼₓ]+")
_UNICODE = str.maketrans(T.UNICODE)
_CONTROL = lazy("[\f\b\t\r\v\a][a-z]+")
_CONTROL_LETTER = {"\f": "f", "\b": "b", "\t": "t", "\r": "r", "\v": "v", "\a": "a"}
_HIDDEN = lazy("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """Typographic characters in their LaTeX or ASCII form; eaten backslashes put back."""
    if _CONTROL.search(text):
        text = _CONTROL.sub(_restore, text)
    if "plus or minus" in text or "sq." in text:
        text = text.replace("plus or minus", r"\pm ").replace("sq. ", "square ").replace("sq.", "square ")
    if text.isascii():
        return _HIDDEN.sub("", text) if not text.isprintable() else text
    text = _SUPER.sub(lambda m: f"^{{{m[0].translate(T.SUPERSCRIPTS)}}}", text)
    text = _SUB.sub(lambda m: f"_{{{m[0].translate(T.SUBSCRIPTS)}}}", text)
    return _HIDDEN.sub("", text.translate(_UNICODE))


def _restore(match: re.Match[str]) -> str:
    control, rest = match[0][0], match[0][1:]
    return f"\\{_CONTROL_LETTER[control]}{rest}" if rest.startswith(T.EATEN[control]) else match[0]
