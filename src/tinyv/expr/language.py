"""Words among the tokens: number words, units, operator words, ordinals, currency signs."""

from tinyv.expr.lexer import Token
from tinyv.expr.tables import WORD_OPERATORS
from tinyv.expr.units import is_letter_unit, lookup, match_phrase
from tinyv.expr.words import number_words

_ORDINAL_SUFFIX = {"th", "st", "nd", "rd"}
_VALUE_KINDS = {"num", "sym", "unit", "letters"}
_VALUE_CLOSERS = {")", "}", "]", "!", "...", "^", "/", "per", "*", "|"}


def absorb(tokens: list[Token]) -> list[Token]:
    """The same tokens, with language that means mathematics turned into it."""
    tokens = _dollars(tokens)
    if not any(t.kind in ("word", "letters") or t.text == "#" for t in tokens):
        return tokens
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
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
    if lower in _ORDINAL_SUFFIX and out and (out[-1].kind == "num" or out[-1].text in ("^", "{")):
        return _ordinal(tokens, i, out)
    if after_value and (out[-1].kind != "sym" or token.kind == "sym") and (found := _unit(tokens, i)):
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
    run, sizes = _run(tokens, i)
    if (found_number := number_words(run)) is not None:
        value, used = found_number
        out.extend(_number_tokens(str(value), token.space, " ".join(run[:used])))
        return i + sum(sizes[:used])
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
        while i + size + 1 < len(tokens) and tokens[i + size].text == "-" and tokens[i + size + 1].kind == "word" and not tokens[i + size].space:
            word += "-" + tokens[i + size + 1].text.lower()
            size += 2
        run.append(word)
        sizes.append(size)
        i += size
    return run, sizes


def _number_tokens(value: str, space: bool, raw: str) -> list[Token]:
    sign = [Token("op", "-", space)] if value.startswith("-") else []
    above, _, below = value.lstrip("-").partition("/")
    if not below:
        return [*sign, Token("num", above, space, raw)]
    group = [Token("op", "{"), Token("num", above), Token("op", "}"), Token("op", "{"), Token("num", below), Token("op", "}")]
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
    if kinds[0] == "letters" and is_letter_unit(words[0]) and (not tokens[i].space or tokens[i + 1 : i + 2] and tokens[i + 1].text in "^("):
        return None  # 2mb^2 is a product
    if size == 1 or kinds[0] == "letters":
        known = lookup(words[0])
        return (known.name, 1) if known else None
    phrase = match_phrase(words[:size], 0)
    if phrase is None:
        return None
    factors, used = phrase
    return ";".join(f"{name}^{power}" for name, power in factors), used


def _is_spaced_unit(out: list[Token], tokens: list[Token], i: int) -> bool:
    """`5 km/h`, `1 min 40 s`: a letter that follows on other units is a unit too."""
    if not is_letter_unit(tokens[i].text) or len(out) < 2:
        return False
    return (out[-1].text == "/" and out[-2].kind == "unit") or (out[-1].kind == "num" and any(t.kind == "unit" for t in out[-4:-1]))


def _ordinal(tokens: list[Token], i: int, out: list[Token]) -> int:
    """`15th`, `12^{th}`: the number alone."""
    if out[-1].text == "{" and len(out) > 1 and out[-2].text == "^":
        del out[-2:]
        return i + 2  # the closing brace goes as well
    if out[-1].text == "^":
        del out[-1]
    return i + 1


def _dollars(tokens: list[Token]) -> list[Token]:
    """Unescaped dollars: delimiters in pairs, a currency sign when one stands alone before a number."""
    marks = [i for i, t in enumerate(tokens) if t.text == "$" and t.kind == "op"]
    if not marks:
        return tokens
    lone = len(marks) == 1 and marks[0] + 1 < len(tokens) and tokens[marks[0] + 1].kind == "num"
    if lone:
        return [t._replace(text="USD$") if i == marks[0] else t for i, t in enumerate(tokens)]
    return [t for t in tokens if t.text != "$" or t.kind != "op"]
