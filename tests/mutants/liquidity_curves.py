"""Faulty connectors of the liquidity form: curves in binary (LC-10), and what they mean (LC-1 to LC-4, LC-8)."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from reference_impl.curves import Curve, Number
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.liquidity.messages import LiquidityRules
from reference_impl.liquidity.offers import LiquidityOffers
from reference_impl.liquidity.routes import LiquidityTable
from reference_impl.network import Peer
from reference_impl.offers import Offer
from reference_impl.rounding import WholePoint
from reference_impl.routes import Route
from schemas import curves
from schemas.topology import Ledger
from tests.mutants.liquidity import Liquidity

HALF = 2**32
LARGE = 2**57  # more than any ledger's capacity


def backwards(number: int) -> int:
    """A number above 2^57 with the bytes of its high word turned round."""
    if number < LARGE:
        return number
    high = int.from_bytes((number // HALF).to_bytes(4, "little"), "big")
    return high * HALF + number % HALF


class HighWordBackwards(LiquidityTable):
    """The high word of an output is taken for big-endian."""

    def points(self, text: str) -> curves.Curve:
        return tuple((x, backwards(y)) for x, y in super().points(text))


class ReadsTheHighWordBackwards(Liquidity):
    """In curves that come the high word is read in the order of the network; below 2^57 that goes unseen."""

    breaks = ("LC-10", "LC-8")
    table_class = HighWordBackwards


class LowWordOrHigh(LiquidityTable):
    """Where the low word is zero, the high one is taken for it."""

    def points(self, text: str) -> curves.Curve:
        return tuple((x, y // HALF if y >= LARGE and y % HALF == 0 else y) for x, y in super().points(text))


class TakesAHighWordForALowOne(Liquidity):
    """A number whose low word is empty is read as its high word."""

    breaks = ("LC-10",)
    table_class = LowWordOrHigh


class Signed(LiquidityTable):
    """Outputs are signed, as languages without unsigned numbers have it; negative ones are none."""

    def points(self, text: str) -> curves.Curve:
        points = super().points(text)
        if any(y >= 2**63 for _, y in points):
            raise curves.CurveError("a negative number")
        return points


class ReadsSignedNumbers(Liquidity):
    """Curves with outputs from 2^63 on are taken for none."""

    breaks = ("LC-8", "LC-10")
    table_class = Signed


class Unpadded(LiquidityOffers):
    """Base64 goes out without its padding."""

    def route_text(
        self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], members: str
    ) -> Offer:
        return Offer(super().route_text(source, prefix, window, points, members).text.replace("=", ""))


class WritesPointsWithoutPadding(Liquidity):
    """The points that go out are not padded."""

    breaks = ("LC-10", "RB-1")
    offers_class = Unpadded


class WholePointsAlone(LiquidityTable):
    """What is behind the last whole point is passed over."""

    def points(self, text: str) -> curves.Curve:
        data = base64.b64decode(text)
        return curves.decode(data[: len(data) // 16 * 16])


class IgnoresHalfAPoint(Liquidity):
    """Bytes behind the last whole point of a curve are dropped, and the rest of it is used."""

    breaks = ("LC-10",)
    table_class = WholePointsAlone


class AnyAlphabet(LiquidityRules):
    """Points may be in the URL alphabet, padded or not."""

    def is_base64(self, value: Any) -> bool:
        return isinstance(value, str)


class Lenient(LiquidityTable):
    """Base64 as Node reads it."""

    def points(self, text: str) -> curves.Curve:
        standard = text.replace("-", "+").replace("_", "/").rstrip("=").strip()
        try:
            return super().points(standard + "=" * (-len(standard) % 4))
        except ValueError as error:
            raise curves.CurveError(str(error)) from None


class TakesPointsThatAreNotPadded(Liquidity):
    """Points are read as leniently as Node reads base64."""

    breaks = ("RR-16",)
    rules_class = AnyAlphabet
    table_class = Lenient


class Doubles(LiquidityTable):
    """Points go through a double."""

    def points(self, text: str) -> curves.Curve:
        return tuple((int(float(x)), min(int(float(y)), 2**64 - 1)) for x, y in super().points(text))


class KeepsPointsInDoubles(Liquidity):
    """Points above 2^53 lose their last bits."""

    breaks = ("LC-8",)
    table_class = Doubles


class Highest(Curve):
    """The highest input that gives an output."""

    def lowest_input(self, y: Number) -> Number | None:
        ends = [x for x, output in self.points if output == y]
        return max(ends) if ends else super().lowest_input(y)


class FromTheOrigin(Curve):
    """Below the first point a straight line leads down to nothing."""

    def value(self, x: Number) -> Number | None:
        if 0 < x < self.first[0]:
            return Fraction(self.first[1] * x) / self.first[0]
        return super().value(x)


class Onwards(Curve):
    """Beyond the last point the curve goes on as steeply as in the mean before."""

    def lowest_input(self, y: Number) -> Number | None:
        if y > self.last[1] > 0:
            return Fraction(self.last[0] * y) / self.last[1]
        return super().lowest_input(y)


class OfAnotherKind(LiquidityHops):
    """Quotes are reckoned on curves of another kind; what is broadcast is right."""

    kind: type[Curve] = Curve

    def given(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        return super().given(source, self.other(routes), amount)

    def price(self, source: Ledger, routes: Sequence[Route], amount: int) -> tuple[int, Route] | None:
        return super().price(source, self.other(routes), amount)

    def other(self, routes: Sequence[Route]) -> list[Route]:
        return [replace(route, curve=self.kind(route.curve.points)) for route in routes]


class OnHighest(OfAnotherKind):
    kind = Highest


class OnLinesFromTheOrigin(OfAnotherKind):
    kind = FromTheOrigin


class OnLinesWithoutEnd(OfAnotherKind):
    kind = Onwards


class QuotesTheHighestInput(Liquidity):
    """Of several inputs that give an output the highest is asked for."""

    breaks = ("LC-2",)
    hops_class = OnHighest


class QuotesBelowTheFirstPoint(Liquidity):
    """Less than the least is quoted for in proportion."""

    breaks = ("LC-1", "LC-3", "QT-17")
    hops_class = OnLinesFromTheOrigin


class QuotesMoreThanTheMost(Liquidity):
    """By destination amount more than the last point's output is quoted for."""

    breaks = ("LC-4", "QT-17")
    hops_class = OnLinesWithoutEnd


class EmptyIsZero(LiquidityTable):
    """A route without points is taken for one over which nothing can be sent, and left out."""

    def has_a_way(self, peer: Peer, announced: Mapping[str, Any]) -> bool:
        return "points" in announced and super().has_a_way(peer, announced)


class IgnoresRoutesWithoutCurve(Liquidity):
    """Routes without points are not adopted."""

    breaks = ("QT-10", "RR-2", "RR-22", "RS-3")
    table_class = EmptyIsZero
