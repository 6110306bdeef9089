"""Words beside a value that change what it says, and words that do not."""

import re

CHANGES = re.compile(
    r"\b(?:not|no|never|less|more|fewer|than|least|most|over|under|above|below|about|almost|nearly|except|without|times|hundreds?|thousands?|"
    r"millions?|billions?|dozens?|pairs?|half|double|twice|percent|per|squared|cubed|or|between|from|to|either|neither|nor|another|other|any|"
    r"if|unless|maybe|perhaps|might|could|greater|smaller|larger|before|after|ago|extra|additional|remaining|negative|minus|plus|up|down|"
    r"left|right|north|south|east|west|upwards?|downwards?|profit|loss|gain|lose|lost|won|owes?|increase|decrease|rise|fall|rising|falling|"
    r"minimum|maximum|min|max|inverse|reciprocal|opposite|incorrect|wrong|false|instead|expected|reference|baskets?|boxes|groups?)\b"
    r"|不|非|没|亿|万|千|百|或|大于|小于|至少|至多|超过",
    re.IGNORECASE,
)
COPULA = re.compile(
    r"(?:\b(?:is|are|was|were|equals?|be|becomes?|gives?|get|costs?|has|have|had|takes?|makes?|needs?|contains?|there (?:is|are)|=|"
    r"total(?:s|ed)?)\b|[:：是为=])\s*$"
)
FILLER = frozenset(
    "the a an is are was of in on at for and total answer value number so thus therefore hence final result we it its this that there have has get"
    " exactly equal to be all with by he she they her his their them you sum area length units unit".split()
)
MEASURE_WORDS = frozenset("个 只 人 本 支 件 条 张 辆 棵 块 次 名 位 种 头 台 把 道 颗 页 双 盒 箱 朵 根 份 套 间 座 艘 架 匹 户 组 队 层 级 场 题 分 岁".split())


def changes(text: str) -> bool:
    """Does a word of the text change what a number beside it says?"""
    return bool(CHANGES.search(text))
