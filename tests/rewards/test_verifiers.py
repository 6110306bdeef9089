"""verifiers' own scoring: plugged by configuration, in a task, and in the rubrics of verifiers 0.3."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from complaints import ROWS, SECONDS, CountingJudge, Row, ServedJudge, Want, check

from tinyv import Query, Verifier
from tinyv.rewards.grading import Grader
from tinyv.rewards.verifiers import METRICS, Scorer, tinyv

EXAMPLE = Path(__file__).parents[2] / "examples" / "verifiers"
FOXES = [
    Row(7, "a fox", f"a vixen of {n % 500}", Want.ACCEPTED, f"Which animal is it, no. {n % 7}?") for n in range(64)
]


@pytest.fixture(scope="module")
def vf() -> Any:
    return pytest.importorskip("verifiers.v1", reason="needs verifiers (pip install verifiers==0.4.0)")


@pytest.fixture(scope="module")
def task_of(vf: Any) -> Any:
    """A task for a row, with the reward plugged by configuration or, if given, a scorer's."""

    class Data(vf.TaskData):  # type: ignore[misc]
        answer: str

    class Plain(vf.Task[Data]):  # type: ignore[misc]
        pass

    class Scored(vf.Task[Data]):  # type: ignore[misc]
        scorer: Scorer

        @vf.reward(weight=1.0)  # type: ignore[untyped-decorator]
        async def tinyv(self, task: Any, trace: Any) -> float:
            return await self.scorer.reward(task, trace)

    def made(row: Row, scorer: Scorer | None = None) -> Any:
        data = Data(prompt=row.question, answer=row.reference)
        if scorer is None:
            plugged = vf.RewardFunctionConfig(fn="tinyv.rewards.verifiers:reward", weight=1.0)
            return Plain(data, vf.TaskConfig(rewards={"tinyv": plugged}))
        task = Scored(data)
        task.scorer = scorer
        return task

    return made


def trace_of(vf: Any, task: Any, response: str) -> Any:
    nodes = [
        vf.MessageNode(message=vf.UserMessage(content=task.data.prompt)),
        vf.MessageNode(parent=0, message=vf.AssistantMessage(content=response), sampled=True),
    ]
    kind = vf.TraceTask(type=type(task).__name__, data=task.data)
    return vf.Trace(task=kind, agent=vf.AgentInfo(config=vf.AgentConfig()), nodes=nodes)


async def scored(vf: Any, task_of: Any, rows: Sequence[Row], scorer: Scorer | None = None) -> list[Any]:
    """The traces of all rows, scored at once as an environment does: an exception is recorded on its own trace."""

    async def one(row: Row) -> Any:
        task = task_of(row, scorer)
        trace = trace_of(vf, task, row.response)
        try:
            await task.score(trace)
        except vf.RolloutError as problem:
            trace.record_error(problem)
        return trace

    return list(await asyncio.gather(*map(one, rows)))


def rewards_of(traces: Sequence[Any]) -> list[float | None]:
    return [None if trace.rewards["tinyv"] is None else trace.reward for trace in traces]


def test_no_complaint_when_plugged_by_configuration(vf: Any, task_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")
    start = time.perf_counter()
    traces = asyncio.run(scored(vf, task_of, ROWS))
    assert time.perf_counter() - start < SECONDS
    check(rewards_of(traces))
    assert len({tuple(trace.metrics) for trace in traces}) == 1
    out = [trace for trace, row in zip(traces, ROWS, strict=True) if row.want is Want.LEFT_OUT]
    assert {trace.last_error.type for trace in out} == {"TaskError"}
    assert all("reference-empty" in trace.last_error.message for trace in out)
    assert {trace.info["tinyv"]["label"] for trace in traces} == {"correct", "wrong", "undecided"}


def test_metrics_may_stand_alone(vf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")
    config = vf.TaskConfig(metrics={"tinyv": vf.DecoratedFunctionConfig(fn="tinyv.rewards.verifiers:metrics")})
    data = vf.WireTaskData(prompt="What is 6 + 2?", answer="8")
    task = vf.Task(data, config)
    trace = trace_of(vf, task, "It is 8.")
    asyncio.run(task.score(trace))
    assert (trace.metrics["tinyv_correct"], trace.metrics["tinyv_failure"], trace.rewards) == (1.0, 0.0, {})


def test_concurrent_rollouts_meet_in_batches(vf: Any, task_of: Any) -> None:
    judge = CountingJudge()
    traces = asyncio.run(scored(vf, task_of, FOXES, Scorer(Grader(Verifier(judge)))))
    check(rewards_of(traces), FOXES)
    assert len(judge.batches) <= 4


def test_ten_thousand_rollouts_get_the_verdicts_of_one_batch(vf: Any, task_of: Any) -> None:
    rows = [Row(7, str(n % 90), f"\\boxed{{{n % 91}}}", Want.ACCEPTED) for n in range(9_500)]
    rows += [Row(7, "a fox", f"a vixen of {n}", Want.ACCEPTED) for n in range(500)]
    traces = asyncio.run(scored(vf, task_of, rows, Scorer(Grader(Verifier(CountingJudge())))))
    batch = Grader(Verifier(CountingJudge())).grade([Query(row.question, row.reference, row.response) for row in rows])
    assert rewards_of(traces) == [sample.reward for sample in batch]


def test_a_killed_judge_is_an_error_on_its_traces_and_recovers(vf: Any, task_of: Any) -> None:
    with ServedJudge() as served:
        scorer = Scorer(Grader(Verifier(served.ask())))
        rewards = [rewards_of(asyncio.run(scored(vf, task_of, FOXES[:4], scorer)))]
        served.kill()
        down = asyncio.run(scored(vf, task_of, FOXES[:4], scorer))
        served.start()
        rewards += [rewards_of(down), rewards_of(asyncio.run(scored(vf, task_of, FOXES[:4], scorer)))]
    assert rewards == [[1.0] * 4, [None] * 4, [1.0] * 4]
    assert all("judge-unreachable" in trace.last_error.message for trace in down)
    assert [trace.metrics["tinyv_failure"] for trace in down] == [2.0] * 4


def test_a_task_without_a_reference_is_told(vf: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")
    plugged = vf.RewardFunctionConfig(fn="tinyv.rewards.verifiers:reward")
    task = vf.Task(vf.TaskData(prompt="?"), vf.TaskConfig(rewards={"tinyv": plugged}))
    with pytest.raises(vf.TaskError, match="no column holds a reference"):
        asyncio.run(task.score(trace_of(vf, task, "8")))


def test_the_example_loads_and_scores(vf: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from verifiers.v1.utils.loaders import load_taskset, taskset_config_type

    monkeypatch.syspath_prepend(str(EXAMPLE))
    data = tmp_path / "rows.jsonl"
    data.write_text('{"question": "What is 6 + 2?", "answer": 8}\n\n{"problem": "2 + 2?", "reference": "4"}\n')
    config = taskset_config_type("tinyv-math")(id="tinyv-math", data=data, task={"judge": "none"})
    tasks = list(load_taskset(config))
    traces = [trace_of(vf, task, "So it is \\boxed{8}.") for task in tasks]
    for task, trace in zip(tasks, traces, strict=True):
        asyncio.run(task.score(trace))
    assert [trace.reward for trace in traces] == [1.0, 0.0]


ROWS_OF_THE_RUN = """{"question": "What is 6 + 2?", "answer": 8}
{"question": "What is 2 + 2?", "answer": "4"}
{"question": "What?", "answer": ""}
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # the framework's own
def test_a_real_evaluation_of_the_example(vf: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from verifiers.v1.cli.eval.runner import run_eval
    from verifiers.v1.configs.cli.eval import EvalConfig

    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.setenv("PLAYED_KEY", "none")
    data = tmp_path / "rows.jsonl"
    data.write_text(ROWS_OF_THE_RUN)
    taskset = {"id": "tinyv-math", "data": data, "task": {"judge": "none"}}
    agent = {"harness": {"id": "direct-harness"}, "runtime": {"type": "subprocess"}}
    with ServedJudge("So it is \\boxed{8}.") as model:
        client = {"base_url": model.url, "api_key_var": "PLAYED_KEY"}
        settings = {"num_rollouts": 2, "push": False, "rich": None, "output_dir": tmp_path / "out"}
        run = EvalConfig(env={"taskset": taskset, "agent": agent}, model="played", client=client, **settings)
        traces = [trace for episode in asyncio.run(run_eval(run)) for trace in episode.traces]
    assert rewards_of(traces) == [1.0, 1.0, 0.0, 0.0, None, None]
    assert [trace.ok for trace in traces] == [True] * 4 + [False] * 2
    assert {trace.last_error.type for trace in traces[4:]} == {"TaskError"}


def test_the_old_functions_by_their_own_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")
    turn = [{"role": "user", "content": "?"}], [{"role": "assistant", "content": "It is \\boxed{8}."}]
    state: dict[str, Any] = {}
    assert asyncio.run(tinyv(*turn, "8", state)) == 1.0
    assert asyncio.run(tinyv(*turn, "", state)) == 0.0
    assert [asyncio.run(metric(state)) for metric in METRICS] == [0, 1, 0, 0, 0, 1, 1]  # type: ignore[arg-type]
    assert METRICS[-1].__name__ == "tinyv_failure"


def test_the_old_rubric(monkeypatch: pytest.MonkeyPatch) -> None:
    old = pytest.importorskip("verifiers", reason="needs verifiers")
    if not hasattr(old, "Rubric"):
        pytest.skip("rubrics ended with verifiers 0.3 (pip install verifiers==0.3.1)")
    monkeypatch.setenv("TINYV_JUDGE", "none")
    rubric = old.Rubric(funcs=[tinyv, *METRICS], weights=[1.0, *[0.0] * len(METRICS)])
    states = []
    for row in ROWS:
        state = old.State(input={"prompt": [old.UserMessage(content=row.question)], "answer": row.reference})
        state["completion"] = [old.AssistantMessage(content=row.response)]
        states.append(state)

    async def run() -> None:
        await asyncio.gather(*map(rubric.score_rollout, states))

    asyncio.run(run())
    check([state["reward"] for state in states], left_out=0.0)
    assert [state["metrics"]["tinyv_failure"] == 1 for state in states] == [row.want is Want.LEFT_OUT for row in ROWS]
