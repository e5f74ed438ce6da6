"""Calls that read alike in all profiles: transfers, and what comes of them."""

from __future__ import annotations

from conformance.profiles.incoming import Incoming, Kind


def transfer_call(method: str | None, prefix: str, params: object, seq: int, at: int) -> Incoming:
    """A transfer, a fulfilment or a rejection of the target's; anything else is none of these."""
    first = params[0] if isinstance(params, list) and params else None
    kind = next((each for each in Kind if each.value == method), Kind.OTHER)
    if kind is Kind.TRANSFER and isinstance(first, dict):
        receiver = first.get("to", first.get("account"))
        return Incoming(kind, prefix, text(first.get("from")), text(receiver), first.get("id"), dict(first), seq, at)
    if kind in (Kind.FULFILLMENT, Kind.REJECTION) and isinstance(params, list):
        return Incoming(kind, prefix, None, None, first, params[1:], seq, at)
    return Incoming(Kind.OTHER, prefix, None, None, None, params, seq, at)


def text(value: object) -> str | None:
    """The value where it is a text."""
    return value if isinstance(value, str) else None
