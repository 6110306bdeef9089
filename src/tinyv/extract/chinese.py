"""What the last Chinese sentence of a response states: the value behind its verb, or the values asked for.

Works clause by clause: `平均数为6，方差为8` gives `8` where the question asks for the variance alone, both
values where it asks for both in that order, and stays whole where that is not known. Not covered: values spread
over several sentences.
"""

import re
from collections.abc import Callable

from tinyv.extract.text import HAN_UNITS, clean, masked
from tinyv.lazy import lazy

# In these patterns `\0` stands for a formula (see `masked`).
_VALUE = "[-−+±\\d\0(（\\[{<>≤≥=$\\\\√π∞①-⑳a-zA-Z“∠△∅一二两三四五六七八九十半零百千万]"
_WEAK = lazy(
    r"(?:(?<=[，；,;。\s])(?:即|则|从而|那么)(?![可将使])|(?<![所使获取值觉不记赢])得(?:到|出)?(?![分奖票失了到出]))\s{0,2}[：:，,]?\s{0,2}"
)
_VERB = lazy(
    r"(?<![至少多不没超])(?:(?:等于|记作|记为|写作|读作|写成|应填|填|共花了?|共有|一共|总共|还剩下?有?|剩下?|需要?|花了?|合|共|约|(?<![没所具只])有(?![一二两三四五六七八九十]))"
    rf"(?:分别|依次|大约)?\s{{0,2}}[：:，]?\s{{0,2}}(?={_VALUE})"
    r"|(?<![不没未非还])(?:可以|应该|应|就|分别|依次)?(?<![不没未非因认作成行分])[是为](?![否什何了])\s{0,2}[：:，]?\s{0,2}(?=\S))"
)
_NUMERIC = lazy(_VALUE)
_HAN = lazy(r"[\u4e00-\u9fff]")
_MARK = lazy(r"[(（\[{【“]|[)）\]}】”]|[，；;,、]")
_SOLVED = lazy(r"[A-Za-z]\w{0,3}(?:_\{?\w{1,4}\}?)?\s?=\s?[^=]{1,60}")
_LEAD = lazy(r"(?:[\u4e00-\u9fff]{1,30}[：:]?\s{0,2})(?=\S)")
_CONDITION = lazy(r"[当若设令如]|(?:由|因为|∵|根据)")
_SUFFIX = lazy(
    r"[，,]?\s?(?:都|均)?(?:符合题意|即为所求|为所求|即可|满足(?:题意|条件|要求)|成立"
    r"|是(?:原|该|此|这个)?(?:分式)?方程组?的(?:解|根))[^\d\0]{0,12}$"
)
_REASON = lazy(r"[，,；;。]\s?(?:因为|理由|由于|原因|∵|这是因为|检验|验证)")
_CHECKED = lazy(r"\s{0,2}经(?:检验|验证)[，,：:]?\s{0,2}(?:可知)?")
_ONE = lazy("(?<![第\\d.])(?:\0+|[-−]?\\d+(?:\\.\\d+)?(?:/\\d+)?%?)")
_QUALIFIED = lazy(r"[不非没至超最少多大小高低每比各或第未无]")
_UNIT = lazy(rf"\s?{HAN_UNITS}{{1,4}}")
_BLANK = lazy(r"_{2,}|[(（]\s{0,20}[)）]|\\underline|\\_")
_CLAUSE_END = lazy(r"[，。；,;．？\n]")
_OBJECT = 8  # characters of an answer in words
_LISTED = 12  # clauses that are read


def is_chinese(text: str) -> bool:
    """Whether a Chinese character is in the text."""
    return not text.isascii() and _HAN.search(text) is not None


def without_reason(text: str) -> str:
    """The text up to `，因为...` or `，检验：...`, if a value stands before."""
    hit = _REASON.search(masked(text), 1)
    return text if hit is None or not clean(text[: hit.start()]) else text[: hit.start()]


def conclude_chinese(clause: str, question: str, right_side: Callable[[str], str]) -> str:
    """The value that a clause (free of its concluding word) gives; the clause as it is where none can be cut."""
    clause = clause.rstrip(" .。．，,；;\n*")
    if (checked := _CHECKED.match(clause)) is not None:
        clause = clause[checked.end() :]
    clause = without_reason(clause)
    blotted = masked(clause)
    if (suffix := _SUFFIX.search(blotted)) is not None and suffix.start() > 0:
        clause, blotted = clause[: suffix.start()], blotted[: suffix.start()]
    begin = 0
    for weak in _WEAK.finditer(blotted):
        if _NUMERIC.search(blotted, weak.end()) is not None:
            begin = weak.end()
    clause, blotted = clause[begin:], blotted[begin:]
    spans = _clauses(blotted)
    head = len(spans) - 1
    while head > 0 and _HAN.search(blotted, *spans[head]) is None:
        head -= 1
    said = _said(clause, blotted, spans[head], right_side)
    tail = spans[head + 1 :]
    if tail:
        if said is not None and said[0]:  # one labelled value, then more of it: a condition, a second value
            return clean(said[1] + clause[spans[head][1] :])
        if head == 0 and _HAN.search(blotted, *spans[0]) is None:
            tail = spans
        return _solved(clause, tail, right_side)
    run = [said]
    for span in reversed(spans[max(0, head - _LISTED) : head]):
        before = _said(clause, blotted, span, right_side)
        if before is None or not before[0] or _NUMERIC.match(before[1]) is None:
            break
        run.insert(0, before)
    labelled = [item for item in run if item is not None and (item is said or said is None or item[0] not in said[0])]
    if len(labelled) > 1 and said is not None:
        asked = _asked(question)
        places = [asked.find(_noun(label)) for label, _ in labelled]
        if not (places[-1] >= 0 and all(place < 0 for place in places[:-1])):
            joined = places[0] >= 0 and places == sorted(set(places))
            return "，".join(value for _, value in labelled) if joined else clean(clause)
    if said is not None:
        return said[1]
    earlier = any(_has_value(blotted, span) for span in spans[:head])  # 甲5元，乙3元
    whole = earlier or not _has_value(blotted, spans[head])
    return _only(clause, blotted) or clean(clause if whole else clause[spans[head][0] :])


def _asked(question: str) -> str:
    """The clauses of a question that have its blanks; all of it where it has none."""
    clauses = [clause for clause in _CLAUSE_END.split(question) if _BLANK.search(clause) is not None]
    return "，".join(clauses) or question


def _noun(label: str) -> str:
    """What a label names: `这组数据的方差` gives `方差`."""
    return label.rpartition("的")[2]


def _clauses(blotted: str) -> list[tuple[int, int]]:
    """The (start, end) of each clause between commas and semicolons, brackets and quotes kept together."""
    spans: list[tuple[int, int]] = []
    depth = begin = 0
    for hit in _MARK.finditer(blotted):
        mark, at = hit.group(), hit.start()
        if mark in "(（[{【“":
            depth += 1
        elif mark in ")）]}】”":
            depth = max(0, depth - 1)
        elif not depth and mark != "、" and not (mark == "," and blotted[at + 1 : at + 2].isdigit()):
            spans.append((begin, at))
            begin = at + 1
    return [*spans, (begin, len(blotted))]


def _said(clause: str, blotted: str, span: tuple[int, int], right_side: Callable[[str], str]) -> tuple[str, str] | None:
    """(label, value) of one clause: `半径为3`, `弧长=4π`; None if it gives no value that can be cut out."""
    start, end = span
    verb = None
    for verb in _VERB.finditer(blotted, start, end):  # noqa: B007
        pass
    if verb is not None and verb.end() < end:
        value = right_side(clean(clause[verb.end() : end]))
        numeric = _NUMERIC.match(blotted, verb.end()) is not None
        if value and (numeric or len(value) <= _OBJECT):
            return blotted[start : verb.start()].strip() or "它", value
    if _CONDITION.match(blotted[start:end].lstrip()) is not None:
        return None
    whole = clean(clause[start:end])
    lead = _LEAD.match(whole)
    if "=" in whole and lead is not None:
        rest = whole[lead.end() :]
        name, _, value = rest.rpartition("=")
        unnamed = not name or rest[0] == "=" or (name.rstrip() not in "xyz" and value.strip().isdigit())
        return lead.group().strip(), value.strip() if unnamed and "," not in rest else right_side(rest)
    return ("", right_side(whole)) if "=" in whole and right_side(whole) != whole else None


def _solved(clause: str, spans: list[tuple[int, int]], right_side: Callable[[str], str]) -> str:
    """The solved equations that a row of formulas ends with: `4+a=7，a=3` gives `a=3`, `x=1，y=2` stays."""
    pieces = [clean(clause[start:end]) for start, end in spans]
    if _SOLVED.fullmatch(pieces[-1]) is None:
        return right_side(pieces[-1]) if "=" in pieces[-1] else "，".join(pieces)
    first = len(pieces) - 1
    while first > 0 and _SOLVED.fullmatch(pieces[first - 1]) is not None and not _is_step(pieces[first - 1]):
        first -= 1
    return "，".join(pieces[first:])


def _is_step(equation: str) -> bool:
    """Whether the right side of a solved equation still has to be worked out: `a=7-4`."""
    return re.search(r"\d\s?[-−+×÷*]\s?\d", equation) is not None


def _has_value(blotted: str, span: tuple[int, int]) -> bool:
    return any(mark.isdigit() or mark == "\0" for mark in blotted[slice(*span)])


def _only(clause: str, blotted: str) -> str | None:
    """The one value in a clause of plain words, with its unit: `3小时可以到达`."""
    values = list(_ONE.finditer(blotted))
    if len(values) != 1 or blotted[: values[0].start()].strip() or not blotted[values[0].end() :].isalpha():
        return None
    start, end = values[0].span()
    unit = _UNIT.match(blotted, end)
    if unit is None or _QUALIFIED.search(blotted, unit.end()) is not None:
        return None
    return clean(clause[start:end]) + clause[end : unit.end()]
