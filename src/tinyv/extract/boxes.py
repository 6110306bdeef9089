"""The last `\\boxed{...}` of a text, and those that stand close before it."""

import re
from dataclasses import dataclass

from tinyv.extract.text import MAX_MATH, brace_end, clean
from tinyv.lazy import lazy

MAX_BOX = 4_000  # characters inside one box; braces still open then are taken for never closed
MAX_JOINED = 64  # boxes joined into one answer; a row of more is no answer at all
MAX_NESTED = 8
MAX_GAP = 60  # characters between two boxes of one answer
_TRIES = 20_000  # mentions of the bare word "boxed" to pass by

_ARGUMENT = lazy(r"\s{0,3}\{")
_BARE = lazy(r"\s{0,3}(\\[a-zA-Z]+(?:\{[^{}\n]{0,100}\}){0,2}|[^\s$\\{}]{1,100})")
_STOP = lazy(r"(?<!\\)\$|\\[)\]]|\n")
# All that may stand between two boxes of one answer: separators and at most a short label each.
_SEPARATOR = lazy(
    r"(?:[\s$,;.:&*|、，；：。{}]|\\[\[\]()\\,;:! ]|\\q?quad\b|\\text\{|\\(?:lor|land|vee|wedge|newline)\b"
    r"|and\b|or\b|as well as\b"
    r"|及|以及|和|或者?|与|且|y\b(?!\s?=)|et\b|und\b|oder\b|ou\b|и\b|или\b)+"
)
_LABEL = lazy(
    r"(?:\\?[A-Za-z]\w{0,8}(?:_\{?\w{1,4}\}?)?(?:\([A-Za-z0-9]\))?|[A-Za-z]\w{0,12} \w{1,12})\s?(?:=|:|\\in|is\b|are\b)"
    r"|(?!所以|故|因此|答案|综上|则|即|得|从而|于是)[\u4e00-\u9fff]{1,8}(?:[是为]|等于|[:：=])?"
    r"|[(（]?[\dA-Za-zivIV]{1,3}[)）.]|[①-⑩]|[-•]|part \w\b",
    re.IGNORECASE,
)
_OTHERS = lazy(r"reference|expected|official|ground|gold|\(correct")
_FOREIGN = lazy(
    r"(?:\b(?:reference|(?:expected|official|ground[- ]truth|gold)(?= \S{0,6} ?(?:answer|solution|result)))|\(correct)"
    r"(?: final)?(?: (?:answer|solution|result|value))?(?: (?:is|was|says|gives))?[\s:=$\\(\[]{0,8}$"
)
_PLACEHOLDER = frozenset({
    "", "...", "…", r"\ldots", r"\dots", r"\cdots", "?", "_", "answer", "your answer", "final answer", "the answer",
    "result", r"\text{answer}", r"\text{your answer}", r"\text{final answer}", "your answer here", "答案",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxed answer found: its parts, where they lie in the text, and whether a brace was missing."""

    parts: tuple[str, ...]
    start: int
    end: int
    unbalanced: bool


def find_boxes(text: str) -> Boxes | None:
    """The last box with content, joined by the boxes close before it; None if there is none.

    Reads back from the end, so the cost does not grow with what stands before the answer. Knows `\\boxed`,
    `\\fbox`, `\\framebox`, a lost or doubled backslash, an argument without braces, nesting and cut-off braces.
    """
    needle = "oxed"
    at = text.rfind(needle)
    if text.find("box{", max(at, 0)) >= 0 and _previous(text, len(text), "box{", max(at, 0)) is not None:
        needle = "box{"
    elif at < 0:
        return None
    last = _previous(text, len(text), needle)
    for _ in range(MAX_JOINED):
        if last is None:
            return None
        if last[2] not in _PLACEHOLDER and not _is_foreign(text, last[0]):
            break
        last = _previous(text, last[0], needle)
    else:
        return None
    start, end, content, unbalanced = last
    parts = [content]
    nested = 0
    for _ in range(MAX_JOINED):
        box = _previous(text, start, needle, max(0, start - MAX_BOX - MAX_GAP))
        if box is None:
            break
        if box[1] >= end > start and not box[3]:  # it encloses what we have
            start, end = box[0], box[1]
            parts = [_flattened(box[2])]
            nested += 1
            if nested == MAX_NESTED:
                break
        elif start - box[1] <= MAX_GAP and not box[3] and _is_gap(text[box[1] : start]):
            start = box[0]
            if box[2] not in _PLACEHOLDER and box[2] not in parts:
                parts.insert(0, box[2])
        else:
            break
    return Boxes(tuple(parts), start, end, unbalanced)


def _is_foreign(text: str, start: int) -> bool:
    """Whether the words before a box say that it holds someone else's answer: `(reference: \\boxed{7})`."""
    before = text[max(0, start - 60) : start].lower()
    return _OTHERS.search(before) is not None and _FOREIGN.search(before) is not None


def _previous(text: str, before: int, needle: str, after: int = 0) -> tuple[int, int, str, bool] | None:
    """The last box that starts in `after:before`: start, end, content, whether a brace was missing."""
    at = before
    for _ in range(_TRIES):
        at = text.rfind(needle, after, at)
        if at < 0:
            return None
        box = _read(text, at)
        if box is not None:
            return box
    return None


def _read(text: str, at: int) -> tuple[int, int, str, bool] | None:
    """The box whose command name holds "oxed" or "box" at `at`."""
    start = at
    while start > 0 and at - start < 6 and text[start - 1] in "bframe\x08\x0c":
        start -= 1
    while start > 0 and text[start - 1] == "\\" and at - start < 9:
        start -= 1
    name_end = at + (4 if text.startswith("oxed", at) else 3)
    has_command = text[start] in "\\\x08\x0c"
    argument = _ARGUMENT.match(text, name_end)
    if argument is None:
        bare = _BARE.match(text, name_end) if has_command else None
        return (start, bare.end(), clean(bare.group(1)), False) if bare else None
    if name_end - at == 3 and (not has_command or text.startswith("\\m", start)):  # checkbox{...}, \mbox{...}
        return None
    opening = argument.end()
    closing = brace_end(text, opening - 1, opening + MAX_BOX)
    if closing >= 0:
        return start, closing + 1, _content(text[opening:closing]), False
    stop = _STOP.search(text, opening, opening + MAX_MATH)
    end = stop.start() if stop else min(len(text), opening + MAX_MATH)
    return start, end, _content(text[opening:end].rstrip("}")), True


def _content(inner: str) -> str:
    inner = inner.strip()
    if inner.endswith("$") and inner.count("$") % 2 and not inner.endswith("\\$"):  # \boxed{5$}
        inner = inner[:-1]
    return clean(inner)


def _flattened(content: str) -> str:
    """The content of an outer box without the boxes inside it: `x=\\boxed{3}` gives `x=3`."""
    for _ in range(MAX_NESTED):
        inner = _previous(content, len(content), "oxed")
        if inner is None or inner[3]:
            break
        content = content[: inner[0]] + inner[2] + content[inner[1] :]
    return clean(content)


def _is_gap(gap: str) -> bool:
    """Whether the text between two boxes only separates them (and perhaps labels the second)."""
    position = 0
    labels = 0
    while position < len(gap):
        piece = _SEPARATOR.match(gap, position)
        if piece is None:
            piece = _LABEL.match(gap, position)
            labels += 1
        if piece is None or piece.end() == position or labels > 2:
            return False
        position = piece.end()
    return True
