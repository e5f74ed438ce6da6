"""The core of a campaign: programs as data, the same ones for the same seed, and faults found and made small."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign, Watching
from conformance.fuzz.coverage import Coverage
from conformance.fuzz.faults import Fault
from conformance.fuzz.report import Report
from conformance.fuzz.steps import Program, ProgramError
from conformance.starting import Source
from schemas import topology as topologies

REFERENCE = "memory:reference_impl.connector:Connector"
LIQUID = "memory:reference_impl.liquidity.connector:LiquidityConnector"
FAULTY = "memory:tests.mutants.rb_routes:OffersPeerPrefixes"


def arena(address: str, topology: str = "default") -> TargetArena:
    return TargetArena(Source(topologies.load(topology), address), 1, lambda: 0.0)


def campaign(address: str, messages: int, topology: str = "default") -> Report:
    return Campaign(arena(address, topology), 5, Budget(messages=messages)).run()


@pytest.mark.parametrize(
    ("address", "topology"),
    [(REFERENCE, "default"), (LIQUID, "liquidity"), (LIQUID, "liquidity-plain")],
)
def test_the_reference_connector_shows_no_fault(address: str, topology: str) -> None:
    report = campaign(address, 6000, topology)
    assert report.messages >= 6000
    assert report.findings == []


def test_a_fault_is_found_once_with_its_requirement() -> None:
    report = campaign(FAULTY, 1500)
    assert [finding.fault.requirement for finding in report.findings].count("RB-8") == 1


def test_a_fault_is_told_when_it_is_seen_and_once_more_when_it_is_a_finding() -> None:
    """The first time is before it is made small, and there is only one."""
    told: list[tuple[str, str]] = []
    watching = Watching(
        seen=lambda fault: told.append(("seen", fault.signature)),
        found=lambda finding: told.append(("found", finding.fault.signature)),
    )
    report = Campaign(arena(FAULTY), 5, Budget(messages=1500), watching=watching).run()
    for signature in {finding.fault.signature for finding in report.findings}:
        words = [word for word, of in told if of == signature]
        assert words[0] == "seen"
        assert words.count("seen") == 1
        assert "found" in words


@pytest.mark.parametrize(("address", "topology"), [(REFERENCE, "default"), (LIQUID, "liquidity")])
def test_the_same_seed_draws_the_same_programs_and_another_seed_others(address: str, topology: str) -> None:
    def drawn(seed: int) -> str:
        made = Campaign(arena(address, topology), seed, Budget(messages=1)).drawn(0, Coverage())
        return json.dumps([program.to_json() for program in made])

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


@pytest.mark.parametrize("also", ["", "import tests.mutants.lc_curves, tests.fuzz.mutants; "])
def test_what_is_drawn_hangs_on_no_other_module(also: str) -> None:
    """Hypothesis tries numbers that stand in modules around; a campaign draws the same with others loaded."""
    code = (
        f"{also}import json; from conformance.fuzz.campaign import *; from tests.fuzz.test_campaign import *; "
        "made = Campaign(arena(REFERENCE), 3, Budget(messages=1)).drawn(0, Coverage()); "
        "print(json.dumps([each.to_json() for each in made]))"
    )
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    here = Campaign(arena(REFERENCE), 3, Budget(messages=1)).drawn(0, Coverage())
    assert json.loads(there.stdout) == [each.to_json() for each in here]


@pytest.mark.parametrize(("address", "topology"), [(REFERENCE, "default"), (LIQUID, "liquidity")])
def test_a_program_is_written_and_read_back(address: str, topology: str) -> None:
    for program in Campaign(arena(address, topology), 7, Budget(messages=1)).drawn(0, Coverage()):
        assert Program.from_json(json.loads(json.dumps(program.to_json()))) == program


@pytest.mark.parametrize("document", [{}, [{}], [{"step": "ask"}], [{"step": "passes", "ms": 1, "more": 2}], ["x"]])
def test_what_is_no_program_is_refused(document: object) -> None:
    with pytest.raises(ProgramError):
        Program.from_json(document)


def test_faults_that_differ_in_numbers_alone_are_one() -> None:
    """Whole ones, fractions, and whole ones with a fraction; not where one is a number and the other a word."""
    said = (
        "promised 12, but 3 are due",
        "promised 110800 348573/1128157, but 1/2 are due",
        "promised 1/3, but 0 are due",
    )
    faults = [Fault("RR-6", "what peers are told", "another curve", observed) for observed in said]
    assert len({each.signature for each in faults}) == 1
    assert replace(faults[0], observed="promised none, but 3 are due").signature != faults[0].signature
