"""What changes while a peer can't be reached, and what it has to be told when it can be again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from conformance.harness.deliveries import delivered_to, gets_with_its_next_update, gone_in, has_missed, routes_in
from conformance.harness.mailbox import Told
from conformance.harness.routing import promises_no_more
from conformance.verdicts import Inconclusive, Violation, given

if TYPE_CHECKING:
    from conformance.harness.cast import Prefixes
    from conformance.harness.peer import Peer
    from conformance.profiles.routes import Points


def are_told_of_all(peers: Sequence[Peer], announcer: Peer, prefix: Prefixes) -> None:
    """What later changes is announced, and the peers told of it: who never heard of a route hears not that it went."""
    known = [prefix.changed, prefix.twice, prefix.gone, prefix.back]
    announcer.broadcasts(*(announcer.route(each, points=worth(announcer, 1)) for each in known))
    for peer in peers:
        for each in known:
            peer.is_told(each)


def changes(announcer: Peer, prefix: Prefixes) -> None:
    """A curve changes, a route comes, two go."""
    announcer.broadcasts(announcer.route(prefix.twice, points=worth(announcer, 2)), prefix.passing)
    announcer.withdraws(prefix.gone, prefix.back)


def changes_again(announcer: Peer, prefix: Prefixes) -> dict[str, Points]:
    """Another curve changes, and the same one again; one of the routes comes back, one goes; the curves that stand."""
    curves = dict.fromkeys([prefix.changed, prefix.twice, prefix.back], worth(announcer, 3))
    announcer.broadcasts(*(announcer.route(each, points=points) for each, points in curves.items()))
    announcer.withdraws(prefix.passing)
    curves[prefix.new] = worth(announcer, 3)
    announcer.broadcasts(announcer.route(prefix.new, points=curves[prefix.new]))
    return curves


def is_up_to_date(peer: Peer, announcer: Peer, curves: Mapping[str, Points], gone: Iterable[str] = ()) -> None:
    """The peer is told of curves that the announcer's points can keep, and that prefixes are gone."""
    for prefix, points in curves.items():
        peer.is_told(prefix, where=partial(promises_no_more, listener=peer, announcer=announcer, points=points))
    for prefix in gone:
        peer.is_told_gone(prefix)


def worth(announcer: Peer, part: int) -> Points:
    """A curve that gives a part of what it takes."""
    end = announcer.ledger.capacity // 12 * 12
    return [[0, 0], [end, end // part]]


def catches_up(
    peer: Peer,
    since: int,
    announcer: Peer,
    curves: Mapping[str, Points],
    gone: Iterable[str] = (),
    nothing: Iterable[str] = (),
    also: Iterable[str] = (),
) -> None:
    """RB-12: the first update that reaches the peer, from exchange `since` on, makes up for what it missed.

    curves: routes in it, which the announcer's points must be able to keep. gone: prefixes that it withdraws. nothing:
    prefixes to which it has no route. also: other prefixes to which it has one.
    """
    gets_with_its_next_update(peer, since, routes=[*curves, *also], withdrawals=gone)
    update = delivered_to(peer, since)[0]
    routes = routes_in(update)
    for prefix, points in curves.items():
        told = Told(prefix, routes[prefix], update.seq, update.at, None)
        if not promises_no_more(told, peer, announcer, points):
            expected = f"the present curve to {prefix} in the next update to {peer}"
            raise Violation(expected, f"one that promises more: {routes[prefix].get('points')}", [update.seq])
    for prefix in nothing:
        if prefix in routes and prefix not in gone_in(update):
            raise Violation(f"no route to {prefix}, which is gone, for {peer}", "one in the next update", [update.seq])


def misses_news(peer: Peer, announcer: Peer, prefix: Prefixes, times: int) -> None:
    """One piece of news after the other fails to reach the peer, which says that it is there after each."""
    since = len(peer.world.log)
    for number in range(1, times + 1):
        announcer.broadcasts(prefix[f"news{number}"])
        has_missed(peer, since, number)
        peer.heartbeats()


def comes_back(peer: Peer, since: int) -> None:
    """An update reaches the peer, from exchange `since` on; as it waits it says that its routes are fresh."""
    topology = peer.world.topology
    for _ in range(2 + topology.patience // topology.broadcast_interval):
        peer.heartbeats()
        if peer.world.wait(lambda: delivered_to(peer, since), topology.broadcast_interval):
            return
    raise Inconclusive(f"no update reached {peer}, which answers well again", ("RB-6", "RB-12"))


def control(announcer: Peer, peers: Sequence[Peer], prefix: Prefixes) -> dict[str, int]:
    """Routes, one of which gets another curve and one of which goes, as all peers are told; their news' marks then."""
    announcer.broadcasts(prefix.gone, prefix.before, announcer.route(prefix.changed, points=worth(announcer, 1)))
    with given("RR-2", "RB-13"):
        for peer in peers:
            peer.is_told(prefix.gone)
            peer.is_told(prefix.before)
    announcer.withdraws(prefix.before)
    announcer.broadcasts(announcer.route(prefix.changed, points=worth(announcer, 2)))
    with given("RR-5", "RR-6", "RR-7", "RR-9", "RB-13"):
        for peer in peers:
            is_up_to_date(peer, announcer, {prefix.changed: worth(announcer, 2)}, [prefix.before])
    return {peer.account: peer.mailbox.mark() for peer in peers}


def stay_used(sender: Peer, asker: Peer, *prefixes: str) -> None:
    """Quotes are asked of the sender, which says again and again that it is there: a target may answer slowly."""
    for each in prefixes:
        sender.heartbeats()
        asker.has_route_to(each, via=sender)
    sender.heartbeats()
