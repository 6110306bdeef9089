"""Judges by name, for command lines and configuration files."""

from __future__ import annotations

from tinyv.judge.base import Judge

EMBEDDED = "embedded"
URL, HUB = ("http://", "https://"), "hf:"


def judge_of(name: str, model: str = "", threads: int | None = None) -> Judge:
    """`embedded`, a folder with an exported judge, the URL of an OpenAI-compatible server that serves `model`, or `hf:`
    and the name or folder of a model for transformers. threads: of a judge on this CPU; None for one a core.

    Raises ImportError for a missing extra, FileNotFoundError for a folder without a judge, ValueError for a wrong URL.
    """
    if name.startswith(URL):
        from tinyv.judge.openai import OpenAIJudge

        return OpenAIJudge(name, model)
    if name.startswith(HUB):
        from tinyv.judge.transformers import TransformersJudge

        return TransformersJudge(name.removeprefix(HUB))
    from tinyv.judge.embedded import EmbeddedJudge

    return EmbeddedJudge(None if name == EMBEDDED else name, threads=threads)
