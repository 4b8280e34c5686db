"""A browser that is offline and tells everything that goes wrong on a page; tests are skipped by name without one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="the explorer's browser tests need the package playwright")

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
AXE = Path(os.environ.get("AXE_CORE", "node_modules/axe-core/axe.min.js"))

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="the explorer's browser tests need chromium")
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="needs axe-core (npm install axe-core, or AXE_CORE=its axe.min.js)"
)


@dataclass
class Watched:
    """A page and what went wrong on it: console errors, exceptions, dialogs, and requests that are no local file."""

    page: Any
    wrong: list[str] = field(default_factory=list)

    def at(self, path: Path, target: str = "") -> None:
        """Open a file at an address and wait until its view is there."""
        self.page.goto("about:blank")
        self.page.goto(f"file://{path}{target}")
        self.page.wait_for_selector("html[data-ready] main h1")

    def after(self, act: Any) -> None:
        """Do something that leads to another view, and wait until it is there."""
        before = self.page.evaluate("document.documentElement.dataset.ready")
        act()
        self.page.wait_for_function("before => document.documentElement.dataset.ready !== before", arg=before)

    def heading(self) -> str:
        """The view's heading."""
        return str(self.page.inner_text("main h1"))


@contextmanager
def watched(browser: Any, **settings: Any) -> Iterator[Watched]:
    """A page in a context of its own; afterwards nothing may have gone wrong."""
    context = browser.new_context(offline=True, accept_downloads=True, **settings)
    page = context.new_page()
    found = Watched(page)
    page.on("console", lambda one: found.wrong.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: found.wrong.append(str(one)))
    page.on("dialog", lambda one: (found.wrong.append(f"dialog {one.message}"), one.dismiss()))
    page.on(
        "request", lambda one: None if one.url.startswith(("file:", "blob:", "about:")) else found.wrong.append(one.url)
    )
    try:
        yield found
        assert found.wrong == []
    finally:
        context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    with sync_api.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
