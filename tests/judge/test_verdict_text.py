"""What a reply says: a verdict in words, read strictly, and the chance of True among tokens."""

import math

import pytest

from tinyv.judge.verdict_text import chance, verdict, word

REPLIES = {
    True: ["True", " true\n", "TRUE.", "**True**", "\\boxed{True}", "$\\boxed{\\text{True}}$", "Answer: True",
           "<think>\n\n</think>\n\nTrue", "False</think>True", "Final answer: True."],
    False: ["False", "false.", "Answer: False", "<think>True</think>False"],
    None: ["", "True or False", "It is True", "not True", "True False", "TrueFalse", "Untrue", "<think>True", "1",
           "Answer: 5", "<think>a</think> <think>True", "True\nFalse", "true story", "Answer:", "{\"True\"}",
           "Answer: True\nAnswer: True"],
}  # fmt: skip


@pytest.mark.parametrize(("reply", "said"), [(text, said) for said, texts in REPLIES.items() for text in texts])
def test_replies_are_read_strictly(reply: str, said: bool | None) -> None:
    assert verdict(reply) is said


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("They agree.\nAnswer: True", True), ("Answer: True\nNo, wait.\nAnswer: False", False),
        ("a</think>\nThey differ.\n**Answer:** False", False), ("Answer: True\nThat would be False.", None),
        ("Answer: True\nAnswer: unclear", None), ("The answer: True", None), ("x\nAnswer: True.\n\n", True),
        ("It is True.", None), ("x\nAnswer:\nTrue", True), ("Answer: not True", None),
    ],
)  # fmt: skip
def test_replies_of_reasoning_models(reply: str, said: bool | None) -> None:
    assert verdict(reply, reasons=True) is said


def test_the_chance_of_true() -> None:
    log = math.log
    assert [word(token) for token in ("ĠTrue", "▁false", " TRUE", "Truely", "T")] == [True, False, True, None, None]
    assert chance([("True", log(0.5)), ("true", log(0.25)), (" False", log(0.25))]) == pytest.approx(0.75)
    assert chance([("The", log(0.98)), ("True", log(0.02))]) is None
    assert chance([("False", log(0.9)), ("x", log(0.1))]) == 0.0
    # False is not shown, so it may have as much as the least token shown
    assert chance([("True", log(0.5)), ("x", log(0.25))]) == pytest.approx(0.5 / 0.75)
    assert chance([("True", float("nan")), ("False", float("-inf"))]) is None
