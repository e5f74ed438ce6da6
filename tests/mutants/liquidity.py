"""What the faulty connectors of the liquidity form have in common: the topology on which they show."""

from __future__ import annotations

from reference_impl.liquidity.connector import LiquidityConnector


class Liquidity(LiquidityConnector):
    """The connector as it should be."""

    topology_name = "liquidity"
