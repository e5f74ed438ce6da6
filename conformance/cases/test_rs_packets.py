"""Packets and responses that are broken, or odd: good messages are answered after each."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.requests import recast_request
from conformance.harness.calls import outlives
from conformance.harness.cast import Prefixes
from conformance.harness.packets import is_not_quoted, sends_as_it_is, whole
from conformance.harness.peer import Peer
from conformance.harness.world import World

AMOUNT = 10_000_019
RESPONSES = [row for _, row in fixtures("liquidity_response", "RS-1")]
BROKEN = [row for _, row in fixtures("liquidity_request", "RS-1", valid=True)]


@requirement("RS-1", needs=("asking",))
@rows(("responses", RESPONSES))
def test_after_each_odd_response_good_messages_are_answered(
    row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Its envelope lacks something, or has something else there; what becomes of the quote is not judged."""
    yield world.now()
    with given("RR-1", "RR-22"):
        bob.broadcasts(prefix.one)
        alice.follows(bob, prefix.later)
    for each in row:
        bob.replies(prefix.one, whole(recast_request(each.message, names(prefix.stem, alice, bob))))
        asked = alice.post(
            world.profile.quote_request(alice.new_id(), alice.request(prefix.one + "x", source_amount=AMOUNT))
        )
        outlives(alice, asked, bob)


@requirement("RS-1")
@rows(("packets", BROKEN))
def test_after_each_broken_packet_good_messages_are_answered(
    row: list[Fixture], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """And none of them is quoted."""
    for each in row:
        exchange = sends_as_it_is(alice, recast_request(each.message, names(prefix.stem, alice, bob)))
        outlives(alice, exchange, bob)
        is_not_quoted(alice, exchange)
