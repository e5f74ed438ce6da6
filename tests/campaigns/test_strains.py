"""Memory that grows without end, and speed that is lost to state: found where planted, over HTTP, and nowhere else."""

from __future__ import annotations

import sys

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.player import Played
from conformance.fuzz.steps import Program, Strain
from conformance.fuzz.strains import BODIES, ROUTES, STRAINS
from conformance.harness.target import resident_memory
from conformance.starting import Source
from schemas import topology as topologies

SPARE = "test1.ant.sa1"


def strained(connector: str, kind: str, source: str = "") -> Played:
    """What comes of one such step."""
    command = f"{sys.executable} -m tests.mutants.serve {connector}"
    made = Source(topologies.load("default"), source or None, None if source else command)
    ground = TargetArena(made, 1, lambda: 0.0)
    try:
        (played,) = ground.play([Program((Strain(SPARE, kind),))])
        return played
    finally:
        ground.close()


@pytest.mark.parametrize("kind", BODIES)
def test_a_connector_that_keeps_what_it_gets_is_found(kind: str) -> None:
    """It takes more memory with each message."""
    (fault,) = strained("tests.campaigns.connectors:KeepsWhatItGets", kind).faults
    assert (fault.requirement, fault.kind) == ("RS-4", f"a strain by {kind}")
    assert "MiB with" in fault.observed


def test_a_connector_that_loses_its_speed_is_found() -> None:
    """A quote takes half a second with many routes."""
    played = strained("tests.campaigns.connectors:SlowsDown", ROUTES)
    late = any("the harness itself was" in reason for reason in played.unclear)
    assert late or [fault.requirement for fault in played.faults] == ["RS-4"]


@pytest.mark.parametrize("kind", STRAINS)
def test_the_reference_connector_stands_it(kind: str) -> None:
    """It is judged, and nothing is wrong."""
    played = strained("reference_impl.connector:Connector", kind)
    assert played.faults == []
    assert all("the harness itself was" in reason for reason in played.unclear)


@pytest.mark.parametrize("kind", STRAINS)
def test_where_nothing_can_be_seen_nobody_is_blamed(kind: str) -> None:
    """In memory the target is a part of this process, and time is not its own."""
    played = strained("", kind, "memory:tests.campaigns.connectors:KeepsWhatItGets")
    assert (played.faults, len(played.unclear)) == ([], 1)


def test_memory_of_no_process_is_not_known() -> None:
    """No process has the session of the number 0 on the outside of the kernel."""
    assert resident_memory(2**31 - 1) is None
