"""Quotes: how long the two holds are, with wishes of the asker's and beyond the next hop, and how long they may be."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.holding import keeps_the_gap, leaves_time_or_refuses
from conformance.harness.needs import only_where
from conformance.harness.peer import Peer
from conformance.harness.replies import altered, seconds
from conformance.harness.world import World
from conformance.harness.worth import ample
from schemas.topology import Topology

AMOUNT = 10_000_019
A_LITTLE = Fraction(1, 1000)


@requirement("QT-15", needs=("members of quotes",))
@rows(
    ("a_short_source_hold", {"source_expiry_duration": "2.5"}),
    ("both_equal", {"source_expiry_duration": "5", "destination_expiry_duration": "5"}),
    ("both_a_little_too_close", {"source_expiry_duration": "4.999", "destination_expiry_duration": "4"}),
    ("both_the_wrong_way_round", {"source_expiry_duration": "3", "destination_expiry_duration": "4"}),
    ("both_far_apart", {"source_expiry_duration": "9.5", "destination_expiry_duration": "1.25"}),
    ("a_fraction_of_nine_digits", {"destination_expiry_duration": "2.123456789"}),
)
def test_whatever_holds_are_asked_for_the_gap_is_kept(
    row: dict[str, Any], alice: Peer, bob: Peer, topology: Topology
) -> None:
    """By source and by destination amount, both ways; what leaves too little time may be refused."""
    for asker, receiver in ((alice, bob), (bob, alice)):
        for name in ("source_amount", "destination_amount"):
            leaves_time_or_refuses(asker, asker.asks(receiver.account, **{name: AMOUNT}, **row))


@requirement("QT-15")
@rows(
    ("a_fraction", {"destination_expiry_duration": "2.125"}),
    ("a_short_source_hold", {"source_expiry_duration": "2.5"}),
    ("both_a_little_too_close", {"source_expiry_duration": "7.249", "destination_expiry_duration": "4"}),
)
def test_beyond_the_next_hop_whatever_holds_are_asked_for_its_gap_is_added(
    row: dict[str, Any], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The broadcast window, by which the next hop quotes, is 2.25 seconds."""
    with given("RR-1"):
        bob.broadcasts(bob.route(prefix.far, min_message_window=2.25))
        alice.has_route_to(prefix.far)
    for name in ("source_amount", "destination_amount"):
        answer = alice.asks(prefix.far + "carl", **{name: AMOUNT}, **row)
        leaves_time_or_refuses(alice, answer, Fraction(9, 4))


@requirement("QT-15", needs=("members of quotes",))
@rows(
    ("nine_digits", ("5.999999999", "5")),
    ("nothing_between", ("5", "5")),
    ("four_seconds", ("6.5", "2.5")),
    ("the_wrong_way_round", ("4", "6")),
)
def test_what_the_next_hop_has_between_the_holds_counts(
    row: tuple[str, str], alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Whatever its window says; where it has less than nothing between them there is no quote, or the own window."""
    yield world.now()
    far = bob.way_to(prefix.far)
    bob.replies(far, altered(source_expiry_duration=row[0], destination_expiry_duration=row[1]))
    between = max(Fraction(row[0]) - Fraction(row[1]), Fraction(0))
    with given("RR-1"):
        answer = alice.asks_through(bob, far + "carl", source_amount=AMOUNT)
    leaves_time_or_refuses(alice, answer, between)


@requirement("QT-15")
def test_the_gap_is_kept_between_all_ledgers(alice: Peer, bob: Peer, carol: Peer) -> None:
    """With the connector's own holds and with some asked for."""
    for asker, receiver in ((alice, carol), (carol, bob), (bob, carol)):
        for hold in (None, "3.75"):
            amount = ample(asker, receiver)
            answer = asker.asks(receiver.account, source_amount=amount, destination_expiry_duration=hold)
            keeps_the_gap(asker, answer)


@requirement("QT-16")
@rows(("a_thousandth_longer", A_LITTLE), ("twelve_digits", Fraction(999_999_999_999)))
def test_a_hold_above_the_maximum_is_refused_by_either_amount(
    row: Fraction, alice: Peer, bob: Peer, topology: Topology
) -> None:
    """Of so much more than the connector's maximum."""
    hold = min(topology.maximum_hold + row, Fraction(999_999_999_999))
    for name in ("source_amount", "destination_amount"):
        alice.is_refused(bob.account, **{name: AMOUNT}, destination_expiry_duration=seconds(hold))


@requirement("QT-16")
def test_a_hold_within_the_maximum_is_granted(alice: Peer, bob: Peer, topology: Topology) -> None:
    """The source hold, which is longer by the own window, is within it too."""
    hold = topology.maximum_hold - topology.message_window
    only_where(hold > 0, "the window leaves no hold within the maximum")
    with given("QT-9"):
        alice.is_quoted(bob.account, source_amount=AMOUNT)
    for name in ("source_amount", "destination_amount"):
        alice.is_quoted(bob.account, **{name: AMOUNT}, destination_expiry_duration=seconds(hold))
