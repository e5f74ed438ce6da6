"""The two holds of a quote: the source hold is longer by what the connector needs, and what the next hop needs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.harness.exhibits import of_answer
from conformance.harness.quoting import hold_gap
from conformance.oracle.holds import gap_is_enough, least_gap
from conformance.verdicts import Violation, given

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer


def keeps_the_gap(asker: Peer, answer: Answer, between: Fraction | None = None) -> None:
    """QT-15: the answer is a quote whose source hold is longer by the own window and what the next hop has `between`.

    In seconds; None: no next hop is asked.
    """
    with given("QT-1", "QT-9", "RQ-3"):
        gap = hold_gap(asker.got_quote(answer))
    topology = asker.world.topology
    if not gap_is_enough(topology, gap, Fraction(0), between):
        expected = f"a source hold longer by {least_gap(topology, between)} s at least"
        quote = answer.quote or {}
        holds = f"{quote.get('source_expiry_duration')} and {quote.get('destination_expiry_duration')} s"
        fields = of_answer(answer, "source_expiry_duration", expected)
        raise Violation(expected, f"longer by {gap} s: {holds}", answer.seqs, fields)


def leaves_time_or_refuses(asker: Peer, answer: Answer, between: Fraction | None = None) -> None:
    """The same, or an error."""
    if answer.quote is None:
        with given("MSG-5"):
            asker.got_error(answer)
    else:
        keeps_the_gap(asker, answer, between)
