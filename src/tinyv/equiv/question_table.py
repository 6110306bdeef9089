"""What words in a question tell: one row a fact, each row a list of alternatives in any case of letters."""

from __future__ import annotations

import re

from tinyv.lazy import lazy


def _any(*alternatives: str) -> re.Pattern[str]:
    return lazy("|".join(alternatives), re.IGNORECASE)


ANGLE = _any(
    r"angle", r"degree", r"\\circ", r"°", r"inclination", r"bearing", r"radian", r"\\theta", r"\\alpha", r"rotat",
    r"角", r"度",
)  # fmt: skip
PERCENT = _any(
    r"what percent", r"percentage", r"(?:as|in|to|of|by) (?:a |the |what |how many )?percent",
    r"\b[a-z] ?(?:percent|\\?%)", r"how (?:many|much) percent", r"rate of", r"百分",
)  # fmt: skip
ORDERED = _any(
    r"respectively", r"分别", r"依次", r"in (?:that|this) order\?",
    r"\b(?:in|into) (?:\w+ )?(?:ascending|descending|increasing|decreasing|order)\b",
    r"\b(?:find|determine|calculate|compute|give|state|what (?:is|are)) (?:both )?the \w+ (?:\$?\\?\w+\$? )?"
    r"and (?:the )?\$?\w+",
    r"\bfrom (?:the )?(?:\w+est|least|most)\b", r"first (?:\w+ )?terms\b",
    r"how (?:many|much)\b[^.?]{1,80}\bhow (?:many|much)\b", r"从[大小]到[大小]",
)  # fmt: skip
UNKNOWN = lazy(
    r"\b(?:what is|find|determine|value of|solve for|compute|calculate) \$?\\?\(?([a-z])\$?\\?\)?"
    r"(?=[.?,]|$| (?:if|when|in|such|given|so)\b)"
)
ALL_VALUES = _any(
    r"\b(?:all|any|every|possible) (?:\w+ ){0,3}(?:values?|solutions?|roots?|numbers?|integers?|pairs?)\b",
    r"(?:find|determine) all", r"所有",
)  # fmt: skip
ARRANGING = _any(r"\b(?:order|arrange|rank|sort|sequence|path|route|finish|queue|permut|spell|code)", r"排列", r"顺序")
VALUES_OF = _any(
    r"(?:values? of|find|determine|compute|calculate|solve for|求)"
    r"((?:[\s$,]|and|和|、)*(?:[a-zA-Z](?:_\{?\w\}?)?(?:[\s$,]|and|和|、)+){2,8})"
)
SINGLE = lazy(r"(?<![a-zA-Z])[a-zA-Z](?![a-zA-Z])")
DIRECTION = _any(
    r"direction vector", r"normal vector", r"eigenvector", r"direction ratio", r"parallel to", r"basis",
    r"方向向量", r"法向量",
)  # fmt: skip
INTEGRAL = _any(
    r"\\int", r"∫", r"integral", r"antiderivative", r"integrate", r"differential equation", r"primitive",
    r"积分", r"原函数",
)  # fmt: skip
INTEGERS = _any(
    r"integer", r"natural number", r"positive whole", r"sequence", r"nth", r"n-th", r"n\^\{?th", r"term", r"induction",
    r"整数", r"自然数", r"数列",
)  # fmt: skip
SCIENTIFIC = _any(r"scientific notation", r"standard form", r"科学记数法", r"科学计数法")
EXACT = _any(
    r"\bexact(?:ly)? (?:\w+ )?(?:value|answer|form|length|area|expression|solution)", r"in terms of (?:\$?\\?pi|π)",
    r"simplest (?:radical|surd)", r"single (?:term|radical|surd)", r"leave your answer in",
)  # fmt: skip
ROUNDING = _any(
    r"\bround(?:ed|ing)?\b(?! (?:trip|table))", r"nearest", r"approximat", r"decimal place", r"decimals\b",
    r"significant", r"\babout how", r"estimate", r"places after", r"保留", r"精确到", r"约",
)  # fmt: skip
ROUNDS_GIVEN = _any(r"\bround (?:off )?(?:the number )?\$?\d")
BOUNDS = _any(  # a given value is rounded, and its limits are asked for
    r"(?:rounded|correct|measured|given) to the nearest [^.?]{1,60}[.?][^.?]{0,60}"
    r"(?:smallest|least|lowest|greatest|largest|maximum|minimum) possible",
    r"(?:upper|lower) bound",
)
COUNTED = _any(r"(?:how many|how much|number of|多少)\s+((?:[a-z]+\s+){0,3}[a-z]+)")
RADIANS = _any(r"radian", r"弧度")
DEGREES = _any(r"degree", r"\\circ", r"°", r"度")
SECTOR = _any(r"\b(?:sector|arc)\b", r"扇形", r"弧")
COTERMINAL = _any(r"terminal side", r"coterminal", r"终边")
CHANGE = _any(r"chang|decreas|reduc|drop|loss|lost|fall|fell|less|discount", r"减少", r"下降")
CLOCK = _any(r"\b(?:what|which) time\b", r"\bo'clock\b", r"\b(?:a\.?m|p\.?m)\b", r"几点")
BASE = _any(r"\bbase[\s$-]{0,3}(?:\{?(\d{1,2})\b|([a-z]+))|\b(binary|ternary|quaternary|octal|hexadecimal)\b")
MIXED = _any(r"\b(?:as|to|into|in) an? (?:\w+ )?(?:mixed number|improper fraction)")
PRIMES = _any(r"product of (?:\w+ )?primes?\b", r"prime factori[sz]ation", r"分解质因数")
REDUCED = _any(
    r"lowest terms", r"simplest form", r"irreducible", r"simplif", r"reduced? (?:the )?fraction", r"最简", r"约分"
)
OPEN_ENDED = _any(  # more than one answer is right
    r"just write one", r"write (?:down |out )?(?:an?|any|one|some)\b", r"give (?:an|one|any|some) ",
    r"(?:one|an) example", r"fill in (?:an?|any|one|what)\b", r"\b(?:one|a) (?:possible|suitable) ", r"not unique",
    r"answers? (?:may|can) vary",
    r"find (?:an?|any|one) (?:\w+ )?(?:pair|triple|example|basis|vector|function|polynomial|matrix|permutation)",
    r"particular solution", r"\bconstruct an?\b", r"(?:can|could|may) be (?:\$?\\?_|\\underline|\\qquad)",
    r"sufficient to (?:provide|give)", r"写出一个", r"任意写", r"答案不唯一", r"一个即可", r"一组即可", r"只需写",
    r"举(?:出)?一个", r"写一个", r"填(?:写)?一个",
)  # fmt: skip
BLANK = _any(r"(?:\\?_\s*){2,}", r"\\q?quad\s*(?:\\q?quad)+", r"\\underline\{(?:\\q?quad|\s|\\,|~|\\ )*\}", r"\xa0{3,}")
BLANK_OF = lazy(r"(?<![A-Za-z\\])([A-Za-z])\$?\s*=\s*\$?\s*(?:\\?_\s*\\?_|\\q?quad|\\underline\{\\q?quad)")
WAY = _any(r"from (?:the )?([a-z]+) to (?:the )?([a-z]+)", r"从([大小高低长短])到([大小高低长短])")
CONVERSION = _any(r"\b(?:express|convert|change|write|rewrite)\b", r"化为", r"换算")

# pieces of text

WORDS = lazy(r"[^\W\d_]+")
LETTERS = lazy(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])|\\[a-z]+")
DIGITS = lazy(r"\d+")
SEPARATOR = lazy(r"(?<=\d)(?:[ ,]|\\,|\{,\})(?=\d{3}(?!\d))")  # between groups of three digits
VARIABLE = lazy(r"\$([A-Za-z])\$|(?<![A-Za-z])([A-Za-z])\s*[=<>+]")
SPACE = lazy(r"\s+|\$|\\[,;!:]|\{,\}")
