"""Times of day, dates and durations: tables of what is read, what is not, and what is the same."""

from __future__ import annotations

from datetime import date

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from tinyv.expr.temporal import Date, Time, read_date, read_duration, read_time, same_date, same_time

# text = hour:minute[:second] flags; ? am or pm unknown, b bare
TIMES = r"""
7:30 pm = 19:30 | 7:30 PM = 19:30 | 7:30pm = 19:30 | 7:30 p.m. = 19:30 | 7:30 P.M = 19:30 | 7:30 p. m. = 19:30
12:25 p.m. = 12:25 | 12:25 a.m. = 0:25 | 12 am = 0:00 | 12 pm = 12:00 | 5 PM = 17:00 | 5pm = 17:00
11 a.m. = 11:00 | 7:30 = 7:30 ?b | 12:40 = 12:40 ?b | 19:30 = 19:30 b | 09:45 = 9:45 b | 0:30 = 0:30 b
24:00 = 0:00 b | 23:59:59 = 23:59:59 b | 7h30 = 7:30 ?b | 22 h 45 = 22:45 b | 15:36 h = 15:36 b
19:30 Uhr = 19:30 | 16 Uhr = 16:00 | 7.30 pm = 19:30 | 12:25 (24-hour clock) = 12:25
7:30 (24-hour clock) = 7:30 | 11:30, 24-hour clock = 11:30 | 10:50 a.m. local time = 10:50 | noon = 12:00
midnight = 0:00 | at noon = 12:00 | Midnight. = 0:00 | 12 noon = 12:00 | 12:00 noon = 12:00 | 12 midnight = 0:00
half past seven = 7:30 ? | quarter to nine = 8:45 ? | a quarter past ten in the morning = 10:15
quarter to 1 = 12:45 ? | a quarter to one in the afternoon = 12:45 | half past twelve pm = 12:30
quarter past 12 am = 0:15 | twenty-five minutes past noon = 12:25 | twenty five minutes past noon = 12:25
a quarter to midnight = 23:45 | ten minutes to noon = 11:50 | five minutes after midnight = 0:05
ten past five in the afternoon = 17:10 | sixteen minutes past seven in the morning = 7:16
fifty minutes after six o'clock = 6:50 ? | 20 minutes to 8 = 7:40 ? | five to six in the evening = 17:55
quarter past twelve at noon = 12:15 | quarter past twelve at night = 0:15 | 7 o'clock = 7:00 ?
seven o'clock = 7:00 ? | 5 o'clock in the afternoon = 17:00 | ten o’clock in the morning = 10:00
13:00 pm = 13:00 | 6:10 in the evening = 18:10 | 9:00:36 p.m. = 21:00:36 | 12:30:15.5 am = 0:30:15.5
12{:}25\text{ PM} = 12:25 | $5{:}05\ \text{pm}$ = 17:05 | $10{:}45$ a.m. = 10:45 | \text{7:30 pm} = 19:30
**7:30 pm** = 19:30 | 上午8:30 = 8:30 | 下午3点 = 15:00 | 下午三点半 = 15:30 | 8时30分 = 8:30 ?b | 8点 = 8:00 ?
十二点一刻 = 12:15 ? | 晚上九点整 = 21:00 | 凌晨2:05 = 2:05 | 14时15分 = 14:15 b | 午後3時15分 = 15:15
8：30 = 8:30 ?b | 正午 = 12:00 | At 5:05 p.m. = 17:05 | it is 7:30 pm = 19:30
"""

NOT_TIMES = r"""
|7|12|1:2|1 : 14|12 : 40|1:2:3|25:00|7:60|7:75 pm|14:75 a.m.|24:01|36 a.m.|15:30 am|0:15 pm|7.30|19.30|3.14|x:30
{x : 30}|{7:30}|half past|past seven|five to six|ten to one|5 to 6|half to seven|half past 13|0 minutes past 5
sixty minutes past 5|quarter to 12 am|1 p.m. Monday|13:00 on Monday|7:30 and 8:30|7:30 or 19:30
from 7:30 to 8:30|7:30-8:30|7:30, 8:30|about 7:30|noon to midnight|at night|in the morning|12 in the morning
12 in the evening|3 in the night|ampm|pm|a.m.|am + bn|x pm 3|5 p|5 pm 3|\pm 3|3 \pm 5|8.2 \pm 0.1 cm|f: x -> 2x
f(7:30)|7:30 = x|-7:30|7::30|7:3|7:300|100:30|2:30:75|1,2:30|2^7:30|\frac{7}{30} pm|the ratio is 7:30|7:30 km
5 pm^2|12 pieces|点|时|8时x|8月30|上午|下午25点|下午|o'clock|midnight snack|afternoon|seven thirty
"""

DATES = r"""
September 20th = -9-20 | the 20th of September = -9-20 | Sept. 20, 2021 = 2021-9-20 Mon
20 September 2021 = 2021-9-20 Mon | 2021-09-20 = 2021-9-20 Mon | 2021/9/20 = 2021-9-20 Mon
2021.9.20 = 2021-9-20 Mon | 20.09.2021 = 2021-9-20 Mon | 9/20/2021 = 2021-9-20 Mon | 20/9/2021 = 2021-9-20 Mon
9/20 = -9-20 b | 20/9 = -9-20 b | 3/4 = -3-4 ?b | 3/3 = -3-3 b | 4/3/2021 = 2021-4-3 ? | month 9, day 20 = -9-20
day 20 of month 9 = -9-20 | 9月20日 = -9-20 | 九月二十日 = -9-20 | 9月20号 = -9-20
2021年9月20日 = 2021-9-20 Mon | 2021年9月20日 星期一 = 2021-9-20 Mon | 9月 = -9- | 星期四 = -- Thu
周日 = -- Sun | 礼拜天 = -- Sun | Thursday = -- Thu | on Thursday = -- Thu | Thurs. = -- Thu | THURSDAY = -- Thu
a Friday = -- Fri | Fri = -- Fri | Tue. = -- Tue | Thursday, October 3 = -10-3 Thu | Thu 3 Oct. = -10-3 Thu
the fourth of October, a Friday = -10-4 Fri | Sunday, September 1 = -9-1 Sun | Sunday 1 September = -9-1 Sun
September 1 (Sunday) = -9-1 Sun | September = -9- | in May = -5- | September 2021 = 2021-9- | May 2 = -5-2
the twenty-first of May = -5-21 | May twenty-first = -5-21 | the first of September = -9-1
September the 20th = -9-20 | 12 Aug = -8-12 | 26. April = -4-26 | 29 July 1946 = 1946-7-29 Mon
July 29, 1946 = 1946-7-29 Mon | \text{September 20} = -9-20 | $\text{September } 20$ = -9-20
September $20^{\text{th}}$ = -9-20 | September 20^{th}. = -9-20 | Feb 29 = -2-29 | Feb 29, 2020 = 2020-2-29 Sat
Tuesday, September 20, 2021 = 2021-9-20 Tue | 1 January 1500 = 1500-1-1
"""

NOT_DATES = r"""
|5|20th|the 20th|the fourth|second|2021|1/2/3|0/5|13/13|32/1|5/0|2/30|1/2 x|-1/2|3/4 + 1|x/y|\frac{9}{20}|1.5
9.20|9-20|2021-9-20|September 31|Feb 30|Feb 29, 2021|2021-02-29|2021-13-01|May 2 3|May June|September 20 and 21
September 20, 21|20 20 September|Monday or Tuesday|Monday Tuesday|the day after Monday|every Monday|Mondays|sun
sat|Sun.x|the sum|the march|a may|monkey|mark|market|x may 2|maybe|may be 2|juillet (July)|domingo (Sunday)
September 20 at 7:30|Sunday 1 August, 01:25|1946 people in May|12 months|October 3 m|月|9月x|13月1日|9月31日
星期八|一周|周长|周|2周|三月份的|{May 2}|May 2nd, 20211|decreasing|satisfies|mon ami|augment 3|3 sec
"""

# text = seconds
DURATIONS = r"""
2 hours and 35 minutes = 9300 | 2 h 35 min = 9300 | 2 hours, 35 minutes = 9300 | 2 hours 35 minutes = 9300
2h35min = 9300 | 2h 35m = 9300 | 2 hrs. 35 mins. = 9300 | 2\text{ h }35\text{ min} = 9300 | $2$ hours = 7200
2 \text{ hours} = 7200 | 2 hours, 46 minutes, and 40 seconds = 10000 | two hours = 7200
twenty-five minutes = 1500 | two hours and thirty-five minutes = 9300 | 1.5 hours = 5400 | 1/2 hour = 1800
3/2 h = 5400 | 1 1/2 hours = 5400 | \frac{1}{2} hour = 1800 | 2\frac{1}{4} hours = 8100
\frac{10}{3} \text{ hours} = 12000 | half an hour = 1800 | half a minute = 30 | a quarter of an hour = 900
quarter of an hour = 900 | three quarters of an hour = 2700 | an hour = 3600 | a minute = 60
an hour and a half = 5400 | one and a half hours = 5400 | two and a quarter hours = 8100
two and three quarters hours = 9900 | 2 hours and a half = 9000 | 5 s = 5 | 0.5 seconds = 1/2 | 5 ms = 1/200
7 milliseconds = 7/1000 | 3 days = 259200 | 2 weeks = 1209600 | 7 weeks, 2 days = 4406400
1,200 minutes = 72000 | 16 hours and 92 minutes = 63120 | 2小时35分钟 = 9300 | 三小时 = 10800 | 2时35分 = 9300
90分钟 = 5400 | 30秒 = 30 | 5天 = 432000 | 90 minutes. = 5400 | 2 h 0 min = 7200
"""

NOT_DURATIONS = r"""
|5|hours|h|x hours|2 x hours|5 m|5 meters|1:30:00|1:30|7h30|2 years|3 months|30 min 2 h|2 h 3 h
2 hours or 3 hours|2 hours ago|in 2 hours|about 2 hours|2-3 hours|2 hours and|2 hours and 5|1/0 h
5 minutes of arc|5 km/h|5 h^2|5 hm|-5 s|5 + 3 s|2 minutes per hour|{1 s}|an hour minute|half|half an apple
a quarter|quarter to nine|every hour|1,20 minutes|1.2.3 s|小时|x小时|2小时x|sin s|2 sides|12 hours later
"""


def rows(table: str) -> list[tuple[str, str]]:
    pairs = (row.rsplit(" = ", 1) for line in table.strip().splitlines() for row in line.split(" | "))
    return [(text, expected) for text, expected in pairs]


def texts(table: str) -> list[str]:
    return [text for line in table.strip().splitlines() for text in line.split("|")]


def show_time(t: Time) -> str:
    second = f":{float(t.second.p) / float(t.second.q):g}" if t.second else ""
    flags = ("" if t.meridiem_known else "?") + ("b" if t.bare else "")
    return f"{t.hour}:{t.minute:02}{second} {flags}".strip()


def show_date(d: Date) -> str:
    day = f"{d.year or ''}-{d.month or ''}-{d.day or ''}"
    weekday = "" if d.weekday is None else ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][d.weekday]
    flags = ("?" if d.ambiguous else "") + ("b" if d.bare else "")
    return " ".join(filter(None, [day, weekday, flags]))


@pytest.mark.parametrize(("text", "expected"), rows(TIMES))
def test_times(text: str, expected: str) -> None:
    found = read_time(text)
    assert found is not None
    assert show_time(found) == expected


@pytest.mark.parametrize("text", texts(NOT_TIMES))
def test_no_times(text: str) -> None:
    assert read_time(text) is None


@pytest.mark.parametrize(("text", "expected"), rows(DATES))
def test_dates(text: str, expected: str) -> None:
    found = read_date(text)
    assert found is not None
    assert show_date(found) == expected


@pytest.mark.parametrize("text", texts(NOT_DATES))
def test_no_dates(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(("text", "expected"), rows(DURATIONS))
def test_durations(text: str, expected: str) -> None:
    top, _, bottom = expected.partition("/")
    assert read_duration(text) == fmpq(int(top), int(bottom or 1))


@pytest.mark.parametrize("text", texts(NOT_DURATIONS))
def test_no_durations(text: str) -> None:
    assert read_duration(text) is None


# a ~ b: yes, no or ? (cannot be told)
SAME_TIMES = """
7:30 pm ~ 19:30: yes | 7:30 pm ~ half past seven in the evening: yes
12:25 p.m. ~ twenty-five minutes past noon: yes | 12:25 p.m. ~ 12:25 a.m.: no | 12:25 a.m. ~ 0:25: yes
7:30 ~ 7:30: yes | 7:30 ~ 7:30 pm: ? | 7:30 ~ 19:30: ? | 7:30 ~ 7:31: no | 7:30 ~ 8:30 pm: no
08:32 ~ 8:32 AM: yes | 08:32 ~ 8:32 PM: no | 08:32 ~ 8:32: yes | half past seven ~ 7:30: yes
half past seven ~ 7:30 am: ? | noon ~ 12 p.m.: yes | noon ~ midnight: no | 24:00 ~ midnight: yes
5 PM ~ 17:00: yes | 上午8:30 ~ 8:30 am: yes | 12:25 (24-hour clock) ~ 12:25 pm: yes | 12:40 ~ 3:10: ?
6:15 ~ 2:05: no | 12:40 ~ 12:45: no | 12 o'clock ~ noon: ? | 7:30:00 pm ~ 7:30 pm: yes
7:30:01 pm ~ 7:30 pm: no
"""

SAME_DATES = """
September 20th ~ the 20th of September: yes | September 20 ~ September 21: no
Sept. 20, 2021 ~ September 20: yes | Sept. 20, 2021 ~ Sept. 20, 2022: no | 9/20 ~ September 20: yes
20/9 ~ 9/20: yes | 3/4 ~ 3/4: yes | 3/4 ~ 4/3: ? | 3/4 ~ March 4: ? | 3/4 ~ April 3: ? | 3/4 ~ May 4: no
3/3 ~ March 3: yes | 1/2 ~ 2/4: ? | 1/2 ~ 2/5: no | 9/20 ~ 18/40: - | Thursday ~ Thurs.: yes
Thursday ~ Friday: no | Thursday ~ October 3: ? | Thursday ~ Thursday, October 3: ?
Friday, October 3 ~ Thursday, October 3: no | October 3 ~ Thursday, October 3: yes | September ~ September 20: ?
September ~ October 20: no | September ~ Sept: yes | September ~ Thursday: ? | September 20, 2021 ~ Monday: ?
September 20, 2021 ~ Tuesday: no | 9月20日 ~ September 20: yes | month 9, day 20 ~ month 9, day 19: no
2021-09-20 ~ 20 September 2021: yes | September 2021 ~ September 2022: no | September 2021 ~ September: yes
"""


def same_rows(table: str) -> list[tuple[str, str, str]]:
    split = (row.rsplit(": ", 1) for line in table.strip().splitlines() for row in line.split(" | "))
    return [(pair.split(" ~ ")[0], pair.split(" ~ ")[1], expected) for pair, expected in split]


ANSWERS = {"yes": True, "no": False, "?": None}


@pytest.mark.parametrize(("a", "b", "expected"), same_rows(SAME_TIMES))
def test_same_time(a: str, b: str, expected: str) -> None:
    x, y = read_time(a), read_time(b)
    assert x is not None
    assert y is not None
    assert same_time(x, y) is same_time(y, x) is ANSWERS[expected]


@pytest.mark.parametrize(("a", "b", "expected"), same_rows(SAME_DATES))
def test_same_date(a: str, b: str, expected: str) -> None:
    x, y = read_date(a), read_date(b)
    if expected == "-":
        assert x is None or y is None
        return
    assert x is not None
    assert y is not None
    assert same_date(x, y) is same_date(y, x) is ANSWERS[expected]


@given(st.integers(0, 23), st.integers(0, 59))
def test_clock_notations_agree(hour: int, minute: int) -> None:
    full = read_time(f"{hour:02}:{minute:02}")
    half = read_time(f"{(hour - 1) % 12 + 1}:{minute:02} {'ap'[hour >= 12]}.m.")
    assert full is not None
    assert half is not None
    assert same_time(full, half) is (None if 10 <= hour <= 12 else True)
    assert (half.hour, half.minute) == (hour, minute)


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2999, 12, 31)))
def test_date_notations_agree(day: date) -> None:
    forms = ["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%A, %B %d", "the %dth of %b. %Y", "%a %d %B %Y", "%Y/%m/%d", "%d %B"]
    first, *others = [read_date(day.strftime(form)) for form in forms]
    assert first is not None
    for other in others:
        assert other is not None
        assert same_date(first, other) is True


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_duration_adds_up(hours: int, minutes: int, seconds: int) -> None:
    total = 3600 * hours + 60 * minutes + seconds
    assert read_duration(f"{hours} h {minutes} min {seconds} s") == total
    assert read_duration(f"{hours} hours, {minutes} minutes and {seconds} seconds") == total


FRAGMENTS = r"""
7 30 12 2021 9/20 : 1 h min s pm a.m. noon past to half quarter a the of September Monday th \text{ } $ { 月 日 时 分
点 半 上午 星期 二 十 and , . - ' o'clock in morning \frac{1}{2} ^ hours day
"""
PIECES = st.lists(st.sampled_from(FRAGMENTS.split()), max_size=9)


@given(st.one_of(st.text(max_size=40), PIECES.map(" ".join), PIECES.map("".join)))
def test_never_raises(text: str) -> None:
    clock, day, duration = read_time(text), read_date(text), read_duration(text)
    assert clock is None or (0 <= clock.hour < 24 and 0 <= clock.minute < 60 and same_time(clock, clock))
    assert day is None or same_date(day, day)
    assert duration is None or duration >= 0


def test_long_texts() -> None:
    for piece in ["7:30 ", "half past ", "2 hours ", "September ", "{", "\\text{", "1/2 ", "十"]:
        text = piece * 100_000
        assert read_time(text) is None
        assert read_date(text) is None
        assert read_duration(text) is None
