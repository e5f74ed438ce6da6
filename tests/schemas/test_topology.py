"""The topology's records: what is optional, what comes back from the JSON form, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.topology import Configured, TopologyError, from_document, load, names


@pytest.mark.parametrize("name", names())
def test_the_json_form_gives_the_same_topology(name: str) -> None:
    assert from_document(load(name).to_json()) == load(name)


def test_configured_routes_and_precision_are_optional() -> None:
    assert load("plain").routes == ()
    assert load("plain").ledgers[0].precision is None
    assert load("default-route").routes == (Configured("", "test1.west.ben"),)
    assert [ledger.precision for ledger in load("default").ledgers] == [12, 15, None, None]


@pytest.mark.parametrize(
    "route",
    [
        {"prefix": "test3.fox.", "peer": "test1.west.nobody"},
        {"prefix": "test3.fox.", "peer": "test1.west.conn"},
        {"prefix": "test1.east.", "peer": "test1.west.bob"},
        {"prefix": "test3.fox", "peer": "test1.west.bob"},
        {"prefix": "test3.fox."},
    ],
)
def test_a_configured_route_leads_to_a_peer_and_to_no_own_ledger(route: dict[str, Any]) -> None:
    with pytest.raises(TopologyError):
        from_document({**load("plain").to_json(), "route": [route]})
