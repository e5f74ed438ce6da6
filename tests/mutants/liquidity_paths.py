"""Faulty connectors of the liquidity form: which of parallel routes count (LC-7), and paths (RB-11, RR-23)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.paths import length, shortest
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.network import Peer
from reference_impl.offers import Offer
from reference_impl.routes import Path, Route
from schemas import json_text
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity


class AnyLength(LiquidityOffers):
    """The cheapest route counts, however long it is."""

    def shortest(self, routes: Iterable[Route]) -> list[Route]:
        known = list(routes)
        return [route for route in known if route.has_curve] or known


class TakesTheCheapestOfAllRoutes(Liquidity):
    """Longer routes count as well."""

    breaks = ("LC-7",)
    offers_class = AnyLength


class OneLonger(LiquidityOffers):
    """Routes that are one ledger longer than the shortest count too."""

    def shortest(self, routes: Iterable[Route]) -> list[Route]:
        known = list(routes)
        least = length(shortest(known)[0]) if known else 0
        near = [route for route in known if length(route) <= least + 1]
        return [route for route in near if route.has_curve] or near


class CountsOneLedgerMoreAsShort(Liquidity):
    """A route with one ledger more between is still taken for as short as the shortest."""

    breaks = ("LC-7",)
    offers_class = OneLonger


class TellsOfTheFirst(LiquidityOffers):
    """What is broadcast is joined of the first of the shortest routes."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        return super().learnt_offer(source, prefix, routes[:1])


class TellsOfOneShortestRouteAlone(Liquidity):
    """Quotes are right; what is broadcast knows one of the shortest routes only."""

    breaks = ("LC-7", "RR-6")
    offers_class = TellsOfTheFirst


class QuotesByTheFirst(LiquidityHops):
    """Quotes know the first of the shortest routes only."""

    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        return super().given(source, routes[:1], amount)

    def price(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        return super().price(source, routes[:1], amount)


class QuotesOneShortestRouteAlone(Liquidity):
    """What is broadcast is right; quotes go by one of the shortest routes, whatever it costs."""

    breaks = ("LC-1", "LC-7", "QT-10", "RR-5")
    hops_class = QuotesByTheFirst


class AnyPaths(LiquidityTable):
    """Paths that lead over a ledger twice are paths."""

    def ways(self, peer: Peer, announced: Any) -> tuple[Path, ...]:
        return tuple(tuple(path) for path in announced.get("paths") or [[]])


class TakesPathsThatAreLoops(Liquidity):
    """Paths with a ledger in them twice are taken, and passed on."""

    breaks = ("RB-11",)
    table_class = AnyPaths


class WithTheDestination(LiquidityOffers):
    """The destination ends each path."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        offer = super().learnt_offer(source, prefix, routes)
        paths = [[*path, prefix] for route in routes for path in self.onward_paths(source, route)]
        if offer is None:
            return None
        head, _, _ = offer.text.partition(',"paths":')
        return Offer(f'{head},"paths":{json_text.write(paths).decode()}}}')


class EndsPathsWithTheDestination(Liquidity):
    """The destination ledger stands in its own paths."""

    breaks = ("RB-11",)
    offers_class = WithTheDestination


class TwiceAround(LiquidityOffers):
    """A path goes out doubled."""

    def paths_text(self, paths: Iterable[Path]) -> str:
        return super().paths_text((*path, *path) for path in paths)


class DoublesPaths(Liquidity):
    """Each ledger of a path stands in it twice."""

    breaks = ("RB-11",)
    offers_class = TwiceAround


class PlainText(LiquidityOffers):
    """A path goes out as one text."""

    def paths_text(self, paths: Iterable[Path]) -> str:
        return f',"paths":{json_text.write([" ".join(path) for path in paths]).decode()}'


class WritesPathsAsText(Liquidity):
    """A path that goes out is a string of ledgers."""

    breaks = ("RB-1",)
    offers_class = PlainText


class WithoutPeriods(LiquidityOffers):
    """Ledgers of a path lose their final period."""

    def paths_text(self, paths: Iterable[Path]) -> str:
        return super().paths_text(tuple(ledger.rstrip(".") for ledger in path) for path in paths)


class CutsThePeriodsInPaths(Liquidity):
    """What stands in the paths that go out are no ledger prefixes."""

    breaks = ("RB-11",)
    offers_class = WithoutPeriods
