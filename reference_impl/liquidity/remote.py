"""Questions handed on: what the next hop is asked for a question, and what its answer makes of the answer to it."""

from __future__ import annotations

from math import ceil

from reference_impl.curves import Curve, is_function
from reference_impl.liquidity.errors import QuoteError
from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.network import Network
from reference_impl.rates import Rate
from reference_impl.rounding import whole_points
from reference_impl.routes import Route
from schemas.packets import (
    ByDestinationRequest,
    ByDestinationResponse,
    BySourceRequest,
    BySourceResponse,
    LiquidityRequest,
    LiquidityResponse,
    Packet,
)
from schemas.topology import Ledger

LONGEST_HOLD = 2**32 - 1  # ms

Request = LiquidityRequest | BySourceRequest | ByDestinationRequest


class Remote:
    """Joins the own rate, from the asker's ledger to the next hop's, with what the next hop says (RQ-2, RQ-3)."""

    def __init__(self, network: Network, hops: LiquidityHops) -> None:
        self.network = network
        self.hops = hops

    def question(self, source: Ledger, route: Route, request: Request) -> Packet:
        """By source amount what the own rate leaves of it; else the same. Raises QuoteError where nothing is left."""
        if not isinstance(request, BySourceRequest):
            return request
        left = self.hops.left(source, route, request.source_amount)
        if left == 0:
            raise QuoteError("T04", "the amount is too small, or above the connector's capacity")
        return BySourceRequest(request.destination_account, left, request.destination_hold_duration)

    def joined(self, source: Ledger, route: Route, request: Request, answer: Packet) -> Packet:
        """The answer. Raises QuoteError for one to another question, or of impossible amounts and holds."""
        rate = self.rate(source, route)
        if isinstance(request, BySourceRequest) and isinstance(answer, BySourceResponse):
            return BySourceResponse(self.possible(answer.destination_amount), self.hold(request, answer))
        if isinstance(request, ByDestinationRequest) and isinstance(answer, ByDestinationResponse):
            cost = rate.backward(self.possible(answer.source_amount))
            if cost is None:
                raise QuoteError("T04", "the amount is above the connector's capacity")
            return ByDestinationResponse(ceil(cost), self.hold(request, answer))
        if isinstance(request, LiquidityRequest) and isinstance(answer, LiquidityResponse):
            return self.joined_curve(rate, request, answer)
        raise QuoteError("T00", "the next hop answers another question")

    def joined_curve(self, rate: Rate, request: LiquidityRequest, answer: LiquidityResponse) -> Packet:
        points = answer.liquidity_curve
        if not (points and is_function(points) and request.destination_account.startswith(answer.applies_to_prefix)):
            raise QuoteError("T00", "the next hop's curve is none, or leads elsewhere")
        curve = rate.join(Curve(points))
        if curve is None:
            raise QuoteError("T04", "nothing can be sent there")
        return LiquidityResponse(
            liquidity_curve=tuple(whole_points(curve)),
            applies_to_prefix=request.destination_account,
            source_hold_duration=self.hold(request, answer),
            expires_at=answer.expires_at,
        )

    def rate(self, source: Ledger, route: Route) -> Rate:
        rate = self.hops.rates.between(source.prefix, route.peer.ledger.prefix)
        if rate is None:
            raise QuoteError("F02", f"{route.peer.ledger.prefix} is not traded to")
        return rate

    def possible(self, amount: int) -> int:
        if amount == 0:
            raise QuoteError("T00", "the next hop's quote is of nothing")
        return amount

    def hold(self, request: Request, answer: BySourceResponse | ByDestinationResponse | LiquidityResponse) -> int:
        """QT-15: the next hop's source hold, and the own window (ms)."""
        hold = answer.source_hold_duration + ceil(self.network.topology.message_window * 1000)
        if answer.source_hold_duration < request.destination_hold_duration or hold > LONGEST_HOLD:
            raise QuoteError("T00", "the next hop's quote ends before its destination's, or takes too long")
        return hold
