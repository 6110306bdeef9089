"""Which prompt a served judge is asked with, and how a prompt is filled so that no field can reach out of its place."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tinyv.judge.base import Ask, TooLong
from tinyv.lazy import lazy

VERSION = "1"  # of filling and reading; a change makes cached opinions void
FOLDER = Path(__file__).parent / "prompts"
FIELD_LIMIT = 8000  # characters; the released judges were trained on 2048 to 4096 tokens in all
FIELDS = ("question", "reference", "answer")

_FIELD = lazy(r"\{(question|reference|answer)\}")
_TAG = lazy(r"</?([a-z_]+)>")
# What chat templates and tokenizers read as control: <|im_end|>, <|end▁of▁sentence|>, <think>, </s>, [INST], <<SYS>>.
_CONTROL = lazy(
    r"<(?=\s*[|\uff5c][^|\uff5c<>\n]{1,64}[|\uff5c]\s*>)"
    r"|<(?=\s*/?\s*[A-Za-z_][\w:-]*\s*/?\s*>)"
    r"|<(?=<\s*/?\s*[A-Za-z_]+\s*>>)"
    r"|\[(?=\s*/?\s*(?:INST|SYS|AVAILABLE_TOOLS|TOOL_\w+|SYSTEM_PROMPT|g?MASK|PAD|CLS|SEP|UNK|BOS|EOS)\s*\])"
)
_ESCAPES = {"<": "&lt;", "[": "&#91;"}


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt with the places `{question}`, `{reference}` and `{answer}`, each once.

    chat: asked as one user message, else as text to be continued. reasons: the model thinks before its verdict.
    max_tokens: of the reply, where one token is not enough. extra: further members of the request.
    Fields are folded to one line where the text has no tags that end them.
    """

    text: str
    chat: bool = True
    reasons: bool = False
    max_tokens: int = 8
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        found = [match[1] for match in _FIELD.finditer(self.text)]
        if sorted(found) != sorted(FIELDS):
            raise ValueError(f"a prompt needs {{question}}, {{reference}} and {{answer}} once each; found {found}")

    @property
    def digest(self) -> str:
        """Eight hex digits that name all that a reply depends on."""
        said = (self.text, self.chat, self.reasons, self.max_tokens, sorted(self.extra.items()))
        return hashlib.blake2b(repr(said).encode(), digest_size=4).hexdigest()

    def fill(self, ask: Ask) -> str:
        """The prompt of an ask. Raises TooLong. A field's text stays in its place whatever it says."""
        tags = frozenset(_TAG.findall(self.text))
        fields = {name: _sound(getattr(ask, name), name, tags) for name in FIELDS}
        return _FIELD.sub(lambda match: fields[match[1]], self.text)


def _sound(text: str, name: str, tags: frozenset[str]) -> str:
    if len(text) > FIELD_LIMIT:
        raise TooLong(f"the {name} has {len(text)} characters; a judge reads {FIELD_LIMIT}")
    plain = "".join(" " if c == "\r" else c for c in text if c in "\t\n\r" or unicodedata.category(c)[0] != "C")
    return neutral(plain, tags) if tags else " ".join(neutral(plain, tags).split())


def neutral(text: str, tags: frozenset[str] = frozenset()) -> str:
    """The text with the brackets of control tokens, of any whole tag and of any piece of `tags` escaped. `x < 3`,
    `a<b` and `[1, 2]` stay as they are."""
    escaped = _CONTROL.sub(lambda match: _ESCAPES[match[0]], text)
    return _piece(tags).sub("&lt;", escaped) if tags else escaped


@cache
def _piece(tags: frozenset[str]) -> re.Pattern[str]:
    # full-width and mathematical angle brackets look the same to a reader, so they close no tag either
    return lazy(
        rf"[<\uff1c\u2039\u27e8\u3008](?=\s*[/\uff0f]?\s*(?:{'|'.join(sorted(tags))})(?![A-Za-z]))", re.IGNORECASE
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """How a prompt file is used; members as in `Template`."""

    chat: bool = True
    reasons: bool = False
    max_tokens: int = 8


KINDS = {
    "verdict": Kind(),
    "think": Kind(reasons=True, max_tokens=512),
    "plain": Kind(chat=False),  # for base models without a chat template
}


@dataclass(frozen=True, slots=True)
class Release:
    """A released judge: the prompt it takes, and what its chat template needs to be told."""

    prompt: str
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


_NO_THINKING = {"chat_template_kwargs": {"enable_thinking": False}}
RELEASES = {
    "zhangchenxu/TinyV-1.5B": Release("verdict"),
    "zhangchenxu/TinyV-1.5B-Think": Release("think"),
    "zhangchenxu/TinyV-Qwen3-1.7B": Release("verdict", _NO_THINKING),
    "zhangchenxu/TinyV-Qwen3-1.7B-Think": Release("think"),
}
_BY_NAME = {name.rpartition("/")[2].casefold(): release for name, release in RELEASES.items()}


def template_for(model: str, prompt: Template | str | None = None) -> Template:
    """The template to ask a model with: the one given (a name in KINDS), that of a released judge (also where the
    model is served from a folder of that name), else `verdict`. Raises ValueError for an unknown name."""
    if isinstance(prompt, Template):
        return prompt
    release = _BY_NAME.get(model.rstrip("/").rpartition("/")[2].casefold(), Release("verdict"))
    name = release.prompt if prompt is None else prompt
    if name not in KINDS:
        raise ValueError(
            f"prompt: {name!r} is unknown; known: {', '.join(KINDS)}; or give a tinyv.judge.served.Template"
        )
    kind = KINDS[name]
    extra = release.extra if name == release.prompt else {}
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    return Template(text, kind.chat, kind.reasons, kind.max_tokens, extra)
