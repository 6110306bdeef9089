"""Texts told plainly: what stands around an answer and says nothing of its value is left out, or written as a formula.

Never a proof of difference, for what was left out may have been said for a reason.
"""

from __future__ import annotations

import re

from tinyv.equiv import plain_table as table
from tinyv.equiv.canonical import unwrap
from tinyv.equiv.congruences import congruences
from tinyv.equiv.context import Context, Word
from tinyv.equiv.question import Question

MAX_TEXT = 400  # characters


def plainer(reference: str, answer: str, ctx: Context) -> Word | None:
    """Equal once both sides are told plainly."""
    if max(len(reference), len(answer)) > MAX_TEXT:
        return None
    before = [_bare(text) for text in (reference, answer)]
    after = [before[0], _without_nouns(_without_place(before[1], ctx.question), ctx.question)]
    after = [_whole(_plain(text, ctx.question), ctx.question) for text in after]
    after = [_alike(*after), _alike(*reversed(after))]
    if "=" not in after[0] and (table.VARIABLE.search(after[0]) or not table.SUM.search(after[0])):
        after[1] = _result(after[1], ctx)
    if after == before or not all(after):
        return None
    if ctx.compare_texts(*after) is Word.EQUAL or congruences(after[0], after[1], ctx) is Word.EQUAL:
        return Word.EQUAL
    return None


def _alike(text: str, other: str) -> str:
    """In the notation of the other side, where only it tells what a notation means: C(n, k), [x], f(t)."""
    if "binom" in other or "choose" in other:
        text = table.BINOMIAL.sub(r"\\binom{\1}{\2}", text)
    if "^k" in text and (domain := table.EXPONENTS.search(other)) is not None:
        text += f", {domain[1]}"  # a power of 2 may be 1 if the other side says so
    if "floor" in other and (said := table.INTEGER_PART.search(text)) is not None:
        text = text[: said.start()].replace("[", "\\lfloor ").replace("]", "\\rfloor ")
        text = text.replace("\\left", "").replace("\\right", "")
    bound = set(table.FUNCTION.findall(text))
    if len(bound) == 1 and (letter := bound.pop()) != "x" and "x" not in text:
        text = re.sub(rf"(?<![\\A-Za-z]){letter}(?![A-Za-z])", "x", text)
    return text


def _result(text: str, ctx: Context) -> str:
    """What a calculation comes to: "n + n = 2n" is 2n."""
    left, equals, right = text.partition("=")
    if not equals or "=" in right or any(sign in text for sign in "<>≤≥≠≈,;") or not (left.strip() and right.strip()):
        return text
    return right if ctx.compare_texts(left, right) is Word.EQUAL else text


def _bare(text: str) -> str:
    return " ".join(unwrap(text).replace("$", " ").replace("\\,", " ").replace("\\ ", " ").split())


def _plain(text: str, question: Question) -> str:
    for pattern, plain in table.REWRITES:
        text = pattern.sub(plain, text)
    text = table.WHERE_FREE.sub("", text)
    if table.TERM.search(f"{text} {question.text}") and (said := table.EVERY_TERM.search(text)) is not None:
        text = text[: said.start()]
    if (label := table.EXTREME.match(text)) is not None and table.ASKED[label[1].lower()].search(question.text):
        text = text[label.end() :]
    return text


def _whole(text: str, question: Question) -> str:
    """Bounds of integers as bounds that are reached: n > 2 and n = 3, 4, 5, ... are n >= 3."""
    if not table.INTEGERS.search(question.text) or table.NOT_WHOLE.search(question.text):
        return text
    if (run := table.RUN.match(text)) is not None and int(run[2]) + 2 == int(run[3]) + 1 == int(run[4]):
        return f"{run[1] or 'n'} \\ge {run[2]}"
    text = table.ABOVE.sub(lambda found: f"{found[1]} \\ge {int(found[2]) + 1}", text)
    return table.BELOW.sub(lambda found: f"{found[1]} \\le {int(found[2]) - 1}", text)


def _without_nouns(answer: str, question: Question) -> str:
    """A formula without the words for what it counts: "3n planes"; a size without "square units"."""
    for units, asked in table.EXTENT:
        if asked.search(question.text):
            answer = units.sub("", answer)
    if (said := table.NOUNS.search(answer)) is None or not table.VARIABLE.search(answer[: said.start()]):
        return answer
    return answer[: said.start()] if (question.counted | {"ways"}).issuperset(said[1].split()) else answer


def _without_place(answer: str, question: Question) -> str:
    """The extreme value that is asked for, without where it is attained: "36, when a = b = 6"."""
    extreme = any(asked.search(question.text) for asked in table.ASKED.values())
    found = table.PLACE.match(answer) if extreme else None
    if found is None:
        return answer
    place = found["place"]
    plain = "=" in place and table.FORMULAS.fullmatch(place) is not None and not table.RESTRICTS.search(place)
    return found["value"] if plain else answer
