"""`tinyv.extract`: fixture files, `clean`, fuzz, and the promise of linear time."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyv.extract import Extraction, clean, extract
from tinyv.extract.text import MAX_CLEAN

CASES = Path(__file__).parent / "cases_extract"
_CASE = re.compile(
    r"^=== (?P<title>.*)\n(?:Q: (?P<question>.*)\n)?>>>\n(?P<response>(?:.*\n)*?)<<<\n"
    r"(?P<where>boxed|stated|choice|plain|tail|none):(?P<answer>(?:.*\n)+?)(?:note: (?P<note>.*)\n)?(?=\n|\Z)",
    re.MULTILINE,
)


def _cases() -> list[pytest.param]:  # type: ignore[valid-type]
    found = []
    for path in sorted(CASES.glob("*.md")):
        if path.name == "README.md":
            continue
        text = path.read_text(encoding="utf-8")
        cases = list(_CASE.finditer(text))
        assert len(cases) == len(re.findall("^=== ", text, re.MULTILINE)), f"{path.name}: a case is malformed"
        found += [pytest.param(case, id=f"{path.stem}: {case['title']}") for case in cases]
    return found


@pytest.mark.parametrize("case", _cases())
def test_case(case: re.Match[str]) -> None:
    response = case["response"].removesuffix("\n").replace("{BS}", "\b").replace("{FF}", "\f")
    found = extract(response, case["question"] or "")
    expected = case["answer"].strip() or None
    assert (found.where, found.answer) == (case["where"], expected), found
    assert (case["note"] or "") in found.note


def test_there_are_many_cases() -> None:
    assert len(_cases()) >= 150


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("$f(x)=2 x$", "f(x)=2 x"),
        (r"\[ f(x)=x+1 \]", "f(x)=x+1"),
        (r"\( x \)", "x"),
        ("$$x$$", "x"),
        ("**Answer:** 5", "5"),
        ("**5**", "5"),
        ("The answer is 5.", "5"),
        ("Final answer: $5$", "5"),
        ("答案：5", "5"),
        ("$(3,0),(-3,1)$", "(3,0),(-3,1)"),
        ("$1$ and $2$", "1 and 2"),
        ("$x=1$, $y=2$", "x=1, y=2"),
        ("the value is$5$m", "the value is 5 m"),
        (r"\$12", r"\$12"),
        (r"$\$12$", r"\$12"),
        ("$12", "$12"),
        ("$12.50", "$12.50"),
        ("$12 and $15", "$12 and $15"),
        ("$12$", "12"),
        ("5$", "5$"),
        (r"\boxed{5}", "5"),
        (r"$\boxed{\frac{1}{2}}$.", r"\frac{1}{2}"),
        (r"\boxed{1} + \boxed{2}", r"\boxed{1} + \boxed{2}"),
        ("`x+1`", "x+1"),
        ("```\n5\n```", "5"),
        ('"yes"', "yes"),
        ("5.", "5"),
        ("5。", "5"),
        ("5 \\,", "5"),
        ("p.m.", "p.m."),
        ("1, 2, ...", "1, 2, ..."),
        ("5!", "5!"),
        ("= 5", "5"),
        ("== 5", "== 5"),
        ("2**3**2", "2**3**2"),
        ("-5", "-5"),
        ("\x0crac{1}{2}", r"\frac{1}{2}"),
        ("\text{cm}", r"\text{cm}"),
        ("", ""),
        ("$", ""),
        (r"[0,1)∪(1,3\]", "[0,1)∪(1,3]"),
        (r"$[0,1)\cup(1,3\]$", r"[0,1)\cup(1,3]"),
        (r"\[0, 1)", "[0, 1)"),
        (r"(0, 1\]", "(0, 1]"),
        (r"[0, 1] \]", "[0, 1]"),
        (r"5 \]", "5"),
        (".5", ".5"),
        ("(n=2)", "(n=2)"),
        ("the answer to all is no", "the answer to all is no"),
    ],
)
def test_clean(written: str, expected: str) -> None:
    assert clean(written) == expected
    assert clean(expected) == expected


# Text made of what the machinery looks for, so that fuzz reaches all of it.
_PIECES = [
    "\\boxed{", "\\fbox{", "oxed{", "}", "{", "$", "$$", "\\(", "\\)", "\\[", "\\]", "\\", "\\\\", "####", "**", "`",
    "```", "the answer is ", "Answer:", "答案：", "故选", "所以", "so ", "Therefore, ", "wait, ", "that is wrong",
    "it's ", "<think>", "</think>", "<answer>", "</answer>", "\n", "\n\n", ". ", ".", "5", "x = ", "3.5", "(B)", "B",
    "| ", "<<", ">>", " or ", "maybe ", "\\begin{pmatrix}", "\\end{pmatrix}", "i̇", "İ", "\x08", "\x0c", "\t",
    "\u3000",
    "．", "，", "得", "即", "为", "半径", "（元）", "expected ", "→", "【", "!", "?", "“", "”", '"', "'", "= ", "\0",
]  # fmt: skip
_responses = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=25).map("".join))


@settings(max_examples=1500, deadline=None)
@given(_responses, st.one_of(st.just(""), _responses))
def test_extract_never_raises(response: str, question: str) -> None:
    found = extract(response, question)
    assert isinstance(found, Extraction)
    assert found.answer is None or found.answer.strip()
    assert (found.answer is None) == (found.where == "none")


@settings(max_examples=1500, deadline=None)
@given(_responses)
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)


_HOSTILE = {
    "open braces": "{" * 100_000,
    "box of open braces": "\\boxed{" + "{" * 1_000_000,
    "boxes": "\\boxed{1} " * 100_000,
    "boxes of words": "\\boxed{1} and then some words " * 30_000,
    "open boxes": "\\boxed{" * 140_000,
    "bare boxed": "boxed " * 160_000,
    "placeholders": "\\boxed{}" * 120_000,
    "no newline": "the answer is not known, so x = 1, " * 30_000,
    "cues": "answer " * 140_000,
    "hashes": "#### " * 200_000,
    "so": "so " * 330_000,
    "dollars": "$" * 1_000_000,
    "parentheses": "\\(" * 500_000,
    "begins": "\\begin{align}" * 70_000,
    "nested boxes": "\\boxed{" * 70_000 + "}" * 70_000,
    "backslashes": "\\" * 1_000_000,
    "chained statements": "the answer is " * 70_000,
    "points": ". " * 500_000,
    "newlines": "\n" * 1_000_000,
    "thoughts": "<think>" * 140_000,
    "closed thoughts": "</think>" * 120_000,
    "answer tags": "<answer>" * 120_000,
    "calculator marks": "<<" * 500_000,
    "stars": "**" * 500_000,
    "spaces": "x" + " " * 1_000_000 + "y",
    "taken back": "\\boxed{4} " + "wait, it's wrong. " * 50_000,
    "table": "| 1 " * 250_000,
    "commas": "1, " * 330_000,
    "equals": "1 = " * 250_000,
    "digits": "1" * 1_000_000,
    "Chinese clauses": "所以x=1，得y=2，" * 80_000,
    "Chinese verbs": "半径为3，" * 150_000 + "答：半径为3，" * 100,
    "sums": "abc" + "1-" * 120 + "2",
    "expected answers": "The expected answer is 7. " * 35_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_megabyte_costs_little(name: str) -> None:
    text = _HOSTILE[name]
    start = time.process_time()
    extract(text)
    clean(text[:MAX_CLEAN])
    assert time.process_time() - start < 0.5, "generous: ten times what a slow machine needs"


def test_a_long_question_is_cheap() -> None:
    question = "a" * 100_000
    start = time.process_time()
    extract("b" + "a" * 1_000_000, question)
    assert time.process_time() - start < 0.5
