"""Line charts as one SVG file: no library, no network, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

# Distinct to most colour-blind readers too (Okabe and Ito); the order is that of the lines.
COLOURS = ("#222222", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")
WIDTH, HEIGHT = 380, 300  # of a panel, pixels
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 40, 48  # around its axes
LINE = 18  # of the legend
TICKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A named curve; `colour` is a place in COLOURS. dots: marks single points instead of joining them."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: int = 0
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart. top: where the vertical axis ends; it begins at 0. What rises above it is cut off."""

    title: str
    across: str
    up: str
    lines: Sequence[Line]
    top: float = 1.0


def svg(title: str, panels: Sequence[Panel]) -> str:
    """The panels side by side."""
    legend = LINE * max(len(panel.lines) for panel in panels)
    width, height = WIDTH * len(panels), HEIGHT + legend + LINE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="12" role="img"><title>{escape(title)}</title>',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        parts.append(f'<g transform="translate({WIDTH * number} 0)">')
        parts += _axes(panel, number)
        parts += [part for line in panel.lines for part in _curve(panel, line, number)]
        parts += [_legend(line, place) for place, line in enumerate(panel.lines)]
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _across(panel: Panel) -> float:
    return max(x for line in panel.lines for x, _ in line.points) or 1.0


def _place(panel: Panel, x: float, y: float) -> tuple[float, float]:
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return LEFT + wide * x / _across(panel), HEIGHT - BOTTOM - high * y / panel.top


def _axes(panel: Panel, number: int) -> list[str]:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [
        f'<clipPath id="axes{number}"><rect x="{LEFT}" y="{TOP - 4}" width="{right - LEFT + 4}" '
        f'height="{bottom - TOP + 8}"/></clipPath>',
        f'<text x="{LEFT}" y="{TOP - 18}" font-weight="600" font-size="13">{escape(panel.title)}</text>',
        f'<text x="{(LEFT + right) / 2}" y="{bottom + 36}" text-anchor="middle">{escape(panel.across)}</text>',
        f'<text transform="translate(14 {(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(panel.up)}</text>",
    ]
    for value in _ticks(panel.top):
        _, y = _place(panel, 0, value)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{value:g}</text>')
    for value in _ticks(_across(panel)):
        x, _ = _place(panel, value, 0)
        parts.append(f'<path d="M{x:.1f} {bottom}v4" stroke="#888"/>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle" fill="#555">{value:g}</text>')
    return [*parts, f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#888"/>']


def _ticks(top: float) -> list[float]:
    """Round values from 0 to the top, about TICKS of them."""
    rough = top / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    return [round(step * number, 10) for number in range(int(top / step + 1e-9) + 1)]


def _curve(panel: Panel, line: Line, number: int) -> list[str]:
    colour = COLOURS[line.colour % len(COLOURS)]
    # A point far above the axes would only make the file larger: it is cut off a little above them.
    places = [_place(panel, x, min(y, 2 * panel.top)) for x, y in line.points]
    if line.dots:
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>' for x, y in places if y >= TOP - 1]
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashes = ' stroke-dasharray="6 4"' if line.dashed else ""
    style = f'fill="none" stroke="{colour}" stroke-width="2"{dashes}'
    return [f'<polyline clip-path="url(#axes{number})" points="{joined}" {style}/>']


def _legend(line: Line, place: int) -> str:
    colour, y = COLOURS[line.colour % len(COLOURS)], HEIGHT + 8 + LINE * place
    dashes = ' stroke-dasharray="6 4"' if line.dashed else ""
    mark = f'<path d="M{LEFT} {y}h24" stroke="{colour}" stroke-width="2"{dashes}/>'
    if line.dots:
        mark = f'<circle cx="{LEFT + 12}" cy="{y}" r="4.5" fill="{colour}"/>'
    return f'{mark}<text x="{LEFT + 32}" y="{y + 4}">{escape(line.name)}</text>'
