"""The core of a campaign: programs as data, the same ones for the same seed, and faults found and made small."""

from __future__ import annotations

import json

import pytest

from conformance.bindings import open_binding
from conformance.engine import Run
from conformance.fuzz.campaign import Budget, Campaign, Report
from conformance.fuzz.coverage import Coverage
from conformance.fuzz.steps import Program, ProgramError
from schemas import topology as topologies

REFERENCE = "memory:reference_impl.connector:Connector"
FAULTY = "memory:tests.mutants.rb_routes:OffersPeerPrefixes"


class Arena:
    """A target in memory, anew as often as wanted."""

    can_restart = True

    def __init__(self, address: str) -> None:
        self.address, self.lives = address, 0
        self.topology = topologies.load("default")
        self.renew()

    def renew(self) -> None:
        self.lives += 1
        run = Run(
            self.topology, lambda world: open_binding(self.address, self.topology, world.reception), seed=self.lives
        )
        run.wait_until_ready()
        self.world = run.world

    def is_dead(self) -> bool:
        return False

    def seconds(self) -> float:
        return 0.0


def campaign(address: str, messages: int) -> Report:
    return Campaign(Arena(address), 5, Budget(messages=messages)).run()


def test_the_reference_connector_shows_no_fault() -> None:
    report = campaign(REFERENCE, 6000)
    assert report.messages >= 6000
    assert report.findings == []


def test_a_fault_is_found_once_with_its_requirement() -> None:
    report = campaign(FAULTY, 1500)
    assert [finding.fault.requirement for finding in report.findings].count("RB-8") == 1


def test_the_same_seed_draws_the_same_programs_and_another_seed_others() -> None:
    def drawn(seed: int) -> str:
        made = Campaign(Arena(REFERENCE), seed, Budget(messages=1)).drawn(0, Coverage())
        return json.dumps([program.to_json() for program in made])

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


def test_a_program_is_written_and_read_back() -> None:
    for program in Campaign(Arena(REFERENCE), 7, Budget(messages=1)).drawn(0, Coverage()):
        assert Program.from_json(json.loads(json.dumps(program.to_json()))) == program


@pytest.mark.parametrize("document", [{}, [{}], [{"step": "ask"}], [{"step": "passes", "ms": 1, "more": 2}], ["x"]])
def test_what_is_no_program_is_refused(document: object) -> None:
    with pytest.raises(ProgramError):
        Program.from_json(document)
