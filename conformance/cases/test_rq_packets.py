"""Remote quoting in packets: the reference answers of a next hop, good and bad, and its errors."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.requests import recast_request
from conformance.harness.calls import outlives
from conformance.harness.cast import Prefixes
from conformance.harness.misanswering import badly_answered
from conformance.harness.packets import amount_in, is_not_quoted, is_the_error, sends_as_it_is, whole
from conformance.harness.peer import Peer
from conformance.harness.quoting import EITHER_OTHER
from conformance.harness.world import World
from conformance.oracle.quotes import remote_answer_by_destination, remote_answer_by_source
from schemas.topology import Topology

KIND = "liquidity_response"
AMOUNT = 10_000_019
BROKEN = [row for _, row in fixtures("liquidity_request", "RS-1", valid=True)]


@requirement("RQ-3")
@rows(*fixtures(KIND, "RQ-3"))
def test_an_answer_in_a_packet_is_joined(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """With and without `from`, in either alphabet, with members that nobody knows."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    name, said = amount_in(message)
    answer = badly_answered(alice, bob, bob.way_to(prefix.one), whole(message), **{EITHER_OTHER[name]: AMOUNT})
    cost = remote_answer_by_destination(topology, alice.ledger.prefix, bob.ledger.prefix, said)
    alice.got_within(remote_answer_by_source(topology, said) if name == "destination_amount" else cost, answer)


@requirement("RQ-4")
@rows(*fixtures(KIND, "RQ-4"))
def test_a_response_without_a_quote_gives_an_error(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """A packet that is none, or answers something else, or no packet."""
    yield world.now()
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.one), whole(message)))


@requirement("RQ-4b")
@rows(*fixtures(KIND, "RQ-4b"))
def test_the_next_hops_error_is_passed_on(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The connector adds itself to those who forwarded it."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    is_the_error(alice, badly_answered(alice, bob, bob.way_to(prefix.one), whole(message)), message)


@requirement("RS-1", needs=("asking",))
@rows(("responses", [row for _, row in fixtures(KIND, "RS-1")]))
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
