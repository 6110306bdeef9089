"""Words among the tokens: number words, units, operator words, ordinals, currency signs."""

from tinyv.expr.lexer import Token
from tinyv.expr.tables import WORD_OPERATORS
from tinyv.expr.units import is_letter_unit, lookup, match_phrase
from tinyv.expr.words import MAX_PARTS, MULTIPLES, chinese_number, number_words

_SIGNS = {"%": "%", "deg": "°"}  # units that are operators here
_ARTICLES = {"is", "are", "be", "being", "an", "a", "any", "some", "all", "every", "each", "arbitrary", "the"}
_DOMAINS = {
    "integer": "ZZ", "integers": "ZZ", "整数": "ZZ", "为整数": "ZZ", "是整数": "ZZ", "为任意整数": "ZZ", "целое": "ZZ",
    "real": "RR", "reals": "RR", "为实数": "RR", "natural": "NN", "naturals": "NN", "rational": "QQ", "rationals": "QQ",
}  # fmt: skip
_HAN_SCALES = "十百千万亿"
_HAN_COUNTERS = set("个只条本张种件棵块名位次人套组页道辆")  # 3个 is 3
_ORDINAL_SUFFIX = {"th", "st", "nd", "rd"}
_VALUE_KINDS = {"num", "sym", "unit", "letters"}
_VALUE_CLOSERS = {")", "}", "]", "!", "...", "^", "/", "per", "*", "|"}


def absorb(tokens: list[Token]) -> list[Token]:
    """The same tokens, with language that means mathematics turned into it."""
    tokens = _letter_units(_dollars(_opened(tokens)))
    if not any(t.kind in ("word", "letters") for t in tokens):
        return tokens
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "frac" and out and out[-1].kind == "num" and (quotient := _unit_quotient(tokens, i)):
            out.extend(quotient[0])
            i += quotient[1]
            continue
        if token.kind not in ("word", "letters") and not (token.kind == "sym" and _is_spaced_unit(out, tokens, i)):
            out.append(token)
            i += 1
            continue
        i = _word(tokens, i, out)
    return out


def _word(tokens: list[Token], i: int, out: list[Token]) -> int:
    token = tokens[i]
    lower = token.text.lower()
    after_value = bool(out) and (out[-1].kind in _VALUE_KINDS or out[-1].text in _VALUE_CLOSERS)
    if lower in _BASE_WORDS and (end := _base(tokens, i, out)):
        return end
    if lower in _DOMAINS or lower in _ARTICLES:
        end = _domain(tokens, i, out)
        if end:
            return end
    if lower in _ORDINAL_SUFFIX and out and (out[-1].kind == "num" or out[-1].text in ("^", "{")):
        return _ordinal(tokens, i, out)
    if not lower.isascii() and (end := _chinese(tokens, i, out)):
        return end
    if after_value and (out[-1].kind != "sym" or token.kind == "sym") and (found := _unit(tokens, i)):
        if found[0] in _SIGNS:
            out.append(Token("op", _SIGNS[found[0]], token.space, token.text))
            return i + found[1]
        out.append(Token("unit", found[0], token.space, " ".join(t.text for t in tokens[i : i + found[1]])))
        return i + found[1]
    if token.kind == "letters":
        names = [token.text] if token.text.isupper() else list(token.text)  # AB is a segment, xy a product
        out.extend(Token("sym", name, token.space and j == 0) for j, name in enumerate(names))
        return i + 1
    if lower in WORD_OPERATORS and not (len(token.text) == 1 and token.text.isascii()):
        canonical = WORD_OPERATORS[lower]
        if canonical not in ("respectively",):
            out.append(Token("sym" if canonical == "oo" else "op", canonical, token.space, token.text))
        return i + 1
    if lower in ("constant", "const") and out and out[-1].text == "+":
        out.append(Token("sym", "C", token.space, token.text))
        return i + 1
    run, sizes = _run(tokens, i)
    if lower in MULTIPLES and (scaled := _scaled(run, out)):
        return i + sum(sizes[:scaled])
    if (found_number := number_words(run)) is not None:
        value, used = found_number
        end = i + sum(sizes[:used])
        if (
            out[-2:]
            and out[-1].text == "("
            and tokens[end : end + 1]
            and tokens[end].text == ")"
            and out[-2].text == "..."
        ):
            out[-1] = Token("op", "=")  # 0.333... (one third)
            out.extend(_number_tokens(str(value), token.space, " ".join(run[:used])))
            return end + 1
        said = [t.text for t in tokens[end : end + 3]]
        if said == ["(", str(value), ")"]:  # seven (7)
            end += 3
        elif (
            out[-2:] and out[-1].text == "(" and said[:1] == [")"] and len(out) > 1 and out[-2].text == str(value)
        ):  # 7 (seven)
            del out[-1]
            return end + 1
        out.extend(_number_tokens(str(value), token.space, " ".join(run[:used])))
        return end
    if len(token.text) > 1 and after_value and out[-1].kind == "sym" and (found := _unit(tokens, i)):
        out.append(Token("unit", found[0], token.space, " ".join(t.text for t in tokens[i : i + found[1]])))
        return i + found[1]
    out.append(token)
    return i + 1


def _run(tokens: list[Token], i: int) -> tuple[list[str], list[int]]:
    """The words from token i on, hyphenated ones joined, and how many tokens each takes."""
    run: list[str] = []
    sizes: list[int] = []
    while i < len(tokens) and len(run) < 24 and tokens[i].kind == "word":
        word, size = tokens[i].text.lower(), 1
        while (
            i + size + 1 < len(tokens)
            and tokens[i + size].text == "-"
            and tokens[i + size + 1].kind == "word"
            and not tokens[i + size].space
        ):
            word += "-" + tokens[i + size + 1].text.lower()
            size += 2
        run.append(word)
        sizes.append(size)
        i += size
    return run, sizes


def _scaled(run: list[str], out: list[Token]) -> int:
    """`2.5 million`, or a lone `hundred`: how many words were used; the number stands in `out`."""
    if out and out[-1].kind == "num" and len(out[-1].text) < MAX_PARTS:
        read = number_words([out[-1].text, *run])
        if read is None or read[1] < 2:
            return 0
        before = out.pop()
        out.extend(_number_tokens(str(read[0]), before.space, " ".join([before.text, *run[: read[1] - 1]])))
        return read[1] - 1
    if out or len(run) > 1 or run[0] not in MULTIPLES:
        return 0
    out.append(Token("num", str(MULTIPLES[run[0]]), False, run[0]))
    return 1


def _chinese(tokens: list[Token], i: int, out: list[Token]) -> int:
    """Chinese numerals and scales: 三, 百分之二十, 1.5万; the end of what was read, 0 if nothing was."""
    token = tokens[i]
    text = token.text
    if out and out[-1].kind == "num":
        size = next((k for k, char in enumerate(text) if char not in _HAN_SCALES), len(text))
        value = chinese_number(out[-1].text + text[:size]) if size else None
        if value is not None:
            before = out.pop()
            out.extend(_number_tokens(str(value), before.space, before.text + text[:size]))
            text = text[size:]
        if text in _HAN_COUNTERS or not text:
            return i + 1
        if value is not None:
            known = lookup(text)
            out.append(Token("unit", known.name, False, text) if known else Token("word", text))
            return i + 1
        return 0
    percent = text.startswith("百分之")
    value = chinese_number(text)
    if value is None:
        return 0
    out.extend(_number_tokens(str(value * 100 if percent else value), token.space, text))
    if percent:
        out.append(Token("op", "%"))
    return i + 1


_BASE_WORDS = {"in", "base"}


def _base(tokens: list[Token], i: int, out: list[Token]) -> int:
    """`12 in base 5`, `1011 (base two)`, `1011_{base 2}` as 12_5: the end of what was read, 0 if nothing was."""
    bracket = len(out) > 1 and out[-1].text in ("(", "{")
    at = i + (tokens[i].text == "in")
    if not out or at + 1 >= len(tokens) or tokens[at].text != "base":
        return 0
    base = tokens[at + 1].text
    if tokens[at + 1].kind == "word":
        read = number_words([base.lower()])
        base = str(read[0]) if read else ""
    if not base.isdecimal():
        return 0
    if bracket and out[-2].text == "_":
        out.append(Token("num", base))
        return at + 2
    if bracket and out[-2].kind == "num" and tokens[at + 2 : at + 3] and tokens[at + 2].text == ")":
        del out[-1]
        at += 1
    if out[-1].kind not in ("num", "sym"):
        return 0
    out += [Token("op", "_"), Token("op", "{"), Token("num", base), Token("op", "}")]
    return at + 2


def _domain(tokens: list[Token], i: int, out: list[Token]) -> int:
    """`k is an integer`, `for any integer k` as k in ZZ: the end of what was read, 0 if nothing was."""
    at = i
    while at < len(tokens) and tokens[at].text.lower() in _ARTICLES and at - i < 4:
        at += 1
    positive = at < len(tokens) and tokens[at].text.lower() == "positive"
    at += positive
    name = _DOMAINS.get(tokens[at].text.lower()) if at < len(tokens) and tokens[at].kind == "word" else None
    if name is None:
        return 0
    name += "^+" if positive else ""
    at += 1
    if at < len(tokens) and tokens[at].text in ("number", "numbers"):
        at += 1
    after = tokens[at] if at < len(tokens) else None
    said = [Token("op", "in", True, "in"), Token("sym", name, True)]
    if out and out[-1].kind == "sym" and (after is None or after.kind != "word" or after.text in WORD_OPERATORS):
        out += said
        return at
    end = tokens[at + 1] if at + 1 < len(tokens) else None
    if (
        out
        and out[-1].text == "where"
        and after
        and after.kind == "sym"
        and (end is None or end.text in (",", ".", ";", ")"))
    ):
        out += [after, *said]
        return at + 1
    return 0


def _number_tokens(value: str, space: bool, raw: str) -> list[Token]:
    sign = [Token("op", "-", space)] if value.startswith("-") else []
    above, _, below = value.lstrip("-").partition("/")
    if not below:
        return [*sign, Token("num", above, space, raw)]
    group = [
        Token("op", "{"),
        Token("num", above),
        Token("op", "}"),
        Token("op", "{"),
        Token("num", below),
        Token("op", "}"),
    ]
    return [*sign, Token("frac", "frac", space, raw), *group]


def _unit(tokens: list[Token], i: int) -> tuple[str, int] | None:
    """A unit that starts at token i: its factors as `m^1;s^-1`, and how many tokens it takes."""
    words = [t.text for t in tokens[i : i + 6]]
    kinds = [t.kind for t in tokens[i : i + 6]]
    if kinds[0] == "sym":
        known = lookup(words[0])
        return (known.name, 1) if known else None
    size = next((k for k, kind in enumerate(kinds) if kind not in ("word", "letters")), len(kinds))
    if size == 0:
        return None
    if (
        kinds[0] == "letters"
        and is_letter_unit(words[0])
        and (not tokens[i].space or (tokens[i + 1 : i + 2] and tokens[i + 1].text in "^("))
    ):
        return None  # 2mb^2 is a product
    if size == 1 or kinds[0] == "letters":
        known = lookup(words[0])
        return (known.name, 1) if known else None
    phrase = match_phrase(words[:size], 0)
    if phrase is None:
        return None
    factors, used = phrase
    return ";".join(f"{name}^{power}" for name, power in factors), used


def _unit_quotient(tokens: list[Token], i: int) -> tuple[list[Token], int] | None:
    """The tokens of `\\frac{\\text{km}}{\\text{h}}` as km/h, and how many they are."""
    found: list[Token] = []
    at = i + 1
    for joint in ("/", ""):
        end = next((k for k in range(at, min(at + 8, len(tokens))) if tokens[k].text == "}"), 0)
        if tokens[at : at + 1] == [] or tokens[at].text != "{" or end <= at + 1:
            return None
        inner = tokens[at + 1 : end]
        if inner[0].kind not in ("word", "letters") or not (unit := lookup(inner[0].text)):
            return None
        if inner[1:] and (inner[1].text != "^" or len(inner) != 3):
            return None
        found += [Token("unit", unit.name), *inner[1:], *([Token("op", joint)] if joint else [])]
        at = end + 1
    return found, at - i


def _is_spaced_unit(out: list[Token], tokens: list[Token], i: int) -> bool:
    """`5 km/h`, `1 min 40 s`: a letter that follows on other units is a unit too."""
    if not is_letter_unit(tokens[i].text) or len(out) < 2:
        return False
    return (out[-1].text == "/" and out[-2].kind == "unit") or (
        out[-1].kind == "num" and any(t.kind == "unit" for t in out[-4:-1])
    )


def _letter_units(tokens: list[Token]) -> list[Token]:
    """`5 m s^{-2}` and `4.7 k\\Omega`: a number with letters that only units can be, as nothing else follows."""
    if len(tokens) < 2 or tokens[0].kind != "num" or tokens[1].kind not in ("sym", "letters"):
        return tokens
    if tokens[-1].text == "Omega" and len(tokens) < 4:
        known = lookup("".join(t.text for t in tokens[1:-1]) + "Ω")
        return [tokens[0], Token("unit", known.name, tokens[1].space)] if known else tokens
    rest = tokens[1:]
    letters = [t for t in rest if t.kind != "op" and t.kind != "num"]
    if "-" not in {t.text for t in rest} or any(t.text not in "^{-}" for t in rest if t.kind == "op"):
        return tokens
    if any(not t.space or not _may_be_unit(t) for t in letters):
        return tokens
    return [tokens[0], *(t._replace(kind="unit") if t in letters else t for t in rest)]


def _may_be_unit(token: Token) -> bool:
    return is_letter_unit(token.text) if token.kind == "sym" else token.kind == "letters" and bool(lookup(token.text))


def _ordinal(tokens: list[Token], i: int, out: list[Token]) -> int:
    """`15th`, `12^{th}`: the number alone."""
    if out[-1].text == "{" and len(out) > 1 and out[-2].text == "^":
        del out[-2:]
        return i + 2  # the closing brace goes as well
    if out[-1].text == "^":
        del out[-1]
    return i + 1


def _opened(tokens: list[Token]) -> list[Token]:
    """`2.7268 (≈ 2.727)` and `3/25 (= 12%)` without the brackets, which would make a product."""
    if len(tokens) < 4 or tokens[-1].text != ")":
        return tokens
    at = max((i for i, t in enumerate(tokens) if t.text == "("), default=0)
    if not at or tokens[at + 1].text not in ("=", "~") or tokens[at + 1].kind != "op":
        return tokens
    return tokens[:at] + tokens[at + 1 : -1]


def _dollars(tokens: list[Token]) -> list[Token]:
    """Unescaped dollars: delimiters in pairs, a currency sign when one stands alone before a number."""
    marks = [i for i, t in enumerate(tokens) if t.text == "$" and t.kind == "op"]
    if not marks:
        return tokens
    lone = len(marks) == 1 and marks[0] + 1 < len(tokens) and tokens[marks[0] + 1].kind == "num"
    if lone:
        return [t._replace(text="USD$") if i == marks[0] else t for i, t in enumerate(tokens)]
    return [t for t in tokens if t.text != "$" or t.kind != "op"]
