"""Answers with a value that are none: restated expressions, undone operations, tautologies, several alternatives."""

from __future__ import annotations

from tinyv.equiv.context import Word
from tinyv.equiv.marks import mark
from tinyv.equiv.quantities import COUNTED, quantity
from tinyv.equiv.rules import decide
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Node, Num, Op, Sym
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.expr.units import UnitDef, lookup
from tinyv.guard.layout import bare, in_words, without_commands
from tinyv.guard.shapes import chooses, holds, is_number, is_option, is_single
from tinyv.guard.tables import BUILDER, CODE, LOOK_ALIKES, OPERATED, UNDONE
from tinyv.lazy import lazy
from tinyv.remember import remembered

_LONG = lazy(r"[^\W\d_]{4}")
_ASSIGNED = lazy(r"^[^=]{1,20}=(?!=)")
_MATH = lazy(r"\${1,2}([^$]{2,300})\${1,2}|\\\((.{2,300}?)\\\)|\\\[(.{2,300}?)\\\]", 16)
_NAME = lazy(
    r"[\s$]*\\(?:alpha|beta|gamma|delta|theta|lambda|mu|varphi|phi|omega|rho|sigma|tau)[\s$]*"
    r"|[\s$\\*{}]*(?:(?:text|angle|mathrm|overline|triangle|vec)\b)?[\s\\{]*[A-Za-z](?:[A-Z']{0,3}"
    r"|_\{?\w{1,3}\}?|\([a-z0-9]\))[\s$*}.]*"
)
_INDEXED = lazy(r"\W*([a-zA-Z])\s?_")
_GROUP = lazy(r"[_^]\{[^{}]*\}")
_CLOSING = " ,.$"
_GREEK = frozenset({
    r"\alpha", r"\beta", r"\gamma", r"\delta", r"\theta", r"\lambda", r"\mu", r"\phi", r"\varphi", r"\omega", r"\rho",
    r"\sigma", r"\tau",
})  # fmt: skip
_PER = lazy(
    r"\b(?:per|each|every|rate|average|speed|velocity|price|cost|density|an? (?:day|hour|minute|second|week"
    r"|month|year))\b|每|平均|速|单价",
    2,
)


def restates(question: str, reference: str, answer: str) -> bool:
    """The expression or equation of the question itself, where the reference says what comes of it."""
    said = bare(answer)
    if (
        len(said) < 3
        or in_words(_SPOKEN.sub("", answer))
        or is_option(reference, question)
        or is_option(answer, question)
    ):
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


_SPOKEN = lazy(r"(?<![a-zA-Z])(?:sqrt|sin|cos|tan|log|ln|times|choose|pi|frac|binom|int|sum)(?![a-zA-Z])")


def spells(question: str, reference: str, answer: str) -> bool:
    """ "17 times 24" for 408: the operations that the question gives, in words, or a set without its members."""
    if not is_single(reference) or is_option(reference, question) or len(answer) > 120:
        return False
    if BUILDER.search(answer) and not holds(BUILDER, reference):
        return True
    if OPERATED.search(answer) is None or "≈" in answer:
        return False
    figures = set(_FIGURES.findall(answer.rpartition("=")[2]))
    given = set(_FIGURES.findall(question))
    return len(figures) > 1 and figures <= given and not figures <= set(_FIGURES.findall(reference))


_FIGURES = lazy(r"\d+(?:\.\d+)?")


def undone(question: str, reference: str, answer: str) -> bool:
    """An integral, a sum, a limit, a remainder that is still to be worked out, for a number."""
    if (
        not question  # what was to be done, nobody knows
        or not UNDONE.search(answer)
        or _LONG.search(without_commands(answer))
        or "≡" in answer
        or "equiv" in answer
        or holds(UNDONE, reference)
        or not is_number(reference)
    ):
        return False
    final = _final(answer)
    found = UNDONE.search(final)
    if found is None:
        return False
    if "mod" in found[0] or "%" in found[0]:
        return _size(final[: found.start()].strip(" (\\$")) > 0
    return _size(final) > 0


_UNTIL = lazy(r"[,;]\s")


def circles(_question: str, reference: str, answer: str) -> bool:
    """x = x, or an unknown in terms of itself."""
    left, sign, right = answer.replace("≈", "=").strip(" $.").partition("=")
    if not sign or "=" in right or not left.strip() or in_words(answer):
        return False
    if bare(left) == bare(right):
        return bare(answer) != bare(reference)
    try:
        name, body, wanted = parse(left), parse(_UNTIL.split(right)[0]), parse(reference)
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
    if is_number(reference):
        return quantity(body) is None
    return (
        isinstance(wanted, Op)
        and wanted.head == "="
        and wanted.args[0] == name
        and name.name not in _symbols(wanted.args[1])
    )


def unsolved(question: str, reference: str, answer: str) -> bool:
    """An equation for x where x itself is asked for."""
    if "=" not in answer or in_words(answer) or not holds(_SOLVES, question) or holds(_OF_A_CURVE, question):
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
    if said in ("e", "i", "\\pi") or is_option(answer, question):
        return False
    if wanted.startswith(f"{said}=") and said not in wanted[len(said) + 1 :]:
        return True
    one = len(said) == 1 or said in _GREEK or not said.islower() or said.endswith(")")
    if one and said.islower() and said not in wanted and said in _NAMES_OF_A_RESULT and _size(reference) > 0:
        return True
    return (
        one
        and is_number(reference)
        and said not in wanted
        and (said in bare(question) or (said in _UNKNOWNS and not chooses(question)))
    )


_NAMES_OF_A_RESULT = ("y", "f(x)", "f", "z", "x", "n", "p(x)", "g(x)")
_UNKNOWNS = ("x", "y", "z", "n")


def is_code(question: str, reference: str, answer: str) -> bool:
    """A program, or what breaks one, in place of what it prints."""
    return (
        (is_single(reference) or not in_words(reference))
        and CODE.search(answer) is not None
        and not holds(CODE, question)
    )


def looks_alike(_question: str, reference: str, answer: str) -> bool:
    """A Cyrillic О in place of a zero."""
    if answer.isascii() and not is_number(reference):
        return False
    return LOOK_ALIKES.search(answer) is not None and not holds(LOOK_ALIKES, reference)


def misses_dimension(question: str, reference: str, answer: str) -> bool:
    """150 km/h for 150 km; a unit that converts is for rules."""
    if not any(map(str.isdigit, answer)) or not any(map(str.isdigit, reference)):
        return False
    try:
        mine, theirs = parse(answer), parse(reference)
    except OverBudget:
        return False
    if _RADIANS.search(answer) and not holds(_RADIANS, reference):  # π/4 degrees
        return True
    letters = _UNIT.fullmatch(answer) is not None or answer.strip(" $.").endswith("%")
    have, want = quantity(mine, letters=letters), quantity(theirs, letters=_UNIT.fullmatch(reference) is not None)
    if mark(mine) == "percent" and mark(theirs) != "percent" and (want is not None or mark(theirs)):
        return True
    if want is None and (have is not None or mark(mine) == "percent") and (asked := _asked_for(question)) is not None:
        return (mine.args[0] if have is None and isinstance(mine, Op) else have and have[0]) == theirs and (
            have is None or have[1].dims != asked.dims
        )
    if have is not None and want is None and holds(COUNTED, reference) and not COUNTED.search(answer):
        return have[0] == theirs
    if have is None or want is None or have[1].dims == want[1].dims or have[0] != want[0]:
        return False
    return "deg" not in (have[1].name, want[1].name) and not (holds(_PER, question) and "/" not in want[1].name)


_UNIT = lazy(r"[\s$]*([\d.,]+)[\s\\,]*([a-zA-Z]{1,3}(?:\^?[23²³])?)[\s$.]*")


@remembered(512)
def _asked_for(question: str) -> UnitDef | None:
    """The unit in which a question wants its answer: "how many kilometres"."""
    found = _HOW_MANY.search(question)
    return None if found is None or holds(_SHARED, question) else lookup(found[1])


_RADIANS = lazy(r"(?:π|\\pi)[^,;]{0,9}(?:°|degrees?\b|\^\{?\\circ)", 2)
_SHARED = lazy(r"\b(?:per|each|every|for an?)\b", 2)
_HOW_MANY = lazy(r"\bhow (?:many|much) (\w+)", 2)


def _names(text: str) -> frozenset[str]:
    try:
        return _symbols(parse(text))
    except OverBudget:
        return frozenset()


@remembered(1024)
def _final(text: str) -> str:
    """What stands behind the last sign of equality."""
    masked = _GROUP.sub(lambda group: "_" * len(group[0]), text)
    at = max(masked.rfind("="), masked.rfind("≈"))
    return text[at + 1 :].strip(_CLOSING) or text


@remembered(512)
def _given(question: str) -> frozenset[str]:
    """Canonical forms of the expressions that a question gives."""
    spans = [next(filter(None, groups)) for groups in _MATH.findall(question[:4000])][:12]
    sides = [side for span in spans for side in (span, *(span.split("=") if "=" in span else ()))]
    return frozenset(form for side in sides if (form := _canonical(side.strip(" .,?"))) and _size(side) > 0)


@remembered(2048)
def _canonical(text: str) -> str:
    try:
        return show(_sorted(parse(text)))
    except OverBudget:
        return ""


_ONE = parse("1")


def _sorted(node: Node) -> Node:
    """Terms and factors in one order, without 0 + and 1 times."""
    if not isinstance(node, Op):
        return node
    args = [_sorted(arg) for arg in node.args]
    if node.head == "^" and isinstance(power := args[1], Op) and power.head == "/" and power.args[0] == _ONE:
        return Op("root", (args[0], power.args[1]))
    if node.head in ("+", "*"):
        idle = int(node.head == "*")
        args = sorted((a for a in args if not (isinstance(a, Num) and a.value == idle)), key=show) or args[:1]
        if len(args) == 1:
            return args[0]
    return Op(node.head, tuple(args))


@remembered(1024)
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
