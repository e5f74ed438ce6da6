"""The reports for machines and for CI systems: they say what the run found, whatever a target wrote into it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from reports import badge, formats, junit, markdown, sarif
from reports.reader import Results
from schemas.results import VERDICTS, Evidence
from tests.reports.handmade_results import HEADER, RECORDS, hostile, run

BROKEN = tuple(each for each in RECORDS if each.verdict == "fail")


def _cases(results: Results) -> dict[str, ET.Element]:
    root = ET.fromstring(junit.render(results))
    return {case.get("name", ""): case for case in root.iter("testcase")}


def _kind(case: ET.Element) -> str:
    return next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")


def test_junit_tells_failure_error_and_skipped_apart() -> None:
    kinds = {id.partition("/")[0]: _kind(case) for id, case in _cases(run()).items()}
    said = {record.verdict: kinds[record.requirement] for record in RECORDS}
    assert said == {
        "pass": "passed",
        "fail": "failure",
        "warning": "passed",
        "info": "passed",
        "inconclusive": "skipped",
        "not applicable": "skipped",
        "expected deviation": "skipped",
        "harness error": "error",
    }


def test_a_strict_run_fails_for_a_broken_should() -> None:
    made = run()
    cases = _cases(replace(made, header=replace(made.header, strict=True)))
    assert sorted(_kind(case) for case in cases.values()).count("failure") == 2


def test_junit_counts_what_it_shows() -> None:
    for suite in ET.fromstring(junit.render(run())).iter("testsuite"):
        counted = Counter(_kind(case) for case in suite.iter("testcase"))
        assert {name: int(suite.get(name, "")) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": sum(counted.values()),
            "failures": counted["failure"],
            "errors": counted["error"],
            "skipped": counted["skipped"],
        }


def test_a_junit_suite_is_a_requirement_with_its_level_and_its_cases() -> None:
    suite = next(each for each in ET.fromstring(junit.render(run())) if each.get("name", "").startswith("RR-2 "))
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert (properties["requirement"], properties["level"], properties["area"]) == ("RR-2", "MUST", "RR")
    assert suite.get("hostname") == "127.0.0.1"
    (case,) = suite.iter("testcase")
    assert (case.get("name"), case.get("time"), case.get("classname")) == (RECORDS[1].id, "0.020", "c2c.RR.RR-2")


@pytest.mark.parametrize("address", ["memory:a.b:C", "started by each worker", "http://[::1", "a\x00b"])
def test_a_target_that_is_no_url_stands_as_it_is(address: str) -> None:
    results = run()
    made = replace(results, header=replace(HEADER, target=replace(HEADER.target, address=address)))
    suites = list(ET.fromstring(junit.render(made)))
    assert {suite.get("hostname") for suite in suites} == {address.replace("\x00", "[U+0000]")}


def test_junit_keeps_what_is_noted_of_a_case_that_did_not_fail() -> None:
    said = {suite.get("name", "")[:5]: suite.findtext("system-out") for suite in ET.fromstring(junit.render(run()))}
    assert "RR-3/a_case: warning" in str(said["RR-3 "])
    assert "RR-4/a_case: info" in str(said["RR-4 "])
    assert not said["RR-2 "]


def test_sarif_has_a_rule_for_each_requirement_and_a_result_for_each_broken_one() -> None:
    document = json.loads(sarif.render(run()))["runs"][0]
    assert [rule["id"] for rule in document["tool"]["driver"]["rules"]] == [row.id for row in HEADER.requirements]
    levels = {each["properties"]["verdict"]: each["level"] for each in document["results"]}
    assert levels == {"fail": "error", "warning": "warning", "expected deviation": "note", "inconclusive": "none"}
    assert [each["ruleId"] for each in document["results"] if "suppressions" in each] == ["RR-7"]
    for each in document["results"]:
        assert document["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] == each["ruleId"]


def test_a_place_in_sarif_is_the_line_of_the_results_file() -> None:
    for result in json.loads(sarif.render(run()))["runs"][0]["results"]:
        line = result["locations"][0]["physicalLocation"]["region"]["startLine"]
        assert RECORDS[line - 2].id == result["partialFingerprints"]["caseId/v1"]


def test_markdown_says_the_answer_and_each_failure() -> None:
    said = markdown.render(run(*BROKEN, conformant=False, answer="Not conformant: one is broken."))
    assert "## ❌ Not conformant" in said
    assert "**RR-2** (MUST)" in said
    assert "observed: that" in said
    assert "again: `rerun RR-2`" in said


def test_markdown_of_many_failures_stays_within_what_is_shown_and_says_so() -> None:
    long = tuple(
        replace(BROKEN[0], id=f"RR-{n}/a_case", requirement=f"RR-{n}", evidence=Evidence("x" * 9000, "y" * 9000))
        for n in range(200)
    )
    said = markdown.render(run(*long, conformant=False))
    assert len(said.encode()) <= markdown.LIMIT + 200
    assert "more requirements with findings" in said


@pytest.mark.parametrize("value", ["a|b", "`x`", "<b>", "[a](b)", "*a*", "a\nb", "\u202eabc", "&amp;"])
def test_text_in_markdown_is_never_markup(value: str) -> None:
    shown = markdown.text(value)
    assert "\n" not in shown
    assert not {"\u202e"} & set(shown)
    assert all(shown[place - 1] == "\\" for place, each in enumerate(shown) if each in "|`<*[&(" and place)


def test_code_in_markdown_holds_any_backticks() -> None:
    assert markdown.code("a``b") == "```a``b```"


def test_annotations_are_one_line_each() -> None:
    lines = markdown.github_annotations(hostile()).splitlines()
    assert len(lines) == sum(each.verdict in ("fail", "warning", "harness error") for each in RECORDS)
    assert all(line.startswith(("::error title=", "::warning title=")) for line in lines)


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"])
def test_what_a_target_sent_begins_no_command_of_a_job(end: str) -> None:
    said = f"an answer{end}::add-mask::secret\x1b[31m"
    broken = replace(BROKEN[0], evidence=Evidence("this", said))
    (line,) = markdown.github_annotations(run(broken)).splitlines()
    assert line.startswith("::error title=RR-2 fail::")
    assert "\x1b" not in line


def test_a_long_annotation_says_that_it_was_cut() -> None:
    line = markdown.github_annotations(run(replace(BROKEN[0], evidence=Evidence("this", "x" * 9000))))
    assert len(line) < markdown.ANNOTATION + 200
    assert line.endswith("... (9021 characters, whole in the report)\n")


@pytest.mark.parametrize(
    ("results", "said"),
    [(run(conformant=True), "conformant"), (run(*BROKEN, conformant=False), "not conformant: 1 failed")],
)
def test_a_badge_says_the_answer(results: Results, said: str) -> None:
    made = replace(results, records=()) if said == "conformant" else results
    assert json.loads(badge.shields(made))["message"] == said
    assert said in badge.svg(made)
    ET.fromstring(badge.svg(made))


def test_hostile_text_breaks_no_format(tmp_path: Path) -> None:
    made = formats.write(hostile(), tmp_path, formats.FORMATS)
    assert {path.name for path in made} == {
        "report.html", "junit.xml", "summary.md", "badge.svg", "badge.json", "results.sarif",
    }  # fmt: skip
    ET.parse(tmp_path / "junit.xml")
    json.loads((tmp_path / "results.sarif").read_text(encoding="utf-8"))
    assert "\x1b" not in "".join(path.read_text(encoding="utf-8") for path in made)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_run_of_one_verdict_has_all_reports(verdict: str, tmp_path: Path) -> None:
    record = next(each for each in RECORDS if each.verdict == verdict)
    assert len(formats.write(run(record), tmp_path, formats.FORMATS)) == 6
