"""Which connector speaks which profile."""

from __future__ import annotations

from typing import Any

from reference_impl.connector import Connector
from reference_impl.core import Core
from reference_impl.liquidity.connector import LiquidityConnector

CONNECTORS: dict[str, type[Core]] = {
    "gratuity-quoting": Connector,
    "liquidity-routing": LiquidityConnector,
}


def connector(topology: dict[str, Any]) -> Core:
    """The connector of the profile that a topology, in its JSON form, names. Raises TopologyError."""
    return CONNECTORS.get(topology.get("profile", ""), Connector)(topology)
