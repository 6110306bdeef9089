"""Grades responses on benchmarks: avg@n and pass@k with intervals, by benchmark.

    tinyv eval responses.jsonl --benchmark math_benchmarks.jsonl --json result.json
    tinyv eval responses.jsonl --benchmark math_benchmarks.jsonl --generate http://localhost:8000/v1 --model NAME -n 8

Responses are rows in any format `tinyv verify` reads, one response each. With --benchmark they are joined to its
questions by the text of the question or by an id (question_id, prompt_id, benchmark_id, id), and its reference counts;
without, rows hold their own. With --generate the file is written first; an interrupted run goes on when the same
command is given again.

Never evaluate with the verifier that a policy was trained with alone: --against grades a second time with another one
and lists where the two disagree.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from tinyv import __version__
from tinyv.cli import setting as settings
from tinyv.cli.arguments import Parser, UsageError, count
from tinyv.cli.evaluation import Second, print_differences, print_figures, second_opinion
from tinyv.cli.grading import Graded, grade
from tinyv.cli.summary import Problems, Progress
from tinyv.cli.terminal import Screen
from tinyv.evaluate import Benchmark, Difference, Figures, Question, Tally, compare, figures, read_benchmark
from tinyv.evaluate.benchmark import Unlisted
from tinyv.evaluate.figures import by_source
from tinyv.files import write_whole
from tinyv.near import nearest
from tinyv.rows import InputError, Row, fingerprint, read_rows

RIVALS = ("math-verify", "exact")
ONLY_GENERATED = ("model", "samples", "temperature", "top_p", "max_tokens", "seed", "concurrency")
COLUMNS = ("source", "id", "samples", "correct", "undecided", "failed", "no_answer", "cut_off", "characters", "tokens")


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("file", metavar="RESPONSES", help="one response a row; written first with --generate")
    parser.add_argument("--benchmark", metavar="FILE", nargs="+", default=[], help="questions with references")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write the figures and every question's counts there")
    parser.add_argument("--csv", metavar="OUT", type=Path, help="write every question's counts there")
    parser.add_argument("--compare", metavar="OTHER", type=Path, help="the --json of another run on these questions")
    parser.add_argument("--against", metavar="NAME", help=f"grade with a second verifier too: {', '.join(RIVALS)}")
    parser.add_argument("--disagreements", metavar="OUT", type=Path, help="write where the two differ, as JSONL")
    parser.add_argument(
        "--generate", metavar="URL", help="ask an OpenAI-compatible server, as http://localhost:8000/v1"
    )
    parser.add_argument("--model", metavar="NAME", help="its name there; the key is TINYV_API_KEY")
    parser.add_argument("-n", "--samples", metavar="N", type=count, help="responses to a question (default 4)")
    parser.add_argument("--temperature", metavar="T", type=float, help="default 1.0")
    parser.add_argument("--top-p", metavar="P", type=float, help="default 1.0")
    parser.add_argument("--max-tokens", metavar="N", type=count, help="of a response (default 4096)")
    parser.add_argument("--seed", metavar="N", type=int, help="sent with response 0; the next ones count on")
    parser.add_argument("--concurrency", metavar="N", type=count, help="requests at a time (default 32)")
    settings.add_arguments(parser)
    parser.add_argument("--workers", metavar="N", type=count, default=1, help="processes to grade in (default 1)")


def run(options: argparse.Namespace) -> int:
    """Exit status 1 if some rows were unusable, or some requests failed and nothing was graded."""
    screen = Screen(sys.stderr)
    _check(options)
    other = None if options.compare is None else _read_result(options, screen)
    problems = Problems(screen)
    benchmark = read_benchmark(options.benchmark, problems) if options.benchmark else None
    if options.generate is not None:
        assert benchmark is not None
        if not _generate(options, benchmark, screen):
            return 1
    tally, kept = _grade(options, benchmark, problems, screen)
    problems.close()
    questions = tally.questions
    if not questions:
        raise InputError(f"{options.file}: no response that could be graded")
    second = None
    if options.against is not None:
        second = second_opinion(options.against, kept, screen)
    results = _results(questions)
    differences = {} if other is None else compare(questions, other)
    if other is not None and not differences:
        raise InputError(f"--compare {options.compare}: no question of it is among these")
    out = Screen(sys.stdout)
    print_figures(results, _missing(benchmark, questions), second, out)
    if differences:
        print_differences(differences, options.compare.name, out)
    _write(options, questions, results, differences, second, tally.bad)
    return 1 if problems.count else 0


def _check(options: argparse.Namespace) -> None:
    """What can be told before any work."""
    if options.generate is None:
        for name in ONLY_GENERATED:
            if getattr(options, name) is not None:
                raise UsageError(f"--{name.replace('_', '-')} goes with --generate URL")
    elif options.model is None or not options.benchmark:
        raise UsageError("--generate needs --model NAME and --benchmark FILE")
    elif not options.file.endswith(".jsonl"):
        raise UsageError(f"{options.file}: responses are generated as JSONL; name the file *.jsonl")
    if options.against is not None and options.against not in RIVALS:
        near = nearest(options.against, RIVALS) or f"; known: {', '.join(RIVALS)}"
        raise UsageError(f"unknown verifier {options.against!r}{near}")
    if options.disagreements is not None and options.against is None:
        raise UsageError("--disagreements goes with --against NAME")
    for name in ("json", "csv", "disagreements"):
        out: Path | None = getattr(options, name)
        if out is not None and not out.parent.is_dir():
            raise InputError(f"--{name} {out}: the folder {out.parent} does not exist; make it first")
        inputs = [options.compare, *map(Path, (options.file, *options.benchmark))]
        if out is not None and out.exists() and any(one and one.exists() and out.samefile(one) for one in inputs):
            raise UsageError(f"--{name} {out}: is an input; name another file")


def _generate(options: argparse.Namespace, benchmark: Benchmark, screen: Screen) -> bool:
    """Whether all responses are there."""
    from tinyv.data.collect import Prompt, Sampling, collect
    from tinyv.data.journal import Journal
    from tinyv.data.server import Endpoint

    asked = [Prompt(n, item.id, item.question, item.reference) for n, item in enumerate(benchmark.items, 1)]
    wanted = {
        "samples": options.samples,
        "temperature": options.temperature,
        "top_p": options.top_p,
        "max_tokens": options.max_tokens,
        "seed": options.seed,
    }
    sampling = Sampling(**{name: value for name, value in wanted.items() if value is not None})
    pace = {} if options.concurrency is None else {"concurrency": options.concurrency}
    endpoint = Endpoint(options.generate, options.model, **pace)
    # Where the model is served and how fast it is asked may change between two tries.
    identity = f"{options.model} {sampling} {[fingerprint(path) for path in options.benchmark]} tinyv={__version__}"
    out, progress = Path(options.file), Progress(screen)
    if out.exists():
        raise InputError(f"{out}: exists already; leave out --generate to grade it, or name another file")
    with Journal(out, identity) as journal:
        try:
            show = collect(asked, sampling, endpoint, journal, lambda done, all: progress.show(done, f"of {all:,}: "))
            failures = asyncio.run(show)
        except KeyboardInterrupt:
            screen.line(f"interrupted; give the same command again to go on from {out}.partial")
            raise
    progress.clear()
    for reason, number in sorted(failures.items(), key=lambda item: -item[1])[:5]:
        screen.line(f"{number:,} requests: {reason}")
    if failures:
        screen.line(f"not whole yet, and not graded; give the same command again to go on from {out}.partial")
    return not failures


def _grade(
    options: argparse.Namespace, benchmark: Benchmark | None, problems: Problems, screen: Screen
) -> tuple[Tally, Graded]:
    """The counts, and the rows themselves where a second verifier is to see them."""
    tally, progress, kept = Tally(), Progress(screen), Graded()
    join = Unlisted().join if benchmark is None else benchmark.join
    done = 0

    def rows() -> Iterator[Row]:
        for row in map(join, read_rows(options.file)):
            if row.query is None:
                problems(f"{options.file}:{row.number}: {row.problem}")
            yield row

    for graded in grade(rows(), options.workers, settings.setting(options)):
        tally.add_all(graded)
        done += len(graded)
        progress.show(done)
        if options.against is not None:
            kept += [(row, verdict) for row, verdict in graded if row.query is not None]
    progress.clear()
    return tally, kept


def _results(questions: list[Question]) -> dict[str, Figures]:
    """Figures by benchmark; of several also "all questions" and "mean of benchmarks"."""
    parts = by_source(questions)
    results = {source: figures(part) for source, part in parts.items()}
    if len(parts) > 1:
        results["all questions"] = figures(questions)
        results["mean of benchmarks"] = figures(questions, each_benchmark_alike=True)
    return results


def _missing(benchmark: Benchmark | None, questions: list[Question]) -> dict[str, int]:
    """How many questions of each benchmark have no response."""
    if benchmark is None:
        return {}
    have = {(question.source, question.id) for question in questions}
    counts: dict[str, int] = {}
    for item in benchmark.items:
        if (item.source, item.id) not in have:
            counts[item.source] = counts.get(item.source, 0) + 1
    return counts


def _read_result(options: argparse.Namespace, screen: Screen) -> list[Question]:
    path: Path = options.compare
    try:
        facts = orjson.loads(path.read_bytes())
        questions = [Question(**question) for question in facts["questions"]]
        verifier = facts["verifier"]
    except OSError as error:
        raise InputError(f"--compare {path}: cannot be read: {error.strerror or error}") from None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise InputError(f"--compare {path}: is not what `tinyv eval --json` writes") from None
    if verifier != str(settings.setting(options)):
        screen.line(f"--compare {path}: was graded with other settings ({verifier}); differences may come from them")
    return questions


def _write(
    options: argparse.Namespace,
    questions: list[Question],
    results: dict[str, Figures],
    differences: dict[str, Difference],
    second: Second | None,
    bad: int,
) -> None:
    if options.json is not None:
        facts: dict[str, Any] = {
            "tinyv": __version__,
            "responses": Path(options.file).name,
            "benchmark": [Path(path).name for path in options.benchmark],
            "verifier": str(settings.setting(options)),
            "bad_rows": bad,
            "results": {name: _flat(each) for name, each in results.items()},
        }
        if second is not None:
            facts["against"] = second.facts()
        if differences:
            facts["compared"] = {
                "other": options.compare.name,
                "differences": {name or "all questions": _flat(each) for name, each in differences.items()},
            }
        facts["questions"] = [asdict(question) for question in questions]
        write_whole(options.json, [orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)])
    if options.csv is not None:
        write_whole(options.csv, _csv(questions))
    if options.disagreements is not None and second is not None:
        write_whole(options.disagreements, second.lines())


def _flat(each: Figures | Difference) -> dict[str, Any]:
    facts = asdict(each)
    facts["passes"] = {str(k): value for k, value in facts["passes"].items()}  # keys of JSON are texts
    return facts


def _csv(questions: list[Question]) -> Iterator[bytes]:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "average"])
    for question in questions:
        row = [getattr(question, column) for column in COLUMNS]
        writer.writerow([*row, f"{question.correct / question.samples:.6f}"])
    yield text.getvalue().encode()
