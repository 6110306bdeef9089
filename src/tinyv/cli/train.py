"""Trains a judge on labelled answers, or exports a trained one. FILES are JSONL of pairs (question, reference, correct,
wrong) or of `tinyv data build`. An interrupted run goes on when the same command is given again.

    tinyv train data/judge.jsonl --plan cpu --out runs/judge
    tinyv train data/judge.jsonl --out runs/judge --export weights --name my-judge
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinyv.cli.arguments import Parser, UsageError
from tinyv.cli.terminal import Screen
from tinyv.rows import InputError

if TYPE_CHECKING:
    from tinyv.train.items import Item

LANGUAGES = "English and Chinese; some Russian, Spanish, German, French and others"


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="labelled answers, JSONL")
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="the run: weights, log, state")
    parser.add_argument("--plan", metavar="NAME", default="cpu", help="cpu, original, smoke, or a TOML file")
    parser.add_argument("--base", metavar="MODEL", help="hub name or folder, instead of the plan's")
    parser.add_argument("--minutes", metavar="M", type=float, help="stop after so long, with the schedule fitted to it")
    parser.add_argument("--log", choices=["tensorboard", "wandb"], help="send figures there as well")
    parser.add_argument("--export", metavar="DIR", type=Path, help="do not train: export the run's best as a judge")
    parser.add_argument(
        "--rate", metavar="R", type=float, default=0.01, help="false positives to accept (default 0.01)"
    )
    parser.add_argument("--name", default="judge", help="the exported judge's name")
    parser.add_argument("--judge-version", default="1", help="the exported judge's version")


def run(options: argparse.Namespace) -> int:
    """Exit status 0; a missing package or an unusable file is an error that says what to do."""
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as missing:
        raise InputError(f"training needs {missing.name}: pip install 'tinyv[train]'") from None
    from tinyv.train.items import load

    screen = Screen(sys.stderr)
    try:
        items = load(options.files)
        if not items:
            raise InputError(f"no labelled answers in {', '.join(map(str, options.files))}")
        return _export(options, items, screen) if options.export else _train(options, items, screen)
    except (OSError, ValueError) as problem:
        raise InputError(str(problem)) from problem


def _train(options: argparse.Namespace, items: "list[Item]", screen: Screen) -> int:
    from dataclasses import replace

    from tinyv.train import plan as plans
    from tinyv.train.loop import Score, train
    from tinyv.train.tune import begin

    plan = plans.read(options.plan)
    plan = replace(plan, base=options.base or plan.base)
    if not plan.base:
        raise UsageError(f"plan {options.plan} names no base model; give --base")
    if options.minutes is not None:
        plan = replace(plan, recipe=replace(plan.recipe, minutes=options.minutes))
    texts = [text for item in items for text in (item.question, item.reference, *(f" {a.text}" for a in item.answers))]
    send = _sender(options)

    def show(score: Score) -> None:
        screen.line(
            f"step {score.step:,}: {score.answers:,} answers, {score.minutes:.0f} min, loss {score.loss:.3f}; "
            f"held out: AUC {score.auc:.3f}, recall {score.recall:.2f} at 1 % false positives"
        )
        send(score)

    base = begin(plan, texts)
    scores = train(base, items, plan.recipe, options.out, show)
    screen.line(f"best held-out AUC {max(score.auc for score in scores):.3f}: {options.out / 'best'}")
    return 0


def _sender(options: argparse.Namespace) -> Any:
    if options.log == "tensorboard":
        from torch.utils.tensorboard import SummaryWriter

        writer = SummaryWriter(str(options.out))

        def send(score: Any) -> None:
            for name in ("loss", "auc", "recall"):
                writer.add_scalar(name, getattr(score, name), score.step)
            writer.flush()

        return send
    if options.log == "wandb":
        from dataclasses import asdict

        import wandb

        going = wandb.init(project="tinyv-judge", dir=str(options.out))
        return lambda score: going.log(asdict(score), step=score.step)
    return lambda score: None


def _export(options: argparse.Namespace, items: "list[Item]", screen: Screen) -> int:
    from tinyv.train import plan as plans
    from tinyv.train.items import is_held_out, undecided
    from tinyv.train.release import DriftError, release
    from tinyv.train.student import restore
    from tinyv.train.tune import finish

    plan = plans.read(options.plan)
    held = undecided([item for item in items if is_held_out(item, plan.recipe.held_out)])
    if not held:
        raise InputError("no held-out answers that rules leave undecided: nothing to calibrate on")
    seen = max((_answers_seen(options.out)), default=0)
    facts = {
        "name": options.name,
        "version": options.judge_version,
        "base": options.base or plan.base,
        "licence": "see the base",
        "data": ", ".join(path.name for path in options.files),
        "answers": seen,
        "languages": LANGUAGES,
    }
    try:
        found = release(finish(restore(options.out / "best")), held, options.export, facts, options.rate)
    except DriftError as problem:
        raise InputError(str(problem)) from None
    at = found["at_threshold"]
    screen.line(
        f"{options.export}: accepts from {found['threshold']:.3f}; on answers it was not chosen on recall "
        f"{at['recall']:.2f}, false positives {at['false_positives']:.3f}; drift {found['drift']:.3f}"
    )
    return 0


def _answers_seen(run: Path) -> list[int]:
    import json

    log = run / "log.jsonl"
    return [json.loads(line)["answers"] for line in log.read_text().splitlines()] if log.exists() else []
