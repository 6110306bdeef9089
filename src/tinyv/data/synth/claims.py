"""Families whose answer is a word or a statement: one of a few alternatives, each said in the same ways.

Tables only: a question computes which alternative holds, and row i of every alternative is the same sentence about it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tinyv.data.synth import text as t
from tinyv.data.synth.family import Family, Form

Claim = int  # which alternative holds
Rows = tuple[tuple[str, ...], ...]
Ask = Callable[[Claim, Random], str | None]


def _family(name: str, kinds: str, rows: Rows, ask: Ask, bare: int = 2) -> Family[Claim]:
    """rows: a row for each way to say it, with a column for each alternative. kinds: the category of each row."""
    size = len(rows[0])

    def form(row: tuple[str, ...], kind: str, at: int) -> Form[Claim]:
        return Form(kind, lambda v: row[v] or None, True, at < bare)

    return Family(
        name,
        lambda c: c.randrange(size),
        ask,
        tuple(form(row, kind, at) for at, (row, kind) in enumerate(zip(rows, kinds.split(), strict=True))),
        {"other-alternative": lambda v, c: c.choice([other for other in range(size) if other != v])},
        certain=True,
    )


def _ask_monotone(v: Claim, c: Random) -> str:
    k, b = (c.randint(1, 9), c.randint(-9, 9))
    sign = "" if v == 0 else "-"
    return c.choice(
        [
            f"Is $f(x)={sign}{k}x{b:+}$ increasing or decreasing?",
            f"Describe the monotonicity of $y={k}\\cdot {2 if v == 0 else '0.5'}^x$ on the real line.",
            f"函数 $f(x)={sign}{k}x^3{b:+}$ 在 $\\mathbb{{R}}$ 上的单调性是____。",
        ]
    )


def _ask_line_circle(v: Claim, c: Random) -> str:
    r = c.randint(2, 9)
    d = (r - 1, r, r + c.randint(1, 4))[v]
    return c.choice(
        [
            f"A circle has radius {r} and a line is at distance {d} from its centre. How do they lie to each other?",
            f"圆的半径为 {r},圆心到直线的距离为 {d},则直线与圆的位置关系是____。",
        ]
    )


def _ask_roots(v: Claim, c: Random) -> str:
    b = c.randint(1, 6)
    left = t.added([(1, "x^2"), (2 * b, "x"), (b * b + (-c.randint(1, 5), 0, c.randint(1, 5))[v], "")])
    return c.choice([f"How many distinct real roots has ${left}=0$?", f"方程 ${left}=0$ 的实数根的情况是____。"])


def _ask_parity(v: Claim, c: Random) -> str:
    k = c.randint(1, 9)
    body = (f"{k}x^2+{c.randint(1, 9)}", f"{k}x^3-{c.randint(1, 9)}x", f"{k}x^2+{c.randint(1, 9)}x")[v]
    return c.choice([f"Is $f(x)={body}$ even, odd, or neither?", f"判断函数 $f(x)={body}$ 的奇偶性。"])


def _ask_triangle(v: Claim, c: Random) -> str:
    sides = ((3, 4, 5), (5, 12, 13), (8, 15, 17)) if v == 1 else ((4, 5, 6), (6, 7, 8), (5, 6, 7))
    if v == 2:
        sides = ((3, 4, 6), (4, 5, 8), (2, 3, 4))
    k = c.randint(1, 4)
    a, b, d = (k * side for side in c.choice(sides))
    return c.choice(
        [
            f"A triangle has sides {a}, {b} and {d}. Is it acute, right or obtuse?",
            f"三角形三边长为 {a}、{b}、{d},按角分它是什么三角形?",
        ]
    )


def _ask_lines(v: Claim, c: Random) -> str:
    m, b = c.randint(2, 6), c.randint(1, 9)
    second = (f"{m}x-y-{b}=0", f"x+{m}y-{b}=0", f"x-{m + 1}y-{b}=0")[v]
    return c.choice(
        [
            f"How do the lines $y={m}x+{b}$ and ${second}$ lie to each other?",
            f"直线 $y={m}x+{b}$ 与 ${second}$ 的位置关系是____。",
        ]
    )


def _ask_series(v: Claim, c: Random) -> str:
    p = c.choice(["2", "3", "1.5"]) if v == 0 else c.choice(["0.5", "1", "0.9"])
    return f"Does $\\sum_{{n\\ge1}}\\frac{{{c.randint(1, 9)}}}{{n^{{{p}}}}}$ converge?"


def _ask_divides(v: Claim, c: Random) -> str:
    d = c.randint(3, 12)
    n = d * c.randint(11, 60) + (0 if v == 0 else c.randint(1, d - 1))
    return c.choice([f"Is {n} divisible by {d}?", f"{n} 能被 {d} 整除吗?", f"Делится ли {n} на {d}?"])


def _ask_greater(v: Claim, c: Random) -> str:
    small, more = c.randint(2, 80), c.randint(1, 9)
    a, b = (small + more, small) if v == 0 else (small, small + more)
    return f"Let $a=\\sqrt{{{a}}}$ and $b=\\sqrt{{{b}}}$. Which is greater, $a$ or $b$?"


def _ask_system(v: Claim, c: Random) -> str:
    a, b, e, k = c.randint(1, 5), c.randint(1, 5), c.randint(1, 9), c.randint(2, 4)
    first = f"{t.added([(a, 'x'), (b, 'y')])}={e}"
    second = f"{t.added([(k * a, 'x'), (k * b, 'y')])}={k * e if v == 1 else k * e + c.randint(1, 5)}"
    if v == 2:
        second = f"{t.added([(a, 'x'), (-b, 'y')])}={c.randint(1, 9)}"
    return f"How many solutions does the system ${first}$, ${second}$ have?"


def _ask_option(v: Claim, c: Random) -> str:
    right, k = c.randint(11, 90), c.randint(2, 9)
    values = [right + step for step in c.sample([-10, -3, -2, -1, 1, 2, 3, 10], 4)]
    values[v] = right
    return f"What is {right * k} divided by {k}? " + " ".join(f"({x}) {n}" for x, n in zip("ABCD", values, strict=True))


FAMILIES = (
    _family(
        "monotone",
        "5.3 5.3 5.3 5.4 5.4 5.4 5.3 5.4 5.4 5.3",
        (
            ("increasing", "decreasing"),
            ("It is strictly increasing.", "It is strictly decreasing."),
            ("$f(x)$ grows as $x$ grows", "$f(x)$ shrinks as $x$ grows"),
            ("单调递增", "单调递减"),
            ("在 R 上是增函数", "在 R 上是减函数"),
            ("возрастает", "убывает"),
            ("larger inputs give larger outputs", "larger inputs give smaller outputs"),
            ("es creciente", "es decreciente"),
            ("streng monoton steigend", "streng monoton fallend"),
            ("it goes up from left to right", "it goes down from left to right"),
        ),
        _ask_monotone,
    ),
    _family(
        "line-circle",
        "5.3 5.4 5.3 5.3 5.4 5.4 5.4 5.3 5.4",
        (
            ("they intersect", "they are tangent", "they do not meet"),
            ("相交", "相切", "相离"),
            ("The line is a secant.", "The line is a tangent.", "The line misses the circle."),
            ("They have two common points.", "They have one common point.", "They have no common point."),
            ("直线与圆有两个公共点", "直线与圆有一个公共点", "直线与圆没有公共点"),
            ("прямая пересекает окружность", "прямая касается окружности", "прямая не пересекает окружность"),
            ("la recta es secante", "la recta es tangente", "la recta es exterior"),
            ("it crosses the circle", "it touches the circle", "it passes outside the circle"),
            ("Die Gerade ist eine Sekante.", "Die Gerade ist eine Tangente.", "Die Gerade ist eine Passante."),
        ),
        _ask_line_circle,
    ),
    _family(
        "root-count",
        "5.3 5.4 1.1 5.3 5.3 5.4 5.4 5.3",
        (
            ("two distinct real roots", "one real root", "no real roots"),
            ("有两个不相等的实数根", "有两个相等的实数根", "没有实数根"),
            ("2", "1", "0"),
            ("It has exactly two.", "It has exactly one.", "It has none."),
            (
                "two, since the discriminant is positive",
                "one, since the discriminant is zero",
                "none, since the discriminant is negative",
            ),
            ("два различных корня", "один корень", "нет действительных корней"),
            ("判别式大于零,有两个不等实根", "判别式等于零,有两个相等实根", "判别式小于零,无实根"),
            ("the graph cuts the x-axis twice", "the graph touches the x-axis", "the graph stays off the x-axis"),
        ),
        _ask_roots,
    ),
    _family(
        "parity",
        "5.3 5.4 5.3 5.3 5.4 5.4 5.3",
        (
            ("even", "odd", "neither"),
            ("偶函数", "奇函数", "非奇非偶函数"),
            ("The function is even.", "The function is odd.", "The function is neither even nor odd."),
            (
                "symmetric about the y-axis",
                "symmetric about the origin",
                "symmetric about neither y-axis nor origin",
            ),
            ("чётная", "нечётная", "ни чётная, ни нечётная"),
            ("gerade Funktion", "ungerade Funktion", "weder gerade noch ungerade"),
            ("$f(-x)=f(x)$, so even", "$f(-x)=-f(x)$, so odd", "$f(-x)\\ne\\pm f(x)$, so neither"),
        ),
        _ask_parity,
    ),
    _family(
        "triangle",
        "5.3 5.4 5.3 5.3 5.4 5.4 5.4",
        (
            ("acute", "right", "obtuse"),
            ("锐角三角形", "直角三角形", "钝角三角形"),
            ("an acute triangle", "a right triangle", "an obtuse triangle"),
            ("its largest angle is less than 90°", "its largest angle is 90°", "its largest angle is more than 90°"),
            ("остроугольный", "прямоугольный", "тупоугольный"),
            ("acutángulo", "rectángulo", "obtusángulo"),
            ("最大角小于90°", "最大角等于90°", "最大角大于90°"),
        ),
        _ask_triangle,
    ),
    _family(
        "two-lines",
        "5.3 5.4 2.5 5.3 5.4 5.4 5.3",
        (
            ("parallel", "perpendicular", "neither parallel nor perpendicular"),
            ("平行", "垂直", "相交但不垂直"),
            ("$l_1\\parallel l_2$", "$l_1\\perp l_2$", ""),
            ("they never meet", "they meet at a right angle", "they meet, but not at a right angle"),
            ("параллельны", "перпендикулярны", "пересекаются не под прямым углом"),
            ("son paralelas", "son perpendiculares", "son secantes, no perpendiculares"),
            (
                "same slope, different intercepts",
                "their slopes multiply to -1",
                "different slopes, product not -1",
            ),
        ),
        _ask_lines,
    ),
    _family(
        "series",
        "5.3 5.3 5.3 5.4 5.4 5.4 5.3",
        (
            ("yes", "no"),
            ("converges", "diverges"),
            ("Yes, as a p-series with p > 1.", "No, as a p-series with p ≤ 1."),
            ("收敛", "发散"),
            ("ряд сходится", "ряд расходится"),
            ("la serie converge", "la serie diverge"),
            ("its partial sums stay bounded", "its partial sums grow without bound"),
        ),
        _ask_series,
    ),
    _family(
        "divides",
        "5.3 5.3 5.4 5.4 5.3 5.4 5.4 5.3",
        (
            ("Yes", "No"),
            ("it is divisible", "it is not divisible"),
            ("能", "不能"),
            ("да, делится", "нет, не делится"),
            ("the remainder is zero", "the remainder is not zero"),
            ("Ja, ohne Rest.", "Nein, es bleibt ein Rest."),
            ("能被整除", "不能被整除"),
            ("True", "False"),
        ),
        _ask_divides,
    ),
    _family(
        "greater",
        "7.1 2.5 2.5 5.3 5.4 5.3 5.4 2.5",
        (
            ("$a$", "$b$"),
            ("$a>b$", "$a<b$"),
            ("b < a", "b > a"),
            ("a is the greater one", "b is the greater one"),
            ("a 较大", "b 较大"),
            ("b is less than a", "a is less than b"),
            ("a больше, чем b", "b больше, чем a"),
            ("$a-b>0$", "$a-b<0$"),
        ),
        _ask_greater,
    ),
    _family(
        "system",
        "5.3 5.3 5.3 5.4 5.4 5.3 5.4",
        (
            ("none", "infinitely many", "exactly one"),
            ("no solution", "infinitely many solutions", "a unique solution"),
            ("The lines are parallel, so none.", "The lines coincide, so infinitely many.", "The lines cross, so one."),
            ("无解", "有无穷多解", "有唯一解"),
            ("нет решений", "бесконечно много решений", "одно решение"),
            ("it is inconsistent", "it is consistent and dependent", "it is consistent and independent"),
            ("keine Lösung", "unendlich viele Lösungen", "genau eine Lösung"),
        ),
        _ask_system,
    ),
    _family(
        "option",
        "1.6 1.6 1.6 1.6 5.4 5.4 5.3",
        (
            ("A", "B", "C", "D"),
            ("(A)", "(B)", "(C)", "(D)"),
            ("option A", "option B", "option C", "option D"),
            ("**A.**", "**B.**", "**C.**", "**D.**"),
            ("选A", "选B", "选C", "选D"),
            ("вариант A", "вариант B", "вариант C", "вариант D"),
            ("the first choice", "the second choice", "the third choice", "the fourth choice"),
        ),
        _ask_option,
    ),
)
