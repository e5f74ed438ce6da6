"""What a campaign says while it runs: one line that is written over on a terminal, and a line for each finding."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

from conformance.fuzz.report import Finding, Report
from conformance.terminal import printable

OFTEN = 0.2  # seconds between two lines
WIDTH = 100


class Progress:
    """Writes to a stream. On a pipe, as in a CI job, it tells of findings only. Times in seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream, self._clock = stream, clock
        self._alive = stream.isatty()
        self._last = clock() - OFTEN

    def played(self, report: Report) -> None:
        """After each play."""
        if not self._alive or self._clock() - self._last < OFTEN:
            return
        self._last = self._clock()
        line = (
            f"{report.seconds:5.0f} s  {report.programs} programs  {report.exchanged} messages  "
            f"{report.rate:.0f} messages/s  {report.coverage.reached_count} states  {len(report.findings)} findings"
        )
        self._stream.write(f"\r{line:<{WIDTH}}")
        self._stream.flush()

    def found(self, finding: Finding) -> None:
        """When a fault was looked at."""
        fault = finding.fault
        self.clear()
        self._stream.write(printable(f"found {fault.requirement}: {fault.observed} ({finding.note})") + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Takes the last line off the terminal."""
        if self._alive:
            self._stream.write(f"\r{'':<{WIDTH}}\r")
            self._stream.flush()


def on_standard_error(clock: Callable[[], float]) -> Progress:
    """Progress on standard error, which leaves standard output to the report."""
    return Progress(sys.stderr, clock)
