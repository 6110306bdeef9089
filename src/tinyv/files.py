"""Files that appear under their name in one step or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path


def write_whole(path: Path, parts: Iterable[bytes], *, sync: bool = True) -> None:
    """Whoever reads sees the old file or the new one, whole; writers at the same time do not disturb each other.

    sync: waits for the disk, so that the file outlives a crash of the machine.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    try:
        with partial.open("wb") as file:
            file.writelines(parts)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
