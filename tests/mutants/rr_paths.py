"""Connectors of liquidity routing that offer ways which come back to whom they are offered, or have loops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.paths import announced_paths
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.network import Peer
from reference_impl.routes import Path, Route
from schemas.topology import Ledger


class BlindOffers(LiquidityOffers):
    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        return route.paths


class OfferedBackConnector(LiquidityConnector):
    """Whom a route's paths lead over is not looked at."""

    topology_name = "liquidity"
    breaks = ("RR-23",)
    offers_class = BlindOffers


class FirstLedgerOffers(LiquidityOffers):
    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        return tuple(path for path in route.paths if path[:1] != (source.prefix,))


class LooksAtTheFirstLedgerConnector(LiquidityConnector):
    """Of each path only the first ledger is looked at."""

    topology_name = "liquidity"
    breaks = ("RR-23",)
    offers_class = FirstLedgerOffers


class LastLedgerOffers(LiquidityOffers):
    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        return tuple(path for path in route.paths if path[-1:] != (source.prefix,))


class LooksAtTheLastLedgerConnector(LiquidityConnector):
    """Of each path only the last ledger is looked at."""

    topology_name = "liquidity"
    breaks = ("RR-23",)
    offers_class = LastLedgerOffers


class AnyPathOffers(LiquidityOffers):
    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        return () if any(source.prefix in path for path in route.paths) else route.paths


class OnePathIsEnoughConnector(LiquidityConnector):
    """A route is withheld as soon as one of its paths names the peer's ledger."""

    topology_name = "liquidity"
    breaks = ("RR-2",)
    offers_class = AnyPathOffers


class CurvesOnlyOffers(LiquidityOffers):
    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        return super().onward_paths(source, route) if route.has_curve else route.paths


class LooksAtCurvesOnlyConnector(LiquidityConnector):
    """Paths of routes without curve are not looked at."""

    topology_name = "liquidity"
    breaks = ("RR-23",)
    offers_class = CurvesOnlyOffers


class EveryPathTable(LiquidityTable):
    def ways(self, peer: Peer, announced: Mapping[str, Any]) -> tuple[Path, ...]:
        return announced_paths(announced.get("paths", ())) if super().ways(peer, announced) else ()


class PassesLoopsOnConnector(LiquidityConnector):
    """A path with a loop is passed on where the route has another one."""

    topology_name = "liquidity"
    breaks = ("RB-11",)
    table_class = EveryPathTable


class DestinationTable(LiquidityTable):
    def ways(self, peer: Peer, announced: Mapping[str, Any]) -> tuple[Path, ...]:
        known = announced_paths(announced.get("paths", ()))
        return tuple(path for path in known if len(set(path)) == len(path) and peer.ledger.prefix not in path)


class PassesTheDestinationConnector(LiquidityConnector):
    """A path that goes over the destination counts as one."""

    topology_name = "liquidity"
    breaks = ("RB-11",)
    table_class = DestinationTable


class PrefixedOffers(LiquidityOffers):
    def onward_paths(self, source: Ledger, route: Route) -> tuple[Path, ...]:
        own, onward = route.peer.ledger.prefix, super().onward_paths(source, route)
        return tuple((*path, own) if path else path for path in onward)


class NamesTheNextLedgerLastConnector(LiquidityConnector):
    """To each path that is passed on the next ledger is added, at its end."""

    topology_name = "liquidity"
    breaks = ("RB-11",)
    offers_class = PrefixedOffers
