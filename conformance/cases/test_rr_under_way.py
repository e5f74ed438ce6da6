"""Route broadcasts received between an update to a peer and its answer: a later update has what they change."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import Lasts, given, requirement
from conformance.harness.cast import Prefixes
from conformance.harness.deliveries import awaits_the_answer_of
from conformance.harness.leases import Leases
from conformance.harness.missing import is_up_to_date, worth
from conformance.harness.peer import Peer
from conformance.harness.world import World


@requirement("RR-2", lasts=Lasts(intervals=2))
def test_a_route_that_comes_while_an_update_is_under_way_is_passed_on(
    spare_near: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """The peer answers the update well and a little late; what that one did not have a later one has."""
    bob.broadcasts(prefix.before)
    spare_near.is_told(prefix.before)
    yield world.now()
    with awaits_the_answer_of(spare_near, leases):
        bob.broadcasts(prefix.meanwhile)
    spare_near.is_told(prefix.meanwhile)


@requirement("RR-6", lasts=Lasts(intervals=2))
def test_a_curve_that_changes_while_an_update_is_under_way_is_told(
    spare_near: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """As for a new route; that a changed curve is told at other times is seen before."""
    bob.broadcasts(bob.route(prefix.known, points=worth(bob, 1)))
    with given("RR-2"):
        spare_near.is_told(prefix.known)
    bob.broadcasts(bob.route(prefix.known, points=worth(bob, 2)))
    is_up_to_date(spare_near, bob, {prefix.known: worth(bob, 2)})
    yield world.now()
    with awaits_the_answer_of(spare_near, leases):
        bob.broadcasts(bob.route(prefix.known, points=worth(bob, 3)))
    is_up_to_date(spare_near, bob, {prefix.known: worth(bob, 3)})


@requirement("RR-9", lasts=Lasts(intervals=2))
def test_a_withdrawal_that_comes_while_an_update_is_under_way_is_passed_on(
    spare_near: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """As for a new route; that a withdrawal is told at other times is seen before."""
    bob.broadcasts(prefix.before, prefix.known)
    with given("RR-2"):
        spare_near.is_told(prefix.before)
        spare_near.is_told(prefix.known)
    bob.withdraws(prefix.before)
    spare_near.is_told_gone(prefix.before)
    yield world.now()
    with awaits_the_answer_of(spare_near, leases):
        bob.withdraws(prefix.known)
    spare_near.is_told_gone(prefix.known)
