"""Transfers in the liquidity form: the curve says before the last ledger too whether an amount is enough."""

from __future__ import annotations

from reference_impl.liquidity.hops import LiquidityHops
from reference_impl.rejections import Rejection
from reference_impl.routes import Route
from reference_impl.transfers import Forwarder, NextTransfer
from schemas.packets import Payment
from schemas.topology import Ledger


class LiquidityForwarder(Forwarder):
    """Forwards as in the first profile, once the routing table has said that the amount is enough."""

    hops: LiquidityHops

    def onward_transfer(self, source: Ledger, amount: int, payment: Payment, route: Route, left: int) -> NextTransfer:
        """FW-4: judged by the curve, where there is one; exactly, so that no promise is refused (FW-11)."""
        worth = self.hops.worth(source, route, amount) if route.has_curve else payment.amount
        if worth is None or payment.amount > worth:
            raise Rejection("R01", "the source amount is not worth the packet's amount")
        return super().onward_transfer(source, amount, payment, route, left)
