"""The line of progress: what it counts, how it reckons the time left, and that it is written once only."""

from __future__ import annotations

from typing import Any

from conformance.progress import Progress, ProgressLine, timers_take
from conformance.registry import Case, discover
from schemas import topology as topologies

TOPOLOGY = topologies.load("default")
PROFILE = TOPOLOGY.profile
CASES = [case for case in discover() if PROFILE in case.requirement.levels]
ORDINARY = [case for case in CASES if case.group == "ordinary"]
RR, QT = ([case for case in ORDINARY if case.requirement.area == area][:20] for area in ("RR", "QT"))
TIMED = [case for case in CASES if case.group == "timed"]


def row(case: Case, verdict: str = "pass") -> dict[str, Any]:
    """A record of the case."""
    return {"id": case.id, "area": case.requirement.area, "verdict": verdict}


def at(milliseconds: int) -> str:
    """A clock that showed 0 at the beginning."""
    return f"{milliseconds} ms"


class Screen:
    """A terminal, or a pipe, that keeps what is written."""

    def __init__(self, isatty: bool) -> None:
        self.isatty = isatty
        self.over: list[str] = []
        self.lines: list[str] = []

    def rewrite(self, line: str, **markup: bool) -> None:
        """Over the last line."""
        self.over.append(line)

    def write_line(self, line: str) -> None:
        """Below the last line."""
        self.lines.append(line)


def shown(screen: Screen, cases: list[Case], width: int = 80) -> None:
    """Runs the cases, one each second."""
    progress = Progress(cases, TOPOLOGY, waits=True, now=0, clock=at)
    line = ProgressLine(screen, lambda: width, progress)
    for number, case in enumerate(cases, start=1):
        progress.add(row(case), 1000 * number)
        line.show(1000 * number)


def test_areas_and_what_does_not_hold_are_counted() -> None:
    """An area under way stands before one that is done."""
    progress = Progress([*RR, *QT], TOPOLOGY, waits=True, now=0, clock=at)
    for case in RR:
        progress.add(row(case), 0)
    progress.add(row(QT[0], "fail"), 0)
    progress.add(row(QT[1], "inconclusive"), 0)
    assert progress.line == "22/40 cases | about 1 s left, until 0 ms | 1 fail, 1 inconclusive | QT 2/20  RR done"


def test_a_record_counts_once_and_one_of_no_case_never() -> None:
    """A case may run again, and a death has a record of its own."""
    progress = Progress(RR, TOPOLOGY, waits=True, now=0, clock=at)
    for each in (row(RR[0]), row(RR[0]), {**row(RR[0]), "id": "RS-1/monitor_the_target_stays_alive/x"}):
        progress.add(each, 0)
    assert progress.line.startswith("1/20 cases")


def test_the_time_left_is_what_the_rest_takes_at_this_pace() -> None:
    """Ordinary cases by those that ran; before the first of them nobody knows."""
    progress = Progress(RR, TOPOLOGY, waits=True, now=0, clock=at)
    assert progress.left is None
    for number, case in enumerate(RR[:5], start=1):
        progress.add(row(case), 200 * number)
    assert progress.left == 15 * 200


def test_the_time_left_knows_the_targets_timers() -> None:
    """But for a target in memory, which is not waited for."""
    cases = [*RR, *TIMED]
    for waits, timers in ((True, timers_take(TIMED, TOPOLOGY)), (False, 0)):
        progress = Progress(cases, TOPOLOGY, waits=waits, now=0, clock=at)
        progress.add(row(RR[0]), 100)
        assert progress.left == 19 * 100 + timers


def test_timers_run_side_by_side_as_far_as_there_are_spare_peers() -> None:
    """Not shorter than the longest, much shorter than all of them one by one."""
    lasts = [case.mark.lasts.within(TOPOLOGY) for case in TIMED]
    assert max(lasts) <= timers_take(TIMED, TOPOLOGY) < sum(lasts) // 4
    assert timers_take(TIMED[:1], TOPOLOGY) == lasts[0]
    assert timers_take(RR, TOPOLOGY) == 0


def test_cases_for_which_there_are_no_peers_take_no_time() -> None:
    """The plain topology has no spare ones."""
    plain = topologies.load("plain")
    assert timers_take([case for case in TIMED if "spare" in case.wants], plain) == 0


def test_a_pipe_gets_a_line_for_each_tenth() -> None:
    """And nothing is written over."""
    screen = Screen(isatty=False)
    shown(screen, [*RR, *QT])
    assert screen.over == []
    assert [line.split(" ")[0] for line in screen.lines] == [f"{4 * tenth}/40" for tenth in range(1, 11)]


def test_a_terminal_has_one_line_that_fits_it() -> None:
    """Written over, up to the last case."""
    screen = Screen(isatty=True)
    shown(screen, [*RR, *QT], width=30)
    assert screen.lines == []
    assert screen.over[-1].startswith("40/40 cases")
    assert max(map(len, screen.over)) < 30
