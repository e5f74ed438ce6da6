"""The verbs that prepare a transfer for the target: valid ones, broken ones, reference ones, the same once more."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from conformance.harness.transfers import Prepared, base64url, iso, moment, packet_in
from conformance.harness.wirelog import Exchange
from conformance.verdicts import HarnessError
from schemas import json_text, packets, validation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from schemas.topology import Topology

NUMBERS = count(1)
SAMPLES = {  # what stands in the reference transfers, to be replaced
    "id": "5c0f1d38-0a5b-4e6c-9d52-7f4e3a1b2c3d",
    "executionCondition": "uzoYx3K6u-Nt6kZjbN6KmH0yARfhkj9e17eQfpSeB7U",
    "expiresAt": "2017-07-28T12:00:08.000Z",
}
DATA = b"\x01\x00pay"  # begins a packet's data; what follows makes each packet another one


def prepares(peer: Peer, destination: str, amount: int, deliver: int = 1, **options: Any) -> Prepared:
    """Sends a valid prepared transfer to the target, without waiting. `deliver`: the packet's amount.

    Options: left (ms until it expires, default: ample), zone (of that time, default: Z), data (of the packet), written
    (its base64), id, fulfillment (to use again), members (of the JSON form, None leaves one out), authorization (the
    header). HarnessError where it is not valid.
    """
    made, fulfillment = new_transfer(peer, amount, **options)
    data = options.get("data", DATA + fulfillment[:8])
    packet = packets.write_payment(packets.Payment(destination, deliver, data))
    written = options.get("written", packets.to_base64)(packet)
    transfer = _with({**made, "ilp": written}, options.get("members", {}))
    problems = validation.explain("transfer", transfer)
    if problems:
        raise HarnessError(f"this transfer is meant to be valid, and is not: {problems[0]}")
    options["marked"] = "data" not in options and "fulfillment" not in options
    return _post(peer, transfer, packet, fulfillment, options)


def prepares_broken(peer: Peer, amount: int, ilp: object, **options: Any) -> Prepared:
    """Sends one that is valid but for its packet: bytes that hold none, or (no bytes) `ilp` as it is; None: without.

    HarnessError where it is a good one.
    """
    made, fulfillment = new_transfer(peer, amount, **options)
    text = packets.to_base64(ilp) if isinstance(ilp, bytes) else ilp
    transfer = _with({**made, "ilp": text}, options.get("members", {}))
    if validation.is_valid("transfer", transfer):
        try:
            packets.read_payment(packets.from_base64(str(text)))
        except packets.PacketError:
            pass
        else:
            raise HarnessError("this packet is meant to be broken, and is none")
    return _post(peer, transfer, ilp if isinstance(ilp, bytes) and ilp else None, fulfillment, {})


def prepares_as(peer: Peer, message: Mapping[str, Any], amount: int | None = None, left: int | None = None) -> Prepared:
    """Sends a reference transfer (fixtures/messages) with an id and condition of its own, and with times of this run.

    `amount` and `left` (ms until it expires, default: ample) where they are not the message's own.
    """
    made, fulfillment = new_transfer(peer, 0, **({} if left is None else {"left": left}))
    fresh = {name: made[name] for name in ("id", "executionCondition", "expiresAt")}
    transfer = {**message, **fresh, **({} if amount is None else {"amount": str(amount)})}
    return _post(peer, transfer, packet_in(transfer.get("ilp")), fulfillment, {})


def prepares_odd(peer: Peer, message: object) -> Exchange:
    """Sends a transfer as it is, which may be none; of this run's are its condition, id and time, where it has such."""
    made, _ = new_transfer(peer, 0)
    if isinstance(message, dict):
        fresh = {name: made[name] for name in ("id", "executionCondition", "expiresAt")}
        message = {**message, **{name: fresh[name] for name in fresh if SAMPLES[name] == message.get(name)}}
    return peer.post_body(json_text.write([message]), "send_transfer")


def repeats(prepared: Prepared) -> None:
    """Sends the very same transfer once more, without waiting."""
    prepared.calls.append(prepared.peer.post_body(prepared.calls[0].body, "send_transfer"))


def new_transfer(peer: Peer, amount: int, **options: Any) -> tuple[dict[str, Any], bytes]:
    """The members of a prepared transfer, all but `ilp`, and the fulfilment of its condition."""
    world = peer.world
    seed = f"{world.tag} {next(NUMBERS)}".encode()
    fulfillment = options.get("fulfillment") or hashlib.sha256(seed).digest()
    transfer = {
        "id": options.get("id") or str(uuid.UUID(bytes=hashlib.sha256(b"id " + seed).digest()[:16], version=4)),
        "ledger": peer.ledger.prefix,
        "from": peer.account,
        "to": peer.ledger.account,
        "amount": str(amount),
        "executionCondition": base64url(hashlib.sha256(fulfillment).digest()),
        "expiresAt": iso(world.clock() + options.get("left", ample(world.topology)), options.get("zone", "Z")),
        "direction": "incoming",
    }
    return transfer, fulfillment


def ample(topology: Topology) -> int:
    """The time to expiry (ms) that every connector has to find enough, and none too long."""
    return int(1000 * (topology.message_window + topology.maximum_hold / 2))


def _with(transfer: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**transfer, **members}.items() if value is not None}


def _post(
    peer: Peer, transfer: dict[str, Any], ilp: bytes | None, fulfillment: bytes, options: Mapping[str, Any]
) -> Prepared:
    prepared = Prepared(
        peer=peer,
        id=transfer["id"],
        amount=int(transfer["amount"]),
        ilp=ilp,
        condition=hashlib.sha256(fulfillment).digest(),
        fulfillment=fulfillment,
        expires_at=moment(transfer.get("expiresAt")) or 0,
        marked=options.get("marked", False),
    )
    peer.world.transfers.add(prepared)
    call = {name: options[name] for name in ("authorization",) if name in options}
    prepared.calls.append(peer.post_body(json_text.write([transfer]), "send_transfer", **call))
    return prepared
