"""Values that a worked response ends with: the conclusion it draws, or only the last value in it."""

# ruff: noqa: RUF001 (full-width marks are meant)

import re
from itertools import pairwise

from tinyv.extract import cues
from tinyv.extract.text import clean, formulas, masked, sentence_end

TAIL = 1_500  # characters at the end of a response in which the last sentences are sought

# In these patterns `\0` stands for a formula (see `masked`).
_VALUE = (
    r"[*`_]{0,2}(?:\0|\(?[-+−±~≈$€£¥√π∞({\[|<>≤≥]?\s?[\d\\({\[√π∞$€£¥]|[a-z]\s?[=<>≤≥]"
    r"|either\b|both\b|infinit|zero\b|none\b|undefined)"
)
_COPULA = re.compile(
    r"(?:\b(?:is|are|was|were|be|equals?|becomes?|gives?|yields?|gets?|got|obtain|have|has|had|find|found|conclude"
    r"|costs?|totals?|that|needs?|takes?|made|makes|est|sont|es|son|ist|sind|beträgt|lautet|равен|равна|равно)\b"
    r"|[是为為有得][：:]?|(?<!\d):|：)"
    r"(?:\s{1,2}(?:that|exactly|approximately|about|just|simply|then|therefore|thus|equal|to|given|by|only|also|now"
    r"|a total of|at)\b){0,3}"
    rf"\s{{0,3}}:?\s{{0,3}}(?={_VALUE})"
)
_AND = re.compile(r"\b(?:and|or|while|but)\b|[,;，；]")
_IS_THE_ANSWER = re.compile(
    r"\s(?:is|are) (?:the|our|my) (?:(?:final|correct|right|required|desired|only|unique|smallest|least|largest"
    r"|greatest|minimum|maximum) ){0,2}(?:answers?|solutions?|values?|options?|choices?|results?|one|integer|number)\b"
    r"[^\d\0]{0,60}$|\sis (?:correct|right)$"
)
_SINCE = re.compile(r"(?:since|because|as|if|when|given that|for)\b[^,\n]{0,300},\s")
_ASIDE = re.compile(
    r",? (?:as (?:required|desired|claimed|expected)|so we are done)\b[^\0\n]{0,200}$|,? which\b[^\d\0\n]{0,200}$"
    r"|\.?\s{0,3}(?:q\.e\.d|∎|□|\\qed)\.?$"
)
_LEFTOVER = re.compile(r"\s(?:left over|left|remaining|in total|altogether|in all|total|at the end|each time)$")
_QUALIFIED = re.compile(r"\b(?:not|no|never|cannot|least|most|than|between|all|every|each|if|or|and|per)\b|n't\b")
_ONE_VALUE = re.compile(r"\0+|[-−]?[$€£¥]?\d[\d,]*(?::\d\d)?(?:\.\d+)?(?:/\d+)?%?")
_UNIT_WORDS = re.compile(
    r"(?:\s?(?:°|%|[ap]\.m\.)|\s(?!(?:to|in|for|of|on|at|with|by|from|after|before|when|so|more|left|during|while|as"
    r"|that|which|is|are|was|were|will|would|can|must|should|have|has)\b)[a-z]+(?:/[a-z]+)?){1,2}"
)
_WORDS = re.compile(
    r"(?:\s?(?:°|%|[ap]\.m\.)|\s(?!(?:to|in|for|of|on|at|with|by|from|after|before|when|so|more|left|during|while|as|that|which|"
    r"is|are|was|were|will|would|can|must|should|have|has)\b)[a-z]+(?:/[a-z]+)?){1,2}"
)
_WORDS = re.compile(r"[a-z ,.'’%°/-]*")
_NUMBER = re.compile(r"[-−]?[$€£¥]?\d[\d,]*(?:\.\d+)?(?:/\d+)?%?")
_LETTER = re.compile(r"[A-Za-z]")
_COMMAND = re.compile(
    r"\\(?:[dt]?frac|sqrt|pi|cdot|times|div|left|right|approx|circ|pm|(?:text|mathrm)\{[^{}]{0,60}\}|[,!;%$])"
)
_EQUALS = re.compile(r"(?<![<>!:=\\])=(?![=>])")
_LEADING_WORDS = re.compile(r"^(?:[A-Za-z'’]{2,20},?\s{1,3}){1,20}(?=[-\d(])")
_LISTED = re.compile(r"\b(?:and|or|where|with)\b|[;或且和，]")
_CALCULATOR = re.compile(r"<<[^<>\n]{0,200}>>")
_FULL_STOP = re.compile(r"[a-z)\]}$\d][.:]\s")
_WORD = re.compile(r"[a-z]{2,20}")
_RULER = re.compile(r"[\s:|+=-]+")


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
    for word, pattern in cues.CONCLUSION.rows:
        if lower.startswith(word, start):
            return pattern.match(lower, start)
    return None


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
    return conclude(text[cue.start() : end]) or None


def conclude(sentence: str) -> str:
    """The value that a concluding sentence gives; the whole clause where it cannot be cut with certainty."""
    clause = _without_cue(sentence)
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
        return right_side(clean(clause[verbs[-1].end() :]))
    whole = clean(clause)
    right = right_side(whole)
    return right if right != whole else _only_value(clause, blotted) or whole


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
    if len(parts) < 2 or not right or any("," in part for part in parts[:-1]):
        return formula
    parts[0] = _LEADING_WORDS.sub("", parts[0])
    lettered = [_LETTER.search(_COMMAND.sub("", part)) is not None for part in parts]
    if not any(lettered[:-1]) or (len(parts) > 2 and not (lettered[-1] and lettered[-2])):
        return right
    return formula


def _without_leftover(text: str) -> str:
    short = _LEFTOVER.sub("", text)
    return short if any(map(str.isdigit, short)) else text


def last_sentences(text: str, most: int) -> list[str]:
    """The last sentences that say something, last first; closing phrases and checks are passed by."""
    if len(text) > TAIL:
        text = text[text.find("\n", len(text) - TAIL) + 1 :][-TAIL:]
    pieces: list[str] = []
    position = 0
    while position < len(text):
        end = sentence_end(text, position)
        piece = text[position : end + 1].strip()
        if piece.strip("*_#-> .|`:"):
            pieces.append(piece)
        position = end + 1
    said = [piece for piece in reversed(pieces[-12:]) if cues.CLOSING.match(cues.lowered(piece)) is None]
    return said[:most]


def last_cell(line: str) -> str | None:
    """The last full cell of a markdown table's row; None if the line is none."""
    if line.count("|") < 2 or not line.startswith("|") or _RULER.fullmatch(line):
        return None
    cells = [clean(cell) for cell in line.strip("|").split("|")]
    return next((cell for cell in reversed(cells) if cell), None)


def value_in(sentence: str) -> str | None:
    """The value of a sentence without cue: after its verb, else its last formula, else its last number."""
    if "\0" not in masked(sentence) and _NUMBER.search(sentence) is None:
        return None
    answer = conclude(sentence)
    if answer and answer.count(" ") <= 8:
        return answer
    spans = formulas(sentence)
    if spans:
        return clean(right_side(clean(sentence[spans[-1][0] : spans[-1][1]])))
    numbers = _NUMBER.findall(sentence)
    return numbers[-1] if numbers else None


def is_cut_off(text: str) -> bool:
    """Whether the text seems to stop in the middle: an open formula, a dangling word or operator, no last point."""
    text = text.rstrip()
    line = text[text.rfind("\n") + 1 :]
    if line.startswith("|") and line.endswith("|"):
        return False
    rest = masked(text[-TAIL:])[-400:]
    if any(mark in rest for mark in ("\\(", "\\[", "\\begin{", "$$")):
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
