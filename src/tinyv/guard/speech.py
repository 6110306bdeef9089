"""Answers in words that are none: openings, plans, questions, speech to a grader, doubt, names of what is asked."""

from __future__ import annotations

import re
from functools import lru_cache

from tinyv.equiv.existence import existence
from tinyv.guard.graders import SPEAKS
from tinyv.guard.layout import bare
from tinyv.guard.tables import (
    CONCLUDES,
    DEMANDS,
    DOUBT,
    EVASIONS,
    FIELDS,
    METHOD,
    NAMED,
    NOTHING,
    OPENINGS,
    PLACEHOLDERS,
    PLANS,
    TRUTH,
    VERDICTS,
)
from tinyv.lazy import lazy

LONGEST_KNOWN = 60  # characters of a reference that knows; longer ones explain, and may go by cases
LONGEST = 1000  # characters of a final answer; the longest honest one in 15,000 has 400
_CONTENT = lazy(r"[^\W_]|[∞∅√°%<>≤≥≠=×✓✔✗↑↓→←⇔∈∉⊂+−]|^\W*-\W*$|^\{\s*\}$|\\\{\W*\\\}")
_ELEMENTS = (
    "p|b|i|u|br|div|span|em|strong|h\\d|ul|ol|li|table|td|tr|a|font|center|sub|sup|code|pre|html|body|small|hr|img"
)
_MARKS = r"\*\*|&(?:nbsp|[te][mnh]\w{1,4}sp|amp|lt|gt|quot);?"
_TAGS = lazy(rf"</?(?:{_ELEMENTS}|answer|think|final|result)\b[^<>]{{0,60}}>|\\(?:text|boxed|mathrm|textbf)\b|{_MARKS}")
_HTML = lazy(rf"</?(?:{_ELEMENTS})\b[^<>]{{0,60}}>|{_MARKS}")
_WRAPPED = lazy(r"\s*<answer>([^<>]*)</answer>\s*")
_WORD = lazy(r"[^\W\d_]{2,}|\d+")
_COMMAND = lazy(r"\\(?:text|mathrm|textbf|boxed|left|right|mathbf|operatorname)\b")
_EDGES = " \t\n.,:;!?*_#`\"'。，：；！？、…—-–=()[]{}✓✔✅💯$"
_WHETHER = lazy(
    r"(?:^|[.?!,;:)}$\n]\s*|\b(?:or|then|so|in which)\s)(?:is|are|was|were|do|does|did|can|could|will|would|has"
    r"|have|must|should|may)\b"
    r"|\b(?:whether|true|false|correct|right|yes|if any|possible|possibly|prove|disprove|justify)\b|[吗否]|可能"
    r"|能|对不对|正确|ли\b|\besta\b|か|까",
    re.I,
)
_STATES = lazy(r"\d|[=<>≤≥]|\\frac|\\sqrt|\\pi")
_CHOOSES = lazy(
    r"\b(?:which|who|whose|larger|greater|smaller|or|name|called|compare|describe|state|definition|term)\b|哪|谁"
    r"|or\b",
    re.I,
)
_OPTION = lazy(r"(?:\\text|\W)*(?:[A-K]|[iv]{1,3}|\d)\W*")
_HOW = lazy(
    r"\b(?:how (?:can|do|would|should)|describe|explain|strategy|method|prove|why|procedure|construct|justify"
    r"|reason|steps?)\b|说明|为什么|方法|策略|如何|怎|わけ",
    re.I,
)
_THE = lazy(r"\W*(?:the|a|an)\s(?:\w+\s){0,2}(?:of|between|that|in|for|to|from)\b", re.I)
_STATED = lazy(r"\W*the\b", re.I)
_VERB = lazy(r"\b(?:is|are|was|were|has|have|equals?|must|can|does|do|gives|lies|passes)\b", re.I)


def is_empty(_question: str, _reference: str, answer: str) -> bool:
    return _CONTENT.search(_TAGS.sub("", answer)) is None


def is_opening(question: str, reference: str, answer: str) -> bool:
    """An opening, or a verdict where the reference is none."""
    said = _TAGS.sub(" ", answer).strip(_EDGES).lower().replace("’", "'")
    if VERDICTS.fullmatch(said):
        return TRUTH.search(reference) is None
    if said in OPENINGS:
        return reference.strip(_EDGES).lower() != said
    yes = said in _YES or (not said and "✓" in answer) or said in ("", "tru")
    return (
        yes
        and TRUTH.search(reference) is None
        and _STATES.search(reference) is not None
        and not _WHETHER.search(question)
    )


_YES = frozenset(
    [
        "yes",
        "true",
        "it",
        "is",
        "ok",
        "pass",
        "y/n",
        "yes/no",
        "true/false",
        "是",
        "是的",
        "对",
        "да",
        "верно",
        "sí",
        "si",
        "oui",
        "ja",
        "sim",
        "はい",
        "예",
        "네",
        "نعم",
    ]
)


def is_placeholder(_question: str, reference: str, answer: str) -> bool:
    """The place of an answer, or its unit or its name alone."""
    if says_more(PLACEHOLDERS, reference, "", _HTML.sub("", answer).strip() or answer):
        return True
    said, wanted = _plain(answer), _plain(reference)
    return (
        len(said) > 0
        and not _has_digit(said)
        and wanted.endswith(" " + said)
        and wanted.removesuffix(said).strip(" +-.$°").replace(".", "").isdigit()
    )


def plans(question: str, reference: str, answer: str) -> bool:
    """The start of a solution that comes to nothing."""
    if len(answer) < (12 if answer.isascii() else 5) or _HOW.search(question) or PLANS.match(reference):
        return False
    if METHOD.search(answer) is None:
        start = PLANS.match(answer)
        if start is None:
            return False
        rest = answer[start.end() :].lstrip(" :：.,")
        if CONCLUDES.search(rest):
            return False
    wanted = _words(reference)
    return bool(wanted) and not wanted & _words(answer)


def asks(question: str, reference: str, answer: str) -> bool:
    """The question, or a piece of it that asks."""
    demands = DEMANDS.search(answer.strip().lstrip("*_ ")) is not None and len(answer) > 8
    demands = demands and not (_STATED.match(answer) and _VERB.search(answer))
    if demands and answer.rstrip(" $*}").endswith(("?", "？")) and "?" not in reference:
        return True
    if demands and _STATED.match(answer) and _CHOOSES.search(question):
        return False
    if demands and bare(answer).strip(_EDGES).lower() in bare(question).lower():
        return True
    if not demands:
        named = _THE.match(answer) is not None and not _VERB.search(answer) and not _CHOOSES.search(question)
        if not named:
            return False
    said, given = _words(answer), _words(question)
    if len(said) < 3 or len(said & given) < (0.6 if demands and not _HOW.search(question) else 0.8) * len(said):
        return False
    return not _words(reference) <= said or answer.rstrip().endswith("?")


def is_too_long(reference: str, answer: str) -> bool:
    return len(answer) > LONGEST and len(answer) > 4 * len(reference)


def has_field(question: str, reference: str, answer: str) -> bool:
    inside = wrapped[1] if (wrapped := _WRAPPED.fullmatch(answer)) else answer  # a format that many prompts ask for
    return says_more(FIELDS, reference, question, inside)


def speaks(question: str, reference: str, answer: str) -> bool:
    wanted = reference.strip(_EDGES)
    if len(wanted) > 7:  # "the answer is: not true"
        answer = answer.replace(wanted, " ")
    said = _COMMAND.sub(" ", answer).lower().replace("’", "'")
    return len(answer) > 2 and any(says_more(pattern, reference, question, said) for pattern in SPEAKS)


def doubts(question: str, reference: str, answer: str) -> bool:
    return says_more(DOUBT, reference, question, answer)


def evades(question: str, reference: str, answer: str) -> bool:
    """Says that nothing can be said, where the reference says something."""
    if not EVASIONS.search(answer) or _OPTION.fullmatch(reference) or NOTHING.search(reference):
        return False
    if len(reference) > LONGEST_KNOWN or _SEVERAL.search(reference):
        return False
    return existence(reference) is None and says_more(EVASIONS, reference, "", answer)


def denies(question: str, reference: str, answer: str) -> bool:
    """No solution, where the reference has one."""
    if (
        len(answer) > 80
        or not NOTHING.search(answer)
        or _OPTION.fullmatch(reference)
        or NOTHING.search(reference)
        or not _has_digit(reference)
    ):
        return False
    if reference.strip(" $.") in ("0", "\\{0\\}", "{0}", "1") or existence(reference) is not None:
        return False
    return existence(answer) == "none"


def names(question: str, reference: str, answer: str) -> bool:
    """ "The number of ways to choose 3 of 10" for 120."""
    if _VALUE.fullmatch(reference.strip(" .$")) is None or _NUMERAL.search(answer):
        return False
    if _OPTION.fullmatch(reference) and reference.strip(_EDGES) in _MARKED.findall(question):
        return False
    if NAMED.fullmatch(_COMMAND.sub("", answer).strip(" .$*{}")) is None:
        return (
            _letters(answer)
            and not _CHOOSES.search(question)
            and 0 < len(_words(answer)) <= 3
            and _words(answer) <= _words(question)
        )
    said, given = _words(answer), _words(question)
    numbers = {word for word in said if word.isdigit()}
    return numbers <= given and (
        len(said & given) >= (0.4 if numbers else 0.5) * len(said) or (not numbers and len(said) <= 4)
    )


_VALUE = lazy(
    r"[-+−]?(?:[A-Za-z]\s*=\s*)?[-+−]?(?:\d[\d.,\\!{}]*|\\[dt]?frac\s*\{?[\d\s\\pi]+\}?\{?\d+\}?"
    r"|\d*\\sqrt\{?\d+\}?|\d*\\pi)(?:[\s\\,~]*(?:%|\\%|°|\^\\circ|[a-z]{1,9}|\\text\{[^{}]{1,20}\}|/\d+))?"
)


def _letters(answer: str) -> bool:
    return _COMMAND.sub("", answer).strip("$\\{}*. ").replace(" ", "").isalpha() and max(map(len, answer.split())) > 3


_MARKED = lazy(r"(?:^|[\s(（])([\divxA-K]{1,4})[.)）:、]")
_NUMERAL = lazy(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty"
    r"|sixty|hundred|half|twice|double|dozens?|score|right angle|straight angle|perpendicular"
    r"|third|quarter|golden|square root)\b|[零一二三四五六七八九十百千两半]",
    re.I,
)
_SEVERAL = lazy(r"\b(?:or|and)\b|[,;±]|\\(?:pm|cup|text\{\s*or)|[或和]", re.I)


def says_more(pattern: re.Pattern[str], reference: str, question: str, answer: str) -> bool:
    """Does an answer hold what neither reference nor question hold?"""
    known = ""
    for count, found in enumerate(pattern.finditer(answer)):
        known = known or f"{reference}\n{question}".lower()
        said = found[0].strip(_EDGES).lower()
        if not said or said not in known:
            return True
        if count > 20:
            break
    return False


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return " ".join(
        _COMMAND.sub(" ", text).replace("{", " ").replace("}", " ").replace("$", " ").replace("\\,", " ").split()
    ).strip(" .*")


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    """Words and numbers of a text, lower case, without the smallest."""
    return frozenset(_WORD.findall(_COMMAND.sub(" ", text).lower())) - _SMALL


_SMALL = frozenset(
    [
        "the",
        "an",
        "of",
        "is",
        "are",
        "in",
        "to",
        "and",
        "that",
        "it",
        "for",
        "by",
        "with",
        "question",
        "problem",
        "frac",
        "left",
        "right",
        "cdot",
        "text",
        "its",
    ]
)
