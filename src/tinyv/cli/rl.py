"""GRPO runs on a CPU that compare verifiers: how errors of a reward slow or break learning, by an oracle.

    tinyv rl study --out DIR            all arms, three seeds: about an hour on two cores; goes on where it was stopped
    tinyv rl study --quick --out DIR    five arms, fewer and larger steps: under five minutes
    tinyv rl study --arms oracle,exact,hack --policy-seed 11 --out DIR    some arms, and another policy
    tinyv rl run --arm tinyv --seed 1 --out DIR
    tinyv rl report DIR                 figures and a reading of what is there

Needs TRL (pip install 'tinyv[rl]'). docs/rl_study.md tells what was found.
"""

import argparse
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from tinyv.cli.arguments import Parser, UsageError, count
from tinyv.cli.terminal import Screen
from tinyv.near import nearest
from tinyv.rl.verifiers import ARMS
from tinyv.rows import InputError


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    doing = parser.add_subparsers(dest="doing", required=True, metavar="study|run|report", parser_class=Parser)
    whole = doing.add_parser("study", description="All arms with all seeds.")
    whole.add_argument("--seeds", metavar="N", type=count, help="seeds of each arm (default 3; quick: 1)")
    whole.add_argument("--arms", metavar="ARM,ARM", help=f"of {', '.join(ARMS)} (default all; quick: five)")
    single = doing.add_parser("run", description="One run.")
    single.add_argument("--arm", choices=ARMS, required=True, help="the verifier that rewards")
    single.add_argument("--seed", metavar="N", type=count, default=1, help="default 1")
    for each in (whole, single):
        each.add_argument("--quick", action="store_true", help="fewer and larger steps")
        each.add_argument("--policy-seed", metavar="N", type=count, help="teaches another policy (default 7)")
        each.add_argument("--out", metavar="DIR", type=Path, required=True, help="the study's folder")
    report = doing.add_parser("report", description="Figures and a reading of a study.")
    report.add_argument("folder", metavar="DIR", type=Path, help="the study's folder")


def run(options: argparse.Namespace) -> int:
    """Exit status 0; 1 if a run failed."""
    from tinyv.rl import study
    from tinyv.rl.report import report

    screen = Screen(sys.stderr)
    if options.doing == "report":
        Screen(sys.stdout).line(str(report(options.folder)))
        return 0
    if lacking := [name for name in ("torch", "transformers", "trl", "datasets") if find_spec(name) is None]:
        raise InputError(f"the runs need {', '.join(lacking)}: pip install 'tinyv[rl]'")
    plan = study.QUICK if options.quick else study.FULL
    if options.policy_seed is not None:
        plan = replace(plan, teaching=replace(plan.teaching, seed=options.policy_seed))
    if options.doing == "run":
        study.begin(options.out, plan, screen.line)
        if not study.place(options.out, options.arm, options.seed).exists():
            study.one(options.out, options.arm, options.seed, plan)
        screen.line(str(study.place(options.out, options.arm, options.seed)))
        return 0
    seeds = options.seeds or (study.QUICK_SEEDS if options.quick else study.FULL_SEEDS)
    arms = _arms(options.arms) if options.arms else study.QUICK_ARMS if options.quick else list(ARMS)
    failures = study.study(options.out, plan, arms, seeds, screen.line)
    for line in failures:
        screen.line(line)
    Screen(sys.stdout).line(str(report(options.out)))
    return 1 if failures else 0


def _arms(names: str) -> list[str]:
    arms = [name.strip() for name in names.split(",") if name.strip()]
    for name in arms:
        if name not in ARMS:
            near = nearest(name, ARMS) or f"; known: {', '.join(ARMS)}"
            raise UsageError(f"--arms: {name!r} is unknown{near}")
    return arms
