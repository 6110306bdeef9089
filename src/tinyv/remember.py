"""Results that are kept for the next call, in memory that no text can blow up."""

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

SHORT = 1024  # characters of the longest argument; results on longer texts share few places ...
FEW = 8
LONG = 1 << 16  # ... and on even longer ones have none

P = ParamSpec("P")
R = TypeVar("R")


class Remembered(Generic[P, R]):
    """A pure function of texts, which may come from anybody, with the results of its latest calls.

    `__wrapped__` is the function itself.
    """

    def __init__(self, function: Callable[P, R], size: int) -> None:
        self.__wrapped__ = function
        self._many: Any = lru_cache(size)(function)
        self._few: Any = lru_cache(FEW)(function)
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **options: P.kwargs) -> R:
        keeper: Any = self._many
        for value in args:
            if type(value) is str and len(value) > SHORT:
                if len(value) > LONG:
                    return self.__wrapped__(*args, **options)
                keeper = self._few
        found: R = keeper(*args, **options)
        return found

    @property
    def hits(self) -> int:
        """How often a kept result has spared the work."""
        return int(self._many.cache_info().hits + self._few.cache_info().hits)

    def clear(self) -> None:
        """Forgets all."""
        self._many.cache_clear()
        self._few.cache_clear()


def remembered(size: int) -> Callable[[Callable[P, R]], Remembered[P, R]]:
    """`lru_cache` for functions of texts: `size` results on short texts are kept, few on long ones."""
    return lambda function: Remembered(function, size)
