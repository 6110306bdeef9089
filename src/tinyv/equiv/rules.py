"""The ordered table of rules, and the one function that asks it.

A rule is a plain function of two trees: equal, different, not shown; None passes the question on.
Each is symmetric. Rules on raw text come first: choices, times, dates and yes/no are no mathematics.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tinyv.equiv import (
    algebra,
    commas,
    congruences,
    conventions,
    dots,
    doubts,
    equations,
    families,
    inequalities,
    intervals,
    language,
    named,
    numbers,
    permutations,
    plainer,
    quantities,
    renaming,
    spoken,
    statements,
    vectors,
)
from tinyv.equiv import collections as gathered
from tinyv.equiv.context import DEFAULT, Context, Policy, Rule, Table, Word
from tinyv.equiv.question import read
from tinyv.expr.limits import MAX_CHARS, OverBudget
from tinyv.expr.parser import parse
from tinyv.remember import remembered

TextRule = Callable[[str, str, Context], Word | None]

TEXT_RULES: tuple[tuple[str, TextRule], ...] = (
    ("same-text", spoken.same_text),  # the same characters, white space aside
    ("choice", spoken.choice),  # (B) against the text of option B
    ("time", spoken.time),  # 7:30 pm is 19:30
    ("date", spoken.date),  # 20 September is September 20th
    ("yes-no", spoken.yes_no),  # "Yes, it can." is yes
    ("decimal-comma", spoken.decimal_comma),  # 12,5 is 12.5
    ("numbered", spoken.numbered),  # (2)(4) is 4 and 2; (1) x; (2) y is x and y
)
RULES: tuple[tuple[str, Rule], ...] = (
    ("identical", numbers.identical),  # the same tree
    ("rational", numbers.exact),  # p/q = r/s exactly when ps = qr
    ("rounding", numbers.rounding),  # 0.333 is 1/3 to the digits it shows
    ("convention", conventions.convention),  # 28 % is 0.28; 45 degrees is pi/4
    ("quantity", quantities.quantities),  # 1.5 km is 1500 m
    ("ratio", quantities.ratios),  # 4 : 6 is 2 : 3 is 2/3
    ("closed-form", numbers.closed_form),  # disjoint balls differ
    ("infinity", numbers.infinity),  # no number, and not its opposite
    ("matrix", vectors.matrices),  # entry by entry
    ("family", families.families),  # k pi, k in Z, in other letters
    ("renamed", renaming.renamed),  # (1 + 2t, t) is (1 + 2s, s)
    ("general-solution", renaming.spanned),  # A e^x + B e^-x is C cosh x + D sinh x
    ("dots", dots.dots),  # 1 + 2 + ... + n is n(n + 1)/2
    ("inequality", inequalities.inequalities),  # x + y < 3 is 2x < 6 - 2y
    ("interval", intervals.intervals),  # (2, oo) is x > 2
    ("collection", gathered.collections),  # lists, sets, tuples, labelled values
    ("statement", statements.statements),  # x = 5 is 5; f(t) = t^2 is f(x) = x^2
    ("left-side", statements.left_side),  # x + y = 5 is 5 where x + y is asked
    ("equation", equations.equations),  # the same zero set up to a constant factor
    ("solved", equations.solved),  # 6/x solves xy = 6
    ("antiderivative", equations.antiderivative),  # + C
    ("polynomial-identity", algebra.polynomial_identity),  # equal as rational functions
    ("sampled-identity", algebra.sampled_identity),  # equal at every sample point: evidence
    ("structure", language.structure),  # the same operation on equal parts
    ("language", language.language),  # "the price is 5 dollars", in a list
    ("text", spoken.text),  # words
)
# a rule that stands here is asked only where one of these heads or leaves is there: most pairs need few rules
_RELATIONS = {"=", "!=", "<", "<=", ">", ">=", "~", "chain", "in", "notin", "cong", "where"}
_GATHERED = {"list", "seq", "and", "or", "set", "tuple", "pm", "mp", "cases"}
NEEDS: dict[str, set[str]] = {
    "convention": {"percent", "degree", "unit"},
    "quantity": {"unit", "degree", "symbol"},
    "ratio": {"ratio"},
    "infinity": {"symbol"},
    "matrix": {"matrix", "tuple", "symbol"},
    "family": _RELATIONS | _GATHERED,
    "renamed": {"symbol"},
    "general-solution": {"symbol"},
    "dots": {"...", "sum", "prod"},
    "inequality": _RELATIONS,
    "interval": _RELATIONS | {"[]", "[)", "(]", "union", "inter", "minus", "builder", "words", "text", "set", "symbol"},
    "collection": _RELATIONS | _GATHERED | {"words"},
    "statement": _RELATIONS | {"implies", "list", "seq", "and", "call", "*"},
    "left-side": {"="},
    "equation": {"="},
    "solved": {"="},
    "antiderivative": {"symbol"},
    "polynomial-identity": {"symbol"},
    "sampled-identity": {"symbol"},
    "language": {"words"},
    "text": {"text", "words"},
}
# and these compare two closed numbers: no letter, word, relation or collection may be in them
_NO_NUMBER = frozenset({"symbol", "text", "unit", "words", "...", "interval", "union"} | _RELATIONS | _GATHERED)
_CLOSED = ("rational", "rounding", "closed-form")
_TABLE: Table = tuple(
    (name, rule, frozenset(NEEDS[name]) if name in NEEDS else None, _NO_NUMBER if name in _CLOSED else frozenset())
    for name, rule in RULES
)
LAST_RULES: tuple[tuple[str, TextRule], ...] = (  # on raw text again, where the trees left it open
    ("numeral", spoken.numeral),  # 二分之一 is 1/2
    ("sentence", language.sentence),  # "the price is 5 dollars"
    ("reworded", language.reworded),  # "m must be negative" is m < 0
    ("congruence", congruences.congruences),  # n = 4k + 2 is n = 2 (mod 4)
    ("named-values", named.named_values),  # "240 yuan (A), 210 yuan (B)"
    ("permutations", permutations.permuted),  # (1, 2, 3) and its permutations
    ("plainer", plainer.plainer),  # "the line y = 2x", "36, when a = b = 6" where a maximum is asked
    ("conclusion", language.conclusion),  # "cos C = 1/2, hence C = 60 degrees"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A word with the rule that said it. failure: the budget that ran out, if one did."""

    word: Word
    rule: str = ""
    failure: str | None = None


@remembered(2048)  # rollouts of one prompt say the same again and again
def decide(reference: str, answer: str, question: str = "", policy: Policy = DEFAULT) -> Decision:
    """Compare two short texts (delimiters stripped). Never raises on any text."""
    ctx = Context(_TABLE, policy, read(question))
    return _decide(reference, answer, ctx)


def _decide(reference: str, answer: str, ctx: Context) -> Decision:
    ctx.texts = (reference, answer)
    ctx.ordered = "respectively" in reference or "respectively" in answer
    if max(len(reference), len(answer)) > MAX_CHARS:
        same = reference == answer
        return Decision(Word.EQUAL, "same-text") if same else Decision(Word.OPEN, "", "over-budget: characters")
    try:
        for name, text_rule in TEXT_RULES:
            word = text_rule(reference, answer, ctx)
            if ctx.trace is not None:
                ctx.trace.append((name, word or ""))
            if word is not None:
                return Decision(word, name)
        word = ctx.compare(parse(reference), parse(answer))
        if word is Word.DIFFERENT:
            word = commas.reread(reference, answer, ctx)
        if word is Word.DIFFERENT and doubts.may_be_equal(reference, answer, ctx):
            word = Word.OPEN
        if word is Word.OPEN:
            for name, text_rule in LAST_RULES:
                last = text_rule(reference, answer, ctx)
                if ctx.trace is not None:
                    ctx.trace.append((name, last or ""))
                if last is not None and last is not Word.OPEN:
                    word, ctx.rule = last, name
                    break
        if word is not Word.OPEN and doubts.is_turned(reference, answer, ctx):
            word = Word.OPEN
        if word is Word.EQUAL and ctx.rule == "conclusion" and doubts.excepts(answer):
            word = Word.OPEN
    except OverBudget as limit:
        return Decision(Word.OPEN, ctx.rule, f"over-budget: {limit}")
    except Exception as error:  # a bug here must never end a training run; the tests hold that there is none
        return Decision(Word.OPEN, ctx.rule, f"internal: {type(error).__name__}")
    return Decision(word, ctx.rule)


def explain(
    reference: str, answer: str, question: str = "", policy: Policy = DEFAULT
) -> tuple[Decision, tuple[tuple[str, str], ...]]:
    """The decision, and every rule asked with its word ("" where it did not apply)."""
    ctx = Context(_TABLE, policy, read(question))
    ctx.trace = []
    decision = _decide(reference, answer, ctx)
    return decision, tuple(ctx.trace)
