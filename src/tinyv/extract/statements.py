"""Answers stated outright: "the answer is ...", "#### 72", "La respuesta es ..."."""

from tinyv.extract import cues
from tinyv.extract.chinese import is_chinese, without_reason
from tinyv.extract.conclusions import (
    conclude,
    conclusion,
    is_disowned,
    starts_conclusion,
)
from tinyv.extract.text import clean, masked, math_end, sentence_end
from tinyv.lazy import lazy

MAX_STATEMENT = 1_000  # characters of one stated answer
MAX_ITEMS = 20  # lines of a list that are one answer
MAX_ITEM = 80  # characters of each
MAX_CUES = 50  # cues tried from the end, where none of the later ones introduced an answer

_HASHES = lazy(r"(?:^|(?<=[\n ]))####[ \t]{0,4}(?=\S)")
_BARE_NUMBER = lazy(r"[-−]?[$€£¥]?\d[\d,.]*(?:/\d+)?\S{0,6}")
_ITEM = lazy(r"[ \t]{0,8}(?:([-*•] |\d{1,2}[.)] )|(?:[(（](?:\d|[ivx]{1,3}|[a-h])[)）]|[①-⑩]))[ \t]{0,4}")
_QUOTE_END = lazy(r"[\"'](?:\s{0,9}[,}\n]|$)")
_ASIDE = lazy(r",? (?:which|because|since|as (?:required|desired|claimed|expected)|so we are done)\b.{0,300}$")
_POLITE = lazy(r"\s?(?:입니다|이다|です|である|となる)$")
_CHINESE_LEAD = lazy(r"[\u4e00-\u9fff，]{1,24}[有是为為得要共](?=\s?[-\d$\\][^，、;；]{0,60}$)")
_LEAD = frozenset(" \t\r\n*_:：`\"'#\u3000")


def find_stated(text: str, question: str = "") -> tuple[str, int, int] | None:
    """The last outright statement that gives an answer: the answer, where its cue starts, where it ends."""
    best = _last_hashes(text) if "####" in text else None
    lower = cues.lowered(text)
    spans = sorted(cue.span() for cue in cues.hits(cues.STATED, lower))
    for start, end in reversed(spans[-MAX_CUES:]):
        if best is not None and best[1] > start:
            break
        if is_disowned(lower[max(0, start - 24) : end] + lower[end : sentence_end(text, end)]):
            continue
        found = _statement(text, lower, end, question)
        if found is None:
            continue
        if cues.HEDGED_END.search(lower, max(0, start - 24), start) is not None:  # "answer: 5, or answer: 6"
            first = max((begin for begin, _ in spans if begin < start), default=start)
            return clean(text[first : found[1]]), first, found[1]
        return found[0], start, found[1]
    return best


def _last_hashes(text: str) -> tuple[str, int, int] | None:
    """GSM8K's `#### 72`; not a markdown heading of the fourth level."""
    last = None
    for last in _HASHES.finditer(text):  # noqa: B007
        pass
    if last is None:
        return None
    end = text.find("\n", last.end())
    end = len(text) if end < 0 else end
    answer = clean(text[last.end() : end])
    if not answer or (text[end:].strip() and not _BARE_NUMBER.fullmatch(answer)):
        return None
    return answer, last.start(), end


def _statement(text: str, lower: str, begin: int, question: str) -> tuple[str, int] | None:
    """The answer that a cue ending at `begin` introduces, and where it ends; None if no answer follows."""
    start = begin
    while start < len(text) and (text[start] in _LEAD or text.startswith("> ", start)):
        start += 1
    on_new_line = "\n" in text[begin:start]
    if on_new_line and (items := _items(text, start)) is not None:
        return items
    end = _statement_end(text, start)
    bracket = text.find("【", start + 1, end)  # 【答案】3【解析】...
    end = end if bracket < 0 else bracket
    span = text[start:end]
    if not span.strip("*_ ") or end - start > MAX_STATEMENT or cues.NOT_YET.match(lower, start) is not None:
        return None
    if on_new_line and (span[:2] in ("- ", "| ") or (end < len(text) and span.endswith((":", "：")))):
        return None
    if span.count(" ") > 14 and not _has_value(span) and _goes_on(text, lower, end):
        return None
    if on_new_line and (concluded := conclusion(span)) is not None:
        return concluded, end
    if starts_conclusion(lower, start) is not None:
        return conclude(span, question), end
    if begin > 1 and text[begin - 2 : begin - 1] == "答" and is_chinese(span):  # 答：还剩3米
        return conclude(span, question), end
    quoted = start > 0 and text[start - 1] in "\"'"  # {"answer": "5"}
    answer = _trimmed(_QUOTE_END.split(span, maxsplit=1)[0] if quoted else span)
    while end < len(text) and (rival := cues.HEDGED_START.match(lower, end + 1)) is not None:
        end = sentence_end(text, rival.end())
        answer = clean(text[start:end])
    return (answer, end) if answer else None


def _goes_on(text: str, lower: str, end: int) -> bool:
    """Whether more than closing words follow."""
    while end < len(text) and not text[end].isalnum():
        end += 1
    return end < len(text) and cues.CLOSING.match(lower, end) is None


def _has_value(span: str) -> bool:
    return "\\" in span or "$" in span or any(map(str.isdigit, span))


def _statement_end(text: str, start: int) -> int:
    end = math_end(text, start)
    if end > 0 and text[start : start + 2] in ("$$", "\\[", "\\b"):
        tail = sentence_end(text, end)
        return tail if tail - end <= 200 and text[end:tail].strip(" .") else end
    return sentence_end(text, start)


def _items(text: str, start: int) -> tuple[str, int] | None:
    """The items of a list that starts at `start`, joined, and where it ends; None if no list of values does."""
    items: list[str] = []
    end = start
    while (mark := _ITEM.match(text, end)) is not None and len(items) <= MAX_ITEMS:
        line_end = text.find("\n", mark.end())
        line_end = len(text) if line_end < 0 else line_end
        begin = mark.end() if mark.group(1) else mark.start()  # "(1)" may be part of the answer, "1." is not
        items.append(clean(text[begin:line_end]))
        if not 0 < len(items[-1]) <= MAX_ITEM:
            return None
        end = line_end + 1
    return (", ".join(items), end - 1) if len(items) > 1 else None


def _trimmed(span: str) -> str:
    if (lead := _CHINESE_LEAD.match(span)) is not None:  # 一共有15个
        span = span[lead.end() :]
    span = clean(span if span.isascii() else without_reason(span))
    aside = _ASIDE.search(masked(span)) if " " in span else None
    if aside is not None and _has_value(span[: aside.start()]):
        span = clean(span[: aside.start()])
    return clean(_POLITE.sub("", span))
