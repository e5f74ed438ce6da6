"""How the harness' peers answer the target's quote requests: by the curve that they have announced, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from conformance.oracle.curves import Curve
from conformance.profiles.incoming import Incoming

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.wirelog import Exchange


AFTERWARDS = 100  # ms by which the right answer comes later than a forged one
TRIES = 4  # so many times as long where the forged one's call is not answered yet
HALF, ONE, DOUBLE = Fraction(1, 2), Fraction(1), Fraction(2)


def reply_to(peer: Peer, incoming: Incoming) -> object:
    """The payload of the answer: a quote by the route's curve, or an error where there is no route or no amount."""
    data = incoming.data if isinstance(incoming.data, dict) else {}
    quote = quote_for(peer, data)
    if quote is None:
        return peer.world.profile.error(incoming.id, "NoRouteFoundError", "no route was announced", peer.account)
    return peer.world.profile.quote_response(incoming, quote)


def quote_for(peer: Peer, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The data of the quote that the peer's announced curve gives (source rounded up, destination down)."""
    address = str(data.get("destination_address"))
    matching = [prefix for prefix in (*peer.announced, *peer.configured) if address.startswith(prefix)]
    if not matching:
        return None
    prefix = max(matching, key=len)
    route = peer.announced.get(prefix) or peer.route(prefix)
    amounts = _amounts(Curve(tuple((x, y) for x, y in route.points)), data)
    if amounts is None:
        return None
    hold = Fraction(str(data.get("destination_expiry_duration") or "5"))
    return {
        "source_connector_account": peer.account,
        "source_ledger": peer.ledger.prefix,
        "destination_ledger": prefix,
        "source_amount": str(amounts[0]),
        "destination_amount": str(amounts[1]),
        "source_expiry_duration": seconds(hold + Fraction(str(route.window))),
        "destination_expiry_duration": seconds(hold),
    }


def altered(**members: Any) -> Callable[[Peer, Incoming], object]:
    """A replier that answers rightly but for these members of the quote's data (None leaves one out)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        quote = quote_for(peer, incoming.data if isinstance(incoming.data, dict) else {})
        if quote is None:
            return reply_to(peer, incoming)
        changed = {name: value for name, value in {**quote, **members}.items() if value is not None}
        return peer.world.profile.quote_response(incoming, changed)

    return reply


def overlaid(message: object) -> Callable[[Peer, Incoming], object]:
    """A replier whose right quote is changed as a reference answer differs from the plain one (fixtures/messages).

    What is no object, or has no member of the plain one, is sent as it is. Where the curve gives no quote: an error.
    """

    def reply(peer: Peer, incoming: Incoming) -> object:
        right = quote_for(peer, incoming.data if isinstance(incoming.data, dict) else {})
        if not isinstance(message, dict):
            return peer.world.profile.quote_response(incoming, message)
        if right is None:  # the amounts of the reference answer would be those of another question
            return reply_to(peer, incoming)
        plain = {"source_amount": "10000", "destination_amount": "20000", "source_expiry_duration": "6",
                 "destination_expiry_duration": "5", "source_connector_account": peer.account,
                 "source_ledger": peer.ledger.prefix}  # fmt: skip
        changed = {name: value for name, value in message.items() if name not in plain or value != plain[name]}
        kept = {name: value for name, value in right.items() if name in message}
        return peer.world.profile.quote_response(incoming, {**kept, **changed})

    return reply


def scaled(source: Fraction = ONE, destination: Fraction = ONE) -> Callable[[Peer, Incoming], object]:
    """A replier whose amounts are those of its curve times these factors (source rounded up, destination down)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        quote = quote_for(peer, incoming.data if isinstance(incoming.data, dict) else {})
        if quote is None:
            return reply_to(peer, incoming)
        changed = {
            "source_amount": str(math.ceil(int(quote["source_amount"]) * source)),
            "destination_amount": str(math.floor(int(quote["destination_amount"]) * destination)),
        }
        return peer.world.profile.quote_response(incoming, {**quote, **changed})

    return reply


def erring(name: str | None) -> Callable[[Peer, Incoming], object]:
    """A replier that answers with an error of that name (None: one without data)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = peer.world.profile.error(incoming.id, name or "", "made to fail", peer.account)
        if name is not None or not isinstance(payload, dict):
            return payload
        return {key: value for key, value in payload.items() if key != "data"}

    return reply


def erring_with(data: object) -> Callable[[Peer, Incoming], object]:
    """A replier that answers with an error whose data is as given, whatever that is."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = peer.world.profile.error(incoming.id, "", "", peer.account)
        return {**payload, "data": data} if isinstance(payload, dict) else payload

    return reply


def renamed(id_of: Callable[[Any], object]) -> Callable[[Peer, Incoming], object]:
    """A replier that answers rightly, but under another id (None: under none)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = reply_to(peer, incoming)
        if not isinstance(payload, dict):
            return payload
        changed = {**payload, "id": id_of(incoming.id)}
        return {name: value for name, value in changed.items() if name != "id" or value is not None}

    return reply


def forged(forger: Peer, right: bool = True, error: bool = False) -> Callable[[Peer, Incoming], object]:
    """A replier before, or (`right` false) in place of whose answer somebody else sends a better quote, or an error."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        if error:
            said = erring("NoRouteFoundError")
        else:
            by_source = isinstance(incoming.data, dict) and incoming.data.get("source_amount") is not None
            said = scaled(destination=DOUBLE) if by_source else scaled(source=HALF)
        call = forger.post(said(peer, incoming))
        if right:
            peer.world.later(AFTERWARDS, answer(peer, incoming, call, TRIES))
        return None

    def answer(peer: Peer, incoming: Incoming, call: Exchange, tries: int) -> Callable[[], None]:
        def post() -> None:
            if call.open and tries > 1:  # a busy target may not have looked at it yet
                peer.world.later(AFTERWARDS, answer(peer, incoming, call, tries - 1))
            else:
                peer.answers(incoming, reply_to(peer, incoming))

        return post

    return reply


def silence(peer: Peer, incoming: Incoming) -> None:
    """A replier that never answers."""


def seconds(value: Fraction) -> str:
    """A duration as the protocol writes it: a decimal without sign and exponent."""
    thousandths = math.ceil(value * 1000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)


def _amounts(curve: Curve, data: Mapping[str, Any]) -> tuple[int, int] | None:
    source, destination = (_integer(data.get(name)) for name in ("source_amount", "destination_amount"))
    if source is not None:
        value = curve.value_at(source)
        return (source, math.floor(value)) if value is not None and value >= 1 else None
    if destination is not None:
        needed = curve.lowest_input(destination)
        return (math.ceil(needed), destination) if needed is not None and needed > 0 else None
    return None


def _integer(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None
