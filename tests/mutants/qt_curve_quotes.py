"""Connectors of liquidity routing whose quotes do not follow the curve, or whose liquidity responses say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.errors import timestamp
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.quotes import LiquidityQuoter, Question, Request
from reference_impl.liquidity.ways import LearntWay, Way
from reference_impl.routes import Route
from schemas.packets import LiquidityResponse, Packet
from schemas.topology import Ledger


class GratuityHops(LiquidityHops):
    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        found = super().given(source, routes, amount)
        return None if found is None else (found[0] - found[0] // 1000, found[1])


class GratuityConnector(LiquidityConnector):
    """By source amount a thousandth is kept of what the curve gives."""

    topology_name = "liquidity"
    breaks = ("QT-17", "QT-22", "QT-26")
    hops_class = GratuityHops


class TooGoodHops(LiquidityHops):
    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        found = super().given(source, routes, amount)
        if found is None or len(found[1].curve.points) < 3:
            return found
        return int(min(found[0] + found[0] // 1000, found[1].curve.last[1])), found[1]


class TooGoodConnector(LiquidityConnector):
    """Over bent curves a thousandth more is quoted than they give."""

    topology_name = "liquidity"
    breaks = ("QT-17", "QT-22")
    hops_class = TooGoodHops


class ChordHops(LiquidityHops):
    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        found = super().given(source, routes, amount)
        if found is None or len(found[1].curve.points) < 5:
            return found
        first, last = found[1].curve.points[0], found[1].curve.points[-1]
        left = min(self.left(source, found[1], amount), last[0])
        if left < first[0]:
            return None
        return int(first[1] + (last[1] - first[1]) * (left - first[0]) // (last[0] - first[0])), found[1]


class ChordConnector(LiquidityConnector):
    """A curve of five points or more is quoted as the straight line between its ends."""

    topology_name = "liquidity"
    breaks = ("QT-17", "QT-26", "LC-1")
    hops_class = ChordHops


class AskingQuoter(LiquidityQuoter):
    def answer(self, question: Question, now: int) -> None:
        found = self.hops.find(question.ledger, question.packet.destination_account)
        if not isinstance(found, Ledger) and len(found) == 1 and len(found[0].curve.points) > 4:
            self.check(question)
            self.ask(question, found[0], now)
        else:
            super().answer(question, now)


class AsksAnywayConnector(LiquidityConnector):
    """Over curves of many points the next connector is asked."""

    topology_name = "liquidity"
    breaks = ("QT-17",)
    quoter_class = AskingQuoter


class CurveQuoter(LiquidityQuoter):
    """What a mutant changes of a liquidity response."""

    def liquidity(self, request: Request, way: Way, now: int) -> Packet:
        made = super().liquidity(request, way, now)  # type: ignore[arg-type]  # a request of that type came here
        return self.changed(made, way, now) if isinstance(made, LiquidityResponse) else made

    def changed(self, made: LiquidityResponse, way: Way, now: int) -> LiquidityResponse:
        raise NotImplementedError


class ExpiredQuoter(CurveQuoter):
    def changed(self, made: LiquidityResponse, way: Way, now: int) -> LiquidityResponse:
        return replace(made, expires_at=timestamp(now))


class ExpiredCurveConnector(LiquidityConnector):
    """The curve in a liquidity response has expired when it comes."""

    topology_name = "liquidity"
    breaks = ("QT-22",)
    quoter_class = ExpiredQuoter


class WideQuoter(CurveQuoter):
    def changed(self, made: LiquidityResponse, way: Way, now: int) -> LiquidityResponse:
        return replace(made, applies_to_prefix=way.prefix or made.applies_to_prefix)


class WidePrefixConnector(LiquidityConnector):
    """A liquidity response is said to hold for the whole prefix, though below it there is another route."""

    topology_name = "liquidity"
    breaks = ("QT-22",)
    quoter_class = WideQuoter


class UnjoinedQuoter(CurveQuoter):
    def changed(self, made: LiquidityResponse, way: Way, now: int) -> LiquidityResponse:
        if isinstance(way, LearntWay):
            return replace(made, liquidity_curve=tuple((int(x), int(y)) for x, y in way.routes[0].curve.points))
        return made


class UnjoinedCurveConnector(LiquidityConnector):
    """The curve in a liquidity response is the peer's, without the own rate."""

    topology_name = "liquidity"
    breaks = ("QT-22",)
    quoter_class = UnjoinedQuoter
