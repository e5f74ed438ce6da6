"""What a case misses beside others is looked at once more, and what it had shown is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance import requirement
from conformance.bindings.memory import MemoryBinding
from conformance.chances import MISSED
from conformance.engine import Outcome, Run
from conformance.harness.world import World
from conformance.registry import Case, cases_of
from conformance.terminal import held_later
from conformance.verdicts import Missed, Verdict, Violation
from schemas.topology import load

CONNECTOR = "memory:reference_impl.connector:Connector"
Broken = type[Violation]


class Beside(MemoryBinding):
    """In memory, and as if it were over HTTP, where others are under way."""

    features: frozenset[str] = frozenset()


def case_that_breaks(plays: list[int], times: int, how: Broken) -> Case:
    """A case that does not hold the first `times`; each play is noted."""

    @requirement("RR-2")
    def test_missing(world: World) -> None:
        plays.append(world.now())
        if len(plays) <= times:
            raise how("a route to g.x.", "nothing said of it")

    return cases_of(test_missing)[0]


def outcomes_of(
    cases: list[Case], binding: type[MemoryBinding] = Beside, known: Callable[[Outcome], bool] | None = None
) -> list[Outcome]:
    """What comes of the cases side by side; `known`: what is expected to deviate."""
    topology = load("plain")
    run = Run(topology, lambda world: binding(CONNECTOR, topology, world.reception))
    if known is not None:
        run.chances.is_expected = known
    try:
        run.wait_until_ready()
        pool = run.pool(cases, 4)
        return [pool.result(place) for place in range(len(cases))]
    finally:
        run.close()


@pytest.mark.parametrize(
    ("times", "how", "played", "verdict"),
    [
        (0, Missed, 1, Verdict.PASS),
        (1, Missed, 2, Verdict.PASS),
        (9, Missed, 2, Verdict.FAIL),
        (9, Violation, 1, Verdict.FAIL),
    ],
)
def test_what_was_missed_is_looked_at_once_more(times: int, how: Broken, played: int, verdict: Verdict) -> None:
    """What came and was wrong is wrong."""
    plays: list[int] = []
    assert outcomes_of([case_that_breaks(plays, times, how)])[0].verdict is verdict
    assert len(plays) == played


def test_in_memory_all_is_the_same_in_each_run_and_nothing_is_looked_at_again() -> None:
    """So a fault that shows now and then in it shows."""
    plays: list[int] = []
    assert outcomes_of([case_that_breaks(plays, 1, Missed)], MemoryBinding)[0].verdict is Verdict.FAIL
    assert len(plays) == 1


def test_what_is_expected_is_not_looked_at_again() -> None:
    """It would only cost time, and chances."""
    plays: list[int] = []
    assert outcomes_of([case_that_breaks(plays, 9, Missed)], known=lambda outcome: True)[0].verdict is Verdict.FAIL
    assert len(plays) == 1


def test_a_target_that_misses_much_gets_so_many_chances_and_no_more() -> None:
    """It would take the patience each time."""
    plays: list[list[int]] = [[] for _ in range(2 * MISSED)]
    outcomes = outcomes_of([_named(number, case_that_breaks(each, 9, Missed)) for number, each in enumerate(plays)])
    assert {each.verdict for each in outcomes} == {Verdict.FAIL}
    assert sum(len(each) for each in plays) == 3 * MISSED


def test_what_a_passing_case_had_missed_is_said() -> None:
    """In its record, and where the run ends."""
    missed = [_named(1, case_that_breaks([], 1, Missed)), _named(2, case_that_breaks([], 0, Missed))]
    rows = [
        {"id": each.id, "verdict": each.verdict.value, "evidence": {"reason": each.reason}}
        for each in outcomes_of(missed)
    ]
    first, told = list(held_later(rows))
    assert first.startswith("1 case passed only when played again")
    assert told.startswith("  RR-2/missing/1: beside other cases it had missed a route to g.x. (nothing said of it)")


def _named(number: int, case: Case) -> Case:
    return replace(case, id=f"RR-2/missing/{number}")
