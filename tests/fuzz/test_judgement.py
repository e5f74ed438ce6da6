"""What a campaign judges: small programs that show a fault of each kind, and that correct connectors play in peace."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.faults import Fault
from conformance.fuzz.steps import (
    Ask,
    AtOnce,
    Bad,
    Deliveries,
    Flood,
    Look,
    Offered,
    Passes,
    Pay,
    Program,
    Replies,
    Settles,
    Step,
    Update,
)
from conformance.starting import Source
from schemas import json_text
from schemas import topology as topologies

CORRECT = ("reference_impl.connector:Connector", "tests.second_connector:Connector")
ALICE, BOB, BEN, CAROL = "test1.ant.alice", "test1.bee.bob", "test1.bee.ben", "test1.cow.carol"
DAVE, SPARE, OTHER = "peer.h4x0r.jpy.0.dave", "test1.bee.sb1", "test1.ant.sa1"
END, TOP = 25 * 10**12, 10**12
A, B = "g.fuzz.a.", "g.fuzz.a.b."
LINE = ((0, 0), (END, TOP))
LOW = ((0, 0), (END, TOP // 2))


def says(peer: str, *prefixes: str, points: Any = LINE, gone: tuple[str, ...] = (), hold: int | None = None) -> Update:
    """An update with a route of these points to each prefix."""
    return Update(peer, tuple(Offered(prefix, points) for prefix in prefixes), gone, hold)


def bad(peer: str, data: Any, **members: Any) -> Bad:
    """A message with that payload."""
    ledger = peer.rpartition(".")[0] + "."
    message = {"ledger": ledger, "from": peer, "to": f"{ledger}conn", "data": data}
    return Bad(peer, json_text.write([message]), "test", "test", **members)


def asks(side: str = "source_amount", amount: int = 1_000_003, **wishes: str) -> Ask:
    return Ask(ALICE, f"{A}carl", side, amount, tuple(wishes.items()))


UPDATE: dict[str, Any] = {
    "hold_down_time": 3000,
    "unreachable_through_me": [],
    "new_routes": [
        {
            "source_ledger": "test1.bee.",
            "destination_ledger": "g.fuzz.bad.",
            "source_account": BOB,
            "min_message_window": 1,
            "points": [[0, 0], [END, TOP]],
        }
    ],
}
REQUEST = {"source_address": ALICE, "destination_address": BOB, "source_amount": "10000000"}
NEIGHBOURS = {**UPDATE, "new_routes": [{**UPDATE["new_routes"][0], "source_account": BEN}]}
SHOWS: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
    ("RR-9", "rr_course_table:TheSecondLossIsNotTold", (
        says(BOB, A), Look(), says(BOB, gone=(A,)), Look(), says(BOB, A), Look(), says(BOB, gone=(A,)))),
    ("RR-3", "rr_passing_on:TheSpreadIsLeftOutOfSomeJoins", (says(ALICE, A, points=((0, 0), (10**9, TOP))),)),
    ("RR-21", "rr_boundaries:AnotherWindowIsNoNews", (
        says(BOB, A), Look(), Update(BOB, (Offered(A, LINE, 3),)))),
    ("RR-8", "rr_withdrawal:WhatLiesBelowIsWithdrawnToo", (says(BOB, A, B), Look(), says(BOB, gone=(A,)))),
    ("QT-10", "qt_questions:ShortestPrefixWins", (
        says(BOB, A), says(BEN, B), Look(), Ask(ALICE, f"{B}carl", "source_amount", 1_000_003))),
    ("QT-18", "qt_answers:QuotesByTheCurve", (
        says(BOB, A), Replies(BOB, A, "with a seventh of it"), asks("destination_amount"))),
    ("RQ-4", "rq_members:QuotesOneForOneWhereTheNextHopErrs", (
        says(BOB, A), Replies(BOB, A, "with an error"), asks())),
    ("QT-13", "qt_corners:GivesLessForAUnitMoreThanAPowerOfTen", (
        Ask(ALICE, BOB, "source_amount", 10**6), Ask(ALICE, BOB, "source_amount", 10**6 + 1))),
    ("QT-16", "qt_questions:GrantsAnyHold", (
        Ask(ALICE, BOB, "source_amount", 10**6, (("destination_expiry_duration", "12"),)),)),
    ("QT-5", "qt_questions:TakesTheFirstOfBothAmounts", (
        bad(ALICE, {"id": "g.fuzz.q", "method": "quote_request", "data": {**REQUEST, "destination_amount": "5"}}),)),
    ("RR-14", "rr_whose_routes:AnyAccountOfTheLedgerWillDo", (
        bad(BOB, {"method": "broadcast_routes", "data": NEIGHBOURS}),)),
    ("RR-16", "rr_broken:AHoldDownTimeOfZeroWillDo", (
        says(BOB, A), Look(),
        bad(BOB, {"method": "broadcast_routes", "data": {**UPDATE, "hold_down_time": 0}}),)),
    ("MSG-7", "msg_messages:TakesMethodsByTheirBeginning", (
        bad(BOB, {"method": "broadcast_route", "data": UPDATE}),)),
    ("MSG-6", "msg_messages:AnswersQuotesNobodyWaitsFor", (
        bad(BOB, {"id": "g.fuzz.q", "method": "quote_response", "data": {}}),)),
    ("MSG-3b", "msg_calls:RefusesWith200", (bad(BOB, {}, method="send_massage"),)),
    ("MSG-2", "msg_calls:TakesTokensInAnyCase", (
        bad(DAVE, {"method": "broadcast_routes", "data": {**UPDATE, "new_routes": [{
            **UPDATE["new_routes"][0], "source_ledger": "peer.h4x0r.jpy.0.", "source_account": DAVE,
            "points": [[0, 0], [10**7, TOP]]}]}}, token="in the other case"),)),
    ("RR-11", "rr_withdrawal:TheLongestTimeCounts", (
        says(SPARE, A, hold=3000), says(SPARE, hold=500), Passes(2200), asks())),
    ("RB-12", "rb_deliveries:ForgetsAMissedWithdrawal", (
        says(BOB, A), Look(), Deliveries(OTHER, 500), says(BOB, gone=(A,)), Look(), Passes(500),
        Deliveries(OTHER, 200), Passes(1100))),
    ("MSG-5", "msg_messages:AnswersUnderTheLastId", (
        says(BOB, A), Look(), Replies(BOB, A, "late"), AtOnce((ALICE, CAROL), f"{A}carl", 10**8))),
    ("RS-4", "rs_floods:IgnoresAllAfterManyBrokenUpdates", (Flood(SPARE, "broken updates", 320),)),
    ("FW-3", "fw_paying:PaysTheReceiverAllThatCameIn", (Pay(ALICE, BOB, 10**6, 5),)),
    ("FW-6", "fw_refusing:ReadsPacketsOfAnyType", (Pay(ALICE, BOB, 10**6, 5, form="type 129"),)),
    ("FW-7", "fw_refusing:PaysOnUntilTheVeryExpiry", (Pay(ALICE, BOB, 10**6, 1, left=500),)),
    ("FW-8", "fw_settling:PaysRepeatsAsNewOnes", (Pay(ALICE, BOB, 10**6, 5), Settles("sent again"))),
    ("FW-9", "fw_settling:NeedsAReason", (Pay(ALICE, BOB, 10**6, 5), Settles("rejected without a reason"))),
)  # fmt: skip


def played(connector: str, steps: tuple[Step, ...]) -> list[Fault]:
    source = Source(topologies.load("default"), f"memory:{connector}")
    return TargetArena(source, 1, lambda: 0.0).play([Program(steps)])[0].faults


@pytest.mark.parametrize(("requirement", "mutant", "steps"), SHOWS, ids=[mutant for _, mutant, _ in SHOWS])
def test_a_fault_is_seen_by_its_requirement(requirement: str, mutant: str, steps: tuple[Step, ...]) -> None:
    """A mutant shows it in a few steps."""
    assert requirement in [fault.requirement for fault in played(f"tests.mutants.{mutant}", steps)]


@pytest.mark.parametrize("connector", CORRECT)
def test_a_correct_connector_shows_none(connector: str) -> None:
    """The same programs, one after the other, on one target."""
    source = Source(topologies.load("default"), f"memory:{connector}")
    arena = TargetArena(source, 1, lambda: 0.0)
    for _, mutant, steps in SHOWS:
        assert [(fault.requirement, fault.observed) for fault in arena.play([Program(steps)])[0].faults] == [], mutant
