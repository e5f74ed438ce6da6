"""Routes that lapse: who is told of it, what takes their place, and what follows when the peer comes back."""

from collections.abc import Iterable, Iterator

from conformance import Lasts, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.freshness import EARLY, SHORT, Stand, longer
from conformance.harness.peer import Peer
from conformance.harness.routing import promises_no_more
from conformance.harness.world import World


@requirement("RR-12", lasts=Lasts(ms=SHORT))
def test_each_peer_is_told_of_each_route_that_lapsed(
    spare: Peer, alice: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Twelve routes, which came with three updates, and one below another; on every other ledger."""
    stand = Stand(spare)
    many = [*(prefix[f"route{number}"] for number in range(11)), prefix["route1.below"]]
    with given("RR-2", "RB-13"):
        for start in (0, 4, 8):
            stand.announces(*many[start : start + 4])
        _are_told(world.watchers(spare), many[0])
        _are_told([alice], *many)
    stand.falls_silent()
    yield stand.over
    with given("RR-11"):
        stand.is_over(alice, many[0])
    _are_told_gone([alice], *many)
    _are_told_gone(world.watchers(spare), many[0])


@requirement("RR-12", lasts=Lasts(ms=SHORT))
def test_a_peer_whose_own_route_is_left_is_told(
    spare: Peer, alice: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """When the other one lapses what is left is Alice's own, which she may not be offered (RB-7)."""
    stand = Stand(spare)
    with given("RR-2"):
        alice.broadcasts(prefix.new)
        world.settle(alice)
        stand.announces(prefix.new, prefix.alone)
        alice.is_told(prefix.new)
    stand.falls_silent()
    yield stand.over
    with given("RR-11"):
        stand.is_over(alice, prefix.alone)
    alice.is_told_gone(prefix.new)


@requirement("RR-12", lasts=Lasts(ms=2 * SHORT))
@rows(("one_after_the_other", 2 * SHORT), ("together", SHORT))
def test_the_lapse_of_the_last_of_two_routes_is_told(
    row: int, spare: Peer, second_spare: Peer, alice: Peer, prefix: Prefixes
) -> Iterator[int]:
    """Two peers of one ledger have a route to the prefix, and both fall silent."""
    first, last = Stand(spare), Stand(second_spare)
    with given("RR-2"):
        last.announces(prefix.new)
        first.announces(prefix.new)
        alice.is_told(prefix.new)
    last.says(hold_down_time=row)
    first.falls_silent()
    yield last.over
    with given("RR-11"):
        last.is_over(alice, prefix.new)
    alice.is_told_gone(prefix.new)


@requirement("RR-10", lasts=Lasts(ms=SHORT))
@rows(("the_better_one", 4), ("the_worse_one", 1))
def test_a_prefix_is_not_withdrawn_while_another_ledgers_route_is_left(
    row: int, spare: Peer, alice: Peer, carol: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """The better or the worse of two routes lapses; Carol goes on standing for hers."""
    stand, end = Stand(spare), spare.ledger.capacity // 1000
    with given("RR-1", "RR-2"):
        carol.broadcasts(carol.route(prefix.new, points=[[0, 0], [1000 * end, 2 * end]]))
        stand.announces(spare.route(prefix.new, points=[[0, 0], [end, row * end]]), prefix.alone)
        world.settle(carol)
        _are_told([alice], prefix.new, prefix.alone)
    stand.falls_silent()
    yield stand.over
    with given("RR-11"):
        stand.is_over(alice, prefix.alone)
    alice.is_never_told_gone(prefix.new, after=carol)


@requirement("RR-6", lasts=Lasts(ms=SHORT))
@rows(("the_better_one", 12), ("one_better_for_small_amounts", 6))
def test_the_route_that_is_left_after_a_lapse_is_told(
    row: int, spare: Peer, ben: Peer, alice: Peer, prefix: Prefixes
) -> Iterator[int]:
    """Ben's is left: Alice is told of a curve that his route alone can keep (RR-10)."""
    stand, end = Stand(spare), spare.ledger.capacity // 30
    left = [[0, 0], [10 * end, 10 * end]]
    with given("RR-2", "RR-6", "LC-12"):
        ben.broadcasts(ben.route(prefix.new, points=left))
        alice.is_told(prefix.new)
        stand.announces(spare.route(prefix.new, points=[[0, 0], [end, 6 * end], [10 * end, row * end]]), prefix.alone)
        alice.is_told(prefix.new, where=lambda told: not promises_no_more(told, alice, ben, left))
    stand.falls_silent()
    yield stand.over
    with given("RR-11", "RR-12"):
        alice.is_told_gone(prefix.alone)
    alice.is_told(prefix.new, where=lambda told: promises_no_more(told, alice, ben, left))


@requirement("RR-11", lasts=Lasts(ms=SHORT))
def test_a_shorter_prefix_takes_the_place_of_one_that_lapsed(
    spare: Peer, ben: Peer, alice: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """Ben's route to what lies above is used then."""
    stand = Stand(spare)
    with given("RR-1", "QT-10"):
        ben.broadcasts(prefix.top)
        stand.says(prefix["top.below"])
        alice.has_route_to(prefix["top.below"], via=spare)
    yield stand.over
    stand.is_over(alice, prefix["top.below"], via=spare)
    with given("RR-1", "QT-10"):
        alice.has_route_to(prefix["top.below"], via=ben)


@requirement("RR-1", lasts=Lasts(ms=SHORT))
def test_a_route_that_lapsed_is_used_again_when_it_is_announced_anew(
    spare: Peer, alice: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """With the same curve, by the same peer."""
    stand = Stand(spare)
    with given("RR-1"):
        stand.says(prefix.new)
        alice.has_route_to(prefix.new)
    with given("RR-11"):
        stand.is_over(alice, prefix.new)
    yield world.now()
    spare.broadcasts(prefix.new)
    alice.has_route_to(prefix.new, via=spare)


@requirement("RR-2", lasts=Lasts(ms=SHORT))
def test_a_route_that_lapsed_is_passed_on_again_when_it_is_announced_anew(
    spare_near: Peer, prefix: Prefixes, world: World
) -> Iterator[int]:
    """With the same curve, by the same peer; to each peer that was told that it is gone."""
    stand, watchers = Stand(spare_near), world.watchers(spare_near)
    with given("RR-2", "RR-11", "RR-12", "RB-13"):
        stand.announces(prefix.new)
        for peer in watchers:
            peer.is_told(prefix.new)
        stand.falls_silent()
        yield stand.over
        for peer in watchers:
            peer.is_told_gone(prefix.new)
    marks = {peer: peer.mailbox.mark() for peer in watchers}
    spare_near.broadcasts(prefix.new)
    for peer, mark in marks.items():
        peer.is_told(prefix.new, since=mark)


@requirement("RR-13", lasts=Lasts(ms=2 * SHORT + EARLY, intervals=1))
def test_the_time_of_a_peers_former_routes_counts_no_more(
    spare_near: Peer, bob: Peer, prefix: Prefixes
) -> Iterator[int]:
    """The peer's routes lapsed after a short time; it comes back with a long one."""
    former = Stand(spare_near)
    with given("RR-1", "RR-11"):
        former.says(prefix.former)
        former.is_over(bob, prefix.former, destination_amount=2000)
    stand = Stand(spare_near)
    stand.says(prefix.new, hold_down_time=longer(bob))
    stand.are_tried(bob, prefix.new, destination_amount=2000)
    yield stand.soon
    stand.is_fresh(bob, prefix.new, destination_amount=2000)


def _are_told(peers: Iterable[Peer], *prefixes: str) -> None:
    for peer in peers:
        for prefix in prefixes:
            peer.is_told(prefix)


def _are_told_gone(peers: Iterable[Peer], *prefixes: str) -> None:
    for peer in peers:
        for prefix in prefixes:
            peer.is_told_gone(prefix)
