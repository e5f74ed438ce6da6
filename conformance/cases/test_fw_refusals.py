"""Transfers that must not be paid on: too little, no route, too late; and by which error the sender learns why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.transfers import amount_asked_for, recast_transfer
from conformance.harness.cast import Prefixes
from conformance.harness.configured import has_no_default_route
from conformance.harness.needs import only_where
from conformance.harness.paying import (
    comes_to_be_rejected,
    has_a_code_of_the_table,
    is_known_by,
    is_not_paid_on,
    is_paid_on,
    is_rejected,
    outcome,
    wait_for_an_end,
)
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares, prepares_as, prepares_broken
from conformance.harness.transfers import Prepared
from conformance.harness.worth import join_for, part
from conformance.oracle.errors import TOO_LATE, TOO_LITTLE, UNREACHABLE
from conformance.oracle.rates import own_rate
from conformance.oracle.transfers import surely_too_much_for
from schemas.topology import Topology

TRANSFERS = ("transfers",)
HOUR = 3_600_000  # ms
Share = Callable[[int], int]
TOO_MUCH: tuple[tuple[str, Share], ...] = (
    ("by_the_least_that_is_beyond_doubt", lambda least: least),
    ("by_a_thousandth", lambda least: least + least // 1000 + 1),
    ("by_half", lambda least: 2 * least),
)
TOO_LATE_BY = (("by_an_hour", HOUR), ("by_a_second", 1000), ("by_a_millisecond", 1))


def too_little(sender: Peer, receiver: Peer, share: Share, parts: int = 1000) -> Prepared:
    """A transfer whose packet asks for more than it can be worth."""
    topology = sender.world.topology
    amount = part(topology, sender.ledger, receiver.ledger, parts)
    deliver = share(surely_too_much_for(topology, sender.ledger.prefix, receiver.ledger.prefix, amount))
    only_where(deliver < 2**64, "no packet holds more than the largest amount is worth")
    return prepares(sender, receiver.account, amount, deliver)


@requirement("FW-4", needs=TRANSFERS)
@rows(*TOO_MUCH)
def test_too_little_for_the_packets_amount_is_rejected(row: Share, alice: Peer, bob: Peer) -> None:
    """In both directions, for a middling amount, a small and a large one."""
    for sender, receiver in ((alice, bob), (bob, alice)):
        for parts in (1000, 1_000_000, 10):
            is_rejected(too_little(sender, receiver, row, parts))


@requirement("FW-4", needs=TRANSFERS)
def test_too_little_is_rejected_between_all_ledgers(alice: Peer, bob: Peer, carol: Peer, dave: Peer) -> None:
    """Each pair has scales of its own, so that a mistake in units shows."""
    for sender, receiver in ((alice, carol), (carol, alice), (bob, carol), (alice, dave), (dave, bob)):
        is_rejected(too_little(sender, receiver, TOO_MUCH[0][1]))


@requirement("FW-4", needs=TRANSFERS)
def test_the_largest_amount_a_packet_holds_is_too_much(alice: Peer, bob: Peer, topology: Topology) -> None:
    """2^64-1 of the receiver's base units, for one that is sent; and 2^63, which signed numbers take for less."""
    for deliver in (2**64 - 1, 2**63):
        least = surely_too_much_for(topology, alice.ledger.prefix, bob.ledger.prefix, 1)
        only_where(least <= deliver, "one base unit is worth so much")
        is_rejected(prepares(alice, bob.account, 1, deliver))


@requirement("FW-4", needs=TRANSFERS)
@rows(*fixtures("transfer", "FW-4", valid=True))
def test_a_reference_transfer_of_too_little_is_rejected(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Its amount is half of what its packet would need."""
    message = recast_transfer(row.message, names(prefix.stem, alice, bob))
    own = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    amount = math.floor(own.inverse(amount_asked_for(message)) / 2)
    only_where(amount > 0, "half of what the packet needs is nothing")
    is_rejected(prepares_as(alice, message, amount))


@requirement("FW-4b", needs=TRANSFERS)
@rows(TOO_MUCH[0], TOO_MUCH[2])
def test_too_little_is_rejected_as_insufficient_source_amount(row: Share, alice: Peer, bob: Peer) -> None:
    """R01 of IL-RFC 3, by code or name."""
    prepared = too_little(alice, bob, row)
    with given("FW-4"):
        rejected = is_rejected(prepared)
    is_known_by(prepared, rejected, TOO_LITTLE)


@requirement("FW-4c", needs=TRANSFERS, profile="liquidity-routing")
@rows(("twice_as_much", Fraction(2)), ("a_thousandth_more", Fraction(1001, 1000)))
def test_too_little_by_the_curve_is_rejected_before_the_last_ledger(
    row: Fraction, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The packet asks for so much more than the curve gives for the amount; what it gives is paid on."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
    topology = alice.world.topology
    amount = part(topology, alice.ledger, bob.ledger)
    most = join_for(alice, bob, bob.announced[prefix.far].points).best(amount + 1)
    with given("FW-1"):
        is_paid_on(prepares(alice, prefix.far + "carl", amount, math.floor(most * (1 - topology.slippage) / 2)))
    is_rejected(prepares(alice, prefix.far + "carl", amount, math.ceil(most * (1 + topology.slippage) * row) + 1))


@requirement("FW-4c", needs=TRANSFERS, profile="gratuity-quoting")
def test_what_becomes_of_too_little_before_the_last_ledger(alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """The packet asks for twice as much as the next hop's curve gives for the amount."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far, via=bob)
    topology = alice.world.topology
    amount = part(topology, alice.ledger, bob.ledger)
    deliver = 2 * math.ceil(own_rate(topology, alice.ledger.prefix, bob.ledger.prefix).value(amount))
    return outcome(prepares(alice, prefix.far + "carl", amount, deliver))


@requirement("FW-5", needs=TRANSFERS)
@rows("nowhere.carl", "know.carl", "known", "Known.carl", "knownn.carl")
def test_without_a_route_it_is_rejected(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Nobody announced the address, only one that is like it."""
    has_no_default_route(alice.world)
    with given("RR-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known)
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    with given("FW-1"):
        is_paid_on(prepares(alice, prefix.known + "carl", amount))
    is_rejected(prepares(alice, prefix.stem + row, amount))


@requirement("FW-5", needs=TRANSFERS)
def test_after_a_withdrawal_it_is_rejected(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A transfer was paid on over the route before."""
    has_no_default_route(alice.world)
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    with given("RR-1", "FW-1"):
        bob.broadcasts(prefix.known)
        alice.has_route_to(prefix.known)
        is_paid_on(prepares(alice, prefix.known + "carl", amount))
    with given("RR-7"):
        bob.withdraws(prefix.known)
        alice.has_no_route_to(prefix.known)
    comes_to_be_rejected(alice, prefix.known + "carl", amount)


@requirement("FW-5", needs=TRANSFERS)
def test_when_the_route_has_lapsed_it_is_rejected(spare: Peer, alice: Peer, prefix: Prefixes) -> Iterator[int]:
    """The spare peer falls silent, and its routes with it."""
    has_no_default_route(alice.world)
    topology = alice.world.topology
    amount, hold = part(topology, alice.ledger, spare.ledger), topology.broadcast_interval
    with given("RR-1", "FW-1"):
        spare.broadcasts(prefix.known, hold_down_time=hold)
        alice.has_route_to(prefix.known)
        is_paid_on(prepares(alice, prefix.known + "carl", amount))
    yield alice.world.now() + hold + topology.broadcast_interval
    with given("RR-11"):
        alice.has_no_route_to(prefix.known)
    comes_to_be_rejected(alice, prefix.known + "carl", amount)


@requirement("FW-5", needs=TRANSFERS)
@rows(*fixtures("transfer", "FW-5", valid=True))
def test_a_reference_transfer_without_a_route_is_rejected(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Its destination was never announced."""
    has_no_default_route(alice.world)
    is_rejected(prepares_as(alice, recast_transfer(row.message, names(prefix.stem, alice, bob))))


@requirement("FW-5b", needs=TRANSFERS)
def test_without_a_route_it_is_rejected_as_unreachable(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """F02 of IL-RFC 3, by code or name."""
    has_no_default_route(alice.world)
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    prepared = prepares(alice, prefix.nowhere + "carl", amount)
    with given("FW-5"):
        rejected = is_rejected(prepared)
    is_known_by(prepared, rejected, UNREACHABLE)


@requirement("FW-7", needs=TRANSFERS)
@rows(*TOO_LATE_BY)
def test_after_its_expiry_it_is_not_paid_on(row: int, alice: Peer, bob: Peer) -> None:
    """A good one, sent after it, is."""
    is_never_paid_on(alice, bob, -row)


@requirement("FW-7", needs=TRANSFERS)
@rows(*fixtures("transfer", "FW-7", valid=True))
def test_a_reference_transfer_that_has_expired_is_not_paid_on(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """By a second, with ample money in it."""
    amount = part(topology, alice.ledger, bob.ledger)
    late = prepares_as(alice, recast_transfer(row.message, names(prefix.stem, alice, bob)), amount, -1000)
    with given("FW-1"):
        is_paid_on(prepares(alice, bob.account, amount))
    is_not_paid_on(late)


@requirement("FW-7", needs=TRANSFERS)
@rows(("half_of_it", 2), ("a_tenth_of_it", 10))
def test_with_less_than_the_own_window_left_it_is_not_paid_on(row: int, alice: Peer, bob: Peer) -> None:
    """What was sent on would have expired before it is sent."""
    window = math.floor(1000 * alice.world.topology.message_window)
    only_where(window, "the own window is nothing")
    is_never_paid_on(alice, bob, window // row)


@requirement("FW-7", needs=TRANSFERS)
def test_it_is_not_paid_on_to_another_connector_either(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The receiver is further away, and the transfer has expired, or is about to."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for left in (-1000, math.floor(1000 * alice.world.topology.message_window) // 2):
        is_never_paid_on(alice, bob, left, prefix.far + "carl")


@requirement("FW-7b", needs=TRANSFERS)
@rows(("expired", -1000), ("with_little_time_left", None))
def test_too_late_it_is_rejected_as_insufficient_timeout(row: int | None, alice: Peer, bob: Peer) -> None:
    """R02 of IL-RFC 3, by code or name."""
    topology = alice.world.topology
    left = math.floor(1000 * topology.message_window) // 2 if row is None else row
    prepared = prepares(alice, bob.account, part(topology, alice.ledger, bob.ledger), left=left)
    with given("FW-7"):
        wait_for_an_end(prepared)
        is_not_paid_on(prepared)
    is_known_by(prepared, is_rejected(prepared), TOO_LATE)


def is_never_paid_on(alice: Peer, bob: Peer, left: int, destination: str | None = None) -> None:
    """FW-7: when a good transfer of the same peer's, sent later, has been paid on, that one has not been."""
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    late = prepares(alice, destination or bob.account, amount, left=left)
    with given("FW-1"):
        is_paid_on(prepares(alice, destination or bob.account, amount))
    is_not_paid_on(late)


@requirement("FW-10", needs=TRANSFERS)
@rows("too_little", "no_route", "too_late", "a_broken_packet")
def test_the_code_of_an_error_is_of_the_table(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A code of IL-RFC 3, and where a name of it stands beside it, that name's."""
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    if row == "too_little":
        prepared = too_little(alice, bob, TOO_MUCH[2][1])
    elif row == "a_broken_packet":
        prepared = prepares_broken(alice, amount, b"\x01\x14\x00")
    else:
        if row == "no_route":
            has_no_default_route(alice.world)
        left = {"left": -1000} if row == "too_late" else {}
        prepared = prepares(alice, prefix.nowhere + "carl" if row == "no_route" else bob.account, amount, **left)
    with given("FW-4", "FW-5", "FW-6", "FW-7b"):
        rejected = is_rejected(prepared)
    has_a_code_of_the_table(prepared, rejected)
