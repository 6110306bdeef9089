"""What is kept for the next call, and that long texts cannot fill the memory."""

import tracemalloc

import pytest

from tinyv import Verifier
from tinyv.remember import FEW, LONG, SHORT, remembered


@pytest.mark.parametrize(
    ("length", "others", "again"), [(SHORT, 50, 0), (LONG, FEW - 1, 0), (LONG, FEW, 1), (LONG + 1, 0, 1)]
)
def test_short_results_are_kept_and_few_of_long_ones(length: int, others: int, again: int) -> None:
    calls = []

    @remembered(100)
    def ends(text: str, sign: str = "") -> str:
        calls.append(text)
        return text[:1] + sign + text[-1:]

    first = "a" * length
    assert ends(first) == "aa"
    for number in range(others):
        ends(chr(ord("b") + number) * length)
    before = len(calls)
    assert ends(first) == "aa"
    assert len(calls) - before == again
    assert ends.hits == 1 - again


def test_it_is_forgotten_on_demand_and_errors_are_not_kept() -> None:
    calls = []

    @remembered(4)
    def picky(text: str) -> str:
        calls.append(text)
        if not text:
            raise ValueError("empty")
        return text

    for _ in range(2):
        with pytest.raises(ValueError, match="empty"):
            picky("")
    picky("a")
    picky.clear()
    picky("a")
    assert calls == ["", "", "a", "a"]


def test_long_texts_do_not_fill_the_memory() -> None:
    verifier = Verifier(None)
    kept = []
    tracemalloc.start()
    for number in range(90):
        long = f"word{number} " * 4_000
        verifier.verify(long, "1", "\\boxed{2}")
        verifier.verify("", long, "\\boxed{2}")
        verifier.verify("", f"{number}", long)
        if number % 30 == 29:
            kept.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert kept[2] - kept[1] < 500_000, kept  # 30 more questions alone have 900,000 characters
