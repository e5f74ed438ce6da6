"""Bad messages: the reference messages that break a rule, each followed by good ones."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.generate.updates import announced
from conformance.harness.calls import outlives_body
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from schemas import json_text

METHODS = {"routing_update": "broadcast_routes"}  # others are called as their kind is


def broken(kind: str) -> tuple[str, list[Fixture]]:
    """The kind, and its broken messages."""
    return kind, [each for _, each in fixtures(kind, valid=False) if each.kind == kind]


@requirement("RS-1")
@rows(*(broken(kind) for kind in ("routing_update", "quote_request", "quote_response", "error")))
def test_after_each_broken_reference_message_good_ones_are_answered(
    row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """To the peer that sent it, and to another one; the message that is to blame is named."""
    table = names(prefix.stem, alice, bob)
    for each in row:
        data = recast(each.message, table)
        for prefix_in_it in announced(data):
            bob.says(prefix_in_it)
        payload = {"id": bob.new_id(), "method": METHODS.get(each.kind, each.kind), "data": data}
        outlives_body(bob, json_text.write([bob.message(payload)]), each.name, alice)


@requirement("RS-1")
def test_after_each_broken_body_good_ones_are_answered(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference texts that are no JSON, or none that everybody reads alike."""
    bob.says(prefix.one)
    for _, each in fixtures("body", valid=False):
        text: str = recast(each.text, names(prefix.stem, alice, bob))
        outlives_body(bob, text.encode("utf-8", "surrogatepass"), each.name, alice)
