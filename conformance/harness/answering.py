"""Requests asked at once and answers given late: what shows whether each answer finds its own question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from conformance.harness.calls import answers_to
from conformance.harness.replies import reply_to
from conformance.harness.wirelog import Exchange
from conformance.harness.worth import enough
from conformance.profiles.incoming import Incoming
from conformance.verdicts import Inconclusive, Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

LARGE = 100_000_000  # base units: something is left of it on most ledgers, from whichever it comes


class Held:
    """A peer that keeps quote requests for addresses under a prefix until they are let go."""

    def __init__(self, peer: Peer, prefix: str) -> None:
        self.peer = peer
        self.waiting: list[Incoming] = []
        self.open = False
        peer.replies(prefix, self.hold)

    def hold(self, peer: Peer, incoming: Incoming) -> object:
        """The replier: silent until let go."""
        if self.open:
            return reply_to(peer, incoming)
        self.waiting.append(incoming)
        return None

    def let_go(self, count: int) -> None:
        """Answers, the last first, when `count` requests are there, or (one by one) an interval is over."""
        world = self.peer.world
        world.wait(lambda: len(self.waiting) >= count, world.topology.broadcast_interval)
        self.open = True
        for incoming in reversed(self.waiting):
            self.peer.answers(incoming, reply_to(self.peer, incoming))


def twice(peer: Peer, incoming: Incoming) -> object:
    """A replier that gives the same answer two times."""
    peer.answers(incoming, reply_to(peer, incoming))
    return reply_to(peer, incoming)


def asks_at_once(peers: Sequence[Peer], destinations: Sequence[str], held: Held | None = None) -> None:
    """MSG-5: each peer asks for each destination before any is answered, for different amounts; each gets its own."""
    asked: list[tuple[Peer, str, int, Exchange]] = []
    for destination in destinations:
        for peer in peers:
            large = LARGE if held is None else max(LARGE, enough(peer, held.peer))
            id, amount = peer.new_id(), large + large // 10 * len(asked)
            data = peer.request(destination, source_amount=amount)
            asked.append((peer, id, amount, peer.post(peer.world.profile.quote_request(id, data))))
    if held is not None:
        held.let_go(len(asked))
    amounts = [amount for _, _, amount, _ in asked]
    for peer, id, amount, call in asked:
        answer = peer.answer(id, call)
        named = answer.amount("source_amount")
        if answer.quote is None and answer.error is None:
            peer.is_answered()
            raise Violation(f"an answer to each of {len(asked)} requests", "one has none", answer.seqs)
        if named != amount and named in amounts:
            raise Violation(f"the answer to the request for {amount}", f"that to the one for {named}", answer.seqs)
        if named != amount:
            raise Inconclusive(f"asked for {amount}, got {answer.said}", ("RR-1", "QT-3", "QT-9"), answer.seqs)


def is_answered_under(peer: Peer, destination: str, id: str) -> None:
    """MSG-5: a quote request with that id is answered with that id."""
    answer = peer.asks_with(peer.request(destination, source_amount=10_000), id=id)
    if answer.quote is None and answer.error is None:
        peer.is_answered()
        raise Violation(f"an answer with the id {id}", "none", answer.seqs)


def is_answered_at_home(peer: Peer, destination: str) -> None:
    """MSG-4: the answer comes to the account that asked, from the one that was asked, over their ledger."""
    id, world = peer.new_id(), peer.world
    call = peer.post(world.profile.quote_request(id, peer.request(destination, source_amount=10_000)))
    world.wait(lambda: answers_to(world, id), world.topology.patience)
    answers = answers_to(world, id)
    for said in answers:
        sender = peer.ledger.account if world.profile.ANSWERS_IN_RESPONSE and said.sender is None else said.sender
        if (said.ledger, sender, said.receiver) != (peer.ledger.prefix, peer.ledger.account, peer.account):
            observed = f"one from {said.sender} to {said.receiver} over {said.ledger}"
            raise Violation(f"an answer to {peer} over {peer.ledger.prefix}", observed, [call.seq, said.seq])
    if not answers:
        raise Inconclusive("the request was not answered", ("MSG-5",), [call.seq])
