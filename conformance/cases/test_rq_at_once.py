"""Remote quoting: many requests at once, of several askers, answered by the next hops in another order."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.at_once import Asked, Order, each_gets_its_own, last_first, odd_ones_first
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.worth import ample

LOOK_ALIKE = ("", "1", "01", "1.0", "q", "Q", "q ")
SPECIAL = ("__proto__", "constructor")


@requirement("RQ-3")
@rows(("the_last_first", last_first), ("the_second_first", odd_ones_first))
def test_answers_in_another_order_find_their_requests(row: Order, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """One asker, one next hop, one amount, eight addresses."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
    places = [prefix.far + f"place{number}." for number in range(8)]
    each_gets_its_own([Asked(alice, alice.new_id(), bob, place) for place in places], row)


@requirement("RQ-3")
def test_answers_find_their_requests_among_several_askers_and_hops(
    alice: Peer, amy: Peer, bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Three askers on two ledgers, two next hops on a third; the second answer of each comes first."""
    with given("RR-1"):
        bob.broadcasts(prefix.bob)
        ben.broadcasts(prefix.ben)
        alice.has_route_to(prefix.bob, prefix.ben)
        carol.has_route_to(prefix.bob, prefix.ben, source_amount=ample(carol, bob))
    asked = [
        Asked(asker, asker.new_id(), via, far + f"{asker.account.rpartition('.')[2]}.{number}.")
        for number in range(2)
        for asker in (alice, amy, carol)
        for via, far in ((bob, prefix.bob), (ben, prefix.ben))
    ]
    each_gets_its_own(asked, odd_ones_first)


@requirement("RQ-3")
def test_two_askers_on_a_ledger_with_the_same_id_get_each_their_own(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """For addresses beyond one next hop."""
    with given("RR-1"):
        alice.broadcasts(prefix.far)
        bob.has_route_to(prefix.far, source_amount=ample(bob, alice), via=alice)
        ben.has_route_to(prefix.far, source_amount=ample(ben, alice), via=alice)
    id = bob.new_id()
    one = Asked(bob, id, alice, prefix.far + "one.")
    each_gets_its_own([one, Asked(ben, id, alice, prefix.far + "two.")], last_first)


@requirement("RQ-3")
def test_two_askers_on_two_ledgers_with_the_same_id_get_each_their_own(
    alice: Peer, carol: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """For addresses beyond one next hop."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
        carol.has_route_to(prefix.far, source_amount=ample(carol, bob), via=bob)
    id = alice.new_id()
    one = Asked(alice, id, bob, prefix.far + "one.")
    each_gets_its_own([one, Asked(carol, id, bob, prefix.far + "two.")], last_first)


@requirement("RQ-3")
def test_requests_under_ids_that_look_alike_are_several(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """They differ by a zero, a point, a capital or a blank, or are words that languages use themselves."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
    tag = alice.new_id()
    ids = [*(tag + ending for ending in LOOK_ALIKE), *SPECIAL]
    asked = [Asked(alice, id, bob, prefix.far + f"place{place}.") for place, id in enumerate(ids)]
    each_gets_its_own(asked, last_first)
