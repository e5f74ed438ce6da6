"""Curves of very many points, of one point, and above 2^53, passed on."""

from __future__ import annotations

import math
from collections.abc import Callable

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.promising import announced, are_promised_no_more, come_to_be_promised_enough
from conformance.harness.world import World
from conformance.harness.worth import is_plain, join_for
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

Points = list[list[int]]
LENGTH = 2**43  # base units: on the bundled ledgers nothing that is reckoned from it is above 2^53


def bending_up(x: int) -> int:
    return x * x


def stairs(x: int) -> int:
    return x // 4 * 4 * 300


def bending_both_ways(x: int) -> int:
    return x * x if x < 60 else 60 * 60 + (x - 60) * 60 + math.isqrt((x - 60) * 6_400)


def zigzag(x: int) -> int:
    return x // 2 * 500 + x % 2 * 3


@requirement("LC-9")
@rows(
    ("bending_up", (bending_up, 120)),
    ("stairs", (stairs, 120)),
    ("bending_both_ways", (bending_both_ways, 120)),
    ("zigzag", (zigzag, 120)),
    ("one_point_more_than_ten", (bending_up, 10)),
    ("four_hundred_points", (zigzag, 400)),
)
def test_a_curve_of_very_many_points_promises_no_more(
    row: tuple[Callable[[int], int], int], bob: Peer, prefix: Prefixes
) -> None:
    """To any peer."""
    height, many = row
    step = min(bob.ledger.capacity, LENGTH) // 401
    points = [[x * step, height(x) * (step // 20_000)] for x in range(many + 1)]
    are_promised_no_more(announced(prefix.far, (bob,), [points]), prefix.far, bob)


@requirement("LC-9")
def test_two_curves_of_many_points_that_cross_promise_no_more(bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Forty points each, one above the other in turn."""
    step = min(bob.ledger.capacity, LENGTH) // 41
    curves = [[[x * step, (x * 4 + (3 if (x + turn) % 2 else 0)) * step // 4] for x in range(41)] for turn in (0, 1)]
    are_promised_no_more(announced(prefix.far, (bob, ben), curves), prefix.far, ben)


@requirement("LC-3")
@rows(("alone", False), ("beside_a_point_of_another_peer", True))
def test_of_one_point_nothing_else_is_passed_on(
    row: bool, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """A whole input of Alice's gives the point exactly; no other input may be promised anything."""
    slope = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix).slope
    unit = 10_000 * slope.denominator
    only_where(3 * unit <= alice.ledger.capacity, "the point lies beyond the capacity")
    peers = (bob, ben) if row else (bob,)
    curves = [[[int(slope * unit * number), unit * number]] for number in (1, 3)][: len(peers)]
    for peer, points in zip(peers, curves, strict=True):
        peer.broadcasts(peer.route(prefix.far, points=points))
        alice.world.settle(peer, alice)
    if alice.mailbox.told(prefix.far):  # of a curve that is one point nothing need be passed on
        alice.is_promised_no_more(prefix.far, *(join_for(alice, *each) for each in zip(peers, curves, strict=True)))


@requirement("LC-8b")
def test_points_above_2_53_are_exact_for_each_peer(bob: Peer, prefix: Prefixes, world: World) -> None:
    """On some ledgers the inputs are above 2^53, on all of them the outputs."""
    points = [[0, 0], [bob.ledger.capacity // 3, 2**60 + 1], [bob.ledger.capacity // 2, 2**63 + 3]]
    bob.broadcasts(bob.route(prefix.far, points=points))
    for peer in world.hearers(bob):
        join = join_for(peer, bob, points)
        if join.owes_anything:
            with given("RR-2"):
                peer.is_told(prefix.far)
            peer.is_promised_no_more(prefix.far, join)
            peer.is_promised_no_less(prefix.far, join)


@requirement("LC-8b")
def test_crossings_above_2_53_are_exact(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World) -> None:
    """Two routes, the one better up to somewhere, the other from there on."""
    end = bob.ledger.capacity // 4
    curves = [[[0, 0], [end // 5, 2**62 + 1], [end, 2**62 + 2**60 + 3]], [[0, 1], [end, 2**63 + 2**61 + 5]]]
    joins = [join_for(alice, *each) for each in zip((bob, ben), curves, strict=True)]
    for peer, points in zip((bob, ben), curves, strict=True):
        peer.broadcasts(peer.route(prefix.far, points=points))
    world.settle(bob)
    world.settle(ben)
    come_to_be_promised_enough([(alice, joins)], prefix.far)
    alice.is_promised_no_more(prefix.far, *joins)


@requirement("LC-8b")
def test_own_routes_of_large_capacity_promise_no_more_than_the_rate(world: World, topology: Topology) -> None:
    """Those whose ends are above 2^53; whether they are told is RB-5's affair."""
    steady = [peer for peer in world.peers.values() if not peer.spare]
    told = [
        (peer, pair.destination, Join(own_rate(topology, pair.source, pair.destination)))
        for peer in steady
        for pair in topology.pairs
        if pair.source == peer.ledger.prefix and peer.mailbox.told(pair.destination)
    ]
    large = [(peer, ledger, join) for peer, ledger, join in told if not is_plain(join)]
    only_where(large, "no pair of ledgers has a capacity above 2^53")
    for peer, ledger, join in large:
        peer.is_promised_no_more(ledger, join)
