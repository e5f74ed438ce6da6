"""Quotes: what is refused, and what silly requests may not lead to."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from conformance import Row, Violation, given, requirement, rows
from conformance.generate import Fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.needs import only_where
from conformance.harness.peer import Answer, Peer
from conformance.harness.replies import seconds
from conformance.harness.watching import problem_of_a_quote
from conformance.oracle.quotes import local_by_source
from schemas.topology import Topology

MEMBERS = ("source_amount", "destination_amount", "source_expiry_duration", "destination_expiry_duration")


def bad(*requirements: str) -> list[Row]:
    """The invalid reference requests about these requirements."""
    return [Row(name, row, row.requirement) for name, row in fixtures("quote_request", *requirements, valid=False)]


def asks_as(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> Answer:
    """Alice sends the reference request."""
    return alice.asks_with(recast(row.message, names(prefix.stem, alice, bob)))


def slippage_meant(value: object) -> Fraction | None:
    """The slippage that a lenient reader takes a value for; None: none."""
    try:
        meant = Fraction(str(value))
    except ValueError:
        return None
    return meant if meant >= 0 else None


@requirement("QT-5")
@rows(*bad("QT-5", "QT-6", "QT-6b", "QT-7"))
def test_a_broken_request_is_refused(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Each row breaks one rule of a request."""
    alice.got_error(asks_as(row, alice, bob, prefix))


@requirement("QT-5")
@rows(
    ("both_amounts", {"source_amount": "10000000", "destination_amount": "10000000"}),
    ("neither_amount", {}),
    Row("a_source_amount_of_zero", {"source_amount": "0"}, "QT-6"),
    Row("a_negative_source_amount", {"source_amount": "-10000000"}, "QT-6"),
    Row("a_fractional_source_amount", {"source_amount": "10000000.5"}, "QT-6"),
    Row("a_negative_destination_amount", {"destination_amount": "-10000000"}, "QT-6"),
    Row("a_fractional_destination_amount", {"destination_amount": "10000000.5"}, "QT-6"),
    Row("no_source_address", {"source_amount": "10000000", "source_address": None}, "QT-7"),
)
def test_a_broken_request_is_refused_beyond_the_next_hop_too(
    row: dict[str, Any], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The next hop would answer whatever it is asked."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    alice.is_refused(prefix.far + "carl", **row)


@requirement("QT-6c")
@rows(*bad("QT-6c"))
def test_an_amount_that_is_a_json_number(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """What it is answered with is reported."""
    return asks_as(row, alice, bob, prefix).said


@requirement("QT-8")
@rows(("by_source", "source_amount"), ("by_destination", "destination_amount"))
def test_without_a_route_there_is_an_error(row: str, alice: Peer, prefix: Prefixes, topology: Topology) -> None:
    """In bounded time, as there is nobody to ask."""
    alice.is_refused(prefix.nowhere + "carl", topology.patience, **{row: 10_000_000})


@requirement("QT-8b")
def test_without_a_route_the_error_is_no_route_found(alice: Peer, prefix: Prefixes, topology: Topology) -> None:
    """The name that connectors of the time used; where there is a default route, the next hop has its say."""
    only_where(all(route.prefix for route in topology.routes), "with a default route there is a route")
    with given("QT-8"):
        answer = alice.is_refused(prefix.nowhere + "carl", source_amount=10_000_000)
    if (answer.error or {}).get("id") != "NoRouteFoundError":
        raise Violation("the error's id to be NoRouteFoundError", answer.said, answer.seqs)


@requirement("QT-16")
def test_a_hold_above_the_maximum_is_refused(alice: Peer, bob: Peer, topology: Topology) -> None:
    """The destination hold asked for is a second longer than the connector's maximum."""
    hold = seconds(topology.maximum_hold + 1)
    alice.is_refused(bob.account, source_amount=10_000_000, destination_expiry_duration=hold)


@requirement("QT-16")
def test_a_hold_above_the_maximum_is_refused_beyond_the_next_hop(
    alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop would grant it."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    hold = seconds(topology.maximum_hold + 1)
    alice.is_refused(prefix.far + "carl", source_amount=10_000_000, destination_expiry_duration=hold)


@requirement("QT-24")
@rows(
    ("on_the_receivers_ledger", (True, True)),
    ("on_another_ledger_than_the_receiver", (True, False)),
    ("on_no_ledger", (False, True)),
)
def test_a_source_address_on_another_ledger_is_refused(
    row: tuple[bool, bool], alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """The request came over Alice's ledger, from Alice."""
    source = bob.account if row[0] else prefix.nowhere + "alice"
    destination = bob.account if row[1] else alice.ledger.prefix + "carl"
    alice.is_refused(destination, source_amount=10_000_000, source_address=source)


@requirement("QT-25")
@rows(*(row for row in bad("QT-25") if "JSON_number" not in row.name))
def test_a_senseless_wish_is_refused_or_ignored(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """A quote names the same amounts and holds as that to the request without the wish."""
    data = recast(row.message, names(prefix.stem, alice, bob))
    wish = next(iter(set(data) - {"source_address", "destination_address", "source_amount"}))
    with given("QT-9"):
        plain = alice.got_quote(alice.asks_with({name: value for name, value in data.items() if name != wish}))
    answer = alice.asks_with(data)
    if answer.quote is None:
        alice.got_error(answer)
    elif any(answer.quote.get(name) != (plain.quote or {}).get(name) for name in MEMBERS):
        holds = " and ".join(str(answer.quote.get(name)) for name in MEMBERS[2:])
        raise Violation(f"an error, or {plain.said}", f"{answer.said}, with holds {holds}", answer.seqs)


@requirement("QT-25b")
@rows(*fixtures("quote_request", "QT-25"))
def test_a_senseless_wish_gets_no_senseless_quote(
    row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """If it is quoted, all required members have their form and the amounts are those of the own rate."""
    answer = asks_as(row, alice, bob, prefix)
    if answer.quote is None:
        return
    problem = problem_of_a_quote(answer.quote)
    if problem:
        raise Violation("all required members of a quote in their form", problem, answer.seqs)
    asked, amount = slippage_meant(row.message.get("slippage")), int(row.message["source_amount"])
    alice.got_nothing_but(local_by_source(topology, alice.ledger.prefix, bob.ledger.prefix, amount, asked), answer)


@requirement("QT-27")
@rows(*fixtures("quote_request", "QT-27"))
def test_a_strange_address(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> str:
    """What it is answered with is reported."""
    return asks_as(row, alice, bob, prefix).said
