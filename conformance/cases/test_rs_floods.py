"""Floods: one peer sends more than it ought to, and the others are served as ever."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import Lasts, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.deliveries import hear_no_gap
from conformance.harness.flooding import (
    Flood,
    are_served_during,
    broken_updates,
    clear_the_air,
    hanging_requests,
    local_requests,
    prefixes,
    unknown_requests,
    updates,
)
from conformance.harness.peer import Peer
from conformance.harness.world import World
from schemas.topology import Topology


@requirement("RS-4", alone=True)
@rows(
    ("100_updates_of_one_route", updates),
    ("300_routes_in_one_update", prefixes),
    ("300_quote_requests", local_requests),
    ("300_quote_requests_without_a_route", unknown_requests),
    ("300_quote_requests_that_hang_at_the_next_hop", hanging_requests),
    ("200_broken_updates", broken_updates),
)
def test_a_flood_leaves_others_served(row: Flood, spare: Peer, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Alice and Bob are quoted between their ledgers, and Alice through Bob, while it is under way and after it."""
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known, via=bob)
    are_served_during(row(spare, alice, prefix.stem), [alice, bob], prefix.known)
    alice.has_route_to(prefix.known, via=bob)


@requirement("RS-4", alone=True, lasts=Lasts(hold_downs=1, intervals=3))
def test_heartbeats_go_on_after_a_flood(
    spare: Peer, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Of 300 routes in one update; all steady peers of two ledgers are told in time."""
    clear_the_air(world)
    since = len(world.log)
    for send in prefixes(spare, alice, prefix.stem):
        spare.delivered(send())
    yield world.silence(topology.hold_down_time + topology.broadcast_interval * 3)
    hear_no_gap([alice, bob, ben], since)
