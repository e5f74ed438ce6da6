"""Faulty connectors of the liquidity form: broken curves, scales, and how calls are answered (LC-11, MSG-1, RR-18)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.outbox import RequestOutbox
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.network import Peer
from reference_impl.offers import Offer
from schemas import curves, json_text
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity


class Levelled(LiquidityTable):
    """What falls stays level."""

    def points(self, text: str) -> curves.Curve:
        made: list[tuple[int, int]] = []
        for x, y in super().points(text):
            made.append((x, max(y, made[-1][1] if made else 0)))
        return tuple(made)


class ACurveThatFallsIsLevelled(Liquidity):
    """Of a curve whose outputs fall it makes one that stays level there, and uses it."""

    breaks = ("RR-18",)
    table_class = Levelled


class UpToTheFault(LiquidityTable):
    """What stands before it counts."""

    def curves_hold(self, update: Mapping[str, Any]) -> bool:
        return True

    def adopt(self, peer: Peer, update: Mapping[str, Any], now: int) -> set[str]:
        routes = update["new_routes"]
        bad = (n for n, route in enumerate(routes) if "points" in route and not self.text_holds(route["points"]))
        return super().adopt(peer, {**update, "new_routes": routes[: next(bad, len(routes))]}, now)


class RoutesCountUpToTheFirstBadCurve(Liquidity):
    """Of an update with a bad curve the routes before it count, and those behind it do not."""

    breaks = ("RR-18b",)
    table_class = UpToTheFault


class Scales(LiquidityOffers):
    """Ten times too much, where the scale grows."""

    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer = super().local_offer(source, destination)
        if offer is None or source.scale >= destination.scale or destination.capacity > 10**15:
            return offer
        route = json.loads(offer.text)
        (start, (x, y)) = curves.from_base64(route["points"])
        return Offer(offer.text.replace(route["points"], curves.to_base64((start, (x, y * 10)))))


class MistakesAScale(Liquidity):
    """Routes to its own ledgers are broadcast with a curve in units ten times too small."""

    breaks = ("FW-11", "LC-11", "QT-26")
    offers_class = Scales


class Created(RequestOutbox):
    """As if something had been made."""

    def acknowledge(self, key: Any, ledger: Ledger, receiver: str) -> None:
        message = {"ledger": ledger.prefix, "from": ledger.account, "to": receiver, "custom": {}}
        self.answer(key, 201, json_text.write(message))


class AcknowledgesWith201(Liquidity):
    """An update is answered with another status of success."""

    breaks = ("MSG-1",)
    outbox_class = Created
