"""The judge inside the package: a small language model on the CPU, no torch, no server, no download."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinyv.judge.base import TOO_LONG, Ask, Opinion
from tinyv.judge.calibration import Calibration

if TYPE_CHECKING:
    from tinyv.judge.trees import Tree

FOLDER = Path(__file__).parent / "weights"
BUDGET = 512  # tokens in one pass: bounds memory (attention takes BUDGET^2 a head) and delay

# Models of a parent process: ending one here would wait for threads that the fork did not bring along.
_INHERITED: list[object] = []


class EmbeddedJudge:
    """Scores all answers to one question in one pass; batches across questions.

    folder: an exported judge (`tinyv train --export`), by default the one in the package.
    threads: how many the runtime may use; None for one a core.

    Loads at the first ask. Safe in threads, picklable, and usable after a fork (the model is loaded anew there).
    Raises FileNotFoundError at once if the folder holds no judge. Not covered: answers beyond the prompt's limits
    (failure `too-long`).
    """

    def __init__(self, folder: str | os.PathLike[str] | None = None, *, threads: int | None = None) -> None:
        self.folder = Path(folder) if folder is not None else FOLDER
        self.threads = threads
        try:
            card = json.loads((self.folder / "judge.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise FileNotFoundError(f"{self.folder}: holds no judge (judge.json); export one or reinstall") from None
        self.card: dict[str, Any] = card
        self.calibration = Calibration(**card["calibration"])
        self.identity = f"{card['name']}@{card['version']}"
        self.threshold = self.calibration.threshold
        self._loaded: tuple[int, Any, Any] | None = None
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(EmbeddedJudge, self.folder, threads=self.threads), ()

    async def judge(self, asks: Sequence[Ask]) -> list[Opinion]:
        """One opinion for each ask, in order; the event loop stays free meanwhile."""
        return await asyncio.to_thread(self.opinions, asks)

    def opinions(self, asks: Sequence[Ask]) -> list[Opinion]:
        """The same for callers without an event loop."""
        logits = self.logits(asks)
        return [
            Opinion(None, TOO_LONG) if logit is None else Opinion(self.calibration.probability(logit), None, tokens)
            for logit, tokens in logits
        ]

    async def aclose(self) -> None:
        """Frees the model; the next ask loads it again."""
        with self._lock:
            self._leave_inherited()
            self._loaded = None

    def logits(self, asks: Sequence[Ask]) -> list[tuple[float | None, int]]:
        """Verdict logits before calibration, None for what is too long, and the tokens read for each."""
        from tinyv.judge.trees import fill, pack

        with self._lock:
            session, prompt = self._model()
            found: list[tuple[float | None, int]] = [(None, 0)] * len(asks)
            for held in fill(_trees(asks, prompt), BUDGET):
                packed = pack(held)
                (logits,) = session.run(
                    None, {"ids": packed.ids, "positions": packed.positions, "mask": packed.mask, "ends": packed.ends}
                )
                tokens = -(-len(packed.ids) // len(packed.keys))
                for key, logit in zip(packed.keys, logits.tolist(), strict=True):
                    found[key] = (logit, tokens)
            return found

    def _model(self) -> tuple[Any, Any]:
        self._leave_inherited()
        if self._loaded is None:
            self._loaded = (os.getpid(), *_load(self.folder, self.threads))
        return self._loaded[1], self._loaded[2]

    def _leave_inherited(self) -> None:
        if self._loaded is not None and self._loaded[0] != os.getpid():
            _INHERITED.append(self._loaded)
            self._loaded = None


def _load(folder: Path, threads: int | None) -> tuple[Any, Any]:
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as missing:
        raise ImportError(f"the embedded judge needs {missing.name}: pip install {missing.name}") from missing
    from tinyv.judge.prompt import Prompt

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena keeps the largest pass for ever
    if threads is not None:
        options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(folder / "judge.onnx"), options, providers=["CPUExecutionProvider"])
    return session, Prompt(Tokenizer.from_file(str(folder / "tokenizer.json")))


def _trees(asks: Sequence[Ask], prompt: Any) -> Iterable[Tree]:
    """One tree for each question and reference, whatever the order of the asks."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, ask in enumerate(asks):
        groups.setdefault((ask.question, ask.reference), []).append(place)
    for (question, reference), places in groups.items():
        yield prompt.tree(question, reference, [asks[place].answer for place in places], places)
