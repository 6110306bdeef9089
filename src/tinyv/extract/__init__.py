"""A response -> its final answer. `extract` is the whole way, in the order of its steps.

Not covered: answers that are programs or images, and a statement in words further than `WINDOW` characters
before the end of a response (a box is found at any distance).
"""

import re
from dataclasses import dataclass
from itertools import islice

from tinyv.extract import cues
from tinyv.extract.boxes import find_boxes
from tinyv.extract.chinese import is_chinese
from tinyv.extract.choices import as_choice
from tinyv.extract.conclusions import (
    after_arrow,
    conclude,
    conclusion,
    conclusion_cue,
    is_cut_off,
    is_disowned,
    is_plain_statement,
    last_cell,
    last_sentences,
    right_side,
    starts_conclusion,
    value_in,
    without_marks,
)
from tinyv.extract.statements import find_stated
from tinyv.extract.text import clean, masked, sentence_end
from tinyv.lazy import lazy

__all__ = ["Extraction", "clean", "extract"]

WINDOW = 12_000  # characters at the end of a response that are read for an answer in words
MAX_PLAIN = 260  # characters of a response that is nothing but its answer
_FEW = 3  # spaces in an answer that is too short for working
_LONG = 100  # characters of a plain answer that may be a rollout cut early
_MIN_QUESTION = 40  # a shorter question may well be part of the answer
_MAX_ROWS = 12
_WORDS = lazy(r"(?<![\\A-Za-z])[A-Za-z]{2}|[#:|\n]|[^\x00-\u036f\u2000-\u2bff]")  # without these, no cue

# Lines with these are working, not a list of values: words in a row, a full stop, a colon, arithmetic.
_SENTENCE = lazy(
    r"[A-Za-z]{2} [a-z]{2,20} [a-z]{2}|[a-z]\.\n|。\n|[\u4e00-\u9fff][^\n]{0,80}[．]\n|[:：](?:\n|$)|\n\s{0,9}="
    r"|\d\s?[-−+*/×÷]\s?[$€£¥]?\d[^=\n]{0,60}=|[a-z]{2} \w{2,20}\.$|\n\n[A-Z][a-z]{0,20} [a-z]"
)
_OPERATION = lazy(r"\d[.)%]?\s?[-−+*/×÷]\s?[(]?[-−$€£¥]?\d")
_PROSE = lazy(r"(?<![\\A-Za-z])[A-Za-z]{3}")
_RESULT = lazy(r"\s?[-−]?[$€£¥]?\d\S{0,20}( [a-z])?")
# What stands before ", so" where a value is worked out: words and two numbers, or a computation.
_WORKING = lazy(r"[A-Za-z]{2} \S{1,20} \S[^\n]{0,300}\d[^\n]{1,300}\d|[\d)]\s?[-−+*/×÷]\s?[$€£¥]?\d[^=\n]{0,60}=")
# A short answer that gives its verdict first and its reason after it.
_VERDICT = lazy(
    r"(?:yes|no|true|false|always|never|none|both|neither|impossible)\b"
    r"|[^\n]{1,200}(?:,|\.|:|;) ?(?:since|because|as|for example|for instance|e\.g\.)\b|[^\n]{1,200}\bbecause\b",
    re.IGNORECASE,
)
_DIFFERENT = lazy(r"[-−]?\d[\d,.]*|[A-Z][a-z]{1,20}|[\u4e00-\u9fff]{1,6}(?=[有是为])")
# A value that something follows, and how far behind it a word may stand that takes it back.
_FIRST = lazy(r"[^\W\d_]{0,2}\s?=?\s?[$\\(~]{0,3}[-−]?\d[\d.,/]*\s?[$)~]{0,3}[^\w\s]{0,3}\s*(?=\w)")
_NEAR = 12
_ASKED = lazy(r"[?？]\s{0,3}(?:[-−$\\]{0,2}\d|no\b|not\b|nope\b|wait\b|不)", re.IGNORECASE)
_CLAUSE_ENDS = frozenset(".!?,;:)。．！？，；：）\n")
_SAID = 4  # sentences at the end of working in which its value is sought
_GUESSES = 3  # sentences looked at to tell working from a list of guesses


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
    return _corrected(_from_boxes(text) or _in_words(without_marks(text[-WINDOW:]).strip(), question))


def _corrected(found: Extraction) -> Extraction:
    """The last value of an answer that takes an earlier one back: "3, wait, no, 4"."""
    answer = found.answer or ""
    if answer.count(" ") + (not answer.isascii()) < 1 or (first := _FIRST.match(answer)) is None:
        return found
    rest = answer[first.end() :]
    cue = min((hit.start() for hit in cues.hits(cues.TAKEN_BACK, cues.lowered(rest))), default=_NEAR)
    return (cue < _NEAR and _taken_back(rest)) or found


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
    after = after[end - begin :]
    start = cues.BETWEEN.match(cues.lowered(after))
    for sentence in islice(last_sentences(after[start.end() if start else 0 :]), 2):
        if (value := value_in(sentence)) is not None:
            return _found(value, "tail", "taken back")
    return Extraction(None, "none", "taken back")


def _in_words(text: str, question: str) -> Extraction:
    if text[:3] == "```" and text[-3:] == "```":
        text = clean(text)
    if not text:
        return Extraction(None, "none")
    if len(text) <= MAX_PLAIN and _WORDS.search(text) is None:
        return _found(clean(after_arrow(text)), "plain", "", question)
    if "\n" in text:
        text = _before_explanation(text)
    stated = find_stated(text, question)
    if stated is not None:
        answer, _, end = stated
        after = text[end:]
        later = _taken_back(after) if len(after) > 3 else None
        if later is None and _ASKED.match(after) is not None:  # "7? 8? 9?", "Mercury? No, Venus."
            return _found(clean(answer + after.partition("\n")[0]), "stated", "hedged", question)
        return later or _found(answer, "stated", _hedged(answer), question, after)
    if len(text) <= MAX_PLAIN:
        if "\n" not in text or "\n" not in masked(text):
            return _short(text, question)
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


def _short(text: str, question: str) -> Extraction:
    """A response of one short paragraph: the answer itself, unless its last sentence concludes from the others."""
    bare = text.count(" ") < _FEW and text.isascii() and not any(mark in text[:-1] for mark in "=.:")
    if bare and starts_conclusion(cues.lowered(text)) is None:
        return _found(clean(text), "plain", _hedged(text), question)
    note = "cut off" if len(text) > _LONG and is_cut_off(text) else ""
    if is_disowned(cues.lowered(text)) and next(last_sentences(text), None) is None:
        return Extraction(None, "none", "not its own")
    said = [] if note or _VERDICT.match(text) is not None else [*islice(last_sentences(text), _GUESSES)]
    if said and (value := _worked(said, question)) and not (len(value) > len(text) - 9 and value == clean(text)):
        return _found(value, "stated", _hedged(value), question)
    return _found(clean(text), "plain", note or _hedged(text), question)


def _worked(said: list[str], question: str) -> str | None:
    """What the last of a few sentences concludes, computes or says after others; None if they are an answer."""
    last = said[0]
    if last.rstrip(".") in question:
        return None
    cue = conclusion_cue(last)
    if cue is not None:
        before = last[: cue.start()].rstrip()
        if not cue.group().isascii() or not before:
            return conclude(last[cue.start() :], question)
        if before[-1] in _CLAUSE_ENDS and (len(said) > 1 or _WORKING.search(before) is not None):
            value = conclude(last[cue.start() :], question)
            return None if before.count("{") > before.count("}") or value.count("=") > 1 else value
    if len(said) > 1 and _are_guesses(said):
        return None
    if _hedged(last):
        return None
    if is_chinese(last):
        return conclude(last, question)
    if len(said) > 1 or _computes(last) or is_plain_statement(last):
        value = conclude(last.replace("**", ""))
        return value if any(map(str.isdigit, value)) and value.count(" ") <= 8 else None
    return None


def _computes(sentence: str) -> bool:
    """Whether a sentence in words, or with a unit, ends in a computation: "Tara has 9 - 4 = 5 pages left." """
    left, _, right = sentence.rpartition("=")
    result = _RESULT.match(right) if left else None
    if result is None or _OPERATION.search(left) is None:
        return False
    return result.group(1) is not None or _PROSE.search(left) is not None


def _are_guesses(said: list[str]) -> bool:
    """Whether sentences differ in numbers and names alone: "It is 5. It is 6.", "Al has 3. Bo has 5." """
    shapes = [_DIFFERENT.sub("", sentence).strip(" .").casefold() for sentence in said]
    return shapes[0] == shapes[1] or not any(map(str.isalpha, said[0]))


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
    said = islice(last_sentences(text), _SAID)
    if cut and (unfinished := next(said, None)) is not None:  # what was being said when it stopped does not count
        text = text[: text.rfind(unfinished)]
    last = ""
    for index, sentence in enumerate(said):
        if not index:
            last = sentence
            if (cell := last_cell(last)) is not None:
                return _found(cell, "tail", "table", question)
        if (cue := conclusion_cue(sentence)) is not None:
            if concluded := conclude(sentence[cue.start() :], question):
                return _found(concluded, "tail" if cut else "stated", note, question)
        elif (value := value_in(sentence, question)) is not None:
            announced = not index and not cut and _is_announced(text, sentence)
            return _found(value, "stated" if announced else "tail", note, question)
    if (earlier := conclusion(text)) is not None:
        return _found(earlier, "tail" if cut else "stated", note, question)
    if cut or not last:
        return Extraction(None, "none", note)
    return _found(clean(last), "tail", "", question)


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
