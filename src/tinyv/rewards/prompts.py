"""What was asked and what was answered, where a trainer hands over templated text."""

from __future__ import annotations

from collections.abc import Mapping

from tinyv.rewards.columns import asked, question_column

# How chat templates open the user's turn, and how they end any turn.
OPENED = (
    "<|im_start|>user",  # ChatML: Qwen, ...
    "<|start_header_id|>user<|end_header_id|>",  # Llama 3
    "<|header_start|>user<|header_end|>",  # Llama 4
    "<start_of_turn>user",  # Gemma
    "<|turn>user",  # Gemma 4
    "<｜User｜>",  # DeepSeek
    "<|start|>user<|message|>",  # gpt-oss
    "<|user|>",  # GLM, Phi
    "[INST]",  # Mistral, Llama 2
)
CLOSED = (
    "<|im_end|>",
    "<|eot_id|>",
    "<|eot|>",
    "<end_of_turn>",
    "<turn|>",
    "<｜Assistant｜>",
    "<|end|>",
    "<|assistant|>",
    "[/INST]",
)
END = 64  # characters at a prompt's end that stand nowhere else in it


def bare(prompt: object) -> str:
    """What a prompt asks: a chat's last turn of the user, with the marks of a template taken off; else all of it."""
    said = asked(prompt.tolist() if hasattr(prompt, "tolist") else prompt)  # numpy's array of messages
    starts = [at + len(mark) for mark in OPENED if (at := said.rfind(mark)) >= 0]
    if not starts:
        return said
    turn = said[max(starts) :]
    return turn[: min((at for mark in CLOSED if (at := turn.find(mark)) >= 0), default=None)].strip()


def question_of(row: object, prompt: object = None) -> str:
    """The question: of a row that has one, under a usual name, else what the prompt asks."""
    fields = row if isinstance(row, Mapping) else {}
    name = question_column(fields)
    return (bare(fields[name]) if name else "") or bare(prompt)


def after(prompt: str, whole: str) -> str:
    """The response in a text of prompt and response. A tokenizer may have cut or changed the prompt's beginning: then
    it is what follows the prompt's end, and everything where that is not there either."""
    for known in (prompt, prompt[-END:]):
        if known and (at := whole.find(known)) >= 0:
            return whole[at + len(known) :]
    return whole
