"""Units of measurement and currencies: what a word means and how large it is, exactly.

The facts are rows of `unit_table.py`; the code here only reads them. A unit of size
`factor * pi**pi_power` (times the coherent base unit of its dimension) is exact unless `exact` says
otherwise. Not covered: exchange rates, counted nouns (people, pages, points), calendar dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from flint import fmpq

from tinyv.expr import unit_table as table

Pairs = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UnitDef:
    """One unit.

    name: canonical (`cm`, `USD`, `mph`); `lookup(name)` gives the same unit again.
    factor: size in coherent base units, to be multiplied by `pi**pi_power`; None where no factor
        exists (dB, pH, magnitudes).
    offset: for °C and °F, value * factor + offset is in K; 0 for all others.
    dims: sorted (dimension, power) pairs. Every currency is a dimension of its own. Months and years
        have the dimension `calendar`: they are no fixed number of days, so a year is neither equal
        to nor provably different from 365 days.
    pi_power: power of pi in the size: a degree is 1/180 pi rad, a parsec 648000/pi AU.
    exact: False where the size is measured and not defined (u, solar mass).
    """

    name: str
    factor: fmpq | None
    offset: fmpq
    dims: Pairs
    pi_power: int = 0
    exact: bool = True


_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
_ONE_SIGN = str.maketrans({"每": "/", **dict.fromkeys("⋅∙•*×", "·"), **dict.fromkeys("{}", "")})
_JOINTS = frozenset("/·⋅∙•*×^-每平立0123456789" + "".join(_SUPERSCRIPTS))  # one of them is in every compound
_SQUARE = {"平方": 2, "立方": 3}
_MAX_WORD, _MAX_POWER, _MAX_FACTORS = 48, 12, 8


class _Index(NamedTuple):
    symbols: dict[str, UnitDef]  # case counts
    names: dict[str, UnitDef]  # lower case
    folded: dict[str, UnitDef | None]  # symbols in lower case; None where two units collide
    phrases: dict[str, list[tuple[tuple[str, ...], UnitDef]]]  # by first word, longest first


def _number(token: str) -> fmpq:
    """An exact rational: `127/5000`, `4.184` or `10^-28`."""
    base, _, power = token.partition("^")
    top, _, bottom = base.partition("/")
    whole, _, decimals = top.partition(".")
    value = fmpq(int(whole + decimals), int(bottom or 1) * 10 ** len(decimals))
    return value ** int(power) if power else value


def _define(name: str, definition: str, known: dict[str, UnitDef]) -> UnitDef:
    """The unit that a row of `TABLE` defines, by the units above it."""
    exact = "~" not in definition
    scale, _, offset = definition.replace("~", "").partition(" + ")
    factor: fmpq | None = fmpq(1)
    pi_power = 0
    dims: dict[str, int] = {}
    for token in scale.split():
        base, _, power_text = token.partition("^")
        power = int(power_text or 1)
        if token == "?":
            factor = None
        elif base == "π":
            pi_power += power
        elif base[0] == "[":
            dims[base[1:-1]] = power
        elif base[0] in "0123456789":
            factor = factor and factor * _number(token)
        else:
            unit = known[base]
            assert unit.factor is not None
            factor = factor and factor * (unit.factor if power == 1 else unit.factor**power)
            pi_power += unit.pi_power * power
            for dim, count in unit.dims:
                dims[dim] = dims.get(dim, 0) + count * power
    held = tuple(sorted((dim, count) for dim, count in dims.items() if count))
    return UnitDef(name, factor, _number(offset) if offset else fmpq(0), held, pi_power, exact)


def _words(column: str) -> Iterable[str]:
    """The words of a table cell: `pound+_sterling` is `pound sterling` and `pounds sterling`."""
    for word in column.split():
        plain = word.replace("_", " ").lower()
        if "+" in plain:
            yield plain.replace("+", "s")
        yield plain.replace("+", "")


def _rows() -> Iterable[tuple[str, str, list[str], list[str], list[str]]]:
    """`TABLE` as name, definition, prefixes, symbols (the name among them), words."""
    for line in table.TABLE.strip().splitlines():
        if line:
            cells = [cell.strip() for cell in line.split(";")] + [""] * 3
            name, _, definition = cells[0].partition("=")
            name = name.strip()
            yield name, definition.strip(), cells[1].split(), [name, *cells[2].split()], list(_words(cells[3]))


@cache
def _index() -> _Index:
    """All words of all units; made at the first look-up, some milliseconds."""
    symbols: dict[str, UnitDef] = {}
    names: dict[str, UnitDef] = {}
    prefixed: list[tuple[str, UnitDef]] = []
    scales = {key: (word, fmpq(10) ** power) for key, (word, power) in table.PREFIXES.items()}
    scales |= {key: (word, fmpq(2) ** power) for key, (word, power) in table.BINARY.items()}
    for name, definition, prefixes, own_symbols, own_words in _rows():
        unit = _define(name, definition, symbols)
        symbols.update(dict.fromkeys(own_symbols, unit))
        names.update(dict.fromkeys(own_words, unit))
        long_names = [word for word in own_words if word.isascii()]
        for key in prefixes:
            word, scale = scales[key]
            assert unit.factor is not None
            made = UnitDef(key + name, unit.factor * scale, unit.offset, unit.dims, unit.pi_power, unit.exact)
            spellings = ("µ", "μ", "u") if key == "µ" else (key,)
            prefixed += [(spelling + symbol, made) for spelling in spellings for symbol in own_symbols]
            names.update((word + long, made) for long in long_names)
            if key == "da":
                names.update(("deka" + long, made) for long in long_names)
        if name == "g":  # the base unit kg is needed by the rows below
            symbols["kg"] = next(made for key, made in prefixed if key == "kg")
    for word, unit in prefixed:
        symbols.setdefault(word, unit)
    del symbols["us"]  # far more often the pronoun than the microsecond
    for entry in table.ALIASES.strip().splitlines():
        name, _, own = entry.partition("=")
        base, _, power = name.strip().partition("^")
        for word in own.split():
            symbols[word] = _product(((base, int(power)),), (symbols[base],)) if power else symbols[base]
    folded: dict[str, UnitDef | None] = {}
    for word, unit in symbols.items():
        other = folded.setdefault(word.lower(), unit)
        if other is not unit:
            folded[word.lower()] = None
    phrases: dict[str, list[tuple[tuple[str, ...], UnitDef]]] = {}
    for word, unit in names.items():
        if " " in word:
            parts = tuple(word.split())
            phrases.setdefault(parts[0], []).append((parts, unit))
    for options in phrases.values():
        options.sort(key=lambda option: -len(option[0]))
    return _Index(symbols, names, folded, phrases)


def _simple(word: str) -> UnitDef | None:
    """A word of the table, with or without the period of an abbreviation."""
    index = _index()
    found = index.symbols.get(word) or index.names.get(word.lower())
    if found is None and word.endswith("."):
        return index.symbols.get(word[:-1]) or index.names.get(word[:-1].lower())
    return found


def lookup(word: str, *, strict_case: bool = True) -> UnitDef | None:
    """The unit that one word or fixed phrase names, or None.

    `km/h`, `m/s²`, `N·m`, `J/(kg·K)` and `kg·m^2` count as words; all that follows a slash is below
    it. Spelled-out names may be in any case; symbols only if `strict_case` is off, and then not
    where case tells two units apart (`MM`: mm or Mm).
    """
    if len(word) > _MAX_WORD:
        return None
    found = _simple(word)
    if found is None and _may_be_compound(word):
        found = product(_compound(word))
    if found is None and not strict_case:
        found = _index().folded.get(word.lower())
    return found


def _may_be_compound(word: str) -> bool:
    return not _JOINTS.isdisjoint(word)


def readings(name: str) -> tuple[str, ...]:
    """The canonical name and whatever else its words are used for: `lb` -> lb, GBP, lbf."""
    return (name, *table.READINGS.get(name, ()))


def is_letter_unit(word: str) -> bool:
    """One or two letters that are as likely variables, a product of variables or a small word."""
    return word in table.LETTER_UNITS


def is_common_word(word: str) -> bool:
    """A unit that is also an everyday word (`in`, `won`, `second`, `bar`): needs a number before it."""
    return word.lower() in table.COMMON_WORDS


def _product(pairs: Pairs, units: Sequence[UnitDef]) -> UnitDef:
    factor: fmpq | None = fmpq(1)
    pi_power = 0
    dims: dict[str, int] = {}
    for (_, power), unit in zip(pairs, units, strict=True):
        factor = None if factor is None or unit.factor is None else factor * unit.factor**power
        pi_power += unit.pi_power * power
        for dim, count in unit.dims:
            dims[dim] = dims.get(dim, 0) + count * power
    held = tuple(sorted((dim, count) for dim, count in dims.items() if count))
    return UnitDef(_spell(pairs), factor, fmpq(0), held, pi_power, all(unit.exact for unit in units))


@lru_cache(maxsize=4096)
def product(pairs: Pairs) -> UnitDef | None:
    """The unit that (name, power) pairs multiply to; None if one of them is no unit.

    A single unit to the first power is itself; within a product °C and °F are intervals (no offset).
    """
    flat: list[tuple[str, int]] = []
    for name, power in pairs:
        parts = ((name, 1),) if _simple(name) else _compound(name)
        if not parts:
            return None
        flat += [(part, count * power) for part, count in parts]
    known = [unit for name, _ in flat if (unit := _simple(name))]
    if not flat or any(abs(power) > _MAX_POWER for _, power in flat):
        return None
    return known[0] if len(flat) == 1 and flat[0][1] == 1 else _product(tuple(flat), known)


def _spell(pairs: Pairs) -> str:
    """`kg·m/s^2`; with nothing above the line, `s^-1`."""
    above = [name if power == 1 else f"{name}^{power}" for name, power in pairs if power > 0]
    below = [name if power == -1 else f"{name}^{-power}" for name, power in pairs if power < 0]
    if not above:
        return "·".join(f"{name}^{power}" for name, power in pairs)
    return "·".join(above) + ("/" + "·".join(below) if below else "")


@lru_cache(maxsize=4096)
def _compound(word: str) -> Pairs:
    """`kg·m/s²` -> ((kg, 1), (m, 1), (s, -2)); () for all that is no such expression."""
    if len(word) > _MAX_WORD:
        return ()
    text = _plain_powers(word).translate(_ONE_SIGN)
    if "(" in text or ")" in text:  # only as in `J/(kg·K)`
        if text.count("/(") != 1 or text.count("/") != 1 or text.count("(") != 1 or text.find(")") != len(text) - 1:
            return ()
        text = text.replace("(", "")[:-1]
    above, *below = text.split("/")
    pairs: list[tuple[str, int]] = []
    for part, sign in [(above, 1), *((part, -1) for part in below)]:
        pieces = part.split("·")
        if "-" in part and part.replace("-", "").isalpha():
            pieces = part.split("-")
            if any(is_letter_unit(piece) for piece in pieces):  # `g-h` is a difference
                return ()
        for piece in pieces:
            factor = _factor(piece)
            if factor is None or len(pairs) == _MAX_FACTORS:
                return ()
            pairs.append((factor[0], factor[1] * sign))
    return tuple(pairs)


def _plain_powers(word: str) -> str:
    """`m²` -> `m^2`."""
    text = ""
    for i, char in enumerate(word):
        plain = _SUPERSCRIPTS.get(char)
        text += char if plain is None else plain if i and word[i - 1] in _SUPERSCRIPTS else "^" + plain
    return text


def _factor(piece: str) -> tuple[str, int] | None:
    """`m^-2`, `cm3` or `平方米` as a unit and its power."""
    squared = _SQUARE.get(piece[:2], 1)
    base, caret, power_text = (piece[2:] if squared > 1 else piece).partition("^")
    if not caret:
        whole = base
        base = whole.rstrip("0123456789").removesuffix("-")
        power_text = whole[len(base) :]
    digits = power_text.removeprefix("-")
    if (caret or power_text) and not (digits.isascii() and digits.isdigit() and len(digits) <= 2):
        return None
    unit = _simple(base) if base else None
    power = int(power_text or 1) * squared
    if unit is None or not 0 < abs(power) <= _MAX_POWER:
        return None
    if not caret and power_text and power > 0 and (unit.dims != (("length", 1),) or power > 3):
        return None  # `m2` is an area, but `s2` is a variable
    name, own_power = _name_and_power(unit)
    return name, power * own_power


def _name_and_power(unit: UnitDef) -> tuple[str, int]:
    """Of a unit from the table: its name, or `m` and 2 for `sqm`."""
    name, _, power = unit.name.partition("^")
    return name, int(power or 1)


_POWER_WORDS = {"square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3, "cu.": 3}
_POWER_AFTER = {"squared": 2, "cubed": 3}


def _phrase_unit(words: Sequence[str], at: int) -> tuple[Pairs, int] | None:
    """The unit that starts at words[at], without powers around it: the longest phrase, else one word."""
    for parts, unit in _index().phrases.get(words[at].lower(), ()):
        if tuple(word.lower() for word in words[at : at + len(parts)]) == parts:
            return ((unit.name, 1),), len(parts)
    word = words[at]
    if len(word) > _MAX_WORD:
        return None
    known = _simple(word)
    if known is not None:
        return (_name_and_power(known),), 1
    pairs = _compound(word) if _may_be_compound(word) else ()
    return (pairs, 1) if pairs else None


def _phrase_factor(words: Sequence[str], at: int) -> tuple[Pairs, int] | None:
    """One factor of a unit phrase, with its power: `square meters`, `seconds squared`."""
    before = _POWER_WORDS.get(words[at].lower(), 1) if at + 1 < len(words) else 1
    start = at + (before > 1)
    found = _phrase_unit(words, start)
    if found is None:
        return None
    pairs, used = found
    end = start + used
    power = before
    if before == 1 and end < len(words) and words[end].lower() in _POWER_AFTER:
        power = _POWER_AFTER[words[end].lower()]
        end += 1
    if power > 1 and len(pairs) > 1:
        return None
    return tuple((name, count * power) for name, count in pairs), end - at


def match_phrase(words: Sequence[str], start: int) -> tuple[Pairs, int] | None:
    """The longest unit expression at words[start]: its (name, power) pairs and the words consumed.

    Understands `per`, `a` and `an` before a spelled-out unit (`50 cents a litre`), `/`, square, cubic, squared,
    cubed, and symbols side by side (`N m`, `J kg^-1 K^-1`). `per` binds one factor. What is no unit
    ends the expression: `miles per person` is (mi, 1) and one word.
    """
    if not 0 <= start < len(words):
        return None
    found = _phrase_factor(words, start)
    if found is None:
        return None
    pairs, used = found
    at = start + used
    product_open = True
    while at < len(words) and len(pairs) < _MAX_FACTORS:
        link = words[at].lower()
        if link in ("per", "a", "an", "/", "·", "⋅", "*"):
            following = _phrase_factor(words, at + 1) if at + 1 < len(words) else None
            if following is None or (link in ("a", "an") and not _spelled_out(words[at + 1])):
                break
            if link == "per" and words[at + 1].lower() == "cent":  # a percentage
                break
            sign = 1 if link in ("·", "⋅", "*") else -1
            product_open = product_open and sign == 1
            pairs += tuple((name, power * sign) for name, power in following[0])
            at += 1 + following[1]
        elif product_open and (following := _adjacent(words, at, pairs)):
            pairs += following[0]
            at += following[1]
        else:
            break
    return pairs, at - start


def _spelled_out(word: str) -> bool:
    return len(word) > 2 and word.lower() in _index().names


def _adjacent(words: Sequence[str], at: int, pairs: Pairs) -> tuple[Pairs, int] | None:
    """A symbol that multiplies the unit before it: the `m` of `N m`, the `hours` of `kilowatt hours`."""
    word = words[at]
    if is_common_word(word):  # `5 m in length`
        return None
    following = _phrase_factor(words, at)
    if following is None:
        return None
    before, after = product(pairs[-1:]), product(following[0][:1])
    if before is None or after is None or before.dims == after.dims:  # `2 h min` is a sum
        return None
    if not before.dims or not after.dims or after.factor is None:
        return None
    known_product = before.name in table.LEFT_FACTORS and after.name in table.RIGHT_FACTORS
    return following if known_product or following[0][0][1] != 1 else None
