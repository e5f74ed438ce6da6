"""Connectors of liquidity routing that read or write binary curves wrongly where numbers are large, or bytes odd."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.offers import Offer
from reference_impl.rounding import WholePoint
from schemas import curves
from schemas.topology import Ledger

HIGHEST_BIT = 2**63


class SignedTable(LiquidityTable):
    def points(self, text: str) -> curves.Curve:
        return tuple((x, min(y, HIGHEST_BIT - 1)) for x, y in super().points(text))


class SignedNumbersConnector(LiquidityConnector):
    """Numbers of points are read as signed ones: above 2^63-1 nothing is left."""

    topology_name = "liquidity"
    breaks = ("LC-8", "LC-10")
    table_class = SignedTable


class DoubleOffers(LiquidityOffers):
    def route_text(
        self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], members: str
    ) -> Offer:
        doubles = [(x, min(int(float(y)), 2**64 - 1)) for x, y in points]
        return super().route_text(source, prefix, window, doubles, members)


class DoublesConnector(LiquidityConnector):
    """The points that are broadcast go through a double: above 2^53 units are lost, or made up."""

    topology_name = "liquidity"
    breaks = ("LC-10", "LC-8")
    offers_class = DoubleOffers


class WholePointsTable(LiquidityTable):
    def text_holds(self, text: str) -> bool:
        return super().text_holds(self.whole(text))

    def route(self, peer: Any, announced: Mapping[str, Any]) -> Any:
        given = {"points": self.whole(announced["points"])} if "points" in announced else {}
        return super().route(peer, {**announced, **given})

    def whole(self, text: str) -> str:
        data = base64.b64decode(text)
        return curves.to_base64(curves.decode(data[: len(data) // 16 * 16])) if len(data) > 16 else text


class CutBytesConnector(LiquidityConnector):
    """Of a curve the bytes behind its last whole point are passed over."""

    topology_name = "liquidity"
    breaks = ("LC-10",)
    table_class = WholePointsTable


class EitherOrderTable(LiquidityTable):
    def points(self, text: str) -> curves.Curve:
        read = super().points(text)
        swapped = tuple((turned(x), turned(y)) for x, y in read)
        falls = any(b[0] <= a[0] for a, b in pairwise(read))
        return swapped if falls else read


def turned(number: int) -> int:
    return (number & 0xFFFFFFFF) << 32 | number >> 32


class EitherOrderConnector(LiquidityConnector):
    """A curve that falls is read once more with the low words first."""

    topology_name = "liquidity"
    breaks = ("LC-10",)
    table_class = EitherOrderTable


class LowWordOffers(LiquidityOffers):
    def route_text(
        self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], members: str
    ) -> Offer:
        last = points[-1]
        cut = [*points[:-1], (last[0], last[1] // 2**32 * 2**32)] if last[1] >= 2**60 else points
        return super().route_text(source, prefix, window, cut, members)


class LostLowWordConnector(LiquidityConnector):
    """Of a last point that needs all bits the low word is lost."""

    topology_name = "liquidity"
    breaks = ("LC-10", "RB-4")
    offers_class = LowWordOffers
