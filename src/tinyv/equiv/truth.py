"""Yes and no, true and false, possible and impossible."""

from __future__ import annotations

import re

from tinyv.equiv.asked import ask_words
from tinyv.equiv.canonical import canonical, heads, is_spoken, plain_words
from tinyv.equiv.vocabulary import (
    AUXILIARY,
    CONDITIONS,
    FILLERS,
    HAN_TRUTHS,
    HEDGES,
    MAX_TEXT,
    NEGATIONS,
    NEUTRAL,
    POLAR,
    PRONOUNS,
    TRUTHS,
    Words,
)
from tinyv.lazy import lazy

_STARTS = lazy(r"(yes|no|true|false|correct|incorrect)(?![\w'’-])\s{0,3}", re.I)
_CLAUSES = lazy(r"[,.;:!\n()，。；：]")
_FIRST_WORD = lazy(r"[a-z]+")
_ASKS_CAN = lazy(
    r"\b(?:can|could|possible|is there|are there|does there|do there|exists?|may)\b|能|可以|可能|存在", re.I
)
_ASKS_TRUE = lazy(r"\b(?:true|correct|valid|statement|claim|right)\b|正确|对|真命题", re.I)
_ASKS_NO = lazy(r"\b(?:no|not|never|impossible|cannot|false|incorrect|wrong|without|fail)\b|n't|不|错|假", re.I)
_AUX_START = lazy(r"\b(?:is|are|does|do|did|can|could|will|was|were|has|have)\b", re.I)
_OPEN_ASK = lazy(r"\b(?:or|which|what|who|how|why|when|where|whose|find|determine)\b", re.I)


def truth(text: str) -> bool | None:
    """What a text that is wholly a yes or a no says: "Yes, it can.", "False", "it is impossible", "不能".

    A text that starts with Yes or No and a comma or full stop counts whatever explanation follows, unless
    it hedges, sets a condition or gives several such words.
    """
    read = read_truth(text)
    return read[0] if read else None


def read_truth(text: str) -> tuple[bool, str, Words] | None:
    """The truth value, its family (yes, true or can) and the canonical words after it."""
    if len(text) > MAX_TEXT or not (is_spoken(text) or "\u4e00" <= text.strip(" $")[:1] <= "\u9fff"):
        return None
    plain = plain_words(text)
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    starts = _STARTS.match(plain)
    if starts:
        value, family = TRUTHS[starts[1].lower()]
        rest = plain[starts.end() :]
        if not rest.strip(" .!。)}"):
            return value, family, ()
        reason = _FIRST_WORD.match(rest)
        if rest[0] in ",.;:!—–-(，。；：" or (reason and reason[0] in ("because", "since", "as")):
            return (value, family, canonical(rest)) if not _hedged(rest, value) else None
    head, _, tail = plain.strip(" .。!！").partition("，") if "\u4e00" <= plain[:1] <= "\u9fff" else ("", "", "")
    if head in HAN_TRUTHS:
        return (*HAN_TRUTHS[head], canonical(tail)) if "或" not in tail and "但" not in tail else None
    return _truth_of_words(canonical(plain))


def _hedged(rest: str, value: bool) -> bool:
    """Does what follows a Yes or a No take it back, bind it to a condition, or add a second one?"""
    body = rest.lower().lstrip(" ,.;:!—–-(，。；：")
    words = canonical(body)
    if not words or (body[0].isdigit() and not value and rest[0] == "."):
        return True  # "No. 5"
    if words[0] in CONDITIONS and not body.startswith(("for example", "for instance")):
        return True
    if HEDGES.intersection(words) or (value and "not necessarily" in body):
        return True
    clauses = [clause.strip() for clause in _CLAUSES.split(body)]
    if any(plain_words(clause) in TRUTHS for clause in clauses):
        return True
    says = _truth_of_words(canonical(clauses[0]))
    return says is not None and says[0] != value


def _truth_of_words(words: Words) -> tuple[bool, str, Words] | None:
    """ "it is not possible", "the statement is false", "there is no such number", "it does not"."""
    if not 0 < len(words) <= 10:
        return None
    value, family = True, ""
    for word in words:
        if word in NEGATIONS:
            value = not value
        elif word in POLAR:
            polar, kind = POLAR[word]
            value, family = value == polar, family or kind
        elif word not in NEUTRAL and not (len(word) == 1 and "such" in words):
            return None
    if words.count("not") + words.count("no") > 1 or (words[0] == "no" and "such" not in words):
        return None
    if not family and len(words) <= 4 and words[0] in PRONOUNS and words[1:2] and words[1] in AUXILIARY:
        family = "yes"
    if "such" in words and not {"exist", "there"}.intersection(words) and words[0] != "no":
        return None
    return (value, family, ()) if family else None


def compare_truth(a: str, b: str, sentence: str) -> bool | None:
    """Yes against no, true against false, and a statement that repeats the question against yes or no."""
    left, right = read_truth(a), read_truth(b)
    if left and right:
        if left[1] != right[1] and not _linked(left[1], right[1], sentence):
            return None
        if left[0] != right[0]:
            return False
        ask = ask_words(sentence)
        return True if all(w in NEUTRAL or w in POLAR or w in NEGATIONS or w in ask for w in left[2]) else None
    said, other = (left, b) if left else (right, a)
    if said is None or said[1] != "yes" or not sentence:
        return None
    if said is left and left[2] and not all(w in NEUTRAL or w in POLAR for w in left[2]):
        return None
    repeats = _repeats(canonical(heads(plain_words(other))[0]), sentence)
    return None if repeats is None else repeats == said[0]


def _linked(a: str, b: str, sentence: str) -> bool:
    """May a Yes stand for "true" or "possible" in answer to this question?"""
    for family, asks in (("can", _ASKS_CAN), ("true", _ASKS_TRUE)):
        if family in (a, b):
            found = asks.search(sentence)
            if found is None or _ASKS_NO.search(sentence, 0, found.end() + 25):
                return False
    return True


def _repeats(words: Words, sentence: str) -> bool | None:
    """Does a statement affirm (True) or deny (False) the very thing that a yes-or-no question asks?"""
    start = _AUX_START.search(sentence)
    if start is None or start.start() > 0 or _OPEN_ASK.search(sentence) or _ASKS_NO.search(sentence):
        return None
    skip = FILLERS | AUXILIARY | {"possible", "true"}
    asked = [w for w in canonical(sentence) if w not in skip]
    stated = [w for w in words if w not in skip and w != "not"]
    if (
        len(asked) < 2
        or len(stated) < 2
        or 5 * len(stated) < 3 * len(asked)
        or words.count("not") > 1
        or asked[-1] not in stated
    ):
        return None
    position = 0
    for word in stated:
        if word not in asked[position:]:
            return None
        position = asked.index(word, position) + 1
    return "not" not in words
