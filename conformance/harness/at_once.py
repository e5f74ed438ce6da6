"""Many requests under way at once, whose answers come in another order: each asker gets what its own next hop said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.harness.quoting import last_said, requests_about
from conformance.harness.replies import scaled
from conformance.harness.worth import ample
from conformance.oracle.quotes import remote_answer_by_source
from conformance.profiles.incoming import Incoming
from conformance.verdicts import Inconclusive, Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer, Replier

PARTS = (Fraction(1), Fraction(1, 2), Fraction(1, 3), Fraction(4, 5), Fraction(1, 7), Fraction(2, 3))
Order = Callable[[list[int]], list[int]]


@dataclass(frozen=True)
class Asked:
    """A request under way: who asks, under which id; the next hop, and the prefix of the address it is asked about."""

    asker: Peer
    id: str
    via: Peer
    prefix: str


def last_first(places: list[int]) -> list[int]:
    """The answers come in the opposite order."""
    return places[::-1]


def odd_ones_first(places: list[int]) -> list[int]:
    """The answers to the second, the fourth and so on come first."""
    return places[1::2] + places[::2]


def held_back(peer: Peer, incoming: Incoming) -> None:
    """A replier that waits until it is told to answer."""


def each_gets_its_own(asked: Sequence[Asked], order: Order) -> None:
    """RQ-3: each request is answered with what its next hop said for its address, and with that alone.

    For each address the next hop gives another part of what its curve gives. It answers when all have been asked; what
    a target asks later, as it asks so many at a time only, is answered at once.
    """
    world = asked[0].asker.world
    repliers: list[Replier] = [scaled(destination=PARTS[place % len(PARTS)]) for place in range(len(asked))]
    calls = []
    for each in asked:
        each.asker.mailbox.answers.pop(each.id, None)  # of an id that another case had too
        each.via.replies(each.prefix, held_back)
        data = each.asker.request(each.prefix + "carl", source_amount=ample(each.asker, each.via))
        calls.append(each.asker.post(world.profile.quote_request(each.id, data)))
    soon = min(world.topology.broadcast_interval, world.topology.remote_quote_timeout // 2)
    world.wait(lambda: all(requests_about(each.via, each.prefix) for each in asked), soon)
    for place in order(list(range(len(asked)))):
        via, replier = asked[place].via, repliers[place]
        via.replies(asked[place].prefix, replier)
        for request in requests_about(via, asked[place].prefix):
            via.answers(request, replier(via, request))
    for each, call, replier in zip(asked, calls, repliers, strict=True):
        answer = each.asker.answer(each.id, call)
        if answer.quote is None and answer.error is None:
            each.asker.is_answered()
            raise Violation(f"an answer to each of {len(asked)} requests at once", "one has none", answer.seqs)
        said = last_said(each.via, each.prefix, "destination_amount", replier)
        if said < 1 or answer.quote is None:
            reason = f"asked about {each.prefix} of {each.via}, among {len(asked)} at once: {answer.said}"
            raise Inconclusive(reason, ("RR-1", "RQ-2", "RQ-4"), answer.seqs)
        each.asker.got_within(remote_answer_by_source(world.topology, said), answer)
