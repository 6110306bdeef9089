"""Measures accuracy and speed on labelled pairs: rows with a reference, a response, perhaps a question, and a boolean
label (true for a right answer); or answer keys, with lists of correct and wrong answers to a reference.

Every verifier sees the same pairs, in a process of its own on one core. Shares come with 95 % Wilson intervals.
"""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import orjson

from tinyv import __version__
from tinyv.audit.intervals import Share
from tinyv.bench import CONTENDERS, Figures, Outcome, Pair, Run, figures, measure, parts, ranking, read_pairs
from tinyv.bench.run import ContenderError
from tinyv.bench.worker import JUDGE
from tinyv.cli.arguments import Parser, UsageError
from tinyv.cli.summary import Progress
from tinyv.cli.terminal import BOLD, DIM, Screen, shorten, table
from tinyv.near import nearest
from tinyv.rows import InputError, Row

US = "tinyv"
JUDGED = ("tinyv+judge", "judge")
SHOWN = 6  # errors of ours on the screen; --errors has them all

SHARES = {
    "recall": "recall",
    "false_positive_rate": "false positives",
    "precision": "precision",
    "accuracy": "accuracy",
    "undecided": "undecided",
    "refuted": "right called wrong",
}
NUMBERS = {
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "p99_ms": "p99 ms",
    "max_ms": "max ms",
    "mean_ms": "mean ms",
    "import_ms": "import ms",
    "peak_mib": "peak MiB",
}


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    rivals = ",".join(name for name in CONTENDERS if name not in (US, *JUDGED))
    parser.add_argument("files", metavar="LABELLED", nargs="+", help="labelled pairs, in any format `verify` reads")
    parser.add_argument("--against", metavar="NAMES", default="", help=f"rivals to measure as well: {rivals}")
    parser.add_argument(
        "--judge", metavar="WHO", help="measure with a judge too: embedded, DIR, or URL with --judge-model"
    )
    parser.add_argument("--judge-model", metavar="NAME", default="", help="the model to ask for at that URL")
    parser.add_argument("--json", metavar="OUT", type=Path, help="write the figures there, as JSON")
    parser.add_argument("--errors", metavar="OUT", type=Path, help="write every error of every verifier, as JSONL")


def run(options: argparse.Namespace) -> int:
    """Exit status 1 if some rows were unusable; they are named and left out."""
    screen = Screen(sys.stderr)
    names = [US, *(JUDGED if options.judge else ()), *_rivals(options.against)]
    if options.judge:
        os.environ[JUDGE] = f"{options.judge} {options.judge_model}".strip()
    for out in (options.json, options.errors):
        if out is not None and not out.parent.is_dir():
            raise InputError(f"{out}: the folder {out.parent} does not exist; make it first")
    pairs, bad = _read(options.files, screen)
    if not pairs:
        raise InputError(f"no labelled pairs in {', '.join(options.files)}")
    runs = {name: _measure(name, pairs, screen) for name in names}
    results = {name: figures(pairs, each) for name, each in runs.items()}
    _print(pairs, results, Screen(sys.stdout))
    _print_parts(pairs, runs, Screen(sys.stdout))
    _print_errors(pairs, runs[US], Screen(sys.stdout))
    if options.json is not None:
        options.json.write_bytes(_json(options.files, pairs, results, runs))
    if options.errors is not None:
        options.errors.write_bytes(b"".join(_errors(pairs, runs)))
    return 1 if bad else 0


def _rivals(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in CONTENDERS:
            known = ", ".join(each for each in CONTENDERS if each != US)
            raise UsageError(f"unknown rival {name!r}{nearest(name, CONTENDERS) or f'; known: {known}'}")
    return [name for name in dict.fromkeys(names) if name != US]


def _read(files: Sequence[str], screen: Screen) -> tuple[list[Pair], int]:
    pairs: list[Pair] = []
    bad = 0
    for path in files:
        for each in read_pairs(path):
            if isinstance(each, Row):
                bad += 1
                screen.line(f"{path}:{each.number}: {each.problem}")
            else:
                pairs.append(each)
    return pairs, bad


def _measure(name: str, pairs: Sequence[Pair], screen: Screen) -> Run:
    progress = Progress(screen)
    try:
        return measure(name, pairs, lambda done: progress.show(done, f"{name}: "))
    except ContenderError as error:
        raise InputError(str(error)) from None
    finally:
        progress.clear()


def _print(pairs: Sequence[Pair], results: dict[str, Figures], screen: Screen) -> None:
    right = sum(pair.right for pair in pairs)
    screen.line(f"{len(pairs):,} pairs: {right:,} right answers, {len(pairs) - right:,} wrong ones")
    screen.line()
    rows = [["", *(f"{name} {result.version}".strip() for name, result in results.items())]]
    rows += [[title, *(_share(getattr(each, key)) for each in results.values())] for key, title in SHARES.items()]
    rows.append(["F1", *("-" if each.f1 is None else f"{100 * each.f1:.1f} %" for each in results.values())])
    rows.append(["errors, timeouts", *(str(each.errors) for each in results.values())])
    rows += [[title, *(_number(getattr(each, key)) for each in results.values())] for key, title in NUMBERS.items()]
    for number, line in enumerate(table(rows, [False, *(True for _ in results)], gap=3)):
        screen.line(line if number else screen.paint(line, BOLD))
    screen.line(screen.paint("intervals: 95 %, Wilson; an undecided pair counts as not accepted", DIM))


def _print_parts(pairs: Sequence[Pair], runs: dict[str, Run], screen: Screen) -> None:
    """Recall by group of the taxonomy and by source, false positives by source; how the judge's scores rank."""
    for title, rows in parts(pairs, runs).items():
        if len(rows) > 1:
            screen.line()
            for number, line in enumerate(table([[title, *runs], *rows], [False, *(True for _ in runs)], gap=3)):
                screen.line(line if number else screen.paint(line, BOLD))
    for name in JUDGED:
        if name in runs and (ranked := ranking(pairs, runs[name])) is not None:
            screen.line()
            screen.line(
                f"{name}: AUC {ranked.auc:.3f}; recall {ranked.recall_05:.2f} / {ranked.recall_1:.2f} / "
                f"{ranked.recall_2:.2f} at 0.5 / 1 / 2 % false positives; the judge decided {ranked.judged:,} of "
                f"{len(pairs):,} ({ranked.judged_recall:.2f} of the right and {ranked.judged_false:.3f} of the wrong "
                "ones among those accepted)"
            )


def _share(share: Share) -> str:
    if share.value is None or share.low is None or share.high is None:
        return "-"
    return f"{100 * share.value:.1f} % ({100 * share.low:.1f} to {100 * share.high:.1f})"


def _number(value: float) -> str:
    return f"{value:.3f}" if value < 10 else f"{value:,.0f}"


def _print_errors(pairs: Sequence[Pair], run: Run, screen: Screen) -> None:
    width = (screen.width - 12) // 4
    for kind in ("false positive", "false negative"):
        found = [(pair, each) for pair, each in zip(pairs, run.outcomes, strict=True) if _kind(pair, each) == kind]
        if not found:
            continue
        screen.line()
        screen.line(screen.paint(f"{US}: {len(found):,} {kind}{'s' * (len(found) > 1)}", BOLD))
        rows = [
            (
                shorten(pair.id, 24),
                shorten(pair.reference, width),
                shorten(pair.response, width),
                shorten(f"{outcome.by} {outcome.error or outcome.reason}".strip(), width),
            )
            for pair, outcome in found[:SHOWN]
        ]
        for line in table([("id", "reference", "response", "why"), *rows], (False,) * 4):
            screen.line("  " + line)
        if len(found) > SHOWN:
            screen.line(f"  and {len(found) - SHOWN:,} more; --errors FILE lists them all")


def _kind(pair: Pair, outcome: Outcome) -> str:
    if pair.right is (outcome.accepted is True):
        return ""
    return "false negative" if pair.right else "false positive"


def _errors(pairs: Sequence[Pair], runs: dict[str, Run]) -> list[bytes]:
    return [
        orjson.dumps(
            {"verifier": name, "kind": kind, **asdict(pair), **asdict(outcome)}, option=orjson.OPT_APPEND_NEWLINE
        )
        for name, each in runs.items()
        for pair, outcome in zip(pairs, each.outcomes, strict=True)
        if (kind := _kind(pair, outcome))
    ]


def _json(files: Sequence[str], pairs: Sequence[Pair], results: dict[str, Figures], runs: dict[str, Run]) -> bytes:
    ranked = {name: ranking(pairs, runs[name]) for name in JUDGED if name in runs}
    right = sum(pair.right for pair in pairs)
    facts = {
        "tinyv": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "files": [Path(path).name for path in files],
        "pairs": len(pairs),
        "right": right,
        "wrong": len(pairs) - right,
        "verifiers": {name: asdict(each) for name, each in results.items()},
        "rankings": {name: asdict(each) for name, each in ranked.items() if each is not None},
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
