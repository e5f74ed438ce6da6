"""Drawn programs find a mutant of each area but RS over HTTP too, by a requirement that it declares to break."""

from __future__ import annotations

import shlex
import sys
import time

import pytest

from conformance import requirements
from conformance.campaigns.arena import TargetArena
from conformance.fuzz.campaign import Budget, Campaign, Watching
from conformance.fuzz.dice import Stage
from conformance.fuzz.raw import FORMS
from conformance.fuzz.scenes_bad import ENVELOPES
from conformance.fuzz.spreading import own_in
from conformance.fuzz.steps import Bad, Raw
from conformance.fuzz.sweep import swept
from conformance.generate.mutations import OPERATORS
from conformance.starting import Source
from schemas import topology as topologies
from tests.fuzz import over_http
from tests.mutants.runner import mutants

UNICODE = "AnswersBrokenUnicodeWith500"
AT_ONCE = 2000  # messages
MOST = 8000  # messages of the programs drawn
FOUND = (
    "msg_calls:AnswersWith201",
    "rb_routes:LeavesOutAnEmptyList",
    "rr_adoption:AWindowOfZeroIsTakenForNone",
    "lc_curves:MistakesAScale",
    "qt_answers:RoundsTheDestinationAmountUp",
    "rq_remote:AsksInTheNextHopsName",
    "fw_paying:KeepsTheExpiryOnTheLastLedger",
)


class Ends(Campaign):
    """Ends with the wave that showed a fault of a declared requirement; makes nothing small."""

    def sees(self, breaks: frozenset[str]) -> set[str]:
        """The declared requirements that were seen broken."""
        batch = 0
        while self.report.messages < MOST:
            programs = self._rationed(self.drawn(batch, self.report.coverage.copy()))
            before, batch = self.arena.messages, batch + 1
            plays = self.arena.play(programs)
            self.report.messages += self.arena.messages - before
            seen = {fault.requirement for played in plays for fault in played.faults} & breaks
            if seen or self.arena.gone:
                return seen
        return set()


@pytest.mark.parametrize("name", FOUND, ids=lambda name: name.rpartition(":")[2])
def test_a_mutant_is_found_over_http(name: str) -> None:
    """It is started as a process; programs are played side by side, until one shows it."""
    mutant = next(each for each in mutants() if each.name == f"tests.mutants.{name}")
    command = f"{shlex.quote(sys.executable)} -m tests.mutants.serve {mutant.name}"
    arena = TargetArena(Source(topologies.load(mutant.topology), command=command), 1, time.monotonic)
    try:
        assert Ends(arena, 1, Budget(messages=MOST)).sees(mutant.breaks)
    finally:
        arena.close()


def test_what_fails_at_one_bad_message_is_seen_at_once() -> None:
    """The campaign begins with damaged bodies of all kinds, for which nobody has to wait."""
    command = f"{shlex.quote(sys.executable)} -m tests.mutants.serve tests.mutants.rs_bad_messages:{UNICODE}"
    arena = TargetArena(Source(topologies.load("default"), command=command), 1, time.monotonic)
    seen: list[str] = []
    try:
        Campaign(
            arena, 1, Budget(messages=AT_ONCE), watching=Watching(seen=lambda fault: seen.append(fault.requirement))
        ).run()
    finally:
        arena.close()
    assert seen[:1] == ["RS-2"]


@pytest.mark.parametrize("name", ["default", "liquidity"])
def test_the_first_programs_hang_on_the_seed_alone_and_keep_their_senders_routes(name: str) -> None:
    """So nothing that is drawn later is otherwise for them, and all may run side by side."""
    topology = topologies.load(name)
    stage = Stage.of(topology)
    first, again, another = swept(stage, 1), swept(stage, 1), swept(stage, 2)
    assert first == again != another
    own = [each for program in first for each in own_in(topology, program)]
    assert len(own) == len(set(own))
    assert all(each in ledger.spare for each in own for ledger in topology.ledgers if each.startswith(ledger.prefix))
    assert [step.flaw for step in first[0].steps if isinstance(step, Bad)] == ["a route", "a withdrawal"]
    flaws = {step.flaw for program in first for step in program.steps if isinstance(step, Bad)}
    assert {operator.name for operator in OPERATORS} <= flaws
    assert set(ENVELOPES) <= flaws
    assert {step.form for program in first for step in program.steps if isinstance(step, Raw)} == set(FORMS)


def test_a_mutant_of_each_area_is_hunted_over_http() -> None:
    """Each is one that there is, and declares to break a requirement of the area."""
    areas = {row.id.partition("-")[0] for row in requirements.load().values()}
    breaks = {each.name.removeprefix("tests.mutants."): each.breaks for each in mutants()}
    assert set(over_http.OF_AREAS) == areas
    for area, name in over_http.OF_AREAS.items():
        assert any(id.startswith(f"{area}-") for id in breaks[name])


def test_the_page_says_what_was_found_and_what_was_not() -> None:
    mutant = next(each for each in mutants() if each.name == f"tests.mutants.{FOUND[0]}")
    found = over_http.Caught("MSG", mutant, "MSG-1 how a call is answered", 0.5, 2.25, 310, "seen again")
    missed = over_http.Caught("MSG", mutant, "", 0.0, 60.0, 9000, "the budget is used up")
    text = over_http.page([found, missed], 60, 1)
    assert "1 of 2 were found." in text
    assert "| MSG-1 how a call is answered | 0.5 s | 2.2 s | 310 |" in text
    assert "| not found | - | 60.0 s | 9000 |" in text
    assert (found.line()[:5], missed.line()[:6]) == ("found", "MISSED")
