"""Reference messages of `send_request` with the names of a run, those inside their packets too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from conformance.generate.fixtures import recast
from conformance.generate.transfers import in_url_alphabet
from schemas import packets


def recast_request(message: Any, table: Mapping[str, str]) -> Any:
    """The message with each name replaced, in its packet as well where that can be read; what is odd stays so."""
    changed = recast(message, table)
    if not isinstance(changed, dict) or not isinstance(changed.get("ilp"), str):
        return changed
    try:
        packet = packets.read(packets.from_base64(changed["ilp"]))
    except packets.PacketError:
        return changed
    names = {each.name: recast(getattr(packet, each.name), table) for each in fields(packet)}
    renamed = packets.write(replace(packet, **names))
    urls = changed["ilp"] != packets.to_base64(packets.write(packet))
    return {**changed, "ilp": in_url_alphabet(renamed) if urls else packets.to_base64(renamed)}
