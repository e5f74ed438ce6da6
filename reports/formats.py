"""The table of report formats: what each is called, the file it goes to, and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from reports import badge, html, junit, markdown, sarif
from reports.reader import Results


@dataclass(frozen=True)
class Format:
    """A report: its files, named beside the results, each with what makes its text of the run's results."""

    name: str
    about: str
    files: dict[str, Callable[[Results], str]]


FORMATS = {
    each.name: each
    for each in (
        Format("html", "the page, one file", {"report.html": html.render}),
        Format("junit", "JUnit XML, for CI systems", {"junit.xml": junit.render}),
        Format("markdown", "a summary in Markdown", {"summary.md": markdown.render}),
        Format(
            "badge", "a badge, as SVG and as JSON for shields", {"badge.svg": badge.svg, "badge.json": badge.shields}
        ),
        Format("sarif", "SARIF 2.1.0, for code scanning", {"results.sarif": sarif.render}),
    )
}


def write(results: Results, folder: Path, names: Iterable[str]) -> list[Path]:
    """Makes these reports of a run in a folder; gives the files' paths. OSError where one can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in names:
        for file, render in FORMATS[name].files.items():
            path = folder / file
            path.write_text(render(results), encoding="utf-8", newline="\n")
            made.append(path)
    return made
