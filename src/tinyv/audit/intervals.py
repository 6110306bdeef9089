"""Shares with 95 % intervals: Wilson's where rows are independent, a bootstrap of whole prompts where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964  # the normal distribution's two-sided 95 % point
DRAWS = 1000
SEED = 0


@dataclass(frozen=True, slots=True)
class Share:
    """part of whole with its 95 % interval, all in [0, 1]; value, low and high are None if the whole is 0. part may be
    no whole number where an interval was made for an effective size."""

    part: int
    whole: int
    value: float | None
    low: float | None
    high: float | None


def wilson(part: int, whole: int, effect: float = 1.0) -> Share:
    """A share with the score interval of Wilson (1927), which is sound near 0 and 1 and for small samples.

    effect: the design effect, by which dependence between rows makes the sample smaller than it looks (Kish 1965):
    the interval is that of whole / effect rows.
    """
    if not whole:
        return Share(part, 0, None, None, None)
    size = whole / effect
    share, weight = part / whole, Z95**2 / size
    centre = (share + weight / 2) / (1 + weight)
    reach = Z95 / (1 + weight) * sqrt(share * (1 - share) / size + weight / (4 * size))
    return Share(part, whole, share, max(0.0, centre - reach), min(1.0, centre + reach))


def clustered(cells: Sequence[tuple[int, int, int]]) -> tuple[Share, float]:
    """The share of recovered among rejected responses, and its design effect, where prompts are drawn and not rows.

    cells: (rejected, recovered, prompts): how many prompts have just these counts. The bootstrap draws as many prompts
    as there are, 1,000 times (Efron 1979; of clusters: Davison and Hinkley 1997, 3.8); since prompts with equal counts
    are alike, each draw is one multinomial over the cells, however many prompts there are. With fewer than two prompts,
    or a share of 0 or 1, Wilson's interval is given.
    """
    cells = [cell for cell in cells if cell[0]]
    whole, part = (sum(cell[place] * cell[2] for cell in cells) for place in (0, 1))
    prompts = sum(cell[2] for cell in cells)
    plain = wilson(part, whole)
    if prompts < 2 or part in (0, whole):
        return plain, 1.0
    import numpy as np

    rejected, recovered, many = (np.array(column, dtype=float) for column in zip(*cells, strict=True))
    drawn = np.random.default_rng(SEED).multinomial(prompts, many / many.sum(), size=DRAWS)
    shares = (drawn @ recovered) / (drawn @ rejected)
    low, high = (float(edge) for edge in np.quantile(shares, (0.025, 0.975)))
    share = part / whole
    effect = max(1.0, float(shares.var()) * whole / (share * (1 - share)))
    return Share(part, whole, share, low, high), effect
