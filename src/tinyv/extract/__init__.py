"""A response -> its final answer. `extract` is the whole way, in the order of its steps.

Not covered: answers that are programs or images, and a statement in words further than `WINDOW` characters
before the end of a response (a box is found at any distance).
"""

# ruff: noqa: RUF001 (full-width marks are meant)

import re
from dataclasses import dataclass

from tinyv.extract import cues
from tinyv.extract.boxes import find_boxes
from tinyv.extract.choices import as_choice
from tinyv.extract.conclusions import (
    conclude,
    conclusion,
    conclusion_cue,
    is_cut_off,
    last_cell,
    last_sentences,
    right_side,
    starts_conclusion,
    value_in,
    without_marks,
)
from tinyv.extract.statements import find_stated
from tinyv.extract.text import clean, masked, sentence_end

__all__ = ["Extraction", "clean", "extract"]

WINDOW = 12_000  # characters at the end of a response that are read for an answer in words
MAX_PLAIN = 260  # characters of a response that is nothing but its answer
_LONG = 100  # characters of a plain answer that may be a rollout cut early
_MIN_QUESTION = 40  # a shorter question may well be part of the answer
_MAX_ROWS = 12
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2}|[#:|\n]|[^\x00-\u036f\u2000-\u2bff]")  # without these, no cue

# Lines with these are working, not a list of values: words in a row, a full stop, a colon, arithmetic.
_SENTENCE = re.compile(
    r"[A-Za-z]{2} [a-z]{2,20} [a-z]{2}|[a-z]\.\n|。\n|[:：](?:\n|$)|\n\s{0,9}="
    r"|\d\s?[-+*/×÷]\s?\d[^=\n]{0,60}="
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """The final answer of a response.

    answer: as written, trimmed of delimiters; None if the response gives none.
    where: `boxed`, `stated` ("the answer is", "so ..."), `choice` (an option's letter), `plain` (the response
        is its answer), `tail` (the last value of an unmarked response: a guess) or `none`.
    note: what a reader should know (`2 boxes joined`, `cut off`, `hedged`, `taken back`, ...).
    alternatives: further forms of the same answer; empty at present.
    """

    answer: str | None
    where: str
    note: str = ""
    alternatives: tuple[str, ...] = ()


def extract(response: str, question: str = "") -> Extraction:
    """The final answer of a response to a question. Never raises; linear in the length of the response."""
    text = response.strip()
    if text[-1:] == ">":
        for token in cues.STOP_TOKENS:
            text = text.removesuffix(token).rstrip()
    if len(question) >= _MIN_QUESTION and question in text and len(text) > len(question) + 1:
        text = text.replace(question, "\n").strip()
    if ("<" in text or "◁" in text or "[/" in text or "[THINK]" in text) and any(w in text for w in cues.TAG_WORDS):
        thought = _after_thinking(text)
        if isinstance(thought, Extraction):
            return thought
        text = thought
    return _from_boxes(text) or _in_words(without_marks(text[-WINDOW:]).strip(), question)


def _after_thinking(text: str) -> str | Extraction:
    """What follows the thoughts, narrowed to the last answer tag; an Extraction when nothing was answered."""
    closed = max((mark.end() for mark in cues.THINK_CLOSE.finditer(text)), default=0)
    if closed:
        text = text[closed:].strip()
        if not text:
            return Extraction(None, "none", "nothing after thinking")
    if cues.THINK_OPEN.search(text) is not None:
        return Extraction(None, "none", "unfinished thinking")
    begin = max((tag.end() for tag in cues.ANSWER_TAG.finditer(text, max(0, len(text) - WINDOW))), default=0)
    if begin:
        closing = cues.ANSWER_END.search(text, begin)
        inner = text[begin : closing.start() if closing else len(text)].strip()
        if inner and not (closing and "boxed" in text[closing.end() :]):
            return inner
    return text


def _from_boxes(text: str) -> Extraction | None:
    boxes = find_boxes(text)
    if boxes is None:
        return None
    if len(text) - boxes.end > 6:
        later = _taken_back(text[boxes.end : boxes.end + WINDOW])
        if later is not None:
            return later
    if len(boxes.parts) > 1:
        return Extraction(", ".join(boxes.parts), "boxed", f"{len(boxes.parts)} boxes joined")
    return Extraction(boxes.parts[0], "boxed", "unbalanced" if boxes.unbalanced else "")


def _taken_back(after: str) -> Extraction | None:
    """What a response says after its answer if that takes the answer back; None if the answer stands."""
    begin, end = min((hit.span() for hit in cues.hits(cues.TAKEN_BACK, cues.lowered(after))), default=(-1, -1))
    if begin < 0:
        return None
    after = after[begin:]
    lower = cues.lowered(after)
    stated = find_stated(after)
    if stated is not None and (stated[0].count(" ") <= 2 or any(map(str.isdigit, stated[0]))):
        return _found(stated[0], "stated", "taken back")
    again = max((hit.end() for hit in cues.hits(cues.RESTATED, lower)), default=0)
    if again:
        answer = clean(after[again : sentence_end(after, again)])
        if len(answer) < 60 and any(map(str.isdigit, answer)) and cues.CONFIRMED.search(answer.lower()) is None:
            return _found(answer, "stated", "taken back")
    if not cues.has_hit(cues.DENIED, lower) or cues.CONFIRMED.search(lower) is not None:
        return None
    for sentence in last_sentences(after[end - begin :], 2):
        if (value := value_in(sentence)) is not None:
            return _found(value, "tail", "taken back")
    return Extraction(None, "none", "taken back")


def _in_words(text: str, question: str) -> Extraction:
    if text[:3] == "```" and text[-3:] == "```":
        text = clean(text)
    if not text:
        return Extraction(None, "none")
    if len(text) <= MAX_PLAIN and _WORDS.search(text) is None:
        return _found(clean(text), "plain", "", question)
    if "\n" in text:
        text = _before_explanation(text)
    stated = find_stated(text)
    if stated is not None:
        answer, _, end = stated
        after = text[end:]
        later = _taken_back(after) if len(after) > 6 else None
        return later or _found(answer, "stated", _hedged(answer), question, after)
    if len(text) <= MAX_PLAIN:
        if "\n" not in text or "\n" not in masked(text):
            return _plain(text, question)
        if rows := _rows(text):
            return Extraction(", ".join(rows), "plain", f"{len(rows)} lines joined")
    return _from_working(text, question)


def _before_explanation(text: str) -> str:
    """The first line alone where a heading "Explanation" follows it."""
    line = text.partition("\n")[0].strip()
    if len(line) <= 60 and not line.endswith((":", "：")):
        explained = cues.EXPLAINED.match(cues.lowered(text[len(line) : len(line) + 80].lstrip(" ")))
        if explained is not None:
            return line
    return text


def _hedged(answer: str) -> str:
    return "hedged" if cues.has_hit(cues.HEDGE, cues.lowered(answer)) else ""


def _plain(text: str, question: str) -> Extraction:
    """A response of one short paragraph: the answer itself, unless its last sentence concludes from the others."""
    cue = conclusion_cue(text)
    if cue is not None and text[: cue.start()].rstrip()[-1:] in ("", ".", "!", "?", "。", "\n"):
        return _found(conclude(text[cue.start() :]) or clean(text), "stated", "", question)
    note = "cut off" if len(text) > _LONG and is_cut_off(text) else _hedged(text)
    return _found(clean(text), "plain", note, question)


def _rows(text: str) -> list[str] | None:
    """The lines of a response that is a short list of values; None if it is not."""
    rows = [row for line in text.split("\n") if (row := clean(line))]
    if not 1 < len(rows) <= _MAX_ROWS or any(len(row) > 40 or row[-1] == ":" or row[0] == "|" for row in rows):
        return None
    if _SENTENCE.search(text) is not None or is_cut_off(text):
        return None
    if any(right_side(row) != row or starts_conclusion(cues.lowered(row)) for row in rows):
        return None
    return rows


def _from_working(text: str, question: str) -> Extraction:
    """A longer response without box or statement: its conclusion, or the last value in it."""
    cut = is_cut_off(text)
    note = "cut off" if cut else ""
    said = last_sentences(text, 4)
    if cut and said:  # what was being said when it stopped does not count
        text = text[: text.rfind(said.pop(0))]
    if said and (cell := last_cell(said[0])) is not None:
        return _found(cell, "tail", "table", question)
    for index, sentence in enumerate(said):
        if conclusion_cue(sentence) is not None:
            break
        if (value := value_in(sentence)) is not None:
            announced = index == 0 and not cut and _is_announced(text, sentence)
            return _found(value, "stated" if announced else "tail", note, question)
    concluded = conclusion(text)
    if concluded is not None:
        return _found(concluded, "tail" if cut else "stated", note, question)
    if cut or not said:
        return Extraction(None, "none", note)
    return _found(clean(said[0]), "tail", "", question)


def _is_announced(text: str, sentence: str) -> bool:
    """Whether the sentence before the last value announced it ("Therefore the area is:")."""
    before = text[: text.rfind(sentence)].rstrip()
    line = before[before.rfind("\n") + 1 :]
    return before.endswith((":", "：")) and conclusion_cue(line) is not None


def _found(answer: str, where: str, note: str = "", question: str = "", after: str = "") -> Extraction:
    """The extraction of an answer in words, an option's letter set as `B` or `(B) text`."""
    if not answer:
        return Extraction(None, "none", note)
    option = after[: sentence_end(after, 2)] if after[:2] == ". " and len(answer) < 12 else ""
    choice = as_choice(answer, question, option)
    return Extraction(answer, where, note) if choice is None else Extraction(choice, "choice", note)
