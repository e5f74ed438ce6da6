"""A run as Allure's results: a file for each record, with suites, severity, links, steps and the messages attached."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from reports.layers import layers
from reports.markdown import code, sentence, text
from reports.reader import Results
from reports.summary import AREAS, Coverage, coverage
from reports.text import anchor
from schemas.results import Exchange, Record, RequirementRow

STATUSES = {
    "pass": "passed", "info": "passed", "warning": "passed", "fail": "failed", "harness error": "broken",
    "inconclusive": "skipped", "not applicable": "skipped", "expected deviation": "skipped",
}  # fmt: skip
SEVERITIES = {"MUST": "critical", "SHOULD": "normal", "INFO": "minor"}
BROKEN = {"fail", "warning", "expected deviation"}


def write(results: Results, folder: Path, link: str) -> None:
    """Writes the files into the folder, which other tests' results may share. OSError where one can't be written.

    `link`: the address at which a requirement is told, with `{}` in its place; Allure's page follows https ones only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(results, link):
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def link_to(page: Path) -> str:
    """Where a run's own page tells each requirement."""
    return f"{page.resolve().as_uri()}#{{}}"


def files(results: Results, link: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each file."""
    run = uuid5(NAMESPACE_URL, f"{results.header.run_tag} {results.header.started}")
    began = int(datetime.fromisoformat(results.header.started).timestamp() * 1000)
    failing = {"fail"} | ({"warning"} if results.header.strict else set())
    for group in coverage(results):
        for record in group.records:
            id = uuid5(run, _key(record))
            document = _result(record, group, id, began, link, failing)
            if record.exchanges:
                name = f"{id}-attachment.json"
                document["attachments"] = [{"name": "wire log", "source": name, "type": "application/json"}]
                yield name, json.dumps([asdict(each) for each in record.exchanges], indent=1)
            yield f"{id}-result.json", json.dumps(document)
    yield "environment.properties", _environment(results)


def _result(record: Record, group: Coverage, id: UUID, began: int, link: str, failing: set[str]) -> dict[str, Any]:
    row = group.requirement
    function, _, name = record.id.partition("/")[2].partition("/")
    area = f"{row.area} {AREAS.get(row.area, '')}".strip()
    key = _key(record)
    labels = {"parentSuite": area, "suite": f"{row.id} {row.summary}", "subSuite": function.replace("_", " ")}
    labels |= {"epic": "Connector to Connector", "feature": area, "story": row.id, "framework": "c2c-conformance"}
    labels |= {"severity": SEVERITIES.get(record.level, "normal"), "tag": record.verdict}
    return {
        "uuid": str(id),
        "historyId": key,
        "testCaseId": key,
        "fullName": record.id,
        "name": record.id,
        "titlePath": [area, row.id, function],
        "status": "failed" if record.verdict in failing else STATUSES[record.verdict],
        "statusDetails": _details(record),
        "stage": "finished",
        "start": began + record.at,
        "stop": began + record.at + record.took,
        "description": _description(record, row),
        "labels": [{"name": label, "value": value} for label, value in labels.items()],
        "links": [{"type": "requirement", "name": row.id, "url": link.replace("{}", anchor(row.id))}],
        "parameters": [{"name": "row", "value": name}] if name else [],
        "steps": [_step(each, began, record) for each in record.exchanges],
    }


def _key(record: Record) -> str:
    """Stands for the case in all runs."""
    return sha256(record.id.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _details(record: Record) -> Mapping[str, str]:
    evidence = record.evidence
    said = [(name, getattr(evidence, name)) for name in ("expected", "observed", "reason") if getattr(evidence, name)]
    if not said:
        return {}
    again = [f"again: {record.rerun}"] if record.rerun else []
    return {
        "message": f"{record.verdict}: {'; '.join(f'{name} {value}' for name, value in said)}",
        "trace": "\n".join([*(f"{name}: {value}" for name, value in said), *again]),
    }


def _description(record: Record, row: RequirementRow) -> str:
    """In Markdown: what the case does, the sentence and its source, how it is read."""
    parts = [text(record.title), f"**{text(row.id)}** ({row.level}): {sentence(row.summary)}"]
    parts += [f"> {sentence(row.quote)}"] if row.quote else []
    parts += [f"{text(row.source)} ({row.basis})" if row.source else "", sentence(row.why)]
    parts += [f"Again: {code(record.rerun)}"] if record.rerun else []
    return "\n\n".join(part for part in parts if part)


def _step(exchange: Exchange, began: int, record: Record) -> dict[str, Any]:
    """A message; one that shows that the requirement is broken has failed."""
    said = layers(exchange)
    sent = exchange.direction == "to target"
    end = exchange.answered_at if exchange.answered_at is not None else exchange.at
    return {
        "name": f"{exchange.account} {'sends' if sent else 'gets'} {said.kind} {said.about}".strip(),
        "status": "failed" if exchange.judged and record.verdict in BROKEN else "passed",
        "stage": "finished",
        "start": began + exchange.at,
        "stop": began + end,
        "parameters": [{"name": "no.", "value": str(exchange.seq)}, {"name": "status", "value": str(exchange.status)}],
    }


def _environment(results: Results) -> str:
    header = results.header
    said = {"target": header.target.description, "address": header.target.address, "profile": header.profile}
    said |= {"topology": str(header.topology.get("name", "")), "selection": header.selection.description}
    said |= {"suite": header.suite.version, **header.versions}
    return "".join(f"{_property(name)} = {_property(value)}\n" for name, value in said.items())


def _property(value: str) -> str:
    """Text as Java's property files hold it: in one line, beyond ASCII by number."""
    plain = value.replace("\\", "\\\\").replace("\n", " ").replace("=", "\\=").replace(":", "\\:")
    return "".join(each if " " <= each <= "~" else f"\\u{ord(each) & 0xFFFF:04x}" for each in plain)
