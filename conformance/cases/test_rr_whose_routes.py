"""Routes received: whose they may be, and over which ledger they may come."""

from collections.abc import Callable

from conformance import given, requirement, rows
from conformance.generate import Fixture, Route, fixtures, names, recast, route
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.world import World
from conformance.oracle.rates import own_rate
from schemas import json_text
from schemas.topology import Topology


@requirement("RR-14")
def test_a_route_in_another_accounts_name_is_not_used(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob and Ben share a ledger; the route in Ben's name that Bob sends is never quoted or passed on."""
    bob.broadcasts(prefix.good, route(prefix.bad, source_account=ben.account))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-14")
@rows(("a_longer_account", "{0}x"), ("a_shorter_account", "{1}"), ("an_account_below", "{0}.x"), ("upper_case", "{2}"))
def test_a_route_in_a_name_like_the_senders_is_not_used(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The name is compared as a whole, and case matters."""
    head, dot, name = bob.account.rpartition(".")
    account = row.format(bob.account, bob.account[:-1], head + dot + name.upper())
    bob.broadcasts(route(prefix.bad, source_account=account))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-14")
def test_a_peer_replaces_no_route_of_anothers(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Ben's good route stays, though Bob sends a worthless one in Ben's name (RS-5)."""
    end = bob.ledger.capacity
    with given("RR-1", "RQ-1"):
        ben.broadcasts(prefix.new)
        alice.has_route_to(prefix.new, via=ben)
        bob.broadcasts(bob.route(prefix.new, points=[[0, 0], [end, end // 2]]))
        alice.has_route_to(prefix.new, via=ben)
    bob.broadcasts(route(prefix.new, source_account=ben.account, points=[[0, 0], [end, end // 1000]]))
    alice.keeps_route_to(prefix.new, after=bob, via=ben)


@requirement("RR-14b")
@rows("before_it", "after_it")
def test_the_other_routes_of_such_an_update_are_used(
    row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """One route of the update is in Ben's name, the other in Bob's own."""
    routes: list[Route | str] = [prefix.good, route(prefix.bad, source_account=ben.account)]
    bob.broadcasts(*routes if row == "before_it" else reversed(routes))
    alice.has_route_to(prefix.good, via=bob)


@requirement("RR-15")
@rows(*fixtures("routing_update", "RR-15"))
def test_a_route_over_another_ledger_is_not_used(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Account and ledger of each route fit each other, the sender, and the ledger that the update came over."""
    bob.delivered(bob.post_update(recast(row.message, names(prefix.stem, alice, bob))))
    alice.gets_nothing_of(prefix.one, after=bob, destination_amount=2000)


@requirement("RR-15")
@rows(("a_ledger_of_nobody", "g.elsewhere."), ("the_ledger_around", "{scheme}."), ("a_ledger_like_it", "{ledger}x."))
def test_a_route_over_no_ledger_of_the_connectors_is_not_used(
    row: str, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The account is the sender's own; the ledger is not the one between them."""
    ledger = row.format(scheme=bob.ledger.prefix.partition(".")[0], ledger=bob.ledger.prefix[:-1])
    bob.broadcasts(route(prefix.bad, source_ledger=ledger))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-23")
def test_a_route_from_the_connector_itself_is_not_used(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The update has the connector's own account for its sender, and in its route."""
    itself = bob.ledger.account
    update = bob.update(route(prefix.bad, source_account=itself))
    message = bob.message(bob.world.profile.broadcast(update), **{"from": itself})
    bob.delivered(bob.post_body(json_text.write([message])))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-23")
def test_a_route_in_the_connectors_name_is_not_used(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob sends a route whose account is the connector's own."""
    bob.broadcasts(route(prefix.bad, source_account=bob.ledger.account))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-27")
def test_a_strangers_update_has_no_effect(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """An account on Bob's ledger that the topology does not declare."""
    stranger = f"{bob.ledger.prefix}stranger"
    update = bob.update(route(prefix.bad, source_account=stranger))
    message = bob.message(bob.world.profile.broadcast(update), **{"from": stranger})
    bob.delivered(bob.post_body(json_text.write([message])))
    alice.gets_nothing_of(prefix.bad, after=bob)


@requirement("RR-27")
def test_a_stranger_withdraws_nothing(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob's route stays, though an account that is not declared withdraws it."""
    with given("RR-1"):
        bob.broadcasts(prefix.new)
        alice.has_route_to(prefix.new, via=bob)
    message = bob.message(bob.world.profile.broadcast(bob.update(unreachable=[prefix.new])))
    bob.delivered(bob.post_body(json_text.write([{**message, "from": f"{bob.ledger.prefix}stranger"}])))
    alice.keeps_route_to(prefix.new, after=bob, via=bob)


SOMEBODYS: tuple[tuple[str, Callable[[Peer, Prefixes], str]], ...] = (
    ("an_account", lambda ben, prefix: f"{ben.account}."),
    ("below_an_account", lambda ben, prefix: f"{ben.account}.{prefix.sub.removeprefix('g.')}"),
    ("an_account_of_nobody_known", lambda ben, prefix: ben.ledger.prefix + prefix.sub.removeprefix("g.")),
    ("the_connectors_account", lambda ben, prefix: f"{ben.ledger.account}."),
)


@requirement("RR-28")
@rows(*SOMEBODYS)
def test_a_route_to_somebody_elses_account_is_not_used(
    row: Callable[[Peer, Prefixes], str], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """What lies at or below an account on a ledger of the connector's only its owner may announce."""
    theirs = row(ben, prefix)
    bob.broadcasts(theirs)
    try:
        alice.is_not_sent_through(bob, f"{theirs}receiver", after=bob)
    finally:
        bob.withdraws(theirs)


@requirement("RR-28")
def test_a_route_to_an_account_on_another_ledger_is_not_used(
    alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Bob announces what lies below Carol's account, which is on a ledger of its own."""
    theirs = f"{carol.account}.{prefix.sub.removeprefix('g.')}"
    bob.broadcasts(theirs)
    try:
        alice.is_not_sent_through(bob, f"{theirs}receiver", after=bob)
    finally:
        bob.withdraws(theirs)


@requirement("RR-19", alone=True)
def test_a_route_to_another_ledger_of_the_connector_does_not_displace_its_own(
    alice: Peer, bob: Peer, carol: Peer, topology: Topology, world: World
) -> None:
    """Bob offers ten times what the connector's own rate gives, and is not asked."""
    own = own_rate(topology, bob.ledger.prefix, carol.ledger.prefix)
    end = min(bob.ledger.capacity, 10**9)
    bob.broadcasts(bob.route(carol.ledger.prefix, points=[[0, 0], [end, int(own.value(10 * end))]]))
    try:
        alice.is_not_sent_through(bob, carol.ledger.prefix + "receiver", after=bob)
    finally:
        bob.withdraws(carol.ledger.prefix)
        world.settle(bob)


@requirement("RR-19", alone=True)
def test_a_route_to_the_shared_ledger_does_not_displace_the_connectors_own(
    alice: Peer, bob: Peer, ben: Peer, world: World
) -> None:
    """Bob announces the very ledger he shares with the connector, and is not asked for what lies on it."""
    end = min(bob.ledger.capacity, 10**9)
    bob.broadcasts(bob.route(bob.ledger.prefix, points=[[0, 0], [end, 10 * end]]))
    try:
        alice.is_not_sent_through(bob, ben.account, after=bob)
    finally:
        bob.withdraws(bob.ledger.prefix)
        world.settle(bob)
