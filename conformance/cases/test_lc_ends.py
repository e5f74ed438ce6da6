"""Amounts above 2^53, conversions between all ledgers, and the best hop all along two curves."""

from __future__ import annotations

import math
from itertools import permutations

from conformance import Violation, given, requirement, rows
from conformance.harness.amounts import is_quoted_by_destination_at_ends, is_quoted_by_source_at_ends
from conformance.harness.cast import Prefixes
from conformance.harness.drawing import CROSSING, PARTS, Points, along, announce_both
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.oracle.hops import clearly_best_by_source
from conformance.oracle.quotes import (
    local_by_destination,
    local_by_source,
)
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

NAMES = ("source_amount", "destination_amount")
MANY = 17  # units of currency: all bundled ledgers take as many at once


@requirement("LC-8")
def test_by_source_quotes_above_2_53_are_exact_at_the_ends(alice: Peer, bob: Peer, carol: Peer) -> None:
    """Between three ledgers, up to the most that is taken; where the source amount or the result is above 2^53."""
    for asker, receiver in permutations((alice, bob, carol), 2):
        is_quoted_by_source_at_ends(asker, receiver, large=True)


@requirement("LC-8")
def test_by_destination_quotes_above_2_53_are_exact_at_the_ends(alice: Peer, bob: Peer, carol: Peer) -> None:
    """Between three ledgers, up to the most that can be had."""
    for asker, receiver in permutations((alice, bob, carol), 2):
        is_quoted_by_destination_at_ends(asker, receiver, large=True)


@requirement("LC-11")
@rows(("by_source", True), ("by_destination", False))
def test_some_units_of_currency_are_quoted_between_all_ledgers(row: bool, world: World, topology: Topology) -> None:
    """Each way between any two ledgers: roughly what the rate gives, as a mistaken scale is wrong by ten at least."""
    steady = {peer.ledger.prefix: peer for peer in world.peers.values() if not peer.spare}
    for pair in topology.pairs:
        if pair.source in steady and pair.destination in steady:
            asker, receiver = steady[pair.source], steady[pair.destination]
            unit = 10 ** (asker.ledger.scale if row else receiver.ledger.scale)
            judge = local_by_source if row else local_by_destination
            bounds = judge(topology, pair.source, pair.destination, MANY * unit)
            asked, named = NAMES if row else NAMES[::-1]
            with given("QT-9"):
                answer = asker.asks(receiver.account, **{asked: MANY * unit})
                if not bounds.may_refuse:
                    asker.got_quote(answer)
            if answer.quote is not None and not bounds.best <= 3 * answer.amount(named) <= 9 * bounds.best:
                raise Violation(f"a {named} of about {bounds.best}", answer.said, answer.seqs)


@requirement("LC-1")
@rows(*CROSSING)
def test_by_source_the_best_hop_is_picked_all_along_two_curves(
    row: tuple[Points, Points], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, world: World
) -> None:
    """At amounts between all points, wherever one is better by more than the allowance."""
    routes = [along(peer, points) for peer, points in zip((bob, ben), row, strict=True)]
    own = own_rate(world.topology, alice.ledger.prefix, bob.ledger.prefix)
    last = max(route.curve.last[0] for route in routes)
    amounts = [math.floor(own.inverse(last * part // (2 * PARTS))) for part in range(1, 2 * PARTS, 4)]
    announce_both(alice, (bob, ben), routes, prefix, amounts)
    for amount in amounts:
        best = clearly_best_by_source(world.topology, alice.ledger.prefix, routes, amount)
        if best is not None:
            alice.asks_best(world.peers[best.sender], prefix[amount] + "carl", source_amount=amount)
