"""How peers answer questions about routes without curve, and what may come of it for the asker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.fuzz.ways import RIGHT, WRONG, After, Way
from conformance.generate import fixtures, ilqp, names
from conformance.generate.ilqp import Breaker
from conformance.generate.requests import recast_request
from conformance.harness.peer import Peer, Replier
from conformance.harness.replies import altered, reply_to
from conformance.harness.world import Incoming
from conformance.profiles.liquidity_routing import Whole
from conformance.profiles.packets_of_quotes import Packet
from schemas import packets

KIND = "liquidity_response"
SAME = (
    "rightly", "with half of it", "with twice as much", "with a seventh of it", "with 2.25 s between the holds",
    "with nothing between the holds",
)  # fmt: skip
HUGE = altered(destination_amount=str(2**53 + 2**51 + 1))
AT = "20170728120000.000Z"


def _late(order: Callable[[int], int]) -> Replier:
    """Answers rightly after some ms, the n-th question since the last answer after `order(n)`."""
    waiting: list[object] = []

    def reply(peer: Peer, incoming: Incoming) -> object:
        def answer() -> None:
            waiting.clear()
            peer.answers(incoming, reply_to(peer, incoming))

        waiting.append(incoming)
        peer.world.later(order(len(waiting)), answer)
        return None

    return reply


def _broken(breaker: Breaker) -> Replier:
    """The right answer's packet, broken."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = reply_to(peer, incoming)
        if not isinstance(payload, Packet):
            return payload
        packet = breaker(packets.from_base64(payload.ilp))
        return Packet(packets.to_base64(packet), payload.id, payload.asks)

    return reply


def _error(*forwarders: str, data: bytes = b"no") -> Replier:
    """An error that these have forwarded already."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        error = packets.Error("T01", "Ledger Unreachable", "g.far.carl", forwarders, AT, data)
        return Packet(packets.to_base64(packets.write(error)), incoming.id)

    return reply


def _enveloped(**members: Any) -> Replier:
    """The right answer in an envelope with other members (None leaves one out)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = reply_to(peer, incoming)
        message = {"ledger": peer.ledger.prefix, "from": peer.account, "to": peer.ledger.account,
                   "ilp": getattr(payload, "ilp", None), **members}  # fmt: skip
        return Whole({name: value for name, value in message.items() if value is not None})

    return reply


def _by_a_neighbour(peer: Peer, incoming: Incoming) -> object:
    """The right packet, in the name of another account of the ledger."""
    others = [each for each in peer.ledger.peers if each != peer.account]
    return _enveloped(**{"from": others[0] if others else peer.ledger.prefix + "somebody"})(peer, incoming)


def _reference(message: Any) -> Replier:
    def reply(peer: Peer, incoming: Incoming) -> object:
        other = next(each for each in peer.world.peers.values() if each.ledger.prefix != peer.ledger.prefix)
        return Whole(recast_request(message, names(f"g.{peer.world.tag}.answers.", other, peer)))

    return reply


def _references() -> dict[str, Way]:
    """The reference answers without a quote, and the errors; those with a quote answer another question."""
    return {
        f"as {name.replace('_', ' ')}": Way(_reference(row.message), After.ERROR)
        for name, row in fixtures(KIND, "RQ-4", "RQ-4b")
        if "other_question" not in name  # that is an answer to the one by destination amount
    }


RIGHT_WAYS: dict[str, Way] = {
    **{name: RIGHT[name] for name in SAME},
    "late": Way(_late(lambda n: 100), After.QUOTE),
    "late, the last first": Way(_late(lambda n: 500 - 20 * min(n, 20)), After.QUOTE),
    "with an amount that no double holds": Way(HUGE, After.QUOTE, HUGE),
    "without from": Way(_enveloped(**{"from": None}), After.QUOTE),
    "beside an empty custom": Way(_enveloped(custom={}), After.QUOTE),
    "beside what nobody knows": Way(_enveloped(more={"a": 1}), After.QUOTE),
}
ERRING_WAYS: dict[str, Way] = {
    "not at all": WRONG["not at all"],
    "with an error": WRONG["with an error"],
    "with an error from further on": Way(_error(), After.ERROR),
    "with an error that one forwarded": Way(_error("g.far.conn"), After.ERROR),
    "with an error that two forwarded": Way(_error("g.far.conn", "g.farther.conn", data=b""), After.ERROR),
    "with an error that says a lot": Way(_error(data=bytes(range(256)) * 8), After.ERROR),
}
WRONG_WAYS: dict[str, Way] = {
    "with holds the wrong way round": RIGHT["with holds the wrong way round"],
    **{f"with a packet: {name}": Way(_broken(breaker), After.ERROR) for name, breaker in ilqp.BROKEN.items()},
    **{f"with a packet: {name}": Way(_broken(breaker), After.EITHER) for name, breaker in ilqp.READABLE.items()},
    "with a packet of the other question's answer": Way(
        _broken(lambda packet: bytes([ilqp.OTHER.get(packet[0], 5)]) + packet[1:]), After.ERROR
    ),
    "without a packet": Way(_enveloped(ilp=None), After.ERROR),
    "with a custom alone": Way(_enveloped(ilp=None, custom={}), After.ERROR),
    "in a neighbour's name": Way(_by_a_neighbour, After.ERROR),
    **_references(),
}
WAYS: dict[str, Way] = {**RIGHT_WAYS, **ERRING_WAYS, **WRONG_WAYS}
