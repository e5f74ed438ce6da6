"""What peers must be told as routes come and go, and who may be asked: small courses, reckoned by hand."""

from fractions import Fraction

from conformance.oracle.curves import Curve
from conformance.oracle.routing import Route, Table
from conformance.oracle.telling import Due, Flaw, Hops, Outlook, flaw, hops, is_own_back, least_window_of, outlook
from schemas import topology as topologies

PLAIN = topologies.load("plain")
PARTIAL = topologies.load("partial")
EAST, WEST = "test1.east.", "test1.west."
BOB, BEN, ALICE = f"{WEST}bob", f"{WEST}ben", f"{EAST}alice"
EVEN, POOR = Curve(((0, 0), (1000, 1000))), Curve(((0, 0), (1000, 500)))
EARLY, LATE = Curve(((0, 0), (500, 800), (1000, 800))), Curve(((0, 0), (500, 200), (1000, 1000)))


def route(sender: str, curve: Curve = EVEN, prefix: str = "g.x.", window: int = 1) -> Route:
    return Route(sender, sender.rpartition(".")[0] + ".", prefix, curve, Fraction(window))


def table(*routes: Route) -> Table:
    found = Table()
    for each in routes:
        found = found.updated(each.sender, 0, 3000, [each])
    return found


def look(routes: Table, ledger: str = EAST, peer: str = ALICE, now: int = 0) -> Outlook:
    return outlook(PLAIN, routes, ledger, peer, "g.x.", now)


def test_a_route_is_due_to_peers_of_ledgers_that_trade_to_its_own() -> None:
    routes = table(route(BOB))
    assert look(routes).due is Due.ROUTE
    assert look(routes, WEST, BEN).due is Due.OPEN  # RB-17
    assert look(routes, WEST, BOB).due is Due.NOTHING
    assert look(routes, now=3000).due is Due.NOTHING  # lapsed


def test_ones_own_route_is_none_to_be_told_of() -> None:
    routes = table(route(BOB), route(ALICE))
    assert [each.sender for each in look(routes).owed] == [BOB]
    assert look(routes.updated(BOB, 1, 3000, withdrawn=["g.x."])).due is Due.NOTHING
    assert look(routes, WEST, BOB).due is Due.ROUTE


def test_pairs_are_looked_at_in_their_direction() -> None:
    ant, bee, cow, dog, eel = (f"test1.{name}." for name in ("ant", "bee", "cow", "dog", "eel"))

    def due(sender: str, ledger: str) -> Due:
        return outlook(PARTIAL, table(route(sender)), ledger, f"{ledger}somebody", "g.x.", 0).due

    assert [due(f"{dog}dave", each) for each in (ant, bee, cow, eel)] == [
        Due.ROUTE,
        Due.NOTHING,
        Due.NOTHING,
        Due.ROUTE,
    ]
    assert [due(f"{ant}alice", each) for each in (bee, cow, dog, eel)] == [Due.ROUTE] + [Due.NOTHING] * 3
    assert [due(f"{bee}bob", each) for each in (ant, cow, dog)] == [Due.ROUTE, Due.ROUTE, Due.NOTHING]


def test_a_route_that_nothing_is_owed_of_may_be_told_or_not() -> None:
    assert look(table(route(BOB, Curve(((0, 0), (1, 1)))))).due is Due.OPEN


def test_a_curve_told_is_held_between_its_bounds() -> None:
    one = look(table(route(BOB)))
    assert flaw(PLAIN, one, EVEN) is None
    assert (flaw(PLAIN, one, Curve(((0, 0), (1000, 1001)))) or [None])[0] is Flaw.TOO_MUCH
    assert (flaw(PLAIN, one, POOR) or [None])[0] is Flaw.TOO_LITTLE
    both = look(table(route(BOB, POOR), route(BEN)))
    assert flaw(PLAIN, both, EVEN) is None
    assert (flaw(PLAIN, both, POOR) or [None])[0] is Flaw.TOO_LITTLE


def test_too_much_is_not_held_against_what_may_come_over_the_peers_own_ledger() -> None:
    ben = look(table(route(BOB), route(ALICE, POOR)), WEST, BEN)
    assert flaw(PLAIN, ben, EVEN) is None
    assert (flaw(PLAIN, ben, Curve(((0, 0), (1000, 250)))) or [None])[0] is Flaw.TOO_LITTLE


def test_ones_own_route_offered_back_is_known_by_its_curve() -> None:
    alice = look(table(route(ALICE), route(BOB, POOR)))
    assert (flaw(PLAIN, alice, EVEN) or [None])[0] is Flaw.OWN_BACK
    assert (flaw(PLAIN, alice, Curve(((0, 0), (1000, 2000)))) or [None])[0] is Flaw.TOO_MUCH
    assert is_own_back(PLAIN, look(table(route(ALICE))), EVEN)
    assert not is_own_back(PLAIN, look(table(route(BOB))), EVEN)


def test_the_window_is_that_of_the_routes_that_surely_stand_behind_the_curve() -> None:
    crossing = look(table(route(BOB, EARLY, window=3), route(BEN, LATE, window=2)))
    assert least_window_of(PLAIN, crossing, EARLY) == 4
    assert least_window_of(PLAIN, crossing, LATE) == 3
    assert least_window_of(PLAIN, crossing, Curve(((0, 0), (1000, 200)))) == 3  # either could give it
    assert least_window_of(PLAIN, look(table(route(BOB, window=3))), EVEN) == 4


def test_who_may_be_asked_for_an_amount() -> None:
    routes = table(route(BOB, EARLY), route(BEN, LATE), route(BOB, EVEN, "g.x.y."))

    def sure(found: Hops | None) -> str | None:
        return found.surely.sender if found and found.surely else None

    assert sure(hops(PLAIN, routes, EAST, "g.x.carl", 400, 0)) == BOB
    assert sure(hops(PLAIN, routes, EAST, "g.x.carl", 990, 0)) == BEN
    assert sure(hops(PLAIN, routes, EAST, "g.x.carl", 900, 0, by_source=False)) == BEN
    assert hops(PLAIN, routes, EAST, "g.x.y.carl", 400, 0) == Hops(
        (route(BOB, EVEN, "g.x.y."),), route(BOB, EVEN, "g.x.y."), False
    )
    assert hops(PLAIN, routes, EAST, "g.z.carl", 400, 0) == Hops((), None, True)
    assert hops(PLAIN, routes, WEST, "g.x.carl", 400, 0) is None  # over the asker's own ledger only: open


def test_a_longest_prefix_that_is_not_traded_to_leaves_it_open() -> None:
    bob, dave = route("test1.bee.bob"), route("test1.dog.dave", EVEN, "g.x.y.")
    routes = table(bob, dave)
    assert hops(PARTIAL, routes, "test1.cow.", "g.x.y.carl", 100, 0) is None
    assert hops(PARTIAL, table(dave), "test1.cow.", "g.x.y.carl", 100, 0) == Hops((), None, True)
