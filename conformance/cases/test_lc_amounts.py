"""Amounts in quotes: exact integers, above 2^53 too, each in its own ledger's base unit."""

from __future__ import annotations

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.quoting import asked_within
from conformance.harness.replies import altered
from conformance.oracle.quotes import (
    local_by_destination,
    local_by_source,
    remote_answer_by_source,
    remote_ask_by_destination,
)
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

LARGE = (("2_53_and_1", 2**53 + 1), ("2_53_and_3", 2**53 + 3), ("seventeen_digits", 12_345_678_901_234_567))


@requirement("LC-8")
@rows(*LARGE)
def test_by_source_a_large_amount_is_exact(row: int, bob: Peer, carol: Peer, topology: Topology) -> None:
    """The source amount is echoed to the last digit, the other within the bounds."""
    only_where(row <= own_rate(topology, carol.ledger.prefix, bob.ledger.prefix).domain_end, "beyond the capacity")
    bounds = local_by_source(topology, carol.ledger.prefix, bob.ledger.prefix, row)
    answer = carol.is_quoted_within(bounds, bob.account, source_amount=row)
    if answer.amount("source_amount") != row:
        raise Violation(f"source_amount {row}", answer.said, answer.seqs)


@requirement("LC-8")
@rows(*LARGE)
def test_by_destination_a_large_amount_is_exact(row: int, bob: Peer, carol: Peer, topology: Topology) -> None:
    """The destination amount is echoed to the last digit, the other within the bounds."""
    bounds = local_by_destination(topology, bob.ledger.prefix, carol.ledger.prefix, row)
    only_where(not bounds.may_refuse, "beyond the capacity")
    answer = bob.is_quoted_within(bounds, carol.account, destination_amount=row)
    if answer.amount("destination_amount") != row:
        raise Violation(f"destination_amount {row}", answer.said, answer.seqs)


@requirement("LC-8")
@rows(("odd_source_amount", 9_025_050_100_201), ("near_the_capacity", 99_999_999_999_967))
def test_a_large_result_is_exact(row: int, bob: Peer, carol: Peer, topology: Topology) -> None:
    """What comes out is above 2^53: never above the exact value."""
    only_where(row <= own_rate(topology, bob.ledger.prefix, carol.ledger.prefix).domain_end, "beyond the capacity")
    bounds = local_by_source(topology, bob.ledger.prefix, carol.ledger.prefix, row)
    bob.is_quoted_within(bounds, carol.account, source_amount=row)


@requirement("LC-8", needs=("asking",))
@rows(*LARGE, ("2_64_less_1", 2**64 - 1))
def test_a_large_amount_of_the_next_hop_is_passed_on_exactly(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop's quote names more than its curve: it is what counts (QT-18)."""
    bob.replies(prefix.far, altered(destination_amount=str(row)))
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answer = alice.asks_through(bob, prefix.far + "carl", source_amount=10_000_019)
    alice.got_within(remote_answer_by_source(topology, row), answer)


@requirement("LC-8", needs=("asking",))
@rows(("2_53_less_1", 2**53 - 1), ("fifteen_digits", 987_654_321_012_347))
def test_a_large_amount_is_asked_of_the_next_hop_exactly(row: int, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """By destination amount, of a curve that reaches to 2^53."""
    with given("RR-1"):
        bob.broadcasts(bob.route(prefix.far, points=[[0, 0], [10**8, 2**53]]))
        answer = alice.asks_through(bob, prefix.far + "carl", destination_amount=row)
    asked_within(remote_ask_by_destination(row), bob.asked_for(prefix.far)[-1], "destination_amount")
    if answer.amount("destination_amount") != row:
        raise Violation(f"destination_amount {row}", answer.said, answer.seqs)


@requirement("LC-11")
def test_one_currency_unit_is_worth_one_less_the_spread(alice: Peer, bob: Peer, topology: Topology) -> None:
    """Each amount in its own ledger's base unit, in both directions."""
    only_where(alice.ledger.scale != bob.ledger.scale, "needs two ledgers of different scales")
    for asker, receiver in ((alice, bob), (bob, alice)):
        unit = 10**asker.ledger.scale
        bounds = local_by_source(topology, asker.ledger.prefix, receiver.ledger.prefix, 1000 * unit)
        asker.is_quoted_within(bounds, receiver.account, source_amount=1000 * unit)
