"""Routes withdrawn: that sender's to that ledger and no other; and who is told so."""

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World


@requirement("RR-7")
def test_a_withdrawn_route_is_used_no_more(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """No quote is answered over it."""
    with given("RR-1"):
        bob.broadcasts(prefix.new)
        alice.has_route_to(prefix.new)
    bob.withdraws(prefix.new)
    alice.has_no_route_to(prefix.new)


@requirement("RR-7")
def test_a_withdrawn_route_is_used_no_more_where_another_is_left(
    alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Bob's was the better one, and he is asked no more."""
    end = bob.ledger.capacity
    with given("RR-1", "RQ-1"):
        ben.broadcasts(ben.route(prefix.new, points=[[0, 0], [end, end // 2]]))
        bob.broadcasts(prefix.new)
        alice.has_route_to(prefix.new, via=bob)
    bob.withdraws(prefix.new)
    alice.has_no_route_to(prefix.new, via=bob)


@requirement("RR-7")
def test_each_of_several_withdrawn_routes_is_used_no_more(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The first, the middle and the last one of the list."""
    with given("RR-1"):
        bob.broadcasts(prefix.one, prefix.two, prefix.three)
        alice.has_route_to(prefix.one, prefix.two, prefix.three)
    bob.withdraws(prefix.one, prefix.two, prefix.three)
    alice.has_no_route_to(prefix.one, prefix.two, prefix.three)


@requirement("RR-7")
def test_a_withdrawal_beside_a_new_route_counts(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Both lists of an update are obeyed."""
    with given("RR-1"):
        bob.broadcasts(prefix.old)
        alice.has_route_to(prefix.old)
    bob.broadcasts(prefix.new, unreachable=[prefix.old])
    alice.has_no_route_to(prefix.old)


@requirement("RR-8")
def test_longer_and_shorter_prefixes_stay(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Of three routes, each below the one before, the middle one is withdrawn."""
    long, middle, short = f"{prefix.top}a.b.", f"{prefix.top}a.", prefix.top
    with given("RR-1"):
        bob.broadcasts(short, middle, long)
        alice.has_route_to(short, middle, long)
    bob.withdraws(middle)
    alice.keeps_route_to(short, long, after=bob, via=bob)


@requirement("RR-8")
def test_no_peer_is_told_that_longer_and_shorter_prefixes_are_gone(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Of three routes, each below the one before, the middle one is withdrawn."""
    long, middle, short = f"{prefix.top}a.b.", f"{prefix.top}a.", prefix.top
    with given("RR-2"):
        bob.broadcasts(short, middle, long)
        for each in (short, middle, long):
            alice.is_told(each)
    bob.withdraws(middle)
    alice.is_never_told_gone(short, long, after=bob)


@requirement("RR-8")
def test_routes_beside_the_withdrawn_one_stay(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Prefixes that begin alike, and one that came in the same update."""
    with given("RR-1"):
        bob.broadcasts(prefix.next, prefix.nextdoor, prefix.other)
        alice.has_route_to(prefix.next, prefix.nextdoor, prefix.other)
    bob.withdraws(prefix.next)
    alice.keeps_route_to(prefix.nextdoor, prefix.other, after=bob, via=bob)


@requirement("RR-8")
def test_another_peers_route_stays(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob and Ben share a ledger and announce the same prefix; Bob withdraws his."""
    with given("RR-1"):
        ben.broadcasts(prefix.new)
        alice.has_route_to(prefix.new, via=ben)
        bob.broadcasts(prefix.new)
        alice.has_route_to(prefix.new)
    bob.withdraws(prefix.new)
    alice.keeps_route_to(prefix.new, after=bob, via=ben)


@requirement("RR-8")
def test_a_peer_withdraws_no_route_that_only_another_has(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob never had one to the prefix."""
    with given("RR-1"):
        ben.broadcasts(prefix.new)
        alice.has_route_to(prefix.new, via=ben)
    bob.withdraws(prefix.new)
    alice.keeps_route_to(prefix.new, after=bob, via=ben)


@requirement("RR-8")
def test_a_route_over_another_ledger_stays(alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes) -> None:
    """Carol's route lies over her own ledger."""
    with given("RR-1"):
        carol.broadcasts(prefix.new)
        alice.has_route_to(prefix.new, via=carol)
        bob.broadcasts(prefix.new)
    bob.withdraws(prefix.new)
    alice.keeps_route_to(prefix.new, after=bob, via=carol)


@requirement("RR-8", alone=True)
def test_no_peer_withdraws_a_ledger_of_the_connector(alice: Peer, bob: Peer, ben: Peer) -> None:
    """Its own ledgers are reached by its own rate, whatever a peer says of them."""
    with given("QT-9"):
        alice.is_quoted(ben.account, destination_amount=2000)
    bob.withdraws(alice.ledger.prefix, bob.ledger.prefix)
    alice.world.settle(bob)
    alice.is_quoted(ben.account, destination_amount=2000)


@requirement("RR-9")
def test_each_peer_is_told_that_the_last_route_is_gone(bob: Peer, prefix: Prefixes, world: World) -> None:
    """Each peer that had been told of one."""
    with given("RR-2"):
        bob.broadcasts(prefix.new)
        for peer in world.watchers(bob):
            peer.is_told(prefix.new)
    bob.withdraws(prefix.new)
    for peer in world.watchers(bob):
        peer.is_told_gone(prefix.new)


@requirement("RR-9")
def test_each_peer_is_told_of_each_route_that_is_gone(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Several prefixes, withdrawn at once, and one announced in the same update."""
    with given("RR-2"):
        bob.broadcasts(prefix.one, prefix.two, prefix.three)
        for each in (prefix.one, prefix.two, prefix.three):
            alice.is_told(each)
    bob.broadcasts(prefix.four, unreachable=[prefix.one, prefix.two, prefix.three])
    for each in (prefix.one, prefix.two, prefix.three):
        alice.is_told_gone(each)


@requirement("RR-9")
def test_the_last_of_two_routes_to_go_is_told(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob's route goes, then Ben's."""
    with given("RR-2"):
        bob.broadcasts(prefix.new)
        ben.broadcasts(prefix.new)
        alice.is_told(prefix.new)
    bob.withdraws(prefix.new)
    ben.withdraws(prefix.new)
    alice.is_told_gone(prefix.new)


@requirement("RR-9")
def test_a_peer_whose_own_route_is_left_is_told(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """What is left when Bob's route goes is Alice's own, which she may not be offered (RB-7)."""
    with given("RR-2"):
        alice.broadcasts(prefix.new)
        world.settle(alice)
        bob.broadcasts(prefix.new)
        alice.is_told(prefix.new)
    bob.withdraws(prefix.new)
    alice.is_told_gone(prefix.new)


@requirement("RR-10")
@rows("the_better_one", "the_worse_one")
def test_a_prefix_with_another_route_is_not_withdrawn(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Bob withdraws his, the better or the worse of two; Ben's is left."""
    end = bob.ledger.capacity
    worse = [[0, 0], [end, end // 2]]
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.new if row == "the_better_one" else bob.route(prefix.new, points=worse))
        ben.broadcasts(ben.route(prefix.new, points=worse) if row == "the_better_one" else prefix.new)
        alice.world.settle(ben)
        alice.is_told(prefix.new)
    bob.withdraws(prefix.new)
    alice.is_never_told_gone(prefix.new, after=bob)


@requirement("RR-10")
def test_a_prefix_with_another_route_over_another_ledger_is_not_withdrawn(
    alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Bob withdraws his; Carol's is left."""
    with given("RR-1", "RR-2"):
        carol.broadcasts(prefix.new)
        bob.broadcasts(prefix.new)
        alice.world.settle(bob)
        alice.is_told(prefix.new)
    bob.withdraws(prefix.new)
    alice.is_never_told_gone(prefix.new, after=bob)


@requirement("RR-20")
def test_withdrawing_an_unknown_ledger_changes_nothing(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob never announced it; his other route stays, and Alice is not told that it is gone."""
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.known)
        alice.is_told(prefix.known)
    bob.withdraws(prefix.unknown)
    alice.is_never_told_gone(prefix.known, after=bob)
    alice.has_route_to(prefix.known, via=bob)


@requirement("RR-20")
def test_a_repeated_update_changes_nothing(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The route stays."""
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.new)
        alice.is_told(prefix.new)
    bob.broadcasts(prefix.new)
    alice.is_never_told_gone(prefix.new, after=bob)
    alice.has_route_to(prefix.new, via=bob)


@requirement("RR-20")
def test_a_route_announced_three_times_is_withdrawn_at_once(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """Routes are not counted."""
    with given("RR-1", "RR-7"):
        bob.broadcasts(prefix.new, prefix.once)
        bob.broadcasts(prefix.new)
        bob.broadcasts(prefix.new)
        world.settle(bob)
        bob.withdraws(prefix.once)
        alice.has_no_route_to(prefix.once)
    bob.withdraws(prefix.new)
    alice.has_no_route_to(prefix.new)


@requirement("RR-20")
def test_a_repeated_withdrawal_changes_nothing(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Ben's route, which is left, stays."""
    with given("RR-1", "RR-8"):
        ben.broadcasts(prefix.new)
        bob.broadcasts(prefix.new)
        bob.withdraws(prefix.new)
        alice.keeps_route_to(prefix.new, after=bob, via=ben)
    bob.withdraws(prefix.new)
    alice.keeps_route_to(prefix.new, after=bob, via=ben)
