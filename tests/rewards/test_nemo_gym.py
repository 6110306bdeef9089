"""NeMo-Gym's schema: the request's own fields come back, with a reward and what became of it."""

import asyncio
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from complaints import ROWS, Row, Want, check

from tinyv import Verifier
from tinyv.rewards.grading import Grader
from tinyv.rewards.nemo_gym import to_query, to_response

KEYS = {"reward", "mask_sample", "failure_kind", "failure_reason", "extracted_answer", "decided_by"}


def request_of(row: Row, **more: Any) -> dict[str, Any]:
    said = [{"type": "output_text", "text": row.response, "annotations": []}]
    output = [
        {"type": "reasoning", "id": "r", "summary": []},
        {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": said},
    ]
    asked = {"input": [{"role": "user", "content": row.question}]}
    response = {"id": "1", "object": "response", "output": output}
    return {"responses_create_params": asked, "response": response, "expected_answer": row.reference, **more}


def verified(request: dict[str, Any]) -> dict[str, Any]:
    (sample,) = Grader(Verifier(None)).grade([to_query(request)])
    return to_response(request, sample)


def test_no_complaint() -> None:
    answers = [verified(request_of(row, agent_ref={"name": "math"})) for row in ROWS]
    check([None if answer["mask_sample"] else answer["reward"] for answer in answers])
    assert len({tuple(answer) for answer in answers}) == 1
    assert answers[0].keys() > KEYS | request_of(ROWS[0]).keys() | {"agent_ref", "tinyv_correct", "tinyv_failure"}
    assert json.loads(json.dumps(answers)) == answers


def test_a_failure_is_named_and_masked_only_where_the_model_is_not_to_blame() -> None:
    unusable = verified(request_of(Row(9, "", "8", Want.LEFT_OUT)))
    assert (unusable["mask_sample"], unusable["failure_kind"]) == (True, "reference-empty")
    assert unusable["failure_reason"] == "reference-empty: the reference is empty"
    huge = verified(request_of(Row(2, "9" * 70_000, "1", Want.REFUSED)))
    assert (huge["mask_sample"], huge["failure_kind"], huge["reward"]) == (False, "over-budget", 0.0)
    right = verified(request_of(Row(0, "8", "8", Want.ACCEPTED)))
    assert (right["failure_kind"], right["failure_reason"], right["decided_by"]) == (None, None, "rule:same-text")


@pytest.mark.parametrize(
    ("request_", "reward"),
    [
        ({"question": "?", "expected_answer": "8", "response": "It is 8."}, 1.0),
        ({"expected_answer": 8, "response": {"output": [{"content": [{"text": "8"}]}]}}, 1.0),
        ({"expected_answer": "8", "response": {"output": [{"type": "function_call", "name": "8"}]}}, 0.0),
        ({"expected_answer": "8", "response": {"output": []}}, 0.0),
        ({"expected_answer": "8", "response": {"output": "8"}, "responses_create_params": 7}, 0.0),
        ({"expected_answer": "8"}, 0.0),
        ({"responses_create_params": {"input": "Which? (A) 7 (B) 8"}, "answer": "8", "response": "B"}, 1.0),
        ({}, 0.0),
    ],
)
def test_whatever_is_sent(request_: dict[str, Any], reward: float) -> None:
    assert verified(request_)["reward"] == reward


class Verify(BaseHTTPRequestHandler):
    """The smallest resource server there can be."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])) or "{}")
        body = json.dumps({} if self.path.endswith("seed_session") else verified(request)).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return None


def test_the_client_in_verifiers_understands_it() -> None:
    pytest.importorskip("verifiers.v1.tasksets.nemo_gym", reason="needs verifiers (pip install verifiers==0.4.0)")
    import verifiers.v1 as vf
    from verifiers.v1.tasksets.nemo_gym.taskset import NeMoGymData, NeMoGymState, NeMoGymTask, NeMoGymTaskConfig

    server = ThreadingHTTPServer(("127.0.0.1", 0), Verify)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    row = {"responses_create_params": {"input": "What is 6 + 2?"}, "expected_answer": "8"}
    config = NeMoGymTaskConfig(resources_url=f"http://127.0.0.1:{server.server_port}")
    task = NeMoGymTask(NeMoGymData(prompt="What is 6 + 2?", row=row), config)
    nodes = [
        vf.MessageNode(message=vf.UserMessage(content="What is 6 + 2?")),
        vf.MessageNode(parent=0, message=vf.AssistantMessage(content="It is \\boxed{8}."), sampled=True),
    ]
    agent = vf.AgentInfo(config=vf.AgentConfig())
    trace = vf.Trace(task=vf.TraceTask(type="t", data=task.data), agent=agent, nodes=nodes, state=NeMoGymState())

    async def run() -> None:
        await task.setup(trace, None)
        await task.score(trace)

    asyncio.run(run())
    server.shutdown()
    server.server_close()
    assert trace.reward == 1.0
    assert trace.metrics["mask_sample"] == 0.0
    assert trace.metrics["tinyv_correct"] == 1.0
    assert trace.info["nemo_gym"]["decided_by"] == "rule:same-text"
