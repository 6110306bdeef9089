"""Rewards corrected for a verifier's known error rates (arXiv 2510.00915)."""

from __future__ import annotations

from dataclasses import dataclass

from tinyv.near import nearest

KINDS = ("backward", "forward")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reward is worth once the verifier's errors are reckoned with.

    false_positive_rate: rho0, the share of wrong answers that are accepted; false_negative_rate: rho1, the share of
    right answers that are not. Both in [0, 1]. They are conditioned on the truth: the share of *rejected* answers that
    are right is another number (`tinyv.rl.noise.Noise.from_audit` converts it). With c = 1 for a right answer, r = 1
    for an accepted one and J = 1 - rho0 - rho1:

    | kind | r becomes | expectation given c |
    |---|---|---|
    | backward | (r - rho0) / J | c: unbiased |
    | forward | rho1 where r = 1, rho1 - 1 where r = 0 | J (c - 1): the true policy gradient, J times as long |

    A score between 0 and 1 is mapped by the same line. The forward kind needs rho1 alone; it is r less the constant
    1 - rho1, and so chooses a baseline under which right answers push nowhere in expectation.

    What an advantage leaves of it: a group's z-score cancels every affine map, so under GRPO with standardised
    advantages neither kind changes anything. Subtracting the group's mean alone (Dr. GRPO, or a fixed scale) keeps the
    backward kind's factor 1 / J and still cancels the forward one, which is for trainers without a group baseline.

    Not covered: errors that depend on the prompt or the answer's form, and rates that are themselves uncertain; near
    J = 0 the backward kind blows up both its variance and any error in the rates.

    Raises ValueError for an unknown kind, a rate outside [0, 1], and rates with J <= 0: such a verifier tells nothing
    of the truth, or its opposite.
    """

    kind: str
    false_positive_rate: float = 0.0
    false_negative_rate: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            near = nearest(str(self.kind), KINDS) or f"; known: {', '.join(KINDS)}"
            raise ValueError(f"correction {self.kind!r} is unknown{near}")
        for name in ("false_positive_rate", "false_negative_rate"):
            value = getattr(self, name)
            if not 0 <= value <= 1:  # NaN is neither
                raise ValueError(f"{name}: {value} is not in [0, 1]")
        if self.informedness <= 0:
            rates = f"{self.false_positive_rate} + {self.false_negative_rate}"
            raise ValueError(
                f"false_positive_rate + false_negative_rate = {rates} is not below 1: no correction turns such "
                "verdicts into a signal; use a better verifier"
            )

    @property
    def informedness(self) -> float:
        """J = 1 - rho0 - rho1, Youden's index of the verifier."""
        return 1.0 - (self.false_positive_rate + self.false_negative_rate)

    def apply(self, reward: float) -> float:
        """The corrected reward; of a reward in [0, 1], where 1 is accepted."""
        if self.kind == "forward":
            return reward - (1.0 - self.false_negative_rate)
        return (reward - self.false_positive_rate) / self.informedness
