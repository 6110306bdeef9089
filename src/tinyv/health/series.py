"""The run as a series of blocks of prompts. A prompt belongs to the block in which it was first seen, so that blocks
are independent even where the rollouts of a prompt arrive scattered."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from tinyv.health.ratio import Ratio
from tinyv.health.sample import COUNTS, Sample

BLOCK = 128  # samples after which a block is full, if it has so many prompts:
PROMPTS = 8
RECENT = 8  # blocks, an even number: what is compared with all before them
LAG = 256  # blocks before the recent ones that are not yet part of what is usual: a slow rise must not hide itself
KEPT = 256  # blocks whose answer lengths are looked at
FEWEST = 4  # accepted answers in a block that have a mean length

_INDEX = {name: place for place, name in enumerate(COUNTS)}
_JUDGED, _ACCEPTED, _LENGTH = _INDEX["judged"], _INDEX["accepted"], _INDEX["length"]
_EXACT_REJECTED, _CORRECT = _INDEX["exact_rejected"], _INDEX["correct"]
_RIGHT_BY_RULES, _WRONG_BY_RULES = _INDEX["right_by_rules"], _INDEX["wrong_by_rules"]


@dataclass(slots=True)
class Shares:
    """Of a set of prompts: acceptance = accepted by the judge / judged; credit = accepted by the judge / all that is
    called right; rules = proved / (proved or refuted)."""

    acceptance: Ratio = field(default_factory=Ratio)
    credit: Ratio = field(default_factory=Ratio)
    rules: Ratio = field(default_factory=Ratio)

    def __add__(self, other: Shares) -> Shares:
        return Shares(self.acceptance + other.acceptance, self.credit + other.credit, self.rules + other.rules)


@dataclass(slots=True)
class Tally:
    """What is known of one prompt's rollouts, failures left out. born: the number of its first sample."""

    born: int
    blocks: tuple[Block, ...] = ()
    rollouts: int = 0
    exact: int = 0
    right: int = 0
    judged: int = 0
    accepted: int = 0
    proved: int = 0
    refuted: int = 0
    log_length: float = 0.0

    def add(self, sample: Sample) -> None:
        """One more rollout. `exact` counts those that stand as the reference does, `right` those called right."""
        counts = sample.counts
        self.rollouts += 1
        self.exact += not counts[_EXACT_REJECTED]
        self.right += counts[_CORRECT]
        self.proved += counts[_RIGHT_BY_RULES]
        self.refuted += counts[_WRONG_BY_RULES]
        if counts[_JUDGED]:
            self.judged += 1
            if counts[_ACCEPTED]:
                self.accepted += 1
                self.log_length += math.log(counts[_LENGTH] or 1)
        for block in self.blocks:
            block.samples += 1
            block.known = None


@dataclass(slots=True)
class Block:
    """Some prompts that were first seen one after another."""

    tallies: list[Tally] = field(default_factory=list)
    samples: int = 0
    known: Shares | None = None

    @property
    def full(self) -> bool:
        return self.samples >= BLOCK and len(self.tallies) >= PROMPTS

    @property
    def shares(self) -> Shares:
        if self.known is None:
            self.known = Shares()
            for tally in self.tallies:
                self.known.acceptance.add(tally.accepted, tally.judged)
                self.known.credit.add(tally.accepted, tally.accepted + tally.proved)
                self.known.rules.add(tally.proved, tally.proved + tally.refuted)
        return self.known

    @property
    def log_length(self) -> float | None:
        """Mean of the logarithm of the length of accepted answers; None where they are too few."""
        accepted = sum(tally.accepted for tally in self.tallies)
        return sum(tally.log_length for tally in self.tallies) / accepted if accepted >= FEWEST else None


class Series:
    """The blocks of a run, or of one family of its prompts.

    recent: full ones that are compared with `before`, the sum of the older half of the run, or of all but the last
    LAG blocks, if that is more.
    """

    def __init__(self) -> None:
        self.open = Block()
        self.recent: deque[Block] = deque()
        self.before = Shares()
        self._waiting: deque[Shares] = deque()
        self._settled = 0
        self._old_lengths: deque[float | None] = deque(maxlen=KEPT - RECENT)

    def place(self) -> bool:
        """Opens a block for a new prompt, if the open one is full; whether it was."""
        if not self.open.full:
            return False
        self.recent.append(self.open)
        self.open = Block()
        return True

    def forget(self, suspect: bool) -> None:
        """Lets the oldest recent block go; what was seen under an alarm is no measure of what is usual."""
        while len(self.recent) > RECENT:
            block = self.recent.popleft()
            self._old_lengths.append(block.log_length)
            if suspect:
                continue
            self._waiting.append(block.shares)
            if len(self._waiting) > min(LAG, self._settled):
                self.before += self._waiting.popleft()
                self._settled += 1

    def halves(self) -> tuple[Shares, Shares]:
        """The shares of the earlier and of the later half of the recent blocks."""
        blocks = list(self.recent)
        middle = len(blocks) // 2
        return (
            sum((block.shares for block in blocks[:middle]), Shares()),
            sum((block.shares for block in blocks[middle:]), Shares()),
        )

    def lengths(self) -> list[float]:
        """Mean log lengths of accepted answers, oldest block first."""
        values = [*self._old_lengths, *(block.log_length for block in self.recent)]
        return [value for value in values if value is not None]
