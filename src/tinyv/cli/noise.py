"""What a verifier's errors cost a GRPO run, in numbers: prompt efficiency, gradient, rollouts and steps.

    tinyv noise --fn 0.385 --fn-after 0.05
    tinyv noise --audit audit/summary.json --plot noise.svg

--fn is the share of *right* answers that are rejected, --fp that of *wrong* ones that are accepted. (That of rejected
answers that are right, as audits state it, is another number; the table shows it too, and --audit converts it.)
Formulas, sources and assumptions: docs/noise.md. A step is a unit of the model: read the ratios.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from tinyv.cli.arguments import Parser, UsageError
from tinyv.cli.terminal import BOLD, DIM, Screen, table
from tinyv.files import write_whole
from tinyv.rl import noise_dynamics as dynamics
from tinyv.rl.chart import Curve, Panel, plain, svg
from tinyv.rl.noise import MAX_GROUP, Beta, Effects, Noise, effects, matching
from tinyv.rl.noise_dynamics import Learner
from tinyv.rows import InputError

TARGET = 0.8
PASS_RATE = Beta(0.4, 1.0)
GROUP = 8
CLEAN, BEFORE, AFTER = "no noise", "as given", "after"
CURVE = 150  # points of a curve over steps
SWEEP = [number / 40 for number in range(37)]  # false-negative rates

ROWS: dict[str, Callable[[Effects], str]] = {
    "mean reward": lambda found: _percent(found.observed),
    "informedness J = TPR - FPR": lambda found: f"{found.informedness:.3f}",
    "right among the accepted": lambda found: _percent(found.precision),
    "right among the rejected": lambda found: _percent(found.rejected_right),
    "prompts with a false negative": lambda found: _percent(found.hit_prompts),
    "prompt efficiency, as seen": lambda found: _percent(found.efficiency),
    "  of it without meaning": lambda found: _percent(found.misled),
    "  if errors strike whole prompts": lambda found: _percent(found.efficiency_by_prompt),
    "GRPO: mean squared advantage": lambda found: f"{found.standardised.squared_advantage:.4f}",
    "GRPO: expected gradient": lambda found: f"{found.standardised.gradient:.4f}",
    "GRPO: advantage correlation": lambda found: f"{found.standardised.correlation:.3f}",
    "GRPO: rollouts needed": lambda found: _times(found.standardised.rollouts),
    "Dr. GRPO: mean squared advantage": lambda found: f"{found.centred.squared_advantage:.4f}",
    "Dr. GRPO: expected gradient": lambda found: f"{found.centred.gradient:.4f}",
    "Dr. GRPO: advantage correlation": lambda found: f"{found.centred.correlation:.3f}",
    "Dr. GRPO: rollouts needed": lambda found: _times(found.centred.rollouts),
}
STEPS = {
    "steps": "GRPO: steps, errors by chance",
    "steps_centred": "Dr. GRPO: steps, errors by chance",
    "steps_rejected_form": "GRPO: steps, a form always rejected",
    "steps_accepted_pattern": "GRPO: steps, a pattern always accepted",
}
Case = dict[str, Any]  # name, noise, effects, steps, and what a pattern that is always accepted ends in


def add_arguments(parser: Parser) -> None:
    """Declares the command's options."""
    parser.add_argument("--fn", metavar="RATE", type=float, help="false negatives: right answers rejected, 0 to 1")
    parser.add_argument("--fp", metavar="RATE", type=float, help="false positives: wrong answers accepted (default 0)")
    parser.add_argument("--fn-after", metavar="RATE", type=float, help="the same with a better verifier, to compare")
    parser.add_argument("--fp-after", metavar="RATE", type=float, help="the same (default: as before)")
    parser.add_argument("--audit", metavar="FILE", type=Path, help="an audit's summary.json: rates, pass rates, group")
    parser.add_argument("--group", metavar="G", type=int, help="rollouts of a prompt (default 8)")
    parser.add_argument(
        "--pass-rate",
        metavar="MEAN,CONC",
        type=_beta,
        help="true pass rates of prompts, as a Beta's mean and a + b (default 0.4,1)",
    )
    parser.add_argument(
        "--target",
        metavar="RATE",
        type=float,
        help="pass rate to reach (default 0.8, or halfway from the mean to 1 where that is more)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw the curves there, as SVG")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the options, and an audit, say. measured: prompt efficiency before and by TinyV, where an audit told."""

    noise: Noise
    passes: Beta
    group: int
    target: float
    measured: tuple[float, float] | None = None


def run(options: argparse.Namespace) -> int:
    """Exit status 0; nothing is read but an audit."""
    if options.plot is not None and not options.plot.parent.is_dir():
        raise InputError(f"--plot {options.plot}: the folder {options.plot.parent} does not exist; make it first")
    setting = _setting(options)
    noises = {CLEAN: Noise(), BEFORE: setting.noise}
    if options.fn_after is not None or options.fp_after is not None:
        fp, fn = options.fp_after, options.fn_after
        fp = setting.noise.false_positive_rate if fp is None else fp
        noises[AFTER] = _rates("-after", fp, setting.noise.false_negative_rate if fn is None else fn)
    cases = [_case(name, noise, setting) for name, noise in noises.items()]
    if options.json:
        sys.stdout.buffer.write(_json(cases, setting))
    else:
        _print(cases, setting, Screen(sys.stdout))
    if options.plot is not None:
        write_whole(options.plot, [_drawing(cases, setting).encode()])
    return 0


def _setting(options: argparse.Namespace) -> Setting:
    if (options.fn is None) == (options.audit is None):
        raise UsageError("give --fn RATE or --audit FILE")
    if options.group is not None and not 2 <= options.group <= MAX_GROUP:
        raise UsageError(f"--group {options.group} is none of 2 to {MAX_GROUP}")
    if options.audit is None:
        found = Setting(_rates("", options.fp or 0.0, options.fn), PASS_RATE, GROUP, TARGET)
    elif options.fp is not None:
        raise UsageError("--fp goes with --fn; an audit brings its own rates")
    else:
        found = _audited(options.audit)
    passes = options.pass_rate or found.passes
    target = max(TARGET, (1 + passes.mean) / 2) if options.target is None else options.target
    if not passes.mean < target < 1:
        raise UsageError(f"--target {target:g} is not between the mean pass rate {passes.mean:g} and 1")
    return replace(found, passes=passes, group=options.group or found.group, target=target)


def _beta(text: str) -> Beta:
    try:
        mean, concentration = map(float, text.split(","))
        return Beta(mean, concentration)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"{text!r}: write two numbers as 0.4,1 ({problem})") from None


def _rates(suffix: str, fp: float, fn: float) -> Noise:
    for name, rate in ((f"--fp{suffix}", fp), (f"--fn{suffix}", fn)):
        if not 0 <= rate <= 1:
            raise UsageError(f"{name} {rate:g} is not a share from 0 to 1")
    return Noise(fp, fn)


def _audited(path: Path) -> Setting:
    """The baseline's error rates, by TinyV's verdicts; the group size; and pass rates that fit TinyV's own mean and
    prompt efficiency."""
    try:
        facts = orjson.loads(path.read_bytes())
        rates = [facts["noise"][name]["value"] for name in ("false_positive_rate", "false_negative_rate")]
        found = facts["efficiency"]
        size, mean = found["size"], found["pass_rate"]["ours"]
        before, ours = (found["share"][name]["value"] for name in ("before", "ours"))
    except OSError as error:
        raise InputError(f"--audit {path}: cannot be read: {error.strerror or error}") from None
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise InputError(f"--audit {path}: is not the summary.json of `tinyv audit`") from None
    if None in rates:
        raise InputError(f"--audit {path}: holds no right or no wrong answers, so it tells no rates; use --fn and --fp")
    noise = Noise(*rates)
    if mean is None or not 0 < mean < 1 or not 2 <= size <= MAX_GROUP:  # no groups, or nothing to learn in them
        return Setting(noise, PASS_RATE, GROUP, TARGET)
    return Setting(noise, matching(mean, ours, size), size, TARGET, (before, ours))


def _case(name: str, noise: Noise, setting: Setting) -> Case:
    start, target = setting.passes.mean, setting.target
    learner = Learner(setting.group)
    hack = dynamics.accepted_pattern(start, noise)
    top, at = dynamics.peak(hack, learner)
    return {
        "name": name,
        "noise": noise,
        "effects": effects(noise, setting.passes, setting.group),
        "steps": dynamics.steps_to(start, target, noise, learner),
        "steps_centred": dynamics.steps_to(start, target, noise, Learner(setting.group, centred=True)),
        "steps_rejected_form": dynamics.steps_until(dynamics.rejected_form(start, noise), target, learner),
        "steps_accepted_pattern": dynamics.steps_until(hack, target, learner),
        "pattern_peak": top,
        "pattern_peak_step": at,
        "pattern_end": dynamics.limit(hack),
    }


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _times(value: float) -> str:
    return "never" if math.isinf(value) else f"{value:.2f} ×" if value < 100 else f"{value:,.0f} ×"


def _steps(value: float, clean: float) -> str:
    return _times(value / clean)


def _print(cases: list[Case], setting: Setting, screen: Screen) -> None:
    passes = setting.passes
    screen.line(
        f"groups of {setting.group}; pass rates Beta with mean {passes.mean:.3g}, concentration "
        f"{passes.concentration:.3g}; steps from a pass rate of {passes.mean:.3g} to {setting.target:.3g}"
    )
    if setting.measured is not None:
        before, ours = map(_percent, setting.measured)
        screen.line(f"prompt efficiency measured: {before} by the baseline, {ours} by TinyV")
    screen.line()
    rows = [["", *(case["name"] for case in cases)]]
    rows.append(["false negatives", *(_percent(case["noise"].false_negative_rate) for case in cases)])
    rows.append(["false positives", *(_percent(case["noise"].false_positive_rate) for case in cases)])
    rows += [[title, *(show(case["effects"]) for case in cases)] for title, show in ROWS.items()]
    rows += [[title, *(_steps(case[key], cases[0][key]) for case in cases)] for key, title in STEPS.items()]
    rows.append(["  and its pass rate in the end", *(_percent(case["pattern_end"]) for case in cases)])
    for number, line in enumerate(table(rows, [False, *(True for _ in cases)], gap=3)):
        screen.line(line if number else screen.paint(line, BOLD))
    for line in _reading(cases):
        screen.line(screen.paint(line, DIM))


def _reading(cases: list[Case]) -> Iterator[str]:
    yield "rollouts and steps: × those without noise, for gradients as exact and for the way to the target"
    for case in cases[1:]:
        if case["noise"].informedness <= 0:
            yield f"{case['name']}: J <= 0, so rewards with errors by chance teach nothing, or the contrary"
        elif case["pattern_end"] == 0:
            ratio = case["pattern_peak_step"] / cases[0]["steps"]
            yield (
                f"{case['name']}: a pattern that is always accepted would win: pass rate at most "
                f"{_percent(case['pattern_peak'])}, after {ratio:.1f} × the clean steps, then a collapse"
            )
        elif case["pattern_end"] < 1:
            yield f"{case['name']}: a pattern that is always accepted would hold its share: a plateau"


def _json(cases: list[Case], setting: Setting) -> bytes:
    facts = {
        "group": setting.group,
        "pass_rate": asdict(setting.passes),
        "target": setting.target,
        "measured_efficiency": setting.measured,
        "rate": Learner().rate,
        "cases": [
            case | {"noise": asdict(case["noise"]), "effects": asdict(case["effects"])} for case in cases
        ],  # infinite numbers become null: never
    }
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _drawing(cases: list[Case], setting: Setting) -> str:
    """Three panels; the last two over the false-negative rate, at the false-positive rate as given."""
    rho0 = cases[1]["noise"].false_positive_rate
    sweep = [(rate, effects(Noise(rho0, rate), setting.passes, setting.group)) for rate in SWEEP]
    return svg(
        "What a verifier's errors cost a GRPO run",
        [_learning(cases, setting), _efficiency(cases, sweep), _rollouts(cases, sweep)],
    )


def _learning(cases: list[Case], setting: Setting) -> Panel:
    start, learner = setting.passes.mean, Learner(setting.group)
    finite = [case["steps"] for case in cases if not math.isinf(case["steps"])]
    end = math.ceil(2 * max(finite))

    def curve(modes: tuple[dynamics.Mode, ...]) -> list[tuple[float, float]]:
        every = max(1, end // CURVE)
        rates = islice(dynamics.pass_rates(modes, learner), 0, end + 1, every)
        return [(every * number, rate) for number, rate in enumerate(rates)]

    lines = []
    for colour, case in enumerate(cases):
        lines.append(plain(case["name"], curve(dynamics.random_errors(start, case["noise"])), colour))
        if case["noise"].false_positive_rate:
            pattern = dynamics.accepted_pattern(start, case["noise"])
            lines.append(plain(f"{case['name']}, false positives of one pattern", curve(pattern), colour, dashed=True))
    return Panel("Pass rate", "steps (a unit of the model)", "right answers", lines)


def _efficiency(cases: list[Case], sweep: list[tuple[float, Effects]]) -> Panel:
    lines = [
        plain("as seen, errors by chance", [(rate, each.efficiency) for rate, each in sweep], 3),
        plain(
            "errors that strike whole prompts",
            [(rate, each.efficiency_by_prompt) for rate, each in sweep],
            3,
            dashed=True,
        ),
        *_dots(cases, lambda each: each.efficiency),
    ]
    return Panel("Prompt efficiency", "false-negative rate", "groups with a gradient", lines)


def _rollouts(cases: list[Case], sweep: list[tuple[float, Effects]]) -> Panel:
    lines = [
        plain("GRPO", [(rate, each.standardised.rollouts) for rate, each in sweep], 3),
        plain("Dr. GRPO", [(rate, each.centred.rollouts) for rate, each in sweep], 3, dashed=True),
        *_dots(cases, lambda each: each.standardised.rollouts),
    ]
    top = 2 * max([2.0, *(case["effects"].standardised.rollouts for case in cases if case["noise"].informedness > 0)])
    return Panel("Rollouts for a gradient as exact", "false-negative rate", "× without noise", lines, top)


def _dots(cases: list[Case], figure: Callable[[Effects], float]) -> list[Curve]:
    return [
        plain(case["name"], [(case["noise"].false_negative_rate, figure(case["effects"]))], colour, dots=True)
        for colour, case in enumerate(cases)
    ]
