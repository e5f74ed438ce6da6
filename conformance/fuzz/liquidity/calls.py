"""What may come of a call of `send_request`, whatever its body: an update, a question, nothing, or what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.fuzz.calls import (
    OPEN,
    Effect,
    Law,
    is_of_another_ledger,
    law_of_a_call,
    of_a_broken_update,
    of_somebody,
)  # fmt: skip
from conformance.fuzz.steps import Bad
from conformance.generate.ilqp import is_readable
from conformance.profiles import liquidity_routing
from schemas import json_text, packets, rules
from schemas.topology import Ledger

UPDATE = "liquidity_routing_update"
QUESTIONS = (packets.LIQUIDITY_REQUEST, packets.BY_SOURCE_REQUEST, packets.BY_DESTINATION_REQUEST)
ANSWERS = (packets.LIQUIDITY_RESPONSE, packets.BY_SOURCE_RESPONSE, packets.BY_DESTINATION_RESPONSE, packets.ERROR)


def law_of(step: Bad, body: bytes, account: str, ledger: Ledger) -> Law:
    """What the call of an account of the ledger is, by its token, URL, body and message."""
    return law_of_a_call(
        step, body, ledger, liquidity_routing.METHOD, lambda value: _of_a_message(value, account, ledger)
    )


def _of_a_message(value: list[Any], account: str, ledger: Ledger) -> Law:
    envelope = value[0] if len(value) == 1 else None
    if not isinstance(envelope, Mapping):
        return OPEN
    right = {"ledger": ledger.prefix, "from": account, "to": ledger.account}
    wrong = [name for name, wanted in right.items() if envelope.get(name) != wanted]
    others = set(envelope) - set(right)
    if wrong == ["from"] and others == {"custom"}:
        return of_somebody(envelope.get("from"), ledger)
    if is_of_another_ledger(envelope, wrong, ledger) and others == {"custom"}:
        return Law(Effect.NONE, "RS-5")
    if wrong or len(others) != 1 or not others <= {"custom", "ilp"}:
        return Law(Effect.NONE, "MSG-7", served=True) if not wrong and not others else OPEN
    if "ilp" in envelope:
        return _of_a_packet(envelope["ilp"])
    custom = envelope["custom"]
    if not isinstance(custom, Mapping) or custom.get("method") != "broadcast_routes":
        return Law(Effect.NONE, "MSG-7", served=True)
    return _of_an_update(custom.get("data"), custom.get("id"))


def _of_a_packet(text: Any) -> Law:
    """A question (`request` is its packet), an answer that nobody waits for, or (`broken`) no packet."""
    try:
        packet = packets.from_base64(text)
    except (packets.PacketError, AttributeError, TypeError):
        return Law(Effect.NONE, "MSG-7", request=None if isinstance(text, str) else b"", served=True)
    unasked = packet[:1] in [bytes([kind]) for kind in ANSWERS] and is_readable(packet)
    return Law(Effect.NONE, "MSG-7", request=packet, served=True, unasked=unasked)


def _of_an_update(update: Any, id: Any) -> Law:
    broken = tuple(rules.broken(UPDATE, update))
    if not broken:
        spoken = liquidity_routing.spoken(update)
        return Law(Effect.UPDATE, update=spoken, served=True) if _is_plain(spoken) else OPEN
    if not rules.broken(UPDATE, json_text.whole_numbers(update)):
        return OPEN  # RR-25
    return of_a_broken_update(update, id, broken)


def _is_plain(update: Mapping[str, Any]) -> bool:
    """Whether no name comes twice, the time is a plain number, and no route has points of no bytes (RR-22b)."""
    names = [*update["unreachable_through_me"], *(row["destination_ledger"] for row in update["new_routes"])]
    hold = update["hold_down_time"]
    empty = any(row.get("points") in ("", []) for row in update["new_routes"])
    return type(hold) is int and hold <= 2**53 and len(set(names)) == len(names) and not empty
