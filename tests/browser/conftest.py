"""A real Chromium in front of a real server."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from runtime import chromium

# Playwright's synchronous interface keeps an event loop in this thread, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items) -> None:
    """All that lies here is a browser test."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    found = chromium.find()
    if found is None:
        pytest.skip("no Chromium on this machine")
    return {**browser_type_launch_args, "executable_path": str(found), "args": list(chromium.FLAGS)}


def _given_up(error: str) -> bool:
    """A fade between two pages that the browser gave up, because the next page came at once or has none: no script
    of ours runs there, and nothing is missing."""
    return "Transition was" in error or "ViewTransition" in error


@pytest.fixture
def open_page(browser, live_server):
    """Opens an address at a width and in a theme. Fails at the end if the page wrote an error in the console."""
    contexts, faults = [], []

    def opened(path: str, *, width: int = 1280, height: int = 800, theme: str = "light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, locale="fr-FR", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)) if not _given_up(str(error)) else None)
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def violations():
    """What axe-core finds wrong on a page, in short."""

    def found(page) -> list[str]:
        results = Axe().run(page).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
            for rule in results
            for node in rule["nodes"]
        ]

    return found


@pytest.fixture
def too_wide():
    """By how many pixels a page is wider than its window."""

    def measured(page) -> int:
        return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

    return measured
