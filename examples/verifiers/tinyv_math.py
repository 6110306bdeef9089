"""An environment for verifiers 0.4 and prime-rl: questions of a JSONL file, graded by TinyV.

    pip install tinyv verifiers==0.4.0
    PYTHONPATH=examples/verifiers vf-eval tinyv-math --env.taskset.data examples/rollouts.jsonl -n 5 -r 4 \\
        --env.agent.harness.id null --env.agent.runtime.type subprocess --no-push \\
        --model MODEL --client.base-url http://localhost:8000/v1 --client.api-key-var OPENAI_API_KEY
    # with a served judge:
    #   --env.taskset.task.judge http://localhost:8001 --env.taskset.task.judge-model zhangchenxu/TinyV-1.5B

A trace's `metrics` have tinyv_correct, tinyv_undecided, tinyv_by_judge, ..., its `info["tinyv"]` says who decided and
why. A rollout that could not be graded has the error on it and no reward: `--resume` runs it again.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import verifiers.v1 as vf

from tinyv.rewards.verifiers import Scorer

ASK = "Please reason step by step, and put your final answer within \\boxed{}."


class MathData(vf.TaskData):
    question: str
    answer: str


class MathTaskConfig(vf.TaskConfig):
    judge: str = "embedded"
    judge_model: str = ""


class MathTask(vf.Task[MathData, vf.State, MathTaskConfig]):
    @vf.reward(weight=1.0)
    async def tinyv(self, task: MathData, trace: vf.Trace) -> float:
        scorer = Scorer(judge=self.config.judge, judge_model=self.config.judge_model)
        return await scorer.reward(task, trace)


class MathConfig(vf.TasksetConfig):
    data: Path = Path("examples/rollouts.jsonl")
    """Rows with `question` (or `problem`) and `answer` (or `reference`)."""

    task: MathTaskConfig = MathTaskConfig()


class MathTaskset(vf.Taskset[MathTask, MathConfig]):
    def load(self) -> Iterator[MathTask]:
        with self.config.data.open(encoding="utf-8") as lines:
            for row in map(json.loads, filter(str.strip, lines)):
                question = row["question"] if "question" in row else row["problem"]
                answer = row["answer"] if "answer" in row else row["reference"]
                data = MathData(question=question, answer=str(answer), prompt=f"{question}\n{ASK}")
                yield MathTask(data, self.config.task)


__all__ = ["MathTaskset"]
