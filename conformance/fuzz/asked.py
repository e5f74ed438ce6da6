"""Quotes between the steps of a program: who is asked for them, what is asked, and what comes of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, ClassVar

from conformance.fuzz.ways import NOT_BY_THE_CURVE, WAYS, WRONG_WAY_ROUND, After, Way
from conformance.harness.asking import Asking
from conformance.harness.findings import Finding
from conformance.harness.holding import keeps_the_gap
from conformance.harness.peer import Answer, Peer
from conformance.harness.quoting import EITHER_OTHER, asked_amount, asked_within, named, whole
from conformance.harness.world import Incoming
from conformance.oracle.addresses import is_plain_prefix
from conformance.oracle.hops import join_of
from conformance.oracle.quotes import (
    Bounds,
    remote_answer_by_destination,
    remote_answer_by_source,
    remote_ask_by_destination,
    remote_ask_by_source,
)
from conformance.oracle.routing import Route
from conformance.oracle.telling import Hops
from conformance.verdicts import Inconclusive, Violation

NO_ROUTE = "NoRouteFoundError"


@dataclass
class Learnt(Asking):
    """A quote over learnt routes: besides who is asked, what the request carries and what the answer makes of it."""

    amount: int = 1
    side: str = "source_amount"
    wishes: Mapping[str, str] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (peer, prefix) -> a key of `known`

    answers: list[Answer] = field(default_factory=list)  # all that came

    known: ClassVar[Mapping[str, Way]] = WAYS
    nothing_is_no_quote: ClassVar[bool] = True  # QT-1

    @property
    def _amount(self) -> int:
        return self.amount

    @property
    def _side(self) -> str:
        return self.side

    def _ask(self, address: str) -> Answer:
        self.answers.append(self.asker.asks(address, **{self.side: self.amount}, **self.wishes))
        return self.answers[-1]

    def _look(self, due: Hops, answer: Answer, questions: Mapping[Peer, int]) -> Finding | None:
        """What is wrong with one answer, with who was asked for it, and with what became of the question."""
        found = self._of_the_answer(due, answer, questions)
        if found is not None or due.routes or answer.error is None or questions or self._around() or self.wishes:
            return found
        if self.world.profile.ANSWERS_IN_RESPONSE or answer.error.get("id") == NO_ROUTE:
            return None  # QT-8c is about packets
        if not is_plain_prefix(self.prefix):
            return None
        return Finding("QT-8b", Violation(f"an error whose id is {NO_ROUTE}", answer.said, answer.seqs))

    def _of_the_answer(self, due: Hops, answer: Answer, questions: Mapping[Peer, int]) -> Finding | None:
        asked = list(questions)
        ways = [self._way(peer) for peer in asked]
        if answer.error is not None and self.wishes:
            return None  # a hold that is asked for may be too short
        if all(way.after is After.QUOTE for way in ways) or not asked:
            may_refuse = due.may_refuse or self._may_come_to_nothing(due, questions)
            found = super()._look(replace(due, may_refuse=may_refuse), answer, questions)
            if found is not None and answer.error is not None and self._asked_rightly(due, asked):
                found = replace(found, requirement="RQ-3")
        else:
            found = None
        if found is not None or not asked or due.surely is None or asked[-1].account != due.surely.sender:
            return found
        if self._is_beyond(due.surely):
            return None  # LC-5: the next hop may be asked for less
        try:
            self._follows(asked[-1], ways[-1], questions[asked[-1]], answer)
        except Blame as blame:
            return Finding(blame.requirement, blame.violation)
        return None

    def _asked_rightly(self, due: Hops, asked: list[Peer]) -> bool:
        """Whether the best hop was asked, at last, and nobody who may not be."""
        may = {route.sender for route in due.routes}
        best = due.surely is not None and bool(asked) and asked[-1].account == due.surely.sender
        return best and all(peer.account in may for peer in asked)

    def _may_come_to_nothing(self, due: Hops, questions: Mapping[Peer, int]) -> bool:
        """Whether slippage and gratuity may leave too little to ask about, or of what was answered."""
        hops = [self.world.peers[route.sender] for route in due.routes if due.surely in (None, route)]
        if any(self._to_carry(via).may_refuse for via in hops):
            return True
        return any(self._may_drop(via, self._says(via, seq)) for via, seq in questions.items())

    def _may_drop(self, via: Peer, said: int) -> bool:
        """Whether the amount that a next hop named may be too little to be passed on; not of a neighbour."""
        traded = self.world.topology.pair(self.asker.ledger.prefix, via.ledger.prefix) is not None
        return traded and said >= 0 and self._may_say(via, said).may_refuse

    def _says(self, via: Peer, seq: int) -> int:
        """The amount that a next hop's answer names; -1 where it is no quote."""
        request = next(each for each in reversed(via.mailbox.messages) if each.seq == seq)
        right = self._quoted(self._way(via).right(via, request))
        return whole(right.get(EITHER_OTHER[self.side]))

    def _is_beyond(self, route: Route) -> bool:
        """Whether the source amount is above what the route's curve goes to."""
        join = join_of(self.world.topology, self.asker.ledger.prefix, route)
        return self.side == "source_amount" and self.amount > join.owed_end

    def _way(self, peer: Peer) -> Way:
        """How the peer answers for this prefix."""
        names = [prefix for account, prefix in self.ways if account == peer.account and self.prefix.startswith(prefix)]
        return self.known[self.ways[peer.account, max(names, key=len)] if names else "rightly"]

    # -- what comes of it ----------------------------------------------------------------------------------------

    def _follows(self, via: Peer, way: Way, seq: int, answer: Answer) -> None:
        """Raises Blame where the request or the answer is not as it has to be."""
        request = next(each for each in reversed(via.mailbox.messages) if each.seq == seq)
        with Blaming("RQ-2"):
            self._carries(via, request)
        right = self._quoted(way.right(via, request))
        said = whole(right.get(EITHER_OTHER[self.side]))
        nothing = said == 0 and self.nothing_is_no_quote
        if way.after is After.ERROR or not right or nothing:
            with Blaming("RQ-4"):
                if answer.quote is not None or answer.error is None:
                    raise Violation("an error, as the next hop gave no quote", answer.said, answer.seqs)
            return
        if answer.quote is None:
            with Blaming("RQ-3" if way.after is After.QUOTE else "RQ-4"):
                self._may_refuse(way, answer, self._may_drop(via, said))
            return
        self._is_quoted(via, way, right, answer)

    def _between(self, quote: Mapping[str, Any]) -> Fraction:
        """What the next hop needs between the two holds, in seconds."""
        return _gap(quote)

    def _quoted(self, payload: object) -> Mapping[str, Any]:
        """The data of a quote response; empty where it is none."""
        return _data_of(payload)

    def _may_refuse(self, way: Way, answer: Answer, too_little: bool) -> None:
        """An error is right where the way allows it, where wishes are too much, or where too little is left."""
        if answer.error is None or (way.after is After.QUOTE and not self.wishes and not too_little):
            raise Violation("a quote by what the next hop said", answer.said, answer.seqs)

    def _carries(self, via: Peer, request: Incoming) -> None:
        """RQ-2: what the own rate leaves, or the amount asked for; RQ-8b: nothing is not asked about."""
        if asked_amount(request, self.side) == 0:
            with Blaming("RQ-8b"):
                raise Violation("no request for an amount of nothing", f"{self.side} '0'", [request.seq])
        asked_within(self._to_carry(via), request, self.side)

    def _to_carry(self, via: Peer) -> Bounds:
        if self.side == "destination_amount":
            return remote_ask_by_destination(self.amount)
        topology = self.world.topology
        return remote_ask_by_source(
            topology, self.asker.ledger.prefix, via.ledger.prefix, self.amount, slippage_in(self.wishes)
        )

    def _is_quoted(self, via: Peer, way: Way, right: Mapping[str, Any], answer: Answer) -> None:
        """QT-3, QT-4, QT-15, QT-18, RQ-3: the amount asked about, the other by what the next hop said, and its gap."""
        with Blaming("QT-3" if self.side == "source_amount" else "QT-4"):
            if answer.amount(self.side) != self.amount:
                raise Violation(f"{self.side} {self.amount}", answer.said, answer.seqs)
        said = whole(right.get(EITHER_OTHER[self.side]))
        bounds = self._may_say(via, said)
        amount = named(answer, bounds)
        with Blaming(self._about_amounts(way)):
            if way.after in (After.NO_BETTER, After.EITHER):
                if bounds.too_good(amount):
                    raise Violation(f"an error, or {bounds.sentence()}", answer.said, answer.seqs)
            elif not bounds.allows(amount):
                raise Violation(bounds.sentence(), answer.said, answer.seqs)
        if way.after is After.QUOTE:
            with Blaming("QT-15"):
                keeps_the_gap(self.asker, answer, self._between(right))
        elif way is self.known.get(WRONG_WAY_ROUND):
            with Blaming("QT-15"):
                keeps_the_gap(self.asker, answer, Fraction(0))

    def _about_amounts(self, way: Way) -> str:
        if way.after is not After.QUOTE or way.replier is not way.right:
            return "RQ-4" if way is not self.known["rightly"] else "RQ-3"
        return "QT-18" if any(way is self.known.get(name) for name in NOT_BY_THE_CURVE) else "RQ-3"

    def _may_say(self, via: Peer, said: int) -> Bounds:
        topology, slippage = self.world.topology, slippage_in(self.wishes)
        if self.side == "source_amount":
            return remote_answer_by_source(topology, said, slippage)
        return remote_answer_by_destination(topology, self.asker.ledger.prefix, via.ledger.prefix, said, slippage)


class Blame(Exception):
    """A violation with the requirement that it breaks."""

    def __init__(self, requirement: str, violation: Violation) -> None:
        super().__init__(str(violation))
        self.requirement, self.violation = requirement, violation


class Blaming:
    """Turns a Violation inside into a Blame for the requirement."""

    def __init__(self, requirement: str) -> None:
        self.requirement = requirement

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Violation):
            raise Blame(self.requirement, error) from None
        if isinstance(error, Inconclusive):
            raise Blame(self.requirement, Violation("a quote in its form", error.reason, error.seqs)) from None


def slippage_in(wishes: Mapping[str, str]) -> Fraction | None:
    """The slippage that a request names."""
    return Fraction(wishes["slippage"]) if "slippage" in wishes else None


def _data_of(payload: object) -> Mapping[str, Any]:
    """The data of a quote response; empty where it is none."""
    data = payload.get("data") if isinstance(payload, Mapping) and payload.get("method") == "quote_response" else None
    return data if isinstance(data, Mapping) else {}


def _gap(quote: Mapping[str, Any]) -> Fraction:
    """What a quote has between its two holds, in seconds."""
    holds = Fraction(str(quote["source_expiry_duration"])) - Fraction(str(quote["destination_expiry_duration"]))
    return max(holds, Fraction(0))
