"""Families whose answer is an expression: radicals, polynomials, lines, circles, complex numbers, logarithms."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from tinyv.data.synth import text as t
from tinyv.data.synth.family import Family, Form

F = Fraction
FREE = (2, 3, 5, 6, 7, 10, 11, 13, 14, 15)  # without square factors

Radical = tuple[int, int, int]  # p sqrt(n) / q


def _over(top: str, q: int) -> str:
    return top if q == 1 else rf"\frac{{{top}}}{{{q}}}"


def _times(p: int, text: str) -> str:
    return text if p == 1 else f"{p}{text}"


def _signed(chance: Random, most: int) -> int:
    return chance.choice([-1, 1]) * chance.randint(1, most)


def _root(n: int) -> str:
    return rf"\sqrt{{{n}}}"


def _ask_radical(v: Radical, chance: Random) -> str | None:
    p, q, n = v
    if p < 1 or q < 1 or n < 2:
        return None
    square = F(p * p * n, q * q)
    return chance.choice(
        [
            f"A square has area ${t.latex(square)}$. How long is its side?",
            f"Find the positive solution of $x^2={t.latex(square)}$.",
            f"若正数 $x$ 满足 ${q * q}x^2={p * p * n}$,求 $x$。",
        ]
    )


RADICAL: Family[Radical] = Family(
    "radical",
    lambda c: (c.randint(1, 9), c.choice([1, 1, 2, 3, 4, 5]), c.choice(FREE)),
    _ask_radical,
    (
        Form("3.2", lambda v: _over(_times(v[0], _root(v[2])), v[1]), bare=True),
        Form("3.2", lambda v: rf"\sqrt{{{t.latex(F(v[0] ** 2 * v[2], v[1] ** 2))}}}", bare=True),
        Form("3.2", lambda v: _over(rf"\sqrt{{{v[0] ** 2 * v[2]}}}", v[1])),
        Form("3.2", lambda v: rf"\frac{{{v[0] * v[2]}}}{{{_times(v[1], '')}\sqrt{{{v[2]}}}}}" if v[1] > 1 else None),
        Form("3.2", lambda v: rf"{t.latex(F(v[0], v[1]))}\cdot\sqrt{{{v[2]}}}"),
        Form("3.2", lambda v: _over(rf"{v[0]}\cdot {v[2]}^{{1/2}}", v[1])),
        Form("1.2", lambda v: f"{_times(v[0], '')}√{v[2]}" + (f"/{v[1]}" if v[1] > 1 else "")),
        Form("1.2", lambda v: f"{v[0]}*sqrt({v[2]})/{v[1]}"),
        Form("5.2", lambda v: f"x = {v[0]}√{v[2]} / {v[1]}"),
        Form("5.1", lambda v: f"The side is {v[0]}√{v[2]}/{v[1]} long.", built=True),
        Form("5.4", lambda v: f"答案:{v[0]}√{v[2]}/{v[1]}", built=True),
        Form("5.3", lambda v: f"the square root of {t.plain(F(v[0] ** 2 * v[2], v[1] ** 2))}", built=True),
        Form("5.4", lambda v: f"корень из {t.plain(F(v[0] ** 2 * v[2], v[1] ** 2))}", built=True),
    ),
    {
        "near-number": lambda v, c: (v[0] + c.choice([-1, 1]), *v[1:]) if v[0] > 1 else None,
        "wrong-radicand": lambda v, c: (v[0], v[1], c.choice([n for n in FREE if abs(n - v[2]) < 4])),
        "missing-factor": lambda v, _: (v[0], 2 * v[1] if v[1] < 3 else 1, v[2]),
        "wrong-exponent": lambda v, _: (v[0] * v[0], v[1], v[2]) if 1 < v[0] < 6 else None,
    },
)

Surd = tuple[int, int, int]  # a + b sqrt(n)


def _surd(a: int, b: int, root: str) -> str:
    return t.added([(a, ""), (b, root)])


def _ask_surd(v: Surd, chance: Random) -> str | None:
    a, b, n = v
    if not a or not b:
        return None
    which = "larger" if b > 0 else "smaller"
    left = t.added([(1, "x^2"), (-2 * a, "x"), (a * a - b * b * n, "")])
    return f"What is the {which} root of ${left}=0$?"


SURD: Family[Surd] = Family(
    "surd",
    lambda c: (c.choice([-1, 1]) * c.randint(1, 9), c.choice([-1, 1]) * c.randint(1, 5), c.choice(FREE)),
    _ask_surd,
    (
        Form("3.1", lambda v: _surd(v[0], v[1], _root(v[2])), bare=True),
        Form("3.1", lambda v: t.added([(v[1], _root(v[2])), (v[0], "")])),
        Form("3.2", lambda v: f"{v[0]}{'+' if v[1] > 0 else '-'}\\sqrt{{{v[1] ** 2 * v[2]}}}", bare=True),
        Form("1.2", lambda v: t.spaced(_surd(v[0], v[1], f"√{v[2]}"))),
        Form("3.1", lambda v: rf"\frac{{{2 * v[0]}{'+' if v[1] > 0 else '-'}\sqrt{{{4 * v[1] ** 2 * v[2]}}}}}{{2}}"),
        Form("3.1", lambda v: f"-({_surd(-v[0], -v[1], f'√{v[2]}')})"),
        Form("5.2", lambda v: f"$x={_surd(v[0], v[1], _root(v[2]))}$"),
        Form("5.1", lambda v: f"It is {t.spaced(_surd(v[0], v[1], f'√{v[2]}'))}.", built=True),
        Form("5.4", lambda v: f"所求的根为 {_surd(v[0], v[1], f'√{v[2]}')}", built=True),
        Form("3.1", lambda v: rf"\frac{{{v[0] ** 2 - v[1] ** 2 * v[2]}}}{{{_surd(v[0], -v[1], _root(v[2]))}}}"),
    ),
    {
        "conjugate": lambda v, _: (v[0], -v[1], v[2]),
        "sign": lambda v, _: (-v[0], v[1], v[2]),
        "near-number": lambda v, c: (v[0] + c.choice([-1, 1]), v[1], v[2]),
        "wrong-radicand": lambda v, c: (v[0], v[1], c.choice([n for n in FREE if abs(n - v[2]) < 3])),
    },
)

Quadratic = tuple[int, int, int]  # k (x - r) (x - s)


def _terms(v: Quadratic) -> list[tuple[F | int, str]]:
    k, r, s = v
    return [(k, "x^2"), (-k * (r + s), "x"), (k * r * s, "")]


def _expanded(v: Quadratic) -> str:
    return t.added(_terms(v))


def _factored(v: Quadratic) -> str:
    k, r, s = v
    front = "" if k == 1 else "-" if k == -1 else str(k)
    return front + (f"{t.shifted('x', r)}^2" if r == s else "".join(sorted([t.shifted("x", r), t.shifted("x", s)])))


def _vertex(v: Quadratic) -> str:
    k, r, s = v
    middle = F(r + s, 2)
    square = f"{t.shifted('x', middle)}^2"
    return t.added([(k, square), (-k * F(r - s, 2) ** 2, "")])


def _ask_quadratic(v: Quadratic, chance: Random) -> str | None:
    k, r, s = v
    if not k or r == s or 0 in (r, s):
        return None
    return chance.choice(
        [
            f"A quadratic function $f$ has zeros ${r}$ and ${s}$, and $f(0)={k * r * s}$. Find $f(x)$.",
            f"Find a formula for the parabola through $({r},0)$, $({s},0)$ and $(0,{k * r * s})$.",
            f"二次函数的图象过点 $({r},0)$,$({s},0)$,$(0,{k * r * s})$,求其解析式。",
        ]
    )


QUADRATIC: Family[Quadratic] = Family(
    "quadratic",
    lambda c: (
        c.choice([-3, -2, -1, 1, 1, 2, 3]),
        c.choice([-1, 1]) * c.randint(1, 8),
        c.choice([-1, 1]) * c.randint(1, 8),
    ),
    _ask_quadratic,
    (
        Form("3.1", lambda v: f"f(x)={_expanded(v)}", bare=True),
        Form("3.1", lambda v: f"y={_expanded(v)}", bare=True),
        Form("3.1", lambda v: _factored(v)),
        Form("3.1", lambda v: f"f(x) = {_vertex(v)}"),
        Form("3.1", lambda v: f"y = {_factored(v)}"),
        Form(
            "3.1", lambda v: t.spaced(t.added([(v[0] * v[1] * v[2], ""), (-v[0] * (v[1] + v[2]), "x"), (v[0], "x^2")]))
        ),
        Form("1.2", lambda v: t.minus(_expanded(v).replace("x^2", "x²"))),
        Form("3.1", lambda v: f"{v[0]}({_expanded((1, *v[1:]))})"),
        Form("5.3", lambda v: f"The function is {t.spaced(_expanded(v))}.", built=True),
        Form("5.4", lambda v: f"解析式为 y={_factored(v)}", built=True),
        Form("5.3", lambda v: f"{v[0]} times ({t.spaced(_expanded((1, *v[1:])))})", built=True),
        Form("5.4", lambda v: f"искомая функция: y = {t.spaced(_expanded(v))}", built=True),
    ),
    {
        "sign": lambda v, _: (v[0], -v[1], -v[2]),
        "one-sign": lambda v, _: (v[0], -v[1], v[2]),
        "wrong-coefficient": lambda v, _: (-v[0], v[1], v[2]),
        "near-number": lambda v, c: (v[0], v[1] + c.choice([-1, 1]), v[2]),
        "missing-factor": lambda v, _: (2 * v[0], v[1], v[2]),
    },
)

Line = tuple[F, F]  # y = m x + b


def _general(v: Line, k: int = 1) -> str:
    m, b = v
    d = F(m).denominator * F(b).denominator * k
    return t.added([(m * d, "x"), (-d, "y"), (b * d, "")]) + "=0"


def _ask_line(v: Line, chance: Random) -> str | None:
    m, b = v
    if not m or not b:
        return None
    x1, x2 = chance.sample(range(-4, 7), 2)
    one, two = (rf"\left({x},{t.latex(m * x + b)}\right)" for x in (x1, x2))
    return chance.choice(
        [f"Find an equation of the line through ${one}$ and ${two}$.", f"求经过点 ${one}$ 和 ${two}$ 的直线方程。"]
    )


LINE: Family[Line] = Family(
    "line",
    lambda c: (
        F(c.choice([-1, 1]) * c.randint(1, 7), c.choice([1, 1, 2, 3])),
        F(c.choice([-1, 1]) * c.randint(1, 9), c.choice([1, 1, 2])),
    ),
    _ask_line,
    (
        Form("3.1", lambda v: "y=" + t.added([(v[0], "x"), (v[1], "")]), bare=True),
        Form("3.1", _general, bare=True),
        Form("3.1", lambda v: _general(v, -2)),
        Form("3.1", lambda v: t.added([(v[0], "x"), (v[1], "")]) + " = y"),
        Form("3.1", lambda v: f"y-({t.latex(v[0] + v[1])})={t.latex(v[0])}(x-1)"),
        Form("3.1", lambda v: t.added([(1, "y"), (-v[0], "x")]) + "=" + t.latex(v[1])),
        Form("1.2", lambda v: t.minus(t.spaced(_general(v)))),
        Form("5.3", lambda v: f"the line with slope {v[0]} and y-intercept {v[1]}", built=True),
        Form("5.3", lambda v: f"slope {v[0]}, through (0, {v[1]})", built=True),
        Form("5.4", lambda v: f"斜率为{v[0]},截距为{v[1]}的直线", built=True),
        Form("5.1", lambda v: f"The line is {t.spaced(_general(v))}.", built=True),
        Form("5.4", lambda v: f"직선의 방정식은 {_general(v)}", built=True),
    ),
    {
        "sign": lambda v, _: (-v[0], v[1]),
        "wrong-intercept": lambda v, _: (v[0], -v[1]),
        "inverse": lambda v, _: (1 / v[0], v[1]) if v[0] and abs(v[0]) != 1 else None,
        "near-number": lambda v, c: (v[0], v[1] + c.choice([-1, 1])),
        "perpendicular": lambda v, _: (-1 / v[0], v[1]) if v[0] else None,
    },
)

Circle = tuple[int, int, int]


def _squares(v: Circle) -> str:
    return f"{t.shifted('x', v[0])}^2+{t.shifted('y', v[1])}^2={v[2] ** 2}"


def _ask_circle(v: Circle, chance: Random) -> str | None:
    h, k, r = v
    if r < 1:
        return None
    return chance.choice(
        [
            f"The points $({h - r},{k})$ and $({h + r},{k})$ are the ends of a diameter of a circle. Find it.",
            f"Find an equation of the circle with centre $({h},{k})$ that passes through $({h},{k + r})$.",
            f"已知圆心为 $({h},{k})$ 的圆过点 $({h + r},{k})$,求圆的方程。",
        ]
    )


CIRCLE: Family[Circle] = Family(
    "circle",
    lambda c: (c.choice([-1, 1]) * c.randint(1, 7), c.choice([-1, 1]) * c.randint(1, 7), c.randint(2, 8)),
    _ask_circle,
    (
        Form("3.1", _squares, bare=True),
        Form(
            "3.1",
            lambda v: (
                t.added(
                    [
                        (1, "x^2"),
                        (1, "y^2"),
                        (-2 * v[0], "x"),
                        (-2 * v[1], "y"),
                        (v[0] ** 2 + v[1] ** 2 - v[2] ** 2, ""),
                    ]
                )
                + "=0"
            ),
            bare=True,
        ),
        Form("3.1", lambda v: f"{v[2] ** 2} = {t.shifted('y', v[1])}^2 + {t.shifted('x', v[0])}^2"),
        Form("1.2", lambda v: t.minus(_squares(v).replace("^2", "²"))),
        Form(
            "3.1",
            lambda v: (
                t.added([(1, "x^2"), (-2 * v[0], "x"), (1, "y^2"), (-2 * v[1], "y")])
                + f"={v[2] ** 2 - v[0] ** 2 - v[1] ** 2}"
            ),
        ),
        Form("5.3", lambda v: f"circle with centre ({v[0]}, {v[1]}) and radius {v[2]}", built=True),
        Form("5.4", lambda v: f"以({v[0]},{v[1]})为圆心、{v[2]}为半径的圆", built=True),
        Form("5.4", lambda v: f"окружность с центром ({v[0]}; {v[1]}) и радиусом {v[2]}", built=True),
        Form("5.4", lambda v: f"圆的方程为 {_squares(v)}", built=True),
        Form("5.3", lambda v: f"all points at distance {v[2]} from ({v[0]}, {v[1]})", built=True),
    ),
    {
        "sign": lambda v, _: (-v[0], -v[1], v[2]),
        "swapped": lambda v, _: (v[1], v[0], v[2]) if v[0] != v[1] else None,
        "near-number": lambda v, c: (v[0], v[1], v[2] + c.choice([-1, 1])),
        "one-sign": lambda v, _: (v[0], -v[1], v[2]),
    },
)

Pair = tuple[int, int]


def _ask_complex(v: Pair, chance: Random) -> str | None:
    c, d = chance.randint(1, 4), chance.choice([-3, -2, -1, 1, 2, 3])
    product = t.added([(v[0] * c - v[1] * d, ""), (v[0] * d + v[1] * c, "i")])
    factor = t.added([(c, ""), (d, "i")])
    return chance.choice([f"Compute $\\frac{{{product}}}{{{factor}}}$.", f"若 $({factor})z={product}$,则 $z=$____。"])


COMPLEX: Family[Pair] = Family(
    "complex",
    lambda c: (c.choice([-1, 1]) * c.randint(1, 9), c.choice([-1, 1]) * c.randint(1, 9)),
    _ask_complex,
    (
        Form("3.1", lambda v: t.added([(v[0], ""), (v[1], "i")]), bare=True),
        Form("3.1", lambda v: t.spaced(t.added([(v[1], "i"), (v[0], "")]))),
        Form("5.2", lambda v: f"$z={t.added([(v[0], ''), (v[1], 'i')])}$"),
        Form("3.1", lambda v: f"-({t.added([(-v[0], ''), (-v[1], 'i')])})"),
        Form("7.3", lambda v: t.spaced(t.added([(v[0], ""), (v[1], "j")])), built=True),
        Form("5.3", lambda v: f"real part {v[0]} and imaginary part {v[1]}", built=True),
        Form("5.3", lambda v: f"imaginary part {v[1]}, real part {v[0]}", built=True),
        Form("5.4", lambda v: f"实部为{v[0]},虚部为{v[1]}", built=True),
        Form("5.3", lambda v: f"the conjugate of {t.spaced(t.added([(v[0], ''), (-v[1], 'i')]))}", built=True),
        Form("5.4", lambda v: f"z = {v[0]} + ({v[1]})i, Antwort", built=True),
    ),
    {
        "conjugate": lambda v, _: (v[0], -v[1]),
        "sign": lambda v, _: (-v[0], v[1]),
        "swapped": lambda v, _: (v[1], v[0]),
        "near-number": lambda v, c: (v[0] + c.choice([-1, 1]), v[1]),
    },
)

Log = tuple[int, int]  # k ln(p), p prime


def _ask_log(v: Log, chance: Random) -> str | None:
    k, p = v
    if k < 2:
        return None
    return chance.choice([f"Solve $e^x={p**k}$.", f"When has $y=e^t$ grown to {p**k}?"])


LOG: Family[Log] = Family(
    "logarithm",
    lambda c: (c.randint(2, 6), c.choice([2, 3, 5, 7])),
    _ask_log,
    (
        Form("3.3", lambda v: rf"\ln {v[1] ** v[0]}" if v[0] > 0 else None, bare=True),
        Form("3.3", lambda v: rf"{v[0]}\ln {v[1]}", bare=True),
        Form("3.3", lambda v: rf"{v[0]} \cdot \log_e {v[1]}"),
        Form("3.3", lambda v: rf"-{v[0]}\ln\frac{{1}}{{{v[1]}}}"),
        Form("3.3", lambda v: rf"\frac{{{v[0]}}}{{\log_{{{v[1]}}} e}}"),
        Form("3.3", lambda v: rf"\ln({v[1]}^{{{v[0]}}})"),
        Form("3.3", lambda v: rf"2\ln {v[1]} + \ln {v[1] ** (v[0] - 2)}" if v[0] > 2 else None),
        Form("5.2", lambda v: f"x = {v[0]} ln {v[1]}"),
        Form("5.3", lambda v: f"{v[0]} times the natural logarithm of {v[1]}", built=True),
        Form("5.4", lambda v: f"{v[1] ** v[0]}的自然对数" if v[0] > 0 else None, built=True),
        Form("5.3", lambda v: f"the natural log of {v[1] ** v[0]}" if v[0] > 0 else None, built=True),
    ),
    {
        "wrong-exponent": lambda v, c: (v[0] + c.choice([-1, 1]), v[1]) if v[0] > 2 else None,
        "swapped": lambda v, _: (v[1], v[0]) if v[0] in (2, 3, 5) and v[1] != v[0] else None,
        "wrong-base": lambda v, c: (v[0], c.choice([2, 3, 5, 7])),
    },
)

FAMILIES = (RADICAL, SURD, QUADRATIC, LINE, CIRCLE, COMPLEX, LOG)
