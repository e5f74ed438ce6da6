"""A message of the wire log in layers: the envelope, the payload in it, the packet in that, and the body as it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reports.places import span
from reports.text import Piece, pieces, shown
from schemas import curves, json_text, packets
from schemas.curves import CurveError
from schemas.json_text import JsonTextError
from schemas.packets import Packet, PacketError
from schemas.results import Exchange

PAYLOAD = {"send_message": "data", "send_request": "custom"}  # by method: the member of the message that holds it
PARAMETER = {
    "reject_incoming_transfer": 1,
    "fulfill_condition": 1,
}  # which parameter holds the data, if not the first
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
    """The layers of a call; `judged` are the steps from its message's data to what the verdict is about."""
    value = _read(exchange.body)
    message = value[0] if isinstance(value, list) and value else None
    found = _of_a_message(exchange.body, (0,), message, exchange.method, judged)
    return found or _of_a_call(exchange.body, value, exchange.method, judged)


def answer_layers(exchange: Exchange) -> Layers | None:
    """The layers of the answer to a call, where that was more than `true`."""
    if not exchange.answer:
        return None
    found = _of_a_message(exchange.answer, (), _read(exchange.answer), exchange.method, ())
    return found or Layers("answer", "", tuple(shown(exchange.answer)))


def _of_a_message(body: str, at: Steps, message: object, method: str, judged: Sequence[Steps]) -> Layers | None:
    """The layers of a body in which a message stands there; None where that is none."""
    if not isinstance(message, Mapping):
        return None
    member = PAYLOAD.get(method, "")
    payload, place, packet = message.get(member), span(body, (*at, member)), _packet(message.get("ilp"))
    if not isinstance(payload, Mapping) or place is None:
        if packet is None or method not in PAYLOAD:
            return None
        return Layers(type(packet).__name__, _amount(packet), tuple(shown(body)), packet=_members(packet))
    first, last = place
    marks = [found for steps in judged if (found := span(body[first:last], ("data", *steps)))]
    data = _mapping(payload.get("data"))
    return Layers(
        kind=str(payload.get("method", "answer" if at == () else method)),
        about=_about(data),
        payload=tuple(shown(body[first:last], marks)),
        envelope=tuple(shown(f"{body[:first]}…{body[last:]}")),
        packet=_members(packet),
        raw=tuple(pieces(body, breaks=True)),
        curves=_curves(data),
    )


def _of_a_call(body: str, value: Any, method: str, judged: Sequence[Steps]) -> Layers:
    """The layers of any other call: a transfer says its amount, what follows one the code of its reason."""
    params = _list(value)
    first, second = (_mapping(params[place]) if len(params) > place else {} for place in (0, 1))
    at = PARAMETER.get(method, 0)
    marks = [found for steps in judged if (found := span(body, (at, *steps)))]
    about = str(first.get("amount", "") if method == "send_transfer" else second.get("code", ""))
    return Layers(method, about, tuple(shown(body, marks)), packet=_members(_packet(first.get("ilp"))))


def _read(body: str) -> Any:
    try:
        return json_text.read(body.encode())
    except (JsonTextError, UnicodeEncodeError):
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _about(data: Mapping[str, Any]) -> str:
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
    """The points of a list of pairs of numbers, or of a curve in Base64; none of anything else."""
    if isinstance(value, str):
        try:
            return tuple((Fraction(x), Fraction(y)) for x, y in curves.from_base64(value))
        except CurveError:
            return ()
    rows = [each for each in _list(value) if isinstance(each, list) and len(each) == 2]
    numbers = all(type(number) in (int, Decimal) for row in rows for number in row)
    return tuple((Fraction(x), Fraction(y)) for x, y in rows) if numbers and len(rows) == len(_list(value)) else ()


def _packet(value: object) -> Packet | None:
    """The packet in Base64; None where it is none."""
    try:
        return packets.read(packets.from_base64(value)) if isinstance(value, str) else None
    except PacketError:
        return None


def _members(packet: Packet | None) -> tuple[tuple[str, str], ...]:
    """A packet's name and members, bytes in hexadecimal digits."""
    if packet is None:
        return ()
    values = [(each.name.replace("_", " "), getattr(packet, each.name)) for each in fields(packet)]
    said = [(name, value.hex() if isinstance(value, bytes) else str(value)) for name, value in values]
    return (("packet", type(packet).__name__), *said)


def _amount(packet: Packet) -> str:
    return next((str(getattr(packet, each.name)) for each in fields(packet) if "amount" in each.name), "")
