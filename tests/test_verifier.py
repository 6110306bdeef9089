"""The contract: where and how a verifier may be called, and what it says when it cannot decide."""

import asyncio
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinyv
from tinyv import Label, Query, Verifier

QUERIES = [
    Query("", "1/2", "So the answer is \\boxed{0.5}.", "half"),
    Query("", "7", "8"),
    Query("Find x.", "\\sqrt{8}", "The value is $2\\sqrt{2}$."),
    Query("", "(2, \\infty)", "x > 2"),
    Query("", "blue", "azure"),
    Query("", "\\pi", "\\boxed{3}"),
]
LABELS = [Label.CORRECT, Label.WRONG, Label.CORRECT, Label.CORRECT, Label.UNDECIDED, Label.WRONG]


def labels(queries: list[Query]) -> list[Label]:
    return [verdict.label for verdict in Verifier(None).verify_many(queries)]


def test_verdicts_come_in_the_order_of_the_queries() -> None:
    assert labels(QUERIES) == LABELS


def test_a_verdict_carries_its_evidence() -> None:
    verdict = Verifier(None).verify("", "1/2", "\\boxed{0.5}")
    assert verdict == tinyv.Verdict(Label.CORRECT, 1.0, "0.5", "rule:rational", "0.5 = 1/2", None)


def test_in_threads() -> None:
    verifier = Verifier(None)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: [v.label for v in verifier.verify_many(QUERIES)], range(64)))
    assert all(one == LABELS for one in found)


def test_inside_a_running_event_loop() -> None:
    async def run() -> list[Label]:
        direct = Verifier(None).verify(reference="7", response="7").label
        many = await Verifier(None).averify_many(QUERIES)
        return [direct, *(v.label for v in many)]

    assert asyncio.run(run()) == [Label.CORRECT, *LABELS]


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_in_worker_processes(method: str) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert list(pool.map(labels, [QUERIES] * 4)) == [LABELS] * 4


def test_a_verifier_can_be_pickled() -> None:
    verifier = pickle.loads(pickle.dumps(Verifier(None, policy=tinyv.STRICT)))
    assert verifier.policy == tinyv.STRICT
    assert verifier.verify(reference="7", response="7").label is Label.CORRECT


@pytest.mark.parametrize("reference", ["", "   ", "$$", "\\boxed{}"])
def test_an_unusable_reference_is_a_failure_and_not_wrong(reference: str) -> None:
    verdict = Verifier(None).verify("", reference, "\\boxed{5}")
    assert (verdict.label, verdict.failure) == (Label.UNDECIDED, "reference-empty")


@pytest.mark.parametrize("response", ["", "   ", "<think> perhaps 5", "..."])
def test_no_answer_is_wrong(response: str) -> None:
    assert Verifier(None).verify("", "5", response).label is not Label.CORRECT


def test_work_beyond_the_budget_is_a_failure_and_not_wrong() -> None:
    verdict = Verifier(None).verify("", "(" * 200 + "1" + ")" * 200, "2")
    assert verdict.label is Label.UNDECIDED
    assert verdict.failure is not None
    assert verdict.failure.startswith("over-budget")


def test_the_strict_policy_takes_no_rounded_decimal_and_no_missing_unit() -> None:
    for reference, response in (("1/3", "0.333"), ("5 cm", "5")):
        assert Verifier(None).verify("", reference, response).label is Label.CORRECT
        assert Verifier(None, policy=tinyv.STRICT).verify("", reference, response).label is Label.UNDECIDED


def test_a_judge_that_is_not_there_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="judge"):
        Verifier(judge="gpt")


def test_explain_shows_the_whole_way() -> None:
    told = Verifier(None).explain("", "x > 2", "The solution is \\boxed{(2,\\infty)}")
    assert told.extraction.where == "boxed"
    assert told.reference_tree == "(> x 2)"
    assert told.answer_tree == "(tuple 2 oo)"
    assert [step.rule for step in told.steps if step.word == "equal"] == ["interval"]
    assert told.verdict.decided_by == "rule:interval"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_it_never_raises_and_never_breaks(question: str, reference: str, response: str) -> None:
    verdict = Verifier(None).verify(question, reference, response)
    assert verdict.failure is None or not verdict.failure.startswith("internal")
    assert verdict == Verifier(None).verify(question, reference, response)
