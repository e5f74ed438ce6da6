"""A target that crashes, hangs or floods is noticed, and started anew where it can be."""

from __future__ import annotations

import sys

import pytest

from conformance.campaigns.arena import TargetArena, error_line
from conformance.fuzz.steps import Passes, Program
from conformance.starting import Source
from schemas import topology as topologies
from tests.campaigns.programs import LONG, TRIGGERING

ENDINGS = {
    "Crashes": "it ended: RuntimeError: no way out of 42",
    "Hangs": "it answers no call any more",
    "Floods": "it floods its peers",
}


def arena(name: str) -> TargetArena:
    address = f"memory:tests.campaigns.connectors:{name}"
    return TargetArena(Source(topologies.load("default"), address), 1, lambda: 0.0)


@pytest.mark.parametrize("name", ENDINGS)
def test_a_target_that_is_lost_is_a_fault_and_is_started_anew(name: str) -> None:
    """The one fault of that play; the next play finds it well again."""
    ground = arena(name)
    (played,) = ground.play([Program((*LONG.steps, Passes(1000)))])
    assert [(each.requirement, each.observed) for each in played.faults] == [("RS-1", ENDINGS[name])]
    assert ground.gone == ""
    assert ground.play([Program(())])[0].faults == []


def test_a_target_that_can_not_be_started_anew_is_gone() -> None:
    """And says why."""
    ground = arena("Hangs")
    ground.can_restart = False
    ground.play([LONG])
    assert "can't be started again" in ground.gone


def test_a_process_that_ends_is_told_by_its_last_words() -> None:
    """Over HTTP, as a command; a new process takes its place."""
    command = f"{sys.executable} -m tests.mutants.serve tests.campaigns.connectors:Exits"
    ground = TargetArena(Source(topologies.load("default"), None, command), 1, lambda: 0.0)
    try:
        (played,) = ground.play([Program((TRIGGERING,))])
        assert [each.observed for each in played.faults] == ["it ended with status 3: Error: 42 is no answer"]
        assert ground.play([Program(())])[0].faults == []
    finally:
        ground.close()


def test_a_play_is_broken_off_when_the_time_is_over() -> None:
    """A budget holds though one program waits for long."""
    source = Source(topologies.load("default"), "memory:reference_impl.connector:Connector")
    ground = TargetArena(source, 1, lambda: 61.0)
    waits = Program((Passes(5000), *LONG.steps))
    ground.end = 62.0
    assert ground.play([waits])[0].broken_off == ""
    ground.end = 60.0
    (played,) = ground.play([waits])
    assert (played.broken_off, played.faults) == ("the time is over", [])


def test_the_end_of_the_time_breaks_off_no_other_wait() -> None:
    """A budget that is over while it is found out whether the target has ended is none of that's."""
    command = f"{sys.executable} -m tests.mutants.serve tests.campaigns.connectors:Hangs"
    ground = TargetArena(Source(topologies.load("default"), None, command), 1, lambda: 61.0)
    try:
        ground.end = 60.0
        (played,) = ground.play([LONG])
        ground.world.pause_until(ground.world.now() + 600)
    finally:
        ground.close()
    assert played.broken_off


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("listening\nfile.js:3\n  throw x\nTypeError: x is not y\n    at a\nNode.js v20", "TypeError: x is not y"),
        ("Traceback\n  File\nValueError: 7", "ValueError: 7"),
        ("killed", "killed"),
        ("", "it printed nothing"),
    ],
)
def test_the_line_that_says_why_a_program_ended(output: str, line: str) -> None:
    """Of whatever language."""
    assert error_line(output) == line
