"""lm-eval runs a local task with its own dummy of a model, whose answers the table gives."""

import json
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from complaints import ROWS, SECONDS, Row, Want

from tinyv.rewards.lm_eval import grade, mean_of_graded, metrics

TASK = """
task: tinyv_table
dataset_path: json
dataset_kwargs: {{data_files: {{test: {rows}}}}}
test_split: test
output_type: generate_until
doc_to_text: "{{{{number}}}}: {{{{question}}}}"
doc_to_target: "{{{{answer}}}}"
generation_kwargs: {{until: []}}
{filter}
process_results: !function utils.metrics
metric_list:
  - {{metric: correct, aggregation: !function utils.mean_of_graded, higher_is_better: true}}
  - {{metric: undecided, aggregation: !function utils.mean_of_graded, higher_is_better: false}}
  - {{metric: failed, aggregation: mean, higher_is_better: false}}
"""
FILTER = "filter_list: [{name: tinyv, filter: [{function: custom, filter_fn: !function utils.grade}]}]"


@pytest.fixture(autouse=True)
def rules_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYV_JUDGE", "none")


def test_a_table_is_graded_at_once() -> None:
    start = time.perf_counter()
    documents = [{"question": row.question, "answer": row.reference} for row in ROWS]
    rows = grade([[row.response] for row in ROWS], documents)
    assert time.perf_counter() - start < SECONDS
    assert [row["failed"] == 1 for row in rows] == [row.want is Want.LEFT_OUT for row in ROWS]
    assert [row["correct"] == 1 for row in rows] == [row.want is Want.ACCEPTED for row in ROWS]
    assert all(math.isnan(row["correct"]) == (row["failed"] == 1) for row in rows)


def test_repeats_give_the_mean() -> None:
    (row,) = grade([["8", "9", "8", "7"]], [{"answer": "8"}])
    assert row == {"correct": 0.5, "undecided": 0.0, "failed": 0.0}
    assert metrics({"answer": "8"}, ["8"]) == {"correct": 1.0, "undecided": 0.0, "failed": 0.0}
    assert metrics({"answer": "8"}, [["8", "9"]])["correct"] == 0.5


def test_only_what_is_graded_counts() -> None:
    assert mean_of_graded([1.0, math.nan, 0.0]) == 0.5
    assert math.isnan(mean_of_graded([math.nan]))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # lm-eval's own and its dependencies'
@pytest.mark.parametrize("filters", [FILTER, ""], ids=["filter", "metric alone"])
def test_a_real_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filters: str) -> None:
    lm_eval = pytest.importorskip("lm_eval", reason="needs lm-eval (pip install lm-eval==0.4.13)")
    from lm_eval.models.dummy import DummyLM
    from lm_eval.tasks import TaskManager

    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    rows = tmp_path / "rows.jsonl"
    documents = [{"number": n, "question": row.question, "answer": row.reference} for n, row in enumerate(ROWS)]
    rows.write_text("\n".join(map(json.dumps, documents)))
    (tmp_path / "utils.py").write_text("from tinyv.rewards.lm_eval import grade, mean_of_graded, metrics\n")
    (tmp_path / "table.yaml").write_text(TASK.format(rows=rows, filter=filters))

    class Model(DummyLM):  # type: ignore[misc]
        def generate_until(self, requests: Sequence[Any], disable_tqdm: bool = False) -> list[str]:
            return [answer(ROWS, request.args[0]) for request in requests]

    tasks = TaskManager(include_path=str(tmp_path), include_defaults=False)
    found = lm_eval.simple_evaluate(Model(), tasks=["tinyv_table"], task_manager=tasks, bootstrap_iters=0)
    name = "tinyv" if filters else "none"
    result = found["results"]["tinyv_table"]
    graded = [row for row in ROWS if row.want is not Want.LEFT_OUT]
    assert result[f"correct,{name}"] == sum(row.want is Want.ACCEPTED for row in graded) / len(graded)
    assert result[f"failed,{name}"] == pytest.approx(1 - len(graded) / len(ROWS))
    samples = {sample["doc_id"]: sample for sample in found["samples"]["tinyv_table"]}
    assert [samples[n]["correct"] == 1 for n in range(len(ROWS))] == [row.want is Want.ACCEPTED for row in ROWS]


def answer(rows: Sequence[Row], prompt: str) -> str:
    return str(rows[int(prompt.partition(":")[0])].response)
