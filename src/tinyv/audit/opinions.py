"""What annotators said of an audit's samples, in figures: precision, what is still missed, agreement.

A sample stands for all responses of its case, and is drawn at random from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from math import sqrt
from statistics import fmean
from typing import Any

from tinyv.audit.grade import OPEN, RECOVERED, REJECTED
from tinyv.audit.intervals import Z95, wilson
from tinyv.audit.taxonomy import KINDS, group
from tinyv.judge.verdict_text import verdict
from tinyv.lazy import lazy

STRATA = {RECOVERED: "correct", OPEN: "undecided", REJECTED: "wrong"}  # and TinyV's label of all their responses
LOOK = 60  # rows for a person to look at first
_KIND = lazy(r"(?<![\d.])[1-7]\.[1-6](?![\d.])")

Data = dict[str, Any]
Said = dict[tuple[str, str, int], str]  # (row, "verdict" or "kind", annotator) -> reply
Votes = list[bool | None]  # of one row, an annotator each; None for a reply without a plain verdict


def opinions(summary: Data, rows: Sequence[Data], models: list[str], said: Said) -> Data:
    """What the replies come to.

    Rows count where every annotator gave a plain verdict. `right` are those that all accept (arXiv 2505.14625 calls a
    pair a false negative when two annotators agree), `perhaps` those that at least one does. `rate` estimates the share
    of right ones among all rejected responses from the three samples, weighed by how many responses they stand for.
    """
    votes = {
        row["key"]: [
            None if (reply := said.get((row["key"], "verdict", number))) is None else verdict(reply, reasons=True)
            for number in range(len(models))
        ]
        for row in rows
    }
    whole = {row["key"]: row for row in rows if None not in votes[row["key"]]}
    strata = {}
    for what in STRATA:
        mine = [votes[key] for key, row in whole.items() if row["what"] == what]
        strata[what] = {
            "asked": sum(row["what"] == what for row in rows),
            "right": asdict(wilson(sum(map(all, mine)), len(mine))),
            "perhaps": asdict(wilson(sum(map(any, mine)), len(mine))),
        }
    kinds = _kinds(rows, said)
    return {
        "models": models,
        "answered": len(whole),
        "strata": strata,
        "rate": _rate(strata, summary["counts"]["rejected"]),
        "agreement": _agreement([votes[key] for key in whole]),
        "look": _to_look_at(whole, votes),
    } | ({"kinds": kinds} if kinds else {})


def _rate(strata: Data, sizes: Data) -> Data:
    """The share of right ones among the rejected, with the normal interval of a stratified sample (Cochran 1977, 5.4);
    its shares are moved towards a half by two rows, so that each varies. None where a sample is missing."""
    whole = sum(sizes[label] for label in STRATA.values())
    value = variance = 0.0
    for what, label in STRATA.items():
        share, size = strata[what]["right"], sizes[label]
        if not size:
            continue
        if not share["whole"]:
            return {"value": None, "low": None, "high": None}
        smooth = (share["part"] + 1) / (share["whole"] + 2)
        value += size / whole * share["value"]
        variance += (size / whole) ** 2 * smooth * (1 - smooth) * (1 - share["whole"] / size) / share["whole"]
    reach = Z95 * sqrt(variance)
    return {"value": value, "low": max(0.0, value - reach), "high": min(1.0, value + reach)}


def _agreement(votes: Sequence[Votes]) -> Data | None:
    """How often all annotators say the same, and Cohen's kappa, of several the mean over pairs; None for one."""
    if not votes or len(votes[0]) < 2:
        return None
    pairs = [kappa([(vote[a], vote[b]) for vote in votes]) for a, b in combinations(range(len(votes[0])), 2)]
    same = sum(len(set(vote)) == 1 for vote in votes)
    return {"share": asdict(wilson(same, len(votes))), "kappa": fmean(pairs)}


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Cohen's kappa (1960): agreement beyond chance; 1 where both always say one and the same thing."""
    size = len(pairs)
    first, second = (Counter(pair[place] for pair in pairs) for place in (0, 1))
    chance = sum(first[name] * second[name] for name in first) / size**2
    seen = sum(a == b for a, b in pairs) / size
    return 1.0 if chance == 1 else (seen - chance) / (1 - chance)


def _to_look_at(rows: dict[str, Data], votes: dict[str, Votes]) -> list[Data]:
    """Rows where all annotators contradict TinyV, then those where they differ among themselves."""
    split = {key for key in rows if len(set(votes[key])) > 1}
    against = {
        key for key, row in rows.items() if row["what"] != OPEN and set(votes[key]) == {row["what"] != RECOVERED}
    }
    found = [key for key in rows if key in against] + [key for key in rows if key in split]
    return [{"key": key, "votes": votes[key]} for key in found[:LOOK]]


def _kinds(rows: Sequence[Data], said: Said) -> Data | None:
    """How the kinds of the table agree with those that the first annotator names; None where it was not asked."""
    pairs = []
    for row in rows:
        named = [kind for kind in _KIND.findall(said.get((row["key"], "kind", 0), "")) if kind in KINDS]
        if row["what"] == RECOVERED and named:
            pairs.append((row["kind"], named[-1]))
    if not pairs:
        return None
    groups = [(group(ours), group(theirs)) for ours, theirs in pairs]
    return {
        "kind": asdict(wilson(sum(a == b for a, b in pairs), len(pairs))),
        "group": asdict(wilson(sum(a == b for a, b in groups), len(pairs))),
        "kind_kappa": kappa(pairs),
        "group_kappa": kappa(groups),
        "table": [[a, b, count] for (a, b), count in sorted(Counter(groups).items())],  # ours, theirs, rows
    }
