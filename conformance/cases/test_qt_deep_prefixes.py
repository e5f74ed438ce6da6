"""Quotes: prefixes over many depths, and prefixes that look alike."""

from __future__ import annotations

import random

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.worth import ample

DEPTHS = ("a.", "a.a.", "a.a.b.", "a.a.b.a.", "a.a.b.a.a.")
LOOK_ALIKE = (
    ("digits_and_the_same_with_a_zero", ("1", "01")),
    ("a_number_with_an_exponent_and_the_same_without", ("1e1", "10")),
    ("a_minus_and_an_underscore", ("ring-a", "ring_a")),
    ("a_segment_and_a_percent_code_in_letters", ("ring", "ring~20")),
)


@requirement("QT-10")
@rows(("from_the_shortest_on", 0), ("from_the_longest_on", 1), ("mixed", 2))
def test_the_longest_of_many_prefixes_wins(row: int, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob and Ben announce by turns, each depth is the other's, and all are quoted as if nothing else were there."""
    owners = {prefix.deep + depth: (bob, ben)[place % 2] for place, depth in enumerate(DEPTHS)}
    order = list(owners)[:: -1 if row == 1 else 1]
    if row > 1:
        random.Random(row).shuffle(order)
    for each in order:
        owners[each].broadcasts(each)
    alice.follows(bob, prefix.later)
    alice.follows(ben, prefix.latest)
    for each, owner in owners.items():
        alice.has_route_to(each, each + "other.", via=owner)


@requirement("QT-10")
def test_without_the_longest_prefix_the_next_one_counts(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Ben's prefix lies between two of Bob's; the longest is withdrawn, and then the middle one."""
    middle, inner = prefix.wide + "middle.", prefix.wide + "middle.inner."
    with given("RR-1", "QT-10"):
        bob.broadcasts(prefix.wide, inner)
        ben.broadcasts(middle)
        alice.has_route_to(inner, via=bob)
        alice.has_route_to(middle + "beside.", via=ben)
    bob.withdraws(inner)
    alice.has_route_to(inner, via=ben)
    ben.withdraws(middle)
    alice.has_route_to(inner, middle, via=bob)


@requirement("QT-10")
def test_a_longer_prefix_counts_for_all_askers_alike(alice: Peer, carol: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Carol has the short prefix with the better rate, Bob the longer one; Alice asks, and Carol does."""
    inner = prefix.wide + "inner."
    carol.broadcasts(carol.route(prefix.wide, points=[[0, 0], [carol.ledger.capacity, 10 * carol.ledger.capacity]]))
    bob.broadcasts(inner)
    alice.follows(bob, prefix.later)
    alice.follows(carol, prefix.latest)
    alice.has_route_to(inner, via=bob)
    carol.has_route_to(inner, source_amount=ample(carol, bob), via=bob)
    alice.has_route_to(prefix.wide + "inne.", prefix.wide + "inner-.", via=carol)


@requirement("QT-11")
@rows(*LOOK_ALIKE)
def test_segments_that_look_alike_are_two(row: tuple[str, str], alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A route to the one is none to the other, either way round."""
    one, other = (prefix.stem + each + "." for each in row)
    bob.broadcasts(one)
    with given("RR-1"):
        alice.has_route_to(one)
    alice.has_no_way_to(other + "carl")
    with given("RR-1", "RR-7"):
        bob.broadcasts(other, unreachable=[one])
        alice.has_route_to(other)
        alice.has_no_route_to(one)
    alice.has_no_way_to(one + "carl")


@requirement("QT-11")
@rows("in_the_first_segment", "in_the_scheme")
def test_the_case_of_an_address_counts_in_each_segment(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The same address but for one capital letter; the receiver's own segment may have any."""
    with given("RR-1"):
        bob.broadcasts(prefix.ring)
        alice.has_route_to(prefix.ring)
        alice.is_quoted(prefix.ring + "CARL", source_amount=10_000)
    scheme, tag, rest = prefix.ring.split(".", 2)
    capital = {
        "in_the_first_segment": f"{scheme}.{tag.capitalize()}.{rest}",
        "in_the_scheme": f"{scheme.upper()}.{tag}.{rest}",
    }
    alice.has_no_way_to(capital[row] + "carl")
