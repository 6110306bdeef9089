"""Values that a worked response ends with: the conclusion it draws, or only the last value in it."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from tinyv.extract import cues
from tinyv.extract.chinese import conclude_chinese, is_chinese
from tinyv.extract.text import clean, formulas, masked, sentence_end
from tinyv.lazy import lazy

_OPENINGS = ("\\(", "\\[", "\\begin{", "$$")
_SENTENCES = 12  # sentences looked at from the end
TAIL = 1_500  # characters at the end of a response in which the last sentences are sought

# In these patterns `\0` stands for a formula (see `masked`).
_VALUE = (
    r"[*`_]{0,2}(?:\0|\(?[-+−±~≈$€£¥√π∞({\[|<>≤≥]?\s?[\d\\({\[√π∞$€£¥]|[a-z]\s?[=<>≤≥]"
    r"|either\b|both\b|infinit|zero\b|none\b|undefined)"
)
_COPULA = lazy(
    r"(?:\b(?:is|are|was|were|be|equals?|becomes?|gives?|yields?|gets?|got|obtain|have|has|had|find|found|conclude"
    r"|costs?|totals?|that|needs?|takes?|made|makes|est|sont|es|son|ist|sind|beträgt|lautet|равен|равна|равно)\b"
    r"|[是为為有得][：:]?|(?<!\d):|：)"
    r"(?:\s{1,2}(?:that|exactly|approximately|about|just|simply|then|therefore|thus|equal|to|given|by|only|also|now"
    r"|a total of|at)\b){0,3}"
    rf"\s{{0,3}}:?\s{{0,3}}(?={_VALUE})"
)
_AND = lazy(r"\b(?:and|or|while|but)\b|[,;，；]")
_IS_THE_ANSWER = lazy(
    r"\s(?:is|are) (?:the|our|my) (?:(?:final|correct|right|required|desired|only|unique|smallest|least|largest"
    r"|greatest|minimum|maximum) ){0,2}(?:answers?|solutions?|values?|options?|choices?|results?|one|integer|number)\b"
    r"[^\d\0]{0,60}$|\sis (?:correct|right)$"
)
_SINCE = lazy(r"(?:since|because|as|if|when|given that|for)\b[^,\n]{0,300},\s")
_ASIDE = lazy(
    r",? (?:as (?:required|desired|claimed|expected)|so we are done)\b[^\0\n]{0,200}$|,? which\b[^\d\0\n]{0,200}$"
    r"|\.?\s{0,3}(?:q\.e\.d|∎|□|\\qed)\.?$"
)
_LEFTOVER = lazy(
    r"\s(?:left over|left to [a-z]{1,12}|left|remaining|more|longer|tall|old|long|wide|high|deep|in total"
    r"|altogether|in all|total|at the end|each time)$"
)
_MORE = lazy(r"^([$€£¥]?[\d.,]{1,20}) (?:more|additional|extra)( [a-z]{1,20})$")
_QUALIFIED = lazy(r"(?<!^)\beach\b|\b(?:not|no|never|cannot|least|most|than|between|all|every|if|or|and|per)\b|n't\b")
_ONE_VALUE = lazy(r"\0+|[-−]?[$€£¥]?\d[\d,]*(?::\d\d)?(?:\.\d+)?(?:/\d+)?%?")
_UNIT_WORDS = lazy(
    r"(?:\s?(?:°|%|[ap]\.m\.)|\s(?!(?:to|in|for|of|on|at|with|by|from|after|before|when|so|more|left|during|while|as"
    r"|that|which|is|are|was|were|will|would|can|must|should|have|has)\b)[a-z]+(?:/[a-z]+)?){1,2}"
)
_WORDS = lazy(r"[a-z ,.'’%°/-]*")
_QUANTITY = lazy(r"[-−]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:\s?\d{1,3}/\d+|/\d+)?%?")
_NAME = lazy(r"[A-Za-z]\w{0,3}(?:_\{?\w{1,4}\}?)?|f\([a-z]\)")
_WHEN = lazy(
    r"\s(?:to|in|for|on|at|with|by|from|after|before|when|so|more|left|during|while|as)\b[^=\n\0]{0,200}$"
    r"|\sof [^=\n\0\d]{1,60}$"
)
# "Lou keeps $3,000 in cash.": plain words around one number that follows its verb, or no preposition at least.
_PLAIN_STATEMENT = lazy(
    r"[A-Z][A-Za-z'’]{0,20} (?:[A-Za-z'’]{1,20} ){0,12}[a-z'’]{1,20} (?<! at )(?<! by )(?<! to )(?<! from )"
    r"(?<! for )(?<! of )(?<! with )(?<! in )(?<! on )(?<! than )(?<! below )(?<! above )(?<! over )(?<! under )"
    r"(?<! approaches )(?:a total of )?[-−]?[$€£¥]?\d[\d,]*(?:\.\d+)?%?(?: ?°[CF]?)?(?: [A-Za-z]{1,20}){0,10}\.?$"
)
_TURNED = lazy(
    r"\b(?:not|no|never|cannot|least|most|than|between|if|or|and|per|except|only|such|as|from|below|above|under|up|down"
    r"|times|square|debt|red|loss|less|fewer|where|approximately|about|almost|nearly|so|thus|hence|therefore)\b|n't\b"
)
_NUMBER = lazy(r"[-−]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?")
_LETTER = lazy(r"[A-Za-z]")
_COMMAND = lazy(
    r"\\(?:[dt]?frac|sqrt|pi|cdot|times|div|left|right|approx|circ|pm|log|lg|ln|sin|cos|tan|[dt]?binom"
    r"|(?:text|mathrm)\{[^{}]{0,60}\}|[,!;%$])|[ACP]_\{?\d{1,3}\}?\^\{?\d{1,3}\}?"
)
_EQUALS = lazy(r"(?<![<>:=\\])(?<![^\d)}]!)=(?![=>])")
_LEADING_WORDS = lazy(r"^(?:[A-Za-z'’]{2,20},?\s{1,3}){1,20}(?=[-\d($€£¥])")
_LISTED = lazy(r"\b(?:and|or|where|with)\b|[;或且和，]")
_CALCULATOR = lazy(r"<<[^<>\n]{0,200}>>")
_FULL_STOP = lazy(r"[a-z)\]}$\d][.:]\s")
_WORD = lazy(r"[a-z]{2,20}")
_RULER = lazy(r"[\s:|+=-]+")


def without_marks(text: str) -> str:
    """The text without GSM8K's calculator marks `<<3*4=12>>`."""
    return _CALCULATOR.sub("", text) if "<<" in text else text


def conclusion_cue(text: str) -> re.Match[str] | None:
    """The last word that draws a conclusion ("So", "Therefore", "因此")."""
    last = None
    lower = cues.lowered(text)
    for cue in cues.hits(cues.CONCLUSION, lower):
        if last is not None and cue.start() < last.start():
            continue
        if not cue.group().startswith("so") or _starts_clause(lower, cue.start()):
            last = cue
    return last


def starts_conclusion(lower: str, start: int = 0) -> re.Match[str] | None:
    """The concluding word that stands just at `start`, if one does."""
    return cues.hit_at(cues.CONCLUSION, lower, start)


def _starts_clause(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] == " ":
        at -= 1
    return at == 0 or text[at - 1] in cues.CLAUSE_START or text[at - 3 : at] == "and"


def conclusion(text: str) -> str | None:
    """The value of the last conclusion in the text; None if there is no such word, or nothing follows it."""
    cue = conclusion_cue(text)
    if cue is None:
        return None
    end = sentence_end(text, cue.end())
    if text[:end].rstrip(" *_").endswith((":", "：")):  # the value stands in the next line
        end = sentence_end(text, len(text) - len(text[end:].lstrip()))
    said = text[cue.start() : end]
    return None if is_disowned(cues.lowered(said)) else conclude(said) or None


def conclude(sentence: str, question: str = "") -> str:
    """The value that a concluding sentence gives; the whole clause where it cannot be cut with certainty.

    question: tells which of several labelled values is wanted (Chinese only).
    """
    clause = _without_cue(sentence)
    if is_chinese(clause):
        return conclude_chinese(clause, question, right_side)
    blotted = cues.lowered(masked(clause)).rstrip(" .。．*,，\n")
    for pattern in (_ASIDE, _IS_THE_ANSWER):
        hit = pattern.search(blotted)
        if hit is not None and hit.start() > 0:
            blotted = blotted[: hit.start()]
    clause = clause[: len(blotted)]
    since = _SINCE.match(blotted)
    if since is not None:
        clause, blotted = clause[since.end() :], blotted[since.end() :]
    return _without_leftover(clean(_cut(clause, blotted)))


def _without_cue(sentence: str) -> str:
    for _ in range(4):
        sentence = sentence.lstrip(" *_,，:：>#\n\t")
        cue = starts_conclusion(cues.lowered(sentence))
        if cue is None:
            break
        sentence = sentence[cue.end() :]
    return sentence


def _cut(clause: str, blotted: str) -> str:
    verbs = list(_COPULA.finditer(blotted))
    if any(_AND.search(blotted, a.end(), b.start()) for a, b in pairwise(verbs)):
        return clause  # several values side by side: "one is 3 and the other is 4"
    if verbs:
        return _amount(right_side(clean(clause[verbs[-1].end() :])))
    if "=" not in clause:
        return _only_value(clause, blotted) or clause
    whole = clean(clause)
    right = right_side(whole)
    return _amount(right) if right != whole else _only_value(clause, blotted) or whole


def _amount(value: str) -> str:
    """The number and unit that a value begins with, if only circumstances follow: `$2360 after 3 years`."""
    amount = _QUANTITY.match(value)
    if amount is None or _QUALIFIED.search(value) is not None:
        return value
    unit = _UNIT_WORDS.match(value, amount.end())
    end = unit.end() if unit else amount.end()
    return value[:end] if _WHEN.match(value, end) is not None else value


def _only_value(clause: str, blotted: str) -> str | None:
    """The one value in a clause of plain words, with its unit: "the trip takes them 12 minutes by bus"."""
    values = list(_ONE_VALUE.finditer(blotted))
    if len(values) != 1 or _QUALIFIED.search(blotted) is not None:
        return None
    start, end = values[0].span()
    if _WORDS.fullmatch(blotted, 0, start) is None or _WORDS.fullmatch(blotted, end) is None:
        return None
    unit = _UNIT_WORDS.match(blotted, end)
    return right_side(clean(clause[start:end])) + (clause[end : unit.end()] if unit else "")


def right_side(formula: str) -> str:
    """The value at the end of a computation: `2+3 = 5` gives `5`; an equation in variables stays whole."""
    if "=" not in formula or "\n" in formula or _LISTED.search(formula) is not None:
        return formula
    parts = _EQUALS.split(formula)
    right = parts[-1].strip()
    if len(parts) < 2 or not right or any("," in part for part in parts[:-1]) or _closes_more(right):
        return formula
    parts[0] = _LEADING_WORDS.sub("", parts[0])
    lettered = [_LETTER.search(_COMMAND.sub("", part)) is not None for part in parts]
    if len(parts) > 2 and lettered[-1] and _NAME.fullmatch(parts[0].strip()) is not None:
        return f"{parts[0].strip()}={right}"
    if not any(lettered[:-1]) or (len(parts) > 2 and not (lettered[-1] and lettered[-2])):
        return right
    return formula


def after_arrow(text: str) -> str:
    """The last of several equations that follow from each other: `2x = 6 → x = 3`."""
    arrow = next((mark for mark in ("→", "⇒", r"\implies", r"\Rightarrow") if mark in text), None)
    if arrow is None:
        return text
    pieces = text.strip(" $").split(arrow)
    return pieces[-1] if all("=" in piece for piece in pieces) else text


def is_plain_statement(sentence: str) -> bool:
    """Whether a sentence only puts plain words around one number: "Tara has 155 pages left." """
    sentence = sentence.replace("**", "")
    return _PLAIN_STATEMENT.match(sentence) is not None and _TURNED.search(sentence.lower()) is None


def _closes_more(text: str) -> bool:
    """Whether a bracket is closed that was opened before: `-1舍去）`, but not in `[0, 1)`."""
    closed = text.count(")") + text.count("）") - text.count("(") - text.count("（")
    return closed > 0 and "[" not in text


def _without_leftover(text: str) -> str:
    if not text[-1:].isalpha() or " " not in text:
        return text
    short = _MORE.sub(r"\1\2", _LEFTOVER.sub("", text))
    return short if any(map(str.isdigit, short)) else text


def last_sentences(text: str) -> Iterator[str]:
    """The sentences that say something, last first; closing phrases, checks and others' answers are passed by."""
    if len(text) > TAIL:
        text = text[text.find("\n", len(text) - TAIL) + 1 :][-TAIL:]
    for piece in islice(_sentences_back(text), _SENTENCES):
        lower = cues.lowered(piece)
        if cues.CLOSING.match(lower) is None and not is_disowned(lower):
            yield piece


def _sentences_back(text: str) -> Iterator[str]:
    """The sentences from the last to the first; by lines where no formula goes over several of them."""
    display = "\\[" in text or "$$" in text or "\\begin" in text
    for line in (text,) if display else reversed(text.split("\n")):
        pieces = []
        position = 0
        while position < len(line):
            end = sentence_end(line, position)
            pieces.append(line[position : end + 1].strip())
            position = end + 1
        yield from (piece for piece in reversed(pieces) if piece.strip("*_#-> .|`:"))


def is_disowned(lower: str) -> bool:
    """Whether a sentence gives an answer that the model does not call its own."""
    return any(word in lower for word in cues.OTHERS) and cues.DISOWNED.search(lower) is not None


def last_cell(line: str) -> str | None:
    """The last full cell of a markdown table's row; None if the line is none."""
    if line.count("|") < 2 or not line.startswith("|") or _RULER.fullmatch(line):
        return None
    cells = [clean(cell) for cell in line.strip("|").split("|")]
    return next((cell for cell in reversed(cells) if cell), None)


def value_in(sentence: str, question: str = "") -> str | None:
    """The value of a sentence without cue: after its verb, else its last formula, else its only number."""
    if _NUMBER.search(sentence) is None and not formulas(sentence):
        return None
    answer = conclude(sentence, question)
    if answer and answer.count(" ") <= 8:
        return answer
    if spans := formulas(sentence):
        return clean(right_side(clean(sentence[spans[-1][0] : spans[-1][1]])))
    numbers = _NUMBER.findall(sentence)
    return numbers[0] if len(numbers) == 1 else None


def is_cut_off(text: str) -> bool:
    """Whether the text seems to stop in the middle: an open formula, a dangling word or operator, no last point."""
    text = text.rstrip()
    line = text[text.rfind("\n") + 1 :]
    if line.startswith("|") and line.endswith("|"):
        return False
    if any(mark in text[-400:] for mark in _OPENINGS):
        rest = masked(text[-TAIL:])[-400:]
        if any(mark in rest for mark in _OPENINGS):
            return True
    last = text[-1:]
    if last in "=+-*/,^_({[<:：，" and not text.endswith("**"):
        return True
    if cues.DANGLING.search(text[-12:].lower()) is not None:
        return True
    if not (last.isascii() and last.isalnum()) or len(_FULL_STOP.findall(text, max(0, len(text) - TAIL))) < 2:
        return False  # a style without points at the end of lines
    words = len(_WORD.findall(line))
    return words > 3 if last.isdigit() else words > 3 or not any(map(str.isdigit, line))
