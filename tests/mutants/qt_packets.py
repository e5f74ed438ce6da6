"""Connectors of liquidity routing whose answers are packets of a wrong type, or errors of a wrong kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.errors import QuoteError
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.liquidity.ways import Way
from schemas.packets import (
    ByDestinationRequest,
    ByDestinationResponse,
    BySourceRequest,
    BySourceResponse,
    Error,
    LiquidityResponse,
    Packet,
)
from schemas.topology import Ledger


class OneTypeOutbox(RequestOutbox):
    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        if isinstance(packet, ByDestinationResponse) and packet.source_amount > 2**40:
            packet = BySourceResponse(packet.source_amount, packet.source_hold_duration)
        super().reply(key, ledger, receiver, packet)


class OneTypeConnector(LiquidityConnector):
    """By destination amount a large source amount comes in a packet of type 5."""

    topology_name = "liquidity"
    breaks = ("LC-8", "QT-2", "QT-9", "RQ-3")
    outbox_class = OneTypeOutbox


class BareCurveOutbox(RequestOutbox):
    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        if isinstance(packet, LiquidityResponse):
            self.acknowledge(key, ledger, receiver)
        else:
            super().reply(key, ledger, receiver, packet)


class UnansweredLiquidityConnector(LiquidityConnector):
    """A liquidity request is answered with the bare envelope, not even with an error."""

    topology_name = "liquidity"
    breaks = ("QT-2",)
    outbox_class = BareCurveOutbox


class ZeroQuoter(LiquidityQuoter):
    def check(self, question: Question) -> None:
        try:
            super().check(question)
        except QuoteError as error:
            if error.code != "F03":
                raise

    def worth_sending(self, given: int) -> int:
        return given


class QuotesOfNothingConnector(LiquidityConnector):
    """For a source amount of zero there is a quote of nothing."""

    topology_name = "liquidity"
    breaks = ("QT-6d",)
    quoter_class = ZeroQuoter


class UnknownQuoter(LiquidityQuoter):
    def refuse(self, question: Question, error: QuoteError, now: int) -> None:
        super().refuse(question, QuoteError("F00", str(error)) if error.code == "F02" else error, now)


class UnreachableIsBadConnector(LiquidityConnector):
    """Where there is no route the code says that the request was bad."""

    topology_name = "liquidity"
    breaks = ("QT-8c",)
    quoter_class = UnknownQuoter


class OldCodesOutbox(RequestOutbox):
    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        if isinstance(packet, Error) and packet.code == "T04":
            packet = replace(packet, code="S04")
        super().reply(key, ledger, receiver, packet)


class OldCodesConnector(LiquidityConnector):
    """The code for an amount that can't be sent has a class of the older numbering."""

    topology_name = "liquidity"
    breaks = ("QT-20",)
    outbox_class = OldCodesOutbox


class BlamingOutbox(RequestOutbox):
    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        if isinstance(packet, Error) and not packet.forwarded_by:
            packet = replace(packet, triggered_by=receiver)
        super().reply(key, ledger, receiver, packet)


class BlamesTheAskerConnector(LiquidityConnector):
    """An error of its own names the asker as the one who triggered it."""

    topology_name = "liquidity"
    breaks = ("QT-20",)
    outbox_class = BlamingOutbox


class WrongReceiverOutbox(RequestOutbox):
    def envelope(self, key: Any, ledger: Ledger, receiver: str, members: dict[str, Any]) -> None:
        super().envelope(key, ledger, ledger.steady[0] if "ilp" in members else receiver, members)


class WrongReceiverConnector(LiquidityConnector):
    """Each answer with a packet is addressed to the first account on its ledger."""

    topology_name = "liquidity"
    breaks = ("MSG-4", "RS-5")
    outbox_class = WrongReceiverOutbox


class ShortHoldQuoter(LiquidityQuoter):
    def quote(self, question: Question, way: Way, now: int) -> Packet:
        answer = super().quote(question, way, now)
        if isinstance(answer, BySourceResponse | ByDestinationResponse) and isinstance(
            question.packet, BySourceRequest | ByDestinationRequest
        ):
            return replace(answer, source_hold_duration=question.packet.destination_hold_duration + 999)
        return answer


class ShortHoldConnector(LiquidityConnector):
    """The source hold is a millisecond less than the window longer."""

    topology_name = "liquidity"
    breaks = ("QT-15",)
    quoter_class = ShortHoldQuoter
