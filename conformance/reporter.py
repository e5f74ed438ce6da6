"""Collects the records of a run, writes the results stream and the page, and decides the exit code and the answer."""

from __future__ import annotations

import hashlib
import os
import platform
from collections import Counter
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from conformance import deviations, keeping
from conformance.options import Options
from conformance.requirements import Level
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
from schemas.results import from_json

NAME = "c2c-conformance"
GOOD, BROKEN, INTERRUPTED, OURS, USAGE, NOTHING, DOWN, UNCLEAR = range(8)
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
            record = from_json(row)
            self._writer.record(record)  # type: ignore[arg-type]  # a row of kind record

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
        profile = self.options.topology.profile
        self.stale = deviations.stale(self.options.deviations, self.rows(), whole, profile)
        totals = Counter(row["verdict"] for row in self._records.values())
        self.exit_code = self._exit_code(pytest_status, totals)
        conformant = self._conformant(whole, totals)
        self.answer = self._answer(whole, conformant, totals)
        if self._writer is not None:
            complete = self.exit_code not in (INTERRUPTED, DOWN)
            self._writer.footer(
                Footer(
                    complete,
                    _now(),
                    dict(totals),
                    self.exit_code,
                    conformant,
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

    def _not_judged(self, profile: str) -> str:
        """Which MUST requirements no case or monitor of this version is about, in words; empty where there is none."""
        judged = {row["requirement"] for row in self.rows()}
        rows = load_requirements().values()
        musts = [row.id for row in rows if profile in row.levels and row.level(profile) is Level.MUST]
        missing = [id for id in musts if id not in judged]
        return (
            f", but for {len(missing)} MUST requirements that have no case yet ({', '.join(missing)})"
            if missing
            else ""
        )

    def _exit_code(self, pytest_status: int, totals: Counter[str]) -> int:
        if self.dead:
            return DOWN
        if pytest_status in (INTERRUPTED, OURS, USAGE):
            return pytest_status
        if totals["harness error"]:
            return OURS
        if totals["fail"] or self.stale or (self.options.strict and totals["warning"]):
            return BROKEN
        if totals["inconclusive"]:
            return UNCLEAR
        if all(row["verdict"] == "not applicable" for row in self.rows() if "/monitor_" not in row["id"]):
            return NOTHING
        return GOOD

    def _conformant(self, whole: bool, totals: Counter[str]) -> bool | None:
        broken = [
            row for row in self.rows() if row["verdict"] in ("fail", "expected deviation") and row["level"] == "MUST"
        ]
        if broken:
            return False
        return True if whole and self.exit_code == GOOD else None

    def _answer(self, whole: bool, conformant: bool | None, totals: Counter[str]) -> str:
        broken = {row["requirement"] for row in self.rows() if row["verdict"] == "fail"}
        known = {
            row["requirement"]
            for row in self.rows()
            if row["verdict"] == "expected deviation" and row["level"] == "MUST"
        }
        if self.exit_code == DOWN:
            return f"No answer: {self.dead.splitlines()[0]}"
        if self.exit_code == INTERRUPTED:
            return "No answer: the run was interrupted."
        if self.exit_code == USAGE:
            return "No answer: the run was asked for wrongly."
        if self.exit_code == OURS:
            return "No answer: the suite itself failed (harness error)."
        if self.exit_code == NOTHING:
            return "No answer: nothing that was selected applies to this target."
        if broken:
            count = "1 MUST requirement is" if len(broken) == 1 else f"{len(broken)} MUST requirements are"
            return f"Not conformant: {count} broken: {', '.join(sorted(broken, key=_order))}."
        if self.stale:
            return f"Expected deviations no longer occur: {', '.join(self.stale)}; remove their entries."
        if self.exit_code == BROKEN:
            warned = {row["requirement"] for row in self.rows() if row["verdict"] == "warning"}
            return f"SHOULD requirements are broken, and --strict was given: {', '.join(sorted(warned, key=_order))}."
        if self.exit_code == UNCLEAR:
            return "Not shown: nothing failed, but some cases were inconclusive."
        if known:
            return f"As expected: not conformant, in {len(known)} MUST requirements that the expected deviations name."
        if whole:
            profile = self.options.topology.profile
            rest = self._not_judged(profile)
            return f"Conformant to the Connector to Connector protocol, draft 1, profile {profile}{rest}."
        return "The selected part holds; a whole run says whether the target conforms."


def _order(id: str) -> tuple[str, int, str]:
    area, _, number = id.partition("-")
    digits = "".join(each for each in number if each.isdigit())
    return area, int(digits or 0), number


def _hashed(path: Path) -> Kept:
    with path.open("rb") as file:
        return Kept(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _versions() -> dict[str, str]:
    names = (NAME, "pytest", "jsonschema-rs", "jsonschema", "h11", "greenlet", "uvicorn")
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
