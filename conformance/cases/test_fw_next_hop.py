"""Transfers whose receiver is further away: to which connector they are paid on, with how much, and until when."""

from __future__ import annotations

import math
from fractions import Fraction

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.paying import carries_the_same, carries_within, expires_earlier, is_paid_on, is_paid_on_once
from conformance.harness.peer import Peer
from conformance.harness.preparing import ample, prepares
from conformance.harness.world import World
from conformance.harness.worth import part
from conformance.oracle.curves import Curve
from conformance.oracle.rates import own_rate
from conformance.oracle.routing import Route
from conformance.oracle.transfers import clear_hop, paid_on
from schemas.topology import Topology

TRANSFERS = ("transfers",)
Rates = tuple[Fraction, ...]
STEEP, FLAT, LOW = Fraction(3), Fraction(1, 2), Fraction(1, 20)
SECTIONS = 3
CROSSING = (
    ("bobs_rate_is_better", ((STEEP, STEEP, STEEP), (FLAT, FLAT, FLAT))),
    ("bens_rate_is_better", ((FLAT, FLAT, FLAT), (STEEP, STEEP, STEEP))),
    ("bob_is_better_at_first", ((STEEP, LOW, LOW), (FLAT, FLAT, STEEP))),
    ("ben_is_better_at_first", ((FLAT, FLAT, STEEP), (STEEP, LOW, LOW))),
)
AMOUNTS = (("small", 1_000_000), ("odd", 12_345), ("large", 10), ("largest", 1))


def announced(rates: tuple[Rates, ...], asker: Peer, peers: tuple[Peer, ...], prefix: Prefixes) -> list[Route]:
    """Each peer announces `prefix.far` with a curve of sections of equal length, and the target has taken all in."""
    routes = []
    for peer, own in zip(peers, rates, strict=True):
        length, made = peer.ledger.capacity // 20, [[0, 0]]
        for rate in own:
            made.append([made[-1][0] + length, made[-1][1] + int(rate * length)])
        peer.broadcasts(peer.route(prefix.far, points=made))
        asker.follows(peer, prefix[peer.account.rpartition(".")[2]])
        routes.append(Route(peer.account, peer.ledger.prefix, prefix.far, Curve.of(made), Fraction(1)))
    return routes


def goes_to_the_best(routes: list[Route], payer: Peer, destination: str) -> None:
    """FW-1: for an amount near the end of each section, where one hop is the best beyond doubt, it is the next one."""
    world, found = payer.world, 0
    ends = [own_rate(world.topology, payer.ledger.prefix, each.ledger).inverse(each.curve.last[0]) for each in routes]
    for section in range(SECTIONS):
        amount = math.floor(min(ends) * (10 * section + 9) / (10 * SECTIONS))
        hop = clear_hop(world.topology, payer.ledger.prefix, routes, amount)
        if hop is not None:
            found += 1
            is_paid_on_once(prepares(payer, destination, amount, hop[1]), world.peers[hop[0].sender])
    only_where(found, "for no amount one hop is the best beyond doubt")


@requirement("FW-1", needs=TRANSFERS)
@rows(*CROSSING)
def test_it_goes_to_the_hop_that_is_best_for_its_amount(
    row: tuple[Rates, ...], alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes
) -> None:
    """Two peers announce the prefix, and which of them gives more may depend on the amount."""
    goes_to_the_best(announced(row, alice, (bob, ben), prefix), alice, prefix.far + "carl")


@requirement("FW-1", needs=TRANSFERS)
@rows(("bobs_rate_is_better", True), ("carols_rate_is_better", False))
def test_the_best_hop_may_be_over_another_ledger(
    row: bool, alice: Peer, bob: Peer, carol: Peer, prefix: Prefixes
) -> None:
    """Bob and Carol announce the prefix on ledgers of different scales."""
    rate = Fraction(10) ** (bob.ledger.scale - carol.ledger.scale)  # of Carol's, as good as one for one of Bob's
    rates = ((STEEP,), (FLAT * rate,)) if row else ((FLAT,), (STEEP * rate,))
    goes_to_the_best(announced(rates, alice, (bob, carol), prefix), alice, prefix.far + "carl")


@requirement("FW-1", needs=TRANSFERS)
@rows("the_longer_prefix_first", "the_longer_prefix_last")
def test_it_goes_by_the_longest_prefix(row: str, alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Bob announces the prefix, Ben one below it with a worse rate; addresses outside of Ben's stay Bob's.

    Between the two comes a still longer prefix, elsewhere and first in the alphabet: it must not disturb their order.
    """
    worse = ben.route(prefix.far + "down.", points=[[0, 0], [ben.ledger.capacity, ben.ledger.capacity // 3]])
    steps = [(ben, worse), (bob, bob.route(prefix.far))]
    for peer, route in steps if row == "the_longer_prefix_first" else steps[::-1]:
        peer.broadcasts(route)
        peer.broadcasts(prefix["a" * 40])
        alice.follows(peer, prefix[peer.account.rpartition(".")[2]])
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    for address, to in (("down.carl", ben), ("downtown.carl", bob), ("down", bob), ("Down.carl", bob)):
        is_paid_on_once(prepares(alice, prefix.far + address, amount), to)


@requirement("FW-1", needs=TRANSFERS)
def test_it_goes_where_the_last_update_says(alice: Peer, bob: Peer, ben: Peer, prefix: Prefixes) -> None:
    """Ben's route is the better one, until Bob announces a better one still; then Bob withdraws it."""
    amount, end = part(alice.world.topology, alice.ledger, bob.ledger), bob.ledger.capacity
    for peer, rate in ((bob, FLAT), (ben, 1), (bob, STEEP)):
        peer.broadcasts(peer.route(prefix.far, points=[[0, 0], [end // 4, int(rate * (end // 4))]]))
        alice.follows(peer, prefix[f"{peer.account.rpartition('.')[2]}{rate.numerator}"])
        is_paid_on_once(prepares(alice, prefix.far + "carl", amount), peer)
    bob.withdraws(prefix.far)
    alice.follows(bob, prefix.later)
    is_paid_on_once(prepares(alice, prefix.far + "carl", amount), ben)


@requirement("FW-1", needs=TRANSFERS)
def test_it_carries_the_same_condition_and_packet(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """To the last byte, whatever is in the packet's data."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    for data in (b"", b"\0", bytes(range(256)), b"\xff" * 1000):
        prepared = prepares(alice, prefix.far + "carl", amount, data=data)
        carries_the_same(prepared, is_paid_on_once(prepared, bob))


@requirement("FW-2", needs=TRANSFERS)
@rows(*AMOUNTS)
def test_its_amount_is_what_the_own_rate_gives(
    row: int, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Neither the packet's amount nor the next hop's curve touches it."""
    for payer, hop in ((alice, bob), (bob, alice)):
        with given("RR-1"):
            hop.broadcasts(hop.route(prefix.far, points=[[0, 0], [hop.ledger.capacity, hop.ledger.capacity // 7]]))
            payer.has_route_to(prefix.far, via=hop)
        end = own_rate(topology, payer.ledger.prefix, hop.ledger.prefix).domain_end
        amount = max(part(topology, payer.ledger, hop.ledger, row), 3) - (1 if row == 1 else 0)
        for sum in {min(math.floor(end), amount), min(math.floor(end), amount + 7)}:
            prepared = prepares(payer, prefix.far + "carl", sum)
            with given("FW-1"):
                sent = is_paid_on(prepared, hop)
            carries_within(prepared, sent, paid_on(topology, payer.ledger.prefix, hop.ledger.prefix, sum))
        hop.withdraws(prefix.far)


@requirement("FW-2", needs=TRANSFERS)
def test_between_all_ledgers_its_amount_is_what_the_own_rate_gives(
    alice: Peer, bob: Peer, carol: Peer, dave: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Each pair has scales of its own; amounts that are not round."""
    for payer, hop in ((alice, carol), (carol, bob), (dave, bob), (dave, carol)):
        destination = prefix[f"{payer.ledger.scale}to{hop.ledger.scale}"]
        amount = part(topology, payer.ledger, hop.ledger, 777)
        with given("RR-1"):
            hop.broadcasts(destination)
            payer.has_route_to(destination, via=hop, source_amount=amount)
        prepared = prepares(payer, destination + "carl", amount)
        with given("FW-1"):
            sent = is_paid_on(prepared, hop)
        carries_within(prepared, sent, paid_on(topology, payer.ledger.prefix, hop.ledger.prefix, amount))


@requirement("FW-2", needs=TRANSFERS)
@rows(("on_the_last_ledger", True), ("before_it", False))
def test_its_expiry_is_earlier_by_the_own_window(
    row: bool, alice: Peer, bob: Peer, prefix: Prefixes, world: World, topology: Topology
) -> None:
    """For expiries on whole seconds and between."""
    if not row:
        with given("RR-1"):
            bob.broadcasts(prefix.far)
            alice.has_route_to(prefix.far, via=bob)
    amount = part(topology, alice.ledger, bob.ledger)
    whole = ample(topology) - world.clock() % 1000
    for left in (whole, whole + 1, whole + 499, whole + 999):
        prepared = prepares(alice, bob.account if row else prefix.far + "carl", amount, left=left)
        with given("FW-1"):
            sent = is_paid_on(prepared)
        expires_earlier(prepared, sent)


@requirement("FW-2", needs=TRANSFERS)
@rows(("east_of_it", "+05:30"), ("west_of_it", "-08:00"))
def test_an_expiry_may_be_written_in_another_zone(row: str, alice: Peer, bob: Peer, topology: Topology) -> None:
    """ISO 8601 has zones; the moment counts."""
    amount = part(topology, alice.ledger, bob.ledger)
    prepared = prepares(alice, bob.account, amount, zone=row)
    expires_earlier(prepared, is_paid_on(prepared))
