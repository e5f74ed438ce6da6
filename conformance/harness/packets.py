"""The verbs of packets under liquidity routing: what a message is answered with, byte for byte; whole answers given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.harness.calls import waited
from conformance.harness.replies import reply_to
from conformance.profiles.incoming import Incoming, Kind
from conformance.profiles.liquidity_routing import Whole, envelope
from conformance.verdicts import HarnessError, Violation, given
from schemas import json_text, packets
from schemas.packets import Packet, PacketError

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer, Replier
    from conformance.harness.wirelog import Exchange

TYPES = {4: 5, 6: 7, 2: 3}  # of a question its answer's


def sends_as_it_is(peer: Peer, message: object) -> Exchange:
    """Sends a message of `send_request`, good or bad, without waiting."""
    return peer.post_body(json_text.write([message]))


def packet_in_answer(exchange: Exchange) -> bytes | None:
    """The bytes of the packet with which a call was answered; None where there is none."""
    try:
        message = json_text.read(exchange.answer or b"")
        return packets.from_base64(message["ilp"])
    except (json_text.JsonTextError, PacketError, LookupError, TypeError, AttributeError):
        return None


def is_answered_with_its_type(peer: Peer, exchange: Exchange) -> None:
    """QT-2: a question is answered with a packet of the type that belongs to it, or an error packet."""
    with given("MSG-1"):
        waited(peer, exchange)
    asked = packets.from_base64(json_text.read(exchange.body)[0]["ilp"])[0]
    answer = packet_in_answer(exchange)
    if not answer or answer[0] not in (TYPES[asked], packets.ERROR):
        expected = f"a packet of type {TYPES[asked]} in answer to type {asked}, or an error packet"
        raise Violation(expected, answer.hex() if answer else "no packet", [exchange.seq])


def is_a_packet(peer: Peer, answer: Answer) -> None:
    """QT-2: the answer is a quote in a packet of its type, or an error packet."""
    if answer.quote is None and answer.error is None:
        peer.is_answered()
        raise Violation("a packet of the type that belongs to the question, or an error packet", "none", answer.seqs)


def is_answered_with_an_error(peer: Peer, exchange: Exchange) -> None:
    """QT-8, QT-6d: an error packet is the answer."""
    with given("MSG-1"):
        waited(peer, exchange)
    answer = packet_in_answer(exchange)
    if not answer or answer[0] != packets.ERROR:
        raise Violation("an error packet", answer.hex() if answer else "no packet", [exchange.seq])


def is_not_quoted(peer: Peer, exchange: Exchange) -> None:
    """RS-1: whatever a broken packet is answered with, it is no quote."""
    answer = packet_in_answer(exchange)
    if answer and answer[0] in TYPES.values():
        raise Violation("no quote in answer to a packet that is none", answer.hex(), [exchange.seq])


def whole(message: Any) -> Replier:
    """A replier whose answer is this whole message, envelope and all."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        return Whole(message)

    return reply


def in_the_name_of(other: Peer) -> Replier:
    """A replier whose right answer says in its envelope that it is from another account."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        ledger = other.ledger
        return Whole(envelope(ledger.prefix, other.account, ledger.account, reply_to(peer, incoming)))

    return reply


def amount_in(message: Mapping[str, Any]) -> tuple[str, int]:
    """The amount that a quote's packet holds, with its name as requests and answers have it."""
    packet: Packet = packets.read(packets.from_base64(message["ilp"]))
    if isinstance(packet, packets.BySourceResponse):
        return "destination_amount", packet.destination_amount
    if isinstance(packet, packets.ByDestinationResponse):
        return "source_amount", packet.source_amount
    raise HarnessError("this answer is meant to hold a quote, and does not")


def is_the_error(peer: Peer, answer: Answer, message: Mapping[str, Any]) -> None:
    """RQ-4b: the error in that message, with the connector behind those who forwarded it, and nothing else changed."""
    with given("RQ-4"):
        got = peer.got_error(answer).error or {}
    said = packets.read_error(packets.from_base64(message["ilp"]))
    own = {ledger.account for ledger in peer.world.topology.ledgers}
    forwarded = got.get("forwarded_by", ())
    same = {**vars(said), "forwarded_by": tuple(forwarded)} == got
    if not same or tuple(forwarded[:-1]) != said.forwarded_by or not own.intersection(forwarded[-1:]):
        raise Violation(f"{said}, forwarded by the connector too", answer.said, answer.seqs)


def asks_nobody_back(peer: Peer, since: int) -> None:
    """MSG-6: when a later question of the peer's is answered, the target has sent it no packet, from a mark on."""
    peer.is_answered()
    for each in peer.mailbox.messages[since:]:
        if each.kind is Kind.QUOTE_REQUEST or (each.kind is Kind.OTHER and "ilp" in (each.wire or {})):
            raise Violation("nothing sent for an answer nobody waits for", f"{each.data}", [each.seq])
