"""The OpenAI protocol: what is sent to a server for a prompt, and what is read of its reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tinyv.judge.served import Template


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said.

    tops: the likeliest tokens at the first place with their log-probabilities, None where the server gave none.
    cut: the reply ended at its limit of tokens. tokens: read and written, as the server counts them.
    """

    text: str
    tops: tuple[tuple[str, float], ...] | None
    cut: bool
    tokens: int


def request(template: Template, model: str, prompt: str, length: int, width: int) -> tuple[str, dict[str, Any]]:
    """Path and body for a reply of `length` tokens at temperature 0, with the `width` likeliest tokens at each."""
    body: dict[str, Any] = {"model": model, "temperature": 0, "max_tokens": length, **template.extra}
    if template.chat:
        shown = {"logprobs": True, "top_logprobs": width} if width else {}
        return "/chat/completions", {**body, "messages": [{"role": "user", "content": prompt}], **shown}
    ends = {} if template.reasons else {"stop": ["\n"]}
    return "/completions", {**body, "prompt": prompt, **ends, **({"logprobs": width} if width else {})}


def read(found: dict[str, Any]) -> Reply:
    """The first choice of a reply. Raises ValueError where there is none."""
    choices = found.get("choices")
    if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
        raise ValueError("the reply has no choices")
    choice = choices[0]
    message = choice.get("message")
    text = message.get("content") if isinstance(message, dict) else choice.get("text")
    usage = found.get("usage")
    counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")] if isinstance(usage, dict) else []
    tokens = sum(max(count, 0) for count in counts if isinstance(count, int))
    shown = tuple(_tops(choice.get("logprobs")))
    return Reply(text if isinstance(text, str) else "", shown or None, choice.get("finish_reason") == "length", tokens)


def _tops(logprobs: Any) -> Iterator[tuple[str, float]]:
    """Tokens at the first place: of a chat, `content[0].top_logprobs`; of a completion, `top_logprobs[0]`."""
    if not isinstance(logprobs, dict):
        return
    content, rows = logprobs.get("content"), logprobs.get("top_logprobs")
    if isinstance(content, list) and content and isinstance(content[0], dict):
        first = content[0]
        others = [one for one in first.get("top_logprobs") or [] if isinstance(one, dict)]
        pairs = [(one.get("token"), one.get("logprob")) for one in others]
        if all(token != first.get("token") for token, _ in pairs):
            pairs.append((first.get("token"), first.get("logprob")))
    elif isinstance(rows, list) and rows and isinstance(rows[0], dict):
        pairs = list(rows[0].items())
    else:
        return
    for token, logprob in pairs:
        if isinstance(token, str) and isinstance(logprob, int | float):
            yield token, float(logprob)
