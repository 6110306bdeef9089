"""The model card of a judge: what it is, what it was trained on, its figures, a reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tinyv.train.calibrate import Bin

CARD = """# {name} {version}

A judge of final answers: given question, reference and answer, the probability that the answer is right. It is asked
about answers that rules can neither prove nor refute.

| | |
|---|---|
| base | {base} ({licence}) |
| size | {parameters:,} parameters, {layers} layers, {vocabulary:,} tokens |
| trained on | {data} |
| answers seen | {answers:,} |
| accepts from | probability {threshold:.3f}, chosen for {rate:.1%} false positives |

## Held-out figures

Questions that training never saw, answers that rules leave undecided; the exported model itself.

| part | right | wrong | AUC | recall at 0.5 % | 1 % | 2 % false positives |
|---|---|---|---|---|---|---|
{figures}

Expected calibration error {error:.3f}. How often an answer with a given probability is right:

![reliability](reliability.svg)

## Not covered

Proofs, code, pictures; answers or references longer than the prompt's limits; languages other than those in the
training data ({languages}). The threshold holds for answers like those it was chosen on: check it on your own
(`tinyv bench`).
"""


def write(folder: Path, facts: dict[str, Any], bins: Sequence[Bin]) -> None:
    """`README.md` and `reliability.svg` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = "\n".join(
        f"| {row['part']} | {row['right']:,} | {row['wrong']:,} | {row['auc']:.3f} | {row['recall_05']:.2f} | "
        f"{row['recall_1']:.2f} | {row['recall_2']:.2f} |"
        for row in facts["figures"]
    )
    (folder / "README.md").write_text(CARD.format(**{**facts, "figures": rows}), encoding="utf-8")
    (folder / "reliability.svg").write_text(diagram(bins), encoding="utf-8")


def diagram(bins: Sequence[Bin], size: int = 320) -> str:
    """A reliability diagram as SVG: a dot a bin, its area by count, against the diagonal."""
    pad, most = 44, max(each.count for each in bins)

    def x(value: float) -> float:
        return round(pad + value * size, 1)

    def y(value: float) -> float:
        return round(12 + (1 - value) * size, 1)

    dots = "".join(
        f'<circle cx="{x(b.mean)}" cy="{y(b.right)}" r="{3 + 9 * (b.count / most) ** 0.5:.1f}" fill="#2a6fdb" '
        f'fill-opacity=".75"><title>{b.count} answers: said {b.mean:.2f}, right {b.right:.2f}</title></circle>'
        for b in bins
    )
    ticks = "".join(
        f'<text x="{x(v)}" y="{y(0) + 16}" text-anchor="middle">{v:g}</text>'
        f'<text x="{pad - 6}" y="{y(v) + 4}" text-anchor="end">{v:g}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    )
    wide, high = size + pad + 16, size + 56
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'font-family="system-ui,sans-serif" font-size="11" fill="#555">'
        f'<rect width="{wide}" height="{high}" fill="#fff"/>'
        f'<rect x="{x(0)}" y="{y(1)}" width="{size}" height="{size}" fill="none" stroke="#ccc"/>'
        f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" stroke="#aaa" stroke-dasharray="4 4"/>{dots}{ticks}'
        f'<text x="{x(0.5)}" y="{high - 8}" text-anchor="middle">probability said</text>'
        f'<text transform="translate(11 {y(0.5)}) rotate(-90)" text-anchor="middle">share right</text></svg>\n'
    )
