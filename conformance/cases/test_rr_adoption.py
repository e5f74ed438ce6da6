"""Routes received: taken, and in place of what the same peer said before."""

from typing import Any

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.harness.worth import is_owed
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

VALID = fixtures("routing_update", "RR-1", valid=True)
SMALL = 2000  # a destination amount that every curve of the rows gives, from inputs the rows' curves have


@requirement("RR-1")
def test_a_valid_route_is_used(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A quote for an address under its prefix is answered through the peer that announced it."""
    bob.broadcasts(prefix.new)
    alice.has_route_to(prefix.new, via=bob)


@requirement("RR-1")
def test_a_route_from_the_other_side_is_used(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Routes come from the peers of every ledger."""
    alice.broadcasts(prefix.new)
    bob.has_route_to(prefix.new, via=alice, destination_amount=SMALL)


@requirement("RR-1")
@rows(*VALID)
def test_every_valid_form_of_a_route_is_used(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """With and without each optional member, with each value that the schemas allow."""
    update = plain(row, alice, bob, prefix, topology)
    bob.delivered(bob.post_update(update))
    alice.has_route_to(
        *[route["destination_ledger"] for route in update["new_routes"]], via=bob, destination_amount=SMALL
    )


@requirement("RR-2")
@rows(*VALID)
def test_every_valid_form_of_a_route_is_passed_on(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """What may be received may be passed on."""
    update = plain(row, alice, bob, prefix, topology)
    bob.delivered(bob.post_update(update))
    for route in update["new_routes"]:
        only_where(is_owed(alice, bob, route["points"]), "nothing whole is left of this curve on the first ledger")
        alice.is_told(route["destination_ledger"])


@requirement("RR-1")
def test_a_route_withdrawn_and_announced_again_is_used(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """What a peer took back it may give again."""
    with given("RR-1", "RR-7"):
        bob.broadcasts(prefix.new)
        alice.has_route_to(prefix.new)
        bob.withdraws(prefix.new)
        alice.has_no_route_to(prefix.new)
    bob.broadcasts(prefix.new)
    alice.has_route_to(prefix.new, via=bob)


@requirement("RR-5")
def test_a_later_route_replaces_the_earlier_one(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob's first curve is better than Ben's, his second is worse: from then on Ben is asked."""
    end = bob.ledger.capacity
    with given("RR-1", "RQ-1"):
        ben.broadcasts(ben.route(prefix.new, points=[[0, 0], [end, end * 3 // 4]]))
        alice.has_route_to(prefix.new, via=ben)
        bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end]]))
        alice.has_route_to(prefix.new, via=bob)
    bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end // 2]]))
    alice.has_route_to(prefix.new, via=ben)


@requirement("RR-5")
def test_a_later_and_better_route_replaces_the_earlier_one(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob's first curve is worse than Ben's, his second is better: from then on Bob is asked."""
    end = bob.ledger.capacity
    with given("RR-1", "RQ-1"):
        bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end // 2]]))
        alice.has_route_to(prefix.new, via=bob)
        ben.broadcasts(ben.route(prefix.new, points=[[0, 0], [end, end * 3 // 4]]))
        alice.has_route_to(prefix.new, via=ben)
    bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end]]))
    alice.has_route_to(prefix.new, via=bob)


@requirement("RR-5")
def test_a_replaced_route_is_gone_with_the_later_one(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """Announced twice and withdrawn once, it is gone."""
    with given("RR-1", "RR-7"):
        bob.broadcasts(prefix.once, prefix.new)
        alice.has_route_to(prefix.once, prefix.new)
        bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [bob.ledger.capacity, 1]]))
        world.settle(bob)
        bob.withdraws(prefix.once)
        alice.has_no_route_to(prefix.once)
    bob.withdraws(prefix.new)
    alice.has_no_route_to(prefix.new)


def plain(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> dict[str, Any]:
    """The row's update, where it is one of plain values in this topology."""
    update: dict[str, Any] = recast(row.message, names(prefix.stem, alice, bob))
    rate = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    for route in update["new_routes"]:
        points = route["points"]
        only_where(points[-1][0] <= bob.ledger.capacity, "a curve beyond the capacity")
        only_where(len(points) > 1 or rate.slope == 1, "no whole input gives the only point of this curve")
    return update
