"""A campaign inside a suite run: after the cases, against the same target, with its findings among the results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance.campaigns import folders
from conformance.campaigns.command import Ran, run
from conformance.campaigns.options import CampaignOptions
from conformance.campaigns.outcomes import outcome_of
from conformance.campaigns.progress import Progress
from conformance.campaigns.summary import text
from conformance.engine import chosen
from conformance.fuzz.report import Finding
from conformance.keeping import Keeper
from conformance.results import Record
from conformance.session import record_of


class Phase:
    """The campaign of a run, as a plugin of pytest's that shows it in the terminal."""

    def __init__(self, options: CampaignOptions, config: pytest.Config, clock: Callable[[], float]) -> None:
        self._options, self._config, self._clock = options, config, clock
        self._ran: Ran | None = None

    def run(self) -> list[Record]:
        """Runs the campaign; the records of its findings. TargetMute where the target does not answer."""
        terminal: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        terminal.ensure_newline()
        self._ran = run(self._options, Progress(terminal._tw._file, self._clock), self._clock)
        return [self._record(finding) for finding in self._ran.report.findings]

    @property
    def interrupted(self) -> bool:
        """Whether it ended by ctrl-C."""
        return self._ran is not None and self._ran.report.interrupted

    @property
    def gone(self) -> str:
        """Why the target could not be used to the end; empty where it could."""
        return self._ran.report.gone if self._ran else ""

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """What the campaign did and found."""
        if self._ran is not None:
            terminalreporter.section("campaign")
            for line in text(self._ran.report, self._options, self._ran.folders).splitlines():
                terminalreporter.write_line(line)

    def _record(self, finding: Finding) -> Record:
        run = self._options.run
        outcome = outcome_of(finding, run.topology.profile, run.deviations)
        again = self._options.replay_command(folders.folder_of(finding.fault, self._options.output))
        judged = set(outcome.judged)
        shown = sorted(chosen(list(outcome.exchanges), judged), key=lambda each: each.seq)
        keeper = Keeper(run.report, run.topology)
        return record_of(replace(outcome, exchanges=tuple(shown)), run.topology.profile, None, again, keeper)
