"""Curves of all shapes passed on: drawn at random, of many points, beyond the capacity, above 2^53, of one point."""

from __future__ import annotations

import math
import random
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
DRAWN = 6  # curves in one update


def drawn(dice: random.Random, length: int) -> Points:
    """Two to ten points; steps of all sizes from one base unit on, level parts and jumps among them."""
    steps = [
        (int(2 ** dice.uniform(0, length.bit_length() - 5)), int(2 ** dice.uniform(-1, length.bit_length() - 5)))
        for _ in range(dice.randint(2, 10))
    ]
    if dice.random() < 0.5:
        steps[0] = (0, 0)
    points = [[0, 0]]
    for right, up in steps:
        points.append([points[-1][0] + right, points[-1][1] + up])
    return points[1:] if len({x for x, _ in points}) == len(points) or points[1][0] == 0 else points


@requirement("RR-3")
@rows(("towards_the_first_ledger", False), ("towards_the_second_ledger", True))
def test_of_curves_drawn_at_random_no_more_is_promised_than_the_join_gives(
    row: bool, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """Several in one update, others in each run (its seed draws them)."""
    for peer, each, join in told_of_drawn(alice if row else bob, prefix, world):
        peer.is_promised_no_more(each, join)


@requirement("RR-4")
@rows(("towards_the_first_ledger", False), ("towards_the_second_ledger", True))
def test_of_curves_drawn_at_random_no_less_is_promised_than_the_allowance_grants(
    row: bool, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """Several in one update, others in each run (its seed draws them)."""
    for peer, each, join in told_of_drawn(alice if row else bob, prefix, world):
        peer.is_promised_no_less(each, join)


def told_of_drawn(sender: Peer, prefix: Prefixes, world: World) -> list[tuple[Peer, str, Join]]:
    """Announces curves drawn at random; who was told of which, with the exact join."""
    dice, length = random.Random(f"{world.tag} {sender}"), min(sender.ledger.capacity, LENGTH)
    curves = {prefix[f"drawn{number}"]: drawn(dice, length) for number in range(DRAWN)}
    sender.broadcasts(*(sender.route(each, points=points) for each, points in curves.items()))
    joins = [
        (peer, each, join_for(peer, sender, points))
        for each, points in curves.items()
        for peer in world.watchers(sender)
    ]
    told = [(peer, each, join) for peer, each, join in joins if join.owes_anything and is_plain(join)]
    for peer, each, _ in told:
        with given("RR-2"):
            peer.is_told(each)
    return told


BEYOND: tuple[tuple[str, Callable[[int, int], Points]], ...] = (
    ("at_one_rate", lambda most, end: [[0, 0], [end, end]]),
    ("with_the_last_bend_there", lambda most, end: [[0, 0], [most // 2, most // 3], [most // 7 * 8, most], [end, end]]),
    ("beginning_just_below", lambda most, end: [[most - most // 1000, most // 2], [most + 1, most], [end, end]]),
)  # fmt: skip


@requirement("RR-3")
@rows(*BEYOND)
def test_beyond_the_own_capacity_no_more_is_promised(
    row: Callable[[int, int], Points], alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob's curve goes on far above what the connector takes from Alice."""
    heard = announced(prefix.far, (bob,), [beyond(row, alice, bob, topology)])
    are_promised_no_more([each for each in heard if each[0].ledger == alice.ledger], prefix.far, bob)


@requirement("RR-4")
@rows(*BEYOND)
def test_up_to_the_own_capacity_no_less_is_promised(
    row: Callable[[int, int], Points], alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob's curve goes on far above what the connector takes from Alice."""
    heard = announced(prefix.far, (bob,), [beyond(row, alice, bob, topology)])
    come_to_be_promised_enough([each for each in heard if each[0].ledger == alice.ledger], prefix.far)


def beyond(row: Callable[[int, int], Points], alice: Peer, bob: Peer, topology: Topology) -> Points:
    """The curve around the most that Alice can send, in Bob's base units."""
    own = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    most = math.floor(own.value(own.capacity))
    only_where(most * 8 <= 2**53, "what the connector takes at once is above 2^53 on the second ledger")
    return row(most, most * 8)


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
        alice.follows(peer, prefix[peer.account.rpartition(".")[2]])
    if alice.mailbox.told(prefix.far):  # of a curve that is one point nothing need be passed on
        alice.is_promised_no_more(prefix.far, *(join_for(alice, *each) for each in zip(peers, curves, strict=True)))


@requirement("LC-8b")
def test_points_above_2_53_are_exact_for_each_peer(bob: Peer, prefix: Prefixes, world: World) -> None:
    """On some ledgers the inputs are above 2^53, on all of them the outputs."""
    points = [[0, 0], [bob.ledger.capacity // 3, 2**60 + 1], [bob.ledger.capacity // 2, 2**63 + 3]]
    bob.broadcasts(bob.route(prefix.far, points=points))
    for peer in world.watchers(bob):
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
