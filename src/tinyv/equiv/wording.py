"""Words beside a value: those that change what it says, and those that do not."""

import re

from tinyv.equiv.vocabulary import word_set
from tinyv.lazy import lazy

_CHANGING = """
not no never less more fewer than least most over under above below almost nearly except without times
hundreds? thousands? millions? billions? trillions? dozens? pairs? half double twice thrice percent per
squared cubed or between from to either neither nor another other any if unless maybe perhaps might could
greater smaller larger before after ago extra additional remaining negative minus plus up down left right
north south east west upwards? downwards? profit loss gain lose lost won owes? increases? decreases? rises?
falls? rising falling minimum maximum min max minimal maximal inverse reciprocal opposite incorrect wrong
false instead expected reference baskets? boxes groups? until off by first second third last next previous
both each every cannot n't would should exponent whose
"""
CHANGES = lazy(
    r"\bat (?:least|most)\b|\b(?:more|less|fewer|greater|smaller|larger) than\s*$"
    r"|\b(?:root|square|cube|logarithm|log|sine|cosine|tangent|power|exponent|index|factorial|multiple|factor|digit|sum"
    r"|product|ratio|quotient)s? of\b"
    rf"|\b(?:{'|'.join(_CHANGING.split())})\b"
    r"|[不非没亿万千百或前后剩第]|大于|小于|至少|至多|超过",
    re.IGNORECASE,
)
# words that say nothing new where the question says them too, and none of their opposites
_ECHOED = """
maximum max maximal: minimum min minimal least smallest
minimum min minimal: maximum max maximal greatest largest most
least: most greatest largest maximum
most: least smallest minimum
smaller: larger greater
larger greater: smaller less
profit gain: loss
loss: profit gain
left: right
right: left
after: before
before: after
first: second third last
second: first third last
third: first second last
last: first second third
over: under
above: below
below: above
increase: decrease
decrease: increase
negative: positive
opposite: adjacent
up: down
down: up
remaining from to per by each every extra additional between percent inverse reciprocal would should:
boxes baskets groups pairs times:
"""
ECHOES = {
    word: frozenset(opposites.split())
    for words, _, opposites in (row.partition(":") for row in _ECHOED.strip().splitlines())
    for word in words.split()
}
ABOUT = lazy(
    r"\b(?:about|approximately|approx\.?|roughly|around|nearly equal to|close to)\s*$|(?:约为?|大约|近似[为于]?)$",
    re.IGNORECASE,
)
COPULA = lazy(
    r"(?:\b(?:is|are|was|were|equals?|be|becomes?|gives?|get|gets|costs?|has|have|had|takes?|makes?|needs?|"
    r"contains?|there (?:is|are)|"
    r"pays?|paid|sells?|sold|earns?|earned|spends?|spent|saves?|saved|raised?|made|receives?|received|got|buys?|bought|drives?|drove|"
    r"walks?|walked|runs?|travel(?:s|ed)?|reads?|uses?|used|scored?|collect(?:s|ed)|caught|picked|baked|needed|requires?|holds?|weighs?|"
    r"measures|lasts?|produces?|produced|simplifies to|reduces to|leaves|"
    r"total(?:s|ed)?|(?:is|are) equal to|comes to|amounts to|"
    r"(?:value|total|length|area|volume|perimeter|distance|height|width|cost|price|profit|weight|mass|age|"
    r"probability|answer|average|mean) of)\b|[:：是为=有])\s*$"
)
FILLER = word_set(
    "the a an is are was of in on at for and total answer value number so thus therefore hence final result "
    "we it its this that there have has get exactly equal to be all with by he she they his her their them "
    "you sum area length units unit correct then which here i"
)
MEASURE_WORDS = word_set(
    "个 只 人 本 支 件 条 张 辆 棵 块 次 名 位 种 头 台 把 道 颗 页 双 盒 箱 "
    "朵 根 份 套 间 座 艘 架 匹 户 组 队 层 级 场 题 分 岁"
)
# after a measurement
MEASURES = word_set("long wide high tall deep thick old away apart far altogether total all away distance")
# around an answer that is the only one
SOLE = FILLER | word_set(
    "only sole unique one solution solutions pair pairs triple triples function functions root roots values "
    "possible required desired our does do satisfying works work given equation system namely these those "
    "such"
)
# what an answer may be called
NAMES = word_set(
    "set domain range interval intervals equation curve function expression formula general term point points "
    "probability ratio coordinates locus line graph image inverse region measure angle measures size distance "
    "number numbers count cost price amount following"
)


_LEFT_OVER = word_set("left remain remains remained remaining leftover still")
_MEANS = {"left": _LEFT_OVER, "remaining": _LEFT_OVER}


def changing(text: str, asked: frozenset[str]) -> bool:
    """Does a word change what the number beside it says? One that the question says too says nothing new.

    asked: the question's words.
    """
    for found in CHANGES.finditer(text):
        word = found[0].lower()
        opposites = ECHOES.get(word, ECHOES.get(f"{word}s"))
        if opposites is None or not ({word, f"{word}s"} & asked) or opposites & asked:
            return True
    return False
