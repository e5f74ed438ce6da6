"""Quotes between two ledgers of the connector: its own rate, and nobody else's."""

from __future__ import annotations

import math
from itertools import pairwise

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.oracle.quotes import local_by_destination, local_by_source, there_and_back
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

AMOUNTS = (1, 2, 99, 500, 10_007, 999_983, 123_456_789)  # base units
ROUND = (500, 50_000, 5_000_000, 10_000_000)  # with the bundled spreads and scales, exact results are whole for these
COARSE = (10_000_019, 99_999_989, 123_456_789)  # something is left of these on a ledger of a smaller scale


@requirement("QT-9")
@rows(*((f"{amount}", amount) for amount in AMOUNTS))
def test_by_source_the_own_rate_gives_the_destination_amount(
    row: int, alice: Peer, bob: Peer, topology: Topology
) -> None:
    """Within the allowance, in both directions."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        bounds = local_by_source(topology, asker.ledger.prefix, receiver.ledger.prefix, row)
        asker.is_quoted_within(bounds, receiver.account, source_amount=row)


@requirement("QT-9")
@rows(*((f"{amount}", amount) for amount in AMOUNTS))
def test_by_destination_the_own_rate_gives_the_source_amount(
    row: int, alice: Peer, bob: Peer, topology: Topology
) -> None:
    """Within the allowance, in both directions."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        bounds = local_by_destination(topology, asker.ledger.prefix, receiver.ledger.prefix, row)
        asker.is_quoted_within(bounds, receiver.account, destination_amount=row)


@requirement("QT-9")
def test_the_own_rate_holds_between_all_ledgers(alice: Peer, bob: Peer, carol: Peer, topology: Topology) -> None:
    """Each pair of three ledgers has its own rate and scales."""
    for asker, receiver in ((alice, carol), (carol, alice), (bob, carol), (carol, bob)):
        bounds = local_by_source(topology, asker.ledger.prefix, receiver.ledger.prefix, 10_000_019)
        asker.is_quoted_within(bounds, receiver.account, source_amount=10_000_019)


@requirement("QT-9")
def test_learnt_routes_do_not_touch_the_own_rate(alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> None:
    """Bob announces a far better rate to elsewhere."""
    with given("RR-1"):
        bob.broadcasts(bob.route(prefix.far, points=[[0, 0], [bob.ledger.capacity, 10 * bob.ledger.capacity]]))
        alice.has_route_to(prefix.far)
    bounds = local_by_source(topology, alice.ledger.prefix, bob.ledger.prefix, 10_007)
    alice.is_quoted_within(bounds, bob.account, source_amount=10_007)


@requirement("QT-9b")
@rows(*((f"{amount}", amount) for amount in ROUND))
def test_by_source_a_whole_result_is_exact(row: int, alice: Peer, bob: Peer, topology: Topology) -> None:
    """Where the exact value is whole, in both directions."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        bounds = local_by_source(topology, asker.ledger.prefix, receiver.ledger.prefix, row)
        if bounds.exact is not None:
            answer = asker.is_quoted(receiver.account, source_amount=row)
            if answer.amount("destination_amount") != bounds.exact:
                raise Violation(f"destination_amount {bounds.exact}", answer.said, answer.seqs)


@requirement("QT-9b")
@rows(*((f"{amount}", amount) for amount in ROUND))
def test_by_destination_a_whole_result_is_exact(row: int, alice: Peer, bob: Peer, topology: Topology) -> None:
    """The destination amount is what the own rate gives for a round source amount."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        gives = local_by_source(topology, asker.ledger.prefix, receiver.ledger.prefix, row).exact
        if gives is not None:
            bounds = local_by_destination(topology, asker.ledger.prefix, receiver.ledger.prefix, gives)
            answer = asker.is_quoted(receiver.account, destination_amount=gives)
            if bounds.exact is not None and answer.amount("source_amount") != bounds.exact:
                raise Violation(f"source_amount {bounds.exact}", answer.said, answer.seqs)


@requirement("QT-12")
@rows(*((f"{amount}", amount) for amount in COARSE))
def test_quote_and_back(row: int, alice: Peer, bob: Peer, topology: Topology) -> None:
    """What a by-destination quote asks for gives the amount again, in both directions."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        with given("QT-9"):
            there = asker.is_quoted(receiver.account, destination_amount=row)
            back = asker.is_quoted(receiver.account, source_amount=there.amount("source_amount"))
        least = there_and_back(topology, row)
        if back.amount("destination_amount") < least:
            raise Violation(f"at least {least} for {there.amount('source_amount')}", back.said, there.seqs + back.seqs)


@requirement("QT-13")
def test_more_source_never_gives_less_destination(alice: Peer, bob: Peer) -> None:
    """Amounts beside each other, where rounding turns, and far apart; in both directions."""
    amounts = [*range(1, 12), *range(9_998, 10_004), *range(10_020, 10_045, 3), 999_999, 1_000_000, 10**7, 10**8]
    for asker, receiver in ((alice, bob), (bob, alice)):
        answers = [asker.asks(receiver.account, source_amount=amount) for amount in amounts]
        quoted = [answer for answer in answers if answer.quote is not None]
        for less, more in pairwise(quoted):
            if more.amount("destination_amount") < less.amount("destination_amount"):
                raise Violation(f"no less than {less.said}", more.said, less.seqs + more.seqs)


@requirement("QT-13")
def test_more_destination_never_costs_less_source(alice: Peer, bob: Peer) -> None:
    """The same by destination amount."""
    amounts = [*range(1, 12), *range(9_978, 9_984), *range(19_958, 19_964), 999_999, 1_000_000, 10**7]
    for asker, receiver in ((alice, bob), (bob, alice)):
        answers = [asker.asks(receiver.account, destination_amount=amount) for amount in amounts]
        quoted = [answer for answer in answers if answer.quote is not None]
        for less, more in pairwise(quoted):
            if more.amount("source_amount") < less.amount("source_amount"):
                raise Violation(f"no less than {less.said}", more.said, less.seqs + more.seqs)


@requirement("QT-14")
@rows(*((f"{amount}", amount) for amount in COARSE))
def test_rounding_favours_the_connector(row: int, alice: Peer, bob: Peer, topology: Topology) -> None:
    """The destination amount is rounded down, the source amount up."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        rate = own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix)
        given_for, asked_for = math.floor(rate.value(row)), math.ceil(rate.inverse(row))
        answer = asker.asks(receiver.account, source_amount=row)
        if answer.quote is not None and answer.amount("destination_amount") > given_for:
            raise Violation(f"at most {given_for} for {row}", answer.said, answer.seqs)
        answer = asker.asks(receiver.account, destination_amount=row)
        if answer.quote is not None and answer.amount("source_amount") < asked_for:
            raise Violation(f"at least {asked_for} for {row}", answer.said, answer.seqs)
