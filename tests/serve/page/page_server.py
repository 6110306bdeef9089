"""The page on a real server on the loopback, and a headless browser to look at it."""

import contextlib
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("TINYV_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TINY = Path(__file__).parents[2] / "judge" / "tiny"


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """The URL of an ASGI application that runs on a port of its own."""
    uvicorn = pytest.importorskip("uvicorn", reason="needs the extra serve")
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def page_app(judge: Any = None, token: str = "") -> Any:
    """The service itself; with a token, one that wants it for verdicts."""
    pytest.importorskip("starlette", reason="needs the extra serve")
    from tinyv import Verifier
    from tinyv.serve.app import Service, build

    return build(Service(Verifier(judge), token=token))


@contextlib.contextmanager
def browsing() -> Iterator[Any]:
    """A headless Chromium; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the package playwright")
    if not CHROMIUM:
        pytest.skip("needs a Chromium: install the package chromium, or name one in TINYV_CHROMIUM")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Tab:
    """A page of its own, and everything that must not happen on it."""

    def __init__(self, browser: Any, url: str, look: dict[str, Any], fragment: str = "") -> None:
        self.context = browser.new_context(**look)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("request", lambda sent: None if sent.url.startswith(url) else self.faults.append(sent.url))
        self.page.goto(f"{url}/{fragment}")
        self.page.wait_for_selector("#examples a", state="attached")

    def _dialog(self, dialog: Any) -> None:
        self.faults.append("dialog")
        dialog.dismiss()

    def _console(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.faults.append(said.text)

    def until(self, condition: str) -> None:
        """Waits for a condition. Playwright's own wait evaluates it inside the page, which the page forbids."""
        deadline = time.monotonic() + 10
        while not self.page.evaluate(condition):
            assert time.monotonic() < deadline, condition
            time.sleep(0.02)

    def said(self, text: str) -> None:
        """Waits for what listeners hear."""
        self.until(f"document.getElementById('status').textContent.includes({json.dumps(text)})")

    def label(self) -> str:
        return str(self.page.locator(".way > header .label").inner_text()).lower()

    def fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
