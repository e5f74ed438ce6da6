"""Quotes: requests that break a rule beside that of the amount; who asks, for whom, and with which wishes."""

from __future__ import annotations

from typing import Any

from conformance import given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.refusing import ignores_or_refuses_the_wish
from schemas.topology import Topology

WISHES = ("source_expiry_duration", "destination_expiry_duration", "slippage")


@requirement("QT-5")
@rows(
    ("the_other_is_zero", {"source_amount": "10000000", "destination_amount": "0"}),
    ("the_other_is_negative", {"source_amount": "-1", "destination_amount": "10000000"}),
)
def test_both_amounts_are_refused_whatever_they_are(row: dict[str, Any], alice: Peer, bob: Peer) -> None:
    """One of them would do alone; the other does not make it one."""
    alice.is_refused(bob.account, **row)


@requirement("QT-24")
@rows("a_longer_segment", "another_case", "empty")
def test_a_source_address_nearly_on_the_ledger_is_refused(row: str, alice: Peer, bob: Peer) -> None:
    """The request came over Alice's ledger, from Alice."""
    ledger = alice.ledger.prefix
    sources = {
        "a_longer_segment": ledger[:-1] + "x.alice",
        "another_case": ledger.upper() + "alice",
        "empty": "",
    }
    alice.is_refused(bob.account, source_amount=10_000_000, source_address=sources[row])


@requirement("QT-25")
@rows(
    ("arabic_indic_digits", "٣"),
    ("a_fraction_of_two_numbers", "1/2"),
    ("hexadecimal", "0x3"),
    ("lists_in_a_list", [[["3"]]]),
    ("an_exponent_of_nine_digits", "1e999999999"),
    ("minus_a_little", "-0.000000001"),
)
def test_a_wish_that_is_no_decimal_is_refused_or_ignored(row: object, alice: Peer, bob: Peer) -> None:
    """Each of the two durations, and the slippage."""
    for name in WISHES:
        with given("QT-9"):
            alice.is_quoted(bob.account, source_amount=10_000_000)
        ignores_or_refuses_the_wish(alice, bob.account, name, row)


@requirement("QT-8")
@rows("beside_an_own_ledger", "in_another_scheme", "below_a_peer_prefix")
def test_an_address_that_nobody_announced_has_no_way(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """By either amount, and nobody is asked."""
    around = bob.ledger.prefix[:-1].rpartition(".")[0] + "."
    addresses = {
        "beside_an_own_ledger": around + prefix.stem.split(".")[1] + ".carl",
        "in_another_scheme": "private." + prefix.nowhere + "carl",
        "below_a_peer_prefix": "peer." + prefix.nowhere + "carl",
    }
    alice.has_no_way_to(addresses[row])


@requirement("QT-27")
@rows("empty", "two_periods", "1024_characters")
def test_an_odd_destination(row: str, alice: Peer, bob: Peer, topology: Topology) -> str:
    """What it is answered with is reported."""
    ledger = bob.ledger.prefix
    odd: dict[str, Any] = {
        "empty": "",
        "two_periods": ledger + ".bob",
        "1024_characters": ledger + "a" * (1024 - len(ledger)),
    }
    return alice.asks(odd[row], source_amount=10_000_000).said
