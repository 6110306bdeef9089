"""Labels of people for the random sample: read back from what the page lets one download, to a measured precision."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tinyv.audit.intervals import wilson
from tinyv.audit.outputs import DATA, read_data, write_report
from tinyv.rows import InputError

MARKS = {"y": "right", "n": "wrong", "u": "unclear"}


def add_labels(out: Path, labels: Path) -> dict[str, Any]:
    """Puts labels into the report of a finished audit and returns what they say.

    labels: JSON as the page writes it, `{"labels": {KEY: "y" | "n" | "u"}}`. The recovered responses of the sample are
    drawn from all at random, so the share of right ones estimates the precision of recovery; unclear ones are left out
    of it, and counted as wrong in `precision_low`. InputError if a file is not what it should be.
    """
    data = read_data(out / DATA, f"{out} holds no finished audit")
    given = read_data(labels, f"--labels {labels}").get("labels")
    if not isinstance(given, dict) or any(mark not in MARKS for mark in given.values()):
        raise InputError(f'--labels {labels}: is not what the page writes, {{"labels": {{"0:17": "y", ...}}}}')
    sampled = {row["key"] for row in data["review"]}
    counts = Counter(MARKS[mark] for key, mark in given.items() if key in sampled)
    foreign = sum(key not in sampled for key in given)
    if not counts:
        raise InputError(f"--labels {labels}: none of its {foreign} labels is of a row that this audit drew")
    decided = counts["right"] + counts["wrong"]
    review = {
        "right": counts["right"],
        "wrong": counts["wrong"],
        "unclear": counts["unclear"],
        "foreign": foreign,
        "sampled": len(sampled),
        "precision": asdict(wilson(counts["right"], decided)),
        "precision_low": asdict(wilson(counts["right"], decided + counts["unclear"])),
        "labels": {key: mark for key, mark in given.items() if key in sampled},
    }
    data["summary"]["review"] = review
    write_report(out, data)
    return review
