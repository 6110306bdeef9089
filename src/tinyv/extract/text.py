"""Where mathematics and sentences begin and end, and how an answer is freed of its delimiters."""

import re

from tinyv.lazy import lazy

MAX_MATH = 2_000  # characters of one formula; a `$` without partner in reach is not a delimiter
MAX_CLEAN = 4_000  # longer texts are not answers: `clean` leaves them alone
_SHORT = 200  # characters of an answer that may take the short way
_ROUNDS = 12  # layers of delimiters around one answer

_OPENING = lazy(r"\\[\\$(\[]|\$\$?|\\begin\{(?:equation|displaymath|math|align|gather)\*?\}")
_CLOSING = {r"\(": r"\)", r"\[": r"\]", "$$": "$$", "$": "$"}
_PRICE = lazy(r"\s{0,2}\d[\d,.]*(?:\s+[A-Za-z]{2}|\s*$|\s*[-–—,;/(]+\s*$|[,.;:]?\s+(?:and|or|to)?\s*$)")
_NUMERAL = lazy(r"\d[\d,.]*\s?")
_PROSE = lazy(r"[A-Za-z]{3,20}\s{1,3}[A-Za-z]{2,20}\s{1,3}[A-Za-z]{2}")

# Abbreviations whose point ends no sentence.
_ABBREVIATION = lazy(r"(?:^|[\s(])(?:i\.e|e\.g|approx|resp|cf|vs|no|dr|mr|mrs|ms|st|eq|fig|rs)$", re.IGNORECASE)
_STOP = lazy(r"\\[\\$(\[]|\$\$?|\\begin\{|\n|[.!?。．！？]")

_SPACES = " \t\r\n\f\v\u00a0\u200b\u200c\u2060\ufeff\u3000"
_EATEN = str.maketrans({"\x07": r"\a", "\x08": r"\b", "\x0b": r"\v", "\x0c": r"\f"})
_CONTROL = lazy(r"[\x07\x08\t\x0b\x0c\r]")
_EATEN_TAB = lazy(r"\t(?=ext\{|imes\b|heta\b|frac\{)")
_EATEN_RETURN = lazy(r"\r(?=ight\b|ho\b)")
# An answer that has nothing to clean off; `quad` and `box` may have.
_PLAIN = lazy(
    r"(?:[0-9A-Za-z(\[{<≤≥∞√π+\-−]|\\[A-Za-z{])(?:[\w ,=+/^()<>≤≥≠∞√π·×∪\-−.{}\[\]|%°²³]|\\[A-Za-z{}])*"
    r"(?<=[0-9A-Za-z)\]}%°²³∞])"
)
_NOT_PLAIN = lazy(r"nswer|__|quad|box|olution|\\begin")
_BOLD = lazy(r"(?<![0-9A-Za-z)\]}])(\*\*|__)(?=[^\s*_])([^*\n]{0,400}?[^\s*])\1(?![0-9A-Za-z(])")
_FENCE = lazy(r"```[a-zA-Z]{0,12}[ \t]{0,4}\n?")
_HEADING = lazy(r"(?:#{1,6}[ \t]{1,4}|####|[•●▪][ \t]{0,4})")
_LABEL = lazy(
    r"(?:(?:so|thus|hence|therefore|and),? )?(?:(?:the|my|our) )?(?:(?:final|correct|right) )?answers?"
    r"(?: (?:is|are)\b(?! not\b)\s{0,3}[:：]?|\s{0,3}[:：])(?!$)"
    r"|(?:故|最终|正确)?答案\s?(?:是|为|為)?\s?[:：]|(?:故|最终|正确)?答案(?:是|为|為)|答[:：]"
    r"|(?:Ответ|Antwort|Réponse|Respuesta|Resposta|Risposta|정답|답|答え|Solution)\s?[:：]",
    re.IGNORECASE,
)
_TRAILING = lazy(r"(?:\\(?:[,;:! ]|\\|q?quad\b)|(?<!\\)[,;:，；：、。．]|(?<=\s)\\)\s{0,9}$")
# What Chinese units and counters are written with.
HAN_UNITS = "[元角分米厘毫千克吨升时小秒天日年月岁个只条本支枝页人名种次度平立方块张辆棵件箱台双对组颗袋包盒套]"
# A unit in brackets after a value: 50（元）, 12(种), 9.6（m）.
_BRACKETED = lazy(
    rf"(?<=[\d}}%)$])\s?(?:[(（]\s?({HAN_UNITS}{{1,5}})\s?[)）]"
    r"|（\s?((?:cm|m|km|dm|mm|kg|g|t|L|s|h|min)[²³23]?)\s?）)$"
)
_WRAPPERS = (('"', '"'), ("“", "”"), ("`", "`"), ("*", "*"), ("_", "_"), ("「", "」"))
_BOX = lazy(r"\\+(?:boxed|fbox|framebox)\s{0,3}\{")
_BRACE = lazy(r"\\.|[{}]", re.DOTALL)


def math_end(text: str, start: int) -> int:
    """The index just past the formula whose delimiter stands at `start`, or -1 if none opens there."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return -1
    mark = opening.group()
    if mark in ("\\\\", "\\$"):
        return -1
    closing = _CLOSING.get(mark) or mark.replace("begin", "end")
    begin = opening.end()
    end = text.find(closing, begin, begin + MAX_MATH)
    while end > 0 and closing[0] == "$" and text[end - 1] == "\\":
        end = text.find(closing, end + 1, begin + MAX_MATH)
    if end < 0 or (mark == "$" and _is_price(text, begin, end)):
        return -1
    return end + len(closing)


def _is_price(text: str, begin: int, end: int) -> bool:
    """Whether `$` before `begin` is the currency: `$12 for ...`, `$5 to $10`, `$3-$4`."""
    inner = text[begin:end]
    if not inner[:1].isdigit():  # a lone `$` far before: blank lines or plain words in between
        return "\n\n" in inner or ("\\" not in inner and _PROSE.search(inner) is not None)
    if text[end + 1 : end + 2].isdigit():
        return True
    return _NUMERAL.fullmatch(inner) is None and _PRICE.match(inner) is not None


def formulas(text: str) -> list[tuple[int, int]]:
    """The (start, end) of every formula, delimiters included, in order."""
    found: list[tuple[int, int]] = []
    position = 0
    while opening := _OPENING.search(text, position):
        end = math_end(text, opening.start())
        if end > 0:
            found.append((opening.start(), end))
            position = end
        else:
            position = opening.end()
    return found


def masked(text: str) -> str:
    """The text with every formula blotted out by `\\0`, each index unchanged."""
    if "$" not in text and "\\" not in text:
        return text
    pieces: list[str] = []
    position = 0
    for start, end in formulas(text):
        pieces += (text[position:start], "\0" * (end - start))
        position = end
    return "".join(pieces) + text[position:]


def sentence_end(text: str, start: int) -> int:
    """The index where the sentence that runs at `start` ends: its final point, a line end, or the text's end."""
    position = start
    while stop := _STOP.search(text, position):
        at, mark = stop.start(), stop.group()
        if mark[0] in "$\\":
            end = math_end(text, at)
            position = end if end > 0 else stop.end()
            continue
        if mark == "\n" or mark in "。！？" or _ends_sentence(text, at, mark):
            return at
        position = stop.end()
    return len(text)


def _ends_sentence(text: str, at: int, mark: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "．":
        return not (before.isdigit() and after.isdigit())
    if mark == "!":  # a factorial unless it follows a word
        return text[max(0, at - 2) : at].isalpha() and (not after or after.isspace())
    if after and not after.isspace() and after not in "*\"')”_<$\\":
        return mark == "." and before.isascii() and not after.isascii() and not before.isdigit()
    if mark == "?" or not after:
        return text[at - 2 : at - 1] != "."  # p.m.
    following = text[at + 1 : at + 4].lstrip(" *\"')”_")[:1]
    if (following.isascii() and following.islower()) or before == "." or text[at + 1 : at + 3] == "..":
        return False
    return _ABBREVIATION.search(text, max(0, at - 8), at) is None


def brace_end(text: str, opening: int, limit: int) -> int:
    """The index of the brace that closes the one at `opening`, or -1 if there is none before `limit`."""
    first = text.find("}", opening, limit)
    if first < 0 or (text.find("{", opening + 1, first) < 0 and "\\" not in text[opening:first]):
        return first
    depth = 0
    for brace in _BRACE.finditer(text, opening, limit):
        mark = brace.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if not depth:
                return brace.start()
    return -1


def clean(text: str) -> str:
    """An answer without what only surrounds it: white space, maths delimiters, markdown, one box, a label
    ("Answer:"), closing punctuation. What stands inside is kept as written, and `$12` stays a price.

    Idempotent. Texts above `MAX_CLEAN` characters come back unchanged.
    """
    inner = text
    if text[:1] == "$" == text[-1:] and len(text) < _SHORT:
        inner = text[1:-1].strip()
    if len(inner) < _SHORT and _PLAIN.fullmatch(inner) is not None and _NOT_PLAIN.search(inner) is None:
        return inner
    if len(text) > MAX_CLEAN:
        return text
    original = text
    for _ in range(_ROUNDS):
        cleaned = _clean_once(text)
        if cleaned == text:
            return text
        text = cleaned
    return original  # more layers than any answer has


def _clean_once(text: str) -> str:
    if _CONTROL.search(text) is not None:
        text = _EATEN_RETURN.sub(r"\\r", _EATEN_TAB.sub(r"\\t", text.translate(_EATEN)))
    text = text.strip(_SPACES)
    if "```" in text:
        text = _FENCE.sub("", text)
    if "**" in text or "__" in text:
        text = _BOLD.sub(r"\2", text)
        if text.count("**") == 1:
            text = text.removeprefix("**").removesuffix("**")
    if "$" in text or "\\" in text:
        text = _open_box(_undelimited(text))
    if (heading := _HEADING.match(text)) is not None:
        text = text[heading.end() :]
    if (label := _LABEL.match(text)) is not None:
        text = text[label.end() :]
    for left, right in _WRAPPERS:
        inner = text[1:-1]
        if inner and text[0] == left and text[-1] == right and left not in inner and right not in inner:
            text = inner
    text = text.lstrip(":：,，;；、" + _SPACES)
    if text[:1] == "=" and text[1:2] not in ("=", ">", ""):
        text = text[1:]
    if text[-1:] in (")", "）") and (unit := _BRACKETED.search(text, max(0, len(text) - 12))) is not None:
        text = f"{text[: unit.start()]} {unit.group(1) or unit.group(2)}"
    return _without_last_mark(text)


def _without_last_mark(text: str) -> str:
    if text[-1:].isalnum() and not text.endswith("quad"):
        return text
    trailing = _TRAILING.search(text, max(0, len(text) - 20))
    if trailing is not None:
        return text[: trailing.start()]
    if text[-1:] == "." and text[-3:] != "..." and not text.endswith("dots."):
        word = text[max(0, len(text) - 12) : -1].rpartition(" ")[2]
        if not ("." in word and word.replace(".", "").isalpha()):  # p.m.
            return text[:-1]
    return text


def _open_box(text: str) -> str:
    box = _BOX.match(text)
    if box is None or text[-1] != "}" or brace_end(text, box.end() - 1, len(text)) != len(text) - 1:
        return text
    return text[box.end() : -1]


def _undelimited(text: str) -> str:
    """The text without `$`, `\\(`, `\\[` and their partners; prices and escaped dollars stay."""
    pieces: list[str] = []
    position = 0
    for start, end in formulas(text):
        before = text[position:start]
        opening = _OPENING.match(text, start)
        assert opening is not None
        mark = opening.group()
        inner = text[opening.end() : end - len(_CLOSING.get(mark) or mark.replace("begin", "end"))].strip()
        gap = " " if before[-1:].isascii() and before[-1:].isalnum() and inner[:1].isalnum() else ""
        pieces += (_orphans(before), gap, inner)
        position = end
        if text[end : end + 1].isalpha() and text[end : end + 1].isascii() and inner[-1:].isalnum():
            pieces.append(" ")
    return "".join(pieces) + _orphans(text[position:])


_ORPHAN = lazy(r"(?<!\\)\\[()\[\]]|(?<![\\\d])\$\$?(?![\d.\s-])")


_TWISTED = {r"\(": 1, r"\[": 1, r"\)": -1, r"\]": -1}


def _orphans(text: str) -> str:
    """Outside formulas: drop delimiters without partner, but one that a bracket lacks is a bracket: `[0, 1\\]`."""
    if "$" not in text and "\\" not in text:
        return text
    bare = _ORPHAN.sub("", text)
    if bare == text or not (missing := sum(map(bare.count, ")]")) - sum(map(bare.count, "(["))):
        return bare
    side = 1 if missing > 0 else -1
    twisted = [mark for mark in _ORPHAN.findall(text) if _TWISTED.get(mark) == side]
    if len(twisted) != abs(missing):
        return bare
    return _ORPHAN.sub(lambda mark: mark[0][1:] if mark[0] in twisted else "", text)
