"""Gratuity quoting, the draft's "Current situation": JSON quotes inside `send_message`, answered by another message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.profiles.incoming import Incoming, Kind
from schemas import validation

NAME = "gratuity-quoting"
METHOD = "send_message"
ANSWERS_IN_RESPONSE = False  # an answer is a message of its own
LACKS: Mapping[str, str] = {}  # what a case may need and no message of this profile can say, with the reason
KINDS = {kind.value: kind for kind in (Kind.BROADCAST, Kind.QUOTE_REQUEST, Kind.QUOTE_RESPONSE, Kind.ERROR)}


def envelope(ledger: str, sender: str, receiver: str, data: object) -> dict[str, Any]:
    """A message with that payload between two accounts of a ledger."""
    return {"ledger": ledger, "from": sender, "to": receiver, "data": data}


def broadcast(update: object) -> dict[str, Any]:
    """The payload of a route broadcast (draft, Route broadcasts); it carries no id."""
    return {"method": Kind.BROADCAST.value, "data": update}


def problems_of_update(update: object) -> list[str]:
    """What is wrong with an update as it travels, a sentence each; none: it is a valid RoutingUpdate."""
    return validation.explain("routing_update", update)


def acknowledgement(body: bytes) -> bytes | None:
    """What a peer answers a call of the target's with at once; None: a question, answered when it was read."""
    return b"true"


def quote_request(id: object, data: object) -> dict[str, Any]:
    """The payload of a quote request."""
    return {"id": id, "method": Kind.QUOTE_REQUEST.value, "data": data}


def quote_response(request: Incoming, data: object) -> dict[str, Any]:
    """The payload of the answer to a quote request."""
    return {"id": request.id, "method": Kind.QUOTE_RESPONSE.value, "data": data}


def quoted(payload: object) -> Mapping[str, Any]:
    """The data of a quote response's payload; empty where there is none."""
    data = payload.get("data") if isinstance(payload, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def error(id: object, name: str, message: str, by: str) -> dict[str, Any]:
    """The payload of an error; `by`: the account of whoever says so, which stands in the envelope only."""
    return {"id": id, "method": Kind.ERROR.value, "data": {"id": name, "message": message}}


def read(method: str | None, prefix: str, params: object, seq: int, at: int) -> Incoming:
    """What a call of the target's is: RPC method, ledger prefix, the parsed body; exchange number and moment."""
    first = params[0] if isinstance(params, list) and params else None
    if method == METHOD and isinstance(first, Mapping):
        return _message(prefix, first, seq, at)
    kind = next((each for each in Kind if each.value == method), Kind.OTHER)
    if kind is Kind.TRANSFER and isinstance(first, Mapping):
        receiver = first.get("to", first.get("account"))
        return Incoming(kind, prefix, _text(first.get("from")), _text(receiver), first.get("id"), dict(first), seq, at)
    if kind in (Kind.FULFILLMENT, Kind.REJECTION) and isinstance(params, list):
        return Incoming(kind, prefix, None, None, first, params[1:], seq, at)
    return Incoming(Kind.OTHER, prefix, None, None, None, params, seq, at)


def _message(prefix: str, message: Mapping[str, Any], seq: int, at: int) -> Incoming:
    sender, receiver = _text(message.get("from")), _text(message.get("to"))
    payload = message.get("data")
    if not isinstance(payload, Mapping):
        return Incoming(Kind.OTHER, prefix, sender, receiver, None, payload, seq, at)
    name = payload.get("method")
    kind = KINDS.get(name, Kind.OTHER) if isinstance(name, str) else Kind.OTHER
    data = payload.get("data")
    return Incoming(kind, prefix, sender, receiver, payload.get("id"), data, seq, at, wire=data)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
