"""Every line of cases/*.md is a test; cases/README.md describes the format.

Ids name file and line (`numbers.md:12`); the reverse direction of a case ends in `r` (`numbers.md:12r`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tinyv import Verifier
from tinyv.types import Label

RULES = Verifier(None)  # what a judge would say is not tested here

FOLDER = Path(__file__).parent / "cases"
EXPECTED = {
    "~~": {Label.CORRECT},
    "><": {Label.WRONG},
    "!!": {Label.WRONG, Label.UNDECIDED},
    "??": {Label.UNDECIDED},
}
SEPARATOR = re.compile(r" (~~|><|!!|\?\?) ")


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison: what it is called, what goes in, which labels may come out."""

    name: str
    title: str
    question: str
    reference: str
    response: str
    mark: str


def load_cases(path: Path) -> list[Case]:
    """The cases of one file, each followed by its reverse unless its title ends with `(one way)`.

    Raises ValueError, with file and line, for a line that is neither a case nor a heading, question,
    comment or blank. Lines end at a line feed alone: other control characters belong to the case.
    """
    cases: list[Case] = []
    title = question = ""
    text = path.read_bytes().decode("utf-8")
    for number, line in enumerate(text.split("\n"), start=1):
        name = f"{path.name}:{number}"
        if line.startswith("## "):
            title, question = line[3:].strip(), ""
        elif line.startswith("Q:"):
            question = line[2:].strip()
        elif line.strip(" ") and not line.startswith(("# ", ">")) and line != "#":
            parts = SEPARATOR.split(line)
            if len(parts) != 3:
                raise ValueError(f"{name}: one separator expected, {len(parts) // 2} found: {line!r}")
            left, mark, right = parts[0].strip(" "), parts[1], parts[2].strip(" ")
            if not (left and right):
                raise ValueError(f"{name}: an empty side: {line!r}")
            cases.append(Case(name, title, question, left, right, mark))
            if not title.endswith("(one way)"):
                cases.append(Case(name + "r", title, question, right, left, mark))
    return cases


def all_cases() -> list[Case]:
    """The cases of every file but the README, in the order of file names."""
    paths = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
    return [case for path in paths for case in load_cases(path)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in all_cases()])
def test_case(case: Case) -> None:
    verdict = RULES.verify(case.question, case.reference, case.response)
    assert verdict.label in EXPECTED[case.mark], (
        f"{case.reference} {case.mark} {case.response}: {verdict.label} by {verdict.decided_by!r} ({verdict.reason})"
    )


def test_a_line_without_a_separator_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.md"
    path.write_text("## title\n1 ~~ 1\n1 = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.md:3"):
        load_cases(path)


def test_headings_questions_and_directions(tmp_path: Path) -> None:
    path = tmp_path / "good.md"
    path.write_text(
        "# comment\n## both\nQ: Why?\n1 ~~ 2\nQ:\n5!! ?? 15\n## (one way)\n> note\n3 >< 4\n", encoding="utf-8"
    )
    found = [(c.name, c.question, c.reference, c.mark, c.response) for c in load_cases(path)]
    assert found == [
        ("good.md:4", "Why?", "1", "~~", "2"),
        ("good.md:4r", "Why?", "2", "~~", "1"),
        ("good.md:6", "", "5!!", "??", "15"),
        ("good.md:6r", "", "15", "??", "5!!"),
        ("good.md:9", "", "3", "><", "4"),
    ]
