"""Curves drawn at random passed on, and curves that go beyond the capacity."""

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
        for peer in world.hearers(sender)
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
