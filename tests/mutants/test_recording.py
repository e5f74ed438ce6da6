"""A mutant is run where it says anything else than a correct connector, and nowhere else; so nothing is left out."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from reference_impl.connector import Connector
from reference_impl.messages import Form, MessageRules
from reference_impl.routes import RoutingTable
from tests.mutants.msg_calls import AnswersWith201
from tests.mutants.reach import replaced
from tests.mutants.recording import Part, Recording, cases_of, load, parts, parts_that_differ, record
from tests.mutants.runner import mutants, try_out, try_whole

WITHDRAW = "RoutingTable.withdraw"


class KeepsAll(RoutingTable):
    def withdraw(self, peer: object, prefix: str) -> set[str]:
        return set()


class NeverForgets(Connector):
    """A withdrawal has no effect."""

    table_class = KeepsAll


class NoForms(MessageRules):
    forms: Mapping[str, Form] = {}


class KnowsNoForms(Connector):
    """Nothing is a message of a known form; no method is another."""

    rules_class = NoForms


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Of the cases about withdrawals."""
    return record(Part("plain", 1, frozenset(each.id for each in cases_of(load("plain")) if each.id[:5] == "RR-7/")))


def test_a_correct_connector_gives_what_was_recorded(recording: Recording) -> None:
    """And was seen to call what it called."""
    assert recording.is_said_by(Connector)
    assert recording.called is not None
    assert any(name.endswith(f"routes.py:{WITHDRAW}") for name in recording.called)
    assert not any(name.endswith(":Forwarder.fulfilled") for name in recording.called)


@pytest.mark.parametrize("faulty", [NeverForgets, KnowsNoForms, AnswersWith201])
def test_one_that_says_anything_else_is_seen(recording: Recording, faulty: type[Connector]) -> None:
    """Other messages, an exception, another status."""
    assert not recording.is_said_by(faulty)


def test_methods_that_are_replaced_are_named() -> None:
    """Also those of parts; what changes more than methods has no such list."""
    names = replaced(Connector, NeverForgets)
    assert names is not None
    assert [name.partition(".py:")[2] for name in names] == [WITHDRAW]
    assert replaced(Connector, KnowsNoForms) is None
    assert replaced(Connector, Connector) == frozenset()


@pytest.mark.parametrize("topology", ["default", "liquidity"])
def test_the_parts_are_the_suite(topology: str) -> None:
    """Each case is in one of them."""
    ids = [id for part in parts(topology, 1) for id in part.cases]
    assert sorted(ids) == sorted(case.id for case in cases_of(load(topology)))


@pytest.mark.thorough
def test_the_parts_that_differ_show_what_the_whole_suite_shows() -> None:
    """The same requirements are seen broken: some mutants, the smallest topology; `make mutants-whole` does all."""
    for mutant in random.Random(7).sample([each for each in mutants() if each.topology == "default"], 3):
        small = replace(mutant, topology="plain")
        assert try_out(small).broken == try_whole(small).broken, mutant.name


def test_parts_that_are_not_wanted_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of parts in which a connector differs; else a share of them would cost what all do."""
    both = [Part("plain", 1, frozenset({name})) for name in ("RR-1/one", "RR-2/other")]
    made = [Recording(part, (("tick", (0,), "what nobody gives"),)) for part in both]
    monkeypatch.setattr("tests.mutants.recording.recordings", lambda topology, seed: made)
    assert parts_that_differ(NeverForgets, "plain", 1) == both
    assert parts_that_differ(NeverForgets, "plain", 1, lambda part: part is both[1]) == both[1:]
