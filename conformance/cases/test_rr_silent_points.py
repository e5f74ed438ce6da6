"""Routes received of which the documents say nothing, or two things: what the target does with them is reported."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.routing import promise_in
from conformance.harness.world import World
from schemas.topology import Topology

SMALL = 2000  # a destination amount that the curves of the rows give


@requirement("RR-24")
def test_a_ledger_both_announced_and_withdrawn(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> str:
    """In one update, once without and once with an earlier route to it."""
    bob.broadcasts(prefix.known)
    bob.broadcasts(prefix.new, prefix.known, unreachable=[prefix.new, prefix.known])
    for each in (prefix.new, prefix.known):
        bob.announced[each] = bob.route(each, points=[[0, 0], [bob.ledger.capacity, bob.ledger.capacity]])
    world.settle(bob)
    won = {
        name: "the announcement" if alice.has_use_of(each) else "the withdrawal"
        for name, each in (("fresh", prefix.new), ("known", prefix.known))
    }
    return f"{won['fresh']} wins for a fresh prefix, {won['known']} for a known one"


@requirement("RR-24")
def test_a_ledger_announced_twice(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> str:
    """With a good curve and a bad one, in one update."""
    end = bob.ledger.capacity // 4
    curves = [[[0, 0], [end, end]], [[0, 0], [end, end // 1000]]]
    bob.broadcasts(*[bob.route(prefix.new, points=points) for points in curves])
    world.settle(bob)
    told = alice.mailbox.told(prefix.new)
    if told is None or told.route is None:
        return "neither is passed on"
    return "the first wins" if promise_in(told).last[1] > end // 2 else "the last wins"


PREFIXES = [row for row in fixtures("routing_update", "RR-25") if "points" not in row[0]]


@requirement("RR-25")
@rows(*PREFIXES)
def test_whether_an_odd_prefix_is_taken(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> str:
    """One that IL-RFC 15 forbids and the schema lets pass."""
    table = {**names(prefix.stem, alice, bob), "fixture.one.": f"{prefix.one.removeprefix('g.')}"}
    update = recast(row.message, table)
    bob.sends_odd_update(update)
    destination = update["new_routes"][0]["destination_ledger"]
    world.settle(bob)
    taken = alice.has_use_of(destination, destination_amount=SMALL)
    bob.sends_odd_update(bob.update(unreachable=[destination]))
    return "it is taken" if taken else "it is not taken"


NUMBERS: tuple[tuple[str, Callable[[int], list[list[Any]]]], ...] = (
    ("fractions", lambda end: [[0, 0], [end - Decimal("0.5"), end - Decimal("0.25")]]),
    (
        "integers_with_a_point",
        lambda end: [[Decimal("0.0"), Decimal("0.0")], [Decimal(f"{end}.0"), Decimal(f"{end}.0")]],
    ),
    ("integers_with_an_exponent", lambda end: [[0, 0], [Decimal("1E+6"), Decimal("1E+6")]]),
)


@requirement("RR-25")
@rows(*NUMBERS)
def test_whether_odd_numbers_are_taken(
    row: Callable[[int], list[list[Any]]], alice: Peer, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> str:
    """Points that are no integers, or integers written otherwise."""
    bob.sends_odd_update(bob.update(bob.route(prefix.new, points=row(bob.ledger.capacity // 4))))
    world.settle(bob)
    passed_on = alice.mailbox.told(prefix.new) is not None
    used = passed_on or alice.has_use_of(prefix.new, destination_amount=SMALL)
    return "they are taken and passed on" if passed_on else "they are taken" if used else "they are not taken"
