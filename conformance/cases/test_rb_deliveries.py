"""Route broadcasts sent: when they come, to whom, and what becomes of those that could not be delivered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from conformance import Lasts, Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.deliveries import (
    delivered_to,
    gets_with_its_next_update,
    has_missed,
    hear_no_gap,
    hears_in_time,
    own_ledgers_for,
    repeats_nothing,
)
from conformance.harness.leases import Leases
from conformance.harness.missing import (
    are_told_of_all,
    catches_up,
    changes,
    changes_again,
    comes_back,
    is_up_to_date,
    stay_used,
)
from conformance.harness.peer import Peer
from conformance.harness.world import World
from schemas.topology import Topology

FAILING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("that_fails", {"status": 500}),
    ("that_hangs", {"delay": None}),
)


@requirement("RB-6", lasts=Lasts(hold_downs=1, intervals=1))
def test_updates_come_within_the_hold_down_time(world: World, topology: Topology) -> Iterator[int]:
    """To every steady peer, though there is nothing new; watched for longer than one hold-down time."""
    since = len(world.log)
    yield world.now() + topology.hold_down_time + topology.broadcast_interval
    hear_no_gap([peer for peer in world.peers.values() if not peer.spare], since)


@requirement("RB-9", alone=True, lasts=Lasts(hold_downs=1, intervals=7))
def test_heartbeats_repeat_no_routes(
    bob: Peer, alice: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """In silence: with news an update may be a heartbeat and repeat what it likes beside them.

    A foreign route is known, so that connectors which repeat their own ledgers until then have no cause to.
    """
    bob.broadcasts(prefix.known)
    with given("RR-2"):
        alice.is_told(prefix.known)
    world.settle(bob)
    yield world.now() + topology.broadcast_interval
    since = len(world.log)
    yield world.silence(topology.broadcast_interval * 5 // 2)
    repeats_nothing(alice, since)


@requirement("RB-12", lasts=Lasts(intervals=1))
def test_a_route_that_was_missed_comes_with_the_next_update(
    spare: Peer, bob: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """The update with it failed; the next one that reaches the peer brings it."""
    since = len(world.log)
    leases.spoil(spare)
    alice.broadcasts(prefix.missed)
    with given("RR-2"):
        bob.is_told(prefix.missed)
    yield world.now() + world.topology.broadcast_interval
    has_missed(spare, since)
    mended = len(world.log)
    leases.mend(spare)
    gets_with_its_next_update(spare, mended, routes=[prefix.missed])


@requirement("RB-12", lasts=Lasts(intervals=2))
def test_a_withdrawal_that_was_missed_comes_with_the_next_update(
    spare_near: Peer, alice: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """The update with it failed; the next one that reaches the peer brings it."""
    bob.broadcasts(prefix.known)
    with given("RR-2"):
        spare_near.is_told(prefix.known)
        alice.is_told(prefix.known)
    yield world.now() + world.topology.broadcast_interval // 2
    since = len(world.log)
    leases.spoil(spare_near, 404)
    bob.withdraws(prefix.known)
    with given("RR-9"):
        alice.is_told_gone(prefix.known)
    yield world.now() + world.topology.broadcast_interval
    has_missed(spare_near, since)
    mended = len(world.log)
    leases.mend(spare_near)
    gets_with_its_next_update(spare_near, mended, withdrawals=[prefix.known])


@requirement("RB-12", lasts=Lasts(hold_downs=1, intervals=1))
def test_a_peer_that_missed_a_hold_down_time_gets_all_routes(
    spare_near: Peer, bob: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World, topology: Topology
) -> Iterator[int]:
    """By then it holds none of them any more: learnt ones, by their present curves, and the connector's own ledgers."""
    with given("RR-2", "RB-13"):
        are_told_of_all((spare_near, alice), bob, prefix)
    held = [own for own in own_ledgers_for(spare_near) if spare_near.mailbox.told(own)]
    began, since = world.now(), len(world.log)
    leases.spoil(spare_near)
    changes(bob, prefix)
    yield began + topology.broadcast_interval
    curves = changes_again(bob, prefix)
    with given("RR-2", "RR-5", "RR-6", "RR-7", "RR-9", "RB-13"):
        is_up_to_date(alice, bob, curves, [prefix.gone])
    yield began + topology.hold_down_time + topology.broadcast_interval
    has_missed(spare_near, since)
    mended = len(world.log)
    leases.mend(spare_near)
    catches_up(spare_near, mended, bob, curves, nothing=[prefix.gone, prefix.passing], also=held)


@requirement("RB-13", lasts=Lasts(hold_downs=1, intervals=1))
@rows(*FAILING)
def test_a_peer_that_cannot_be_reached_keeps_nothing_from_the_others(
    row: dict[str, Any], spare_near: Peer, alice: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """Not a route from Alice on the same ledger, nor heartbeats from anybody."""
    with given("RR-2"):
        bob.broadcasts(prefix.before)
        alice.is_told(prefix.before)
    since, news = len(world.log), alice.mailbox.mark()
    leases.spoil(spare_near, **row)
    yield world.now() + world.topology.broadcast_interval
    bob.broadcasts(prefix.new)
    hears_in_time(alice, prefix.new, news)
    yield world.now() + world.topology.hold_down_time
    hear_no_gap([peer for peer in world.peers.values() if not peer.spare], since, world.topology.hold_down_time)


@requirement("RB-13", lasts=Lasts(intervals=3))
def test_a_peer_that_hangs_keeps_no_withdrawal_from_the_others(
    spare_near: Peer, alice: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """Alice is on the same ledger; a withdrawal before shows that there is no other reason."""
    bob.broadcasts(prefix.known, prefix.before)
    with given("RR-2"):
        alice.is_told(prefix.known)
    yield world.now() + world.topology.broadcast_interval // 2
    bob.withdraws(prefix.before)
    with given("RR-9"):
        alice.is_told_gone(prefix.before)
    news = alice.mailbox.mark()
    leases.spoil(spare_near, delay=None)
    yield world.now() + world.topology.broadcast_interval
    bob.withdraws(prefix.known)
    hears_in_time(alice, prefix.known, news, gone=True)


@requirement("RB-13", alone=True)
@rows(*FAILING)
def test_a_ledger_that_cannot_be_reached_keeps_nothing_from_the_others(
    row: dict[str, Any], carol: Peer, bob: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World
) -> None:
    """Of Carol's ledger nobody answers well, for long enough that an update is under way."""
    others = [peer for peer in world.peers.values() if peer.ledger == carol.ledger]
    since, news = len(world.log), bob.mailbox.mark()
    for peer in others:
        leases.spoil(peer, **row)
    try:
        alice.broadcasts(prefix.first)
        has_missed(carol, since)
        world.wait(lambda: False, world.topology.broadcast_interval // 2)
        alice.broadcasts(prefix.new)
        hears_in_time(bob, prefix.new, news)
        hear_no_gap([bob, alice], since, world.topology.hold_down_time)
    finally:
        for peer in others:
            leases.restore(peer)


@requirement("RB-14", lasts=Lasts(intervals=1))
def test_routes_are_used_again_after_a_failed_delivery(
    spare: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World, topology: Topology
) -> Iterator[int]:
    """Both of them, within their hold-down time, and without being announced anew."""
    spare.broadcasts(prefix.one, prefix.two)
    with given("RR-1"):
        stay_used(spare, alice, prefix.one, prefix.two)
    since = len(world.log)
    leases.spoil(spare)
    yield world.now() + topology.broadcast_interval
    spare.heartbeats()
    has_missed(spare, since)
    mended = len(world.log)
    leases.mend(spare)
    comes_back(spare, mended)
    stay_used(spare, alice, prefix.one, prefix.two)


@requirement("RB-14b", needs=("asking",), lasts=Lasts(intervals=1))
def test_routes_are_used_while_deliveries_fail(
    spare: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World, topology: Topology
) -> Iterator[int]:
    """The peer is asked for a quote, though it could not be told of a route."""
    with given("RR-1"):
        spare.broadcasts(prefix.one)
        alice.has_route_to(prefix.one, via=spare)
    spare.heartbeats()
    since, before = len(world.log), len(spare.asked_for(prefix.one))
    leases.spoil(spare)
    yield world.now() + topology.broadcast_interval
    has_missed(spare, since)
    spare.heartbeats()
    alice.post(world.profile.quote_request(alice.new_id(), alice.request(prefix.one + "x", source_amount=10_000)))
    if not world.wait(lambda: len(spare.asked_for(prefix.one)) > before, topology.patience):
        alice.is_answered()
        raise Violation(f"a quote asked of {spare}, whose routes are fresh", "none", [])


@requirement("RB-15")
def test_every_declared_peer_gets_updates(world: World, topology: Topology) -> None:
    """Several accounts on one ledger, too."""
    for peer in world.peers.values():
        if not world.wait(partial(delivered_to, peer), topology.patience):
            peer.is_answered()
            raise Violation(f"updates to {peer}, a declared peer", "none", [])
