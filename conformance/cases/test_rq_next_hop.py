"""Remote quoting: whom the connector asks, for what, and what it makes of the answer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from conformance import Violation, given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.mailbox import destination_of
from conformance.harness.peer import Peer
from conformance.harness.quoting import asked_amount, asked_within, last_said, requests_about
from conformance.harness.replies import overlaid
from conformance.harness.world import World
from conformance.oracle.curves import Curve
from conformance.oracle.hops import clearly_best_by_destination, clearly_best_by_source
from conformance.oracle.quotes import (
    remote_answer_by_destination,
    remote_answer_by_source,
    remote_ask_by_destination,
    remote_ask_by_source,
)
from conformance.oracle.rates import own_rate
from conformance.oracle.routing import Route
from schemas.topology import Topology

AMOUNTS = (("small", 10_019), ("odd", 10_000_019), ("large", 987_654_321))
Rates = tuple[Fraction, ...]
STEEP, FLAT = Fraction(3), Fraction(1, 2)


def points(length: int, *rates: Fraction) -> list[list[int]]:
    """A curve from [0, 0] on with a stretch of that length for each rate."""
    made = [[0, 0]]
    for rate in rates:
        made.append([made[-1][0] + length, made[-1][1] + int(rate * length)])
    return made


CROSSING = (
    ("bobs_rate_is_better", ((STEEP, STEEP, STEEP), (FLAT, FLAT, FLAT))),
    ("bens_rate_is_better", ((FLAT, FLAT, FLAT), (STEEP, STEEP, STEEP))),
    ("bob_is_better_at_first", ((STEEP, FLAT / 10, FLAT / 10), (FLAT, FLAT, STEEP))),
    ("ben_is_better_at_first", ((FLAT, FLAT, STEEP), (STEEP, FLAT / 10, FLAT / 10))),
)


@requirement("RQ-1", "LC-7")
@rows(*CROSSING)
def test_by_source_the_best_hop_for_the_amount_is_asked(
    row: tuple[Rates, ...],
    alice: Peer,
    bob: Peer,
    ben: Peer,
    prefix: Prefixes,
    world: World,
    topology: Topology,
) -> None:
    """Two peers announce the prefix; a small amount and a large one, where other curves may be the best."""
    routes = announced(row, alice, (bob, ben), prefix)
    most = min(route.curve.last[0] for route in routes)
    own = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    for amount in (1_000_003, math.floor(own.inverse(most)) - 1_000_003):
        best = clearly_best_by_source(topology, alice.ledger.prefix, routes, amount)
        if best is not None:
            alice.asks_best(world.peers[best.sender], prefix.far + "carl", source_amount=amount)


@requirement("RQ-1", "LC-7")
@rows(*CROSSING)
def test_by_destination_the_best_hop_for_the_amount_is_asked(
    row: tuple[Rates, ...],
    alice: Peer,
    bob: Peer,
    ben: Peer,
    prefix: Prefixes,
    world: World,
    topology: Topology,
) -> None:
    """Two peers announce the prefix; a small amount and one that only the upper end of the curves gives."""
    routes = announced(row, alice, (bob, ben), prefix)
    most = min(route.curve.last[1] for route in routes)
    for amount in (1_000_003, most - 1_000_003):
        best = clearly_best_by_destination(topology, alice.ledger.prefix, routes, amount)
        if best is not None:
            alice.asks_best(world.peers[best.sender], prefix.far + "carl", destination_amount=amount)


def announced(rates: tuple[Rates, ...], asker: Peer, peers: tuple[Peer, ...], prefix: Prefixes) -> list[Route]:
    """Each peer announces the prefix with its own rates, and the target has taken all in."""
    routes = []
    for peer, own in zip(peers, rates, strict=True):
        made, later = points(peer.ledger.capacity // 20, *own), prefix[peer.account.rpartition(".")[2]]
        peer.broadcasts(peer.route(prefix.far, points=made))
        asker.follows(peer, later)
        routes.append(Route(peer.account, peer.ledger.prefix, prefix.far, Curve.of(made), Fraction(1)))
    return routes


@requirement("RQ-1", "LC-7")
@rows(("bobs_rate_is_better", True), ("carols_rate_is_better", False))
def test_the_best_hop_may_be_on_another_ledger(
    row: bool, alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """Bob and Carol announce the prefix on ledgers of different scales."""
    rate = Fraction(10) ** (bob.ledger.scale - carol.ledger.scale)  # of Carol's, as good as one for one of Bob's
    rates = ((STEEP,), (FLAT * rate,)) if row else ((FLAT,), (STEEP * rate,))
    made = announced(rates, alice, (bob, carol), prefix)
    best = clearly_best_by_source(topology, alice.ledger.prefix, made, 1_000_003)
    if best is not None:
        alice.asks_best(world.peers[best.sender], prefix.far + "carl", source_amount=1_000_003)


@requirement("RQ-2")
@rows(*AMOUNTS)
def test_by_source_the_request_carries_what_the_own_rate_leaves(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """In base units of the next hop's ledger, and no destination amount beside it."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.asks_through(bob, prefix.far + "carl", source_amount=row)
    request = bob.asked_for(prefix.far)[-1]
    bounds = remote_ask_by_source(topology, alice.ledger.prefix, bob.ledger.prefix, row)
    asked_within(bounds, request, "source_amount")
    if request.data.get("destination_amount") is not None:
        raise Violation("a request by source amount", f"{dict(request.data)}", [request.seq])


@requirement("RQ-2")
@rows(*AMOUNTS)
def test_by_destination_the_request_carries_the_amount_asked_for(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """To the last digit, and no source amount beside it."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.asks_through(bob, prefix.far + "carl", destination_amount=row)
    request = bob.asked_for(prefix.far)[-1]
    asked_within(remote_ask_by_destination(row), request, "destination_amount")
    if request.data.get("source_amount") is not None:
        raise Violation("a request by destination amount", f"{dict(request.data)}", [request.seq])


@requirement("RQ-2")
@rows("carl", "down.there.carl")
def test_the_request_is_about_the_receiver_asked_for(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Not about the prefix, nor about another address under it."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.asks_through(bob, prefix.far + row, source_amount=10_000_019)
    request = requests_about(bob, prefix.far + row)[-1]
    if request.data["destination_address"] != prefix.far + row:
        observed = f"destination_address {request.data['destination_address']!r}"
        raise Violation(f"a request about {prefix.far + row}", observed, [request.seq])


@requirement("RQ-3")
@rows(*AMOUNTS)
def test_by_source_the_answer_is_what_the_next_hop_gives_for_the_rest(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop's curve has two sections, and it quotes by it."""
    end = bob.ledger.capacity // 2
    with given("RR-1"):
        bob.broadcasts(bob.route(prefix.far, points=points(end, STEEP, FLAT)))
        answer = alice.asks_through(bob, prefix.far + "carl", source_amount=row)
    with given("RQ-2"):
        request = bob.asked_for(prefix.far)[-1]
        asked_within(
            remote_ask_by_source(topology, alice.ledger.prefix, bob.ledger.prefix, row), request, "source_amount"
        )
    said = last_said(bob, prefix.far, "destination_amount")
    alice.got_within(remote_answer_by_source(topology, said), answer)


@requirement("RQ-3")
@rows(*AMOUNTS)
def test_by_destination_the_answer_is_what_the_own_rate_asks_for_the_next_hops_amount(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop's curve has two sections, and it quotes by it."""
    with given("RR-1"):
        bob.broadcasts(bob.route(prefix.far, points=points(bob.ledger.capacity // 2, STEEP, FLAT)))
        answer = alice.asks_through(bob, prefix.far + "carl", destination_amount=row)
    with given("RQ-2"):
        asked_within(remote_ask_by_destination(row), bob.asked_for(prefix.far)[-1], "destination_amount")
    said = last_said(bob, prefix.far, "source_amount")
    alice.got_within(remote_answer_by_destination(topology, alice.ledger.prefix, bob.ledger.prefix, said), answer)


@requirement("RQ-3")
@rows(*fixtures("quote_response", "RQ-3", valid=True))
def test_a_valid_answer_is_joined(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> None:
    """The reference answers: with and without each optional member."""
    bob.replies(prefix.one, overlaid(recast(row.message, names(prefix.stem, alice, bob))))
    with given("RR-1"):
        bob.broadcasts(prefix.one)
        answer = alice.asks_through(bob, prefix.one + "carl", source_amount=10_000_019)
    said = last_said(bob, prefix.one, "destination_amount")
    alice.got_within(remote_answer_by_source(topology, said), answer)


@requirement("RQ-7")
def test_a_route_through_the_connector_itself_is_not_asked(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World
) -> None:
    """Bob announces a route in the connector's own name."""
    bob.broadcasts(bob.route(prefix.loop, source_account=bob.ledger.account))
    alice.follows(bob, prefix.later)
    alice.asks(prefix.loop + "carl", source_amount=10_000_019)
    never_asks_itself(world, prefix.loop)


@requirement("RQ-7")
@rows("alice", "bob")
def test_an_address_at_the_connectors_own_account_is_not_asked_of_itself(
    row: str, alice: Peer, bob: Peer, world: World
) -> None:
    """The destination lies below the connector's account, on the asker's ledger and on another one."""
    own = (alice if row == "alice" else bob).ledger.account
    alice.asks(own + ".sub.carl", source_amount=10_000_019)
    alice.asks(own, source_amount=10_000_019)
    never_asks_itself(world, own)


@requirement("RQ-7")
def test_a_hop_worth_asking_is_asked_and_nobody_else(alice: Peer, bob: Peer, prefix: Prefixes, world: World) -> None:
    """While a remote quote is got, no request goes to one of the connector's own accounts."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.asks_through(bob, prefix.far + "carl", source_amount=10_000_019)
    never_asks_itself(world, prefix.far)


@requirement("RQ-7")
def test_for_more_than_a_curve_takes_the_connector_asks_not_itself(
    alice: Peer, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> Iterator[int]:
    """Over another of its ledgers it would reach the same hop, with no more to give. A target may wait long."""
    yield world.now()
    length = bob.ledger.capacity // 100
    bob.broadcasts(bob.route(prefix.far, points=points(length, Fraction(1))))
    alice.follows(bob, prefix.later)
    amount = math.floor(own_rate(topology, alice.ledger.prefix, bob.ledger.prefix).inverse(2 * length))
    alice.asks(prefix.far + "carl", source_amount=amount)
    never_asks_itself(world, prefix.far)


def never_asks_itself(world: World, destination: str) -> None:
    """No request for an address that begins so went to an account of the connector's."""
    own = {ledger.account for ledger in world.topology.ledgers}
    for asked in world.questions:
        if asked.receiver in own and destination in destination_of(asked):
            raise Violation("no request to the connector itself", f"a request to {asked.receiver}", [asked.seq])


@requirement("RQ-8")
@rows(("by_source", "source_amount"), ("by_destination", "destination_amount"))
def test_the_connector_asks_as_a_user_of_the_next_ledger_would(
    row: str, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Its own account as source, one amount as a string of an integer, all that Alice wished for as strings."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.asks_through(
            bob, prefix.far + "carl", **{row: 10_000_019}, destination_expiry_duration="3.5", slippage="0.01"
        )
    request = bob.asked_for(prefix.far)[-1]
    data, account = request.data, bob.ledger.account
    if (data.get("source_address"), request.sender) != (account, account):
        observed = f"source_address {data.get('source_address')!r} in a request from {request.sender!r}"
        raise Violation(f"{account} as source and sender", observed, [request.seq])
    if asked_amount(request, row) < 1:
        raise Violation(f"{row} as a string of an integer", f"{data.get(row)!r}", [request.seq])
    for name in ("source_expiry_duration", "destination_expiry_duration", "slippage"):
        if data.get(name) is not None and not isinstance(data[name], str):
            raise Violation(f"{name} as a string", f"{data[name]!r}", [request.seq])


@requirement("RQ-8b")
@rows("1", "2")
def test_nothing_is_asked_where_the_own_rate_leaves_nothing(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Bob asks for a receiver beyond Alice with so little that on her ledger none of it may be left."""
    with given("RR-1"):
        alice.broadcasts(prefix.far)
        bob.asks_through(alice, prefix.far + "carl")
    bob.asks(prefix.far + "carl", source_amount=row)
    request = alice.asked_for(prefix.far)[-1]
    if asked_amount(request, "source_amount") < 1:
        raise Violation("no request for nothing", f"source_amount {request.data.get('source_amount')!r}", [request.seq])
