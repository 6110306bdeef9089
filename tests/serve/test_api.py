"""The native API, the dialects and what is refused, over real HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from service_process import RIGHT, WRONG, running

BATCH = 70  # rows, a little more than a trainer's usual batch


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    limits = ("--batch-rows", "100", "--body-bytes", "200000", "--field-chars", "5000")
    with running(*limits) as service, httpx.Client(base_url=service.url, timeout=20) as client:
        yield client


def post(http: httpx.Client, path: str, body: Any, status: int = 200) -> Any:
    reply = http.post(path, content=body) if isinstance(body, str | bytes) else http.post(path, json=body)
    assert reply.status_code == status, reply.text
    return reply.json()


def test_one_query_gets_one_verdict(http: httpx.Client) -> None:
    verdict = post(http, "/v1/verify", {**RIGHT, "id": "a"})
    assert (verdict["label"], verdict["reward"], verdict["id"]) == ("correct", 1.0, "a")
    assert verdict["decided_by"].startswith("rule:")


def test_a_batch_gets_its_verdicts_in_order(http: httpx.Client) -> None:
    rows = [{**(RIGHT if place % 3 else WRONG), "id": str(place)} for place in range(BATCH)]
    reply = post(http, "/v1/verify", {"queries": rows})
    assert [v["id"] for v in reply["verdicts"]] == [str(place) for place in range(BATCH)]
    assert [v["label"] for v in reply["verdicts"]] == ["correct" if p % 3 else "wrong" for p in range(BATCH)]
    assert reply["errors"] == []


BAD_ROWS = [
    (3, "a JSON object with question, reference, response, id is expected"),
    (None, "a JSON object with question, reference, response, id is expected"),
    ({"reference": "1"}, "response: is missing"),
    ({**RIGHT, "response": 2}, "response: must be a string"),
    ({**RIGHT, "id": 7}, "id: must be a string"),
    ({**RIGHT, "refrence": "1"}, "refrence: unknown field; did you mean reference?"),
]


def test_bad_rows_are_named_and_sink_nothing(http: httpx.Client) -> None:
    rows = [RIGHT, *(row for row, _ in BAD_ROWS), WRONG]
    reply = post(http, "/v1/verify", {"queries": rows})
    assert reply["errors"] == [{"index": place, "error": error} for place, (_, error) in enumerate(BAD_ROWS, 1)]
    labels = [v["label"] for v in reply["verdicts"]]
    assert labels == ["correct", *["undecided"] * len(BAD_ROWS), "wrong"]
    assert {(v["failure"], v["reward"]) for v in reply["verdicts"][1:-1]} == {("bad-row", None)}


def test_a_response_beyond_the_limit_is_the_models_doing(http: httpx.Client) -> None:
    verdicts = post(http, "/v1/verify", {"queries": [{**RIGHT, "response": "x" * 5001}, RIGHT]})["verdicts"]
    assert [(v["label"], v["failure"], v["reward"]) for v in verdicts] == [
        ("undecided", "too-long", 0.0),
        ("correct", None, 1.0),
    ]


def test_half_of_a_surrogate_pair_sinks_nothing(http: httpx.Client) -> None:
    body = json.dumps({"queries": [{**RIGHT, "response": "\ud83d \\boxed{2}"}, RIGHT]})
    assert "\\ud83d" in body
    assert [v["label"] for v in post(http, "/v1/verify", body)["verdicts"]] == ["correct", "correct"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{", 400, "no JSON"),
        ("", 400, "no JSON"),
        ("[1]", 400, "must be a JSON object"),
        ('{"a": "\\ud800", "b": NaN}', 400, "NaN"),
        ("[" * 100_000, 400, "no JSON"),
        ("\\ud" + "[" * 100_000, 400, "no JSON"),
        ({"querys": []}, 400, "for a batch"),
        ({"queries": [], "polcy": 1}, 400, "polcy: unknown field"),
        ({"queries": {}}, 400, "queries: must be a list"),
        ({"reference": "1", "response": None}, 400, "response: must be a string"),
        ({"queries": [RIGHT] * 101}, 413, "101 rows in one request, 100 are allowed"),
        (b"x" * 200_001, 413, "larger than 200000 bytes"),
    ],
)
def test_what_is_refused_is_told_why(http: httpx.Client, body: Any, status: int, said: str) -> None:
    assert said in post(http, "/v1/verify", body, status)["error"]


def test_a_body_without_a_length_is_held_to_the_limit_too(http: httpx.Client) -> None:
    reply = http.post("/v1/verify", content=(b"x" * 10_000 for _ in range(100)))
    assert reply.status_code == 413


def test_paths_and_methods_that_are_none(http: httpx.Client) -> None:
    assert http.get("/v1/verfy").status_code == 404
    reply = http.get("/v1/verify")
    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert reply.json()["error"]


def test_openrlhf_gets_numbers_for_one_and_lists_for_several(http: httpx.Client) -> None:
    one = post(http, "/get_reward", {"query": ["1 + 1? It is 2."], "prompts": ["1 + 1?"], "labels": ["2"]})
    assert (one["rewards"], one["scores"]) == (1.0, 1.0)
    assert one["extra_logs"]["correct"] == 1.0
    several = {"query": ["a \\boxed{2}", "b \\boxed{3}", "c"], "prompts": ["a", "b", "c"], "labels": ["2", "2", None]}
    reply = post(http, "/get_reward", several)
    assert reply["rewards"] == reply["scores"] == [1.0, 0.0, 0.0]
    assert reply["extra_logs"]["failure"] == [0.0, 0.0, 1.0]
    assert post(http, "/get_reward", {"query": []})["rewards"] == []
    assert "prompts" in post(http, "/get_reward", {"query": ["a"], "prompts": ["a", "b"]}, 400)["error"]
    assert "did you mean labels?" in post(http, "/get_reward", {"query": ["a"], "label": ["b"]}, 400)["error"]


def test_the_prompt_of_openrlhf_is_no_part_of_the_response(http: httpx.Client) -> None:
    """A prompt that shows a boxed example must not answer for a response that says nothing."""
    prompt = "Answer like \\boxed{2}. What is 1 + 1?"
    reply = post(http, "/get_reward", {"query": [prompt + " I do not know."], "prompts": [prompt], "labels": ["2"]})
    assert reply["rewards"] == 0.0


def test_slime_gets_the_reward_alone(http: httpx.Client) -> None:
    sample = {"prompt": [{"role": "user", "content": "1 + 1?"}], "response": "\\boxed{2}", "label": "2"}
    assert post(http, "/slime", sample) == 1.0
    assert post(http, "/slime", {**sample, "label": "3", "metadata": {"question": "1 + 1?"}}) == 0.0
    assert post(http, "/slime/dict", sample)["reward"] == 1.0
    assert "response: is missing" in post(http, "/slime", {"prompt": "", "label": ""}, 400)["error"]


def test_nemo_gym_gets_its_fields_back_with_the_reward(http: httpx.Client) -> None:
    said = {"output": [{"type": "message", "content": [{"type": "output_text", "text": "\\boxed{2}"}]}]}
    request = {"responses_create_params": {"input": "1 + 1?"}, "response": said, "question": "1 + 1?", "uid": 5}
    reply = post(http, "/verify", {**request, "expected_answer": "2"})
    assert (reply["reward"], reply["mask_sample"], reply["failure_kind"], reply["uid"]) == (1.0, False, None, 5)
    masked = post(http, "/verify", {**request, "expected_answer": ""})
    assert (masked["mask_sample"], masked["failure_kind"]) == (True, "reference-empty")


def test_every_dialect_survives_values_of_any_kind(http: httpx.Client) -> None:
    for value in (None, 3, True, "x", [], [1, [2]], {}, {"a": {"b": [None]}}, [{"role": 3, "content": {"x": 1}}]):
        post(http, "/get_reward", {"query": [value], "prompts": [value], "labels": [value]})
        post(http, "/slime", {"prompt": value, "response": value, "label": value})
        fields = ("responses_create_params", "response", "question", "expected_answer")
        post(http, "/verify", dict.fromkeys(fields, value))
        post(http, "/v1/verify", {"queries": [value, {"reference": value, "response": value}]})


def test_the_page_and_what_it_asks(http: httpx.Client) -> None:
    assert "<html" in http.get("/").text
    assert post(http, "/v1/explain", RIGHT)["verdict"]["label"] == "correct"


def test_what_the_service_says_of_itself(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "alive"}
    assert http.get("/readyz").json() == {"status": "ready"}
    info = http.get("/v1/info").json()
    assert (info["judge"], info["limits"]["batch_rows"]) == (None, 100)
    document = http.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert document["info"]["version"] == info["version"]
    assert set(info["dialects"]) < set(document["paths"])
