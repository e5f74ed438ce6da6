"""The suite's pytest hooks: collection of the cases, their run, and what pytest says of each verdict."""

from __future__ import annotations

import random
import sys
from collections.abc import Generator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance import cases as cases_package
from conformance.display import Display
from conformance.engine import Outcome, TargetMute, check_unknown_arguments, in_order
from conformance.options import Options
from conformance.pytest_items import CASES, CaseItem, CasesFolder, is_plain, run_item
from conformance.registry import Case, cases_of, discover
from conformance.reporter import Reporter
from conformance.results import LeftOut, Record, Selection
from conformance.session import Session, TargetDead
from conformance.terminal import account
from conformance.verdicts import HarnessError, UsageError, Verdict

if TYPE_CHECKING:
    from conformance.campaigns.in_pytest import Phase  # at run time only with a campaign: it loads Hypothesis

AFTER = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)  # then it makes sense
FOLDER = Path(cases_package.__path__[0]).resolve()


class Suite:
    """One run inside pytest. Under xdist the workers run cases, and the controller alone writes."""

    def __init__(self, config: pytest.Config, options: Options, phase: Phase | None = None) -> None:
        self.config, self.options, self.phase = config, options, phase
        self.session: Session | None = None
        self.worker = getattr(config, "workerinput", {}).get("workerid", "")
        self.controls = bool(getattr(config.option, "tx", None) or getattr(config.option, "numprocesses", None))
        self.items: list[pytest.Item] = []
        self.reporter = None if self.worker else Reporter(options)
        self.display: Display | None = None
        if self.reporter is not None:
            self.display = Display(config, options, self.reporter, self.controls)
            config.pluginmanager.register(self.display, "c2c-display")
        self.whole = not (options.cases or options.tier != "all")
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            config.args = [str(path) for path in sorted(FOLDER.glob("test_*.py"))]
        else:
            self.whole = False
        if config.getoption("keyword", "") or config.getoption("markexpr", "") or config.getoption("deselect", None):
            self.whole = False
        check_unknown_arguments(discover())

    # -- collection ----------------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """The cases' folder is read once."""
        return CasesFolder.from_parent(parent, path=path) if path == FOLDER else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, collector: Any, name: str, obj: object) -> list[pytest.Item] | None:
        """Each case of a decorated function is an item of its own."""
        if not hasattr(obj, "c2c") or not callable(obj):
            return None
        made: list[pytest.Item] = []
        for case in cases_of(obj):

            def stub() -> None:
                """Stands for the case; the suite runs it."""

            item = CaseItem.from_parent(collector, name=case.name, callobj=stub)
            item.stash[CASES] = case
            made.append(item)
        return made

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Selects by profile, tier and --case, and puts timed cases and those that must be alone last."""
        mine = [item for item in items if CASES in item.stash]
        named = [item for item in mine if self._selected(item.stash[CASES])]
        chosen = [item for item in named if not self.options.leaves_out(item.stash[CASES])]
        for wanted in self.options.cases:
            if not any(_is_meant(item.stash[CASES], wanted) for item in named):
                raise pytest.UsageError(f"--case {wanted}: no such case; c2c-conformance list shows all")
        if self.options.seed is not None:
            random.Random(self.options.seed).shuffle(chosen)
        by_id = {item.stash[CASES].id: item for item in chosen}
        chosen = [by_id[case.id] for case in in_order(item.stash[CASES] for item in chosen)]
        kept = {id(item) for item in chosen}
        self.config.hook.pytest_deselected(items=[item for item in mine if id(item) not in kept])
        items[:] = [item for item in items if CASES not in item.stash] + chosen
        self.items = items
        if len(items) == len(chosen):
            _quiet_allure(self.config)
        if self.display is not None:
            self.display.expect([item.stash[CASES] for item in chosen])

    def _selected(self, case: Case) -> bool:
        wanted = self.options.cases
        return self.options.topology.profile in case.profiles and (
            not wanted or any(_is_meant(case, each) for each in wanted)
        )

    # -- the run -------------------------------------------------------------------------------------------------

    def pytest_sessionstart(self) -> None:
        """Starts the target, or finds it; the run ends here where there is none."""
        if self.controls or self.config.getoption("collectonly", False):
            return
        try:
            self.session = Session(self.options, self.worker)
        except TargetDead as error:
            pytest.exit(f"target down or mute: {error}", returncode=6)
        except UsageError as error:
            pytest.exit(str(error), returncode=4)
        if self.reporter is not None:
            self.reporter.begin(self.session.run.tag, self.session.run.world.binding.address, self._selection())

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Runs a case in our own way, where nobody asked for what hangs on pytest's."""
        if not isinstance(item, CaseItem) or self.session is None or not is_plain(self.config):
            return None
        run_item(item)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Runs a case and tells pytest what came of it."""
        case = pyfuncitem.stash.get(CASES, None)
        if case is None or self.session is None:
            return None

        def following() -> list[Case]:
            later = self.items[self.items.index(pyfuncitem) :]
            return self._mine(case, [item.stash[CASES] for item in later if CASES in item.stash])

        try:
            outcomes = self.session.play(case, following)
        except TargetDead as error:
            pyfuncitem.session.shouldstop = f"target dead: {error}"
            if self.reporter is not None:
                self.reporter.dead = str(error)
            records = [self.session.record(outcome) for outcome in error.outcomes]
            pyfuncitem.user_properties.append(("c2c", [_json(record) for record in records]))
            pytest.fail(str(error), pytrace=False)
        except UsageError as error:
            raise HarnessError(str(error)) from None
        records = [self.session.record(outcome) for outcome in outcomes]
        pyfuncitem.user_properties.append(("c2c", [_json(record) for record in records]))
        _tell(outcomes[0], records[0])
        return True

    def _mine(self, case: Case, cases: list[Case]) -> list[Case]:
        """Those of the cases that this process runs, as it does that one: under xdist the others are other workers'."""
        if not self.worker:
            return cases
        from conformance.xdist_scheduling import is_shared

        workers = self.config.workerinput["workercount"]  # type: ignore[attr-defined]  # set by xdist
        return [each for each in cases if is_shared(case, each, workers)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A report carries its records, over xdist's wire too."""
        report = yield
        if CASES in item.stash:
            if call.when == "call":
                found = dict(item.user_properties).get("c2c")
                report.c2c = found  # type: ignore[attr-defined]  # travels with the report, over xdist's wire too
            report.user_properties = [pair for pair in report.user_properties if pair[0] != "c2c"]
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Writes the records of a finished case; the controller does it for all workers."""
        if self.reporter is not None:
            for row in getattr(report, "c2c", None) or []:
                self.reporter.add(row)

    # -- the end -------------------------------------------------------------------------------------------------

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Judges what the monitors saw, writes the end of the results and the report, and sets the exit code."""
        _quiet_hypothesis(self.config)
        rows: list[dict[str, Any]] = []
        late = 0
        if self.session is not None:
            try:
                rows = [_json(self.session.record(outcome)) for outcome in self.session.finish()]
                late = self.session.late
            finally:
                self.session.close()
        if self.worker:
            self.config.workeroutput.update(c2c=rows, c2c_late=late)  # type: ignore[attr-defined]  # set by xdist
            return
        if self.reporter is None or not self.reporter.begun:
            return
        for row in rows:
            self.reporter.add_monitor(row)
        self.reporter.late += late
        if self.phase is not None and exitstatus in AFTER and not self.reporter.dead:
            exitstatus = self._run_campaign(self.phase, self.reporter, exitstatus)
        session.exitstatus = self.reporter.end(int(exitstatus), self.whole)

    def _run_campaign(self, phase: Phase, reporter: Reporter, exitstatus: int) -> int:
        """Adds what a campaign finds to the results; the status to go on with."""
        try:
            for record in phase.run():
                reporter.add(_json(record))
        except (TargetMute, UsageError) as error:
            reporter.dead = str(error)
        reporter.dead = reporter.dead or phase.gone
        return int(pytest.ExitCode.INTERRUPTED) if phase.interrupted else exitstatus

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodeready(self, node: Any) -> None:
        """The first worker is ready: the controller begins to write."""
        if self.reporter is not None and not self.reporter.begun:
            self.reporter.begin("one for each worker", "started by each worker", self._selection())

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Takes a worker's monitors in."""
        if self.reporter is not None:
            for row in getattr(node, "workeroutput", {}).get("c2c", []):
                self.reporter.add_monitor(row)
            self.reporter.late += getattr(node, "workeroutput", {}).get("c2c_late", 0)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Each worker has its share of the cases."""
        from conformance.xdist_scheduling import CaseScheduling

        return CaseScheduling(config, log)

    def _selection(self) -> Selection:
        if self.whole:
            return Selection(True, "the whole suite")
        left_out = [case for case in discover() if self._selected(case) and self.options.leaves_out(case)]
        parts = [f"--case {each}" for each in self.options.cases]
        parts += [f"--tier {self.options.tier}"] if self.options.tier != "all" else []
        parts += [f"-k {self.config.getoption('keyword')}"] if self.config.getoption("keyword", "") else []
        topology = self.options.topology
        return Selection(
            False,
            " ".join(parts) or "some files",
            tuple(LeftOut(case.id, case.mark.lasts.within(topology)) for case in left_out),
        )


def _quiet_allure(config: pytest.Config) -> None:
    """Allure's own plugin knows pytest's items only: records have what it lacks, and are written in its place."""
    listener = config.pluginmanager.get_plugin("allure_listener")
    if listener is not None:
        config.pluginmanager.unregister(listener)


def _quiet_hypothesis(config: pytest.Config) -> None:
    """Its plugin loads all of Hypothesis to say nothing, where no campaign or test has loaded it."""
    plugin = config.pluginmanager.get_plugin("hypothesispytest")
    if plugin is not None and "hypothesis" not in sys.modules:
        config.pluginmanager.unregister(plugin)


def _json(record: Any) -> dict[str, Any]:
    from schemas.results import to_json

    return to_json(record)


def _tell(outcome: Outcome, record: Record) -> None:
    """Fails or skips the pytest item, as the verdict has it."""
    if outcome.verdict in (Verdict.FAIL, Verdict.HARNESS_ERROR):
        pytest.fail(account(record), pytrace=False)
    if outcome.verdict in (Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE, Verdict.EXPECTED_DEVIATION):
        pytest.skip(account(record))


def _is_meant(case: Case, wanted: str) -> bool:
    """Whether --case names it: by its id, by what that begins with, or by a pattern with `*`."""
    return case.id == wanted or case.id.startswith(f"{wanted}/") or ("*" in wanted and fnmatchcase(case.id, wanted))
