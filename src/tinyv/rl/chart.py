"""Charts of curves, with bands where they have some, as one SVG file: no library, no network, the same bytes always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

# Distinct to most colour-blind readers too (Okabe and Ito); the order is that of the curves.
COLOURS = ("#222222", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")
WIDTH, HEIGHT = 380, 300  # of a panel, pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 40, 48  # around its axes
LINE = 18  # of the legend
TICKS = 5
Point = tuple[float, float, float, float]  # across; middle, low and high


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line with its band; `colour` is a place in COLOURS. dashed: a prediction. dots: marks, with their bands
    as bars, instead of a line."""

    name: str
    points: Sequence[Point]
    colour: int = 0
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart whose axes run from 0 to the last point and to `top`, above which all is cut off; diagonal: with the line
    where both are equal, and to `top` in both directions."""

    title: str
    across: str
    up: str
    curves: Sequence[Curve]
    top: float = 1.0
    diagonal: bool = False

    @property
    def right(self) -> float:
        """Where the axis across ends."""
        return self.top if self.diagonal else max((x for one in self.curves for x, *_ in one.points), default=0) or 1.0

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Pixels within the panel; a point far above the axes, which would only make the file larger, a little so."""
        wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        return LEFT + wide * x / self.right, HEIGHT - BOTTOM - high * min(y, 2 * self.top) / self.top


def plain(name: str, points: Sequence[tuple[float, float]], colour: int = 0, **kind: bool) -> Curve:
    """A curve without a band."""
    return Curve(name, [(x, y, y, y) for x, y in points], colour, **kind)


def svg(title: str, panels: Sequence[Panel]) -> str:
    """The panels side by side, each with its legend below."""
    width = WIDTH * len(panels)
    height = HEIGHT + LINE * (1 + max(len(panel.curves) for panel in panels))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="12" role="img"><title>{escape(title)}</title>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({WIDTH * number} 0)">', *_axes(panel, number)]
        parts.append(f'<g clip-path="url(#axes{number})">')
        parts += [part for curve in panel.curves for part in _band(panel, curve)]
        parts += [part for curve in panel.curves for part in _line(panel, curve)]
        parts += ["</g>", *(_legend(curve, row) for row, curve in enumerate(panel.curves)), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _axes(panel: Panel, number: int) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [
        f'<clipPath id="axes{number}"><rect x="{LEFT - 5}" y="{TOP - 5}" width="{right - LEFT + 10}" '
        f'height="{bottom - TOP + 10}"/></clipPath>',
        f'<text x="{LEFT}" y="{TOP - 18}" font-weight="600" font-size="13">{escape(panel.title)}</text>',
        f'<text x="{(LEFT + right) / 2}" y="{bottom + 36}" text-anchor="middle">{escape(panel.across)}</text>',
        f'<text transform="translate(14 {(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(panel.up)}</text>",
    ]
    for up in _ticks(panel.top):
        _, y = panel.place(0, up)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{up:g}</text>')
    for across in _ticks(panel.right):
        x, _ = panel.place(across, 0)
        parts.append(f'<path d="M{x:.1f} {bottom}v4" stroke="#888"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle" fill="#555">{across:g}</text>')
    if panel.diagonal:
        (x, y), (start, foot) = panel.place(panel.top, panel.top), panel.place(0, 0)
        parts.append(f'<path d="M{start:.1f} {foot:.1f}L{x:.1f} {y:.1f}" stroke="#aaa" stroke-dasharray="3 3"/>')
    return [*parts, f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#888"/>']


def _ticks(top: float) -> list[float]:
    """Round values from 0 to the top, about TICKS of them."""
    rough = top / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return [round(step * number, 10) for number in range(int(top / step + 1e-9) + 1)]


def _band(panel: Panel, curve: Curve) -> list[str]:
    colour = _colour(curve)
    if curve.dots:
        ends = [(panel.place(x, low), panel.place(x, high)) for x, _, low, high in curve.points]
        return [f'<path d="M{a:.1f} {b:.1f}V{d:.1f}" stroke="{colour}"/>' for (a, b), (_, d) in ends]
    if curve.dashed or all(low == high for _, _, low, high in curve.points):
        return []
    above = [panel.place(x, high) for x, _, _, high in curve.points]
    below = [panel.place(x, low) for x, _, low, _ in curve.points]
    outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*above, *reversed(below)])
    return [f'<polygon points="{outline}" fill="{colour}" fill-opacity="0.15"/>']


def _line(panel: Panel, curve: Curve) -> list[str]:
    places = [panel.place(x, middle) for x, middle, _, _ in curve.points]
    if curve.dots:
        shown = [(x, y) for x, y in places if y >= TOP - 1]
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{_colour(curve)}"/>' for x, y in shown]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashes = ' stroke-dasharray="6 4"' if curve.dashed else ""
    return [f'<polyline points="{joined}" fill="none" stroke="{_colour(curve)}" stroke-width="2"{dashes}/>']


def _legend(curve: Curve, row: int) -> str:
    y, dashes = HEIGHT + 8 + LINE * row, ' stroke-dasharray="6 4"' if curve.dashed else ""
    mark = f'<path d="M{LEFT} {y}h24" stroke="{_colour(curve)}" stroke-width="2"{dashes}/>'
    if curve.dots:
        mark = f'<circle cx="{LEFT + 12}" cy="{y}" r="4.5" fill="{_colour(curve)}"/>'
    return f'{mark}<text x="{LEFT + 32}" y="{y + 4}">{escape(curve.name)}</text>'


def _colour(curve: Curve) -> str:
    return COLOURS[curve.colour % len(COLOURS)]
