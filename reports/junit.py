"""JUnit XML of a run, in the form that Jenkins' and Ant's schemas have in common: a suite for each requirement.

In that form a test case has neither properties nor output: requirement, level and what else holds for all of its cases
are properties of the suite, and notes on cases that did not fail stand in the suite's output.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from urllib.parse import urlsplit

from reports.reader import Results
from reports.summary import Coverage, coverage
from reports.xml_text import fit
from schemas.results import Record

FAILURE = {"fail"}
ERROR = {"harness error"}
SKIPPED = {"inconclusive", "not applicable", "expected deviation"}
NOTED = {"info", "warning"}


def render(results: Results) -> str:
    """The run as JUnit XML. A broken SHOULD is a failure only where the run was strict."""
    failing = FAILURE | ({"warning"} if results.header.strict else set())
    root = ET.Element("testsuites")
    for group in coverage(results):
        if group.records:
            root.append(_suite(results, group, len(root), failing))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(results: Results, group: Coverage, number: int, failing: set[str]) -> ET.Element:
    row, header = group.requirement, results.header
    about = {
        "name": fit(f"{row.id} {row.summary}"),
        "package": fit(f"c2c.{row.area}"),
        "id": str(number),
        "timestamp": header.started[:19],
        "hostname": _host(header.target.address),
    }
    suite = ET.Element("testsuite", {**about, **_sums(group.records, failing)})
    properties = ET.SubElement(suite, "properties")
    said = {"requirement": row.id, "level": row.level, "area": row.area, "source": row.source}
    for name, value in {**said, "profile": header.profile, "target": header.target.description}.items():
        ET.SubElement(properties, "property", name=name, value=fit(value))
    for record in group.records:
        _case(suite, record, row.summary, failing)
    noted = [each for each in group.records if each.verdict in NOTED - failing]
    out = ET.SubElement(suite, "system-out")
    out.text = fit("\n\n".join(f"{each.id}: {each.verdict}\n{_account(each, row.summary)}" for each in noted))
    ET.SubElement(suite, "system-err")
    return suite


def _case(suite: ET.Element, record: Record, sentence: str, failing: set[str]) -> None:
    classname = fit(f"c2c.{record.area}.{record.requirement}")
    case = ET.SubElement(suite, "testcase", name=fit(record.id), classname=classname, time=_seconds(record.took))
    evidence = record.evidence
    message = fit(evidence.observed or evidence.reason or record.title)
    if record.verdict in failing:
        found = ET.SubElement(case, "failure", message=message, type=f"{record.level} {record.requirement}")
        found.text = fit(_account(record, sentence))
    elif record.verdict in ERROR:
        found = ET.SubElement(case, "error", message=message, type="harness error")
        found.text = fit(_account(record, sentence))
    elif record.verdict in SKIPPED:
        # The reason is text, as not all schemas have an attribute for it.
        ET.SubElement(case, "skipped").text = fit(f"{record.verdict}: {evidence.reason or evidence.observed}")


def _account(record: Record, sentence: str) -> str:
    evidence = record.evidence
    lines = [record.title, f"{record.requirement}: {sentence}"]
    for name in ("expected", "observed", "reason"):
        if found := getattr(evidence, name):
            lines.append(f"{name}: {found}")
    lines += [
        f"no. {each.seq} {each.direction} {each.account}: {each.body}" for each in record.exchanges if each.judged
    ]
    return "\n".join([*lines, *([f"again: {record.rerun}"] if record.rerun else [])])


def _sums(records: Iterable[Record], failing: set[str]) -> dict[str, str]:
    found = list(records)
    return {
        "tests": str(len(found)),
        "failures": str(sum(each.verdict in failing for each in found)),
        "errors": str(sum(each.verdict in ERROR for each in found)),
        "skipped": str(sum(each.verdict in SKIPPED for each in found)),
        "time": _seconds(sum(each.took for each in found)),
    }


def _host(address: str) -> str:
    """The host of a target's URL; whatever else its address is, as it is."""
    try:
        return urlsplit(address).hostname or fit(address) or "unknown"
    except ValueError:
        return fit(address)


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}"
