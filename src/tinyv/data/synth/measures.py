"""Families whose answer has a unit or a rate: quantities, angles, durations, clock times, ratios, percentages."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from random import Random

from tinyv.data.synth import text as t
from tinyv.data.synth.family import Family, Form

F = Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit: its symbol, its names, and how many of the first unit of its dimension it is."""

    symbol: str
    english: str
    chinese: str
    russian: str
    german: str
    size: F


DIMENSIONS = (
    (
        Scale("m", "meters", "米", "м", "Meter", F(1)),
        Scale("cm", "centimeters", "厘米", "см", "Zentimeter", F(1, 100)),
        Scale("km", "kilometers", "千米", "км", "Kilometer", F(1000)),
        Scale("mm", "millimeters", "毫米", "мм", "Millimeter", F(1, 1000)),
    ),
    (
        Scale("kg", "kilograms", "千克", "кг", "Kilogramm", F(1)),
        Scale("g", "grams", "克", "г", "Gramm", F(1, 1000)),
        Scale("t", "tonnes", "吨", "т", "Tonnen", F(1000)),
    ),
    (
        Scale("L", "liters", "升", "л", "Liter", F(1)),
        Scale("mL", "milliliters", "毫升", "мл", "Milliliter", F(1, 1000)),
    ),
    (
        Scale("h", "hours", "小时", "ч", "Stunden", F(1)),
        Scale("min", "minutes", "分钟", "мин", "Minuten", F(1, 60)),
        Scale("s", "seconds", "秒", "с", "Sekunden", F(1, 3600)),
    ),
    (
        Scale("m/s", "meters per second", "米/秒", "м/с", "Meter pro Sekunde", F(1)),
        Scale("km/h", "kilometers per hour", "千米/时", "км/ч", "Kilometer pro Stunde", F(5, 18)),
    ),
)
ASKS = (
    "A rope is cut into {k} equal pieces. The whole rope measured {whole} {unit}. How long is one piece?",
    "{k} equal sacks weigh {whole} {unit} together. What does one sack weigh?",
    "A tank of {whole} {unit} fills {k} equal cans. What does one can hold?",
    "{k} equal shifts take {whole} {unit} in all. How long is one shift?",
    "Running {k} times as fast as usual, a machine part moves at {whole} {unit}. What is its usual speed?",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """So many of unit `unit` of dimension `dimension`."""

    amount: F
    dimension: int
    unit: int

    @property
    def scale(self) -> Scale:
        return DIMENSIONS[self.dimension][self.unit]

    def other(self, step: int) -> Measure:
        """The same quantity in another unit."""
        units = DIMENSIONS[self.dimension]
        at = (self.unit + step) % len(units)
        return Measure(self.amount * self.scale.size / units[at].size, self.dimension, at)


def _measure(chance: Random) -> Measure:
    dimension = chance.randrange(len(DIMENSIONS))
    amount = F(chance.randint(1, 60), chance.choice([1, 1, 2, 4, 5]))
    return Measure(amount, dimension, chance.randrange(len(DIMENSIONS[dimension])))


def _ask_measure(v: Measure, chance: Random) -> str | None:
    k = chance.randint(2, 9)
    whole = t.decimal(v.amount * k, 6)
    return whole and ASKS[v.dimension].format(k=k, whole=whole, unit=v.scale.symbol)


def _in(step: int, pattern: str, column: str, kind: str, bare: bool = False, built: bool = False) -> Form[Measure]:
    def write(v: Measure) -> str | None:
        moved = v.other(step) if step else v
        number = t.decimal(moved.amount, 5)
        if number is None or len(number) > 9 or moved.amount == 1:
            return None
        number = number.replace(".", ",") if column in ("russian", "german") else number
        return pattern.format(number, getattr(moved.scale, column))

    return Form(kind, write, built, bare)


MEASURE: Family[Measure] = Family(
    "quantity",
    _measure,
    _ask_measure,
    (
        _in(0, "{} {}", "symbol", "1.4", bare=True),
        _in(0, r"{}\ \text{{{}}}", "symbol", "1.4", bare=True),
        _in(0, "{} {}", "english", "1.4", bare=True),
        _in(1, "{} {}", "symbol", "4.4"),
        _in(1, r"{}\,\mathrm{{{}}}", "symbol", "4.4"),
        _in(2, "{} {}", "symbol", "4.4"),
        _in(1, "{} {}", "english", "4.4"),
        _in(1, "It is {} {}.", "english", "5.1", built=True),
        _in(0, "That makes {} {} each.", "english", "5.1", built=True),
        _in(0, "{}{}", "chinese", "5.4", built=True),
        _in(1, "{}{}", "chinese", "5.4", built=True),
        _in(0, "{} {}", "russian", "5.4", built=True),
        _in(1, "{} {}", "russian", "5.4", built=True),
        _in(0, "{} {}", "german", "5.4", built=True),
        _in(1, "also {} {}", "german", "5.4", built=True),
    ),
    {
        "wrong-unit": lambda v, _: Measure(v.amount, v.dimension, (v.unit + 1) % len(DIMENSIONS[v.dimension])),
        "decimal-shift": lambda v, c: Measure(v.amount * c.choice([F(10), F(1, 10)]), v.dimension, v.unit),
        "near-number": lambda v, c: (
            Measure(v.amount + c.choice([-1, 1]), v.dimension, v.unit) if v.amount > 1 else None
        ),
        "wrong-factor": lambda v, _: Measure(2 * v.amount, v.dimension, v.unit),
    },
)

ANGLES = (
    15,
    18,
    20,
    24,
    30,
    36,
    40,
    45,
    50,
    54,
    60,
    70,
    72,
    75,
    80,
    100,
    105,
    108,
    110,
    120,
    130,
    135,
    140,
    144,
    150,
    160,
    165,
)


def _radians(d: int, pi: str = r"\pi") -> str:
    share = F(d, 180)
    top = pi if share.numerator == 1 else f"{share.numerator}{pi}"
    return top if share.denominator == 1 else rf"\frac{{{top}}}{{{share.denominator}}}"


def _ask_angle(d: int, chance: Random) -> str | None:
    if not 0 < d < 180:
        return None
    a = chance.randint(2, min(d, 60)) if d > 2 else 1
    return chance.choice(
        [
            f"Two angles of a triangle add up to ${180 - d}^\\circ$. How large is the third?",
            f"An angle exceeds another by ${a}^\\circ$, which measures ${d - a}^\\circ$. Find the first angle.",
            f"等腰三角形两底角之和为 ${180 - d}^\\circ$,求顶角。",
        ]
    )


ANGLE: Family[int] = Family(
    "angle",
    lambda c: c.choice(ANGLES),
    _ask_angle,
    (
        Form("1.4", lambda d: rf"{d}^\circ", bare=True),
        Form("1.4", lambda d: f"{d}°", bare=True),
        Form("4.4", _radians),
        Form("4.4", lambda d: _radians(d) + r"\text{ rad}"),
        Form("5.3", lambda d: f"{d} degrees", bare=True),
        Form("1.2", lambda d: f"${F(d, 180)}\\pi$" if d % 180 else None),
        Form("5.2", lambda d: rf"\angle = {d}^\circ", built=True),
        Form("5.3", lambda d: (w := t.english(d)) and f"{w} degrees", built=True),
        Form("5.4", lambda d: f"{d}度", built=True),
        Form("5.4", lambda d: f"{d} градусов", built=True),
        Form("5.4", lambda d: f"{d} grados", built=True),
        Form("5.4", lambda d: (w := t.chinese(d)) and f"{w}度", built=True),
        Form("5.1", lambda d: f"The angle measures {d}°.", built=True),
    ),
    {
        "supplement": lambda d, _: 180 - d if d != 90 else None,
        "complement": lambda d, _: 90 - d if d < 90 and d != 45 else None,
        "near-number": lambda d, c: d + c.choice([-5, 5, -10, 10]),
        "half": lambda d, _: d // 2 if d % 2 == 0 else 2 * d if d < 90 else None,
    },
)


def _ask_minutes(m: int, chance: Random) -> str | None:
    if m <= 60 or m % 60 == 0:
        return None
    start = chance.randint(6, 12) * 60 + chance.choice([0, 10, 15, 25, 40])
    first, last = (f"{s // 60}:{s % 60:02}" for s in (start, start + m))
    return f"A train leaves at {first} and arrives at {last} (24-hour clock) on that day. How long is the journey?"


MINUTES: Family[int] = Family(
    "duration",
    lambda c: c.choice([65, 70, 75, 80, 90, 95, 100, 105, 110, 125, 130, 135, 140, 150, 165, 195, 210, 225, 255, 270]),
    _ask_minutes,
    (
        Form("4.4", lambda m: f"{m} minutes", bare=True),
        Form("4.4", lambda m: f"{m // 60} h {m % 60} min", bare=True),
        Form("4.4", lambda m: f"{m // 60} hours {m % 60} minutes", bare=True),
        Form("4.4", lambda m: f"{m // 60} hours and {m % 60} minutes"),
        Form("4.4", lambda m: (d := t.real_decimal(F(m, 60))) and f"{d} hours"),
        Form("4.4", lambda m: rf"{t.mixed(F(m, 60))}\text{{ hours}}" if t.mixed(F(m, 60)) else None),
        Form("4.4", lambda m: rf"{m}\text{{ min}}"),
        Form("5.4", lambda m: f"{m // 60}小时{m % 60}分钟", built=True),
        Form("5.4", lambda m: f"{m // 60} ч {m % 60} мин", built=True),
        Form("5.4", lambda m: f"{m // 60} Std. {m % 60} Min.", built=True),
        Form("5.3", lambda m: f"{t.english(m // 60)} h and {t.english(m % 60)} min", built=True),
        Form("5.3", lambda m: f"{60 - m % 60} minutes short of {m // 60 + 1} hours", built=True),
    ),
    {
        "near-number": lambda m, c: m + c.choice([-5, 5, 10]),
        "off-by-one": lambda m, c: m + c.choice([-60, 60]) if m > 120 else m + 60,
        "wrong-remainder": lambda m, _: m - m % 60 + (60 - m % 60) if m % 60 not in (0, 30) else None,
    },
)

Ratio = tuple[int, int]


def _ask_ratio(v: Ratio, chance: Random) -> str | None:
    a, b = v
    if a < 1 or b < 1 or gcd(a, b) > 1 or a == b:
        return None
    k = chance.randint(2, 9)
    return chance.choice(
        [
            f"A class has {a * k} girls and {b * k} boys. What is the ratio of girls to boys?",
            f"盐 {a * k} 克溶于 {b * k} 克水中,盐与水的质量比是多少?",
            f"${b}x={a}y$ with $x,y\\ne0$. Find $x:y$.",
        ]
    )


RATIO: Family[Ratio] = Family(
    "ratio",
    lambda c: (c.randint(1, 9), c.randint(1, 9)),
    _ask_ratio,
    (
        Form("2.2", lambda v: f"{v[0]}:{v[1]}", bare=True),
        Form("2.2", lambda v: f"{v[0]} : {v[1]}", bare=True),
        Form("2.2", lambda v: rf"\frac{{{v[0]}}}{{{v[1]}}}"),
        Form("2.2", lambda v: f"{v[0]} to {v[1]}"),
        Form("2.2", lambda v: f"{v[0]}/{v[1]}"),
        Form("5.3", lambda v: f"{v[0]} of the first for every {v[1]} of the second", built=True),
        Form("5.3", lambda v: f"The ratio is {v[0]} to {v[1]}.", built=True),
        Form("5.4", lambda v: f"{v[0]}比{v[1]}", built=True),
        Form("5.4", lambda v: f"{v[0]} к {v[1]}", built=True),
        Form("5.4", lambda v: f"{v[0]} zu {v[1]}", built=True),
        Form("5.4", lambda v: f"二者之比为 {v[0]}∶{v[1]}", built=True),
        Form("5.3", lambda v: f"the first is {v[0]}/{v[1]} of the second", built=True),
    ),
    {
        "inverse": lambda v, _: (v[1], v[0]),
        "part-to-whole": lambda v, _: (v[0], v[0] + v[1]),
        "near-number": lambda v, c: (v[0] + 1, v[1]) if c.random() < 0.5 else (v[0], v[1] + 1),
    },
)


def _ask_change(p: int, chance: Random) -> str | None:
    if not p or abs(p) > 90:
        return None
    price = chance.choice([20, 40, 50, 80, 100, 120, 200, 250, 400])
    after = t.decimal(F(price * (100 + p), 100), 2)
    return after and chance.choice(
        [
            f"The price of a coat went from ${price} to ${after}. Describe the change in percent.",
            f"某商品原价 {price} 元,现价 {after} 元。价格变化了百分之几?",
        ]
    )


def _change(kind: str, up: str, down: str, bare: bool = False) -> Form[int]:
    return Form(kind, lambda p: (up if p > 0 else down).format(abs(p), 100 + p), True, bare)


CHANGE: Family[int] = Family(
    "change",
    lambda c: c.choice([-1, 1]) * c.choice([5, 10, 15, 20, 25, 30, 40, 45, 60, 75]),
    _ask_change,
    (
        _change("5.3", "a {}% increase", "a {}% decrease", bare=True),
        _change("5.3", "increased by {}%", "decreased by {}%", bare=True),
        _change("5.3", "It rose by {} percent.", "It fell by {} percent."),
        _change("5.2", "up {}%", "down {}%"),
        _change("5.3", "now {1}% of what it was", "now {1}% of what it was"),
        _change("5.4", "上涨了{}%", "下降了{}%"),
        _change("5.4", "提高百分之{}", "降低百分之{}"),
        _change("5.4", "выросла на {} %", "снизилась на {} %"),
        _change("5.4", "aumentó un {} %", "bajó un {} %"),
        _change("5.4", "um {} % gestiegen", "um {} % gefallen"),
        _change("1.2", "+{}%", "-{}%"),
    ),
    {
        "reversed-change": lambda p, _: -p,
        "near-number": lambda p, c: p + c.choice([-5, 5]) if abs(p) > 5 else 2 * p,
        "whole-not-change": lambda p, _: (100 - abs(p)) * (1 if p > 0 else -1) if abs(p) != 50 else None,
    },
    certain=True,
)


def _clock(m: int) -> tuple[int, int, str]:
    return (m // 60 % 12 or 12), m % 60, "AM" if m < 720 else "PM"


def _part(m: int) -> str:
    return "morning" if m < 720 else "afternoon" if m < 1080 else "evening"


def _ask_clock(m: int, chance: Random) -> str | None:
    if not 0 < m < 1440 or 690 < m < 780:
        return None
    d = chance.randint(20, 200)
    if m - d <= 0:
        return None
    hour, minute, half = _clock(m - d)
    return f"A film starts at {hour}:{minute:02} {half} and runs for {d} minutes. When does it end?"


CLOCK: Family[int] = Family(
    "clock",
    lambda c: c.randint(6, 22) * 60 + c.choice([5, 10, 15, 20, 25, 30, 40, 45, 50, 55]),
    _ask_clock,
    (
        Form("2.5", lambda m: "{}:{:02} {}".format(*_clock(m)), bare=True),
        Form("2.5", lambda m: "{}:{:02} {}.m.".format(*_clock(m)[:2], _clock(m)[2][0].lower()), bare=True),
        Form("2.5", lambda m: f"{m // 60}:{m % 60:02}" if m >= 780 else None, bare=True),
        Form("2.5", lambda m: f"{m // 60:02}:{m % 60:02}", built=True),
        Form("2.5", lambda m: "{}:{:02}{}".format(*_clock(m)).lower()),
        Form(
            "5.3",
            lambda m: "at {}:{:02} in the {}".format(*_clock(m)[:2], _part(m)),
            built=True,
        ),
        Form("5.4", lambda m: "{}{}点{}分".format("上午" if m < 720 else "下午", *_clock(m)[:2]), built=True),
        Form("5.4", lambda m: f"в {m // 60}:{m % 60:02}", built=True),
        Form("5.4", lambda m: f"um {m // 60}.{m % 60:02} Uhr", built=True),
        Form("5.3", lambda m: f"{m % 60} minutes past {_clock(m)[0]} {_clock(m)[2]}" if m % 60 else None, built=True),
    ),
    {
        "swapped-halves": lambda m, _: (m + 720) % 1440,
        "off-by-one": lambda m, c: m + c.choice([-60, 60]),
        "near-number": lambda m, c: m + c.choice([-10, 10, 5, -5]),
    },
    certain=True,
)

FAMILIES = (MEASURE, ANGLE, MINUTES, RATIO, CHANGE, CLOCK)
