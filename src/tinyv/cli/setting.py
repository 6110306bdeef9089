"""What the options say of a verifier: policy, judge, mode, cache. Small and picklable: workers build their own."""

import argparse
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tinyv import DEFAULT, STRICT, Verifier
from tinyv.cli.arguments import Parser, UsageError
from tinyv.judge.named import EMBEDDED, URL, judge_of
from tinyv.rows import InputError

if TYPE_CHECKING:
    from tinyv.judge.base import Judge

NONE = "none"
MODES = ("addon", "judge_only", "tinyv_only", "mixed")


@dataclass(frozen=True, slots=True)
class Setting:
    """judge: `none`, `embedded`, a folder with an exported judge, the URL of an OpenAI-compatible server, or `hf:` and
    the name or folder of a model for transformers."""

    strict: bool = False
    judge: str = EMBEDDED
    model: str = ""
    mode: str = "addon"
    ask_rejected: bool = False
    cache: Path | None = None
    threads: int | None = None  # of the embedded judge; None for one a core

    def __str__(self) -> str:
        """Names all that verdicts depend on."""
        return f"strict={self.strict} judge={self.judge} {self.model} mode={self.mode} rejected={self.ask_rejected}"


def add_arguments(parser: Parser) -> None:
    """The options that make a setting."""
    parser.add_argument("--strict", action="store_true", help="accept nothing by tolerance or by convention")
    parser.add_argument(
        "--judge",
        metavar="WHO",
        default=EMBEDDED,
        help="who decides what no rule can: embedded (default), none, DIR, URL or hf:NAME",
    )
    parser.add_argument("--judge-model", metavar="NAME", default="", help="the model to ask for at that URL")
    parser.add_argument("--mode", choices=MODES, default="addon", help="who is asked (default addon: what is open)")
    parser.add_argument("--ask-rejected", action="store_true", help="ask the judge about refuted answers too")
    parser.add_argument("--cache", metavar="FILE", type=Path, help="keep the judge's opinions there")


def setting(options: argparse.Namespace) -> Setting:
    """The setting of some options. Raises UsageError where they contradict each other."""
    is_url = options.judge.startswith(URL)
    if is_url and not options.judge_model:
        raise UsageError("--judge URL needs --judge-model NAME")
    if options.judge_model and not is_url:
        raise UsageError("--judge-model goes with --judge URL")
    if options.judge == NONE and (options.mode != "addon" or options.ask_rejected or options.cache):
        raise UsageError("--mode, --ask-rejected and --cache need a --judge")
    return Setting(
        options.strict, options.judge, options.judge_model, options.mode, options.ask_rejected, options.cache
    )


@cache
def verifier(wanted: Setting) -> Verifier:
    """The verifier of a setting; one a process."""
    return Verifier(
        _judge(wanted),
        policy=STRICT if wanted.strict else DEFAULT,
        mode=wanted.mode,
        ask_rejected=wanted.ask_rejected,
        cache=wanted.cache,
    )


def _judge(wanted: Setting) -> "Judge | None":
    if wanted.judge == NONE:
        return None
    try:
        judge = judge_of(wanted.judge, wanted.model, wanted.threads)
    except (ImportError, OSError, ValueError) as problem:
        raise InputError(f"--judge {wanted.judge}: {problem}") from None
    if wanted.judge.startswith(URL):
        _see(judge)
    return judge


def _see(judge: "Judge") -> None:
    """That a served judge answers: a run of hours should not begin with a server that is not there."""
    import asyncio

    from tinyv.judge.openai import JudgeUnavailable, OpenAIJudge

    assert isinstance(judge, OpenAIJudge)

    async def look() -> None:
        try:
            await judge.health()
        finally:
            await judge.aclose()

    try:
        asyncio.run(look())
    except JudgeUnavailable as problem:
        raise InputError(f"--judge: {problem}") from None
