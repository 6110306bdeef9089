"""TRL 1.16: a reward for `GRPOTrainer`, `RLOOTrainer` and `AsyncGRPOTrainer`; Axolotl and Unsloth take it as well.

    trainer = GRPOTrainer(model, reward_funcs=TinyVReward(judge="embedded"), train_dataset=dataset, args=config)

TRL calls a reward with one batch, all by keyword: `prompts`, `completions` (strings, or lists of chat messages),
`completion_ids`, every column of the data set with one value a completion, and, except in `AsyncGRPOTrainer`,
`trainer_state`, `log_metric(name, number)` and `log_extra(column, values)`. It wants a list of floats; None leaves a
sample out of the advantages.

| verdict | reward |
|---|---|
| as `RewardPolicy` says | its number |
| UNDECIDED by a failure that is not the model's | None |

By dotted path (Axolotl's `reward_funcs`, `trl grpo --reward_funcs`): `tinyv.rewards.trl.tinyv_reward`, with options
from the environment. Nothing of TRL is imported here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tinyv.rewards import options
from tinyv.rewards.columns import asked, question_column, reference_column
from tinyv.rewards.grading import Grader, Sample, query_of
from tinyv.types import Query

_NO_COLUMNS = {"trainer_state", "log_metric", "log_extra", "environments"}


class _Reward:
    """What both rewards share.

    grader: a verifier with a policy; made of the `options` (`tinyv.rewards.options.OPTIONS`: judge, scored, ...) if not
        given.
    reference, question: columns of the data set; found by their names if not given, and the question in the prompt
        where no column has it.
    name: under which the trainer logs it, `rewards/NAME/mean` and `NAME/correct`, `NAME/undecided`, ...

    Picklable, as `AsyncGRPOTrainer` needs. Raises ValueError for options that do not fit at once, and at the first
    batch where the data set has no such column; a sample never raises.
    """

    def __init__(
        self,
        grader: Grader | None = None,
        *,
        reference: str | None = None,
        question: str | None = None,
        name: str = "tinyv",
        **settings: Any,
    ) -> None:
        self.grader = options.either(grader, settings)
        self.reference, self.question, self.__name__ = reference, question, name

    def _queries(self, prompts: Sequence[Any] | None, completions: Sequence[Any], given: dict[str, Any]) -> list[Query]:
        columns = {name: values for name, values in given.items() if name not in _NO_COLUMNS}
        references = columns[reference_column(columns, self.reference)]
        question = question_column(columns, self.question)
        if question is not None:
            questions = columns[question]
        else:
            questions = [asked(prompt) for prompt in prompts or columns.get("messages") or [""] * len(completions)]
        return [query_of(*fields) for fields in zip(questions, references, completions, strict=True)]

    def _rewards(self, samples: Sequence[Sample], given: dict[str, Any]) -> list[float | None]:
        if samples and (log_metric := given.get("log_metric")):
            _log_means(self.__name__, samples, log_metric)
            if self.grader.health is not None:
                for key, number in self.grader.health.numbers().items():
                    log_metric(f"{self.__name__}/health/{key}", number)
        if samples and (log_extra := given.get("log_extra")):
            log_extra(f"{self.__name__}/answer", [sample.verdict.answer for sample in samples])
            log_extra(f"{self.__name__}/decided_by", [sample.verdict.decided_by for sample in samples])
            log_extra(
                f"{self.__name__}/reason", [sample.verdict.failure or sample.verdict.reason for sample in samples]
            )
        return [sample.reward for sample in samples]


class TinyVReward(_Reward):
    __doc__ = f"The reward as a plain callable. {_Reward.__doc__}"

    def __call__(
        self, prompts: Sequence[Any] | None = None, completions: Sequence[Any] = (), **columns: Any
    ) -> list[float | None]:
        """One reward a completion, None to leave it out."""
        samples = self.grader.grade(self._queries(prompts, completions, columns))
        return self._rewards(samples, columns)


class AsyncTinyVReward(_Reward):
    __doc__ = f"The reward as a coroutine, which waits for the judge beside other rewards. {_Reward.__doc__}"

    async def __call__(
        self, prompts: Sequence[Any] | None = None, completions: Sequence[Any] = (), **columns: Any
    ) -> list[float | None]:
        """One reward a completion, None to leave it out."""
        samples = await self.grader.agrade(self._queries(prompts, completions, columns))
        return self._rewards(samples, columns)


def tinyv_reward(prompts: Sequence[Any], completions: Sequence[Any], **columns: Any) -> list[float | None]:
    """`TinyVReward` as a function, with options from the environment (TINYV_JUDGE, TINYV_SCORED, ...)."""
    return TinyVReward()(prompts, completions, **columns)


def _log_means(name: str, samples: Sequence[Sample], log_metric: Callable[[str, float], None]) -> None:
    """The batch's mean of each metric; of failures, which are codes, the share that has one."""
    rows = [sample.flat() for sample in samples]
    for key in rows[0]:
        if key != "reward":  # the trainer's own
            log_metric(f"{name}/{key}", sum(row[key] if key != "failure" else row[key] > 0 for row in rows) / len(rows))
