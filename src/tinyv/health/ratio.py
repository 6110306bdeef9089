"""Shares whose samples come in clusters: the rollouts of a prompt are alike, and must not be taken for independent."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(slots=True)
class Ratio:
    """The share y / m over prompts, each with y hits among m trials; sums that can be added.

    The estimate is sum(y) / sum(m), its variance that of a ratio estimator over clusters,
    n / (n - 1) * sum((y - R m)^2) / sum(m)^2 (Cochran, Sampling Techniques, 1977, eq. 6.10 with replacement), and not
    less than the binomial one. Prompts without a trial do not count.
    """

    prompts: int = 0
    y: int = 0
    m: int = 0
    yy: int = 0
    ym: int = 0
    mm: int = 0

    def add(self, y: int, m: int) -> None:
        """One more prompt."""
        if m:
            self.prompts += 1
            self.y += y
            self.m += m
            self.yy += y * y
            self.ym += y * m
            self.mm += m * m

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(
            self.prompts + other.prompts,
            self.y + other.y,
            self.m + other.m,
            self.yy + other.yy,
            self.ym + other.ym,
            self.mm + other.mm,
        )

    @property
    def share(self) -> float:
        """Drawn to a half by one trial (Jeffreys), so that its logit is finite."""
        return (self.y + 0.5) / (self.m + 1)

    @property
    def logit(self) -> float:
        return math.log((self.y + 0.5) / (self.m - self.y + 0.5))

    @property
    def logit_variance(self) -> float:
        """By the delta method: var(R) / (R (1 - R))^2. Infinite under two prompts."""
        if self.prompts < 2:
            return math.inf
        share, spread = self.share, self.share * (1 - self.share)
        squares = self.yy - 2 * share * self.ym + share * share * self.mm
        clustered = self.prompts / (self.prompts - 1) * squares / self.m**2
        return max(clustered, spread / self.m) / spread**2
