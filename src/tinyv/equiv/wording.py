"""Words beside a value: those that change what it says, and those that do not."""

import re

CHANGES = re.compile(
    r"\bat (?:least|most)\b|\b(?:more|less|fewer|greater|smaller|larger) than\s*$|\b(?:not|no|never|less|more|fewer|than|least|most|over|under|above|below|almost|nearly|except|without|times|hundreds?|thousands?|"
    r"millions?|billions?|trillions?|dozens?|pairs?|half|double|twice|thrice|percent|per|squared|cubed|or|between|from|to|either|neither|nor|"
    r"another|other|any|if|unless|maybe|perhaps|might|could|greater|smaller|larger|before|after|ago|extra|additional|remaining|negative|"
    r"minus|plus|up|down|left|right|north|south|east|west|upwards?|downwards?|profit|loss|gain|lose|lost|won|owes?|increases?|decreases?|"
    r"rises?|falls?|rising|falling|minimum|maximum|min|max|minimal|maximal|inverse|reciprocal|opposite|incorrect|wrong|false|instead|expected|"
    r"reference|baskets?|boxes|groups?|until|off|by|first|second|third|last|next|previous|both|each|every|cannot|n't|would|should|"
    r"(?:root|square|cube|logarithm|log|sine|cosine|tangent|power|exponent|index|factorial|multiple|factor|digit|sum|product|ratio|quotient)s? of|"
    r"exponent|whose)\b"
    r"|[不非没亿万千百或前后剩第]|大于|小于|至少|至多|超过",
    re.IGNORECASE,
)  # fmt: skip
# those that say nothing new where the question says them too, and not their opposites
ECHOES = {
    word: frozenset(opposites.split())
    for word, opposites in (
        ("maximum", "minimum min minimal least smallest"), ("max", "minimum min minimal least smallest"),
        ("maximal", "minimum min minimal least smallest"), ("minimum", "maximum max maximal greatest largest most"),
        ("min", "maximum max maximal greatest largest most"), ("minimal", "maximum max maximal greatest largest most"),
        ("least", "most greatest largest maximum"), ("most", "least smallest minimum"), ("smaller", "larger greater"),
        ("larger", "smaller less"), ("greater", "smaller less"), ("profit", "loss"), ("loss", "profit gain"), ("gain", "loss"),
        ("left", "right"), ("right", "left"), ("after", "before"), ("before", "after"), ("remaining", ""), ("from", ""), ("to", ""),
        ("per", ""), ("by", ""), ("each", ""), ("every", ""), ("first", "second third last"), ("second", "first third last"),
        ("third", "first second last"), ("last", "first second third"), ("over", "under"), ("above", "below"), ("below", "above"),
        ("extra", ""), ("additional", ""), ("between", ""), ("increase", "decrease"), ("decrease", "increase"), ("percent", ""),
        ("negative", "positive"), ("opposite", "adjacent"), ("inverse", ""), ("reciprocal", ""), ("would", ""), ("should", ""),
        ("boxes", ""), ("baskets", ""), ("groups", ""), ("pairs", ""), ("times", ""), ("up", "down"), ("down", "up"),
    )
}  # fmt: skip
ABOUT = re.compile(r"\b(?:about|approximately|approx\.?|roughly|around|nearly equal to|close to)\s*$|(?:约为?|大约|近似[为于]?)$", re.IGNORECASE)
COPULA = re.compile(
    r"(?:\b(?:is|are|was|were|equals?|be|becomes?|gives?|get|gets|costs?|has|have|had|takes?|makes?|needs?|contains?|there (?:is|are)|"
    r"total(?:s|ed)?|(?:is|are) equal to|comes to|amounts to|"
    r"(?:value|total|length|area|volume|perimeter|distance|height|width|cost|price|profit|weight|mass|age|probability|answer|average|mean) of)\b|[:：是为=有])\s*$"
)
FILLER = frozenset(
    "the a an is are was of in on at for and total answer value number so thus therefore hence final result we it its this that there have has get"
    " exactly equal to be all with by he she they his her their them you sum area length units unit correct then which here i".split()
)
MEASURE_WORDS = frozenset("个 只 人 本 支 件 条 张 辆 棵 块 次 名 位 种 头 台 把 道 颗 页 双 盒 箱 朵 根 份 套 间 座 艘 架 匹 户 组 队 层 级 场 题 分 岁".split())
# after a measurement
MEASURES = frozenset("long wide high tall deep thick old away apart far altogether total all away distance".split())
# around an answer that is the only one
SOLE = FILLER | frozenset(
    "only sole unique one solution solutions pair pairs triple triples function functions root roots values possible required desired our"
    " does do satisfying works work given equation system namely these those such".split()
)
# what an answer may be called
NAMES = frozenset(
    "set domain range interval intervals equation curve function expression formula general term point points probability ratio"
    " coordinates locus line graph image inverse region measure angle measures size distance number numbers count cost price amount following".split()
)


def changing(text: str, asked: frozenset[str]) -> bool:
    """Does a word change what the number beside it says? One that the question says too says nothing new.

    asked: the question's words.
    """
    for found in CHANGES.finditer(text):
        opposites = ECHOES.get(found[0].lower())
        if opposites is None or found[0].lower() not in asked or opposites & asked:
            return True
    return False
