"""Which kind of difference a recovered answer shows: an ordered table of facts about the two sides.

The first row whose test holds names the kind. Tests see texts, words and trees of both sides and the rule that decided;
where a judge decided, the same tests work without a rule. How well this agrees with labels by hand: docs/audit.md.
Not covered: an answer that differs in several ways has one kind, that of the first row that holds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from tinyv.audit.traits import Side, Traits, bare, side, traits
from tinyv.lazy import lazy
from tinyv.remember import remembered

Test = Callable[[Traits], bool]
_REASON = lazy(
    r"\b(?:because|since|so|hence|thus|therefore|as|which|that is|i\.e|namely|where|gives?|giving|we (?:get|have|find)"
    r"|follows|due to|for example|e\.g|from|if|when|after|but)\b|[;,] \S+ \S+ \S+ \S+|因为|所以|由于|故|因此|得",
    re.IGNORECASE,
)
_VERB = lazy(
    r"\b(?:is|are|was|were|has|have|had|does|do|can|could|will|would|must|need\w*|takes?|costs?|makes?|gets?|prints?"
    r"|raised|holds?|lies|equals|becomes?|returns?|contains?|earn\w*|says|said|read\w*|pays?|paid|there)\b",
    re.IGNORECASE,
)
_ABOUT = lazy(r"≈|~|\b(?:about|approx\w*|roughly|around|nearly)\b|\\approx|\\sim|约", re.IGNORECASE)
_LEAD = lazy(r"[\s$*]*(?:(?:the|final|answer|result|so|hence|thus|therefore|ans|is|are)\b[\s:*,]*)+", re.IGNORECASE)
_NAMED = lazy(r"^(?=[^=]*(?:[^\W\d]|□|\\))[^=<>≤≥≈+*/÷×]{1,30}(?:=|≈|\\approx)(?!.*[=≈<>])", re.DOTALL)
_SHORT_LEAD = lazy(
    r"[\s$*]*(?:(?:final )?answer|ans|solution|result|hence|thus|therefore|so|option|choice)\b[\s:]*(?!is\b|are\b)",
    re.IGNORECASE,
)
_LETTERS = lazy(r"[\W_]*(?:\(?[A-Z]\)?(?:[\W_]|and|only)*){2,}")
_GROUPED = lazy(r"(?<=\d)(?:,|\{,\})(?=\d{3}(?!\d))")
_NUMBER_WORDS = lazy(
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|half|third|quarter|fifth|percent|minus"
    r"|negative|squared|cubed|dozen|once|twice|(?:seven|eigh|nin|ten)ths?|halves|thirds)s?"
)
_TRIG = (
    *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"),
    *("log", "ln", "exp", "arcsinh", "arccosh", "arctanh", "asin", "acos", "atan"),
)
_BUNDLES = ("set", "tuple", "[]", "matrix")
_STEPS = ("floor", "ceil", "binom", "sum", "prod", "!", "!!", "abs", "mod", "max", "min", "gcd", "lcm", "int", "lim")


@remembered(1024)  # rollouts of one prompt say the same again and again
def kind_of(reference: str, answer: str, decided_by: str = "") -> str:
    """The kind, a key of `taxonomy.KINDS`, of an answer that was accepted for a reference. Never raises on any text.

    reference: as the data set has it. answer: what the response gives as its answer. decided_by: the verdict's.
    """
    seen = traits(reference, answer, decided_by)
    return next(kind for kind, test in TABLE if test(seen))


def _rule(*names: str) -> Test:
    return lambda seen: seen.rule in names


def _marks(*marks: str) -> Test:
    return lambda seen: seen.either(*marks)


def _both(*tests: Test) -> Test:
    return lambda seen: all(test(seen) for test in tests)


def _not(test: Test) -> Test:
    return lambda seen: not test(seen)


def _spaced(seen: Traits) -> bool:
    return _solid(seen.reference.text) == _solid(seen.answer.text)


def _solid(text: str) -> str:
    """Without spaces, dollars around, and the commas that group digits."""
    text = re.sub(r"\\[,;:! ]|~|\s", "", text.strip().strip("$"))
    return _GROUPED.sub("", text)


def _marked_up(seen: Traits) -> bool:
    ours, theirs = (_solid(side.plain).strip("{}") for side in (seen.reference, seen.answer))
    return ours == theirs


def _case(seen: Traits) -> bool:
    ours, theirs = (_solid(side.plain) for side in (seen.reference, seen.answer))
    return ours.lower() == theirs.lower()


def _signs(seen: Traits) -> bool:
    return seen.reference.bare == seen.answer.bare


def _foreign(seen: Traits) -> bool:
    return seen.reference.scripts != seen.answer.scripts


def _reasoned(seen: Traits) -> bool:
    """One side says more: a reason, a sentence, a computation."""
    ours, theirs = len(seen.reference.words), len(seen.answer.words)
    longer, shorter = (seen.answer, seen.reference) if theirs >= ours else (seen.reference, seen.answer)
    more = len(longer.words) - len(shorter.words)
    if more >= 3 and _REASON.search(longer.plain) and not _REASON.search(shorter.plain):
        return True
    return more >= 3 and bool(_VERB.search(longer.plain)) and not _VERB.search(shorter.plain)


def _computed(seen: Traits) -> bool:
    """One side shows its working: a chain of equalities."""
    ours, theirs = (_equalities(side) for side in (seen.reference, seen.answer))
    return bool(ours >= 2) != bool(theirs >= 2) or (
        max(ours, theirs) == 1 and min(ours, theirs) == 0 and _arithmetic(seen)
    )


def _equalities(side: Side) -> int:
    return side.plain.count("=") if not side.marks.intersection(("list", "seq", "and", "or")) else 0


def _arithmetic(seen: Traits) -> bool:
    """A number worked out: 70000 ÷ 400 = 175."""
    stated = seen.answer if "=" in seen.answer.plain else seen.reference
    left = stated.plain.partition("=")[0]
    return bool(re.search(r"\d\s*[-−+*/×÷·]|\\(?:times|div|cdot|frac)", left)) and not stated.symbols


def _spelt(seen: Traits) -> bool:
    """A number in words on one side."""
    return any(_NUMBER_WORDS.fullmatch(word) for word in "-".join(seen.added).split("-"))


def _reworded(seen: Traits) -> bool:
    return len(seen.added) >= 2 and not _unit_words(seen)


def _worded(seen: Traits) -> bool:
    return bool(seen.reference.words or seen.answer.words) and bool(seen.added)


def _unit_words(seen: Traits) -> bool:
    """Sides differ in what follows the number, and in nothing else."""
    ours, theirs = seen.reference, seen.answer
    return ours.numbers == theirs.numbers and len(ours.numbers) > 0


def _units(seen: Traits) -> bool:
    """Other units, or the same written otherwise."""
    ours, theirs = (re.sub(r"[\d.,+*/()\\-]|frac|e\d", "", side.bare) for side in (seen.reference, seen.answer))
    return ours != theirs or seen.one("degree")


def _radians(seen: Traits) -> bool:
    """Degrees on one side, a multiple of pi on the other."""
    ours, theirs = (side.bare for side in (seen.reference, seen.answer))
    return ("°" in ours and "pi" in theirs) or ("°" in theirs and "pi" in ours)


def _measured(seen: Traits) -> bool:
    return bool(seen.reference.units and seen.answer.units) or (
        "$" in seen.answer.text + seen.reference.text and seen.either("quantity")
    )


def _measurable(seen: Traits) -> bool:
    return bool(seen.reference.units or seen.answer.units) or seen.either("degree", "quantity")


def _bundled(seen: Traits) -> bool:
    return seen.one("set")


def _letters(seen: Traits) -> bool:
    return all(_LETTERS.fullmatch(side.plain) for side in (seen.reference, seen.answer))


def _shuffled(seen: Traits) -> bool:
    """The same leaves in another order."""
    ours, theirs = _leaves(seen.reference), _leaves(seen.answer)
    return ours != theirs and Counter(ours) == Counter(theirs)


def _leaves(side: Side) -> list[object]:
    return [*side.numbers, *side.symbols] or [sign for sign in side.bare if sign.isalnum()]


def _same_leaves(seen: Traits) -> bool:
    return _leaves(seen.reference) == _leaves(seen.answer)


def _named_parts(seen: Traits) -> bool:
    """Two values or more, named on one side only."""
    ours, theirs = (side.plain.count("=") + side.plain.count(":") for side in (seen.reference, seen.answer))
    return max(ours, theirs) >= 2 and min(ours, theirs) == 0


def _named(seen: Traits) -> bool:
    """`x = 5` for `5`, `Answer: 5` for `5`."""
    ours, theirs = seen.reference, seen.answer
    if _value(ours) == _value(theirs):
        return True
    named, other = (ours, theirs) if _NAMED.match(ours.plain) else (theirs, ours)
    stated = _NAMED.match(named.plain)
    if stated is None or _NAMED.match(other.plain) or _about(seen) or _one_decimal(seen):
        return False
    value = side(named.plain[stated.end() :])
    return bool(_leaves(value)) and _leaves(value) == _leaves(other)


def _led(seen: Traits) -> bool:
    """One side begins with a word that only announces it: Answer, Hence, Option."""
    return bool(_SHORT_LEAD.match(seen.reference.plain)) != bool(_SHORT_LEAD.match(seen.answer.plain))


def _value(side: Side) -> str:
    text = _LEAD.sub("", side.plain, count=1)
    stated = _NAMED.match(text)
    return re.sub(r"\W+$", "", bare(text[stated.end() :] if stated else text)).strip("()")


def _decimal(side: Side) -> bool:
    return any(places > 0 for places in side.decimals) or ("." in side.text and bool(re.search(r"\d\.\d", side.text)))


def _one_decimal(seen: Traits) -> bool:
    return _decimal(seen.reference) != _decimal(seen.answer)


def _both_decimal(seen: Traits) -> bool:
    return _decimal(seen.reference) and _decimal(seen.answer)


def _about(seen: Traits) -> bool:
    return bool(_ABOUT.search(seen.reference.text)) != bool(_ABOUT.search(seen.answer.text))


def _roots(seen: Traits) -> bool:
    return seen.either("root") or bool(
        re.search(r"\^\{?\(?-?\d*[/a-z\\]|\^-|⁻|\^\(1/", seen.reference.text + " " + seen.answer.text)
    )


def _closed(seen: Traits) -> bool:
    """Both sides are numbers: no letters."""
    return not seen.either("symbol", "words", "text")


def _renamed(seen: Traits) -> bool:
    return set(seen.reference.symbols) != set(seen.answer.symbols)


_algebraic = _rule("equation", "polynomial-identity", "sampled-identity", "statement", "closed-form")


def _any(_seen: Traits) -> bool:
    return True


TABLE: tuple[tuple[str, Test], ...] = (
    ("1.1", _spaced),  # 2,160 is 2160
    ("1.3", _marked_up),  # \text{Kim} is Kim
    ("7.4", _case),  # TRUE is true
    ("1.2", _signs),  # x²/25 is x^2/25
    ("6.1", _both(_letters, _rule("choice"), _shuffled)),  # DBA is ABD
    ("6.3", _both(_letters, _rule("choice"))),  # A and C is AC
    ("5.4", _foreign),  # 逆时针 is counterclockwise
    ("5.1", _rule("conclusion")),
    ("2.5", _both(_rule("time", "decimal-comma"), _not(_worded))),  # 15:15 is 3:15
    ("6.1", _both(_rule("named-values", "numeral", "collection"), _shuffled, _not(_bundled))),  # 3, 1 is 1, 3
    ("5.2", _named_parts),  # x = 2, y = 3 is (2, 3)
    ("1.5", _named),  # x = 5 is 5
    ("5.1", _reasoned),
    ("5.1", _computed),
    ("5.3", _spelt),  # twelve is 12
    ("1.5", _rule("left-side")),
    ("1.5", _led),  # Hence (1, 3] is (1, 3]
    ("2.4", _both(_marks("matrix"), _not(_worded))),
    ("2.4", _rule("matrix")),
    ("2.2", _both(_rule("ratio", "congruence"), _not(_worded))),  # 1/7 is 1 : 7
    ("5.3", _rule("choice", "yes-no", "text", "reworded", "date", "time", "congruence", "ratio")),
    ("1.4", _both(_rule("sentence"), _unit_words, _not(_about))),  # 48 legs is 48
    ("4.3", _both(_about, _both_decimal)),  # about 2.7 is 2.71
    ("4.1", _both(_rule("sentence", "statement", "rational", "rounding", "closed-form"), _one_decimal)),
    ("1.5", _both(_about, _unit_words)),
    ("2.5", _both(_rule("convention", "collection", "quantity"), _radians)),  # pi/4 is 45°
    ("4.4", _both(_rule("convention", "quantity"), _marks("percent"))),  # 0.4 is 40 %
    ("1.4", _both(_rule("quantity", "convention", "collection", "family"), _measurable, _units)),
    ("1.4", _both(_rule("identical", "polynomial-identity"), _measured)),  # 5.5 kilometers is 5.5 km
    ("4.1", _both(_rule("quantity", "convention", "polynomial-identity"), _one_decimal)),
    ("1.4", _rule("quantity", "convention")),
    ("4.3", _both(_rule("rounding"), _both_decimal)),
    ("4.1", _rule("rounding")),
    ("3.4", _both(_rule("dots"), _marks("..."))),  # 1 + 2 + ... + n is n(n + 1)/2
    ("2.5", _rule("dots")),
    ("7.1", _both(_rule("renamed", "family", "general-solution"), _renamed)),  # k pi is n pi
    ("3.3", _rule("general-solution", "family")),
    ("5.3", _both(_rule("interval", "inequality", "collection"), _reworded)),
    ("6.1", _both(_rule("collection", "interval", "statement", "polynomial-identity"), _shuffled)),
    ("2.3", _both(_rule("collection", "interval"), lambda seen: seen.one("pm", "mp"))),  # ±1 is 1, -1
    ("6.2", _both(_rule("collection", "interval"), _same_leaves, lambda seen: seen.one(*_BUNDLES))),
    ("6.3", _both(_rule("collection"), _same_leaves)),
    ("3.4", _both(_rule("interval"), lambda seen: seen.one("abs"))),  # |a| < 2 is -2 < a < 2
    ("3.1", _both(_rule("interval"), lambda seen: seen.one("*", "^", "+"))),  # 5 - m > 0 is m < 5
    ("2.1", _rule("interval", "inequality")),
    ("1.2", _both(_rule("identical", "same-text"), _not(_worded), _not(_one_decimal))),  # \frac{x^2}{25} is x²/25
    ("3.3", lambda seen: seen.either(*_TRIG) and not _closed(seen)),
    ("3.4", _both(lambda seen: seen.one(*_STEPS), _not(_closed))),
    ("3.2", _both(_roots, _rule("closed-form", "sampled-identity", "statement", "polynomial-identity"))),
    ("3.1", _both(_algebraic, _marks("symbol"))),  # y = 3x is 3x - y = 0
    ("4.4", _both(_one_decimal, _marks("percent"))),
    ("4.1", _both(_one_decimal, _closed)),
    ("4.2", _closed),
    ("5.3", _worded),
    ("3.1", _any),
)  # fmt: skip
