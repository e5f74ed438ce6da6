"""Updates of the target by how their delivery went: which reached a peer, which failed, and in what time they came."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from conformance.oracle.addresses import scheme
from conformance.profiles.incoming import Incoming
from conformance.verdicts import Inconclusive, Missed, Violation

if TYPE_CHECKING:
    from conformance.harness.leases import Leases
    from conformance.harness.peer import Peer

GOOD = 200  # the status of a delivery that has reached the peer
A_LITTLE_LATE = 400  # ms at most: no target takes a delivery for failed by then


def delivered_to(peer: Peer, since: int = 0) -> list[Incoming]:
    """The updates, from exchange number `since` on, that the peer answered well."""
    exchanges = peer.world.log.exchanges
    return [each for each in _updates(peer, since) if exchanges[each.seq].status == GOOD]


def failed_at(peer: Peer, since: int = 0) -> list[Incoming]:
    """The updates, from exchange number `since` on, that the peer answered badly or never."""
    exchanges = peer.world.log.exchanges
    return [each for each in _updates(peer, since) if exchanges[each.seq].status != GOOD]


def lapsed_in_between(peer: Peer) -> set[int]:
    """The exchanges of updates whose routes the peer surely held no more when one reached it again (RB-12).

    Those before a row of failed ones that lasted for more than a hold-down time; an interval is granted.
    """
    topology, exchanges = peer.world.topology, peer.world.log.exchanges
    began, lapsed, all_before = None, 0, peer.mailbox.updates
    for number, update in enumerate(all_before):
        if exchanges[update.seq].status != GOOD:
            began = update.at if began is None else began
            continue
        hold = max(topology.hold_down_time, *(_hold(each, 0) for each in all_before[:number]), 0)
        if began is not None and update.at - began > hold + topology.broadcast_interval:
            lapsed = number
        began = None
    return {each.seq for each in all_before[:lapsed]}


def routes_in(update: Incoming) -> dict[str, Mapping[str, Any]]:
    """The routes of an update by prefix, as far as they are objects."""
    data = update.data if isinstance(update.data, dict) else {}
    rows = data.get("new_routes")
    rows = [row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict)]
    return {str(row.get("destination_ledger")): row for row in rows}


def gone_in(update: Incoming) -> list[str]:
    """The prefixes that an update withdraws."""
    data = update.data if isinstance(update.data, dict) else {}
    gone = data.get("unreachable_through_me")
    return [each for each in gone if isinstance(each, str)] if isinstance(gone, list) else []


def own_ledgers_for(peer: Peer) -> list[str]:
    """The target's other ledgers that the peer has to be told of (RB-5)."""
    pairs = [pair for pair in peer.world.topology.pairs if pair.source == peer.ledger.prefix]
    return [pair.destination for pair in pairs if scheme(pair.destination) != "peer"]


def are_told_of_all_ledgers(peers: Iterable[Peer], leases: Leases) -> None:
    """RB-5: each peer is told of each ledger in `own_ledgers_for`.

    A target that was there before this run may have told it the run before; so those who were not told can't be reached
    for a hold-down time first, after which they are to be told all (RB-12).
    """
    due = [(peer, prefix) for peer in peers for prefix in own_ledgers_for(peer)]
    for world in [peer.world for peer, _ in due[:1]]:
        topology = world.topology
        if world.wait(lambda: all(peer.mailbox.told(prefix) for peer, prefix in due), topology.patience):
            return
        untold = {peer.account: peer for peer, prefix in due if not peer.mailbox.told(prefix)}
        for peer in untold.values():
            leases.spoil(peer)
        world.wait(lambda: False, topology.hold_down_time + topology.broadcast_interval)
        for peer in untold.values():
            leases.mend(peer)
    for peer, prefix in due:
        peer.is_told(prefix)


def has_missed(peer: Peer, since: int, times: int = 1) -> None:
    """So many updates to the peer have failed since; each waited for as long as a heartbeat may take."""
    world = peer.world
    if not world.wait(lambda: len(failed_at(peer, since)) >= times, times * world.topology.hold_down_time):
        raise Inconclusive(f"no update to {peer} came while it was made to fail", ("RB-6", "RB-15"))


def gets_with_its_next_update(
    peer: Peer, since: int, routes: Iterable[str] = (), withdrawals: Iterable[str] = ()
) -> None:
    """RB-12: the first update that reaches the peer, from exchange `since` on, has these routes and withdrawals."""
    world = peer.world
    limit = world.topology.hold_down_time + world.topology.patience
    if not world.wait(lambda: delivered_to(peer, since), limit):
        peer.is_answered()
        raise Missed(f"an update to {peer}, which answers well again", f"none in {limit} ms", [])
    update = delivered_to(peer, since)[0]
    missing = [prefix for prefix in routes if prefix not in routes_in(update)]
    left = [prefix for prefix in withdrawals if prefix not in gone_in(update)]
    if missing:
        raise Violation(f"a route to {missing[0]} in the next update to {peer}", "none in it", [update.seq])
    if left:
        raise Violation(f"{left[0]} withdrawn in the next update to {peer}", "it is not", [update.seq])


@contextmanager
def awaits_the_answer_of(peer: Peer, leases: Leases) -> Iterator[None]:
    """What is done inside comes to the target between an update to the peer and its answer: good, and a little late.

    Inconclusive where it took longer than that.
    """
    world, seen = peer.world, len(peer.mailbox.updates)
    delay = min(world.topology.broadcast_interval * 2 // 5, A_LITTLE_LATE)
    leases.slow(peer, delay)
    try:
        if not world.wait(lambda: len(peer.mailbox.updates) > seen, world.topology.hold_down_time):
            raise Inconclusive(f"no update to {peer} came", ("RB-6", "RB-15"))
        came = peer.mailbox.updates[-1].at
        yield
        if world.now() - came > delay * 4 // 5:
            raise Inconclusive("the target answered when the update was no longer under way")
    finally:
        leases.mend(peer)


def hears_in_time(peer: Peer, prefix: str, since: int, gone: bool = False) -> None:
    """RB-13: the peer is told of the prefix (or that it is gone), after the news' mark, within the times of RB-6."""
    world, mailbox = peer.world, peer.mailbox
    limit = max(world.topology.hold_down_time, world.topology.patience)
    if not world.wait(lambda: (mailbox.gone if gone else mailbox.told)(prefix, since), limit):
        peer.is_answered()
        what = "withdrawn from" if gone else "broadcast to"
        raise Missed(f"{prefix} {what} {peer}", f"not in {limit} ms, while another peer could not be reached", [])


def hear_no_gap(peers: Iterable[Peer], since: int, at_least: int = 0) -> None:
    """RB-6, RB-13: from exchange `since` until now no peer waited for an update longer than the last one said.

    `at_least` (ms): what is granted whatever the updates say.
    """
    for peer in peers:
        world = peer.world
        updates = _updates(peer, since)
        place = len(peer.mailbox.updates) - len(updates)
        earlier = peer.mailbox.updates[max(0, place - 1) : place]
        if not updates and not earlier:
            peer.is_answered()
            raise Violation(f"updates to {peer}", "none at all", [])
        moments = [
            (each.at, each.seq, max(at_least, _hold(each, world.topology.hold_down_time))) for each in earlier + updates
        ]
        ends = [*moments[1:], (world.now(), moments[-1][1], 0)]
        for (at, seq, hold), (later, next_seq, _) in zip(moments, ends, strict=True):
            late = world.excuses.since(at) if later - at > hold else 0
            if later - at > hold + late:
                if late > hold // 2:
                    raise Inconclusive(f"the harness, or the target for want of a processor, was {late} ms late")
                expected = f"an update to {peer} within {hold} ms"
                raise Violation(expected, f"{later - at} ms between two", [seq, next_seq])


def repeats_nothing(peer: Peer, since: int) -> None:
    """RB-9: no update from exchange number `since` on has routes and nothing new: each route as last told."""
    told: dict[str, Any] = {}
    for update in delivered_to(peer):
        routes = routes_in(update)
        old = [prefix for prefix, route in routes.items() if told.get(prefix) == route]
        if update.seq >= since and routes and len(old) == len(routes) and not gone_in(update):
            expected = f"no route in a heartbeat to {peer} that it already has"
            raise Violation(expected, f"the route to {old[0]}, as before", [update.seq])
        for prefix in gone_in(update):
            told.pop(prefix, None)
        told.update(routes)


def _updates(peer: Peer, since: int) -> list[Incoming]:
    """All updates to the peer from exchange number `since` on."""
    updates = peer.mailbox.updates
    return updates[bisect_left(updates, since, key=lambda update: update.seq) :]


def _hold(update: Incoming, default: int) -> int:
    hold = update.data.get("hold_down_time") if isinstance(update.data, dict) else None
    return hold if isinstance(hold, int) and hold >= 1 else default
