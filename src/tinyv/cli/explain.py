"""Shows how one verdict comes about: the answer that was found, both trees, each rule's word, the verdict."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from textwrap import wrap

import orjson

from tinyv import Explanation
from tinyv.cli import setting as settings
from tinyv.cli.arguments import Parser
from tinyv.cli.terminal import BOLD, DIM, GREEN, LABEL_COLOURS, RED, Screen, table, visible

WORD_COLOURS = {"equal": GREEN, "different": RED, "not shown": DIM}


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("--reference", metavar="TEXT", required=True, help="the right answer")
    parser.add_argument("--response", metavar="TEXT", required=True, help="what the model wrote, or only its answer")
    parser.add_argument("--question", metavar="TEXT", default="", help="the problem's text")
    settings.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the explanation as JSON")


def run(options: argparse.Namespace) -> int:
    """Exit status 0 whatever the verdict is."""
    texts = (_sound(text) for text in (options.question, options.reference, options.response))
    explanation = settings.verifier(settings.setting(options)).explain(*texts)
    if options.json:
        style = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS
        sys.stdout.write(orjson.dumps(explanation, default=_plain, option=style).decode())
    else:
        _show(explanation, Screen(sys.stdout))
    return 0


def _sound(argument: str) -> str:
    """An argument without the surrogates that stand for bytes that are no UTF-8."""
    return argument.encode("utf-8", "replace").decode()


def _plain(value: object) -> object:
    return sorted(value, key=str) if isinstance(value, set | frozenset) else str(value)


def _show(explanation: Explanation, screen: Screen) -> None:
    verdict = explanation.verdict
    _section(screen, "extraction", _facts(explanation.extraction))
    _section(screen, "trees", [("reference", explanation.reference_tree), ("answer", explanation.answer_tree)])
    screen.line(screen.paint("rules", BOLD))
    asked = [step for step in explanation.steps if step.word]  # the others do not apply to such trees
    width = max((len(step.rule) for step in asked), default=0)
    for step in asked:
        screen.line(f"  {step.rule:{width}}  {screen.paint(step.word, WORD_COLOURS[step.word])}")
    silent = ", ".join(dict.fromkeys(step.rule for step in explanation.steps if not step.word))
    for line in wrap(f"do not apply: {silent}" if silent else "", screen.width - 4):
        screen.line("  " + screen.paint(line, DIM))
    screen.line()
    label = screen.paint(verdict.label.upper(), LABEL_COLOURS[verdict.label])
    by = f" by {verdict.decided_by}" if verdict.decided_by else ""
    screen.line(f"{label}{by}, score {verdict.score:g}: {visible(verdict.reason)}")
    if verdict.failure:
        screen.line(f"failure: {visible(verdict.failure)}")


def _section(screen: Screen, title: str, facts: list[tuple[str, str]]) -> None:
    screen.line(screen.paint(title, BOLD))
    for line in table(facts, (False, False)):
        screen.line("  " + line)
    screen.line()


def _facts(data: object) -> list[tuple[str, str]]:
    """Field names and values of frozen data, a line each, also of the data in its tuples; empty fields are left out."""
    return list(_walk("", data)) or [("nothing", "")]


def _walk(name: str, value: object) -> Iterator[tuple[str, str]]:
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _walk(f"{name}.{part.name}".lstrip("."), getattr(value, part.name))
    elif isinstance(value, tuple | list):
        for number, part in enumerate(value, 1):
            yield from _walk(f"{name} {number}", part)
    elif value not in (None, ""):
        yield name, visible(str(value))
