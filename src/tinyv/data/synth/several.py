"""Families whose answer has several parts: roots, sets, points, vectors, who has what, who comes first."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

from tinyv.data.synth import text as t
from tinyv.data.synth.family import Family, Form

Ints = tuple[int, ...]


def _without(v: Ints, chance: Random) -> Ints | None:
    gone = chance.randrange(len(v))
    return v[:gone] + v[gone + 1 :] if len(v) > 2 else None


def _with(v: Ints, chance: Random) -> Ints | None:
    more = max(v) + chance.randint(1, 3)
    return tuple(sorted((*v, more))) if len(v) < 7 else None


def _nudge(v: Ints, chance: Random) -> Ints | None:
    at = chance.randrange(len(v))
    moved = tuple(sorted(x + (chance.choice([-1, 1]) if i == at else 0) for i, x in enumerate(v)))
    return moved if len(set(moved)) == len(v) else None


def _negate_one(v: Ints, chance: Random) -> Ints | None:
    at = chance.randrange(len(v))
    moved = tuple(sorted(-x if i == at else x for i, x in enumerate(v)))
    return moved if len(set(moved)) == len(v) else None


def _joined(v: Ints, last: str, between: str = ", ") -> str:
    return between.join(map(str, v[:-1])) + f"{last}{v[-1]}" if len(v) > 1 else str(v[0])


def _roots_form(kind: str, pattern: str, built: bool = False, bare: bool = False) -> Form[Ints]:
    return Form(kind, lambda v: pattern.format(*v) if len(v) == 2 else None, built, bare)


def _ask_roots(v: Ints, chance: Random) -> str | None:
    if len(v) != 2 or v[0] == v[1]:
        return None
    a, b = v
    k = chance.choice([1, 1, 2, 3])
    left = t.added([(k, "x^2"), (-k * (a + b), "x"), (k * a * b, "")])
    return chance.choice(
        [
            f"Solve ${left}=0$.",
            f"Find all real roots of ${left}$.",
            f"方程 ${left}=0$ 的解为____。",
            f"Решите уравнение ${left}=0$.",
        ]
    )


ROOTS: Family[Ints] = Family(
    "roots",
    lambda c: tuple(sorted(c.sample([n for n in range(-12, 13) if n], 2))),
    _ask_roots,
    (
        _roots_form("2.3", r"x={0} \text{{ or }} x={1}", bare=True),
        _roots_form("2.3", "{0}, {1}", bare=True),
        _roots_form("2.3", r"\{{{0},{1}\}}", bare=True),
        _roots_form("6.1", "{1}, {0}"),
        _roots_form("6.1", "x = {1}, x = {0}"),
        _roots_form("6.2", r"x\in\{{{1},{0}\}}"),
        _roots_form("7.2", "x₁ = {0}, x₂ = {1}"),
        _roots_form("7.2", "$x_1={1},\\ x_2={0}$"),
        _roots_form("5.3", "The roots are {0} and {1}.", True),
        _roots_form("5.3", "x equals {1} or {0}", True),
        _roots_form("5.4", "x={0} 或 x={1}", True),
        _roots_form("5.4", "方程的两个根分别是{1}和{0}", True),
        _roots_form("5.4", "x = {1} или x = {0}", True),
        _roots_form("5.4", "x = {0} oder x = {1}", True),
        _roots_form("5.4", "Las soluciones son {1} y {0}.", True),
        _roots_form("5.4", "Les solutions sont x = {0} et x = {1}.", True),
        Form("6.3", lambda v: f"{sum(v) // 2} ± {(v[1] - v[0]) // 2}" if len(v) == 2 and sum(v) % 2 == 0 else None),
    ),
    {
        "sign": lambda v, _: tuple(sorted(-x for x in v)) if v[0] != -v[1] else None,
        "one-sign": _negate_one,
        "near-number": _nudge,
    },
)


def _ask_set(v: Ints, chance: Random) -> str | None:
    rest = [n for n in range(-6, 25) if n not in v]
    a, b = ({*v, *chance.sample(rest[:12], 2)}, {*v, *chance.sample(rest[12:], 2)})
    first, second = (",".join(map(str, sorted(s))) for s in (a, b))
    return chance.choice(
        [
            rf"Let $A=\{{{first}\}}$ and $B=\{{{second}\}}$. Find $A\cap B$.",
            rf"已知集合 $A=\{{{first}\}}$,$B=\{{{second}\}}$,则 $A\cap B=$____。",
            f"Which numbers are on both lists: {first.replace(',', ', ')} and {second.replace(',', ', ')}?",
        ]
    )


SET: Family[Ints] = Family(
    "set",
    lambda c: tuple(sorted(c.sample(range(-5, 20), c.randint(2, 5)))),
    _ask_set,
    (
        Form("6.2", lambda v: rf"\{{{','.join(map(str, v))}\}}", bare=True),
        Form("6.2", lambda v: ", ".join(map(str, v)), bare=True),
        Form("6.1", lambda v: rf"\{{{', '.join(map(str, v[::-1]))}\}}"),
        Form("6.1", lambda v: "$" + ",".join(map(str, v[1:] + v[:1])) + "$"),
        Form("6.3", lambda v: _joined(v, " and ")),
        Form("6.3", lambda v: "{" + "; ".join(map(str, v[::-1])) + "}"),
        Form("5.2", lambda v: rf"A\cap B=\{{{','.join(map(str, v[::-1]))}\}}", built=True),
        Form("5.3", lambda v: f"the numbers {_joined(v[::-1], ' and ')}", built=True),
        Form("5.3", lambda v: f"It consists of {_joined(v[1:] + v[:1], ' and ')}.", built=True),
        Form("5.4", lambda v: f"公共元素为 {'、'.join(map(str, v))}", built=True),
        Form("5.4", lambda v: f"{_joined(v[::-1], ' и ')}", built=True),
        Form("5.4", lambda v: f"Es sind die Zahlen {_joined(v, ' und ')}.", built=True),
        Form("5.4", lambda v: f"los números {_joined(v, ' y ')}", built=True),
    ),
    {"missing-element": _without, "extra-element": _with, "near-number": _nudge, "one-sign": _negate_one},
)

Point = tuple[int, int]


def _ask_point(v: Point, chance: Random) -> str:
    x, y = v
    a, b, c, d = (chance.randint(1, 5) for _ in range(4))  # one line falls, the other rises: they meet once
    first = f"{t.added([(a, 'x'), (b, 'y')])}={a * x + b * y}"
    second = f"{t.added([(c, 'x'), (-d, 'y')])}={c * x - d * y}"
    return chance.choice(
        [
            rf"Solve the system $\begin{{cases}}{first}\\{second}\end{{cases}}$.",
            f"At which point do the lines ${first}$ and ${second}$ meet?",
            f"解方程组:${first}$,${second}$。",
        ]
    )


def _named(kind: str, pattern: str, built: bool = False, bare: bool = False) -> Form[Point]:
    return Form(kind, lambda v: pattern.format(*v), built, bare)


POINT: Family[Point] = Family(
    "point",
    lambda c: (c.randint(-9, 9), c.randint(-9, 9)),
    _ask_point,
    (
        _named("2.4", "({0},{1})", bare=True),
        _named("2.4", "x={0},\\ y={1}", bare=True),
        _named("2.4", r"\left({0},\ {1}\right)"),
        _named("6.1", "y = {1}, x = {0}"),
        _named("2.4", r"\begin{{cases}}x={0}\\y={1}\end{{cases}}"),
        _named("2.4", "(x, y) = ({0}, {1})"),
        _named("5.2", "x = {0} and y = {1}"),
        _named("5.3", "x is {0} while y is {1}", True),
        _named("5.3", "The lines meet where x = {0} and y = {1}.", True),
        _named("5.3", "They cross at the point with abscissa {0} and ordinate {1}.", True),
        _named("5.4", "x等于{0},y等于{1}", True),
        _named("5.4", "y={1},x={0}", True),
        _named("5.4", "точка ({0}; {1})", True),
        _named("5.4", "El punto es ({0}, {1}).", True),
        _named("5.3", "y-coordinate {1}, x-coordinate {0}", True),
    ),
    {
        "swapped": lambda v, _: (v[1], v[0]),
        "sign": lambda v, c: c.choice([(-v[0], v[1]), (v[0], -v[1])]),
        "near-number": lambda v, c: c.choice([(v[0] + 1, v[1]), (v[0], v[1] - 1), (v[0] - 1, v[1]), (v[0], v[1] + 1)]),
    },
)

Vector = tuple[int, int, int]


def _ask_vector(v: Vector, chance: Random) -> str:
    w = [chance.randint(-5, 5) for _ in v]
    u = [a - b for a, b in zip(v, w, strict=True)]
    first, second = (f"({','.join(map(str, s))})" for s in (u, w))
    return chance.choice(
        [
            f"Let $\\vec a={first}$, $\\vec b={second}$. Find $\\vec a+\\vec b$.",
            f"Add {first} and {second} as vectors.",
        ]
    )


VECTOR: Family[Vector] = Family(
    "vector",
    lambda c: (c.randint(-9, 9), c.randint(-9, 9), c.randint(-9, 9)),
    _ask_vector,
    (
        Form("2.4", lambda v: f"({v[0]},{v[1]},{v[2]})", bare=True),
        Form("2.4", lambda v: r"\begin{{pmatrix}}{}\\{}\\{}\end{{pmatrix}}".format(*v), bare=True),
        Form("2.4", lambda v: r"\langle {}, {}, {} \rangle".format(*v)),
        Form("2.4", lambda v: "[{}, {}, {}]^T".format(*v), built=True),
        Form("2.4", lambda v: t.added([(v[0], r"\vec i"), (v[1], r"\vec j"), (v[2], r"\vec k")]), built=True),
        Form("5.2", lambda v: r"\vec a + \vec b = ({}, {}, {})".format(*v), built=True),
        Form("5.3", lambda v: "the vector with components {}, {} and {}".format(*v), built=True),
        Form("5.4", lambda v: "和向量为({}, {}, {})".format(*v), built=True),
    ),
    {
        "sign": lambda v, c: c.choice([(-v[0], v[1], v[2]), (v[0], -v[1], v[2]), (v[0], v[1], -v[2])]),
        "swapped": lambda v, c: (v[1], v[0], v[2]) if c.random() < 0.5 else (v[0], v[2], v[1]),
        "near-number": lambda v, c: (v[0] + c.choice([-1, 1]), v[1], v[2]),
    },
)

NAMES = ("Amy", "Ben", "Chen", "Dora", "Emil", "Fatima", "Goro", "Hana", "Ivan", "Jun", "Kim", "Lena", "Mara", "Nils")
Owners = tuple[str, str, int, int]


def _ask_owners(v: Owners, chance: Random) -> str | None:
    one, two, a, b = v
    if a == b or min(a, b) < 1:
        return None
    more, less, d = (one, two, a - b) if a > b else (two, one, b - a)
    what = chance.choice(["marbles", "stickers", "coins", "points"])
    return chance.choice(
        [
            f"{one} and {two} have {a + b} {what} together, and {more} has {d} more than {less}. How many {what} does "
            "each of them have?",
            f"{two} and {one} share {a + b} {what} so that {less} gets {d} fewer than {more}. Find both shares.",
        ]
    )


def _owners(kind: str, pattern: str, bare: bool = False) -> Form[Owners]:
    return Form(kind, lambda v: pattern.format(*v), True, bare)


OWNERS: Family[Owners] = Family(
    "owners",
    lambda c: (*c.sample(NAMES, 2), c.randint(2, 60), c.randint(2, 60)),  # type: ignore[arg-type, return-value]
    _ask_owners,
    (
        _owners("5.2", "{0}: {2}, {1}: {3}", bare=True),
        _owners("5.3", "{0} has {2} and {1} has {3}", bare=True),
        _owners("6.1", "{1}: {3}, {0}: {2}"),
        _owners("6.1", "{1} {3}; {0} {2}"),
        _owners("5.3", "{2} for {0} and {3} for {1}"),
        _owners("5.3", "{1} has {3}, {0} has {2}."),
        _owners("5.1", "Together they hold all, {1} with {3} and {0} with {2}."),
        _owners("2.4", r"\text{{{0}}}={2},\ \text{{{1}}}={3}"),
        _owners("5.4", "{0}有{2}个,{1}有{3}个"),
        _owners("5.4", "У {1} {3}, у {0} {2}"),
        _owners("5.4", "{0} tiene {2} y {1} tiene {3}"),
        _owners("5.4", "{1} hat {3}, {0} hat {2}"),
        _owners("1.3", "- **{0}**: {2}\n- **{1}**: {3}"),
    ),
    {
        "swapped-labels": lambda v, _: (v[0], v[1], v[3], v[2]) if v[2] != v[3] else None,
        "near-number": lambda v, c: (v[0], v[1], v[2] + c.choice([-1, 1]), v[3]),
        "off-by-one": lambda v, _: (v[0], v[1], v[2] + 1, v[3] - 1) if v[3] > 2 and v[2] + 1 != v[3] - 1 else None,
    },
    certain=True,
)

Order = tuple[str, ...]


def _ask_order(v: Order, chance: Random) -> str:
    clues = [f"{a} is taller than {b}" for a, b in pairwise(v)]
    chance.shuffle(clues)
    return f"{', '.join(clues)}. Order them from tallest to shortest."


def _swap_two(v: Order, chance: Random) -> Order:
    at = chance.randrange(len(v) - 1)
    return (*v[:at], v[at + 1], v[at], *v[at + 2 :])


def _order(kind: str, write: Callable[[Order], str], bare: bool = False) -> Form[Order]:
    return Form(kind, write, True, bare)


ORDER: Family[Order] = Family(
    "order",
    lambda c: tuple(c.sample(NAMES, c.randint(3, 4))),
    _ask_order,
    (
        _order("6.3", ", ".join, bare=True),
        _order("2.5", " > ".join, bare=True),
        _order("2.5", lambda v: " < ".join(v[::-1])),
        _order("6.3", lambda v: "-".join(v)),
        _order("5.3", lambda v: f"Tallest to shortest: {', '.join(v)}."),
        _order("5.3", lambda v: f"from shortest to tallest they are {', '.join(v[::-1])}"),
        _order("5.3", lambda v: f"{v[0]} is tallest, then {', then '.join(v[1:])}"),
        _order("5.3", lambda v: f"{v[-1]} is the shortest; above come {', '.join(v[-2::-1])} in rising order"),
        _order("6.2", lambda v: " ".join(f"{i}. {name}" for i, name in enumerate(v, 1))),
        _order("5.4", lambda v: f"从高到矮:{'、'.join(v)}"),
        _order("5.4", lambda v: f"从矮到高:{'、'.join(v[::-1])}"),
        _order("5.4", lambda v: f"De mayor a menor estatura: {', '.join(v)}"),
        _order("5.4", lambda v: f"в порядке убывания роста: {', '.join(v)}"),
    ),
    {"wrong-order": _swap_two, "reversed-order": lambda v, _: v[::-1]},
    certain=True,
)

FAMILIES = (ROOTS, SET, POINT, VECTOR, OWNERS, ORDER)
