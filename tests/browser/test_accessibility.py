"""The pages by axe, the usual judge of accessibility, from npm: nothing serious or worse, in either colour scheme."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import npm_packages
from tests.browser.chromium import Browser

Pages = dict[str, Path]

PINNED = Path(__file__).parent / "accessibility"
OPENED = "document.querySelectorAll('.finding details').forEach(each => each.open = true)"
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
  .filter(each => ['serious', 'critical'].includes(each.impact))
  .map(each => `${each.help}: ${each.nodes.map(node => node.html.slice(0, 120)).join(' ')}`))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The script; skips without npm, but not in CI."""
    folder = npm_packages.installed(PINNED, "no page is looked at for accessibility")
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["mixed", "passing", "comparison"])
def test_axe_finds_nothing_serious(axe: str, browser: Browser, pages: Pages, name: str, dark: bool) -> None:
    browser.look(1280, dark=dark)
    browser.open(pages[name])
    browser.evaluate(OPENED)
    browser.evaluate(f"{axe};0")
    assert browser.evaluate(RUN) == []
