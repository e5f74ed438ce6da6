"""Envelopes that break their schema: after each of them good messages are answered."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.calls import outlives
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from schemas import json_text

BROKEN = [row for _, row in fixtures("message", "RS-1", valid=False)]


def about(place: str) -> list[Fixture]:
    """The broken envelopes whose fault lies at the place."""
    return [row for row in BROKEN if row.rule and row.rule.place == place]


@requirement("RS-1")
@rows(
    ("the_whole", about("")),
    ("the_ledger", about("ledger")),
    ("the_receiver", about("to")),
    ("the_id", about("data.id")),
)
def test_a_broken_envelope_leaves_good_ones_answered(
    row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Each time one member is missing, of another type, or beyond its alphabet; whether it is served is not judged."""
    bob.says(prefix.two)
    for each in row:
        message = recast(each.message, names(prefix.stem, alice, bob))
        outlives(bob, bob.post_body(json_text.write([message])), alice)
