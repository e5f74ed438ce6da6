"""Makes results small enough to be kept beside the code: the messages of what holds are left out, and it is packed."""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

from reports.reader import Results
from schemas.results import Exchange, Footer, Header, Record, to_json

HOLDS = {"pass", "info", "not applicable"}
OF_THE_MACHINE = {"platform"}  # among the versions: of no interest to others


def slim(results: Results) -> Results:
    """The run without messages of cases that hold, without what points to files beside it, without its machine.

    Records stand in the order of their ids: so they pack better, and two files of a connector can be compared.
    """
    header = results.header
    versions = {name: version for name, version in header.versions.items() if name not in OF_THE_MACHINE}
    footer = replace(results.footer, files=()) if results.footer else None
    records = tuple(_record(each) for each in sorted(results.records, key=lambda record: record.id))
    return Results(replace(header, versions=versions), records, footer)


def write(results: Results, path: Path) -> None:
    """The results stream, packed; the same bytes for the same results. OSError where it can't be written."""
    end = [results.footer] if results.footer else []
    lines: list[Header | Record | Footer] = [results.header, *results.records, *end]
    text = "".join(json.dumps(to_json(line), ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _record(record: Record) -> Record:
    exchanges = () if record.verdict in HOLDS else tuple(_exchange(each) for each in record.exchanges)
    return replace(record, exchanges=exchanges, wire=None)


def _exchange(exchange: Exchange) -> Exchange:
    body, answer = exchange.long, exchange.long_answer
    return replace(
        exchange,
        long=replace(body, file="") if body else None,
        long_answer=replace(answer, file="") if answer else None,
    )


if __name__ == "__main__":
    write(slim(Results.read(sys.argv[1])), Path(sys.argv[2]))
