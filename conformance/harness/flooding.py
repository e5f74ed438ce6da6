"""Floods: how many messages of what kind; and whether other peers are served meanwhile and afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from conformance.harness.wirelog import Exchange
from conformance.harness.worth import ample
from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

Call = Callable[[], Exchange]
Flood = Callable[["Peer", "Peer", str], list[Call]]

UPDATES, PREFIXES, REQUESTS, BROKEN = 100, 300, 300, 200  # what a small machine holds
AT_ONCE = 32  # calls of the flood that are open at a time: it is the connector that is tried, not its sockets
LOOKS = 3  # times that the others ask meanwhile


def updates(sender: Peer, other: Peer, stem: str) -> list[Call]:
    """One route, announced with another curve each time."""
    end = sender.ledger.capacity
    curves = [[[0, 0], [end - number, end - number]] for number in range(UPDATES)]
    routes = [sender.route(stem + "changing.", points=curve) for curve in curves]
    return [partial(sender.post_update, sender.update(route)) for route in routes]


def prefixes(sender: Peer, other: Peer, stem: str) -> list[Call]:
    """Many routes in one update."""
    return [partial(sender.post_update, sender.update(*(f"{stem}many.place{n}." for n in range(PREFIXES))))]


def local_requests(sender: Peer, other: Peer, stem: str) -> list[Call]:
    """Quote requests that the own rate answers."""
    return [partial(_request, sender, other.account) for _ in range(REQUESTS)]


def unknown_requests(sender: Peer, other: Peer, stem: str) -> list[Call]:
    """Quote requests for addresses that nobody announced, each for another."""
    return [partial(_request, sender, f"{stem}nowhere.place{number}.carl") for number in range(REQUESTS)]


def hanging_requests(sender: Peer, other: Peer, stem: str) -> list[Call]:
    """Quote requests for which the other peer has to be asked, who never answers."""
    silent = stem + "silent."
    other.replies(silent, lambda peer, incoming: None)
    other.broadcasts(silent)
    return [partial(_request, sender, f"{silent}place{number}.carl") for number in range(REQUESTS)]


def broken_updates(sender: Peer, other: Peer, stem: str) -> list[Call]:
    """Updates that are none, each of which may be answered with an error."""
    payloads = [sender.world.profile.broadcast({"new_routes": number}) for number in range(BROKEN)]
    return [partial(sender.post, payload) for payload in payloads]


def _request(sender: Peer, destination: str) -> Exchange:
    data = sender.request(destination, source_amount=100_000_000)
    return sender.post(sender.world.profile.quote_request(sender.new_id(), data))


def are_served_during(flood: Sequence[Call], others: Sequence[Peer], known: str) -> None:
    """RS-4: while the flood is under way, and when it is over, the others' quotes come in bounded time.

    Each of the others asks for the ledger of the next one, the first also for the prefix `known`.
    """
    world = others[0].world
    open_calls: list[Exchange] = []

    def has_room() -> bool:
        open_calls[:] = [call for call in open_calls if call.answer is None]
        return len(open_calls) < AT_ONCE

    for place, send in enumerate(flood, 1):
        world.wait(has_room, world.topology.patience)
        open_calls.append(send())
        if place % -(-len(flood) // LOOKS) == 0:
            _are_quoted(others, known, place)
    world.wait(lambda: all(call.answer is not None for call in open_calls), world.topology.patience)
    _are_quoted(others, known, len(flood))


def clear_the_air(world: World) -> None:
    """What earlier cases announced is withdrawn now, so that no update about it comes in place of a heartbeat later."""
    for peer in world.peers.values():
        if peer.leaving:
            peer.heartbeat_now()


def _are_quoted(others: Sequence[Peer], known: str, size: int) -> None:
    world = others[0].world
    pairs = zip(others, [*others[1:], others[0]], strict=True)
    asked = [(asker, other.account, ample(asker, other)) for asker, other in pairs]
    asked.append((others[0], known + "carl", ample(others[0], others[1])))
    calls = []
    for asker, destination, amount in asked:
        id, data = asker.new_id(), asker.request(destination, source_amount=amount)
        calls.append((asker, id, destination, asker.post(world.profile.quote_request(id, data))))
    for asker, id, destination, call in calls:
        answer = asker.answer(id, call, world.topology.patience)
        if answer.quote is None:
            expected = f"a quote for {asker} to {destination} in bounded time, beside {size} messages of another peer's"
            raise Violation(expected, answer.said, answer.seqs)
