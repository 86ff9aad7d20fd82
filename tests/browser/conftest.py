"""A page in the system's Chromium that remembers what it asked for and complained of."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Opened:
    """A page, what it asked of anybody, and what its console said."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def shown(self, selector: str) -> int:
        """How many elements a reader sees."""
        return self.page.locator(selector).locator("visible=true").count()

    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))


@pytest.fixture(scope="module")  # its event loop must be gone before other tests start one
def browser() -> Iterator[Browser]:
    """The system's Chromium; where there is none, the test is skipped and says so."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"there is no browser on this machine; looked for {', '.join(NAMES)}")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


def refuse(opened: Opened) -> Callable[[Dialog], None]:
    """No page of ours opens a dialog: one that does is closed and remembered."""

    def close(dialog: Dialog) -> None:
        opened.complaints.append(dialog.message)
        dialog.dismiss()

    return close


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a text as a page from a file, with nothing to reach beyond it."""
    contexts = []

    def open_text(text: str, fragment: str = "", *, width: int = 1280, **more: Any) -> Opened:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, **{"reduced_motion": "reduce", **more})
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on("console", lambda message: opened.complaints.append(message.text))
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("dialog", refuse(opened))
        opened.page.goto(f"{file.as_uri()}{fragment}")
        return opened

    yield open_text
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page: rule and element."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

    def found(page: Page) -> list[str]:
        response = axe.Axe().run(page).response
        return [
            f"{one['id']}: {' '.join(node['html'].split())[:120]}"
            for one in response["violations"]
            for node in one["nodes"]
        ]

    return found
