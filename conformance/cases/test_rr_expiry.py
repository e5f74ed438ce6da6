"""Routes received: how long they are fresh, what keeps them so, and what follows when a peer falls silent."""

from collections.abc import Callable, Generator, Iterator

from conformance import Lasts, Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.freshness import EARLY, SHORT, STEP, Stand, longer
from conformance.harness.peer import Peer
from conformance.harness.world import World

SMALL = 2000  # a destination amount that bob's base units pay for, too


@requirement("RR-11", lasts=Lasts(ms=SHORT))
def test_routes_of_a_silent_peer_lapse(spare: Peer, alice: Peer, prefix: Prefixes) -> Iterator[int]:
    """The update's own hold-down time counts, for both routes."""
    stand = Stand(spare)
    with given("RR-1"):
        stand.says(prefix.one, prefix.two)
        alice.has_route_to(prefix.one, prefix.two)
    yield stand.over
    stand.is_over(alice, prefix.one, prefix.two)


@requirement("RR-11", lasts=Lasts(ms=SHORT))
def test_all_routes_of_a_peer_lapse_alike(spare_near: Peer, bob: Peer, prefix: Prefixes) -> Iterator[int]:
    """The first update names a long time, the second a short one, which holds for the routes of both."""
    stand = Stand(spare_near)
    with given("RR-1"):
        stand.announces(prefix.one)
        stand.says(prefix.two)
        bob.has_route_to(prefix.one, prefix.two, destination_amount=SMALL)
    yield stand.over
    stand.is_over(bob, prefix.one, prefix.two, destination_amount=SMALL)


@requirement("RR-12", lasts=Lasts(ms=SHORT))
def test_peers_are_told_of_routes_that_lapsed(spare: Peer, alice: Peer, prefix: Prefixes) -> Iterator[int]:
    """As when they are withdrawn."""
    stand = Stand(spare)
    with given("RR-2"):
        stand.announces(prefix.one, prefix.two)
        alice.is_told(prefix.one)
        alice.is_told(prefix.two)
    stand.falls_silent()
    yield stand.over
    with given("RR-11"):
        stand.is_over(alice, prefix.one, prefix.two)
    alice.is_told_gone(prefix.one)
    alice.is_told_gone(prefix.two)


@requirement("RR-10", lasts=Lasts(ms=SHORT))
def test_a_prefix_with_another_route_is_not_withdrawn_when_one_lapses(
    spare: Peer, alice: Peer, ben: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Ben goes on standing for his."""
    stand = Stand(spare)
    with given("RR-1", "RR-2"):
        stand.announces(prefix.new, prefix.alone)
        ben.broadcasts(prefix.new)
        world.settle(ben)
        alice.is_told(prefix.new)
    stand.falls_silent()
    yield stand.over
    with given("RR-11"):
        stand.is_over(alice, prefix.alone)
    alice.is_never_told_gone(prefix.new, after=ben)


def empty(stand: Stand, prefix: Prefixes) -> None:
    """An update with two empty lists."""
    stand.says()


def another_route(stand: Stand, prefix: Prefixes) -> None:
    """An update with a route to another prefix."""
    stand.says(prefix.other)


def a_withdrawal(stand: Stand, prefix: Prefixes) -> None:
    """An update that withdraws another prefix."""
    stand.says(unreachable=[prefix.gone])


@requirement("RR-13", lasts=Lasts(ms=4 * STEP))
@rows(("an_empty_update", empty), ("another_route", another_route), ("a_withdrawal", a_withdrawal))
def test_any_update_keeps_a_peers_routes_fresh(
    row: Callable[[Stand, Prefixes], None], spare_near: Peer, bob: Peer, prefix: Prefixes
) -> Iterator[int]:
    """Three updates that do not name the route carry it beyond the time that it came with."""
    stand = Stand(spare_near)
    stand.says(prefix.new, prefix.gone)
    stand.are_tried(bob, prefix.new, destination_amount=SMALL)
    for _ in range(3):
        yield stand.ends - SHORT + STEP
        row(stand, prefix)
    stand.is_fresh(bob, prefix.new, destination_amount=SMALL)
    told = bob.mailbox.gone(prefix.new)
    if told is not None and told.at < stand.ends:
        raise Violation(f"{prefix.new} not withdrawn from {bob}", "it was withdrawn", [told.seq])


@requirement("RR-13", lasts=Lasts(ms=SHORT + EARLY, intervals=1))
def test_routes_are_fresh_for_the_time_that_the_last_update_names(
    spare: Peer, alice: Peer, prefix: Prefixes
) -> Iterator[int]:
    """They came with a short time, and the empty update after them names a long one."""
    stand = Stand(spare)
    stand.says(prefix.new)
    stand.are_tried(alice, prefix.new)
    stand.says(hold_down_time=longer(spare))
    yield stand.soon
    stand.is_fresh(alice, prefix.new)


@requirement("RR-16b", lasts=Lasts(ms=3 * STEP))
def test_whether_a_broken_update_is_a_heartbeat(
    spare: Peer, alice: Peer, prefix: Prefixes, world: World
) -> Generator[int, None, str]:
    """An update that breaks the schema within the hold-down time, and a quote after it."""
    with given("RR-1"):
        spare.broadcasts(prefix.new, hold_down_time=SHORT)
        alice.has_route_to(prefix.new, source_amount=10_000)
    for _ in range(3):
        yield world.now() + STEP
        spare.sends_broken_update({"hold_down_time": SHORT, "unreachable_through_me": None, "new_routes": []})
    answer = alice.asks(prefix.new + "receiver", source_amount=10_000)
    return "it counts as a heartbeat" if answer.quote is not None else "it does not count as a heartbeat"
