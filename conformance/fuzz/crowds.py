"""Many messages at once: each gets its own answer, and nobody else is made to wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from conformance.harness import flooding
from conformance.harness.at_once import Asked, each_gets_its_own, last_first, odd_ones_first
from conformance.harness.integrity import first_peers
from conformance.harness.misanswering import badly_answered
from conformance.harness.peer import Peer
from conformance.harness.replies import renamed, reply_to
from conformance.harness.worth import ample
from conformance.oracle.hops import join_of
from conformance.oracle.routing import Route
from conformance.verdicts import Inconclusive, Violation, given

KINDS: dict[str, Callable[[Peer, Peer, str], list[flooding.Call]]] = {
    "updates": flooding.updates,
    "prefixes": flooding.prefixes,
    "local requests": flooding.local_requests,
    "requests without a route": flooding.unknown_requests,
    "requests that hang": flooding.hanging_requests,
    "broken updates": flooding.broken_updates,
}
SEVERAL = 1000  # base units
EARLIER = "under the id of the first time"
ENDS = (".Aa", "", ".É", " b", ".1e3")  # of ids, which come back as they are


def ask_at_once(peers: Sequence[Peer], destination: str, amount: int, under_one_id: bool = False) -> None:
    """Each gets an answer under its own id, that to its own question. Raises Violation."""
    asked = []
    shared, base = (
        peers[0].new_id() + ENDS[len(peers) % len(ENDS)],
        min(amount, *(peer.ledger.capacity // 10 for peer in peers)),
    )
    for place, peer in enumerate(peers):
        own = base + base // 10 * place + place
        alone = under_one_id and peer not in peers[:place]
        id, data = (
            shared if alone else peer.new_id() + ENDS[place % len(ENDS)],
            peer.request(destination, source_amount=own),
        )
        asked.append((peer, id, own, peer.post(peer.world.profile.quote_request(id, data))))
    others = {own for _, _, own, _ in asked}
    for peer, id, own, call in asked:
        answer = peer.answer(id, call)
        if answer.quote is None and answer.error is None:
            peer.is_answered()
            raise Violation(f"an answer to each of {len(asked)} requests", "one has none", answer.seqs)
        named = answer.amount("source_amount")
        if answer.quote is not None and named != own and named in others:
            raise Violation(f"the answer to the request for {own}", f"that to the one for {named}", answer.seqs)


def carries_much(asker: Peer, via: Peer, route: Route) -> bool:
    """Whether the route takes what `ask_beyond` asks for, and parts of what it gives can be told apart."""
    topology = asker.world.topology
    if topology.pair(asker.ledger.prefix, via.ledger.prefix) is None:
        return False
    amount, join = ample(asker, via), join_of(topology, asker.ledger.prefix, route)
    return amount <= join.owed_end and join.least(amount) >= SEVERAL


def ask_beyond(askers: Sequence[Peer], via: Peer, prefix: str, order: str, under_one_id: bool) -> None:
    """Each asks for another address below the prefix, and gets what the next hop says to that. Raises Violation."""
    shared = askers[0].new_id()
    ids = [shared if under_one_id else asker.new_id() for asker in askers]
    asked = [
        Asked(asker, id, via, f"{prefix}place{place}.")
        for place, (asker, id) in enumerate(zip(askers, ids, strict=True))
    ]
    ORDERS[order](asked)


def is_not_taken_again(asked: Sequence[Asked]) -> None:
    """RQ-4: where the same is asked once more, an answer under the id of the first time gives none."""
    asker, via, prefix = asked[0].asker, asked[0].via, asked[0].prefix
    amount = ample(asker, via)
    asker.got_quote(badly_answered(asker, via, prefix, reply_to, source_amount=amount))
    earlier = via.asked_for(prefix)[-1].id
    asker.got_error(badly_answered(asker, via, prefix, renamed(lambda id: earlier), source_amount=amount))


ORDERS: dict[str, Callable[[Sequence[Asked]], None]] = {
    "the last first": partial(each_gets_its_own, order=last_first),
    "the second first": partial(each_gets_its_own, order=odd_ones_first),
    EARLIER: is_not_taken_again,
}


def flood(sender: Peer, kind: str, count: int, stem: str) -> None:
    """Others' quotes come in bounded time while a peer sends so many messages of that kind. Raises Violation."""
    world = sender.world
    others = _partners([peer for peer in first_peers(world) if peer is not sender])
    if len(others) < 2:
        raise Inconclusive("no two other ledgers that trade with one another, to see whether they are served")
    known = f"{stem}known."
    others[1].broadcasts(known)
    with given("RR-1"):
        others[0].has_route_to(known, source_amount=ample(others[0], others[1]))
    calls = KINDS[kind](sender, others[0], f"{stem}flood.")[:count]
    flooding.are_served_during(calls, others, known)


def _partners(peers: Sequence[Peer]) -> list[Peer]:
    """The first of the peers, and those whose ledgers trade both ways with that of each before."""
    found: list[Peer] = []
    for peer in peers:
        ways = [(peer.ledger.prefix, other.ledger.prefix) for other in found]
        if all(peer.world.topology.pair(*way) and peer.world.topology.pair(*reversed(way)) for way in ways):
            found.append(peer)
    return found
