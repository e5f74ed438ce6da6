"""The topology names the profile, and the connector that speaks it is the one that serves."""

import pytest

from reference_impl.connector import Connector
from reference_impl.liquidity.connector import LiquidityConnector
from reference_impl.profiles import CONNECTORS, connector
from schemas import topology as topologies


@pytest.mark.parametrize("name", topologies.names())
def test_each_bundled_topology_has_its_connector(name: str) -> None:
    topology = topologies.load(name)
    assert type(connector(topology.to_json())) is CONNECTORS[topology.profile]


def test_there_is_one_for_each_profile() -> None:
    assert type(connector(topologies.load("liquidity").to_json())) is LiquidityConnector
    assert type(connector(topologies.load("default").to_json())) is Connector


def test_what_is_no_topology_is_refused() -> None:
    with pytest.raises(topologies.TopologyError):
        connector({})
