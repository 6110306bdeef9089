"""inspect-ai runs its own `eval` with a model that says what the table says."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from complaints import ROWS, SECONDS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Query, Verifier
from tinyv.rewards.grading import Grader

inspect_ai = pytest.importorskip("inspect_ai", reason="needs Inspect (pip install inspect-ai==0.3.285)")

from inspect_ai.dataset import Sample  # noqa: E402
from inspect_ai.model import ModelOutput, ModelUsage, get_model  # noqa: E402

from tinyv.rewards import inspect_ai as adapter  # noqa: E402

pytestmark = [  # Inspect's own
    pytest.mark.filterwarnings("ignore:.*'initial' parameter is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Unclosed <MemoryObject:ResourceWarning"),
]


def run(rows: Sequence[Row], folder: Path, **settings: Any) -> Any:
    """The log of a real evaluation in which the model gives the rows' responses."""
    said = {f"{number}: {row.question}": row.response for number, row in enumerate(rows)}

    def answer(messages: list[Any], *_: Any) -> ModelOutput:
        output = ModelOutput.from_content("mockllm/model", said[messages[-1].text])
        output.usage = ModelUsage()  # else its tokenizer would be downloaded
        return output

    samples = [Sample(input=asked, target=row.reference) for asked, row in zip(said, rows, strict=True)]
    task = inspect_ai.Task(dataset=samples, scorer=adapter.tinyv(**settings))
    model = get_model("mockllm/model", custom_outputs=answer)
    (log,) = inspect_ai.eval(task, model=model, log_dir=str(folder), display="none", log_format="json")
    assert log.status == "success", log.error
    return log


def scores(log: Any) -> list[Any]:
    return [sample.scores["tinyv"] for sample in sorted(log.samples, key=lambda sample: sample.id)]


def rewards(log: Any) -> list[float | None]:
    return [{"C": 1.0, "I": 0.0}.get(score.value) for score in scores(log)]


def test_no_complaint_in_a_real_run(tmp_path: Path) -> None:
    start = time.perf_counter()
    log = run(ROWS, tmp_path, judge="none")
    assert time.perf_counter() - start < SECONDS + 10  # the framework's own start
    check(rewards(log))
    graded = [row for row in ROWS if row.want is not Want.LEFT_OUT]
    (found,) = log.results.scores
    assert (found.scored_samples, found.unscored_samples) == (len(graded), len(ROWS) - len(graded))
    assert found.metrics["accuracy"].value == sum(row.want is Want.ACCEPTED for row in graded) / len(graded)
    out = [score for score, row in zip(scores(log), ROWS, strict=True) if row.want is Want.LEFT_OUT]
    assert {(score.reason, score.metadata["failure_name"]) for score in out} == {("scoring_failed", "reference-empty")}
    assert len({tuple(score.metadata) for score in scores(log)}) == 1


def test_any_of_several_targets_will_do(tmp_path: Path) -> None:
    rows = [
        Row(0, ["7", "8"], "8", Want.ACCEPTED),
        Row(0, ["7", "9"], "8", Want.REFUSED),
        Row(9, ["", "9"], "8", Want.LEFT_OUT),
        Row(9, ["", "8"], "8", Want.ACCEPTED),
    ]
    check(rewards(run(rows, tmp_path, judge="none")), rows)


def judged(monkeypatch: pytest.MonkeyPatch, grader: Grader) -> None:
    monkeypatch.setattr("tinyv.rewards.options.grader", lambda _: grader)


FOXES = [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(32)]


def test_concurrent_samples_meet_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = CountingJudge()
    judged(monkeypatch, Grader(Verifier(judge)))
    check(rewards(run(FOXES, tmp_path)), FOXES)
    assert len(judge.batches) < len(FOXES) / 2


def test_a_killed_judge_leaves_samples_unscored_and_recovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ServedJudge() as served:
        judged(monkeypatch, Grader(Verifier(served.ask())))
        runs = [run(FOXES[:4], tmp_path)]
        served.kill()
        runs.append(run(FOXES[:4], tmp_path))
        served.start()
        runs.append(run(FOXES[:4], tmp_path))
    assert [rewards(log) for log in runs] == [[1.0] * 4, [None] * 4, [1.0] * 4]
    assert {score.reason for score in scores(runs[1])} == {"grader_failed"}


def test_ten_thousand_concurrent_calls_get_the_verdicts_of_one_batch() -> None:
    import asyncio
    from types import SimpleNamespace

    from inspect_ai.scorer import Target

    rows = [Row(7, str(n % 90), f"\\boxed{{{n % 91}}}", Want.ACCEPTED) for n in range(10_000)]
    score: Callable[..., Any] = adapter.tinyv(judge="none")

    async def all_at_once() -> list[Any]:
        states = [
            SimpleNamespace(input_text=row.question, output=SimpleNamespace(completion=row.response)) for row in rows
        ]
        calls = [score(state, Target(row.reference)) for state, row in zip(states, rows, strict=True)]
        return list(await asyncio.gather(*calls))

    batch = Grader(Verifier(None)).grade([Query(row.question, row.reference, row.response) for row in rows])
    assert [one.value == "C" for one in asyncio.run(all_at_once())] == [sample.reward == 1 for sample in batch]
