"""Answers that say there is no answer, or no single one."""

from __future__ import annotations

from functools import cache

from tinyv.equiv.canonical import canonical, plain_words
from tinyv.equiv.vocabulary import FILLERS, QUALIFIERS, Words, table_rows, word_set

EXISTENCE = """
none: no solution; no solution exist; has no solution; have no solution; solution does not exist;
     solutions do not exist; does not have solution; do not have solution; does not have any solution; does not exist;
     do not exist; not exist; doesnt exist; dne; D N E; none; empty; empty set; null set; ∅; no root; no root exist;
     has no root; nonexistent; impossible; no such; no such exist; no value; no value exist; inconsistent; unsolvable;
     no limit; 无解; 不存在; 没有解; 方程无解; 方程组无解; 空集; 无实数解; 无实数根; 没有实数根; 无实根; 没有实数解
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
_EXISTENCE_SKIP = FILLERS | word_set("can equation system inequality given question")


def existence(text: str) -> str | None:
    """The tag of a text that says there is no answer, or no single one: none, undefined, infinite, all-reals,
    undetermined. Two different tags are not thereby two different answers.
    """
    return existence_tag(canonical(plain_words(text))) if len(text) < 200 else None


def existence_tag(words: Words) -> str | None:
    key = tuple(w for w in words if w not in _EXISTENCE_SKIP)
    tags = _existence_keys()
    if key in tags:
        return tags[key]
    if len(key) > 1 and len(key[0]) == 1 and key[0].isalpha():
        return tags.get(key[1:])  # "x can be any real number"
    bare = tuple(w for w in key if w not in QUALIFIERS)
    if bare != key and bare in tags:
        return tags[bare]
    named = key[:-1] if key[-1:] == ("exist",) else key
    return "none" if named[:2] == ("no", "such") and len(named) == 3 and named[2].isalpha() else None


@cache
def _existence_keys() -> dict[Words, str]:
    return {
        tuple(w for w in canonical(phrase) if w not in _EXISTENCE_SKIP): tag
        for tag, phrases in table_rows(EXISTENCE)
        for phrase in phrases
    }
