"""The lexer and the parser are total: for every text a tree, or OverBudget; and the same each time.

The short search runs with the other tests, the long one (marked `fuzz`) with `make fuzz`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import test_cases
from tinyv.expr.lexer import lex
from tinyv.expr.limits import OverBudget
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.expr.tables import BIG, FUNCTION_NAMES, OPERATORS, SHORT_WORDS, SYMBOLS, UNICODE, WORD_OPERATORS, WRAPPERS

COMMANDS = [f"\\{name} " for name in sorted({*BIG, *FUNCTION_NAMES, *OPERATORS, *SYMBOLS, *WRAPPERS})]
CHARACTERS = [*"()[]{}|,;:.+-*/^_=<>!%&'\"$#~ \n0123456789abcdefxyzABCDEF\f\b\t\r\v\a\0\ud800三百分之万亿€₀²", *UNICODE]
WORDS = [f" {word} " for word in sorted({*SHORT_WORDS, *WORD_OPERATORS})]
OPENINGS = [
    r"\{", r"\}", r"\frac", r"\sqrt[3]", r"\binom", r"\begin{pmatrix}", r"\end{pmatrix}", r"\begin{cases}",
    r"\end{cases}", r"\\", r"\text{", r"\mathrm{", r"\left(", r"\right)", r"\overline{", r"\dot", r"\mathbb{",
    r"^\circ", "_{", "^{", "{}_", "{}^", "||", "...", "10C", "1_", "C_5^", "x^T", "0.", "log2(", "]0,1[", "[[1,2],",
    " twenty", " million", " seven ", " base ", " an integer ", " degrees ", " minutes ", " cm", " m", "km/h", "th",
]  # fmt: skip
PIECES = [*COMMANDS, *CHARACTERS, *WORDS, *OPENINGS]
SIDES = sorted({side for case in test_cases.all_cases() for side in (case.reference, case.response) if len(side) < 300})

arbitrary = st.text(max_size=80)
spliced = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
cut = st.tuples(st.sampled_from(SIDES), st.integers(0, 300), st.sampled_from(SIDES), st.integers(0, 300)).map(
    lambda parts: parts[0][: parts[1]] + parts[2][parts[3] :]
)
mixed = st.tuples(cut, st.integers(0, 300), spliced).map(
    lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] :]
)
texts = st.one_of(arbitrary, spliced, cut, mixed)
LONG = settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
SHORT = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def check(text: str) -> None:
    """A tree or OverBudget, the same twice; nothing else may come out."""
    try:
        lex(text)
        tree = parse.__wrapped__(text)
    except OverBudget:
        return
    assert parse.__wrapped__(text) == tree
    hash(tree)
    assert show(tree)


@SHORT
@given(texts)
def test_parse_is_total(text: str) -> None:
    check(text)


@pytest.mark.fuzz
@LONG
@given(arbitrary)
def test_any_text(text: str) -> None:
    check(text)


@pytest.mark.fuzz
@LONG
@given(spliced)
def test_spliced_latex(text: str) -> None:
    check(text)


@pytest.mark.fuzz
@LONG
@given(mixed)
def test_damaged_answers(text: str) -> None:
    check(text)
