"""What the options say of a verifier: policy, judge, mode, cache. Small and picklable: workers build their own."""

import argparse
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tinyv import DEFAULT, STRICT, Verifier
from tinyv.cli.arguments import Parser, UsageError
from tinyv.rows import InputError

if TYPE_CHECKING:
    from tinyv.judge.base import Judge

NONE, EMBEDDED = "none", "embedded"
MODES = ("addon", "judge_only", "tinyv_only", "mixed")


@dataclass(frozen=True, slots=True)
class Setting:
    """judge: `none`, `embedded`, a folder with an exported judge, or the URL of an OpenAI-compatible server."""

    strict: bool = False
    judge: str = NONE
    model: str = ""
    mode: str = "addon"
    ask_rejected: bool = False
    cache: Path | None = None

    def __str__(self) -> str:
        """Names all that verdicts depend on."""
        return f"strict={self.strict} judge={self.judge} {self.model} mode={self.mode} rejected={self.ask_rejected}"


def add_arguments(parser: Parser) -> None:
    """The options that make a setting."""
    parser.add_argument("--strict", action="store_true", help="accept nothing by tolerance or by convention")
    parser.add_argument(
        "--judge",
        metavar="WHO",
        default=NONE,
        help="who decides what no rule can: none (default), embedded, DIR or URL",
    )
    parser.add_argument("--judge-model", metavar="NAME", default="", help="the model to ask for at that URL")
    parser.add_argument("--mode", choices=MODES, default="addon", help="who is asked (default addon: what is open)")
    parser.add_argument("--ask-rejected", action="store_true", help="ask the judge about refuted answers too")
    parser.add_argument("--cache", metavar="FILE", type=Path, help="keep the judge's opinions there")


def setting(options: argparse.Namespace) -> Setting:
    """The setting of some options. Raises UsageError where they contradict each other."""
    is_url = options.judge.startswith(("http://", "https://"))
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


def _judge(wanted: Setting) -> "Judge | str | None":
    if wanted.judge == NONE:
        return None
    if wanted.judge.startswith(("http://", "https://")):
        from tinyv.judge.openai import OpenAIJudge

        return OpenAIJudge(wanted.judge, wanted.model)
    from tinyv.judge.embedded import EmbeddedJudge

    try:
        return EmbeddedJudge() if wanted.judge == EMBEDDED else EmbeddedJudge(wanted.judge)
    except FileNotFoundError as missing:
        raise InputError(f"--judge {wanted.judge}: {missing}") from None
