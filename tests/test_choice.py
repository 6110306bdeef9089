"""Multiple choice: reading options, reading a stated choice, comparing choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyv.equiv.choice import compare_choice, letter, letters, options

QUESTION = "Which is the sum? (A) 5 (B) 6 (C) 7 (D) 12/2 + 2"


def same(a: str, b: str) -> bool | None:
    """A stand-in for the engine: numbers are equal or not, all else is not shown."""
    a, b = a.strip("$ "), b.strip("$ ")
    if a == b:
        return True
    return False if a.isdigit() and b.isdigit() else None


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Pick. (A) 5 (B) 6", {"A": "5", "B": "6"}),
        ("Pick.\nA. one cat\nB. two cats\nC. none", {"A": "one cat", "B": "two cats", "C": "none"}),
        ("Pick: A) 5 B) 6 C) 7", {"A": "5", "B": "6", "C": "7"}),
        ("$\\textbf{(A)}\\ 12 \\qquad\\textbf{(B)}\\ 14$", {"A": "12", "B": "14"}),
        ("$\\mathrm{(A)}\\ 1\\qquad \\mathrm{(B)}\\ x^{2}$", {"A": "1", "B": "x^{2}"}),
        ("$\\mathrm{(A)\\ } 1 \\qquad \\mathrm{(B)\\ } 2$", {"A": "1", "B": "2"}),
        ("下列正确的是\nA、$x>1$\nB、$x<1$", {"A": "$x>1$", "B": "$x<1$"}),
        ("下列正确的是（ ）A．1 B．2 C．3", {"A": "1", "B": "2", "C": "3"}),
        ("Which of the following is prime? (a) 4 (b) 5 (c) 6", {"A": "4", "B": "5", "C": "6"}),
        ("Which of the following is prime? 1) 4 2) 5 3) 6", {"1": "4", "2": "5", "3": "6"}),
        ("(A) 1 or (B) 2?", {"A": "1", "B": "2?"}),
        ("(a) Find x. (b) Prove it. (c) Draw it.", {}),
        ("(B) 5 (C) 6", {}),
        ("Let A be a point. Then B. moves.", {}),
        ("dot(A); dot(B); dot(C);", {}),
        ("f(A) + f(B) = 1", {}),
        ("$(\\sin A)x + (\\sin B)y + (\\sin C)z$", {}),
        ("", {}),
        ("What is 5?", {}),
    ],
)
def test_options(question: str, found: dict[str, str]) -> None:
    assert options(question) == found


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("B", ("B", "")),
        ("(B)", ("B", "")),
        ("B.", ("B", "")),
        ("\\text{(B)}", ("B", "")),
        ("$\\text{A}$", ("A", "")),
        ("\\textbf{(B)}\\ 14", ("B", "14")),
        ("\\boxed{C}", ("C", "")),
        ("**C**", ("C", "")),
        ("Option C", ("C", "")),
        ("choice (D)", ("D", "")),
        ("The answer is B.", ("B", "")),
        ("The correct answer is (D) 12", ("D", "12")),
        ("答案：C", ("C", "")),
        ("故选B", ("B", "")),
        ("B: the cat", ("B", "the cat")),
        ("(B) the cat", ("B", "the cat")),
        ("C. $x^2$", ("C", "x^2")),
        ("(b)", ("B", "")),
        ("option b", ("B", "")),
        ("C is correct", ("C", "")),
        ("C (the third quadrant)", ("C", "the third quadrant")),
        ("d = 2, so B", ("B", "")),
        ("9/24, that is option C", ("C", "")),
        ("not option C", None),
        ("b", None),
        ("A(2, 3)", None),
        ("A (2, 3)", None),
        ("B 14", None),
        ("(C) or (D)", None),
        ("AB", None),
        ("A = 3", None),
        ("A' ", None),
        ("A cat", None),
        ("5", None),
        ("", None),
        ("A:B", None),
        ("A + B", None),
    ],
)
def test_letter(text: str, choice: tuple[str, str] | None) -> None:
    assert letter(text) == choice


@pytest.mark.parametrize(
    ("text", "names"),
    [("A and C", "AC"), ("ABD", "ABD"), ("A, C", "AC"), ("(A), (C)", "AC"), ("A、C", "AC"), ("B", "B"), ("(B)", "B"),
     ("{A, D}", "AD"), ("DAB", None), ("A or C", None), ("A, cat", None), ("A, A", None), ("", None), ("CAT", None),
     ("A, B, and D", "ABD"), ("D, B", "BD")],
)  # fmt: skip
def test_letters(text: str, names: str | None) -> None:
    assert letters(text) == (None if names is None else frozenset(names))


@pytest.mark.parametrize(
    ("reference", "answer", "verdict"),
    [
        ("B", "(B)", True),
        ("B", "b", True),
        ("\\text{(B)}", "B. 6", True),
        ("B", "6", True),
        ("6", "(B)", True),
        ("B", "Option B", True),
        ("B", "A", False),
        ("B", "a", False),
        ("B", "5", False),
        ("B", "(A) 5", False),
        ("6", "A", False),
        ("B", "(B) 5", None),
        ("B", "(B) 8", None),
        ("A", "(B) 6", False),
        ("B", "A, B", False),
        ("B", "AB", None),
        ("B", "A or B", None),
        ("A and B", "A, B", True),
        ("A and B", "A, C", False),
        ("A and B", "A", False),
        ("B", "F", None),
        ("B", "I do not know", None),
        ("", "B", None),
        ("B", "", None),
        ("8", "9", None),
    ],
)
def test_compare_with_options(reference: str, answer: str, verdict: bool | None) -> None:
    assert compare_choice(reference, answer, QUESTION, same) is verdict


@pytest.mark.parametrize(
    ("reference", "answer", "question", "verdict"),
    [
        ("A", "(A)", "", True),
        ("A", "A", "", True),
        ("A", "B", "", None),
        ("A", "B", "Which of the following holds?", False),
        ("A", "B", "下列正确的是", False),
        ("A", "B", "Name the vertex.", None),
        ("(B) 14", "14", "", True),
        ("(B) 14", "B", "", True),
        ("(B) 14", "(B) 14", "", True),
        ("(B) 14", "(C) 14", "", None),
        ("(B) 14", "(B) 15", "", False),
        ("C", "A: 5", "Find the constant.", None),
        ("C", "C: 5", "Find the constant.", None),
        ("C", "5", "Which one?", None),
        ("7", "8", "Which one?", None),
        ("B", "A, B", "Which one?", None),
        ("A and C", "C, A", "Which statements hold?", True),
    ],
)
def test_compare_without_options(reference: str, answer: str, question: str, verdict: bool | None) -> None:
    assert compare_choice(reference, answer, question, same) is verdict


def test_option_that_is_a_letter_is_ambiguous() -> None:
    assert compare_choice("A", "A", "Which point? (A) C (B) A", same) is None


@given(st.text(alphabet="ABCDabc(). \\{}$,:：、1text\n", max_size=80), st.text(alphabet="ABC().${}\\ 15", max_size=20))
def test_never_raises_and_is_reflexive_in_letters(question: str, answer: str) -> None:
    options(question)
    letter(answer)
    letters(answer)
    assert compare_choice("B", "B", question, same) is not False


@pytest.mark.parametrize("seed", ["(A) ", "A. ", "(A)(B)", "\\textbf{", "A) B) ", "(((", "\\ ", "$"])
def test_hostile_length(seed: str) -> None:
    text = seed * (200_000 // len(seed))
    options(text)
    letter(text)
    letters(text)
