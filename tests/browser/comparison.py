"""`python -m tests.browser.comparison PAGE PICTURE`: the head of a comparison page, as the project's pages show it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.chromium import MISSING, Browser, found

SIZE = (1280, 1190)  # pixels: the connectors, and the first areas at a glance


def main(arguments: list[str]) -> int:
    """Takes the picture; says where it is, or that there is no browser."""
    page, picture = map(Path, arguments)
    path = found()
    if path is None:
        print(MISSING)
        return 0
    with Browser(path) as browser:
        browser.look(*SIZE)
        browser.open(page)
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(browser.picture())
    print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
