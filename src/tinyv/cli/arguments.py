"""argparse with two habits of ours: an unknown word names the nearest known one, and errors are exceptions."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from tinyv.near import nearest


class UsageError(Exception):
    """Arguments that make no sense; the message says what to write instead."""


class Parser(argparse.ArgumentParser):
    """Options must be written out in full."""

    def __init__(self, **options: Any) -> None:
        self._options: list[str] = []
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)

    def add_argument(self, *names: Any, **options: Any) -> argparse.Action:
        self._options += [name for name in names if name.startswith("--")]
        return super().add_argument(*names, **options)

    def parse_args(self, arguments: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        parsed, unknown = self.parse_known_args(arguments, namespace)
        for word in unknown:
            if word.startswith("-"):
                name = word.partition("=")[0]
                self.error(f"unknown option {name}{nearest(name, self._options)}")
        if unknown:
            self.error(f"too many arguments: {' '.join(unknown)}")
        return parsed

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            name = "/".join(action.option_strings) or action.metavar or action.dest
            known = ", ".join(map(str, action.choices))
            near = nearest(str(value), map(str, action.choices))
            raise UsageError(f"unknown {name} {value!r}{near or f'; known: {known}'}")

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see `{self.prog} --help`)")


def count(text: str) -> int:
    """The type of an option that counts something: a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)
