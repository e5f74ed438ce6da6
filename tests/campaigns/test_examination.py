"""Faults looked at closer: small programs, played again on fresh targets; flaky ones; what comes after damage."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign, Stored, Watching
from conformance.fuzz.coverage import Coverage
from conformance.fuzz.examination import LATE, Examination, Patience
from conformance.fuzz.faults import ENDED, Fault
from conformance.fuzz.player import Played
from conformance.fuzz.report import Finding, Report
from conformance.fuzz.steps import Passes, Program
from conformance.starting import Source
from schemas import topology as topologies
from tests.campaigns.connectors import FailsInItsFirstLife
from tests.campaigns.programs import HARMLESS, LONG, TRIGGERING

UNKNOWN = "a signature that nothing has"


def campaign(name: str, program: Program, known: str = UNKNOWN, can_restart: bool = True) -> Report:
    """A campaign that plays this program as a stored one, then the least that can be drawn."""
    address = f"memory:tests.campaigns.connectors:{name}"
    ground = TargetArena(Source(topologies.load("default"), address), 1, lambda: 0.0)
    ground.can_restart = can_restart
    return Campaign(ground, 5, Budget(messages=1), [Stored(known, program)]).run()


@pytest.mark.parametrize("name", ["Crashes", "Hangs", "LosesItsState"])
def test_a_fault_is_made_as_small_as_can_be(name: str) -> None:
    """One step of nine is left, and it shows each time on a target started anew."""
    found = [each for each in campaign(name, LONG).findings if each.fault.requirement == "RS-1"]
    assert {each.program.steps for each in found} == {(TRIGGERING,)}
    assert found[0].note == "seen again in 3 of 3 plays, the first on a fresh target"


class EndsLate:
    """A ground whose target ends a moment after one program: where nobody waits for it, that is not seen."""

    can_restart, gone, width = True, "", 16
    topology = topologies.load("default")

    def __init__(self, fault: Fault) -> None:
        self.fault, self.lives = fault, 0

    def renew(self) -> None:
        """A life more."""
        self.lives += 1

    def play(self, programs: Sequence[Program], is_sought: Callable[[Fault], bool]) -> list[Played]:
        """All are lost with the target where one waits behind what ends it."""
        assert is_sought(self.fault)
        assert not is_sought(Fault("RS-1", ENDED, "", "it ended otherwise"))
        ends = any(TRIGGERING in each.steps and Passes(LATE) in each.steps for each in programs)
        unsure = {self.fault.signature} if len(programs) > 1 else set[str]()
        return [Played([self.fault] if ends else [], unsure=unsure) for _ in programs]


def test_who_ends_a_target_late_is_found_among_many() -> None:
    """By halves, as each time takes a fresh target; the fault alone is sought, and time is left for it."""
    fault = Fault("RS-1", ENDED, "a connector that goes on serving", "it ended")
    suspects = [Program((*HARMLESS, each)) for each in (*HARMLESS * 5, TRIGGERING, *HARMLESS)]
    ground, finding = EndsLate(fault), Finding(fault, suspects[0], (), 0, 0, True)
    patience = Patience(lambda: False, lambda: False)
    found = Examination(ground, ground.play, patience, finding, suspects, Program(())).run()
    assert found.program == Program((TRIGGERING, Passes(LATE)))
    assert found.note == "seen again in 3 of 3 plays, the first on a fresh target"
    assert ground.lives <= len(suspects).bit_length() + 2


class EndsAtOnce(EndsLate):
    """A ground whose target ends by a step at once: what was done last is told."""

    def play(self, programs: Sequence[Program], is_sought: Callable[[Fault], bool]) -> list[Played]:
        """Of one program, the steps up to the one that ended it."""
        (program,) = programs
        if TRIGGERING not in program.steps:
            return [Played()]
        return [Played([self.fault], last=Program(program.steps[: program.steps.index(TRIGGERING) + 1]))]


def test_who_ends_a_target_at_once_is_tried_first() -> None:
    """What all did last is played in a row, then the last step of that: some lives, however many suspects there are."""
    fault = Fault("RS-1", ENDED, "a connector that goes on serving", "it ended")
    suspects = [Program((*HARMLESS, each)) for each in (*HARMLESS * 5, TRIGGERING, *HARMLESS)]
    ground, finding = EndsAtOnce(fault), Finding(fault, suspects[0], (), 0, 0, True)
    ground.width = 1
    patience, last = Patience(lambda: False, lambda: False), Program((*HARMLESS, TRIGGERING, *HARMLESS))
    found = Examination(ground, ground.play, patience, finding, suspects, Program(()), last).run()
    assert found.program == Program((TRIGGERING,))
    assert found.note == "seen again in 3 of 3 plays, the first on a fresh target"
    assert ground.lives == 3


def test_a_silence_is_made_small_with_time_for_it() -> None:
    """Fewer steps take less time, so what the silence needs is added; its cause is left, and that."""
    silent = Program((*HARMLESS, TRIGGERING, *HARMLESS, *(Passes(1000),) * 6))
    found = [each for each in campaign("FallsSilent", silent).findings if each.fault.requirement == "RB-6"]
    assert len(found) == 1
    trigger, *waits = found[0].program.steps
    assert trigger == TRIGGERING
    assert waits
    assert all(isinstance(each, Passes) for each in waits)


def test_what_is_known_is_counted_and_passed_over() -> None:
    """It is not looked at again, and stands among the findings as known."""
    signature = campaign("Crashes", LONG).findings[0].fault.signature
    report = campaign("Crashes", LONG, known=signature)
    assert [(each.known, each.fault.signature) for each in report.findings] == [(True, signature)]
    assert (report.hits[signature], report.cured) == (1, [])


def test_a_known_finding_that_is_gone_is_told() -> None:
    """By its signature."""
    assert campaign("Crashes", Program(HARMLESS)).cured == [UNKNOWN]


def test_what_does_not_show_again_is_told_as_that() -> None:
    """It is kept as it was found, with its rate."""
    FailsInItsFirstLife.lives = 0
    found = campaign("FailsInItsFirstLife", LONG).findings
    assert {(each.program, each.seen_again, each.note) for each in found} == {
        (LONG, False, "not seen again in 3 plays")
    }


def test_a_target_that_lost_its_state_for_good_is_told() -> None:
    """It can't be started anew: the first finding is under fresh names, what is found later is after damage."""
    found = campaign("LosesItsState", LONG, can_restart=False).findings
    assert found[0].note == "seen again in 3 of 3 plays, under fresh names on the same target"
    assert not found[0].after_damage
    assert found[1:]
    assert all(each.after_damage for each in found[1:])


def test_a_target_that_is_gone_ends_the_campaign_with_what_was_found() -> None:
    """The finding was not played again, and the report says why it ended."""
    report = campaign("Hangs", LONG, can_restart=False)
    assert [each.note for each in report.findings] == ["not played again, as the campaign ended"]
    assert report.gone.startswith("it answers no call any more")


def test_an_interruption_keeps_what_was_found() -> None:
    """Also where it comes while the fault is made small."""
    ground = TargetArena(
        Source(topologies.load("default"), "memory:tests.campaigns.connectors:Crashes"), 1, lambda: 0.0
    )
    told: list[Finding] = []

    def played(report: Report) -> None:
        if report.exchanged and len(told) == 0 and report.hits:
            raise KeyboardInterrupt

    report = Campaign(ground, 5, Budget(messages=1), [Stored(UNKNOWN, LONG)], Watching(played, told.append)).run()
    assert report.interrupted
    assert [each.program for each in report.findings] == [LONG]
    assert told == report.findings


def test_an_error_of_ours_ends_with_a_full_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found before is kept, and the fault is not the target's."""
    drawn = Campaign.drawn

    def broken(self: Campaign, batch: int, before: Coverage) -> list[Program]:
        if batch:
            raise KeyError("a mistake of ours")
        return drawn(self, batch, before)[:1]

    monkeypatch.setattr(Campaign, "drawn", broken)
    source = Source(topologies.load("default"), "memory:tests.campaigns.connectors:Crashes")
    ground = TargetArena(source, 1, lambda: 0.0)
    report = Campaign(ground, 5, Budget(messages=10**6), [Stored(UNKNOWN, LONG)]).run()
    assert [each.fault.requirement for each in report.findings][:1] == ["RS-1"]
    assert "a mistake of ours" in report.failure
    assert "an error of the fuzzer itself" in report.ended
