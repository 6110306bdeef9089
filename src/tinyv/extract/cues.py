"""What people write around a final answer, as tables of words and regular expressions.

A table row is `word` + what may follow it. The word is looked for as it is before its expression is tried,
so a text without cues costs next to nothing; that a cue starts a word is checked by `hits`. All are matched on
text from `lowered`. Every gap is bounded and no quantifier is nested, so each search is linear.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tinyv.lazy import lazy

Row = tuple[str, str]


class Table(NamedTuple):
    """Rows of (word, expression for what follows it), those that a text in ASCII can match, and by first letter."""

    rows: tuple[Row, ...]
    ascii_rows: tuple[Row, ...]
    by_letter: dict[str, tuple[Row, ...]]


@cache
def _expression(word: str, rest: str) -> re.Pattern[str]:
    """Compiled when a text first has the word: most tables hold more languages than a run meets."""
    return re.compile(re.escape(word) + rest)


def lowered(text: str) -> str:
    """The text in lower case with every index unchanged."""
    return text.lower() if text.isascii() else text.replace("\u0130", "I").lower()


def hits(table: Table, lower: str) -> Iterator[re.Match[str]]:
    """The matches of each row in turn, without those that start inside a word.

    Scripts without spaces have no inside of a word. Rows come in their order, not in that of the text.
    """
    for word, rest in table.ascii_rows if lower.isascii() else table.rows:
        if word not in lower:
            continue
        for hit in _expression(word, rest).finditer(lower):
            at = hit.start()
            if not at or not lower[at - 1].isalnum() or lower[at] > "\u2e7f" or lower[at - 1] > "\u2e7f":
                yield hit


def has_hit(table: Table, lower: str) -> bool:
    """Whether a cue of the table is in the text."""
    return next(hits(table, lower), None) is not None


def hit_at(table: Table, lower: str, start: int) -> re.Match[str] | None:
    """The cue of the table that stands just at `start`; None if none does."""
    for word, rest in table.by_letter.get(lower[start : start + 1], ()):
        if lower.startswith(word, start):
            return _expression(word, rest).match(lower, start)
    return None


def _table(*rows: tuple[str, str] | str) -> Table:
    """Rows of (word, expression for what follows); a bare string is a word that ends where it ends."""
    pairs = tuple((row, "") if isinstance(row, str) else row for row in rows)
    letters = {word[0]: tuple(row for row in pairs if row[0][0] == word[0]) for word, _ in pairs}
    return Table(pairs, tuple(row for row in pairs if row[0].isascii()), letters)


def _words(rest: str, *words: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, rest) for word in words)


_IS = r"(?:is|are|was|were|would be|should be|must be|will be|remains?|equals|becomes|comes (?:out )?to)"
_STARS = r"[*_ \t]{0,6}"
_COLON = rf"{_STARS}[:：]{_STARS}"

# A statement of the final answer: what follows it is the answer.
STATED = _table(
    # English
    ("answer", rf"s?\b(?:[^.,;:：=\n]{{0,60}}?\b{_IS}\b"
               rf"(?: (?:then|therefore|thus|simply|just|indeed|now|still)\b)?{_STARS}[:：]?"
               rf"|[\"')]{{0,2}}(?:\s\([^()\n]{{0,40}}\))?{_STARS}[:：=]|(?={_STARS}\n)|\s[-–—]\s|\.[*_]{{1,3}})"),
    ("ans", r"[:.]\s"),
    ("correct ", rf"(?:option|choice|statement)\b[^.,;:：=\n]{{0,30}}?\b{_IS}\b{_STARS}[:：]?"),
    ("right ", rf"(?:option|choice)\b[^.,;:：=\n]{{0,30}}?\b{_IS}\b{_STARS}[:：]?"),
    ("final ", rf"(?:result|value|solution)\b[^.,;:：=\n]{{0,60}}?(?:\b{_IS}\b|[:：=])"),
    *_words(r"\b", "i choose", "i would choose", "i pick", "i select", "i'd go with", "i would go with"),
    # Chinese
    ("答案", r"(?:(?:应该|应当|应)?(?:选择|選擇|分别|依次)?(?:是|为|為|選|选)\s{0,3}[:：]?"
            r"|[*_ ]{0,4}[:：]|】\s{0,9}[:：]?|(?=[*_ ]{0,4}\n))"),
    ("选项", r"(?:应该|应)?(?:是|为)\s{0,3}[:：]?"),
    ("答", r"(?:[:：]|(?=\d))"),
    *_words(r"(?:择|擇)?\s{0,2}[:：]?\s{0,2}(?=[(（]?[a-h]{1,4}(?![a-z]))", "选", "選"),
    ("填", r"(?:写|入|的是)?\s?(?:[:：]\s?|(?=[-\d$\\“><=≥≤]))"),
    # Japanese, Korean
    ("答え", r"(?:は、?|】?\s{0,3}[:：]?(?=[\s\d$\\]))"),
    ("正解", r"は、?"),
    ("解答", r"(?:は、?|[:：])"),
    ("답", r"(?:[은는]\s?[:：]?|\s{0,2}[:：])"),
    # French, Spanish, Portuguese, Italian, Romanian
    ("réponse", rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:est|sont|vaut)\b\s?:?|{_COLON})"),
    ("respuesta", rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:es|son|sería)\b\s?:?|{_COLON})"),
    ("resposta", rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:é|são)\b\s?:?|{_COLON})"),
    ("risposta", rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:è|sono)\b\s?:?|{_COLON})"),
    *_words(_COLON, "răspuns", "resultado", "résultat"),
    # German, Dutch, Scandinavian
    ("antwort", rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:ist|lautet|sind|wäre)\b\s?:?|{_COLON})"),
    *_words(rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:ist|lautet|beträgt)\b\s?:?|{_COLON})", "ergebnis", "endergebnis"),
    ("antwoord", rf"\b(?:[^.,;:\n]{{0,40}}?\b(?:is|luidt)\b\s?:?|{_COLON})"),
    *_words(_COLON, "svar", "svaret"),
    # Slavic, Turkish, Vietnamese, Arabic, Hindi
    ("ответ", r"(?:ом)?\b(?:\.\s|[^.,;:\n\d$]{0,30}?(?:[:：—–=-]|\b(?:равен|является|будет)\b)\s?:?)"),
    *_words(_COLON, "відповідь", "odpowiedź", "odpověď", "отговор", "cevap", "yanıt"),
    *_words(r"\s?(?:là|:)\s?:?", "đáp án", "đáp số", "kết quả"),
    *_words(r"\s?(?:النهائية|الصحيحة)?\s?(?:هي|هو|:)\s?:?", "الإجابة", "الجواب"),
    ("उत्तर", r"\s?(?:है|:)\s?:?"),
)  # fmt: skip

# What the words "the answer is" introduce when no answer follows yet.
NOT_YET = lazy(
    r"(?:found|obtained|given by|computed|calculated|determined|derived|based|not\b|clear|unclear|unknown|"
    r"going to|supposed|expected|in the (?:form|range|box|following)|as follows|below|above|correct\b|wrong\b|"
    r"incorrect|right\b|let\b|let's|let us|to find|to solve|first\b|step\b|we (?:need|can|will|know|start|first|must)|"
    r"an? (?:\w{1,12} )?(?:integer|number|real|multiple|factor|divisor|function|prime|fraction|value)\b|"
    r"since\b|because\b|there are (?:two|three|several) (?:cases|ways)|requires?\b|the (?:one|same as)\b|"
    r"解[:：]|如下|设|首先|要|需要|因为|由于|根据)",
)

# A conclusion drawn from working: its value is cut out by `conclude`. "so" concludes only at the start of a
# clause; elsewhere it is "so many".
CONCLUSION = _table(
    ("so", r"\b(?!-),?(?: that)?"),
    *_words(r"\b[,:]?", "therefore", "thus", "hence", "consequently", "accordingly", "in conclusion", "in summary",
            "to conclude", "finally", "it follows that", "we conclude that"),
    ("conclusion", r"[*_]{0,3}[:：]"),
    *_words(r"(?:所述)?(?:可知|可得)?[，,：:]?", "综上", "所以", "因此", "因而", "从而", "于是", "可得", "解得",
            "总之", "總之"),
    ("故", r"(?![事意障])(?:可得)?[，,：:]?"),
    *_words(r"[、，,]?", "したがって", "従って", "よって", "ゆえに", "以上より", "따라서", "그러므로", "그래서", "∴"),
    *_words(r"\b[,:]?", "donc", "ainsi", "par conséquent", "por lo tanto", "por tanto", "entonces", "portanto", "logo",
            "quindi", "dunque", "pertanto", "daher", "somit", "folglich", "deshalb",
            "таким образом", "значит", "следовательно", "итак", "поэтому"),
)  # fmt: skip
CLAUSE_START = frozenset(".!?;:,\n*>-。，；(")

# "No, that is wrong", "No, 32", "no. 4"
_NO = (
    "no",
    r"[,:;.—-]?\s(?:(?:that|it|this|wait|actually|the)\b"
    r"|(?<=[,:;.—-]\s)(?=[-−$\\]{0,2}\d[\d,]*(?:[./]\d+)?(?: [a-z°%]{1,12})?[$.!*\s]*(?:\n|$)))",
)
# What may stand between words that take back and the new value.
BETWEEN = lazy(r"(?:[\s,.:;!)—–]|(?:no|wait|actually|sorry|oops|hmm|quite)\b){0,9}")

# Words that take back what was said before them; DENIED says outright that it was wrong.
TAKEN_BACK = _table(
    *_words(r"\b", "wait", "actually", "correction", "corrected", "sorry", "oops", "scratch that", "hold on",
            "never mind", "nevermind", "rather", "i meant", "i take that back", "i take it back"),
    _NO,
    ("edit", ":"),
    *_words(r"\b", "on reflection", "make that", "i mean", "strike that", "not quite"),
    *_words("", "apolog", "on second thought", "is wrong", "was wrong", "is incorrect", "was incorrect",
            "not right", "not correct", "mistake", "an error", "等等", "等一下", "不对", "不對", "更正", "纠正", "有误",
            "错了", "错误", "应该是", "moment mal", "korrektur", "подождите", "исправ", "espera", "corrección",
            "attendez"),
    ("let me ", r"(?:re(?!ad)|correct|fix)"),
)  # fmt: skip
DENIED = _table(
    *_words(r"(?:'s|’s| is| was)(?: \w{1,12})? ?(?:wrong|incorrect|not (?:right|correct))", "that", "this", "it"),
    ("above", r"[^.\n]{0,20} (?:is|was) (?:wrong|incorrect)"),
    ("made a", r"n?(?: \w{1,12})? (?:mistake|error|slip)"),
    *_words(r"\b", "i was wrong", "correction", "scratch that", "take that back", "take it back", "oops", "i meant"),
    _NO,
    ("edit", ":"),
    *_words(r"\b", "on reflection", "on second thought", "make that", "strike that", "no wait", "not quite", "i mean"),
    *_words("", "不对", "不對", "更正", "纠正", "有误", "错了", "korrektur", "исправ", "corrección"),
)  # fmt: skip
RESTATED = _table(
    ("it", r"(?:'s|’s| is| should be| must be| was)(?: actually| really)?\s"), ("that", r"(?:'s|’s)(?: actually)?\s"),
    ("should ", r"(?:have been|be)\s"), ("must be", r"\s"), ("make ", r"(?:it|that)\s"), ("i meant", r"\s"),
    "应该是", "应是", "应为", "更正为", ("是", r"(?=\s?[-\d$\\])"),
)  # fmt: skip
CONFIRMED = lazy(
    r"(?<!not )(?<!n't )\b(?:yes|correct|confirmed|confirms|verified|checks out|consistent|matches|stands|indeed|"
    r"is right|holds|works|satisf(?:y|ies)|same (?:answer|result)|fine|ok(?:ay)?)\b|✓|✔|正确|无误|成立|一致"
)

# An answer given together with its rivals, or as a guess.
HEDGE = _table(
    *_words(r"\b", "or", "maybe", "perhaps", "possibly", "alternatively", "either", "might be", "could be"),
    "或", "可能", "也许",
)  # fmt: skip
HEDGED_END = lazy(
    r"(?:\b(?:or|maybe|perhaps|possibly|either)(?: else| maybe| perhaps)?,?(?: the| my)?(?: \w{1,9})?"
    r"|或者?|可能)\s{0,3}$"
)
HEDGED_START = lazy(
    r"[\s*_]{0,4}(?:(?:or|maybe|perhaps|possibly|alternatively)\b|(?:it|that) (?:could|might|may) (?:also )?be\b"
    r"|或者?|也可能|可能)"
)

# Sentences that close a response and state nothing.
CLOSING = lazy(
    r"[\s*_#>-]{0,6}(?:i hope|hope (?:this|that)|let me know|feel free|if you (?:have|need|want)|please let|"
    r"this (?:completes|concludes|is (?:our|the) (?:final|desired)|matches|confirms|verifies|agrees|satisfies|checks)|"
    r"check(?:ing)?\b|verif(?:y|ication|ying)\b|to (?:check|verify)|we can (?:check|verify)|note that|indeed\b|"
    r"q\.?e\.?d|done\b|great|good luck|thank|explanation\b|reason\b|bonne|viel|希望|验证|检验|如有|谢谢|祝"
    r"|[本此]题|【?点[评睛]|经检验(?:[^=\n]{0,60}$|[^\n]{0,60}(?:增根|舍|不)))"
)

# An answer that is someone else's, or said to be wrong; OTHERS are the words such a sentence has.
OTHERS = ("expected", "reference", "official", "ground", "gold", "suggested", "claimed", "’s ", "'s ", "which is ")
DISOWNED = lazy(
    r"\b(?:expected|reference|official|ground[- ]truth|gold|suggested|claimed"
    r"|(?:student|teacher|textbook|book|grader|else)['’]s)"
    r" (?:final |correct )?(?:answer|solution|result)\b|\breference\s?(?:[:=]|says\b|gives\b|is\b)"
    r"|\b(?:answer|solution|result)\b[^.\n]{0,80}\bwhich is (?:incorrect|wrong|not (?:right|correct))\b"
)
EXPLAINED = lazy(
    r"\n\s{0,9}[*_#]{0,6} ?(?:explanation|reason(?:ing)?|because|justification|verification|check|solution"
    r"|解析|分析|理由)\b"
)

# Whole words that end a text only when it was cut off.
DANGLING = lazy(
    r"(?:^|\s)(?:and|or|the|a|an|of|to|by|with|for|in|on|at|from|is|are|was|be|we|that|this|then|so|if|as|than|"
    r"plus|minus|times|because|since|which|where|have|has|get|let|et|de|la|und|der|die|das|и)$"
)

# `</think>` and its kin, matched on the text as it is; a text without TAG_WORDS has none.
TAG_WORDS = ("think", "thought", "reasoning", "nswer>", "begin_of_answer", "THINK]", "ANSWER]")
THINK_OPEN = lazy(
    r"<(?:think|thinking|thought|reasoning|seed:think|reasoning_process)>|<\|begin_of_thought\|>|<\|think\|>|◁think▷|\[THINK\]"
)
THINK_CLOSE = lazy(
    r"</(?:think|thinking|thought|reasoning|seed:think|reasoning_process)>|<\|end_of_thought\|>|<\|/think\|>|◁/think▷|\[/THINK\]"
)
ANSWER_TAG = lazy(r"<(?:final_?)?[aA]nswer>|\[ANSWER\]|<\|begin_of_answer\|>")
ANSWER_END = lazy(r"</(?:final_?)?[aA]nswer>|\[/ANSWER\]|<\|end_of_answer\|>")
# Marks of the chat format that may hang at the very end of a rollout.
STOP_TOKENS = (
    "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_solution|>", "<|end|>", "</s>", "<eos>", "<end_of_turn>",
    "<|return|>", "<turn|>", "<|eot|>",
    "<｜end▁of▁sentence｜>", "</solution>",
)  # fmt: skip
