"""Route broadcasts sent: which routes stand in them, for whom, and what is said of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from conformance import Row, Violation, given, requirement, rows
from conformance.generate import route
from conformance.harness.cast import Prefixes
from conformance.harness.configured import got_valid_updates_only, has_a_default_route
from conformance.harness.deliveries import are_told_of_all_ledgers
from conformance.harness.leases import Leases
from conformance.harness.needs import only_where
from conformance.harness.offers import are_told_the_same, is_told_a_curve, is_told_members, is_told_validly, told_of
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.harness.worth import is_owed
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

LEGAL: tuple[Row | tuple[str, dict[str, Any]], ...] = (
    ("no_window", {"min_message_window": 0}),
    ("half_a_second", {"min_message_window": Decimal("0.5")}),
    ("a_tiny_window", {"min_message_window": Decimal("0.000000001")}),
    ("a_window_with_many_digits", {"min_message_window": Decimal("1.123456789012")}),
    ("an_account", {"destination_account": "g.x.conn"}),
    Row(
        "scale_and_precision",
        {"destination_precision": 10, "destination_scale": 2},
        needs=("scale and precision",),
    ),
    ("twenty_points", {"points": [[k * 10**7, k * 10**7 + k] for k in range(20)]}),
)
CURVES: tuple[tuple[str, list[list[int]]], ...] = (
    ("points_close_together", [*([k * 100, k * 99] for k in range(10)), [10**8, 10**8]]),
    ("flat_at_the_end", [[0, 0], [10**6, 10**6], [10**8, 10**6]]),
    ("steep_at_the_start", [[0, 0], [1, 10**7], [10**8, 10**8]]),
    ("slopes_that_do_not_end", [[0, 0], [3, 1], [7, 2], [10**8, 33_333_333]]),
    ("begins_late", [[10**6 + 1, 7], [10**8, 10**8]]),
)
NOTHING_LEFT = "nothing whole is left of this curve on the first ledger"


@requirement("RB-1")
@rows(*LEGAL)
def test_an_update_with_a_route_passed_on_is_valid(
    row: dict[str, Any], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """What came in was unusual, and valid."""
    odd = bob.route(prefix.odd, **row)
    only_where(is_owed(alice, bob, odd.points), NOTHING_LEFT)
    bob.broadcasts(odd)
    is_told_validly(alice, prefix.odd)


@requirement("RB-1")
def test_an_update_with_a_withdrawal_is_valid(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Of two routes at once."""
    bob.broadcasts(prefix.one, prefix.two)
    with given("RR-2"):
        alice.is_told(prefix.one)
        alice.is_told(prefix.two)
    is_told_validly(alice, prefix.one)
    bob.withdraws(prefix.one, prefix.two)
    with given("RR-9"):
        alice.is_told_gone(prefix.one)
        alice.is_told_gone(prefix.two)


@requirement("RB-1", needs=["configured-routes"])
def test_updates_are_valid_where_a_default_route_is_configured(bob: Peer, prefix: Prefixes, world: World) -> None:
    """Such a route has no prefix that an update could name."""
    has_a_default_route(world)
    got_valid_updates_only(world.peers.values())
    bob.broadcasts(prefix.new)
    with given("RR-2"):
        for peer in world.watchers(bob):
            peer.is_told(prefix.new)
    got_valid_updates_only(world.peers.values())


@requirement("RB-2")
def test_a_route_passed_on_starts_at_the_connectors_own_account(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Not at the account, or on the ledger, it was announced with."""
    bob.broadcasts(prefix.far)
    is_told_members(alice, prefix.far, source_ledger=alice.ledger.prefix, source_account=alice.ledger.account)


@requirement("RB-2", alone=True)  # who was told in an earlier run is made to fail first
def test_a_route_to_an_own_ledger_starts_on_the_ledger_it_is_sent_on(alice: Peer, bob: Peer, leases: Leases) -> None:
    """For Alice and for Bob these are two."""
    with given("RB-5"):
        are_told_of_all_ledgers([alice, bob], leases)
    for one, other in ((alice, bob), (bob, alice)):
        own = {"source_ledger": one.ledger.prefix, "source_account": one.ledger.account}
        is_told_members(one, other.ledger.prefix, **own)


@requirement("RB-3")
@rows(*CURVES)
def test_the_points_of_a_route_passed_on_are_integers(
    row: list[list[int]], bob: Peer, alice: Peer, prefix: Prefixes
) -> None:
    """Also where the join of rate and curve has its points between the integers."""
    only_where(is_owed(alice, bob, row), NOTHING_LEFT)
    bob.broadcasts(route(prefix.far, points=row))
    is_told_a_curve(alice, prefix.far, "RB-3")


@requirement("RB-4")
@rows(*CURVES)
def test_the_curve_of_a_route_passed_on_grows(row: list[list[int]], bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Also where several points fall on one base unit of the other ledger."""
    only_where(is_owed(alice, bob, row), NOTHING_LEFT)
    bob.broadcasts(route(prefix.far, points=row))
    is_told_a_curve(alice, prefix.far, "RB-4")


@requirement("RB-5", alone=True)  # who was told in an earlier run is made to fail first
def test_each_peer_is_told_of_every_ledger_traded_to(world: World, leases: Leases) -> None:
    """Several peers of one ledger, too."""
    are_told_of_all_ledgers([peer for peer in world.peers.values() if not peer.spare], leases)


@requirement("RB-7")
def test_a_peer_is_never_offered_its_own_route(bob: Peer, ben: Peer, alice: Peer, prefix: Prefixes) -> None:
    """That nobody else has."""
    for name, peer in {"bobs": bob, "bens": ben, "alices": alice}.items():
        peer.broadcasts(prefix[name])
        peer.is_never_told(prefix[name], after=peer)


@requirement("RB-7")
def test_a_peers_own_route_is_no_part_of_what_it_is_offered(
    bob: Peer, alice: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Bob's route to the prefix is ten times as good as Alice's; what Bob is offered Alice's alone can keep."""
    end = min(alice.ledger.capacity, bob.ledger.capacity) // 100
    poor = [[0, 0], [end, end // 10]]
    bob.broadcasts(route(prefix.shared, points=[[0, 0], [end, end]]))
    alice.broadcasts(route(prefix.shared, points=poor))
    with given("RR-2"):
        bob.is_told(prefix.shared)
    bob.world.settle(alice)
    own = own_rate(topology, bob.ledger.prefix, alice.ledger.prefix)
    bob.is_promised_no_more(prefix.shared, Join(own, Curve.of(poor)))


@requirement("RB-7")
def test_no_peer_is_offered_the_ledger_between_them(world: World) -> None:
    """Nobody has been, up to now."""
    for peer in world.peers.values():
        back = [each for each in peer.mailbox.about(peer.ledger.prefix) if each.route is not None]
        if back:
            raise Violation(f"no route to {peer.ledger.prefix} for {peer}", f"{back[0].route}", [back[0].seq])


@requirement("RB-8")
def test_a_ledger_between_two_peers_is_nobody_elses(dave: Peer, alice: Peer) -> None:
    """Dave's ledger has a `peer.` prefix."""
    only_where(dave.ledger.prefix.startswith("peer."), "no ledger of the topology has a peer. prefix")
    alice.is_never_told(dave.ledger.prefix, after=dave)


@requirement("RB-8")
def test_a_route_to_a_peer_prefix_is_not_passed_on(bob: Peer, alice: Peer, world: World, prefix: Prefixes) -> None:
    """Bob has announced one."""
    learnt = f"peer.{prefix.stem.removeprefix('g.')}"
    bob.broadcasts(learnt)
    try:
        alice.is_never_told(learnt, after=bob)
    finally:
        bob.withdraws(learnt)


@requirement("RB-16", needs=("scale and precision",))
def test_a_route_passed_on_says_of_its_ledger_what_was_announced(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Scale and precision are the ledger's, as Bob has said."""
    members = {"destination_scale": 5, "destination_precision": 13}
    bob.broadcasts(route(prefix.far, **members))
    is_told_members(alice, prefix.far, destination_account=None, **members)


@requirement("RB-16")
def test_a_route_passed_on_names_no_account_on_its_ledger(bob: Peer, alice: Peer, prefix: Prefixes) -> None:
    """Bob has named his own, as the route is a local one for him; it is none for the connector."""
    bob.broadcasts(route(prefix.far, destination_account=prefix.far + "bob"))
    is_told_members(alice, prefix.far, destination_account=None)


@requirement("RB-16", alone=True)  # who was told in an earlier run is made to fail first
def test_a_route_to_an_own_ledger_says_of_it_what_the_topology_says(alice: Peer, bob: Peer, leases: Leases) -> None:
    """Its scale, its precision where the topology names one, and the connector's account there."""
    with given("RB-5"):
        are_told_of_all_ledgers([alice, bob], leases)
    members: dict[str, Any] = {"destination_account": bob.ledger.account, "destination_scale": bob.ledger.scale}
    if bob.ledger.precision is not None:
        members["destination_precision"] = bob.ledger.precision
    is_told_members(alice, bob.ledger.prefix, **members)


@requirement("RB-16", needs=("scale and precision",))
def test_all_peers_are_told_the_same_precision(world: World, topology: Topology) -> None:
    """Whether the topology names it or not, a ledger has one."""
    for ledger in topology.ledgers:
        are_told_the_same(list(world.peers.values()), ledger.prefix, "destination_precision")


@requirement("RB-17")
def test_whether_a_route_is_offered_on_the_ledger_it_came_over(
    bob: Peer, ben: Peer, alice: Peer, prefix: Prefixes
) -> str:
    """Bob and Ben share a ledger."""
    bob.broadcasts(prefix.far)
    told_of(alice, prefix.far)
    ben.world.settle(bob)
    return "offered" if ben.mailbox.told(prefix.far) else "not offered"
