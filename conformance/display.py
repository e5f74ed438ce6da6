"""What a run looks like in pytest's terminal: progress while it runs, failures by their ids, the tree, the answer."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic_ns
from typing import Any

import pytest

from conformance.options import Options
from conformance.progress import Progress, ProgressLine
from conformance.registry import Case
from conformance.reporter import Reporter
from conformance.terminal import Line, last_lines, tree

LETTERS = {
    "pass": ".",
    "fail": "F",
    "warning": "w",
    "info": "i",
    "inconclusive": "?",
    "not applicable": "-",
    "expected deviation": "x",
    "harness error": "E",
}
REPORTED = "fE"  # pytest's -r where it is not given: the tree names the same cases, by ids that can be copied


class Display:
    """The hooks of pytest's terminal. Under `-v`, `-q` and with workers pytest shows progress in its own way."""

    def __init__(self, config: pytest.Config, options: Options, reporter: Reporter, with_workers: bool) -> None:
        self.config, self.options, self.reporter = config, options, reporter
        self._quiet = with_workers or config.get_verbosity() != 0 or config.getoption("collectonly", False)
        self._progress: Progress | None = None
        self._line: ProgressLine | None = None
        self._resume = secrets.token_hex(16) if os.environ.get("GITHUB_ACTIONS") == "true" else ""

    @property
    def _terminal(self) -> Any:
        return self.config.pluginmanager.get_plugin("terminalreporter")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """In a GitHub job: a line that a target wrote is no command of the job's, until the run's own annotations."""
        if self._resume and self._terminal is not None:
            self._terminal.write_line(f"::stop-commands::{self._resume}")

    def expect(self, cases: Sequence[Case]) -> None:
        """The cases that are going to run."""
        terminal = self._terminal
        if terminal is None:
            return
        if self.config.option.reportchars == REPORTED:
            terminal.reportchars = terminal.reportchars.translate(str.maketrans("", "", REPORTED))
        if self._quiet:
            return
        waits = not (self.options.target or "").startswith("memory:")
        self._progress = Progress(cases, self.options.topology, waits, _now(), _clock)
        self._line = ProgressLine(terminal, lambda: terminal._tw.fullwidth, self._progress)
        terminal.showfspath = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Moves the line of progress on."""
        rows = getattr(report, "c2c", None) or []
        if self._progress is None or self._line is None or not rows:
            return
        now = _now()
        for row in rows:
            self._progress.add(row, now)
        self._line.show(now)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """One letter and one word for each verdict; none where the line of progress counts them."""
        rows = getattr(report, "c2c", None)
        if not rows or report.when != "call":
            return None
        verdict = rows[0]["verdict"]
        category = {"pass": "passed", "fail": "failed", "harness error": "failed"}.get(verdict, verdict)
        return (category, "", "") if self._line else (category, LETTERS[verdict], verdict.upper())

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The tree by area."""
        if self.reporter.begun:
            terminalreporter.section("conformance by area")
            for line in tree(self.reporter.rows()):
                _write(terminalreporter, line)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Where the report lies, and last of all the answer."""
        terminal = self._terminal
        if self._resume and terminal is not None:
            terminal.write_line(f"::{self._resume}::")
        if self.reporter.answer and terminal is not None:
            for line in last_lines(self.reporter):
                _write(terminal, line)


def _write(terminal: Any, line: Line) -> None:
    terminal.write_line(line.text, **({line.colour: True, "bold": True} if line.colour else {}))


def _now() -> int:
    return monotonic_ns() // 1_000_000


def _clock(milliseconds: int) -> str:
    """What a clock shows after that time."""
    return f"{datetime.now() + timedelta(milliseconds=milliseconds):%H:%M:%S}"
