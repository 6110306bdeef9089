"""Asking a judge well: equal asks once, known ones from the cache, the rest in one batch. And its statistics."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields

from tinyv.cache import Cache, key_of
from tinyv.judge.base import Ask, Judge, Opinion
from tinyv.judge.gather import Gatherer


@dataclass(slots=True)
class Statistics:
    """What judging has cost so far, and what it was spared.

    asked: asks that reached the judge. deduplicated: asks equal to another of the same batch. cached: asks answered
    from the cache. prevented: answers that rules refuted, which the original cascade would have asked about.
    failed: asks without an opinion. tokens: tokens that the judge read.
    """

    asked: int = 0
    deduplicated: int = 0
    cached: int = 0
    prevented: int = 0
    failed: int = 0
    tokens: int = 0


class Desk:
    """The way of asks to one judge. Safe in threads; a judge that raises is a failure, never an exception."""

    def __init__(self, judge: Judge, cache: Cache | None = None) -> None:
        self.judge, self.cache = judge, cache
        self.statistics = Statistics()
        self.ask_soon = Gatherer(self.ask)
        """One ask among those of other callers within the next few milliseconds; its opinion."""
        self._lock = threading.Lock()

    async def ask(self, asks: Sequence[Ask]) -> list[Opinion]:
        """One opinion for each ask, in order."""
        unique = list(dict.fromkeys(asks))
        keys = {ask: self._key(ask) for ask in unique}
        known = self.cache.get(keys.values()) if self.cache is not None else {}
        opinions = {ask: Opinion(known[key]) for ask, key in keys.items() if key in known}
        rest = [ask for ask in unique if ask not in opinions]
        fresh = await self._ask_judge(rest) if rest else []
        opinions |= zip(rest, fresh, strict=True)
        if self.cache is not None:
            said = zip(rest, fresh, strict=True)
            self.cache.put({keys[ask]: o.probability for ask, o in said if o.probability is not None})
        self.count(
            asked=len(rest),
            deduplicated=len(asks) - len(unique),
            cached=len(unique) - len(rest),
            failed=sum(opinion.probability is None for opinion in fresh),
            tokens=sum(opinion.tokens for opinion in fresh),
        )
        return [opinions[ask] for ask in asks]

    def count(self, **more: int) -> None:
        """Adds to the statistics."""
        with self._lock:
            for name, number in more.items():
                setattr(self.statistics, name, getattr(self.statistics, name) + number)

    def snapshot(self) -> dict[str, int]:
        """The statistics as they stand."""
        with self._lock:
            return {field.name: getattr(self.statistics, field.name) for field in fields(Statistics)}

    async def _ask_judge(self, asks: list[Ask]) -> list[Opinion]:
        try:
            opinions = await self.judge.judge(asks)
        except Exception as problem:  # a judge that is not ours must not end a training run
            return [Opinion(None, f"judge-error: {type(problem).__name__}")] * len(asks)
        if len(opinions) != len(asks):
            return [Opinion(None, f"judge-error: {len(opinions)} opinions for {len(asks)} asks")] * len(asks)
        return opinions

    def _key(self, ask: Ask) -> bytes:
        return key_of(self.judge.identity, ask.question, ask.reference, ask.answer)
