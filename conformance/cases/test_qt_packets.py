"""Quotes in packets: which type answers which, what is refused with which error."""

from __future__ import annotations

from conformance import Violation, given, requirement, rows
from conformance.generate import Fixture, fixtures, names
from conformance.generate.requests import recast_request
from conformance.harness.cast import Prefixes
from conformance.harness.packets import (
    is_a_packet,
    is_answered_with_an_error,
    is_answered_with_its_type,
    sends_as_it_is,
)
from conformance.harness.peer import Peer

AMOUNT = 10_000_019
EITHER = ("source_amount", "destination_amount")


@requirement("QT-2")
@rows(*fixtures("liquidity_request", "QT-2"))
def test_a_question_is_answered_with_its_type(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference questions, in either alphabet, padded or not."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    is_answered_with_its_type(alice, sends_as_it_is(alice.world.peers[message["from"]], message))


@requirement("QT-2")
@rows("there", "beyond_a_curve", "beyond_the_next_hop")
def test_each_question_has_its_answer_wherever_it_leads(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Between own ledgers, over a curve, and where the next connector is asked, by either amount."""
    address = bob.account if row == "there" else prefix.far + "carl"
    with given("RR-1", "RR-22", "QT-9"):
        if row != "there":
            bob.broadcasts(bob.route(prefix.far, **({} if row == "beyond_a_curve" else {"points": None})))
            alice.has_route_to(prefix.far)
        answers = [alice.asks(address, **{name: AMOUNT}) for name in EITHER]
    for answer in answers:
        is_a_packet(alice, answer)


@requirement("QT-6d")
@rows(*fixtures("liquidity_request", "QT-6d"))
def test_an_amount_of_zero_is_refused(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """By source and by destination amount."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    is_answered_with_an_error(alice, sends_as_it_is(alice, message))


@requirement("QT-8")
@rows(*fixtures("liquidity_request", "QT-8"))
def test_without_a_route_an_error_packet_is_the_answer(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference question."""
    message = recast_request(row.message, names(prefix.stem, alice, bob))
    is_answered_with_an_error(alice, sends_as_it_is(alice, message))


@requirement("QT-8c")
@rows(*EITHER)
def test_without_a_route_the_code_is_unreachable(row: str, alice: Peer, prefix: Prefixes) -> None:
    """By either amount."""
    with given("QT-8"):
        answer = alice.is_refused(prefix.nowhere + "x", **{row: AMOUNT})
    code = (answer.error or {}).get("code")
    if code != "F02":
        raise Violation("the code F02", f"{code!r}", answer.seqs)


@requirement("QT-20", profile="liquidity-routing")
def test_an_error_of_the_connectors_own_names_the_connector(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """As the one who triggered it, with nobody who forwarded it."""
    own = {ledger.account for ledger in alice.world.topology.ledgers}
    for asker in (alice, bob):
        with given("QT-8"):
            answer = asker.is_refused(prefix.nowhere + "x", source_amount=AMOUNT)
        error = answer.error or {}
        if error.get("triggered_by") not in own or error.get("forwarded_by"):
            raise Violation("an error triggered by the connector, forwarded by nobody", answer.said, answer.seqs)
