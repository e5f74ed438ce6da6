"""Quotes by the own rate at many amounts: there and back, and that more is never less; up to the ledgers' capacity."""

from __future__ import annotations

import math

from conformance import requirement, rows
from conformance.harness.growing import amounts_up_to, comes_back, more_gives_more
from conformance.harness.peer import Peer
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

ROUNDING_TURNS = (1, 3, 499, 501, 9_979, 9_981, 19_959, 99_799, 99_801, 10_000_019, 123_456_789)


@requirement("QT-12")
@rows("small_to_large_scale", "large_to_small_scale")
def test_there_and_back_at_amounts_where_rounding_turns(row: str, alice: Peer, bob: Peer) -> None:
    """What a by-destination quote asks for gives the amount again."""
    asker, receiver = (alice, bob) if alice.ledger.scale <= bob.ledger.scale else (bob, alice)
    if row == "large_to_small_scale":
        asker, receiver = receiver, asker
    comes_back(asker, receiver, ROUNDING_TURNS)


@requirement("QT-12")
def test_there_and_back_at_very_large_amounts(bob: Peer, carol: Peer, topology: Topology) -> None:
    """Up to the capacity, on both sides of 2^53 where it reaches so far."""
    for asker, receiver in ((bob, carol), (carol, bob)):
        most = math.floor(own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix).domain_end)
        given = own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix).value(most)
        amounts = amounts_up_to(math.floor(given) // 2)
        comes_back(asker, receiver, amounts[-24:])


@requirement("QT-13")
@rows("source_amount", "destination_amount")
def test_more_is_never_less_up_to_the_capacity(row: str, alice: Peer, bob: Peer, topology: Topology) -> None:
    """Around powers of ten and of two; in both directions."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        rate = own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix)
        most = rate.domain_end if row == "source_amount" else rate.value(rate.domain_end)
        more_gives_more(asker, receiver.account, row, amounts_up_to(math.floor(most)))


@requirement("QT-13")
@rows("source_amount", "destination_amount")
def test_more_is_never_less_beyond_what_doubles_hold(row: str, bob: Peer, carol: Peer, topology: Topology) -> None:
    """The largest amounts of the two ledgers with the largest numbers, some of them beside each other."""
    for asker, receiver in ((bob, carol), (carol, bob)):
        rate = own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix)
        most = math.floor(rate.domain_end if row == "source_amount" else rate.value(rate.domain_end))
        near = [most // 7 * 6 + step * step for step in range(12)]
        more_gives_more(asker, receiver.account, row, [*amounts_up_to(near[0])[-12:], *near])
