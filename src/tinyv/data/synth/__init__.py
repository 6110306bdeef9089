"""Groups made without any model: true forms and minimal changes of values, proved by the rules or built to be right."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tinyv.data.groups import Group
from tinyv.data.synth import claims, expressions, measures, numbers, ranges, several
from tinyv.data.synth.family import Tally, make

# Words and ranges weigh more: there rules prove least and a judge is asked most.
WEIGHTS = ((numbers, 2), (ranges, 4), (several, 2), (expressions, 1), (measures, 2), (claims, 1))
FAMILIES = tuple(family for room, _ in WEIGHTS for family in room.FAMILIES)
_SHARES = tuple(weight for room, weight in WEIGHTS for _ in room.FAMILIES)


def invent(count: int, seed: int, tally: Tally) -> Iterator[Group]:
    """`count` groups, the same for the same seed and version of the rules. Group i depends on i alone, so that a longer
    run begins as a shorter one; a question may come twice."""
    for i in range(count):
        chance = Random(f"{seed}:{i}")
        family = chance.choices(FAMILIES, _SHARES)[0]
        group = make(family, chance, f"synthetic-{seed}-{i}", tally)
        if group is not None:
            yield group
