"""Quotes of liquidity routing between the form in which they are spoken of and ILQP packets (IL-RFC 8 draft 1).

Spoken of as in gratuity quoting: amounts are strings of integers in base units, durations decimals in seconds. A packet
names no source, so a question's `source_address` is the account that asks; an answer holds one amount, so the
other one is the question's. What no packet can say is said in a message without packet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from conformance.profiles.incoming import Incoming, Kind
from conformance.verdicts import NotApplicable
from schemas import packets
from schemas.packets import PacketError

HOLD = "5"  # seconds, where a question names no destination hold
CODES = {"NoRouteFoundError": ("F02", "Unreachable"), "InternalError": ("T00", "Internal Error")}
BAD_REQUEST = ("F00", "Bad Request")
# An error that the harness makes up has no moment of its own.
TRIGGERED_AT = "20170728120000.000Z"


@dataclass(frozen=True)
class Packet:
    """A payload that is a packet, in base64; of a question also its id and what it asks, for reading the answer."""

    ilp: str
    id: object = None
    asks: Mapping[str, Any] | None = None


# -- what peers say ----------------------------------------------------------------------------------------------


def request(id: object, data: object) -> Packet:
    """The payload of a quote request. NotApplicable where no packet says that."""
    made = _question(data) if isinstance(data, dict) else None
    if made is None or not isinstance(data, dict):
        raise NotApplicable(f"no packet says {data!r}")
    return Packet(packets.to_base64(made), id, data)


def response(request: Incoming, data: object) -> object:
    """The payload of the answer to a quote request; without packet where none can hold it."""
    asked = request.data if isinstance(request.data, dict) else {}
    try:
        return Packet(packets.to_base64(_answer(asked, data)), asks={**data})  # type: ignore[dict-item]  # _answer read it
    except (PacketError, LookupError, TypeError, ValueError):
        return {"method": Kind.QUOTE_RESPONSE.value, "data": data}


def quoted(payload: object) -> Mapping[str, Any]:
    """The data of a quote response's payload; empty where there is none."""
    return payload.asks if isinstance(payload, Packet) and payload.asks is not None else {}


def error(id: object, name: str, message: str, by: str) -> Packet:
    """The payload of an error, triggered by the account."""
    code, known = CODES.get(name, BAD_REQUEST)
    return Packet(packets.to_base64(packets.write(packets.Error(code, known, by, (), TRIGGERED_AT, message.encode()))))


# -- what the target says ----------------------------------------------------------------------------------------


def read_question(ilp: object, sender: str | None) -> tuple[Kind, object]:
    """What a packet asks, as (kind, data); the kind OTHER with the packet, or with what is wrong, where it is none."""
    try:
        packet = packets.read(packets.from_base64(ilp)) if isinstance(ilp, str) else None
    except PacketError as problem:
        return Kind.OTHER, str(problem)
    if isinstance(packet, packets.BySourceRequest):
        amount = {"source_amount": str(packet.source_amount)}
    elif isinstance(packet, packets.ByDestinationRequest):
        amount = {"destination_amount": str(packet.destination_amount)}
    else:
        return Kind.OTHER, packet
    hold = seconds(packet.destination_hold_duration)
    asked = {"source_address": sender, "destination_address": packet.destination_account, **amount}
    return Kind.QUOTE_REQUEST, {**asked, "destination_expiry_duration": hold}


def read_answer(ilp: object, question: Packet) -> tuple[Kind, object]:
    """What a packet answers to the question, as (kind, data); NO_ANSWER with what it is, where it is none to it."""
    asked, data = question.asks or {}, b""
    try:
        data = packets.from_base64(ilp) if isinstance(ilp, str) else b""
        packet = packets.read(data)
    except PacketError as problem:
        return (Kind.ERROR if data[:1] == bytes([packets.ERROR]) else Kind.NO_ANSWER), str(problem)
    if isinstance(packet, packets.Error):
        return Kind.ERROR, vars(packet)
    if isinstance(packet, packets.BySourceResponse) and "source_amount" in asked:
        amounts = {"source_amount": asked["source_amount"], "destination_amount": str(packet.destination_amount)}
    elif isinstance(packet, packets.ByDestinationResponse) and "destination_amount" in asked:
        amounts = {"source_amount": str(packet.source_amount), "destination_amount": asked["destination_amount"]}
    else:
        return Kind.NO_ANSWER, packet
    holds = {
        "source_expiry_duration": seconds(packet.source_hold_duration),
        "destination_expiry_duration": asked.get("destination_expiry_duration", HOLD),
    }
    return Kind.QUOTE_RESPONSE, {**amounts, **holds}


def seconds(duration: int) -> str:
    """A duration of so many ms, as a decimal in seconds."""
    whole, rest = divmod(duration, 1000)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)


# -- packets -----------------------------------------------------------------------------------------------------

AMOUNTS = ("source_amount", "destination_amount")
SAYABLE = {"source_address", "destination_address", *AMOUNTS, "destination_expiry_duration"}


def _question(data: Mapping[str, Any]) -> bytes | None:
    """The packet of a question; None where there is none."""
    named = [name for name in AMOUNTS if name in data]
    if len(named) != 1 or not data.keys() <= SAYABLE:
        return None
    try:
        address, amount = data["destination_address"], _amount(data[named[0]])
        hold = _milliseconds(data.get("destination_expiry_duration", HOLD))
        if named[0] == "source_amount":
            return packets.write(packets.BySourceRequest(address, amount, hold))
        return packets.write(packets.ByDestinationRequest(address, amount, hold))
    except (PacketError, LookupError, TypeError, ValueError, AttributeError):
        return None


def _answer(asked: Mapping[str, Any], data: Any) -> bytes:
    """The packet of an answer. Raises PacketError, LookupError, TypeError, ValueError where there is none."""
    hold = _milliseconds(data["source_expiry_duration"])
    if "source_amount" in asked:
        return packets.write(packets.BySourceResponse(_amount(data["destination_amount"]), hold))
    return packets.write(packets.ByDestinationResponse(_amount(data["source_amount"]), hold))


def _amount(value: object) -> int:
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()):
        raise ValueError(f"{value!r} is no amount")
    return int(value)


def _milliseconds(value: object) -> int:
    duration = Fraction(str(value)) * 1000
    if duration.denominator != 1:
        raise ValueError(f"{value!r} s are no whole number of ms")
    return duration.numerator
