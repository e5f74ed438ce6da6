"""Runs compared: what regressed, what was fixed, what is new or flaky, and where connectors disagree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.cli import main
from reports import compare
from reports.compare import Column
from reports.reader import Results
from tests.reports.handmade_results import HOSTILE, RECORDS, hostile, run
from tests.reports.test_results_stream import written


def of(**verdicts: str) -> Results:
    """A run in which cases of these names, all of RR-1, had these verdicts."""
    return run(*(replace(RECORDS[0], id=f"RR-1/{name}", verdict=verdict) for name, verdict in verdicts.items()))


def test_a_case_that_held_and_is_broken_now_regressed() -> None:
    found = compare.compare(
        [
            Column("old", (of(a="pass", b="fail", c="pass", d="pass"),)),
            Column("new", (of(a="fail", b="pass", c="pass", e="pass"),)),
        ]
    )
    changes = found.changes[0]
    assert [each.id for each in changes.regressed] == ["RR-1/a"]
    assert [each.id for each in changes.fixed] == ["RR-1/b"]
    assert [each.id for each in changes.new] == ["RR-1/e"]
    assert changes.gone == ("RR-1/d",)
    assert found.worse


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        ("pass", "warning", True),
        ("info", "fail", True),
        ("pass", "expected deviation", True),
        ("pass", "inconclusive", False),
        ("inconclusive", "fail", False),
        ("fail", "fail", False),
        ("fail", "pass", False),
    ],
)
def test_what_counts_as_worse(before: str, after: str, worse: bool) -> None:
    found = compare.compare([Column("old", (of(a=before),)), Column("new", (of(a=after),))])
    assert found.worse is worse


def test_a_new_case_that_fails_is_worse() -> None:
    assert compare.compare([Column("old", (of(a="pass"),)), Column("new", (of(a="pass", b="fail"),))]).worse


def test_runs_of_one_name_show_what_is_flaky() -> None:
    runs = (of(a="pass", b="pass"), of(a="fail", b="pass"))
    found = compare.compare([Column("old", (of(a="pass", b="pass"),)), Column("new", runs)])
    assert found.changes[0].flaky == ("RR-1/a",)


def test_where_one_keeps_what_another_breaks_they_disagree() -> None:
    columns = [Column("one", (of(a="pass"),)), Column("two", (of(a="pass"),)), Column("three", (of(a="fail"),))]
    assert [row.requirement.id for row in compare.compare(columns).disagreements] == ["RR-1"]
    assert not compare.compare(columns[:2]).disagreements


def test_the_command_prints_writes_and_exits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    old, new = written(tmp_path / "a", of(a="pass")), written(tmp_path / "b", of(a="fail"))
    page, summary = tmp_path / "page.html", tmp_path / "summary.md"
    arguments = ["compare", f"old={old}", f"new={new}", "--html", str(page), "--markdown", str(summary)]
    assert main(arguments) == 1
    assert "`RR-1/a`: pass → fail" in capsys.readouterr().out
    assert "RR-1/a" in page.read_text(encoding="utf-8")
    assert "RR-1/a" in summary.read_text(encoding="utf-8")
    assert main(["compare", f"new={new}", f"old={old}"]) == 0


def test_one_column_is_nothing_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = written(tmp_path, of(a="pass"))
    assert main(["compare", f"x={only}", f"x={only}"]) == 4
    assert "two connectors" in capsys.readouterr().err


def test_what_targets_wrote_is_shown_and_never_obeyed() -> None:
    columns = [Column(HOSTILE, (hostile(),)), Column("other", (run(),))]
    page = compare.html(compare.compare(columns))
    assert "<script>alert" not in page
    assert "<img" not in page
