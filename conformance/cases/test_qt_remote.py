"""Quotes beyond the next hop: its quote counts, not its curve; and how long the two holds are."""

from __future__ import annotations

from fractions import Fraction

from conformance import Violation, given, requirement, rows
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer
from conformance.harness.quoting import hold_gap, last_said
from conformance.harness.replies import altered, scaled
from conformance.oracle.curves import Curve
from conformance.oracle.holds import gap_is_enough, least_gap
from conformance.oracle.joins import Join
from conformance.oracle.quotes import remote_answer_by_destination, remote_answer_by_source
from conformance.oracle.rates import own_rate
from schemas.topology import Topology

AMOUNT = 10_000_019


@requirement("QT-15")
@rows(("as_the_connector_likes", None), ("three_seconds", "3"), ("two_and_a_half", "2.5"), ("zero", "0"))
def test_the_source_hold_is_longer_by_the_own_window(
    row: str | None, alice: Peer, bob: Peer, topology: Topology
) -> None:
    """Between two ledgers of the connector's, with the destination hold asked for."""
    with given("QT-9"):
        answer = alice.asks(bob.account, source_amount=AMOUNT, destination_expiry_duration=row)
        if row != "0":  # so short a hold may be refused
            alice.got_quote(answer)
    with given("QT-1"):
        gap = hold_gap(answer) if answer.quote is not None else None
    if gap is not None and not gap_is_enough(topology, gap, Fraction(0)):
        raise Violation(f"a source hold longer by {least_gap(topology)} s at least", f"longer by {gap} s", answer.seqs)


@requirement("QT-15", needs=("members of quotes",))
@rows(("one_second", ("6", "5")), ("three_seconds", ("7", "4")), ("fractions", ("5.75", "4.5")))
def test_beyond_the_next_hop_its_gap_is_added(
    row: tuple[str, str], alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """By source and by destination amount; the broadcast window is a second."""
    source, destination = row
    bob.replies(prefix.far, altered(source_expiry_duration=source, destination_expiry_duration=destination))
    said = Fraction(source) - Fraction(destination)
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answers = [
            alice.asks_through(bob, prefix.far + "carl", **{each: AMOUNT})
            for each in ("source_amount", "destination_amount")
        ]
    for answer in answers:
        with given("RQ-3", "QT-1"):
            gap = hold_gap(alice.got_quote(answer))
        if not gap_is_enough(topology, gap, Fraction(0), said):
            expected = f"a source hold longer by {least_gap(topology, said)} s at least"
            raise Violation(expected, f"longer by {gap} s", answer.seqs)


@requirement("QT-18")
@rows(("less_than_the_curve", Fraction(4, 5)), ("far_less", Fraction(1, 7)), ("more_than_the_curve", Fraction(3, 2)))
def test_by_source_the_next_hops_quote_counts(
    row: Fraction, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop quotes another destination amount than its curve gives."""
    bob.replies(prefix.far, scaled(destination=row))
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answer = alice.asks_through(bob, prefix.far + "carl", source_amount=AMOUNT)
    said = last_said(bob, prefix.far, "destination_amount")
    alice.got_within(remote_answer_by_source(topology, said), answer)


@requirement("QT-18")
@rows(("more_than_the_curve", Fraction(6, 5)), ("far_more", Fraction(7)), ("less_than_the_curve", Fraction(2, 3)))
def test_by_destination_the_next_hops_quote_counts(
    row: Fraction, alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology
) -> None:
    """The next hop quotes another source amount than its curve asks for."""
    bob.replies(prefix.far, scaled(source=row))
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answer = alice.asks_through(bob, prefix.far + "carl", destination_amount=AMOUNT)
    said = last_said(bob, prefix.far, "source_amount")
    alice.got_within(remote_answer_by_destination(topology, alice.ledger.prefix, bob.ledger.prefix, said), answer)


@requirement("QT-19")
def test_the_gratuity(alice: Peer, bob: Peer, prefix: Prefixes, topology: Topology) -> str:
    """The next hop quotes by its curve, so what is missing from the join is the connector's own."""
    with given("RR-1"):
        bob.broadcasts(prefix.far)
        answer = alice.got_quote(alice.asks_through(bob, prefix.far + "carl", source_amount=AMOUNT))
    curve = Curve.of(bob.announced[prefix.far].points)
    join = Join(own_rate(topology, alice.ledger.prefix, bob.ledger.prefix), curve).best(AMOUNT)
    less = 1 - answer.amount("destination_amount") / join
    return f"{answer.said}, where the curve gives {round(join)}: less by {round(less * 10**6)} millionths"
