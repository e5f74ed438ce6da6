"""Liquidity requests, where they are served: the curve in the answer is what quotes follow."""

from __future__ import annotations

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.liquidity import asks_for_a_curve, covers, gives_what_quotes_give, is_a_sound_answer
from conformance.harness.peer import Peer

Points = list[list[int]]


@requirement("QT-22")
@rows("an_own_ledger", "a_curve", "a_bent_curve", "a_prefix_with_one_below")
def test_the_curve_in_the_answer_is_what_quotes_give(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """It grows, reaches as far as it says, and holds for a while."""
    end = bob.ledger.capacity
    bent = [[0, 0], [end // 4, end // 2], [end, end]]
    address = bob.account if row == "an_own_ledger" else prefix.far + "carl"
    with given("RR-1", "RR-30"):
        if row != "an_own_ledger":
            bob.broadcasts(bob.route(prefix.far, **({"points": bent} if row == "a_bent_curve" else {})))
            alice.follows(bob, prefix.bob)
        if row == "a_prefix_with_one_below":
            ben.broadcasts(ben.route(prefix.far + "below.", points=[[0, 0], [end, end // 9]]))
            alice.follows(ben, prefix.ben)
    answer = asks_for_a_curve(alice, address)
    is_a_sound_answer(alice, address, answer)
    gives_what_quotes_give(alice, bob, address, answer)
    below = prefix.far + "below.carl"
    if row == "a_prefix_with_one_below" and covers(answer[0], below):
        gives_what_quotes_give(alice, bob, below, answer)
