"""A case that came too late to judge is played again; one that rests on what did not hold is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance import given, requirement
from conformance.bindings import open_binding
from conformance.engine import Run
from conformance.harness.tasks import CALM, REPEATS, Job, Pool
from conformance.harness.world import World
from conformance.registry import cases_of
from conformance.verdicts import Inconclusive, Verdict, Violation
from schemas.topology import load

CONNECTOR = "memory:reference_impl.connector:Connector"


def verdict_after(missed: list[int], *, times: int, rests_on: str = "") -> Verdict:
    """The verdict of a timed case that comes too late the first `times`; each time is noted in `missed`."""

    @requirement("RR-1")
    def test_late(world: World) -> Iterator[int]:
        yield world.now()
        if len(missed) < times:
            missed.append(world.now())
            if rests_on:
                with given(rests_on):
                    raise Violation("something", "nothing")
            raise Inconclusive("too late")

    topology = load("plain")
    run = Run(topology, lambda world: open_binding(CONNECTOR, topology, world.reception))
    try:
        run.wait_until_ready()
        return run.run_side_by_side(cases_of(test_late))[0].verdict
    finally:
        run.close()


@pytest.mark.parametrize(("times", "verdict"), [(1, Verdict.PASS), (REPEATS, Verdict.PASS), (9, Verdict.INCONCLUSIVE)])
def test_a_missed_moment_is_tried_again(times: int, verdict: Verdict) -> None:
    """Some times, and not for ever."""
    missed: list[int] = []
    assert verdict_after(missed, times=times) is verdict
    assert len(missed) == min(times, REPEATS + 1)


def test_what_rests_on_a_requirement_stands() -> None:
    """It would not hold the next time either."""
    missed: list[int] = []
    assert verdict_after(missed, times=1, rests_on="RR-2") is Verdict.INCONCLUSIVE
    assert len(missed) == 1


def test_repeats_come_when_all_others_have_begun_few_at_a_time() -> None:
    """The first two are late once; they run again after the others, and no more than CALM at once."""
    topology = load("plain")
    run = Run(topology, lambda world: open_binding(CONNECTOR, topology, world.reception))
    begun: list[int] = []
    under_way: list[int] = []
    most: list[int] = []

    def job(number: int) -> Job:
        def action() -> bool:
            begun.append(number)
            under_way.append(number)
            most.append(len(under_way))
            run.world.wait_until(lambda: False, run.world.now() + 100)
            under_way.remove(number)
            return number < 2 * CALM and begun.count(number) == 1

        return Job(action, again=bool)

    try:
        pool = Pool(run.world, [job(number) for number in range(5 * CALM)], 3 * CALM)
        assert [pool.result(number) for number in range(5 * CALM)] == [False] * 5 * CALM
    finally:
        run.close()
    assert begun == [*range(5 * CALM), *range(2 * CALM)]
    assert max(most[5 * CALM + CALM :]) <= CALM
