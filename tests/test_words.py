"""Number words: English, ordinal, Roman and Chinese."""

import pytest
from flint import fmpq
from hypothesis import given
from hypothesis import strategies as st

from tinyv.expr.words import SCALES, TENS, UNITS, chinese_number, number_words, ordinal, ordinal_words, roman

NUMBERS = {
    "zero": fmpq(0),
    "seven": fmpq(7),
    "twenty-five": fmpq(25),
    "twenty five": fmpq(25),
    "one hundred": fmpq(100),
    "a hundred": fmpq(100),
    "a hundred and one": fmpq(101),
    "twelve hundred": fmpq(1200),
    "one hundred and twenty thousand three hundred": fmpq(120300),
    "three hundred sixty-five": fmpq(365),
    "two million three hundred thousand and five": fmpq(2300005),
    "one trillion": fmpq(10**12),
    "2 million": fmpq(2000000),
    "1.5 billion": fmpq(1500000000),
    "two thirds": fmpq(2, 3),
    "three-quarters": fmpq(3, 4),
    "three quarters": fmpq(3, 4),
    "a half": fmpq(1, 2),
    "half": fmpq(1, 2),
    "one-half": fmpq(1, 2),
    "three halves": fmpq(3, 2),
    "one and a half": fmpq(3, 2),
    "two-and-a-half": fmpq(5, 2),
    "six and two thirds": fmpq(20, 3),
    "two hundred and three fifths": fmpq(1003, 5),
    "two and a half million": fmpq(2500000),
    "half a million": fmpq(500000),
    "one twenty-fifth": fmpq(1, 25),
    "seven tenths": fmpq(7, 10),
    "three hundredths": fmpq(3, 100),
    "three point one four": fmpq(314, 100),
    "point five": fmpq(1, 2),
    "zero point zero five": fmpq(5, 100),
    "three point five million": fmpq(3500000),
    "minus six": fmpq(-6),
    "negative five": fmpq(-5),
    "plus two": fmpq(2),
    "minus three quarters": fmpq(-3, 4),
    "a dozen": fmpq(12),
    "two dozen": fmpq(24),
    "half a dozen": fmpq(6),
    "dozen": fmpq(12),
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_number_words(text: str, value: fmpq) -> None:
    words = text.split()
    assert number_words(words) == (value, len(words))
    assert number_words(["about", *words, "apples"], 1) == (value, len(words) + 1)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a cat", "an", "and", "hundred", "third", "one two three", "nineteen eighty-four", "two-digit", "minus",
     "point", "one hundred thousandths", "5", "half a cat", "twenty hundred", "thousand", "one-", "-", "a-", "three-"],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert number_words(text.split()) is None


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        ("five and six", 5, 1),
        ("two million and five thousand", 2000000, 2),
        ("one second", 1, 1),
        ("three third parties", 3, 1),
        ("five hundred and", 500, 2),
    ],
)
def test_phrase_stops(text: str, value: int, end: int) -> None:
    assert number_words(text.split()) == (fmpq(value), end)


def test_article_before_a_denominator() -> None:
    """ "a third" is a number at the end or before "of"; elsewhere it is an ordinal."""
    assert number_words(["a", "third"]) == (fmpq(1, 3), 2)
    assert number_words(["a", "third", "of", "it"]) == (fmpq(1, 3), 2)
    assert number_words(["a", "third", "player"]) is None


def test_start_beyond_the_end() -> None:
    assert number_words([], 0) is None
    assert number_words(["one"], 5) is None


def spell(n: int) -> str:
    """An independent speller, for the round trip."""
    for name, scale in sorted(SCALES.items(), key=lambda item: -item[1]):
        if n >= scale:
            return f"{spell(n // scale)} {name} {spell(n % scale) if n % scale else ''}".strip()
    if n >= 100:
        return f"{spell(n // 100)} hundred {'and ' + spell(n % 100) if n % 100 else ''}".strip()
    if n >= 20:
        tens = {v: k for k, v in TENS.items() if k != "fourty"}[n // 10 * 10]
        return f"{tens}-{spell(n % 10)}" if n % 10 else tens
    return {v: k for k, v in UNITS.items()}[n]


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_round_trip(n: int) -> None:
    words = spell(n).split()
    assert number_words(words) == (fmpq(n), len(words))


@given(st.lists(st.sampled_from([*UNITS, *TENS, *SCALES, "hundred", "and", "a", "half", "thirds", "third", "point",
                                 "dozen", "minus", "one-", "2", "-"]), max_size=60))  # fmt: skip
def test_never_raises(words: list[str]) -> None:
    for start in range(len(words) + 1):
        read = number_words(words, start)
        assert read is None or start < read[1] <= len(words)
        ordinal_words(words, start)


@pytest.mark.parametrize(
    ("text", "value"),
    [("15th", 15), ("1st", 1), ("2nd", 2), ("3rd", 3), ("11th", 11), ("112th", 112), ("21st", 21), ("2^{nd}", 2),
     ("5^\\text{th}", 5), ("third", 3), ("Twenty-first", 21), ("one hundredth", 100), ("one hundred and first", 101),
     ("fortieth", 40), ("hundredth", 100), ("one thousand twentieth", 1020),
     ("11st", None), ("2th", None), ("three", None), ("", None), ("th", None), ("ten first", None),
     ("thirteenth third", None), ("first second", None)],
)  # fmt: skip
def test_ordinal(text: str, value: int | None) -> None:
    assert ordinal(text) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [("I", 1), ("IV", 4), ("III", 3), ("iv", 4), ("XIV", 14), ("MCMXCIV", 1994), ("Ⅲ", 3), ("IIII", None), ("VX", None),
     ("", None), ("Iv", None), ("A", None), ("IC", None)],
)  # fmt: skip
def test_roman(word: str, value: int | None) -> None:
    assert roman(word) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三千零五", fmpq(3005)),
        ("百分之二十五", fmpq(1, 4)),
        ("三分之二", fmpq(2, 3)),
        ("负五", fmpq(-5)),
        ("二十", fmpq(20)),
        ("1万2千", fmpq(12000)),
        ("3亿", fmpq(300000000)),
        ("十", fmpq(10)),
        ("十五", fmpq(15)),
        ("一百零八", fmpq(108)),
        ("一百二十", fmpq(120)),
        ("一万零五十", fmpq(10050)),
        ("两千", fmpq(2000)),
        ("三点一四", fmpq(314, 100)),
        ("零", fmpq(0)),
        ("一又二分之一", fmpq(3, 2)),
        ("一半", fmpq(1, 2)),
        ("负三分之一", fmpq(-1, 3)),
        ("1.5万", fmpq(15000)),
        ("二〇二五", fmpq(2025)),
        ("十二万三千", fmpq(123000)),
        ("百分之0.5", fmpq(1, 200)),
        ("一亿零三百万", fmpq(103000000)),
        ("一百五", None),
        ("三千五", None),
        ("一二三", None),
        ("十十", None),
        ("百千", None),
        ("五个", None),
        ("", None),
        ("12", None),
        ("三千元", None),
        ("零分之一", None),
        ("万", None),
        ("五五", None),
        ("一万亿", None),
    ],
)
def test_chinese_number(text: str, value: fmpq | None) -> None:
    assert chinese_number(text) == value


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿负半点又分之1.0", max_size=50))
def test_chinese_never_raises(text: str) -> None:
    chinese_number(text)
