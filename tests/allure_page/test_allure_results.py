"""Allure's results: what each verdict becomes, and that they are all there is when the suite runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import main
from reports import allure_results
from reports.reader import Results
from tests.project import sources
from tests.reports.handmade_results import HEADER, HOSTILE, RECORDS, hostile, run
from tests.reports.test_results_stream import written

TELLS_NOBODY = "--target=memory:tests.suite.connectors:PassesNothingOn"


def documents(folder: Path) -> dict[str, dict[str, Any]]:
    """Each result, by the id of its record."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*-result.json")]
    return {each["fullName"]: each for each in found}


def made(results: Results, folder: Path) -> dict[str, dict[str, Any]]:
    """The results of a run as Allure's."""
    allure_results.write(results, folder, allure_results.link_to(folder / "report.html"))
    return documents(folder)


def labels(document: dict[str, Any]) -> dict[str, str]:
    """The labels by name."""
    return {each["name"]: each["value"] for each in document["labels"]}


def test_each_verdict_has_its_status_and_keeps_its_name(tmp_path: Path) -> None:
    """A fault of the suite is not one of the target's; the verdict's own word is a tag."""
    found = made(run(), tmp_path)
    assert {labels(each)["tag"]: each["status"] for each in found.values()} == {
        "pass": "passed",
        "info": "passed",
        "warning": "passed",
        "fail": "failed",
        "harness error": "broken",
        "inconclusive": "skipped",
        "not applicable": "skipped",
        "expected deviation": "skipped",
    }


def test_a_strict_run_fails_for_a_broken_should(tmp_path: Path) -> None:
    """As its exit code does."""
    found = made(replace(run(), header=replace(HEADER, strict=True)), tmp_path)
    assert Counter(each["status"] for each in found.values())["failed"] == 2


def test_a_result_has_suites_severity_link_steps_and_messages(tmp_path: Path) -> None:
    """Of the failed one: its area, its requirement, where the page tells of it, what was said."""
    document = made(run(), tmp_path)["RR-2/a_case"]
    said = labels(document)
    assert (said["parentSuite"], said["suite"], said["subSuite"]) == (
        "RR Route broadcasts received", "RR-2 A row.", "a case",
    )  # fmt: skip
    assert said["severity"] == "critical"
    (link,) = document["links"]
    assert (link["type"], link["name"]) == ("requirement", "RR-2")
    assert link["url"] == (tmp_path / "report.html").as_uri() + "#RR-2"
    assert [(step["name"].split()[:2], step["status"]) for step in document["steps"]] == [
        (["test1.ant.alice", "sends"], "passed"),
        (["test1.bee.bob", "gets"], "failed"),
    ]
    (attached,) = document["attachments"]
    messages = json.loads((tmp_path / attached["source"]).read_text(encoding="utf-8"))
    assert [each["body"] for each in messages] == [each.body for each in RECORDS[1].exchanges]
    assert document["statusDetails"]["message"] == "fail: expected this; observed that; reason since"
    assert document["stop"] - document["start"] == RECORDS[1].took


def test_an_optional_requirement_is_less_severe(tmp_path: Path) -> None:
    """MUST, SHOULD, INFO."""
    found = {labels(each)["tag"]: labels(each)["severity"] for each in made(run(), tmp_path).values()}
    assert (found["fail"], found["warning"], found["info"]) == ("critical", "normal", "minor")


def test_the_same_run_gives_the_same_files(tmp_path: Path) -> None:
    """So that a second writing does not double them; and a case has one history over all runs."""
    first = made(run(), tmp_path)
    assert made(run(), tmp_path) == first
    later = made(replace(run(), header=replace(HEADER, run_tag="later")), tmp_path / "later")
    assert {id: each["historyId"] for id, each in later.items()} == {
        id: each["historyId"] for id, each in first.items()
    }
    assert not {each["uuid"] for each in later.values()} & {each["uuid"] for each in first.values()}


def test_hostile_text_breaks_no_file(tmp_path: Path) -> None:
    """Nor does it become markup of the description."""
    found = made(hostile(), tmp_path)
    assert len(found) == len(RECORDS)
    said = [re.sub(r"(`+).*?\1", "", each["description"]).replace("\\<", "") for each in found.values()]
    assert not [each for each in said if "<" in each]
    environment = (tmp_path / "environment.properties").read_text(encoding="ascii")
    assert all(re.fullmatch(r"(?:[^=\\]|\\.)+ = .*", line) for line in environment.splitlines())
    assert HOSTILE not in environment


def test_a_run_writes_them_and_pytest_adds_none(tmp_path: Path) -> None:
    """One for each record, monitors too; the same that the command makes of the results file."""
    patterns = [f"--allure-link-pattern={kind}:https://example.org/{kind}/{{}}" for kind in ("requirement", "issue")]
    options = [TELLS_NOBODY, "--case=RR-2", "--alluredir=of_run", *patterns]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    environment = {"PYTHONPATH": str(sources.ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False)
    results = tmp_path / "c2c-report" / "results.jsonl"
    found = documents(tmp_path / "of_run")
    assert set(found) == {record.id for record in Results.read(results).records}
    assert {each["status"] for each in found.values()} == {"failed", "passed", "skipped"}
    assert main(["report", str(results), "--allure", str(tmp_path / "of_command")]) == 0
    again = documents(tmp_path / "of_command")
    links = {id: (each.pop("links"), again[id].pop("links")) for id, each in found.items()}
    assert again == found
    ((one,), (other,)) = links["RR-2/a_route_from_the_other_side_is_passed_on"]
    assert one["url"] == "https://example.org/requirement/RR-2"
    assert other["url"] == (tmp_path / "c2c-report" / "report.html").as_uri() + "#RR-2"


def test_the_command_says_where_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And makes no page besides, unless it is asked to."""
    file = written(tmp_path, run())
    assert main(["report", str(file), "--allure", str(tmp_path / "allure")]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "allure")
    assert not (tmp_path / "report.html").exists()
