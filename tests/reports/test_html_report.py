"""The HTML report: it says what the run found, and shows what a target sent without ever obeying it."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reports import html
from reports.reader import Results
from reports.summary import coverage, headline
from reports.templating import duration
from schemas.results import VERDICTS, Selection
from tests.reports.handmade_results import HEADER, RECORDS, hostile, run
from tests.reports.test_results_stream import written

VOID = {"meta", "img", "br", "hr", "input", "link"}


class Page(HTMLParser):
    """The tags, their attributes and ids of a page, and whether all tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links |= {value or "" for name, value in attrs if name == "href"}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")


def test_every_verdict_is_shown_with_what_belongs_to_it() -> None:
    page = html.render(run(conformant=False, answer="A MUST does not hold."))
    for said in (
        "Not conformant",
        "A MUST does not hold.",
        "A quote.",
        "A document",
        "rerun RR-2",
        "It is old.",
        "U+202E",
    ):
        assert said in page
    for verdict in VERDICTS:
        assert f">{verdict}</span>" in page
    assert 'class="from judged"' in page


def test_the_page_is_whole_and_needs_nobody() -> None:
    page = Page(html.render(run()))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.tags.isdisjoint({"img", "link", "iframe", "object", "base"})


def test_a_browser_runs_our_script_and_no_other() -> None:
    for rendered in (html.render(run()), html.render(hostile())):
        scripts = re.findall("<script>(.*?)</script>", rendered, re.DOTALL)
        assert [f"'sha256-{base64.b64encode(sha256(each.encode()).digest()).decode()}'" for each in scripts] == [
            re.findall("script-src ([^;]*);", unescape(rendered))[0]
        ]


def test_nothing_a_target_sent_is_obeyed() -> None:
    rendered = html.render(hostile())
    page = Page(rendered)
    assert page.open == []
    assert "img" not in page.tags
    assert "style" not in page.attributes
    assert not any(name.startswith("on") for name in page.attributes)
    assert "49" not in re.findall(r"onerror=alert\(2\)&gt;(.{0,12})", rendered)[0]
    assert all(character.isprintable() or character == "\n" for character in rendered)
    rendered.encode("utf-8")


def test_a_run_that_was_broken_off_has_a_report(tmp_path: Path) -> None:
    page = html.render(Results(HEADER, RECORDS[:1]))
    assert "Run broken off" in page
    assert "RR-1/a_case" in page
    assert "Run broken off" in html.render(Results(HEADER, ()))


def test_a_part_of_the_suite_says_which() -> None:
    results = run(RECORDS[0])
    results = replace(results, header=replace(HEADER, selection=Selection(False, "cases with RR-1")))
    assert "Only a part of the suite was run: cases with RR-1" in html.render(results)


@pytest.mark.parametrize(
    ("verdicts", "conformant", "title"),
    [
        (("pass",), True, "Conformant"),
        (("fail",), False, "Not conformant"),
        (("fail",), None, "Requirements failed"),
        (("pass", "inconclusive"), None, "Undecided"),
        (("pass", "harness error"), None, "Undecided"),
        (("pass", "warning"), None, "Nothing failed"),
    ],
)
def test_the_headline_follows_from_the_run(verdicts: tuple[str, ...], conformant: bool | None, title: str) -> None:
    records = (record for record in RECORDS if record.verdict in verdicts)
    assert headline(run(*records, conformant=conformant)).title == title


def test_a_requirements_worst_verdict_stands_for_it() -> None:
    records = [replace(RECORDS[0], verdict=verdict) for verdict in ("not applicable", "pass", "info", "warning")]
    for last, worst in enumerate(("not applicable", "pass", "info", "warning"), start=1):
        assert coverage(run(*records[:last]))[0].worst == worst
    assert coverage(run(RECORDS[0]))[1].worst == "no case"


def test_a_record_of_an_unknown_requirement_is_shown() -> None:
    assert "XX-1/odd" in html.render(run(replace(RECORDS[1], id="XX-1/odd", requirement="XX-1", area="XX")))


def test_two_thousand_records_render_into_a_file(tmp_path: Path) -> None:
    records = tuple(replace(RECORDS[number % 8], id=f"{RECORDS[number % 8].id}/{number}") for number in range(2000))
    page = html.render(run(*records))
    assert page.count("/1999") >= 1


def test_it_is_written_where_the_user_says(tmp_path: Path) -> None:
    out = tmp_path / "folder" / "report.html"
    html.write(written(tmp_path, run()), out)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("time", "said"), [(5, "5 ms"), (12_340, "12.3 s"), (250_000, "4 min 10 s")])
def test_durations_are_for_people(time: int, said: str) -> None:
    assert duration(time) == said
