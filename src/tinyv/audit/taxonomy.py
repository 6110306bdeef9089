"""The ways in which a right answer differs from its reference: 7 groups, 31 kinds, after arXiv 2505.14625."""

GROUPS = {
    "1": "formatting",
    "2": "notation",
    "3": "expression",
    "4": "numeric",
    "5": "language",
    "6": "set or list",
    "7": "symbolic",
}
KINDS = {
    "1.1": "white space",
    "1.2": "symbol representation",
    "1.3": "markup",
    "1.4": "units",
    "1.5": "context added or omitted",
    "1.6": "other formatting",
    "2.1": "interval or inequality",
    "2.2": "ratio or congruence",
    "2.3": "aggregated or listed",
    "2.4": "vector or matrix",
    "2.5": "other notation",
    "3.1": "algebraic form",
    "3.2": "root or exponent",
    "3.3": "logarithm or trigonometry",
    "3.4": "other expression",
    "4.1": "exact or approximate",
    "4.2": "other exact form",
    "4.3": "rounding",
    "4.4": "other numeric",
    "5.1": "explanatory text",
    "5.2": "implicit or explicit variable",
    "5.3": "phrasing",
    "5.4": "other language",
    "6.1": "order",
    "6.2": "structure",
    "6.3": "delimiter",
    "6.4": "other set or list",
    "7.1": "choice of variable or constant",
    "7.2": "sub- or superscript",
    "7.3": "custom symbol",
    "7.4": "other symbolic",
}


def group(kind: str) -> str:
    """The group's digit of a kind: "4" for "4.1"."""
    return kind.partition(".")[0]
