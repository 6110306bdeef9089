"""Numbers: exact rationals, closed forms as Arb balls, decimals as written; one door to the three rooms."""

from tinyv.equiv.balls import HIGH, LOW, agree, ball, disjoint, is_number, precision
from tinyv.equiv.decimals import Shown, shown
from tinyv.equiv.rationals import NoValue, rational

__all__ = [
    "HIGH",
    "LOW",
    "NoValue",
    "Shown",
    "agree",
    "ball",
    "disjoint",
    "is_number",
    "precision",
    "rational",
    "shown",
]
