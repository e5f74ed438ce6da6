"""What the next hop says of a transfer is passed back: its fulfilment, or its rejection with the same error."""

from __future__ import annotations

from typing import Any

from conformance import given, requirement, rows
from conformance.generate.transfers import FORWARDERS, FULL_REJECTION
from conformance.harness.cast import Prefixes
from conformance.harness.paying import is_paid_on
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares
from conformance.harness.reasons import error_packet
from conformance.harness.settling import (
    LEFT_OUT,
    ends,
    fulfils,
    is_fulfilled,
    is_passed_on_rightly,
    is_rejected_back,
    is_rejected_for,
    is_still_open,
    rejects,
)
from conformance.harness.transfers import Prepared, Sent
from conformance.harness.world import World
from conformance.harness.worth import part

TRANSFERS = ("transfers",)
UNKNOWN = "00000000-0000-4000-8000-000000000000"
OBJECTS: tuple[tuple[str, Any], ...] = (
    ("an_object", FULL_REJECTION),
    ("an_object_with_code_and_name_only", {"code": "T99", "name": "Application Error"}),
    ("an_object_that_somebody_forwarded", {**FULL_REJECTION, "forwarded_by": "g.far.connector"}),
    ("an_object_that_several_forwarded", {**FULL_REJECTION, "forwarded_by": list(FORWARDERS)}),
)


def packet(**options: Any) -> str:
    """An error packet of IL-RFC 3."""
    return error_packet("F04", "Insufficient Destination Amount", "g.far.carl", **options)


PACKETS: tuple[tuple[str, Any], ...] = (
    ("an_error_packet", packet()),
    ("an_error_packet_that_several_forwarded", packet(forwarded_by=FORWARDERS)),
)


def paid_on(payer: Peer, hop: Peer, destination: str | None = None) -> tuple[Prepared, Sent]:
    """A transfer that was paid on; to the hop's own account, where no destination is named."""
    prepared = prepares(payer, destination or hop.account, part(payer.world.topology, payer.ledger, hop.ledger))
    with given("FW-1"):
        return prepared, is_paid_on(prepared)


@requirement("FW-9", needs=TRANSFERS)
def test_a_fulfilment_is_passed_back(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """From a receiver on an own ledger and from one further away, in both directions."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for payer, hop, destination in ((alice, bob, None), (bob, alice, None), (alice, bob, prefix.far + "carl")):
        prepared, sent = paid_on(payer, hop, destination)
        fulfils(world, sent, prepared.fulfillment)
        is_fulfilled(prepared)


@requirement("FW-9", needs=TRANSFERS)
def test_fulfilments_come_back_over_each_ledger(alice: Peer, bob: Peer, carol: Peer, dave: Peer, world: World) -> None:
    """From and to one with a token too."""
    for payer, hop in ((alice, carol), (carol, dave), (dave, bob)):
        prepared, sent = paid_on(payer, hop)
        fulfils(world, sent, prepared.fulfillment)
        is_fulfilled(prepared)


@requirement("FW-9", needs=TRANSFERS)
@rows(*OBJECTS, *PACKETS, ("left_out", LEFT_OUT), ("null", None))
def test_a_rejection_is_passed_back(row: object, alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """With the error that it names; a reason may be left out (IL-RFC 21's example), or be null where it was."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for destination in (bob.account, prefix.far + "carl"):
        prepared, sent = paid_on(alice, bob, destination)
        rejects(world, sent, row)
        is_rejected_for(prepared, row)


@requirement("FW-9b", needs=TRANSFERS)
@rows(*OBJECTS, *PACKETS)
def test_an_error_passed_back_is_changed_in_nothing_but_who_forwarded_it(
    row: object, alice: Peer, bob: Peer, world: World
) -> None:
    """The connector is added to forwardedBy."""
    prepared, sent = paid_on(alice, bob)
    rejects(world, sent, row)
    with given("FW-9"):
        got = is_rejected_back(prepared)
    is_passed_on_rightly(prepared, row, got)


@requirement("FW-9", needs=TRANSFERS)
def test_of_several_under_way_each_gets_its_own_end(alice: Peer, bob: Peer, carol: Peer, world: World) -> None:
    """Six transfers between three ledgers, ended in another order, every second one rejected."""
    pairs = ((alice, bob), (carol, bob), (bob, alice), (alice, carol), (alice, bob), (bob, carol))
    settle_in_another_order(world, pairs)


@requirement("FW-9", needs=TRANSFERS)
def test_of_several_between_two_ledgers_each_gets_its_own_end(alice: Peer, bob: Peer, ben: Peer, world: World) -> None:
    """Eight, with the same amount; to two receivers, and back."""
    settle_in_another_order(world, ((alice, bob), (alice, ben), (ben, alice), (bob, alice)) * 2)


def settle_in_another_order(world: World, pairs: tuple[tuple[Peer, Peer], ...]) -> None:
    """FW-9: transfers from each first to each second, all under way at once, get each its own end."""
    under_way = [prepares(payer, hop.account, part(world.topology, payer.ledger, hop.ledger)) for payer, hop in pairs]
    with given("FW-1"):
        sent = [is_paid_on(each) for each in under_way]
    for index in [*range(1, len(sent), 2), *range(len(sent) - 2, -1, -2)]:
        if index % 2:
            rejects(world, sent[index], {"code": "F99", "name": "Application Error", "message": f"number {index}"})
        else:
            fulfils(world, sent[index], under_way[index].fulfillment)
    for index, prepared in enumerate(under_way):
        if index % 2:
            is_rejected_for(prepared, {"code": "F99"})
        else:
            is_fulfilled(prepared)


@requirement("FW-9", needs=TRANSFERS)
@rows("fulfilled", "rejected")
def test_what_was_never_sent_ends_nothing(row: str, alice: Peer, bob: Peer, world: World) -> None:
    """A transfer of an id that nobody knows is said to be ended; the one under way stays open, and gets its own end."""
    prepared, sent = paid_on(alice, bob)
    for id in (UNKNOWN, prepared.id, ""):
        ends(world, row, id, sent.ledger)
    is_still_open(prepared)
    fulfils(world, sent, prepared.fulfillment)
    is_fulfilled(prepared)


@requirement("FW-9", needs=TRANSFERS)
@rows("fulfilled", "rejected")
def test_another_ledger_has_no_say(row: str, alice: Peer, bob: Peer, world: World) -> None:
    """The payer's own ledger names the id of the transfer that was sent to Bob over his."""
    prepared, sent = paid_on(alice, bob)
    ends(world, row, sent.id, alice.ledger.prefix)
    is_still_open(prepared)
    fulfils(world, sent, prepared.fulfillment)
    is_fulfilled(prepared)
