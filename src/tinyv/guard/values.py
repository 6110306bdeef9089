"""Answers with a value that are none: restated expressions, undone operations, tautologies, several alternatives."""

from __future__ import annotations

from functools import lru_cache

from tinyv.equiv.context import Word
from tinyv.equiv.marks import mark
from tinyv.equiv.quantities import COUNTED, quantity
from tinyv.equiv.rules import decide
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.guard.layout import bare, in_words, without_commands
from tinyv.guard.tables import COMMA, EITHER, LOOK_ALIKES, OR, PLUS_MINUS, SEVERAL, SLASH, UNDONE, WIDE, WIDER
from tinyv.lazy import lazy

_LONG = lazy(r"[^\W\d_]{4}")
_ORDER = lazy(r"[<>≤≥]|\\[lg]e|\b(?:less|greater|more|most|least)\b")  # "x > 1 or x > 3" is one set
_OPTION = lazy(r"(?:\\text|\W)*(?:[A-K]|[iv]{1,3}|\d)\W*|[\s(（]*(?:[A-K]|[iv]{1,3}|\d)[.):、）].{0,80}")
_DIGITS = lazy(r"[-−]?\d+|[a-z]")
_ASSIGNED = lazy(r"^[^=]{1,20}=(?!=)")
_MATH = lazy(r"\${1,2}([^$]{2,300})\${1,2}|\\\((.{2,300}?)\\\)|\\\[(.{2,300}?)\\\]", 16)
_NAME = lazy(
    r"[\s$]*\\(?:alpha|beta|gamma|delta|theta|lambda|mu|varphi|phi|omega|rho|sigma|tau)[\s$]*"
    r"|[\s$\\*{}]*(?:(?:text|angle|mathrm|overline|triangle|vec)\b)?[\s\\{]*[A-Za-z](?:[A-Z']{0,3}"
    r"|_\{?\w{1,3}\}?|\([a-z0-9]\))[\s$*}.]*"
)
_NUMBER = lazy(
    r"[-+−$\s\\]*(?:\d+(?:,\d{3})*(?:\.\d+)?|\\[dt]?frac\s*\{?[-\d]+\}?\s*\{?\d+\}?|\d+/\d+|\d*\\sqrt\{?\d+\}?"
    r"|\d*\\pi|\\[dt]?frac\{\d*\\pi\}\{?\d+\}?)"
    r"(?:\^?\{?\\circ\}?|\\%)?[\s\\,!.°%$]{0,6}(?:\\text\{[^{}]*\}|(?<=\s)[a-z]{1,8})?[\s$.]*"
)
_INDEXED = lazy(r"\W*([a-zA-Z])\s?_")
_GROUP = lazy(r"[_^]\{[^{}]*\}")
_CLOSING = " ,.$"
_GREEK = frozenset(
    f"\\{name}"
    for name in [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "theta",
        "lambda",
        "mu",
        "phi",
        "varphi",
        "omega",
        "rho",
        "sigma",
        "tau",
    ]
)
ALTERNATIVES = 4
_PER = lazy(
    r"\b(?:per|each|every|rate|average|speed|velocity|price|cost|density|an? (?:day|hour|minute|second|week"
    r"|month|year))\b|每|平均|速|单价",
    2,
)
_ENDS = lazy(r"\d+(?:\.\d+)?")
_WIDE = frozenset({"[]", "[)", "(]", "in", "union", "set"})


def hedges(question: str, reference: str, answer: str) -> bool:
    """Of several alternatives one is proved right and one is not, where the reference names but one."""
    if EITHER.search(answer) and not EITHER.search(reference) and not OR.search(reference) and "any" not in reference:
        return True
    if question and PLUS_MINUS.match(answer) and not SEVERAL.search(reference):
        return True
    if len(answer) > 200 or OR.search(reference):
        return False
    spoken = OR.search(answer) is not None
    if not spoken:
        return _slashes(question, reference, answer)
    if _ORDER.search(answer) and not _NUMBER.fullmatch(reference):
        return False
    parts = [part.strip(_CLOSING) for part in OR.split(answer) if part.strip(_CLOSING)]
    if not 2 <= len(parts) <= ALTERNATIVES:
        return False
    if _OPTION.fullmatch(reference) and all(_OPTION.fullmatch(part) for part in parts):
        return True
    if sorted(_DIGITS.findall(parts[0])) == sorted(_DIGITS.findall(parts[1])) != []:  # x = 6, y = 8 or the reverse
        return False
    if not _OPTION.fullmatch(reference) and in_words(answer) and bare(answer) in bare(question):
        return True
    if "so" in parts or "thereabouts" in parts:  # "51.8 % or so"
        return False
    words = {decide(reference, part, question).word for part in _readings(parts)}
    if Word.EQUAL not in words and len(parts) == 2 and " " in parts[0]:  # "the number is 2 or 4"
        words = {decide(reference, part, question).word for part in (parts[0].split()[-1], parts[1])}
    # with a short part that is not the reference, whatever it is
    return Word.EQUAL in words and (Word.DIFFERENT in words or (Word.OPEN in words and max(map(len, parts)) <= 25))


def _readings(parts: list[str]) -> list[str]:
    """ "x = 2 or 3" is x = 2 or x = 3."""
    head, sign, _ = parts[0].rpartition("=")
    return [parts[0], *(f"{head}={part}" if sign and "=" not in part else part for part in parts[1:])]


def _slashes(question: str, reference: str, answer: str) -> bool:
    """ "increasing / decreasing", "HAVING, WHERE, LIMIT" """
    if len(answer) > 80 or not answer.count("/") + answer.count(",") or SEVERAL.search(reference) or "/" in reference:
        return False
    sign = SLASH if "/" in answer else COMMA
    parts = sign.split(answer.strip(_CLOSING))
    if not 2 + (sign is COMMA) <= len(parts) <= 2 * ALTERNATIVES:
        return False
    if not all(part.replace(" ", "").isalpha() and len(part) > 2 and part.count(" ") < 2 for part in parts):
        return False
    said = [decide(reference, part, question).word for part in parts]
    return said.count(Word.EQUAL) == 1


def restates(question: str, reference: str, answer: str) -> bool:
    """The expression or equation of the question itself, where the reference says what comes of it."""
    said = bare(answer)
    if len(said) < 3 or in_words(answer) or _OPTION.fullmatch(reference) or _OPTION.fullmatch(answer):
        return False
    wanted = bare(reference)
    if wanted in said or _ASSIGNED.sub("", wanted) == said:
        return False
    if _size(answer) <= _size(reference):
        return _size(answer) > 1 and said in bare(question) and bool(_names(answer)) and not _names(reference)
    final = _final(answer)
    if said in bare(question):
        return _size(final) > 0 or bare(final) != wanted
    return _size(final) > _size(reference) and _canonical(final) in _given(question)


def undone(question: str, reference: str, answer: str) -> bool:
    """An integral, a sum, a limit, a remainder that is still to be worked out, for a number."""
    if (
        not question  # what was to be done, nobody knows
        or not UNDONE.search(answer)
        or _LONG.search(without_commands(answer))
        or "≡" in answer
        or "equiv" in answer
        or UNDONE.search(reference)
        or not _NUMBER.fullmatch(reference)
    ):
        return False
    final = _final(answer)
    found = UNDONE.search(final)
    if found is None:
        return False
    if "mod" in found[0] or "%" in found[0]:
        return _size(final[: found.start()].strip(" (\\$")) > 0
    return _size(final) > 0


def circles(_question: str, reference: str, answer: str) -> bool:
    """x = x, or an unknown in terms of itself."""
    left, sign, right = answer.replace("≈", "=").strip(" $.").partition("=")
    if not sign or "=" in right or not left.strip() or in_words(answer):
        return False
    if bare(left) == bare(right):
        return bare(answer) != bare(reference)
    try:
        name, body, wanted = parse(left), parse(right), parse(reference)
    except OverBudget:
        return False
    if (
        (base := _INDEXED.match(left.strip()))
        and _INDEXED.match(reference)
        and "=" in reference
        and f"{base[1]}_" in right.replace(" ", "")
    ):
        return f"{base[1]}_" not in reference.partition("=")[2].replace(" ", "")
    if not isinstance(name, Sym) or name.name not in _symbols(body):
        return False
    return (
        isinstance(wanted, Op)
        and wanted.head == "="
        and wanted.args[0] == name
        and name.name not in _symbols(wanted.args[1])
    )


def unsolved(question: str, reference: str, answer: str) -> bool:
    """An equation for x where x itself is asked for."""
    if "=" not in answer or in_words(answer) or not _SOLVES.search(question) or _OF_A_CURVE.search(question):
        return False
    try:
        tree, wanted = parse(answer), parse(reference)
    except OverBudget:
        return False
    if not isinstance(tree, Op) or tree.head != "=":
        return False
    value = (
        wanted.args[1] if isinstance(wanted, Op) and wanted.head == "=" and isinstance(wanted.args[0], Sym) else wanted
    )
    if _symbols(value) or not isinstance(value, Num | Op) or (isinstance(value, Op) and value.head in _RELATIONS):
        return False
    left, right = tree.args
    if any(decide(reference, part, question).word is Word.EQUAL for part in answer.split("=")):  # a label and its value
        return False
    return (
        bool(_symbols(tree))
        and all(
            (isinstance(side, Op) and side.head in ("+", "*", "^", "/", "neg", "root")) or isinstance(side, Num)
            for side in (left, right)
        )
        and _size(answer) > 1
    )


_SOLVES = lazy(
    r"\b(?:solve|solutions?|roots?|values? of|find \$?[a-z]\b|what is \$?[a-z]\b|unknown|satisf\w+)|解方程|求|根"
    r"|решите|найдите|löse|résou|resuelv",
    2,
)
_OF_A_CURVE = lazy(
    r"\bequation of|\bequation for|\bequations? (?:that|which)|\bline\b|\bplane\b|\bcircle\b|\bparabola\b"
    r"|\bwrite\b|\bform\b|直线|方程为|的方程|表达式|关系|relation",
    2,
)
_RELATIONS = frozenset({"<", "<=", ">", ">=", "in", "!=", "words", "~", "cong", "chain", "where"})


def is_name(question: str, reference: str, answer: str) -> bool:
    """A variable of the question, or the left side of the reference, for its value."""
    if len(answer) > 24 or not _NAME.fullmatch(answer):
        return False
    said = bare(answer).strip("*")
    wanted = bare(reference)
    if said in ("e", "i", "\\pi") or _OPTION.fullmatch(answer.strip("$ ")):
        return False
    if wanted.startswith(f"{said}=") and said not in wanted[len(said) + 1 :]:
        return True
    one = len(said) == 1 or said in _GREEK or not said.islower()
    return one and bool(_NUMBER.fullmatch(reference)) and said not in wanted and said in bare(question)


def looks_alike(_question: str, reference: str, answer: str) -> bool:
    """A Cyrillic О in place of a zero."""
    if answer.isascii() and not _NUMBER.fullmatch(reference):
        return False
    return LOOK_ALIKES.search(answer) is not None and LOOK_ALIKES.search(reference) is None


def is_wide(_question: str, reference: str, answer: str) -> bool:
    """An interval, a domain, "at least 3": more than the one number of the reference, which is no end of it."""
    if not _NUMBER.fullmatch(reference) or _OPTION.fullmatch(reference):
        return False
    if WIDER.fullmatch(answer):
        return True
    ends = _ENDS.findall(answer)
    if not ends or any(end in _ENDS.findall(reference) for end in ends):
        return False
    if WIDE.fullmatch(answer):
        return True
    try:
        tree = parse(answer)
    except OverBudget:
        return False
    return isinstance(tree, Op) and tree.head in _WIDE and (tree.head != "in" or isinstance(tree.args[1], Op))


def misses_dimension(question: str, reference: str, answer: str) -> bool:
    """150 km/h for 150 km; a unit that converts is for rules."""
    if not any(map(str.isdigit, answer)) or not any(map(str.isdigit, reference)):
        return False
    try:
        mine, theirs = parse(answer), parse(reference)
    except OverBudget:
        return False
    have, want = quantity(mine), quantity(theirs)
    if mark(mine) == "percent" and mark(theirs) != "percent" and (want is not None or mark(theirs)):
        return True
    if have is not None and want is None and COUNTED.search(reference) and not COUNTED.search(answer):
        return have[0] == theirs
    if have is None or want is None or have[1].dims == want[1].dims or have[0] != want[0]:
        return False
    return "deg" not in (have[1].name, want[1].name) and not _PER.search(question)


def _names(text: str) -> frozenset[str]:
    try:
        return _symbols(parse(text))
    except OverBudget:
        return frozenset()


@lru_cache(maxsize=1024)
def _final(text: str) -> str:
    """What stands behind the last sign of equality."""
    masked = _GROUP.sub(lambda group: "_" * len(group[0]), text)
    at = max(masked.rfind("="), masked.rfind("≈"))
    return text[at + 1 :].strip(_CLOSING) or text


@lru_cache(maxsize=512)
def _given(question: str) -> frozenset[str]:
    """Canonical forms of the expressions that a question gives."""
    spans = [next(filter(None, groups)) for groups in _MATH.findall(question[:4000])][:12]
    sides = [side for span in spans for side in (span, *(span.split("=") if "=" in span else ()))]
    return frozenset(form for side in sides if (form := _canonical(side.strip(" .,?"))) and _size(side) > 0)


@lru_cache(maxsize=2048)
def _canonical(text: str) -> str:
    try:
        return show(_sorted(parse(text)))
    except OverBudget:
        return ""


def _sorted(node: Node) -> Node:
    """Terms and factors in one order, without 0 + and 1 times."""
    if not isinstance(node, Op):
        return node
    args = [_sorted(arg) for arg in node.args]
    if node.head in ("+", "*"):
        idle = int(node.head == "*")
        args = sorted((a for a in args if not (isinstance(a, Num) and a.value == idle)), key=show) or args[:1]
        if len(args) == 1:
            return args[0]
    return Op(node.head, tuple(args))


@lru_cache(maxsize=1024)
def _size(text: str) -> int:
    """Operations of an expression; 0 for a number, a fraction of two numbers, a name, text."""
    try:
        return _operations(parse(text))
    except OverBudget:
        return 0


def _operations(node: Node) -> int:
    if not isinstance(node, Op) or (
        node.head in ("/", "mixed", "neg", "ratio", "quantity", "percent", "degree")
        and all(not isinstance(a, Op) for a in node.args)
    ):
        return 0
    return 1 + sum(map(_operations, node.args))


def _symbols(node: Node) -> frozenset[str]:
    if isinstance(node, Sym):
        return frozenset() if node.name in ("pi", "e", "i", "oo") else frozenset({node.name})
    return frozenset().union(*map(_symbols, node.args)) if isinstance(node, Op) else frozenset()
