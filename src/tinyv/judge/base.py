"""What a judge is: a batch of asks goes in, for each the probability that the answer is right, or a failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a judge: is `answer` right, given `reference`? Texts are already guarded (`judge.guard`)."""

    question: str
    reference: str
    answer: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge said of one ask.

    probability: calibrated probability in [0, 1] that the answer is right; None where the judge failed.
    failure: `judge-unreachable`, `judge-unparseable`, `judge-deadline`, `too-long`...; None if nothing broke.
    tokens: tokens the judge read for this ask (a prefix shared by several asks is split among them).
    """

    probability: float | None
    failure: str | None = None
    tokens: int = 0


UNREACHABLE, DEADLINE = "judge-unreachable", "judge-deadline"
TOO_LONG = "too-long"  # the failure of an ask that a judge does not read whole


class TooLong(ValueError):
    """A field is longer than a judge reads."""


@runtime_checkable
class Judge(Protocol):
    """A small language model that is asked about answers. Implementations never raise for one bad ask.

    identity: model, prompt and version in one short string; part of every cache key and of `decided_by`.
    threshold: the probability from which an answer is accepted, chosen for a false-positive rate.
    """

    @property
    def identity(self) -> str: ...

    @property
    def threshold(self) -> float: ...

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        """One opinion for each ask, in order. Cancellation-safe."""
        ...

    async def aclose(self) -> None:
        """Releases connections and models; the judge may be asked again afterwards."""
        ...
