"""The parser: every text of trees/*.md gives the tree below it; every head is one that nodes.py lists.

In trees/*.md a text stands on a line of its own and its tree on the next, indented by four spaces;
`##` heads a group, `␌` stands for a form feed and `␀` for the empty text.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

import test_cases
from tinyv.expr.limits import MAX_CHARS, MAX_DEPTH, MAX_TOKENS, OverBudget
from tinyv.expr.nodes import HEADS, Node, Num, Op
from tinyv.expr.parser import parse
from tinyv.expr.show import show
from tinyv.expr.tables import FUNCTIONS

TREES = sorted((Path(__file__).parent / "trees").glob("*.md"))
INDENT = "    "


def trees() -> Iterator[tuple[str, str, str]]:
    """Where it stands, the text, the tree."""
    for path in TREES:
        text = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line.startswith(INDENT):
                yield f"{path.stem}:{number - 1}", text, line[len(INDENT) :]
            elif not line.startswith("#"):
                text = line.replace("␌", "\f").replace("␀", "")


def heads(node: Node) -> set[str]:
    """All heads in a tree."""
    return {node.head}.union(*map(heads, node.args)) if isinstance(node, Op) else set()


@pytest.mark.parametrize(("text", "tree"), [pytest.param(text, tree, id=place) for place, text, tree in trees()])
def test_tree(text: str, tree: str) -> None:
    assert show(parse(text)) == tree


def test_there_are_trees() -> None:
    assert len(list(trees())) > 150


def test_every_head_is_listed() -> None:
    texts = {side for case in test_cases.all_cases() for side in (case.reference, case.response)}
    known = HEADS.keys() | FUNCTIONS
    assert {(head, text) for text in texts if len(text) < MAX_CHARS for head in heads(parse(text)) - known} == set()


@pytest.mark.parametrize(
    "text",
    [
        "1" * (MAX_CHARS + 1),
        "+1" * (MAX_TOKENS // 2 + 1),
        "(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1),
        r"\frac{1}{" * (MAX_DEPTH + 1) + "2" + "}" * (MAX_DEPTH + 1),
        "-" * (2 * MAX_DEPTH + 1) + "1",
        "2^" * (2 * MAX_DEPTH + 1) + "2",
        r"\begin{matrix}" * (MAX_DEPTH + 1),
        r"\text{" * 10 + "x" + "}" * 10,
    ],
    ids=["characters", "tokens", "brackets", "fractions", "signs", "powers", "environments", "texts"],
)
def test_a_budget_is_kept(text: str) -> None:
    with pytest.raises(OverBudget):
        parse(text)


@pytest.mark.parametrize(
    "form", ["3 {}/{}", "{} million", "0.{}", "0.{}...", "{}_2", "2_{{{}}}", "{}°{}'", "1 in base {}", "{}万"]
)
def test_long_numerals_break_nothing(form: str) -> None:
    digits = "7" * 4500  # more than Python's int() reads from text
    with suppress(OverBudget):
        assert show(parse(form.replace("{}", digits, 1).replace("{}", "8")))


@pytest.mark.parametrize("text", ["1", "(1, 2)", r"\frac{1}{2}", "x=1 or x=2", "the answer is 5"])
def test_the_same_text_gives_the_same_tree(text: str) -> None:
    first = parse(text)
    parse.clear()
    assert parse(text) == first


@given(st.integers(-(10**30), 10**30))
def test_integers_are_exact(value: int) -> None:
    node = parse(str(value))
    sign = 1
    if isinstance(node, Op):
        assert node.head == "neg"
        node, sign = node.args[0], -1
    assert node == Num(fmpq(abs(value)))
    assert sign == (-1 if value < 0 else 1)


@given(st.integers(0, 10**12), st.integers(0, 12))
def test_decimals_keep_their_digits(value: int, decimals: int) -> None:
    digits = str(value).rjust(decimals + 1, "0")
    point = len(digits) - decimals
    text = f"{digits[:point]}.{digits[point:]}" if decimals else digits
    assert parse(text) == Num(fmpq(value, 10**decimals), decimals or None)


@given(st.lists(st.integers(0, 99), min_size=2, max_size=6))
def test_collections_keep_order_and_brackets(values: list[int]) -> None:
    items = tuple(Num(fmpq(value)) for value in values)
    inner = ", ".join(map(str, values))
    assert parse(f"({inner})") == Op("tuple", items)
    assert parse(rf"\{{{inner}\}}") == Op("set", items)
    assert parse(inner) == Op("list", items)
