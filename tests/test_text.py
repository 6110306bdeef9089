"""Answers in words: canonical words, truth, existence, and what may and may not be taken for equal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyv.equiv.canonical import canonical
from tinyv.equiv.classes import CLOSED, class_keys
from tinyv.equiv.existence import EXISTENCE, existence
from tinyv.equiv.text import compare_text
from tinyv.equiv.truth import truth
from tinyv.equiv.vocabulary import table_rows


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The cats", "\\text{cat}"),
        ("a square", "Square."),
        ("twenty-five apples", "25 apples"),
        ("minus six apples", "-6 apples"),
        ("third", "3rd"),
        ("the twenty-first day", "21st day"),
        ("grey colour", "gray color"),
        ("salt & pepper", "salt and pepper"),
        ("it can't be", "it cannot be"),
        ("they won't", "they will not"),
        ('"yes"', "yes"),
        ("**yes**", "<b>yes</b>"),
        ("the centre", "\text{center}"),
        ("right-angled", "right angled"),
        ("the x-axis", "x axis"),
        ("a_{7} is prime", "$a_7$ is prime."),
    ],
)
def test_canonical_unifies(a: str, b: str) -> None:
    assert canonical(a) == canonical(b) != ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("A wins", "wins"),
        ("a + b", "+ b"),
        ("5! ways", "5 ways"),
        ("1:2 ratio", "1, 2 ratio"),
        ("not red", "red"),
        ("first then second", "second then first"),
        ("-6 apples", "6 apples"),
        ("at most 6", "at least 6"),
        ("Peter's", "Peter"),
        ("3.14 m", "314 m"),
        ("five seconds", "second five"),
        ("they won", "they will"),
        ("f'(x) is odd", "f(x) is odd"),
        ("x - sin x", "x sin x"),
        ("x-sin x", "x sin x"),
        ("2(alpha+beta)", "2alpha+beta"),
        ("\\sqrt{x+1}", "\\sqrt{x}+1"),
        ("\\frac{1}{2}x", "\\frac{1}{2x}"),
        ("1, 2, 3, ...", "1, 2, 3"),
        ("2*3 apples", "2 3 apples"),
        ("[0, pi)", "(0, pi)"),
    ],
)
def test_canonical_separates(a: str, b: str) -> None:
    assert canonical(a) != canonical(b)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Yes", True),
        ("Yes, it can.", True),
        ("yes!", True),
        ("\\text{Yes}", True),
        ("**Yes**", True),
        ("(true)", True),
        ("True.", True),
        ("The answer is yes.", True),
        ("Correct", True),
        ("Possible", True),
        ("It can be done.", True),
        ("The statement is true.", True),
        ("Yes, for example (1, 2).", True),
        ("Yes: take n = 3", True),
        ("Yes because 2 divides n", True),
        ("such a number exists", True),
        ("是", True),
        ("对", True),
        ("可以", True),
        ("正确", True),
        ("能，因为 n 是偶数", True),
        ("No", False),
        ("No, this is impossible", False),
        ("No. The sum is odd.", False),
        ("No, not necessarily.", False),
        ("False", False),
        ("incorrect", False),
        ("Impossible", False),
        ("not possible", False),
        ("It is not possible.", False),
        ("It cannot be done", False),
        ("The claim does not hold", False),
        ("There is no such number", False),
        ("no such value exists", False),
        ("It does not.", False),
        ("否", False),
        ("错误", False),
        ("不能", False),
        ("不可以", False),
        ("yes and no", None),
        ("Yes or no", None),
        ("Yes, no", None),
        ("No, yes, no", None),
        ("True or false", None),
        ("Yes, only for n = 3", None),
        ("Yes, if n is even", None),
        ("Yes, but not always", None),
        ("Yes, not necessarily", None),
        ("Yes. The answer is no.", None),
        ("Yes, it is impossible", None),
        ("not necessarily", None),
        ("No. 5", None),
        ("No solution", None),
        ("no", False),
        ("It depends", None),
        ("Maybe yes", None),
        ("5", None),
        ("", None),
        ("not", None),
        ("it is not impossible that no such n", None),
        ("对或错", None),
    ],
)
def test_truth(text: str, value: bool | None) -> None:
    assert truth(text) is value


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("no solution", "none"),
        ("There are no solutions.", "none"),
        ("No real solutions", "none"),
        ("The equation has no real roots", "none"),
        ("none", "none"),
        ("does not exist", "none"),
        ("DNE", "none"),
        ("D.N.E.", "none"),
        ("impossible", "none"),
        ("∅", "none"),
        ("$\\varnothing$", "none"),
        ("the empty set", "none"),
        ("无解", "none"),
        ("不存在", "none"),
        ("no such triangle exists", "none"),
        ("undefined", "undefined"),
        ("not defined", "undefined"),
        ("infinitely many", "infinite"),
        ("There are infinitely many solutions", "infinite"),
        ("all real numbers", "all-reals"),
        ("x can be any real number", "all-reals"),
        ("cannot be determined", "undetermined"),
        ("It can't be determined.", "undetermined"),
        ("not enough information", "undetermined"),
        ("无法确定", "undetermined"),
        ("no", None),
        ("not", None),
        ("one solution", None),
        ("all real numbers except 2", None),
        ("all positive real numbers", None),
        ("no solution in the integers but one in the reals", None),
        ("5", None),
        ("", None),
    ],
)
def test_existence(text: str, tag: str | None) -> None:
    assert existence(text) == tag


EQUAL = [
    ("third quadrant", "Quadrant III", ""),
    ("third quadrant", "The angle lies in the 3rd quadrant.", "In which quadrant does the angle lie?"),
    ("第三象限", "Quadrant 3", ""),
    ("odd", "f is an odd function", "What is the parity of f?"),
    ("奇函数", "odd function", ""),
    ("increasing", "strictly increasing function", ""),
    ("first player", "Player 1", "Who wins?"),
    ("The first player wins", "the player who moves first", "Which player wins?"),
    ("Petya wins", "Petya", "Petya and Vasya play. Who wins?"),
    ("no solution", "There is no solution.", ""),
    ("无解", "no solution", ""),
    ("Yes", "Yes, because 3 divides n.", "Does 3 divide n?"),
    ("No", "It is impossible.", "Is it possible to do this?"),
    ("Impossible", "No, it's not possible.", "Can they do it?"),
    ("True", "Correct", ""),
    ("Yes", "The vectors are collinear", "Are the vectors collinear?"),
    ("No", "The cars will not interfere.", "Will the cars interfere?"),
    ("isosceles", "triangle ABC is isosceles", "Determine the shape of triangle ABC."),
    ("isosceles", "isosceles, because a = b", ""),
    ("right triangle", "C = 90°, so the triangle is right-angled", "What is the shape of the triangle?"),
    ("isosceles or right triangle", "right triangle or isosceles", ""),
    ("mean 8, median 7", "median 7, mean 8", ""),
    ("3 donkeys and 4 boys", "4 boys and 3 donkeys", "How many boys and how many donkeys were there?"),
    ("sufficient but not necessary", "充分不必要条件", ""),
    ("Monday", "on Monday", ""),
    ("the cat", "The cat is heavier.", "A cat and a dog meet. Which is heavier?"),
]


@pytest.mark.parametrize(("a", "b", "question"), EQUAL)
def test_equal(a: str, b: str, question: str) -> None:
    assert compare_text(a, b, question) is True


@pytest.mark.parametrize(
    ("a", "b", "question"),
    [
        ("Yes", "No", ""),
        ("True", "false.", ""),
        ("Yes", "The vectors are not collinear", "Are the vectors collinear?"),
        ("increasing", "decreasing", ""),
        ("odd", "it is even", ""),
        ("Quadrant I", "second quadrant", ""),
        ("Monday", "Tuesday", ""),
        ("acute", "obtuse triangle", ""),
        ("clockwise", "counter-clockwise", ""),
        ("north", "northeast", ""),
        ("heads", "tails", ""),
        ("first player", "the second player wins", "Who wins?"),
        ("Possible", "Impossible", ""),
        ("necessary and sufficient", "sufficient but not necessary", ""),
    ],
)
def test_different(a: str, b: str, question: str) -> None:
    assert compare_text(a, b, question) is False


@pytest.mark.parametrize(
    ("a", "b", "question"),
    [
        ("Petya", "Petya loses", "Who wins, Petya or Vasya?"),
        ("Petya", "Petya and Vasya", "Who wins?"),
        ("Petya", "Petya's brother", "Who has a brother?"),
        ("isosceles", "isosceles right triangle", "Is the triangle isosceles or right?"),
        ("isosceles", "not isosceles", "Is the triangle isosceles?"),
        ("Yes", "Yes, only if n is even", "Is it possible?"),
        ("No", "It is impossible", "Is it impossible?"),
        ("Yes", "It is impossible", "Is it impossible?"),
        ("No", "There is no such n", "Is it true that there is no such n?"),
        ("No", "No solution", "Does it have a solution?"),
        ("True", "Yes", "Is the statement not true?"),
        ("Yes, a = 3", "Yes, a = 4", ""),
        ("first player", "second player wins", "Who loses?"),
        ("no solution", "no integer solution", "Solve the equation."),
        ("all real numbers", "all positive real numbers", ""),
        ("all real numbers", "all real numbers except 2", ""),
        ("none", "all real numbers", ""),
        ("tangent", "externally tangent", ""),
        ("Xiao Le, Xiao Qiang", "Xiao Qiang, Xiao Le", "Who came first and second?"),
        ("A and B", "B and A", "Who are first and second?"),
        ("add 2 and double it", "double it and add 2", ""),
        ("3 boys and 4 donkeys", "4 boys and 3 donkeys", "How many boys and how many donkeys?"),
        ("decreases by 6", "decreases by -6", ""),
        ("f(x) + 2 is odd", "f(x) is odd", "Which of f(x) and f(x) + 2 is odd?"),
        ("5 more than x", "5 less than x", ""),
        ("red", "dark red", ""),
        ("Monday", "Monday or Tuesday", ""),
        ("Znayka is correct.", "Is Znayka correct?", "Is Znayka correct?"),
        ("5", "7", ""),
        ("x", "y", ""),
        ("", "Yes", ""),
        ("square", "square root", ""),
        ("first", "second", ""),
        ("Yes", "Yes, no, yes", ""),
        ("odd", "first odd, then even", ""),
    ],
)
def test_not_shown(a: str, b: str, question: str) -> None:
    assert compare_text(a, b, question) is None


def test_tables_do_not_overlap() -> None:
    """A phrase names one member of its class, and the keys of a class are not empty."""
    _, _, tables = class_keys()
    assert len(tables) == CLOSED.count("\n[")
    for name, (_, keys) in tables.items():
        assert () not in keys, name
    for block in CLOSED.strip()[1:].split("\n["):
        phrases = [phrase.strip() for _, row in table_rows(block.partition("\n")[2]) for phrase in row]
        assert len(phrases) == len(set(phrases)), block


def test_every_tag_reads_its_own_phrases() -> None:
    for tag, phrases in table_rows(EXISTENCE):
        for phrase in phrases:
            assert existence(phrase) == tag, phrase


WORDS = [
    "yes", "no", "not", "odd", "even", "first", "player", "is", "the", "a", "or", "and", ",", ".", "Petya", "wins", "3",
    "-", "solution", "isosceles", "right", "true", "because", "so",
    "无解", "\\text{", "}", "$", "?",
]  # fmt: skip


@given(*[st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)] * 3)
def test_never_raises_and_symmetric_opposites(a: str, b: str, question: str) -> None:
    verdict = compare_text(a, b, question)
    assert compare_text(a, a, question) is not False
    if verdict is not None and "?" not in a + b:
        assert compare_text(b, a, question) in (verdict, None)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text(a: str, b: str) -> None:
    compare_text(a, b, a)
    truth(a)
    existence(a)


@pytest.mark.parametrize("seed", ["a ", "yes ", "no, ", "(", "one ", "and ", "x,", ", so ", "is ", "who "])
def test_hostile_length(seed: str) -> None:
    text = seed * (500_000 // len(seed))
    compare_text(text[:1400], text[:1400] + "cat", text + "?")
    assert compare_text(text, "yes", text) is None
    assert existence(text) is None
    assert truth(text) is None
