"""Faulty connectors of the liquidity form: quotes in packets, and errors (QT-2, QT-15, QT-17, QT-20, QT-22, QT-26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from reference_impl.curves import Curve
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.quotes import LiquidityQuoter, Question, Request
from reference_impl.liquidity.ways import Way
from reference_impl.rounding import simplified, whole_points
from reference_impl.routes import Route
from schemas import packets
from schemas.packets import (
    BySourceResponse,
    Error,
    LiquidityRequest,
    LiquidityResponse,
    Packet,
)
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity


class AsksAsWell(LiquidityQuoter):
    """The next hop is asked, and nobody waits for it."""

    def answer(self, question: Question, now: int) -> None:
        found = self.hops.find(question.ledger, question.packet.destination_account)
        if not isinstance(found, Ledger) and found and found[0].has_curve:
            self.outbox.ask(found[0].peer.ledger, found[0].peer.account, question.packet)
        super().answer(question, now)


class AsksThoughItHasTheCurve(Liquidity):
    """Quotes follow the curve, but the next connector is asked about each."""

    breaks = ("QT-17",)
    quoter_class = AsksAsWell


class FewPoints(LiquidityHops):
    """Quotes go by curves of few points."""

    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        return super().given(source, [replace(route, curve=fewer(route.curve)) for route in routes], amount)


def fewer(curve: Curve) -> Curve:
    """The curve in at most five points, nowhere above it."""
    return Curve(tuple(simplified(whole_points(curve), 5)))


class QuotesBySimplifiedCurves(Liquidity):
    """Quotes by source amount go by a curve of five points, which is poorer than what was told."""

    breaks = ("LC-1", "QT-17", "QT-26")
    hops_class = FewPoints


class CurveForAll(LiquidityQuoter):
    """A liquidity request is answered with an amount."""

    def liquidity(self, request: LiquidityRequest, way: Way, now: int) -> Packet:
        return BySourceResponse(1, self.source_hold(request, Fraction(1)))


class AnswersALiquidityRequestWithAnAmount(Liquidity):
    """Type 2 gets type 5."""

    breaks = ("QT-2",)
    quoter_class = CurveForAll


class WithoutWindow(LiquidityQuoter):
    """The source hold is the destination hold."""

    def source_hold(self, request: Request, window: Fraction) -> int:
        return super().source_hold(request, Fraction(0))


class LeavesOutTheWindow(Liquidity):
    """Source holds leave no time to forward."""

    breaks = ("QT-15",)
    quoter_class = WithoutWindow


class InSeconds(LiquidityQuoter):
    """The window is taken for milliseconds."""

    def source_hold(self, request: Request, window: Fraction) -> int:
        return super().source_hold(request, window / 1000)


class TakesTheWindowForMilliseconds(Liquidity):
    """Windows of seconds are added as milliseconds."""

    breaks = ("QT-15",)
    quoter_class = InSeconds


class Narrow(LiquidityQuoter):
    """Amounts in answers go through a double."""

    def reply(self, question: Question, packet: Packet) -> None:
        if isinstance(packet, BySourceResponse):
            packet = replace(packet, destination_amount=min(int(float(packet.destination_amount)), 2**64 - 1))
        super().reply(question, packet)


class AnswersThroughDoubles(Liquidity):
    """Destination amounts above 2^53 lose their last bits."""

    breaks = ("LC-8",)
    quoter_class = Narrow


class Poorer(LiquidityQuoter):
    """A liquidity response over a route gives a tenth less than quotes do."""

    def liquidity(self, request: LiquidityRequest, way: Way, now: int) -> Packet:
        answer = super().liquidity(request, way, now)
        if isinstance(answer, LiquidityResponse) and way.prefix not in self.network.ledgers:
            return replace(answer, liquidity_curve=tuple((x, y * 9 // 10) for x, y in answer.liquidity_curve))
        return answer


class AnswersWithAPoorerCurve(Liquidity):
    """The curve of a learnt route is not what types 4 and 6 quote."""

    breaks = ("QT-22",)
    quoter_class = Poorer


class ForEverybody(LiquidityQuoter):
    """A curve is said to apply to the whole scheme."""

    def applies_to(self, way: Way, destination: str) -> str:
        return destination.partition(".")[0] + "."


class SaysThatCurvesApplyToTheScheme(Liquidity):
    """The prefix of a liquidity response covers other routes as well."""

    breaks = ("QT-22",)
    quoter_class = ForEverybody


class ForTheWay(LiquidityQuoter):
    """A curve is said to apply to the route's whole prefix."""

    def applies_to(self, way: Way, destination: str) -> str:
        return way.prefix


class OverlooksLongerPrefixesBelowACurves(Liquidity):
    """The prefix of a liquidity response covers a longer one with a route of its own."""

    breaks = ("QT-22",)
    quoter_class = ForTheWay


class Elsewhere(LiquidityQuoter):
    """A curve is said to apply to the connector's own ledger."""

    def applies_to(self, way: Way, destination: str) -> str:
        return self.network.topology.ledgers[0].prefix


class SaysThatCurvesApplyElsewhere(Liquidity):
    """The prefix of a liquidity response is none of the destination's."""

    breaks = ("QT-22",)
    quoter_class = Elsewhere


class Yesterday(LiquidityQuoter):
    """A curve's time is over."""

    def liquidity(self, request: LiquidityRequest, way: Way, now: int) -> Packet:
        return super().liquidity(request, way, now - 86_400_000)


class AnswersWithExpiredCurves(Liquidity):
    """A liquidity response expired a day ago."""

    breaks = ("QT-22",)
    quoter_class = Yesterday


class OtherErrors(LiquidityQuoter):
    """Own errors go out changed."""

    def changed(self, error: Error) -> Error:
        return error

    def reply(self, question: Question, packet: Packet) -> None:
        own = isinstance(packet, Error) and not packet.forwarded_by
        super().reply(question, self.changed(packet) if own and isinstance(packet, Error) else packet)


class OldNumbers(OtherErrors):
    def changed(self, error: Error) -> Error:
        return replace(error, code="S02" if error.code == "F02" else error.code)


class UsesTheOldNumbering(Liquidity):
    """Unreachable is S02, as connectors of the time had it."""

    breaks = ("QT-20", "QT-8c")
    quoter_class = OldNumbers


class BadRequests(OtherErrors):
    def changed(self, error: Error) -> Error:
        return replace(error, code="F00", name="Bad Request")


class CallsEveryErrorABadRequest(Liquidity):
    """No route is F00."""

    breaks = ("QT-8c",)
    quoter_class = BadRequests


class ByTheDestination(OtherErrors):
    def changed(self, error: Error) -> Error:
        return replace(error, triggered_by="g.somebody.else")


class BlamesSomebodyElse(Liquidity):
    """The connector's own errors are said to be another's."""

    breaks = ("QT-20",)
    quoter_class = ByTheDestination


class ByteBehind(RequestOutbox):
    """A byte follows each error packet."""

    def envelope(self, key: Any, ledger: Ledger, receiver: str, members: dict[str, Any]) -> None:
        packet = packets.from_base64(members["ilp"]) if "ilp" in members else b""
        if packet[:1] == b"\x08":
            members = {"ilp": packets.to_base64(packet + b"\0")}
        super().envelope(key, ledger, receiver, members)


class EndsErrorsWithAByteTooMany(Liquidity):
    """Error packets have a byte behind their end."""

    breaks = ("QT-20", "QT-8c", "RQ-4b")
    outbox_class = ByteBehind


class LongLengths(RequestOutbox):
    """The length of a liquidity response is written in two bytes."""

    def envelope(self, key: Any, ledger: Ledger, receiver: str, members: dict[str, Any]) -> None:
        packet = packets.from_base64(members["ilp"]) if "ilp" in members else b""
        if packet[:1] == b"\x03" and packet[1] < 128:
            members = {"ilp": packets.to_base64(packet[:1] + b"\x81" + packet[1:])}
        super().envelope(key, ledger, receiver, members)


class WritesLengthsInALongerForm(Liquidity):
    """The length prefix of a liquidity response is not the shortest."""

    breaks = ("QT-22",)
    outbox_class = LongLengths


class ToItself(RequestOutbox):
    """Answers are addressed to the one who gives them."""

    def envelope(self, key: Any, ledger: Ledger, receiver: str, members: dict[str, Any]) -> None:
        super().envelope(key, ledger, ledger.account, members)


class AddressesAnswersToItself(Liquidity):
    """An answer's `to` is not the account that asked."""

    breaks = ("MSG-4", "RS-5")
    outbox_class = ToItself


class AnswersErrors(Liquidity):
    """An error packet that comes as a request is answered with another request."""

    breaks = ("MSG-6",)

    def take_packet(self, key: Any, ledger: Ledger, asker: str, message: dict[str, Any], now: int) -> None:
        super().take_packet(key, ledger, asker, message, now)
        packet = packets.from_base64(message["ilp"]) if isinstance(message["ilp"], str) else b""
        if packet[:1] == b"\x08":
            self.outbox.ask(ledger, asker, packets.read(packet))
