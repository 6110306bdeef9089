"""Where a question says that a variable lives: `0 < theta < pi`, `x > 1`. Sample points are taken there.

Not covered: domains in words, several statements on one variable (cases of a piecewise function, say).
"""

from __future__ import annotations

from tinyv.equiv.numeric import LOW, ball, precision
from tinyv.expr.limits import OverBudget
from tinyv.expr.nodes import Sym
from tinyv.expr.parser import parse
from tinyv.lazy import lazy

Bounds = dict[str, tuple[float, float]]
REACH = 7.0  # how far samples go from the one bound that is given
_NAME = r"\$?\s*(\\?[A-Za-z]+|[α-ω])\s*\$?"
_LESS = r"\s*(?:<|≤|⩽|＜|\\lt\b|\\leq?\b|\\leqslant\b)\s*"
_MORE = r"\s*(?:>|≥|⩾|＞|\\gt\b|\\geq?\b|\\geqslant\b)\s*"
_BOUND = r"([^<>≤≥⩽⩾＜＞$,;:()（），。\s][^<>≤≥⩽⩾＜＞$,;()（），。]{0,40}?)"
_BETWEEN = lazy(_BOUND + _LESS + _NAME + _LESS + _BOUND + r"(?=[$,;.()（），。\s]|$)")
_ABOVE = lazy(r"(?<![<>≤≥\w^_])" + _NAME + _MORE + r"(-?\d{1,6})(?![\d\w.])")
_BELOW = lazy(r"(?<![<>≤≥\w^_])" + _NAME + _LESS + r"(-?\d{1,6})(?![\d\w.])")


def bounds(text: str) -> Bounds:
    """Lower and upper bound of each variable of which the text says it once."""
    found: dict[str, list[tuple[float, float]]] = {}
    for low, name, high in _BETWEEN.findall(text):
        x, y = _value(low), _value(high)
        if x is not None and y is not None and x < y:
            found.setdefault(_symbol(name), []).append((x, y))
    rest = _BETWEEN.sub(" ", text)
    for name, low in _ABOVE.findall(rest):
        found.setdefault(_symbol(name), []).append((float(low), float(low) + REACH))
    for name, high in _BELOW.findall(rest):
        found.setdefault(_symbol(name), []).append((float(high) - REACH, float(high)))
    return {name: held[0] for name, held in found.items() if len(set(held)) == 1}


def _symbol(name: str) -> str:
    tree = parse(name)
    return tree.name if isinstance(tree, Sym) else name


def _value(text: str) -> float | None:
    try:
        with precision(LOW):
            found = ball(parse(text.strip()))
    except OverBudget:
        return None
    if found is None or not found.imag.contains(0):
        return None
    value = float(found.real.mid())
    return value if abs(value) < 1e6 else None
