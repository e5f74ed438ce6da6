"""Changes gathered: at most one update per interval and peer."""

from __future__ import annotations

from conformance import given, requirement
from conformance.harness.cast import Prefixes
from conformance.harness.gathering import are_told_in_few_updates
from conformance.harness.peer import Peer

CHANGES = 12


@requirement("RB-10")
def test_changes_in_a_row_come_in_one_update(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Each is sent when the one before is answered; in the end Alice has been told of all."""
    since, began = len(alice.world.log), alice.world.now()
    for number in range(CHANGES):
        bob.broadcasts(prefix[f"news{number}"])
    with given("RR-2"):
        for number in range(CHANGES):
            alice.is_told(prefix[f"news{number}"])
    are_told_in_few_updates(alice, since, began)


@requirement("RB-10")
def test_one_route_that_changes_often_comes_in_one_update(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Announced with another curve each time, withdrawn, and announced again."""
    since, began, end = len(alice.world.log), alice.world.now(), bob.ledger.capacity
    for number in range(CHANGES):
        bob.broadcasts(bob.route(prefix.far, points=[[0, 0], [end, end - number]]))
    bob.withdraws(prefix.far)
    bob.broadcasts(prefix.far, prefix.last)
    with given("RR-2"):
        alice.is_told(prefix.last)
    are_told_in_few_updates(alice, since, began)


@requirement("RB-10")
def test_changes_of_several_peers_come_in_one_update(
    alice: Peer, bob: Peer, ben: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Over two ledgers."""
    since, began = len(alice.world.log), alice.world.now()
    for number in range(CHANGES // 3):
        for peer in (bob, ben, carol):
            peer.broadcasts(prefix[f"{peer.account.rpartition('.')[2]}{number}"])
    with given("RR-2"):
        alice.is_told(prefix[f"carol{CHANGES // 3 - 1}"])
    are_told_in_few_updates(alice, since, began)
