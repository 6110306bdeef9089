"""Integers by their remainders: "n = 4k + 2 or 4k + 3", "n = 2, 3 (mod 4)", "odd numbers", "multiples of 3".

Each text becomes a modulus and a set of remainders; the letter does not matter. Not covered: lower
bounds ("n > 1"), exceptions, primes, several moduli joined with "and".
"""

from __future__ import annotations

import re
from math import lcm

from tinyv.equiv.canonical import unwrap
from tinyv.equiv.context import Context, Word
from tinyv.expr.words import UNITS
from tinyv.lazy import lazy

MAX_MODULUS = 5_000
MAX_TEXT = 300  # characters
MAX_CUTS = 12  # places at which "where k is an integer" may begin
Classes = tuple[int, frozenset[int]]

_HINT = lazy(r"mod|≡|equiv|congruent|odd|even|multiple|divisib|remainder|\\mid|∣|\d\s?\*?[a-z]\b|form")
_SAYS = lazy(r"mod|≡|equiv|congruent|odd|even|multiple|divisib|remainder|mid|∣")
_POSITIVE = lazy(r"positive|natural|non-?negative|N\b|N_|N\}|ℕ|≥|\\ge|= ?[01], ?[12]")
_SPELLED = {word: str(number) for word, number in UNITS.items() if number < 20}
_WORD = lazy(r"\b[a-z]{3,9}\b")
_LINKS = lazy(r"\s*(?:\bor\b|\band\b|[,;])+\s*")
_SIGN = r"(?:(?:-|\\pm|±)\s?)?"
_NUMBERS = rf"({_SIGN}\d{{1,6}}(?:\s?(?:,|\bor\b|\band\b|,\s?or\b|,\s?and\b)\s?{_SIGN}\d{{1,6}}){{0,40}})"
_NAME = r"(?:[a-zA-Z]\s*)?"
_LEAD = lazy(
    r"^(?:(?:the|exactly|precisely|only|set|arbitrary|all|any|every|those|positive|natural|integers?|whole|"
    r"numbers?|values?|of|solutions?|form|are|is|for|when|where|if|with|"
    r"such that|that are|which are|an?)\b|[{}\s(]|[a-zA-Z]\s*(?::|\\mid|\|)\s*)*(?:[a-zA-Z]\s+(?:is|are|"
    r"must be|such that|with|of the form)\s+)?"
)
_TAIL = lazy(
    r"[\s;.)}]?(?:(?:,|where|for|with|and)\s*)*(?:(?:any|some|all|every|an?|integers?|natural|nonnegative|"
    r"non-negative|positive|is|number)\s*)*"
    r"(?:(?P<letter>[a-zA-Z])\s*(?:\\in|∈|is|=|≥|\\ge)?\s*(?:(?:an?|any|some)\s)?(?P<domain>Z|N_0|N_\{0\}|"
    r"N\^\*|N\+|N|Z\^\+|Z_\{?\\ge ?0\}?|0|1|integers?|natural number|nonnegative integers?|"
    r"non-negative integers?"
    r"|positive integers?|0, ?1, ?2, ?(?:\.\.\.|\\[lc]?dots|…)|1, ?2, ?3?,? ?(?:\.\.\.|\\[lc]?dots|…))?)?[\s.)}]*$"
)  # fmt: skip
_CONGRUENT = lazy(
    rf"^{_NAME}(?:≡|\\equiv|(?:is |are )?congruent to)\s*{_NUMBERS}\s*(?:\(?\s*\\?(?:p?mod|bmod|"
    rf"modulo)\s*\{{?\s*(\d{{1,5}})\s*\}}?\s*\)?)$"
)
_NOT_CONGRUENT = lazy(
    r"^(?:[a-zA-Z]\s*)?(?:≢|\\not\\equiv|\\not\s*≡|(?:is |are )?not congruent to)\s*"
    + _NUMBERS
    + r"\s*(?:\(?\s*\\?(?:p?mod|bmod|modulo)\s*\{?\s*(\d{1,5})\s*\}?\s*\)?)$"
)
_REMAINDER = lazy(
    rf"^(?:[a-z]\s)?(?:(?:leav(?:es?|ing)|with|has|have|giv(?:es?|"
    rf"ing)) )?(?:an? )?remainders? (?:of )?{_NUMBERS} (?:when|on|upon|after|if) (?:divided|"
    rf"division) by (\d{{1,5}})$"
)
_MULTIPLE = lazy(r"^(?:[a-z] )?(not )?(?:an? )?(?:integer )?(?:multiples? of|divisible by) (\d{1,5})$")
_DIVIDES = lazy(r"^(\d{1,5})\s*(?:\\mid|∣|\||divides)\s*[a-zA-Z]$")
_PARITY = lazy(
    r"^(?:[a-z] )?(?:is |an? )?(odd|even)(?: (?:positive )?(?:integers?|numbers?|values?|"
    r"naturals?))?(?: [a-z])?$"
)
_CUT = lazy(r",|\bwhere\b|\bfor\b|\bwith\b|\(|$")
_LINEAR = lazy(r"^(?:[a-zA-Z]\s*=\s*)?(\d{1,4})\s*\*?\s*([a-zA-Z])\s*(?:([+-])\s*(\d{1,5}))?$")


def congruences(a: str, b: str, ctx: Context) -> Word | None:
    """The same remainders. Never a proof of difference: the question may restrict the integers."""
    if len(a) > MAX_TEXT or len(b) > MAX_TEXT or not (_HINT.search(a) and _HINT.search(b)):
        return None
    x = classes(a)
    y = classes(b) if x else None
    if x is None or y is None or not (_SAYS.search(a) or _SAYS.search(b)):
        return None  # 2x and 2t are formulas, 2k and 2n families
    if bool(_POSITIVE.search(a)) != bool(_POSITIVE.search(b)) and not _POSITIVE.search(ctx.question.text):
        return None
    modulus = lcm(x[0], y[0])
    if modulus > MAX_MODULUS:
        return None
    return Word.EQUAL if _lifted(x, modulus) == _lifted(y, modulus) else None


def classes(text: str) -> Classes | None:
    """The modulus and the remainders a text names, or None if it says anything else."""
    text = (
        unwrap(text)
        .replace("$", "")
        .replace("\\ ", " ")
        .replace("\\,", " ")
        .replace("\\;", " ")
        .replace("−", "-")
        .replace("\\mathbb", "")
    )
    text = re.sub(r"\{([ZN])\}", r"\1", text).replace("ℤ", "Z").replace("ℕ", "N")
    text = _WORD.sub(lambda m: _SPELLED.get(m[0], m[0]), " ".join(text.split()))
    text = f"{text[:1].lower()}{text[1:]}" if text[1:2].islower() else text
    text = text if text.endswith("..") else text.rstrip(" .")
    if (found := _read(text)) is not None:
        return found
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    if (found := _read(text)) is not None:
        return found
    return _forms(text)


def _read(text: str) -> Classes | None:
    """One statement."""
    if (found := _CONGRUENT.match(text)) is not None:
        return _residues(found[1], int(found[2]))
    if (found := _NOT_CONGRUENT.match(text)) is not None:
        read = _residues(found[1], int(found[2]))
        return (read[0], frozenset(range(read[0])) - read[1]) if read else None
    if (found := _REMAINDER.match(text)) is not None:
        return _residues(found[1], int(found[2]))
    if (found := _MULTIPLE.match(text)) is not None:
        modulus = int(found[2])
        rest = frozenset(range(1, modulus)) if found[1] else frozenset({0})
        return (modulus, rest) if 1 < modulus <= MAX_MODULUS else None
    if (found := _DIVIDES.match(text)) is not None:
        return (int(found[1]), frozenset({0})) if 1 < int(found[1]) <= MAX_MODULUS else None
    if (found := _PARITY.match(text)) is not None:
        return 2, frozenset({1 if found[1] == "odd" else 0})
    return _united(text)


def _united(text: str) -> Classes | None:
    """ "n = 1 (mod 5) or n = 2 (mod 5)" """
    parts = [
        part for part in re.split(r"(?<=[)\w}])\s*(?:,|\bor\b|\band\b)+\s*(?=[a-zA-Z]\s*(?:≡|\\equiv))", text) if part
    ]

    if len(parts) < 2:
        return None
    read = [found for part in parts if (found := _read(part)) is not None]
    if len(read) != len(parts) or len({modulus for modulus, _ in read}) != 1:
        return None
    return read[0][0], frozenset[int]().union(*(remainders for _, remainders in read))


def _forms(text: str) -> Classes | None:
    """ "4k + 2 or 4k + 3, where k is an integer" """
    for cut in [m.start() for m in _CUT.finditer(text)][:MAX_CUTS]:
        tail = _TAIL.match(text, cut)
        if tail is None or not text[:cut].strip():
            continue
        read = [_LINEAR.match(part.strip()) for part in _LINKS.split(text[:cut].strip()) if part.strip()]
        if not read or any(form is None for form in read):
            continue
        return _linear([form for form in read if form], tail)
    return None


def _linear(forms: list[re.Match[str]], tail: re.Match[str]) -> Classes | None:
    letters = {form[2] for form in forms} | ({tail["letter"]} if tail["letter"] else set())
    moduli = {int(form[1]) for form in forms}
    if len(letters) != 1 or len(moduli) != 1:
        return None
    modulus = moduli.pop()
    shifts = [int((form[3] or "+") + (form[4] or "0")) for form in forms]
    domain = tail["domain"] or ""
    if domain and (domain.startswith(("Z^", "Z_")) or not domain.startswith(("Z", "integer"))):
        starts = (
            {0}
            if re.match(r"0|N_|Z_|non-?negative", domain)
            else {1}
            if re.match(r"1|N\^|N\+|Z\^|positive", domain)
            else {0, 1}
        )
        if not all(any(0 <= modulus * start + shift <= modulus for start in starts) for shift in shifts):
            return None  # the first ones are left out
    if not 1 < modulus <= MAX_MODULUS:
        return None
    return modulus, frozenset(shift % modulus for shift in shifts)


def _residues(numbers: str, modulus: int) -> Classes | None:
    if not 1 < modulus <= MAX_MODULUS:
        return None
    both = re.sub(r"(?:\\pm|±)\s*(\d+)", r"\1, -\1", numbers)
    return modulus, frozenset(int(n) % modulus for n in re.findall(r"-?\d+", both))


def _lifted(classes: Classes, modulus: int) -> frozenset[int]:
    """The same set by the remainders of a multiple of its modulus."""
    own, remainders = classes
    return frozenset(r + own * k for r in remainders for k in range(modulus // own))
