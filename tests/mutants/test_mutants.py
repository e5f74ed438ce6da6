"""Every case can fail: each mutant is caught, for exactly what it declares; the reference connector fails nothing."""

from __future__ import annotations

import pytest

from conformance.profiles import PROFILES, profile_named
from conformance.registry import discover
from conformance.requirements import Level
from conformance.verdicts import Verdict
from tests.mutants.recording import load
from tests.mutants.runner import Mutant, mutants, prepare, suite_against, try_out

REFERENCE = "memory:reference_impl.connector:Connector"
LIQUIDITY = "memory:reference_impl.liquidity.connector:LiquidityConnector"
FINE = {Verdict.PASS, Verdict.INFO, Verdict.NOT_APPLICABLE}
SEEDS = (11, 12, 13)
# What no mutant of a profile breaks, and why.
UNBROKEN = {
    "liquidity-routing": {
        "RB-3": "a curve in base64 has no points but integers",
        "RS-6": "who waits for the answers of a peer that hangs is late with others' updates, which RB-13 says",
    }
}


def orders(*topologies: str, thorough: tuple[str, ...] = ()) -> list[object]:
    """Each topology in each order; all but the first order, and what is `thorough`, only where time does not matter."""
    rows: list[object] = []
    for topology in (*topologies, *thorough):
        for seed in SEEDS:
            few = seed == SEEDS[0] and topology not in thorough
            rows.append(pytest.param(topology, seed, marks=[] if few else [pytest.mark.thorough]))
    return rows


@pytest.fixture(scope="module")
def followed() -> None:
    """All mutants are followed through the recordings, when the first one is tried."""
    prepare(mutants())


@pytest.mark.thorough
@pytest.mark.usefixtures("followed")
@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name.removeprefix("tests.mutants."))
def test_a_mutant_is_caught_for_what_it_breaks(mutant: Mutant) -> None:
    """The requirements with a failure are exactly those declared; what is inconclusive rests on one of them."""
    trial = try_out(mutant)
    assert trial.caught, trial.line()


@pytest.mark.parametrize(
    ("topology", "seed"), orders("default", "plain", thorough=("wide", "default-route", "gratuity", "partial"))
)
def test_the_reference_connector_fails_nothing_in_any_order(topology: str, seed: int) -> None:
    """Nothing but pass, info and not applicable, in three random orders."""
    bad = [each for each in suite_against(REFERENCE, topology, seed) if each.verdict not in FINE]
    assert not bad, [(each.id, each.verdict.value, each.expected, each.observed, each.reason) for each in bad]


@pytest.mark.parametrize(("topology", "seed"), orders("liquidity", thorough=("liquidity-plain",)))
def test_the_reference_connector_of_liquidity_routing_fails_nothing(topology: str, seed: int) -> None:
    """In three random orders."""
    bad = [each for each in suite_against(LIQUIDITY, topology, seed) if each.verdict not in FINE]
    assert not bad, [(each.id, each.verdict.value, each.expected, each.observed, each.reason) for each in bad]


@pytest.mark.thorough
def test_the_reference_connector_passes_again_and_again() -> None:
    """Six times the same verdicts, in other orders."""
    runs = [{each.id: each.verdict for each in suite_against(REFERENCE, "default", seed)} for seed in range(20, 26)]
    assert all(run == runs[0] for run in runs)


def test_there_are_at_least_forty_mutants_and_each_says_what_is_wrong() -> None:
    """A docstring names the fault, and each declared requirement is known."""
    found = mutants()
    assert len(found) >= 40
    assert [mutant.name for mutant in found if not mutant.fault or not mutant.breaks] == []


@pytest.mark.parametrize("profile", list(PROFILES))
def test_every_requirement_that_is_judged_has_a_mutant_of_the_profile(profile: str) -> None:
    """Each row with a case that the profile can play is broken by some mutant that speaks it."""
    lacks = profile_named(profile).LACKS
    judged = {
        case.requirement.id
        for case in discover()
        if profile in case.profiles
        and case.requirement.level(profile) in (Level.MUST, Level.SHOULD)
        and not any(need in lacks for need in case.needs)
    }
    broken = {id for mutant in mutants() if load(mutant.topology).profile == profile for id in mutant.breaks}
    assert judged - broken == set(UNBROKEN.get(profile, ()))
