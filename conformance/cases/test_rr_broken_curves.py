"""Routes received whose curve is no function: not used, not passed on, and no harm to what was there before."""

from collections.abc import Callable

from conformance import Violation, given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World

Points = list[list[int]]
SMALL = 2000  # a destination amount that the curves give
NO_FUNCTIONS: tuple[tuple[str, Callable[[int], Points]], ...] = (
    ("x_stays_at_the_beginning", lambda end: [[0, 0], [0, 10], [end, end]]),
    ("x_stays_at_the_end", lambda end: [[0, 0], [end, end // 2], [end, end]]),
    ("x_falls_by_one", lambda end: [[0, 0], [end // 2, end // 2], [end // 2 - 1, end]]),
    ("points_in_reverse", lambda end: [[end, end], [0, 0]]),
    ("y_falls_by_one", lambda end: [[0, 0], [end // 2, end], [end, end - 1]]),
    ("y_falls_in_the_middle", lambda end: [[0, 0], [end // 4, end // 2], [end // 2, end // 4], [end, end]]),
    ("y_falls_throughout", lambda end: [[0, end], [end, 0]]),
)


@requirement("RR-18")
@rows(*fixtures("routing_update", "RR-18", "RR-18b"))
def test_a_curve_that_is_no_function_is_not_used(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Nor is it passed on."""
    bob.sends_odd_update(recast(row.message, names(prefix.stem, alice, bob)))
    alice.gets_nothing_of(prefix.one, after=bob, destination_amount=SMALL)


@requirement("RR-18")
@rows(*NO_FUNCTIONS)
def test_a_long_curve_that_is_no_function_is_not_used(
    row: Callable[[int], Points], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Over the whole capacity, and with a fault at its beginning, in its middle or at its end."""
    bob.sends_odd_update(bob.update(bob.route(prefix.bad, points=row(bob.ledger.capacity))))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-18")
@rows(*NO_FUNCTIONS)
def test_an_earlier_route_outlasts_a_curve_that_is_no_function(
    row: Callable[[int], Points], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """To the same prefix, of the same peer."""
    with given("RR-1", "RR-2"):
        bob.broadcasts(prefix.known)
        first = alice.is_told(prefix.known)
    bob.sends_odd_update(bob.update(bob.route(prefix.known, points=row(bob.ledger.capacity))))
    alice.keeps_route_to(prefix.known, after=bob, via=bob)
    later = [told for told in alice.mailbox.about(prefix.known) if told.seq > first.seq and told.route != first.route]
    if later:
        raise Violation(f"the route to {prefix.known} as it was", f"{later[-1].route or 'withdrawn'}", [later[-1].seq])


@requirement("RR-18b")
@rows(("first", 0), ("in_the_middle", 1), ("last", 2))
def test_the_other_parts_of_such_an_update_count_or_do_not(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """All of them or none: two good routes, and a withdrawal."""
    with given("RR-1"):
        bob.broadcasts(prefix.old)
        alice.has_route_to(prefix.old)
    routes = [bob.route(prefix.one), bob.route(prefix.two)]
    routes.insert(row, bob.route(prefix.bad, points=[[0, 0], [1000, 2000], [2000, 1000]]))
    bob.sends_odd_update(bob.update(*routes, unreachable=[prefix.old]))
    world.settle(bob)
    alice.counts_alike(
        {
            "the first route": lambda: alice.has_use_of(prefix.one),
            "the second route": lambda: alice.has_use_of(prefix.two),
            "the withdrawal": lambda: alice.asks(prefix.old + "receiver", source_amount=10_000).quote is None,
        }
    )
