"""The engine against SymPy: equal expressions are never called wrong, different ones never correct.

Random trees are written in LaTeX and handed to the rules together with what SymPy makes of them (expanded, factored,
rationalised, put over one denominator, written as a decimal), and with what becomes of them when one leaf changes.
SymPy decides by numbers at 50 digits whether a change changed the value; it is no part of the package.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sympy
from flint import acb, arb, fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tinyv.equiv.context import Word
from tinyv.equiv.numeric import HIGH, ball, precision, rational
from tinyv.equiv.rules import decide
from tinyv.expr.nodes import Node, Num, Op, Sym
from tinyv.expr.parser import parse

ORACLE = settings(max_examples=120, deadline=None, derandomize=True, database=None)
X, Y = sympy.Symbol("x"), sympy.Symbol("y")
DIGITS = 50
SAME = sympy.Float(10) ** -30
POINTS = ({X: sympy.Rational(7, 3), Y: sympy.Rational(-5, 11)}, {X: sympy.Rational(13, 7), Y: sympy.Rational(19, 5)})

# trees


def integer(value: int) -> Node:
    return Num(fmpq(value)) if value >= 0 else Op("neg", (Num(fmpq(-value)),))


def fraction(above: int, below: int) -> Node:
    return Op("/", (integer(above), integer(below)))


small = st.integers(-12, 12).map(integer)
fractions = st.builds(fraction, st.integers(1, 12), st.integers(2, 12))
surds = st.sampled_from([2, 3, 5, 6, 7, 10, 12]).map(lambda n: Op("root", (integer(n), integer(2))))
constants: st.SearchStrategy[Node] = st.sampled_from([Sym("pi"), Op("ln", (integer(2),)), Op("sin", (integer(1),))])
variables: st.SearchStrategy[Node] = st.sampled_from([Sym("x"), Sym("y")])


def grow(leaves: st.SearchStrategy[Node], most: int) -> st.SearchStrategy[Node]:
    """Sums, differences, products, quotients and small powers over the leaves."""

    def extend(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(lambda p: Op("+", p)),
            pair.map(lambda p: Op("+", (p[0], Op("neg", (p[1],))))),
            pair.map(lambda p: Op("*", p)),
            pair.map(lambda p: Op("/", p)),
            st.tuples(inner, st.integers(2, 3)).map(lambda p: Op("^", (p[0], integer(p[1])))),
        )

    return st.recursive(leaves, extend, max_leaves=most)


closed_forms = grow(st.one_of(small, fractions, surds, constants), 6)
surd_forms = grow(st.one_of(small, fractions, surds), 5)
rational_functions = grow(st.one_of(small, variables, variables), 6)


def latex(node: Node) -> str:
    """The tree as LaTeX, with as many brackets as it takes to be read in one way."""
    match node:
        case Num(value):
            return str(value)
        case Sym(name):
            return r"\pi" if name == "pi" else name
        case Op("neg", (inner,)):
            return f"-{grouped(inner)}"
        case Op("+", (first, Op("neg", (second,)))):
            return f"{latex(first)} - {grouped(second)}"
        case Op("+", args):
            return " + ".join(map(grouped, args))
        case Op("*", args):
            return r" \cdot ".join(map(grouped, args))
        case Op("/", (above, below)):
            return rf"\frac{{{latex(above)}}}{{{latex(below)}}}"
        case Op("^", (base, exponent)):
            return f"{grouped(base)}^{{{latex(exponent)}}}"
        case Op("root", (inner, _)):
            return rf"\sqrt{{{latex(inner)}}}"
        case Op(head, (inner,)):
            return rf"\{head}({latex(inner)})"
    raise AssertionError(node)


def grouped(node: Node) -> str:
    plain = isinstance(node, Num | Sym) or (isinstance(node, Op) and node.head in ("root", "ln", "sin"))
    return latex(node) if plain else rf"\left({latex(node)}\right)"


def to_sympy(node: Node) -> sympy.Expr:
    match node:
        case Num(value):
            return sympy.Rational(int(value.p), int(value.q))
        case Sym(name):
            return {"pi": sympy.pi, "x": X, "y": Y}[name]
        case Op(head, args):
            return OPERATIONS[head](*map(to_sympy, args))
    raise AssertionError(node)


def divide(above: sympy.Expr, below: sympy.Expr) -> sympy.Expr:
    """SymPy takes 0/(1/0) for 0; here it has no value."""
    assume(not below.has(sympy.zoo) and sympy.expand(below) != 0)
    return above / below


OPERATIONS: dict[str, Callable[..., sympy.Expr]] = {
    "neg": lambda a: -a, "+": lambda *a: sympy.Add(*a), "*": lambda *a: sympy.Mul(*a), "/": divide,
    "^": lambda a, n: a**n, "root": lambda a, _: sympy.sqrt(a), "ln": sympy.log, "sin": sympy.sin,
}  # fmt: skip


def usable(node: Node) -> sympy.Expr:
    """SymPy's reading of a tree; rejects the example where there is no finite value of usual size."""
    expr = to_sympy(node)
    assume(not expr.has(sympy.zoo, sympy.nan, sympy.oo))
    values = [sympy.Abs(value(expr, point)) for point in POINTS]
    assume(all(v.is_finite and (v == 0 or 1e-8 < v < 1e8) for v in values))
    return expr


def value(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Expr]) -> sympy.Expr:
    return expr.subs(point).evalf(DIGITS)


def differ(first: sympy.Expr, second: sympy.Expr) -> bool:
    """Certain by numbers: apart at one of the points by more than any rounding."""
    return any(abs(value(first, point) - value(second, point)) > SAME for point in POINTS)


def word(reference: str, answer: str) -> Word:
    """The word on a pair, which must be the same both ways."""
    there, back = decide(reference, answer), decide(answer, reference)
    assert there.failure is None or not there.failure.startswith("internal"), (reference, answer)
    assert there.word is back.word, f"not symmetric: {reference} | {answer}"
    return there.word


def changed(node: Node, at: int, kind: str) -> Node:
    """The tree with its leaf number `at` changed: a sign, a unit more, another factor."""
    counter = iter(range(10_000))

    def walk(here: Node) -> Node:
        if not isinstance(here, Op):
            return CHANGES[kind](here) if next(counter) == at else here
        if here.head in ("root", "^"):
            return Op(here.head, (walk(here.args[0]), here.args[1]))
        return Op(here.head, tuple(map(walk, here.args)))

    return walk(node)


CHANGES: dict[str, Callable[[Node], Node]] = {
    "sign": lambda leaf: Op("neg", (leaf,)),
    "more": lambda leaf: Op("+", (leaf, integer(1))),
    "twice": lambda leaf: Op("*", (integer(2), leaf)),
    "tenth": lambda leaf: Op("/", (leaf, integer(10))),
}
changes = st.tuples(st.integers(0, 5), st.sampled_from(sorted(CHANGES)))

REWRITINGS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "as it is": lambda e: e,
    "expand": sympy.expand,
    "factor": sympy.factor,
    "together": sympy.together,
    "cancel": sympy.cancel,
}


@ORACLE
@given(closed_forms, st.sampled_from(sorted(REWRITINGS)))
def test_a_rewritten_closed_form_is_proved(tree: Node, how: str) -> None:
    expr = usable(tree)
    rewritten = sympy.latex(REWRITINGS[how](expr), ln_notation=True)
    assert word(latex(tree), rewritten) is Word.EQUAL, f"{how}: {latex(tree)} | {rewritten}"


@ORACLE
@given(surd_forms)
def test_a_rationalised_form_is_never_wrong(tree: Node) -> None:
    rewritten = sympy.latex(sympy.radsimp(usable(tree)))
    assert word(latex(tree), rewritten) is not Word.DIFFERENT, f"{latex(tree)} | {rewritten}"


@ORACLE
@given(rational_functions, st.sampled_from(sorted(REWRITINGS)))
def test_a_rewritten_rational_function_is_proved(tree: Node, how: str) -> None:
    expr = usable(tree)
    rewritten = sympy.latex(REWRITINGS[how](expr), ln_notation=True)
    assert word(latex(tree), rewritten) is Word.EQUAL, f"{how}: {latex(tree)} | {rewritten}"


@ORACLE
@given(closed_forms, changes)
def test_a_changed_closed_form_is_never_correct(tree: Node, change: tuple[int, str]) -> None:
    other = changed(tree, *change)
    assume(differ(usable(tree), usable(other)))
    assert word(latex(tree), latex(other)) is not Word.EQUAL, f"{latex(tree)} | {latex(other)}"


@ORACLE
@given(rational_functions, changes)
def test_a_changed_rational_function_is_never_correct(tree: Node, change: tuple[int, str]) -> None:
    other = changed(tree, *change)
    assume(differ(usable(tree), usable(other)))
    assert word(latex(tree), latex(other)) is not Word.EQUAL, f"{latex(tree)} | {latex(other)}"


@ORACLE
@given(closed_forms)
def test_values_agree(tree: Node) -> None:
    """The exact value or the ball of what was parsed holds SymPy's value at 50 digits."""
    expected = usable(tree)
    read = parse(latex(tree))
    exact = rational(read)
    if exact is not None:
        assert sympy.Rational(int(exact.p), int(exact.q)).equals(expected), latex(tree)
        return
    with precision(HIGH):
        found = ball(read)
        assume(found is not None)  # a denominator that no precision separates from zero
        assert found is not None
        real, imaginary = expected.evalf(DIGITS).as_real_imag()
        gap = abs(found - acb(arb(str(real)), arb(str(imaginary))))
        assert gap < arb(10) ** -25 * (1 + abs(found)), latex(tree)


@ORACLE
@given(closed_forms, st.integers(3, 9))
def test_a_rounding_stands_for_its_value(tree: Node, digits: int) -> None:
    expr = usable(tree)
    assume(expr != 0)
    decimal = plain(expr, digits)
    assert word(latex(tree), decimal) is not Word.DIFFERENT, f"{latex(tree)} | {decimal}"


@ORACLE
@given(closed_forms, st.integers(4, 9), st.sampled_from([2, 3, 7, -2, -5]))
def test_a_wrong_digit_is_never_correct(tree: Node, digits: int, off: int) -> None:
    expr = usable(tree)
    assume(expr != 0)
    decimal = plain(expr, digits)
    places = len(decimal.partition(".")[2])
    wrong = f"{sympy.Rational(decimal) + sympy.Rational(off, 10**places):.{places}f}" if places else decimal
    assume(places and wrong != decimal)
    assert word(latex(tree), wrong) is not Word.EQUAL, f"{latex(tree)} | {wrong}"


def plain(expr: sympy.Expr, digits: int) -> str:
    """A decimal of so many significant digits, without an exponent."""
    number = expr.evalf(DIGITS)
    places = max(digits - 1 - int(sympy.floor(sympy.log(abs(number), 10))), 1)
    return f"{sympy.Rational(number).round(places):.{places}f}"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (r"\frac{1}{\sqrt{2}+1}", r"\sqrt{2}-1"),
        (r"\frac{x^2-1}{x-1}", "x+1"),
        (r"\frac{3}{8}", "0.375"),
        (r"2\sqrt{3}", r"\sqrt{12}"),
        ("(x+y)^3", "x^3+3x^2y+3xy^2+y^3"),
    ],
)
def test_the_easy_ones_are_proved(reference: str, answer: str) -> None:
    """Never wrong would also hold of an engine that decides nothing."""
    assert word(reference, answer) is Word.EQUAL
