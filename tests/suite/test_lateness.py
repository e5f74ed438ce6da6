"""A harness that is late itself blames nobody: what it can't judge is inconclusive, or left out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from conformance.bindings import Event, Reception
from conformance.bindings.memory import MemoryBinding
from conformance.engine import Outcome, Run
from conformance.harness.monitors import Monitors
from conformance.harness.world import World
from conformance.registry import discover
from conformance.verdicts import Verdict
from schemas import topology as topologies
from schemas.topology import Topology

REFERENCE = "memory:reference_impl.connector:Connector"
STALLS = (900, 2500, 3600)  # ms for which everything stands still
BETWEEN = (1000, 8000)  # ms from one to the next


class Stalling(MemoryBinding):
    """Time in which nothing happens, again and again, as on a machine that is too busy; and it says so."""

    lengths: tuple[int, ...] = STALLS

    def __init__(self, topology: Topology, reception: Reception, seed: int) -> None:
        super().__init__(REFERENCE, topology, reception)
        self.random = random.Random(seed)
        self.stalls: list[tuple[int, int]] = []
        self.next_stall = self.random.randint(*BETWEEN)

    def next_event(self, until: int) -> Event | None:
        """The next event; now and then much later than it should be."""
        if self._now >= self.next_stall:
            length = self.random.choice(self.lengths)
            self._now += length
            self.stalls.append((self._now, length))
            self.next_stall = self._now + self.random.randint(*BETWEEN)
        return super().next_event(until)

    def lateness(self, since: int) -> int:
        """The longest stall that ended since the moment."""
        return max((length for at, length in self.stalls if at >= since), default=0)


class StallingLong(Stalling):
    """The longest of them each time."""

    lengths = STALLS[-1:]


def timed_outcomes(make: Callable[[Topology, Reception, int], Stalling], seed: int) -> Sequence[Outcome]:
    """What comes of the timed cases and the monitors, in virtual time with stalls."""
    topology = topologies.load("default")
    run = Run(topology, lambda world: make(topology, world.reception, seed), seed=seed)
    try:
        run.wait_until_ready()
        return [*run.run_side_by_side([case for case in discover() if case.timed]), *run.finish()]
    finally:
        run.close()


@pytest.mark.parametrize("seed", [1, 4, 6])
def test_a_late_harness_blames_nobody(seed: int) -> None:
    """The reference connector is right, however late the harness is."""
    outcomes = timed_outcomes(Stalling, seed)
    assert [(each.id, each.expected, each.observed) for each in outcomes if each.broken] == []
    assert any(each.verdict is Verdict.INCONCLUSIVE for each in outcomes)


def test_lateness_that_is_not_known_would_be_the_targets_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above shows rests on the lateness that is measured, and on repeats where somebody was busy."""
    monkeypatch.setattr(World, "lateness", lambda world, since=None: 0)
    monkeypatch.setattr("conformance.chances.BUSY", 0)
    assert any(each.broken for each in timed_outcomes(StallingLong, 4))


def test_gaps_in_the_harness_own_lateness_are_counted_and_not_judged() -> None:
    """RB-6: more than half of the time announced is too late to say anything."""
    monitors = Monitors(topologies.load("default"))
    monitors.beats["test1.ant.alice"] = (0, 3000)
    monitors.finish(9000, lambda since: 2000)
    watch = monitors.watches["updates_come_in_time"]
    assert (monitors.late, watch.judged, watch.broken) == (1, 0, 0)
    monitors.finish(9000, lambda since: 100)
    assert (monitors.late, watch.broken) == (1, 1)
