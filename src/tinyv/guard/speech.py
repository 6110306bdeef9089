"""Answers in words that are none: openings, plans, questions, speech to a grader, doubt, names of what is asked."""

from __future__ import annotations

import re

from tinyv.equiv.existence import existence
from tinyv.equiv.vocabulary import word_set
from tinyv.guard.graders import SPEAKS
from tinyv.guard.layout import bare
from tinyv.guard.shapes import EDGES, chooses, holds, is_option, is_single, is_value, undressed, words
from tinyv.guard.tables import (
    CONCLUDES,
    DEMANDS,
    DOUBT,
    EVASIONS,
    FIELDS,
    GENERIC,
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
from tinyv.remember import remembered

LONGEST_KNOWN = 60  # characters of a reference that knows; longer ones explain, and may go by cases
LONGEST = 1000  # characters of a final answer; the longest honest one in 15,000 has 400
_CONTENT = lazy(r"[^\W_]|[∞∅√°%<>≤≥≠=×✓✔✗↑↓→←⇔∈∉⊂+−]|^\W*-\W*$|^\{\s*\}$|\\\{\W*\\\}")
_ELEMENTS = (
    "p|b|i|u|br|div|span|em|strong|h\\d|ul|ol|li|table|td|tr|a|font|center|sub|sup|code|pre|html|body|small|hr|img"
)
_MARKS = (
    r"\\[hv]?phantom\{[^{}]*\}|\\[hv]space\*?\{[^{}]*\}|<!--.*?-->|\*\*|&(?:nbsp|[te][mnh]\w{1,4}sp|amp|lt|gt|quot);?"
)
_TAGS = lazy(
    rf"</?(?:{_ELEMENTS}|answer|think|final|result)\b[^<>]{{0,60}}>|\\(?:text|boxed|mathrm|textbf)\b"
    rf"|{_MARKS}"
)
_HTML = lazy(rf"</?(?:{_ELEMENTS})\b[^<>]{{0,60}}>|{_MARKS}")
_WRAPPED = lazy(r"\s*<answer>([^<>]*)</answer>\s*")
_WHETHER = lazy(
    r"(?:^|[.?!,;:)}$\n]\s*|\b(?:or|then|so|in which)\s)(?:is|are|was|were|do|does|did|can|could|will|would|has"
    r"|have|must|should|may)\b"
    r"|\b(?:whether|true|false|correct|right|yes|if any|possible|possibly|prove|disprove|justify)\b|[吗否]|可能"
    r"|能|对不对|正确|ли\b|\besta\b|か|까",
    re.I,
)
_STATES = lazy(r"\d|[=<>≤≥]|\\frac|\\sqrt|\\pi")
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


_SPACED = lazy(r"(?<![^\W_])[^\W\d_][ .\u200b-\u200f]+(?=[^\W\d_](?![^\W_]))")  # T r u e


def is_opening(question: str, reference: str, answer: str) -> bool:
    """An opening, or a verdict where the reference is none."""
    said = _SPACED.sub(lambda word: word[0][0], _TAGS.sub(" ", answer)).strip(EDGES).lower().replace("’", "'")
    if VERDICTS.fullmatch(said):
        return not holds(TRUTH, reference)
    if said in OPENINGS:
        return reference.strip(EDGES).lower() != said
    if said and said in _YES:
        return not holds(TRUTH, reference) and not holds(_WHETHER, question)
    yes = (not said and "✓" in answer) or said in ("a+", "a +", "\\checkmark") or said in ("", "tru")
    return yes and not holds(TRUTH, reference) and holds(_STATES, reference) and not holds(_WHETHER, question)


_YES = word_set("yes true it is ok pass y/n yes/no true/false 是 是的 对 да верно sí si oui ja sim はい 예 네 نعم")


def is_placeholder(_question: str, reference: str, answer: str) -> bool:
    """The place of an answer, or its unit or its name alone."""
    if says_more(PLACEHOLDERS, reference, "", _HTML.sub("", answer).strip() or answer):
        return True
    said, wanted = _plain(answer), _plain(reference)
    return (
        len(said) > 0
        and not any(map(str.isdigit, said))
        and wanted.endswith(" " + said)
        and wanted.removesuffix(said).strip(" +-.$°").replace(".", "").isdigit()
    )


def plans(question: str, reference: str, answer: str) -> bool:
    """The start of a solution that comes to nothing."""
    if len(answer) < (12 if answer.isascii() else 5) or holds(_HOW, question) or PLANS.match(reference):
        return False
    if METHOD.search(answer) is None:
        start = PLANS.match(answer)
        if start is None:
            return False
        rest = answer[start.end() :].lstrip(" :：.,")
        if CONCLUDES.search(rest):
            return False
    wanted = words(reference)
    return bool(wanted) and not wanted & words(answer)


def asks(question: str, reference: str, answer: str) -> bool:
    """The question, or a piece of it that asks."""
    if _demands(answer):
        if answer.rstrip(" $*}").endswith(("?", "？")) and "?" not in reference:
            return True
        if _STATED.match(answer) and chooses(question):
            return False
        if bare(answer).strip(EDGES).lower() in bare(question).lower():
            return True
        share = 0.8 if holds(_HOW, question) else 0.6
    elif _THE.match(answer) and not _VERB.search(answer) and not chooses(question):
        share = 0.8
    else:
        return False
    said, given = words(answer), words(question)
    if len(said) < 3 or len(said & given) < share * len(said):
        return False
    return not words(reference) <= said or bare(reference) not in bare(answer) or answer.rstrip().endswith("?")


def _demands(answer: str) -> bool:
    """Whether it asks or tells to do something; "the sum of ... is 5" tells of something."""
    if len(answer) <= 8 or DEMANDS.search(answer.strip().lstrip("*_ ")) is None:
        return False
    return not (_STATED.match(answer) and _VERB.search(answer))


_MATHS = lazy(r"[\\$=<>^]|\d")
_WHICH = lazy(r"\bwh(?:ich|at) ([^\W\d_]{3,20})\b", re.I)


def echoes(question: str, reference: str, answer: str) -> bool:
    """Words of the question alone, where the reference has none of them."""
    if is_single(reference) and len(said := bare(answer)) > 8 and said in bare(question) and not chooses(question):
        return bare(reference) not in said and len(words(answer)) > 2
    if GENERIC.fullmatch(answer):
        return not words(answer) <= words(reference) and (is_value(reference) or not chooses(question))
    if holds(TRUTH, reference) or holds(NOTHING, reference) or len(question) > 600:
        return False
    if holds(_MATHS, reference) or _MATHS.search(answer) or answer.isascii() != reference.isascii():
        return False
    if (kind := _WHICH.search(question)) is not None and re.fullmatch(
        rf"(?:an?|some|any|all)\s{kind[1]}s?", answer, re.I
    ):
        return kind[1].lower() not in reference.lower()
    spoken, given = words(answer), words(question)
    if len(spoken) < 2 or not spoken <= given or is_option(reference, question):
        return False
    wanted = words(reference)
    return bool(wanted) and not wanted & given and not holds(_WHETHER, question) and not holds(_HOW, question)


def is_too_long(reference: str, answer: str) -> bool:
    return len(answer) > LONGEST and len(answer) > 4 * len(reference)


def has_field(question: str, reference: str, answer: str) -> bool:
    inside = wrapped[1] if (wrapped := _WRAPPED.fullmatch(answer)) else answer  # a format that many prompts ask for
    return says_more(FIELDS, reference, question, inside)


def speaks(question: str, reference: str, answer: str) -> bool:
    wanted = reference.strip(EDGES)
    if len(wanted) > 7:  # "the answer is: not true"
        answer = answer.replace(wanted, " ")
    said = undressed(answer).lower().replace("’", "'")
    return len(answer) > 2 and any(says_more(pattern, reference, question, said) for pattern in SPEAKS)


def doubts(question: str, reference: str, answer: str) -> bool:
    return says_more(DOUBT, reference, question, answer)


def evades(question: str, reference: str, answer: str) -> bool:
    """Says that nothing can be said, where the reference says something."""
    if not EVASIONS.search(answer) or is_option(reference, question) or holds(NOTHING, reference):
        return False
    if len(reference) > LONGEST_KNOWN or holds(_SEVERAL, reference):
        return False
    return existence(reference) is None and says_more(EVASIONS, reference, "", answer)


def denies(question: str, reference: str, answer: str) -> bool:
    """No solution, where the reference has one."""
    if (
        len(answer) > 80
        or not NOTHING.search(answer)
        or is_option(reference, question)
        or holds(NOTHING, reference)
        or not any(map(str.isdigit, reference))
    ):
        return False
    if reference.strip(" $.") in ("0", "\\{0\\}", "{0}", "1") or existence(reference) is not None:
        return False
    return existence(answer) == "none"


def names(question: str, reference: str, answer: str) -> bool:
    """ "The number of ways to choose 3 of 10" for 120."""
    if not is_single(reference) or _NUMERAL.search(answer) or is_option(reference, question):
        return False
    if NAMED.fullmatch(undressed(answer).strip(" .$*{}")) is None:
        return (
            _letters(answer)
            and not chooses(question)
            and 0 < len(words(answer)) <= 3
            and words(answer) <= words(question)
        )
    said, given = words(answer), words(question)
    numbers = {word for word in said if word.isdigit()}
    return numbers <= given and (
        len(said & given) >= (0.4 if numbers else 0.5) * len(said) or (not numbers and len(said) <= 4)
    )


def _letters(answer: str) -> bool:
    return undressed(answer).strip("$\\{}*. ").replace(" ", "").isalpha() and max(map(len, answer.split())) > 3


_NUMERAL = lazy(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty"
    r"|sixty|hundred|half|twice|double|dozens?|score|right angle|straight angle|perpendicular"
    r"|third|quarter|golden|square root|pi|infinite|infinity)\b|[零一二三四五六七八九十百千两半π∞]",
    re.I,
)
_SEVERAL = lazy(r"\b(?:or|and)\b|[,;±]|\\(?:pm|cup|text\{\s*or)|[或和]", re.I)


def says_more(pattern: re.Pattern[str], reference: str, question: str, answer: str) -> bool:
    """Does an answer hold what neither reference nor question hold?"""
    known = ""
    for count, found in enumerate(pattern.finditer(answer)):
        known = known or f"{reference}\n{question}".lower()
        said = found[0].strip(EDGES).lower()
        if not said or said not in known:
            return True
        if count > 20:
            break
    return False


@remembered(1024)
def _plain(text: str) -> str:
    return " ".join(
        undressed(text).replace("{", " ").replace("}", " ").replace("$", " ").replace("\\,", " ").split()
    ).strip(" .*")
