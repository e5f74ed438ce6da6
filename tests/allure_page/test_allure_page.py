"""The page that Allure 3 makes of a run, looked at in a browser where there is one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from reports import allure_results
from reports.reader import Results
from tests.allure_page.allure import Page, page_of
from tests.browser import chromium
from tests.reports.handmade_results import RECORDS, hostile, run

PATIENCE = 300  # looks at the page until it has drawn itself
LOADS = 3  # on a busy machine Allure's page drew its frame once and no results, for a minute
WAIT = "new Promise(done => setTimeout(done, 100))"
NAMED = "[...document.querySelectorAll('*')].find(each => !each.children.length && each.textContent === '{}')"


def made(results: Results, folder: Path) -> Page:
    """Allure's page of the run."""
    allure_results.write(results, folder / "results", "https://example.org/{}")
    return page_of(folder / "results", folder / "page")


@pytest.fixture
def browser() -> Any:
    """A browser; skips where there is none."""
    path = chromium.found()
    if path is None:
        pytest.skip("no Chromium on this machine: Allure's page was made, and not looked at")
    with chromium.Browser(path) as opened:
        yield opened


def opened(browser: chromium.Browser, page: Page, *words: str) -> None:
    """The page, drawn so far that it holds these words; loaded again where it does not come to that."""
    for _ in range(LOADS - 1):
        browser.open(page.path)
        if _text_with(browser, *words):
            return
    browser.open(page.path)
    said(browser, *words)


def said(browser: chromium.Browser, *words: str) -> str:
    """The page's text, as soon as it holds these words."""
    text = _text_with(browser, *words)
    if text is None:
        pytest.fail(f"the page does not say {words}: {browser.evaluate('document.body.innerText')[:2000]}")
    return text


def _text_with(browser: chromium.Browser, *words: str) -> str | None:
    for _ in range(PATIENCE):
        text = str(browser.evaluate("document.body.innerText"))
        if all(word in text for word in words):
            return text
        browser.evaluate(WAIT)
    return None


def test_allure_counts_what_the_run_found(tmp_path: Path) -> None:
    """Each record once, by its status."""
    statuses = Counter(allure_results.STATUSES[record.verdict] for record in RECORDS)
    counts = made(run(), tmp_path).counts
    assert {name: counts[name] for name in statuses} == statuses
    assert counts["total"] == len(RECORDS)


def test_the_page_shows_suites_and_a_failure_with_all_that_belongs_to_it(
    tmp_path: Path, browser: chromium.Browser
) -> None:
    """Area, requirement, case; then severity, link, description, steps and the wire log."""
    browser.look(1400)
    opened(browser, made(run(), tmp_path), "RR Route broadcasts received", "RR-2 A row.", "RR-2/a_case")
    browser.evaluate(NAMED.format("RR-2/a_case") + ".click()")
    text = said(browser, "Test body", "wire log")
    for part in ("Critical", "fail: expected this; observed that", "test1.ant.alice sends", "Description", "Links"):
        assert part in text
    assert browser.evaluate("document.querySelector('a[href$=\"example.org/RR-2\"]') !== null")


def test_what_a_target_sent_is_shown_and_not_run(tmp_path: Path, browser: chromium.Browser) -> None:
    """In names, descriptions, messages."""
    browser.look(1400)
    opened(browser, made(hostile(), tmp_path), "RR-2/a_case", "<script>alert(1)</script>")
    browser.evaluate(
        "[...document.querySelectorAll('*')].find(each => !each.children.length && "
        "each.textContent.startsWith('RR-2/a_case')).click()"
    )
    said(browser, "Test body")
    assert browser.evaluate("document.querySelectorAll('img[src=\"x\"]').length") == 0
    assert [event for event in browser.events if event.get("method") == "Page.javascriptDialogOpening"] == []
