"""Labelled answers as chats, for TRL (`messages`) and for LLaMA-Factory (`dataset_info.json`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from tinyv.data.groups import Group
from tinyv.judge.base import Ask, TooLong
from tinyv.judge.served import template_for

PROMPT = "verdict"  # the prompt that served judges are asked with, so that training and use agree
DATA_SET = "tinyv_judge"


def chat_lines(groups: Iterable[Group], skipped: list[str]) -> Iterator[bytes]:
    """A line for each answer: the prompt, and `True` or `False`. Ids of answers too long for it go to `skipped`."""
    template = template_for("", PROMPT)
    for group in groups:
        for answer in group.answers:
            try:
                prompt = template.fill(Ask(group.question, group.reference, answer.text))
            except TooLong:
                skipped.append(group.id)
                continue
            messages = [
                {"role": "user", "content": prompt},
                {"role": "assistant", "content": "True" if answer.right else "False"},
            ]
            yield orjson.dumps({"messages": messages}, option=orjson.OPT_APPEND_NEWLINE)


def dataset_info(files: dict[str, str]) -> bytes:
    """LLaMA-Factory's description of the files: name of a part -> file. Its `sharegpt` with these tags is what its
    documentation calls the OpenAI format."""
    tags = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}
    info = {
        f"{DATA_SET}_{part}": {
            "file_name": file,
            "formatting": "sharegpt",
            "columns": {"messages": "messages"},
            "tags": tags | {"system_tag": "system"},
        }
        for part, file in files.items()
    }
    return orjson.dumps(info, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
