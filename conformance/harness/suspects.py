"""Which messages may have ended a target: those of its last moments; and how one of them is sent once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.harness.calls import RAW, RAW_LIMIT
from conformance.harness.wirelog import Exchange
from schemas import json_text, packets, validation

if TYPE_CHECKING:
    from conformance.harness.world import World

WINDOW = 2000  # ms before the end from which on what was sent is suspect
SLACK = 700  # ms that are waited on top of the time in which the target fell silent
MOST_UNANSWERED = 4


@dataclass(frozen=True)
class Suspects:
    """What was sent in a target's last moments, in this order; `unanswered`: the calls that it broke off.

    `linger`: ms that have to pass after the last of them to be sure that it did no harm. `lived_until`: the moment (ms)
    of the target's last sign of life.
    """

    sent: tuple[Exchange, ...]
    unanswered: tuple[Exchange, ...]
    linger: int
    lived_until: int = 0

    def shown(self, limit: int) -> tuple[Exchange, ...]:
        """Those to be shown: the unanswered ones, then those that are broken, then the last of the others."""
        ranked = sorted(self.sent, key=lambda each: (each in self.unanswered, is_broken(each), each.seq), reverse=True)
        return tuple(sorted(ranked[:limit], key=lambda each: each.seq))


def is_broken(exchange: Exchange) -> bool:
    """Whether a call is no plain message with valid content: the likelier cause."""
    try:
        params = json_text.read(exchange.body)
    except json_text.JsonTextError:
        return True
    message = params[0] if isinstance(params, list) and params else None
    if exchange.method == "send_request":
        return not isinstance(message, dict) or not _is_plain_request(message)
    payload = message.get("data") if isinstance(message, dict) else None
    if not isinstance(payload, dict):
        return exchange.method == "send_message"
    kind = {"broadcast_routes": "routing_update"}.get(str(payload.get("method")), str(payload.get("method")))
    known = kind in ("routing_update", "quote_request", "quote_response", "error")
    return not known or not validation.is_valid(kind, payload.get("data"))


def _is_plain_request(message: dict[str, Any]) -> bool:
    """Whether a message of liquidity routing holds a packet, or else a valid update."""
    if "ilp" in message:
        try:
            return bool(packets.read(packets.from_base64(message["ilp"])))
        except (AttributeError, packets.PacketError):
            return False
    custom = message.get("custom")
    return isinstance(custom, dict) and validation.is_valid("liquidity_routing_update", custom.get("data"))


def suspects(exchanges: Sequence[Exchange]) -> Suspects:
    """The suspects among all calls of a run whose target has ended."""
    outgoing = [each for each in exchanges if each.outgoing]
    refused = [each.at for each in outgoing if each.refused]
    lived = [each.answered_at for each in outgoing if each.status is not None and each.answered_at is not None]
    lived += [each.at for each in exchanges if not each.outgoing]
    last_life = max(lived, default=0)
    end = min((at for at in refused if at >= last_life), default=last_life)
    sent = [each for each in outgoing if not each.refused and last_life - WINDOW <= each.at <= end]
    unanswered = [each for each in sent if each.status is None]
    linger = min(end - last_life, WINDOW) + SLACK
    return Suspects(tuple(sent), tuple(unanswered[-MOST_UNANSWERED:]), linger, last_life)


def send_again(world: World, exchange: Exchange) -> None:
    """The same call with the right authorization; what becomes of it is not waited for, but of a raw one."""
    if exchange.method == RAW:
        try:
            world.binding.raw(exchange.body, RAW_LIMIT)
        except OSError:
            return
        return
    known = any(ledger.prefix == exchange.ledger for ledger in world.topology.ledgers)
    authorization = world.authorization(exchange.ledger) if known else None
    world.post(exchange.ledger or None, exchange.account, exchange.method or None, exchange.body, authorization)
