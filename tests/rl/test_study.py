"""Runs that compare verifiers: the problems and their oracle, the arms, the figures, and one real GRPO run."""

import random
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest

from tinyv.cli import rl as command
from tinyv.cli.arguments import Parser, UsageError
from tinyv.rl import figures
from tinyv.rl.forms import Number
from tinyv.rl.kernel import KERNEL, keep, way_of
from tinyv.rl.noise_kernel import Way
from tinyv.rl.oracle import read, right
from tinyv.rl.policy import EMPTY, OPENING, Teaching, boxed, lesson, several, vocabulary
from tinyv.rl.problems import FAMILIES, Problem, problems, split, writings
from tinyv.rl.report import report
from tinyv.rl.run import Plan, hack
from tinyv.rl.study import QUICK, load, place, study
from tinyv.rl.theory import begun, by_kernel, by_shares, fitted, predictions
from tinyv.rl.verifiers import ARMS
from tinyv.rows import InputError

PLAN = Plan(steps=2, prompts=2, group=4, every=1, samples=1, teaching=Teaching(hidden=16, layers=1, steps=4, batch=8))


def problem(question: str) -> Problem:
    return next(each for each in problems() if each.question.startswith(question))


def test_every_form_of_the_truth_is_right_and_of_an_error_wrong() -> None:
    for each in problems():
        for text in writings(each.truth, each.family):
            assert right(each, boxed(text)), (each, text)
            assert right(each, boxed(f"{text}; {each.reference}"))
        for wrong in each.wrong:
            for text in writings(wrong, each.family):
                assert not right(each, boxed(text)), (each, text)


def test_hacks_are_wrong_and_told_apart() -> None:
    chance = random.Random(0)
    for each in problems():
        hedge = boxed(several(each, chance))
        assert [hack(said) for said in (OPENING, EMPTY, hedge)] == ["opening", "empty", "several"]
        assert not any(right(each, said) for said in (OPENING, EMPTY, hedge))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\\boxed{3/4}", "3/4"),
        ("\\boxed{-\\frac{3}{4}}", "-3/4"),
        ("\\boxed{three quarters}", "3/4"),
        ("Thought process: \\boxed{twenty-one}", "21"),
        ("\\boxed{0.75", None),
        ("\\boxed{1/0}", None),
        ("\\boxed{1}\\boxed{2}", None),
        ("1 \\boxed{2}", None),
        ("twenty-", None),
        ("one halves", None),
        ("x = three", None),
        ("5 < 6", None),
        ("", None),
    ],
)
def test_the_oracle_reads_its_grammar_and_nothing_else(text: str, value: str | None) -> None:
    reading = read(text)
    found = None if reading is None else reading.truth
    assert (str(found.value) if isinstance(found, Number) else found) == value


def test_problems_are_the_same_everywhere_and_split_without_overlap() -> None:
    learn, held = split()
    assert {each.id for each in learn} | {each.id for each in held} == set(range(len(problems())))
    assert len(held) == len(problems()) // 4
    assert len({each.question for each in problems()}) == len(problems())
    assert {each.family for each in held} == set(FAMILIES)


def test_the_vocabulary_holds_every_lesson() -> None:
    import re

    from tinyv.rl.policy import TOKEN, prompt

    known, chance = set(vocabulary()), random.Random(1)
    for each in problems():
        for _ in range(20):
            assert set(re.findall(TOKEN, prompt(each) + lesson(each, chance))) <= known


def test_every_answer_is_of_a_way() -> None:
    each = problem("Compute 20%")
    first, *others = writings(each.truth, each.family)
    assert way_of(each, boxed(first)) == "right"
    assert way_of(each, boxed(others[-1])) == "other form"
    assert [way_of(each, said) for said in (OPENING, EMPTY, "")] == ["opening", "wrong", "wrong"]


def rates(arm: str) -> tuple[float, float]:
    """The shares of right answers rejected and of wrong ones accepted, of what the policy is taught to say."""
    chance = random.Random(3)
    pairs = [(each, lesson(each, chance)) for each in problems() for _ in range(20)]
    rewards = ARMS[arm].rewards(5)([each for each, _ in pairs], [said for _, said in pairs])
    good = [reward for (each, said), reward in zip(pairs, rewards, strict=True) if right(each, said)]
    bad = [reward for (each, said), reward in zip(pairs, rewards, strict=True) if not right(each, said)]
    return 1 - sum(map(bool, good)) / len(good), sum(map(bool, bad)) / len(bad)


@pytest.mark.parametrize(
    ("arm", "fn", "fp"),
    [
        ("oracle", 0.0, 0.0),
        ("exact", 0.77, 0.0),
        ("tinyv", 0.03, 0.0),
        ("fn-0.4", 0.4, 0.0),
        ("fn-form", 0.56, 0.0),
        ("fn-prompt", 0.6, 0.0),
        ("fp-0.4", 0.0, 0.4),
        ("hack", 0.0, 0.05),
        ("hack-fn", 0.4, 0.05),
    ],
)
def test_arms_err_as_often_as_they_say(arm: str, fn: float, fp: float) -> None:
    assert rates(arm) == pytest.approx((fn, fp), abs=0.04)
    if not fp:
        assert rates(arm)[1] == 0


def test_a_careless_grader_pays_for_a_hedge_and_tinyv_does_not() -> None:
    each = problem("Compute 20%")
    hedge = boxed(f"{each.reference}; 999")
    assert ARMS["mention"].rewards(1)([each], [hedge]) == [1.0]
    assert ARMS["tinyv"].rewards(1)([each], [hedge]) == [0.0]


WAYS = {
    "right": Way(0.2, 0.5, 0.6, True),
    "other form": Way(0.15, 0.5, 0.6, True),
    "wrong": Way(0.62, 1.4, 0.6, False),
    "opening": Way(0.03, 0.2, 20.0, False),
}


def made_up(arms: dict[str, float], rate: float = 0.1, looks: int = 13) -> figures.Runs:
    """Two seeds an arm, whose pass rates follow the theory at a rate, and lie this much beside it."""
    runs: figures.Runs = {}
    for arm, beside in arms.items():
        accepted = ARMS[arm].accepts or ARMS["fn-0.6"].accepts or ()
        path = list(islice(by_kernel(8)(list(WAYS.values()), accepted, rate), 10 * looks))[::10]
        runs[arm] = [[row(arm, seed, 10 * at, value + beside) for at, value in enumerate(path)] for seed in (1, 2)]
    return runs


def row(arm: str, seed: int, step: int, value: float) -> dict[str, Any]:
    hacks = {"opening": 0.03, "empty": 0.0, "several": 0.0}
    found = {"arm": arm, "seed": seed, "step": step, "sampled": value, "held_out": value, "hacked": hacks}
    late = {"fn": 0.1, "fp": 0.0, "efficiency": 0.5, "true_efficiency": 0.5, "rewarding": 0.1, "seconds": 5.0}
    return found | {"entropy": 0.5} | (late if step else {})


def test_runs_that_follow_the_theory_are_found_to() -> None:
    runs = made_up({"oracle": 0.0, "fn-0.6": 0.0, "hack-fn": 0.0}, looks=40)
    assert fitted(runs, begun(WAYS, runs), by_kernel(8)) == pytest.approx(0.1, rel=0.01)
    found = predictions(runs, WAYS, by_kernel(8))
    assert max(one.error for one in found.values()) < 0.001
    assert found["fn-0.6"].steps == pytest.approx(found["fn-0.6"].measured_steps.middle, rel=0.05)
    assert found["fn-0.6"].steps > 1.3
    aside = made_up({"oracle": 0.0, "fn-0.6": 0.2})
    assert predictions(aside, WAYS, by_kernel(8))["fn-0.6"].error > 0.1
    # The replicator takes rejections for worse, and does not see that a hack reaches further than right answers do.
    plain = predictions(runs, WAYS, by_shares(8))
    assert plain["fn-0.6"].steps > 1.2 * found["fn-0.6"].steps
    assert plain["hack-fn"].error > 0.1


def test_ways_begin_where_the_runs_do() -> None:
    runs = made_up({"oracle": 0.0})
    first = begun({name: replace(way, share=0.25) for name, way in WAYS.items()}, runs)
    assert [way.share for way in first] == pytest.approx([0.175, 0.175, 0.62, 0.03])


def test_steps_to_a_peak_are_read_off_curves() -> None:
    assert figures.steps_to([0, 10, 20], [0.2, 0.4, 0.6], 0.5) == 15
    assert figures.steps_to([0, 10], [0.2, 0.4], 0.5) == float("inf")
    assert figures.rank_correlation([1, 2, 3], [10, 20, 30]) == 1
    assert figures.rank_correlation([1, 2, 3], [3, 2, 1]) == -1
    runs = made_up({"oracle": 0.0, "exact": 0.0, "tinyv": 0.0})
    runs["tinyv"] = runs["oracle"]
    assert figures.to_peak_of(runs, "exact", "tinyv").high < 0.7


def kept(folder: Path, runs: figures.Runs) -> Path:
    (folder / "runs").mkdir()
    (folder / "plan.json").write_bytes(orjson.dumps(PLAN))
    keep(folder, WAYS)
    for arm, seeds in runs.items():
        for rows in seeds:
            place(folder, arm, rows[0]["seed"]).write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in rows))
    return folder


@pytest.mark.parametrize("arms", [list(ARMS), ["oracle"], ["exact", "tinyv"]])
def test_a_report_of_whatever_there_is(tmp_path: Path, arms: list[str]) -> None:
    kept(tmp_path, made_up(dict.fromkeys(arms, 0.0)))
    assert list(load(tmp_path)) == [arm for arm in ARMS if arm in arms]
    reading = report(tmp_path).read_text()
    assert all(ARMS[arm].title in reading for arm in arms)
    assert ("not shown" in reading) == (len(arms) < len(ARMS))
    lines = (tmp_path / "runs.csv").read_text().splitlines()
    assert len(lines) == 1 + 2 * 13 * len(arms)
    assert len({line.count(",") for line in lines}) == 1
    for picture in tmp_path.glob("*.svg"):
        ElementTree.parse(picture)
    assert set(orjson.loads((tmp_path / "summary.json").read_bytes())["arms"]) == set(arms)


def options(*words: str) -> Any:
    parser = Parser(prog="tinyv rl")
    command.add_arguments(parser)
    return parser.parse_args(words)


def test_wrong_options_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean"):
        options("run", "--arm", "tinyv-judg", "--out", "x")
    if find_spec("torch"):
        with pytest.raises(UsageError, match=r"'fn-0\.5' is unknown; did you mean"):
            command.run(options("study", "--arms", "oracle,fn-0.5", "--out", str(tmp_path)))
    with pytest.raises(InputError, match="holds no runs"):
        command.run(options("report", str(tmp_path)))


@pytest.mark.filterwarnings("ignore:.*gradient_checkpointing.*:FutureWarning")  # TRL's and its dependencies' own
def test_a_study_runs_resumes_and_reports(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("trl", reason="needs TRL (pip install torch==2.13.0 trl==1.16.0)")
    told: list[str] = []
    assert study(tmp_path, PLAN, ["oracle", "tinyv"], 1, told.append) == []
    rows = load(tmp_path)["tinyv"][0]
    assert [each["step"] for each in rows] == [0, 1, 2]
    assert sum(way["share"] for way in orjson.loads((tmp_path / KERNEL).read_bytes()).values()) == pytest.approx(1)
    assert all(0 <= each["sampled"] <= 1 and each["seconds"] > 0 for each in rows[1:])
    before = place(tmp_path, "tinyv", 1).stat().st_mtime_ns
    place(tmp_path, "oracle", 1).unlink()
    assert study(tmp_path, PLAN, ["oracle", "tinyv"], 1, told.append) == []
    assert place(tmp_path, "tinyv", 1).stat().st_mtime_ns == before  # gone on with, not begun again
    assert place(tmp_path, "oracle", 1).exists()
    assert "oracle, seed 1: pass rate" in told[-1]
    assert report(tmp_path).exists()
    with pytest.raises(InputError, match="other settings"):
        study(tmp_path, QUICK, ["oracle"], 1, told.append)
