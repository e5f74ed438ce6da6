"""SARIF 2.1.0 of a run: requirements are rules, broken ones are results, expected deviations are suppressed ones."""

from __future__ import annotations

import json
from typing import Any

from reports.reader import Results
from schemas.results import Record, RequirementRow

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fail": "error", "warning": "warning", "expected deviation": "note", "inconclusive": "none"}
SEVERITIES = {"MUST": "error", "SHOULD": "warning"}


def render(results: Results, results_name: str = "results.jsonl") -> str:
    """The run as SARIF; places are lines of the results file, whose name is given."""
    header = results.header
    ids = [each.id for each in header.requirements]
    places = {id: place for place, id in enumerate(ids)}
    driver = {
        "name": header.suite.name,
        "semanticVersion": header.suite.version,
        "rules": [_rule(row) for row in header.requirements],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [
            {
                "executionSuccessful": results.complete,
                "startTimeUtc": header.started.replace("+00:00", "Z"),
                "toolExecutionNotifications": [
                    _notification(each) for each in results.records if each.verdict == "harness error"
                ],
            }
        ],
        "results": [
            _result(record, line, places.get(record.requirement), results_name)
            for line, record in enumerate(results.records, start=2)
            if record.verdict in LEVELS
        ],
        "properties": {"profile": header.profile, "target": header.target.description, "totals": results.totals},
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2) + "\n"


def _rule(row: RequirementRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "shortDescription": {"text": row.summary},
        "fullDescription": {"text": f'{row.summary} "{row.quote}" ({row.source}, {row.basis})'},
        "help": {"text": f"Read so because: {row.why}"},
        "defaultConfiguration": {"level": SEVERITIES.get(row.level, "note")},
        "properties": {"area": row.area, "level": row.level, "basis": row.basis},
    }


def _result(record: Record, line: int, rule: int | None, results_name: str) -> dict[str, Any]:
    evidence = record.evidence
    said = {"expected": evidence.expected, "observed": evidence.observed, "reason": evidence.reason}
    text = "; ".join(f"{name}: {value}" for name, value in said.items() if value)
    found: dict[str, Any] = {
        "ruleId": record.requirement,
        "kind": "open" if record.verdict == "inconclusive" else "fail",
        "level": LEVELS[record.verdict],
        "message": {"text": f"{record.title}. {text}" if text else record.title},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": results_name}, "region": {"startLine": line}},
                "logicalLocations": [{"fullyQualifiedName": record.id, "kind": "member"}],
            }
        ],
        "partialFingerprints": {"caseId/v1": record.id},
        "properties": {"verdict": record.verdict, "rerun": record.rerun},
    }
    if rule is not None:
        found["ruleIndex"] = rule
    if record.verdict == "expected deviation":
        found["suppressions"] = [{"kind": "external", "justification": evidence.reason or evidence.excused_by}]
    return found


def _notification(record: Record) -> dict[str, Any]:
    return {"level": "error", "message": {"text": f"{record.id}: {record.evidence.reason or 'the suite failed'}"}}
