"""Connectors of liquidity routing that compare the lengths of parallel routes wrongly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.offers import Offer
from reference_impl.routes import Route
from schemas.topology import Ledger


class AnyLengthOffers(LiquidityOffers):
    def shortest(self, routes: Iterable[Route]) -> list[Route]:
        return list(routes)


class AnyLengthConnector(LiquidityConnector):
    """The cheapest route counts, however long it is."""

    topology_name = "liquidity"
    breaks = ("LC-7",)
    offers_class = AnyLengthOffers


class CoarseLengthOffers(LiquidityOffers):
    def shortest(self, routes: Iterable[Route]) -> list[Route]:
        known = list(routes)
        least = min((len(route.paths[0]) // 2 for route in known), default=0)
        return [route for route in known if len(route.paths[0]) // 2 == least]


class CoarseLengthConnector(LiquidityConnector):
    """A route with one ledger between counts as long as one with none."""

    topology_name = "liquidity"
    breaks = ("LC-7",)
    offers_class = CoarseLengthOffers


class ShortOrLongOffers(LiquidityOffers):
    def shortest(self, routes: Iterable[Route]) -> list[Route]:
        known = list(routes)
        direct = [route for route in known if not route.paths[0]]
        return direct or known


class ShortOrLongConnector(LiquidityConnector):
    """Only whether there is any ledger between counts, not how many."""

    topology_name = "liquidity"
    breaks = ("LC-7",)
    offers_class = ShortOrLongOffers


class LongToldOffers(LiquidityOffers):
    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        everyone = [route for route in self.table.routes(prefix) if self.may_use(source, route)]
        return super().learnt_offer(source, prefix, tuple(everyone))


class LongRoutesToldConnector(LiquidityConnector):
    """Quotes go by the shortest routes; what is broadcast is made of all."""

    topology_name = "liquidity"
    breaks = ("LC-7",)
    offers_class = LongToldOffers


class FirstPriceHops(LiquidityHops):
    def price(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        for route in routes:
            found = super().price(source, [route], amount)
            if found is not None:
                return found
        return None


class FirstPriceConnector(LiquidityConnector):
    """By destination amount the first of the shortest routes that can give it counts, not the cheapest."""

    topology_name = "liquidity"
    breaks = ("LC-7",)
    hops_class = FirstPriceHops


class EndOfTheLevelHops(LiquidityHops):
    def price(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        for route in routes:
            ends = [x for x, y in route.curve.points if y == amount]
            if len(ends) > 1 and (cost := self.cost(source, route, ends[-1])) is not None:
                return ceil(cost), route
        return super().price(source, routes, amount)


class EndOfTheLevelConnector(LiquidityConnector):
    """By destination amount, where a curve is level, the highest input is named."""

    topology_name = "liquidity"
    breaks = ("LC-2",)
    hops_class = EndOfTheLevelHops
