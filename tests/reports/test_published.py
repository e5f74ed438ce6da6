"""The published results: read as they are, and made small without losing what they say."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from conformance import explain
from reports import junit, sarif, slim
from reports.known import PUBLISHED, published
from reports.reader import Results, ResultsError
from schemas.results import Long
from tests.project import sources
from tests.reports import others
from tests.reports.handmade_results import MESSAGES, RECORDS, run

NAMES = [f"ilp-connector-{version}" for version in ("16.0.0", "17.0.2", "17.1.0", "18.0.1")]
LARGEST = 250_000  # bytes of a file


def test_each_version_that_can_be_run_is_published_and_the_reference_connector() -> None:
    """A folder of a version beside the host has its results here."""
    versions = {path.name for path in (sources.ROOT / "targets" / "ilp-connector" / "versions").iterdir()}
    assert list(published()) == [*NAMES, "reference"]
    assert {f"ilp-connector-{version}" for version in versions} == set(NAMES)


@pytest.mark.parametrize("name", [*NAMES, "reference"])
def test_published_results_are_whole_runs_of_one_kind(name: str) -> None:
    """In one topology, with nothing excused; and small."""
    results = published()[name]
    assert results.complete
    assert results.header.selection.whole
    assert results.header.topology["name"] == "ilp-connector-plain"
    assert results.header.expected_deviations == ()
    assert "harness error" not in results.totals
    assert (PUBLISHED / f"{name}.jsonl.gz").stat().st_size < LARGEST


def test_the_reference_connector_breaks_nothing_and_each_other_something() -> None:
    """As the table of targets/README.md has it."""
    assert not {"fail", "warning", "inconclusive"} & set(published()["reference"].totals)
    assert all(published()[name].totals["fail"] for name in NAMES)


@pytest.mark.parametrize("name", [*NAMES, "reference"])
def test_reports_of_a_real_run_are_what_others_take(name: str) -> None:
    """By the schemas of Jenkins and of SARIF."""
    assert others.wrong_with_junit(junit.render(published()[name]), others.JENKINS) == []
    assert others.wrong_with_sarif(sarif.render(published()[name])) == []


def test_results_made_small_say_the_same(tmp_path: Path) -> None:
    """Verdicts and evidence of all; messages of what does not hold; the same bytes each time."""
    whole = run()
    for name in ("one", "two"):
        slim.write(slim.slim(whole), tmp_path / f"{name}.jsonl.gz")
    assert (tmp_path / "one.jsonl.gz").read_bytes() == (tmp_path / "two.jsonl.gz").read_bytes()
    small = Results.read(tmp_path / "one.jsonl.gz")
    assert [(each.id, each.verdict, each.evidence) for each in small.records] == [
        (each.id, each.verdict, each.evidence) for each in whole.records
    ]
    kept = {each.verdict for each in small.records if each.exchanges == MESSAGES}
    assert kept == {each.verdict for each in RECORDS} - {"pass", "info", "not applicable"}


def test_results_made_small_have_one_order() -> None:
    """Whatever order the cases ran in."""
    assert slim.slim(run(*reversed(RECORDS))).records == slim.slim(run()).records


def test_results_made_small_point_to_no_file_and_name_no_machine() -> None:
    """What lay beside them is not there any more."""
    long = replace(MESSAGES[0], long=Long(70_000, "ab", "message-ab.bin"))
    whole = run(replace(RECORDS[1], exchanges=(long,)))
    whole = replace(whole, header=replace(whole.header, versions={"python": "3.11", "platform": "my laptop"}))
    small = slim.slim(whole)
    assert small.header.versions == {"python": "3.11"}
    assert small.records[0].exchanges[0].long == Long(70_000, "ab", "")
    assert small.records[0].wire is None


def test_a_packed_file_that_is_broken_is_no_results_file(tmp_path: Path) -> None:
    """Cut short, or something else that begins so."""
    slim.write(run(), tmp_path / "whole.jsonl.gz")
    packed = (tmp_path / "whole.jsonl.gz").read_bytes()
    for raw in (packed[:-20], packed[:100] + b"x" * 50, gzip.compress(b"no results")):
        (tmp_path / "broken.gz").write_bytes(raw)
        with pytest.raises(ResultsError, match=r"broken\.gz"):
            Results.read(tmp_path / "broken.gz")


def test_a_requirement_is_explained_with_who_breaks_it() -> None:
    """Sentence, source, reading, example, cases, and each published connector with the first case that shows it."""
    text = explain.text("RR-9", {name: results.records for name, results in published().items()})
    for part in (
        "When no route to a prefix is left",
        "RoutingUpdate.json of ilp-connector 17.0.2",
        "Read so because",
        '<- test1.east.alice 200 [{"ledger":"test1.east."',
        "RR-9/each_peer_is_told_that_the_last_route_is_gone",
        "reference             holds, in",
    ):
        assert part in text


def test_a_connector_that_breaks_a_requirement_is_named_with_what_was_observed() -> None:
    """Its first case; one that was not judged says so."""
    broken = replace(RECORDS[1], id="QT-6/a", requirement="QT-6")
    held = replace(RECORDS[0], id="QT-6/b", requirement="QT-6")
    text = explain.text("QT-6", {"old": [broken, held], "new": [held], "other": []})
    assert "  old    breaks it, in 1 of 2 cases: QT-6/a\n         that\n" in text
    assert "  new    holds, in 1 cases\n  other  was not judged" in text


def test_a_requirement_of_the_other_profile_has_an_example_of_that_profile() -> None:
    """And its own cases; nobody published was asked."""
    text = explain.text("QT-17", {"old": []})
    for part in ("QT-17  MUST in liquidity-routing", "Example", '"custom":', "Cases:", "old  was not judged"):
        assert part in text
