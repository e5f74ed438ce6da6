"""Reference transfers with the names of a run, those inside their packets too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.generate.fixtures import recast
from schemas import packets

FULL_REJECTION = {
    "code": "F04",
    "name": "Insufficient Destination Amount",
    "message": "The invoice is for more.",
    "triggered_by": "g.far.carl",
    "triggered_at": "2017-07-28T12:00:00.000Z",
    "additional_info": {"wanted": [1, {"deep": None}], "text": "€"},
}  # with each member that an error may have, but forwarded_by
FORWARDERS = ("g.far.connector", "g.near.connector")


def recast_transfer(message: Any, table: Mapping[str, str]) -> Any:
    """The transfer with each name replaced, in its packet as well where that can be read; what is odd stays so."""
    changed = recast(message, table)
    if not isinstance(changed, dict) or not isinstance(changed.get("ilp"), str):
        return changed
    try:
        payment = packets.read_payment(packets.from_base64(changed["ilp"]))
    except packets.PacketError:
        return changed
    renamed = packets.write_payment(replace(payment, account=recast(payment.account, table)))
    padded = packets.to_base64(renamed)
    urls = changed["ilp"] != packets.to_base64(packets.write_payment(payment))
    return {**changed, "ilp": in_url_alphabet(renamed) if urls else padded}


def amount_asked_for(message: Any) -> int:
    """The packet's amount of a reference transfer; PacketError where it has none."""
    return packets.read_payment(packets.from_base64(message["ilp"])).amount


def in_url_alphabet(packet: bytes) -> str:
    """A packet in base64 with the URL alphabet and without padding."""
    return packets.to_base64(packet).replace("+", "-").replace("/", "_").rstrip("=")


def unpadded(packet: bytes) -> str:
    """A packet in the standard alphabet, without padding."""
    return packets.to_base64(packet).rstrip("=")


def broken_base64(packet: bytes) -> dict[str, str]:
    """The packet in base64 with something in it that is none, by name: a reader that drops it gets the packet."""
    text = packets.to_base64(packet)
    return {
        "a_blank_inside": f"{text[:8]} {text[8:]}",
        "a_line_break_inside": f"{text[:8]}\r\n{text[8:]}",
        "an_asterisk_inside": f"{text[:8]}*{text[8:]}",
        "a_line_break_at_the_end": f"{text}\n",
    }
