"""Plain words for sets of numbers: "all real numbers greater than 2", "at least 3", "any x except 0".

Not covered: "between 1 and 3" without "inclusive" or "strictly", "2 or more", sets of integers.
"""

from __future__ import annotations

import re

from flint import fmpq

from tinyv.equiv.numeric import LOW, ball, precision
from tinyv.expr.nodes import Node, Num, Op, Sym, Text

# the longest reading of each place wins, so rows with more words come first
_COMPARISONS = (
    (r"(?:greater|larger|bigger|more) than or equal to|not (?:less|smaller) than|no (?:less|smaller) than|at least|not below|minimum of", ">="),
    (r"(?:less|smaller|fewer) than or equal to|not (?:greater|larger|more|bigger) than|no (?:greater|larger|more) than|at most|not exceeding|not above|up to and including|does not exceed", "<="),
    (r"not equal to|different from|other than|except(?: for)?|excluding|does not equal|is not|not|besides|but not", "!="),
    (r"(?:greater|larger|bigger|more) than|above|exceed(?:s|ing)?|over", ">"),
    (r"(?:less|smaller|fewer) than|below|under", "<"),
)  # fmt: skip
_COMPARISON = re.compile("|".join(f"(?P<r{i}>\\b(?:{pattern})\\b)" for i, (pattern, _) in enumerate(_COMPARISONS)))
_SIGNS = (
    (re.compile(r"\bnon-? ?negative\b"), ">="),
    (re.compile(r"\bnon-? ?positive\b"), "<="),
    (re.compile(r"\bnon-? ?zero\b"), "!="),
    (re.compile(r"\bpositive\b"), ">"),
    (re.compile(r"\bnegative\b"), "<"),
)
_BETWEEN = re.compile(r"\b(?:between|from)\b")
_ENDS = re.compile(r"\b(inclusive(?:ly)?|both ends? included|exclusive(?:ly)?|strictly)\b")
_FILLER = re.compile(
    r"(?:\b(?:all|any|every|each|the|a|set|of|real|reals|number|numbers|value|values|x|is|are|be|can|must|may|has|such|that|which|with|but|"
    r"and|lies|lie|in|belongs|range|ranges|where|for|it|should)\b|[\s,.:;'\"()])*"
)
_EVERYTHING = re.compile(r"\s*(?:all|any|every|the set of all|x can be any)\s+(?:real\s+numbers?|reals?|real\s+values?|real)[\s.]*")
_NUMBER = re.compile(r"(?<![\w.])(-?\d{1,12}(?:\.\d{1,12})?)(?![\w.]*\w)")
_OR = re.compile(r"\bor\b")
_MAX_PIECES = 24

Found = tuple[Node | None, tuple[tuple[str, Node], ...], str]


def flatten(node: Node) -> tuple[Node, ...]:
    """The pieces of a phrase that was cut at its commas, "and" or "or", these put back."""
    if not isinstance(node, Op) or node.head not in ("words", "and", "or", "list"):
        return (node,)
    pieces: list[Node] = []
    for arg in node.args:
        if pieces and node.head != "words":
            pieces.append(Text("," if node.head == "list" else node.head))
        pieces.extend(flatten(arg))
    return tuple(pieces)


def read_phrase(pieces: tuple[Node, ...]) -> Found | None:
    """(variable or None, relations, "and" or "or") of a phrase, or None if a word of it is not understood."""
    variable: Node | None = None
    values: list[Node] = []
    texts = [""]  # what is said before each value, and after the last
    for piece in _tokens(pieces):
        if isinstance(piece, Text):
            texts[-1] += f" {piece.text.lower()}"
        elif _is_number(piece):
            values.append(piece)
            texts.append("")
        elif variable is None and not values and isinstance(piece, Sym):
            variable = piece
        else:
            return None
    if not values and _EVERYTHING.fullmatch(texts[0]):
        return variable, (), "and"
    between = _between(texts, values)
    if between is not None:
        return variable, between, "and"
    return _compared(variable, texts, values)


def _tokens(pieces: tuple[Node, ...]) -> list[Node]:
    """Pieces with the numbers inside of their texts taken out."""
    out: list[Node] = []
    for piece in pieces[:_MAX_PIECES]:
        if not isinstance(piece, Text):
            out.append(piece)
            continue
        for i, part in enumerate(_NUMBER.split(piece.text)):
            if i % 2 == 0:
                out.extend([Text(part)] if part.strip() else [])
            else:
                whole, _, decimals = part.partition(".")
                out.append(Num(fmpq(int(whole + decimals), 10 ** len(decimals)), len(decimals) or None))
    return out if len(pieces) <= _MAX_PIECES else []


def _compared(variable: Node | None, texts: list[str], values: list[Node]) -> Found | None:
    """ "greater than 2 and less than 5": a comparison before each value"""
    relations: list[tuple[str, Node]] = []
    joined = set()
    for i, text in enumerate(texts):
        rest = text.replace("strictly ", "")
        found = list(_COMPARISON.finditer(rest))
        if len(found) != (i < len(values)):
            return None
        rest = _COMPARISON.sub(" ", rest)
        for pattern, head in _SIGNS:
            if i == 0 and pattern.search(rest):
                relations.append((head, Num(fmpq(0))))
                rest = pattern.sub(" ", rest)
        if 0 < i < len(values):
            joined.add("or" if _OR.search(rest) else "and")
            rest = _OR.sub(" ", rest, count=1)
        if not _FILLER.fullmatch(rest):
            return None
        if found:
            relations.append((_COMPARISONS[int((found[0].lastgroup or "r0")[1:])][1], values[i]))
    if not relations or len(joined) > 1 or (joined == {"or"} and len(relations) > len(values)):
        return None
    return variable, tuple(relations), "or" if joined == {"or"} else "and"


def _between(texts: list[str], values: list[Node]) -> tuple[tuple[str, Node], ...] | None:
    """ "between -2 and 2 inclusive" """
    if len(values) != 2 or not _BETWEEN.search(texts[0]) or texts[1].strip() not in ("and", "to", ","):
        return None
    before, after = _BETWEEN.sub(" ", texts[0], count=1), texts[2]
    said = {word[:2] for word in _ENDS.findall(before) + _ENDS.findall(after)}
    if len(said) != 1 or not all(_FILLER.fullmatch(_ENDS.sub(" ", text)) for text in (before, after)):
        return None
    closed = "=" if said <= {"in", "bo"} else ""
    return (">" + closed, values[0]), ("<" + closed, values[1])


def _is_number(node: Node) -> bool:
    with precision(LOW):
        return ball(node) is not None
