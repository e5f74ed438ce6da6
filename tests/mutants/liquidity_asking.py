"""Faulty connectors of the liquidity form: asking the next connector, and what becomes of its answer (RQ rows)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.questions import Questions
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.liquidity.remote import Remote, Request
from reference_impl.routes import Route
from reference_impl.transfers import Forwarder
from schemas.packets import (
    ByDestinationResponse,
    Error,
    Packet,
)
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity


class TheSame(Remote):
    """The next hop is asked about the amount that the asker named."""

    def question(self, source: Ledger, route: Route, request: Request) -> Packet:
        super().question(source, route, request)
        return request


class WithTheSameQuestion(LiquidityQuoter):
    remote_class = TheSame


class HandsQuestionsOnUnchanged(Liquidity):
    """By source amount the own rate is left out of what the next connector is asked."""

    breaks = ("RQ-2",)
    quoter_class = WithTheSameQuestion


class AsItCame(Remote):
    """By destination amount the next hop's price is the answer."""

    def joined(self, source: Ledger, route: Route, request: Request, answer: Packet) -> Packet:
        packet = super().joined(source, route, request, answer)
        if isinstance(packet, ByDestinationResponse) and isinstance(answer, ByDestinationResponse):
            return replace(packet, source_amount=answer.source_amount)
        return packet


class WithAnswersAsTheyCame(LiquidityQuoter):
    remote_class = AsItCame


class PassesPricesOnUnchanged(Liquidity):
    """By destination amount the own rate is left out of the answer."""

    breaks = ("RQ-3",)
    quoter_class = WithAnswersAsTheyCame


class Errors(LiquidityQuoter):
    """Another's errors go out changed."""

    def changed(self, ledger: Ledger, error: Error) -> Error:
        return error

    def reply(self, question: Question, packet: Packet) -> None:
        if isinstance(packet, Error) and packet.forwarded_by:
            packet = self.changed(question.ledger, packet)
        super().reply(question, packet)


class InFront(Errors):
    def changed(self, ledger: Ledger, error: Error) -> Error:
        return replace(error, forwarded_by=error.forwarded_by[-1:] + error.forwarded_by[:-1])


class PutsItselfInFrontOfOtherForwarders(Liquidity):
    """The connector is the first of those who forwarded an error."""

    breaks = ("RQ-4b",)
    quoter_class = InFront


class Unseen(Errors):
    def changed(self, ledger: Ledger, error: Error) -> Error:
        return replace(error, forwarded_by=error.forwarded_by[:-1])


class ForwardsErrorsUnseen(Liquidity):
    """The connector is not among those who forwarded an error."""

    breaks = ("RQ-4b",)
    quoter_class = Unseen


class OnlyItself(Errors):
    def changed(self, ledger: Ledger, error: Error) -> Error:
        return replace(error, forwarded_by=error.forwarded_by[-1:])


class ForgetsOtherForwarders(Liquidity):
    """Of those who forwarded an error only the connector is left."""

    breaks = ("RQ-4b",)
    quoter_class = OnlyItself


class AsItsOwn(Errors):
    def changed(self, ledger: Ledger, error: Error) -> Error:
        return replace(error, triggered_by=ledger.account)


class TakesErrorsForItsOwn(Liquidity):
    """Another's error is said to be the connector's."""

    breaks = ("RQ-4b",)
    quoter_class = AsItsOwn


class WithoutData(Errors):
    def changed(self, ledger: Ledger, error: Error) -> Error:
        return replace(error, data=b"")


class DropsTheDataOfErrors(Liquidity):
    """What an error says besides its code is lost on the way."""

    breaks = ("RQ-4b",)
    quoter_class = WithoutData


class Patient(Questions):
    """Nobody is given up."""

    def timeout(self) -> int:
        return 10 * super().timeout()


class WithPatience(LiquidityQuoter):
    questions_class = Patient


class WaitsTenTimesAsLong(Liquidity):
    """A question that nobody answers keeps its asker waiting."""

    breaks = ("RQ-4",)
    quoter_class = WithPatience


class ForwardsWithoutLooking(Liquidity):
    """Before the last ledger the curve is not asked whether an amount is enough."""

    breaks = ("FW-4c",)
    forwarder_class = Forwarder


class Careful(LiquidityHops):
    """A payment has to be worth a hundredth more than its route's curve says."""

    def worth(self, source: Ledger, route: Route, amount: int) -> Any:
        worth = super().worth(source, route, amount)
        return None if worth is None else worth * 99 / 100


class RefusesWhatItPromised(Liquidity):
    """A payment within the curve that was told is refused."""

    breaks = ("FW-1", "FW-11")
    hops_class = Careful


class QuestionsWithoutToken(RequestOutbox):
    """The token is left out of calls that ask the next connector."""

    def call(self, ledger: Ledger, receiver: str, method: str, body: bytes, *more: Any) -> str:
        key = super().call(ledger, receiver, method, body, *more)
        if method == "send_request":
            self._messages[-1]["authorization"] = None
        return key


class AsksWithoutToken(Liquidity):
    """Requests for remote quotes go out without the ledger's token, which broadcasts carry."""

    breaks = ("MSG-11",)
    outbox_class = QuestionsWithoutToken
