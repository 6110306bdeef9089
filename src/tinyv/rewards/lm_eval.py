"""lm-eval 0.4: a filter that grades a whole task at once, and the metrics of what it found.

lm-eval takes functions from a file beside the task's YAML, so that file says
`from tinyv.rewards.lm_eval import grade, mean_of_graded, metrics`, and the YAML:

    output_type: generate_until
    filter_list:
      - name: tinyv
        filter:
          - function: custom
            filter_fn: !function utils.grade
    process_results: !function utils.metrics
    metric_list:
      - metric: correct
        aggregation: !function utils.mean_of_graded
        higher_is_better: true
      - metric: undecided
        aggregation: !function utils.mean_of_graded
        higher_is_better: false
      - metric: failed
        aggregation: mean
        higher_is_better: false

| verdict | correct | undecided | failed |
|---|---|---|---|
| CORRECT, WRONG | 1, 0 | 0 | 0 |
| UNDECIDED without a failure, or by one of the model's own | 0 | 1 | 0 |
| UNDECIDED by a failure that is not the model's | left out | left out | 1 |

With `repeats`, each is the mean over a document's responses. References and questions are fields of the document, found
by name (`tinyv.rewards.columns`); options come from the environment. Nothing of lm-eval is imported here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.columns import question_column, reference_column
from tinyv.rewards.grading import query_of
from tinyv.types import Label

_KEYS = ("correct", "undecided", "failed")


def grade(responses: Sequence[Sequence[str]], documents: Sequence[Mapping[str, Any]]) -> list[dict[str, float]]:
    """For each document the means over its responses, as one batch. ValueError where documents have no reference."""
    queries = []
    for document, texts in zip(documents, responses, strict=True):
        question, reference = question_column(document), reference_column(document)
        queries += [query_of(document.get(question or ""), document[reference], one) for one in texts]
    rows = iter(
        (float(sample.verdict.label is Label.CORRECT), sample.flat()["undecided"], sample.reward is None)
        for sample in options.grader().grade(queries)
    )
    return [_means([next(rows) for _ in texts]) for texts in responses]


def metrics(document: Mapping[str, Any], results: Sequence[Any]) -> dict[str, float]:
    """A document's `correct`, `undecided` and `failed`; without the filter, responses are graded here, one by one."""
    first = results[0]
    if isinstance(first, Mapping):
        return dict(first)
    return grade([[first] if isinstance(first, str) else first], [document])[0]


def mean_of_graded(values: Iterable[float]) -> float:
    """The mean of what is a number; NaN if nothing is."""
    kept = [value for value in values if not math.isnan(value)]
    return sum(kept) / len(kept) if kept else math.nan


def _means(rows: Sequence[tuple[float, float, bool]]) -> dict[str, float]:
    graded = [row for row in rows if not row[2]]
    means = (mean_of_graded(row[place] for row in graded) for place in (0, 1))
    return dict(zip(_KEYS, (*means, 1 - len(graded) / len(rows) if rows else 0.0), strict=True))
