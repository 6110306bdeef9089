"""Answers in words: canonical words, truth values, existence tags, small closed classes, their comparison.

All of it is about strings that are not mathematics. Equal means that no reading separates the two texts,
different means opposites of one closed class; the rest is not shown: paraphrases, several answers in one
sentence, explanations without "because", languages beyond English and a little Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from tinyv.expr.words import STARTERS, TENS, number_words, ordinal, ordinal_words

MAX_TEXT = 1500  # characters; a longer text is an essay, and no table settles it
MAX_ASK = 400  # characters of the question's last sentence
Words = tuple[str, ...]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# ---- tables -----------------------------------------------------------------------------------

_SPELLING = dict(
    pair.split(":")
    for pair in _set(
        "centre:center metre:meter litre:liter colour:color grey:gray neighbour:neighbor favourite:favorite "
        "honour:honor kilometre:kilometer centimetre:centimeter millimetre:millimeter fibre:fiber theatre:theater "
        "maths:math coloured:colored centred:centered labelled:labeled travelled:traveled cheque:check "
        "programme:program analyse:analyze factorise:factorize maximise:maximize minimise:minimize "
        "generalised:generalized trapezium:trapezoid anticlockwise:counterclockwise people:person men:man women:woman "
        "children:child feet:foot vertices:vertex axes:axis radii:radius foci:focus loci:locus matrices:matrix "
        "geese:goose mice:mouse \\triangle:triangle △:triangle \\angle:angle ∠:angle \\varnothing:∅ \\emptyset:∅ "
        "\\infty:∞ &:and \\&:and does:does always:always series:series perhaps:perhaps "
        "sometimes:sometimes lost:lose won:win"
    )
)
_LAYOUT = _set('$ " “ ” ` \\left \\right \\displaystyle \\quad \\qquad \\; \\, \\! \\: \\ 。 ！ ？ ?') | {"\\ "}
_SEPARATORS = _set(", ; : ， ； ： 、 ( ) （ ） [ ] . ! ' ’ ‘ – — -")
_NOT_AFTER_ARTICLE = _set(  # "a wins", "a plus b": there "a" is a name
    "and or is has are was can will must plus minus times over squared cubed equals if then in to does divides mod"
)

# words that carry no part of an answer
FILLERS = _set(
    "it this that they he she we you is are be was were will there the answer final therefore thus so hence which "
    "result conclusion being would"
)
# words that may turn an answer round: the question cannot make them fillers
CONTRAST = _set(
    "not no never non neither nor none nobody nothing except only or and but less more fewer greater smaller larger "
    "least most all every any some each both if unless than then before after lose lie false wrong without over under "
    "above below to from by per twice double outside inside opposite other another almost nearly about half same "
    "different first last minimum maximum min max equal unequal incorrect impossible loser liar exactly sum "
    "difference product with 's"
)
_SEQUENTIAL = _set("then add multiply divide subtract shift rotate reflect stretch translate move not")
_ORDERED_ASK = re.compile(
    r"order|respectiv|first|then|sequence|rank|place|who|____.*____|\band (?:what|how|which)|list", re.I
)

_TRUTHS = {word: (value, family) for word, value, family in (
    ("yes", True, "yes"), ("no", False, "yes"), ("true", True, "true"), ("false", False, "true"),
    ("correct", True, "true"), ("incorrect", False, "true"))}  # fmt: skip
_HAN_TRUTHS = {
    word: (value, family)
    for family, value, words in (
        ("yes", True, "是 是的"),
        ("yes", False, "否 不是 不"),
        ("true", True, "对 正确 是真的 真 真命题 对的"),
        ("true", False, "错 错误 不对 不正确 假 假命题 错的"),
        ("can", True, "能 可以 可能 能够 存在"),
        ("can", False, "不能 不可以 不可能 不能够 不可"),
    )
    for word in _set(words)
}
_POLAR = {
    word: (value, family)
    for family, value, words in (
        ("true", True, "true correct hold"),
        ("true", False, "false incorrect untrue"),
        ("can", True, "possible can could exist such"),
        ("can", False, "impossible"),
        ("yes", True, "yes"),
    )
    for word in _set(words)
}
_NEGATIONS = _set("not no")
_AUXILIARY = _set("is are be was were do does did will would has have can could")
_PRONOUNS = _set("it this that they he she we you there")
_NEUTRAL = _AUXILIARY | _PRONOUNS | _set(
    "a an the statement claim proposition assertion conjecture done achieved so exists value number integer pair "
    "triple function set sequence way arrangement example thing"
)  # fmt: skip
_HEDGES = _set("maybe perhaps sometimes depend depending unless partly partially unknown unclear sure")
_CONDITIONS = _set("if only but when whenever except provided for or and")

_EXISTENCE = """
none: no solution; no solution exist; has no solution; have no solution; solution does not exist;
     solutions do not exist; does not have solution; do not have solution; does not have any solution; does not exist;
     do not exist; not exist; doesnt exist; dne; D N E; none; empty; empty set; null set; ∅; no root; no root exist;
     has no root; nonexistent; impossible; no such; no such exist; no value; no value exist; inconsistent; unsolvable;
     no limit; 无解; 不存在; 没有解; 方程无解; 空集; 无实数解; 无实数根; 没有实数根; 无实根; 没有实数解
undefined: undefined; not defined; 无定义; 未定义; 没有意义; 无意义
infinite: infinitely many; infinite many; infinite; infinitely many solutions; infinite solutions;
     infinite number of solutions; an infinite number; infinite number of; endless; 无穷多; 无数; 无数个;
     无穷多个; 无限多; 无穷多解; 有无穷多解; 无数解
all-reals: all real numbers; all real; any real number; every real number; all of ℝ; ℝ; set of all real numbers;
     set of real numbers; real numbers; 全体实数; 任意实数; 一切实数; 实数集; 所有实数
undetermined: can not be determined; not enough information; insufficient information; indeterminate;
     undetermined; impossible to determine; can not determine; not possible to determine; not enough data;
     insufficient data; can not tell; can not be known; not determinable; not enough information given;
     不能确定; 无法确定; 无法判断; 不确定; 不能判断
"""
_EXISTENCE_SKIP = FILLERS | _set("can equation system inequality given question")
_QUALIFIERS = _set("real integer rational positive natural valid")

# closed classes: "[class] fillers", then "member: ways to say it". Members exclude each other unless the
# class is open.
_CLOSED = """
[parity] function f x g y ( ) number integer n N k m all any every must
odd: odd; 奇函数; 奇数; 奇
even: even; 偶函数; 偶数; 偶
neither: neither; neither odd nor even; neither even nor odd; 非奇非偶函数; 非奇非偶
[monotone] function f x y ( ) monotonically strictly monotonic monotone
increasing: increasing; increase; 增函数; 单调递增; 递增; 单调增; 增大; 增加; 上升
decreasing: decreasing; decrease; 减函数; 单调递减; 递减; 单调减; 减小; 减少; 下降
[sign open] number value sign
positive: positive; 正; 正数; 正的
negative: negative; 负; 负数; 负的
zero: zero; 零
nonnegative: nonnegative; non-negative; 非负数
nonpositive: nonpositive; non-positive; 非正数
[quadrant] quadrant in lie located point angle α θ of
1: 1; 1st; I; 第一象限
2: 2; 2nd; ii; 第二象限
3: 3; 3rd; iii; 第三象限
4: 4; 4th; iv; 第四象限
[player] player win will has winning strategy always can game
first: player 1; 1st player; player who moves 1st; player who goes 1st; player who starts; starting player;
     one who starts; one who moves 1st; one who goes 1st; whoever moves 1st; whoever goes 1st; whoever starts;
     player moving 1st; player going 1st; player who begins; player that moves 1st; player who plays 1st; 先手;
     先手胜; 先手必胜
second: player 2; 2nd player; player who moves 2nd; player who goes 2nd; one who moves 2nd; one who goes 2nd;
     whoever moves 2nd; whoever goes 2nd; player moving 2nd; player going 2nd; player that moves 2nd;
     player who plays 2nd; 后手; 后手胜; 后手必胜
[angle] triangle angled angle
acute: acute; 锐角三角形; 锐角
right: right; 直角三角形; 直角
obtuse: obtuse; 钝角三角形; 钝角
[triangle open] triangle angled
isosceles: isosceles; 等腰三角形
equilateral: equilateral; 等边三角形; 正三角形
isosceles right: isosceles right; right isosceles; 等腰直角三角形
scalene: scalene
[lines open] line plane to with each other one another vector intersecting
parallel: parallel; 平行
perpendicular: perpendicular; orthogonal; mutually perpendicular; 垂直; 互相垂直
skew: skew; 异面
coincident: coincide; coincident; 重合
[circles] circle with each other to at 2 point
externally tangent: externally tangent; tangent externally; external tangency; 外切
internally tangent: internally tangent; tangent internally; internal tangency; 内切
intersecting: intersect; intersecting; 相交
separate: separate; disjoint; 相离; 外离
[line and circle] line circle to at 2 point
intersecting: intersect; intersecting; 相交
tangent: tangent; 相切
separate: separate; disjoint; 相离
[conic] curve graph
ellipse: ellipse; 椭圆
parabola: parabola; 抛物线
hyperbola: hyperbola; 双曲线
[shape open] shape figure form
circle: circle; 圆
square: square; 正方形
rectangle: rectangle; 矩形; 长方形
rhombus: rhombus; 菱形
parallelogram: parallelogram; 平行四边形
trapezoid: trapezoid; 梯形
line: line; straight line; 直线
hexagon: hexagon; 六边形
pentagon: pentagon; 五边形
octagon: octagon; 八边形
sphere: sphere; 球
cube: cube; 正方体
cylinder: cylinder; 圆柱
cone: cone; 圆锥
[condition] condition but yet
sufficient: sufficient not necessary; sufficient and not necessary; sufficient unnecessary; not necessary sufficient;
     充分不必要条件; 充分不必要; 充分而不必要条件; 充分非必要条件
necessary: necessary not sufficient; necessary and not sufficient; necessary insufficient; not sufficient necessary;
     必要不充分条件; 必要不充分; 必要而不充分条件; 必要非充分条件
both: necessary and sufficient; sufficient and necessary; both necessary and sufficient;
     充要条件; 充要; 充分必要条件; 充分必要
neither: neither; neither sufficient nor necessary; neither necessary nor sufficient;
     既不充分也不必要条件; 既不充分也不必要; 既非充分也非必要条件
[horizontal] to direction side hand
left: left; leftward; 左; 向左
right: right; rightward; 右; 向右
[vertical] direction
up: up; upward; 上; 向上
down: down; downward; 下; 向下
[compass] due direction
N: north; 北; 正北
S: south; 南; 正南
E: east; 东; 正东
W: west; 西; 正西
NE: northeast; north-east; 东北
NW: northwest; north-west; 西北
SE: southeast; south-east; 东南
SW: southwest; south-west; 西南
[rotation] direction
clockwise: clockwise; 顺时针
counter: counterclockwise; counter-clockwise; anti-clockwise; 逆时针
[day] on a day
1: monday; mon; 星期一; 周一
2: tuesday; tue; tues; 星期二; 周二
3: wednesday; wed; 星期三; 周三
4: thursday; thu; thur; thurs; 星期四; 周四
5: friday; fri; 星期五; 周五
6: saturday; sat; 星期六; 周六
7: sunday; 星期日; 星期天; 周日
[month] in month of
1: january; jan; 一月
2: february; feb; 二月
3: march; 三月
4: april; 四月
5: 五月
6: june; 六月
7: july; 七月
8: august; 八月
9: september; sept; 九月
10: october; oct; 十月
11: november; nov; 十一月
12: december; dec; 十二月
[season] in season
spring: spring; 春天
summer: summer; 夏天
autumn: autumn; fall; 秋天
winter: winter; 冬天
[colour] color ball one
red: red; 红; 红色
blue: blue; 蓝; 蓝色
green: green; 绿; 绿色
yellow: yellow; 黄; 黄色
black: black; 黑; 黑色
white: white; 白; 白色
orange: orange
purple: purple; 紫色
brown: brown
pink: pink
gray: gray; 灰色
[coin] coin side
heads: head
tails: tail
[equality] they both all
equal: equal; same; the same; equally; 相等; 相同
[frequency] it is
always: always
never: never
[series] series integral sequence
convergent: convergent; converge; 收敛
divergent: divergent; diverge; 发散
[rationality] number
rational: rational; 有理数
irrational: irrational; 无理数
[primality] number
prime: prime; 质数; 素数
composite: composite; 合数
[continuity] function f g
continuous: continuous; 连续
discontinuous: discontinuous; not continuous; 不连续; 间断
[dependence] linearly vector event
dependent: dependent
independent: independent; not dependent
[outcome] game end in
win: win
loss: lose; loss
draw: draw; tie; 平局
[account] made
profit: profit; gain; 盈利
loss: loss; 亏损
[islander]
knight: knight; truth-teller; truthful
knave: knave; liar
[stability] equilibrium point
stable: stable
unstable: unstable; not stable
"""

# ---- words ------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\\[a-zA-Z]+|\\\W|\d+(?:st|nd|rd|th)\b|\d+(?:\.\d+)?|[\u4e00-\u9fff]+|[^\W\d_]+(?:['’][a-z]{1,2}\b)?"
    r"|\.{3,}|\S"
)
_WRAP = r"(?:\\|\t(?=ext))(?:text|ext|textbf|textit|textrm|mathrm|mathbf|mathit|mbox|emph|bf|rm|boxed|operatorname)"
_WRAPPED = re.compile(_WRAP + r"\s{0,3}\{([^{}]*)\}|</?[a-z]{1,10}>")
_WRAPPER = re.compile(_WRAP + r"\b\s{0,3}")
_REALS = re.compile(r"\\mathbb\s?\{?R\}?|\\R\b")
_INDEX = re.compile(r"([_^])\{(\w)\}")
_MATH = re.compile(r"[+*/^=<>_|·×÷√∪∩≤≥±{}]|\\[a-zA-Z]")
_NUMBER = re.compile(r"\d+|/")
_HYPHEN = re.compile(  # not that of "x-sin x"
    r"(?<=[a-zA-Z]{3})[-–](?=[a-zA-Z]{2})|(?<=[a-zA-Z]{2})[-–](?=[a-zA-Z]{3})"
    r"|(?<=\w)-(?=(?:axis|intercept|coordinate|gon|digit|sided|fold|dimensional|plane|year|test)s?\b)"
)
_WORDY = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff∅]")
_INTRO = re.compile(
    r"(?:(?:so|therefore|thus|hence)\b,? ?)?(?:(?:the |my )?(?:(?:final|correct) )?(?:answer|conclusion|result)\b"
    r"(?: is)?(?: that)? ?[:：]? ?|答案[是为：:]{0,2})",
    re.I,
)
_HAN_INTRO = re.compile(r"^(?:答案|结论|它|这|该函数|函数|该命题|命题|三角形|该三角形)?(?:一定)?(?:[是为在]|位于)(?=.)")
_BECAUSE = re.compile(r",? (?:because|since|due to)\b|，?因为", re.I)
_S_ENDS = ("ss", "us", "is")
_ES_ENDS = ("xes", "ches", "shes", "sses", "zes")


@lru_cache(maxsize=1024)
def canonical(text: str) -> Words:
    """Lower-case word stems and symbols in the order written, numbers as digits; () beyond `MAX_TEXT` characters.

    Dropped are markup, articles and the punctuation of sentences; a single letter keeps its case.
    """
    if len(text) > MAX_TEXT:
        return ()
    text = _HYPHEN.sub(" ", _unwrap(text))
    tokens = [token for token in _TOKEN.findall(text) if token not in _LAYOUT]
    mathematical = _MATH.search(text) is not None
    words: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        lower = token.lower() if len(token) > 1 and token[0] != "\\" else token
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        at += 1
        if token in _SEPARATORS:
            if _separates(token, words[-1] if words else "", after, mathematical):
                words.append(token)
        elif lower in STARTERS or lower == "A":
            phrase = [t.lower() for t in tokens[at - 1 : at + 9]]
            read = number_words(phrase)
            rank = ordinal_words(phrase) if lower in TENS else None
            if rank:
                words.append(_ordinal_sign(rank[0]))
                at += rank[1] - 1
            elif read:
                words += (["-"] if read[0] < 0 else []) + _NUMBER.findall(str(abs(read[0])))
                at += read[1] - 1
            elif not _is_article(token, after, first=at == 1):
                words.append(_SPELLING.get(lower, lower))
        elif lower not in ("the", "The"):
            words += _stems(lower)
    return tuple(words)


def _unwrap(text: str) -> str:
    """Without LaTeX's text commands, HTML tags and bold marks; the braces of formulas stay."""
    if "\\" in text or "<" in text or "\t" in text:
        text = _REALS.sub("ℝ", _WRAPPER.sub(" ", _WRAPPED.sub(r" \1 ", text)))
    return _INDEX.sub(r"\1\2", text.replace("**", ""))


def _plain(text: str) -> str:
    """The text without markup and without "the answer is"."""
    text = _unwrap(text).replace("$", "").strip(" \t\r\n{}*\"“”'`")
    intro = _INTRO.match(text)
    return text[intro.end() :].lstrip(" {*") if intro else text


def _separates(token: str, before: str, after: str, mathematical: bool) -> bool:
    """Does the punctuation mark carry meaning here? It does between symbols (5!, 1:2, f(x)), not between words."""
    left, right = bool(before) and not _is_word(before), bool(after) and not _is_word(after)
    if token in "-–" or (mathematical and token in "()[]"):
        return True
    if token in "([（":
        return right
    if token in ")]）!'’":
        return left
    if token == ".":
        return False
    return bool(before and after) and (left or right) if mathematical else left and right


def _is_word(token: str) -> bool:
    return len(token) > 1 and (token[-1].isalpha() or token[-1] == ".") and token[0] != "\\"


def _is_article(token: str, after: str, first: bool) -> bool:
    if token not in ("a", "an", "An") and not (token == "A" and first and not after.endswith("s")):
        return token in ("An", "an")
    return len(after) > 2 and after.isalpha() and after.lower() not in _NOT_AFTER_ARTICLE


def _stems(word: str) -> Sequence[str]:
    """One lower-case word as its stem; contractions give two."""
    if "'" in word or "’" in word:
        base, _, tail = word.replace("’", "'").partition("'")
        if tail == "t" and base.endswith("n"):
            return ({"can": "can", "won": "will"}.get(base, base[:-1]), "not")
        if tail == "s":
            return (base, "is") if base in _PRONOUNS else (_SPELLING.get(base, base), "'s")
        return (base, {"re": "are", "ll": "will", "ve": "have"}.get(tail, tail))
    if word == "cannot":
        return ("can", "not")
    if word in _SPELLING:
        return (_SPELLING[word],)
    if word[-1] == "s" and len(word) > 3 and word.isalpha() and not word.endswith(_S_ENDS):
        if word.endswith("ies") and len(word) > 4:
            return (word[:-3] + "y",)
        word = word[:-2] if word.endswith(_ES_ENDS) else word[:-1]
        return (_SPELLING.get(word, word),)
    if word[0].isdigit() or word.endswith(("th", "st", "nd", "rd")):
        value = ordinal(word)
        if value is not None:
            return (_ordinal_sign(value),)
    return (word,)


def _ordinal_sign(value: int) -> str:
    return f"{value}{'th' if value // 10 % 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


# ---- truth ------------------------------------------------------------------------------------

_STARTS = re.compile(r"(yes|no|true|false|correct|incorrect)(?![\w'’-])\s{0,3}", re.I)
_CLAUSES = re.compile(r"[,.;:!\n()，。；：]")
_FIRST_WORD = re.compile(r"[a-z]+")


def truth(text: str) -> bool | None:
    """What a text that is wholly a yes or a no says: "Yes, it can.", "False", "it is impossible", "不能".

    A text that starts with Yes or No and a comma or full stop counts whatever explanation follows, unless
    it hedges, sets a condition or gives several such words.
    """
    read = _truth(text)
    return read[0] if read else None


def _truth(text: str) -> tuple[bool, str, Words] | None:
    """The truth value, its family (yes, true or can) and the canonical words after it."""
    if len(text) > MAX_TEXT:
        return None
    plain = _plain(text)
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    starts = _STARTS.match(plain)
    if starts:
        value, family = _TRUTHS[starts[1].lower()]
        rest = plain[starts.end() :]
        if not rest.strip(" .!。)}"):
            return value, family, ()
        reason = _FIRST_WORD.match(rest)
        if rest[0] in ",.;:!—–-(，。；：" or (reason and reason[0] in ("because", "since", "as")):
            return (value, family, canonical(rest)) if not _hedged(rest, value) else None
    head, _, tail = plain.strip(" .。!！").partition("，") if "\u4e00" <= plain[:1] <= "\u9fff" else ("", "", "")
    if head in _HAN_TRUTHS:
        return (*_HAN_TRUTHS[head], canonical(tail)) if "或" not in tail and "但" not in tail else None
    return _truth_of_words(canonical(plain))


def _hedged(rest: str, value: bool) -> bool:
    """Does what follows a Yes or a No take it back, bind it to a condition, or add a second one?"""
    body = rest.lower().lstrip(" ,.;:!—–-(，。；：")
    words = canonical(body)
    if not words or (body[0].isdigit() and not value and rest[0] == "."):
        return True  # "No. 5"
    if words[0] in _CONDITIONS and not body.startswith(("for example", "for instance")):
        return True
    if _HEDGES.intersection(words) or (value and "not necessarily" in body):
        return True
    clauses = [clause.strip() for clause in _CLAUSES.split(body)]
    if any(_plain(clause) in _TRUTHS for clause in clauses):
        return True
    says = _truth_of_words(canonical(clauses[0]))
    return says is not None and says[0] != value


def _truth_of_words(words: Words) -> tuple[bool, str, Words] | None:
    """ "it is not possible", "the statement is false", "there is no such number", "it does not"."""
    if not 0 < len(words) <= 10:
        return None
    value, family = True, ""
    for word in words:
        if word in _NEGATIONS:
            value = not value
        elif word in _POLAR:
            polar, kind = _POLAR[word]
            value, family = value == polar, family or kind
        elif word not in _NEUTRAL and not (len(word) == 1 and "such" in words):
            return None
    if words.count("not") + words.count("no") > 1 or (words[0] == "no" and "such" not in words):
        return None
    if not family and len(words) <= 4 and words[0] in _PRONOUNS and words[1:2] and words[1] in _AUXILIARY:
        family = "yes"
    if "such" in words and not {"exist", "there"}.intersection(words) and words[0] != "no":
        return None
    return (value, family, ()) if family else None


# ---- existence --------------------------------------------------------------------------------


def existence(text: str) -> str | None:
    """The tag of a text that says there is no answer, or no single one: none, undefined, infinite, all-reals,
    undetermined. Two different tags are not thereby two different answers.
    """
    return _existence(canonical(_plain(text))) if len(text) < 200 else None


def _existence(words: Words) -> str | None:
    key = tuple(w for w in words if w not in _EXISTENCE_SKIP)
    tags = _existence_keys()
    if key in tags:
        return tags[key]
    if len(key) > 1 and len(key[0]) == 1 and key[0].isalpha():
        return tags.get(key[1:])  # "x can be any real number"
    bare = tuple(w for w in key if w not in _QUALIFIERS)
    if bare != key and bare in tags:
        return tags[bare]
    named = key[:-1] if key[-1:] == ("exist",) else key
    return "none" if named[:2] == ("no", "such") and len(named) == 3 and named[2].isalpha() else None


@cache
def _existence_keys() -> dict[Words, str]:
    return {
        tuple(w for w in canonical(phrase) if w not in _EXISTENCE_SKIP): tag
        for tag, phrases in _rows(_EXISTENCE)
        for phrase in phrases
    }


def _rows(table: str) -> list[tuple[str, list[str]]]:
    """The rows "name: phrase; phrase" of a table; an indented line goes on with the row above."""
    rows = table.strip().replace("\n    ", "").splitlines()
    return [(name, phrases.split(";")) for name, _, phrases in (row.partition(":") for row in rows)]


# ---- closed classes ---------------------------------------------------------------------------


def _members(words: Words, ask: frozenset[str]) -> dict[str, str]:
    """The closed classes of which the words name one member, up to filler words: class -> member."""
    found: dict[str, str] = {}
    triggers, members, tables = _class_keys()
    for name in sorted({name for word in words for name in triggers.get(word, ())}):
        fillers, keys = tables[name]
        key = tuple(w for w in words if w not in fillers or (w,) in keys)
        member = keys.get(key)
        if member is None and ask:
            key = tuple(w for w in key if w not in ask or w in members)
            member = keys.get(key)
        if member is not None:
            found[name] = member
    return found


@cache
def _class_keys() -> tuple[dict[str, set[str]], frozenset[str], dict[str, tuple[frozenset[str], dict[Words, str]]]]:
    """For each word the classes it can belong to; the words that name a member; each class's fillers and phrases."""
    triggers: dict[str, set[str]] = {}
    tables: dict[str, tuple[frozenset[str], dict[Words, str]]] = {}
    for block in _CLOSED.strip()[1:].split("\n["):
        head, _, rest = block.partition("\n")
        name, _, extra = head.partition("]")
        fillers = FILLERS | frozenset(extra.split())
        keys: dict[Words, str] = {}
        for member, phrases in _rows(rest):
            for phrase in phrases:
                words = canonical(phrase)
                key = words if len(words) == 1 else tuple(w for w in words if w not in fillers)
                keys[key] = member
                for word in key:
                    triggers.setdefault(word, set()).add(name)
        tables[name] = (fillers, keys)
    members = frozenset(key[0] for _, keys in tables.values() for key in keys if len(key) == 1)
    return triggers, members - _WINNING, tables


def _compare_members(a: Words, b: Words, ask: frozenset[str], question: str) -> bool | None:
    left = _members(a, ask)
    right = _members(b, ask) if left else {}
    shared = left.keys() & right.keys()
    for name, word in (("quadrant", "quadrant"), ("player", "player")):  # "first" alone is no quadrant
        if name in shared and not (word in a or word in b or word in question.lower() or "象限" in question):
            shared = shared - {name}
    if "player" in shared and _ASKS_LOSER.search(question):
        shared = shared - {"player"}
    if any(left[name] == right[name] for name in shared):
        return True
    return False if any(not name.endswith(" open") for name in shared) else None


# ---- comparison -------------------------------------------------------------------------------

_ASKS_CAN = re.compile(
    r"\b(?:can|could|possible|is there|are there|does there|do there|exists?|may)\b|能|可以|可能|存在", re.I
)
_ASKS_TRUE = re.compile(r"\b(?:true|correct|valid|statement|claim|right)\b|正确|对|真命题", re.I)
_ASKS_NO = re.compile(r"\b(?:no|not|never|impossible|cannot|false|incorrect|wrong|without|fail)\b|n't|不|错|假", re.I)
_AUX_START = re.compile(r"\b(?:is|are|does|do|did|can|could|will|was|were|has|have)\b", re.I)
_OPEN_ASK = re.compile(r"\b(?:or|which|what|who|how|why|when|where|whose|find|determine)\b", re.I)
_NAMES = re.compile(r"(?<!^)\b[A-Z]\w+")
_ASKS_WINNER = re.compile(r"\b(?:who|which|whose)\b[^.?]{0,60}\bwin", re.I)
_WINNING = _set("win will can winning strategy has")
_ASKS_LOSER = re.compile(r"\b(?:who|which)\b[^.?]{0,60}\blose", re.I)
_SO = re.compile(r"[,;.] (?:so|therefore|hence|thus)\b,? ", re.I)
_PIECES = re.compile(r"[,;，；]|\band\b")
_EXTREMES = _set("minimum maximum min max first last sum difference product")
_ITEM_WORDS = frozenset(("and", "or", ","))


def compare_text(a: str, b: str, question: str = "") -> bool | None:
    """Do the reference `a` and the answer `b` say the same? True and False are certain, None is "not shown".

    The words of the question's last sentence are fillers in both, unless they could turn an answer round.
    """
    if len(a) > MAX_TEXT or len(b) > MAX_TEXT or not (_WORDY.search(a) or _WORDY.search(b)):
        return None
    words_a, words_b = canonical(a), canonical(b)
    if not words_a or not words_b:
        return None
    if words_a == words_b:
        return True
    question = question[-4000:]
    sentence = _last_sentence(question)
    verdict = _compare_truth(a, b, sentence)
    if verdict is not None or "?" in b:
        return verdict
    plain_a, plain_b = _plain(a), _plain(b)
    ask = _ask_words(sentence)
    if _ASKS_WINNER.search(question):
        ask |= _WINNING
    for answer in _heads(plain_b):
        (subject_a, said_a), (subject_b, said_b) = _predicate(plain_a, sentence), _predicate(answer, sentence)
        if subject_a and subject_b and subject_a != subject_b:
            continue
        verdict = _compare_words(said_a, said_b, ask, question)
        if verdict is not None:
            return verdict
    return True if _same_items(plain_a, plain_b, sentence) else None


def _compare_words(a: Words, b: Words, ask: frozenset[str], question: str) -> bool | None:
    """Tags, closed classes, and what is left of the words without fillers."""
    if not 0 < len(a) <= 40 or not 0 < len(b) <= 40:
        return None
    tag = _existence(a)
    if tag is not None and tag == (_existence(b) or _existence(tuple(w for w in b if w not in ask))):
        marks_a, marks_b = _QUALIFIERS.intersection(a), _QUALIFIERS.intersection(b)
        if marks_a ^ marks_b <= ask | {"real"}:
            return True
    verdict = _compare_members(a, b, ask, question)
    if verdict is not None:
        return verdict
    core_a, core_b = _core(a, ask), _core(b, ask)
    return True if core_a == core_b and any(_is_word(w) and w not in CONTRAST for w in core_a) else None


def _last_sentence(question: str) -> str:
    """What the question asks: its last sentence with a question mark, or its last sentence."""
    tail = question[-4 * MAX_ASK :].rstrip()
    mark = max(tail.rfind("?"), tail.rfind("？"))
    tail = tail[: mark if mark >= 0 else max(len(tail) - 1, 0)]
    start = max(tail.rfind(stop) for stop in (". ", "? ", "! ", "。", "？", "\n", ".\\"))
    return tail[start + 1 :].strip()[-MAX_ASK:]


@lru_cache(maxsize=256)
def _ask_words(sentence: str) -> frozenset[str]:
    """The question's words that an answer may repeat without saying more: no names, no alternatives."""
    if not sentence:
        return frozenset()
    names = {word.lower() for word in _NAMES.findall(sentence)}
    words = canonical(sentence)
    near: set[str] = set()
    for at, word in enumerate(words):
        if word in ("or", "and", "/"):
            near.update(words[max(at - 3, 0) : at + 4])
    return frozenset(
        w for w in words if len(w) > 1 and w.isalpha() and w not in CONTRAST and w not in names and w not in near
    )


def _heads(plain: str) -> Sequence[str]:
    """The answer proper, with "because ..." cut off, and what follows a last "so"."""
    head = _BECAUSE.split(plain, maxsplit=1)[0].strip()
    so = list(_SO.finditer(plain)) if len(plain) < 300 else []
    return [head or plain, plain[so[-1].end() :]] if so else [head or plain]


def _predicate(plain: str, sentence: str) -> tuple[Words, Words]:
    """A subject that the question's last sentence names, and the rest: "alpha/2 lies in quadrant II"."""
    words = canonical(plain)
    if len(words) == 1 and "\u4e00" <= words[0][0] <= "\u9fff":
        return (), (_HAN_INTRO.sub("", words[0]),)
    at = next((i for i, w in enumerate(words[:12]) if w in ("is", "are", "lie")), 0)
    if at and at + 1 < len(words) and sentence:
        subject = tuple(w for w in words[:at] if w not in FILLERS)
        asked = tuple(w for w in canonical(sentence) if w not in FILLERS)
        if subject and any(asked[i : i + len(subject)] == subject for i in range(len(asked))):
            return subject, words[at + 1 :]
    return (), words


def _core(words: Words, ask: frozenset[str]) -> Words:
    """Without fillers. Where several things are listed, the question's words tell them apart and stay."""
    words = tuple(w for w in words if w not in FILLERS)
    if _ITEM_WORDS.intersection(words) or sum(w[0].isdigit() for w in words) > 1:
        return words
    members = _class_keys()[1]
    return tuple(w for w in words if w not in ask or w in members)


def _same_items(a: str, b: str, sentence: str) -> bool:
    """The same items in another order: labelled numbers ("mean 8, median 7"), alternatives, or a pair with
    "and" where the question asks for no order.
    """
    if len(a) > 300 or len(b) > 300:
        return False
    labelled = _labelled(a)
    if labelled:
        return labelled == _labelled(b)
    for join in ("or", "and"):
        items_a, items_b = _items(a, join), _items(b, join)
        if len(items_a) < 2 or len(items_a) != len(items_b):
            continue
        if join == "and" and (_ORDERED_ASK.search(sentence) or any(_SEQUENTIAL.intersection(i) for i in items_a)):
            return False
        return (
            any(map(_is_word, items_a[0])) and len(set(items_a)) == len(items_a) and sorted(items_a) == sorted(items_b)
        )
    return False


def _labelled(text: str) -> dict[Words, Words] | None:
    """Items of the form label and number: label -> number; None unless every item is one and labels differ."""
    found: dict[Words, Words] = {}
    for piece in _PIECES.split(text):
        words = [w for w in canonical(piece) if w not in FILLERS and w not in ("=", ":")]
        number = tuple(w for w in words if w[0].isdigit() or w in "-/")
        label = tuple(w for w in words if not (w[0].isdigit() or w in "-/"))
        if not any(map(_is_word, label)) or label in found or not number or not all(w.isalpha() for w in label):
            return None
        if sum(w[0].isdigit() for w in number) > 1 + ("/" in number) or CONTRAST.intersection(label) - _EXTREMES:
            return None
        found[label] = number
    return found if len(found) > 1 else None


def _items(text: str, join: str) -> list[Words]:
    """The items between one kind of joining word, or [] if another kind stands between them."""
    words = [w for w in canonical(text) if w not in FILLERS and w != "either"]
    if join not in words or any(w in ("and", "or", ",", "not", "but", "then") and w != join for w in words):
        return []
    items: list[Words] = [()]
    for word in words:
        items = [*items, ()] if word == join else [*items[:-1], (*items[-1], word)]
    return items if all(items) and len(items) == 2 else []


def _compare_truth(a: str, b: str, sentence: str) -> bool | None:
    """Yes against no, true against false, and a statement that repeats the question against yes or no."""
    left, right = _truth(a), _truth(b)
    if left and right:
        if left[1] != right[1] and not _linked(left[1], right[1], sentence):
            return None
        if left[0] != right[0]:
            return False
        ask = _ask_words(sentence)
        return True if all(w in _NEUTRAL or w in _POLAR or w in _NEGATIONS or w in ask for w in left[2]) else None
    said, other = (left, b) if left else (right, a)
    if said is None or said[1] != "yes" or not sentence:
        return None
    if said is left and left[2] and not all(w in _NEUTRAL or w in _POLAR for w in left[2]):
        return None
    repeats = _repeats(canonical(_heads(_plain(other))[0]), sentence)
    return None if repeats is None else repeats == said[0]


def _linked(a: str, b: str, sentence: str) -> bool:
    """May a Yes stand for "true" or "possible" in answer to this question?"""
    for family, asks in (("can", _ASKS_CAN), ("true", _ASKS_TRUE)):
        if family in (a, b):
            found = asks.search(sentence)
            if found is None or _ASKS_NO.search(sentence, 0, found.end() + 25):
                return False
    return True


def _repeats(words: Words, sentence: str) -> bool | None:
    """Does a statement affirm (True) or deny (False) the very thing that a yes-or-no question asks?"""
    start = _AUX_START.search(sentence)
    if start is None or start.start() > 0 or _OPEN_ASK.search(sentence) or _ASKS_NO.search(sentence):
        return None
    skip = FILLERS | _AUXILIARY | {"possible", "true"}
    asked = [w for w in canonical(sentence) if w not in skip]
    stated = [w for w in words if w not in skip and w != "not"]
    if (
        len(asked) < 2
        or len(stated) < 2
        or 5 * len(stated) < 3 * len(asked)
        or words.count("not") > 1
        or asked[-1] not in stated
    ):
        return None
    position = 0
    for word in stated:
        if word not in asked[position:]:
            return None
        position = asked.index(word, position) + 1
    return "not" not in words
