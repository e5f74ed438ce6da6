"""Remote quoting in packets: the reference answers of a next hop, good and bad, and its errors."""

from __future__ import annotations

from collections.abc import Iterator

from conformance import requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.requests import recast_request
from conformance.harness.cast import Prefixes
from conformance.harness.misanswering import badly_answered
from conformance.harness.packets import amount_in, in_the_name_of, is_the_error, whole
from conformance.harness.peer import Peer
from conformance.harness.quoting import EITHER_OTHER
from conformance.harness.world import World
from conformance.oracle.quotes import remote_answer_by_destination, remote_answer_by_source
from schemas.topology import Topology

KIND = "liquidity_response"
AMOUNT = 10_000_019


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


@requirement("RQ-4", profile="liquidity-routing")
@rows("ben", "carol")
def test_a_response_in_another_accounts_name_gives_an_error(
    row: str, alice: Peer, bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Bob's response is right, but by its envelope Ben's, on the same ledger, or Carol's, on hers."""
    yield world.now()
    other = {"ben": ben, "carol": carol}[row]
    alice.got_error(badly_answered(alice, bob, bob.way_to(prefix.one), in_the_name_of(other)))


@requirement("RQ-4b")
@rows(*fixtures(KIND, "RQ-4b"))
def test_the_next_hops_error_is_passed_on(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The connector adds itself to those who forwarded it."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    is_the_error(alice, badly_answered(alice, bob, bob.way_to(prefix.one), whole(message)), message)
