"""Cases as items of pytest's, and how one is run: with less ceremony, which takes longer than most cases."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Literal

import pytest

from conformance.registry import Case

CASES = pytest.StashKey[Case]()
REDIRECTED = (("stdout", redirect_stdout), ("stderr", redirect_stderr))
PHASES: tuple[Literal["setup", "call", "teardown"], ...] = ("setup", "call", "teardown")


class CaseItem(pytest.Function):
    """A case as an item of pytest's; its failure is headed by the case's id, which `--case` takes."""

    def reportinfo(self) -> tuple[Path | str, int | None, str]:
        """Where it stands, and what it is called."""
        path, line, _ = super().reportinfo()
        return Path(path), line, self.stash[CASES].id


class CasesFolder(pytest.Package):
    """The folder of the cases. pytest would list it anew, with all its files, for each file that it is to collect."""

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        """Its files, the same each time."""
        if not hasattr(self, "files"):
            self.files = list(super().collect())
        return self.files


def run_item(item: CaseItem) -> None:
    """Runs the case and reports it in pytest's three phases, as other plugins await them.

    Its stub has no fixtures, so there is nothing to set up and nothing to tear down.
    """
    hook = item.ihook
    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for phase in PHASES:
        call = pytest.CallInfo.from_call(
            _captured(item) if phase == "call" else _nothing,
            when=phase,
            reraise=(pytest.exit.Exception, KeyboardInterrupt),
        )
        hook.pytest_runtest_logreport(report=hook.pytest_runtest_makereport(item=item, call=call))
    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)


def is_plain(config: pytest.Config) -> bool:
    """Whether nobody asked for anything that hangs on pytest's own way to run an item, as a debugger does."""
    asked = ("usepdb", "trace", "setuponly", "setupshow", "setupplan")
    return not any(config.getoption(name, False) for name in asked)


def _nothing() -> None:
    """All that is done before a case and after it."""


def _captured(item: CaseItem) -> Callable[[], None]:
    """The case, what a target in this process writes kept for the report; not where pytest is to capture nothing."""
    if item.config.getoption("capture") == "no":
        return item.runtest

    def run() -> None:
        written = {name: io.StringIO() for name, _ in REDIRECTED}
        try:
            with ExitStack() as stack:
                for name, redirect in REDIRECTED:
                    stack.enter_context(redirect(written[name]))
                item.runtest()
        finally:
            for name, text in written.items():
                if text.getvalue():
                    item.add_report_section("call", name, text.getvalue())

    return run
