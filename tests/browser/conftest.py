"""A browser for the tests of this folder, and the pages that they open. Without a browser they are skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reports import compare, html
from reports.compare import Column
from reports.reader import Results
from schemas.results import CurveJudged, FieldJudged
from tests.browser.chromium import MISSING, Browser, found
from tests.reports.handmade_results import RECORDS, hostile, run

Pages = dict[str, Path]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    path = found()
    if path is None:
        pytest.skip(MISSING)
    with Browser(path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _as_new(browser: Browser) -> None:
    """Each test finds a wide window, light colours and scripts at work."""
    browser.without_script(False)
    browser.look(1280)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Pages by name: `mixed` has all verdicts, and a run before it; `many` 2,000 records; `hostile`; `comparison`."""
    folder = tmp_path_factory.mktemp("pages")
    mixed = judged(run(conformant=False, answer="Not conformant: RR-2."))
    passing = run(*(replace(each, verdict="pass") for each in RECORDS), conformant=True)
    many = run(*(replace(RECORDS[place % 8], id=f"{RECORDS[place % 8].id}/{place}") for place in range(2000)))
    columns = [Column("one", (passing,)), Column("two", (mixed,)), Column("three", (hostile(),))]
    made = {
        "mixed": html.render(replace(mixed, previous=passing)),
        "passing": html.render(passing),
        "many": html.render(many),
        "hostile": html.render(hostile()),
        "comparison": compare.html(compare.compare(columns)),
    }
    for name, page in made.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
    return {name: folder / f"{name}.html" for name in made}


def judged(results: Results) -> Results:
    """The same results, whose failure names a member and a curve."""
    curve = CurveJudged(2, "g.far.", "most", ((0, 0), (100, 201)), ((("0", "0"), ("100", "200")),), 1, "201/100", "2")
    fields = (FieldJudged(1, ("a",), "three numbers", "[1,2]"),)
    records = tuple(
        replace(each, evidence=replace(each.evidence, fields=fields, curve=curve)) if each.verdict == "fail" else each
        for each in results.records
    )
    return replace(results, records=records)
