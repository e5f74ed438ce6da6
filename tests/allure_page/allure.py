"""Allure 3, from npm: makes a page of results, in one file."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests import npm_packages

RENDERER = Path(__file__).parent / "renderer"
LIMIT = 120  # seconds


@dataclass(frozen=True)
class Page:
    """The page, and how many tests of each status Allure found."""

    path: Path
    counts: dict[str, int]


def page_of(results: Path, out: Path) -> Page:
    """The page of a folder of results; skips without npm, but not in CI."""
    folder = npm_packages.installed(RENDERER, "nothing looks at what Allure makes of --alluredir")
    script = folder / "node_modules" / ".bin" / "allure"
    command = ["node", str(script), "awesome", "--single-file", "--lang", "en", "--output", str(out), str(results)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=LIMIT)
    counts = json.loads((out / "summary.json").read_text(encoding="utf-8"))["stats"]
    return Page(out / "index.html", counts)
