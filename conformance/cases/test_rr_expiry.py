"""Routes received: how long they are fresh, what keeps them so, and what follows when a peer falls silent."""

from collections.abc import Callable, Generator, Iterator

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.routing import no_later_than
from conformance.harness.world import World
from schemas.topology import Topology

SHORT = 1000  # ms, the shortest hold-down time announced here
LONG = 2000  # ms, a hold-down time within which it can be seen that a route is used
STEP = 700  # ms between updates that keep routes fresh for SHORT
SOON = 50  # ms after a moment
SMALL = 2000  # a destination amount that bob's base units pay for, too


@requirement("RR-11")
def test_routes_of_a_silent_peer_lapse(
    spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology, world: World
) -> Iterator[int]:
    """The update's own hold-down time counts, for both routes."""
    with given("RR-1"):
        spare.broadcasts(prefix.one, prefix.two, hold_down_time=SHORT)
        alice.has_route_to(prefix.one, prefix.two)
    yield world.now() + SHORT + topology.broadcast_interval
    alice.has_no_route_to(prefix.one, prefix.two, within=grace(topology))


@requirement("RR-11")
def test_all_routes_of_a_peer_lapse_alike(
    spare_near: Peer, bob: Peer, prefix: Prefixes, topology: Topology, world: World
) -> Iterator[int]:
    """The first update names a long time, the second a short one, which holds for the routes of both."""
    with given("RR-1"):
        spare_near.broadcasts(prefix.one, hold_down_time=topology.hold_down_time)
        spare_near.broadcasts(prefix.two, hold_down_time=SHORT)
        bob.has_route_to(prefix.one, prefix.two, destination_amount=SMALL)
    yield world.now() + SHORT + topology.broadcast_interval
    bob.has_no_route_to(prefix.one, prefix.two, within=grace(topology), destination_amount=SMALL)


@requirement("RR-12")
def test_peers_are_told_of_routes_that_lapsed(
    spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology, world: World
) -> Iterator[int]:
    """As when they are withdrawn."""
    with given("RR-2"):
        spare.broadcasts(prefix.one, prefix.two, hold_down_time=SHORT)
        alice.is_told(prefix.one)
        alice.is_told(prefix.two)
    yield world.now() + SHORT + topology.broadcast_interval
    with given("RR-11"):
        alice.has_no_route_to(prefix.one, prefix.two, within=grace(topology))
    alice.is_told_gone(prefix.one)
    alice.is_told_gone(prefix.two)


@requirement("RR-10")
def test_a_prefix_with_another_route_is_not_withdrawn_when_one_lapses(
    spare: Peer, alice: Peer, ben: Peer, prefix: Prefixes, topology: Topology, world: World
) -> Iterator[int]:
    """Ben goes on standing for his."""
    with given("RR-1", "RR-2"):
        spare.broadcasts(prefix.new, prefix.alone, hold_down_time=SHORT)
        ben.broadcasts(prefix.new)
        world.settle(ben)
        alice.is_told(prefix.new)
    yield world.now() + SHORT + topology.broadcast_interval
    with given("RR-11"):
        alice.has_no_route_to(prefix.alone)
    alice.is_never_told_gone(prefix.new, after=ben)


def empty(peer: Peer, prefix: Prefixes) -> None:
    """An update with two empty lists."""
    peer.heartbeats(hold_down_time=SHORT)


def another_route(peer: Peer, prefix: Prefixes) -> None:
    """An update with a route to another prefix."""
    peer.broadcasts(prefix.other, hold_down_time=SHORT)


def a_withdrawal(peer: Peer, prefix: Prefixes) -> None:
    """An update that withdraws another prefix."""
    peer.broadcasts(unreachable=[prefix.gone], hold_down_time=SHORT)


@requirement("RR-13")
@rows(("an_empty_update", empty), ("another_route", another_route), ("a_withdrawal", a_withdrawal))
def test_any_update_keeps_a_peers_routes_fresh(
    row: Callable[[Peer, Prefixes], None],
    spare_near: Peer,
    bob: Peer,
    prefix: Prefixes,
    world: World,
    topology: Topology,
) -> Iterator[int]:
    """Updates that do not name the route carry it beyond the time that it came with."""
    fresh = world.now() + LONG  # the time runs from here, also where a target tells others of it much later
    with given("RR-1"):
        spare_near.broadcasts(prefix.new, prefix.gone, hold_down_time=LONG)
        bob.has_route_to(prefix.new, via=spare_near, destination_amount=SMALL)
    sent = world.now() - STEP
    for _ in range((LONG + topology.broadcast_interval) // STEP + 2):
        yield sent + STEP
        no_later_than(world, fresh, "a heartbeat within the hold-down time")
        sent, fresh = world.now(), world.now() + SHORT
        row(spare_near, prefix)
    bob.has_fresh_route_to(prefix.new, sent + SHORT, via=spare_near, destination_amount=SMALL)
    told = bob.mailbox.gone(prefix.new)
    if told is not None:
        raise Violation(f"{prefix.new} not withdrawn from {bob}", "it was withdrawn", [told.seq])


@requirement("RR-13")
def test_routes_are_fresh_for_the_time_that_the_last_update_names(
    spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology, world: World
) -> Iterator[int]:
    """They came with a short time, and the empty update after them names a long one."""
    with given("RR-1"):
        spare.broadcasts(prefix.new, hold_down_time=SHORT)
        alice.has_route_to(prefix.new)
    sent = world.now()
    spare.heartbeats(hold_down_time=topology.hold_down_time)
    lapsed = sent + SHORT + topology.broadcast_interval  # by the time that the route came with, an interval granted
    yield min(lapsed + SOON, sent + topology.hold_down_time - 400)
    alice.has_fresh_route_to(prefix.new, sent + topology.hold_down_time, via=spare)


@requirement("RR-16b")
def test_whether_a_broken_update_is_a_heartbeat(
    spare_near: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Generator[int, None, str]:
    """An update that breaks the schema within the hold-down time, and a quote after it."""
    with given("RR-1"):
        spare_near.broadcasts(prefix.new, hold_down_time=SHORT)
        bob.has_route_to(prefix.new, destination_amount=SMALL)
    for _ in range(3):
        yield world.now() + STEP
        spare_near.sends_broken_update({"hold_down_time": SHORT, "unreachable_through_me": None, "new_routes": []})
    answer = bob.asks(prefix.new + "receiver", destination_amount=SMALL)
    return "it counts as a heartbeat" if answer.quote is not None else "it does not count as a heartbeat"


def grace(topology: Topology) -> int:
    """What a target may be late with its clock, in ms, before that is held against it."""
    return topology.broadcast_interval // 2
