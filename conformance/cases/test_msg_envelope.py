"""Messages whose method can't be read, or is none: what else is in them has no effect."""

from __future__ import annotations

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from schemas import json_text

Rows = list[Fixture]
NO_METHOD = [row for _, row in fixtures("message", "MSG-7", valid=False)]
UNKNOWN = [row for _, row in fixtures("message", "MSG-7", valid=True)]
NO_METHOD_OF_A_REQUEST = [row for _, row in fixtures("liquidity_request", "MSG-7", valid=False)]
UNKNOWN_OF_A_REQUEST = [row for _, row in fixtures("liquidity_request", "MSG-7", valid=True)]


@requirement("MSG-7")
@rows(
    ("no_method", NO_METHOD),
    ("an_unknown_method", UNKNOWN),
    ("a_request_of_no_method", NO_METHOD_OF_A_REQUEST),
    ("a_request_of_an_unknown_method", UNKNOWN_OF_A_REQUEST),
)
def test_a_route_in_a_message_of_no_known_method_is_not_used(
    row: Rows, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The update inside is a good one; the method that would say so is missing, of another type, or unknown."""
    bob.says(prefix.two)
    for each in row:
        bob.delivered(bob.post_body(json_text.write([recast(each.message, names(prefix.stem, alice, bob))])))
    alice.gets_nothing_of(prefix.two, after=bob, destination_amount=2000)
