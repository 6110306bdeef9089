"""Plain words for sets of numbers: "all real numbers greater than 2", "at least 3", "any x except 0".

Not covered: "between 1 and 3" without "inclusive" or "strictly", sets of integers.
"""

from __future__ import annotations

import re
from itertools import groupby

from flint import fmpq

from tinyv.equiv.numeric import is_number
from tinyv.expr.nodes import Node, Num, Op, Text
from tinyv.lazy import lazy

_MORE, _LESS = "(?:greater|larger|bigger|more|higher)", "(?:less|smaller|fewer|lower)"
_NOT = "(?:(?:is )?(?:not|no|never)|can ?not be|must not be)"
# the longest reading of each place wins, so rows with more words come first
_COMPARISONS = (
    (rf"{_MORE} than or equal to|{_NOT} {_LESS} than|at least|not below|minimum of", ">="),
    (
        rf"{_LESS} than or equal to|{_NOT} {_MORE} than|at most|not exceeding|not above|up to and including"
        r"|(?:does not|can ?not|must not) exceed",
        "<=",
    ),
    (
        r"not equal to|different from|other than|except(?: for)?|excluding|(?:does not|can ?not|must not) equal"
        r"|is not|can ?not be|not|besides|but not",
        "!=",
    ),
    (rf"{_MORE} than|above|exceed(?:s|ing)?|over", ">"),
    (rf"{_LESS} than|below|under", "<"),
)
_COMPARISON = lazy("|".join(f"(?P<r{i}>\\b(?:{pattern})\\b)" for i, (pattern, _) in enumerate(_COMPARISONS)))
_AFTER = (
    (lazy(rf"\bor {_MORE}\b(?! than)|\b(?:or )?upwards?\b"), ">="),
    (lazy(rf"\bor {_LESS}\b(?! than)|\b(?:or )?downwards?\b"), "<="),
)
_SIGNS = (
    (lazy(r"\bnon-? ?negative\b"), ">="),
    (lazy(r"\bnon-? ?positive\b"), "<="),
    (lazy(r"\bnon-? ?zero\b"), "!="),
    (lazy(r"\bpositive\b"), ">"),
    (lazy(r"\bnegative\b"), "<"),
)
_BETWEEN = lazy(r"\b(?:between|from)\b")
_ENDS = lazy(r"\b(?:(?:both )?(?:end ?points?|ends?|both) )?(inclusive|included|exclusive|excluded|strictly)(?:ly)?\b")
_FILLER = lazy(
    r"(?:\b(?:all|any|every|each|the|a|set|of|real|reals|number|numbers|value|values|x|is|are|be|can|must|may|has|such"
    r"|that|which|with|but|either|and|lies|lie|in|belongs|range|ranges|where|for|it|should)\b|[\s,.:;'\"()])*"
)
_EVERYTHING = lazy(
    r"\s*(?:all|any|every|the set of all|x can be any)\s+(?:real\s+numbers?|reals?|real\s+values?|real)[\s.]*"
)
_NUMBER = lazy(r"(?<![\w.])(-?\d{1,12}(?:\.\d{1,12})?)(?![\w.]*\w)")
_OR = lazy(rf"\bor\b(?! equal\b| (?:upwards?|downwards?)\b| (?:{_MORE}|{_LESS})\b(?! than))")
_MAX_PIECES = 24

Relations = tuple[tuple[str, Node], ...]
Found = tuple[Node | None, tuple[Relations, ...]]


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
    """The variable, if named, and alternatives of relations that hold together; None if a word is not understood."""
    variable: Node | None = None
    clauses: list[_Clause] = [([""], [])]
    for piece in _tokens(pieces):
        texts, values = clauses[-1]
        if isinstance(piece, Text):
            first, *others = _OR.split(piece.text.lower())
            texts[-1] += f" {first}"
            clauses.extend(([other], []) for other in others)
        elif is_number(piece):
            values.append(piece)
            texts.append("")
        elif piece == variable or (variable is None and not values):
            variable = piece
        else:
            return None
    if len(clauses) == 1 and not clauses[0][1] and _EVERYTHING.fullmatch(clauses[0][0][0]):
        return variable, ((),)
    found = [_between(*clause) or _compared(*clause) for clause in clauses]
    known = tuple(relations for relations in found if relations)
    return (variable, known) if len(known) == len(clauses) else None


_Clause = tuple[list[str], list[Node]]  # what is said before each value and after the last; the values


def _tokens(pieces: tuple[Node, ...]) -> list[Node]:
    """Pieces with texts side by side joined, and the numbers inside of texts taken out."""
    out: list[Node] = []
    for is_text, group in groupby(pieces[:_MAX_PIECES], lambda piece: isinstance(piece, Text)):
        if not is_text:
            out.extend(group)
            continue
        joined = " ".join(piece.text for piece in group if isinstance(piece, Text))
        for i, part in enumerate(_NUMBER.split(joined)):
            if i % 2 == 0:
                out.extend([Text(part)] if part.strip() else [])
            else:
                whole, _, decimals = part.partition(".")
                out.append(Num(fmpq(int(whole + decimals), 10 ** len(decimals)), len(decimals) or None))
    return out if len(pieces) <= _MAX_PIECES else []


def _compared(texts: list[str], values: list[Node]) -> Relations | None:
    """ "greater than 2 and less than 5", "4 or more": a comparison with each value"""
    relations: list[tuple[str, Node]] = []
    for i, value in enumerate(values):
        before, after = texts[i].replace("strictly ", ""), texts[i + 1]
        found = list(_COMPARISON.finditer(before))
        head = next((head for pattern, head in _AFTER if pattern.search(after)), "")
        if len(found) + bool(head) != 1:
            return None
        if found:
            head = _COMPARISONS[int((found[0].lastgroup or "r0")[1:])][1]
            texts[i] = _COMPARISON.sub(" ", before)
        else:
            texts[i + 1] = re.sub("|".join(pattern.pattern for pattern, _ in _AFTER), " ", after)
            texts[i] = re.sub(r"\bfrom\b", " ", texts[i])
        relations.append((head, value))
    for pattern, head in _SIGNS:
        if pattern.search(texts[0]):
            relations.append((head, Num(fmpq(0))))
            texts[0] = pattern.sub(" ", texts[0])
            break
    return tuple(relations) if all(map(_FILLER.fullmatch, texts)) else None


def _between(texts: list[str], values: list[Node]) -> Relations | None:
    """ "between -2 and 2 inclusive" """
    if len(values) != 2 or not _BETWEEN.search(texts[0]) or texts[1].strip() not in ("and", "to", ","):
        return None
    before, after = _BETWEEN.sub(" ", texts[0], count=1), texts[2]
    said = {word[:2] for word in _ENDS.findall(before) + _ENDS.findall(after)}
    if len(said) != 1 or not all(_FILLER.fullmatch(_ENDS.sub(" ", text)) for text in (before, after)):
        return None
    closed = "=" if said == {"in"} else ""
    return (">" + closed, values[0]), ("<" + closed, values[1])
