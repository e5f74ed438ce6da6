"""Next hops that answer in the wrong form, twice, late or under a wrong id, and what may come of it for the asker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from conformance.harness.quoting import EITHER_OTHER, asked_amount, requests_about
from conformance.harness.replies import AFTERWARDS, altered, quote_for, reply_to
from conformance.oracle.quotes import remote_answer_by_destination, remote_answer_by_source
from conformance.profiles.incoming import Incoming
from conformance.verdicts import Inconclusive, Violation, given

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer, Replier

AMOUNT = 10_000_019


# -- how a next hop answers --------------------------------------------------------------------------------------


def reworded(write: Callable[[str], object]) -> Replier:
    """A replier that answers rightly, but writes the amount that it was not asked about so."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        data = incoming.data if isinstance(incoming.data, dict) else {}
        quote = quote_for(peer, data)
        name = "destination_amount" if data.get("source_amount") is not None else "source_amount"
        return altered(**{name: write(quote[name])})(peer, incoming) if quote else reply_to(peer, incoming)

    return reply


def about(factor: Fraction) -> Replier:
    """A replier that quotes rightly, but for so many times the amount it was asked about."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        data = dict(incoming.data) if isinstance(incoming.data, dict) else {}
        for name in EITHER_OTHER:
            if isinstance(data.get(name), str) and data[name].isdecimal():
                data[name] = str(int(data[name]) * factor.numerator // factor.denominator)
        quote = quote_for(peer, data)
        return peer.world.profile.quote_response(incoming, quote) if quote else reply_to(peer, incoming)

    return reply


def first_then(first: Replier, second: Replier) -> Replier:
    """A replier that answers so at once, and so a moment later."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        def post() -> None:
            peer.answers(incoming, second(peer, incoming))

        peer.world.later(AFTERWARDS, post)
        return first(peer, incoming)

    return reply


def with_payload(**members: Any) -> Replier:
    """A replier whose payload has other members than the right one (None leaves one out)."""

    def reply(peer: Peer, incoming: Incoming) -> object:
        payload = reply_to(peer, incoming)
        changed = {**(payload if isinstance(payload, dict) else {}), **members}
        return {name: value for name, value in changed.items() if value is not None}

    return reply


# -- asking ------------------------------------------------------------------------------------------------------


def badly_answered(asker: Peer, via: Peer, far: str, replier: Replier, **amount: int) -> Answer:
    """The answer to a request for which `via` is asked in turn, and answers as the replier does."""
    via.replies(far, replier)
    with given("RR-1"):
        return asker.asks_through(via, far + "carl", **(amount or {"source_amount": AMOUNT}))


def both_badly_answered(asker: Peer, via: Peer, far: str, replier: Replier) -> list[Answer]:
    """The same by source and by destination amount, asked at the same time."""
    via.replies(far, replier)
    with given("RR-1"):
        asker.has_route_to(via.way_to("g.ready."))
        before = len(requests_about(via, far))
        asked = [_ask(asker, far + "carl", name) for name in EITHER_OTHER]
        answers = [asker.answer(id, call) for id, call in asked]
        if len(requests_about(via, far)) < before + 2:
            raise Violation(f"two quote requests to {via}", answers[0].said, answers[0].seqs)
    return answers


def _ask(asker: Peer, destination: str, name: str) -> tuple[str, Any]:
    id = asker.new_id()
    data = asker.request(destination, **{name: AMOUNT})
    return id, asker.post(asker.world.profile.quote_request(id, data))


# -- what may come of it -----------------------------------------------------------------------------------------


def is_no_better(asker: Peer, via: Peer, far: str, answer: Answer, name: str) -> None:
    """RQ-4: no quote, or one for the amount asked about, no better than what the hop's one-to-one curve gives."""
    if answer.quote is None:
        asker.got_error(answer)
        return
    topology = asker.world.topology
    if answer.amount(name) != AMOUNT:
        raise Violation(f"an error, or a quote for the {name} {AMOUNT}", answer.said, answer.seqs)
    if name == "destination_amount":
        bounds = remote_answer_by_destination(topology, asker.ledger.prefix, via.ledger.prefix, AMOUNT)
    else:
        left = asked_amount(requests_about(via, far)[-1], name)
        bounds = remote_answer_by_source(topology, left)
    if bounds.too_good(answer.amount(EITHER_OTHER[name])):
        raise Violation(f"an error, or no better than: {bounds.sentence()}", answer.said, answer.seqs)


def has_one_answer(asker: Peer, answer: Answer, also: Sequence[Peer] = ()) -> None:
    """RQ-4: the request of this answer has had no other one by the time that later requests are answered."""
    for peer in (*also, asker):
        peer.is_answered()
    answers = asker.mailbox.answers.get(answer.id, [])
    if len(answers) > 1:
        said = ", ".join(f"{each.kind.value} {each.data}" for each in answers)
        raise Violation("one answer to one request", said, [answer.asked.seq, *(each.seq for each in answers)])
    if not answers:
        raise Inconclusive("the request was not answered", ("RQ-4",), [answer.asked.seq])
