"""Quotes at the ends of the own rate, where its rounding turns, and at the bends of a learnt route."""

from __future__ import annotations

import math
from itertools import pairwise

from conformance import Violation, given, requirement, rows
from conformance.harness.amounts import is_quoted_by_destination_at_ends, is_quoted_by_source_at_ends, quoted_at
from conformance.harness.cast import Prefixes
from conformance.harness.drawing import BENT, drawn
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.quoting import asked_amount, last_said
from conformance.oracle.quotes import (
    local_by_source,
    remote_answer_by_destination,
    remote_answer_by_source,
    remote_ask_by_source,
    there_and_back,
)
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

NAMES = ("source_amount", "destination_amount")


@requirement("QT-9")
def test_by_source_the_own_rate_holds_at_its_ends(alice: Peer, bob: Peer) -> None:
    """The least that gives something, the most that is taken, one more and one less, some by chance; both ways."""
    is_quoted_by_source_at_ends(alice, bob)
    is_quoted_by_source_at_ends(bob, alice)


@requirement("QT-9")
def test_by_destination_the_own_rate_holds_at_its_ends(alice: Peer, bob: Peer) -> None:
    """The least and the most that can be had, one more and one less, some by chance; both ways."""
    is_quoted_by_destination_at_ends(alice, bob)
    is_quoted_by_destination_at_ends(bob, alice)


@requirement("QT-9")
def test_a_third_ledgers_own_rates_hold_at_their_ends(alice: Peer, bob: Peer, carol: Peer) -> None:
    """From it and to it, by source and by destination amount."""
    for asker, receiver in ((alice, carol), (carol, alice), (bob, carol), (carol, bob)):
        is_quoted_by_source_at_ends(asker, receiver)
        is_quoted_by_destination_at_ends(asker, receiver)


@requirement("QT-12")
def test_quote_and_back_at_the_ends(alice: Peer, bob: Peer, topology: Topology) -> None:
    """What is asked for the most, and for amounts by chance, gives it again; both ways."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        for there in quoted_at(asker, receiver, "destination_amount"):
            asked, named = there.amount("destination_amount"), there.amount("source_amount")
            if local_by_source(topology, asker.ledger.prefix, receiver.ledger.prefix, named).may_refuse:
                continue
            with given("QT-9"):
                back = asker.is_quoted(receiver.account, source_amount=named)
            if back.amount("destination_amount") < there_and_back(topology, asked):
                expected = f"at least {there_and_back(topology, asked)} for {named}"
                raise Violation(expected, back.said, there.seqs + back.seqs)


@requirement("QT-13")
@rows(("by_source", NAMES), ("by_destination", NAMES[::-1]))
def test_more_of_the_one_never_goes_with_less_of_the_other(row: tuple[str, ...], alice: Peer, bob: Peer) -> None:
    """Up to the ends, above 2^53 too where they lie there; both ways."""
    asked, named = row
    for asker, receiver in ((alice, bob), (bob, alice)):
        for less, more in pairwise(quoted_at(asker, receiver, asked)):
            if more.amount(asked) >= less.amount(asked) and more.amount(named) < less.amount(named):
                raise Violation(f"a {named} no less than in {less.said}", more.said, less.seqs + more.seqs)


@requirement("QT-14")
@rows(("by_source", True), ("by_destination", False))
def test_rounding_favours_the_connector_at_the_ends(row: bool, alice: Peer, bob: Peer, topology: Topology) -> None:
    """At the least and the most, and by chance; both ways."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        own = own_rate(topology, asker.ledger.prefix, receiver.ledger.prefix)
        for answer in quoted_at(asker, receiver, "source_amount" if row else "destination_amount"):
            source, destination = answer.amount("source_amount"), answer.amount("destination_amount")
            if row and destination > own.value(source):
                raise Violation(f"at most {math.floor(own.value(source))} for {source}", answer.said, answer.seqs)
            if not row and source < own.inverse(destination):
                raise Violation(f"at least {math.ceil(own.inverse(destination))}", answer.said, answer.seqs)


@requirement("QT-18")
def test_by_source_the_answer_at_each_bend_is_the_join(
    alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop quotes by its curve: at its bends, and one base unit before and after."""
    curve, own = drawn(BENT, bob), own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    bends = [math.ceil(own.inverse(x)) + more for x in curve.breakpoints[1:-1] for more in (-1, 0, 1)]
    only_where(all(own.value(x - 1) > 1 for x in bends), "the curve is too short for the first ledger's base unit")
    with given("RR-1"):
        bob.broadcasts(*(bob.route(prefix[x], points=[[*each] for each in curve.points]) for x in bends))
        alice.has_route_to(prefix[bends[-1]], via=bob, source_amount=bends[-1])
    for x in bends:
        with given("RR-1"):
            answer = alice.asks_through(bob, prefix[x] + "carl", source_amount=x)
        with given("RQ-2"):
            bounds = remote_ask_by_source(topology, alice.ledger.prefix, bob.ledger.prefix, x)
            if not bounds.allows(asked_amount(bob.asked_for(prefix[x])[-1], "source_amount")):
                raise Violation(bounds.sentence(), "another amount asked of the next hop", answer.seqs)
        said = last_said(bob, prefix[x], "destination_amount")
        alice.got_within(remote_answer_by_source(topology, said), answer)


@requirement("QT-18")
def test_by_destination_the_answer_at_each_bend_is_the_join(
    alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop asks by its curve: at its bends, and one base unit before and after."""
    curve = drawn(BENT, bob)
    bends = sorted({y + more for _, y in curve.points[1:-1] for more in (-1, 0, 1)})
    with given("RR-1"):
        bob.broadcasts(*(bob.route(prefix[y], points=[[*each] for each in curve.points]) for y in bends))
        alice.has_route_to(prefix[bends[-1]], via=bob, destination_amount=bends[-1])
    for y in bends:
        with given("RR-1"):
            answer = alice.asks_through(bob, prefix[y] + "carl", destination_amount=y)
        said = last_said(bob, prefix[y], "source_amount")
        alice.got_within(remote_answer_by_destination(topology, alice.ledger.prefix, bob.ledger.prefix, said), answer)
