"""Programs for which a campaign once blamed a correct connector; what it is still to see in programs like them."""

from __future__ import annotations

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.faults import Fault
from conformance.fuzz.steps import Ask, Bad, Deliveries, Look, Offered, Passes, Pay, Program, Replies, Step, Update
from conformance.starting import Source
from schemas import json_text
from schemas import topology as topologies

CONNECTORS = {
    "default": (
        "reference_impl.connector:Connector",
        "tests.second_connector:Connector",
        "tests.second_connector.variants:Prompt",
        "tests.second_connector.variants:Lenient",
        "tests.second_connector.variants:Remembering",
    ),
    "gratuity": ("reference_impl.connector:Connector", "tests.second_connector:Connector"),
    "wide": ("reference_impl.connector:Connector", "tests.second_connector:Connector"),
    "default-route": ("reference_impl.connector:Connector", "tests.second_connector:Connector"),
    "liquidity": (
        "reference_impl.liquidity.connector:LiquidityConnector",
        "tests.second_connector.variants:LiquidityConnector",
        "tests.second_connector.variants:LiquidityPrompt",
        "tests.second_connector.variants:LiquidityLenient",
    ),
}
ALICE, AMY, BEN, CAROL = "test1.ant.alice", "test1.ant.amy", "test1.bee.ben", "test1.cow.carol"
SPARE = "test1.ant.sa1"
A, SOURCE = "g.fuzz.a.", "source_amount"
STEEP, FLAT = ((0, 0), (10**9, 10**12)), ((0, 0), (2**52, 10**12))
LONG = ((0, 0), *((1000 * n, 500 * n + n * n * 119 // 1000) for n in range(3, 2100)))
NEST = "peer.h4x0r.jpy.0.dave.g.fuzz."
WHOLE, HALF = ((0, 0), (25 * 10**12, 10**12)), ((0, 0), (25 * 10**12, 10**12 // 2))


def says(peer: str, *prefixes: str, points: tuple[tuple[int, int], ...] = STEEP, gone: tuple[str, ...] = ()) -> Update:
    """An update with a route of these points to each prefix."""
    return Update(peer, tuple(Offered(prefix, points) for prefix in prefixes), gone)


def in_anothers_name(peer: str, other: str, prefix: str) -> Bad:
    """A call of a peer's with a route in a message that says to be from the other, and not over which ledger."""
    ledger = other.rpartition(".")[0] + "."
    route = {"source_ledger": ledger, "destination_ledger": prefix, "source_account": other, "points": [[0, 0], [9, 9]]}
    update = {"hold_down_time": 3000, "unreachable_through_me": [], "new_routes": [{**route, "min_message_window": 1}]}
    message = {"from": other, "data": {"method": "broadcast_routes", "data": update}}
    return Bad(peer, json_text.write([message]), "malice", "a route of another ledger's peer")


def withdraws(peer: str, *prefixes: str) -> Bad:
    """The same as an update written by hand."""
    ledger = peer.rpartition(".")[0] + "."
    update = {"hold_down_time": 3000, "unreachable_through_me": list(prefixes), "new_routes": []}
    payload = {"method": "broadcast_routes", "data": update}
    message = {"ledger": ledger, "from": peer, "to": f"{ledger}conn", "data": payload}
    return Bad(peer, json_text.write([message]), "valid", "test")


BLAMELESS: dict[str, tuple[str, tuple[Step, ...]]] = {
    "three curves of few points whose best has many, LC-8": ("liquidity", (
        says("peer.h4x0r.jpy.0.dave", A, points=((0, 0), (125 * 10**5, 25 * 10**10), (25 * 10**6, 10**12))),
        says("test1.bee.bob", A, points=((1, 1), (27, 59))),
        says(AMY, A, points=((617002537, 139381688022), (2038048522, 150789463262), (2247365723, 951313610315))),
        Look())),
    "a payment that comes while an update is taken in, FW-1": ("default", (
        says("test1.bee.ben", A, points=WHOLE), says("test1.bee.bob", A, points=((1, 0), WHOLE[1])),
        says("test1.bee.ben", A, points=((25 * 10**12, 25 * 10**10),)),
        Pay("peer.h4x0r.jpy.0.dave", f"{A}carl", 25050100, 499999976039))),
    "a payment behind an update of which no look can tell that it was taken in, FW-1": ("wide", (
        says("test1.fine.ben", A, points=((0, 0), (2**52, 10**12))),
        says("test1.fine.bob", A, points=((0, 0), (2**52, 10**12))),
        Pay("test1.mid.alice", f"{A}x.y", 1, 3213206, left=500),
        says("test1.near.carol", A, points=((0, 0), (10**15, 2**53))), Look(),
        Pay("test1.mid.alice", f"{A}carl", 501002004008016032, 2251799813685242))),
    "the one whose name a message has is its sender, RB-7": ("default", (
        in_anothers_name("test1.bee.sb3", BEN, A), Look())),
    "the next hop has no quote to add members to": ("default", (
        says(CAROL, A, points=FLAT), Replies(CAROL, A, "as a quote response with additional info"),
        Ask(BEN, f"{A}carl", SOURCE, 1))),
    "a second route is tried, RQ-5": ("default", (
        says(AMY, A), says(CAROL, A, points=FLAT), Look(), Replies(CAROL, A, "by a neighbour"),
        Ask(BEN, f"{A}carl", "destination_amount", 10**6))),
    "by default a peer is asked for what it has withdrawn by a message written by hand": ("default-route", (
        says("test1.west.ben", A), withdraws("test1.west.ben", A), Ask("test1.east.alice", f"{A}carl", SOURCE, 10))),
    "the next hop gives nothing, which is no quote": ("default", (
        says(ALICE, A, points=((25 * 10**8, 10**12),)), says(CAROL, A, points=FLAT), Look(),
        Replies(CAROL, A, "with a seventh of it"), Ask(BEN, f"{A}carl", SOURCE, 8))),
    "slippage and gratuity leave nothing of what the next hop gives": ("gratuity", (
        says(AMY, A, points=((1, 2), (49, 28))), Look(), Ask(BEN, f"{A}carl", SOURCE, 20_082))),
    "a neighbour on the asker's own ledger is asked, RB-17": ("default", (
        says(AMY, A, points=((0, 0), (10**6, 10**12))), says(CAROL, A, points=FLAT), Look(),
        Ask(ALICE, f"{A}carl", "destination_amount", 10**6))),
    "one update has two routes to a ledger, RR-24": ("default", (
        Update(BEN, (Offered(A, WHOLE), Offered(A, HALF))), Look(), Ask(ALICE, f"{A}carl", SOURCE, 10**6))),
    "one's own account is announced by its owner, and by another": ("default", (
        says(ALICE, NEST), says("peer.h4x0r.jpy.0.dave", NEST, points=((0, 0), (10**7, 10**12))),
        Ask(AMY, f"{NEST}carl", SOURCE, 125))),
    "of a very long curve the capacity leaves nearly nothing": ("wide", (
        says("test1.rough.dave", A, points=LONG), Look())),
}  # fmt: skip
STILL_SEEN: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
    ("RQ-3", "rq_members:AnAnswerInFullIsTooMuch", (
        says(CAROL, A), Look(), Replies(CAROL, A, "as a quote response in full"),
        Ask(BEN, f"{A}carl", SOURCE, 10**5))),
    ("RQ-8b", "rq_remote:AsksForNothing", (says(AMY, A), Look(), Ask(BEN, f"{A}carl", SOURCE, 5000))),
    ("RQ-4", "rq_remote:AnybodyOnTheLedgerMayAnswer", (
        says("test1.bee.bob", A, points=WHOLE), Look(), Replies("test1.bee.bob", A, "by a neighbour"),
        Ask(ALICE, f"{A}carl", SOURCE, 10**6))),
    ("RQ-1", "rq_remote:AsksTheFirstHop", (
        says("test1.bee.bob", A, points=HALF), says(BEN, A, points=WHOLE), Look(),
        Ask(ALICE, f"{A}carl", "destination_amount", 10**6))),
)  # fmt: skip


def played(topology: str, connector: str, steps: tuple[Step, ...]) -> list[Fault]:
    """What a campaign says of the program, played alone."""
    source = Source(topologies.load(topology), f"memory:{connector}")
    return TargetArena(source, 1, lambda: 0.0).play([Program(steps)])[0].faults


@pytest.mark.parametrize("name", BLAMELESS)
def test_nobody_is_blamed(name: str) -> None:
    """Each connector of the profile that is correct plays it in peace."""
    topology, steps = BLAMELESS[name]
    for connector in CONNECTORS[topology]:
        faults = played(topology, connector, steps)
        assert [(fault.requirement, fault.observed) for fault in faults] == [], connector


@pytest.mark.parametrize("connector", CONNECTORS["default"])
def test_who_was_told_before_the_run_began_need_not_be_told_again(connector: str) -> None:
    """As a spare peer is that comes back, in a run that begins in the middle of a target's life."""
    arena = TargetArena(Source(topologies.load("default"), f"memory:{connector}"), 1, lambda: 0.0)
    arena.play([Program((Look(),))])
    arena._forget()
    back = (Deliveries(SPARE, 500), says(BEN, A), Passes(4000), Deliveries(SPARE, 200), Passes(2500), Look())
    faults = arena.play([Program(back)])[0].faults
    assert [(fault.requirement, fault.observed) for fault in faults] == []


@pytest.mark.parametrize(("requirement", "mutant", "steps"), STILL_SEEN, ids=[each for _, each, _ in STILL_SEEN])
def test_a_fault_beside_it_is_seen(requirement: str, mutant: str, steps: tuple[Step, ...]) -> None:
    """A mutant shows it in a program much like one above."""
    assert requirement in [fault.requirement for fault in played("default", f"tests.mutants.{mutant}", steps)]
