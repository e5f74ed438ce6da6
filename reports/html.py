"""The HTML report: one file that needs no network and no JavaScript. What a target sent is shown, never obeyed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reports.compare import Changes, against
from reports.detail import detail, in_full
from reports.reader import Results
from reports.summary import areas, coverage, coverage_by_level, excuses, findings, headline
from reports.templating import environment, page_parts

LIMIT = 10_000_000  # bytes of a page, at most
# Characters for cases in full, and for each text of the others; less is tried where the page would be too large.
ROOMS = ((6_000_000, 600), (2_000_000, 300), (0, 100), (0, 10))
IN_DETAIL = ("fail", "harness error", "warning", "inconclusive", "expected deviation")


def write(results_path: str | Path, out_path: str | Path) -> None:
    """Makes a results file's report; ResultsError where that is none, OSError where the page can't be written."""
    page = render(Results.read(results_path))
    out = Path(out_path)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8", newline="\n")


def render(results: Results) -> str:
    """The report as one HTML page, with as many messages as there is room for."""
    latest = replace(results, records=tuple({each.id: each for each in results.records}.values()))
    for room, brief in ROOMS:
        page = _render(latest, room, brief)
        if len(page.encode()) < LIMIT:
            break
    return page


def _render(results: Results, room: int, brief: int) -> str:
    rows = coverage(results)
    groups = {verdict: findings(results, verdict) for verdict in (*IN_DETAIL, "info")}
    changes = against(results.previous, results) if results.previous else None
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
            levels=coverage_by_level(rows),
            known={row.requirement.id for row in rows},
            topology=json.dumps(results.header.topology, indent=2, ensure_ascii=False),
            groups=groups,
            in_detail=IN_DETAIL,
            excuses=excuses(results),
            changes=changes,
            before=headline(results.previous) if results.previous else None,
            changed=_changed(changes),
            full=in_full([group for verdict in IN_DETAIL for group in groups[verdict]], room),
            brief=brief,
            detail=detail,
            **page_parts(),
        )
    )


def _changed(changes: Changes | None) -> Mapping[str, str]:
    """By the ids of cases: how their verdict changed since last time."""
    if changes is None:
        return {}
    kinds = {"regressed": changes.regressed, "fixed": changes.fixed, "new": changes.new}
    return {each.id: kind for kind, found in kinds.items() for each in found}
