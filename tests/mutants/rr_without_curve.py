"""Connectors of liquidity routing that do not know what a route without curve is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.curves import Curve
from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.errors import QuoteError
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.quotes import LiquidityQuoter, Question
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.network import Peer
from reference_impl.offers import Offer
from reference_impl.routes import Route
from schemas.packets import ByDestinationRequest
from schemas.topology import Ledger


class StraightTable(LiquidityTable):
    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Route:
        made = super().route(peer, announced)
        if made.has_curve:
            return made
        end = peer.ledger.capacity
        return Route(peer, made.prefix, Curve(((0, 0), (end, end))), made.window, paths=made.paths, has_curve=True)


class StraightForNoCurveConnector(LiquidityConnector):
    """A route without curve counts as one for one, and nobody is asked."""

    topology_name = "liquidity"
    breaks = ("QT-10", "RR-22", "RR-3", "RS-3")
    table_class = StraightTable


class OneWayQuoter(LiquidityQuoter):
    def ask(self, question: Question, route: Route, now: int) -> None:
        if isinstance(question.packet, ByDestinationRequest):
            raise QuoteError("T04", "by destination amount nobody is asked")
        super().ask(question, route, now)


class AsksBySourceOnlyConnector(LiquidityConnector):
    """By destination amount a route without curve leads nowhere."""

    topology_name = "liquidity"
    breaks = ("QT-10", "RR-22", "RR-29")
    quoter_class = OneWayQuoter


class StubbornTable(LiquidityTable):
    def route(self, peer: Peer, announced: Mapping[str, Any]) -> Route:
        made = super().route(peer, announced)
        before = next((route for route in self.routes(made.prefix) if route.peer is peer), None)
        if made.has_curve or before is None or not before.has_curve:
            return made
        return Route(peer, made.prefix, before.curve, made.window, paths=made.paths, has_curve=True)


class KeepsTheCurveConnector(LiquidityConnector):
    """A route that is announced anew without curve keeps the one it had."""

    topology_name = "liquidity"
    breaks = ("RR-22",)
    table_class = StubbornTable


class SilentOffers(LiquidityOffers):
    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        return super().learnt_offer(source, prefix, routes) if any(route.has_curve for route in routes) else None


class KeepsThemToItselfConnector(LiquidityConnector):
    """Routes without curve are used, and told nobody."""

    topology_name = "liquidity"
    breaks = ("RR-2", "RS-3")
    offers_class = SilentOffers
