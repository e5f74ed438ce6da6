"""Programs side by side over HTTP: each gets what is its own, and the target's end is found among them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.campaigns.wave import FLOODS, PATIENT
from conformance.fuzz.faults import Fault
from conformance.fuzz.spreading import floods_in, own_in, renamed, spares_in, spread_out
from conformance.fuzz.steps import STEM, Bad, Flood, Offered, Passes, Program, Update
from conformance.starting import Source
from schemas import topology as topologies
from tests.campaigns.programs import BOB, HARMLESS, TRIGGERING

UPDATE = Program((Update(BOB, (Offered(STEM + "a.", ((0, 0), (9, 9))),)),))
WAITS = Program((*UPDATE.steps, Passes(1500)))

ANT = [f"test1.ant.sa{number}" for number in range(1, 5)]
BODY = b'[{"from":"test1.ant.sa1"}]'


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


def test_what_is_said_of_a_call_belongs_to_the_program_that_made_it() -> None:
    """An answer with a status of 500, to a body that names nothing."""
    command = f"{sys.executable} -m tests.mutants.serve tests.campaigns.connectors:BlamesItself"
    ground = TargetArena(Source(topologies.load("default"), None, command), 1, lambda: 0.0)
    try:
        plays = ground.play([UPDATE, Program((TRIGGERING,)), UPDATE])
    finally:
        ground.close()
    assert [bool(played.faults) for played in plays] == [False, True, False]
    assert not plays[1].unsure


def test_the_program_that_ended_the_target_is_found_among_those_beside_it(ground: TargetArena) -> None:
    """All are suspects, and each is tried alone."""
    plays = ground.play([Program(HARMLESS), Program((*HARMLESS, TRIGGERING)), WAITS])
    assert {fault.requirement for played in plays for fault in played.faults} == {"RS-1"}
    assert all(played.unsure for played in plays if played.faults)


def test_what_is_new_ends_a_wave(ground: TargetArena) -> None:
    """The program that showed it is over; those that wait are put off, and are no faults."""
    told = Program((Update(BOB, (Offered(STEM + "odd.", ((0, 0), (9, 9))),)),))
    waits = Program((Passes(20_000),))
    seen: list[Fault] = []

    def is_new(fault: Fault) -> bool:
        seen.append(fault)
        return True

    plays = ground.play([waits, told], is_new)
    assert [(bool(played.faults), played.put_off) for played in plays] == [(False, True), (True, False)]
    assert {fault.requirement for fault in seen} == {"RB-3"}


def test_programs_of_the_same_spare_peers_are_never_under_way_together(ground: TargetArena) -> None:
    """All four of a ledger are in use, so one waits for the other."""
    waits = Program((*(Update(account) for account in ANT), Passes(1000)))
    began = ground.world.now()
    ground.play([waits, waits])
    assert ground.world.now() - began >= 2000


def order(ground: TargetArena, programs: Iterable[Program]) -> list[Program]:
    """The programs in the order in which their plays came to their end."""
    over: list[Program] = []
    assert not ground.play_on(iter(programs), lambda fault: False, lambda program, played: over.append(program))
    return over


def test_who_wants_many_peers_has_his_turn_before_very_many_later_ones(ground: TargetArena) -> None:
    """One of the four is always in use by one of those that come after it."""
    lasting = [Program((Update(account), Passes(ms))) for account, ms in zip(ANT, (100, 170, 230, 310), strict=True)]
    wants = Program(tuple(Update(account) for account in ANT))
    over = order(ground, [*lasting, wants, *(lasting * 20)])
    assert over.index(wants) <= len(lasting) + PATIENT + len(ANT)


def test_who_wants_steady_peers_has_his_turn_before_the_source_ends(ground: TargetArena) -> None:
    """All the others rely on that peer's routes; when some want him, they have him, side by side with nobody."""
    loses = [Program((loosely(b'"hold_down_time":%d' % ms, BOB),)) for ms in range(FLOODS)]
    over = order(ground, [UPDATE, *loses, *([UPDATE] * 60)])
    assert max(map(over.index, loses)) < len(over) - 20


def loosely(held: bytes, account: str) -> Bad:
    """An update with this hold-down time, if it is one."""
    return Bad(account, b'[{"data":{"method":"broadcast_routes","data":{%s,"new_routes":[]}}}]' % held, "rule", "x")


@pytest.mark.parametrize(
    ("step", "own"),
    [
        (loosely(b'"hold_down_time":3000', BOB), False),
        (loosely(b"'hold_down_time':3000", BOB), False),
        (Bad(BOB, b'"[{\\"broadcast_routes\\",\\"hold_down_time\\":3000,"', "nearly", "a string of it"), False),
        (Bad(BOB, b'[{"data":{"method":"error","data":"no hold_down_time"}}]', "operator", "x"), False),
        (Bad(BOB, b'[{"method":"quote_request\xff"}]', "operator", "bytes that are no UTF-8"), False),
        (loosely(b'"hold_down_time":0', BOB), True),
        (loosely(b'"hold_down_time":"3000"', BOB), True),
        (loosely(b'"hold_down_time":3000.5', BOB), True),
        (loosely(b'"hold_down_time":3000,"hold_down_time":1', BOB), True),
        (loosely(b'"hold_down":3000', BOB), True),
        (Bad(BOB, b'[{"data":{"hold_down_time":1,"unreachable_through_me":[]}}]', "splice", "x"), True),
        (Bad(BOB, b'[{"\\u0062roadcast":"routes"}]', "operator", "x"), True),
        (Bad(BOB, '[{"method":"broadcast_routes"}]'.encode("utf-16"), "operator", "another encoding"), True),
        (loosely(b'"hold_down_time":3000', ANT[0]), True),
    ],
)
def test_a_peer_is_a_programs_own_where_its_messages_may_cost_it_routes(step: Bad, own: bool) -> None:
    """Or where it is a spare one."""
    assert own_in(topologies.load("default"), Program((step,))) == ({step.peer} if own else set())


def test_programs_side_by_side_get_spare_peers_of_their_own() -> None:
    """On the same ledger, in bodies too; the first keeps those that it was drawn with."""
    first, second = Program((Update(ANT[0]), Passes(7))), Program((Bad(ANT[0], BODY, "rule", "x"), Update(ANT[1])))
    topology = topologies.load("default")
    made = spread_out(topology, [first, second, second])
    assert made[0] == first
    assert [spares_in(topology, each) for each in made] == [[ANT[0]], [ANT[1], ANT[2]], [ANT[3], ANT[1]]]
    assert [step.body for step in made[1].steps if isinstance(step, Bad)] == [BODY.replace(b"sa1", b"sa2")]
    assert first.waits == 7


def test_nothing_runs_beside_a_flood() -> None:
    """Others would be late by it."""
    assert floods_in(Program((Flood("test1.ant.sa1", "updates", 1),)))
    assert not floods_in(UPDATE)


def test_two_that_change_places_are_not_mixed_up() -> None:
    """In a body that names both."""
    program = Program((Bad(ANT[0], f'["{ANT[0]}","{ANT[1]}"]'.encode(), "rule", "x"),))
    (step,) = renamed(program, {ANT[0]: ANT[1], ANT[1]: ANT[0]}).steps
    assert isinstance(step, Bad)
    assert (step.peer, step.body) == (ANT[1], f'["{ANT[1]}","{ANT[0]}"]'.encode())
