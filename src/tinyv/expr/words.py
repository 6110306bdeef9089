"""Number words: English and Chinese numerals, ordinals and Roman numerals, read exactly.

Every reader answers None unless the reading is certain. Not covered: years ("nineteen eighty-four"),
clock times, "score", "couple", loose Chinese forms ("一百五" for 150), decimals of Roman numerals.
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import fmpq

from tinyv.lazy import lazy

MAX_PARTS = 48  # a longer number phrase does not occur; bounds the work for hostile text


def _numbered(words: str, start: int) -> dict[str, int]:
    return {word: value for value, word in enumerate(words.split(), start)}


UNITS = _numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    0,
)
TENS = {word: 10 * n for word, n in _numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2).items()} | {
    "fourty": 40
}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
MULTIPLES = SCALES | {"hundred": 100, "dozen": 12}  # "half a million", "two and a half dozen"
SIGNS = {"minus": -1, "negative": -1, "plus": 1}
UNIT_ORDINALS = _numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth",
    1,
)
TENS_ORDINALS = {word[:-1] + "ieth": value for word, value in TENS.items()}
SCALE_ORDINALS = {word + "th": value for word, value in (SCALES | {"hundred": 100}).items()}
# "second" never is a denominator, "half" and "quarter" are nothing else
DENOMINATORS = {word: n for word, n in UNIT_ORDINALS.items() if n > 2} | TENS_ORDINALS | SCALE_ORDINALS
DENOMINATORS |= {"half": 2, "quarter": 4}
PLURAL_DENOMINATORS = {word + "s": n for word, n in DENOMINATORS.items() if word != "half"} | {"halves": 2}
CARDINALS = UNITS.keys() | TENS.keys()
STARTERS = CARDINALS | SIGNS.keys() | {"a", "an", "half", "point", "dozen"}

_DIGITS = lazy(r"\d{1,15}(?:\.\d{1,15})?")
_ORDINAL = lazy(r"(\d{1,9})(?:\^?\{?(?:\\(?:text|mathrm|rm)\s?\{)?)(st|nd|rd|th)\}{0,2}")
_ROMAN = lazy(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_SIGNS = {chr(0x2160 + i): i + 1 for i in range(12)} | {chr(0x2170 + i): i + 1 for i in range(12)}


def number_words(words: Sequence[str], start: int = 0) -> tuple[fmpq, int] | None:
    """The longest number phrase at `words[start]`: its exact value and the index just after it.

    Words are lower case; hyphens may be split or not. A phrase that ends inside a hyphenated word
    ("two-digit") or that runs into a further number ("one two three") is None.
    """
    first = words[start] if start < len(words) else ""
    if first.partition("-")[0] not in STARTERS and not _DIGITS.fullmatch(first):
        return None
    parts, ends = _split(words, start)
    sign, at = (SIGNS[parts[0]], 1) if parts[0] in SIGNS else (1, 0)
    read = _magnitude(parts, at)
    if read is None:
        return None
    value, at = read
    if at < len(parts) and parts[at] in CARDINALS:
        return None
    end = _boundary(ends, at, start)
    return None if end is None else (sign * value, end)


def ordinal_words(words: Sequence[str], start: int = 0) -> tuple[int, int] | None:
    """An ordinal in words at `words[start]` ("twenty-first" -> 21): its value and the index just after it."""
    parts, ends = _split(words, start)
    total, at = 0, 0
    head = _cardinal(parts, 0) if parts else None
    if head is not None:
        total, at = head
        if at < len(parts) and parts[at] == "and":
            at += 1
    last = parts[at] if at < len(parts) else ""
    if last in UNIT_ORDINALS:
        value = UNIT_ORDINALS[last]
        room = 10 if total % 100 else 100
        if total and (total % room or value >= room or total % 100 in range(1, 20)):
            return None
    elif last in TENS_ORDINALS:
        value = TENS_ORDINALS[last]
        if total % 100:
            return None
    elif last in SCALE_ORDINALS and at == (1 if total else 0):
        total, value = 0, (total or 1) * SCALE_ORDINALS[last]
    else:
        return None
    end = _boundary(ends, at + 1, start)
    return None if end is None else (total + value, end)


def ordinal(text: str) -> int | None:
    """The value of one ordinal: "15th", "2^{nd}", "third", "twenty-first"; the suffix must fit the number."""
    text = text.strip().lower()
    match = _ORDINAL.fullmatch(text)
    if match:
        value = int(match[1])
        suffix = "th" if value // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
        return value if suffix == match[2] else None
    words = text.split() if len(text) < 100 else []
    read = ordinal_words(words) if words else None
    return read[0] if read and read[1] == len(words) else None


def roman(word: str) -> int | None:
    """A Roman numeral up to 3999, all in capitals or all in small letters: whether it is one, the caller knows."""
    if word in _ROMAN_SIGNS:
        return _ROMAN_SIGNS[word]
    upper = word.upper()
    if not 0 < len(word) <= 15 or (word != upper and word != word.lower()) or not _ROMAN.fullmatch(upper):
        return None
    values = [_ROMAN_DIGITS[c] for c in upper]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _split(words: Sequence[str], start: int) -> tuple[list[str], list[int]]:
    """The hyphen parts of the words, and for each the index after its word if it ends that word, else 0."""
    parts: list[str] = []
    ends: list[int] = []
    for index in range(start, min(len(words), start + MAX_PARTS)):
        pieces = words[index].split("-", 4) if len(words[index]) < 60 else [words[index]]
        parts += pieces
        ends += [0] * (len(pieces) - 1) + [index + 1]
    return parts, ends


def _boundary(ends: list[int], at: int, start: int) -> int | None:
    return (ends[at - 1] or None) if at else start


def _magnitude(parts: list[str], at: int) -> tuple[fmpq, int] | None:
    """A number without a sign: a fraction, a mixed number, a decimal or a cardinal."""
    word = parts[at] if at < len(parts) else ""
    if word == "half":
        if parts[at + 1 : at + 2] in (["a"], ["an"]):
            multiple = MULTIPLES.get(parts[at + 2]) if at + 2 < len(parts) else None
            return (fmpq(multiple, 2), at + 3) if multiple else None
        return fmpq(1, 2), at + 1
    fraction = _fraction(parts, at)
    if fraction is not None:
        return fraction
    if word == "dozen":
        return fmpq(12), at + 1
    if _DIGITS.fullmatch(word):  # digits are the lexer's, unless a word multiplies them
        whole, _, tail = word.partition(".")
        return _multiple(parts, fmpq(int(whole + tail), 10 ** len(tail)), at + 1, required=True)
    if word == "point":
        value, after = fmpq(0), at
    else:
        read = _cardinal(parts, at)
        if read is None:
            return None
        value, after = fmpq(read[0]), read[1]
    following = parts[after] if after < len(parts) else ""
    if following == "point":
        return _decimals(parts, value, after + 1)
    if following == "and":
        tail_fraction = _fraction(parts, after + 1, mixed=True)
        if tail_fraction is not None and tail_fraction[0] < 1:
            return _multiple(parts, value + tail_fraction[0], tail_fraction[1])
    if following in PLURAL_DENOMINATORS or (following in DENOMINATORS and value == 1):
        return None  # "one hundred thousandths": 100/1000 or 1/100000
    return _multiple(parts, value, after)


def _multiple(parts: list[str], value: fmpq, at: int, required: bool = False) -> tuple[fmpq, int] | None:
    """A multiplier after a number: "1.5 million", "two dozen"."""
    multiple = MULTIPLES.get(parts[at]) if at < len(parts) else None
    if multiple is None:
        return None if required else (value, at)
    return value * multiple, at + 1


def _decimals(parts: list[str], whole: fmpq, at: int) -> tuple[fmpq, int] | None:
    digits = ""
    while at < len(parts) and UNITS.get(parts[at], 10) < 10:
        digits += str(UNITS[parts[at]])
        at += 1
    return _multiple(parts, whole + fmpq(int(digits), 10 ** len(digits)), at) if digits else None


def _fraction(parts: list[str], at: int, mixed: bool = False) -> tuple[fmpq, int] | None:
    """ "two thirds", "a half", "one twenty-fifth"; `mixed`: after "and", where "a third" is surely 1/3."""
    word = parts[at] if at < len(parts) else ""
    if word in ("a", "an"):
        below = parts[at + 1] if at + 1 < len(parts) else ""
        last = at + 2 >= len(parts) or parts[at + 2] == "of"
        if below in DENOMINATORS and (mixed or last or below in ("half", "quarter")):
            return fmpq(1, DENOMINATORS[below]), at + 2
        return None
    if word == "half" and mixed:
        return fmpq(1, 2), at + 1
    read = _below_hundred(parts, at)
    if read is None or read[0] == 0:
        return None
    above, at = read
    names = DENOMINATORS if above == 1 else PLURAL_DENOMINATORS
    word = parts[at] if at < len(parts) else ""
    if word in names:
        return fmpq(above, names[word]), at + 1
    below = parts[at + 1] if at + 1 < len(parts) else ""
    units = names.get(below, 10) if below not in ("half", "halves", "quarter", "quarters") else 10
    if word in TENS and units < 10:
        return fmpq(above, TENS[word] + units), at + 2
    return None


def _below_hundred(parts: list[str], at: int) -> tuple[int, int] | None:
    word = parts[at] if at < len(parts) else ""
    if word in UNITS:
        return UNITS[word], at + 1
    if word not in TENS:
        return None
    unit = UNITS.get(parts[at + 1], 0) if at + 1 < len(parts) else 0
    return (TENS[word] + unit, at + 2) if 0 < unit < 10 else (TENS[word], at + 1)


def _cardinal(parts: list[str], at: int) -> tuple[int, int] | None:
    """A whole number in words: groups below a thousand with falling scales ("two million three hundred")."""
    total, room, begin = 0, 10**15, at
    while True:
        joined = at > begin and at < len(parts) and parts[at] == "and"
        group = _group(parts, at + joined)
        if group is None:
            break
        value, after = group
        scale = SCALES.get(parts[after], 1) if after < len(parts) else 1
        if value * scale >= room or (value == 0 and at > begin):
            break
        if joined and (value >= 100 or scale > 1 or _fraction(parts, at + 1, mixed=True)):
            break  # "two million and five thousand" is a list as much as a number
        total += value * scale
        at = after + (scale > 1)
        room = scale
        if scale == 1 or value == 0:
            break
    return (total, at) if at > begin else None


def _group(parts: list[str], at: int) -> tuple[int, int] | None:
    """A number below a thousand, or "twelve hundred", or the "a" of "a thousand"."""
    word = parts[at] if at < len(parts) else ""
    if word in ("a", "an"):
        if at + 1 >= len(parts) or (parts[at + 1] not in SCALES and parts[at + 1] not in ("hundred", "dozen")):
            return None
        read: tuple[int, int] | None = (1, at + 1)
    else:
        read = _below_hundred(parts, at)
    if read is None or read[1] >= len(parts) or parts[read[1]] != "hundred":
        return read
    hundreds, after = read
    if hundreds == 0 or (hundreds > 9 and hundreds % 10 == 0):
        return None
    value, after = 100 * hundreds, after + 1
    joined = after < len(parts) and parts[after] == "and"
    if joined and _fraction(parts, after + 1, mixed=True):
        return value, after
    tail = _below_hundred(parts, after + joined)
    return (value + tail[0], tail[1]) if tail and tail[0] else (value, after)


_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "０": 0}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_SCALES = {"万": 10**4, "亿": 10**8}
_HAN_FIRST = frozenset(_HAN_DIGITS) | frozenset("十百千半负正点0123456789-")
_HAN_TOKEN = lazy(r"\d{1,15}(?:\.\d{1,15})?|[零〇一二两三四五六七八九十百千万亿]")


def chinese_number(text: str) -> fmpq | None:
    """The exact value of a text that is wholly one Chinese numeral: "三千零五", "百分之二十五", "负五", "1万2千"."""
    text = text.strip()
    if not text or len(text) > 40 or text[0] not in _HAN_FIRST or text.isascii():
        return None
    if text[0] in "负-":
        value = _han_value(text[1:])
        return None if value is None else -value
    return _han_value(text.removeprefix("正"))


def _han_value(text: str) -> fmpq | None:
    if text in ("半", "一半", "二分之一"):
        return fmpq(1, 2)
    whole, mixed, rest = text.rpartition("又")
    if "分之" in rest:
        below_text, _, above_text = rest.partition("分之")
        below = _han_powers.get(below_text) or _han_plain(below_text)
        above = _han_plain(above_text)
        base = _han_plain(whole) if mixed else fmpq(0)
        if below is None or above is None or base is None or below == 0 or (mixed and above >= below):
            return None
        return base + above / below
    return None if mixed else _han_plain(text)


_han_powers = {"百": fmpq(100), "千": fmpq(1000), "万": fmpq(10000)}


def _han_plain(text: str) -> fmpq | None:
    """A whole number or a decimal, without sign and fraction."""
    whole, point, tail = text.partition("点")
    if point:
        base = _han_whole(whole)
        digits = "".join(str(_HAN_DIGITS.get(c, "?")) for c in tail)
        if base is None or not digits.isdigit():
            return None
        return base + fmpq(int(digits), 10 ** len(digits))
    if len(text) > 1 and all(c in _HAN_DIGITS for c in text):  # digits one by one: only a "〇" makes that sure
        return fmpq(int("".join(str(_HAN_DIGITS[c]) for c in text))) if "〇" in text else None
    return _han_whole(text)


def _han_whole(text: str) -> fmpq | None:
    """Sections of four digits: 亿, 万, rest; inside a section 千, 百, 十 fall strictly, gaps need 零."""
    tokens = _HAN_TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    total, section, digit = fmpq(0), fmpq(0), None
    scale_room, unit_room, gap, last_unit = 10**12, 10**4, False, 1
    for token in tokens:
        if token in _HAN_SCALES:
            scale = _HAN_SCALES[token]
            section += digit or 0
            if scale >= scale_room or section == 0:
                return None
            total, section, digit = total + section * scale, fmpq(0), None
            scale_room, unit_room, gap, last_unit = scale, 10**4, False, scale
        elif token in _HAN_UNITS:
            unit = _HAN_UNITS[token]
            if unit >= unit_room or (digit is None and unit > 10) or digit == 0:
                return None
            section += (fmpq(1) if digit is None else digit) * unit
            digit, unit_room, gap, last_unit = None, unit, False, unit
        elif digit is not None or (token in _HAN_DIGITS and _HAN_DIGITS[token] == 0 and gap):
            return None
        elif token in ("零", "〇"):
            if len(tokens) == 1:
                return fmpq(0)
            gap, unit_room, last_unit = True, min(unit_room, 10**3), 1
        elif token in _HAN_DIGITS:
            digit = fmpq(_HAN_DIGITS[token])
        else:
            whole, _, tail = token.partition(".")
            digit = fmpq(int(whole + tail), 10 ** len(tail))
            if token is not tokens[0] and digit >= 10:
                return None
    if digit is not None and last_unit > 10:
        return None  # "一百五" is 150 in speech and an error in print
    return total + section + (digit or 0)
