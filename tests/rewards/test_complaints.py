"""The complaints through the grader itself, whatever the framework."""

import time

from complaints import ROWS, SECONDS, ServedJudge, check, undecided

from tinyv import Verifier
from tinyv.rewards.grading import Grader


def test_rules_alone_answer_every_complaint() -> None:
    start = time.perf_counter()
    check([sample.reward for sample in Grader(Verifier(None)).grade([row.query for row in ROWS])])
    assert time.perf_counter() - start < SECONDS


def test_a_killed_judge_leaves_samples_out_and_recovers() -> None:
    with ServedJudge() as served:
        grader = Grader(Verifier(served.ask()))
        rewards = [[sample.reward for sample in grader.grade(undecided(4))]]
        served.kill()
        rewards.append([sample.reward for sample in grader.grade(undecided(4))])
        served.start()
        rewards.append([sample.reward for sample in grader.grade(undecided(4))])
    assert rewards == [[1.0] * 4, [None] * 4, [1.0] * 4]
