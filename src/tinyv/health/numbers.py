"""The figures of a run: from counts, which can be added over workers, to the same flat names always."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tinyv.health.audit import estimate
from tinyv.health.sample import STRATA

# Name -> what it says. All are finite; a share of nothing is 0.
MEANING = {
    "samples": "graded responses since the start",
    "correct_rate": "share of the window's samples that are called right",
    "undecided_rate": "share that nobody decided, failures included",
    "judged_rate": "share that the judge decided or doubted",
    "judge_acceptance_rate": "share of the judged answers that the judge accepted",
    "judge_failure_rate": "share of asks that the judge gave no opinion on",
    "fn_recovery_rate": "share of the answers which exact match rejects that TinyV accepts",
    "fn_recovery_by_rules_rate": "the same, proved by rules",
    "fn_recovery_by_judge_rate": "the same, accepted by the judge",
    "prompt_efficiency_before": "share of prompts with rollouts both right and wrong, by exact match",
    "prompt_efficiency_after": "the same by TinyV",
    "prompts": "prompts with two rollouts or more in the window",
    "answer_length": "mean length of the answers in characters",
    "audits": "decided answers that the auditor has labelled and that are reckoned with; 0: j, tpr and fpr are unknown",
    "j": "TPR - FPR by the audits",
    "j_error": "its standard error; 0 where j is unknown",
    "tpr": "share of the right answers that TinyV accepts, by the audits",
    "fpr": "share of the wrong answers that TinyV accepts, by the audits",
    "alarms": "alarms that stand",
}
PREFIX = "tinyv_health_"


def numbers(counts: Mapping[str, int], alarms: int = 0) -> dict[str, float]:
    """The figures of the counts of one worker, or of several added up.

    counts: `sample.COUNTS` summed over the window, `samples`, `prompts`, `mixed_before`, `mixed_after`, and for each
    stratum `audited_*` and `audited_right_*`; a missing one is 0.
    """

    def count(name: str) -> int:
        return counts.get(name, 0)

    def share(part: str, whole: int) -> float:
        return count(part) / whole if whole else 0.0

    window, missed = count("window"), count("exact_rejected")
    audit = estimate({name: (count(name), count(f"audited_{name}"), count(f"audited_right_{name}")) for name in STRATA})
    return {
        "samples": float(count("samples")),
        "correct_rate": share("correct", window),
        "undecided_rate": share("undecided", window),
        "judged_rate": share("judged", window),
        "judge_acceptance_rate": share("accepted", count("judged")),
        "judge_failure_rate": share("judge_failed", count("judged") + count("judge_failed")),
        "fn_recovery_rate": share("recovered_by_rules", missed) + share("recovered_by_judge", missed),
        "fn_recovery_by_rules_rate": share("recovered_by_rules", missed),
        "fn_recovery_by_judge_rate": share("recovered_by_judge", missed),
        "prompt_efficiency_before": share("mixed_before", count("prompts")),
        "prompt_efficiency_after": share("mixed_after", count("prompts")),
        "prompts": float(count("prompts")),
        "answer_length": share("length", count("answers")),
        "audits": float(audit.audits),
        "j": audit.j,
        "j_error": audit.error,
        "tpr": audit.tpr,
        "fpr": audit.fpr,
        "alarms": float(alarms),
    }


def efficiency(prompts: Iterable[tuple[int, int, int]]) -> dict[str, int]:
    """Counts of prompt efficiency from (rollouts, exact matches, called right) of each prompt; a prompt with a single
    rollout says nothing."""
    several = [prompt for prompt in prompts if prompt[0] > 1]
    return {
        "prompts": len(several),
        "mixed_before": sum(0 < exact < rollouts for rollouts, exact, _ in several),
        "mixed_after": sum(0 < right < rollouts for rollouts, _, right in several),
    }


def prometheus_lines(figures: Mapping[str, float]) -> str:
    """The figures in the text format of Prometheus, all gauges but `samples`, named `tinyv_health_<key>`."""
    lines = []
    for key, value in figures.items():
        name = PREFIX + key
        kind = "counter" if key == "samples" else "gauge"
        lines += [f"# HELP {name} {MEANING.get(key, key)}", f"# TYPE {name} {kind}", f"{name} {value:.10g}"]
    return "".join(f"{line}\n" for line in lines)


def from_prometheus(text: str) -> dict[str, float]:
    """The figures in such a text; several of one name (labelled by worker, say) are taken as the last. Other metrics
    and lines that are none are passed over."""
    found = {}
    for line in text.splitlines():
        name, _, value = line.rpartition(" ")
        key = name.partition("{")[0].strip()
        if key.startswith(PREFIX):
            try:
                found[key.removeprefix(PREFIX)] = float(value)
            except ValueError:
                continue
    return found
