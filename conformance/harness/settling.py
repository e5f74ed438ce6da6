"""The verbs of what comes back: the next hop fulfils or rejects a transfer, and the source hears of it, or must not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.harness.paying import seqs_of
from conformance.harness.reasons import Reason, is_same_error, problem_of_passing_on
from conformance.harness.transfers import Prepared, Rejected, Sent, base64url, octets
from conformance.harness.wirelog import Exchange
from conformance.verdicts import Violation
from schemas import json_text

if TYPE_CHECKING:
    from conformance.harness.world import World

LEFT_OUT = object()  # a rejection without even a place for its reason, as in IL-RFC 21's example


def fulfils(world: World, sent: Sent, fulfillment: bytes) -> Exchange:
    """The receiver of the target's transfer fulfils it."""
    return _calls(world, sent.ledger, "fulfill_condition", [sent.id, base64url(fulfillment)])


def rejects(world: World, sent: Sent, reason: object = LEFT_OUT) -> Exchange:
    """The receiver of the target's transfer rejects it, for that reason."""
    world.transfers.given_back.add(sent.key)
    parameters = [sent.id] if reason is LEFT_OUT else [sent.id, reason]
    return _calls(world, sent.ledger, "reject_incoming_transfer", parameters)


def ends(world: World, how: str, id: str, ledger: str, **options: Any) -> Exchange:
    """Somebody says over that ledger that the transfer of that id is `fulfilled` (with no right one) or `rejected`.

    Option: authorization (the header).
    """
    if how == "fulfilled":
        return _calls(world, ledger, "fulfill_condition", [id, base64url(b"\x5a" * 32)], **options)
    reason = {"code": "F99", "name": "Application Error"}
    return _calls(world, ledger, "reject_incoming_transfer", [id, reason], **options)


def _calls(world: World, ledger: str, method: str, parameters: list[Any], **options: Any) -> Exchange:
    peers = [peer for peer in world.peers.values() if peer.ledger.prefix == ledger]
    return peers[0].post_body(json_text.write(parameters), method, **options)


def is_fulfilled(prepared: Prepared) -> None:
    """FW-9: the transfer is fulfilled over its own ledger, with the fulfilment of its condition."""
    world, transfers = prepared.peer.world, prepared.peer.world.transfers
    expected = f"{prepared} fulfilled with {base64url(prepared.fulfillment)}"
    world.wait(lambda: transfers.fulfilments_of(prepared), world.topology.patience)
    calls = transfers.fulfilments_of(prepared)
    rejected = transfers.rejections_of(prepared)
    if not calls:
        prepared.peer.is_answered()
        observed = f"rejected, with {rejected[0].reason}" if rejected else "it was not"
        raise Violation(expected, observed, seqs_of(prepared, rejected))
    for call in calls:
        if octets(call.data[0] if call.data else None) != prepared.fulfillment:
            raise Violation(expected, f"with {call.data}", [*prepared.seqs, call.seq])


def is_rejected_back(prepared: Prepared) -> Rejected:
    """FW-9: the transfer, which had been paid on, is rejected over its own ledger."""
    world, transfers = prepared.peer.world, prepared.peer.world.transfers
    world.wait(lambda: transfers.rejections_of(prepared), world.topology.patience)
    rejected = transfers.rejections_of(prepared)
    if not rejected:
        prepared.peer.is_answered()
        raise Violation(f"{prepared} rejected, as what was sent for it was", "it was not", prepared.seqs)
    return rejected[0]


def is_rejected_for(prepared: Prepared, reason: object) -> None:
    """FW-9: and with the error that the next hop gave; where that was none, any will do."""
    got, sent = is_rejected_back(prepared), Reason.of(None if reason is LEFT_OUT else reason)
    if not is_same_error(sent, got.reason):
        raise Violation(f"{prepared} rejected with {sent}", f"with {got.reason}", seqs_of(prepared, [got]))


def is_passed_on_rightly(prepared: Prepared, reason: object, got: Rejected) -> None:
    """FW-9b: the error as the next hop gave it, with the connector added to those who forwarded it."""
    topology = prepared.peer.world.topology
    problem = problem_of_passing_on(Reason.of(reason), got.reason, [ledger.account for ledger in topology.ledgers])
    if problem:
        expected = f"{Reason.of(reason)}, with the connector added to those who forwarded it and nothing else changed"
        raise Violation(expected, f"{problem}, in {got.reason}", seqs_of(prepared, [got]))


def is_still_open(prepared: Prepared) -> None:
    """When a later request of the peer's is answered, the transfer is neither fulfilled nor rejected."""
    transfers = prepared.peer.world.transfers
    prepared.peer.is_answered()
    fulfilled, rejected = transfers.fulfilments_of(prepared), transfers.rejections_of(prepared)
    if fulfilled or rejected:
        observed = "fulfilled" if fulfilled else f"rejected, with {rejected[0].reason}"
        seqs = [*prepared.seqs, *(each.seq for each in fulfilled), *(each.seq for each in rejected)]
        raise Violation(f"{prepared} left open", f"it was {observed}", seqs)
