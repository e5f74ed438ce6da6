"""Connectors of liquidity routing that take a next hop's packets for what they are not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.errors import QuoteError
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.questions import Questions
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.liquidity.remote import Remote, Request
from reference_impl.network import Peer
from reference_impl.routes import Route
from schemas import packets
from schemas.packets import (
    ByDestinationResponse,
    BySourceRequest,
    BySourceResponse,
    Error,
    LiquidityRequest,
    Packet,
    PacketError,
)
from schemas.topology import Ledger


class EitherTypeRemote(Remote):
    def joined(self, source: Ledger, route: Route, request: Request, answer: Packet) -> Packet:
        if isinstance(request, BySourceRequest) and isinstance(answer, ByDestinationResponse):
            answer = BySourceResponse(answer.source_amount, answer.source_hold_duration)
        return super().joined(source, route, request, answer)


class EitherTypeQuoter(LiquidityQuoter):
    remote_class = EitherTypeRemote


class TakesEitherTypeConnector(LiquidityConnector):
    """By source amount an answer of the other question's type is taken for a destination amount."""

    topology_name = "liquidity"
    breaks = ("RQ-4",)
    quoter_class = EitherTypeQuoter


class LooseQuestions(Questions):
    def packet(self, peer: Peer, status: int | None, body: bytes) -> Packet | None:
        found = super().packet(peer, status, body)
        if found is None and b'"ilp":' in body:
            text = body.split(b'"ilp":"')[-1].split(b'"')[0].decode("ascii", "replace")
            try:
                data = packets.from_base64(text)
                cut = data[:1] + bytes([len(data) - 2]) + data[2:]
                return packets.read(cut)
            except (PacketError, ValueError):
                return None
        return found


class LooseQuoter(LiquidityQuoter):
    questions_class = LooseQuestions


class TakesAnyLengthConnector(LiquidityConnector):
    """Of an answer's packet the length prefix is not looked at."""

    topology_name = "liquidity"
    breaks = ("RQ-4",)
    quoter_class = LooseQuoter


class UnsignedOutbox(RequestOutbox):
    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        if isinstance(packet, Error) and packet.forwarded_by:
            packet = replace(packet, forwarded_by=packet.forwarded_by[:-1])
        super().reply(key, ledger, receiver, packet)


class ForwardsUnsignedConnector(LiquidityConnector):
    """A next hop's error is passed on without the connector's name."""

    topology_name = "liquidity"
    breaks = ("RQ-4b",)
    outbox_class = UnsignedOutbox


class SignsInFrontOutbox(RequestOutbox):
    def reply(self, key: Any, ledger: Ledger, receiver: str, packet: Packet) -> None:
        if isinstance(packet, Error) and len(packet.forwarded_by) > 1:
            packet = replace(packet, forwarded_by=(packet.forwarded_by[-1], *packet.forwarded_by[:-1]))
        super().reply(key, ledger, receiver, packet)


class SignsInFrontConnector(LiquidityConnector):
    """The connector adds itself before those who forwarded the error earlier."""

    topology_name = "liquidity"
    breaks = ("RQ-4b",)
    outbox_class = SignsInFrontOutbox


class OwnErrorQuoter(LiquidityQuoter):
    def reply(self, question: Question, packet: Packet) -> None:
        if isinstance(packet, Error) and packet.forwarded_by:
            packet = replace(packet, code="T01", name="Ledger Unreachable", forwarded_by=(question.ledger.account,))
        super().reply(question, packet)


class OneErrorForAllConnector(LiquidityConnector):
    """Whatever the next hop's error is, it is passed on as Ledger Unreachable."""

    topology_name = "liquidity"
    breaks = ("RQ-4b",)
    quoter_class = OwnErrorQuoter


class LessAskedRemote(Remote):
    def question(self, source: Ledger, route: Route, request: Request) -> Packet:
        made = super().question(source, route, request)
        if isinstance(made, BySourceRequest):
            return replace(made, source_amount=made.source_amount - made.source_amount // 1000)
        return made


class LessAskedQuoter(LiquidityQuoter):
    remote_class = LessAskedRemote


class AsksForLessConnector(LiquidityConnector):
    """By source amount the next hop is asked about a thousandth less than the own rate leaves."""

    topology_name = "liquidity"
    breaks = ("RQ-2",)
    quoter_class = LessAskedQuoter


class AsksBackConnector(LiquidityConnector):
    """An error packet that is sent as a request is answered with a question to its sender."""

    topology_name = "liquidity"
    breaks = ("MSG-6",)

    def take_packet(self, key: Any, ledger: Ledger, asker: str, message: dict[str, Any], now: int) -> None:
        super().take_packet(key, ledger, asker, message, now)
        try:
            packet = self.packet(ledger, message)
        except QuoteError:
            return
        if isinstance(packet, Error):
            self.outbox.ask(ledger, asker, LiquidityRequest(packet.triggered_by, 5000))
