"""Language around a value: "the price is 5 dollars", "12 apples"; and equal operations on equal parts."""

from __future__ import annotations

import re

from tinyv.equiv.asked import last_sentence
from tinyv.equiv.canonical import canonical, is_spoken
from tinyv.equiv.context import Context, Word
from tinyv.equiv.numeric import is_number
from tinyv.equiv.quantities import quantity
from tinyv.equiv.rewording import in_symbols, leaves_ends_open
from tinyv.equiv.sentences import Said, conclusions, restated, said
from tinyv.equiv.statements import is_label
from tinyv.equiv.wording import ABOUT, COPULA, FILLER, MEASURE_WORDS, MEASURES, NAMES, SOLE, changing
from tinyv.expr.nodes import Node, Num, Op, Sym, Text
from tinyv.expr.parser import parse
from tinyv.lazy import lazy
from tinyv.remember import remembered

MAX_ASK = 600  # characters at the end of a question that say what it counts
MAX_EXPLANATION = 600  # characters of a text in which a conclusion is sought

_STRUCTURAL = {
    "call", "sum", "prod", "int", "lim", "cong", "mod", "subset", "cases", "row", "bar", "sub", "~", "->", "parallel",
    "perp", "in", "=", "where", "+", "*", "/", "^", "neg", "root", "minus", "union", "inter", "builder", "compose",
    "det", "words", "[)", "(]", "[]", "<", "<=", ">", ">=", "chain", "abs", "binom", "!", "quantity", "!=",
}  # fmt: skip
_COMMUTE = {"+", "*", "union", "inter"}
_WORD = lazy(r"[^\W\d_]+")
_SPOKEN = lazy(r"(?<![\\A-Za-z])[A-Za-z]{2}|[\u4e00-\u9fff]|\\(?:Rightarrow|implies|therefore)|[⇒⟹∴]")
_SPEAKS_OF = lazy(
    r"(?<![A-Za-z\\])([A-Za-z](?:_\{?\w\}?)?)\s*(?:[<>≤≥=≠∈|:]|\\(?:l[et]|g[et]|ne|in|mid|leq?slant|"
    r"geq?slant))"
)
_SUBJECT = lazy(
    r"([^=<>+*/^()\d]{1,80}?)\s?(?:\b(?:is|are|was|were|equals?|represents?|becomes?|comes to|measures)\b|"
    r"(?<=[a-z]{3}):|[：是为])\s?(?:either |exactly |given by |just |simply )?(.+)$",
    re.DOTALL,
)
_ADDED = lazy(
    r", (?:with|attained|obtained|taken|reached|achieved)\b|,? (?:attained (?:at|for|when)|at the point)\b|"
    r",? \(?(?:e\.g\.|for example)"
)
_CLAUSE = lazy(r"[,;.，；]\s|[，；]")
_DIGIT = lazy(r"\d")
_COUNTED = lazy(r"(?:how many|how much|number of)\s+((?:[a-z-]+\s+){0,4}[a-z-]+)", re.IGNORECASE)
_AUXILIARY = lazy(
    r"\b(?:do|does|did|are|is|were|was|can|could|will|would|has|have|had|should|must|in|on|at|that|which|"
    r"who|to|of|from|for|with|than|there)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 8  # around a value, none of which changes it, where no question tells what they mean
_OF_UNITS = ("of length", "of area", "of volume", "of time", "of them", "of these")
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def structure(a: Node, b: Node, ctx: Context) -> Word | None:
    """The same operation on equal parts; commutative ones in any order. Never a proof of difference."""
    if isinstance(a, Op) and isinstance(b, Op) and b.head == _TURNED.get(a.head):
        b = Op(a.head, b.args[::-1])  # y > x is x < y
    if (
        not (isinstance(a, Op) and isinstance(b, Op))
        or a.head != b.head
        or a.head not in _STRUCTURAL
        or len(a.args) != len(b.args)
    ):
        return None
    if a.head in _COMMUTE:
        rest = list(b.args)
        for x in a.args:
            at = next((i for i, y in enumerate(rest) if ctx.same(x, y)), -1)
            if at < 0:
                return None
            del rest[at]
        return Word.EQUAL
    return Word.EQUAL if all(ctx.same(x, y) for x, y in zip(a.args, b.args, strict=True)) else None


def language(a: Node, b: Node, ctx: Context) -> Word | None:
    """Parts of a collection with words around their values. Whole answers are read as `sentence` reads them."""
    if ctx.depth == 1:
        return None
    x, y = _harmless(_pieces(a), ctx), _harmless(_pieces(b), ctx)
    return None if x is None and y is None else _compare(x, y, a, b, ctx)


def sentence(a: str, b: str, ctx: Context) -> Word | None:
    """A sentence that says one value against that value. A question says nothing."""
    if "?" in a or "?" in b:
        return None
    x, y = _harmless(said(a), ctx), _harmless(said(b), ctx)
    return None if x is None and y is None else _compare(x, y, parse(a), parse(b), ctx)


def reworded(a: str, b: str, ctx: Context) -> Word | None:
    """A comparison in words against any notation for it."""
    x = in_symbols(a, _variable(b)) if is_spoken(a) else None
    y = in_symbols(b, _variable(a)) if is_spoken(b) else None
    if x is None and y is None:
        return None
    word = ctx.compare_texts(x or a, y or b)
    if word is Word.DIFFERENT and (ctx.rule != "interval" or leaves_ends_open(a) or leaves_ends_open(b)):
        return Word.OPEN
    return word


def conclusion(a: str, b: str, ctx: Context) -> Word | None:
    """ "cos C = 1/2, hence C = 60 degrees": the conclusion is the answer. Never a proof of difference."""
    if "?" in a or "?" in b:
        return None
    for text, other in ((a, b), (b, a)):
        if len(text) > MAX_EXPLANATION or not _SPOKEN.search(text):
            continue
        if any(_concludes(part, other, ctx) for part in (*conclusions(text), *_plainer(text, ctx))):
            return Word.EQUAL
        if (both := restated(text)) is None:
            continue
        head, again = both
        if _concludes(head, other, ctx) and ctx.compare(parse(head), parse(again)) is not Word.DIFFERENT:
            return Word.EQUAL
        if _DIGIT.search(head) is None and _concludes(again, other, ctx):
            return Word.EQUAL
    return None


def _plainer(text: str, ctx: Context) -> list[str]:
    """The text without its subject ("the range of p is ..."), without what is added."""
    found: list[str] = []
    if (said := _SUBJECT.match(text)) is not None and not changing(said[1], ctx.question.words):
        words = _WORD.findall(said[1].lower())
        if any(len(w) > 2 or not w.isascii() for w in words) and all(
            len(w) == 1 or w in SOLE or w in NAMES or _in(w, ctx.question.words) for w in words
        ):
            found.append(said[2])
    if (added := _ADDED.search(text)) is not None and added.start():
        found.append(text[: added.start()])
    return found


def _variable(text: str) -> str:
    """The variable that a relation or a set-builder speaks of; x if there is none."""
    found = _SPEAKS_OF.search(text)
    return found[1] if found else "x"


def _concludes(part: str, other: str, ctx: Context) -> bool:
    ctx.texts = (part, other)
    x, y = parse(part), parse(other)
    if isinstance(x, Op) and x.head == "=" and isinstance(x.args[1], Sym) and not isinstance(y, Op):
        return False  # "so D = A" chooses neither
    if _head(y) == "=" and (_wordy(x) or (isinstance(x, Op) and any(map(_wordy, x.args)))):
        return False  # "their product is zero" is not a + b = 0
    return ctx.same(x, y) or sentence(part, other, ctx) is Word.EQUAL


def _compare(x: Said | None, y: Said | None, a: Node, b: Node, ctx: Context) -> Word:
    if (x is None and _wordy(a)) or (y is None and _wordy(b)):
        return Word.OPEN
    p, q = (x.value if x else a), (y.value if y else b)
    if (_head(p) == "=") != (_head(q) == "=") and not any(
        is_label(n.args[0]) for n in (p, q) if isinstance(n, Op) and n.head == "="
    ):
        return Word.OPEN
    word = ctx.compare(p, q)
    if word is Word.EQUAL and x and y and _nouns(x) and _nouns(y) and _nouns(x) != _nouns(y):
        return Word.OPEN  # 12 zebras, 12 giraffes
    if word is Word.EQUAL and "percent" in (_head(p), _head(q)) and _head(p) != _head(q) and (x or y):
        return Word.OPEN  # 40 students are not 40 %
    if word is Word.EQUAL or (
        word is Word.DIFFERENT and all(_is_plain(side, node, ctx) for side, node in ((x, p), (y, q)))
    ):
        return word
    return Word.OPEN


def _head(node: Node) -> str:
    return node.head if isinstance(node, Op) else ""


def _is_plain(said: Said | None, value: Node, ctx: Context) -> bool:
    """A numeral, and no word beside it that could say more: only then another number is wrong."""
    if isinstance(value, Op) and value.head == "neg":
        value = value.args[0]
    if isinstance(value, Op) and value.head == "/":
        return all(_is_plain(said, part, ctx) for part in value.args)
    if not isinstance(value, Num):
        return False
    if said is None:
        return True
    words = _WORD.findall(f"{said.before} {said.after}")
    stated = not said.before or COPULA.search(said.before) is not None
    return stated and all(w in SOLE or w in MEASURES or _in(w, ctx.question.words) for w in words)


def _is_value(node: Node) -> bool:
    return is_number(node) or quantity(node) is not None


def _wordy(node: Node) -> bool:
    return isinstance(node, Text) or (isinstance(node, Op) and node.head == "words")


def _nouns(said: Said) -> frozenset[str]:
    return frozenset(canonical(f"{said.before} {said.after}")) - FILLER


def _harmless(found: Said | None, ctx: Context) -> Said | None:
    """A phrase whose words change nothing about its value."""
    if (
        found is None
        or _CLAUSE.search(found.before)
        or len(found.before) > 120
        or len(found.after) > 80
        or "?" in found.before + found.after
    ):
        return None
    asked = ctx.question.words
    before, after = found.before, found.after
    if (about := ABOUT.search(before)) is not None:
        if ctx.question.exact:
            return None
        before = before[: about.start()].rstrip()
    if after.startswith("of ") and not after.startswith(_OF_UNITS):
        return None  # "three quarters of an hour"
    if (
        isinstance(found.value, Op)
        and found.value.head == "ratio"
        and not all(w in SOLE or w == "ratio" for w in _WORD.findall(f"{before} {after}"))
    ):
        return None  # "seeds : raisins = 3 : 2"
    if changing(before, asked) or changing(after, asked):
        return None
    if found.label is not None and not COPULA.search(before):
        return None
    measured = quantity(found.value) is not None
    if not _is_value(found.value) and not (isinstance(found.value, Op) and found.value.head in ("=", "ratio")):
        words = _WORD.findall(f"{before} {after}")
        # "the center of the circle is (3, -1)"
        named = not after and COPULA.search(before) and len(words) <= _MOST_WORDS
        return found if named or all(w in SOLE for w in words) else None
    if before and not COPULA.search(before) and not _known(before, ctx):
        return None
    if after and not (_known(after, ctx) if measured else _counts(after, ctx)):
        return None
    return found


def _pieces(node: Node) -> Said | None:
    """The one value of a part of a collection, which has no text of its own."""
    if not isinstance(node, Op) or node.head != "words":
        return None
    values = [piece for piece in node.args if not isinstance(piece, Text)]
    if len(values) != 1 or any(isinstance(piece, Text) and "¬" in piece.text for piece in node.args):
        return None
    at = node.args.index(values[0])
    before = " ".join(piece.text for piece in node.args[:at] if isinstance(piece, Text)).lower()
    after = " ".join(piece.text for piece in node.args[at + 1 :] if isinstance(piece, Text)).lower()
    return Said(values[0], before, after)


def _counts(after: str, ctx: Context) -> bool:
    """Do the words after a number name what the question counts?"""
    words = _WORD.findall(after)
    if not ctx.question.text or all(w in SOLE or w in MEASURES or w in MEASURE_WORDS for w in words):
        return _known(after, ctx)
    counted = _counted(ctx.question.text[-MAX_ASK:])
    known = all(_in(w, ctx.question.words) or w in MEASURES for w in words if w not in FILLER)
    return known and (_in(words[0], counted) or _in(words[-1], counted))


@remembered(64)
def _counted(question: str) -> frozenset[str]:
    """The nouns after "how many", "number of"; without those, every word of the last sentence."""
    found = [w.lower() for phrase in _COUNTED.findall(question) for w in _AUXILIARY.split(phrase)[0].split()]
    return frozenset(found or (w.lower() for w in _WORD.findall(last_sentence(question))))


def _in(word: str, words: frozenset[str]) -> bool:
    return (
        word in words
        or word + "s" in words
        or word.rstrip("s") in words
        or (word.endswith("ies") and word[:-3] + "y" in words)
    )


def _known(text: str, ctx: Context) -> bool:
    """Every word is filler or the question's; without a question one short noun may follow."""
    words = _WORD.findall(text)
    if not ctx.question.text:
        return len(words) <= _MOST_WORDS
    return all(w in SOLE or w in MEASURES or w in MEASURE_WORDS or _in(w, ctx.question.words) for w in words)
