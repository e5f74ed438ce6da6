"""Quote requests that are to be refused, by either amount: what shows which of them was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.harness.exhibits import of_answer, of_request, of_schema
from conformance.harness.watching import problem_of_a_quote
from conformance.verdicts import HarnessError, Violation
from schemas import validation

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer

EITHER = ("source_amount", "destination_amount")


def refuses_the_amount(asker: Peer, destination: str, value: object) -> None:
    """QT-6: an error is the answer where the value stands for an amount, by source and by destination."""
    for name in EITHER:
        data = {**asker.request(destination), name: value}
        if validation.is_valid("quote_request", data):
            raise HarnessError(f"{value!r} is meant to be no amount, and is one")
        answer = asker.asks_with(data)
        if answer.quote is not None:
            fields = of_request(answer, name, "refused with an error", value)
            raise Violation(f"an error for the {name} {value!r}", answer.said, answer.seqs, fields)
        asker.got_error(answer)


def is_in_form(asker: Peer, answer: Answer) -> None:
    """RQ-4: an error, or a quote all of whose required members have their form."""
    if answer.quote is None:
        asker.got_error(answer)
    problem = problem_of_a_quote(answer.quote) if answer.quote is not None else None
    if problem:
        expected = "an error, or a quote with all required members in their form"
        raise Violation(expected, problem, answer.seqs, of_schema(answer.seqs[-1], problem))


def quotes_in_form_or_refuses(asker: Peer, destination: str, value: str) -> None:
    """QT-1: whatever a request for so large an amount is answered with, a quote among it has its form."""
    for name in EITHER:
        answer = asker.asks(destination, **{name: value})
        problem = problem_of_a_quote(answer.quote) if answer.quote is not None else None
        if problem:
            expected = f"an error, or a quote in its form, for a {name} of {len(value)} digits"
            raise Violation(expected, problem, answer.seqs, of_schema(answer.seqs[-1], problem))


def ignores_or_refuses_the_wish(asker: Peer, destination: str, name: str, value: object) -> None:
    """QT-25: a duration or slippage that is none changes nothing in the quote, or there is none."""
    data = asker.request(destination, source_amount=10_000_000)
    plain = asker.got_quote(asker.asks_with(data)).quote or {}
    answer = asker.asks_with({**data, name: value})
    if answer.quote is None:
        asker.got_error(answer)
        return
    members = (*EITHER, "source_expiry_duration", "destination_expiry_duration")
    named: dict[str, Any] = {each: answer.quote.get(each) for each in members}
    if named != {each: plain.get(each) for each in members}:
        expected = f"an error, or the quote as without the {name} {value!r}"
        fields = [
            field
            for each in members
            if named[each] != plain.get(each)
            for field in of_answer(answer, each, f"{plain.get(each)!r}, or an error")
        ]
        raise Violation(expected, f"{answer.said}, with {named}", answer.seqs, fields)
