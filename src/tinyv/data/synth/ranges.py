"""Families whose answer is a set of reals: intervals, outsides, all but a point, residues."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from tinyv.data.synth import text as t
from tinyv.data.synth.family import Family, Form

F = Fraction


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is infinite, and open."""

    letter: str
    lo: F | None
    hi: F | None
    lo_closed: bool = False
    hi_closed: bool = False


def _range(chance: Random) -> Range:
    lo = F(chance.randint(-9, 6), chance.choice([1, 1, 1, 2, 3]))
    hi = lo + F(chance.randint(1, 12), chance.choice([1, 1, 2]))
    ends = chance.choice([(lo, hi), (lo, hi), (lo, None), (None, hi)])
    closed = [end is not None and chance.random() < 0.5 for end in ends]
    return Range(chance.choice("xxxxamkt"), *ends, *closed)


def _ask(r: Range, chance: Random) -> str | None:
    x = r.letter
    if r.lo is not None and r.hi is not None:
        if r.lo >= r.hi:
            return None
        if r.lo_closed == r.hi_closed and chance.random() < 0.6:
            sign = r"\le" if r.hi_closed else "<"
            k = r.lo.denominator * r.hi.denominator
            left = t.added([(k, f"{x}^2"), (-k * (r.lo + r.hi), x), (k * r.lo * r.hi, "")])
            ask = chance.choice(["Solve the inequality", "Find the solution set of", "求不等式的解集:"])
            return f"{ask} ${left}{sign} 0$."
        low, high = (r"\le" if closed else "<" for closed in (r.lo_closed, r.hi_closed))
        return f"For which real ${x}$ does ${t.latex(2 * r.lo + 1)}{low} 2{x}+1{high} {t.latex(2 * r.hi + 1)}$ hold?"
    k, end, closed = chance.randint(2, 7), (r.lo if r.hi is None else r.hi), r.lo_closed or r.hi_closed
    if end is None:
        return None
    sign = (r"\ge" if closed else ">") if r.hi is None else (r"\le" if closed else "<")
    b = chance.randint(1, 9)
    return chance.choice(
        [
            f"Solve ${k}{x}-{b}{sign} {t.latex(k * end - b)}$.",
            f"Find the range of the real number ${x}$ with ${k}({x}+{b}){sign} {t.latex(k * (end + b))}$.",
            f"若 ${k}{x}+{b}{sign} {t.latex(k * end + b)}$,求实数 ${x}$ 的取值范围。",
        ]
    )


def _interval(r: Range, show: object = t.latex, infinity: str = r"\infty") -> str:
    left = ("[" if r.lo_closed else "(") + ("-" + infinity if r.lo is None else show(r.lo))  # type: ignore[operator]
    return f"{left}, {infinity if r.hi is None else show(r.hi)}{']' if r.hi_closed else ')'}"  # type: ignore[operator]


def _chain(r: Range, le: str = r"\le", show: object = t.latex) -> str:
    low = "" if r.lo is None else f"{show(r.lo)} {le if r.lo_closed else '<'} "  # type: ignore[operator]
    high = "" if r.hi is None else f" {le if r.hi_closed else '<'} {show(r.hi)}"  # type: ignore[operator]
    return f"{low}{r.letter}{high}"


def _turned(r: Range, ge: str = r"\ge", show: object = t.latex) -> str:
    high = "" if r.hi is None else f"{show(r.hi)} {ge if r.hi_closed else '>'} "  # type: ignore[operator]
    low = "" if r.lo is None else f" {ge if r.lo_closed else '>'} {show(r.lo)}"  # type: ignore[operator]
    return f"{high}{r.letter}{low}"


# (above, at least, below, at most, and), with the end in {}
PHRASES = {
    "en": ("greater than {}", "greater than or equal to {}", "less than {}", "less than or equal to {}", " and "),
    "en2": ("more than {}", "at least {}", "below {}", "at most {}", " and "),
    "en3": ("exceeding {}", "no less than {}", "smaller than {}", "no more than {}", " but "),
    "zh": ("大于{}", "不小于{}", "小于{}", "不大于{}", "且"),
    "zh2": ("大于{}", "大于或等于{}", "小于{}", "小于或等于{}", "并且"),
    "ru": ("больше {}", "не меньше {}", "меньше {}", "не больше {}", " и "),
    "es": ("mayor que {}", "mayor o igual que {}", "menor que {}", "menor o igual que {}", " y "),
    "de": ("größer als {}", "mindestens {}", "kleiner als {}", "höchstens {}", " und "),
    "fr": (
        "strictement supérieur à {}",
        "supérieur ou égal à {}",
        "strictement inférieur à {}",
        "inférieur ou égal à {}",
        " et ",
    ),
    "ja": ("{}より大きい", "{}以上", "{}より小さい", "{}以下", "かつ"),
}
SENTENCES = (
    ("en", "all real numbers {}"),
    ("en", "{1} is {0}"),
    ("en2", "{1} must be {0}"),
    ("en2", "every real {1} that is {0}"),
    ("en3", "the reals {}"),
    ("zh", "{1}{0}"),
    ("zh2", "所有{}的实数"),
    ("ru", "{1} {0}"),
    ("ru", "все действительные числа {}"),
    ("es", "{1} es {0}"),
    ("de", "{1} ist {0}"),
    ("fr", "{1} est {0}"),
    ("ja", "{1}は{0}"),
)


def _worded(language: str, pattern: str) -> Form[Range]:
    above, least, below, most, both = PHRASES[language]

    def write(r: Range) -> str:
        parts = []
        if r.lo is not None:
            parts.append((least if r.lo_closed else above).format(t.plain(r.lo)))
        if r.hi is not None:
            parts.append((most if r.hi_closed else below).format(t.plain(r.hi)))
        return pattern.format(both.join(parts), r.letter)

    return Form("5.4" if language in ("zh", "zh2", "ru", "es", "de", "fr", "ja") else "5.3", write, built=True)


def _move(r: Range, chance: Random) -> Range | None:
    step = chance.choice([-1, 1])
    if r.lo is not None and (r.hi is None or chance.random() < 0.5):
        moved = replace(r, lo=r.lo + step)
    else:
        moved = replace(r, hi=None if r.hi is None else r.hi + step)
    return moved if moved.lo is None or moved.hi is None or moved.lo < moved.hi else None


def _toggle(r: Range, chance: Random) -> Range:
    if r.lo is not None and (r.hi is None or chance.random() < 0.5):
        return replace(r, lo_closed=not r.lo_closed)
    return replace(r, hi_closed=not r.hi_closed)


def _mirror(r: Range, _: Random) -> Range:
    lo, hi = (None if end is None else -end for end in (r.hi, r.lo))
    return Range(r.letter, lo, hi, r.hi_closed, r.lo_closed)


def _turn(r: Range, _: Random) -> Range | None:
    """The same end from the other side."""
    if r.lo is not None and r.hi is not None:
        return None
    return Range(r.letter, r.hi, r.lo, r.hi_closed, r.lo_closed)


def _halve(r: Range, chance: Random) -> Range | None:
    if r.lo is None or r.hi is None:
        return None
    return chance.choice([replace(r, lo=None, lo_closed=False), replace(r, hi=None, hi_closed=False)])


RANGE: Family[Range] = Family(
    "interval",
    _range,
    _ask,
    (
        Form("2.1", _interval, bare=True),
        Form("2.1", _chain, bare=True),
        Form("2.1", lambda r: f"${r.letter} \\in {_interval(r)}$", bare=True),
        Form("2.1", lambda r: rf"\{{{r.letter} \mid {_chain(r)}\}}", bare=True),
        Form("2.1", lambda r: f"{{{r.letter} : {_chain(r, '≤', t.plain)}}}"),
        Form("2.1", _turned),
        Form("2.1", lambda r: _turned(r, "≥", t.plain)),
        Form("2.1", lambda r: f"**{_chain(r, '≤', t.plain)}**"),
        Form("2.1", lambda r: f"{r.letter}∈{_interval(r, t.plain, '∞')}"),
        Form("2.1", lambda r: _chain(r, "<=", t.plain)),
        Form("5.1", lambda r: f"The solution is {_interval(r, t.plain, '∞')}.", built=True),
        Form("5.4", lambda r: f"解集为 {_interval(r, t.plain, '∞')}", built=True),
        Form("5.4", lambda r: f"取值范围是 ${_chain(r)}$。", built=True),
        Form("5.4", lambda r: f"{r.letter} ∈ {_interval(r, t.plain, '∞')}, ответ.", built=True),
        *(_worded(*row) for row in SENTENCES),
    ),
    {
        "endpoint-open-closed": _toggle,
        "near-number": _move,
        "sign": _mirror,
        "reversed-inequality": _turn,
        "too-weak": _halve,
    },
)


@dataclass(frozen=True, slots=True)
class Outside:
    """x < lo or x > hi; with the ends where closed."""

    lo: int
    hi: int
    closed: bool


def _ask_outside(r: Outside, chance: Random) -> str | None:
    if r.lo >= r.hi:
        return None
    sign = r"\ge" if r.closed else ">"
    left = t.added([(1, "x^2"), (-r.lo - r.hi, "x"), (r.lo * r.hi, "")])
    if (r.lo + r.hi) % 2 == 0 and chance.random() < 0.4:
        return f"Solve $|{t.added([(1, 'x'), (-(r.lo + r.hi) // 2, '')])}|{sign} {(r.hi - r.lo) // 2}$."
    return chance.choice([f"Solve ${left}{sign} 0$.", f"不等式 ${left}{sign} 0$ 的解集是____。"])


def _two(pattern: str, below: str = "<", most: str = r"\le", above: str = ">", least: str = r"\ge") -> object:
    def write(r: Outside) -> str:
        return pattern.format(
            lo=r.lo, hi=r.hi, below=most if r.closed else below, above=least if r.closed else above,
            left="]" if r.closed else ")", right="[" if r.closed else "(",
        )  # fmt: skip

    return write


def _outside(kind: str, pattern: str, *words: str, bare: bool = False, built: bool = False) -> Form[Outside]:
    return Form(kind, _two(pattern, *words), built, bare)  # type: ignore[arg-type]


ENGLISH = ("less than", "at most", "more than", "at least")


def _gap(r: Outside) -> str:
    return f"({r.lo}, {r.hi})" if r.closed else f"[{r.lo}, {r.hi}]"


OUTSIDE: Family[Outside] = Family(
    "outside",
    lambda c: Outside(lo := c.randint(-9, 5), lo + c.randint(1, 10), c.random() < 0.5),
    _ask_outside,
    (
        _outside("2.1", r"(-\infty, {lo}{left} \cup {right}{hi}, \infty)", bare=True),
        _outside("2.1", r"x {below} {lo} \text{{ or }} x {above} {hi}", bare=True),
        _outside("2.1", r"\{{x \mid x {below} {lo} \text{{ or }} x {above} {hi}\}}", bare=True),
        _outside("2.1", "x {above} {hi} or x {below} {lo}", "<", "≤", ">", "≥"),
        _outside("2.1", "{right}{hi}, +∞) ∪ (-∞, {lo}{left}"),
        _outside("2.1", "x ∈ (−∞, {lo}{left} ∪ {right}{hi}, ∞)"),
        _outside("5.4", "x {below} {lo} 或 x {above} {hi}", "<", "≤", ">", "≥", built=True),
        _outside("5.4", "x {below} {lo} или x {above} {hi}", "<", "≤", ">", "≥", built=True),
        _outside("5.4", "x {below} {lo} oder x {above} {hi}", "<", "≤", ">", "≥", built=True),
        _outside("5.3", "x is {below} {lo} or {above} {hi}", *ENGLISH, built=True),
        _outside(
            "5.3",
            "all reals {below} {lo}, and all {above} {hi}",
            "below",
            "up to and including",
            "above",
            "from",
            built=True,
        ),
        _outside("5.4", "x{below}{lo}或{above}{hi}", "小于", "不大于", "大于", "不小于", built=True),
        Form(
            "2.1",
            lambda r: r"\mathbb{R} \setminus " + _gap(r),
            built=True,
        ),
        Form(
            "5.3",
            lambda r: "everything except " + _gap(r),
            built=True,
        ),
    ),
    {
        "endpoint-open-closed": lambda r, _: replace(r, closed=not r.closed),
        "sign": lambda r, _: Outside(-r.hi, -r.lo, r.closed),
        "near-number": lambda r, c: replace(r, hi=r.hi + 1) if c.random() < 0.5 else replace(r, lo=r.lo - 1),
        "off-by-one": lambda r, c: replace(r, hi=r.hi - 1) if r.hi - 1 > r.lo else None,
    },
)

Residue = tuple[int, int]  # r modulo m


def _ask_residue(v: Residue, chance: Random) -> str | None:
    r, m = v
    if not 0 <= r < m or m < 3:
        return None
    k = next(k for k in (2, 3, 5, 7, 11) if m % k)
    return chance.choice(
        [
            f"Solve ${k}n\\equiv {k * r % m}\\pmod{{{m}}}$ in integers.",
            f"For which integers $n$ is $n-{r}$ divisible by {m}?",
            f"求所有整数 $n$,使 ${m}\\mid n-{r}$。",
        ]
    )


RESIDUE: Family[Residue] = Family(
    "residue",
    lambda c: (c.randint(0, 6), c.randint(3, 13)),
    _ask_residue,
    (
        Form("2.5", lambda v: rf"n \equiv {v[0]} \pmod{{{v[1]}}}", bare=True),
        Form("2.5", lambda v: rf"n={v[1]}k+{v[0]},\ k\in\mathbb{{Z}}", bare=True),
        Form("2.5", lambda v: f"n ≡ {v[0]} (mod {v[1]})"),
        Form("2.5", lambda v: f"n = {v[0]} + {v[1]}t for any integer t"),
        Form("7.1", lambda v: f"n = {v[1]}m − {v[1] - v[0]}, m ∈ ℤ"),
        Form("5.3", lambda v: f"all integers that leave remainder {v[0]} when divided by {v[1]}", built=True),
        Form("5.3", lambda v: f"n is {v[0]} more than a multiple of {v[1]}", built=True),
        Form("5.4", lambda v: f"除以{v[1]}余{v[0]}的整数", built=True),
        Form("5.4", lambda v: f"целые числа, дающие остаток {v[0]} при делении на {v[1]}", built=True),
        Form("5.4", lambda v: f"alle ganzen Zahlen mit Rest {v[0]} bei Division durch {v[1]}", built=True),
    ),
    {
        "near-number": lambda v, c: (v[0] + c.choice([-1, 1]), v[1]) if 0 < v[0] < v[1] - 1 else None,
        "wrong-modulus": lambda v, c: (v[0], v[1] + c.choice([-1, 1])) if v[0] < v[1] - 1 else None,
        "sign": lambda v, _: (v[1] - v[0], v[1]) if 0 < v[0] < v[1] else None,
    },
)

FAMILIES = (RANGE, OUTSIDE, RESIDUE)
