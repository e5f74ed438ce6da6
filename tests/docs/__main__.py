"""Writes the generated pages: `python -m tests.docs`, or `make docs`."""

from __future__ import annotations

from tests.docs import comparison_page, coverage_page, schema_rules_page
from tests.project import sources

PAGES = {
    "coverage.md": coverage_page.page,
    "schema-rules.md": schema_rules_page.page,
    "comparison.md": comparison_page.page,
}


def main() -> None:
    """Writes each page, and says so."""
    for name, page in PAGES.items():
        (sources.ROOT / "docs" / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
