"""What `plainer` leaves out of a text, or writes as a formula: patterns, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Callable

from tinyv.lazy import lazy

DOTS = r"(?:\\[lc]?dots[a-z]?|\.\.\.|…)"
_SUCH = r"(?:all )?(?:integers? |numbers? )?([a-z])? ?(?:is |are |that are |such that [a-z] is )?"


def _multiple(found: re.Match[str]) -> str:
    return rf"{found[1] or 'n'} \equiv 0 \pmod{{{found[2]}}}"


def _no_multiple(found: re.Match[str]) -> str:
    rest = ", ".join(map(str, range(1, int(found[2]))))
    return rf"{found[1] or 'n'} \equiv {rest} \pmod{{{found[2]}}}" if rest else found[0]


_ROWS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # "the line y = 2x", "1 in 365", "|AB| = 8 units"
    (r"^(?:the )?(?:straight )?(?:line|circle|plane|parabola|ellipse|hyperbola|curve|sphere) (?=[^=]*=[^=]*$)", ""),
    (r"^(?:a )?(?:probability of )?(\d+)(?: chances?)? (?:in|out of) (\d+)$", r"\1/\2"),
    (r"(?<=[\d|])\s*units?$", ""),
    # f = 0 identically; where a function is defined; (for x > 0)
    (r"\b([fgh])\s*(?:\\equiv|≡)\s*(?=[^()=]+$)(?!.*mod)", r"\1(x) = "),
    (r"\b([fghPQ]\([a-z]\))\s*(?:\\equiv|≡)\s*(?!.*mod)", r"\1 = "),
    (r"\b([a-zA-Z]\([a-z]\)\s*=[^=]+?)[\s,;]*\b(?:for|where) (?:all|every|each|any)\b[^=<>]{0,60}$", r"\1"),
    (r"\((?:for|where|with|when|if) (?=[^()]*\)$)", "("),
    # "is the only solution", "the only such pair is"
    (r"(?<=[\w)}])\s+only\.?$", ""),
    (r"^the (?:only |unique )?(?:identity|zero|constant) function (?=[a-z]\()", ""),
    (r"^the (?:only|unique) (?:such |possible )?[a-z]+(?: [a-z]+)? (?:is|are) (?=.*[=(])", ""),
    (r"(?<=.) (?:is|are) the (?:only|unique) (?:such )?(?:solution|function|answer|one|pair|triple)s?\.?$", ""),
    # {m, n} = {1, 2}
    (
        r"^\\?\{\s*[a-z]\s*,\s*[a-z]\s*\\?\}\s*=\s*\\?\{([^{},=]+),([^{},=]+?)\\?\}$",
        r"(\1,\2),(\2,\1)",
    ),
    # divisibility, and powers of a number
    (r"^(\d{1,3})\s*(?:\\mid|\|)\s*([a-z])$", r"\2 \\equiv 0 \\pmod{\1}"),
    (r"^(\d{1,3})\s*(?:\\nmid|∤)\s*([a-z])$", r"\2 is not divisible by \1"),
    (rf"^{_SUCH}(?:an? |all |any )?(?:integer )?(?:multiples? of|divisible by) (\d{{1,3}})$", _multiple),
    (rf"^{_SUCH}not (?:an? )?(?:multiples? of|divisible by) (\d{{1,2}})$", _no_multiple),
    (
        r"^(?:all (?:the )?|[a-z] (?:is|must be|can be) (?:an?|any) )(?:non-?negative |integer )*powers? of (\d{1,3})$",
        r"n = \1^k",
    ),
    (
        r"^all (?:of the )?(?:integers?|integral values of|values of|positive integers?|natural numbers?) "
        r"(?=[a-z]\s*(?:[<>≤≥]|\\[lg]))",
        "",
    ),
    (r"^([a-z]) (?:can be|is|may be) (?:any|an?|every) natural number$", r"\1 \\in \\mathbb{N}"),
    (r"^([a-z]) (?:can be|is|may be) (?:any|an?|every) positive integer$", r"\1 \\in \\mathbb{Z}^+"),
    (r"^([a-z]) (?:can be|is|may be) (?:any|an?|every) integer$", r"\1 \\in \\mathbb{Z}"),
    (r"^([a-z]) (?:can be|is|may be) (?:any|an?|every) real(?: number)?$", r"\1 \\in \\mathbb{R}"),
    # (x_1, x_2, ..., x_n) = (1, 1, ..., 1), and x_1 = x_2 = ... = x_n = 1
    (rf"^\([a-z]_\{{?1\}}?\s*,[^()=]*{DOTS}[^()=]*\)\s*=\s*(?=\()", ""),
    (
        rf"^([a-z])_\{{?1\}}?\s*=\s*\1_\{{?2\}}?\s*=\s*{DOTS}\s*=\s*\1_\{{?\w{{1,4}}\}}?\s*=\s*([^=,]+)$",
        r"(\2, \2, \\ldots, \2)",
    ),
)
REWRITES = tuple((lazy(pattern, re.IGNORECASE), plain) for pattern, plain in _ROWS)

# "where a and b are arbitrary real constants"; one of the words has to be there
_LETTERS = r"[A-Za-z](?:_\d)?(?:(?: and |, ?)[A-Za-z](?:_\d)?)*"
_FREE = r"(?:any|an?|some|arbitrary|real|fixed|constants?|numbers?|value)"
WHERE_FREE = lazy(
    rf"[\s,;]*\(?\b(?:where|with|for)\s+(?:(?:{_FREE}\s+)+{_LETTERS}(?:\s+(?:is|are)(?:\s+{_FREE})+)?"
    rf"|{_LETTERS}\s+(?:is|are|being)(?:\s+{_FREE})+)\)?\.?$",
    re.IGNORECASE,
)

# "a_n = 2n - 1, n in N*": where a sequence is defined goes without saying
TERM = lazy(r"[a-zA-Z]_\{?n\}?(?![A-Za-z])|\bsequence\b|数列")
_NATURAL = r"(?:\\math(?:bb|rm|bf)\s?)?\{?[NZℕℤ]\}?(?:[\^_]?\s?\{?(?:[*+＊]|\\ast|\\star)\}?)+"
EVERY_TERM = lazy(
    r"[\s,;，]*[(（]?\s*(?:for |where |with |其中|对)?\s*(?:all |every |any )?"
    rf"n\s*(?:(?:\\in|∈)\s*{_NATURAL}|(?:\\geq?(?:slant)?|≥|⩾|>=)\s*1|=\s*1,\s?2,(?:\s?3,)?\s?{DOTS})\s*[)）]?\.?$"
)

# "36, when a = b = 6", "max = 36": an extreme value with its place or its name
ASKED = {
    "max": lazy(r"\b(?:max\w*|largest|greatest|biggest|highest|most)\b|最大", re.IGNORECASE),
    "min": lazy(r"\b(?:min\w*|smallest|least|lowest|fewest)\b|最小", re.IGNORECASE),
}
EXTREME = lazy(r"^\\?(max|min)(?:imum|imal)?(?: value)?(?: is)?\s*[=:]\s*", re.IGNORECASE)
PLACE = lazy(
    r"^(?P<value>[^=<>]{1,80}?)[\s,;:]*\(?(?:(?:and )?(?:it )?(?:is |with )?(?:attained|achieved|reached|obtained|"
    r"equality|occur(?:s|ring))(?: only| holds)? ?)?\b(?:when|at|for|if|where|by|iff)\b(?: and only (?:when|if))?:? "
    r"(?P<place>[^<>≤≥≠]{3,120}?)\)?\.?$",
    re.IGNORECASE,
)
FORMULAS = lazy(r"(?:\W|\d|[a-z]{1,6}(?![a-z]))*", re.IGNORECASE)
RESTRICTS = lazy(r"\b(?:or|odd|even|mod|not|in)\b|\\(?:l[et]|g[et]|neq?|in|mod|pmod|equiv)\b", re.IGNORECASE)

# notations that only the other side explains
BINOMIAL = lazy(r"\b[CK]\s?\(([^(),]{1,20}),([^(),]{1,20})\)")
FUNCTION = lazy(r"\b[fghFGHPQ]\(([a-z])\)\s*=")
INTEGER_PART = lazy(r"[\s,;(]*\bwhere\b.{0,30}\b(?:integer part|floor|greatest integer)\b.*$", re.IGNORECASE)
EXPONENTS = lazy(r"\b(k\s*(?:\\geq?(?:slant)?|≥|>=)\s*0)$")

# formulas with what they count, sizes with their units
NOUNS = lazy(r"(?<=[A-Za-z)}\d])\s+([a-z]{3,}(?: [a-z]{3,}){0,2})\.?$")
VARIABLE = lazy(r"(?<![A-Za-z\\])[a-zA-Z](?![A-Za-z])")
SUM = lazy(r"\d\s*(?:[-+*·×÷]|\\(?:times|cdot|div)\b)\s*\d")
EXTENT = (
    (lazy(r"\s+(?:square|sq\.?) units\.?$"), lazy(r"\barea|square unit|surface", re.IGNORECASE)),
    (lazy(r"\s+cubic units\.?$"), lazy(r"\bvolume|cubic unit|capacity", re.IGNORECASE)),
)

# bounds of integers
INTEGERS = lazy(r"\b(?:integers?|natural numbers?|whole numbers?)\b|整数|自然数", re.IGNORECASE)
NOT_WHOLE = lazy(r"\b(?:real|rational|complex)\b|实数", re.IGNORECASE)
ABOVE = lazy(r"(?<![A-Za-z\\<>=+*/^-])\b([i-np-t])\s*(?:>|\\gt\b)\s*(\d{1,9})(?![\d.,/^*({\\A-Za-z])")
BELOW = lazy(r"(?<![A-Za-z\\<>=+*/^-])\b([i-np-t])\s*(?:<|\\lt\b)\s*(\d{1,9})(?![\d.,/^*({\\A-Za-z])")
RUN = lazy(rf"^(?:([a-z])\s*(?:=|\\in|∈)\s*)?\\?\{{?\s*(\d{{1,6}}),\s*(\d{{1,6}}),\s*(\d{{1,6}}),\s*{DOTS}\s*\\?\}}?$")
