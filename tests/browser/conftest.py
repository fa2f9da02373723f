"""A real browser on the written page, from file://, with the network off."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reports import ledger
from reports.page import write
from tests.unit.reports import sample

RECEIVE = "websocket-receive-messages-100000-v1"


@dataclass
class Seen:
    """What a page asked for, and what it complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright: nox -s browser installs it")
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("needs Chromium: apt-get install chromium, or set CHROMIUM to one")
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=args)
        yield started
        started.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """The pages, by name of the sample they show."""
    ledgers = [ledger.load(name) for name in ledger.documents()]
    folder = tmp_path_factory.mktemp("page")
    made = {"summary": sample.summary, "empty": sample.empty, "large": sample.large}
    return {name: write(make(), ledgers, folder / name) for name, make in made.items()}


@pytest.fixture
def visit(browser, written):
    """Open a page: ``visit("summary", "q=rust", viewport=...)``; what it asked for stands in ``page.seen``."""
    contexts = []

    def opened(name: str = "summary", chosen: str = "", *, settled: bool = True, **options):
        given = {"offline": True, "viewport": {"width": 1440, "height": 1000}, "color_scheme": "light"}
        context = browser.new_context(**(given | options))
        contexts.append(context)
        page = context.new_page()
        page.seen = Seen()
        page.on("request", lambda request: page.seen.requests.append(request.url))
        page.on("pageerror", lambda error: page.seen.complaints.append(str(error)))
        page.on("console", lambda message: page.seen.complaints.append(message.text))
        page.goto(address(written[name], chosen))
        if settled and options.get("java_script_enabled", True):
            page.wait_for_selector(".case:not([hidden]) .slot:empty", state="detached")
        return page

    yield opened
    for context in contexts:
        context.close()


def address(path: Path, chosen: str = "") -> str:
    return path.resolve().as_uri() + (f"#{chosen}" if chosen else "")


@pytest.fixture
def receive(visit):
    """The page, and the table of the lead case in it."""
    page = visit()
    box = page.locator(f"#{RECEIVE}")
    box.scroll_into_view_if_needed()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page, box
