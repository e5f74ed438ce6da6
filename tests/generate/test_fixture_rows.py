"""Reference messages as rows: found by kind and requirement, and recast to a run's names."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from conformance.generate import fixture, fixtures, names, recast
from schemas import topology as topologies
from schemas.topology import Ledger


@dataclass
class Somebody:
    """An account on a ledger."""

    account: str
    ledger: Ledger


def table() -> dict[str, str]:
    east, west = topologies.load("plain").ledgers
    alice, bob, ben = Somebody(east.steady[0], east), Somebody(west.steady[0], west), Somebody(west.steady[1], west)
    return names("g.tag.7.", alice, bob, ben)


def test_rows_are_found_by_kind_requirement_and_validity() -> None:
    both = dict(fixtures("quote_request", "QT-5", valid=False))
    assert both["a_quote_request_with_both_amounts"].message["source_amount"] == "10000"
    assert all(row.kind == "quote_request" and row.requirement == "QT-5" for row in both.values())
    assert len(fixtures("quote_request")) > len(both)


def test_an_unknown_row_is_an_error() -> None:
    with pytest.raises(KeyError):
        fixture("no such row")


def test_names_are_replaced_wherever_they_stand() -> None:
    message = {
        "a": ["test1.ant.alice", {"b": "test1.bee.conn"}],
        "c": 7,
        "d": "g.fixture.one.carl",
        "e": "test1.bee.ben\n",
    }
    east, west = topologies.load("plain").ledgers
    assert recast(message, table()) == {
        "a": [east.steady[0], {"b": west.account}],
        "c": 7,
        "d": "g.tag.7.one.carl",
        "e": west.steady[1] + "\n",
    }


def test_an_unknown_account_stays_on_the_replaced_ledger() -> None:
    assert recast("test1.ant.amy", table()) == "test1.east.amy"
    assert recast("test1.beetle.bob", table()) == "test1.beetle.bob"
