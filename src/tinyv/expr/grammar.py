"""Brackets, relations and operators with their binding powers: the grammar as tables."""

OPEN = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
CLOSE = {")": ("(", "["), "]": ("(", "["), "}": ("{",), "\\}": ("\\{", "{"), "⟩": ("⟨",), "⌋": ("⌊",), "⌉": ("⌈",)}
RELATIONS = {
    "=": "=", "is": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "~": "~", "in": "in", "notin": "notin",
    "subset": "subset", "cong": "cong", "->": "->", "↦": "maps", "∥": "parallel", "⊥": "perp",
}  # fmt: skip
# binding powers: a larger one binds tighter
RATIO, SETS, SUM, UNIT, NEGATION, PRODUCT, POWER, POSTFIX = 10, 20, 30, 38, 35, 40, 60, 70
INFIX = {
    ":": RATIO, "to": RATIO, "∪": SETS, "∩": SETS, "\\": SETS, "+": SUM, "-": SUM, "±": SUM, "∓": SUM,
    "*": PRODUCT, "/": PRODUCT, "÷": PRODUCT, "mod": PRODUCT, "over": PRODUCT, "per": PRODUCT, "choose": PRODUCT,
    "∘": PRODUCT,
    "^": POWER, "!": POSTFIX, "!!": POSTFIX, "%": POSTFIX, "°": POSTFIX, "'": POSTFIX, "_": POSTFIX,
    "squared": POSTFIX, "cubed": POSTFIX, "USD$": UNIT, "€": UNIT, "£": UNIT, "¥": UNIT, "₹": UNIT,
}  # fmt: skip
INFIX_HEADS = {"∪": "union", "∩": "inter", "\\": "minus", "mod": "mod", "∘": "compose"}
PREFIX_OPERATORS = {"-", "+", "±", "∓"}
OPERAND_KINDS = {"num", "sym", "fn", "frac", "binom", "sqrt", "big", "wrap", "bar", "begin"}
OPERAND_OPS = {"(", "[", "{", "\\{", "⟨", "⌊", "⌈", "∠", "△"}
CURRENCIES = {"USD$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₹": "INR"}
CALLABLE = {"f", "g", "h", "F", "G", "H", "O", "Theta", "phi", "psi", "Phi", "Psi"}
NUMBER_SETS = {"RR", "ZZ", "NN", "QQ", "CC"}
