"""Liquidity requests, where they are served: the curve in the answer is what quotes follow."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.liquidity import asks_for_a_curve, covers, gives_what_quotes_give, is_a_sound_answer
from conformance.harness.peer import Peer

Points = list[list[int]]


@requirement("QT-22")
def test_the_curve_to_an_own_ledger_is_what_quotes_give(alice: Peer, bob: Peer) -> None:
    """It grows, is for the address asked about, and holds for a while."""
    answer = asks_for_a_curve(alice, bob.account)
    is_a_sound_answer(alice, bob.account, answer)
    gives_what_quotes_give(alice, bob, bob.account, answer)


@requirement("QT-22")
@rows(("straight", [[0, 0], [4, 4]]), ("bent", [[0, 0], [1, 2], [4, 4]]), ("beginning_late", [[1, 1], [2, 3], [4, 4]]))
def test_the_curve_over_a_route_is_what_quotes_give(row: Points, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The route's is joined with the own rate."""
    with given("RR-1", "RR-30"):
        bob.broadcasts(bob.route(prefix.far, points=drawn(row, bob)))
        alice.follows(bob, prefix.later)
    answer = asks_for_a_curve(alice, prefix.far + "carl")
    is_a_sound_answer(alice, prefix.far + "carl", answer)
    gives_what_quotes_give(alice, bob, prefix.far + "carl", answer)


@requirement("QT-22")
def test_the_curve_holds_for_all_that_it_is_said_to(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Below the prefix of Bob's route Ben has one of his own, which is poorer."""
    below = prefix.far + "below."
    with given("RR-1", "RR-30", "QT-10"):
        bob.broadcasts(bob.route(prefix.far, points=drawn([[0, 0], [4, 4]], bob)))
        ben.broadcasts(ben.route(below, points=drawn([[0, 0], [4, 1]], ben)))
        alice.follows(bob, prefix.bob)
        alice.follows(ben, prefix.ben)
    answer = asks_for_a_curve(alice, prefix.far + "carl")
    if covers(answer[0], below + "carl"):
        gives_what_quotes_give(alice, bob, below + "carl", answer)


def drawn(points: Points, peer: Peer) -> Points:
    """The curve in fourths of the ledger's capacity."""
    part = peer.ledger.capacity // 4
    return [[x * part, y * part] for x, y in points]
