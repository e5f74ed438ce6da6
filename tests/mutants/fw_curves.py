"""Connectors of liquidity routing that judge a payment's amount otherwise than by the curve."""

from __future__ import annotations

from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.liquidity.transfers import LiquidityForwarder
from reference_impl.routes import Route
from reference_impl.transfers import Forwarder, NextTransfer
from schemas.packets import Payment
from schemas.topology import Ledger


class TrustingForwarder(LiquidityForwarder):
    def onward_transfer(self, source: Ledger, amount: int, payment: Payment, route: Route, left: int) -> NextTransfer:
        return Forwarder.onward_transfer(self, source, amount, payment, route, left)


class NextHopWillSeeConnector(LiquidityConnector):
    """Before the last ledger whether the amount is enough is the next hop's to see."""

    topology_name = "liquidity"
    breaks = ("FW-4c",)
    forwarder_class = TrustingForwarder
