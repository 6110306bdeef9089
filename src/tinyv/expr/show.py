"""A tree as an S-expression: `(+ 1 (* 2 x))`. For tests, `tinyv explain` and the curious."""

from tinyv.expr.nodes import Node, Num, Op, Sym, Text, Unit


def show(node: Node) -> str:
    """The tree on one line. Rationals are exact; decimals keep the digits they were written with."""
    match node:
        case Num(value, decimals):
            if decimals is None:
                return str(value)
            scaled = value * 10**decimals
            digits = str(abs(scaled.p // scaled.q)).rjust(decimals + 1, "0")
            point = len(digits) - decimals
            return f"{'-' if value < 0 else ''}{digits[:point]}.{digits[point:]}"
        case Sym(name):
            return name
        case Unit(name):
            return f"[{name}]"
        case Text(text):
            return f'"{text}"'
        case Op(head, args):
            return f"({' '.join([head, *map(show, args)])})"
