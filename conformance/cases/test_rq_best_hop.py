"""Remote quoting: of several next hops the curves pick one, for each amount anew; its answer is the one that counts."""

from __future__ import annotations

import math
from fractions import Fraction

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.quoting import asked_within, last_said
from conformance.harness.replies import scaled
from conformance.oracle.curves import Curve
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source
from conformance.oracle.quotes import (
    remote_answer_by_destination,
    remote_answer_by_source,
    remote_ask_by_source,
)
from conformance.oracle.rates import own_rate
from conformance.oracle.routing import Route
from schemas.topology import Topology

AMOUNT = 10_000_019
Points = list[list[int]]


def learnt(asker: Peer, peer: Peer, prefix: Prefixes, name: str, points: Points) -> Route:
    """The peer announces the case's prefix with this curve, and the target has taken it in."""
    peer.broadcasts(peer.route(prefix.far, points=points))
    asker.follows(peer, prefix[name])
    return Route(peer.account, peer.ledger.prefix, prefix.far, Curve.of(points), Fraction(1))


def line(peer: Peer, rate: Fraction) -> Points:
    """A curve of that rate over the ledger's whole capacity."""
    return [[0, 0], [peer.ledger.capacity, math.floor(peer.ledger.capacity * rate)]]


@requirement("RQ-1", needs=("choice by curves",))
@rows("source_amount", "destination_amount")
def test_the_answer_of_the_hop_that_the_curves_pick_counts(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob's curve is the better one; Bob quotes far worse than it, and Ben, if he is asked, far better than his."""
    learnt(alice, bob, prefix, "bob", line(bob, Fraction(2)))
    learnt(alice, ben, prefix, "ben", line(ben, Fraction(1)))
    by_source = row == "source_amount"
    bob.replies(prefix.far, scaled(destination=Fraction(1, 4)) if by_source else scaled(source=Fraction(4)))
    ben.replies(prefix.far, scaled(destination=Fraction(2)) if by_source else scaled(source=Fraction(1, 2)))
    answer = alice.asks_best(bob, prefix.far + "carl", **{row: AMOUNT})
    said = last_said(bob, prefix.far, "destination_amount" if by_source else "source_amount")
    bounds = remote_answer_by_destination(topology, alice.ledger.prefix, bob.ledger.prefix, said)
    alice.got_within(remote_answer_by_source(topology, said) if by_source else bounds, answer)


@requirement("RQ-1", "LC-7")
@rows("source_amount", "destination_amount")
def test_for_each_amount_the_curves_pick_anew(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Two curves that cross, by turns an amount below and one above; only where the better one is beyond doubt."""
    unit = bob.ledger.capacity // 1000
    early, late = [[0, 0], [unit, 4 * unit], [9 * unit, 5 * unit]], [[0, 0], [5 * unit, unit], [9 * unit, 30 * unit]]
    both = [learnt(alice, bob, prefix, "bob", early), learnt(alice, ben, prefix, "ben", late)]
    peers = {peer.account: peer for peer in (bob, ben)}
    own = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    for part in (Fraction(1, 2), Fraction(8), Fraction(9, 10), Fraction(7), Fraction(4), Fraction(1, 100), Fraction(6)):
        amount = math.floor(part * unit if row == "destination_amount" else own.inverse(part * unit))
        pick = clearly_best_by_source if row == "source_amount" else clearly_best_by_destination
        best = pick(topology, alice.ledger.prefix, both, amount)
        if best is not None:
            alice.asks_best(peers[best.sender], prefix.far + "carl", **{row: amount})


@requirement("RQ-1", "LC-7")
@rows("a_worse_curve", "withdrawn")
def test_when_the_best_hop_changes_the_other_one_is_asked(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Bob's curve was the better one, and he was asked; and after that Ben's is."""
    learnt(alice, ben, prefix, "ben", line(ben, Fraction(1)))
    learnt(alice, bob, prefix, "bob", line(bob, Fraction(2)))
    with given("RR-1", "RQ-1"):
        alice.asks_through(bob, prefix.far + "carl", source_amount=AMOUNT)
    if row == "withdrawn":
        bob.withdraws(prefix.far)
    else:
        bob.broadcasts(bob.route(prefix.far, points=line(bob, Fraction(1, 2))))
    with given("RR-5", "RR-7"):
        alice.follows(bob, prefix.later)
    alice.asks_best(ben, prefix.far + "carl", source_amount=AMOUNT)
    alice.asks_best(ben, prefix.far + "carl", destination_amount=AMOUNT)


@requirement("RQ-1b", needs=("choice by curves",))
def test_who_is_asked_beside_the_best_hop(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> str:
    """Bob's curve is the better one; whether Ben is asked too is reported."""
    with given("RQ-1"):
        learnt(alice, bob, prefix, "bob", line(bob, Fraction(2)))
        learnt(alice, ben, prefix, "ben", line(ben, Fraction(1)))
        alice.asks_best(bob, prefix.far + "carl", source_amount=AMOUNT)
    return "others are asked too" if ben.asked_for(prefix.far) else "nobody else is asked"


@requirement("RQ-2")
@rows(("fourteen_digits", 12_345_678_901_234), ("near_the_capacity", 99_999_999_999_967))
def test_the_amount_left_is_asked_about_exactly_where_no_double_holds_it(
    row: int, bob: Peer, carol: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob asks for a receiver beyond Carol, whose ledger has smaller units: the amount is above 2^53."""
    own = own_rate(topology, bob.ledger.prefix, carol.ledger.prefix)
    only_where(own.value(row) > 2**53 and row <= own.domain_end, "the ledgers' capacity is too small")
    with given("RR-1"):
        carol.broadcasts(prefix.far)
        bob.asks_through(carol, prefix.far + "carl", source_amount=row)
    bounds = remote_ask_by_source(topology, bob.ledger.prefix, carol.ledger.prefix, row)
    asked_within(bounds, carol.asked_for(prefix.far)[-1], "source_amount")


@requirement("RQ-3")
@rows(("twelve_digits", 987_654_321_011), ("thirteen_digits", 45_678_901_234_567))
def test_the_source_amount_is_exact_where_no_double_holds_it(
    row: int, bob: Peer, carol: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Carol asks for a receiver beyond Bob, whose ledger has larger units."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answer = carol.asks_through(bob, prefix.far + "carl", destination_amount=row)
    said = last_said(bob, prefix.far, "source_amount")
    carol.got_within(remote_answer_by_destination(topology, carol.ledger.prefix, bob.ledger.prefix, said), answer)
