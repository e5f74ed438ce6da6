"""The model of the routing table: lifetimes, withdrawals, longest prefix, offers, next hops, windows and holds."""

from fractions import Fraction

from conformance.oracle import holds
from conformance.oracle.curves import Curve
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source, join_of
from conformance.oracle.routing import Route, Table, offers, usable, withdrawals
from schemas import topology as topologies

PLAIN = topologies.load("plain")
DEFAULT = topologies.load("default")
EAST, WEST = "test1.east.", "test1.west."
BOB, BEN, ALICE = f"{WEST}bob", f"{WEST}ben", f"{EAST}alice"
EVEN = Curve(((0, 0), (1000, 1000)))


def route(sender: str, prefix: str, curve: Curve = EVEN, ledger: str = WEST) -> Route:
    return Route(sender, ledger, prefix, curve, Fraction(1))


def prefixes(table: Table) -> set[tuple[str, str]]:
    return set(table.routes)


def test_any_update_keeps_all_routes_of_its_sender_for_the_time_it_names() -> None:
    table = Table().updated(BOB, 0, 3000, [route(BOB, "g.x."), route(BOB, "g.y.")])
    table = table.updated(BOB, 2000, 1500)
    assert table.expires_at(BOB) == 3500
    assert prefixes(table.alive(3499)) == {(BOB, "g.x."), (BOB, "g.y.")}
    assert prefixes(table.alive(3500)) == set()
    assert table.expires_at(BEN) is None
    assert not table.lapsed(BEN, 10**9)


def test_a_later_heartbeat_does_not_raise_what_has_lapsed() -> None:
    table = Table().updated(BOB, 0, 1000, [route(BOB, "g.x.")]).updated(BOB, 1000, 1000)
    assert prefixes(table.alive(1000)) == set()


def test_a_withdrawal_takes_that_senders_exact_prefix_only() -> None:
    table = Table().updated(BOB, 0, 3000, [route(BOB, "g.x."), route(BOB, "g.x.y."), route(BOB, "g.")])
    table = table.updated(BEN, 0, 3000, [route(BEN, "g.x.")])
    table = table.updated(BOB, 1, 3000, withdrawn=["g.x.", "g.unknown."])
    assert prefixes(table) == {(BOB, "g.x.y."), (BOB, "g."), (BEN, "g.x.")}


def test_a_later_route_replaces_and_a_route_in_anothers_name_is_ignored() -> None:
    steeper = Curve(((0, 0), (1000, 2000)))
    table = Table().updated(BOB, 0, 3000, [route(BOB, "g.x."), route(BEN, "g.z.")])
    table = table.updated(BOB, 1, 3000, [route(BOB, "g.x.", steeper)], withdrawn=["g.x."])
    assert prefixes(table) == {(BOB, "g.x.")}
    assert table.routes[BOB, "g.x."].curve == steeper


def test_longest_prefix_of_routes_over_ledgers_traded_to() -> None:
    table = Table().updated(BOB, 0, 3000, [route(BOB, "g."), route(BOB, "g.x.")])
    table = table.updated(BEN, 0, 3000, [route(BEN, "g.x."), route(BEN, f"{EAST}"), route(BEN, f"{WEST}ben.")])

    def found(address: str, source: str = EAST, now: int = 0) -> set[tuple[str, str]]:
        return {(each.sender, each.prefix) for each in usable(PLAIN, table, source, address, now)}

    assert found("g.x.bob") == {(BOB, "g.x."), (BEN, "g.x.")}
    assert found("g.X.bob") == {(BOB, "g.")}
    assert found("g.xy.bob") == {(BOB, "g.")}
    assert found("h.xy.bob") == set()
    assert found("g.x.bob", source=WEST) == set()  # no trade from west to west
    assert found(f"{EAST}carl", source=WEST) == set()  # an own ledger
    assert found(f"{WEST}ben.shop") == {(BEN, f"{WEST}ben.")}
    assert found("g.x.bob", now=3000) == set()


def test_what_a_peer_is_offered() -> None:
    ant, bee, cow = "test1.ant.", "test1.bee.", "test1.cow."
    bob = f"{bee}bob"
    table = Table().updated(bob, 0, 3000, [route(bob, prefix, ledger=bee) for prefix in ("g.x.", "peer.y.", ant, cow)])
    amy = offers(DEFAULT, table, ant, f"{ant}amy", 0)
    assert {prefix: len(routes) for prefix, routes in amy.items()} == {bee: 0, cow: 1, "g.x.": 1}
    assert set(offers(DEFAULT, table, bee, f"{bee}ben", 0)) == {ant, cow}  # RB-17: not certain to be offered
    assert set(offers(DEFAULT, table, cow, f"{cow}carol", 0)) == {ant, bee, "g.x."}
    assert set(offers(DEFAULT, table, cow, f"{cow}carol", 3000)) == {ant, bee}
    assert withdrawals(amy, offers(DEFAULT, table, ant, f"{ant}amy", 3000)) == {"g.x."}


def test_the_next_hop_is_certain_only_beyond_the_allowance() -> None:
    bob = route(BOB, "g.x.", Curve(((0, 0), (1000, 1000))))
    ben = route(BEN, "g.x.", Curve(((0, 0), (1000, 990))))
    # For 100: Bob gives 100, at worst 97; Ben 99. For 600: at worst 597 against 594.
    assert clearly_best_by_source(PLAIN, EAST, [bob, ben], 100) is None
    assert clearly_best_by_source(PLAIN, EAST, [bob, ben], 600) == bob
    assert clearly_best_by_source(PLAIN, EAST, [ben, bob], 600) == bob
    assert clearly_best_by_source(PLAIN, EAST, [ben], 1) == ben
    assert clearly_best_by_source(PLAIN, EAST, [], 1) is None
    # For 594 out: Bob at worst 594 + 3 = 597, Ben 600; for 99: 102 against 100.
    assert clearly_best_by_destination(PLAIN, EAST, [ben, bob], 594) == bob
    assert clearly_best_by_destination(PLAIN, EAST, [ben, bob], 99) is None
    assert clearly_best_by_destination(PLAIN, EAST, [ben, bob], 995) == bob  # Ben can't
    assert clearly_best_by_destination(PLAIN, EAST, [ben, bob], 999) is None  # nor Bob for certain
    assert join_of(PLAIN, EAST, bob).exact(5) == 5


def test_a_route_whose_minimum_is_not_reached_is_never_picked() -> None:
    dear = route(BOB, "g.x.", Curve(((0, 0), (1000, 100))))
    minimum = route(BEN, "g.x.", Curve(((500, 500), (1000, 1000))))
    assert clearly_best_by_source(PLAIN, EAST, [minimum], 400) is None
    assert clearly_best_by_source(PLAIN, EAST, [dear, minimum], 400) == dear
    assert clearly_best_by_source(PLAIN, EAST, [dear, minimum], 600) == minimum


def test_windows_and_holds() -> None:
    assert holds.least_window(PLAIN) == 1
    assert holds.least_window(PLAIN, [Fraction(1, 2), Fraction(3)]) == 4
    assert holds.least_gap(PLAIN, Fraction(3, 2)) == Fraction(5, 2)
    assert holds.gap_is_enough(PLAIN, Fraction(6), Fraction(5))
    assert not holds.gap_is_enough(PLAIN, Fraction(6), Fraction(5), Fraction(1, 10**9))
    assert [holds.hold_is_too_long(PLAIN, Fraction(s)) for s in (10, 11)] == [False, True]


def test_what_lies_below_a_routes_least_output_is_open() -> None:
    """By destination the cheap route whose first point gives more may be taken for it, or passed over (LC-3b)."""
    dear = route(BOB, "g.x.", Curve(((0, 0), (1000, 100))))
    minimum = route(BEN, "g.x.", Curve(((50, 50), (1000, 1000))))
    assert clearly_best_by_destination(PLAIN, EAST, [dear, minimum], 49) is None
    assert clearly_best_by_destination(PLAIN, EAST, [dear, minimum], 50) == minimum
    assert clearly_best_by_destination(PLAIN, EAST, [dear, minimum], 3) == dear
