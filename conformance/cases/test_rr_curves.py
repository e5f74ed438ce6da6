"""Curves passed on: never more than own rate and received curve give together, and not much less."""

import math
from collections.abc import Callable

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.harness.worth import is_plain, join_for
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

Points = list[list[int]]
CURVES: tuple[tuple[str, Callable[[int], Points]], ...] = (
    ("a_straight_line", lambda end: [[0, 0], [end, end]]),
    ("a_little_off", lambda end: [[0, 0], [end, end - 1]]),
    ("a_bend_down", lambda end: [[0, 0], [end // 10, end // 5], [end, end // 2]]),
    ("a_bend_up", lambda end: [[0, 0], [end // 2, end // 10], [end, end]]),
    ("a_level_part", lambda end: [[0, 0], [end // 3, end // 3], [end // 2, end // 3], [end, end]]),
    ("a_level_end", lambda end: [[0, 0], [end // 3, end // 2], [end, end // 2]]),
    ("a_level_beginning", lambda end: [[0, 0], [end // 7, 0], [end, end]]),
    ("a_beginning_above_zero", lambda end: [[end // 100 + 7, end // 200], [end, end // 2]]),
    ("something_for_nothing", lambda end: [[0, 1000], [end, end // 3]]),
    ("a_jump", lambda end: [[0, 0], [end // 3, 5], [end // 3 + 1, end // 3], [end, end // 2]]),
    ("much_for_little", lambda end: [[0, 0], [end // 1000, end * 8]]),
    ("little_for_much", lambda end: [[0, 0], [end, 1009]]),
    ("ten_points", lambda end: [[end * n // 9, end * n * (20 - n) // 99] for n in range(10)]),
    ("ten_points_bending_up", lambda end: [[end * n // 9, end * n * n // 81] for n in range(10)]),
    ("ten_points_up_and_down", lambda end: [[end * n // 9 + n, end * (n + n % 2) // 10] for n in range(10)]),
    ("odd_numbers", lambda end: [[3, 7], [end // 1009, end // 2003], [end // 7, end // 11], [end // 3, end // 5]]),
    ("small_amounts", lambda end: [[0, 0], [10_000_019, 7_000_003], [50_000_017, 11_000_027]]),
)


@requirement("RR-3")
@rows(*CURVES)
def test_no_more_is_promised_than_the_join_gives(
    row: Callable[[int], Points], bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """At no integer input, to no peer."""
    for peer, join in told_of(row, bob, prefix, world, topology):
        peer.is_promised_no_more(prefix.new, join)


@requirement("RR-4")
@rows(*CURVES)
def test_no_less_is_promised_than_the_allowance_grants(
    row: Callable[[int], Points], bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """A base unit on each ledger, at each integer input."""
    for peer, join in told_of(row, bob, prefix, world, topology):
        peer.is_promised_no_less(prefix.new, join)


@requirement("RR-3")
@rows(*CURVES)
def test_no_more_is_promised_in_the_other_direction(
    row: Callable[[int], Points], alice: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """From the second ledger, by another rate, over the first."""
    for peer, join in told_of(row, alice, prefix, world, topology):
        peer.is_promised_no_more(prefix.new, join)


@requirement("RR-4")
@rows(*CURVES)
def test_no_less_is_promised_in_the_other_direction(
    row: Callable[[int], Points], alice: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """From the second ledger, by another rate, over the first."""
    for peer, join in told_of(row, alice, prefix, world, topology):
        peer.is_promised_no_less(prefix.new, join)


def told_of(
    curve: Callable[[int], Points], sender: Peer, prefix: Prefixes, world: World, topology: Topology
) -> list[tuple[Peer, Join]]:
    """Announces a route with the curve; the peers who were told of it, each with the exact join for its ledger.

    Not those to whom nothing is owed of it, nor those who would be told of numbers above 2^53 (LC-8b).
    """
    watchers = world.hearers(sender)
    points = curve(length_for(watchers, sender, topology))
    sender.broadcasts(sender.route(prefix.new, points=points))
    joins = [(peer, join_for(peer, sender, points)) for peer in watchers]
    told = [(peer, join) for peer, join in joins if join.owes_anything and is_plain(join)]
    for peer, _ in told:
        with given("RR-2"):
            peer.is_told(prefix.new)
    return told


def length_for(watchers: list[Peer], sender: Peer, topology: Topology) -> int:
    """The longest curve within the capacity whose joins stay below 2^53 on the ledgers where much is left of it."""
    rates = [own_rate(topology, peer.ledger.prefix, sender.ledger.prefix) for peer in watchers]
    plain = [math.floor(rate.value(2**53)) for rate in rates]
    return min(sender.ledger.capacity, 2**49, *(most for most in plain if most > 10**6))
