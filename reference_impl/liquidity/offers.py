"""What a peer is offered in the liquidity form: of the shortest routes the best, in binary, with the paths it takes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from reference_impl.liquidity.paths import UNKNOWN, free_of_loops, shortest
from reference_impl.offers import PLACES, Offer, Offers, decimal
from reference_impl.rounding import WholePoint
from reference_impl.routes import Path, Route
from schemas import curves, json_text
from schemas.topology import Ledger


class LiquidityOffers(Offers):
    """The offers of the first profile, by other rules of which routes count."""

    def usable(self, source: Ledger, prefix: str) -> Iterable[Route]:
        """Of the routes that can be used only those as short as the shortest (LC-7)."""
        return self.shortest(super().usable(source, prefix))

    def shortest(self, routes: Iterable[Route]) -> list[Route]:
        return shortest(routes)

    def may_use(self, source: Ledger, route: Route) -> bool:
        """RR-23: some path does not come back to the source."""
        return super().may_use(source, route) and bool(self.onward_paths(source, route))

    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        """The route's paths that don't lead over the source ledger."""
        return free_of_loops(route.paths, source.prefix)

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        """A route joined of ones without curve has none either."""
        if any(route.has_curve for route in routes):
            return super().learnt_offer(source, prefix, routes)
        used = list(routes)
        return self.text(source, prefix, self.window(used), self.learnt_members(source, used))

    def local_members(self, destination: Ledger) -> str:
        return f',"destination_account":"{destination.account}"{self.paths_text(UNKNOWN)}'

    def learnt_members(self, source: Ledger, routes: list[Route]) -> str:
        return self.paths_text(path for route in routes for path in self.onward_paths(source, route))

    def paths_text(self, paths: Iterable[Path]) -> str:
        return f',"paths":{json_text.write(list(dict.fromkeys(paths))).decode("ascii")}'

    def route_text(
        self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], members: str
    ) -> Offer:
        """LC-10: points in binary."""
        return self.text(source, prefix, window, f',"points":"{curves.to_base64(tuple(points))}"{members}')

    def text(self, source: Ledger, prefix: str, window: Fraction, members: str) -> Offer:
        """The route's JSON; addresses need no escapes."""
        return Offer(
            f'{{"source_ledger":"{source.prefix}","destination_ledger":"{prefix}","source_account":"{source.account}",'
            f'"min_message_window":{decimal(window, PLACES)}{members}}}'
        )
