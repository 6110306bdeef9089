"""Curates training data for a judge, from files to files.

    tinyv data collect prompts.jsonl --url URL --model NAME --out rollouts.jsonl
    tinyv data annotate rollouts.jsonl --url URL --model ONE --url2 URL --model2 OTHER --out annotated.jsonl
    tinyv data synthesise --count 2000 --out synthetic.jsonl
    tinyv data build annotated.jsonl synthetic.jsonl data/pairs/*.jsonl --out judge-data

An interrupted step goes on when the same command is given again. `tinyv data STEP --help` tells more.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinyv import Query, __version__
from tinyv.cli.arguments import Parser, UsageError, count
from tinyv.cli.summary import Problems, Progress
from tinyv.cli.terminal import Screen
from tinyv.rows import InputError, fingerprint, read_rows

if TYPE_CHECKING:
    from tinyv.data.collect import Prompt
    from tinyv.data.server import Endpoint

Show = Callable[[int, int], None]


def add_arguments(parser: Parser) -> None:
    """Declares the steps and their options."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True, parser_class=Parser)

    step = _step(steps, "collect", "ask a served model for rollouts")
    step.add_argument("file", metavar="FILE", help="prompts: question and reference")
    _server(step)
    step.add_argument("--samples", metavar="N", type=count, default=4, help="responses to a prompt (default 4)")
    step.add_argument("--temperature", metavar="T", type=float, default=1.0)
    step.add_argument("--top-p", metavar="P", type=float, default=1.0)
    step.add_argument("--max-tokens", metavar="N", type=count, default=4096, help="of a response (default 4096)")
    step.add_argument("--seed", metavar="N", type=int, help="sent with sample 0; the next ones count on")

    step = _step(steps, "annotate", "label rejected answers with two annotators that must agree")
    step.add_argument("file", metavar="FILE", help="rollouts")
    _server(step)
    step.add_argument("--url2", metavar="URL", help="of the second annotator, if it is served elsewhere")
    step.add_argument("--model2", metavar="NAME", required=True, help="the second annotator; another model is best")
    step.add_argument("--prompt", metavar="FILE", type=Path, help="instead of data/prompts/annotate.txt")
    step.add_argument("--undecided-only", action="store_true", help="leave out what rules refute")

    step = _step(steps, "synthesise", "make equal forms and hard wrong answers, with or without a model")
    step.add_argument("file", metavar="FILE", nargs="?", help="prompts to write answers to, with --url; else invented")
    _server(step, required=False)
    step.add_argument("--count", metavar="N", type=count, help="groups to invent (2000), or answers to ask for (5)")
    step.add_argument("--seed", metavar="N", type=int, default=0, help="of what is invented (default 0)")
    step.add_argument("--prompt", metavar="FILE", type=Path, help="instead of data/prompts/synthesise.txt")

    step = _step(steps, "build", "merge, decontaminate, balance and split labelled answers")
    step.add_argument("files", metavar="FILE", nargs="+", type=Path, help="pairs, groups or annotations")
    step.add_argument(
        "--prompts", metavar="FILE", nargs="+", type=Path, default=[], help="questions by id, for answers"
    )
    step.add_argument("--against", metavar="FILE", nargs="+", type=Path, default=[], help="benchmarks to keep out")
    step.add_argument("--out", metavar="DIR", type=Path, required=True)
    for step in steps.choices.values():
        parser._options += step._options  # so that an unknown one names the nearest


def run(options: argparse.Namespace) -> int:
    """Exit status 1 if some rows were unusable or some requests failed; what could be done is done and kept."""
    screen = Screen(sys.stderr)
    steps = {"collect": _collect, "annotate": _annotate, "synthesise": _synthesise, "build": _build}
    try:
        return steps[options.step](options, screen)
    except KeyboardInterrupt:
        screen.line("interrupted; give the same command again to go on")
        raise


def _step(steps: Any, name: str, what: str) -> Parser:
    step: Parser = steps.add_parser(name, help=what, description=what)
    if name != "build":
        step.add_argument("--out", metavar="FILE", type=Path, required=True, help="JSONL")
    return step


def _server(step: Parser, required: bool = True) -> None:
    step.add_argument("--url", metavar="URL", required=required, help="OpenAI-compatible, as http://localhost:8000/v1")
    step.add_argument("--model", metavar="NAME", required=required, help="its name there; the key is TINYV_API_KEY")
    step.add_argument("--concurrency", metavar="N", type=count, default=32, help="requests at a time (default 32)")


def _endpoint(options: argparse.Namespace) -> "Endpoint":
    from tinyv.data.server import Endpoint

    return Endpoint(options.url, options.model, options.concurrency)


def _identity(options: argparse.Namespace, *paths: Path | str) -> str:
    """What must be the same for an interrupted step to be gone on with; how fast it goes is no part of it."""
    known = {
        name: str(value) for name, value in sorted(vars(options).items()) if name not in ("concurrency", "url", "url2")
    }
    return f"{known} {[fingerprint(str(path)) for path in paths]} tinyv={__version__}"


def _meter(screen: Screen) -> Show:
    progress = Progress(screen)
    return lambda done, total: progress.show(done, f"of {total:,}: ")


def _prompts(path: str, problems: Problems) -> "Iterator[Prompt]":
    from tinyv.data.collect import Prompt
    from tinyv.data.groups import prompt_of

    for row in read_rows(path):
        try:
            yield Prompt(row.number, row.id, *prompt_of(row))
        except ValueError as problem:
            problems(f"{path}:{row.number}: {problem}")


def _queries(path: str, problems: Problems) -> Iterator[Query]:
    for row in read_rows(path):
        if row.query is None:
            problems(f"{path}:{row.number}: {row.problem}")
        else:
            yield row.query


def _collect(options: argparse.Namespace, screen: Screen) -> int:
    from tinyv.data.collect import Sampling, collect
    from tinyv.data.journal import Journal

    problems = Problems(screen)
    prompts = list(_prompts(options.file, problems))
    problems.close()
    sampling = Sampling(options.samples, options.temperature, options.top_p, options.max_tokens, options.seed)
    with Journal(options.out, _identity(options, options.file)) as journal:
        failures = asyncio.run(collect(prompts, sampling, _endpoint(options), journal, _meter(screen)))
    missing = sum(failures.values())
    screen.line(f"{len(prompts):,} prompts, {len(prompts) * options.samples - missing:,} rollouts")
    return _end(options, screen, failures, problems)


def _annotate(options: argparse.Namespace, screen: Screen) -> int:
    from dataclasses import replace

    from tinyv.data import annotate as step
    from tinyv.data.journal import Journal

    problems, counts = Problems(screen), step.Counts()
    first = _endpoint(options)
    second = replace(first, url=options.url2 or options.url, model=options.model2)
    if first == second:
        raise UsageError("--model and --model2 are the same; one annotator cannot disagree with itself")
    try:
        template = step.template_of(options.prompt or step.PROMPT)
    except (OSError, ValueError) as problem:
        raise InputError(f"--prompt {options.prompt}: {problem}") from None
    source = Path(options.file).name.partition(".")[0]
    with Journal(options.out, _identity(options, options.file)) as journal:
        found = list(step.candidates(_queries(options.file, problems), source, options.undecided_only, counts))
        problems.close()
        asyncio.run(step.annotate(found, (first, second), template, journal, counts, _meter(screen)))
    _say(screen, counts)
    return _end(options, screen, counts.failures, problems)


def _synthesise(options: argparse.Namespace, screen: Screen) -> int:
    if (options.file is None) != (options.url is None) or (options.url is None) != (options.model is None):
        raise UsageError("FILE, --url and --model go together; without all three the questions are invented")
    return _invent(options, screen) if options.file is None else _rewrite(options, screen)


def _invent(options: argparse.Namespace, screen: Screen) -> int:
    from tinyv.data.groups import group_line
    from tinyv.data.synth import invent
    from tinyv.data.synth.family import Tally
    from tinyv.files import write_whole

    tally, wanted, show = Tally(), options.count or 2000, _meter(screen)

    def lines() -> Iterator[bytes]:
        for number, group in enumerate(invent(wanted, options.seed, tally), 1):
            yield group_line(group)
            show(number, wanted)

    if not options.out.parent.is_dir():
        raise InputError(f"{options.out}: the folder {options.out.parent} does not exist; make it first")
    write_whole(options.out, lines())
    _say(screen, tally)
    return _end(options, screen, {}, Problems(screen))


def _rewrite(options: argparse.Namespace, screen: Screen) -> int:
    from tinyv.data import rewrite as step
    from tinyv.data.journal import Journal

    problems = Problems(screen)
    prompts = list(_prompts(options.file, problems))
    problems.close()
    try:
        template = (options.prompt or step.PROMPT).read_text(encoding="utf-8")
    except OSError as problem:
        raise InputError(f"--prompt {options.prompt}: {problem}") from None
    with Journal(options.out, _identity(options, options.file)) as journal:
        work = step.rewrite(prompts, _endpoint(options), template, options.count or 5, journal, _meter(screen))
        counts = asyncio.run(work)
    _say(screen, counts)
    return _end(options, screen, counts.failures, problems)


def _build(options: argparse.Namespace, screen: Screen) -> int:
    from tinyv.data.build import Statistics, build, report_to
    from tinyv.data.groups import Group, read_groups, read_prompts
    from tinyv.data.normal import Benchmark
    from tinyv.train.items import HELD_OUT, is_held_out

    problems, found = Problems(screen), Statistics()
    report = report_to(found, problems)
    prompts = read_prompts(options.prompts, report)
    against = [question for path in options.against for question, _ in read_prompts([path], report).values()]
    groups = [group for path in options.files for group in read_groups(path, prompts, report)]
    problems.close()

    def held_out(group: Group) -> bool:
        return is_held_out(group, HELD_OUT)

    try:
        options.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--out {options.out}: cannot be made: {error.strerror or error}") from None
    identity = _identity(options, *options.files, *options.prompts, *options.against)
    build(groups, Benchmark(against), held_out, options.out, identity, found, _meter(screen))
    _say(screen, found)
    return _end(options, screen, {}, problems)


def _say(screen: Screen, counts: Any) -> None:
    for field in fields(counts):
        value = getattr(counts, field.name)
        if isinstance(value, int) and value:
            screen.line(f"{field.name.replace('_', ' '):>20}  {value:,}")


def _end(options: argparse.Namespace, screen: Screen, failures: dict[str, int], problems: Problems) -> int:
    for reason, number in sorted(failures.items(), key=lambda item: -item[1])[:5]:
        screen.line(f"{number:,} requests: {reason}")
    if failures:
        screen.line(f"not whole yet; give the same command again to go on from {options.out}.partial")
    else:
        screen.line(f"written: {options.out}")
    return 1 if failures or problems.count else 0
