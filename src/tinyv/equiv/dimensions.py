"""Which units a question's text names and which it asks for, and the dimensions that it asks for in words.

Plain words and usual LaTeX in English, and the commonest Chinese forms. Only sentences that ask something
tell the asked unit or dimension; all of them tell which units the given values have.
"""

from __future__ import annotations

import re

from tinyv.expr.units import Pairs, UnitDef, is_common_word, is_letter_unit, lookup, match_phrase, product
from tinyv.lazy import lazy

Kind = Pairs | str  # a dimension, or "currency"

_SENTENCE = lazy(r"(?<=[^\d\s])[.?!](?=\s|$)|[。？！\n]|(?<=\d)[.?!]\s")
_ASKS = lazy(
    r"\?|？|\b(?:how|what|which|when|find|calculate|compute|determine|express|convert|give|round|answer|evaluate|write)\b|__|qquad"
    r"|\\ldots|求|多少|几|计算",
    re.IGNORECASE,
)
_MARKUP = lazy(r"\\(?:text|mathrm|mbox|rm|textrm|operatorname|mathit|textbf)\b|\\[,;:! ]|[{}~]")
_POWER = lazy(r"\^\{(-?\d)\}")
_PER = lazy(r"(?<=[A-Za-z])\s*(?:\\cdot|·|\s)\s*([A-Za-z]{1,4})\s*\^-1(?!\d)")  # erg s^-1 is erg/s
_BLANK = r"_{2,}|\\_(?:\\_)*|\\q?quad|（\s*）|\(\s*\)"
_TOKEN = lazy(
    rf"(?P<blank>{_BLANK})|(?P<number>\d[\d.,]*)|(?P<word>\\?[A-Za-zµμΩ°℃]+(?:[/^·][A-Za-z0-9µΩ²³]+)*[²³]?)"
    r"|(?P<han>[一-鿿]+)|(?P<sign>[/()%¥€£^])|(?P<stop>[.,;:])"
)
_MORE = {"more", "total", "full", "whole", "additional", "fewer", "extra", "complete", "less", "of", "the", "average"}
_LEADS = {"in", "of", "the", "unit", "units", "terms", "to", "total"}
_LETTERS = frozenset("mgshLlAKNJWV")
_MAX_TOKENS, _MAX_ASKING = 2_000, 1_000  # tokens of a question, characters of a sentence

Token = tuple[str, str]


def _asking(text: str) -> list[str]:
    """The last sentences that ask something, and the last of all."""
    sentences: list[str] = []
    start = 0
    for stop in _SENTENCE.finditer(text):
        sentences.append(text[start : stop.end()])
        start = stop.end()
    sentences.append(text[start:])
    sentences = [sentence for sentence in sentences if sentence.strip()]
    asking = [sentence for sentence in sentences[:-1] if _ASKS.search(sentence)][-2:] + sentences[-1:]
    return [sentence[-_MAX_ASKING:] for sentence in asking]


def _tokens(text: str) -> list[Token]:
    plain = _PER.sub(r"/\1", _MARKUP.sub(" ", _POWER.sub(r"^\1", text)).replace("$", " "))
    found = []
    for token in _TOKEN.finditer(plain):
        found.append((token.lastgroup or "", token.group()))
        if len(found) == _MAX_TOKENS:
            break
    return found


def _words(tokens: list[Token]) -> list[str]:
    return ["" if kind in ("number", "stop", "blank") else text.removeprefix("\\") for kind, text in tokens]


def _unit_at(words: list[str], at: int) -> tuple[UnitDef, int] | None:
    """The unit that begins at a word, and how many words it takes."""
    if at >= len(words) or not words[at]:
        return None
    read = match_phrase(words, at)
    unit = product(read[0]) if read else None
    return (unit, read[1]) if read and unit else None


def units(text: str) -> tuple[UnitDef, ...]:
    tokens = _tokens(text)
    words = _words(tokens)
    found: dict[str, UnitDef] = {}
    at = 0
    while at < len(words):
        kind, word = tokens[at]
        if kind == "han":
            found.update((unit.name, unit) for unit in _han_units(word, at > 0 and tokens[at - 1][0] == "number"))
        read = _unit_at(words, at) if kind in ("word", "sign") else None
        given = at > 0 and (tokens[at - 1][0] == "number" or tokens[at - 1][1] == "per")
        if read and (given or _is_plainly_unit(word)):
            found[read[0].name] = read[0]
            at += read[1]
        else:
            at += 1
    if _DOLLARS.search(text) and (dollar := lookup("dollar")):
        found[dollar.name] = dollar
    return tuple(found.values())


_DOLLARS = lazy(r"\\\$|(?<!\$)\$\s?\d[\d,]*(?:\.\d\d)?(?: [a-z]{2}|[.,?;)](?:\s|$)|$)")


def _is_plainly_unit(word: str) -> bool:
    return len(word) > 1 and not is_letter_unit(word) and not is_common_word(word) and word[:1] != "%"


def _han_units(text: str, after_number: bool) -> list[UnitDef]:
    """A unit at the start of Chinese text after a number."""
    if not after_number:
        return []
    for size in range(min(5, len(text)), 0, -1):
        if unit := lookup(text[:size]):
            return [unit]
    return []


def asked_units(text: str) -> tuple[UnitDef, ...]:
    found: dict[str, UnitDef] = {}
    for sentence in _asking(text):
        tokens = _tokens(sentence)
        words = _words(tokens)
        for at, (kind, word) in enumerate(tokens):
            if kind == "han":
                for mark in ("多少", "几"):
                    _, counted, rest = word.partition(mark)
                    if counted:
                        found.update((unit.name, unit) for unit in _han_units(rest, True))
                continue
            start = _lead(tokens, words, at, word.lower(), kind)
            read = _unit_at(words, start) if start else None
            if read and _is_asked(tokens, words, start, read, kind):
                found[read[0].name] = read[0]
    return tuple(found.values())


def _lead(tokens: list[Token], words: list[str], at: int, word: str, kind: str) -> int:
    """Where a unit may begin after "how many", "in", "number of", "nearest", a blank or a bracket; 0 for nowhere."""
    if kind == "blank":
        return at + 1
    following = words[at + 1].lower() if at + 1 < len(words) else ""
    start = 0
    if (word, following) in (("how", "many"), ("number", "of")):
        start = at + 2
    elif word in ("in", "to"):
        start = 0 if at and tokens[at - 1][0] == "number" else at + 1
    elif word == "(" or (word == "nearest" and following not in ("cent", "second")):
        start = at + 1
    while start and start < len(words) and words[start].lower() in (_MORE if word == "how" else _LEADS):
        start += 1
    return start


def _is_asked(tokens: list[Token], words: list[str], start: int, read: tuple[UnitDef, int], kind: str) -> bool:
    word, end = words[start], start + read[1]
    after = tokens[end] if end < len(tokens) else ("stop", ".")
    before = words[start - 1].lower() if start else ""
    if before == "(":
        return after[1] == ")"
    if before == "to" and (is_common_word(word) or is_letter_unit(word)):
        return False
    if len(word) <= 2 and is_letter_unit(word):
        return (word in _LETTERS or len(word) == 2) and (kind == "blank" or after[0] == "stop" or after[1] == ")")
    vague = before == "in" and is_common_word(word) and after[0] == "word"  # "in second place"
    return not vague or bool(_AFTER_UNIT.fullmatch(after[1].lower()))


_AFTER_UNIT = lazy("does|did|do|is|are|was|were|of|that|will|would|can|for|if|and|has|have|had|it|he|she|they|to|as")


# dimensions

_LENGTH: Pairs = (("length", 1),)
_TIME: Pairs = (("time", 1),)
_AGE: Pairs = (("calendar", 1),)
_KINDS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (r"speed|velocity|how fast|速度", ((("length", 1), ("time", -1)),)),
    (r"acceleration|加速度", ((("length", 1), ("time", -2)),)),
    (r"area|面积", ((("length", 2),),)),
    (r"volume|capacity|体积|容积", ((("length", 3),),)),
    (r"perimeter|circumference|length|distance|height|width|depth|radius|diameter|diagonal|displacement", (_LENGTH,)),
    (r"altitude|周长|长度|距离|高度|半径|直径", (_LENGTH,)),
    (r"how (?:far|tall|high|deep|wide|thick)", (_LENGTH,)),
    (r"how long", (_LENGTH, _TIME, _AGE)),
    (r"how much time|what time|time|duration|时间", (_TIME, _AGE)),
    (r"how old|age|年龄", (_AGE,)),
    (r"mass|weight|weigh|how heavy|质量|重量", ((("mass", 1),), (("length", 1), ("mass", 1), ("time", -2)))),
    (r"cost|price|pay|paid|money|balance|profit|earn(?:ed|ing)?|spen[dt]|worth|salary|wage|tip|tax|bill|charged?|fee"
     r"|saving|loan|owe|revenue|income|interest|discount|amount|价格|钱", ("currency",)),
    (r"angle|inclination|角", ((("angle", 1),),)),
    (r"force|力", ((("length", 1), ("mass", 1), ("time", -2)),)),
    (r"energy|work|heat", ((("length", 2), ("mass", 1), ("time", -2)),)),
    (r"percent|percentage", ((),)),
)  # fmt: skip
_KIND = tuple((lazy(rf"(?<![A-Za-z])(?:{words})s?(?![A-Za-z])", re.IGNORECASE), dims) for words, dims in _KINDS)


def kinds(text: str) -> frozenset[Kind]:
    """The dimensions that the asking sentences speak of; () is a plain number."""
    asking = " ".join(_asking(text))
    return frozenset(kind for pattern, dims in _KIND if pattern.search(asking) for kind in dims)


def kind_of(unit: UnitDef) -> Kind:
    return "currency" if is_currency(unit) else unit.dims


def is_currency(unit: UnitDef) -> bool:
    dims = unit.dims
    return len(dims) == 1 and dims[0][1] == 1 and (dims[0][0].isupper() or dims[0][0] in ("peso", "franc", "shilling"))
