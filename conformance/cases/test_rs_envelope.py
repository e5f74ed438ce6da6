"""Envelopes and transfers that break their schema: after each of them good messages are answered."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.calls import outlives
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from schemas import json_text


def broken(kind: str, *places: str) -> list[Fixture]:
    """The broken messages of the kind whose fault lies at one of the places."""
    return [row for _, row in fixtures(kind, "RS-1", valid=False) if row.rule and row.rule.place in places]


@requirement("RS-1")
@rows(
    ("the_whole", broken("message", "")),
    ("the_ledger", broken("message", "ledger")),
    ("the_receiver", broken("message", "to")),
    ("the_id", broken("message", "data.id")),
    ("the_whole_request", broken("liquidity_request", "")),
    ("the_ledger_of_a_request", broken("liquidity_request", "ledger")),
    ("the_receiver_of_a_request", broken("liquidity_request", "to")),
    ("the_packet_of_a_request", broken("liquidity_request", "ilp")),
)
def test_a_broken_envelope_leaves_good_ones_answered(
    row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Each time one member is missing, of another type, or beyond its alphabet; whether it is served is not judged."""
    bob.says(prefix.two)
    for each in row:
        message = recast(each.message, names(prefix.stem, alice, bob))
        outlives(bob, bob.post_body(json_text.write([message])), alice)


@requirement("RS-1", needs=("transfers",))
@rows(
    ("the_whole", broken("transfer", "")),
    ("the_accounts", broken("transfer", "ledger", "from", "to", "account")),
    ("the_amount", broken("transfer", "amount")),
    ("the_rest", broken("transfer", "id", "executionCondition", "expiresAt", "direction")),
)
def test_a_broken_transfer_leaves_good_messages_answered(
    row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Each time one member is missing, of another type, or beyond its alphabet; what becomes of it is not judged."""
    for each in row:
        transfer = recast(each.message, names(prefix.stem, alice, bob))
        outlives(alice, alice.post_body(json_text.write([transfer]), method="send_transfer"), bob)
