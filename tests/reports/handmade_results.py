"""Results made by hand for the tests of writer, reader and report: every verdict, and text of a hostile target."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from reports.reader import Results
from schemas.results import (
    VERDICTS,
    Evidence,
    Exchange,
    ExpectedDeviation,
    Footer,
    Header,
    Record,
    RequirementRow,
    Selection,
    Suite,
    Target,
    WireSpan,
)

HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}\x00\x1b[31m\u202egnp.exe\u2066\u200b\ud800&amp;"
)
LEVELS = {"warning": "SHOULD", "info": "INFO"}

ROWS = tuple(
    RequirementRow(
        f"RR-{number}", LEVELS.get(verdict, "MUST"), "RR", "schema", "A document", "A quote.", "A row.", "So."
    )
    for number, verdict in enumerate(VERDICTS, start=1)
)
HEADER = Header(
    started="2026-03-02T10:15:00+00:00",
    suite=Suite("c2c-conformance", "0.1.0"),
    target=Target("a target", "http://127.0.0.1:7700/rpc"),
    topology={"name": "default"},
    profile="gratuity-quoting",
    versions={"python": "3.11"},
    seed=7,
    run_tag="k3f9",
    selection=Selection(whole=True, description=""),
    requirements=ROWS,
    expected_deviations=(ExpectedDeviation("RR-7", "It is old.", evidence="its own tests", expires="2030-01-01"),),
)
SENT = '[{"ledger":"test1.ant.","data":{"id":7,"method":"quote_request","data":{"a":[1,2]}}}]'
MESSAGES = (
    Exchange(1, 10, "to target", "test1.ant.", "test1.ant.alice", "send_message", 200, SENT),
    Exchange(2, 12, "from target", "test1.bee.", "test1.bee.bob", "send_message", None, "{}", judged=True),
)
RECORDS = tuple(
    Record(
        id=f"{row.id}/a_case",
        requirement=row.id,
        area=row.area,
        level=row.level,
        verdict=verdict,
        title="a case",
        evidence=Evidence("this", "that", "since", ("RR-1",), "RR-7" if verdict == "expected deviation" else ""),
        exchanges=MESSAGES,
        wire=WireSpan("wire.jsonl", 1, 9),
        at=10,
        took=20,
        rerun=f"rerun {row.id}",
    )
    for row, verdict in zip(ROWS, VERDICTS, strict=True)
)


def run(*records: Record, conformant: bool | None = None, answer: str = "It is so.") -> Results:
    """A finished run with these records, or one of each verdict."""
    found = records or RECORDS
    totals = dict(Counter(record.verdict for record in found))
    return Results(HEADER, found, Footer(True, "2026-03-02T10:15:09+00:00", totals, 1, conformant, answer))


def hostile() -> Results:
    """A run with hostile text wherever a target, or what was sent to it, can have a word."""
    exchanges = tuple(
        replace(each, ledger=HOSTILE, account=HOSTILE, method=HOSTILE, body=HOSTILE) for each in RECORDS[0].exchanges
    )
    evidence = Evidence(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), HOSTILE)
    records = tuple(
        replace(each, id=f"{each.id}/{HOSTILE}", title=HOSTILE, evidence=evidence, exchanges=exchanges, rerun=HOSTILE)
        for each in RECORDS
    )
    made = run(*records, answer=HOSTILE)
    header = replace(
        HEADER,
        target=Target(HOSTILE, HOSTILE),
        topology={HOSTILE: HOSTILE},
        versions={HOSTILE: HOSTILE},
        selection=Selection(whole=False, description=HOSTILE),
        expected_deviations=(ExpectedDeviation(HOSTILE, HOSTILE, HOSTILE, HOSTILE, True),),
    )
    return replace(made, header=header)
