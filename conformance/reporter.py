"""Collects the records of a run, and writes the results stream, the page and the other reports."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from conformance import deviations, keeping
from conformance.answer import DOWN, INTERRUPTED, Answer
from conformance.options import Options
from conformance.requirements import load as load_requirements
from conformance.results import (
    ExpectedDeviation,
    Footer,
    Header,
    Kept,
    LeftOut,
    ResultsWriter,
    Selection,
    Suite,
    Target,
    catalogue_rows,
)
from reports import allure_results, formats, markdown
from reports.reader import PREVIOUS, Results

NAME = "c2c-conformance"
WEIGHT = (
    "not applicable", "pass", "info", "expected deviation", "inconclusive", "warning", "fail", "harness error",
)  # fmt: skip


class Reporter:
    """The one writer of a run's results."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.begun = False
        self.dead = ""
        self.answer = ""
        self.exit_code = 0
        self.late = 0
        self.left_out: tuple[LeftOut, ...] = ()
        self.stale: list[str] = []
        self.annotations = ""
        self._records: dict[str, dict[str, Any]] = {}
        self._monitors: dict[str, dict[str, Any]] = {}
        self._writer: ResultsWriter | None = None
        self.results_path = options.report / "results.jsonl"
        self.page_path = options.report / "report.html"

    def begin(self, tag: str, address: str, selection: Selection) -> None:
        """Opens the stream and writes its header."""
        for old in self.options.report.glob("wire*.jsonl"):
            if old.stat().st_size and self.options.report.is_dir() and not self.begun:
                old.unlink()
        if not self.begun:
            keeping.forget(self.options.report)
            if self.results_path.is_file():
                self.results_path.replace(self.results_path.with_name(PREVIOUS))
        self.begun, self.left_out = True, selection.left_out
        options = self.options
        self._writer = ResultsWriter(self.results_path)
        self._writer.header(
            Header(
                started=_now(),
                suite=Suite(NAME, _version(NAME)),
                target=Target(options.described, address),
                topology=options.topology.to_json(tokens=False),
                profile=options.topology.profile,
                versions=_versions(),
                seed=options.seed,
                run_tag=tag,
                selection=selection,
                requirements=catalogue_rows(load_requirements(), options.topology.profile),
                expected_deviations=tuple(
                    ExpectedDeviation(
                        each.id,
                        each.reason,
                        each.evidence,
                        str(each.expires) if each.expires else None,
                        bool(each.sometimes),
                        each.owner,
                    )
                    for each in options.deviations
                    if not each.expired
                ),
                strict=options.strict,
            )
        )

    def add(self, row: dict[str, Any]) -> None:
        """Writes a record; a case that ran again replaces its first record in the sums."""
        self._records[row["id"]] = row
        if self._writer is not None:
            self._writer.record(row)

    def add_monitor(self, row: dict[str, Any]) -> None:
        """Keeps a monitor's record; of several workers' the worst counts. Written at the end."""
        known = self._monitors.get(row["id"])
        if known is None or WEIGHT.index(row["verdict"]) > WEIGHT.index(known["verdict"]):
            self._monitors[row["id"]] = row

    def rows(self) -> list[dict[str, Any]]:
        """All records, as JSON."""
        return list(self._records.values())

    def end(self, pytest_status: int, whole: bool) -> int:
        """Writes monitors, footer and page; gives the exit code."""
        for row in self._monitors.values():
            self.add(row)
        options, rows = self.options, self.rows()
        profile = options.topology.profile
        self.stale = deviations.stale(options.deviations, rows, whole, profile)
        found = Answer(rows, profile, whole, options.strict, self.stale, self.dead, pytest_status)
        self.exit_code, self.answer = found.exit_code, found.sentence
        if self._writer is not None:
            complete = self.exit_code not in (INTERRUPTED, DOWN)
            self._writer.footer(
                Footer(
                    complete,
                    _now(),
                    dict(found.totals),
                    self.exit_code,
                    found.conformant,
                    self.answer,
                    self.late,
                    tuple(_hashed(path) for path in sorted(self.options.report.glob("wire*.jsonl"))),
                )
            )
            self._writer.close()
            self._write_reports()
        return self.exit_code

    def _write_reports(self) -> None:
        """The page and the other reports asked for, beside the results."""
        results = Results.read(self.results_path)
        formats.write(results, self.options.report, ("html", *self.options.formats))
        if self.options.allure is not None:
            link = self.options.allure_link or allure_results.link_to(self.page_path)
            allure_results.write(results, self.options.allure, link)
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(markdown.render(results))
        if os.environ.get("GITHUB_ACTIONS") == "true":
            self.annotations = markdown.github_annotations(results)


def _hashed(path: Path) -> Kept:
    with path.open("rb") as file:
        return Kept(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _versions() -> dict[str, str]:
    names = (NAME, "pytest", "jsonschema-rs", "jsonschema", "httptools", "greenlet", "uvicorn")
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        **{each: _version(each) for each in names},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
