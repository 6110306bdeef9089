"""Texts told plainly: what stands around an answer and says nothing of its value is left out, or written as a formula.

Never a proof of difference, for what was left out may have been said for a reason.
"""

from __future__ import annotations

import re

from tinyv.equiv.canonical import unwrap
from tinyv.equiv.context import Context, Word
from tinyv.equiv.question import Question
from tinyv.lazy import lazy

MAX_TEXT = 400  # characters
_NUMBERS = {"natural number": "N", "positive integer": "Z^+", "integer": "Z", "real number": "R", "real": "R"}

_DOTS = r"(?:\\[lc]?dots[a-z]?|\.\.\.|…)"
_DOTTED_LABEL = rf"^\([a-z]_\{{?1\}}?\s*,[^()=]*{_DOTS}[^()=]*\)\s*=\s*(?=\()"
# "a_n = 2n - 1, n in N*": where a sequence is defined goes without saying
_TERM = lazy(r"[a-zA-Z]_\{?n\}?(?![A-Za-z])|\bsequence\b|数列")
_NATURAL = r"(?:\\math(?:bb|rm|bf)\s?)?\{?[NZℕℤ]\}?(?:[\^_]?\s?\{?(?:[*+＊]|\\ast|\\star)\}?)+"
_EVERY_TERM = lazy(
    r"[\s,;，]*[(（]?\s*(?:for |where |with |其中|对)?\s*(?:all |every |any )?"
    rf"n\s*(?:(?:\\in|∈)\s*{_NATURAL}|(?:\\geq?(?:slant)?|≥|⩾|>=)\s*1|=\s*1,\s?2,(?:\s?3,)?\s?{_DOTS})\s*[)）]?\.?$"
)

_REWRITES = tuple(
    (lazy(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"^(?:the )?(?:straight )?(?:line|circle|plane|parabola|ellipse|hyperbola|curve|sphere) (?=[^=]*=[^=]*$)", ""),
        (r"^(?:a )?(?:probability of )?(\d+)(?: chances?)? (?:in|out of) (\d+)$", r"\1/\2"),
        (r"(?<=[\d|])\s*units?$", ""),
        (r"\b([fgh])\s*(?:\\equiv|≡)\s*(?=[^()=]+$)(?!.*mod)", r"\1(x) = "),
        (r"\b([fghPQ]\([a-z]\))\s*(?:\\equiv|≡)\s*(?!.*mod)", r"\1 = "),
        (r"\b([a-zA-Z]\([a-z]\)\s*=[^=]+?)[\s,;]*\b(?:for|where) (?:all|every|each|any)\b[^=<>]{0,60}$", r"\1"),
        (r"\((?:for|where|with|when|if) (?=[^()]*\)$)", "("),
        (_DOTTED_LABEL, ""),  # (x_1, x_2, ..., x_n) = (1, 1, ..., 1)
        (
            rf"^([a-z])_\{{?1\}}?\s*=\s*\1_\{{?2\}}?\s*=\s*{_DOTS}\s*=\s*\1_\{{?\w{{1,4}}\}}?\s*=\s*([^=,]+)$",
            r"(\2, \2, \\ldots, \2)",
        ),
        (r"^the (?:only |unique )?(?:identity|zero|constant) function (?=[a-z]\()", ""),
        (r"^the (?:only|unique) (?:such |possible )?[a-z]+(?: [a-z]+)? (?:is|are) (?=.*[=(])", ""),
        (r"(?<=.) (?:is|are) the (?:only|unique) (?:such )?(?:solution|function|answer|one|pair|triple)s?\.?$", ""),
        (
            r"^all (?:of the )?(?:integers?|integral values of|values of|positive integers?|natural numbers?) "
            r"(?=[a-z]\s*(?:[<>≤≥]|\\[lg]))",
            "",
        ),
    )
)
_ANY = lazy(
    r"^([a-z]) (?:can be|is|may be) (?:any|an?|every) (natural number|positive integer|integer|real(?: number)?)$"
)
# "where a and b are arbitrary real constants"; one of the words has to be there
_LETTERS = r"[A-Za-z](?:_\d)?(?:(?: and |, ?)[A-Za-z](?:_\d)?)*"
_FREE = r"(?:any|an?|some|arbitrary|real|fixed|constants?|numbers?|value)"
_WHERE_FREE = lazy(
    rf"[\s,;]*\(?\b(?:where|with|for)\s+(?:(?:{_FREE}\s+)+{_LETTERS}(?:\s+(?:is|are)(?:\s+{_FREE})+)?"
    rf"|{_LETTERS}\s+(?:is|are|being)(?:\s+{_FREE})+)\)?\.?$",
    re.IGNORECASE,
)
_ASKED = {
    "max": lazy(r"\b(?:max\w*|largest|greatest|biggest|highest|most)\b|最大", re.IGNORECASE),
    "min": lazy(r"\b(?:min\w*|smallest|least|lowest|fewest)\b|最小", re.IGNORECASE),
}
_EXTREME = lazy(r"^\\?(max|min)(?:imum|imal)?(?: value)?(?: is)?\s*[=:]\s*", re.IGNORECASE)
_PLACE = lazy(
    r"^(?P<value>[^=<>]{1,80}?)[\s,;:]*\(?(?:(?:and )?(?:it )?(?:is |with )?(?:attained|achieved|reached|obtained|"
    r"equality|occur(?:s|ring))(?: only| holds)? ?)?\b(?:when|at|for|if|where|by|iff)\b(?: and only (?:when|if))?:? "
    r"(?P<place>[^<>≤≥≠]{3,120}?)\)?\.?$",
    re.IGNORECASE,
)
_FORMULAS = lazy(r"(?:\W|\d|[a-z]{1,6}(?![a-z]))*", re.IGNORECASE)
_RESTRICTS = lazy(r"\b(?:or|odd|even|mod|not|in)\b|\\(?:l[et]|g[et]|neq?|in|mod|pmod|equiv)\b", re.IGNORECASE)


_BINOMIAL = lazy(r"\b[CK]\s?\(([^(),]{1,20}),([^(),]{1,20})\)")
_FUNCTION = lazy(r"\b[fghFGHPQ]\(([a-z])\)\s*=")
_INTEGER_PART = lazy(r"[\s,;(]*\bwhere\b.{0,30}\b(?:integer part|floor|greatest integer)\b.*$", re.IGNORECASE)
_NOUNS = lazy(r"(?<=[A-Za-z)}\d])\s+([a-z]{3,}(?: [a-z]{3,}){0,2})\.?$")
_SUM = lazy(r"\d\s*(?:[-+*·×÷]|\\(?:times|cdot|div)\b)\s*\d")  # a calculation may itself be what is asked for
_INTEGERS = lazy(r"\b(?:integers?|natural numbers?|whole numbers?)\b|整数|自然数", re.IGNORECASE)
_NOT_WHOLE = lazy(r"\b(?:real|rational|complex)\b|实数", re.IGNORECASE)
_ABOVE = lazy(r"(?<![A-Za-z\\<>=+*/^-])\b([i-np-t])\s*(?:>|\\gt\b)\s*(\d{1,9})(?![\d.,/^*({\\A-Za-z])")
_BELOW = lazy(r"(?<![A-Za-z\\<>=+*/^-])\b([i-np-t])\s*(?:<|\\lt\b)\s*(\d{1,9})(?![\d.,/^*({\\A-Za-z])")
_VARIABLE = lazy(r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])")
_EXTENT = (
    (lazy(r"\s+(?:square|sq\.?) units\.?$"), lazy(r"\barea|square unit|surface", re.IGNORECASE)),
    (lazy(r"\s+cubic units\.?$"), lazy(r"\bvolume|cubic unit|capacity", re.IGNORECASE)),
)


def plainer(reference: str, answer: str, ctx: Context) -> Word | None:
    """Equal once both sides are told plainly."""
    if max(len(reference), len(answer)) > MAX_TEXT:
        return None
    before = [_bare(text) for text in (reference, answer)]
    after = [_whole(_plain(text, ctx.question), ctx.question) for text in before]
    after[1] = _without_nouns(_without_place(after[1], ctx.question), ctx.question)
    after = [_alike(*after), _alike(*reversed(after))]
    if "=" not in after[0] and (_VARIABLE.search(after[0]) or not _SUM.search(after[0])):
        after[1] = _result(after[1], ctx)
    if after == before or not all(after):
        return None
    return Word.EQUAL if ctx.compare_texts(*after) is Word.EQUAL else None


def _alike(text: str, other: str) -> str:
    """In the notation of the other side, where only it tells what a notation means: C(n, k), [x], f(t)."""
    if "binom" in other or "choose" in other:
        text = _BINOMIAL.sub(r"\\binom{\1}{\2}", text)
    if "floor" in other and (said := _INTEGER_PART.search(text)) is not None:
        text = text[: said.start()].replace("[", "\\lfloor ").replace("]", "\\rfloor ")
        text = text.replace("\\left", "").replace("\\right", "")
    bound = set(_FUNCTION.findall(text))
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
    for pattern, plain in _REWRITES:
        text = pattern.sub(plain, text)
    text = _WHERE_FREE.sub("", text)
    if _TERM.search(f"{text} {question.text}") and (said := _EVERY_TERM.search(text)) is not None:
        text = text[: said.start()]
    if (found := _ANY.match(text)) is not None:
        text = f"{found[1]} \\in \\mathbb{{{_NUMBERS[found[2]]}}}"
    if (label := _EXTREME.match(text)) is not None and _ASKED[label[1].lower()].search(question.text):
        text = text[label.end() :]
    return text


def _whole(text: str, question: Question) -> str:
    """Strict bounds of integers as bounds that are reached: n > 2 is n >= 3."""
    if not _INTEGERS.search(question.text) or _NOT_WHOLE.search(question.text):
        return text
    text = _ABOVE.sub(lambda found: f"{found[1]} \\ge {int(found[2]) + 1}", text)
    return _BELOW.sub(lambda found: f"{found[1]} \\le {int(found[2]) - 1}", text)


def _without_nouns(answer: str, question: Question) -> str:
    """A formula without the words for what it counts: "3n planes"; a size without "square units"."""
    for units, asked in _EXTENT:
        if asked.search(question.text):
            answer = units.sub("", answer)
    if (said := _NOUNS.search(answer)) is None or not _VARIABLE.search(answer[: said.start()]):
        return answer
    return answer[: said.start()] if question.counted.issuperset(said[1].split()) else answer


def _without_place(answer: str, question: Question) -> str:
    """The extreme value that is asked for, without where it is attained: "36, when a = b = 6"."""
    if not any(asked.search(question.text) for asked in _ASKED.values()) or (found := _PLACE.match(answer)) is None:
        return answer
    place = found["place"]
    return answer if _RESTRICTS.search(place) or "=" not in place or not _FORMULAS.fullmatch(place) else found["value"]
