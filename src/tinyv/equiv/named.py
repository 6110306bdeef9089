"""Several values, each with its name in words: "240 yuan (A), 210 yuan (B)", "an A room is 240 yuan, a B room 210"."""

from __future__ import annotations

from tinyv.equiv.canonical import unwrap
from tinyv.equiv.context import Context, Word
from tinyv.equiv.sentences import MAX_SENTENCE, value_within
from tinyv.equiv.wording import SOLE, changing
from tinyv.expr.nodes import Node, Op, Sym
from tinyv.lazy import lazy

MAX_NAMED = 8  # values that are told apart by their names

_SPLIT = lazy(r"[,，](?!\d)(?:\s*and\b|\s*while\b)?|[;；、\n]|\\\\|\band\b|\bwhile\b|\bwhereas\b")
_PLAIN = SOLE | {"each", "every", "both", "per", "while"}
_TOKEN = lazy(r"(?<![\\A-Za-z])[A-Za-z]+|[\u4e00-\u9fff]")
_SYNONYMS = {
    word: name
    for name, words in (
        ("max", "maximum maximal largest greatest highest biggest"), ("min", "minimum minimal smallest least lowest"),
        ("mean", "average"), ("perimeter", "circumference"), ("first", "1st"), ("second", "2nd"), ("third", "3rd"),
    )
    for word in words.split()
}  # fmt: skip
Named = tuple[frozenset[str], Node]


def named_values(a: str, b: str, ctx: Context) -> Word | None:
    """The same values under the same names, in any order. Never a proof of difference."""
    if not (_TOKEN.search(a) and _TOKEN.search(b)):
        return None
    x = _clauses(a)
    y = _clauses(b) if x else None
    if x is None or y is None or len(x) != len(y):
        return None
    order = _match(x, y) or _match(y, x, swapped=True)
    if order is None:
        return None
    for i, j in order:
        more = " ".join(sorted(x[i][0] ^ y[j][0]))
        if changing(more, ctx.question.words) or not ctx.same(x[i][1], y[j][1]):
            return None
    return Word.EQUAL


def _clauses(text: str) -> list[Named] | None:
    """The names and the value of each part; None unless every part has both."""
    if len(text) > MAX_SENTENCE:
        return None
    text = unwrap(text)
    text = text if "\\$" in text else text.replace("$", "")
    parts = [part for part in _SPLIT.split(text) if part.strip(" .。")]
    if not 2 <= len(parts) <= MAX_NAMED:
        return None
    found: list[Named] = []
    for part in parts:
        read = value_within(part)
        if read is None:
            return None
        value, rest = read
        names = {
            _name(word)
            for word in _TOKEN.findall(rest)
            if word.lower() not in _PLAIN or (len(word) == 1 and word.isupper())
        }
        if isinstance(value, Op) and value.head == "=" and isinstance(value.args[0], Sym):
            names.add(value.args[0].name)
            value = value.args[1]
        if not names:
            return None
        found.append((frozenset(names), value))
    return found


def _name(word: str) -> str:
    if len(word) == 1:
        return word
    word = word.lower()
    word = word[:-1] if word.endswith("s") and len(word) > 3 and not word.endswith("ss") else word
    return _SYNONYMS.get(word, word)


def _match(x: list[Named], y: list[Named], swapped: bool = False) -> list[tuple[int, int]] | None:
    """Pairs (i, j), one for each part: what tells part i from the other parts is said by part j alone."""
    common = frozenset.intersection(*(names for names, _ in x))
    pairs: list[tuple[int, int]] = []
    for i, (names, _) in enumerate(x):
        own = names - common
        fitting = [j for j, (others, _) in enumerate(y) if own <= others]
        if not own or len(fitting) != 1:
            return None
        pairs.append((fitting[0], i) if swapped else (i, fitting[0]))
    return pairs if len({p[0 if swapped else 1] for p in pairs}) == len(x) else None
