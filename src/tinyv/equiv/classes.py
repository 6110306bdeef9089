"""Closed classes of words: odd and even, increasing and decreasing, the quadrants, days, colours."""

from __future__ import annotations

import re
from functools import cache

from tinyv.equiv.canonical import canonical
from tinyv.equiv.vocabulary import FILLERS, WINNING, Words, table_rows
from tinyv.lazy import lazy

# closed classes: "[class] fillers", then "member: ways to say it". Members exclude each other unless the
# class is open.
CLOSED = """
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
_ASKS_LOSER = lazy(r"\b(?:who|which)\b[^.?]{0,60}\blose", re.I)


def class_members(words: Words, ask: frozenset[str]) -> dict[str, str]:
    """The closed classes of which the words name one member, up to filler words: class -> member."""
    found: dict[str, str] = {}
    triggers, members, tables = class_keys()
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
def class_keys() -> tuple[dict[str, set[str]], frozenset[str], dict[str, tuple[frozenset[str], dict[Words, str]]]]:
    """For each word the classes it can belong to; the words that name a member; each class's fillers and phrases."""
    triggers: dict[str, set[str]] = {}
    tables: dict[str, tuple[frozenset[str], dict[Words, str]]] = {}
    for block in CLOSED.strip()[1:].split("\n["):
        head, _, rest = block.partition("\n")
        name, _, extra = head.partition("]")
        fillers = FILLERS | frozenset(extra.split())
        keys: dict[Words, str] = {}
        for member, phrases in table_rows(rest):
            for phrase in phrases:
                words = canonical(phrase)
                key = words if len(words) == 1 else tuple(w for w in words if w not in fillers)
                keys[key] = member
                for word in key:
                    triggers.setdefault(word, set()).add(name)
        tables[name] = (fillers, keys)
    members = frozenset(key[0] for _, keys in tables.values() for key in keys if len(key) == 1)
    return triggers, members - WINNING, tables


def compare_members(a: Words, b: Words, ask: frozenset[str], question: str) -> bool | None:
    """The same member of a closed class, or two members that exclude each other."""
    left = class_members(a, ask)
    right = class_members(b, ask) if left else {}
    shared = left.keys() & right.keys()
    for name, word in (("quadrant", "quadrant"), ("player", "player")):  # "first" alone is no quadrant
        if name in shared and not (word in a or word in b or word in question.lower() or "象限" in question):
            shared = shared - {name}
    if "player" in shared and _ASKS_LOSER.search(question):
        shared = shared - {"player"}
    if any(left[name] == right[name] for name in shared):
        return True
    return False if any(not name.endswith(" open") for name in shared) else None
