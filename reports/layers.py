"""A message of the wire log in layers: the envelope, the payload in it, the packet in that, and the body as it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.places import span
from reports.text import Piece, pieces, shown
from schemas import json_text, packets
from schemas.json_text import JsonTextError
from schemas.packets import PacketError
from schemas.results import Exchange

PAYLOAD = {"send_message": "data", "send_request": "custom"}  # by method: the member of the message that holds it
NAMES = 3  # prefixes of an update that are named

Points = tuple[tuple[Fraction, Fraction], ...]
Steps = Sequence[str | int]


@dataclass(frozen=True)
class Layers:
    """A message: what it is (`kind`), what it says in few words, and its layers; those that it lacks are empty.

    `curves`: the curves in it, by the prefix that they are about.
    """

    kind: str
    about: str
    payload: tuple[Piece, ...]
    envelope: tuple[Piece, ...] = ()
    packet: tuple[tuple[str, str], ...] = ()
    raw: tuple[Piece, ...] = ()
    curves: Mapping[str, Points] = field(default_factory=dict)


def layers(exchange: Exchange, judged: Sequence[Steps] = ()) -> Layers:
    """The layers of a message; `judged` are the steps from its data to the members that the verdict is about."""
    body, value = exchange.body, _read(exchange.body)
    message = _mapping(value[0]) if isinstance(value, list) and value else {}
    packet = _packet(message.get("ilp"))
    member = PAYLOAD.get(exchange.method, "")
    payload, place = message.get(member), span(body, (0, member))
    if not isinstance(payload, Mapping) or place is None:
        marks = [found for steps in judged if (found := span(body, (0, *steps)))]
        return Layers(exchange.method, _of_a_call(exchange.method, value), tuple(shown(body, marks)), packet=packet)
    first, last = place
    marks = [found for steps in judged if (found := span(body[first:last], ("data", *steps)))]
    return Layers(
        kind=str(payload.get("method", exchange.method)),
        about=_of_a_message(_mapping(payload.get("data"))),
        payload=tuple(shown(body[first:last], marks)),
        envelope=tuple(shown(f"{body[:first]}…{body[last:]}")),
        packet=packet,
        raw=tuple(pieces(body, breaks=True)),
        curves=_curves(_mapping(payload.get("data"))),
    )


def _read(body: str) -> Any:
    try:
        return json_text.read(body.encode())
    except (JsonTextError, UnicodeEncodeError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _of_a_message(data: Mapping[str, Any]) -> str:
    """An update by the last names of its prefixes, a quote by its amounts, an error by its name."""
    if "new_routes" in data or "unreachable_through_me" in data:
        rows = [_mapping(each) for each in _list(data.get("new_routes"))]
        said = [f"+{_last_name(row.get('destination_ledger'))}" for row in rows]
        said += [f"−{_last_name(each)}" for each in _list(data.get("unreachable_through_me"))]
        more = f" and {len(said) - NAMES} more" if len(said) > NAMES else ""
        return " ".join(said[:NAMES]) + more if said else "heartbeat"
    source, destination = data.get("source_amount"), data.get("destination_amount")
    if source is not None or destination is not None:
        return f"{'?' if source is None else source} → {'?' if destination is None else destination}"
    return str(data.get("id", data.get("code", "")))


def _of_a_call(method: str, value: Any) -> str:
    """A transfer by its amount, what follows it by the reason's code; else nothing."""
    params = _list(value)
    message, reason = (_mapping(params[place]) if len(params) > place else {} for place in (0, 1))
    if method == "send_transfer":
        return str(message.get("amount", ""))
    return str(reason.get("code", ""))


def _last_name(prefix: object) -> str:
    return str(prefix).rstrip(".").rpartition(".")[2]


def _curves(data: Mapping[str, Any]) -> dict[str, Points]:
    """The curves of an update by their prefixes, and the one of a quote by its ledger."""
    rows = [_mapping(each) for each in _list(data.get("new_routes"))]
    found = {str(row.get("destination_ledger")): _points(row.get("points")) for row in rows}
    if "liquidity_curve" in data:
        found[str(data.get("destination_ledger"))] = _points(data["liquidity_curve"])
    return {prefix: points for prefix, points in found.items() if points}


def _points(value: object) -> Points:
    """The points of a list of pairs of numbers; none of anything else."""
    rows = [each for each in _list(value) if isinstance(each, list) and len(each) == 2]
    numbers = all(type(number) in (int, Decimal) for row in rows for number in row)
    return tuple((Fraction(x), Fraction(y)) for x, y in rows) if numbers and len(rows) == len(_list(value)) else ()


def _packet(value: object) -> tuple[tuple[str, str], ...]:
    """The members of a packet in Base64; nothing where it is none."""
    if not isinstance(value, str):
        return ()
    try:
        packet = packets.read(packets.from_base64(value))
    except PacketError:
        return ()
    members = [(each.name.replace("_", " "), getattr(packet, each.name)) for each in fields(packet)]
    return (
        ("packet", type(packet).__name__),
        *((name, member.hex() if isinstance(member, bytes) else str(member)) for name, member in members),
    )
