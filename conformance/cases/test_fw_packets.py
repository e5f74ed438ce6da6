"""Transfers without a packet, or with a broken one: nothing is sent on, and the sender learns of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance import given, requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.packets import (
    CUT_OFF,
    NO_PACKETS,
    OF_A_WRONG_LENGTH,
    OF_ANOTHER_TYPE,
    READABLE,
    Breaker,
    broken,
    payment,
)
from conformance.generate.transfers import broken_base64, recast_transfer
from conformance.harness.cast import Prefixes
from conformance.harness.paying import is_known_by, is_not_paid_on, is_paid_on, is_rejected, wait_for_an_end
from conformance.harness.peer import Peer
from conformance.harness.preparing import prepares, prepares_as, prepares_broken
from conformance.harness.transfers import Prepared
from conformance.harness.worth import part
from conformance.oracle.errors import INVALID_PACKET

TRANSFERS = ("transfers",)
KINDS: tuple[tuple[str, Mapping[str, Breaker]], ...] = (
    ("that_breaks_off", CUT_OFF),
    ("of_another_type", OF_ANOTHER_TYPE),
    ("of_a_wrong_length", OF_A_WRONG_LENGTH),
    ("that_is_none_at_all", NO_PACKETS),
)
ABSENT = (("left_out", None), ("empty", ""))


def packets_for(account: str, kind: Mapping[str, Breaker]) -> list[bytes]:
    """The broken packets of a kind, made of a good one for that account."""
    return [broken(breaker, payment(account, 1, b"to be broken")) for breaker in kind.values()]


@requirement("FW-6", needs=TRANSFERS)
@rows(*KINDS)
def test_a_transfer_with_a_packet(row: Mapping[str, Breaker], alice: Peer, bob: Peer) -> None:
    """It is rejected, and nothing is sent on. What can be read of it names a receiver on an own ledger."""
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    for packet in packets_for(bob.account, row):
        is_rejected(prepares_broken(alice, amount, packet))


@requirement("FW-6", needs=TRANSFERS)
def test_a_broken_packet_is_not_sent_on_to_another_connector(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """What can be read of it names an address that Bob reaches."""
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    with given("RR-1", "FW-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
        is_paid_on(prepares(alice, prefix.far + "carl", amount))
    for kind in (CUT_OFF, OF_A_WRONG_LENGTH):
        for packet in packets_for(prefix.far + "carl", kind):
            is_rejected(prepares_broken(alice, amount, packet))


@requirement("FW-6", needs=TRANSFERS)
@rows(*fixtures("transfer", "FW-6"))
def test_a_reference_transfer_is_not_sent_on(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """With no packet, or one that is broken; a good one, sent after it, is paid on."""
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    bad = prepares_as(alice, recast_transfer(row.message, names(prefix.stem, alice, bob)), amount)
    with given("FW-1"):
        is_paid_on(prepares(alice, bob.account, amount))
    is_not_paid_on(bad)
    if row.message.get("ilp"):
        is_rejected(bad)


@requirement("FW-6b", needs=TRANSFERS)
@rows(*KINDS)
def test_it_is_rejected_as_an_invalid_packet(row: Mapping[str, Breaker], alice: Peer, bob: Peer) -> None:
    """F01 of IL-RFC 3, by code or name."""
    amount = part(alice.world.topology, alice.ledger, bob.ledger)
    for packet in packets_for(bob.account, row)[:3]:
        prepared = prepares_broken(alice, amount, packet)
        with given("FW-6"):
            rejected = is_rejected(prepared)
        is_known_by(prepared, rejected, INVALID_PACKET)


@requirement("FW-6b", needs=TRANSFERS)
@rows(*ABSENT)
def test_a_transfer_without_a_packet_is_rejected(row: Any, alice: Peer, bob: Peer) -> None:
    """It may be a plain payment to the connector, but one that it can't have been waiting for."""
    prepared = prepares_broken(alice, part(alice.world.topology, alice.ledger, bob.ledger), row)
    with given("FW-6"):
        wait_for_an_end(prepared)
        is_not_paid_on(prepared)
    is_rejected(prepared)


@requirement("FW-6c", needs=TRANSFERS)
@rows(*((name.replace(" ", "_").replace("'", ""), breaker) for name, breaker in READABLE.items()))
def test_a_packet_that_only_lenient_readers_take_is_rejected(
    row: Breaker, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Were it taken, it would be paid on to Bob."""
    is_rejected(reaching_bob(alice, bob, prefix, broken(row, payment(prefix.far + "carl", 1))))


@requirement("FW-6c", needs=TRANSFERS)
@rows(*broken_base64(payment("g.x.carl", 1)))
def test_base64_that_only_lenient_readers_take_is_rejected(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """With something in it that is no base64; without it, it would be paid on to Bob."""
    texts = dict(broken_base64(payment(prefix.far + "carl", 1)))
    is_rejected(reaching_bob(alice, bob, prefix, texts[row]))


def reaching_bob(alice: Peer, bob: Peer, prefix: Prefixes, ilp: object) -> Prepared:
    """A transfer with that packet, when Bob has announced `prefix.far`."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    return prepares_broken(alice, part(alice.world.topology, alice.ledger, bob.ledger), ilp)
