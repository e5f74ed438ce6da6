"""A started target that the machine keeps from running is late, and is not blamed for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conformance.bindings.memory import MemoryBinding
from conformance.engine import Run
from conformance.harness.excuses import Excuses
from conformance.harness.target import waited
from schemas import topology as topologies

LIMIT = 30  # seconds
LATE = "memory:tests.mutants.rb_deliveries:PromisesMoreHeartbeatsThanItSends"


def test_what_was_waited_since_a_moment_counts() -> None:
    """From the last sample that was taken by then; where there is none, nobody can tell."""
    clock, in_all = [0], [0]
    excuses = Excuses(lambda: clock[0], lambda since: 7)
    excuses.waited = lambda: in_all[0]
    for at, total in ((1000, 100), (2000, 150), (3000, 400)):
        clock[0], in_all[0] = at, total
        excuses.note()
    in_all[0] = 410
    assert [excuses.since(moment) for moment in (999, 1000, 2500, 3000)] == [7, 310, 260, 10]


@pytest.mark.parametrize(("wait", "broken"), [(0, 1), (100, 1), (700, 0)])
def test_the_time_between_two_updates_may_be_longer_by_it(wait: int, broken: int) -> None:
    """RB-6: of each second it has waited for so many ms; it announces half of the time that it takes."""
    topology = topologies.load("plain")
    run = Run(topology, lambda world: MemoryBinding(LATE, topology, world.reception))
    try:
        run.world.excuses.waited = lambda: run.world.now() * wait // 1000
        run.wait_until_ready()
        run.world.pause_until(run.world.now() + 4000)
        run.finish()
        assert bool(run.world.monitors.watches["updates_come_in_time"].broken) is bool(broken)
    finally:
        run.close()


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="Linux tells it, where it was built to")
def test_the_system_tells_how_long_a_process_waited() -> None:
    """Of two that share a processor each waits for about half of the time."""
    pinned = f"import os; os.sched_setaffinity(0, {{{min(os.sched_getaffinity(0))}}})"
    endless = f"{pinned}\nwhile os.getppid() == {os.getpid()}: pass"
    both = [subprocess.Popen([sys.executable, "-c", endless]) for _ in range(2)]
    try:
        end = time.monotonic() + LIMIT
        while time.monotonic() < end and not all(waited(each.pid) > 50 for each in both):
            os.sched_yield()
        assert all(waited(each.pid) > 50 for each in both)
    finally:
        for each in both:
            each.kill()
            each.wait()
    assert waited(both[0].pid) == 0
