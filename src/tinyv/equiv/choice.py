"""Multiple choice: the options a question lists, the choice an answer states, and whether two choices agree.

Not covered: options in tables or pictures, options named by Roman numerals (those label statements),
letters beyond J.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from tinyv.equiv.canonical import canonical
from tinyv.lazy import lazy
from tinyv.remember import remembered

MAX_QUESTION = 20_000  # characters; options stand at the end of a question
MAX_ANSWER = 300  # characters; a longer answer is an essay and states no bare choice
LETTERS = "ABCDEFGHIJ"
_LETTER_SET = frozenset(LETTERS)

_STYLE = r"\\(?:text|textbf|textrm|mathrm|mathbf|mathsf|boldsymbol|bf|rm)\s{0,3}\{?\s{0,3}"
_WRAP = rf"(?:{_STYLE})?"
_GAP = r"(?:\\[ ,;:!]|\\q?quad\b|[~\s:}]){0,12}"
# each way of marking an option, from the plainest to the loosest, and the least number of options that proves it
_MARKERS = (
    (lazy(rf"(?:{_STYLE}|(?<=quad)|(?<![\w)]))\(\s?([A-J])\s?\)" + _GAP), 2),
    (lazy(_WRAP + r"（\s?([A-J])\s?）" + _GAP), 2),
    (lazy(r"(?:^|\n)[\s$*\-]{0,6}" + _WRAP + r"([A-J])\s?(?:[)、．：]|[.:](?!\d))\*{0,2}" + _GAP), 2),
    (lazy(r"(?:^|(?<=[\s,;，；。$?？}）)\\]))" + _WRAP + r"([A-J])\s?(?:[)、．：]|[.:](?!\d))" + _GAP), 3),
)
# these mark the parts of a question as often as its options
_LOOSE_MARKERS = (
    (lazy(r"(?:^|(?<=\s))\(([a-j])\)" + _GAP), 3),
    (lazy(r"(?:^|(?<=\s))([a-j])[).]" + _GAP), 3),
    (lazy(r"(?:^|(?<=\s))\(?([1-9])\)" + _GAP), 3),
)
_ASKS = lazy(
    r"\bwhich\b|\bchoose\b|\bselect\b|\boptions?\b|\b(?:answer )?choices?\b|multiple.choice|选|下列|以下.{0,8}的是",
    re.IGNORECASE,
)
_CHOOSES = lazy(r"which (?:one |ones )?of the|\bchoose\b|\bselect\b|multiple.choice|选|下列", re.IGNORECASE)

_UNWRAP = lazy(r"\\(?:text|textbf|textrm|mathrm|mathbf|mathsf|boldsymbol|mbox|bf|rm|boxed|fbox)\b\s{0,3}")
_SPACES = lazy(r"(?:\\[ ,;:!]|\\q?quad\b|[~\s])+")
_INTRO = lazy(
    r"(?:so |therefore,? |thus,? |hence,? )?(?:the )?(?:(?:correct|right|final|best) )?"
    r"(?:answer choice|answer|options?|choices?|letter|选项|答案|故选|应选|选)\s?(?:(?:is|are|[:：为是])\s?){0,2}"
    r"(?:(?:options?|choices?|letter|选项|选)\s?[:：]?\s?)?(?=[(（]?[A-J])",
    re.IGNORECASE,
)
_LONE = lazy(r"(?<![A-Za-z\\])(?:[A-J]{2,10}|[A-Ja-j])(?![A-Za-z])|[A-J]\Z")
_LETTER = lazy(r"([(（]\s?)?([A-Ja-j])(?:\s?([)）、．.])|(:)(?=\s)|(：))?(?![\w(（'’^_!=])\s?")
_FURTHER = lazy(r"(?:or|and|和|或|[,;/&、，；])\s?(?:or |and )?[(（]?[A-J]\b")
_MARKED = lazy(r"[(（]\s?[A-J]\s?[)）]")
_AND = lazy(r"\s?(?:,|;|、|，|；|&|和|及|与|\band\b)\s?(?:and )?\s?")
_ONE = lazy(r"[(（]?\s?([A-J])\s?[)）]?")
_TRAILER = lazy(
    r"(?:is|are) (?:the )?(?:correct|right|true)(?: (?:answers?|options?|choices?))?\.?$"
    r"|,? ?(?:because|since|as|for)\b",
    re.IGNORECASE,
)
# a choice stated at the end: "9/24, that is option C"
_OUTRO = lazy(r"\b(?:so|choice|option|answer|answer is|that is,?)\s\(?([A-J])\)?\.?\)?$")
_TURNS = lazy(r"\b(?:not|no|never|except|or|and|but|either|both|neither)\b|n't", re.IGNORECASE)
_DENIES = lazy(r"\b(?:not|wrong|incorrect|false|so|therefore|but)\b", re.IGNORECASE)
_WORD = lazy(r"[a-zA-Z]{3}")


@remembered(64)
def options(question: str) -> dict[str, str]:
    """The options a question lists, by label (capital letters, or "1", "2", ... where it numbers them).

    {} unless labels run from the first one without a gap. Where a question lists options twice, the last
    of the longest lists counts.
    """
    question = question[-MAX_QUESTION:]
    for marker, least in _MARKERS:
        found = _run(question, marker)
        if len(found) >= least:
            return found
    if _CHOOSES.search(question):
        for marker, least in _LOOSE_MARKERS:
            found = _run(question, marker)
            if len(found) >= least:
                return found
    return {}


def letter(text: str) -> tuple[str, str] | None:
    """The choice a text states and the option text after it: "(B) 14" -> ("B", "14"), "Option C" -> ("C", "")."""
    text, named = _plain(text)
    match = _LETTER.match(text) if text else None
    if match is None or (match[1] and match[3] not in (")", "）")) or _variable(match, text, named):
        outro = None if _TURNS.search(text) else _OUTRO.search(text)
        return (outro[1], "") if outro else None
    name, marked, rest = match[2], bool(match[1] or match[3] or match[4] or match[5]), text[match.end() :]
    if _FURTHER.match(rest):
        return None
    if rest and not marked:
        inside = rest[1:-1] if rest[0] in "(（" and rest[-1] in ")）" else ""
        if inside and _WORD.search(inside):
            return name, inside
        return (name.upper(), "") if _TRAILER.match(rest) and not _TURNS.search(rest) else None
    return name.upper(), rest.strip()


def _variable(match: re.Match[str], text: str, named: bool) -> bool:
    """Is the letter at the start more likely a variable or a word: small and unmarked, or followed by more text?"""
    unmarked = not (match[3] or match[4] or match[5])
    if match[2].islower():
        return not named and match[3] not in (")", "）")
    rest = text[match.end() :]
    return unmarked and bool(rest) and rest[0] not in "(（" and not _TRAILER.match(rest)


def letters(text: str) -> frozenset[str] | None:
    """Every choice a text states, one or several: "A and C", "ABD", "(A), (C)"; None if it says more than that."""
    text, _ = _plain(text)
    text = text.rstrip(". ")
    if not text or len(text) > 60:
        return None
    if text.isascii() and text.isalpha() and text.isupper() and len(text) <= len(LETTERS):
        rising = all(a < b for a, b in pairwise(text)) and text[-1] <= "J"
        return frozenset(text) if rising else None
    parts = [_ONE.fullmatch(part) for part in _AND.split(text)]
    names = [part[1] for part in parts if part]
    return frozenset(names) if len(names) == len(parts) == len(set(names)) else None


def compare_choice(reference: str, answer: str, question: str, equal: Callable[[str, str], bool | None]) -> bool | None:
    """Do two texts state the same choice? None where either states none, or where a choice contradicts itself.

    equal: compares two option texts (True, False or None for "not shown"). Without options in the
    question only letters count, and two different ones are different only if the question asks to choose.
    """
    if not reference.strip() or not answer.strip() or not (_LONE.search(reference) or _LONE.search(answer)):
        return None
    right, given = letter(reference), letter(answer)
    if given and given[1] and _DENIES.search(given[1]) and not _DENIES.search(reference):
        return None  # "(B) 3 is wrong, so C"
    several, stated = letters(reference), letters(answer)
    if not (right or given or several or stated):
        return None
    listed = options(question) if question else {}
    if listed:
        if any(text.strip("$").upper() in _LETTER_SET for text in listed.values()):
            return None  # "A" may be the label or the text of an option
        if given is None and right and answer.strip().upper() in listed:
            given = (answer.strip().upper(), "")
        if several and stated and (len(several) > 1 or len(stated) > 1):
            both_known = several | stated <= listed.keys()
            return several == stated if both_known and (len(several) > 1 or "," in answer or "and" in answer) else None
        return _compare_listed(reference, answer, listed, right, given, equal)
    if several and stated and len(several) > 1 and len(stated) > 1:
        return True if several == stated and (not question or _ASKS.search(question)) else None
    if right is None and given and given[1] and _MARKED.match(_plain(answer)[0]):
        return True if _same(reference, given[1], equal) is True else None  # "(C) 12" beside 12
    if right is None or (stated and len(stated) > 1):
        return None
    return _compare_unlisted(right, given, answer, question, equal)


def _run(question: str, marker: re.Pattern[str]) -> dict[str, str]:
    """The longest run of consecutive labels, the last one of equals, with the text of each."""
    best: list[re.Match[str]] = []
    run: list[re.Match[str]] = []
    for match in marker.finditer(question):
        label = match[1].upper()
        before = question[max(match.start() - 20, 0) : match.start()]
        if "(" not in match[0] and before.count("(") > before.count(")"):
            continue  # the "A)" of "(\\sin A)" marks nothing
        if label in ("A", "1"):
            run = [match]
        elif run and ord(label) == ord(run[-1][1].upper()) + 1:
            run.append(match)
        if len(run) >= len(best):
            best = run
    if len(best) < 2:
        return {}
    stops = [match.start() for match in best[1:]]
    found = {match[1].upper(): question[match.end() : stop] for match, stop in zip(best, stops, strict=False)}
    found[best[-1][1].upper()] = question[best[-1].end() :].lstrip().partition("\n")[0]
    return {label: _tidy(text) for label, text in found.items()}


def _tidy(text: str) -> str:
    """An option's text without the layout around it."""
    while True:
        text = text.strip(" \t\r\n;；，~").removesuffix("\\").removesuffix("\\qquad").removesuffix("\\quad")
        if text.endswith((",", " or", " and", " $", "\\hspace")) or text != text.strip():
            text = text.rstrip(",").removesuffix(" or").removesuffix(" and").removesuffix(" $")
            continue
        break
    if text.count("$") % 2:
        text = text.removesuffix("$") if text.endswith("$") else text.removeprefix("$")
    if text.count("}") == text.count("{") + 1:
        text = text.removesuffix("}")
    return text.strip()


def _plain(text: str) -> tuple[str, bool]:
    """The text without wrappers and without "the answer is", and whether such words were there."""
    text = text.strip()
    if not text or len(text) > MAX_ANSWER:
        return "", False
    text = text.replace("$", "").replace("**", "").strip()
    if "\\" in text or "{" in text:
        text = _UNWRAP.sub("", text)
        text = _unbrace(_SPACES.sub(" ", text))
    intro = _INTRO.match(text)
    return (text[intro.end() :], True) if intro else (text, False)


def _unbrace(text: str) -> str:
    """Without the braces around the letter at the start, as unwrapping "\\textbf{(B)} 14" leaves them."""
    text = text.lstrip()
    if text.startswith("{") and "}" in text[:8]:
        return text[1:].replace("}", "", 1)
    return text[1:-1] if text.startswith("{") and text.endswith("}") else text


def _compare_listed(
    reference: str,
    answer: str,
    listed: dict[str, str],
    right: tuple[str, str] | None,
    given: tuple[str, str] | None,
    equal: Callable[[str, str], bool | None],
) -> bool | None:
    wanted, sure = _resolve(reference, right, listed, equal)
    if wanted is None or not sure:
        return None
    if right is None and given is None:
        return None
    chosen, certain = _resolve(answer, given, listed, equal)
    if chosen is None:
        if given is None and all(_same(answer, text, equal) is False for text in listed.values()):
            return False
        return None
    same = chosen == wanted
    if not same and _same(listed[chosen], listed[wanted], equal) is True:
        return None  # a question that sets two options apart sees a difference, be it a domain, that we do not
    if certain:
        return same
    return None if same or _same(given[1] if given else "", listed[wanted], equal) is not False else False


def _resolve(
    text: str, stated: tuple[str, str] | None, listed: dict[str, str], equal: Callable[[str, str], bool | None]
) -> tuple[str | None, bool]:
    """The label of the option a text means, and whether its letter and its option text agree."""
    if stated and stated[0] in listed:
        label, rest = stated
        if not rest or _same(rest, listed[label], equal) is True:
            return label, True
        others = any(_same(rest, other, equal) is True for key, other in listed.items() if key != label)
        return label, not others and _same(rest, listed[label], equal) is None
    matches = [label for label, option in listed.items() if _same(text, option, equal) is True]
    return (matches[0], True) if len(matches) == 1 else (None, False)


def _compare_unlisted(
    right: tuple[str, str],
    given: tuple[str, str] | None,
    answer: str,
    question: str,
    equal: Callable[[str, str], bool | None],
) -> bool | None:
    """Letters alone: the question lists no options."""
    if given is None:
        return True if right[1] and _same(right[1], answer, equal) is True else None
    same = right[0] == given[0]
    if right[1] and given[1]:
        agree = _same(right[1], given[1], equal)
        return agree if same and agree is not None else (False if agree is False else None)
    asks = bool(_ASKS.search(question))
    if same:
        plain = _plain(answer)[0]
        stated = not given[1] or _MARKED.match(plain) or (not right[1] and _POINTED.match(plain))
        return True if asks or stated else None
    return False if asks and not right[1] else None


_POINTED = lazy(r"[A-J]\s?[.)．、]\s?\S")  # "A. 12", where the reference is the letter alone


def _same(a: str, b: str, equal: Callable[[str, str], bool | None]) -> bool | None:
    if not a or not b:
        return None
    words = canonical(a)
    return True if words and words == canonical(b) else equal(a, b)
