"""Typesetting: every text of typeset/*.md comes out as below it, and no text becomes anything but known elements.

In typeset/*.md a text stands on a line of its own and its typesetting on the next, indented by four spaces: `frac(1 2)`
is `<mfrac>` around two numbers, `·` the invisible sign of a product, `_` a space; brackets of the text are `\\(` `\\)`.
"""

import re
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

import test_cases
import test_parser
from tinyv.expr import typeset as trees
from tinyv.expr.limits import MAX_CHARS
from tinyv.expr.nodes import HEADS
from tinyv.expr.tables import FUNCTIONS
from tinyv.expr.typeset import typeset, typeset_prose

FOLDER = Path(__file__).parent / "typeset"
ELEMENTS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder",
    "mover", "munderover", "mtable", "mtr", "mtd",
}  # fmt: skip
ATTRIBUTES = {
    ("display", "block"), ("accent", "true"), ("mathvariant", "normal"), ("linethickness", "0"),
    *(("width", f"{width}em") for width in ("0.17", "0.22", "0.28", "0.25", "0.5", "1", "2")),
}  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>",
    r"\text{<img src=x onerror=alert(1)>}",
    "</math><svg onload=alert(1)>",
    '"><iframe srcdoc="&lt;script&gt;">',
    r"x_{<b>} + \operatorname{</mi><script>}",
    "$</mtext><style>*{}</style>$ \\(<mglyph/>\\)",
    r"$\text{</mtext><img src=x>}$ $\href{javascript:alert(1)}{x}$",
    "&lt;&#60;script>",
    "\u202egnp.exe\x00\x1b[2J\ud800",
]


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """Where it stands, the text, its typesetting."""
    text = ""
    for number, line in enumerate((FOLDER / f"{name}.md").read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("    "):
            yield f"{name}:{number - 1}", text, line[4:]
        elif not line.startswith("#"):
            text = line


def params(name: str) -> list[object]:
    return [pytest.param(text, wanted, id=place) for place, text, wanted in cases(name)]


def tree_of(markup: str) -> ET.Element:
    return ET.fromstring(f"<body>{markup}</body>")


def written(node: ET.Element) -> str:
    """The short form of an element."""
    if node.tag in ("mi", "mn", "mo", "mtext"):
        text = (node.text or "").replace("\u2062", "·").replace("\u00a0", "_").replace("\u202f", "_")
        return text.replace("\u2009", "_").replace("(", "\\(").replace(")", "\\)")
    if node.tag == "code":
        return f"code({node.text})"
    inner = " ".join(map(written, node))
    return f"{node.tag.removeprefix('m') if node.tag != 'math' else 'math'}({inner})"


def short(markup: str, whole: bool) -> str:
    body = tree_of(markup)
    if whole and len(body) == 1 and not body.text and not body[0].tail:
        return " ".join(map(written, body[0]))
    escaped = (body.text or "") + "".join(written(node) + (node.tail or "") for node in body)
    return escaped.replace("<", "&lt;").replace(">", "&gt;") if "&lt;" in markup else escaped


@pytest.mark.parametrize(("text", "wanted"), params("answers"))
def test_an_answer(text: str, wanted: str) -> None:
    assert short(typeset(text), whole=True) == wanted


@pytest.mark.parametrize(("text", "wanted"), params("prose"))
def test_a_problem_text(text: str, wanted: str) -> None:
    assert short(typeset_prose(text), whole=False) == wanted


def check(markup: str) -> None:
    """Well formed, known elements and attributes only, and leaves hold text alone."""
    for node in islice(tree_of(markup).iter(), 1, None):
        assert node.tag in ELEMENTS or node.tag == "code"
        assert set(node.attrib.items()) <= ATTRIBUTES
        assert len(node) == 0 or node.tag not in ("mi", "mn", "mo", "mtext", "code")
        assert len(node) == {"mfrac": 2, "msup": 2, "msub": 2, "mroot": 2, "munder": 2, "mover": 2}.get(
            node.tag, 3 if node.tag in ("msubsup", "munderover") else len(node)
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    for markup in (typeset(text), typeset_prose(text), typeset_prose(f"${text}$"), typeset(rf"\text{{{text}}}")):
        check(markup)
        markup.encode()
        assert not re.search(r"<(?!/?(?:m[a-z]+|code)\b)", markup)


def test_every_text_of_the_cases() -> None:
    for text in {side for case in test_cases.all_cases() for side in (case.reference, case.response)}:
        check(typeset(text))
        check(typeset_prose(text))
    for _, text, _ in test_parser.trees():
        check(typeset(text))
        check(typeset_prose(f"${text}$"))


_PIECES = st.sampled_from([
    r"\frac", r"\sqrt", "{", "}", "[", "]", "(", ")", "^", "_", "&", r"\\", r"\left", r"\right", r"\begin{cases}",
    r"\end{cases}", r"\text{", "1", "x", "+", ",", "<", ">", "|", "$", r"\(", r"\)", "'", r"\over", r"\not", "=",
])  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=25).map(" ".join)))
def test_any_text(text: str) -> None:
    check(typeset(text))
    check(typeset_prose(text))
    check(typeset_prose(f"${text}$"))


def test_every_head_has_a_shape() -> None:
    tables = (trees._RELATIONS, trees._INFIX, trees._BRACKETS, trees._SHAPES)
    assert (HEADS.keys() | FUNCTIONS) - FUNCTIONS - set[str]().union(*tables) == set()


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "+1" * 3000,
        "(" * 3000,
        r"\frac{1}{" * 600,
        "1e4000+" * 800,
        "(" * 40 + "1" + ("!" * 70 + ")") * 40,
        "(" * 45 + "x" + ")y" * 45,
        "$" * 20_000,
        r"$\left(" * 3000,
        "$" + "{" * 1900 + "$",
        "$" + r"\begin{cases}" * 140 + "$",
    ],
    ids=[
        "digits",
        "terms",
        "brackets",
        "fractions",
        "powers",
        "factorials",
        "products",
        "dollars",
        "lefts",
        "braces",
        "environments",
    ],
)
def test_the_work_is_bounded(text: str) -> None:
    start = time.perf_counter()
    short, prose = typeset(text), typeset_prose(text)
    assert time.perf_counter() - start < 2
    assert len(short) < 100 * MAX_CHARS
    assert len(prose) < 10 * len(text) + 100
    check(short)


@pytest.mark.shared
def test_real_questions(shared: Path) -> None:
    """Of the formulas in real questions at most one in a hundred stays source."""
    found = source = 0
    for name in ("hardverify_dev.jsonl", "math_benchmarks.jsonl", "bigmath_prompts.jsonl"):
        with (shared / name).open("rb") as file:
            for line in islice(file, 400):
                record = orjson.loads(line)
                markup = typeset_prose(str(record.get("question") or record.get("problem") or record.get("prompt")))
                found += markup.count("<math")
                source += markup.count("<code>")
    assert found > 1000
    assert source < found / 100
