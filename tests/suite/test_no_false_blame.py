"""Correct connectors of another make pass the whole suite, in any order; too slow ones are never blamed."""

from __future__ import annotations

import pytest

from conformance.verdicts import Verdict
from tests.mutants.runner import suite_against
from tests.no_false_blame import BLAME, REFERENCE, SECOND, VARIANT, Said, Trip, findings, plan

FINE = {Verdict.PASS, Verdict.INFO, Verdict.NOT_APPLICABLE}


def thorough(*row: object) -> object:
    """A row that .ci/run leaves out."""
    return pytest.param(*row, marks=pytest.mark.thorough)


@pytest.mark.parametrize(
    ("name", "topology", "seed"),
    [
        thorough(SECOND, "default", 31),
        (SECOND, "plain", 32),
        thorough(SECOND, "wide", 33),
        (SECOND, "default-route", 34),
        thorough(SECOND, "ilp-connector-plain", 35),
        thorough(VARIANT + "Prompt", "default", 36),
        thorough(VARIANT + "Prompt", "plain", 36),
        thorough(VARIANT + "Slow", "plain", 37),
        thorough(VARIANT + "Remembering", "plain", 38),
        thorough(VARIANT + "Lenient", "default", 39),
        thorough(VARIANT + "Lenient", "plain", 39),
        (VARIANT + "Guarded", "plain", 40),
        (VARIANT + "LiquidityConnector", "liquidity-plain", 43),
        thorough(VARIANT + "LiquidityConnector", "liquidity", 44),
    ],
)
def test_a_correct_connector_is_not_blamed(name: str, topology: str, seed: int) -> None:
    """Nothing but pass, info and not applicable."""
    bad = [each for each in suite_against(f"memory:{name}", topology, seed) if each.verdict not in FINE]
    assert not bad, [(each.id, each.verdict.value, each.expected, each.observed, each.reason) for each in bad]


@pytest.mark.parametrize("name", ["SlowToAnswer", "SlowToLearn"])
def test_a_connector_too_slow_to_be_judged_is_not_blamed(name: str) -> None:
    """With nearly all of the patience over before each answer, some cases are inconclusive and none fails."""
    bad = [each for each in suite_against(f"memory:{VARIANT}{name}", "plain", 41) if each.verdict in BLAME]
    assert not bad, [(each.id, each.verdict.value, each.expected, each.observed, each.reason) for each in bad]


@pytest.mark.thorough
def test_where_the_documents_are_silent_the_two_connectors_differ() -> None:
    """So the suite is seen to take both ways: few INFO rows, limits excepted, are reported alike of both."""
    runs = [suite_against(f"memory:{name}", "default", 42) for name in (REFERENCE, SECOND)]
    said = [{each.id: each.observed for each in run if each.verdict is Verdict.INFO} for run in runs]
    said = [{id: words for id, words in each.items() if not id.startswith("RS-7/")} for each in said]
    assert len(said[0]) > 30
    assert sum(said[0][id] == said[1].get(id) for id in said[0]) < 3


def test_each_change_of_a_verdict_is_a_finding() -> None:
    """And each blame, though it be the same in all runs; a case that needs sockets may be left out in memory."""
    trips = plan(4, 1)
    assert [trip.http for trip in trips] == [True, False, False, False]
    one, other = Trip(SECOND, "plain", True, 1), Trip(SECOND, "plain", False, 2)
    saids = [
        Said(one, {"same": Verdict.PASS, "odd": Verdict.PASS, "socket": Verdict.PASS, "bad": Verdict.FAIL}, {}),
        Said(
            other,
            {"same": Verdict.PASS, "odd": Verdict.INCONCLUSIVE, "socket": Verdict.NOT_APPLICABLE, "bad": Verdict.FAIL},
            {"odd": "late"},
        ),
    ]
    assert [line.split(": ")[1] for line in findings(saids)] == ["bad", "odd"]
