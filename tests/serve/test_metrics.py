"""Metrics: what a scraper reads, and that workers add up."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from service_process import RIGHT, WRONG, running

from tinyv.health import MEANING
from tinyv.serve.metrics import METRICS, PATHS, Board
from tinyv.types import Label

parser = pytest.importorskip("prometheus_client.parser", reason="reads the text as a scraper does")


def read(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    found: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {}
    for family in parser.text_string_to_metric_families(text):
        for sample in family.samples:
            key: Any = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found
            found[key] = sample.value
    return found


def test_rows_of_workers_add_up_and_outlive_them(tmp_path: Path) -> None:
    file = tmp_path / "metrics"
    Board.make(file, 2)
    first, second = Board(file, 0, 2), Board(file, 1, 2)
    first.request("/v1/verify", 200, 0.002)
    second.request("/v1/verify", 200, 100.0)
    second.request("/v1/verify", 418, 0.3)
    second.verdict(Label.UNDECIDED, "", "judge-error: OSError")
    second.add("tinyv_requests_in_hand", amount=3)
    second.judging({"asked": 5})
    third = Board(file, 1, 2)  # the second one's successor
    third.judging({"asked": 2})
    found = read(first.text())
    verify = ("path", "/v1/verify")
    assert found["tinyv_requests_total", (verify, ("status", "200"))] == 2
    assert found["tinyv_requests_total", (verify, ("status", "other"))] == 1
    assert found["tinyv_request_seconds_bucket", (("le", "0.0025"), verify)] == 1
    assert found["tinyv_request_seconds_bucket", (("le", "60"), verify)] == 2
    assert found["tinyv_request_seconds_bucket", (("le", "+Inf"), verify)] == 3
    assert found["tinyv_request_seconds_count", (verify,)] == 3
    assert found["tinyv_request_seconds_sum", (verify,)] == pytest.approx(100.302)
    assert found["tinyv_failures_total", (("failure", "judge-error"),)] == 1
    assert found["tinyv_judge_asked_total", ()] == 7
    assert found["tinyv_requests_in_hand", ()] == 0
    assert found["tinyv_starts_total", ()] == 3


def test_names_are_unique() -> None:
    keys = [(metric.name, *cell) for metric in METRICS for cell in metric.cells()]
    assert len(keys) == len(set(keys))


def test_a_scrape_of_two_workers_counts_what_both_did() -> None:
    with running("--workers", "2") as service:
        for row in [RIGHT, WRONG] * 10:  # a connection each, so that both workers have their part
            assert httpx.post(f"{service.url}/v1/verify", json={"queries": [row, 3]}).status_code == 200
        httpx.get(f"{service.url}/nowhere")
        found = read(httpx.get(f"{service.url}/metrics").text)
        workers = {event["pid"] for event in service.of("started")}
    assert len(workers) == 2
    assert found["tinyv_requests_total", (("path", "/v1/verify"), ("status", "200"))] == 20
    assert found["tinyv_requests_total", (("path", "other"), ("status", "404"))] == 1
    assert found["tinyv_verdicts_total", (("by", "rule"), ("label", "correct"))] == 10
    assert found["tinyv_verdicts_total", (("by", "rule"), ("label", "wrong"))] == 10
    assert found["tinyv_failures_total", (("failure", "bad-row"),)] == 20
    assert found["tinyv_starts_total", ()] == 2
    assert {f"tinyv_health_{name}" for name in MEANING} <= {name.removesuffix("_total") for name, _ in found}


def test_every_documented_path_has_its_metrics() -> None:
    with running() as service:
        assert set(httpx.get(f"{service.url}/openapi.json").json()["paths"]) <= set(PATHS)
