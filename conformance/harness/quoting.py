"""The verbs that judge quotes: a quote within bounds, an error, the next hop asked. Each says expected and observed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from conformance.harness.exhibits import member, of_answer, of_quote
from conformance.harness.expecting import Expecting
from conformance.harness.hops import gives
from conformance.harness.worth import enough
from conformance.oracle.quotes import Bounds, Side
from conformance.profiles.incoming import Incoming
from conformance.verdicts import Inconclusive, Violation, given
from schemas import validation

if TYPE_CHECKING:
    from conformance.harness.peer import Answer, Peer, Replier


HOLDS = ("source_expiry_duration", "destination_expiry_duration")
EITHER_OTHER = {"source_amount": "destination_amount", "destination_amount": "source_amount"}

SAME_MOMENT = 100  # ms: what comes within them has no order
CONTROLS = 5  # quotes that show how long a target takes when nothing is in its way


class Quoting(Expecting):
    """Judgements of the quotes that one peer asks for; mixed into Peer."""

    # -- a quote -------------------------------------------------------------------------------------------------

    def is_quoted(self, destination: str, **members: Any) -> Answer:
        """A quote is the answer."""
        return self.got_quote(self._me.asks(destination, **members))

    def got_quote(self, answer: Answer) -> Answer:
        """The answer is a quote."""
        if answer.quote is None:
            self._fails(f"a quote for {self}", answer.said, answer.seqs, answered=answer.error)
        return answer

    def is_quoted_within(self, bounds: Bounds, destination: str, **members: Any) -> Answer:
        """The answer is a quote within the bounds (or an error, where they let the target refuse)."""
        return self.got_within(bounds, self._me.asks(destination, **members))

    def got_within(self, bounds: Bounds, answer: Answer) -> Answer:
        """The same of an answer that is there."""
        if answer.quote is None and not (bounds.may_refuse and answer.error is not None):
            self._fails(f"a quote: {bounds.sentence()}", answer.said, answer.seqs, answered=answer.error)
        return self.got_nothing_but(bounds, answer)

    def got_nothing_but(self, bounds: Bounds, answer: Answer) -> Answer:
        """If the answer is a quote, it is within the bounds."""
        if answer.quote is not None and not bounds.allows(named(answer, bounds)):
            name = f"{bounds.side.value}_amount"
            raise Violation(bounds.sentence(), answer.said, answer.seqs, of_answer(answer, name, bounds.sentence()))
        return answer

    def is_quoted_before(self, hanging: Sequence[str], destination: str, **members: Any) -> None:
        """A quote is the answer, and comes while the requests with these ids still wait for the next hop's answer."""
        answer, mailbox = self._me.asks(destination, **members), self._me.mailbox
        half = answer.asked.at + self._me.world.topology.remote_quote_timeout // 2
        came = answer.came
        if came is not None and came.at > half:  # theirs may come in the same moment, on other connections
            self._me.world.wait(lambda: all(mailbox.answers.get(id) for id in hanging), SAME_MOMENT)
        others = [each for id in hanging for each in mailbox.answers.get(id, ()) if each.at > half]
        if answer.quote is None and answer.error is None and others:
            seqs = (*answer.seqs, others[0].seq)
            raise Violation("an answer while other requests hang", "none, though these are answered", seqs)
        self.got_quote(answer)
        before = [each.seq for each in others if came is not None and half < came.at >= each.at - SAME_MOMENT]
        if before:
            self._is_quick_alone(half - answer.asked.at, destination, **members)
            raise Violation("an answer while other requests hang", "it came after theirs", (*answer.seqs, before[0]))

    def _is_quick_alone(self, limit: int, destination: str, **members: Any) -> None:
        """With nothing hanging quotes come within `limit` ms; else a slow target is not told from a stuck one."""
        for _ in range(CONTROLS):
            answer = self._me.asks(destination, **members)
            if answer.quote is None or answer.took >= limit:
                said = f"with nothing hanging the target takes {answer.took} ms for this quote"
                raise Inconclusive(said, (), answer.seqs)

    # -- an error ------------------------------------------------------------------------------------------------

    def is_refused(self, destination: str, patience: int | None = None, **members: Any) -> Answer:
        """An error is the answer."""
        return self.is_refused_with(self._me.request(destination, **members), patience)

    def is_refused_with(self, data: object, patience: int | None = None) -> Answer:
        """The same with the request's data as it is; `patience` in ms, where it is not that of a remote quote."""
        id = self._me.new_id()
        asked = self._me.post(self._me.world.profile.quote_request(id, data))
        return self.got_error(self._me.answer(id, asked, patience))

    def got_error(self, answer: Answer) -> Answer:
        """The answer is an error."""
        if answer.error is None:
            fields = of_quote(answer, "an error")
            self._fails("an error", answer.said, answer.seqs, answered=answer.quote, fields=fields)
        return answer

    # -- the next hop --------------------------------------------------------------------------------------------

    def asks_through(self, via: Peer, destination: str, **members: Any) -> Answer:
        """The answer to a request for which the target asks `via` in turn; repeated until it does, or in vain."""
        members = members or {"source_amount": enough(self._me, via)}
        seen: list[Answer] = []

        def asked() -> bool:
            before = len(requests_about(via, destination))
            seen.append(self._me.asks(destination, **members))
            return len(requests_about(via, destination)) > before or gives(via, self._me, destination, seen[-1])

        if not self._comes_to_hold(asked):
            expected = f"a quote request to {via} for {destination}"
            self._fails(expected, f"none, and {seen[-1].said}", seen[-1].seqs, answered=seen[-1].quote)
        return seen[-1]

    def follows(self, sender: Peer, later: str) -> None:
        """What the sender has sent up to now has taken effect: a route to `later`, sent after it, is used (RR-30)."""
        world = sender.world
        if any(later.startswith(route.prefix) and route.peer == sender.account for route in world.topology.routes):
            world.settle(sender)  # by a configured route the sender is asked about `later` in any case
        sender.broadcasts(later)
        with given("RR-1", "RR-30"):
            self.has_route_to(later, via=sender)

    def asks_best(self, best: Peer, destination: str, **members: Any) -> Answer:
        """The answer to a request for which the target asks `best`, at once."""
        before = len(requests_about(best, destination))
        answer = self._me.asks(destination, **members)
        asked = len(requests_about(best, destination)) > before
        if not asked and not gives(best, self._me, destination, answer):
            others = [each for each in self._me.world.peers.values() if each.was_asked(destination, answer.asked.at)]
            observed = f"{', '.join(map(str, others)) or 'nobody'} asked, and {answer.said}"
            self._fails(f"a quote request to {best} for {destination}", observed, answer.seqs, answered=answer.quote)
        return answer

    def asks_meanwhile(self, destination: str, via: Peer, **members: Any) -> str:
        """Asks without waiting for the answer, but until the target asks `via` in turn; the request's id."""
        id, world = self._me.new_id(), self._me.world
        asked = self._me.post(world.profile.quote_request(id, self._me.request(destination, **members)))
        if not world.wait(lambda: via.asked_for(destination), world.topology.patience):
            raise Violation(f"a quote request to {via} for {destination}", "none", [asked.seq])
        return id


def requests_about(peer: Peer, destination: str) -> list[Incoming]:
    """The target's requests to the peer for the destination, an address below it, or a prefix of it."""
    below = peer.mailbox.requests_under(destination)
    above = peer.mailbox.requests_for_part_of(destination)
    return sorted({each.seq: each for each in [*below, *above]}.values(), key=lambda each: each.seq)


def named(answer: Answer, bounds: Bounds) -> int:
    """The amount of the quote that the bounds are about; -1 where it is no amount."""
    return answer.amount("destination_amount" if bounds.side is Side.DESTINATION else "source_amount")


def asked_amount(request: Incoming, name: str) -> int:
    """An amount of a request of the target's; -1 where it has none that is an integer."""
    return whole(request.data.get(name)) if isinstance(request.data, dict) else -1


def last_said(peer: Peer, prefix: str, name: str, replier: Replier | None = None) -> int:
    """The amount of that name in the peer's answer to the last request under the prefix; -1 where there is none.

    The answer is reckoned anew, by `replier` where it is not the peer's own.
    """
    requests = peer.asked_for(prefix)
    payload = (replier(peer, requests[-1]) if replier else peer.reply_to(requests[-1])) if requests else None
    return whole(peer.world.profile.quoted(payload).get(name))


def whole(value: object) -> int:
    """The integer that an amount's string stands for; -1 where it is no amount."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else -1


def asked_within(bounds: Bounds, request: Incoming, name: str) -> int:
    """The amount that the target's request carries; Violation where it is not within the bounds."""
    amount = asked_amount(request, name)
    if not bounds.allows(amount):
        carried = request.data.get(name) if isinstance(request.data, dict) else request.data
        sentence = bounds.sentence().replace(f"the {bounds.side.value} amount", f"the request's {name}")
        raise Violation(sentence, f"{name} {carried!r}", [request.seq], [member(request.seq, name, sentence, carried)])
    return amount


def hold_gap(answer: Answer) -> Fraction:
    """By how much, in seconds, the source hold of a quote is longer; Violation where the durations are none."""
    quote = answer.quote or {}
    holds = [quote.get(name) for name in HOLDS]
    if not all(validation.is_valid("non_negative_duration", hold) for hold in holds):
        fields = of_answer(answer, HOLDS[0], "a duration") + of_answer(answer, HOLDS[1], "a duration")
        raise Violation("two durations", f"{holds[0]!r} and {holds[1]!r}", answer.seqs, fields)
    return Fraction(str(holds[0])) - Fraction(str(holds[1]))
