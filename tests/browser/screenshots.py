"""`python -m tests.browser.screenshots FOLDER`: pictures of the pages, for people to look at.

A run that passes, one that fails, one with many expected deviations, and the comparison; wide and narrow, light and
dark, and printed.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from reports import compare, html, known
from reports.compare import Column
from reports.reader import Results
from tests.browser.chromium import MISSING, Browser, found

FAULTY = "tests.mutants.lc_curves:AddsParallelRoutes"
PASSING, DEVIATING = "reference", "ilp-connector-17.0.2"
LOOKS = {
    "wide": (1280, 1600, False),
    "wide-dark": (1280, 1600, True),
    "phone": (390, 1600, False),
    "docs": (1180, 900, False),  # those in docs/images
}
OPENED = "document.querySelectorAll('details.case[open] details.messages').forEach(each => each.open = true)"


def main(arguments: list[str]) -> int:
    """Takes the pictures; prints where they are, or that there is no browser."""
    path = found()
    if path is None:
        print(MISSING)
        return 0
    folder = Path(arguments[0] if arguments else "c2c-pictures")
    with Browser(path) as browser:
        for name, page in pages(folder).items():
            for picture in taken(browser, page, name):
                print(picture)
    return 0


def pages(folder: Path) -> dict[str, Path]:
    """The pages by their names, made in the folder."""
    published = known.published()
    failing = replace(results_of(FAULTY, folder / "failing-run"), previous=published[PASSING])
    columns = [Column(name, (results,)) for name, results in published.items()]
    made = {
        "passing": html.render(published[PASSING]),
        "failing": html.render(failing),
        "deviating": html.render(published[DEVIATING]),
        "comparison": compare.html(compare.compare(columns)),
    }
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in made}


def results_of(target: str, folder: Path) -> Results:
    """The results of a run in memory against a faulty connector."""
    command = [sys.executable, "-m", "pytest", f"--target=memory:{target}", f"--report={folder}", "-q"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return Results.read(folder / "results.jsonl")


def taken(browser: Browser, page: Path, name: str) -> list[Path]:
    """The pictures of one page: its top in each look, its findings, and all of it printed."""
    pictures = {}
    for look, (width, height, dark) in LOOKS.items():
        browser.look(width, height, dark)
        browser.open(page)
        pictures[f"{name}-{look}.png"] = browser.picture()
        browser.open(page, "failures")
        browser.evaluate(OPENED)
        pictures[f"{name}-{look}-findings.png"] = browser.picture()
    browser.open(page)
    pictures[f"{name}.pdf"] = browser.printed()
    for file, content in pictures.items():
        (page.parent / file).write_bytes(content)
    return [page.parent / file for file in pictures]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
