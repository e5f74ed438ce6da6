"""Writes the results stream: one JSON document a line, on disk as soon as it is known, readable after a kill."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from conformance.requirements import Requirement
from conformance.verdicts import HarnessError, UsageError
from schemas.results import (
    Evidence,
    Exchange,
    ExpectedDeviation,
    Footer,
    Header,
    Kept,
    LeftOut,
    Long,
    Record,
    RequirementRow,
    Selection,
    Suite,
    Target,
    WireSpan,
    to_json,
)
from schemas.validation import explain

__all__ = [
    "Evidence",
    "Exchange",
    "ExpectedDeviation",
    "Footer",
    "Header",
    "Kept",
    "LeftOut",
    "Long",
    "Record",
    "RequirementRow",
    "ResultsWriter",
    "Selection",
    "Suite",
    "Target",
    "WireSpan",
    "catalogue_rows",
]
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def catalogue_rows(requirements: Mapping[str, Requirement], profile: str) -> tuple[RequirementRow, ...]:
    """The profile's rows of the catalogue as a header holds them, each at its level under that profile."""
    return tuple(
        RequirementRow(
            id=each.id,
            level=each.level(profile).value,
            area=each.area,
            basis=each.basis,
            source=each.source,
            quote=each.quote,
            summary=each.summary,
            why=each.why,
        )
        for each in requirements.values()
        if profile in each.levels
    )


class ResultsWriter:
    """A results file being written: `header` first, then `record` for each case, `footer` last. A context manager.

    Creates the file and its folders; UsageError where that fails. HarnessError for a line out of order or against
    the schema.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._expects: tuple[str, ...] = ("header",)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"results can't be written to {self.path}: {error.strerror or error}") from error

    def header(self, header: Header) -> None:
        """Writes the first line."""
        self._write(header)

    def record(self, record: Record | Mapping[str, Any]) -> None:
        """Writes the line of one case or monitor: a record, or its JSON form."""
        self._write(record)

    def footer(self, footer: Footer) -> None:
        """Writes the last line."""
        self._write(footer)

    def close(self) -> None:
        """Closes the file; without a footer it stays readable as a run that was broken off."""
        self._file.close()

    def __enter__(self) -> ResultsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: Header | Record | Footer | Mapping[str, Any]) -> None:
        value = line if isinstance(line, Mapping) else to_json(line)
        kind = value["kind"]
        if kind not in self._expects:
            raise HarnessError(f"results: a {kind} where {' or '.join(self._expects) or 'nothing'} has to follow")
        problems = explain("results", value)
        if problems:
            what = f"{kind} {value['id']}" if kind == "record" else kind
            raise HarnessError(f"results: the {what} breaks the schema: {'; '.join(problems)[:500]}")
        try:
            self._file.write(ENCODER.encode(value) + "\n")
            self._file.flush()
        except OSError as error:
            raise UsageError(f"results can't be written to {self.path}: {error.strerror or error}") from error
        self._expects = () if kind == "footer" else ("record", "footer")
