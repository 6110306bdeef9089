"""A graded response as health keeps it: a row of counts, and what detectors compare."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from tinyv.extract import clean
from tinyv.remember import remembered
from tinyv.types import Label, Query, Verdict, kind

# One column each in `Sample.counts`; all but `length` are 0 or 1.
COUNTS = (
    "window",  # samples that are being looked at
    "correct",
    "undecided",
    "judged",  # the judge gave an opinion, and it is the verdict
    "accepted",  # ... and said yes
    "judge_failed",
    "exact_rejected",  # the answer is not the reference, sign for sign
    "recovered_by_judge",  # ... and the judge accepted it
    "recovered_by_rules",  # ... and a rule proved it
    "right_by_rules",  # the four strata of audits: the answers that were decided
    "right_by_judge",
    "wrong_by_rules",
    "wrong_by_judge",
    "answers",
    "length",  # characters of the answer
)
STRATA = COUNTS[9:13]
LONGEST = 200  # characters of an answer that are compared with others
_SOURCE = re.compile(r"([A-Za-z][\w .+-]{0,39})[:/#]")
_CHOICE = re.compile(r"\(?[A-Ja-j]\)?\.?")
_NUMBER = re.compile(r"[-+−$]?[\d.,]*\d[%°]?")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3}|[^\x00-\u024f\u0370-\u03ff\u2000-\u2bff]{2}")
_COMMAND_WORDS = re.compile(r"\\(?:begin|end|operatorname)\{\w*\}|\\[A-Za-z]+")
_DECORATION = re.compile(r"\\(?:text|mathrm|mathbf|boxed|left|right|quad|[,;:! ])|[^\w+\-−*/=<>≤≥√^π∞%]|_")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the rollouts of one prompt share.

    key: the same in every process. family: see `family_of`. wanted: the reference without its markup; form: its normal
    form.
    """

    key: str
    family: str
    wanted: str
    form: str


class Sample(NamedTuple):
    """counts: one number for each of COUNTS. form: the normal form of an answer that the judge accepted, else None.
    answer: that answer. when: seconds. asked: 1 if the judge was asked, 0 if not; its failures count as asked."""

    counts: tuple[int, ...]
    prompt: Prompt
    form: str | None
    answer: str
    when: float
    asked: int


def sample_of(query: Query, verdict: Verdict, when: float) -> Sample:
    """What one verdict adds. AttributeError or TypeError for what is no query and verdict."""
    prompt = prompt_of(query)
    answer = verdict.answer or ""
    right, wrong = verdict.label is Label.CORRECT, verdict.label is Label.WRONG
    judged = kind(verdict.decided_by) == "judge"
    failed = verdict.failure is not None and verdict.failure.startswith(("judge-", "service-"))
    missed = answer.strip() != prompt.wanted
    counts = (
        1,
        right,
        not (right or wrong),
        judged,
        judged and right,
        failed,
        missed,
        missed and right and judged,
        missed and right and not judged,
        right and not judged,
        right and judged,
        wrong and not judged,
        wrong and judged,
        verdict.answer is not None,
        len(answer),
    )
    form = normal_form(answer) if judged and right else None
    return Sample(counts, prompt, form, answer[:LONGEST], when, judged or failed)


def prompt_of(query: Query) -> Prompt:
    """A prompt is known by its question and reference; where the question is empty, by its id and reference, so that
    rows without questions must have the id of their prompt (not of the rollout) to be told apart."""
    source = _SOURCE.match(query.id) if query.id else None
    name = "" if query.question else query.id or ""
    return _prompt(query.question, query.reference, source[1] if source else "", name)


@remembered(4096)
def _prompt(question: str, reference: str, source: str, name: str) -> Prompt:
    text = "\0".join((question, reference, name)).encode("utf-8", "replace")
    wanted = clean(reference).strip()
    return Prompt(blake2b(text, digest_size=6).hexdigest(), source or family_of(wanted), wanted, normal_form(wanted))


def family_of(reference: str) -> str:
    """The kind of a reference: `choice`, `number`, `words`, or `expression`.

    Prompts whose id begins with a source (`gsm8k:17`, `olympiads/3`) are of the family of that name instead.
    """
    if _CHOICE.fullmatch(reference):
        return "choice"
    if _NUMBER.fullmatch(reference):
        return "number"
    return "words" if _WORD.search(_COMMAND_WORDS.sub(" ", reference)) else "expression"


def normal_form(answer: str) -> str:
    """An answer without case, width, spaces, punctuation and markup; itself where it is nothing but those."""
    folded = unicodedata.normalize("NFKC", answer[:LONGEST]).casefold()
    return _DECORATION.sub("", folded) or answer[:LONGEST].strip()
