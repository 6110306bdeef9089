"""What a study was run to show, claim by claim, with the evidence of whatever runs there are."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf, log2
from typing import NamedTuple

from tinyv.rl import figures
from tinyv.rl.figures import Band, Row, Runs
from tinyv.rl.theory import Prediction
from tinyv.rl.verifiers import ARMS

Theory = dict[str, Prediction]
PATTERNS = ("hack", "hack-fn")


class Claim(NamedTuple):
    """held: None where the runs that it needs are not there, or only of one seed, which has no band."""

    text: str
    held: bool | None
    evidence: str


def claims(runs: Runs, theory: Theory) -> list[Claim]:
    """All of them."""
    found = [
        _faster(runs, "tinyv"),
        _faster(runs, "tinyv-judge"),
        _apart(runs, "TinyV's rules learn more in the whole run than exact match", "exact", "tinyv"),
        _apart(runs, "TinyV's rules learn more in the whole run than Math-Verify", "math-verify", "tinyv"),
    ]
    for rate in ("0.2", "0.4", "0.6", "0.8"):
        found.append(_apart(runs, f"rejecting a share {rate} of right answers slows learning", f"fn-{rate}", "oracle"))
    for rate in ("0.2", "0.4", "0.6"):
        found.append(_apart(runs, f"accepting a share {rate} of wrong answers hurts learning", f"fp-{rate}", "oracle"))
    for arm in ("hack", "hack-fn", "mention"):
        found.append(_apart(runs, f"a hackable reward ({ARMS[arm].title}) ends below the oracle", arm, "oracle", True))
        found.append(_hacked(runs, arm))
    return found + _theory_claims(runs, theory)


def _faster(runs: Runs, arm: str) -> Claim:
    text = f"{ARMS[arm].title}: the exact-match run's peak in under half of its steps"
    if not {"exact", arm} <= runs.keys():
        return Claim(text, None, "")
    share = figures.to_peak_of(runs, "exact", arm)
    peak = figures.band(best for best, _ in figures.peaks(runs["exact"]))
    return Claim(
        text,
        _banded(runs, "exact", arm, share.high < 0.5),
        f"peak {span(peak)}, reached in {times(share)} of the steps",
    )


def _apart(runs: Runs, text: str, lower: str, higher: str, end: bool = False) -> Claim:
    if not {lower, higher} <= runs.keys():
        return Claim(text, None, "")
    measure = figures.at_end if end else figures.mean_pass
    low, high = measure(runs[lower]), measure(runs[higher])
    where = "in the end" if end else "mean of the run"
    return Claim(
        text, _banded(runs, lower, higher, low.below(high)), f"pass rate, {where}: {span(low)} against {span(high)}"
    )


def _banded(runs: Runs, one: str, other: str, held: bool) -> bool | None:
    return held if min(len(runs[one]), len(runs[other])) > 1 else None


def _hacked(runs: Runs, arm: str) -> Claim:
    text = f"the policy finds the hack of this reward ({ARMS[arm].title}), and does not under TinyV's rules"
    if not {arm, "tinyv"} <= runs.keys():
        return Claim(text, None, "")
    hacked, safe = (figures.at_end(runs[name], hacks) for name in (arm, "tinyv"))
    first = figures.curve(runs["tinyv"], hacks)[0]
    held = safe.below(hacked) and first.middle < hacked.low and safe.middle <= first.middle
    return Claim(
        text,
        _banded(runs, arm, "tinyv", held),
        f"hacks: {span(first)} at the start; {span(hacked)} against {span(safe)} in the end",
    )


def _theory_claims(runs: Runs, theory: Theory) -> list[Claim]:
    others = [arm for arm in theory if arm != "oracle"]
    if len(others) < 2:
        return []
    said = [sum(theory[arm].curve) / len(theory[arm].curve) for arm in others]
    rank = figures.rank_correlation(said, [figures.mean_pass(runs[arm]).middle for arm in others])
    order = f"rank correlation of mean pass rates {rank:.2f}, {len(others)} arms"
    first = figures.start(runs)[0]
    falling = [arm for arm in others if theory[arm].curve[-1] < first]
    fallen = [arm for arm in others if figures.at_end(runs[arm]).middle < first]
    found = [
        Claim("theory orders the arms", rank > 0.8, order),
        Claim("theory says which arms end below where they began", falling == fallen, f"{len(fallen)} do"),
    ]
    for text, pattern in (("by chance or by form", False), ("by a pattern", True)):
        if arms := [arm for arm in others if (arm in PATTERNS) is pattern]:
            text = f"theory is within 0.1 of the pass rates of arms that err {text}"
            found.append(Claim(text, max(theory[arm].error for arm in arms) < 0.1, _size(theory, arms)))
    return found


def _size(theory: Theory, arms: Sequence[str]) -> str:
    errors = [theory[arm].error for arm in arms]
    logs = [abs(each) for arm in arms if (each := _log_ratio(theory[arm])) is not None]
    steps = f"; steps to the target are off by a factor of {2 ** (sum(logs) / len(logs)):.2f}" if logs else ""
    return f"root mean square error {sum(errors) / len(errors):.3f} on average, {max(errors):.3f} at worst{steps}"


def _log_ratio(one: Prediction) -> float | None:
    both = one.steps, one.measured_steps.middle
    return None if any(map(isinf, both)) or not all(both) else log2(one.steps / one.measured_steps.middle)


def hacks(row: Row) -> float:
    """The share of sampled answers that are a hack of any kind."""
    return float(sum(row["hacked"].values()))


def span(one: Band) -> str:
    """A rate with its band."""
    return f"{one.middle:.3f} [{one.low:.3f}, {one.high:.3f}]"


def times(one: Band) -> str:
    """A factor with its band, which may be infinite."""
    words = ["never" if isinf(each) else f"{each:.2f}" for each in (one.middle, one.low, one.high)]
    return words[0] if len(set(words)) == 1 else f"{words[0]} [{words[1]}, {words[2]}]"
