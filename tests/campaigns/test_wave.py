"""Programs side by side over HTTP: each gets what is its own, and the target's end is found among them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.campaigns.wave import spares_in
from conformance.fuzz.steps import STEM, Bad, Offered, Passes, Program, Update
from conformance.starting import Source
from schemas import topology as topologies
from tests.campaigns.programs import BOB, HARMLESS, TRIGGERING

UPDATE = Program((Update(BOB, (Offered(STEM + "a.", ((0, 0), (9, 9))),)),))
WAITS = Program((*UPDATE.steps, Passes(1500)))


@pytest.fixture
def ground() -> Iterator[TargetArena]:
    """A connector whose process ends by the trigger, and that tells of some routes in halves of a base unit."""
    command = f"{sys.executable} -m tests.mutants.serve tests.campaigns.connectors:ExitsAndRoundsNothing"
    made = TargetArena(Source(topologies.load("default"), None, command), 1, lambda: 0.0)
    yield made
    made.close()


def test_waiting_costs_no_more_than_the_longest_wait(ground: TargetArena) -> None:
    """Six programs that wait 1.5 s each."""
    began = ground.world.now()
    assert [played.broken_off for played in ground.play([WAITS] * 6)] == [""] * 6
    assert ground.world.now() - began < 6000


def test_what_a_monitor_sees_belongs_to_the_program_it_speaks_of(ground: TargetArena) -> None:
    """A prefix of the second program's is offered in a wrong way; the others are not blamed."""
    told = Program((Update(BOB, (Offered(STEM + "odd.", ((0, 0), (9, 9))),)),))
    plays = ground.play([WAITS, told, UPDATE])
    assert [[fault.requirement for fault in played.faults] for played in plays] == [[], ["RB-3"], []]
    assert all(b".odd." in each.body for each in plays[1].exchanges if each.seq in plays[1].faults[0].seqs)


def test_the_program_that_ended_the_target_is_found_among_those_beside_it(ground: TargetArena) -> None:
    """All are suspects, and each is tried alone."""
    plays = ground.play([Program(HARMLESS), Program((*HARMLESS, TRIGGERING)), WAITS])
    assert {fault.requirement for played in plays for fault in played.faults} == {"RS-1"}
    assert all(played.unsure for played in plays if played.faults)


def test_programs_of_the_same_spare_peer_are_never_under_way_together(ground: TargetArena) -> None:
    """Two wait one after the other, though there is room for both."""
    waits = Program((Update("test1.ant.sa1"), Passes(1000)))
    began = ground.world.now()
    ground.play([waits, waits])
    assert ground.world.now() - began >= 2000
    bad = Program((Bad("test1.bee.sb2", b"[]", "rule", "nothing"), Update(BOB)))
    assert list(spares_in(ground.world, bad)) == ["test1.bee.sb2"]
