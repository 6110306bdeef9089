"""The parts of an audit by themselves: baselines, signs of damage, kinds of difference, intervals."""

import random
from pathlib import Path

import orjson
import pytest

from tinyv import Label, Verifier
from tinyv.audit.baselines import boxed, exact, prime_like
from tinyv.audit.damage import reference_problem
from tinyv.audit.intervals import clustered, wilson
from tinyv.audit.kinds import TABLE, kind_of
from tinyv.audit.taxonomy import GROUPS, KINDS, group

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("reference", "answer", "kind"),
    [
        ("2160", "2,160", "1.1"),
        ("Kim", "\\text{Kim}", "1.3"),
        ("\\frac{x^2}{25}", "x²/25", "1.2"),
        ("2 hours", "120 min", "1.4"),
        ("5", "x = 5", "1.5"),
        ("x>2", "(2,\\infty)", "2.1"),
        ("1:7", "1/7", "2.2"),
        ("\\pm 1", "1, -1", "2.3"),
        ("\\begin{pmatrix}3&-1\\\\-5&2\\end{pmatrix}", "[[3, -1], [-5, 2]]", "2.4"),
        ("12,5", "12.5", "2.5"),
        ("x+2y-5=0", "x+2y=5", "3.1"),
        ("\\sqrt{T/s}", "(T/s)^{1/2}", "3.2"),
        ("2\\sin x\\cos x", "\\sin 2x", "3.3"),
        ("1/8", "0.125", "4.1"),
        ("13", "\\sqrt{169}", "4.2"),
        ("62%", "0.62", "4.4"),
        ("-11", "negative eleven", "5.3"),
        ("counterclockwise", "逆时针", "5.4"),
        ("(2,4)", "x = 2, y = 4", "5.2"),
        ("1, 9", "9, 1", "6.1"),
        ("4, 6", "\\{4, 6\\}", "6.2"),
        ("k\\pi, k\\in\\mathbb{Z}", "n\\pi, n\\in\\mathbb{Z}", "7.1"),
    ],
)
def test_kinds(reference: str, answer: str, kind: str) -> None:
    """As the engine sees it: the rule that decides is part of the evidence."""
    verdict = Verifier(None).verify("", reference, answer)
    assert verdict.label is Label.CORRECT
    assert kind_of(reference, answer, verdict.decided_by) == kind


def test_the_table_names_known_kinds_and_ends_with_one_that_always_holds() -> None:
    assert {kind for kind, _ in TABLE} <= set(KINDS)
    assert len(KINDS) == 31
    assert len(GROUPS) == 7
    assert kind_of("", "", "") in KINDS
    assert kind_of("\\frac{", "{" * 5000, "judge:x") in KINDS


def test_kinds_agree_with_labels_by_hand() -> None:
    """On right answers of a file of the open pairs, recovered ones alone; docs/audit.md has all of them."""
    verifier, agreed, whole = Verifier(None), 0, 0
    for line in (ROOT / "data" / "pairs" / "algebra_more.jsonl").read_bytes().splitlines():
        item = orjson.loads(line)
        for right in item["correct"]:
            verdict = verifier.verify(item["question"], item["reference"], right["answer"])
            if verdict.label is Label.CORRECT and not exact(item["reference"], right["answer"]):
                whole += 1
                kind = kind_of(item["reference"], right["answer"], verdict.decided_by)
                agreed += group(kind) == group(right["category"])
    assert whole > 200
    assert agreed / whole > 0.65


@pytest.mark.parametrize(
    ("reference", "sign"),
    [
        ("\\frac{1}{2}", ""),
        ("$(2,\\infty)$", ""),
        ("[1, 2)", ""),
        ("a) 5, b) 6", ""),
        ("$3.5", ""),
        ("x < 3", ""),
        ("Yes", ""),
        ("", "empty"),
        ("2 \text{ hours}", "a backslash was lost"),
        ("-\frac{3}{2}", "a backslash was lost"),
        ("60^", "cut off or mistyped"),
        ("4:30p..", "cut off or mistyped"),
        ("[2-\\sqrt{3}, 2+\\sqrt{3}]}", "brackets do not match"),
        ("see the figure", "answer is elsewhere"),
    ],
)
def test_signs_of_damage(reference: str, sign: str) -> None:
    assert reference_problem("", reference, Verifier(None)) == sign


@pytest.mark.parametrize(
    ("reference", "answer", "by_exact", "by_prime"),
    [
        ("5", " 5 ", True, True),
        ("\\boxed{5}", "$5$", True, True),
        ("1/2", "\\frac12", False, True),
        ("0.5", "\\frac{1}{2}", False, True),
        ("10{,}000", "10,000.0", False, True),
        ("90^\\circ", "90", False, True),
        ("12\\text{ cm}", "12", False, True),
        ("(1, 2)", "(1.0,2)", False, True),
        ("\\text{Yes}", "yes", False, True),
        ("(1, 2]", "(1, 2)", False, False),
        ("2\\sqrt{2}", "\\sqrt{8}", False, False),
        ("x>2", "(2,\\infty)", False, False),
        ("5", "6", False, False),
        ("1/0", "1", False, False),
        ("5", "__import__('os').abort()", False, False),
        ("1", "9" * 100_000, False, False),
    ],
)
def test_baselines(reference: str, answer: str, by_exact: bool, by_prime: bool) -> None:
    assert (exact(reference, answer), prime_like(reference, answer)) == (by_exact, by_prime)


def test_boxes() -> None:
    assert boxed("a \\boxed{1} b \\boxed{\\frac{1}{2}} c") == "\\frac{1}{2}"
    assert boxed("\\boxed{1") is None
    assert boxed("none") is None


def test_wilson_against_known_values() -> None:
    share = wilson(81, 263)  # Newcombe 1998, table I: 0.2553 to 0.3662
    assert share.low == pytest.approx(0.2553, abs=1e-4)
    assert share.high == pytest.approx(0.3662, abs=1e-4)
    assert wilson(0, 0).value is None
    assert wilson(20, 100, 4.0).low == pytest.approx(wilson(5, 25).low, abs=1e-9)


def test_clusters_widen_the_interval_and_it_covers() -> None:
    alike, effect = clustered([(8, 8, 20), (8, 0, 60)])  # prompts are all or nothing: 80 prompts say as much as 80 rows
    plain = wilson(160, 640)
    assert alike.value == plain.value == 0.25
    assert (alike.high or 0) - (alike.low or 0) > 2 * (plain.high or 0) - 2 * (plain.low or 0)
    assert effect == pytest.approx(8, rel=0.15)
    independent, effect = clustered([(1, 1, 160), (1, 0, 480)])
    assert effect == pytest.approx(1, rel=0.15)
    draw = random.Random(1)
    covered = 0
    for _ in range(200):
        rates = [draw.choice((0.05, 0.6)) for _ in range(100)]
        counts = [(8, sum(draw.random() < rate for _ in range(8)), 1) for rate in rates]
        share, _ = clustered(counts)
        covered += (share.low or 0) <= 0.325 <= (share.high or 0)
    assert 180 <= covered <= 200
    assert independent.whole == 640
