"""The embedded judge's prompt, assembled from token ids.

Each field is encoded on its own and joined by tokens that no field can contain: fields are folded to one line, and the
separators hold a line break. So no text of a model can end its field or fill another.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tinyv.judge.base import TooLong
from tinyv.judge.trees import Tree

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VERSION = "tree-1"
QUESTION, REFERENCE, ANSWER, VERDICT = "Question:", "\nReference:", "\nAnswer:", "\nRight"
# Tokens of a field that the judge reads. Long questions keep their head and tail: the ask stands at the end.
QUESTION_HEAD, QUESTION_TAIL, REFERENCE_LIMIT, ANSWER_LIMIT = 120, 80, 96, 96


class Prompt:
    """Encodes asks with one tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        tokenizer.encode_special_tokens = True  # "<|im_end|>" in a text is text
        self._parts = {part: self._encode(part) for part in (QUESTION, REFERENCE, ANSWER, VERDICT)}

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def field(self, text: str) -> list[int]:
        """The ids of a field's text, folded to one line."""
        sound = text.encode("utf-8", "replace").decode()  # a lone surrogate is no text to a tokenizer
        return self._encode(" " + " ".join(sound.split()))

    def prefix(self, question: str, reference: str) -> tuple[int, ...]:
        """What all answers to one question share. Raises TooLong for a reference that the judge does not read."""
        asked, wanted = self.field(question), self.field(reference)
        if len(asked) > QUESTION_HEAD + QUESTION_TAIL:
            asked = asked[:QUESTION_HEAD] + asked[-QUESTION_TAIL:]
        if len(wanted) > REFERENCE_LIMIT:
            raise TooLong(f"the reference has {len(wanted)} tokens; the judge reads {REFERENCE_LIMIT}")
        parts = self._parts
        return tuple(parts[QUESTION] + asked + parts[REFERENCE] + wanted + parts[ANSWER])

    def branch(self, answer: str) -> tuple[int, ...]:
        """One answer with the place of its verdict. Raises TooLong."""
        ids = self.field(answer)
        if len(ids) > ANSWER_LIMIT:
            raise TooLong(f"the answer has {len(ids)} tokens; the judge reads {ANSWER_LIMIT}")
        return tuple(ids + self._parts[VERDICT])

    def tree(self, question: str, reference: str, answers: Sequence[str], keys: Sequence[int] | None = None) -> Tree:
        """All answers to one question, under the given keys or else their places.

        What is too long is left out; of a reference that is too long nothing is left.
        """
        try:
            prefix = self.prefix(question, reference)
        except TooLong:
            return Tree((), (), ())
        kept: dict[int, tuple[int, ...]] = {}
        for key, answer in zip(range(len(answers)) if keys is None else keys, answers, strict=True):
            with suppress(TooLong):
                kept[key] = self.branch(answer)
        return Tree(prefix, tuple(kept.values()), tuple(kept))
