"""Times of day, dates and durations in raw text, in English notation and words and in Chinese.

Each reader returns None unless the whole text is that thing (LaTeX wrappers, a leading "at" or "on"
and a final period may stand around it) and never raises. Not covered: time zones, years BC, two-digit years,
spoken times without `past` or `to` ("seven thirty"), Chinese numerals above 59, relative dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flint import fmpq

from tinyv.expr.units import lookup
from tinyv.lazy import lazy

MAX_CHARS = 120  # a time, a date or a duration is never longer


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day.

    hour: 0-23 if `meridiem_known`, else the hour as written (1-12), which may be am or pm.
    bare: written with digits and separators alone, so it could be a ratio, or minutes and seconds.
    """

    hour: int
    minute: int
    second: fmpq
    meridiem_known: bool
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    """A date or a part of one; what is not given is None.

    weekday: 0 is Monday.
    ambiguous: `3/4`, where month and day may be exchanged.
    bare: written as `9/20`, so it could be a fraction.
    """

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None = None
    ambiguous: bool = False
    bare: bool = False


_ONES = "zero one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_CARDINALS = _TENS | {word: n for n, word in enumerate(f"{_ONES} {_TEENS}".split())}
_NUMBERS = _CARDINALS | {word: n for n, word in enumerate(_ORDINALS.split())} | {"twentieth": 20, "thirtieth": 30}
_HAN = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name: n for n, full in enumerate(_MONTHS.split(), 1) for name in (full, full[:3])} | {"sept": 9}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_WEEKDAY = {name: n for n, full in enumerate(_WEEKDAYS.split()) for name in (full, full[:3])}
_WEEKDAY |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_HAN_WEEKDAY = {char: n for n, char in enumerate("一二三四五六日")} | {"天": 6}
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# Part of the day -> the hours (0-23) that it may name
_PARTS = {
    "am": range(12), "pm": range(12, 24), "in the morning": range(1, 12), "in the afternoon": range(12, 19),
    "in the evening": range(16, 24), "at night": (19, 20, 21, 22, 23, 0, 1, 2, 3, 4), "at noon": (12,), "noon": (12,),
    "midnight": (0,), "上午": range(12), "早上": range(4, 12), "早晨": range(4, 12), "清晨": range(4, 10),
    "凌晨": range(7), "中午": range(11, 14), "下午": range(12, 19), "傍晚": range(16, 21), "晚上": range(17, 24),
    "午前": range(12), "午後": range(12, 24), "午后": range(12, 19),
}  # fmt: skip
_NAMED_TIMES = {"noon": 12, "midday": 12, "midnight": 0, "正午": 12, "午夜": 0}

_MARKS = str.maketrans({"：": ":", "，": ",", "’": "'", "−": "-", "–": "-", "\xa0": " ", "~": " ", "$": " "})
_ORDINAL_MARK = lazy(r"[ $]*\^\{?(?:\\\w{1,9}\{)?(st|nd|rd|th)")
_FRACTION = lazy(r" ?\\[dt]?frac\{(\d{1,4})\}\{(\d{1,4})\}")
_LATEX = lazy(r"\\(?:text|mathrm|textbf|mathbf|textrm|mbox|rm)(?![a-z])|[{}]")
_SPACES = lazy(r"(?:\\[,;:! ]|\s)+")
_MERIDIEM = lazy(r" ?(?<![a-z])([ap])(?:\.? ?m(?![a-z])\.?|(?<=:\d\d[ap])$)")  # "p.m.", and "4:30p"
_LEAD = lazy(r"(?:at|on|exactly|it is|the time is) ")
_CARDINAL_WORDS = lazy(rf"\b(?:({'|'.join(_TENS)})[- ])?({'|'.join(_CARDINALS)})\b")
_NUMBER_WORDS = lazy(rf"\b(?:({'|'.join(_TENS)})[- ])?({'|'.join(_NUMBERS)})\b")
_HAN_NUMBER = lazy(r"(?<![期周拜])([一二三四五])?(十)?([零〇一二两三四五六七八九])?(?=[点點时時分刻秒月日号小天])")

# Prefilters. Every alternative starts with a literal: the search then skips fast over other text.
_TIME_HINT = lazy(
    r":(?<=[\d{]:)|：|noon|mid[nd]|cloc|past|minutes? [tb]|quar|after|in the"
    r"|am(?![a-z])|pm(?<!\\pm)(?![a-z])|a\. ?m|p\. ?m"
    r"|[ap] m(?![a-z])|uhr|h(?<=[\d ]h) ?\d|[点點时時午]"
)
_DATE_HINT = lazy(
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|month|[/.-](?<=\d[/.-])\d|月|期|周|拜"
)
_DURATION_HINT = lazy(r"min|hour|day|week|sec|hr|ms|h(?<=[\d }]h)(?![a-z])|s(?<=[\d }]s)(?![a-z])|[分时時秒天周日]")

_PART = r"(?: ?(am|pm|in the morning|in the afternoon|in the evening|at night|at noon|noon|midnight))?"
_FULL_DAY = lazy(r" ?[(,]? ?24[- ]?hours?(?: clock| time| format)?\)?$")
_CLOCK = lazy(r"(\d{1,2})([:.])(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?( ?uhr| o'clock| ?h| ?hours)?" + _PART)
_HOUR = lazy(r"(\d{1,2})( ?uhr| ?o'clock)?" + _PART)
_H_CLOCK = lazy(r"(\d{1,2}) ?h ?(\d{2})")
_PAST = lazy(
    r"(?:a )?(half|quarter|\d{1,2})( minutes?)? (past|after|to|before|till) (\d{1,2}|noon|midnight)( o'clock)?" + _PART
)
_HAN_CLOCK = lazy(
    rf"({'|'.join(part for part in _PARTS if part > 'z')})? ?(\d{{1,2}}) ?"
    r"(?::(\d{2})|([时時点點])(?:整|(半)|([13])刻|(\d{1,2})分?)?)(?:(\d{1,2})秒)?"
)

_YEAR_FIRST = lazy(r"(\d{4})(?:-(\d\d)-(\d\d)|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2}))")
_YEAR_LAST = lazy(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_SLASH = lazy(r"(\d{1,2})/(\d{1,2})")
_NUMBERED = lazy(r"(?:the )?(?:month (\d{1,2}),? (?:and )?day (\d{1,2})|day (\d{1,2}),? (?:of )?month (\d{1,2}))")
_HAN_WEEK = lazy(r"(?:星期|周|礼拜)([一二三四五六日天])")
_HAN_DATE = lazy(rf"(?:(\d{{4}}) ?年 ?)?(\d{{1,2}}) ?月(?: ?(\d{{1,2}}) ?[日号])?,? ?(?:\(?{_HAN_WEEK.pattern}\)?)?")
_DATE_TOKEN = lazy(r"([a-z]+)|(\d+)(?:st|nd|rd|th)?(?![a-z\d])|[ ,.()]|-(?=[a-z])")
_DATE_FILLER = frozenset(["the", "of", "on", "a", "in"])
_DATE_SHAPES = frozenset(["MD", "DM", "MDY", "DMY", "YMD", "M", "MY", ""])

_PIECE = lazy(
    r"(\d{1,9}(?:\.\d{1,9})?|\d{1,3}(?:,\d{3}){1,2}|(?:(\d{1,4}) )?(\d{1,4})/(\d{1,4})) ?"
    r"([a-zµ]+|分钟|分鐘|小时|小時|个小时|秒钟|[天周日分秒时時])\.?(?:,? and |, ?| ?)"
)
_REWORDED = (  # to number and unit: "half an hour" -> "1/2 hour", "an hour and a half" -> "1 1/2 hour"
    (lazy(r"\b3[- ]quarters of an? "), "3/4 "),
    (lazy(r"\b(?:half an?|half of an?|1/2 of an?|1/2 an?) (?=[hmsdw])"), "1/2 "),
    (lazy(r"\b(?:a )?quarter of an? (?=[hmsdw])"), "1/4 "),
    (lazy(r"^an? (?=hour|minute|second|day|week)"), "1 "),
    (lazy(r"(\d+) (hours?|minutes?|days?|weeks?) and a half\b"), r"\1 1/2 \2"),
    (lazy(r"(\d+) and (?:a half|1 half|1/2) "), r"\1 1/2 "),
    (lazy(r"(\d+) and (?:a|1) quarter "), r"\1 1/4 "),
    (lazy(r"(\d+) and 3 quarters "), r"\1 3/4 "),
)


def _clean(text: str) -> str:
    """The text without LaTeX wrappers, double spaces, a leading `at` or a final period."""
    if text.lstrip(" $")[:1] == "{":  # a set
        return ""
    text = _ORDINAL_MARK.sub(r"\1", text.translate(_MARKS))
    text = _SPACES.sub(" ", _LATEX.sub("", text)).strip(" *\"'.,")
    return _LEAD.sub("", text, count=1) if _LEAD.match(text) else text


def _cardinal(match: re.Match[str]) -> str:
    return str(_TENS.get(match[1], 0) + _NUMBERS[match[2]])


def _han_number(match: re.Match[str]) -> str:
    """`二十五` -> 25; an empty match stays empty."""
    if not match[0]:
        return ""
    tens = _HAN.get(match[1] or "", 1) * 10 if match[2] else _HAN.get(match[1] or "", 0)
    if match[2] or not (match[1] and match[3]):
        return str(tens + _HAN.get(match[3] or "", 0))
    return match[0]


def _clock_hour(hour: int, part: str | None, *, full_day: bool) -> int | None:
    """The hour on the 24-hour clock; -1 if it may be am or pm, None if part and hour disagree."""
    if hour > 24:
        return None
    if part is None:
        return hour % 24 if full_day or not 1 <= hour <= 12 else -1
    options = [h for h in ((hour % 12, hour % 12 + 12) if 1 <= hour <= 12 else (hour % 24,)) if h in _PARTS[part]]
    return options[0] if len(options) == 1 else None


def _time(hour: int, minute: int, second: str | None, part: str | None, *, full_day: bool, bare: bool) -> Time | None:
    placed = _clock_hour(hour, part, full_day=full_day)
    exact_second = _rational(second or "0")
    if placed is None or minute > 59 or exact_second >= 60 or (hour == 24 and (minute or exact_second)):
        return None
    return Time(hour if placed < 0 else placed, minute, exact_second, placed >= 0, bare and part is None)


def read_time(text: str) -> Time | None:
    """A time of day: `7:30 pm`, `19:30`, `noon`, `half past seven`, `上午8:30`.

    Hours above 12, the hour 0 and a leading zero (`09:45`) are read as the 24-hour clock. `7h30` and
    `8时30分` could be durations too: they are `bare`.
    """
    if len(text) > MAX_CHARS or not _TIME_HINT.search(text := text.lower()):
        return None
    text = _MERIDIEM.sub(r" \1m", _clean(text)).strip().removesuffix(" local time")
    full = _FULL_DAY.search(text)
    if full:
        text = text[: full.start()]
    if text in _NAMED_TIMES:
        return Time(_NAMED_TIMES[text], 0, fmpq(0), True)
    text = _CARDINAL_WORDS.sub(_cardinal, _HAN_NUMBER.sub(_han_number, text))
    if m := _CLOCK.fullmatch(text):
        suffix = (m[5] or "").strip()
        if m[2] == "." and m[6] is None and suffix != "uhr":
            return None
        full_day = full is not None or m[1][0] == "0" or suffix == "uhr"
        bare = full is None and suffix not in ("uhr", "o'clock")
        return _time(int(m[1]), int(m[3]), m[4], m[6], full_day=full_day, bare=bare)
    if m := _HOUR.fullmatch(text):
        marked = m[2] or m[3]
        return _time(int(m[1]), 0, None, m[3], full_day="uhr" in (m[2] or ""), bare=False) if marked else None
    if m := _H_CLOCK.fullmatch(text):
        return _time(int(m[1]), int(m[2]), None, None, full_day=m[1][0] == "0", bare=True)
    if m := _HAN_CLOCK.fullmatch(text):
        minute = 30 if m[5] else 15 * int(m[6]) if m[6] else int(m[3] or m[7] or 0)
        bare = m[4] is None or m[4] in "时時"
        return _time(int(m[2]), minute, m[8], m[1], full_day=m[2][0] == "0" or full is not None, bare=bare)
    m = _PAST.fullmatch(text)
    return _past(m) if m else None


def _past(m: re.Match[str]) -> Time | None:
    """`quarter to nine`, `25 minutes past noon`, with the groups of `_PAST`."""
    amount, minutes, link, hour, clock, part = m.groups()
    forward = link in ("past", "after")
    named = hour in _NAMED_TIMES
    marked = minutes or amount == "quarter" or link == "past" or clock or part or named
    if not marked or (amount == "half" and not forward):  # `five to six` may be a range
        return None
    minute = {"half": 30, "quarter": 15}.get(amount) or int(amount)
    if not 1 <= minute <= 59 or (named and (part or clock)):
        return None
    offset = minute if forward else -minute
    if named:
        total = (_NAMED_TIMES[hour] * 60 + offset) % 1440
        return Time(total // 60, total % 60, fmpq(0), True)
    if not 1 <= int(hour) <= 12 or (int(hour) == 12 and not forward and part in ("am", "pm")):
        return None
    total = (int(hour) * 60 + offset) % 720
    return _time(total // 60 or 12, total % 60, None, part, full_day=False, bare=False)


def same_time(a: Time, b: Time) -> bool | None:
    """Whether two times of day are the same; None where am or pm would have to be guessed, or where
    two bare ones differ but are equal as ratios (`12:40`, `3:10`)."""
    if (a.minute, a.second) != (b.minute, b.second) or a.hour % 12 != b.hour % 12:
        ratios = a.bare and b.bare and min(a.minute, b.minute) >= 10  # a ratio has no leading zero
        return None if ratios and a.hour * b.minute == b.hour * a.minute else False
    if a.meridiem_known and b.meridiem_known:
        return a.hour == b.hour
    if a.hour == b.hour and (a.meridiem_known == b.meridiem_known or (a.bare and b.bare)):
        return True
    return None


def _date(
    year: str | int | None,
    month: str | int,
    day: str | int | None,
    weekday: int | None = None,
    *,
    ambiguous: bool = False,
    bare: bool = False,
) -> Date | None:
    """A date that the calendar has, else None. The year, if known, gives the weekday where none was written."""
    y, m, d = int(year) if year else None, int(month), int(day) if day else None
    if not 1 <= m <= 12 or (day is not None and not 1 <= (d or 0) <= _MONTH_DAYS[m - 1]) or y == 0:
        return None
    if y and d:
        if m == 2 and d == 29 and (y % 4 or (y % 100 == 0 and y % 400)):
            return None
        if weekday is None and y > 1582 and not ambiguous:
            weekday = date(y, m, d).weekday()
    return Date(y, m, d, weekday, ambiguous, bare)


def _either_order(a: str, b: str, year: str | None, *, bare: bool) -> Date | None:
    """`9/20`, `20/9`: the number above 12 is the day; with two numbers up to 12 the order is open."""
    first, second = int(a), int(b)
    if first > 12:
        return _date(year, second, first, bare=bare)
    return _date(year, first, second, ambiguous=second <= 12 and first != second, bare=bare)


def read_date(text: str) -> Date | None:
    """A date, a month (with or without a year) or a weekday: `the 20th of September`, `2021-09-20`, `Thursday`."""
    if len(text) > MAX_CHARS or not _DATE_HINT.search(text := text.lower()):
        return None
    text = _HAN_NUMBER.sub(_han_number, _clean(text))
    if m := _SLASH.fullmatch(text):
        return _either_order(m[1], m[2], None, bare=True)
    if m := _YEAR_FIRST.fullmatch(text):
        return _date(m[1], m[2] or m[4] or m[6], m[3] or m[5] or m[7])
    if m := _YEAR_LAST.fullmatch(text):
        return _either_order(m[1], m[3], m[4], bare=False)
    if m := _NUMBERED.fullmatch(text):
        return _date(None, m[1] or m[4], m[2] or m[3])
    if m := _HAN_DATE.fullmatch(text):
        return _date(m[1], m[2], m[3], _HAN_WEEKDAY[m[4]] if m[4] else None)
    if m := _HAN_WEEK.fullmatch(text):
        return Date(None, None, None, _HAN_WEEKDAY[m[1]])
    return _worded_date(_NUMBER_WORDS.sub(_cardinal, text))


def _worded_date(text: str) -> Date | None:
    """A date by its words: at most one weekday, month, day and year, in a usual order, and nothing else."""
    shape, at, filler = "", 0, False
    values: dict[str, int] = {}
    weekday = None
    while at < len(text):
        m = _DATE_TOKEN.match(text, at)
        if m is None:
            return None
        at = m.end()
        word, number = m[1], m[2]
        if number:
            kind, value = ("Y" if len(number) == 4 else "D"), int(number[:5])
        elif word in _WEEKDAY and weekday is None:
            weekday = _WEEKDAY[word]
            continue
        elif word in _MONTH:
            kind, value = "M", _MONTH[word]
        elif word is None or word in _DATE_FILLER:
            filler = filler or word in ("the", "a")
            continue
        else:
            return None
        shape += kind
        values[kind] = value
    if shape not in _DATE_SHAPES or (shape == "M" and filler):
        return None
    if shape:
        return _date(values.get("Y"), values["M"], values.get("D"), weekday)
    if weekday is None or text in ("sun", "sat"):  # the star, the verb
        return None
    return Date(None, None, None, weekday)


def same_date(a: Date, b: Date) -> bool | None:
    """Whether two dates are the same; a year or weekday that only one of them gives is no difference.

    None where the order of month and day is open, where what they give does not overlap enough
    (`September` and `September 20`), or where two bare ones differ but are equal as fractions.
    """
    if (a.year and b.year and a.year != b.year) or (None not in (a.weekday, b.weekday) and a.weekday != b.weekday):
        return False
    if a.month is None or b.month is None:
        return True if a.month == b.month else None
    if a.day is None or b.day is None:
        if a.month != b.month and not a.ambiguous and not b.ambiguous:
            return False
        return True if (a.month, a.day) == (b.month, b.day) else None
    if (a.month, a.day) == (b.month, b.day):
        return True if a.ambiguous == b.ambiguous else None
    if (a.ambiguous or b.ambiguous) and (a.month, a.day) == (b.day, b.month):
        return None
    fractions = a.bare and b.bare and (a.month * b.day == a.day * b.month or a.month * b.month == a.day * b.day)
    return None if fractions else False


def _rational(digits: str) -> fmpq:
    whole, _, decimals = digits.partition(".")
    return fmpq(int(whole + decimals), 10 ** len(decimals))


def read_duration(text: str) -> fmpq | None:
    """Seconds of a duration in weeks, days, hours, minutes and seconds: `2 hours and 35 minutes`, `2小时35分钟`.

    Months and years have no fixed length; `1:30:00` and `7h30` may be times of day; `2 h` in symbols
    and a bare `5 s` count. Units must fall in size.
    """
    if len(text) > MAX_CHARS or not _DURATION_HINT.search(text := text.lower()):
        return None
    text = _clean(_FRACTION.sub(r" \1/\2", text))
    text = _CARDINAL_WORDS.sub(_cardinal, _HAN_NUMBER.sub(_han_number, text))
    for pattern, new in _REWORDED:
        text = pattern.sub(new, text)
    total, at, last = fmpq(0), 0, None
    while at < len(text):
        m = _PIECE.match(text, at)
        if m is None:
            return None
        at = m.end()
        number, whole, top, bottom, word = m.groups()
        unit = lookup("min" if word == "m" and last == 3600 else word)  # `2h 35m`
        if unit is None or unit.factor is None or unit.dims != (("time", 1),) or (last and unit.factor >= last):
            return None
        if bottom and not int(bottom):
            return None
        value = int(whole or 0) + fmpq(int(top), int(bottom)) if bottom else _rational(number.replace(",", ""))
        last = unit.factor
        total += value * last
    return total if last else None
