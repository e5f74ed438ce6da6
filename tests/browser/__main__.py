"""`python -m tests.browser`: the tests of the pages in a real browser; where there is none the last line says so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.browser.chromium import MISSING, found


def main(arguments: list[str]) -> int:
    """Runs them; 0 where there is no browser, since nothing was found to be wrong."""
    if found() is None:
        print(MISSING)
        return 0
    return int(pytest.main([str(Path(__file__).parent), *arguments]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
