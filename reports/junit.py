"""JUnit XML of a run, in the form that CI systems share: a suite for each area, a test case for each record."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from reports.reader import Results
from reports.summary import AREAS, areas, coverage
from reports.xml_text import fit
from schemas.results import Record

FAILURE = {"fail"}
ERROR = {"harness error"}
SKIPPED = {"inconclusive", "not applicable", "expected deviation"}


def render(results: Results) -> str:
    """The run as JUnit XML. A broken SHOULD is a failure only where the run was strict."""
    failing = FAILURE | ({"warning"} if results.header.strict else set())
    rows = {each.requirement.id: each.requirement.summary for each in coverage(results)}
    root = ET.Element("testsuites", {"name": fit(results.header.suite.name), **_sums(results.records, failing)})
    for area in areas(coverage(results)):
        records = [each for each in results.records if each.area == area.id]
        if not records:
            continue
        about = {
            "name": fit(f"{area.id} {AREAS.get(area.id, '')}".strip()),
            "timestamp": results.header.started[:19],
            "hostname": fit(results.header.target.address),
        }
        suite = ET.SubElement(root, "testsuite", {**about, **_sums(records, failing)})
        _properties(suite, {"profile": results.header.profile, "target": results.header.target.description})
        for record in records:
            _case(suite, record, rows.get(record.requirement, ""), failing)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, record: Record, sentence: str, failing: set[str]) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        name=fit(record.id),
        classname=fit(f"c2c.{record.area}.{record.requirement}"),
        time=_seconds(record.took),
    )
    said = {"requirement": record.requirement, "level": record.level, "verdict": record.verdict}
    _properties(case, {**said, **({"rerun": record.rerun} if record.rerun else {})})
    evidence = record.evidence
    message = fit(evidence.observed or evidence.reason or record.title)
    if record.verdict in failing:
        found = ET.SubElement(case, "failure", message=message, type=f"{record.level} {record.requirement}")
        found.text = fit(_account(record, sentence))
    elif record.verdict in ERROR:
        found = ET.SubElement(case, "error", message=message, type="harness error")
        found.text = fit(_account(record, sentence))
    elif record.verdict in SKIPPED:
        ET.SubElement(case, "skipped", message=fit(f"{record.verdict}: {evidence.reason or evidence.observed}"))
    elif record.verdict in ("info", "warning"):
        out = ET.SubElement(case, "system-out")
        out.text = fit(f"{record.verdict}: {_account(record, sentence)}")


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


def _properties(parent: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=fit(value))


def _sums(records: Iterable[Record], failing: set[str]) -> dict[str, str]:
    found = list(records)
    return {
        "tests": str(len(found)),
        "failures": str(sum(each.verdict in failing for each in found)),
        "errors": str(sum(each.verdict in ERROR for each in found)),
        "skipped": str(sum(each.verdict in SKIPPED for each in found)),
        "time": _seconds(sum(each.took for each in found)),
    }


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000:03}"
