"""A real browser on the written page, from file://, with the network off."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pytest

from benchmarks.core import source
from reports import ledger
from reports.page import Beside, write
from tests.unit.benchmarks.core.test_profiled import FOUND as PROFILED
from tests.unit.reports import hostile, sample
from tests.unit.reports.rich import rich

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


class Pages(dict):
    """The pages by name of the sample they show, each written when it is first asked for."""

    MADE: ClassVar = {
        "summary": sample.summary, "empty": sample.empty, "large": sample.large,
        "rich": lambda: rich(source.commit()[:12]), "thousand": lambda: sourced(sample.large(150)),
        "hostile": hostile.hostile, "interrupted": hostile.interrupted, "refused": hostile.refused_only,
    }  # fmt: skip
    BESIDE: ClassVar = {"rich": Beside(profiles=(PROFILED,)), "hostile": Beside(profiles=(hostile.PROFILED,))}

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.ledgers = [ledger.load(name) for name in ledger.documents()]

    def __missing__(self, name: str) -> Path:
        self[name] = write(self.MADE[name](), self.ledgers, self.folder / name, self.BESIDE.get(name))
        return self[name]


def sourced(summary):
    """As measured at the commit of this checkout, so that its sources are on the page."""
    return replace(summary, runtimes=tuple({**r, "commit": source.commit()[:12]} for r in summary.runtimes))


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """The pages."""
    return Pages(tmp_path_factory.mktemp("page"))


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
