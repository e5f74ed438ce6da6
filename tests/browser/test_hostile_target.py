"""A connector that sends scripts, odd characters, 50 MB and no UTF-8: its report is safe, small, and tells no token."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from reports.html import LIMIT
from reports.reader import Results
from schemas import topology as topologies
from tests.browser.chromium import Browser
from tests.browser.hostile_connector import HUGE

CASES = ("MSG-1", "QT-4", "QT-7", "QT-20", "LC-3")
RAN = "window.ran === undefined && document.querySelectorAll('img, a[href^=javascript]').length === 0"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run against it, over HTTP."""
    folder = tmp_path_factory.mktemp("hostile")
    target = f"{sys.executable} -m tests.mutants.serve tests.browser.hostile_connector:Hostile"
    options = [f"--target-cmd={target}", f"--report={folder}", *(f"--case={each}" for each in CASES)]
    options.append("--formats=junit,markdown,badge,sarif")
    run = subprocess.run([sys.executable, "-m", "pytest", *options], capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stdout[-2000:]
    (folder / "terminal.txt").write_text(run.stdout + run.stderr, encoding="utf-8")
    return folder


def test_nothing_of_it_runs_and_nothing_breaks(report: Path, browser: Browser) -> None:
    browser.open(report / "report.html")
    browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert browser.evaluate(RAN)
    assert browser.evaluate("document.getElementById('main').tagName") == "MAIN"
    assert browser.evaluate("document.querySelectorAll('body > *').length") == 6
    assert browser.evaluate("document.querySelectorAll('script').length") == 1
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [each for each in browser.events if each["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")] == []


def test_what_it_sent_is_shown_as_it_is(report: Path, browser: Browser) -> None:
    browser.open(report / "report.html")
    said = browser.evaluate("document.getElementById('main').textContent")
    for words in ("<script>window.ran = 1</script>", "{{ 7 * 7 }}", "U+2066", "U+0000 ×"):
        assert words in said


def test_the_page_stays_small(report: Path) -> None:
    assert (report / "report.html").stat().st_size < LIMIT


def test_long_bodies_lie_beside_it_under_their_hash(report: Path) -> None:
    exchanges = [each for record in Results.read(report / "results.jsonl").records for each in record.exchanges]
    found = [long for each in exchanges for long in (each.long, each.long_answer) if long]
    assert found
    for long in found:
        data = (report / long.file).read_bytes()
        assert (long.sha256, long.bytes) == (sha256(data).hexdigest(), len(data))
    endless = [long for long in found if not long.whole]
    assert endless
    assert max(long.bytes for long in endless) < HUGE


def test_no_token_is_in_any_file(report: Path) -> None:
    tokens = [ledger.token for ledger in topologies.load("default").ledgers if ledger.token]
    assert tokens
    leaks = [path.name for path in report.iterdir() for token in tokens if token.encode() in path.read_bytes()]
    assert leaks == []
