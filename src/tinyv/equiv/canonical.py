"""A text as canonical words: stems, numbers as digits, no markup, no articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tinyv.equiv.vocabulary import LAYOUT, MAX_TEXT, NOT_AFTER_ARTICLE, PRONOUNS, SEPARATORS, SPELLING, Words
from tinyv.expr.words import STARTERS, TENS, number_words, ordinal, ordinal_words
from tinyv.lazy import lazy
from tinyv.remember import remembered

_TOKEN = lazy(
    r"\\[a-zA-Z]+|\\\W|\d+(?:st|nd|rd|th)\b|\d+(?:\.\d+)?|[\u4e00-\u9fff]+|[^\W\d_]+(?:['’][a-z]{1,2}\b)?"
    r"|\.{3,}|\S"
)
_WRAP = r"(?:\\|\t(?=ext))(?:text|ext|textbf|textit|textrm|mathrm|mathbf|mathit|mbox|emph|bf|rm|boxed|operatorname)"
_WRAPPED = lazy(_WRAP + r"\s{0,3}\{([^{}]*)\}|</?[a-z]{1,10}>")
_WRAPPER = lazy(_WRAP + r"\b\s{0,3}")
_REALS = lazy(r"\\mathbb\s?\{?R\}?|\\R\b")
_INDEX = lazy(r"([_^])\{(\w)\}")
_MATH = lazy(r"[+*/^=<>_|·×÷√∪∩≤≥±{}]|\\[a-zA-Z]")
_NUMBER = lazy(r"\d+|/")
_SPOKEN = lazy(r"(?<![\\A-Za-z])[A-Za-z]{2}|[^\x00-\u02ff\u2000-\u2bff\uff00-\uff65]{2}")
_HYPHEN = lazy(  # not that of "x-sin x"
    r"(?<=[a-zA-Z]{3})[-–](?=[a-zA-Z]{2})|(?<=[a-zA-Z]{2})[-–](?=[a-zA-Z]{3})"
    r"|(?<=\w)-(?=(?:axis|intercept|coordinate|gon|digit|sided|fold|dimensional|plane|year|test)s?\b)"
)
_INTRO = lazy(
    r"(?:(?:so|therefore|thus|hence)\b,? ?)?(?:(?:the |my )?(?:(?:final|correct) )?(?:answer|conclusion|result)\b"
    r"(?: is)?(?: that)? ?[:：]? ?|答案[是为：:]{0,2})",
    re.I,
)
_BECAUSE = lazy(r",? (?:because|since|due to)\b|，?因为", re.I)
_S_ENDS = ("ss", "us", "is")
_ES_ENDS = ("xes", "ches", "shes", "sses", "zes")
_SO = lazy(r"[,;.] (?:so|therefore|hence|thus)\b,? ", re.I)


@remembered(1024)
def canonical(text: str) -> Words:
    """Lower-case word stems and symbols in the order written, numbers as digits; () beyond `MAX_TEXT` characters.

    Dropped are markup, articles and the punctuation of sentences; a single letter keeps its case.
    """
    if len(text) > MAX_TEXT:
        return ()
    text = _HYPHEN.sub(" ", unwrap(text))
    tokens = [token for token in _TOKEN.findall(text) if token not in LAYOUT]
    mathematical = _MATH.search(text) is not None
    words: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        lower = token.lower() if len(token) > 1 and token[0] != "\\" else token
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        at += 1
        if token in SEPARATORS:
            if _separates(token, words[-1] if words else "", after, mathematical):
                words.append(token)
        elif lower in STARTERS or lower == "A":
            phrase = [t.lower() for t in tokens[at - 1 : at + 9]]
            read = number_words(phrase)
            rank = ordinal_words(phrase) if lower in TENS else None
            if rank:
                words.append(_ordinal_sign(rank[0]))
                at += rank[1] - 1
            elif read:
                words += (["-"] if read[0] < 0 else []) + _NUMBER.findall(str(abs(read[0])))
                at += read[1] - 1
            elif not _is_article(token, after, first=at == 1):
                words.append(SPELLING.get(lower, lower))
        elif lower not in ("the", "The"):
            words += _stems(lower)
    return tuple(words)


def unwrap(text: str) -> str:
    """Without LaTeX's text commands, HTML tags and bold marks; the braces of formulas stay."""
    if "\\" in text or "<" in text or "\t" in text:
        text = _REALS.sub("ℝ", _WRAPPER.sub(" ", _WRAPPED.sub(r" \1 ", text)))
    return _INDEX.sub(r"\1\2", text.replace("**", ""))


def plain_words(text: str) -> str:
    """The text without markup and without "the answer is"."""
    text = unwrap(text).replace("$", "").strip(" \t\r\n{}*\"“”'`")
    intro = _INTRO.match(text)
    return text[intro.end() :].lstrip(" {*") if intro else text


def heads(plain: str) -> Sequence[str]:
    """The answer proper, with "because ..." cut off, and what follows a last "so"."""
    head = _BECAUSE.split(plain, maxsplit=1)[0].strip()
    so = list(_SO.finditer(plain)) if len(plain) < 300 else []
    return [head or plain, plain[so[-1].end() :]] if so else [head or plain]


def _separates(token: str, before: str, after: str, mathematical: bool) -> bool:
    """Does the punctuation mark carry meaning here? It does between symbols (5!, 1:2, f(x)), not between words."""
    left, right = bool(before) and not is_word(before), bool(after) and not is_word(after)
    if token in "-–" or (mathematical and token in "()[]"):
        return True
    if token in "([（":
        return right
    if token in ")]）!'’":
        return left
    if token == ".":
        return False
    return bool(before and after) and (left or right) if mathematical else left and right


def is_spoken(text: str) -> bool:
    """Are there letters that may be words? A formula has none but commands and single letters."""
    return _SPOKEN.search(text) is not None


def is_word(token: str) -> bool:
    return len(token) > 1 and (token[-1].isalpha() or token[-1] == ".") and token[0] != "\\"


def _is_article(token: str, after: str, first: bool) -> bool:
    if token not in ("a", "an", "An") and not (token == "A" and first and not after.endswith("s")):
        return token in ("An", "an")
    return len(after) > 2 and after.isalpha() and after.lower() not in NOT_AFTER_ARTICLE


def _stems(word: str) -> Sequence[str]:
    """One lower-case word as its stem; contractions give two."""
    if "'" in word or "’" in word:
        base, _, tail = word.replace("’", "'").partition("'")
        if tail == "t" and base.endswith("n"):
            return ({"can": "can", "won": "will"}.get(base, base[:-1]), "not")
        if tail == "s":
            return (base, "is") if base in PRONOUNS else (SPELLING.get(base, base), "'s")
        return (base, {"re": "are", "ll": "will", "ve": "have"}.get(tail, tail))
    if word == "cannot":
        return ("can", "not")
    if word in SPELLING:
        return (SPELLING[word],)
    if word[-1] == "s" and len(word) > 3 and word.isalpha() and not word.endswith(_S_ENDS):
        if word.endswith("ies") and len(word) > 4:
            return (word[:-3] + "y",)
        word = word[:-2] if word.endswith(_ES_ENDS) else word[:-1]
        return (SPELLING.get(word, word),)
    if word[0].isdigit() or word.endswith(("th", "st", "nd", "rd")):
        value = ordinal(word)
        if value is not None:
            return (_ordinal_sign(value),)
    return (word,)


def _ordinal_sign(value: int) -> str:
    return f"{value}{'th' if value // 10 % 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"
