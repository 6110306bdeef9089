"""What all tests share: where the project's real data is, and the skip of tests that need it where it is missing."""

import os
import signal
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("TINYV_SHARED") or Path(__file__).parents[2] / "shared" / "data")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; only for tests marked `shared`."""
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs the data where there is none, and says how to give it."""
    if SHARED.is_dir():
        return
    missing = pytest.mark.skip(reason=f"no folder {SHARED}; set TINYV_SHARED to the folder with the shared data")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(missing)


# Whoever runs the tests in the background may have interrupts ignored, and programs that tests start would inherit it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
