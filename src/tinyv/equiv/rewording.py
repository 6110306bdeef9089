"""Comparisons in words, rewritten in symbols: "a is at most -2, or at least 7" is "a <= -2 or a >= 7".

The result is text for the parser, so values may be formulas. Not covered: "between 1 and 3" without
a name before or a word on its ends, sets of integers, more than one variable that is spoken of.
"""

from __future__ import annotations

import re

from tinyv.equiv.canonical import unwrap
from tinyv.lazy import lazy

MAX_PHRASE = 200  # characters

_MORE, _LESS = "(?:greater|larger|bigger|more|higher)", "(?:less|smaller|fewer|lower)"
_REWRITES = tuple(
    (lazy(pattern, re.IGNORECASE), symbol)
    for pattern, symbol in (
        (r"\b(?:positive or (?:zero|0)|(?:zero|0) or positive|not negative)\b", " ≥ 0 "),
        (r"\b(?:negative or (?:zero|0)|(?:zero|0) or negative|not positive)\b", " ≤ 0 "),
        (
            rf"\b{_MORE} than or equal to\b|\b(?:not|no) {_LESS} than\b|\bat least\b|\bnot below\b|大于等于|"
            rf"大于或等于|不小于|不低于|至少[是为]?",
            " ≥ "),
        
        (
            rf"\b{_LESS} than or equal to\b|\b(?:not|no) {_MORE} than\b|\bat most\b|\bnot above\b|\b(?:does |"
            rf"do )?not exceed(?:ing)?\b|\bup to and including\b"
        
         "|小于等于|小于或等于|不大于|不超过|不高于|至多[是为]?", " ≤ "),
        (
            r"\b(?:(?:is |are )?(?:not equal to|different from)|other than|except(?: for)?|excluding|"
            r"does not equal|(?:is|are|can|must) ?not(?: be)?|but not)\b|不等于|不为",
            " ≠ "),
        
        (rf"\b{_MORE} than\b|\bexceed(?:s|ing)?\b|大于|超过|高于", " > "),
        (rf"\b{_LESS} than\b|小于|低于", " < "),
        (rf"([^\s,]+) or {_MORE}\b", r" ≥ \1 "),
        (rf"([^\s,]+) or {_LESS}\b", r" ≤ \1 "),
        (r"\b(?:strictly )?positive(?! (?:or|and|nor) neg| integer| whole| even| odd)\b|正(?=实?数)", " > 0 "),
        (r"\bnon-? ?negative(?! integer)\b|非负(?=实?数)", " ≥ 0 "),
        (r"\bnon-? ?positive(?! integer)\b|非正(?=实?数)", " ≤ 0 "),
        (r"\bnon-? ?zero\b|非零(?=实?数)", " ≠ 0 "),
        (r"(?:并且|且)", " and "), (r"(?:或者|或)", " or "), (r"\bzero\b|零", " 0 "),
        (r"\b(?:strictly )?negative(?! (?:or|and|nor) pos| integer| whole| even| odd| ?\d)\b|负(?=实?数)", " < 0 "),
    )
)  # fmt: skip
_FILLER = lazy(
    r"\b(?:(?:is|are) equal to|the set of|such that|for which|has to be|ought to be|consists? of|"
    r"solution set|solutions?|range|domain|answer|interval|all|any|every|each|the|set|real|reals|numbers?|"
    r"values?|is|are|be|must|can|should|may|takes?|lies?|satisf(?:y|ies)|where|which|that|with|those|only|"
    r"exactly|strictly|for|of)\b"
    r"|(?:所有|一切|任意|全体|的|实数|数|范围|取值|是|为)+|[.。]$",
    re.IGNORECASE,
)
_ARTICLE = lazy(r"(?<=\S)\s+an?\s*$|\ban\b", re.IGNORECASE)
_TWICE = lazy(r"\b([A-Za-z])\s+\1\b")
_OPERATOR = lazy(r"\s*([≥≤≠><])\s*")
_LINK = lazy(
    r"^(.+?)[\s,;，；]*(?:\b(and|or|but|also)\b|"
    r"[,;，；](?=\s*(?:[A-Za-z]\S{0,3})?$))?[\s,，]*([A-Za-z](?:_?\{?\w\}?)?)?$"
)
_LISTED = lazy(r"\s*(?:\band\b|\bor\b|,)+\s*")
_SUBJECT = lazy(r"\s*([A-Za-z](?:_?\{?\w\}?)?|[A-Za-z]\([A-Za-z]\))?\s*")
_BETWEEN = lazy(
    r"^(?P<of>.*?)\b(?:lies?\b|is\b|are\b)?\s*(?P<before>strictly |exclusively )?(?P<from>between|from)\s"
    r"(?P<low>.+?)\s(?:and|to)\s(?P<high>.+?)(?P<after>,? ?\(?(?:inclusive(?:ly)?|exclusive(?:ly)?|"
    r"(?:with )?(?:both )?(?:ends?|endpoints?|both)(?: are)? (?:included|excluded)|"
    r"(?:not )?including (?:the |both )?(?:ends?|endpoints?|both))\)?)?$",
    re.IGNORECASE,
)
_PROSE = lazy(r"(?<![\\A-Za-z])(?!(?:sin|cos|tan|ln|log|sqrt|pi|infinity)\b)[A-Za-z]{3,}|[\u4e00-\u9fff]")
_HINT = lazy(
    r"than|least|most|between|from|exceed|positive|negative|zero|except|not |with|or (?:more|less|larger|"
    r"greater|smaller)|大于|小于|超过|不|至|[正负非]",
    re.IGNORECASE,
)


def in_symbols(text: str, variable: str = "x") -> str | None:
    """The comparison as a formula; None where a word is left over. variable: what is spoken of if no name is given."""
    if len(text) > MAX_PHRASE or not _HINT.search(text):
        return None
    text = unwrap(text).replace("$", "")
    if (found := _BETWEEN.match(text)) is not None:
        return _between(found, variable)
    for pattern, symbol in _REWRITES:
        text = pattern.sub(symbol, text)
    text = _FILLER.sub(" ", text)
    first, *rest = _OPERATOR.split(text)
    subject = _SUBJECT.fullmatch(_TWICE.sub(r"\1", _ARTICLE.sub(" ", first)).strip(" ,:：，"))
    if not rest or subject is None or _PROSE.search(text.replace(" and ", " ").replace(" but ", " ")):
        return None
    return _clauses(subject[1] or variable, rest)


def leaves_ends_open(text: str) -> bool:
    """Whether "between" does not say if its ends belong to it. It is read as strict, but refutes nothing."""
    found = _BETWEEN.match(unwrap(text).replace("$", "")) if len(text) <= MAX_PHRASE else None
    return found is not None and not (found["before"] or found["after"])


def _between(found: re.Match[str], variable: str) -> str | None:
    subject = _SUBJECT.fullmatch(_FILLER.sub(" ", found["of"]))
    said = f"{found['before'] or ''}{found['after'] or ''}".lower()
    if subject is None or _PROSE.search(found["low"]) or _PROSE.search(found["high"]):
        return None
    if not said and not (subject[1] and found["from"].lower() == "between"):
        return None
    strict = not said or "strict" in said or "exclu" in said or "not incl" in said
    less = "<" if strict else "\\le"
    return f"{found['low']} {less} {subject[1] or variable} {less} {found['high']}"


def _clauses(subject: str, rest: list[str]) -> str | None:
    """Operators and operands in turn; an operand may end with "or" and the subject of the next clause."""
    out = ""
    links: set[str] = set()
    pending = ""
    for at in range(0, len(rest), 2):
        operator, operand = pending or rest[at], rest[at + 1].strip()
        pending = ""
        last = at + 2 >= len(rest)
        found = None if last else _LINK.match(operand)
        value = operand if last else found[1] if found else ""
        if not value.strip(" ,;，；"):
            return None
        value = value.strip(" ,;，；")
        if operator == "≠":
            value = value.removeprefix(f"{subject} = ")
            out += " and ".join(f"{subject} ≠ {part}" for part in _LISTED.split(value))
        else:
            out += f"{subject} {operator} {value}"
        if last:
            break
        assert found is not None
        link = "or" if found[2] == "or" else "and"
        if found[3] and found[3] != subject:
            return None
        links.add("and" if rest[at + 2] == "≠" and link == "and" else link)
        out += f" {link} "
    return out if len(links) < 2 else None
