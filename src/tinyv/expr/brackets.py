"""Which bracket closes which, before anything is parsed: round, square, curly, angle, |...| and ]a, b[."""

from tinyv.expr.grammar import CLOSE, OPEN
from tinyv.expr.lexer import STOP, Token
from tinyv.expr.limits import MAX_DEPTH, OverBudget

_SEPARATORS = {",", ";", "&", "\\\\", "and", "or", "=>", "where"}
_OPERAND_ENDS = {")", "]", "}", "\\}", "⟩", "⌋", "⌉", "!", "'", "%", "°", "..."}
_OPERANDS = {"num", "sym", "end", "unit"}
_AFTER_INTERVAL = {"∪", "∩", "\\", "or", "and", ",", ";", ".", "where", ")", "=>"}
_REACH = 5  # how many unclosed brackets a closer may pass over to find its opener


def match_brackets(tokens: list[Token]) -> tuple[list[Token], dict[int, int]]:
    """Tokens without closers that open nothing, and for each opener the index of its closer.

    An opener that is never closed reaches to the end: `(1, 2` is damaged and still clear. Bars are paired
    within their level; a bar that stands alone (`a | b`) is no bracket.
    """
    brackets = [t.text for t in tokens if t.text == "[" or t.text == "]"]
    if brackets and (brackets[0] == "]" or brackets[-1] == "["):
        tokens = _turned(tokens)
    kept: list[Token] = []
    stack: list[int] = []
    match: dict[int, int] = {}
    levels: list[list[int]] = [[]]  # of bars
    for token in tokens:
        at = len(kept)
        kind, text = token.kind, token.text
        if kind == "op":
            if text in OPEN:
                stack.append(at)
                levels.append([])
            elif text in CLOSE:
                depth = _opener(stack, kept, CLOSE[text])
                if depth < 0:
                    continue
                _close(stack, levels, depth, at, kept, match)
            elif text == "|" or text == "‖":
                levels[-1].append(at)
            elif levels[-1] and text in _SEPARATORS:
                _pair_bars(levels[-1], kept, match)
                levels[-1] = []
        elif kind == "begin":
            stack.append(at)
            levels.append([])
        elif kind == "end":
            depth = _opener(stack, kept, ())
            if depth < 0:
                continue
            _close(stack, levels, depth, at, kept, match)
        kept.append(token)
        if len(stack) > MAX_DEPTH:
            raise OverBudget("depth")
    _close(stack, levels, 0, len(kept), kept, match)
    _pair_bars(levels[0], kept, match)
    return kept, match


def _opener(stack: list[int], kept: list[Token], wanted: tuple[str, ...]) -> int:
    """Where in the stack the opener of a closer lies; -1 if it has none. `wanted` is empty for \\end."""
    for depth in range(len(stack) - 1, max(-1, len(stack) - 1 - _REACH), -1):
        opener = kept[stack[depth]]
        if (opener.text in wanted) if wanted and opener.kind == "op" else (not wanted and opener.kind == "begin"):
            return depth
    return -1


def _close(
    stack: list[int], levels: list[list[int]], depth: int, at: int, kept: list[Token], match: dict[int, int]
) -> None:
    for opener in stack[depth:]:
        match[opener] = at
    for bars in levels[depth + 1 :]:
        _pair_bars(bars, kept, match)
    del stack[depth:], levels[depth + 1 :]


def _pair_bars(bars: list[int], kept: list[Token], match: dict[int, int]) -> None:
    """Bars of one level: one closes if an operand stands before it and another is open; \\mid opens after none."""
    waiting: list[int] = []
    closed: set[int] = set()
    for count, at in enumerate(bars):
        before = kept[at - 1] if at else STOP
        after_operand = before.kind in _OPERANDS or before.text in _OPERAND_ENDS or at - 1 in closed
        if waiting and after_operand and kept[waiting[-1]].text == kept[at].text:
            match[waiting.pop()] = at
            closed.add(at)
        elif not (after_operand and not waiting and ((len(bars) - count) % 2 or kept[at].raw)):
            waiting.append(at)


def _turned(tokens: list[Token]) -> list[Token]:
    """`]0, 1[` as `(0, 1)`: square brackets that stand the wrong way round an interval."""
    out = list(tokens)
    marks = [i for i, t in enumerate(tokens) if t.kind == "op" and t.text in ("[", "]")]
    k = 0
    while k + 1 < len(marks):
        lo, hi = marks[k : k + 2]
        left, right = tokens[lo].text, tokens[hi].text
        inner = [t.text for t in tokens[lo + 1 : hi] if t.text in (",", ";")]
        ends = hi + 1 == len(tokens) or tokens[hi + 1].text in _AFTER_INTERVAL
        ends = ends and sum((t.text == "(") - (t.text == ")") for t in tokens[lo:hi]) == 0  # not `0] ∪ (1, 2]`
        if (len(inner) == 1 or inner.count(";") == 1) and (left, right) != ("[", "]") and ends:
            out[lo] = Token("op", "(" if left == "]" else "[", tokens[lo].space)
            out[hi] = Token("op", ")" if right == "[" else "]", tokens[hi].space)
            if len(inner) > 1:
                _decimal_commas(out, lo, hi)
            k += 2
        else:
            k += 2 if left == "[" and right == "]" else 1
    return [token for token in out if token.kind]


def _decimal_commas(tokens: list[Token], lo: int, hi: int) -> None:
    """`2,5 ; 3` holds two numbers: what a comma joined is one token, its places are left empty."""
    for at in range(lo + 2, hi - 1):
        before, comma, after = tokens[at - 1 : at + 2]
        joined = comma.text == "," and not comma.space and not after.space
        if joined and before.text.isdecimal() and after.text.isdecimal():
            tokens[at - 1] = tokens[at] = Token("", "")
            tokens[at + 1] = Token("num", f"{before.text}.{after.text}", before.space)
