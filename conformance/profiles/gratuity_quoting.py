"""Gratuity quoting, the draft's "Current situation": JSON quotes inside `send_message`, answered by another message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.profiles.calls import text, transfer_call
from conformance.profiles.incoming import Incoming, Kind
from conformance.profiles.routes import straight
from schemas import validation

NAME = "gratuity-quoting"
TOPOLOGY = "default"  # the bundled one, where none is named
OVERLAP = 8  # ordinary cases under way at a time, over HTTP: waiting for what does not come does not hold up the rest
METHOD = "send_message"
PAYLOAD = "data"  # the member of the envelope in which everything travels
ANSWERS_IN_RESPONSE = False  # an answer is a message of its own
QUOTES_FROM_CURVES = False  # the next connector is always asked
WITHOUT_CURVE: tuple[str, ...] = ()  # what a case is about, or needs, that announces routes without curve
ROWS: Mapping[str, str] = {}  # the rows that stand here for what another profile's rows say
LACKS: Mapping[str, str] = {}  # what a case may need and no message of this profile can say, with the reason
KINDS = {kind.value: kind for kind in (Kind.BROADCAST, Kind.QUOTE_REQUEST, Kind.QUOTE_RESPONSE, Kind.ERROR)}


def envelope(ledger: str, sender: str, receiver: str, data: object) -> dict[str, Any]:
    """A message with that payload between two accounts of a ledger."""
    return {"ledger": ledger, "from": sender, "to": receiver, "data": data}


def plain_members(capacity: int, number: int) -> dict[str, Any]:
    """What a route has where a case says nothing of it: the curve is one for one, whoever announces it."""
    return {"points": straight(capacity)}


def broadcast(update: object) -> dict[str, Any]:
    """The payload of a route broadcast (draft, Route broadcasts); it carries no id."""
    return {"method": Kind.BROADCAST.value, "data": update}


def problems_of_update(update: object) -> list[str]:
    """What is wrong with an update as it travels, a sentence each; none: it is a valid RoutingUpdate."""
    return validation.explain("routing_update", update)


def route_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """A route as it is spoken of, of one as it travels: the same."""
    return dict(row)


def acknowledgement(method: str | None, body: bytes) -> bytes | None:
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
    data = payload.get("data") if isinstance(payload, dict) else None
    return data if isinstance(data, dict) else {}


def error(id: object, name: str, message: str, by: str) -> dict[str, Any]:
    """The payload of an error; `by`: the account of whoever says so, which stands in the envelope only."""
    return {"id": id, "method": Kind.ERROR.value, "data": {"id": name, "message": message}}


def read(method: str | None, prefix: str, params: object, seq: int, at: int) -> Incoming:
    """What a call of the target's is: RPC method, ledger prefix, the parsed body; exchange number and moment."""
    first = params[0] if isinstance(params, list) and params else None
    if method == METHOD and isinstance(first, dict):
        return _message(prefix, first, seq, at)
    return transfer_call(method, prefix, params, seq, at)


def _message(prefix: str, message: Mapping[str, Any], seq: int, at: int) -> Incoming:
    sender, receiver = text(message.get("from")), text(message.get("to"))
    payload = message.get("data")
    if not isinstance(payload, dict):
        return Incoming(Kind.OTHER, prefix, sender, receiver, None, payload, seq, at)
    name = payload.get("method")
    kind = KINDS.get(name, Kind.OTHER) if isinstance(name, str) else Kind.OTHER
    data = payload.get("data")
    return Incoming(kind, prefix, sender, receiver, payload.get("id"), data, seq, at, wire=data)
