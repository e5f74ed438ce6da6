"""Route broadcasts sent while a peer answers badly: what the others hear, and what it hears afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance import Lasts, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.deliveries import gets_with_its_next_update, has_missed, hear_no_gap, hears_in_time
from conformance.harness.failing import (
    FAILS,
    HANGS,
    HANGS_UP,
    IS_LATE,
    NEVER_ENDS,
    TALKS_NONSENSE,
    is_under_way,
)
from conformance.harness.leases import Leases
from conformance.harness.missing import (
    are_told_of_all,
    catches_up,
    changes,
    changes_again,
    comes_back,
    control,
    is_up_to_date,
    misses_news,
    stay_used,
    worth,
)
from conformance.harness.peer import Peer
from conformance.harness.world import World
from schemas.topology import Topology

OFTEN = 3


@requirement("RB-13", alone=True, lasts=Lasts(hold_downs=1, intervals=3))
def test_where_there_is_no_news_a_failing_peer_keeps_no_heartbeat_from_the_others(
    spare_near: Peer, leases: Leases, world: World, topology: Topology
) -> Iterator[int]:
    """Nobody says anything new for longer than the hold-down time; every other peer still gets updates."""
    others = [peer for peer in world.peers.values() if peer is not spare_near]
    yield world.now() + topology.broadcast_interval  # by then what earlier cases left behind is withdrawn
    since = len(world.log)
    leases.spoil(spare_near)
    yield world.silence(topology.hold_down_time + topology.broadcast_interval * 3 // 2)
    hear_no_gap([peer for peer in others if peer.mailbox.updates], since, topology.hold_down_time)


@requirement("RB-13", lasts=Lasts(intervals=3))
@rows(
    ("that_fails", FAILS),
    ("that_hangs", HANGS),
    ("that_is_late", IS_LATE),
    ("that_talks_nonsense", TALKS_NONSENSE),
    ("that_hangs_up", HANGS_UP),
    ("that_never_ends", NEVER_ENDS),
)
def test_a_peer_that_answers_badly_keeps_no_change_from_the_others(
    row: dict[str, Any], spare_near: Peer, bob: Peer, prefix: Prefixes, leases: Leases
) -> Iterator[int]:
    """A route that is gone, a new one and another curve: for its neighbours and for other ledgers."""
    others, world = bob.world.watchers(bob), bob.world
    marks = control(bob, others, prefix)
    yield world.now()
    leases.spoil(spare_near, **row)
    is_under_way(spare_near, bob, prefix.first)
    bob.withdraws(prefix.gone)
    bob.broadcasts(prefix.new, bob.route(prefix.changed, points=worth(bob, 3)))
    for peer in others:
        hears_in_time(peer, prefix.gone, marks[peer.account], gone=True)
        hears_in_time(peer, prefix.new, marks[peer.account])
        hears_in_time(peer, prefix.changed, marks[peer.account])


@requirement("RB-12", lasts=Lasts(intervals=4))
@rows(("once", 1), ("again_and_again", OFTEN))
def test_what_changed_while_a_peer_failed_comes_with_the_next_update(
    row: int, spare_near: Peer, alice: Peer, bob: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """Curves, routes and withdrawals, in several updates; of what came and went meanwhile it hears no route."""
    with given("RR-2", "RB-13"):
        are_told_of_all((spare_near, alice), bob, prefix)
    since = len(world.log)
    leases.spoil(spare_near)
    changes(bob, prefix)
    has_missed(spare_near, since, times=row)
    curves = changes_again(bob, prefix)
    with given("RR-2", "RR-5", "RR-6", "RR-7", "RR-9", "RB-13"):
        is_up_to_date(alice, bob, curves, [prefix.gone])
    yield world.now() + world.topology.broadcast_interval
    mended = len(world.log)
    leases.mend(spare_near)
    catches_up(spare_near, mended, bob, curves, gone=[prefix.gone], nothing=[prefix.passing])


@requirement("RB-12", lasts=Lasts(intervals=4))
def test_what_a_peer_missed_in_two_spells_comes_with_the_next_updates(
    spare: Peer, bob: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """It fails, takes one update, and fails again: the second time another route is missed, and a withdrawal."""
    for new, gone in ((prefix.one, []), (prefix.two, [prefix.one])):
        since = len(world.log)
        leases.spoil(spare)
        alice.withdraws(*gone)
        alice.broadcasts(new)
        with given("RR-2", "RR-7", "RR-9", "RB-13"):
            is_up_to_date(bob, alice, {new: worth(alice, 1)}, gone)
        yield world.now() + world.topology.broadcast_interval
        has_missed(spare, since)
        mended = len(world.log)
        leases.mend(spare)
        gets_with_its_next_update(spare, mended, routes=[new], withdrawals=gone)


@requirement("RB-14", lasts=Lasts(intervals=2))
@rows(("failed_often", FAILS), ("hung", HANGS), ("hung_up", HANGS_UP))
def test_routes_are_used_again_after_all_went_wrong_for_a_while(
    row: dict[str, Any], spare: Peer, alice: Peer, prefix: Prefixes, leases: Leases, world: World
) -> Iterator[int]:
    """The peer sends heartbeats all the time; so its routes are fresh, and need not be announced anew."""
    spare.broadcasts(prefix.one, prefix.two)
    with given("RR-1"):
        stay_used(spare, alice, prefix.one, prefix.two)
    leases.spoil(spare, **row)
    misses_news(spare, alice, prefix, times=1 if row is HANGS else OFTEN)
    yield world.now() + world.topology.broadcast_interval
    mended = len(world.log)
    leases.mend(spare)
    comes_back(spare, mended)
    stay_used(spare, alice, prefix.one, prefix.two)
