"""Updates of one peer take effect in the order in which they came."""

from conformance import given, requirement
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World


@requirement("RR-30")
def test_the_last_of_many_updates_decides(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """Announced and withdrawn by turns: one prefix is there at the end, the other is gone."""
    for _ in range(6):
        bob.broadcasts(prefix.there, unreachable=[prefix.gone])
        bob.broadcasts(prefix.gone, unreachable=[prefix.there])
    bob.broadcasts(prefix.there, unreachable=[prefix.gone])
    world.settle(bob)
    alice.has_route_to(prefix.there)
    alice.has_no_route_to(prefix.gone)


@requirement("RR-30")
def test_a_short_update_does_not_overtake_a_long_one(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """Three hundred routes, and the withdrawal of the last of them behind."""
    many = [prefix[f"many{number}"] for number in range(300)]
    bob.broadcasts(*many)
    bob.withdraws(many[-1])
    world.settle(bob)
    alice.has_route_to(many[0])
    alice.has_no_route_to(many[-1])


@requirement("RR-30")
def test_what_is_told_ends_with_the_last_update(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A route announced, withdrawn and announced again stands with the peers, one the other way round does not."""
    with given("RR-2"):
        bob.broadcasts(prefix.gone)
        alice.is_told(prefix.gone)
    bob.broadcasts(prefix.there, unreachable=[prefix.gone])
    bob.broadcasts(prefix.gone, unreachable=[prefix.there])
    bob.broadcasts(prefix.there, unreachable=[prefix.gone])
    alice.is_told_gone(prefix.gone)
    alice.is_told(prefix.there)
