"""The HTML report: one file that needs no network and no JavaScript. What a target sent is shown, never obeyed."""

from __future__ import annotations

import json
from pathlib import Path

from reports.reader import Results
from reports.summary import areas, coverage, excuses, findings, headline
from reports.templating import environment


def write(results_path: str | Path, out_path: str | Path) -> None:
    """Makes a results file's report; ResultsError where that is none, OSError where the page can't be written."""
    page = render(Results.read(results_path))
    out = Path(out_path)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8", newline="\n")


def render(results: Results) -> str:
    """The report as one HTML page."""
    rows = coverage(results)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            results=results,
            header=results.header,
            footer=results.footer,
            headline=headline(results),
            totals=results.totals,
            areas=areas(rows),
            coverage=rows,
            known={row.requirement.id for row in rows},
            topology=json.dumps(results.header.topology, indent=2, ensure_ascii=False),
            failures=findings(results, "fail"),
            warnings=findings(results, "warning"),
            errors=findings(results, "harness error"),
            deviations=findings(results, "expected deviation"),
            excuses=excuses(results),
            inconclusive=findings(results, "inconclusive"),
            not_applicable=findings(results, "not applicable"),
            observations=findings(results, "info"),
        )
    )
