"""The report: one HTML file that holds its data, style and script, opens from disk and never asks a network.

All text of rollouts is data in a JSON block, and the script shows it as text alone. Formulas are MathML of our own
typesetter, which escapes every leaf; the script rebuilds them from a list of known elements all the same. The content
policy lets only this page's own script and style run, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

import orjson

from tinyv.audit.grade import OPEN, RECOVERED, REJECTED
from tinyv.expr.typeset import typeset, typeset_prose
from tinyv.extract import clean

MAX_MARKUP = 6_000  # characters of a formula's markup; a longer one is shown as its text
SCRIPTS = ("kit.js", "plots.js", "rows.js", "report.js")  # in this order they make one script
BASELINES = {"exact": "exact match", "prime-like": "a Prime-like grader", "math-verify": "Math-Verify"}

Data = dict[str, Any]


def page(data: Data) -> bytes:
    """The whole page. data: `summary`, and lists of rows `examples` and `review`; see `grade._payload`."""
    shown = {
        "summary": data["summary"],
        "examples": [_typeset(row) for row in data["examples"]],
        "review": [_typeset(row) for row in data["review"]],
        "looked": [_typeset(row) for row in _looked_at(data)],
    }
    style, script = _file("style.css"), "\n".join(map(_file, SCRIPTS))
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )
    parts = {"policy": policy, "style": style, "script": script, "data": _embedded(shown)}
    before, *rest = _file("report.html").split("{{")
    return "".join([before, *_filled(rest, parts)]).encode()


def _looked_at(data: Data) -> Iterator[Data]:
    """The rows on which annotators do not agree with TinyV or each other, with their votes."""
    rows = {row["key"]: row for row in [*data["review"], *data.get("asked", [])]}
    for one in data["summary"].get("opinions", {}).get("look", []):
        yield rows[one["key"]] | {"votes": one["votes"]}


def _filled(pieces: Iterable[str], parts: dict[str, str]) -> Iterable[str]:
    for piece in pieces:
        name, _, after = piece.partition("}}")
        yield parts[name]
        yield after


def _embedded(data: Data) -> str:
    """JSON that no HTML parser sees the end of: `<` never stands in it, nor do line ends that scripts know."""
    text = orjson.dumps(data).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _file(name: str) -> str:
    return resources.files("tinyv.audit").joinpath("page", name).read_text(encoding="utf-8")


def _typeset(row: Data) -> Data:
    """The row with markup for its texts."""
    maths = {name: _markup(typeset(clean(row[name]))) for name in ("reference", "answer")}
    prose = {name: _markup(typeset_prose(row[name])) for name in ("question", "tail")}
    return row | {"math": {name: markup for name, markup in (maths | prose).items() if markup is not None}}


def _markup(markup: str) -> str | None:
    return markup if len(markup) <= MAX_MARKUP and "<math" in markup else None


def headline(summary: Data) -> Data:
    """The result in words: a sentence, and what stands under it."""
    found, efficiency = summary["false_negatives"], summary["efficiency"]
    who = BASELINES.get(summary["about"]["baseline"], summary["about"]["baseline"])
    if not found["whole"]:
        return {"share": "none", "text": f"{_capital(who)} rejects none of these responses.", "more": []}
    at_least = "At least " if summary["undecided"]["part"] else ""
    share = percent(found["value"])
    text = f"{at_least}{share} of the responses that {who} rejects are right."
    more = [
        f"{found['part']:,} of {found['whole']:,} rejected responses; 95\u00a0% interval "
        f"{100 * found['low']:.1f} to {percent(found['high'])}, with whole prompts drawn."
    ]
    if summary["undecided"]["part"]:
        more.append(
            f"{summary['undecided']['part']:,} more are undecided: were they all right, it would be "
            f"{percent(summary['ceiling']['value'])}."
        )
    hit = summary["prompts"]["hit"]
    if hit["value"]:
        more.append(f"{percent(hit['value'])} of the prompts have at least one such response.")
    if efficiency["groups"]:
        before, after = (efficiency["share"][name]["value"] for name in ("before", "after"))
        more.append(f"Prompt efficiency goes from {percent(before)} to {percent(after)}.")
    return {"share": share, "text": text[0].upper() + text[1:], "more": more}


def opinion_lines(found: Data) -> list[str]:
    """What annotators said, in words. found: of `opinions`."""
    who = {1: "the annotator accepts", 2: "both annotators accept"}.get(len(found["models"]), "all annotators accept")
    samples = ((RECOVERED, "recovered"), (OPEN, "undecided"), (REJECTED, "refuted"))
    shares = [(words, found["strata"][what]["right"]) for what, words in samples]
    lines = [f"{who} {_of(share, f'{words} responses')}" for words, share in shares if share["whole"]]
    if found["rate"]["value"] is not None:
        lines.append(f"weighed by size, that is {_share(found['rate'])} of all rejected responses")
    if found["agreement"]:
        same = found["agreement"]
        lines.append(f"they agree on {percent(same['share']['value'])} of the rows, Cohen's kappa {same['kappa']:.2f}")
    if "kinds" in found:
        kinds = found["kinds"]
        lines.append(
            f"{found['models'][0]} names the same group as the rules for {_of(kinds['group'], 'rows')}, "
            f"the same kind for {percent(kinds['kind']['value'])}"
        )
    return lines


def _of(share: Data, what: str) -> str:
    return f"{share['part']:,} of {share['whole']:,} {what}, {_share(share)}"


def _share(share: Data) -> str:
    if share["low"] == share["high"]:  # nothing was left to chance
        return percent(share["value"])
    return f"{percent(share['value'])} (95\u00a0% interval {100 * share['low']:.1f} to {percent(share['high'])})"


def percent(value: float | None) -> str:
    """`38.5 %`; fewer digits where they would say nothing."""
    if value is None:
        return "none"
    digits = 0 if value in (0, 1) else 1
    return f"{100 * value:.{digits}f}\u00a0%"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
