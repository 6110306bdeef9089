"""Families whose answer is one number: fractions, probabilities, counts, options."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from tinyv.data.synth import text as t
from tinyv.data.synth.family import Family, Form

F = Fraction


def _fraction(chance: Random) -> F:
    return F(chance.choice([-1, 1]) * chance.randint(1, 24), chance.choice([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 25]))


def _ask_fraction(x: F, chance: Random) -> str:
    a = F(chance.randint(1, 9), chance.choice([2, 3, 4, 5, 6]))
    k = chance.randint(2, 9)
    return chance.choice(
        [
            f"Compute ${t.latex(x + a)}-{t.latex(a)}$.",
            f"Solve for $x$: ${k}x+{k}={t.latex(k * x + k)}$.",
            f"If $x$ divided by {k} is ${t.latex(x / k)}$, what is $x$?",
            f"The line through the origin and $(1,{t.latex(x)})$ has slope $m$. What is $m$?",
            f"已知 ${k}x={t.latex(k * x)}$,求 $x$ 的值。",
        ]
    )


def _said(x: F) -> str | None:
    word = t.spoken_fraction(x)
    return word and f"The value is {word}."


def _sentence(before: str, after: str = "") -> Form[F]:
    return Form("5.1", lambda x: f"{before}{t.plain(x)}{after}", built=True)


FRACTION: Family[F] = Family(
    "fraction",
    _fraction,
    _ask_fraction,
    (
        Form("1.2", t.latex, bare=True),
        Form("4.2", t.plain, bare=True),
        Form("4.1", t.real_decimal, bare=True),
        Form("4.1", lambda x: (d := t.real_decimal(x)) and f"${d}$"),
        Form("2.5", t.mixed),
        Form("1.2", lambda x: t.latex(x).replace("frac", "dfrac")),
        Form("3.4", lambda x: rf"\frac{{{-x.numerator}}}{{{-x.denominator}}}"),
        Form("4.2", lambda x: f"{x.numerator * 3}/{x.denominator * 3}"),
        Form("4.2", lambda x: rf"{x.numerator} \div {x.denominator}"),
        Form("4.2", lambda x: rf"{x.numerator} \cdot {x.denominator}^{{-1}}"),
        Form("1.3", lambda x: rf"\boxed{{{t.latex(x)}}}"),
        Form("1.2", lambda x: t.minus(t.plain(x))),
        Form("5.3", t.spoken_fraction, built=True),
        Form("5.1", _said, built=True),
        Form("5.4", t.han_fraction, built=True),
        Form("5.4", lambda x: (w := t.han_fraction(x)) and f"答案是{w}。", built=True),
        _sentence("The result is **", "**."),
        _sentence("Der Wert ist ", "."),
        _sentence("El valor es ", "."),
        _sentence("Значение равно ", "."),
        _sentence("所以结果为 ", "。"),
        _sentence("La valeur cherchée est ", "."),
        _sentence("答えは ", " です。"),
    ),
    {
        "sign": lambda x, _: -x,
        "inverse": lambda x, _: 1 / x,
        "near-number": lambda x, c: F(x.numerator + c.choice([-1, 1]), x.denominator) or None,
        "wrong-denominator": lambda x, c: F(x.numerator, x.denominator + c.choice([-1, 1]) or 3),
        "decimal-shift": lambda x, c: x * c.choice([F(10), F(1, 10)]),
    },
)


def _chance(chance: Random) -> F:
    n = chance.choice([3, 4, 5, 6, 8, 10, 12, 15, 20, 25])
    return F(chance.randint(1, n - 1), n)


def _proper(n: int, d: int) -> F | None:
    return F(n, d) if 0 < n < d else None


def _ask_chance(x: F, chance: Random) -> str | None:
    if not 0 < x < 1 or x.denominator > 60:
        return None
    total = x.denominator * chance.randint(1, 3)
    good = x * total
    choices = (("balls", "bag", "is red"), ("tickets", "box", "wins"), ("marbles", "jar", "is blue"))
    things, place, drawn = chance.choice(choices)
    verb = {"is red": "are red", "wins": "win", "is blue": "are blue"}[drawn]
    return chance.choice(
        [
            f"A {place} holds {total} {things}, of which {good} {verb}. One of them is drawn at random. What is the "
            f"probability that it {drawn}?",
            f"从写有 1 到 {total} 的 {total} 张卡片中任取一张,取到不超过 {good} 的卡片的概率是多少?",
            f"A spinner has {total} equal sectors and {good} of them are shaded. Find the probability that it stops on "
            "a shaded one.",
        ]
    )


CHANCE: Family[F] = Family(
    "probability",
    _chance,
    _ask_chance,
    (
        Form("1.2", t.latex, bare=True),
        Form("4.2", t.plain, bare=True),
        Form("4.1", t.real_decimal, bare=True),
        Form("4.4", t.percent),
        Form("4.4", lambda x: (p := t.percent(x)) and p.replace("%", r"\%")),
        Form("5.2", lambda x: f"P = {t.plain(x)}"),
        Form("5.2", lambda x: f"$P(A)={t.latex(x)}$"),
        Form("4.2", lambda x: f"{2 * x.numerator}/{2 * x.denominator}"),
        Form("5.3", lambda x: f"{x.numerator} in {x.denominator}", built=True),
        Form("5.3", lambda x: f"{x.numerator} out of {x.denominator}", built=True),
        Form("5.3", lambda x: f"a {x.numerator} in {x.denominator} chance", built=True),
        Form("5.3", lambda x: f"odds of {x.numerator} to {x.denominator - x.numerator} in favour", built=True),
        Form("5.3", t.spoken_fraction, built=True),
        Form("5.4", t.han_fraction, built=True),
        Form("5.4", lambda x: f"概率为 {t.plain(x)}", built=True),
        Form("5.4", lambda x: f"вероятность равна {t.plain(x)}", built=True),
        Form("5.3", lambda x: (p := t.percent(x)) and f"There is a {p[:-1]} percent probability.", built=True),
        Form("5.1", lambda x: f"1 − {t.plain(1 - x)} = {t.plain(x)}", built=True),
    ),
    {
        "complement": lambda x, _: 1 - x,
        "near-number": lambda x, c: _proper(x.numerator + c.choice([-1, 1]), x.denominator),
        "wrong-denominator": lambda x, c: (
            y if 0 < (y := F(x.numerator, x.denominator + c.choice([-1, 1]) or 2)) < 1 else None
        ),
        "square": lambda x, _: x * x,
        "part-to-part": lambda x, _: _proper(x.numerator, x.denominator - x.numerator),
    },
)

Count = tuple[int, int]  # how many, of what
# singular, plural, Chinese measure word and noun, Russian genitive plural, German plural, Spanish plural
THINGS = (
    ("apple", "apples", "个苹果", "яблок", "Äpfel", "manzanas"),
    ("book", "books", "本书", "книг", "Bücher", "libros"),
    ("ticket", "tickets", "张票", "билетов", "Karten", "entradas"),
    ("student", "students", "名学生", "учеников", "Schüler", "alumnos"),
    ("day", "days", "天", "дней", "Tage", "días"),
    ("page", "pages", "页", "страниц", "Seiten", "páginas"),
    ("car", "cars", "辆车", "машин", "Autos", "coches"),
)


def _ask_count(value: Count, chance: Random) -> str | None:
    n, kind = value
    if n < 2:
        return None
    plural = THINGS[kind][1]
    a = chance.randint(2, 40)
    k = chance.randint(2, 9)
    if kind == 4:
        return f"A job of {n * k} hours is done at {k} hours a day. How many days does it take?"
    return chance.choice(
        [
            f"A club had {n + a} {plural} in its plan and {a} of these were cancelled. How many {plural} were left?",
            f"There are {n * k} {plural}, shared equally among {k} groups. How many {plural} does each group get?",
            f"A list counts {a} {plural} on Monday and {n + a} by Friday. By how many {plural} did the list grow?",
            f"一共有 {n * k} {THINGS[kind][2]},平均分成 {k} 份,每份是多少?",
        ]
    )


def _worded(words: object, pattern: str, column: int) -> Form[Count]:
    def write(value: Count) -> str | None:
        word = words(value[0])  # type: ignore[operator]
        return word and pattern.format(word, THINGS[value[1]][column])

    return Form("5.3", write, built=True)


def _counted(pattern: str, column: int, kind: str = "5.3") -> Form[Count]:
    return Form(kind, lambda v: pattern.format(v[0], THINGS[v[1]][column]) if v[0] > 1 else None, built=True)


COUNT: Family[Count] = Family(
    "count",
    lambda c: (c.randint(2, 60), c.randrange(len(THINGS))),
    _ask_count,
    (
        Form("1.1", lambda v: str(v[0]), bare=True),
        _counted("{} {}", 1, "1.4"),
        _counted(r"{}\text{{ {}}}", 1, "1.4"),
        _counted("**{} {}**", 1, "1.3"),
        _counted("{}{}", 2, "5.4"),
        _counted("共{}{}。", 2, "5.4"),
        _counted("{} {}", 3, "5.4"),
        _counted("{} {}", 4, "5.4"),
        _counted("Son {} {}.", 5, "5.4"),
        _counted("The answer is {} {}.", 1, "5.1"),
        _counted("In total that makes {0} {1}, so {0}.", 1, "5.1"),
        _worded(t.english, "{} {}", 1),
        _worded(t.english, "It is {} {}.", 1),
        _worded(t.chinese, "{}{}", 2),
        _worded(t.word_of(t.RUSSIAN), "{} {}", 3),
        _worded(t.word_of(t.GERMAN), "{} {}", 4),
        _worded(t.word_of(t.SPANISH), "{} {}", 5),
        Form("5.2", lambda v: f"x = {v[0]}"),
        Form("1.1", lambda v: f"{v[0]}.0"),
    ),
    {
        "off-by-one": lambda v, c: (v[0] + c.choice([-1, 1]), v[1]),
        "near-number": lambda v, c: (v[0] + c.choice([2, 10, 5]), v[1]),
        "digits-swapped": lambda v, _: (int(str(v[0])[::-1]), v[1]),
        "wrong-factor": lambda v, _: (2 * v[0], v[1]),
    },
)

FAMILIES = (FRACTION, CHANCE, COUNT)
