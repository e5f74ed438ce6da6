"""JUnit and SARIF are what others mean by these names: judged by their schemas, not by ours."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from reports import junit, sarif
from reports.reader import Results
from tests.reports import others
from tests.reports.handmade_results import HEADER, RECORDS, hostile, run

RUNS = {
    "each verdict": run(),
    "strict": replace(run(), header=replace(HEADER, strict=True)),
    "hostile text": hostile(),
    "broken off": replace(run(), footer=None),
    "nothing ran": replace(run(), records=()),
    "a row that the catalogue lacks": run(replace(RECORDS[1], requirement="RR-999")),
}


def without_skipped(text: str) -> str:
    """The document without skipped cases and their number, which this copy of Ant's schema does not know yet."""
    root = ET.fromstring(text)
    for suite in root:
        del suite.attrib["skipped"]
        for case in suite.iter("testcase"):
            for skipped in case.findall("skipped"):
                case.remove(skipped)
    return ET.tostring(root, encoding="unicode")


@pytest.mark.parametrize("results", RUNS.values(), ids=RUNS)
def test_junit_is_what_jenkins_takes(results: Results) -> None:
    """As the schema of its plugin has it."""
    assert others.wrong_with_junit(junit.render(results), others.JENKINS) == []


@pytest.mark.parametrize("results", RUNS.values(), ids=RUNS)
def test_junit_is_what_ant_writes(results: Results) -> None:
    """The stricter of the two: no attributes on the root, no output of a case."""
    assert others.wrong_with_junit(without_skipped(junit.render(results)), others.ANT) == []


@pytest.mark.parametrize("schema", [others.JENKINS, others.ANT])
def test_the_schemas_refuse_properties_of_a_case(schema: str) -> None:
    """Which is why they are the suite's; and the check can fail."""
    text = without_skipped(junit.render(run())).replace("<testcase ", "<testcase><properties/></testcase><testcase ", 1)
    assert any("testcase" in each for each in others.wrong_with_junit(text, schema))


@pytest.mark.parametrize("results", RUNS.values(), ids=RUNS)
def test_sarif_is_what_its_schema_says(results: Results) -> None:
    """The official one of 2.1.0."""
    assert others.wrong_with_sarif(sarif.render(results)) == []


def test_the_schema_of_sarif_refuses_a_level_that_it_does_not_know() -> None:
    """The check can fail."""
    document = json.loads(sarif.render(run()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert any("fatal" in each for each in others.wrong_with_sarif(json.dumps(document)))
