"""Routes that are configured in the connector: no peer takes them back, nor does silence or a failed delivery."""

from collections.abc import Callable, Iterator

from conformance import Lasts, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.configured import Way
from conformance.harness.deliveries import gets_with_its_next_update, has_missed
from conformance.harness.leases import Leases
from conformance.harness.world import World
from schemas.topology import Topology

SHORT = 1000  # ms, the hold-down time announced


def a_heartbeat(way: Way, prefix: Prefixes) -> None:
    """An update with two empty lists."""
    way.peer.heartbeats()


def other_routes(way: Way, prefix: Prefixes) -> None:
    """A route to another prefix, announced and withdrawn."""
    way.peer.broadcasts(prefix.other)
    way.peer.withdraws(prefix.other)


def a_withdrawal(way: Way, prefix: Prefixes) -> None:
    """The peer withdraws what it has never announced."""
    way.peer.withdraws(way.prefix)


def announced_and_withdrawn(way: Way, prefix: Prefixes) -> None:
    """The peer announces a route to the same prefix, and takes that back."""
    way.peer.broadcasts(way.prefix)
    way.peer.world.settle(way.peer)
    way.peer.withdraws(way.prefix)


@requirement("RR-29", needs=["configured-routes"])
@rows(
    ("a_heartbeat", a_heartbeat),
    ("other_routes", other_routes),
    ("a_withdrawal", a_withdrawal),
    ("announced_and_withdrawn", announced_and_withdrawn),
)
def test_a_configured_route_outlasts_an_update(
    row: Callable[[Way, Prefixes], None], configured: Way, prefix: Prefixes, world: World
) -> None:
    """Of the peer to whom it leads."""
    row(configured, prefix)
    world.settle(configured.peer)
    configured.is_used()


@requirement("RR-29", needs=["configured-routes"], lasts=Lasts(ms=SHORT, intervals=2))
def test_a_configured_route_outlasts_the_hold_down_time(
    configured_spare: Way, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """The peer sends an update, and then nothing for longer than that says."""
    configured_spare.peer.broadcasts(prefix.other, hold_down_time=SHORT)
    yield world.now() + SHORT + 2 * topology.broadcast_interval
    configured_spare.is_used()


@requirement("RR-29", needs=["configured-routes"], lasts=Lasts(ms=SHORT, intervals=2))
def test_a_configured_route_outlasts_an_announced_one_that_lapses(
    other_configured_spare: Way, world: World, topology: Topology
) -> Iterator[int]:
    """The peer announces a route to the same prefix, and then falls silent."""
    way = other_configured_spare
    way.peer.broadcasts(way.prefix, hold_down_time=SHORT)
    yield world.now() + SHORT + 2 * topology.broadcast_interval
    way.is_used()


@requirement("RR-29", needs=["configured-routes"], lasts=Lasts(intervals=1))
def test_a_configured_route_outlasts_failed_deliveries(
    other_configured_spare: Way, leases: Leases, world: World, topology: Topology
) -> Iterator[int]:
    """The peer answers the updates badly for a while, then well again."""
    way, since = other_configured_spare, len(world.log)
    leases.spoil(way.peer)
    yield world.now() + topology.broadcast_interval
    has_missed(way.peer, since)
    mended = len(world.log)
    leases.mend(way.peer)
    with given("RB-12", "RB-15"):
        gets_with_its_next_update(way.peer, mended)
    way.is_used()
