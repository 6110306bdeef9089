"""Answers in words: whether two texts that are not mathematics say the same.

Equal means that no reading separates the two texts,
different means opposites of one closed class; the rest is not shown: paraphrases, several answers in one
sentence, explanations without "because", languages beyond English and a little Chinese.
"""

from __future__ import annotations

import re

from tinyv.equiv.asked import ask_words, last_sentence
from tinyv.equiv.canonical import canonical, heads, is_word, plain_words
from tinyv.equiv.classes import class_keys, compare_members
from tinyv.equiv.existence import existence_tag
from tinyv.equiv.truth import compare_truth
from tinyv.equiv.vocabulary import CONTRAST, EXTREMES, FILLERS, MAX_TEXT, QUALIFIERS, SEQUENTIAL, WINNING, Words
from tinyv.lazy import lazy

_ORDERED_ASK = lazy(
    r"order|respectiv|first|then|sequence|rank|place|who|____.*____|\band (?:what|how|which)|list", re.I
)
_WORDY = lazy(r"[^\W\d_]{2}|[\u4e00-\u9fff∅]")
_HAN_INTRO = lazy(r"^(?:答案|结论|它|这|该函数|函数|该命题|命题|三角形|该三角形)?(?:一定)?(?:[是为在]|位于)(?=.)")
_ASKS_WINNER = lazy(r"\b(?:who|which|whose)\b[^.?]{0,60}\bwin", re.I)
_PIECES = lazy(r"[,;，；]|\band\b")
_ITEM_WORDS = frozenset(("and", "or", ","))


def compare_text(a: str, b: str, question: str = "") -> bool | None:
    """Do the reference `a` and the answer `b` say the same? True and False are certain, None is "not shown".

    The words of the question's last sentence are fillers in both, unless they could turn an answer round.
    """
    if len(a) > MAX_TEXT or len(b) > MAX_TEXT or not (_WORDY.search(a) or _WORDY.search(b)):
        return None
    words_a, words_b = canonical(a), canonical(b)
    if not words_a or not words_b:
        return None
    if words_a == words_b:
        return True
    question = question[-4000:]
    sentence = last_sentence(question)
    verdict = compare_truth(a, b, sentence)
    if verdict is not None or "?" in b:
        return verdict
    plain_a, plain_b = plain_words(a), plain_words(b)
    ask = ask_words(sentence)
    if _ASKS_WINNER.search(question):
        ask |= WINNING
    for answer in heads(plain_b):
        (subject_a, said_a), (subject_b, said_b) = _predicate(plain_a, sentence), _predicate(answer, sentence)
        if subject_a and subject_b and subject_a != subject_b:
            continue
        verdict = _compare_words(said_a, said_b, ask, question)
        if verdict is not None:
            return verdict
    return True if _same_items(plain_a, plain_b, sentence) else None


def _compare_words(a: Words, b: Words, ask: frozenset[str], question: str) -> bool | None:
    """Tags, closed classes, and what is left of the words without fillers."""
    if not 0 < len(a) <= 40 or not 0 < len(b) <= 40:
        return None
    tag = existence_tag(a)
    if tag is not None and tag == (existence_tag(b) or existence_tag(tuple(w for w in b if w not in ask))):
        marks_a, marks_b = QUALIFIERS.intersection(a), QUALIFIERS.intersection(b)
        if marks_a ^ marks_b <= ask | {"real"}:
            return True
    verdict = compare_members(a, b, ask, question)
    if verdict is not None:
        return verdict
    core_a, core_b = _core(a, ask), _core(b, ask)
    return True if core_a == core_b and any(is_word(w) and w not in CONTRAST for w in core_a) else None


def _predicate(plain: str, sentence: str) -> tuple[Words, Words]:
    """A subject that the question's last sentence names, and the rest: "alpha/2 lies in quadrant II"."""
    words = canonical(plain)
    if len(words) == 1 and "\u4e00" <= words[0][0] <= "\u9fff":
        return (), (_HAN_INTRO.sub("", words[0]),)
    at = next((i for i, w in enumerate(words[:12]) if w in ("is", "are", "lie")), 0)
    if at and at + 1 < len(words) and sentence:
        subject = tuple(w for w in words[:at] if w not in FILLERS)
        asked = tuple(w for w in canonical(sentence) if w not in FILLERS)
        if subject and any(asked[i : i + len(subject)] == subject for i in range(len(asked))):
            return subject, words[at + 1 :]
    return (), words


def _core(words: Words, ask: frozenset[str]) -> Words:
    """Without fillers. Where several things are listed, the question's words tell them apart and stay."""
    words = tuple(w for w in words if w not in FILLERS)
    if _ITEM_WORDS.intersection(words) or sum(w[0].isdigit() for w in words) > 1:
        return words
    members = class_keys()[1]
    return tuple(w for w in words if w not in ask or w in members)


def _same_items(a: str, b: str, sentence: str) -> bool:
    """The same items in another order: labelled numbers ("mean 8, median 7"), alternatives, or a pair with
    "and" where the question asks for no order.
    """
    if len(a) > 300 or len(b) > 300:
        return False
    labelled = _labelled(a)
    if labelled:
        return labelled == _labelled(b)
    for join in ("or", "and"):
        items_a, items_b = _items(a, join), _items(b, join)
        if len(items_a) < 2 or len(items_a) != len(items_b):
            continue
        if join == "and" and (_ORDERED_ASK.search(sentence) or any(SEQUENTIAL.intersection(i) for i in items_a)):
            return False
        return (
            any(map(is_word, items_a[0])) and len(set(items_a)) == len(items_a) and sorted(items_a) == sorted(items_b)
        )
    return False


def _labelled(text: str) -> dict[Words, Words] | None:
    """Items of the form label and number: label -> number; None unless every item is one and labels differ."""
    found: dict[Words, Words] = {}
    for piece in _PIECES.split(text):
        words = [w for w in canonical(piece) if w not in FILLERS and w not in ("=", ":")]
        number = tuple(w for w in words if w[0].isdigit() or w in "-/")
        label = tuple(w for w in words if not (w[0].isdigit() or w in "-/"))
        if not any(map(is_word, label)) or label in found or not number or not all(w.isalpha() for w in label):
            return None
        if sum(w[0].isdigit() for w in number) > 1 + ("/" in number) or CONTRAST.intersection(label) - EXTREMES:
            return None
        found[label] = number
    return found if len(found) > 1 else None


def _items(text: str, join: str) -> list[Words]:
    """The items between one kind of joining word, or [] if another kind stands between them."""
    words = [w for w in canonical(text) if w not in FILLERS and w != "either"]
    if join not in words or any(w in ("and", "or", ",", "not", "but", "then") and w != join for w in words):
        return []
    items: list[Words] = [()]
    for word in words:
        items = [*items, ()] if word == join else [*items[:-1], (*items[-1], word)]
    return items if all(items) and len(items) == 2 else []
