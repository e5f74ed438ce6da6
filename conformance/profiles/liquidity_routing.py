"""Liquidity routing, the draft's "Next version": ILQP packets in `send_request`, answered in the HTTP response.

Updates are spoken of as in the other profile, with points as a list of [x, y]; on the wire their curves are base64.
Quotes are spoken of with amounts as strings and durations in seconds; on the wire they are packets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.profiles import packets_of_quotes as quotes
from conformance.profiles.calls import text, transfer_call
from conformance.profiles.incoming import Incoming, Kind
from conformance.profiles.packets_of_quotes import Packet
from conformance.profiles.routes import Tacit, Verbatim, drawn
from schemas import curves, json_text, validation
from schemas.json_text import JsonTextError

NAME = "liquidity-routing"
TOPOLOGY = "liquidity"  # the bundled one, where none is named
OVERLAP = 28  # ordinary cases under way at a time, over HTTP: what is passed on takes up to an interval
METHOD = "send_request"
PAYLOAD = "custom"  # the member of the envelope in which what is no packet travels
ANSWERS_IN_RESPONSE = True
QUOTES_FROM_CURVES = True
# Cases about these rows, or with this need, are about asking the next connector: they announce routes without curve.
WITHOUT_CURVE = ("RQ", "QT-8", "QT-10", "QT-11", "QT-15", "RS-3", "asking")
LACKS: Mapping[str, str] = {
    "message ids": "an answer is the HTTP response to its question, and carries no id",
    "second answers": "a question has one HTTP response",
    "answers as messages": "an answer is an HTTP response, and no message of its own",
    "members of quotes": "a packet holds an amount and a duration in their one form, and nothing else",
    "choice by curves": "of several routes without curve no document says whose peer is asked",
    "scale and precision": "routes say nothing of the scale and precision of their ledger",
}
# The rows that stand here for what another profile's rows say.
ROWS: Mapping[str, str] = {"MSG-5": "QT-2", "QT-1": "QT-2", "LC-6": "LC-7", "LC-12": "LC-7", "RQ-1": "LC-7"}
STEPS = 20  # peers whose plain curves differ
LARGEST = 2**64 - 1


@dataclass(frozen=True)
class Whole:
    """A whole message in the place of a payload."""

    message: Any


# -- what peers say ----------------------------------------------------------------------------------------------


def envelope(ledger: str, sender: str, receiver: str, payload: object) -> dict[str, Any]:
    """A message with that payload, a packet or a custom one, between two accounts of a ledger."""
    content = {"ilp": payload.ilp} if isinstance(payload, Packet) else {PAYLOAD: payload}
    return {"ledger": ledger, "from": sender, "to": receiver, **content}


def plain_members(capacity: int, number: int) -> dict[str, Any]:
    """What a route has where a case says nothing of it, for the peer of that number in the topology.

    Each peer's curve is another, so that a quote shows whose route it goes by. There is no ledger in between.
    """
    points = [[0, 0], [capacity, capacity - capacity * (number % STEPS) // (STEPS + 5)]]
    return {"points": points, "paths": [[]]}


def broadcast(update: object) -> dict[str, Any]:
    """The payload of a route broadcast (draft, Route broadcasts); it carries no id."""
    return {"method": Kind.BROADCAST.value, "data": _with_routes(update, _written)}


def spoken(update: object) -> Any:
    """An update as it is spoken of, of one as it travels; what is written there as a list of points stays one."""
    return _with_routes(update, _read)


def problems_of_update(update: object) -> list[str]:
    """What is wrong with an update as it travels, a sentence each; none: it is a valid RoutingUpdate."""
    return validation.explain("liquidity_routing_update", update)


def route_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """A route as it is spoken of, of one that may be as it travels."""
    return dict(row) if isinstance(row.get("points"), list) else _read(row)


def acknowledgement(method: str | None, body: bytes) -> bytes | None:
    """What a peer answers a call of the target's with at once; None: a question, answered when it was read."""
    if method != METHOD:
        return b"true"
    try:
        params = json_text.read(body)
    except JsonTextError:
        return b"true"
    message = params[0] if isinstance(params, list) and params else None
    if not isinstance(message, dict) or not ({"ilp", PAYLOAD} & message.keys()):
        return b"true"
    return None if "ilp" in message else json_text.write(answer_to(message, {}))


def answer_to(message: Mapping[str, Any], payload: object) -> Any:
    """The message that answers one of the target's."""
    if isinstance(payload, Whole):
        return payload.message
    ledger, sender, receiver = (str(message.get(name)) for name in ("ledger", "to", "from"))
    return envelope(ledger, sender, receiver, payload)


quote_request = quotes.request
quote_response = quotes.response
quoted = quotes.quoted
error = quotes.error


# -- what the target says ----------------------------------------------------------------------------------------


def read(method: str | None, prefix: str, params: object, seq: int, at: int) -> Incoming:
    """What a call of the target's is: RPC method, ledger prefix, the parsed body; exchange number and moment."""
    first = params[0] if isinstance(params, list) and params else None
    if method == METHOD and isinstance(first, dict):
        return _message(prefix, first, seq, at)
    return transfer_call(method, prefix, params, seq, at)


def read_answer(prefix: str, question: object, message: object, seq: int, at: int) -> Incoming | None:
    """What the HTTP response to a payload is: ledger prefix, the parsed body; exchange and moment. None: no answer."""
    if not isinstance(question, Packet) or question.asks is None:
        return None
    if not isinstance(message, dict):
        return Incoming(Kind.NO_ANSWER, prefix, None, None, question.id, message, seq, at)
    sender, receiver = text(message.get("from")), text(message.get("to"))
    kind, data = quotes.read_answer(message.get("ilp"), question)
    return Incoming(kind, prefix, sender, receiver, question.id, data, seq, at, wire=message)


def _message(prefix: str, message: Mapping[str, Any], seq: int, at: int) -> Incoming:
    sender, receiver = text(message.get("from")), text(message.get("to"))
    if "ilp" in message:
        kind, data = quotes.read_question(message["ilp"], sender)
        return Incoming(kind, prefix, sender, receiver, None, data, seq, at, wire=message)
    payload = message.get(PAYLOAD)
    if not isinstance(payload, dict) or payload.get("method") != Kind.BROADCAST.value:
        return Incoming(Kind.OTHER, prefix, sender, receiver, None, payload, seq, at, wire=message)
    update = payload.get("data")
    return Incoming(Kind.BROADCAST, prefix, sender, receiver, payload.get("id"), spoken(update), seq, at, wire=update)


# -- routes ------------------------------------------------------------------------------------------------------


def _with_routes(update: object, change: Any) -> object:
    """The update with each of its routes changed; what is none stays as it is."""
    rows = update.get("new_routes") if isinstance(update, dict) else None
    if not isinstance(update, dict) or not isinstance(rows, list):
        return update
    return {**update, "new_routes": [change(row) if isinstance(row, dict) else row for row in rows]}


def _written(row: Mapping[str, Any]) -> dict[str, Any]:
    """A route as it travels: a curve that is one of amounts as base64, one that its peer keeps to itself left out."""
    points: Any = row.get("points")
    if isinstance(points, Tacit):
        return {name: value for name, value in row.items() if name != "points"}
    if isinstance(points, Verbatim):
        return dict(row)
    if not drawn(points) or any(number > LARGEST for point in points for number in point):
        return dict(row)
    return {**row, "points": curves.to_base64(tuple((x, y) for x, y in points))}


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    """A route as it is spoken of; a curve that can't be read stays as it is."""
    points = row.get("points")
    if isinstance(points, list):
        return {**row, "points": Verbatim(points)}
    if not isinstance(points, str):
        return dict(row)
    try:
        return {**row, "points": [[x, y] for x, y in curves.from_base64(points)]}
    except curves.CurveError:
        return dict(row)
