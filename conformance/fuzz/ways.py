"""How peers answer the target's quote requests in programs, and what may come of each way for the asker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from conformance.generate import fixtures, names, recast
from conformance.harness.misanswering import about, first_then, reworded, with_payload
from conformance.harness.peer import Peer, Replier
from conformance.harness.replies import (
    DOUBLE,
    HALF,
    altered,
    erring,
    erring_with,
    forged,
    overlaid,
    renamed,
    reply_to,
    scaled,
    silence,
)  # fmt: skip
from conformance.harness.world import Incoming


class After(Enum):
    """What the asker gets where the next hop answers so."""

    QUOTE = "a quote by what the next hop said"
    ERROR = "an error"
    EITHER = "an error, or a quote by what the next hop said"
    NO_BETTER = "an error, or a quote no better than the curve's"


@dataclass(frozen=True)
class Way:
    """A way to answer; `right` is what the answer that counts is reckoned by, where another one comes beside it."""

    replier: Replier
    after: After
    right: Replier = reply_to


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
OTHERWISE: dict[str, Callable[[str], object]] = {
    "in other digits": lambda amount: amount.translate(ARABIC),
    "with a leading zero": lambda amount: "0" + amount,
    "with a blank before it": lambda amount: " " + amount,
    "with letters behind it": lambda amount: amount + "abc",
    "as a number": int,
    "in a list": lambda amount: [amount],
    "as a fraction": lambda amount: amount + ".0000000000000001",
}


def _holds(source: str, destination: str) -> Way:
    replier = altered(source_expiry_duration=source, destination_expiry_duration=destination)
    return Way(replier, After.QUOTE, replier)


def better(factor: Fraction) -> Replier:
    """A replier whose other amount is so many times better for the asker than its curve's (below 1: worse)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        by_source = isinstance(incoming.data, Mapping) and incoming.data.get("source_amount") is not None
        return (scaled(destination=factor) if by_source else scaled(source=1 / factor))(peer, incoming)

    return reply


def _better(factor: Fraction) -> Way:
    replier = better(factor)
    return Way(replier, After.QUOTE, replier)


def _earlier(peer: Peer, incoming: Incoming) -> object:
    """The right quote under the id of the request before."""
    before = [each for each in peer.mailbox.messages if each.kind is incoming.kind and each.id != incoming.id]
    payload = reply_to(peer, incoming)
    return {**payload, "id": before[-1].id if before else "none"} if isinstance(payload, Mapping) else payload


def _forged(near: bool, right: bool, error: bool = False) -> Replier:
    """Somebody else answers, first: on the same ledger (`near`) or on another one."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        others = [
            each
            for each in peer.world.peers.values()
            if each is not peer and not each.spare and (each.ledger.prefix == peer.ledger.prefix) is near
        ]
        return (
            forged(others[-1], right, error)(peer, incoming)
            if others
            else (reply_to if right else silence)(peer, incoming)
        )

    return reply


def _reference(message: Any) -> Replier:
    def reply(peer: Peer, incoming: Incoming) -> object:
        other = next(each for each in peer.world.peers.values() if each.ledger.prefix != peer.ledger.prefix)
        return overlaid(recast(message, names(f"g.{peer.world.tag}.answers.", other, peer)))(peer, incoming)

    return reply


def _references() -> dict[str, Way]:
    """The reference answers: valid ones, and ones that break a rule."""
    found = {}
    for name, row in fixtures("quote_response", valid=False):
        after = After.ERROR if "never a quote" in row.description else After.EITHER
        if row.text is None:
            found[f"as {name.replace('_', ' ')}"] = Way(_reference(row.message), after)
    for name, row in fixtures("quote_response", valid=True):
        if row.requirement == "RQ-3" and row.text is None:
            replier = _reference(row.message)
            found[f"as {name.replace('_', ' ')}"] = Way(replier, After.QUOTE, replier)
    return found


def _late(order: Callable[[int], int]) -> Replier:
    """Answers rightly after some ms, the n-th request since the last answer after `order(n)`."""
    waiting: list[object] = []

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = reply_to(peer, incoming)

        def post() -> None:
            waiting.clear()
            peer.post(payload)

        waiting.append(payload)
        peer.world.later(order(len(waiting)), post)
        return None

    return reply


WRONG_WAY_ROUND = "with holds the wrong way round"
RIGHT: dict[str, Way] = {
    "late": Way(_late(lambda n: 100), After.QUOTE),
    "late, the last first": Way(_late(lambda n: 500 - 20 * min(n, 20)), After.QUOTE),
    "rightly": Way(reply_to, After.QUOTE),
    "with half of it": _better(HALF),
    "with twice as much": _better(DOUBLE),
    "with a seventh of it": _better(Fraction(1, 7)),
    "with 2.25 s between the holds": _holds("7.25", "5"),
    "with nothing between the holds": _holds("5", "5"),
    "with holds of nine digits": _holds("5.999999999", "5"),
    WRONG_WAY_ROUND: Way(altered(source_expiry_duration="4", destination_expiry_duration="6"), After.EITHER),
    "after one under another id": Way(first_then(renamed(lambda id: f"{id}0"), reply_to), After.QUOTE),
    "after a neighbour's better quote": Way(_forged(near=True, right=True), After.QUOTE),
    "after a better quote of another ledger's": Way(_forged(near=False, right=True), After.QUOTE),
    "after a neighbour's error": Way(_forged(near=True, right=True, error=True), After.QUOTE),
    "and again, better": Way(first_then(reply_to, better(DOUBLE)), After.QUOTE),
}
NOT_BY_THE_CURVE = ("with half of it", "with twice as much", "with a seventh of it")  # of amounts
WRONG: dict[str, Way] = {
    "with an error": Way(erring("NoRouteFoundError"), After.ERROR),
    "with an error without data": Way(erring(None), After.ERROR),
    "with an error whose data is null": Way(erring_with(None), After.ERROR),
    "with an error whose name is a number": Way(erring_with({"id": 7, "message": "no"}), After.ERROR),
    "with an error, then a quote": Way(first_then(erring("NoRouteFoundError"), reply_to), After.EITHER),
    "not at all": Way(silence, After.ERROR),
    "under another id": Way(renamed(lambda id: f"{id}x"), After.ERROR),
    "under no id": Way(renamed(lambda id: None), After.ERROR),
    "under the id in a list": Way(renamed(lambda id: [id]), After.ERROR),
    "under the id in an object": Way(renamed(lambda id: {"id": id}), After.ERROR),
    "under the id and a blank": Way(renamed(lambda id: f"{id} "), After.ERROR),
    "under the id of the request before": Way(_earlier, After.ERROR),
    "by a neighbour": Way(_forged(near=True, right=False), After.ERROR),
    "by a peer of another ledger": Way(_forged(near=False, right=False), After.ERROR),
    "without data": Way(with_payload(data=None), After.ERROR),
    "under another method": Way(with_payload(method="quote_answer"), After.ERROR),
    "for one unit less": Way(about(Fraction(10**9 - 1, 10**9)), After.NO_BETTER),
    "for twice as much as asked": Way(about(DOUBLE), After.NO_BETTER),
    "for half as much as asked": Way(about(HALF), After.NO_BETTER),
    **{f"with an amount {name}": Way(reworded(write), After.ERROR) for name, write in OTHERWISE.items()},
}
WAYS: dict[str, Way] = {**RIGHT, **WRONG, **_references()}
