"""The same transfer again: it is paid on once, whatever has happened meanwhile."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.paying import is_paid_on, is_paid_on_the_same
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares, repeats
from conformance.harness.settling import fulfils, is_fulfilled, is_rejected_back, rejects
from conformance.harness.transfers import Prepared, Sent
from conformance.harness.world import World
from conformance.harness.worth import part

TRANSFERS = ("transfers",)
REASON = {"code": "F07", "name": "Cannot Receive", "message": "no"}


def paid_on(payer: Peer, hop: Peer, destination: str) -> tuple[Prepared, Sent]:
    """A transfer that was paid on."""
    prepared = prepares(payer, destination, part(payer.world.topology, payer.ledger, hop.ledger, 20))
    with given("FW-1"):
        return prepared, is_paid_on(prepared)


@requirement("FW-8", needs=TRANSFERS)
@rows(("twice", 1), ("six_times", 5))
def test_sent_again_at_once_it_is_paid_on_once(row: int, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """All before the target has answered any; to a receiver on an own ledger, and to one further away."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for destination in (bob.account, prefix.far + "carl"):
        prepared = prepares(alice, destination, part(alice.world.topology, alice.ledger, bob.ledger))
        for _ in range(row):
            repeats(prepared)
        with given("FW-1"):
            is_paid_on(prepared)
        is_paid_on_the_same(prepared)


@requirement("FW-8", needs=TRANSFERS)
@rows("nothing", "a_fulfilment", "a_rejection")
def test_sent_again_after_what_came_of_it_it_is_paid_on_once(
    row: str, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """To a receiver on an own ledger, and to one further away."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for destination in (bob.account, prefix.far + "carl"):
        prepared, sent = paid_on(alice, bob, destination)
        with given("FW-9"):
            if row == "a_fulfilment":
                fulfils(world, sent, prepared.fulfillment)
                is_fulfilled(prepared)
            elif row == "a_rejection":
                rejects(world, sent, REASON)
                is_rejected_back(prepared)
        repeats(prepared)
        is_paid_on_the_same(prepared)


@requirement("FW-8", needs=TRANSFERS)
def test_sent_again_when_another_hop_is_better_it_is_paid_on_once(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Ben announces far more than Bob, on the same ledger; Bob has the money."""
    is_not_paid_on_twice(alice, bob, ben, prefix)


@requirement("FW-8", needs=TRANSFERS)
def test_sent_again_when_another_ledger_is_better_it_is_paid_on_once(
    alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Carol announces far more than Bob, and her ledger does not know what was sent over his."""
    is_not_paid_on_twice(alice, bob, carol, prefix)


def is_not_paid_on_twice(alice: Peer, bob: Peer, other: Peer, prefix: Prefixes) -> None:
    """FW-8: a transfer that went to Bob does not go to the other, who is better when it comes again."""
    bob.broadcasts(bob.route(prefix.far, points=[[0, 0], [bob.ledger.capacity, bob.ledger.capacity // 10**6]]))
    alice.follows(bob, prefix.later)
    prepared, _ = paid_on(alice, bob, prefix.far + "carl")
    other.broadcasts(other.route(prefix.far, points=[[0, 0], [other.ledger.capacity, 2**53]]))
    alice.follows(other, prefix.last)
    repeats(prepared)
    is_paid_on_the_same(prepared)


@requirement("FW-8", needs=TRANSFERS)
def test_sent_again_when_the_route_is_gone_it_is_paid_on_once(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The hop that has the money may still fulfil it."""
    bob.broadcasts(prefix.far)
    alice.follows(bob, prefix.later)
    prepared, _ = paid_on(alice, bob, prefix.far + "carl")
    with given("RR-7"):
        bob.withdraws(prefix.far)
        alice.has_no_route_to(prefix.far)
    repeats(prepared)
    is_paid_on_the_same(prepared)
