"""Transfers whose receiver is on another ledger of the connector's: exactly the packet's amount goes to its account."""

from __future__ import annotations

import math
from typing import Any

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.transfers import amount_asked_for, in_url_alphabet, recast_transfer, unpadded
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.paying import (
    are_both_paid_on,
    are_different,
    carries,
    carries_the_same,
    is_paid_on,
    is_paid_on_once,
)
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares, prepares_as
from conformance.harness.worth import part
from conformance.oracle.rates import own_rate
from conformance.oracle.transfers import surely_enough_for
from schemas.topology import Topology

TRANSFERS = ("transfers",)
JS_LIMIT = 2**53
URL_BYTES = b"\xfb\xef\xbe\xff\xff"  # bytes that the two alphabets of base64 write with different letters
FORMS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("as_it_is", {}),
    ("with_no_data_in_its_packet", {"data": b""}),
    ("with_the_longest_data", {"data": b"\xa5" * 32_767}),
    ("without_direction", {"members": {"direction": None}}),
)


def enough_for(sender: Peer, receiver: Peer, amount: int) -> int:
    """The largest packet's amount for which the amount has to do."""
    return surely_enough_for(sender.world.topology, sender.ledger.prefix, receiver.ledger.prefix, amount)


@requirement("FW-1", needs=TRANSFERS)
@rows(*FORMS)
def test_a_transfer_to_another_own_ledger_is_paid_on_once(
    row: dict[str, Any], alice: Peer, bob: Peer, topology: Topology
) -> None:
    """In both directions, with the same condition and packet."""
    for sender, receiver in ((alice, bob), (bob, alice)):
        amount = part(topology, sender.ledger, receiver.ledger)
        deliver = enough_for(sender, receiver, amount)
        prepared = prepares(sender, receiver.account, amount, deliver, **row)
        carries_the_same(prepared, is_paid_on_once(prepared))


@requirement("FW-1", needs=TRANSFERS)
def test_transfers_between_all_ledgers_are_paid_on(alice: Peer, bob: Peer, carol: Peer, dave: Peer) -> None:
    """From and to one with a token too."""
    for sender, receiver in ((alice, carol), (carol, bob), (dave, carol), (alice, dave), (dave, bob)):
        amount = part(sender.world.topology, sender.ledger, receiver.ledger)
        prepared = prepares(sender, receiver.account, amount, enough_for(sender, receiver, amount))
        carries_the_same(prepared, is_paid_on_once(prepared, receiver))


@requirement("FW-1", needs=TRANSFERS)
def test_the_largest_amount_is_paid_on(alice: Peer, bob: Peer, topology: Topology) -> None:
    """As much as the capacities of both ledgers take, in both directions."""
    for sender, receiver in ((alice, bob), (bob, alice)):
        amount = math.floor(own_rate(topology, sender.ledger.prefix, receiver.ledger.prefix).domain_end)
        is_paid_on_once(prepares(sender, receiver.account, amount, enough_for(sender, receiver, amount)))


@requirement("FW-1", needs=TRANSFERS)
def test_one_id_on_two_ledgers_is_two_transfers(alice: Peer, carol: Peer, bob: Peer, topology: Topology) -> None:
    """Ids are unique on their ledger only; on Bob's the two must differ, or it refuses the second."""
    first = prepares(alice, bob.account, part(topology, alice.ledger, bob.ledger))
    second = prepares(carol, bob.account, part(topology, carol.ledger, bob.ledger), id=first.id)
    are_different(first, is_paid_on_once(first), is_paid_on_once(second))


@requirement("FW-1", needs=TRANSFERS)
def test_two_transfers_with_one_condition_are_both_paid_on(alice: Peer, bob: Peer, topology: Topology) -> None:
    """Same packet, amount and condition: it is the id that makes a transfer another one."""
    amount = part(topology, alice.ledger, bob.ledger)
    first = prepares(alice, bob.account, amount)
    with given("FW-1"):
        is_paid_on(first)
    second = prepares(alice, bob.account, amount, fulfillment=first.fulfillment)
    are_both_paid_on(first, second)


@requirement("FW-3", needs=TRANSFERS)
@rows(("all_that_it_is_worth", 1), ("half_of_it", 2), ("a_thousandth_of_it", 1000), ("one_base_unit", None))
def test_the_packets_amount_goes_to_its_account(row: int | None, alice: Peer, bob: Peer, topology: Topology) -> None:
    """Whatever the amount that came in is worth; in both directions."""
    for sender, receiver in ((alice, bob), (bob, alice)):
        amount = part(topology, sender.ledger, receiver.ledger)
        deliver = 1 if row is None else enough_for(sender, receiver, amount) // row
        delivers(sender, receiver.account, amount, max(deliver, 1))


@requirement("FW-3", needs=TRANSFERS)
@rows(("an_account_that_is_no_peer", "zoe"), ("an_address_below_an_account", "zoe.invoice.7"))
def test_the_receiver_may_be_anybody_on_the_ledger(row: str, alice: Peer, bob: Peer, topology: Topology) -> None:
    """The connector pays whom the packet names, peer or not."""
    amount = part(topology, alice.ledger, bob.ledger)
    deliver = enough_for(alice, bob, amount)
    prepared = prepares(alice, bob.ledger.prefix + row, amount, deliver)
    carries(prepared, is_paid_on(prepared), deliver, bob.ledger.prefix + row)


@requirement("FW-3", needs=TRANSFERS)
def test_large_amounts_are_paid_to_the_last_digit(alice: Peer, bob: Peer, carol: Peer, topology: Topology) -> None:
    """Above 2^53, where a double drops the last digits."""
    done = 0
    for sender, receiver in ((alice, bob), (alice, carol), (bob, carol), (carol, bob)):
        amount = math.floor(own_rate(topology, sender.ledger.prefix, receiver.ledger.prefix).domain_end)
        deliver = (enough_for(sender, receiver, amount) - 1) // 2 * 2 + 1
        if deliver > JS_LIMIT:
            delivers(sender, receiver.account, amount, deliver)
            done += 1
    only_where(done, "no two ledgers take amounts above 2^53")


@requirement("FW-3", needs=TRANSFERS)
@rows(*(each for each in fixtures("transfer", "FW-3", valid=True) if each[1].message.get("direction") != "outgoing"))
def test_a_reference_transfer_is_paid_on(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Each is a form that the documents show."""
    delivers_reference(row, alice, bob, prefix, topology)


@requirement("FW-3b", needs=TRANSFERS)
@rows(*fixtures("transfer", "FW-3b", valid=True))
def test_a_reference_transfer_in_a_form_of_the_day_is_paid_on(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """Each is a form that deployed connectors sent."""
    delivers_reference(row, alice, bob, prefix, topology)


@requirement("FW-3b", needs=TRANSFERS)
@rows(("in_the_url_alphabet", in_url_alphabet), ("without_padding", unpadded))
def test_a_packet_is_read_in_either_form_of_base64(row: Any, alice: Peer, bob: Peer, topology: Topology) -> None:
    """Its data makes the alphabets differ, and the padding necessary."""
    amount = part(topology, alice.ledger, bob.ledger)
    for data in (URL_BYTES, URL_BYTES * 2, URL_BYTES * 3):
        prepared = prepares(alice, bob.account, amount, data=data, written=row)
        carries(prepared, is_paid_on(prepared), 1, bob.account)


def delivers(sender: Peer, account: str, amount: int, deliver: int) -> None:
    """FW-3: a transfer for that account leads to one of exactly the packet's amount to it."""
    prepared = prepares(sender, account, amount, deliver)
    with given("FW-1"):
        sent = is_paid_on(prepared)
    carries(prepared, sent, deliver, account)


def delivers_reference(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> None:
    """The same of a reference transfer, with an amount that does in this topology."""
    message = recast_transfer(row.message, names(prefix.stem, alice, bob))
    deliver = amount_asked_for(message)
    own = own_rate(topology, alice.ledger.prefix, bob.ledger.prefix)
    amount = math.ceil(own.inverse(deliver + 1)) + 2
    prepared = prepares_as(alice, message, amount)
    carries(prepared, is_paid_on(prepared), deliver, bob.account)
