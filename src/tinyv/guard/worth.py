"""Where a value is asked for: answers that name none, several, a range, or one that they take back."""

from __future__ import annotations

import re

from tinyv.equiv.context import Word
from tinyv.equiv.rules import decide
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Op, Sym
from tinyv.expr.parser import parse
from tinyv.guard.layout import bare, in_words, without_commands
from tinyv.guard.numerals import names_number, names_special
from tinyv.guard.shapes import MARK, chooses, holds, is_number, is_option, is_single, is_spelled, is_value, marks, words
from tinyv.guard.tables import (
    COMMA,
    CONCLUDED,
    CORRECTED,
    DENIAL,
    EITHER,
    EXTREME,
    FORMULA,
    NEGATED,
    OR,
    OTHERS,
    PLUS_MINUS,
    RIVALS,
    SEVERAL,
    SLASH,
    STRUCK,
    TRUTH,
    TURNED,
    WIDE,
    WIDER,
)
from tinyv.lazy import lazy

_MEANS = lazy(
    r"\\(?:pi|infty|sqrt|[dt]?frac|emptyset|varnothing|perp)(?![a-z])|[π∞√∅⊥]|\d"
    r"|[¹²³¼-¾\u2070-\u209f\u2150-\u218f\u2460-\u24ff]"
)
_ORDER = lazy(r"[<>≤≥]|\\[lg]e|\b(?:less|greater|more|most|least)\b")  # "x > 1 or x > 3" is one set
_DIGITS = lazy(r"[-−]?\d+|[a-z]")
_CHOICE = lazy(r"[\s(（]*(?:[A-K]|[iv]{1,3}|\d)[.):、）].{0,80}")
_CLOSING = " ,.$—–"
_FIGURE = lazy(r"(?<![\d.,])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?|[-−]?\\[dt]?frac\{\d+\}\{\d+\}|\d*\\sqrt\{\d+\}")
_LIST = lazy(
    r"(?:</?\w+>|\\(?:begin|end)\{\w+\}|,(?!\d{3}(?!\d))|[;|&\n?？、，；()\[\]\"∨→~]|\\(?:to|lor|vee|rightarrow"
    r"|quad|qquad|[ \\{}])|\b(?:and|vs\.?)\b)+|\s/\s"
)
_PROVISO = lazy(r"\s(?:if|when|for|with|depending|because|since)\b.*")
_SPACED = lazy(r"\s*\d{1,2}(?:\s+\d{1,2}){2,}\s*")
_NAMED = lazy(r"^[\s.:$]*([A-Za-z]{1,10}\d?(?:\s*[=≈]|[:)])|\d{1,2}[.)](?=\s))\s*")
_RELATIONS = ("<", "<=", ">", ">=", "!=")
_OPEN_SETS = frozenset({"[]", "[)", "(]", "()", "in", "union", "set", *_RELATIONS})
_EQUALS = lazy(r"[=≈]|\\approx")
_ENDS = lazy(r"\d+")
_BOUND = lazy(
    r"[\s$]*(?:[a-z]\s?)?(?:[<>≤≥≠]=?|\\(?:[lg]eq?|neq?|[lg]t)(?![a-z]))\s?[-−$\d]"
    r"|[\s$\\(\[{left]*[-−]\s?(?:\\infty|∞)\s?,.*(?:\\infty|∞)"
    r"|[\s$]*[a-z]\s?(?:\\in|∈)\s?(?:\\mathbb|[ℕℤℝℚ])|[\s$]*[-−]?[\d.]+\s?(?:[<≤]|\\leq?"
    r"|\\lt)\s?[a-z]\s?(?:[<≤]|\\leq?|\\lt)"
)
ALTERNATIVES = 4
SPARE = 0.02  # relative; "2.7268 (≈ 2.727)" is one value


def valueless(question: str, reference: str, answer: str) -> bool:
    """Words without a number, for a reference that is one."""
    if not is_value(reference) or not is_spelled(answer):
        return False
    if is_option(reference, question) or len(marks(question)) > 1:
        return False
    if is_single(reference) and FORMULA.search(answer) and not chooses(question):
        return True
    if _MEANS.search(answer):
        return False
    said = without_commands(answer)
    if names_number(said) or names_special(said, reference):
        return False
    return not chooses(question) or (len(said.split()) > 5 and not words(answer) <= words(question))


_OF_SEVERAL = lazy(r"\W*(?:max|min|gcd|lcm|operatorname\{(?:max|min|gcd|lcm)\})\b")  # the largest of 3 and 5 is one


def hedges(question: str, reference: str, answer: str) -> bool:
    """Of several alternatives one is proved right and one is not, where the reference names but one."""
    if EITHER.search(answer) and not holds(EITHER, reference) and not holds(OR, reference) and "any" not in reference:
        return True
    if question and PLUS_MINUS.match(answer) and not holds(SEVERAL, reference):
        return True
    if len(answer) > 200 or holds(OR, reference) or _OF_SEVERAL.match(answer):
        return False
    if (spread := _SPREAD.sub("+", answer)) != answer and not holds(SEVERAL, reference) and not in_words(answer):
        return decide(reference, spread, question).word is Word.EQUAL
    if is_number(reference) and not is_option(reference, question) and _lists(question, reference, answer):
        return True
    if OR.search(answer) is None:
        return _slashes(question, reference, answer) or _expressions(question, reference, answer)
    return _parts(question, reference, answer)


def _parts(question: str, reference: str, answer: str) -> bool:
    """ "3 or 4" """
    if _ORDER.search(answer) and not is_number(reference):
        return False
    parts = [part.strip(_CLOSING) for part in OR.split(answer) if part.strip(_CLOSING)]
    parts = [_PROVISO.sub("", part) for part in parts]
    if not 2 <= len(parts) <= ALTERNATIVES:
        return False
    if len(reference) > 3 and reference.isalpha() and not holds(TRUTH, reference):  # a name, and others
        return all(part.replace(" ", "").isalpha() and len(part) <= 20 for part in parts)
    if is_option(reference, question) and all(MARK.fullmatch(part) or _CHOICE.fullmatch(part) for part in parts):
        return True
    if sorted(_DIGITS.findall(parts[0])) == sorted(_DIGITS.findall(parts[1])) != []:  # x = 6, y = 8 or the reverse
        return False
    if not is_option(reference, question) and in_words(answer) and bare(answer) in bare(question):
        return True
    if "so" in parts or "thereabouts" in parts:  # "51.8 % or so"
        return False
    said = {decide(reference, part, question).word for part in _readings(parts)}
    if Word.EQUAL not in said and len(parts) == 2 and " " in parts[0]:  # "the number is 2 or 4"
        said = {decide(reference, part, question).word for part in (parts[0].split()[-1], parts[1])}
    # with a short part that is not the reference, whatever it is
    return Word.EQUAL in said and (Word.DIFFERENT in said or (Word.OPEN in said and max(map(len, parts)) <= 25))


def _readings(parts: list[str]) -> list[str]:
    """ "x = 2 or 3" is x = 2 or x = 3."""
    head, sign, _ = parts[0].rpartition("=")
    return [parts[0], *(f"{head}={part}" if sign and "=" not in part else part for part in parts[1:])]


def _slashes(question: str, reference: str, answer: str) -> bool:
    """ "increasing / decreasing", "HAVING, WHERE, LIMIT" """
    if len(answer) > 80 or not answer.count("/") + answer.count(",") or holds(SEVERAL, reference) or "/" in reference:
        return False
    sign = SLASH if "/" in answer else COMMA
    parts = sign.split(answer.strip(_CLOSING))
    if not 2 + (sign is COMMA) <= len(parts) <= 2 * ALTERNATIVES:
        return False
    if not all(part.replace(" ", "").isalpha() and len(part) > 2 and part.count(" ") < 2 for part in parts):
        return False
    said = [decide(reference, part, question).word for part in parts]
    return said.count(Word.EQUAL) == 1


def _expressions(question: str, reference: str, answer: str) -> bool:
    """ "x + 3, x - 3" """
    if (
        "," not in answer
        or is_value(reference)
        or holds(SEVERAL, reference)
        or in_words(answer)
        or in_words(reference)
        or _GROUPED.search(answer)
    ):
        return False
    parts = [part.strip(_CLOSING) for part in answer.split(",")]
    if not 2 <= len(parts) <= ALTERNATIVES or not all(parts):
        return False
    said = [decide(reference, part, question).word for part in parts]
    return Word.EQUAL in said and Word.DIFFERENT in said


_SPREAD = lazy(r"±|\\pm(?![a-z])|\+/-")
_GROUPED = lazy(r"[()\[\]{}][^()\[\]{}]*,|[<>≤≥≠∈=]|\\(?:[lg]eq?|neq?|in)(?![a-z])|,\d{3}(?!\d)")


def _lists(question: str, reference: str, answer: str) -> bool:
    """ "7, 3", "A: 7, B: 3", "7 (alternatively 3)": the number of the reference among others."""
    figures = _FIGURE.findall(answer)
    if len(figures) < 2:
        return False
    if RIVALS.search(answer) and not holds(RIVALS, reference):
        return _has_rival(question, reference, figures)
    if holds(SEVERAL, reference):
        return False
    if _SPACED.fullmatch(answer):
        return _has_rival(question, reference, figures)
    pieces = [
        piece for part in _LIST.split(answer) if (piece := part.strip(" $.:'*{}\\")) and piece not in ("\\", "text")
    ]
    labels = [label[1] for piece in pieces if (label := _NAMED.match(piece))]
    if len({label for label in labels if "=" in label}) > 1:  # x = 7, y = 3
        return False
    values = [_NAMED.sub("", piece) for piece in pieces]
    numbers = [value for value in values if is_number(value) and _FIGURE.search(value)]
    if len(numbers) < 2 or len(values) - len(numbers) > (len(values[0]) < 12 and not is_number(values[0])):
        return False
    if "→" in answer or "\\to" in answer:  # 60 → 36 → 63 ends in its value
        return decide(reference, numbers[-1], question).word is Word.DIFFERENT and _has_rival(
            question, reference, numbers
        )
    return _has_rival(question, reference, numbers)


def _has_rival(question: str, reference: str, figures: list[str]) -> bool:
    """Whether one figure is the reference and another is far from it."""
    said = [decide(reference, figure, question).word for figure in figures[:12]]
    if Word.EQUAL not in said:
        return False
    right = _number(figures[said.index(Word.EQUAL)])
    others = [_number(figure) for figure, word in zip(figures, said, strict=False) if word is Word.DIFFERENT]
    return any(right is None or other is None or abs(other - right) > SPARE * abs(right) for other in others)


def _number(figure: str) -> float | None:
    found = re.search(r"[-−]?\d[\d,]*(?:\.\d+)?(?:/\d+)?", figure)
    if found is None or "\\" in figure:
        return None
    above, _, below = found[0].replace(",", "").replace("−", "-").partition("/")
    return float(above) / float(below) if below.strip("0") else float(above)


def withdraws(question: str, reference: str, answer: str) -> bool:
    """The right value struck out, denied, or left behind for another."""
    if STRUCK.search(answer) and not holds(STRUCK, reference):
        return True
    if len(answer) > 300 or len(answer) <= len(reference):
        return False
    parts = TURNED.split(answer)
    if len(parts) > 1 and decide(reference, parts[0].strip(_CLOSING), question).word is Word.EQUAL:
        return decide(reference, parts[-1].strip(_CLOSING), question).word is not Word.EQUAL
    denied = DENIAL.match(answer) if not DENIAL.match(reference) else None
    if denied is not None and decide(reference, answer[denied.end() :].strip(_CLOSING), question).word is Word.EQUAL:
        return True
    if not is_value(reference):
        return False
    if OTHERS.search(answer) and not chooses(question):
        return True
    for negated in NEGATED.finditer(answer):
        figure = next(filter(None, negated.groups()))
        if decide(reference, figure, question).word is Word.EQUAL:
            return not holds(NEGATED, reference)
    for turn in (CORRECTED, CONCLUDED):
        *_, last = (None, *turn.finditer(answer))
        if last is None or not (left := _FIGURE.findall(answer[: last.start()])):
            continue
        taken = _FIGURE.findall(answer[last.end() - len(last[1] or "") :])
        words_after = [decide(reference, figure, question).word for figure in taken[:6]]
        if taken and Word.DIFFERENT in words_after and Word.EQUAL not in words_after:
            return any(decide(reference, figure, question).word is Word.EQUAL for figure in left[:8])
    return False


def is_wide(question: str, reference: str, answer: str) -> bool:
    """An interval, a domain, "at least 3": more than the one number of the reference."""
    if not is_number(reference) or is_option(reference, question):
        return False
    if WIDER.fullmatch(answer):
        return True
    figures = _FIGURE.findall(answer)
    if holds(EXTREME, question) and set(figures) & set(_FIGURE.findall(reference)):
        return False
    ends = set(_ENDS.findall(answer))
    if len(ends) > 1 and ends <= set(_ENDS.findall(reference)):  # "3 to 4" for 3/4
        return False
    if WIDE.fullmatch(answer):
        return True
    if not (figures or "infty" in answer or "∞" in answer or "\\in" in answer or "∈" in answer) or len(answer) > 80:
        return False
    final = _EQUALS.split(answer)[-1]
    try:
        tree = parse(final)
    except OverBudget:
        return False
    if _BOUND.match(final):
        return True
    if not isinstance(tree, Op) or (tree.head == "set" and len(tree.args) == 1):
        return False
    return tree.head in _OPEN_SETS and (tree.head not in ("in", *_RELATIONS) or _is_bound(tree))


def _is_bound(tree: Op) -> bool:
    """x > 3, x in a set of several."""
    return isinstance(tree.args[0], Sym) and (tree.head != "in" or isinstance(tree.args[1], Op))
