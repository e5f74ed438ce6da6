"""Routes received: each peer's time is its own, and the last update's counts, whatever else is in it."""

from collections.abc import Callable, Iterator

from conformance import Lasts, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.freshness import EARLY, SHORT, STEP, Stand, longer
from conformance.harness.peer import Peer
from conformance.harness.world import World
from schemas.topology import Topology

SMALL = 2000  # a destination amount that Bob's base units pay for, too

Saying = Callable[[Stand, Prefixes, int], None]


def empty(stand: Stand, prefix: Prefixes, hold_down_time: int) -> None:
    """An update with two empty lists."""
    stand.says(hold_down_time=hold_down_time)


def another_route(stand: Stand, prefix: Prefixes, hold_down_time: int) -> None:
    """An update with a route to another prefix."""
    stand.says(prefix.other, hold_down_time=hold_down_time)


def a_withdrawal(stand: Stand, prefix: Prefixes, hold_down_time: int) -> None:
    """An update that withdraws another prefix."""
    stand.says(unreachable=[prefix.third], hold_down_time=hold_down_time)


def the_same_again(stand: Stand, prefix: Prefixes, hold_down_time: int) -> None:
    """An update with a route that it has, as it is."""
    stand.says(prefix.third, hold_down_time=hold_down_time)


def a_changed_curve(stand: Stand, prefix: Prefixes, hold_down_time: int) -> None:
    """An update in which another of the peer's routes gets another curve."""
    end = stand.peer.ledger.capacity // 2
    stand.says(stand.peer.route(prefix.third, points=[[0, 0], [end, end]]), hold_down_time=hold_down_time)


EMPTY, OTHER, WITHDRAWAL = ("an_empty_update", empty), ("another_route", another_route), ("a_withdrawal", a_withdrawal)
AGAIN, CHANGED = ("the_same_again", the_same_again), ("a_changed_curve", a_changed_curve)


@requirement("RR-11", lasts=Lasts(ms=SHORT))
@rows("it_speaks_first", "it_speaks_last")
def test_a_silent_peers_routes_lapse_while_its_neighbours_stay(
    row: str, spare: Peer, second_spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology
) -> Iterator[int]:
    """Both are on one ledger; the neighbour names a longer time, and speaks again meanwhile."""
    silent, other = Stand(spare), Stand(second_spare)
    with given("RR-1"):
        if row == "it_speaks_first":
            silent.says(prefix.silent)
        other.says(prefix.other, hold_down_time=topology.hold_down_time)
        if row == "it_speaks_last":
            silent.says(prefix.silent)
        alice.has_route_to(prefix.silent, prefix.other)
    yield silent.soon
    other.says(hold_down_time=topology.hold_down_time)
    yield silent.over
    silent.is_over(alice, prefix.silent)


@requirement("RR-11", lasts=Lasts(ms=SHORT))
def test_a_silent_peers_route_lapses_while_another_ledgers_stays(
    spare: Peer, spare_near: Peer, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> Iterator[int]:
    """The peer of the other ledger names a longer time, later; a quote over its route is answered before."""
    silent, other = Stand(spare), Stand(spare_near)
    with given("RR-1"):
        silent.says(prefix.silent)
        other.says(prefix.other, hold_down_time=topology.hold_down_time)
        alice.has_route_to(prefix.silent)
        bob.has_route_to(prefix.other, destination_amount=SMALL)
    yield silent.over
    silent.is_over(alice, prefix.silent)


@requirement("RR-11", lasts=Lasts(ms=SHORT))
@rows(EMPTY, WITHDRAWAL, AGAIN, CHANGED)
def test_a_later_update_may_name_a_shorter_time(
    row: Saying, spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology
) -> Iterator[int]:
    """Which holds for all routes of the peer."""
    stand = Stand(spare)
    with given("RR-1"):
        stand.says(prefix.one, prefix.two, prefix.third, hold_down_time=topology.hold_down_time)
        alice.has_route_to(prefix.one, prefix.two)
    row(stand, prefix, SHORT)
    yield stand.over
    stand.is_over(alice, prefix.one, prefix.two)


@requirement("RR-11", lasts=Lasts(ms=SHORT))
def test_other_messages_of_the_peer_keep_nothing_fresh(
    spare: Peer, alice: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """It asks for quotes, sends an unknown method and an answer nobody waits for; that is no update."""
    stand = Stand(spare)
    with given("RR-1"):
        stand.says(prefix.one)
        alice.has_route_to(prefix.one)
    for moment in (stand.over - SHORT // 2, stand.over - 50, stand.over + SHORT // 2):
        yield moment
        spare.asks(alice.account, destination_amount=SMALL)
        spare.sends({"method": "are_you_there", "data": {"hold_down_time": SHORT}})
        spare.sends(world.profile.error("unknown", "NoRouteFoundError", "to nobody's question", spare.account))
    stand.is_over(alice, prefix.one)


@requirement("RR-11", lasts=Lasts(ms=SHORT))
def test_another_peers_updates_keep_nothing_fresh(
    spare: Peer, alice: Peer, ben: Peer, prefix: Prefixes
) -> Iterator[int]:
    """Ben, on the same ledger, announces and withdraws another route, and sends heartbeats."""
    stand = Stand(spare)
    with given("RR-1"):
        stand.says(prefix.one)
        alice.has_route_to(prefix.one)
    for moment in (stand.over - SHORT // 2, stand.over - 50, stand.over + SHORT // 2):
        yield moment
        ben.broadcasts(prefix.bens)
        ben.withdraws(prefix.bens)
        ben.heartbeats()
    stand.is_over(alice, prefix.one)


@requirement("RR-13", lasts=Lasts(hold_downs=1))
def test_a_neighbours_routes_stay_when_a_peers_lapse(
    spare: Peer, second_spare: Peer, alice: Peer, prefix: Prefixes, topology: Topology
) -> Iterator[int]:
    """Both are on one ledger; the neighbour named its longer time before."""
    lapsing, staying = Stand(spare), Stand(second_spare)
    with given("RR-1"):
        staying.says(prefix.staying, hold_down_time=topology.hold_down_time)
        lapsing.says(prefix.lapsing)
        alice.has_route_to(prefix.staying, prefix.lapsing)
    with given("RR-11"):
        lapsing.is_over(alice, prefix.lapsing)
    yield staying.soon
    staying.is_fresh(alice, prefix.staying)


@requirement("RR-13", lasts=Lasts(hold_downs=1))
def test_another_ledgers_routes_stay_when_a_peers_lapse(
    spare: Peer, spare_near: Peer, carol: Peer, prefix: Prefixes, topology: Topology
) -> Iterator[int]:
    """The peer there named its longer time before; both have a route to the prefix."""
    lapsing, staying = Stand(spare), Stand(spare_near)
    with given("RR-1"):
        staying.says(prefix.common, hold_down_time=topology.hold_down_time)
        lapsing.says(prefix.common, prefix.alone)
        carol.has_route_to(prefix.common, prefix.alone, destination_amount=SMALL)
    with given("RR-11"):
        lapsing.is_over(carol, prefix.alone, destination_amount=SMALL)
    yield staying.soon
    staying.is_fresh(carol, prefix.common, destination_amount=SMALL)


@requirement("RR-13", lasts=Lasts(ms=4 * STEP))
@rows(AGAIN, CHANGED)
def test_an_update_on_known_routes_keeps_all_routes_fresh(
    row: Saying, spare_near: Peer, bob: Peer, prefix: Prefixes
) -> Iterator[int]:
    """Three updates carry the others beyond the time that they came with."""
    stand = Stand(spare_near)
    stand.says(prefix.one, prefix.two, prefix.third)
    stand.are_tried(bob, prefix.one, prefix.two, destination_amount=SMALL)
    for _ in range(3):
        yield stand.ends - SHORT + STEP
        row(stand, prefix, SHORT)
    stand.is_fresh(bob, prefix.one, prefix.two, destination_amount=SMALL)


@requirement("RR-13", lasts=Lasts(ms=4 * STEP))
def test_a_heartbeat_keeps_the_routes_of_all_updates_fresh(
    spare_near: Peer, bob: Peer, prefix: Prefixes
) -> Iterator[int]:
    """They came with three updates, the last of which changes a curve of the first."""
    stand = Stand(spare_near)
    stand.says(prefix.one, prefix.two)
    stand.says(prefix.three)
    a_changed_curve(stand, prefix, SHORT)
    stand.are_tried(bob, prefix.one, prefix.two, prefix.three, destination_amount=SMALL)
    for _ in range(3):
        yield stand.ends - SHORT + STEP
        stand.says()
    stand.is_fresh(bob, prefix.one, prefix.two, prefix.three, destination_amount=SMALL)


@requirement("RR-13", lasts=Lasts(ms=SHORT + EARLY, intervals=1))
@rows(OTHER, WITHDRAWAL, AGAIN, CHANGED)
def test_a_later_update_may_name_a_longer_time(
    row: Saying, spare_near: Peer, bob: Peer, prefix: Prefixes
) -> Iterator[int]:
    """Which holds for all routes of the peer."""
    stand = Stand(spare_near)
    stand.says(prefix.one, prefix.two, prefix.third)
    stand.are_tried(bob, prefix.one, prefix.two, destination_amount=SMALL)
    row(stand, prefix, longer(bob))
    yield stand.soon
    stand.is_fresh(bob, prefix.one, prefix.two, destination_amount=SMALL)
