"""The served judge against a real server on the loopback, which plays vLLM, llama-server, a reasoner, and trouble."""

import asyncio
import pickle
import time
from typing import Any

import pytest
from judge_server import (
    ASKS,
    MODEL,
    RIGHT,
    WRONG,
    Say,
    asked,
    failures,
    is_right,
    judge_of,
    llama_server,
    serving,
    spoken,
    text_of,
    vllm,
)

from tinyv.judge.base import Ask, Judge
from tinyv.judge.openai import JudgeUnavailable, OpenAIJudge
from tinyv.judge.served import FIELD_LIMIT

pytest.importorskip("httpx", reason="needs httpx (pip install 'tinyv[openai]')")

KEY = "sk-very-secret"


def test_one_token_with_its_rivals_where_the_server_gives_them() -> None:
    with serving(vllm) as server:
        judge = judge_of(server)
        assert isinstance(judge, Judge)
        opinions = asked(judge, ASKS)
    assert [opinion.probability for opinion in opinions] == pytest.approx([0.8 / 0.9, 0.1])
    assert [opinion.tokens for opinion in opinions] == [102, 102]
    assert {(one["max_tokens"], one["temperature"], one["top_logprobs"]) for one in server.requests} == {(1, 0, 20)}
    assert {one["path"] for one in server.requests} == {"/v1/chat/completions"}


def test_a_base_model_is_asked_to_continue_a_text() -> None:
    with serving(vllm) as server:
        opinions = asked(judge_of(server, prompt="plain"), ASKS)
    assert [opinion.probability for opinion in opinions] == pytest.approx([0.8 / 0.9, 0.1])
    assert {one["path"] for one in server.requests} == {"/v1/completions"}


def test_without_log_probabilities_the_text_is_read_and_the_server_remembered() -> None:
    with serving(llama_server) as server:
        judge = judge_of(server)
        first = asked(judge, ASKS)
        seen = len(server.requests)
        again = asked(judge, ASKS)
        assert len(server.requests) - seen == len(ASKS)
    assert [opinion.probability for opinion in first + again] == [1.0, 0.0] * 2


@pytest.mark.parametrize("most", [5, 0])
def test_a_server_that_caps_log_probabilities_is_asked_for_fewer(most: int) -> None:
    def behaviour(request: dict[str, Any]) -> Say:
        if request.get("top_logprobs", 0) > most:
            return Say({"error": f"at most {most}"}, 400)
        return vllm(request) if most else llama_server(request)

    with serving(behaviour) as server:
        judge = judge_of(server)
        first = asked(judge, [RIGHT])
        assert first[0].probability == pytest.approx(0.8 / 0.9 if most else 1.0)
        seen = len(server.requests)
        asked(judge, ASKS)
        assert len(server.requests) - seen == len(ASKS)


def test_a_model_about_to_say_something_else_is_read_by_its_text() -> None:
    def chatty(request: dict[str, Any]) -> Say:
        tops = [{"token": "The", "logprob": -0.01}, {"token": "True", "logprob": -6.0}]
        return spoken("The answer is True", logprobs={"content": [{**tops[0], "top_logprobs": tops}]})

    with serving(chatty) as server:
        assert failures(asked(judge_of(server), [RIGHT])) == ["judge-unparseable"]


def test_a_reasoning_model() -> None:
    def reasoner(request: dict[str, Any]) -> Say:
        assert request["max_tokens"] == 512
        assert "logprobs" not in request
        said = "equal." if is_right(request) else "2 is not 0.5. Answer: True? No."
        return spoken(f"<think>They are {said}</think>\n\nAnswer: {is_right(request)}")

    with serving(reasoner) as server:
        opinions = asked(judge_of(server, model=f"{MODEL}-Think"), ASKS)
    assert [opinion.probability for opinion in opinions] == [1.0, 0.0]


def test_thinking_that_is_cut_or_hidden_is_no_verdict() -> None:
    replies = iter(
        [
            spoken("<think>Answer: True"),
            spoken("So far\nAnswer: True", finish_reason="length"),
            Say({"choices": [{"message": {"content": None, "reasoning_content": "True"}, "finish_reason": "length"}]}),
        ]
    )
    with serving(lambda _: next(replies)) as server:
        judge = judge_of(server, model=f"{MODEL}-Think", concurrency=1)
        assert failures(asked(judge, [RIGHT] * 3)) == ["judge-unparseable"] * 3


def test_what_passes_is_tried_again() -> None:
    troubles = iter([Say({}, 429, {"retry-after": "0.3"}), Say({}, 503), Say(drop=True)])
    with serving(lambda request: next(troubles, None) or vllm(request)) as server:
        start = time.monotonic()
        opinions = asked(judge_of(server), [RIGHT])
        assert time.monotonic() - start >= 0.3
    assert failures(opinions) == [None]
    assert len(server.requests) == 4


@pytest.mark.parametrize("say", [Say({}, 500), Say({}, 429), Say(drop=True)], ids=["500", "429", "dropped"])
def test_what_does_not_pass_is_unreachable(say: Say) -> None:
    with serving(lambda _: say) as server:
        judge = judge_of(server, retries=1)
        assert failures(asked(judge, ASKS)) == ["judge-unreachable"] * 2
        assert len(server.requests) == 4
        assert judge.trouble


def test_a_retry_after_beyond_the_deadline_is_not_waited_for() -> None:
    with serving(lambda _: Say({}, 429, {"retry-after": "3600"})) as server:
        start = time.monotonic()
        assert failures(asked(judge_of(server), [RIGHT])) == ["judge-deadline"]
        assert time.monotonic() - start < 2


def test_nobody_listens() -> None:
    with serving(vllm) as server:
        pass
    assert failures(asked(judge_of(server, retries=0), ASKS)) == ["judge-unreachable"] * 2


def test_the_deadline_holds() -> None:
    with serving(lambda request: vllm(request) if is_right(request) else Say({}, after=1.5)) as server:
        start = time.monotonic()
        assert failures(asked(judge_of(server, deadline=0.4), ASKS)) == [None, "judge-deadline"]
        assert time.monotonic() - start < 1.4


def test_an_outage_costs_one_deadline_whatever_the_batch() -> None:
    with serving(lambda _: Say({}, after=2.0)) as server:
        start = time.monotonic()
        found = failures(asked(judge_of(server, deadline=0.3, concurrency=10), [RIGHT] * 200))
        assert time.monotonic() - start < 2
    assert set(found) == {"judge-deadline", "judge-unreachable"}


GARBAGE: list[Any] = [
    b"<html>", b"", b"\xff\xfe", b"[" * 5000, [], "True", {}, {"choices": []}, {"choices": [None]},
    {"choices": [{"message": {"content": ["True"]}}]}, {"choices": [{"message": "True", "text": None}]},
    {"choices": [{"text": "x", "logprobs": {"content": [{"top_logprobs": [{"token": 1, "logprob": "a"}, 3]}]}}]},
    {"choices": [{"text": "x", "logprobs": {"content": [None], "top_logprobs": [None]}}],
     "usage": {"prompt_tokens": "7"}},
    b'{"choices": [{"message": {"content": "x"}, "logprobs": {"top_logprobs": [{"True": NaN, "False": -Infinity}]}}]}',
]  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_unparseable(body: Any) -> None:
    with serving(lambda _: Say(body)) as server:
        assert failures(asked(judge_of(server), [RIGHT])) == ["judge-unparseable"]


def test_a_bad_ask_sinks_no_other() -> None:
    poison = Ask("?", "1", "poison")

    def behaviour(request: dict[str, Any]) -> Say:
        return Say({"error": "no"}, 400) if "poison" in text_of(request) else vllm(request)

    long = Ask("?", "1", "1" * (FIELD_LIMIT + 1))
    odd = Ask("\ud800", "\x00", "1/2")
    with serving(behaviour) as server:
        found = failures(asked(judge_of(server), [RIGHT, poison, long, odd, WRONG]))
    assert found == [None, "judge-refused", "too-long", None, None]


def test_the_key_is_sent_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def telling(request: dict[str, Any]) -> Say:
        return Say(f"Bearer {KEY} is wrong".encode(), 418)

    with serving(telling) as server:
        judge = judge_of(server, api_key=KEY)
        assert failures(asked(judge, [RIGHT])) == ["judge-refused"]
        assert f"Bearer {KEY}" in server.headers[0]
        with pytest.raises(JudgeUnavailable) as raised:
            asyncio.run(judge.health())
        with_login = OpenAIJudge(server.url.replace("//", f"//user:{KEY}@"), MODEL)
        shown = [repr(judge), judge.identity, str(judge.trouble), str(raised.value), repr(with_login)]
        assert not [text for text in shown if KEY in text]
        monkeypatch.setenv("TINYV_API_KEY", KEY)
        asked(pickle.loads(pickle.dumps(judge_of(server))), [RIGHT])
        assert f"Bearer {KEY}" in server.headers[-1]


def test_health_says_what_is_wrong_and_what_to_do() -> None:
    with serving(vllm) as server:
        asyncio.run(judge_of(server).health())
        with pytest.raises(JudgeUnavailable, match=f"serves {MODEL}, not other; name one of these"):
            asyncio.run(judge_of(server, model="other").health())
    with pytest.raises(JudgeUnavailable, match=rf"{server.url}/v1/models: no connection .*start the server"):
        asyncio.run(judge_of(server).health())
    with serving(lambda _: Say({"error": "no chat template"}, 400)) as server:  # noqa: SIM117
        with pytest.raises(JudgeUnavailable, match=r"judge-refused: HTTP 400.*no chat template"):
            asyncio.run(judge_of(server).health())


def test_identity_names_model_and_prompt() -> None:
    one, other = OpenAIJudge("http://a", MODEL), OpenAIJudge("http://b:1/x/", MODEL)
    assert one.identity == other.identity
    assert one.identity.startswith(f"{MODEL}@")
    assert (one.base_url, other.base_url) == ("http://a/v1", "http://b:1/x")
    assert OpenAIJudge("http://a", MODEL, prompt="plain").identity != one.identity
    assert pickle.loads(pickle.dumps(one)).identity == one.identity


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "localhost:8000"}, "base_url"), ({"model": ""}, "model"), ({"threshold": 2}, "threshold"),
        ({"concurrency": 0}, "concurrency"), ({"deadline": 0}, "deadline"), ({"retries": -1}, "retries"),
        ({"prompt": "verdikt"}, "known: verdict, think, plain"), ({"api_key": "a\nb"}, "api_key"),
    ],
)  # fmt: skip
def test_wrong_settings_are_said_at_once(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        OpenAIJudge(**{"base_url": "http://a", "model": "m", **options})
