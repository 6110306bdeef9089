"""Plain words for sets of numbers: "all real numbers greater than 2", "at least 3", "any x except 0"."""

from __future__ import annotations

import re

from tinyv.equiv.numeric import LOW, ball, precision
from tinyv.expr.nodes import Node, Sym, Text

# the longest reading of each place wins, so rows with more words come first
_COMPARISONS = (
    (r"(?:strictly )?(?:greater|larger|bigger|more) than or equal to|not (?:less|smaller) than|no (?:less|smaller) than|at least|not below|minimum of", ">="),
    (r"(?:less|smaller|fewer) than or equal to|not (?:greater|larger|more|bigger) than|no (?:greater|larger|more) than|at most|not exceeding|not above|up to and including|does not exceed", "<="),
    (r"not equal to|different from|other than|except(?: for)?|excluding|does not equal|is not|not|besides|but not", "!="),
    (r"(?:strictly )?(?:greater|larger|bigger|more) than|(?:strictly )?above|exceed(?:s|ing)?|over", ">"),
    (r"(?:strictly )?(?:less|smaller|fewer) than|(?:strictly )?below|under", "<"),
)  # fmt: skip
_COMPARISON = re.compile("|".join(f"(?P<r{i}>\\b(?:{pattern})\\b)" for i, (pattern, _) in enumerate(_COMPARISONS)))
_FILLER = re.compile(
    r"(?:\b(?:all|any|every|each|the|a|set|of|real|reals|number|numbers|value|values|x|is|are|be|can|must|may|has|to|such|that|which|with|both|ends?|"
    r"included|inclusive|excluded|exclusive|strictly|and|than|lies|lie|in|belongs|range|ranges|from|where|for|equal|it|should)\b|[\s,.:;'\"()])*"
)
_BETWEEN = re.compile(r"\b(?:strictly |exclusively )?between\b|\bfrom\b")

Found = tuple[Node | None, tuple[tuple[str, Node], ...], str]


def read_phrase(pieces: tuple[Node, ...]) -> Found | None:
    """(variable or None, relations, "and" or "or") of a phrase, or None if a word of it is not understood."""
    variable: Node | None = None
    relations: list[tuple[str, Node]] = []
    pending = ""
    spoken = ""
    for at, piece in enumerate(pieces):
        if isinstance(piece, Text):
            text = piece.text.lower().replace("strictly ", "")
            found = list(_COMPARISON.finditer(text))
            rest = _COMPARISON.sub(" ", text)
            if len(found) > 1 or not _FILLER.fullmatch(rest):
                return None
            spoken += f" {text}"
            if found:
                pending = _COMPARISONS[int((found[0].lastgroup or "r0")[1:])][1]
        elif pending:
            if not _is_number(piece):
                return None
            relations.append((pending, piece))
            pending = ""
        elif variable is None and at <= 1 and isinstance(piece, Sym) and not _is_number(piece):
            variable = piece
        else:
            return None
    if pending:
        return None
    if relations:
        return variable, tuple(relations), "and"
    everything = re.fullmatch(r"\s*(?:all|any|every|the set of all|x can be any)\s+(?:real\s+numbers?|reals?|real\s+values?|real)\s*", spoken)
    return (variable, (), "and") if everything else None


def _is_number(node: Node) -> bool:
    with precision(LOW):
        return ball(node) is not None
