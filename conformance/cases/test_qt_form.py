"""Quotes: what an answer is made of, and that it is about the amount asked for."""

from __future__ import annotations

from conformance import Violation, given, requirement, rows
from conformance.generate import Fixture, fixture, fixtures, names, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.watching import problem_of_a_quote, required_members
from conformance.oracle.quotes import local_by_source
from schemas.topology import Topology

AMOUNT = 10_000_000  # base units: whatever the scales, something is left of it


@requirement("QT-1")
@rows(("by_source", "source_amount"), ("by_destination", "destination_amount"))
def test_a_quote_between_own_ledgers_names_both(row: str, alice: Peer, bob: Peer) -> None:
    """All required members have their form, and the ledgers are the asker's and the receiver's."""
    answer = alice.is_quoted(bob.account, **{row: AMOUNT})
    problem = problem_of_a_quote(answer.quote)
    if problem:
        raise Violation("all required members of a quote in their form", problem, answer.seqs)
    ledgers = [(answer.quote or {})[name] for name in ("source_ledger", "destination_ledger")]
    if ledgers != [alice.ledger.prefix, bob.ledger.prefix]:
        raise Violation(f"the ledgers {alice.ledger.prefix} and {bob.ledger.prefix}", f"{ledgers}", answer.seqs)


@requirement("QT-1")
@rows(("by_source", "source_amount"), ("by_destination", "destination_amount"))
def test_a_remote_quote_names_the_askers_ledger_and_one_around_the_receiver(
    row: str, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """All required members have their form; the destination lies on the destination ledger."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answer = alice.asks_through(bob, prefix.far + "carl", **{row: AMOUNT})
        alice.got_quote(answer)
    problem = problem_of_a_quote(answer.quote)
    if problem:
        raise Violation("all required members of a quote in their form", problem, answer.seqs)
    source, destination = [(answer.quote or {})[name] for name in ("source_ledger", "destination_ledger")]
    if source != alice.ledger.prefix or not (prefix.far + "carl").startswith(destination):
        raise Violation(
            f"{alice.ledger.prefix} and a ledger around {prefix.far}", f"{source}, {destination}", answer.seqs
        )


@requirement("QT-1")
@rows("1", "2", "9999")
def test_an_amount_that_comes_out_as_zero_is_no_quote(row: str, alice: Peer, bob: Peer, topology: Topology) -> None:
    """Of so little the own rate may leave nothing: an error, or a positive amount."""
    bounds = local_by_source(topology, bob.ledger.prefix, alice.ledger.prefix, int(row))
    answer = bob.asks(alice.account, source_amount=row)
    if answer.quote is None:
        bob.got_error(answer)
    elif answer.amount("destination_amount") < 1:
        raise Violation(f"an error, or a quote: {bounds.sentence()}", answer.said, answer.seqs)


@requirement("QT-3", needs=("members of quotes",))
@rows("1000000", "10000019", "987654321")
def test_by_source_the_amount_asked_about_is_in_the_answer(row: str, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """For a receiver on an own ledger, and for one beyond the next hop."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for destination in (bob.account, prefix.far + "carl"):
        answer = alice.is_quoted(destination, source_amount=row)
        if (answer.quote or {}).get("source_amount") != row:
            raise Violation(f"source_amount {row}", answer.said, answer.seqs)


@requirement("QT-4", needs=("members of quotes",))
@rows("1000000", "10000019", "987654321")
def test_by_destination_the_amount_asked_about_is_in_the_answer(
    row: str, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """For a receiver on an own ledger, and for one beyond the next hop."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        alice.has_route_to(prefix.far)
    for destination in (bob.account, prefix.far + "carl"):
        answer = alice.is_quoted(destination, destination_amount=row)
        if (answer.quote or {}).get("destination_amount") != row:
            raise Violation(f"destination_amount {row}", answer.said, answer.seqs)


@requirement("QT-3")
@rows(*fixtures("quote_request", "QT-3", "QT-4", valid=True))
def test_a_plain_request_is_quoted(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The reference requests: the amount they name is in the answer."""
    data = recast(row.message, names(prefix.stem, alice, bob))
    answer = alice.got_quote(alice.asks_with(data))
    asked = {name: value for name, value in data.items() if name.endswith("_amount")}
    if not asked.items() <= dict(answer.quote or {}).items():
        raise Violation(f"a quote with {asked}", answer.said, answer.seqs)


@requirement("QT-20", needs=("answers as messages",))
@rows(
    ("no_route", {"destination_address": "g.nowhere.at.all.carl"}),
    ("no_number", {"source_amount": "much"}),
    ("both_amounts", {"destination_amount": "1"}),
    ("no_destination", {"destination_address": None}),
)
def test_an_error_has_the_requests_id_and_says_what_is_wrong(
    row: dict[str, str | None], alice: Peer, bob: Peer
) -> None:
    """Whatever was wrong with the request, `data.id` and `data.message` say it."""
    data = {"source_address": alice.account, "destination_address": bob.account, "source_amount": "1000", **row}
    answer = alice.asks_with({name: value for name, value in data.items() if value is not None})
    if answer.error is not None and not all(isinstance(answer.error.get(name), str) for name in ("id", "message")):
        raise Violation("an error with data.id and data.message", answer.said, answer.seqs)


@requirement("QT-23")
@rows(
    *fixtures("quote_request", "QT-23"),
    ("a_destination_amount_that_is_null_beside_a_source_amount", fixture("a quote request by source amount")),
)
def test_a_member_that_is_null_counts_as_left_out(row: Fixture, alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """The answer names the same ledgers, amounts and holds as that to the request without the member.

    What else is in a quote (a number of its own in additional_info, say) may be another each time.
    """
    data = {"destination_amount": None, **recast(row.message, names(prefix.stem, alice, bob))}
    with given("QT-9"):
        plain = alice.got_quote(alice.asks_with({name: value for name, value in data.items() if value is not None}))
    if row.requirement == "QT-23":
        del data["destination_amount"]
    answer = alice.got_quote(alice.asks_with(data))
    if required_members(answer.quote) != required_members(plain.quote):
        raise Violation(f"{plain.said}, as without the member", answer.said, answer.seqs)
