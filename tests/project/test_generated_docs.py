"""The generated pages are up to date, and the ledger of requirements has no gap."""

from __future__ import annotations

import pytest

from conformance import coverage
from tests.docs.__main__ import PAGES
from tests.project import sources


@pytest.mark.parametrize("name", list(PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    """`make docs` writes them."""
    assert (sources.ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "stale: make docs"


def test_each_requirement_is_judged_or_says_why_not_and_each_judgement_can_fail() -> None:
    """A case or monitor, or a reason (`no_case`); and a mutant, but for INFO."""
    assert coverage.gaps() == []
