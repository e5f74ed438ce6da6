"""Messages of the other profile said in this one: their envelopes, updates, questions and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.fuzz.steps import Bad
from conformance.profiles import liquidity_routing
from conformance.profiles.packets_of_quotes import Packet
from conformance.verdicts import NotApplicable
from schemas import json_text, packets

METHODS = {"send_request": "send_message"}  # what is an unknown method there, and this profile's own


def in_this_form(step: Bad) -> Bad:
    """The same bad message of this profile; what is no JSON stays as it is."""
    method = METHODS.get(step.method or "", step.method)
    try:
        params = json_text.read(step.body)
    except json_text.JsonTextError:
        return replace(step, method=method)
    if not isinstance(params, list):
        return replace(step, method=method)
    return replace(step, method=method, body=json_text.write([said(each) for each in params]))


def said(message: Any) -> Any:
    """A message with its payload as this profile says it."""
    if not isinstance(message, Mapping) or "data" not in message:
        return message
    envelope = {name: value for name, value in message.items() if name != "data"}
    payload = message["data"]
    packet = _packet(payload, str(message.get("to"))) if isinstance(payload, Mapping) else None
    if packet is not None:
        return {**envelope, "ilp": packet}
    return {**envelope, liquidity_routing.PAYLOAD: custom(payload)}


def custom(payload: Any) -> Any:
    """A payload that is no packet: of a broadcast the routes are written as this profile has them."""
    if not isinstance(payload, Mapping) or not isinstance(payload.get("data"), Mapping):
        return payload
    return {**payload, "data": liquidity_routing.broadcast(payload["data"])["data"]}


def _packet(payload: Mapping[str, Any], by: str) -> str | None:
    """The packet that says the payload; None where there is none."""
    method, data = payload.get("method"), payload.get("data")
    if method == "error":
        return liquidity_routing.error(None, "InternalError", "made to fail", by).ilp
    if method == "quote_response":
        return packets.to_base64(packets.write(packets.ByDestinationResponse(100, 6000)))
    if method != "quote_request" or not isinstance(data, Mapping):
        return None
    known = {name: value for name, value in data.items() if name not in ("source_expiry_duration", "slippage")}
    try:
        made: Packet = liquidity_routing.quote_request(None, known)
    except NotApplicable:
        return None
    return made.ilp
