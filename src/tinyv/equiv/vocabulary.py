"""Words by what they do in an answer: spellings, fillers, contrasts, yes and no. Data, no behaviour."""

from __future__ import annotations

MAX_TEXT = 1500  # characters; a longer text is an essay, and no table settles it
Words = tuple[str, ...]


def word_set(words: str) -> frozenset[str]:
    """The words between white space."""
    return frozenset(words.split())


SPELLING = dict(
    pair.split(":")
    for pair in word_set(
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
LAYOUT = word_set('$ " “ ” ` \\left \\right \\displaystyle \\quad \\qquad \\; \\, \\! \\: \\ 。 ！ ？ ?') | {"\\ "}
SEPARATORS = word_set(", ; : ， ； ： 、 ( ) （ ） [ ] . ! ' ’ ‘ – — -")
NOT_AFTER_ARTICLE = word_set(  # "a wins", "a plus b": there "a" is a name
    "and or is has are was can will must plus minus times over squared cubed equals if then in to does divides mod"
)

# words that carry no part of an answer
FILLERS = word_set(
    "it this that they he she we you is are be was were will there the answer final therefore thus so hence which "
    "result conclusion being would"
)
# words that may turn an answer round: the question cannot make them fillers
CONTRAST = word_set(
    "not no never non neither nor none nobody nothing except only or and but less more fewer greater smaller larger "
    "least most all every any some each both if unless than then before after lose lie false wrong without over under "
    "above below to from by per twice double outside inside opposite other another almost nearly about half same "
    "different first last minimum maximum min max equal unequal incorrect impossible loser liar exactly sum "
    "difference product with 's"
)
SEQUENTIAL = word_set("then add multiply divide subtract shift rotate reflect stretch translate move not")
TRUTHS = {word: (value, family) for word, value, family in (
    ("yes", True, "yes"), ("no", False, "yes"), ("true", True, "true"), ("false", False, "true"),
    ("correct", True, "true"), ("incorrect", False, "true"))}  # fmt: skip
HAN_TRUTHS = {
    word: (value, family)
    for family, value, words in (
        ("yes", True, "是 是的"),
        ("yes", False, "否 不是 不"),
        ("true", True, "对 正确 是真的 真 真命题 对的"),
        ("true", False, "错 错误 不对 不正确 假 假命题 错的"),
        ("can", True, "能 可以 可能 能够 存在"),
        ("can", False, "不能 不可以 不可能 不能够 不可"),
    )
    for word in word_set(words)
}
POLAR = {
    word: (value, family)
    for family, value, words in (
        ("true", True, "true correct hold"),
        ("true", False, "false incorrect untrue"),
        ("can", True, "possible can could exist such"),
        ("can", False, "impossible"),
        ("yes", True, "yes"),
    )
    for word in word_set(words)
}
NEGATIONS = word_set("not no")
AUXILIARY = word_set("is are be was were do does did will would has have can could")
PRONOUNS = word_set("it this that they he she we you there")
NEUTRAL = AUXILIARY | PRONOUNS | word_set(
    "a an the statement claim proposition assertion conjecture done achieved so exists value number integer pair "
    "triple function set sequence way arrangement example thing"
)  # fmt: skip
HEDGES = word_set("maybe perhaps sometimes depend depending unless partly partially unknown unclear sure")
CONDITIONS = word_set("if only but when whenever except provided for or and")
QUALIFIERS = word_set("real integer rational positive natural valid")
WINNING = word_set("win will can winning strategy has")
EXTREMES = word_set("minimum maximum min max first last sum difference product")


def table_rows(table: str) -> list[tuple[str, list[str]]]:
    """The rows "name: phrase; phrase" of a table; an indented line goes on with the row above."""
    lines = table.strip().replace("\n    ", "").splitlines()
    return [(name, phrases.split(";")) for name, _, phrases in (line.partition(":") for line in lines)]
